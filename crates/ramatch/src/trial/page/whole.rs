//! The page.

use super::pictures::pictures;
use super::style::STYLE;
use super::tables;
use crate::answer::page::shortened;
use crate::files::output::PAGE_MADE_BY;
use crate::ground::shown;
use crate::trial::validation::report::Validation;
use maud::{DOCTYPE, PreEscaped, html};

/// What the page may load: nothing, and its own style.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

impl Validation {
    /// The validation as one page of HTML with pictures and tables. It needs no other file and no script, and may be printed.
    #[must_use]
    pub fn to_html(&self) -> String {
        let counts = &self.counts;
        let title = format!("Validation of {}", shortened(&shown::line(&self.library.name), 80));
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="generator" content=(PAGE_MADE_BY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    title { (title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    h1 { (title) }
                    p {
                        b { (counts.substances) " substances" } ": " (counts.present) " were present in trials, " (counts.absent) " absent (not in the library: "
                        (counts.foreign) "). "
                        span class="soft" {
                            "Specimens " (counts.specimens) ", spectra " (counts.spectra) ", trials " (counts.trials)
                            ", instruments that are stated " (counts.instruments) "."
                        }
                    }
                    ul class="remarks" { @for remark in &self.remarks { li { (shown::line(&remark.text)) } } }
                    h2 { "Kept against false" }
                    p class="soft" { "Each substance has one vote: false by its worst trial, kept by the part of its trials. In brackets the interval of 95 % (Clopper and Pearson)." }
                    (tables::rates(self))
                    h2 { "Claimed against realised" }
                    (tables::claims(self))
                    h2 { "Pictures" }
                    div class="pictures" { (pictures(self)) }
                    h2 { "Verdicts" }
                    p class="soft" { "Trials. Of " code { "related" } " a relative is right, for that is what it says." }
                    (tables::verdicts(self))
                    h2 { "Likelihood ratios" }
                    (tables::ratios(self))
                    h2 { "Limits" }
                    (tables::groups(self))
                    h2 { "Answers that were wrong" }
                    (tables::wrong(self))
                    h2 { "What was asked" }
                    (tables::asked(self))
                    p class="soft" { "A verdict says that a spectrum is consistent with a reference. It is no probability that it is that substance, and a second technique confirms it." }
                }
            }
        };
        page.into_string()
    }
}

//! The tables of a validation.

use crate::answer::page::{short, shortened};
use crate::ground::shown;
use crate::trial::validation::groups::TrialGroup;
use crate::trial::validation::rates::TrialRate;
use crate::trial::validation::report::Validation;
use crate::trial::validation::words::percent;
use maud::{Markup, html};

/// Letters of a name in a table.
const NAME: usize = 120;

/// A rate with its interval and what was counted.
fn rate(rate: &TrialRate) -> Markup {
    html! {
        @match rate.rate {
            None => "no substance",
            Some(part) => {
                b { (percent(part)) } " (" (percent(rate.low)) " to " (percent(rate.high)) ")"
                br; span class="soft" { (votes(rate.count)) " of " (rate.substances) " substances, " (rate.trials) " of " (rate.of_trials) " trials" }
            }
        }
    }
}

fn votes(count: f64) -> String {
    if count.fract() == 0.0 { format!("{count:.0}") } else { format!("{count:.1}") }
}

fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$}"))
}

fn name(text: &str) -> String {
    shortened(&shown::line(text), NAME)
}

pub(super) fn rates(made: &Validation) -> Markup {
    html! {
        div class="scroll" { table {
            thead { tr { th class="n" { "α" } th { "absent, and named" } th { "of these unrelated" } th { "present and first, and kept" } th { "named, present, but another one" } } }
            tbody { @for at in &made.rates { tr {
                td class="n" { (short(100.0 * at.alpha)) " %" }
                td class="r" { (rate(&at.false_named)) }
                td class="r" { (rate(&at.false_unrelated)) }
                td class="r" { (rate(&at.kept)) }
                td class="r" { (rate(&at.wrong_though_present)) }
            } } }
        } }
    }
}

pub(super) fn verdicts(made: &Validation) -> Markup {
    html! {
        div class="scroll" { table {
            thead { tr { th { "verdict" } @for head in ["present", "absent", "right", "a relative", "wrong"] { th class="n" { (head) } } } }
            tbody { @for row in &made.verdicts { tr {
                td class="v" { code { (row.verdict) } }
                @for count in [row.present, row.absent] { td class="n" { (count) } }
                @if row.verdict == "cannot_decide" { td class="n" colspan="3" { "names nothing" } }
                @else { @for count in [row.right, row.relative, row.wrong] { td class="n" { (count) } } }
            } } }
        } }
    }
}

pub(super) fn claims(made: &Validation) -> Markup {
    html! {
        div class="scroll" { table {
            thead { tr { th { "verdict" } th { "spectra" } th class="n" { "claimed, at most" } th { "came out" } } }
            tbody { @for claim in &made.claims { tr {
                td class="v" { code { (claim.verdict) } }
                td { (claim.spectra) }
                td class="n" { (percent(claim.claimed)) }
                td class="r" { (rate(&claim.realised)) }
            } } }
        } }
    }
}

pub(super) fn groups(made: &Validation) -> Markup {
    html! {
        div class="scroll" { table {
            thead { tr { th { "spectra" } th class="n" { "limit by these trials" } th { "absent, above the calibration's limit" } th { "present and first, above it" } } }
            tbody { @for group in made.by_snr.iter().chain(&made.by_shift) { tr {
                td { (group.of) ": " (group.range) }
                td class="n" { (limit(group)) }
                td class="r" { (rate(&group.false_named)) }
                td class="r" { (rate(&group.kept)) }
            } } }
        } }
    }
}

fn limit(group: &TrialGroup) -> String {
    group.limit.map_or_else(|| "too few".to_owned(), |limit| format!("{limit:.2}"))
}

pub(super) fn ratios(made: &Validation) -> Markup {
    let ratios = &made.ratios;
    let part = |part: Option<f64>| part.map_or_else(|| "–".to_owned(), percent);
    let rows = [
        ("Cllr, bits (0 is perfect, 1 is what no idea costs)", number(ratios.cllr, 3)),
        ("Cllr_min, what the order of the values allows", number(ratios.cllr_min, 3)),
        (
            "Cllr_cal, what calibration is to blame for",
            number(ratios.cllr.zip(ratios.cllr_min).map(|(all, least)| all - least), 3),
        ),
        ("area under the curve: present told from absent", number(ratios.area, 3)),
        ("misleading: absent with a ratio above 1", part(ratios.misleading_absent)),
        ("misleading: present with a ratio below 1", part(ratios.misleading_present)),
        (
            "trials: present and first, absent, without a value",
            format!("{}, {}, {}", ratios.present, ratios.absent, ratios.without),
        ),
    ];
    html! {
        div class="scroll" { table { tbody { @for (what, value) in &rows { tr { td { (what) } td class="n" { (value) } } } } } }
    }
}

pub(super) fn wrong(made: &Validation) -> Markup {
    html! {
        @if made.wrong.is_empty() { p { "No answer was wrong." } }
        @else { div class="scroll" { table {
            thead { tr { th { "file" } th { "is" } th { "asked as" } th { "verdict" } th { "named" } @for head in ["value", "score", "SNR", "moved, cm⁻¹"] { th class="n" { (head) } } } }
            tbody { @for answer in &made.wrong { tr {
                td class="f" { (name(&answer.file)) }
                td { (name(&answer.truth)) }
                td { (answer.role.name()) }
                td class="v" { code { (name(&answer.verdict)) } }
                td { @if answer.named.is_empty() { "nothing" } (name(&answer.named.join(", "))) @if answer.related { " " span class="soft" { "(a relative)" } } }
                td class="n" { (number(answer.value, 2)) }
                td class="n" { (number(answer.score, 3)) }
                td class="n" { (answer.snr.map_or_else(|| "–".to_owned(), |snr| short(snr.round()))) }
                td class="n" { (format!("{:+.1}", answer.shift_cm1)) }
            } } }
        } } }
    }
}

pub(super) fn asked(made: &Validation) -> Markup {
    let (library, calibration) = (&made.library, &made.calibration);
    let own = if calibration.own { "made for this library" } else { "made for another library" };
    html! {
        div class="scroll" { table { tbody {
            tr { td { "library" } td { (name(&library.name)) ", " (library.references) " references of " (library.substances) " substances" br; code { (library.hash) }
                @for part in &library.libraries { br; (name(part.name.as_deref().unwrap_or("in memory"))) ": " code { (part.hash) } }
            } }
            tr { td { "recipe" } td { code { (library.recipe) } } }
            tr { td { "calibration" } td {
                (own) "; α = " (percent(calibration.alpha)) ", states " (percent(calibration.stated_rate)) ", from "
                (calibration.absent_substances) " substances that were absent and " (calibration.present_substances) " that were present"
                @if !calibration.kinds.is_empty() { " (" (name(&calibration.kinds)) ")" }
                br; code { (calibration.hash) }
            } }
            tr { td { "software" } td { "ramatch " (made.software) @if !calibration.software.is_empty() { "; the calibration was made by ramatch " (name(&calibration.software)) } } }
        } } }
    }
}

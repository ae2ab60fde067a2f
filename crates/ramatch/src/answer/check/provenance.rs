//! What a library does not say of its references.

use super::finding::{Finding, Of};
use crate::answer::identifier::Identifier;
use crate::ground::error::Error;
use crate::library::{Agreement, EntryContent, Raw};
use std::collections::BTreeMap;

/// Names that name nothing.
const NO_NAMES: [&str; 11] = [
    "unknown",
    "unnamed",
    "unidentified",
    "not identified",
    "sample",
    "specimen",
    "test",
    "none",
    "n/a",
    "untitled",
    "spectrum",
];

impl Identifier {
    /// Findings of names, of what is called doubtful, and of what is not stated; the last for all references of a source at once.
    pub(super) fn provenance(&self, entries: &[u32]) -> Result<Vec<Finding>, Error> {
        let (library, view) = (self.library(), self.library().view());
        let mut findings = Vec::new();
        // Source and what is not stated: the first entry, and how many.
        let mut lacking: BTreeMap<(String, String), (Finding, usize)> = BTreeMap::new();
        for &index in entries {
            let known = view.entry(index).and_then(|entry| Some((entry, view.substance(entry.substance)?)));
            // One that cannot be read is an error of what asks about it.
            let Some((entry, substance)) = known else { continue };
            let of = Of { entry: entry.id, substance: substance.name, substance_id: substance.id };
            if is_no_name(substance.name) {
                let text = format!("is of \"{}\", which is no substance", substance.name);
                findings.push(of.finding("no_name", text));
            }
            let content = library.entry_content(index)?;
            let checked = content.as_ref().map(|content| &content.checked);
            if let Some(checked) = checked.filter(|checked| checked.agreement == Agreement::Doubtful) {
                findings.push(of.finding("doubtful", format!("is doubtful: {}", checked.by)));
            }
            let lacks = lacks(content.as_ref());
            if !lacks.is_empty() {
                let made = || (of.finding("provenance", String::new()), 0);
                lacking.entry((entry.source.to_owned(), lacks)).or_insert_with(made).1 += 1;
            }
        }
        findings.extend(lacking.into_iter().map(|((source, lacks), (finding, count))| {
            let plural = if count == 1 { "reference states" } else { "references state" };
            Finding { text: format!("{count} {plural} no {lacks}, of source {source}"), ..finding }
        }));
        Ok(findings)
    }
}

/// Whether a name names nothing: also with a number behind it.
fn is_no_name(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    let without = name.trim_end_matches(|c: char| c.is_ascii_digit() || " _-#.?".contains(c));
    without.is_empty() || NO_NAMES.contains(&without)
}

/// What an entry does not state, in words.
fn lacks(content: Option<&EntryContent>) -> String {
    let Some(content) = content else { return "licence, attribution or instrument".to_owned() };
    let measured = matches!(content.raw, Raw::Curve { .. });
    let parts = [
        (content.licence.trim().is_empty(), "licence"),
        (content.attribution.trim().is_empty(), "attribution"),
        (measured && content.instrument.trim().is_empty(), "instrument"),
        (measured && content.laser_nm.is_none(), "laser"),
    ];
    let lacks: Vec<&str> = parts.into_iter().filter(|(lacks, _)| *lacks).map(|(_, what)| what).collect();
    match &lacks[..] {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::is_no_name;

    #[test]
    fn names_that_name_nothing() {
        for name in ["unknown", "Unknown 3", "sample_12", "", "?", "42", "N/A", " Test "] {
            assert!(is_no_name(name), "{name}");
        }
        for name in ["quartz", "Na", "vitamin B12", "testosterone", "sodium", "2-butanone"] {
            assert!(!is_no_name(name), "{name}");
        }
    }
}

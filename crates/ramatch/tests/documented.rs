//! The book's page of fields and codes lists every field of a report and every code that the sources give.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch::core::GridStep;
use ramatch::core::baseline::Baseline;
use ramatch::core::smooth::Smooth;
use ramatch::{Code, Identifier, Options, Preprocess};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// Errors from here on are about the structure of files; they stand with the formats.
const OF_FILES: i32 = 120;

fn page() -> Option<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/fields.md");
    let page = std::fs::read_to_string(page).ok();
    if page.is_none() {
        eprintln!("skipped: the book is not in this package");
    }
    page
}

/// The part of a page below a heading, up to the next of its level.
fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("\n## {heading}\n")).unwrap();
    rest.split("\n## ").next().unwrap()
}

/// The codes that a section's table has rows of.
fn rows(section: &str) -> BTreeSet<&str> {
    section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect()
}

/// All Rust sources below a folder, without their tests, one after the other.
fn sources(folder: &Path, all: &mut String) {
    for item in std::fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(path).unwrap();
            all.push_str(text.split("#[cfg(test)]").next().unwrap());
        }
    }
}

/// Whether text is a code's name.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase())
}

/// The names that the sources give to warnings and reasons: the literals at the places where those are made.
fn given(sources: &str) -> BTreeSet<&str> {
    let words = sources.split('"').collect::<Vec<_>>();
    let made = |before: &str, after: &str| {
        let (before, after) = (before.trim_end(), after.trim_start());
        before.ends_with("code:") || before.ends_with("warn(") || after.starts_with(", &||")
    };
    words.windows(3).filter(|w| is_name(w[1]) && made(w[0], w[2])).map(|w| w[1]).collect()
}

/// The names of reasons: what `Reason::code` yields.
fn reasons(source: &str) -> BTreeSet<&str> {
    let (_, code) = source.split_once("pub const fn code(&self)").unwrap();
    let (code, _) = code.split_once("\n    }\n").unwrap();
    code.split('"').skip(1).step_by(2).filter(|name| is_name(name)).collect()
}

#[test]
fn every_reason_and_warning_is_in_the_book_and_no_other() {
    let Some(page) = page() else { return };
    let mut text = String::new();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    sources(&crates.join("ramatch/src"), &mut text);
    let of_core = std::fs::read_to_string(crates.join("ramatch-core/src/identify/reason.rs")).unwrap();
    let documented_reasons = rows(section(&page, "Reasons not to decide"));
    let documented: BTreeSet<&str> =
        documented_reasons.union(&rows(section(&page, "Warnings"))).copied().collect();
    let missing: Vec<_> =
        reasons(&of_core).into_iter().filter(|code| !documented_reasons.contains(code)).collect();
    assert!(missing.is_empty(), "no reason in docs/src/fields.md: {missing:?}");
    let given: BTreeSet<&str> = given(&text).union(&reasons(&of_core)).copied().collect();
    assert!(given.len() >= 25, "they are given in another way now, which this test has to learn: {given:?}");
    let missing: Vec<_> = given.difference(&documented).collect();
    assert!(missing.is_empty(), "no row in docs/src/fields.md: {missing:?}");
    // What a refusal is called is the name of a decision that it forbids as well.
    let refusals: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    let gone: Vec<_> =
        documented.iter().filter(|code| !given.contains(*code) && !refusals.contains(*code)).collect();
    assert!(gone.is_empty(), "docs/src/fields.md has rows of what no source gives: {gone:?}");
}

#[test]
fn every_refusal_is_in_the_book() {
    let Some(page) = page() else { return };
    let rows = rows(section(&page, "Refusals"));
    for code in Code::ALL.iter().filter(|code| code.number() < OF_FILES) {
        assert!(rows.contains(code.name()), "no row in docs/src/fields.md: {}", code.name());
    }
}

/// All names of fields in a value.
fn names(value: &Value, all: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                all.insert(name.clone());
                names(value, all);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| names(value, all)),
        _ => {}
    }
}

#[test]
fn every_field_is_in_the_book() {
    let Some(page) = page() else { return };
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data/silicon-532-bwtek-a.txt");
    let identifier = Identifier::embedded().unwrap();
    let report = identifier.identify_file(&file, &Options::default()).unwrap();
    assert!(
        !report.verdict.is_named() && !report.warnings.is_empty() && !report.hits[0].bands.matched.is_empty()
    );
    let baseline: Baseline = serde_json::from_value(json!({ "method": "arpls" })).unwrap();
    let smooth: Smooth = serde_json::from_value(json!({ "method": "savitzky-golay" })).unwrap();
    let mut steps = Preprocess::default();
    steps.gridded = vec![GridStep::Baseline(baseline), GridStep::Smooth(smooth)];
    let made = steps.run(&ramatch::read_file(&file).unwrap().spectrum).unwrap();
    let values = [
        ("identify --json", serde_json::to_value(&report)),
        ("identify --json", serde_json::to_value(identifier.library_info())),
        ("preprocess --json", serde_json::to_value(&made)),
    ];
    for (command, value) in values {
        let (mut all, text) = (BTreeSet::new(), section(&page, &format!("`{command}`")));
        names(&value.unwrap(), &mut all);
        let missing: Vec<_> = all.iter().filter(|name| !text.contains(&format!("`{name}`"))).collect();
        assert!(missing.is_empty(), "{command}: not in docs/src/fields.md: {missing:?}");
    }
}

//! The program as a user sees it: output, exit codes, bad input.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod archives;
mod calibrate;
mod collections;
mod device;
#[path = "../../../ramatch/tests/support/entries.rs"]
mod entries;
mod growing;
mod identify;
mod libraries;
mod many;
mod mixture;
mod patterns;
mod preprocess;
mod records;
mod travels;
#[path = "../../../ramatch/tests/support/trials.rs"]
mod trials;
mod validate;
mod verdicts;

use std::path::Path;
use std::process::{Command, Output};

fn ramatch(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ramatch"))
        .args(args)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const POLYSTYRENE: &str = "examples/data/polystyrene-785-bwtek-a.txt";

#[test]
fn help_has_examples() {
    for args in [
        &["--help"][..],
        &["identify", "--help"],
        &["library", "build", "--help"],
        &["verify-result", "--help"],
        &["library", "list", "--help"],
        &["validate", "--help"],
        &["calibrate", "--help"],
    ] {
        let output = ramatch(args);
        assert_eq!(output.status.code(), Some(0));
        let text = text(&output.stdout);
        assert!(text.contains("Exit codes") || text.contains("Examples:"), "{text}");
    }
}

/// One file, one report; what makes one report of several is said, and so is what counts from 1.
#[test]
fn help_says_what_several_files_are_and_how_spectra_count() {
    let help = text(&ramatch(&["identify", "--help"]).stdout);
    let words = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "each spectrum is ranked and reported by itself, unless --shots is given",
        "several measurements of one sample: one report, of their mean",
        "Only these spectra of each FILE, counted from 1: 3, or 2-5,9",
    ] {
        assert!(words.contains(part), "{part}\n{help}");
    }
    let files = [POLYSTYRENE, "examples/data/polystyrene-532-bwtek-a.txt"];
    let reports = |more: &[&str]| {
        let output = ramatch(&[&["identify", "--json"], more, &files].concat());
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        json["results"].as_array().unwrap().len()
    };
    assert_eq!((reports(&[]), reports(&["--shots"])), (2, 1));
}

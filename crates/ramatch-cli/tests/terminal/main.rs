//! The program as a user sees it: output, exit codes, bad input.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod identify;
mod libraries;
mod preprocess;

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
        &["library", "list", "--help"],
    ] {
        let output = ramatch(args);
        assert_eq!(output.status.code(), Some(0));
        let text = text(&output.stdout);
        assert!(text.contains("Exit codes") || text.contains("Examples:"), "{text}");
    }
}

//! The book's page of formats lists every code and every format.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch_core::Code;
use std::path::Path;

#[test]
fn every_code_is_in_the_book() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/formats.md");
    let Ok(page) = std::fs::read_to_string(page) else {
        return eprintln!("skipped: the book is not in this package");
    };
    for code in Code::ALL {
        let row = format!("| {} | `{}` |", code.number(), code.name());
        assert!(page.contains(&row), "{row}");
    }
}

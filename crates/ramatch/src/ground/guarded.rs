//! Fields that a spreadsheet would take for formulas.
//!
//! A field that begins with `=`, `+`, `-`, `@`, a tab or a carriage return is carried out by programs that open CSV (OWASP, *CSV
//! injection*). It is written with an apostrophe before it, and read without.

/// Whether a spreadsheet would carry it out, apostrophes aside.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A field of a table for spreadsheets, with an apostrophe before it if they would take it for a formula.
///
/// ```
/// assert_eq!(ramatch::guard_field("=1+1"), "'=1+1");
/// ```
#[must_use]
pub fn guard(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// A field as it was before it was written.
pub(crate) fn free(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_guarded_is_no_formula_and_comes_back(text in "['=+@\t\r a-]{0,6}") {
            let written = guard(&text);
            prop_assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert_eq!(free(&written), text);
        }
    }

    #[test]
    fn other_texts_stay() {
        for text in ["", "caffeine", "'quoted'", "5=5"] {
            assert_eq!((guard(text).as_str(), free(text)), (text, text));
        }
        assert_eq!(guard("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
    }
}

//! Names and texts that come from elsewhere, as they may be shown.
//!
//! A name may hold anything: an escape that clears the terminal, U+202E that turns the rest of the line around, bytes that are
//! no text. Shown are the names that they are, and nothing else happens.

use std::path::Path;

/// Whether a character does something to what stands around it: controls, marks of direction, breaks of lines and paragraphs, and
/// what no text may hold.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a character does nothing but stand there.
#[must_use]
pub fn is_plain(c: char) -> bool {
    !acts(c)
}

/// A text on one line, in which every character that acts stands as an escape: `\n`, `\u{1b}`, `\u{202e}`.
///
/// ```
/// assert_eq!(ramatch::shown::line("a\u{202e}b\n\u{1b}[2J"), "a\\u{202e}b\\n\\u{1b}[2J");
/// ```
#[must_use]
pub fn line(text: &str) -> String {
    escaped(text, |_| false)
}

/// A text of several lines; as [`line()`], but line feeds stay.
#[must_use]
pub fn lines(text: &str) -> String {
    escaped(text, |c| c == '\n')
}

fn escaped(text: &str, stays: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if acts(c) && !stays(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// The name of a file as data: its text, or, where its bytes are no text, with each such byte as `\xff` and each backslash as `\\`. Two
/// names never become one: a text that holds such an escape itself has its backslashes doubled too.
#[must_use]
pub fn name(path: &Path) -> String {
    if let Some(text) = path.to_str().filter(|text| cfg!(not(unix)) || !has_escape(text)) {
        return text.to_owned();
    }
    bytes(path.as_os_str().as_encoded_bytes())
}

/// Bytes that may be no text, as [`name`].
pub(crate) fn bytes(bytes: &[u8]) -> String {
    let mut name = String::new();
    for chunk in bytes.utf8_chunks() {
        name += &chunk.valid().replace('\\', "\\\\");
        for byte in chunk.invalid() {
            name += &format!("\\x{byte:02x}");
        }
    }
    name
}

/// Whether a text holds what stands for a byte that is no text.
fn has_escape(text: &str) -> bool {
    text.as_bytes().windows(4).any(|w| w.starts_with(b"\\x") && w[2..].iter().all(u8::is_ascii_hexdigit))
}

/// The name of a file for people: [`name`] as [`line()`].
#[must_use]
pub fn path(path: &Path) -> String {
    line(&name(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_that_acts_is_left(text in any::<String>()) {
            prop_assert!(!line(&text).chars().any(acts));
            prop_assert!(lines(&text).chars().all(|c| c == '\n' || !acts(c)));
        }

        #[cfg(unix)]
        #[test]
        fn two_names_never_become_one(
            a in prop::collection::vec(prop::sample::select(b"\\xf0\xff\xf0".to_vec()), 0..9),
            b in prop::collection::vec(prop::sample::select(b"\\xf0\xff\xf0".to_vec()), 0..9),
        ) {
            use std::os::unix::ffi::OsStrExt;
            let shown = |bytes: &[u8]| name(Path::new(std::ffi::OsStr::from_bytes(bytes)));
            prop_assert_eq!(shown(&a) == shown(&b), a == b);
        }
    }

    #[test]
    fn plain_names_stay() {
        for text in ["sample.txt", "β-lactose, α/½ “x” 日本.txt", "back\\slash"] {
            assert_eq!((line(text), name(Path::new(text))), (text.into(), text.into()));
        }
        assert_eq!(line("\u{85}\u{2028}\u{2067}\u{feff}\t"), "\\u{85}\\u{2028}\\u{2067}\\u{feff}\\t");
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_no_text_differ() {
        use std::os::unix::ffi::OsStrExt;
        let shown = |bytes: &[u8]| path(Path::new(std::ffi::OsStr::from_bytes(bytes)));
        assert_eq!(shown(b"a\xff"), "a\\xff");
        assert_ne!(shown(b"a\xff"), shown(b"a\xfe"));
        assert_ne!(shown(b"\xfe\xff"), shown(b"\\xfe\xff"));
    }
}

//! Lines of a text, numbered, whatever ends them.

use crate::{Error, Limits};
use std::borrow::Cow;

/// One line and its number, counted from 1.
pub(crate) struct Line<'a> {
    pub(crate) number: usize,
    pub(crate) text: Cow<'a, str>,
}

/// The lines of `bytes`, which end with LF, CR LF or CR. A byte-order mark is passed over, and bytes that are
/// not UTF-8 (such as a degree sign in Latin-1) are replaced.
pub(crate) fn lines<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Vec<Line<'a>>, Error> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let limit = limits.line_bytes;
    let has_lf = bytes.contains(&b'\n');
    let end = if has_lf { b'\n' } else { b'\r' };
    let mut lines = Vec::new();
    for (index, line) in bytes.split(|&b| b == end).enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.len() > limit {
            return Err(Error::LineLimit { line: index + 1, limit, actual: line.len() });
        }
        lines.push(Line { number: index + 1, text: String::from_utf8_lossy(line) });
    }
    Ok(lines)
}

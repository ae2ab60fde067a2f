//! Lines of a text, numbered, whatever ends them.

use crate::budget;
use crate::context::Context;
use crate::cursor::latin;
use crate::error::Error;
use std::borrow::Cow;

/// One line and its number, counted from 1.
pub(crate) struct Line<'a> {
    pub(crate) number: usize,
    pub(crate) text: Cow<'a, str>,
}

/// The lines of `bytes`, which end with LF, CR LF or CR. A byte-order mark is passed over, and bytes that are
/// not UTF-8 (such as a degree sign or the µ of µm) are read as Latin-1.
pub(crate) fn lines<'a>(bytes: &'a [u8], context: &Context<'_>) -> Result<Vec<Line<'a>>, Error> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let limit = context.budget.limits().line_bytes;
    let end = if bytes.contains(&b'\n') { b'\n' } else { b'\r' };
    // Counted in bytes, 255 at a time, which vectorises; so the lines are allocated once.
    let ends = |part: &[u8]| usize::from(part.iter().map(|&b| u8::from(b == end)).sum::<u8>());
    let count = bytes.chunks(255).map(ends).sum::<usize>() + 1;
    let mut lines = context.budget.vec(count)?;
    for (index, line) in bytes.split(|&b| b == end).enumerate() {
        context.budget.tick(index)?;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.len() > limit {
            return Err(budget::over("bytes", limit, line.len())
                .with_code(ramatch_core::Code::LineLimit)
                .at_line(index + 1));
        }
        let text = match std::str::from_utf8(line) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(latin(line)),
        };
        if let Cow::Owned(text) = &text {
            context.budget.charge(text.capacity())?;
        }
        lines.push(Line { number: index + 1, text });
    }
    Ok(lines)
}

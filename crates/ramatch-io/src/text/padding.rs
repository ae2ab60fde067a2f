//! Bytes that fill up a text: zeros at the end of lines and files, and DOS's end-of-file character.

use crate::context::Context;
use crate::cursor::first_zero;
use crate::error::Error;
use ramatch_core::Code;
use std::borrow::Cow;

/// Control-Z, with which DOS ended texts.
const END_OF_FILE: u8 = 0x1a;

/// Bytes that no text has, among so many at the beginning, by which a binary file is told.
const LOOKED_AT: usize = 4096;
const STRANGE: usize = 2;

/// Whether bytes are a text in which all zeros fill up a line, or stand among the words of a header.
pub(crate) fn is_padded_text(bytes: &[u8]) -> bool {
    let strange = |b: &&u8| **b >= 0x80 || (1..9).contains(*b);
    bytes.iter().take(LOOKED_AT).filter(strange).count() <= STRANGE
        && lines(bytes).all(|line| fills(line).is_ok())
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|&b| b == b'\n' || b == b'\r')
}

/// Where the zeros at a line's end begin; where the first one stands that has no place in a line.
fn fills(line: &[u8]) -> Result<usize, usize> {
    let end = line.iter().rposition(|&b| b != 0).map_or(0, |last| last + 1);
    match line[..end].iter().position(|&b| b == 0) {
        // Between the words of a header a zero is a blank; between digits it is damage.
        Some(at) if line[..end].iter().filter(|b| b.is_ascii_alphabetic()).count() < 3 => Err(at),
        _ => Ok(end),
    }
}

/// The text without what fills it up, and what was left out.
pub(super) fn without<'a>(
    bytes: &'a [u8],
    context: &Context<'_>,
) -> Result<(Cow<'a, [u8]>, Vec<&'static str>), Error> {
    let mut notes = Vec::new();
    let blank = |b: &u8| b.is_ascii_whitespace() || *b == 0 || *b == END_OF_FILE;
    let end = bytes.iter().rposition(|b| !blank(b)).map_or(0, |last| last + 1);
    let (mut text, tail) = bytes.split_at(end);
    if tail.contains(&END_OF_FILE) {
        notes.push("an end-of-file character at the end was passed over");
    } else {
        text = bytes;
    }
    if first_zero(text).is_none() {
        return Ok((Cow::Borrowed(text), notes));
    }
    notes.push("zero bytes that fill up lines were passed over");
    let mut clean = context.budget.vec(text.len())?;
    let mut at = 0;
    for line in lines(text) {
        let end = fills(line)
            .map_err(|bad| Error::new(Code::FormatSyntax, "a zero byte in a text").at_byte(at + bad))?;
        clean.extend(line[..end].iter().map(|&b| if b == 0 { b' ' } else { b }));
        at += line.len();
        // What ended the line.
        clean.extend(text.get(at));
        at += 1;
    }
    Ok((Cow::Owned(clean), notes))
}

//! Pairs and peaks of JCAMP-DX: tables that hold their own axis.

use super::asdf::token;
use super::labels::{line_end, without_comment};
use crate::context::Context;
use crate::cursor;
use crate::error::Error;
use crate::number::{self, Exponent};
use crate::record::Metadata;
use ramatch_core::Code;

/// Numbers in one group of `(XY..XY)` or `(XYW..XYW)`.
pub(super) fn group_size(form: &str) -> usize {
    let letters = form.chars().skip_while(|c| *c != '(').skip(1).take_while(|c| c.is_alphabetic()).count();
    letters.clamp(2, 8)
}

/// Decodes `(XY..XY)`: groups of `size` numbers, of which the first two are taken.
pub(super) fn read(
    section: &[u8],
    first_line: usize,
    size: usize,
    context: &Context<'_>,
    metadata: &mut Metadata,
) -> Result<(Vec<f64>, Vec<f64>), Error> {
    // Three bytes are the least a pair takes.
    let limit = context.budget.limits().points;
    let (mut x, mut y) = (Vec::new(), Vec::new());
    let mut group = 0;
    let end = line_end(section);
    'lines: for (i, line) in section.split(|&b| b == end).enumerate() {
        context.budget.tick(i)?;
        let number = first_line + i;
        let line = without_comment(line).trim_ascii();
        if i == 0 || line.is_empty() {
            continue;
        }
        let mut at = 0;
        while let Some(&byte) = line.get(at) {
            if byte.is_ascii_whitespace() || matches!(byte, b',' | b';') {
                at += 1;
                continue;
            }
            let rest = &line[at..];
            let found = number::leading(rest, Exponent::Allowed);
            let separated = |len: usize| {
                rest.get(len)
                    .is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b',' | b';' | b'+' | b'-'))
            };
            let Some((value, len)) = found.filter(|(_, len)| separated(*len)) else {
                context.damaged(number::refuse(&cursor::latin(token(rest)), number), metadata)?;
                break 'lines;
            };
            match group {
                0 => context.budget.push(&mut x, value, "points", limit)?,
                1 => context.budget.push(&mut y, value, "points", limit)?,
                _ => {}
            }
            group = (group + 1) % size;
            at += len;
        }
    }
    if group != 0 {
        let reason = format!("the last group of {size} numbers has {group}");
        context.damaged(
            Error::new(Code::CountMismatch, reason).at_line(first_line).counts(size, group),
            metadata,
        )?;
        x.truncate(y.len());
    }
    Ok((x, y))
}

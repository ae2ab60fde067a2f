//! How the fields of a row are told apart: the separator, quotes, the decimal sign.

use crate::field::{self, Field};
use crate::number::{Decimal, trimmed};

/// How the fields of a row are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(super) separator: Separator,
    pub(super) decimal: Decimal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    Char(char),
    /// A comma and a blank, between numbers with decimal commas.
    CommaBlank,
    Blanks,
}

/// Tried in this order; the first that explains the most rows is taken.
pub(super) const LAYOUTS: [Layout; 9] = {
    use Decimal::{Comma, Point};
    const fn layout(separator: Separator, decimal: Decimal) -> Layout {
        Layout { separator, decimal }
    }
    [
        layout(Separator::Char('\t'), Point),
        layout(Separator::Char('\t'), Comma),
        layout(Separator::Char(';'), Point),
        layout(Separator::Char(';'), Comma),
        layout(Separator::CommaBlank, Comma),
        layout(Separator::Char(','), Point),
        // Between quotation marks only: elsewhere the comma would have to separate and to be a decimal sign at once.
        layout(Separator::Char(','), Comma),
        layout(Separator::Blanks, Point),
        layout(Separator::Blanks, Comma),
    ]
};

impl Layout {
    /// Hands every field of a line to `visit` until it answers with false. A line that ends with a separator
    /// has an empty last field.
    pub(crate) fn each_field<'a>(self, line: &'a str, mut visit: impl FnMut(&'a str) -> bool) {
        let quotes = || line.as_bytes().contains(&b'"');
        match self.separator {
            Separator::Char(separator) if quotes() => each_quoted(line, |c| c == separator, visit),
            Separator::Char(separator) => {
                // All of them are one byte; on short lines this is twice as fast as `split`.
                let mut rest = line;
                while let Some(at) = rest.bytes().position(|b| char::from(b) == separator) {
                    if !visit(trimmed(&rest[..at])) {
                        return;
                    }
                    rest = &rest[at + 1..];
                }
                visit(trimmed(rest));
            }
            Separator::CommaBlank => {
                let _ = line.split(", ").all(|field| visit(field.trim()));
            }
            Separator::Blanks if quotes() => {
                each_quoted(line, |c| c.is_ascii_whitespace(), |field| field.is_empty() || visit(field));
            }
            Separator::Blanks => {
                let _ = line.split_ascii_whitespace().all(visit);
            }
        }
    }

    /// Fields of a line, with the empty ones at its end.
    pub(super) fn width(self, line: &str) -> usize {
        let mut width = 0;
        self.each_field(line, |_| {
            width += 1;
            true
        });
        width
    }

    /// The fields of a line without the empty ones at its end.
    pub(super) fn fields(self, line: &str) -> Vec<&str> {
        let mut fields = Vec::new();
        self.each_field(line, |field| {
            fields.push(field);
            true
        });
        let filled = fields.iter().rposition(|field| !field.is_empty()).map_or(0, |last| last + 1);
        fields.truncate(filled);
        fields
    }

    pub(crate) fn field(self, text: &str) -> Field {
        field::read(text, self.decimal)
    }

    /// Nothing but numbers and missing values, and at least two numbers.
    pub(super) fn is_row(self, line: &str) -> bool {
        // Most layouts are told apart by this alone.
        let separated = match self.separator {
            Separator::Char(separator) => line.contains(separator),
            Separator::CommaBlank => line.contains(','),
            Separator::Blanks => true,
        };
        if !separated {
            return false;
        }
        let (mut numbers, mut others) = (0, 0);
        self.each_field(line, |field| {
            match self.field(field) {
                Field::Number(_) => numbers += 1,
                Field::Missing => {}
                Field::Other => others += 1,
            }
            others == 0
        });
        numbers >= 2 && others == 0
    }
}

/// Fields of which some stand between quotation marks, which may hold separators.
fn each_quoted<'a>(line: &'a str, separates: impl Fn(char) -> bool, mut visit: impl FnMut(&'a str) -> bool) {
    let mut quoted = false;
    let parts = line.split(|c| {
        quoted ^= c == '"';
        separates(c) && !quoted
    });
    for part in parts {
        let part = part.trim();
        let bare = part.strip_prefix('"').map_or(part, |rest| rest.strip_suffix('"').unwrap_or(rest));
        if !visit(bare.trim_matches('"').trim()) {
            return;
        }
    }
}

//! XML within limits: no document type, no more nodes and no deeper than the budget allows.

use crate::budget;
use crate::context::Context;
use crate::error::Error;
use ramatch_core::Code;
use std::borrow::Cow;

pub(crate) use roxmltree::{Document, Node};

/// Bytes that a node takes in memory, at most.
const NODE: usize = 160;

/// Deepest nesting of elements; documents of instruments have up to a dozen levels.
const DEPTH: usize = 32;

/// A text in UTF-8 or Latin-1.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_end_matches('\0').into(),
        Err(_) => crate::cursor::latin(bytes).into(),
    }
}

/// Parses bytes and hands the document to `use_it`.
pub(crate) fn read<T>(
    bytes: &[u8],
    context: &Context<'_>,
    use_it: impl FnOnce(&Document<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    context.budget.charge(bytes.len().saturating_mul(2))?;
    let text = text(bytes);
    // Every element takes one "<", and may have attributes and a text.
    let nodes =
        text.bytes().filter(|&b| matches!(b, b'<' | b'=')).count().saturating_mul(2).saturating_add(2);
    context.budget.charge(nodes.saturating_mul(NODE))?;
    check(&text)?;
    let options = roxmltree::ParsingOptions {
        nodes_limit: u32::try_from(nodes).unwrap_or(u32::MAX),
        ..Default::default()
    };
    let document = Document::parse_with_options(&text, options).map_err(|error| {
        Error::new(Code::TextSyntax, format!("not well-formed XML: {error}"))
            .at_line(error.pos().row as usize)
    })?;
    use_it(&document)
}

/// Refuses a document type, and elements that are nested too deep.
fn check(text: &str) -> Result<(), Error> {
    let (mut depth, mut rest) = (0usize, text);
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if rest.starts_with("!DOCTYPE") || rest.starts_with("!ENTITY") {
            return Err(
                Error::new(Code::FormatUnsupported, "XML with a document type is not read").of("DOCTYPE")
            );
        }
        if rest.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !rest.starts_with(['!', '?']) {
            let end = rest.find('>').unwrap_or(rest.len());
            depth += usize::from(!rest[..end].ends_with('/'));
            rest = &rest[end..];
        }
        if depth > DEPTH {
            return Err(Error::new(Code::Depth, format!("elements are nested deeper than {DEPTH}"))
                .counts(DEPTH, depth));
        }
    }
    Ok(())
}

/// The first element of this name anywhere.
pub(crate) fn named<'a, 'b>(document: &'a Document<'b>, name: &str) -> Option<Node<'a, 'b>> {
    document.descendants().find(|node| node.tag_name().name() == name)
}

/// Numbers separated by blanks or commas, at most as many as a spectrum may have points.
pub(crate) fn numbers(text: &str, context: &Context<'_>) -> Result<Vec<f64>, Error> {
    use crate::number::{self, Decimal};
    let limit = context.budget.limits().points;
    let mut values = Vec::new();
    for item in text.split(|c: char| c.is_whitespace() || c == ',').filter(|item| !item.is_empty()) {
        let value = number::number(item, Decimal::Point);
        let value = value.ok_or_else(|| {
            let shown: String = item.chars().take(40).collect();
            Error::new(Code::NumberSyntax, format!("\"{shown}\" is not a number"))
        })?;
        if values.len() == limit {
            return Err(budget::over("points", limit, limit + 1));
        }
        context.budget.push(&mut values, value, "points", limit)?;
    }
    Ok(values)
}

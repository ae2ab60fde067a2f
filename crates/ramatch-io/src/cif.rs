//! Crystallographic information files of the Raman Open Database (`.rod`).
//!
//! Hall, Allen & Brown, *The crystallographic information file (CIF)*, 1991; El Mendili et al., *Raman Open Database*, 2019, whose
//! dictionary CIF_RAMAN names the items. A spectrum is the loop of `_raman_spectrum.raman_shift` and `_raman_spectrum.intensity`.

use crate::context::Context;
use crate::error::Error;
use crate::field::{self, Field};
use crate::lines::{self, Line};
use crate::number::{self, Decimal, Exponent};
use crate::record::{Metadata, Quantity, Record, Technique};
use crate::source::{Source, Together};
use crate::vocabulary;
use ramatch_core::Code;

/// Name of the format.
pub(crate) const NAME: &str = "Raman Open Database (CIF)";

const SHIFT: &str = "_raman_spectrum.raman_shift";
const INTENSITY: &str = "_raman_spectrum.intensity";
/// A loop of this name alone is kept as one field: whose data it is has to be said with them.
const AUTHORS: &str = "_publ_author_name";

/// Bytes in which a data block has to begin: a file of the database has some lines of comment before.
const LOOKED_AT: usize = 1 << 14;

/// Whether a text begins as such a file: comments, then a data block.
pub(crate) fn is_cif(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let mut lines = head.split(|&b| b == b'\n' || b == b'\r').map(<[u8]>::trim_ascii);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with(b"#"));
    let mut rest = lines.filter(|line| !line.is_empty() && !line.starts_with(b"#"));
    let begins =
        first.is_some_and(|line| line.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"data_")));
    begins && rest.next().is_some_and(|line| line.starts_with(b"_") || line.eq_ignore_ascii_case(b"loop_"))
}

/// A word of the file.
#[derive(Clone, Debug, PartialEq)]
enum Token<'a> {
    /// `data_…`.
    Block(&'a str),
    Loop,
    Name(&'a str),
    Value(std::borrow::Cow<'a, str>),
}

pub(crate) fn open(bytes: &[u8], context: &Context<'_>) -> Result<Box<dyn Source>, Error> {
    let lines = lines::lines(bytes, context)?;
    let tokens = tokens(&lines, context)?;
    let starts: Vec<usize> = tokens
        .iter()
        .enumerate()
        .filter(|(_, (_, token))| matches!(token, Token::Block(_)))
        .map(|(i, _)| i)
        .collect();
    let mut records: Vec<Record> = Vec::new();
    for (i, &start) in starts.iter().enumerate() {
        let end = starts.get(i + 1).copied().unwrap_or(tokens.len());
        if let Some(record) = block(&tokens[start..end], context)? {
            context.budget.push(&mut records, record, "spectra", context.budget.limits().spectra)?;
        }
    }
    if records.is_empty() {
        let reason = format!("no data block of it holds a spectrum: a loop of {SHIFT} and {INTENSITY}");
        return Err(Error::new(Code::NoSpectrum, reason));
    }
    Ok(Box::new(records.into_iter().map(Ok).collect::<Together>()))
}

/// The words of a file, each with its line.
fn tokens<'a>(lines: &'a [Line<'a>], context: &Context<'_>) -> Result<Vec<(usize, Token<'a>)>, Error> {
    let mut tokens = Vec::new();
    let mut push = |line: usize, token| context.budget.push(&mut tokens, (line, token), "words", usize::MAX);
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        context.budget.tick(at)?;
        at += 1;
        // A text of several lines stands between two lines that begin with a semicolon.
        if let Some(first) = line.text.strip_prefix(';') {
            let mut text = first.trim().to_owned();
            loop {
                let Some(next) = lines.get(at) else {
                    let reason = "a text that begins with a semicolon does not end";
                    return Err(Error::new(Code::Unterminated, reason).at_line(line.number));
                };
                at += 1;
                if next.text.starts_with(';') {
                    break;
                }
                context.budget.charge(next.text.len() + 1)?;
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(next.text.trim());
            }
            push(line.number, Token::Value(text.into()))?;
            continue;
        }
        let mut rest = line.text.trim_start();
        while !rest.is_empty() && !rest.starts_with('#') {
            let (token, behind) = word(rest, line.number)?;
            push(line.number, token)?;
            rest = behind.trim_start();
        }
    }
    Ok(tokens)
}

/// The first word of a line, and what follows it.
fn word(text: &str, line: usize) -> Result<(Token<'_>, &str), Error> {
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '\'' | '"')) {
        // A quote ends a value only before a blank.
        let ends = text
            .match_indices(quote)
            .skip(1)
            .find(|(at, _)| text[at + 1..].chars().next().is_none_or(char::is_whitespace));
        let Some((end, _)) = ends else {
            return Err(Error::new(Code::FormatSyntax, "a quoted value does not end").at_line(line));
        };
        return Ok((Token::Value(text[1..end].into()), &text[end + 1..]));
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, behind) = text.split_at(end);
    let lower = word.get(..5).unwrap_or_default().to_ascii_lowercase();
    let token = match lower.as_str() {
        "data_" => Token::Block(&word[5..]),
        "loop_" if word.len() == 5 => Token::Loop,
        _ if word.starts_with('_') => Token::Name(word),
        _ => Token::Value(word.into()),
    };
    Ok((token, behind))
}

/// The spectrum of a data block, if it holds one.
fn block(tokens: &[(usize, Token<'_>)], context: &Context<'_>) -> Result<Option<Record>, Error> {
    let mut notes = Metadata { format: NAME, ..Metadata::default() };
    let mut spectrum: Option<(Vec<f64>, Vec<f64>)> = None;
    let title = match tokens.first() {
        Some((_, Token::Block(name))) => (*name).to_owned(),
        _ => String::new(),
    };
    let mut rest = &tokens[1..];
    while let Some(((line, token), behind)) = rest.split_first() {
        rest = behind;
        match token {
            Token::Name(name) => {
                let Some(((_, Token::Value(value)), behind)) = rest.split_first() else {
                    return Err(Error::new(Code::FormatSyntax, format!("{name} has no value")).at_line(*line));
                };
                rest = behind;
                if !matches!(value.as_ref(), "?" | ".") {
                    context.field(&mut notes, name, value)?;
                }
            }
            Token::Loop => {
                let names: Vec<&str> = rest
                    .iter()
                    .map_while(|(_, token)| if let Token::Name(name) = token { Some(*name) } else { None })
                    .collect();
                let values = &rest[names.len()..];
                let count = values.iter().take_while(|(_, token)| matches!(token, Token::Value(_))).count();
                rest = &values[count..];
                let values = &values[..count];
                if names.is_empty() || !count.is_multiple_of(names.len()) {
                    let reason = format!("a loop of {} names holds {count} values", names.len());
                    return Err(Error::new(Code::CountMismatch, reason).at_line(*line));
                }
                if names == [AUTHORS] {
                    let authors: Vec<&str> = values
                        .iter()
                        .filter_map(
                            |(_, token)| if let Token::Value(value) = token { Some(&**value) } else { None },
                        )
                        .collect();
                    context.field(&mut notes, AUTHORS, &authors.join("; "))?;
                }
                let place = |wanted: &str| names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
                if let (Some(x), Some(y)) = (place(SHIFT), place(INTENSITY)) {
                    if spectrum.is_some() {
                        let reason = "a data block with two spectra";
                        return Err(Error::new(Code::MultipleBlocks, reason).at_line(*line));
                    }
                    spectrum = Some(points(values, names.len(), (x, y), context, &mut notes)?);
                }
            }
            Token::Value(value) => {
                let shown: String = value.chars().take(40).collect();
                return Err(Error::new(Code::FormatSyntax, format!("the value \"{shown}\" has no name"))
                    .at_line(*line));
            }
            Token::Block(_) => {}
        }
    }
    let Some((x, y)) = spectrum else { return Ok(None) };
    let named = ["_chemical_name_mineral", "_chemical_name_common", "_chemical_name_systematic"]
        .iter()
        .find_map(|name| notes.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()));
    let mut record = Record::new(NAME, x, y);
    record.title = named.unwrap_or(title);
    (record.quantity, record.technique) = (Quantity::RamanShift, Technique::Raman);
    record.x_unit = Quantity::RamanShift.unit().to_owned();
    record.metadata = vocabulary::described(notes);
    Ok(Some(record))
}

/// The numbers of a loop; values that are not known are left out and counted.
fn points(
    values: &[(usize, Token<'_>)],
    width: usize,
    (x_place, y_place): (usize, usize),
    context: &Context<'_>,
    notes: &mut Metadata,
) -> Result<(Vec<f64>, Vec<f64>), Error> {
    let count = context.budget.points(values.len() / width)?;
    let (mut x, mut y) = (context.budget.vec(count)?, context.budget.vec(count)?);
    for (i, row) in values.chunks_exact(width).enumerate() {
        context.budget.tick(i)?;
        let number = |place: usize| match &row[place] {
            (_, Token::Value(text)) if matches!(text.as_ref(), "?" | ".") => Ok(None),
            (line, Token::Value(text)) => value(text).map(Some).ok_or_else(|| number::refuse(text, *line)),
            (line, _) => Err(Error::new(Code::FormatSyntax, "a value is missing").at_line(*line)),
        };
        match (number(x_place)?, number(y_place)?) {
            (Some(shift), Some(intensity)) => {
                x.push(shift);
                y.push(intensity);
            }
            _ => notes.skipped_rows += 1,
        }
    }
    Ok((x, y))
}

/// A number, behind which its uncertainty may stand in parentheses: `1085.3(2)`.
fn value(text: &str) -> Option<f64> {
    let (number, len) = number::leading(text.as_bytes(), Exponent::Allowed)?;
    let rest = &text[len..];
    let uncertainty = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let whole =
        uncertainty.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
    (rest.is_empty() || whole).then_some(number).or_else(|| match field::read(text, Decimal::Point) {
        Field::Number(number) => Some(number),
        _ => None,
    })
}

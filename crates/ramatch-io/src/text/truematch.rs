//! WITec TrueMatch: particles with a spectrum each, in sections.

use super::stated;
use crate::context::Context;
use crate::error::Error;
use crate::field::{self, Field};
use crate::lines::Line;
use crate::number::{self, Decimal};
use crate::record::{Metadata, Record};
use crate::vocabulary;
use ramatch_core::Code;

/// Name of the format.
pub(super) const NAME: &str = "WITec TrueMatch text";

const MARK: &str = "[WITEC_TRUEMATCH_ASCII_HEADER]";
const HEADER: &str = "[SpectrumHeader]";
const DATA: &str = "[SpectrumData]";

/// Whether a text is of this kind.
pub(super) fn is_truematch(lines: &[Line<'_>]) -> bool {
    lines.iter().find(|line| !line.text.trim().is_empty()).is_some_and(|line| line.text.trim() == MARK)
}

/// Reads its spectra, in the order of the file.
pub(super) fn read(lines: &[Line<'_>], context: &Context<'_>) -> Result<Vec<Record>, Error> {
    let starts: Vec<usize> = (0..lines.len()).filter(|&i| lines[i].text.trim() == HEADER).collect();
    let mut records = Vec::new();
    for (i, &start) in starts.iter().enumerate() {
        context.budget.tick(i)?;
        let end = starts.get(i + 1).copied().unwrap_or(lines.len());
        let record = spectrum(&lines[..starts[0]], &lines[start..end], context)?;
        context.budget.push(&mut records, record, "spectra", context.budget.limits().spectra)?;
    }
    match records.is_empty() {
        true => Err(Error::new(Code::NoSpectrum, format!("there is no {HEADER}"))),
        false => Ok(records),
    }
}

/// One spectrum: what stands above its numbers, and they.
fn spectrum(common: &[Line<'_>], lines: &[Line<'_>], context: &Context<'_>) -> Result<Record, Error> {
    let at = lines[0].number;
    let data = lines
        .iter()
        .position(|line| line.text.trim() == DATA)
        .ok_or_else(|| Error::new(Code::BlockMissing, format!("a spectrum without {DATA}")).at_line(at))?;
    let (header, rows) = (&lines[1..data], &lines[data + 1..]);
    let mut notes = stated::fields(common.iter().chain(header), NAME, context)?;
    let stated = stated::read(&notes);
    let value = |notes: &Metadata, wanted: &str| {
        notes.fields.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.clone())
    };
    let rows = || {
        let is_section = |line: &&Line<'_>| line.text.trim_start().starts_with('[');
        rows.iter().take_while(move |line| !is_section(line)).filter(|line| !line.text.trim().is_empty())
    };
    let count = context.budget.points(rows().count())?;
    let (mut x, mut y) = (context.budget.vec(count)?, context.budget.vec(count)?);
    for (i, line) in rows().enumerate() {
        context.budget.tick(i)?;
        let mut fields = line.text.split(['\t', ';', ' ']).map(str::trim).filter(|field| !field.is_empty());
        let mut number = || match fields.next().map(|field| (field, field::read(field, Decimal::Point))) {
            Some((_, Field::Number(value))) => Ok(value),
            Some((field, _)) => Err(number::refuse(field, line.number)),
            None => Err(Error::new(Code::ColumnMissing, "one field where 2 are needed").at_line(line.number)),
        };
        let (shift, intensity) = (number()?, number()?);
        if let Some(more) = fields.next() {
            let reason = format!("\"{more}\" is a third field where 2 are needed");
            return Err(Error::new(Code::ColumnMissing, reason).at_line(line.number));
        }
        x.push(shift);
        y.push(intensity);
    }
    let size = value(&notes, "SpectrumSize").and_then(|size| size.parse::<usize>().ok());
    if let Some(declared) = size.filter(|declared| *declared != count) {
        let reason = format!("SpectrumSize declares {declared} points, {count} are there");
        let error =
            Error::new(Code::CountMismatch, reason).at_line(at).of("SpectrumSize").counts(declared, count);
        context.damaged(error, &mut notes)?;
    }
    let title = value(&notes, "Title").unwrap_or_default();
    let mut record = Record::new(NAME, x, y);
    record.title = title;
    record.technique = stated.technique;
    let factor = match stated.axis {
        Some((named, words)) => {
            (record.quantity, record.x_unit) = (named.quantity, words);
            named.factor
        }
        None => 1.0,
    };
    record.metadata = vocabulary::described(notes);
    Ok(record.scaled(factor))
}

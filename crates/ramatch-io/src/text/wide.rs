//! Spectra that stand in rows under one axis: maps and series of LabSpec, tables of OpenSpecy.
//!
//! LabSpec puts the axis into the first row behind empty fields, and positions before the intensities; OpenSpecy puts the
//! axis among the names of the columns. No real map of LabSpec was at hand.

use crate::context::Context;
use crate::lines::Line;
use crate::number::{self, Decimal, Field};
use crate::{Error, Metadata, Position, Quantity, Record, Technique, vocabulary};
use ramatch_core::Code;
use ramatch_core::spectrum::MIN_POINTS;
use std::sync::Arc;

/// Reads spectra in rows; none where the text is not of this kind.
pub(super) fn read(lines: &[Line<'_>], context: &Context<'_>) -> Result<Option<Vec<Record>>, Error> {
    let header = lines.iter().position(|line| !line.text.trim().is_empty() && !line.text.starts_with('#'));
    let Some(header) = header else { return Ok(None) };
    let first = &lines[header].text;
    if first.starts_with('\t') {
        return labspec(lines, header, context).map(Some);
    }
    let fields = split(first, ',');
    let numbers = fields.iter().filter(|field| is_number(field)).count();
    if numbers >= MIN_POINTS && numbers < fields.len() && lines.len() > header + 1 {
        return openspecy(lines, header, context).map(Some);
    }
    Ok(None)
}

fn is_number(field: &str) -> bool {
    matches!(number::field(field, Decimal::Point), Field::Number(_))
}

/// The fields of a line; a quoted one may hold separators.
fn split(line: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    line.split(move |c| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
    .map(|field| field.trim().trim_matches('"'))
    .collect()
}

fn parse(field: &str, line: usize) -> Result<f64, Error> {
    match number::field(field, Decimal::Point) {
        Field::Number(value) => Ok(value),
        _ => Err(number::refuse(field, line)),
    }
}

fn rows<'a, 'b>(lines: &'b [Line<'a>]) -> impl Iterator<Item = &'b Line<'a>> {
    lines.iter().filter(|line| !line.text.trim().is_empty())
}

fn labspec(lines: &[Line<'_>], header: usize, context: &Context<'_>) -> Result<Vec<Record>, Error> {
    const NAME: &str = "Horiba LabSpec text";
    let mut notes = Metadata { format: NAME, ..Metadata::default() };
    for line in &lines[..header] {
        if let Some((key, value)) = line.text.trim_start_matches('#').split_once('=') {
            context.field(&mut notes, key.trim(), value.trim())?;
        }
    }
    let first = &lines[header];
    let names = first.text.chars().take_while(|c| *c == '\t').count();
    let fields = split(first.text.trim_start_matches('\t'), '\t');
    let x: Vec<f64> = fields.iter().map(|field| parse(field, first.number)).collect::<Result<_, _>>()?;
    context.budget.points(x.len())?;
    let (x, notes) = (Arc::new(x), vocabulary::described(notes));
    let mut records = Vec::new();
    for line in rows(&lines[header + 1..]) {
        let fields = split(&line.text, '\t');
        let needed = names + x.len();
        if fields.len() != needed {
            let reason = format!("{} fields where {needed} are needed", fields.len());
            return Err(Error::new(Code::ColumnMissing, reason)
                .at_line(line.number)
                .counts(needed, fields.len()));
        }
        let place: Vec<f64> =
            fields[..names].iter().map(|field| parse(field, line.number)).collect::<Result<_, _>>()?;
        let y: Vec<f64> =
            fields[names..].iter().map(|field| parse(field, line.number)).collect::<Result<_, _>>()?;
        context.budget.charge(x.len() * size_of::<f64>())?;
        let mut record = Record::new(NAME, x.clone(), y);
        (record.quantity, record.technique) = (Quantity::RamanShift, Technique::Raman);
        record.position = Some(match place[..] {
            [] => Position::default(),
            [time] => Position { time: Some(time), ..Position::default() },
            // LabSpec writes the slow axis first.
            [y, x, ..] => Position { x: Some(x), y: Some(y), ..Position::default() },
        });
        record.metadata = notes.clone();
        context.budget.push(&mut records, record, "spectra", context.budget.limits().spectra)?;
    }
    if records.is_empty() {
        return Err(Error::new(Code::NoSpectrum, "an axis without a spectrum").at_line(first.number));
    }
    Ok(records)
}

fn openspecy(lines: &[Line<'_>], header: usize, context: &Context<'_>) -> Result<Vec<Record>, Error> {
    const NAME: &str = "OpenSpecy CSV";
    let first = &lines[header];
    let names = split(&first.text, ',');
    let columns: Vec<(usize, f64)> = names
        .iter()
        .enumerate()
        .filter_map(|(i, name)| match number::field(name, Decimal::Point) {
            Field::Number(value) => Some((i, value)),
            _ => None,
        })
        .collect();
    context.budget.points(columns.len())?;
    let mut x = context.budget.vec(columns.len())?;
    x.extend(columns.iter().map(|(_, shift)| *shift));
    let x = Arc::new(x);
    let mut records = Vec::new();
    for line in rows(&lines[header + 1..]) {
        let fields = split(&line.text, ',');
        if fields.len() != names.len() {
            let reason = format!("{} fields where {} are needed", fields.len(), names.len());
            return Err(Error::new(Code::ColumnMissing, reason)
                .at_line(line.number)
                .counts(names.len(), fields.len()));
        }
        let mut y = context.budget.vec(columns.len())?;
        for &(column, _) in &columns {
            y.push(parse(fields[column], line.number)?);
        }
        let mut record = Record::new(NAME, x.clone(), y);
        record.quantity = Quantity::Wavenumber;
        let mut position = Position::default();
        for (name, field) in names.iter().zip(&fields).filter(|(name, _)| !is_number(name)) {
            match (*name, number::field(field, Decimal::Point)) {
                ("x", Field::Number(value)) => position.x = Some(value),
                ("y", Field::Number(value)) => position.y = Some(value),
                _ => context.field(Arc::make_mut(&mut record.metadata), name, field)?,
            }
            if *name == "spectrum_type" && field.eq_ignore_ascii_case("raman") {
                record.technique = Technique::Raman;
            }
            if *name == "spectrum_identity" {
                record.title = (*field).to_owned();
            }
        }
        record.position = Some(position);
        vocabulary::fill(Arc::make_mut(&mut record.metadata));
        context.budget.push(&mut records, record, "spectra", context.budget.limits().spectra)?;
    }
    if records.is_empty() {
        return Err(Error::new(Code::NoSpectrum, "an axis without a spectrum").at_line(first.number));
    }
    Ok(records)
}

//! Text with columns: from any instrument or spreadsheet, B&W Tek, ENLIGHTEN, Horiba, Ocean, Renishaw, RRUFF, WITec.
//!
//! Names of columns, and what the lines around the table state, say what the axis is: the Raman shift before a wavenumber before a
//! wavelength, the dark-subtracted or processed signal before an intensity before raw data; columns of equal rank, or named by
//! samples behind the axis, are spectra of their own, and where every spectrum has an axis of its own in front of it, on that one.
//! Long tables hold one spectrum below the other. Where nothing has a name, an axis rises or falls throughout and a signal does not.
//! What follows a blank line behind the last row is no row.

mod ambiguous;
mod axis;
mod columns;
mod layout;
mod matrix;
mod names;
mod padding;
mod places;
mod program;
mod spectra;
mod stated;
mod table;
mod truematch;
mod wide;

pub(crate) use padding::is_padded_text;

use crate::context::Context;
use crate::error::Error;
use crate::format::TEXT;
use crate::lines;
use crate::record::Record;
use crate::source::Together;
use columns::Key;
use matrix::{Matrix, Wanted};
use spectra::Spectra;
use std::sync::Arc;
use table::Table;

pub(crate) fn open(bytes: &[u8], context: &Context<'_>) -> Result<(Together, &'static str), Error> {
    let (bytes, padding) = padding::without(bytes, context)?;
    let (mut records, format) = read(&bytes, context)?;
    if !padding.is_empty() {
        for record in records.iter_mut().flatten() {
            Arc::make_mut(&mut record.metadata).warnings.extend(padding.iter().map(ToString::to_string));
        }
    }
    Ok((records, format))
}

fn read(bytes: &[u8], context: &Context<'_>) -> Result<(Together, &'static str), Error> {
    let lines = lines::lines(bytes, context)?;
    if truematch::is_truematch(&lines) {
        let records = truematch::read(&lines, context).map_err(|error| error.in_format(truematch::NAME))?;
        return Ok((whole(records), truematch::NAME));
    }
    if let Some(records) = wide::read(&lines, context)? {
        let format = records.iter().flatten().next().map_or(TEXT, |record| record.metadata.format);
        return Ok((records, format));
    }
    let mut table = table::find(&lines, context)?;
    let format = program::format_name(&table);
    program::spelled_out(format, &mut table.names);
    let records = records(&table, format, context).map_err(|error| error.in_format(format))?;
    Ok((records, format))
}

fn whole(records: Vec<Record>) -> Together {
    records.into_iter().map(Ok).collect()
}

fn records(table: &Table<'_>, format: &'static str, context: &Context<'_>) -> Result<Together, Error> {
    let mut notes = stated::fields(table.above.iter().chain(table.footer), format, context)?;
    notes.warnings.extend(table.notes.iter().cloned());
    let stated = stated::read(&notes);
    let (columns, matrix) = match columns::by_names(table, &mut notes)? {
        Some(mut columns) => {
            let ragged = columns.groups.len() > 1;
            let keys = columns.keys(table);
            let places = columns.places();
            let by_row = columns.key.is_some() || !keys.is_empty() && columns.groups.len() == 1;
            let mut wanted = Wanted { columns: columns.numbers(), keys: Vec::new(), ragged, by_row, places };
            let mut matrix = Matrix::read(table, &wanted, context, &mut notes)?;
            if columns.key.is_none() && columns.restarts(&matrix) {
                // One spectrum below the other: the other columns say which row is whose.
                wanted.keys = keys;
                if !wanted.keys.is_empty() {
                    matrix = Matrix::read(table, &wanted, context, &mut notes)?;
                    columns.key = Some(Key::Columns(std::mem::take(&mut wanted.keys)));
                }
            }
            if columns.key.is_none() && matrix.has_faults() {
                // All rows are of one spectrum.
                wanted.by_row = false;
                matrix = Matrix::read(table, &wanted, context, &mut notes)?;
            }
            notes.warnings.extend(columns.left_out(table));
            (columns, matrix)
        }
        None => {
            let mut wanted = Wanted {
                columns: (0..table.columns).collect(),
                keys: Vec::new(),
                ragged: table.columns > 2,
                by_row: false,
                places: Vec::new(),
            };
            let mut matrix = Matrix::read(table, &wanted, context, &mut notes)?;
            let columns = columns::by_numbers(table, &matrix, &mut notes)?;
            if let (Some((line, count)), 1) = (matrix.short, columns.groups.len()) {
                context.damaged(table::fields_missing(count, table.columns).at_line(line), &mut notes)?;
            }
            if let Some(Key::Columns(keys)) = &columns.key {
                wanted.keys.clone_from(keys);
                matrix = Matrix::read(table, &wanted, context, &mut notes)?;
            }
            (columns, matrix)
        }
    };
    let mut records = Together::new();
    for group in &columns.groups {
        let mut notes = notes.clone();
        let axis = axis::of(table, group, &stated, &mut notes)?;
        let spectra =
            Spectra { table, matrix: &matrix, columns: &columns, axis, stated: &stated, format, context };
        for &signal in &group.signals {
            spectra.take(group.axis, signal, notes.clone(), &mut records)?;
        }
    }
    match records.iter().find_map(|record| record.as_ref().err()) {
        // Nothing of it can be read.
        Some(first) if records.iter().all(Result::is_err) => Err(first.error.clone()),
        _ => Ok(records),
    }
}

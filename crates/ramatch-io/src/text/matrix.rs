//! The numbers of a table, row by row, of those columns that are asked for.

use super::table::{Table, fields_missing};
use crate::context::Context;
use crate::error::Error;
use crate::field::Field;
use crate::lines::Line;
use crate::number;
use crate::record::Metadata;
use ramatch_core::Code;
use ramatch_core::spectrum::MAX_INTENSITY;

/// What is read of a table.
pub(super) struct Wanted {
    /// Columns of numbers.
    pub(super) columns: Vec<usize>,
    /// Columns of words.
    pub(super) keys: Vec<usize>,
    /// Whether a row may end before the last column: columns of unequal length.
    pub(super) ragged: bool,
    /// Whether a value that is no number is the fault of its row alone, which [`Matrix::fault`] tells: where rows are of several spectra.
    pub(super) by_row: bool,
    /// Columns that say which spectrum a row is of: without them a row is nobody's.
    pub(super) places: Vec<usize>,
}

/// Numbers of the wanted columns; NaN where a row has no value there.
pub(super) struct Matrix<'a> {
    /// The line of each row.
    pub(super) lines: Vec<usize>,
    /// The first row that ends early, and how many fields it has.
    pub(super) short: Option<(usize, usize)>,
    /// Place among a row's numbers of each column of the table.
    places: Vec<Option<usize>>,
    width: usize,
    values: Vec<f64>,
    /// The words in the key columns, row by row.
    keys: Vec<&'a str>,
    keys_width: usize,
    /// Rows with a value that is no number, in their order, and what is wrong with it.
    faults: Vec<(usize, Error)>,
}

/// Bytes that a fault takes, with its words.
const FAULT: usize = 256;

impl<'a> Matrix<'a> {
    /// Reads the rows; what is neither a row nor a comment is an error.
    pub(super) fn read(
        table: &Table<'a>,
        wanted: &Wanted,
        context: &Context<'_>,
        notes: &mut Metadata,
    ) -> Result<Self, Error> {
        let budget = context.budget;
        let mut places = vec![None; table.columns];
        for (place, &column) in wanted.columns.iter().enumerate() {
            if let Some(slot) = places.get_mut(column) {
                *slot = Some(place);
            }
        }
        // Comments among the rows are few.
        let (rows, width) = (table.rows.len(), wanted.columns.len());
        let mut matrix = Self {
            lines: budget.vec(rows)?,
            short: None,
            places,
            width,
            values: budget.vec(rows.saturating_mul(width))?,
            keys: budget.vec(rows.saturating_mul(wanted.keys.len()))?,
            keys_width: wanted.keys.len(),
            faults: Vec::new(),
        };
        for (number, line) in table.lines().enumerate() {
            budget.tick(number)?;
            let fault = match matrix.row(table, line, wanted) {
                Ok(fault) => fault,
                Err(error) => {
                    context.damaged(error.at_line(line.number), notes)?;
                    matrix.values.truncate(matrix.lines.len() * width);
                    break;
                }
            };
            if let Some(error) = fault {
                budget.charge(FAULT)?;
                matrix.faults.push((matrix.lines.len(), error.at_line(line.number)));
            }
            matrix.lines.push(line.number);
        }
        Ok(matrix)
    }

    /// Appends the numbers of one row, and yields what is wrong with it alone. Only the columns that matter are read as numbers: what stands in the others does not matter.
    fn row(
        &mut self,
        table: &Table<'a>,
        line: &'a Line<'a>,
        wanted: &Wanted,
    ) -> Result<Option<Error>, Error> {
        let (mut count, mut filled, mut seen, mut bad) = (0, 0, 0, None);
        let (from, places, layout) = (self.values.len(), &self.places, table.layout);
        self.values.resize(from + self.width, f64::NAN);
        let values = &mut self.values[from..];
        layout.each_field(&line.text, |field| {
            if let Some(&Some(place)) = places.get(count) {
                seen += 1;
                match layout.field(field) {
                    Field::Number(value) => values[place] = value,
                    Field::Missing => {}
                    Field::Other => {
                        bad.get_or_insert((field, count));
                    }
                }
            }
            count += 1;
            if !field.is_empty() {
                filled = count;
            }
            true
        });
        let alone = |column: usize| wanted.by_row && !wanted.places.contains(&column);
        let mut fault = None;
        if let Some((field, column)) = bad {
            let error = number::refuse(field, line.number);
            if !alone(column) {
                return Err(error);
            }
            fault = Some(error);
        }
        let is_short = seen < self.width;
        if is_short && wanted.ragged {
            self.short.get_or_insert((line.number, count));
        } else if is_short || filled > table.columns {
            return Err(fields_missing(count, table.columns));
        }
        let is_beyond = |value: &&f64| value.abs() > MAX_INTENSITY;
        if let Some(value) = values.iter().find(is_beyond) {
            let error = Error::new(Code::NumberRange, format!("{value} is outside ±{MAX_INTENSITY}"));
            let place = |column: &usize| places.get(*column).copied().flatten();
            if !wanted.by_row
                || wanted.places.iter().filter_map(place).any(|place| is_beyond(&&values[place]))
            {
                return Err(error);
            }
            fault.get_or_insert(error);
        }
        if self.keys_width > 0 {
            let fields = layout.fields(&line.text);
            self.keys.extend(wanted.keys.iter().map(|&key| fields.get(key).copied().unwrap_or_default()));
        }
        Ok(fault)
    }

    /// What is wrong with a row alone.
    pub(super) fn fault(&self, row: usize) -> Option<&Error> {
        let at = self.faults.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        self.faults.get(at).map(|(_, error)| error)
    }

    /// Whether something is wrong with rows alone.
    pub(super) fn has_faults(&self) -> bool {
        !self.faults.is_empty()
    }

    /// The numbers of a column that was wanted, from the first row to the last; NaN where there is none.
    pub(super) fn column(&self, column: usize) -> impl Iterator<Item = f64> {
        let place = self.places.get(column).copied().flatten();
        let values = self.values.iter().skip(place.unwrap_or(0)).step_by(self.width.max(1));
        values.take(self.lines.len()).map(move |value| if place.is_some() { *value } else { f64::NAN })
    }

    /// One number.
    pub(super) fn value(&self, row: usize, column: usize) -> f64 {
        let place = self.places.get(column).copied().flatten();
        place.and_then(|place| self.values.get(row * self.width + place)).copied().unwrap_or(f64::NAN)
    }

    /// The words in the key columns of a row.
    pub(super) fn key(&self, row: usize) -> &[&'a str] {
        self.keys.get(row * self.keys_width..(row + 1) * self.keys_width).unwrap_or(&[])
    }

    /// Rows that were read.
    pub(super) fn rows(&self) -> usize {
        self.lines.len()
    }
}

//! Records of the rows of a table.

use super::axis::Axis;
use super::columns::{Columns, Key};
use super::matrix::Matrix;
use super::places::{self, Place};
use super::program;
use super::stated::Stated;
use super::table::Table;
use crate::context::Context;
use crate::error::Error;
use crate::record::{Metadata, Position, Quantity, Record, Technique};
use crate::shift::repeated;
use crate::source::{Refused, Together};
use crate::vocabulary;
use ramatch_core::Code;
use ramatch_core::spectrum::{MAX_SHIFT_CM1, MIN_POINTS};
use std::collections::HashMap;
use std::sync::Arc;

/// The spectra of a table, while they are made.
pub(super) struct Spectra<'a, 'b> {
    pub(super) table: &'b Table<'a>,
    pub(super) matrix: &'b Matrix<'a>,
    pub(super) columns: &'b Columns,
    pub(super) axis: Axis,
    pub(super) stated: &'b Stated,
    pub(super) format: &'static str,
    pub(super) context: &'b Context<'b>,
}

/// One row's numbers and where they stand.
struct Point {
    row: usize,
    x: f64,
    y: f64,
}

impl Spectra<'_, '_> {
    /// Makes the spectra of one axis and one signal: one, or one for each place or key.
    pub(super) fn take(
        &self,
        axis: usize,
        signal: usize,
        mut notes: Metadata,
        into: &mut Together,
    ) -> Result<(), Error> {
        let name = |column: usize| self.table.names.get(column).cloned().unwrap_or_default();
        (notes.shift_column, notes.intensity_column) = (name(axis), name(signal));
        let mut points = self.points(axis, signal, &mut notes)?;
        if self.columns.key.is_none() && self.columns.groups.len() == 1 {
            self.check_count(&points, &mut notes)?;
        }
        let same = |a: &Point, b: &Point| self.same_spectrum(a.row, b.row);
        if points.chunk_by(same).any(|part| part.len() < MIN_POINTS) && self.columns.key.is_some() {
            self.sort_by_spectrum(&mut points)?;
        }
        let first = points.chunk_by(same).next().unwrap_or_default();
        let quantity = pixels_or(self.axis.named.quantity, first, &mut notes);
        self.state_units(&mut notes);
        let notes = vocabulary::described(notes);
        for part in points.chunk_by(same) {
            if part.len() < MIN_POINTS && self.columns.key.is_some() {
                let reason = format!("a spectrum of {} points, at least {MIN_POINTS} needed", part.len());
                let error = Error::new(Code::TooFewPoints, reason).at_line(self.line(part.first()));
                return Err(error.counts(MIN_POINTS, part.len()));
            }
            let fault = part.iter().find_map(|point| self.matrix.fault(point.row));
            let record = match fault {
                Some(error) => Err(Refused { error: error.clone(), position: self.place(part[0].row, "").0 }),
                None => Ok(self.record(part, quantity, into.iter().rev().flatten().next(), &notes)?),
            };
            self.context.budget.push(into, record, "spectra", self.context.budget.limits().spectra)?;
        }
        Ok(())
    }

    /// Puts the rows of each spectrum together, in the order in which spectra begin: tables may be sorted by their axis.
    fn sort_by_spectrum(&self, points: &mut [Point]) -> Result<(), Error> {
        let mut begun: HashMap<Vec<u8>, usize> = HashMap::new();
        let mut order = self.context.budget.vec(self.matrix.rows())?;
        order.resize(self.matrix.rows(), 0usize);
        for (i, point) in points.iter().enumerate() {
            let mut key: Vec<u8> = Vec::new();
            match &self.columns.key {
                Some(Key::Position(place)) => {
                    key.extend(
                        place.iter().flat_map(|&c| self.matrix.value(point.row, c).to_bits().to_le_bytes()),
                    );
                }
                _ => {
                    for word in self.matrix.key(point.row) {
                        key.extend(word.bytes().chain([0]));
                    }
                }
            }
            if !begun.contains_key(&key) {
                self.context.budget.charge(key.len() + size_of::<(Vec<u8>, usize)>())?;
            }
            order[point.row] = *begun.entry(key).or_insert(i);
        }
        points.sort_by_key(|point| (order[point.row], point.row));
        Ok(())
    }

    /// The rows that have both numbers.
    fn points(&self, axis: usize, signal: usize, notes: &mut Metadata) -> Result<Vec<Point>, Error> {
        let (budget, matrix) = (self.context.budget, self.matrix);
        let in_cm1 = matches!(
            self.axis.named.quantity,
            Quantity::RamanShift | Quantity::Wavenumber | Quantity::Unknown
        );
        let limit = if self.columns.key.is_some() { usize::MAX } else { budget.limits().points };
        let own_axes = self.columns.groups.len() > 1;
        let mut points = budget.vec(matrix.rows())?;
        for (row, (x, y)) in matrix.column(axis).zip(matrix.column(signal)).enumerate() {
            if matrix.fault(row).is_some() {
                // It is of a spectrum that is refused.
                points.push(Point { row, x, y });
                continue;
            }
            if x.is_nan() || y.is_nan() {
                // Behind the end of a shorter spectrum nothing is missing.
                notes.skipped_rows += usize::from(!own_axes || x.is_nan() != y.is_nan());
                continue;
            }
            if in_cm1 && x.abs() > MAX_SHIFT_CM1 {
                let reason = format!("{x} is outside ±{MAX_SHIFT_CM1}");
                return Err(Error::new(Code::NumberRange, reason).at_line(matrix.lines[row]));
            }
            budget
                .push(&mut points, Point { row, x, y }, "points", limit)
                .map_err(|error| error.at_line(matrix.lines[row]))?;
        }
        let least = if self.context.options.peaks { 1 } else { MIN_POINTS };
        let ends =
            points.first().zip(points.last()).map(|(first, last): (&Point, &Point)| (first.row, last.row));
        if !program::leaves_ends_blank(self.format) && notes.skipped_rows > 0 {
            let outside = ends.map_or(0, |(first, last)| first + matrix.rows() - 1 - last);
            if outside > 0 && !own_axes {
                notes.warnings.push(format!("{outside} rows at the ends have no value and were left out"));
            }
        }
        if let Some((first, last)) = ends {
            let inside = last + 1 - first - points.len();
            let both = (first..=last).filter(|&row| matrix.value(row, axis).is_nan() && own_axes).count();
            // At its ends an instrument leaves out what it is not calibrated for; inside, something is missing.
            if inside > both {
                let missing = inside - both;
                notes.warnings.push(format!(
                    "{missing} row{} between the first and the last {} no value; a straight line bridges them",
                    if missing == 1 { "" } else { "s" },
                    if missing == 1 { "has" } else { "have" }
                ));
            }
        }
        if points.len() < least {
            let got = points.len();
            let reason = format!(
                "the file ends after {got} points, at least {least} needed; a list of peaks is compared by --peaks"
            );
            return Err(Error::new(Code::TooFewPoints, reason)
                .at_line(self.line(points.last()))
                .counts(least, got));
        }
        Ok(points)
    }

    fn line(&self, point: Option<&Point>) -> usize {
        let first = self.table.rows.first().map_or(1, |row| row.number);
        point.and_then(|point| self.matrix.lines.get(point.row)).copied().unwrap_or(first)
    }

    /// Compares the rows with what the header states of their number.
    fn check_count(&self, points: &[Point], notes: &mut Metadata) -> Result<(), Error> {
        let there = points.len() + notes.skipped_rows;
        let Some(declared) = self.stated.points.filter(|declared| *declared != there) else { return Ok(()) };
        let reason = format!("NPOINTS declares {declared} points, {there} are there");
        let error = Error::new(Code::CountMismatch, reason).at_line(self.line(points.last())).of("NPOINTS");
        self.context.damaged(error.counts(declared, there), notes)
    }

    /// Whether two rows that follow each other are of one spectrum.
    fn same_spectrum(&self, a: usize, b: usize) -> bool {
        match &self.columns.key {
            None => true,
            Some(Key::Columns(_)) => self.matrix.key(a) == self.matrix.key(b),
            Some(Key::Position(place)) => {
                place.iter().all(|&column| same(self.matrix.value(a, column), self.matrix.value(b, column)))
            }
        }
    }

    fn record(
        &self,
        part: &[Point],
        quantity: Quantity,
        before: Option<&Record>,
        notes: &Arc<Metadata>,
    ) -> Result<Record, Error> {
        let budget = self.context.budget;
        budget.points(part.len())?;
        let (mut x, mut y) = (budget.vec(part.len())?, budget.vec(part.len())?);
        x.extend(part.iter().map(|point| point.x));
        y.extend(part.iter().map(|point| point.y));
        let order = if self.context.options.peaks { Ok(Vec::new()) } else { repeated(&x) };
        order.map_err(|fault| {
            let (code, reason) = fault.in_words(&x);
            let at = |i: usize| self.line(part.get(i));
            let also = if code == Code::AxisDuplicate {
                format!(" (also in line {})", at(fault.at() - 1))
            } else {
                String::new()
            };
            Error::new(code, format!("{reason}{also}")).at_line(at(fault.at()))
        })?;
        let factor = self.axis.named.factor;
        let x = match before {
            Some(before) if factor == 1.0 && *before.x == x => before.x.clone(),
            _ => Arc::new(x),
        };
        let mut record = Record::new(self.format, x, y);
        record.metadata = notes.clone();
        record = record.scaled(factor);
        record.quantity = quantity;
        record.x_unit.clone_from(if self.axis.words.is_empty() {
            &notes.shift_column
        } else {
            &self.axis.words
        });
        record.y_unit.clone_from(&notes.intensity_column);
        record.technique = match self.axis.technique {
            // Nobody writes the absorbance of a Raman spectrum in words.
            Technique::Unknown if quantity == Quantity::Wavenumber && record.is_absorption() => {
                Technique::Infrared
            }
            stated => stated,
        };
        let signals: usize = self.columns.groups.iter().map(|group| group.signals.len()).sum();
        if signals > 1 {
            record.title.clone_from(&notes.intensity_column);
            // Each axis may be called by its sample, and each intensity alike.
            let twins = self.table.names.iter().filter(|name| **name == record.title).count();
            if twins > 1 || record.title.is_empty() {
                record.title = notes.shift_column.clone();
            }
        }
        let (position, title) = self.place(part[0].row, &record.title);
        record.position = position;
        record.title = title.unwrap_or(record.title);
        Ok(record)
    }

    /// The units of positions, by the names of their columns.
    fn state_units(&self, notes: &mut Metadata) {
        let columns: &[usize] = match &self.columns.key {
            Some(Key::Position(place)) => place,
            Some(Key::Columns(columns)) => columns,
            None => &[],
        };
        let own = &mut notes.position_units;
        for name in columns.iter().filter_map(|&column| self.table.names.get(column)) {
            let Some((place, unit)) = places::called(name) else { continue };
            match place {
                Place::X => own.x = unit,
                Place::Y => own.y = unit,
                Place::Z => own.z = unit,
                Place::Time => own.time = unit,
            }
        }
    }

    /// Position, and title if there is another, by what stands beside the numbers.
    fn place(&self, row: usize, title: &str) -> (Option<Position>, Option<String>) {
        let finite = |column: usize| Some(self.matrix.value(row, column)).filter(|value| value.is_finite());
        match &self.columns.key {
            None => (program::position_of_label(self.format, title), None),
            Some(Key::Position([x, y])) => {
                let place = finite(*x).zip(finite(*y));
                (place.map(|(x, y)| Position { x: Some(x), y: Some(y), ..Position::default() }), None)
            }
            Some(Key::Columns(columns)) => {
                let mut position = Position::default();
                let mut words = Vec::new();
                for (&column, word) in columns.iter().zip(self.matrix.key(row)) {
                    let number = match self.table.layout.field(word) {
                        crate::field::Field::Number(value) => Some(value),
                        _ => None,
                    };
                    let called = self.table.names.get(column).and_then(|name| places::called(name));
                    match (called, number) {
                        (Some((Place::X, _)), Some(_)) => position.x = number,
                        (Some((Place::Y, _)), Some(_)) => position.y = number,
                        (Some((Place::Z, _)), Some(_)) => position.z = number,
                        (Some((Place::Time, _)), Some(_)) => position.time = number,
                        _ => words.push(*word),
                    }
                }
                (Some(position).filter(|place| *place != Position::default()), Some(words.join(" ")))
            }
        }
    }
}

/// Equal, or both without a value.
fn same(a: f64, b: f64) -> bool {
    a == b || a.is_nan() && b.is_nan()
}

/// Pixel numbers only where an axis that is called so can count them: numbers with fractions, or below 0, are something else.
fn pixels_or(quantity: Quantity, points: &[Point], notes: &mut Metadata) -> Quantity {
    let counts = points.iter().all(|point| point.x >= 0.0 && point.x.fract() == 0.0);
    match quantity {
        Quantity::Pixel if !counts => {
            let text = "the axis is called pixels, but does not count them; it was taken as Raman shift";
            notes.warnings.push(text.into());
            Quantity::Unknown
        }
        other => other,
    }
}

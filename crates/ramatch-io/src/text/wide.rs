//! Spectra that stand in rows under one axis: maps and series of LabSpec, tables of OpenSpecy, and rows of numbers.
//!
//! LabSpec puts the axis into the first row behind empty fields, and positions before the intensities; OpenSpecy puts the
//! axis among the names of the columns; others write the axis in the first row and the spectra below it.

use super::layout::{LAYOUTS, Layout, Separator};
use super::{columns, stated};
use crate::context::Context;
use crate::error::Error;
use crate::field::Field;
use crate::format::TEXT;
use crate::lines::Line;
use crate::notation;
use crate::number;
use crate::record::{Metadata, Position, Quantity, Record, Technique};
use crate::source::{Refused, Together};
use crate::units;
use crate::vocabulary;
use ramatch_core::Code;
use ramatch_core::spectrum::MIN_POINTS;
use std::sync::Arc;

const LABSPEC: &str = "Horiba LabSpec text";
const OPENSPECY: &str = "OpenSpecy CSV";

/// Reads spectra in rows; none where the text is not of this kind.
pub(super) fn read(lines: &[Line<'_>], context: &Context<'_>) -> Result<Option<Together>, Error> {
    let header = lines.iter().position(|line| !line.text.trim().is_empty() && !line.text.starts_with('#'));
    let Some(header) = header else { return Ok(None) };
    let first = &lines[header].text;
    // An axis has so many fields at least; asked first, since most texts are none of these.
    let separators = first.bytes().filter(|b| matches!(b, b',' | b';' | b'\t' | b' ')).count();
    if separators + 1 < MIN_POINTS {
        return Ok(None);
    }
    // The axis may be of whole numbers, which decimal signs are not told from: the first spectrum is asked as well.
    let second = lines[header + 1..].iter().find(|line| !line.text.trim().is_empty());
    let mut best: Option<(Layout, Vec<Option<f64>>, usize)> = None;
    for layout in LAYOUTS {
        let fields = numbers(layout, first);
        let count = |fields: &[Option<f64>]| fields.iter().flatten().count();
        let both = count(&fields) + second.map_or(0, |line| count(&numbers(layout, &line.text)));
        if both > best.as_ref().map_or(0, |(_, _, most)| *most) {
            best = Some((layout, fields, both));
        }
    }
    let Some((layout, mut axis, _)) = best else { return Ok(None) };
    let rows: Vec<&Line<'_>> =
        lines[header + 1..].iter().filter(|line| !line.text.trim().is_empty()).collect();
    leave_out_count(layout, &mut axis, &rows);
    let place: Vec<usize> = (0..axis.len()).filter(|&i| axis[i].is_some()).collect();
    let rises = columns::is_monotone(axis.iter().copied().flatten());
    let rows: Vec<&Line<'_>> =
        lines[header + 1..].iter().filter(|line| !line.text.trim().is_empty()).collect();
    if !rises || rows.is_empty() {
        return Ok(None);
    }
    let wide = Wide {
        lines: &lines[..header],
        axis_line: &lines[header],
        layout,
        axis: &axis,
        place: &place,
        rows: &rows,
        context,
    };
    if place.len() < axis.len() {
        match wide.stands_in_columns() {
            Some(true) => return Ok(None),
            Some(false) => {}
            // LabSpec says so: its axes are numbered, and the places of a series are one of them.
            None if lines[..header].iter().any(|line| line.text.starts_with("#AxisType[2]")) => {}
            None => return Err(either(lines[header].number)),
        }
        wide.refuse_damaged_axis()?;
        // LabSpec writes places in front of the spectra; names there are a data frame's.
        let places = |row: &&Line<'_>| numbers(layout, &row.text).iter().take(place[0]).all(Option::is_some);
        let labspec = layout.separator == Separator::Char('\t')
            && first.starts_with('\t')
            && rows.first().is_some_and(places);
        return if labspec { wide.labspec().map(Some) } else { wide.labelled().map(Some) };
    }
    // Numbers alone: rows, unless the first column is an axis as well.
    let in_first_column =
        rows.iter().map(|row| numbers(layout, &row.text).first().copied().flatten().unwrap_or(f64::NAN));
    let column = axis[0].into_iter().chain(in_first_column);
    if rows.len() + 1 >= MIN_POINTS && columns::is_monotone(column) {
        return Err(either(lines[header].number));
    }
    wide.bare().map(Some)
}

/// The error of a table of which nobody can say how it stands.
fn either(line: usize) -> Error {
    let reason =
        "first row and first column both rise or fall throughout: either may be the axis; name the columns";
    Error::new(Code::ColumnMissing, reason).at_line(line)
}

/// Takes the first field out of the axis where it only counts the rows: 0, 1, 2 … with a step to the axis that is none of its own.
fn leave_out_count(layout: Layout, axis: &mut [Option<f64>], rows: &[&Line<'_>]) {
    let (Some(&Some(first)), Some(&Some(second)), Some(&Some(third))) =
        (axis.first(), axis.get(1), axis.get(2))
    else {
        return;
    };
    let counts = (first == 0.0 || first == 1.0)
        && rows.iter().enumerate().all(|(i, row)| {
            numbers(layout, &row.text).first().copied().flatten() == Some(first + 1.0 + i as f64)
        });
    let (into, step) = (second - first, third - second);
    if counts && (into - step).abs() > 0.5 * step.abs() {
        axis[0] = None;
    }
}

/// The numbers in a line; none where something else stands.
fn numbers(layout: Layout, line: &str) -> Vec<Option<f64>> {
    let mut fields = Vec::new();
    layout.each_field(line, |field| {
        fields.push(match layout.field(field) {
            Field::Number(value) => Some(value),
            _ => None,
        });
        true
    });
    // A separator at the end begins no field.
    if line.trim_end_matches(['\r', '\n']).ends_with([',', ';', '\t']) {
        fields.pop();
    }
    fields
}

/// The units of positions, which LabSpec states above: `AxisType[2]=X`, `AxisUnit[2]=µm`.
fn state_units(metadata: &mut Metadata) {
    for axis in 0..5 {
        let said = |what: &str| {
            let name = format!("{what}[{axis}]");
            let found = metadata.fields.iter().find(|(own, _)| own.eq_ignore_ascii_case(&name));
            found.map(|(_, value)| value.trim().to_owned())
        };
        let (Some(kind), Some(unit)) = (said("AxisType"), said("AxisUnit")) else { continue };
        let (unit, own) = (units::of_position(&unit), &mut metadata.position_units);
        match kind.to_lowercase().as_str() {
            "x" => own.x = unit,
            "y" => own.y = unit,
            "z" => own.z = unit,
            "time" | "t" => own.time = unit,
            _ => {}
        }
    }
}

struct Wide<'a, 'b> {
    lines: &'b [Line<'a>],
    axis_line: &'b Line<'a>,
    layout: Layout,
    /// The fields of the axis' line.
    axis: &'b [Option<f64>],
    /// Which of them are the axis.
    place: &'b [usize],
    rows: &'b [&'b Line<'a>],
    context: &'b Context<'b>,
}

impl Wide<'_, '_> {
    fn fields<'c>(&self, line: &'c Line<'_>) -> Result<Vec<&'c str>, Error> {
        let mut fields = Vec::new();
        self.layout.each_field(&line.text, |field| {
            fields.push(field);
            true
        });
        let needed = self.axis.len();
        if fields.len() > needed && fields[needed..].iter().all(|field| field.is_empty()) {
            fields.truncate(needed);
        }
        if fields.len() != needed {
            let reason = format!("{} fields where {needed} are needed", fields.len());
            return Err(Error::new(Code::ColumnMissing, reason)
                .at_line(line.number)
                .counts(needed, fields.len()));
        }
        Ok(fields)
    }

    /// Whether the numbers of the first line are names of samples, and the axis stands below the one label in front of them; none where
    /// nobody can say.
    fn stands_in_columns(&self) -> Option<bool> {
        if self.place.first() != Some(&1)
            || self.place.len() + 1 != self.axis.len()
            || self.rows.len() < MIN_POINTS
        {
            return Some(false);
        }
        let first = || self.rows.iter().map(|row| numbers(self.layout, &row.text).first().copied().flatten());
        if !columns::is_monotone(first().map(|value| value.unwrap_or(f64::NAN)))
            || first().any(|value| value.is_none())
        {
            return Some(false);
        }
        let counts = |values: &mut dyn Iterator<Item = f64>| {
            let mut from = None;
            values.enumerate().all(|(i, value)| value == *from.get_or_insert(value) + i as f64)
        };
        match (counts(&mut self.axis.iter().flatten().copied()), counts(&mut first().flatten())) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            // A label that is the name of an axis stands above it.
            (false, false) => {
                let label = self.fields(self.axis_line).map(|fields| super::names::is_axis(fields[0]));
                if label.unwrap_or(false) { Some(true) } else { None }
            }
        }
    }

    /// Labels stand before the axis or behind it; between its numbers, or as what begins as one, they are damage.
    fn refuse_damaged_axis(&self) -> Result<(), Error> {
        let fields = self.fields(self.axis_line)?;
        let (first, last) = (self.place[0], self.place[self.place.len() - 1]);
        let line = self.axis_line.number;
        for (i, field) in fields.iter().enumerate().filter(|(i, _)| self.axis[*i].is_none()) {
            let counted = i == 0 && matches!(self.layout.field(field), Field::Number(_));
            if !counted && ((first..last).contains(&i) || notation::begins_as_number(field)) {
                return Err(number::refuse(field, line));
            }
        }
        Ok(())
    }

    fn x(&self) -> Result<Arc<Vec<f64>>, Error> {
        self.context.budget.points(self.place.len())?;
        let mut x = self.context.budget.vec(self.place.len())?;
        x.extend(self.axis.iter().flatten());
        Ok(Arc::new(x))
    }

    fn number(&self, field: &str, line: usize) -> Result<f64, Error> {
        match self.layout.field(field) {
            Field::Number(value) => Ok(value),
            _ => Err(number::refuse(field, line)),
        }
    }

    fn y(&self, fields: &[&str], line: usize) -> Result<Vec<f64>, Error> {
        let mut y = self.context.budget.vec(self.place.len())?;
        for &place in self.place {
            y.push(self.number(fields[place], line)?);
        }
        Ok(y)
    }

    /// All rows, each made a record by `make`. A row that cannot be read does not hide the others; where none can, the first says why.
    fn records(
        &self,
        make: impl Fn(&[&str], usize, &mut Record) -> Result<(), Error>,
        template: &Record,
    ) -> Result<Together, Error> {
        let mut records = Together::new();
        for (i, line) in self.rows.iter().enumerate() {
            self.context.budget.tick(i)?;
            let mut record = template.clone();
            let made = self.fields(line).and_then(|fields| {
                make(&fields, line.number, &mut record)?;
                self.y(&fields, line.number)
            });
            let record = match made {
                Ok(y) => Ok(Record { y, ..record }),
                // What is too large is so for all rows.
                Err(error) if error.code() == Code::Limit => return Err(error),
                Err(error) => Err(Refused { error, position: record.position }),
            };
            let limit = self.context.budget.limits().spectra;
            self.context.budget.push(&mut records, record, "spectra", limit)?;
        }
        if records.iter().all(Result::is_err)
            && let Some(Err(refused)) = records.first()
        {
            return Err(refused.error.clone());
        }
        Ok(records)
    }

    /// A record without ordinates, with what the lines above state of its axis.
    fn template(&self, format: &'static str) -> Result<Record, Error> {
        let notes = stated::fields(self.lines.iter(), format, self.context)?;
        let stated = stated::read(&notes);
        let mut record = Record { x: self.x()?, ..Record::new(format, Vec::new(), Vec::new()) };
        record.metadata = vocabulary::described(notes);
        record.technique = stated.technique;
        let nearest = || self.lines.iter().rev().find(|line| !line.text.trim().is_empty());
        let stated_axis =
            stated.axis.or_else(|| nearest().and_then(|line| super::names::axis_alone(&line.text)));
        if let Some((named, words)) = stated_axis {
            (record.quantity, record.x_unit) = (named.quantity, words);
            record = record.scaled(named.factor);
        }
        if (record.technique, record.quantity) == (Technique::Unknown, Quantity::RamanShift) {
            record.technique = Technique::Raman;
        }
        Ok(record)
    }

    fn labspec(&self) -> Result<Together, Error> {
        let names = self.place[0];
        let mut template = self.template(LABSPEC)?;
        state_units(Arc::make_mut(&mut template.metadata));
        self.records(
            |fields, line, record| {
                let place: Vec<f64> =
                    fields[..names].iter().map(|field| self.number(field, line)).collect::<Result<_, _>>()?;
                record.position = Some(match place[..] {
                    [] => Position::default(),
                    [time] => Position { time: Some(time), ..Position::default() },
                    // LabSpec writes the slow axis first.
                    [y, x, ..] => Position { x: Some(x), y: Some(y), ..Position::default() },
                });
                Ok(())
            },
            &template,
        )
    }

    /// Rows of numbers, and nothing else.
    fn bare(&self) -> Result<Together, Error> {
        let mut template = self.template(TEXT)?;
        let text = "the spectra stand in rows; the first row, which rises or falls throughout, was taken for the axis";
        Arc::make_mut(&mut template.metadata).warnings.push(text.to_owned());
        self.records(|_, _, _| Ok(()), &template)
    }

    /// The spectra of a table whose first row counts: the axis is the row that is called so.
    fn turned(&self, names: &[&str]) -> Result<Option<Together>, Error> {
        let axis = || self.axis.iter().flatten();
        let from = axis().next().copied().unwrap_or(-1.0);
        let counts = (from == 0.0 || from == 1.0) && axis().enumerate().all(|(i, x)| *x == from + i as f64);
        let label = self.axis.iter().position(Option::is_none);
        let (true, Some(label)) = (counts && names.len() == self.place.len() + 1, label) else {
            return Ok(None);
        };
        let called = |line: &Line<'_>| match self.fields(line).map(|fields| fields[label].to_owned()) {
            Ok(name) => match super::names::role(&name) {
                super::names::Role::Axis(named) => Some((named, name)),
                _ => None,
            },
            Err(_) => None,
        };
        let Some((at, (named, name))) =
            self.rows.iter().enumerate().find_map(|(i, line)| Some((i, called(line)?)))
        else {
            return Ok(None);
        };
        let line = self.rows[at];
        let x = self.y(&self.fields(line)?, line.number)?;
        let mut template = Record { x: Arc::new(x), ..self.template(TEXT)? };
        (template.quantity, template.x_unit) = (named.quantity, name);
        if (template.technique, template.quantity) == (Technique::Unknown, Quantity::RamanShift) {
            template.technique = Technique::Raman;
        }
        let template = template.scaled(named.factor);
        let rows: Vec<&Line<'_>> =
            self.rows.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, row)| *row).collect();
        if rows.is_empty() {
            return Err(Error::new(Code::NoSpectrum, "an axis without a spectrum").at_line(line.number));
        }
        let turned = Wide { rows: &rows, ..*self };
        let title = |fields: &[&str], _: usize, record: &mut Record| {
            record.title = fields[label].to_owned();
            Ok(())
        };
        turned.records(title, &template).map(Some)
    }

    /// Rows with words among the numbers.
    fn labelled(&self) -> Result<Together, Error> {
        let names = self.fields(self.axis_line)?;
        const KNOWN: [&str; 5] =
            ["spectrum_identity", "spectrum_type", "organization", "user_name", "material_class"];
        let openspecy = names.iter().any(|name| KNOWN.contains(name));
        let mut template = self.template(if openspecy { OPENSPECY } else { TEXT })?;
        if openspecy && template.quantity == Quantity::Unknown {
            template.quantity = Quantity::Wavenumber;
        }
        // What stands in front of the axis may say what it is.
        let labels = || names.iter().enumerate().filter(|(i, _)| self.axis[*i].is_none());
        // A table that was turned round has its columns' numbers on top and its axis below.
        if let Some(turned) = self.turned(&names)? {
            return Ok(turned);
        }
        // A label names the axis; one with a number in every row is a value of the spectra, unless it is an optical axis'.
        let is_value = |column: usize| {
            self.rows
                .iter()
                .all(|row| numbers(self.layout, &row.text).get(column).copied().flatten().is_some())
        };
        let axis_label = labels().find_map(|(column, name)| match super::names::role(name) {
            super::names::Role::Axis(named)
                if super::names::axis_rank(named).is_none()
                    && (is_value(column) || !super::names::is_bare(name)) =>
            {
                None
            }
            super::names::Role::Axis(named) => Some((named, name)),
            _ => None,
        });
        if let (Quantity::Unknown, Some((named, first))) = (template.quantity, axis_label) {
            (template.quantity, template.x_unit) = (named.quantity, (*first).to_owned());
            template = template.scaled(named.factor);
        }
        let is_title = |name: &str| {
            ["spectrum_identity", "sample", "name", "sample_name", "id", "label", ""].contains(&name)
        };
        self.records(
            |fields, _, record| {
                let mut position = None;
                for (i, name) in labels() {
                    let number = match self.layout.field(fields[i]) {
                        Field::Number(value) => Some(value),
                        _ => None,
                    };
                    let place: &mut Position = position.get_or_insert_default();
                    match (name.to_lowercase().as_str(), number) {
                        ("x", Some(value)) => place.x = Some(value),
                        ("y", Some(value)) => place.y = Some(value),
                        ("z", Some(value)) => place.z = Some(value),
                        ("time", Some(value)) => place.time = Some(value),
                        _ => self.context.field(Arc::make_mut(&mut record.metadata), name, fields[i])?,
                    }
                    if *name == "spectrum_type" && fields[i].eq_ignore_ascii_case("raman") {
                        record.technique = Technique::Raman;
                    }
                    let first_label = record.title.is_empty() && !openspecy;
                    if is_title(&name.to_lowercase()) && *name != "id" || first_label {
                        record.title = fields[i].to_owned();
                    }
                }
                record.position = position.filter(|place| openspecy || *place != Position::default());
                vocabulary::fill(Arc::make_mut(&mut record.metadata));
                Ok(())
            },
            &template,
        )
    }
}

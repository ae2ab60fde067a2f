//! Spectra that stand in rows under one axis: maps and series of LabSpec, tables of OpenSpecy, and rows of numbers.
//!
//! LabSpec puts the axis into the first row behind empty fields, and positions before the intensities; OpenSpecy puts the
//! axis among the names of the columns; others write the axis in the first row and the spectra below it.

use super::layout::{LAYOUTS, Layout, Separator};
use super::{NAME, columns, stated};
use crate::context::Context;
use crate::lines::Line;
use crate::number::{self, Field};
use crate::{Error, Position, Quantity, Record, Technique, vocabulary};
use ramatch_core::Code;
use ramatch_core::spectrum::MIN_POINTS;
use std::sync::Arc;

const LABSPEC: &str = "Horiba LabSpec text";
const OPENSPECY: &str = "OpenSpecy CSV";

/// Reads spectra in rows; none where the text is not of this kind.
pub(super) fn read(lines: &[Line<'_>], context: &Context<'_>) -> Result<Option<Vec<Record>>, Error> {
    let header = lines.iter().position(|line| !line.text.trim().is_empty() && !line.text.starts_with('#'));
    let Some(header) = header else { return Ok(None) };
    let first = &lines[header].text;
    // An axis has so many fields at least; asked first, since most texts are none of these.
    let separators = first.bytes().filter(|b| matches!(b, b',' | b';' | b'\t' | b' ')).count();
    if separators + 1 < MIN_POINTS {
        return Ok(None);
    }
    let mut best: Option<(Layout, Vec<Option<f64>>)> = None;
    for layout in LAYOUTS {
        let fields = numbers(layout, first);
        let count = |fields: &[Option<f64>]| fields.iter().flatten().count();
        if count(&fields) > best.as_ref().map_or(0, |(_, best)| count(best)) {
            best = Some((layout, fields));
        }
    }
    let Some((layout, axis)) = best else { return Ok(None) };
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
        let labspec = layout.separator == Separator::Char('\t') && first.starts_with('\t');
        return if labspec { wide.labspec().map(Some) } else { wide.labelled().map(Some) };
    }
    // Numbers alone: rows, unless the first column is an axis as well.
    let in_first_column =
        rows.iter().map(|row| numbers(layout, &row.text).first().copied().flatten().unwrap_or(f64::NAN));
    let column = axis[0].into_iter().chain(in_first_column);
    if rows.len() + 1 >= MIN_POINTS && columns::is_monotone(column) {
        let reason = "first row and first column both rise or fall throughout: either may be the axis; name the columns";
        return Err(Error::new(Code::ColumnMissing, reason).at_line(lines[header].number));
    }
    wide.bare().map(Some)
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

    /// All rows, each made a record by `make`.
    fn records(
        &self,
        make: impl Fn(&[&str], usize, &mut Record) -> Result<(), Error>,
        template: &Record,
    ) -> Result<Vec<Record>, Error> {
        let mut records = Vec::new();
        for (i, line) in self.rows.iter().enumerate() {
            self.context.budget.tick(i)?;
            let fields = self.fields(line)?;
            let mut record = template.clone();
            record.y = self.y(&fields, line.number)?;
            make(&fields, line.number, &mut record)?;
            self.context.budget.push(
                &mut records,
                record,
                "spectra",
                self.context.budget.limits().spectra,
            )?;
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
        if let Some((named, words)) = stated.axis {
            (record.quantity, record.x_unit) = (named.quantity, words);
            record = record.scaled(named.factor);
        }
        if (record.technique, record.quantity) == (Technique::Unknown, Quantity::RamanShift) {
            record.technique = Technique::Raman;
        }
        Ok(record)
    }

    fn labspec(&self) -> Result<Vec<Record>, Error> {
        let names = self.place[0];
        let template = self.template(LABSPEC)?;
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
    fn bare(&self) -> Result<Vec<Record>, Error> {
        let mut template = self.template(NAME)?;
        let text = "the spectra stand in rows; the first row, which rises or falls throughout, was taken for the axis";
        Arc::make_mut(&mut template.metadata).warnings.push(text.to_owned());
        self.records(|_, _, _| Ok(()), &template)
    }

    /// Rows with words among the numbers.
    fn labelled(&self) -> Result<Vec<Record>, Error> {
        let names = self.fields(self.axis_line)?;
        const KNOWN: [&str; 5] =
            ["spectrum_identity", "spectrum_type", "organization", "user_name", "material_class"];
        let openspecy = names.iter().any(|name| KNOWN.contains(name));
        let mut template = self.template(if openspecy { OPENSPECY } else { NAME })?;
        if openspecy && template.quantity == Quantity::Unknown {
            template.quantity = Quantity::Wavenumber;
        }
        // What stands in front of the axis may say what it is.
        let labels = || names.iter().enumerate().filter(|(i, _)| self.axis[*i].is_none());
        if let (Quantity::Unknown, Some((_, first))) = (template.quantity, labels().next())
            && let super::names::Role::Axis(named) = super::names::role(first)
        {
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

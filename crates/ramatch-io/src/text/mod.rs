//! Text with columns: from any instrument or spreadsheet, B&W Tek, ENLIGHTEN, Horiba, Ocean, Renishaw, RRUFF, WITec.
//!
//! Two columns are Raman shift and intensity, in this order, whatever they are called. Of more columns the two
//! are chosen by name: the Raman shift before a wavenumber before a wavelength, the dark-subtracted or
//! processed signal before an intensity before raw data; columns of equal rank, or named by samples behind the axis, are
//! spectra of their own. Columns of positions make a map of it. What follows a blank line behind the last row is no row.

mod stated;
mod table;
mod wide;

use crate::context::Context;
use crate::lines::{self, Line};
use crate::number::{self, Field};
use crate::source::Source;
use crate::{Error, Metadata, Position, Quantity, Record, Technique, vocabulary};
use ramatch_core::Code;
use ramatch_core::spectrum::{MAX_INTENSITY, MAX_SHIFT_CM1, MIN_POINTS};
use std::sync::Arc;
use table::Table;

/// Name of the format where nothing more is known.
pub(crate) const NAME: &str = "text";

/// What an axis holds, by its column's name; the better the further up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Axis {
    Shift,
    Wavenumber,
    Wavelength,
    Pixel,
    Unnamed,
}

/// Spectra that were read together, with their terms.
impl Source for Vec<Record> {
    fn count(&self) -> usize {
        self.len()
    }

    fn read(&self, index: usize, context: &Context<'_>) -> Result<Record, Error> {
        self[index].read(0, context)
    }
}

pub(crate) fn open(bytes: &[u8], context: &Context<'_>) -> Result<(Vec<Record>, &'static str), Error> {
    let lines = lines::lines(bytes, context)?;
    if let Some(records) = wide::read(&lines, context)? {
        let format = records.first().map_or(NAME, |record| record.metadata.format);
        return Ok((records, format));
    }
    let table = table::find(&lines, context)?;
    let format = format_name(&table);
    let records = records(&table, format, context).map_err(|error| error.in_format(format))?;
    Ok((records, format))
}

/// Which columns hold what.
struct Columns {
    shift: usize,
    axis: Axis,
    /// Of one spectrum each.
    signals: Vec<usize>,
    /// X and Y on the sample.
    position: Option<[usize; 2]>,
}

fn records(table: &Table<'_>, format: &'static str, context: &Context<'_>) -> Result<Vec<Record>, Error> {
    let mut notes = metadata(table, format, context)?;
    let columns = choose(table, &mut notes)?;
    let quantity = match columns.axis {
        Axis::Shift => Quantity::RamanShift,
        Axis::Wavenumber => Quantity::Wavenumber,
        Axis::Wavelength => Quantity::WavelengthNm,
        Axis::Pixel => Quantity::Pixel,
        Axis::Unnamed => Quantity::Unknown,
    };
    let stated = stated::read(&notes);
    let (quantity, unit) = match stated.axis {
        Some(stated) if quantity == Quantity::Unknown => stated,
        _ => (quantity, String::new()),
    };
    let name = |column: usize| table.names.get(column).cloned().unwrap_or_default();
    notes.shift_column = name(columns.shift);
    let mut records: Vec<Record> = Vec::new();
    for &signal in &columns.signals {
        let mut notes = notes.clone();
        notes.intensity_column = name(signal);
        let points = points(table, columns.shift, signal, columns.position, context, &mut notes)?;
        if columns.position.is_none() {
            check_count(&points, stated.points, context, &mut notes)?;
        }
        let parts = || points.chunk_by(|a, b| a.position == b.position);
        let quantity = pixels_or(quantity, parts().next().unwrap_or_default(), &mut notes);
        let notes = vocabulary::described(notes);
        for part in parts() {
            context.budget.points(part.len())?;
            check_axis(part)?;
            let (mut x, mut y) = (context.budget.vec(part.len())?, context.budget.vec(part.len())?);
            x.extend(part.iter().map(|point| point.x));
            y.extend(part.iter().map(|point| point.y));
            let x = match records.last() {
                Some(before) if *before.x == x => before.x.clone(),
                _ => Arc::new(x),
            };
            let mut record = Record::new(format, x, y);
            record.quantity = quantity;
            if columns.signals.len() > 1 {
                record.title.clone_from(&notes.intensity_column);
            }
            record.x_unit.clone_from(if unit.is_empty() { &notes.shift_column } else { &unit });
            record.y_unit = notes.intensity_column.clone();
            record.technique = match (stated.technique, quantity) {
                (Technique::Unknown, Quantity::RamanShift) => Technique::Raman,
                (stated, _) => stated,
            };
            record.position =
                part[0].position.map(|[x, y]| Position { x: Some(x), y: Some(y), ..Position::default() });
            record.metadata = notes.clone();
            context.budget.push(&mut records, record, "spectra", context.budget.limits().spectra)?;
        }
    }
    Ok(records)
}

/// One row's numbers and where they stand.
struct Point {
    line: usize,
    x: f64,
    y: f64,
    position: Option<[f64; 2]>,
}

fn format_name(table: &Table<'_>) -> &'static str {
    let first = table.header.iter().find(|line| !line.text.trim().is_empty());
    let first = first.map_or("", |line| line.text.trim());
    let any = |part: &str| table.header.iter().any(|line| line.text.contains(part));
    if first.starts_with("File Version;BW") {
        "B&W Tek text"
    } else if first.starts_with("ENLIGHTEN") {
        "ENLIGHTEN CSV"
    } else if first.starts_with("##") && any("##RRUFFID") {
        "RRUFF text"
    } else if first.starts_with("#Acq. time") || any("#Spike filter") {
        "Horiba LabSpec text"
    } else if first.starts_with("#Wave") || first.starts_with("#X") {
        "Renishaw WiRE text"
    } else if any(">>>>>Begin") {
        "Ocean text"
    } else if any("[Header]") || any("[XData]") || first.starts_with("X-Axis") {
        "WITec text"
    } else {
        NAME
    }
}

fn metadata(table: &Table<'_>, format: &'static str, context: &Context<'_>) -> Result<Metadata, Error> {
    let mut metadata = Metadata { format, ..Metadata::default() };
    for line in table.header.iter().chain(table.footer) {
        let text = line.text.trim().trim_start_matches('#');
        if let Some((key, value)) = text.split_once([';', ',', '=', '\t', ':']) {
            let (key, value) = (key.trim(), value.trim_matches(['=', ' ', '\t', ';', '"']));
            context.field(&mut metadata, key, value)?;
        }
    }
    Ok(metadata)
}

fn axis_of(name: &str) -> Axis {
    let name = name.to_lowercase();
    let has = |part: &str| name.contains(part);
    if has("raman") && has("shift") || name == "shift" {
        Axis::Shift
    } else if has("wavelength") || has("(nm)") || has("[nm]") || name == "nm" {
        Axis::Wavelength
    } else if has("wavenumber") || has("cm-1") || has("cm^-1") || has("cm⁻¹") || has("1/cm") || name == "wave"
    {
        Axis::Wavenumber
    } else if has("pixel") {
        Axis::Pixel
    } else {
        Axis::Unnamed
    }
}

/// The better, the lower; none for a name that says nothing of a signal.
fn intensity_rank(name: &str) -> Option<usize> {
    let name = name.to_lowercase().replace('_', " ");
    let ranks: [&[&str]; 4] =
        [&["dark subtracted"], &["processed"], &["intensity", "counts", "signal"], &["raw"]];
    ranks.iter().position(|words| words.iter().any(|word| name.contains(word)))
}

fn choose(table: &Table<'_>, metadata: &mut Metadata) -> Result<Columns, Error> {
    if table.columns == 2 {
        let axis = table.names.first().map_or(Axis::Unnamed, |name| axis_of(name));
        return Ok(Columns { shift: 0, axis, signals: vec![1], position: None });
    }
    let named = |wanted: &str| table.names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
    let shots: Vec<usize> =
        (0..table.names.len()).filter(|&i| table.names[i].starts_with("accumulation_")).collect();
    if let (Some(shift), false) = (named("xaxis"), shots.is_empty()) {
        metadata.warnings.push("the column \"background\" was not subtracted".into());
        return Ok(Columns { shift, axis: Axis::Pixel, signals: shots, position: None });
    }
    let best = table.names.iter().enumerate().map(|(column, name)| (axis_of(name), column)).min();
    let Some((axis, shift)) = best.filter(|(axis, _)| *axis != Axis::Unnamed) else {
        return Err(unclear(table, "Raman shift"));
    };
    let position = named("x").zip(named("y")).map(|(x, y)| [x, y]);
    let names = || table.names.iter().enumerate().filter(|(column, _)| *column != shift);
    let ranked: Vec<_> = names().filter_map(|(c, name)| intensity_rank(name).map(|rank| (rank, c))).collect();
    let signals = match ranked.iter().map(|(rank, _)| rank).min() {
        Some(best) => ranked.iter().filter(|(rank, _)| rank == best).map(|(_, column)| *column).collect(),
        // Columns behind the axis that bear names of their own: samples, not parts of one measurement.
        None if shift == 0 => {
            let (samples, beside): (Vec<_>, Vec<_>) = names().partition(|(_, name)| is_sample(name));
            if !beside.is_empty() && !samples.is_empty() {
                let names: Vec<&str> = beside.iter().map(|(_, name)| name.as_str()).collect();
                metadata
                    .warnings
                    .push(format!("columns beside the spectra were left out: {}", names.join(", ")));
            }
            samples.into_iter().map(|(column, _)| column).collect()
        }
        None => Vec::new(),
    };
    if signals.is_empty() {
        return Err(unclear(table, "intensity"));
    }
    Ok(Columns { shift, axis, signals, position })
}

/// Whether a column may be a spectrum that is called by its sample: it is none of what stands beside spectra.
fn is_sample(name: &str) -> bool {
    const BESIDE: [&str; 14] = [
        "background",
        "baseline",
        "dark",
        "deviation",
        "error",
        "index",
        "noise",
        "number",
        "reference",
        "sd",
        "sigma",
        "std",
        "time",
        "uncertainty",
    ];
    let bare = name.to_lowercase();
    let mut words = bare.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).peekable();
    // A sample may be called "dark chocolate", or by a number.
    let beside = words.peek().is_some() && words.all(|word| BESIDE.contains(&word));
    !matches!(bare.as_str(), "" | "x" | "y" | "z") && axis_of(name) == Axis::Unnamed && !beside
}

fn unclear(table: &Table<'_>, wanted: &str) -> Error {
    let names = if table.names.is_empty() {
        "they have no names".to_owned()
    } else {
        format!("they are called {}", table.names.join(", "))
    };
    let reason = format!("{} columns, none of them named {wanted}: {names}", table.columns);
    Error::new(Code::ColumnMissing, reason).at_line(table.rows[0].number)
}

/// Reads the rows; what is neither a row nor a comment is an error.
fn points(
    table: &Table<'_>,
    shift: usize,
    intensity: usize,
    position: Option<[usize; 2]>,
    context: &Context<'_>,
    metadata: &mut Metadata,
) -> Result<Vec<Point>, Error> {
    let limit = context.budget.limits().points;
    let mut points = Vec::new();
    for (number, line) in table.rows.iter().enumerate() {
        context.budget.tick(number)?;
        let text = line.text.trim();
        if text.is_empty() || text.starts_with('#') || text.starts_with(">>>>>") {
            continue;
        }
        let mut place = Position::default();
        match point(table, line, shift, intensity, position.map(|p| (p, &mut place))) {
            Ok(Some((x, y))) => {
                let position = place.x.zip(place.y).map(|(x, y)| [x, y]);
                let all = if position.is_some() { limit.saturating_mul(64) } else { limit };
                let point = Point { line: line.number, x, y, position };
                context
                    .budget
                    .push(&mut points, point, "points", all)
                    .map_err(|error| error.at_line(line.number))?;
            }
            Ok(None) => metadata.skipped_rows += 1,
            Err(error) => {
                context.damaged(error, metadata)?;
                break;
            }
        }
    }
    let line = points.last().map_or(table.rows[0].number, |point: &Point| point.line);
    if points.len() < MIN_POINTS {
        let got = points.len();
        let reason = format!("the file ends after {got} points, at least {MIN_POINTS} needed");
        return Err(Error::new(Code::TooFewPoints, reason).at_line(line).counts(MIN_POINTS, got));
    }
    Ok(points)
}

/// The two numbers of a row; none where one of them has no value.
fn point(
    table: &Table<'_>,
    line: &Line<'_>,
    shift: usize,
    intensity: usize,
    position: Option<([usize; 2], &mut Position)>,
) -> Result<Option<(f64, f64)>, Error> {
    // Only the columns that matter are read as numbers: what stands in the others does not matter.
    let (mut count, mut x, mut y, mut last) = (0, None, None, "");
    let mut place = [None, None];
    let columns = position.as_ref().map(|(columns, _)| *columns);
    table.layout.each_field(&line.text, |field| {
        if count == shift {
            x = Some(field);
        } else if count == intensity {
            y = Some(field);
        }
        if let Some([x_column, y_column]) = columns {
            if count == x_column {
                place[0] = Some(field);
            } else if count == y_column {
                place[1] = Some(field);
            }
        }
        count += 1;
        last = field;
        true
    });
    let value = |text: &str| match table.layout.field(text) {
        Field::Other => Err(number::refuse(text, line.number)),
        value => Ok(value),
    };
    let (x, y) = (x.map(value).transpose()?, y.map(value).transpose()?);
    let filled = count - usize::from(last.is_empty());
    let (Some(x), Some(y), true) = (x, y, filled <= table.columns) else {
        let reason = format!("{count} fields where {} are needed", table.columns);
        return Err(Error::new(Code::ColumnMissing, reason).at_line(line.number));
    };
    let (Field::Number(x), Field::Number(y)) = (x, y) else { return Ok(None) };
    for (value, limit) in [(x, MAX_SHIFT_CM1), (y, MAX_INTENSITY)] {
        if value.abs() > limit {
            let reason = format!("{value} is outside ±{limit}");
            return Err(Error::new(Code::NumberRange, reason).at_line(line.number));
        }
    }
    if let Some((_, into)) = position {
        let [x, y] = place.map(|text| match text.map(|text| table.layout.field(text)) {
            Some(Field::Number(value)) if value.is_finite() => Some(value),
            _ => None,
        });
        (into.x, into.y) = (x, y);
    }
    Ok(Some((x, y)))
}

/// Compares the rows with what the header states of their number.
fn check_count(
    points: &[Point],
    stated: Option<usize>,
    context: &Context<'_>,
    metadata: &mut Metadata,
) -> Result<(), Error> {
    let there = points.len() + metadata.skipped_rows;
    let Some(declared) = stated.filter(|declared| *declared != there) else { return Ok(()) };
    let reason = format!("NPOINTS declares {declared} points, {there} are there");
    let line = points.last().map_or(1, |point| point.line);
    let error = Error::new(Code::CountMismatch, reason).at_line(line).of("NPOINTS");
    context.damaged(error.counts(declared, there), metadata)
}

/// Pixel numbers only where an axis that is called so counts from point to point.
fn pixels_or(quantity: Quantity, points: &[Point], metadata: &mut Metadata) -> Quantity {
    let first = points.first().map_or(0.0, |point| point.x);
    let counts = points.iter().enumerate().all(|(i, point)| point.x == first + i as f64);
    match quantity {
        Quantity::Pixel if !counts => {
            let text = "the axis is called pixels, but does not count them; it was taken as Raman shift";
            metadata.warnings.push(text.into());
            Quantity::Unknown
        }
        other => other,
    }
}

/// Checks that the axis rises or falls throughout.
fn check_axis(points: &[Point]) -> Result<(), Error> {
    let falls = points[0].x > points[points.len() - 1].x;
    for pair in points.windows(2) {
        let (before, after) = (&pair[0], &pair[1]);
        // What differs in the file may be equal as f32; both are told apart from a turn.
        if before.x as f32 == after.x as f32 {
            let reason = format!("the axis value {} stands twice (also in line {})", after.x, before.line);
            return Err(Error::new(Code::AxisDuplicate, reason).at_line(after.line));
        }
        if (before.x > after.x) != falls {
            let reason = format!("the axis turns back, {} is followed by {}", before.x, after.x);
            return Err(Error::new(Code::AxisOrder, reason).at_line(after.line));
        }
    }
    Ok(())
}

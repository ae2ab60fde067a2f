//! Text with columns: from any instrument or spreadsheet, B&W Tek, ENLIGHTEN, RRUFF.
//!
//! Two columns are Raman shift and intensity, in this order, whatever they are called. Of more columns the two
//! are chosen by name: the Raman shift before a wavenumber before a wavelength, the dark-subtracted or
//! processed signal before an intensity before raw data. Wavelengths and absolute wavenumbers are converted
//! only with the laser that the file states, pixel numbers never.

use crate::lines::{self, Line};
use crate::number::{self, Field};
use crate::table::{self, Table};
use crate::{Error, Limits, Metadata, Record, units};
use ramatch_core::spectrum::{MAX_INTENSITY, MAX_SHIFT_CM1, MIN_POINTS};
use ramatch_core::{Error as CoreError, Spectrum};

/// What an axis holds, by its column's name; the better the further up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Axis {
    Shift,
    Wavenumber,
    Wavelength,
    Pixel,
    Unnamed,
}

/// Above this an axis in cm⁻¹ is no Raman shift but an absolute wavenumber.
const LARGEST_SHIFT_CM1: f64 = 6000.0;

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Record, Error> {
    let lines = lines::lines(bytes, limits)?;
    if let Some(found) = other_text_format(&lines) {
        return Err(Error::FormatUnsupported { found });
    }
    let table = table::find(&lines, limits)?;
    let mut metadata = metadata(&table);
    let (shift_column, axis) = choose_shift(&table)?;
    let intensity_column = choose_intensity(&table, shift_column, &mut metadata)?;
    let name = |column: usize| table.names.get(column).cloned().unwrap_or_default();
    metadata.shift_column = name(shift_column);
    metadata.intensity_column = name(intensity_column);
    let mut points = points(&table, shift_column, intensity_column, limits, &mut metadata)?;
    to_raman_shift(&mut points, axis, &table, &mut metadata)?;
    let spectrum = spectrum(&points)?;
    Ok(Record { spectrum, metadata })
}

/// One row's numbers and where they stand.
struct Point {
    line: usize,
    x: f64,
    y: f64,
}

fn other_text_format(lines: &[Line<'_>]) -> Option<&'static str> {
    let starts = |prefix: &str| {
        lines.iter().take(50).any(|line| line.text.to_ascii_uppercase().trim_start().starts_with(prefix))
    };
    if starts("##JCAMP") || starts("##TITLE") || starts("##XYDATA") || starts("##DATA TYPE") {
        return Some("this is JCAMP-DX");
    }
    None
}

fn format_name(table: &Table<'_>) -> &'static str {
    let first = table.header.iter().find(|line| !line.text.trim().is_empty());
    let first = first.map_or("", |line| &line.text);
    if first.starts_with("File Version;BW") {
        "B&W Tek text"
    } else if first.starts_with("ENLIGHTEN") {
        "ENLIGHTEN CSV"
    } else if first.starts_with("##") && table.header.iter().any(|l| l.text.starts_with("##RRUFFID")) {
        "RRUFF text"
    } else {
        "text"
    }
}

fn metadata(table: &Table<'_>) -> Metadata {
    let mut metadata = Metadata { format: format_name(table), ..Metadata::default() };
    for line in table.header {
        let text = line.text.trim().trim_start_matches('#');
        if let Some((key, value)) = text.split_once([';', ',', '=', '\t']) {
            let (key, value) = (key.trim(), value.trim_matches(['=', ' ', '\t', ';', '"']));
            if metadata.laser_nm.is_none() && is_laser_key(key) {
                metadata.laser_nm = laser(value);
            }
            metadata.fields.push((key.to_owned(), value.to_owned()));
        }
    }
    metadata
}

fn is_laser_key(key: &str) -> bool {
    let key = key.to_ascii_lowercase().replace(['_', ' '], "");
    let keys = ["laser", "laser(nm)", "laserwavelength", "laserwavelengthnm", "laserwavelength(nm)", "wl"];
    keys.contains(&key.as_str()) || ["excitationwavelength", "ramanwavelength"].contains(&key.as_str())
}

/// The wavelength that a value such as `784,82`, `785.041` or `532nm` states.
fn laser(value: &str) -> Option<f64> {
    let bare = value.trim_end_matches("nm").trim().replace(',', ".");
    bare.parse().ok().filter(|nm| (200.0..=1600.0).contains(nm))
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

fn choose_shift(table: &Table<'_>) -> Result<(usize, Axis), Error> {
    if table.columns == 2 {
        return Ok((0, table.names.first().map_or(Axis::Unnamed, |name| axis_of(name))));
    }
    let named = table.names.iter().enumerate().map(|(column, name)| (axis_of(name), column));
    match named.min() {
        Some((axis, column)) if axis != Axis::Unnamed => Ok((column, axis)),
        _ => Err(unclear(table, "Raman shift")),
    }
}

fn choose_intensity(table: &Table<'_>, shift: usize, metadata: &mut Metadata) -> Result<usize, Error> {
    if table.columns == 2 {
        return Ok(1 - shift);
    }
    let names = table.names.iter().enumerate().filter(|(column, _)| *column != shift);
    let ranked: Vec<_> = names.filter_map(|(c, name)| intensity_rank(name).map(|rank| (rank, c))).collect();
    let Some(&(rank, column)) = ranked.iter().min() else { return Err(unclear(table, "intensity")) };
    if ranked.iter().filter(|(other, _)| *other == rank).count() > 1 {
        let name = &table.names[column];
        metadata.warnings.push(format!("several columns hold a signal; \"{name}\" was taken"));
    }
    Ok(column)
}

fn unclear(table: &Table<'_>, wanted: &str) -> Error {
    let names = if table.names.is_empty() {
        "they have no names".to_owned()
    } else {
        format!("they are called {}", table.names.join(", "))
    };
    let reason = format!("{} columns, none of them named {wanted}: {names}", table.columns);
    Error::ColumnMissing { line: table.rows[0].number, reason }
}

/// Reads the rows; what is neither a row nor a comment is an error.
fn points(
    table: &Table<'_>,
    shift: usize,
    intensity: usize,
    limits: &Limits,
    metadata: &mut Metadata,
) -> Result<Vec<Point>, Error> {
    let mut points = Vec::new();
    for line in table.rows {
        let text = line.text.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        // Only the two columns are read as numbers: what stands in the others does not matter.
        let (mut count, mut x, mut y, mut last) = (0, None, None, "");
        table.layout.each_field(&line.text, |field| {
            if count == shift {
                x = Some(field);
            } else if count == intensity {
                y = Some(field);
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
            return Err(Error::ColumnMissing { line: line.number, reason });
        };
        let (Field::Number(x), Field::Number(y)) = (x, y) else {
            metadata.skipped_rows += 1;
            continue;
        };
        let in_range = |value: f64, limit: f64| {
            let line = line.number;
            if value.abs() <= limit { Ok(value) } else { Err(Error::NumberRange { line, value, limit }) }
        };
        points.push(Point {
            line: line.number,
            x: in_range(x, MAX_SHIFT_CM1)?,
            y: in_range(y, MAX_INTENSITY)?,
        });
        if points.len() > limits.points {
            let (what, limit) = ("points", limits.points);
            return Err(Error::Limit { what, limit, actual: points.len(), line: Some(line.number) });
        }
    }
    let line = points.last().map_or(table.rows[0].number, |point| point.line);
    if points.len() < MIN_POINTS {
        return Err(Error::TooFewPoints { line, got: points.len(), needed: MIN_POINTS });
    }
    Ok(points)
}

/// Makes a Raman shift of the axis, or refuses it.
fn to_raman_shift(
    points: &mut [Point],
    axis: Axis,
    table: &Table<'_>,
    metadata: &mut Metadata,
) -> Result<(), Error> {
    let line = table.rows[0].number;
    let laser = |what: &str| {
        let reason =
            format!("the axis is {what}, and the file does not state the laser; convert it to Raman shift");
        metadata.laser_nm.ok_or(Error::AxisUnitUnknown { line, reason })
    };
    let largest = points.iter().fold(0.0f64, |max, point| max.max(point.x.abs()));
    match axis {
        Axis::Wavenumber if largest > LARGEST_SHIFT_CM1 => {
            let laser = laser("an absolute wavenumber")?;
            points.iter_mut().for_each(|point| point.x = units::shift_from_wavenumber(point.x, laser));
        }
        Axis::Wavelength => {
            let laser = laser("a wavelength")?;
            if let Some(bad) = points.iter().find(|point| point.x <= 0.0) {
                let (line, value, limit) = (bad.line, bad.x, MAX_SHIFT_CM1);
                return Err(Error::NumberRange { line, value, limit });
            }
            points.iter_mut().for_each(|point| point.x = units::shift_from_nm(point.x, laser));
        }
        Axis::Pixel => {
            let first = points[0].x;
            if points.iter().enumerate().all(|(i, point)| point.x == first + i as f64) {
                let reason = "the axis is pixel numbers; calibrate it to Raman shift in cm⁻¹".into();
                return Err(Error::AxisUnitUnknown { line, reason });
            }
            let text = "the axis is called pixels, but does not count them; it was taken as Raman shift";
            metadata.warnings.push(text.into());
        }
        Axis::Shift | Axis::Wavenumber | Axis::Unnamed => {}
    }
    Ok(())
}

/// Checks that the axis rises or falls throughout, and narrows to `f32`.
fn spectrum(points: &[Point]) -> Result<Spectrum, Error> {
    let falls = points[0].x > points[points.len() - 1].x;
    for pair in points.windows(2) {
        let (before, after) = (&pair[0], &pair[1]);
        // What differs in the file may be equal as f32; both are told apart from a turn.
        if before.x as f32 == after.x as f32 {
            return Err(Error::AxisDuplicate { line: after.line, earlier: before.line, value: after.x });
        }
        if (before.x > after.x) != falls {
            return Err(Error::AxisOrder { line: after.line, previous: before.x, value: after.x });
        }
    }
    let x = points.iter().map(|point| point.x as f32).collect();
    let y: Vec<f32> = points.iter().map(|point| point.y as f32).collect();
    if let [first, rest @ ..] = &y[..]
        && rest.iter().all(|y| y == first)
    {
        return Err(CoreError::Flat { value: f64::from(*first), points: y.len() }.into());
    }
    Ok(Spectrum::new(x, y)?)
}

//! `ramatch info`: what measurement files hold.

use crate::args::{FileInfoArgs, one_picture};
use crate::exit::{BAD_INPUT, RANKED};
use crate::output::{self, Refusal};
use crate::outputs::Outputs;
use ramatch::io::Record;
use ramatch::{Error, MeasuredFile, OutputKind, SCHEMA, shown};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The JSON document.
#[derive(Serialize)]
struct Document {
    schema: u32,
    ramatch: &'static str,
    files: Vec<File>,
    errors: Vec<Refusal>,
}

/// What a file holds.
#[derive(Serialize)]
struct File {
    file: String,
    format: &'static str,
    bytes: usize,
    blake3: String,
    spectra: Vec<Held>,
}

/// What is said of one spectrum.
#[derive(Serialize)]
struct Held {
    title: String,
    technique: &'static str,
    axis: &'static str,
    axis_unit: String,
    unit: String,
    points: usize,
    first: f64,
    last: f64,
    lowest: f64,
    highest: f64,
    laser_nm: Option<f64>,
    position: Option<[Option<f64>; 4]>,
    terms: BTreeMap<&'static str, String>,
    fields: Vec<(String, String)>,
    warnings: Vec<String>,
    damage: Vec<String>,
}

impl From<&Record> for Held {
    fn from(record: &Record) -> Self {
        let metadata = &record.metadata;
        let ends = |values: &[f64]| {
            values
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)))
        };
        let (lowest, highest) = ends(&record.y);
        Self {
            title: record.title.clone(),
            technique: record.technique.name(),
            axis: record.quantity.name(),
            axis_unit: record.x_unit.clone(),
            unit: record.y_unit.clone(),
            points: record.x.len(),
            first: record.x.first().copied().unwrap_or(0.0),
            last: record.x.last().copied().unwrap_or(0.0),
            lowest,
            highest,
            laser_nm: metadata.laser_nm,
            position: record.position.map(|place| [place.x, place.y, place.z, place.time]),
            terms: metadata.terms.iter().cloned().collect(),
            fields: metadata.fields.clone(),
            warnings: metadata.warnings.clone(),
            damage: metadata.damage.clone(),
        }
    }
}

pub(crate) fn run(args: &FileInfoArgs) -> Result<u8, Error> {
    one_picture(args.plot.as_ref(), args.files.len()).unwrap_or_else(|error| output::stop(&error));
    let outputs = Outputs::new(args.replacing.force, args.files.iter().map(PathBuf::as_path));
    outputs.check(args.plot.as_deref(), OutputKind::Svg).inspect_err(|error| {
        if args.json {
            output::print_refusal(error);
        }
    })?;
    let bar = output::progress(args.files.len(), "reading");
    let (mut files, mut errors) = (Vec::new(), Vec::new());
    for path in &args.files {
        match look(path, args, &outputs) {
            Ok((file, records)) => {
                if args.json {
                    files.push(file);
                } else {
                    bar.suspend(|| output::print(&in_words(&file, &records)));
                }
            }
            Err(error) => {
                bar.suspend(|| output::complain(&error));
                errors.push(Refusal::from(&error));
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let exit = if errors.is_empty() { RANKED } else { BAD_INPUT };
    if args.json {
        output::print_json(&Document { schema: SCHEMA, ramatch: env!("CARGO_PKG_VERSION"), files, errors });
    }
    Ok(exit)
}

/// Reads all of a file, so that what is said to be readable is.
fn look(path: &Path, args: &FileInfoArgs, outputs: &Outputs<'_>) -> Result<(File, Vec<Record>), Error> {
    let measured = MeasuredFile::read(path, args.allowed.options())?;
    let spectra = measured.spectra()?;
    let format = spectra.format();
    let records: Result<Vec<Record>, _> = spectra.collect();
    let records = records.map_err(|error| measured.refuse(error))?;
    if let Some(picture) = &args.plot {
        let title = shown::name(Path::new(path.file_name().unwrap_or_default()));
        outputs.write(picture, OutputKind::Svg, ramatch::plot::records(&title, &records))?;
    }
    let file = File {
        file: shown::name(path),
        format,
        bytes: measured.len(),
        blake3: measured.hash(),
        spectra: records.iter().map(Held::from).collect(),
    };
    Ok((file, records))
}

/// Spectra behind the first that are listed.
const LISTED: usize = 4;

/// What people want to know first.
fn in_words(file: &File, records: &[Record]) -> String {
    let File { file: name, format, bytes, spectra, .. } = file;
    let count = spectra.len();
    let plural = if count == 1 { "spectrum" } else { "spectra" };
    let mut text = format!("{}\n{format}, {bytes} bytes, {count} {plural}\n", shown::line(name));
    let (Some(first), Some(record)) = (spectra.first(), records.first()) else { return text };
    if !first.title.is_empty() {
        text += &format!("title: {}\n", shown::line(&first.title));
    }
    let unit = |unit: &str| if unit.is_empty() { String::new() } else { format!(" ({})", shown::line(unit)) };
    text += &format!("technique: {}\n", first.technique);
    text += &format!(
        "axis: {}{}, {} to {}, {} points\n",
        first.axis,
        unit(&first.axis_unit),
        first.first,
        first.last,
        first.points
    );
    text += &format!("ordinates: {} to {}{}\n", first.lowest, first.highest, unit(&first.unit));
    if let Some(laser) = first.laser_nm {
        text += &format!("laser: {laser} nm\n");
    }
    if let Some((from, to)) = extent(records) {
        text += &format!("positions: {from:?} to {to:?}\n");
    }
    for (term, value) in &first.terms {
        if !term.ends_with("laser_wavelength") {
            text += &format!("{term}: {}\n", shortened(value));
        }
    }
    for warning in &first.warnings {
        text += &format!("warning: {}\n", shown::line(warning));
    }
    for damage in &first.damage {
        text += &format!("damaged: {}\n", shown::line(damage));
    }
    // Spectra of one file may differ in all of this.
    for (number, held) in spectra.iter().enumerate().skip(1).take(LISTED) {
        let Held { title, axis, first, last, points, .. } = held;
        let title = if title.is_empty() { String::new() } else { format!("{}, ", shown::line(title)) };
        text += &format!("spectrum {}: {title}{axis}, {first} to {last}, {points} points\n", number + 1);
    }
    if count > LISTED + 1 {
        text += &format!("… and {} more\n", count - LISTED - 1);
    }
    text += &sparkline(&record.y, record.x.first() > record.x.last());
    text.push('\n');
    text
}

/// The corners of the positions on a sample.
fn extent(records: &[Record]) -> Option<([f64; 2], [f64; 2])> {
    let places: Vec<[f64; 2]> = records
        .iter()
        .filter_map(|record| record.position.and_then(|p| p.x.zip(p.y)))
        .map(|(x, y)| [x, y])
        .collect();
    let first = *places.first()?;
    Some(places.iter().fold((first, first), |(low, high), place| {
        ([low[0].min(place[0]), low[1].min(place[1])], [high[0].max(place[0]), high[1].max(place[1])])
    }))
}

fn shortened(value: &str) -> String {
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > 100 { line.chars().take(99).chain(['…']).collect() } else { line }
}

/// A curve of one line: the highest of each of 72 stretches, from low to high abscissa.
fn sparkline(y: &[f64], falls: bool) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let width = y.len().min(72);
    let mut tops: Vec<f64> = (0..width)
        .map(|i| {
            let part = &y[i * y.len() / width..(i + 1) * y.len() / width];
            part.iter().copied().fold(f64::NEG_INFINITY, f64::max)
        })
        .collect();
    if falls {
        tops.reverse();
    }
    let low = y.iter().copied().fold(f64::INFINITY, f64::min);
    let high = tops.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let bar = |top: f64| {
        let part = if high > low { (top - low) / (high - low) } else { 0.0 };
        BARS[((part * 8.0) as usize).min(7)]
    };
    tops.into_iter().map(bar).collect()
}

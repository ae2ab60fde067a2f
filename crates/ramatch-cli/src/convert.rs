//! `ramatch convert`: measurement files in another format.

use crate::args::{ConvertArgs, OutputFormat};
use crate::output;
use crate::{BAD_INPUT, RANKED};
use ramatch::io::{self, Form, Quantity, Record};
use ramatch::{Error, MeasuredFile};
use std::path::{Path, PathBuf};

pub(crate) fn run(args: &ConvertArgs) -> Result<u8, Error> {
    let into_folder = args.files.len() > 1 || args.output.is_dir();
    let Some(format) = args.to.or_else(|| if into_folder { None } else { format_of(&args.output) }) else {
        eprintln!(
            "error[parameter]: {}: the name says no format that is written; state it with --to",
            args.output.display()
        );
        return Ok(BAD_INPUT);
    };
    if into_folder {
        ramatch::make_folder(&args.output)?;
        if let Some((a, b)) = same_name(args, format) {
            eprintln!(
                "error[duplicate_entry]: {} and {} would be written to one file; convert them one by one",
                a.display(),
                b.display()
            );
            return Ok(BAD_INPUT);
        }
    }
    let bar = output::progress(args.files.len(), "converting");
    let mut exit = RANKED;
    for path in &args.files {
        let output = if into_folder { args.output.join(named(path, format)) } else { args.output.clone() };
        match convert(path, &output, format, args) {
            Ok(notes) => {
                for note in notes {
                    bar.suspend(|| eprintln!("note: {}: {note}", path.display()));
                }
            }
            Err(error) => {
                bar.suspend(|| output::complain(&error));
                exit = BAD_INPUT;
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(exit)
}

fn format_of(path: &Path) -> Option<OutputFormat> {
    let extension = path.extension()?.to_string_lossy().to_lowercase();
    match extension.as_str() {
        "csv" | "txt" => Some(OutputFormat::Csv),
        "jdx" | "dx" | "jcm" => Some(OutputFormat::Jcamp),
        "npz" => Some(OutputFormat::Npz),
        _ => None,
    }
}

fn named(path: &Path, format: OutputFormat) -> PathBuf {
    let extension = match format {
        OutputFormat::Csv => "csv",
        OutputFormat::Jcamp | OutputFormat::Difdup => "jdx",
        OutputFormat::Npz => "npz",
    };
    PathBuf::from(path.file_name().unwrap_or_default()).with_extension(extension)
}

/// Two inputs whose outputs would have one name.
fn same_name(args: &ConvertArgs, format: OutputFormat) -> Option<(&PathBuf, &PathBuf)> {
    let mut names: Vec<(PathBuf, &PathBuf)> =
        args.files.iter().map(|path| (named(path, format), path)).collect();
    names.sort();
    names.windows(2).find(|pair| pair[0].0 == pair[1].0).map(|pair| (pair[0].1, pair[1].1))
}

/// Converts one file, and says what its reader wondered about.
fn convert(
    path: &Path,
    output: &Path,
    format: OutputFormat,
    args: &ConvertArgs,
) -> Result<Vec<String>, Error> {
    let measured = MeasuredFile::read(path, args.allowed.options())?;
    let refuse = |error| measured.refuse(error);
    let records: Result<Vec<Record>, _> = measured.spectra()?.collect();
    let mut records = records.map_err(refuse)?;
    let mut notes = Vec::new();
    for record in &mut records {
        if args.shift {
            record.x = record.raman_shift(args.laser).map_err(refuse)?;
            (record.quantity, record.x_unit) = (Quantity::RamanShift, "1/CM".to_owned());
        }
        for note in record.metadata.warnings.iter().chain(&record.metadata.damage) {
            if !notes.contains(note) {
                notes.push(note.clone());
            }
        }
    }
    if format == OutputFormat::Npz {
        ramatch::write_atomically(output, &io::write_npz(&records).map_err(refuse)?)?;
        return Ok(notes);
    }
    let count = records.len();
    let texts: Result<Vec<String>, io::Error> = records
        .iter()
        .map(|record| match format {
            OutputFormat::Jcamp => io::write_jcamp(record, Form::Affn),
            OutputFormat::Difdup => io::write_jcamp(record, Form::DifDup),
            _ => io::write_csv(record),
        })
        .collect();
    for (number, text) in texts.map_err(refuse)?.iter().enumerate() {
        let path = if count == 1 { output.to_owned() } else { numbered(output, number + 1, count) };
        ramatch::write_atomically(&path, text.as_bytes())?;
    }
    Ok(notes)
}

/// `map.csv` becomes `map-007.csv` for the seventh of up to 999.
fn numbered(path: &Path, number: usize, count: usize) -> PathBuf {
    let width = count.to_string().len();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-{number:0width$}.{extension}"))
}

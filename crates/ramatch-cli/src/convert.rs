//! `ramatch convert`: measurement files in another format.

use crate::args::ConvertArgs;
use crate::exit::{BAD_INPUT, RANKED};
use crate::output;
use ramatch::io::Record;
use ramatch::{Error, FileFormat, MeasuredFile, shown};
use std::path::{Path, PathBuf};

pub(crate) fn run(args: &ConvertArgs) -> Result<u8, Error> {
    if !args.shift && args.given.given() != ramatch::io::Given::new() {
        output::say(
            "error[parameter]: --laser and --axis say how the axis becomes a Raman shift; they go with --shift",
        );
        return Ok(BAD_INPUT);
    }
    let into_folder = args.files.len() > 1 || args.output.is_dir();
    let Some(format) = args.to.or_else(|| if into_folder { None } else { FileFormat::of_name(&args.output) })
    else {
        output::say(&format!(
            "error[parameter]: {}: the name says no format that is written; state it with --to",
            shown::path(&args.output)
        ));
        return Ok(BAD_INPUT);
    };
    if into_folder && args.output.exists() && !args.output.is_dir() {
        output::say(&format!(
            "error[parameter]: {}: several files need a folder to go into, and this is none",
            shown::path(&args.output)
        ));
        return Ok(BAD_INPUT);
    }
    if into_folder {
        ramatch::make_folder(&args.output)?;
        if let Some((a, b)) = same_name(args, format) {
            output::say(&format!(
                "error[duplicate_entry]: {} and {} would be written to one file; convert them one by one",
                shown::path(a),
                shown::path(b)
            ));
            return Ok(BAD_INPUT);
        }
    }
    let bar = output::progress(args.files.len(), "converting");
    let (mut exit, mut written) = (RANKED, Vec::new());
    for path in &args.files {
        let output = if into_folder { args.output.join(named(path, format)) } else { args.output.clone() };
        match convert(path, (&output, &mut written), format, args) {
            Ok(notes) => {
                for note in notes {
                    bar.suspend(|| output::say(&format!("note: {}: {note}", shown::path(path))));
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

fn named(path: &Path, format: FileFormat) -> PathBuf {
    PathBuf::from(path.file_name().unwrap_or_default()).with_extension(format.extension())
}

/// Two inputs whose outputs would have one name.
fn same_name(args: &ConvertArgs, format: FileFormat) -> Option<(&PathBuf, &PathBuf)> {
    let mut names: Vec<(PathBuf, &PathBuf)> =
        args.files.iter().map(|path| (named(path, format), path)).collect();
    names.sort();
    names.windows(2).find(|pair| pair[0].0 == pair[1].0).map(|pair| (pair[0].1, pair[1].1))
}

/// Converts one file, and says what its reader wondered about.
fn convert(
    path: &Path,
    (output, written): (&Path, &mut Vec<PathBuf>),
    format: FileFormat,
    args: &ConvertArgs,
) -> Result<Vec<String>, Error> {
    let measured = MeasuredFile::read(path, args.allowed.options())?;
    let refuse = |error| measured.refuse(error);
    let given = args.given.given();
    let read = |record: Result<Record, _>| match args.shift {
        true => record.and_then(|record| record.into_shifted(given)),
        false => record,
    };
    let records: Result<Vec<Record>, _> = measured.spectra()?.map(read).collect();
    let records = records.map_err(refuse)?;
    let mut notes = Vec::new();
    for record in &records {
        for note in record.metadata.warnings.iter().chain(&record.metadata.damage) {
            if !notes.contains(note) {
                notes.push(note.clone());
            }
        }
    }
    // What another file became is not replaced either.
    let inputs: Vec<&Path> = args.files.iter().chain(&*written).map(PathBuf::as_path).collect();
    let force = args.replacing.force;
    let files = ramatch::write_records_beside(output, &records, format, &inputs, force);
    let files = files.map_err(|error| match error {
        // What cannot be written is said of the file that it came from.
        Error::File { source, .. } => measured.refuse(source),
        other => other,
    })?;
    if files.len() > 1 {
        let (first, last) = (shown::path(&files[0]), shown::path(&files[files.len() - 1]));
        let old = if output.exists() {
            format!("; {} stays as it was", shown::path(output))
        } else {
            String::new()
        };
        notes.push(format!("{} spectra, in {first} to {last}{old}", files.len()));
    }
    written.extend(files);
    Ok(notes)
}

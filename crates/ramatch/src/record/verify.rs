//! An answer made again from its record, and compared to the bit.

use super::answer_record::{AnswerRecord, RecordedAnswer, own_software};
use super::canonical::bad;
use super::differences::{Difference, differences};
use super::question::RecordedQuestion;
use super::sample::RecordedInput;
use crate::answer::identifier::Identifier;
use crate::files::read::MeasuredFile;
use crate::ground::error::Error;
use crate::ground::shown;
use crate::library::{Calibration, Library};
use ramatch_core::Code;
use ramatch_io::Measurement;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What an answer is made again from.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Originals {
    /// Folder beside whose files the record lies; files are sought there by their names as recorded, then from the current folder on.
    pub folder: Option<PathBuf>,
    /// Files of the spectra, in any order and by any name: they are told by their hashes. Where there are some, no others are sought.
    pub files: Vec<PathBuf>,
    /// The libraries, in any order: they are told by their hashes. The built-in one need not be given.
    pub libraries: Vec<Library>,
    /// The calibration that decided; the shipped one need not be given.
    pub calibration: Option<Calibration>,
}

/// What came of making an answer again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recomputed {
    /// Where it differs from the record; nothing where it is equal to the bit.
    pub differences: Vec<Difference>,
    /// The files that the spectra were read from, in the order of the record's inputs.
    pub files: Vec<PathBuf>,
}

impl AnswerRecord {
    /// Makes the answer again, and compares it to the bit. All that it was made from is checked first.
    ///
    /// The version of the software may be another one as long as scores mean the same (`major`).
    ///
    /// # Errors
    /// [`Error::Library`] and [`Error::Text`] with the code `record_differs` where software, a library, the recipe or an input is another one
    /// than recorded, with both hashes; `calibration_mismatch` for another calibration; `bad_record` for a record that contradicts itself; as [`Library::together_by`] and
    /// [`MeasuredFile::read`].
    pub fn recompute(&self, from: &Originals) -> Result<Recomputed, Error> {
        self.check()?;
        let (recorded, question) = (&self.recorded, &self.recorded.question);
        let software = own_software();
        if (&recorded.software.name, recorded.software.major) != (&software.name, software.major) {
            return Err(differs(format!(
                "it was recorded by {} {} with scores of kind {}, and this is {} {} with scores of kind {}: use that version",
                shown::line(&recorded.software.name),
                shown::line(&recorded.software.version),
                recorded.software.major,
                software.name,
                software.version,
                software.major
            )));
        }
        let identifier = identifier(question, from)?;
        let options = question.options()?;
        identifier.check(&options)?;
        let (shots, files) = read_all(&recorded.inputs, from)?;
        let report = match (&shots[..], question.shots) {
            (shots, true) => identifier.identify_sample(shots, &options)?,
            ([only], false) => identifier.identify_record(only, &options)?,
            _ => return Err(bad("it is of one spectrum, and has not one input".into())),
        };
        let mut again = recorded.clone();
        again.question = RecordedQuestion::of(&identifier, &options, question.shots)?;
        // Libraries are told by their hashes, whatever their files are called now.
        for (again, recorded) in again.question.libraries.iter_mut().zip(&question.libraries) {
            again.name.clone_from(&recorded.name);
        }
        again.answer = RecordedAnswer::of(&report);
        let value = |recorded| -> Result<Value, Error> {
            serde_json::to_value(recorded).map_err(|error| bad(format!("it cannot be written: {error}")))
        };
        Ok(Recomputed { differences: differences(&value(recorded)?, &value(&again)?), files })
    }
}

/// Something that is not as it was recorded.
fn differs(reason: String) -> Error {
    Error::Library { path: None, code: Code::RecordDiffers, reason: format!("not as recorded: {reason}") }
}

/// Who was asked.
fn identifier(question: &RecordedQuestion, from: &Originals) -> Result<Identifier, Error> {
    let mut given = from.libraries.clone();
    given.push(Library::embedded()?);
    let mut asked = Vec::with_capacity(question.libraries.len());
    for recorded in &question.libraries {
        let found = given.iter().find(|library| library.hash() == recorded.hash);
        asked.push(found.cloned().ok_or_else(|| {
            let called = recorded.name.as_deref().map_or("made in memory".to_owned(), shown::line);
            let hashes = given.iter().map(|library| {
                let path = library.path().map_or("the built-in one".to_owned(), shown::path);
                format!("{path} has {}", library.hash())
            });
            let hashes: Vec<String> = hashes.collect();
            differs(format!(
                "the library {called} of the hash {} is not given; {}",
                shown::line(&recorded.hash),
                hashes.join(", ")
            ))
        })?);
    }
    if asked.is_empty() {
        return Err(bad("it names no library".into()));
    }
    let recipe = question.recipe()?;
    let library = Library::together_by(&asked, &recipe)?;
    if library.hash() != question.library {
        return Err(differs(format!(
            "the libraries prepared by the recipe have the hash {}, and {} is recorded",
            library.hash(),
            shown::line(&question.library)
        )));
    }
    let identifier = decided_by(question, Identifier::new(library)?, from)?;
    match question.profile()? {
        Some(profile) => identifier.for_instrument(profile),
        None => Ok(identifier),
    }
}

/// Asked with the calibration that decided: the shipped one, or the one that is given.
fn decided_by(
    question: &RecordedQuestion,
    identifier: Identifier,
    from: &Originals,
) -> Result<Identifier, Error> {
    let shipped = identifier.calibration().map(|(calibration, _)| calibration.hash());
    let recorded = question.calibration.as_ref().map(|calibration| calibration.hash.as_str());
    if recorded == shipped.as_deref() {
        return Ok(identifier);
    }
    let given = from.calibration.as_ref().filter(|given| Some(given.hash().as_str()) == recorded);
    if let Some(calibration) = given {
        return identifier.with_calibration(calibration.clone());
    }
    let name = |hash: Option<&str>| hash.map_or("none".to_owned(), shown::line);
    let given = match &from.calibration {
        Some(given) => format!("the given one has {}", given.hash()),
        None => format!("this version ships {}, and no other is given", name(shipped.as_deref())),
    };
    let reason =
        format!("not as recorded: the calibration that decided has the hash {}; {given}", name(recorded));
    Err(Error::Library { path: None, code: Code::CalibrationMismatch, reason })
}

/// The spectra as recorded, and their files.
fn read_all(inputs: &[RecordedInput], from: &Originals) -> Result<(Vec<Measurement>, Vec<PathBuf>), Error> {
    let mut read: Vec<Measurement> = Vec::with_capacity(inputs.len());
    let mut files: Vec<PathBuf> = Vec::with_capacity(inputs.len());
    // Shots of one file follow each other.
    let mut last: Option<(MeasuredFile, &RecordedInput)> = None;
    for input in inputs {
        let reading = input.reading()?;
        let same = |other: &RecordedInput| {
            other.file_blake3 == input.file_blake3
                && (other.salvage, other.decimal_comma) == (input.salvage, input.decimal_comma)
        };
        let (file, _) = match last.take().filter(|(_, other)| same(other)) {
            Some(last) => last,
            None => (find(input, from)?, input),
        };
        let record = file.record(&reading).map_err(|source| file.refuse(source))?;
        let measured = file.measurement(record, reading.given)?;
        let hash = RecordedInput::hash_of(&measured.spectrum);
        if hash != input.spectrum_blake3 {
            return Err(of_file(
                file.path(),
                format!(
                    "spectrum {} of it is read otherwise now: its hash is {hash}, and {} is recorded",
                    input.spectrum,
                    shown::line(&input.spectrum_blake3)
                ),
            ));
        }
        files.push(file.path().to_owned());
        read.push(measured);
        last = Some((file, input));
    }
    Ok((read, files))
}

fn of_file(path: &Path, reason: String) -> Error {
    let reason = format!("not as recorded: {reason}");
    Error::Text { path: path.into(), line: None, code: Code::RecordDiffers, reason }
}

/// The file of an input: the one with its hash.
fn find(input: &RecordedInput, from: &Originals) -> Result<MeasuredFile, Error> {
    let options = input.reading()?.options;
    let places = if from.files.is_empty() { places(&input.file, from) } else { from.files.clone() };
    let mut other: Option<(PathBuf, String)> = None;
    let mut unread = None;
    for place in places {
        match MeasuredFile::read(&place, options) {
            Ok(file) if file.hash() == input.file_blake3 => return Ok(file),
            Ok(file) => {
                other.get_or_insert_with(|| (place, file.hash()));
            }
            // Another place may have it.
            Err(error) if from.files.is_empty() => {
                unread.get_or_insert(error);
            }
            Err(error) => return Err(error),
        }
    }
    let recorded = shown::line(&input.file_blake3);
    match (other, unread) {
        (Some((path, hash)), _) if from.files.len() < 2 => Err(of_file(
            &path,
            format!("it was changed, or is another file: its hash is {hash}, and {recorded} is recorded"),
        )),
        (Some(_), _) => {
            let (count, file) = (from.files.len(), shown::line(&input.file));
            Err(differs(format!(
                "none of the {count} files that are given is {file}, of the hash {recorded}"
            )))
        }
        (None, Some(error)) => Err(error),
        (None, None) => Err(differs(format!("no file of the hash {recorded} is given"))),
    }
}

/// Where a file may lie: by its name from the record's folder on, beside the record, from the current folder on.
fn places(name: &str, from: &Originals) -> Vec<PathBuf> {
    let name = Path::new(name);
    let mut places: Vec<PathBuf> = Vec::new();
    if let Some(folder) = &from.folder {
        places.push(folder.join(name));
        places.extend(name.file_name().map(|file| folder.join(file)));
    }
    places.push(name.to_owned());
    places
}

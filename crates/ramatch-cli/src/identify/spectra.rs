//! The spectra of files, one after another, read while others are identified.

use super::inputs::{Input, empty};
use crate::output;
use indicatif::ProgressBar;
use ramatch::io::{Position, PositionUnits, Record};
use ramatch::{Error, MeasuredFile, Numbered, Numbers, io, shown};
use serde::Serialize;
use serde::ser::SerializeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a spectrum comes from.
#[derive(Clone)]
pub(super) struct Place {
    /// The FILE of the command line, and whether that is a folder.
    pub(super) group: Arc<Path>,
    pub(super) in_folder: bool,
    /// The file.
    pub(super) file: Arc<Path>,
    /// The number in the file, from 1; none of a file that could not be opened.
    pub(super) number: Option<usize>,
    /// The member of an archive that it is of.
    pub(super) member: Option<String>,
    /// Whether it is one of many, which are shown as rows.
    pub(super) one_of_many: bool,
    /// Whether its file has others that are asked about.
    pub(super) one_of_file: bool,
    /// Where on the sample, or when, if that is stated.
    pub(super) position: Option<Position>,
    pub(super) units: PositionUnits,
}

impl Place {
    /// The position with its units, if there is one.
    pub(super) fn stated(&self) -> Option<(Position, &PositionUnits)> {
        self.position.map(|position| (position, &self.units))
    }
}

/// A position as JSON shows it: what the file states, and the units of that.
pub(super) struct Stated<'a>(pub(super) Position, pub(super) &'a PositionUnits);

impl Serialize for Stated<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(position, units) = self;
        let values = || Position::NAMES.into_iter().zip(position.values()).zip(units.values());
        let mut map = serializer.serialize_map(None)?;
        for ((name, value), _) in values() {
            if let Some(value) = value {
                map.serialize_entry(name, &value)?;
            }
        }
        let units = values().filter(|((_, value), unit)| value.is_some() && !unit.is_empty());
        let units: serde_json::Map<_, _> =
            units.map(|((name, _), unit)| (name.to_owned(), unit.into())).collect();
        if !units.is_empty() {
            map.serialize_entry("units", &units)?;
        }
        map.end()
    }
}

/// A file of a folder that is no measurement.
#[derive(Serialize)]
pub(super) struct PassedOver {
    pub(super) file: String,
    /// The code of what its reader said.
    pub(super) error: &'static str,
    /// The same for people.
    pub(super) message: String,
}

/// How spectra are taken from files.
pub(super) struct Taking<'a, T> {
    pub(super) options: io::Options,
    pub(super) numbers: Numbers,
    /// What becomes of a record.
    pub(super) make: &'a (dyn Fn(&MeasuredFile, Record) -> Result<T, Error> + Sync),
    /// Told of more spectra than there are files.
    pub(super) bar: &'a ProgressBar,
}

impl<T> Taking<'_, T> {
    /// Hands over all spectra of all inputs, each as its file yields it, until `take` says that no more are wanted. Yields the files of
    /// folders that are no measurements.
    pub(super) fn each(
        &self,
        inputs: Vec<Result<Input, Error>>,
        take: &mut dyn FnMut(Place, Result<T, Error>) -> bool,
    ) -> Vec<PassedOver> {
        let mut passed_over = Vec::new();
        for input in inputs {
            let goes_on = match input {
                Ok(input) => self.of_input(input, take, &mut passed_over),
                Err(error) => {
                    let path = error.path().unwrap_or(Path::new("")).to_owned();
                    take(place(&path.as_path().into(), false, path), Err(error))
                }
            };
            if !goes_on {
                break;
            }
        }
        passed_over
    }

    /// Hands over the spectra of one input; whether more are wanted.
    fn of_input(
        &self,
        Input { named, files, is_folder }: Input,
        take: &mut dyn FnMut(Place, Result<T, Error>) -> bool,
        passed_over: &mut Vec<PassedOver>,
    ) -> bool {
        let (group, before, count) = (Arc::from(named), passed_over.len(), files.len());
        for file in files {
            let place = place(&group, is_folder, file);
            let file = Arc::clone(&place.file);
            let wanted = match self.of_file(place.clone(), take) {
                Ok(wanted) => wanted,
                Err(Error::File { source, .. }) if is_folder && source.is_no_measurement() => {
                    let (file, error) = (shown::name(&file), source.code().name());
                    let message = format!("no measurement: {}", source.reason());
                    passed_over.push(PassedOver { file, error, message });
                    self.bar.inc(1);
                    true
                }
                Err(error) => take(place, Err(error)),
            };
            if !wanted {
                return false;
            }
        }
        passed_over.len() - before < count
            || take(
                place(&group, false, group.to_path_buf()),
                Err(empty(&group, "the folder holds no measurement")),
            )
    }

    /// Hands over the spectra of one file; whether more are wanted, or why it could not be opened.
    fn of_file(
        &self,
        mut place: Place,
        take: &mut dyn FnMut(Place, Result<T, Error>) -> bool,
    ) -> Result<bool, Error> {
        let file = MeasuredFile::read(&place.file, self.options)?;
        let (count, records) = file.numbered(&self.numbers)?;
        output::more(self.bar, count as u64 - 1);
        place.one_of_file = count > 1;
        place.one_of_many |= place.one_of_file;
        for Numbered { number, position, member, record, .. } in records {
            // One that is refused has the units of those before.
            if let Ok(record) = &record {
                place.units.clone_from(&record.metadata.position_units);
            }
            let made = record.and_then(|record| (self.make)(&file, record));
            if !take(Place { number: Some(number), position, member, ..place.clone() }, made) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn place(group: &Arc<Path>, in_folder: bool, file: PathBuf) -> Place {
    Place {
        group: Arc::clone(group),
        in_folder,
        file: file.into(),
        number: None,
        member: None,
        one_of_many: in_folder,
        one_of_file: false,
        position: None,
        units: PositionUnits::default(),
    }
}

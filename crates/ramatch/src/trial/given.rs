//! Trials as they are given: a folder of measured spectra with a table that says what each is.

use crate::files::folder::{leads_out, stays_inside};
use crate::files::points::points_hash;
use crate::files::read::{Reading, read_file_with};
use crate::files::table;
use crate::ground::error::Error;
use crate::ground::shown;
use crate::library::alike::compared;
use crate::library::{Library, Named, Names, Raw};
use ramatch_core::library::EntryKind;
use ramatch_core::{Code, Spectrum};
use ramatch_io::{GivenAxis, Measurement, Metadata};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};

/// The table of a folder.
const TABLE: &str = "trials.csv";

/// A row of the table, all of it text; `file` is needed, and either `substance` or `absent`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Row {
    file: String,
    substance: String,
    absent: String,
    specimen: String,
    instrument: String,
    kind: String,
    formula: String,
    family: String,
    spectrum: String,
    entry: String,
    laser_nm: String,
    axis: String,
}

/// Columns of the table.
const COLUMNS: &[&str] = &[
    "file",
    "substance",
    "absent",
    "specimen",
    "instrument",
    "kind",
    "formula",
    "family",
    "spectrum",
    "entry",
    "laser_nm",
    "axis",
];

/// What a trial is known to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Truth {
    /// The substance at this place in the library, from 0.
    Held(u32),
    /// Something that the library does not hold.
    Absent {
        /// Its name.
        name: String,
        /// Its formula; empty where it is not known.
        formula: String,
        /// Ids of its families.
        families: Vec<String>,
    },
}

/// A measured spectrum of which it is known what it is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GivenTrial {
    /// The line of the table, from 1; none for an entry of the library.
    pub line: Option<usize>,
    /// The file as the table names it, with the number of its spectrum where one is stated (`map.wdf#3`), or the id of an entry.
    pub file: String,
    /// What it is.
    pub truth: Truth,
    /// Its specimen; empty where it is not stated, and then it is one of its own.
    pub specimen: String,
    /// Its instrument; empty where it is not stated.
    pub instrument: String,
    /// What kind of substance or sample it is; empty where it is not stated.
    pub kind: String,
    /// Entries of the library that are of the same specimen, by their places: they are not asked when the trial is present.
    pub own_entries: Vec<u32>,
    /// The spectrum, and what its file says of it.
    pub measurement: Measurement,
}

/// Trials as they are given. All spectra are held in memory.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Trials {
    /// In the order of the table, or of the library.
    pub given: Vec<GivenTrial>,
    /// Entries of the library that are no trials: drawn from tables of bands, or of a single-point or damaged record.
    pub left_out: usize,
}

impl Trials {
    /// Reads a folder of spectra with its table `trials.csv`, or a table at `path` whose files stand beside it, and all its spectra.
    ///
    /// Columns: `file`, and either `substance` (an id or a name of a substance of `library`) or `absent` (the name of something that it does
    /// not hold). Where they are known: `specimen`, `instrument`, `kind`, `spectrum` (its number in the file, from 1), `entry` (with `;`
    /// between, ids of the library's entries of the same specimen), of what is absent `formula` and `family`, and `laser_nm` and `axis` as in
    /// a manifest. An entry of the substance with the same points is of the same specimen, stated or not.
    ///
    /// # Errors
    /// [`Error::Text`] with the line: `unknown_reference` for a substance or an entry that the library does not hold, `specimen_twice` for a
    /// specimen that is said to be two things, `duplicate_id` for a spectrum that is given twice, by its place or by its points,
    /// `bad_field` and `text_syntax` for what else cannot be read, `empty` for a table without rows; and as
    /// [`read_file_with`](crate::read_file_with).
    pub fn read(path: &Path, library: &Library) -> Result<Self, Error> {
        let table = Self::table(path);
        let read = table::read::<Row>(&table, COLUMNS, &["file"])?;
        let refuse = |line, code, reason| Error::Text { path: table.clone(), line, code, reason };
        if let Some(column) = read.unused.first() {
            let reason =
                format!("the column \"{}\" is not known: {}", shown::line(column), COLUMNS.join(", "));
            return Err(refuse(Some(1), Code::TextSyntax, reason));
        }
        if read.rows.is_empty() {
            return Err(refuse(None, Code::Empty, "the table holds no trials".into()));
        }
        let folder = table.parent().map(Path::to_owned).unwrap_or_default();
        let reader =
            Reader { table: &table, folder, library, names: Names::of(library)?, entries: entries(library) };
        let (mut given, mut once) = (Vec::new(), Once::default());
        for (line, row) in read.rows {
            let row = row.map_err(|(_, error)| error)?;
            let trial = reader.trial(line, &row)?;
            once.note(&trial, library).map_err(|(code, reason)| refuse(Some(line), code, reason))?;
            given.push(trial);
        }
        Ok(Self { given, left_out: 0 })
    }

    /// The table that [`Trials::read`] reads: that of a folder, or the one that is named.
    #[must_use]
    pub fn table(path: &Path) -> PathBuf {
        if path.is_dir() { path.join(TABLE) } else { path.to_owned() }
    }

    /// The library's own entries as trials, each a specimen of its own: by their measured points, or where the library does not keep them
    /// by their prepared rows. What is drawn from bands was not measured, and is left out.
    ///
    /// # Errors
    /// [`Error::Library`] for an entry that cannot be read, which [`Library::verify`] would have found.
    pub fn of_library(library: &Library) -> Result<Self, Error> {
        let view = library.view();
        let mut made = Self::default();
        for index in 0..view.len() {
            let Some(entry) = view.entry(index).filter(|entry| entry.kind == Some(EntryKind::Curve)) else {
                made.left_out += 1;
                continue;
            };
            let content = library.entry_content(index)?;
            let (shift, intensity) = library.curve(index)?;
            let Ok(spectrum) = Spectrum::new(shift, intensity) else {
                made.left_out += 1;
                continue;
            };
            made.given.push(GivenTrial {
                line: None,
                file: entry.id.to_owned(),
                truth: Truth::Held(entry.substance),
                specimen: String::new(),
                instrument: content.map(|content| content.instrument).unwrap_or_default(),
                kind: String::new(),
                own_entries: vec![index],
                measurement: Measurement { spectrum, metadata: Metadata::default() },
            });
        }
        Ok(made)
    }
}

/// Entries of a library by their ids.
fn entries(library: &Library) -> BTreeMap<&str, u32> {
    let view = library.view();
    (0..view.len()).filter_map(|index| Some((view.entry(index)?.id, index))).collect()
}

/// What rows are read with.
struct Reader<'a> {
    table: &'a Path,
    folder: PathBuf,
    library: &'a Library,
    names: Names,
    entries: BTreeMap<&'a str, u32>,
}

impl Reader<'_> {
    fn trial(&self, line: usize, row: &Row) -> Result<GivenTrial, Error> {
        let refuse = |code, reason| Error::Text { path: self.table.into(), line: Some(line), code, reason };
        let wrong = |reason: String| refuse(Code::BadField, reason);
        if row.file.is_empty() {
            return Err(wrong("it names no file".into()));
        }
        let truth = self.truth(row).map_err(|(code, reason)| refuse(code, reason))?;
        let own_entries = self.stated_entries(row, &truth).map_err(|(code, reason)| refuse(code, reason))?;
        if !stays_inside(Path::new(&row.file)) {
            return Err(wrong("the file has to lie in the folder of the table".into()));
        }
        let path = self.folder.join(&row.file);
        if leads_out(&self.folder, &path) {
            return Err(refuse(
                Code::BadPath,
                format!("{} is a link that leads out of the folder", row.file),
            ));
        }
        let mut reading = Reading::default();
        if !row.spectrum.is_empty() {
            let number = row.spectrum.parse().ok().filter(|number| *number > 0);
            let reason = || format!("spectrum is a number from 1, not \"{}\"", shown::line(&row.spectrum));
            reading.spectrum = Some(number.ok_or_else(|| wrong(reason()))?);
        }
        if !row.laser_nm.is_empty() {
            let laser = row.laser_nm.parse().ok().filter(|laser| (100.0..1e4).contains(laser));
            let reason = || format!("laser_nm is a number in nm, not \"{}\"", shown::line(&row.laser_nm));
            reading.given = reading.given.laser_nm(laser.ok_or_else(|| wrong(reason()))?);
        }
        if !row.axis.is_empty() {
            let reason = || format!("axis is nm, shift or absolute, not \"{}\"", shown::line(&row.axis));
            reading.given.axis = Some(GivenAxis::named(&row.axis).ok_or_else(|| wrong(reason()))?);
        }
        let measurement = read_file_with(&path, &reading)?;
        if measurement.metadata.peak_list {
            return Err(wrong(format!("{} is a list of peaks, a measured spectrum is needed", row.file)));
        }
        let number = reading.spectrum.map(|number| format!("#{number}")).unwrap_or_default();
        let mut trial = GivenTrial {
            line: Some(line),
            file: format!("{}{number}", row.file),
            truth,
            specimen: row.specimen.clone(),
            instrument: row.instrument.clone(),
            kind: row.kind.clone(),
            own_entries,
            measurement,
        };
        self.add_equal_entries(&mut trial)?;
        Ok(trial)
    }

    fn truth(&self, row: &Row) -> Result<Truth, (Code, String)> {
        let wrong = |reason: &str| Err((Code::BadField, reason.to_owned()));
        let (substance, absent) = (shown::line(&row.substance), shown::line(&row.absent));
        match (row.substance.is_empty(), row.absent.is_empty()) {
            (true, true) => wrong("it says neither which substance it is nor what is absent"),
            (false, false) => wrong("it names a substance of the library and something that is absent"),
            (false, true) if !(row.formula.is_empty() && row.family.is_empty()) => {
                wrong("formula and family are of what is absent; the library has them of its substances")
            }
            (false, true) => match self.names.find(&row.substance) {
                Named::One(index) => Ok(Truth::Held(index)),
                Named::Several => Err((
                    Code::UnknownReference,
                    format!("\"{substance}\" is a name of several substances of the library: state an id"),
                )),
                Named::Nothing => Err((
                    Code::UnknownReference,
                    format!(
                        "there is no substance \"{substance}\" in the library: what it does not hold stands in the column \"absent\""
                    ),
                )),
            },
            (true, false) if self.names.find(&row.absent) != Named::Nothing => Err((
                Code::BadField,
                format!(
                    "\"{absent}\" is in the library: it stands in the column \"substance\", and is asked as if it were absent too"
                ),
            )),
            // However it is spelled, it is one substance.
            (true, false) => Ok(Truth::Absent {
                name: compared(&row.absent),
                formula: row.formula.clone(),
                families: listed(&row.family).map(str::to_owned).collect(),
            }),
        }
    }

    fn stated_entries(&self, row: &Row, truth: &Truth) -> Result<Vec<u32>, (Code, String)> {
        let view = self.library.view();
        let place = |id: &str| {
            let shown = shown::line(id);
            let Some(&index) = self.entries.get(id) else {
                return Err((
                    Code::UnknownReference,
                    format!("there is no entry \"{shown}\" in the library"),
                ));
            };
            match view.substance_of(index).map(Truth::Held) == Some(truth.clone()) {
                true => Ok(index),
                false => Err((Code::BadField, format!("the entry \"{shown}\" is of another substance"))),
            }
        };
        listed(&row.entry).map(place).collect()
    }

    /// Adds the entries of its substance that were made of the same points.
    fn add_equal_entries(&self, trial: &mut GivenTrial) -> Result<(), Error> {
        let Truth::Held(substance) = trial.truth else { return Ok(()) };
        let (view, own) = (self.library.view(), trial.measurement.spectrum.as_ref());
        for index in (0..view.len()).filter(|&index| view.substance_of(index) == Some(substance)) {
            let raw = self.library.entry_content(index)?.map(|content| content.raw);
            let Some(Raw::Curve { shift_cm1, intensity }) = raw else { continue };
            let equal = own.shift_cm1() == shift_cm1 && own.intensity() == intensity;
            if equal && !trial.own_entries.contains(&index) {
                trial.own_entries.push(index);
            }
        }
        Ok(())
    }
}

/// What stands in a field with `;` between.
fn listed(field: &str) -> impl Iterator<Item = &str> {
    field.split(';').map(str::trim).filter(|part| !part.is_empty())
}

/// What stands once: spectra by their places and by their points, specimens with what they are.
#[derive(Default)]
struct Once {
    places: BTreeMap<String, usize>,
    points: BTreeMap<[u8; 32], usize>,
    specimens: BTreeMap<String, (Truth, usize)>,
}

impl Once {
    fn note(&mut self, trial: &GivenTrial, library: &Library) -> Result<(), (Code, String)> {
        let line = trial.line.unwrap_or_default();
        if let Some(before) = self.places.insert(trial.file.clone(), line) {
            let reason = format!("{} stands in line {before} as well", shown::line(&trial.file));
            return Err((Code::DuplicateId, reason));
        }
        let points = *points_hash(&trial.measurement.spectrum).as_bytes();
        if let Some(before) = self.points.insert(points, line) {
            let reason = format!("{} holds the same points as line {before}", shown::line(&trial.file));
            return Err((Code::DuplicateId, reason));
        }
        if trial.specimen.is_empty() {
            return Ok(());
        }
        match self.specimens.entry(compared(&trial.specimen)) {
            Entry::Vacant(place) => {
                place.insert((trial.truth.clone(), line));
            }
            Entry::Occupied(before) if !same(&before.get().0, &trial.truth) => {
                let specimen = shown::line(&trial.specimen);
                let [now, then] = [&trial.truth, &before.get().0].map(|truth| named(truth, library));
                let reason = format!(
                    "the specimen \"{specimen}\" is {now} here and {then} in line {}: it cannot be both",
                    before.get().1
                );
                return Err((Code::SpecimenTwice, reason));
            }
            Entry::Occupied(_) => {}
        }
        Ok(())
    }
}

/// Whether two truths are one; what is absent goes by its name.
fn same(one: &Truth, other: &Truth) -> bool {
    match (one, other) {
        (Truth::Absent { name: one, .. }, Truth::Absent { name: other, .. }) => one == other,
        _ => one == other,
    }
}

/// A truth in words.
fn named(truth: &Truth, library: &Library) -> String {
    match truth {
        Truth::Held(index) => {
            let view = library.view();
            format!("\"{}\"", shown::line(view.substance(*index).map_or("", |substance| substance.name)))
        }
        Truth::Absent { name, .. } => format!("\"{}\", which is absent,", shown::line(name)),
    }
}

//! A folder of measured spectra becomes entries: what an agency does first.
//!
//! A manifest in CSV says what each file is. Every row becomes an entry with its provenance and its measured spectrum, or is
//! refused with the reason; one row's refusal does not touch the others.

use super::alike::slug;
use super::beside::{Beside, FAMILIES};
use super::builder::LibraryBuilder;
use super::content::{GradeName, SourceContent, SubstanceContent};
use super::described::{self, Said};
use super::manifest::{self, ManifestRow};
use super::reviewed::{Agreement, Checked};
use super::validate::{self, Refusal};
use crate::files::folder::{leads_out, stays_inside};
use crate::files::read::{Reading, io_error, read_file_with};
use crate::files::table::Table;
use crate::ground::error::Error;
use crate::ground::shown;
use ramatch_core::Code;
use ramatch_io::{Given, GivenAxis};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What counts where a manifest says nothing.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Defaults {
    /// Id of the source.
    pub source: String,
    /// SPDX licence; a row without one is refused where this is empty.
    pub licence: String,
    /// How far an entry may be trusted.
    pub grade: GradeName,
}

impl Defaults {
    /// Entries of a source, of grade field, without a licence.
    #[must_use]
    pub fn new(source: &str) -> Self {
        Self { source: source.to_owned(), licence: String::new(), grade: GradeName::Field }
    }

    /// With a licence.
    #[must_use]
    pub fn licence(self, licence: &str) -> Self {
        Self { licence: licence.to_owned(), ..self }
    }

    /// With a grade.
    #[must_use]
    pub fn grade(self, grade: GradeName) -> Self {
        Self { grade, ..self }
    }
}

/// What became of a folder.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Imported {
    /// Ids of the entries that were added.
    pub added: Vec<String>,
    /// Ids of the entries that are there already with the very same content; nothing was to be added.
    pub there_already: Vec<String>,
    /// What was refused, and why: line of the manifest, file, reason.
    pub refused: Vec<(usize, String, Error)>,
    /// Files of the folder that no row names.
    pub unnamed: Vec<String>,
    /// Columns of the manifest that are not known, and were not used.
    pub unused_columns: Vec<String>,
    /// Packs whose rows were added without the notice and the licence that have to travel with them: the files are not there.
    pub without_notice: Vec<String>,
}

/// What counts for all rows of a manifest.
struct Run<'a> {
    defaults: &'a Defaults,
    /// Entries that were there before.
    before: u32,
    beside: Beside,
}

impl LibraryBuilder {
    /// Adds the spectra of a folder as a manifest describes them, with the families (`families.toml`) and the notices of packs
    /// (`NOTICE-pack.md`, `LICENSE-pack.md`) that lie beside it. `progress` is told how many of how many rows are done.
    /// [`LibraryBuilder::import_unless`] can be called off.
    ///
    /// # Errors
    /// [`Error::Text`] and [`Error::Io`] for a manifest or families that cannot be read and for a licence by default that is none, [`Error::Io`] where a temporary file cannot be written to.
    /// What is wrong with one row is in [`Imported::refused`].
    pub fn import(
        &mut self,
        folder: &Path,
        manifest: &Path,
        defaults: &Defaults,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Imported, Error> {
        self.import_unless(folder, manifest, defaults, &mut |done, total| {
            progress(done, total);
            false
        })
    }

    /// As [`LibraryBuilder::import`], unless `stop` calls it off; it is told how many of how many rows are done.
    ///
    /// # Errors
    /// As [`LibraryBuilder::import`], and [`Error::Cancelled`]. What was added until then stays: [`LibraryBuilder::all_or_nothing`] takes
    /// it back.
    pub fn import_unless(
        &mut self,
        folder: &Path,
        manifest: &Path,
        defaults: &Defaults,
        stop: &mut dyn FnMut(usize, usize) -> bool,
    ) -> Result<Imported, Error> {
        if !defaults.licence.is_empty() {
            validate::licence(&defaults.licence).map_err(|refusal| refusal.at(manifest))?;
        }
        let Table { rows, unused } = manifest::read(manifest)?;
        let mut run = Run { defaults, before: self.len(), beside: Beside::of(manifest)? };
        let mut imported = Imported { unused_columns: unused, ..Imported::default() };
        let named = rows.iter().map(|(_, row)| row.as_ref().map_or_else(|(file, _)| file, |row| &row.file));
        let named: BTreeSet<PathBuf> = named.map(|file| folder.join(file)).collect();
        let total = rows.len();
        for (done, (line, row)) in rows.into_iter().enumerate() {
            if stop(done, total) {
                return Err(Error::Cancelled { done, total });
            }
            let row = match row {
                Ok(row) => row,
                Err((file, error)) => {
                    imported.refused.push((line, file, error));
                    continue;
                }
            };
            match self.import_row(folder, &row, &mut run) {
                Ok((id, true)) => imported.added.push(id),
                Ok((id, false)) => imported.there_already.push(id),
                // The machine's fault, not the row's: nothing more can be added.
                Err(error @ Error::Io { code: Code::Io, .. })
                    if error.path() != Some(&folder.join(&row.file)) =>
                {
                    return Err(error);
                }
                Err(error) => imported.refused.push((line, row.file, error)),
            }
        }
        imported.without_notice = run.beside.without_notice();
        let mut read = run.beside.files();
        read.extend(manifest.canonicalize());
        for path in files_of(folder)? {
            if !named.contains(&path) && !path.canonicalize().is_ok_and(|path| read.contains(&path)) {
                let name = path.strip_prefix(folder).unwrap_or(&path);
                imported.unnamed.push(shown::name(name));
            }
        }
        Ok(imported)
    }

    /// Adds what a row describes. Yields the id of its entry, and whether it was not there before.
    fn import_row(
        &mut self,
        folder: &Path,
        row: &ManifestRow,
        Run { defaults, before, beside }: &mut Run<'_>,
    ) -> Result<(String, bool), Error> {
        let path = folder.join(&row.file);
        let refuse = |code, reason: String| described::refusal(&path, code, reason);
        if row.file.is_empty() || row.name.trim().is_empty() {
            return Err(refuse(Code::BadField, "the columns file and name are needed".into()));
        }
        if !stays_inside(Path::new(&row.file)) {
            return Err(refuse(Code::BadField, "the file has to lie in the folder".into()));
        }
        if leads_out(folder, &path) {
            return Err(refuse(Code::BadPath, "is a link that leads out of the folder".into()));
        }
        let or = |text: &str, instead: &str| {
            let text = text.trim();
            if text.is_empty() { instead.to_owned() } else { text.to_owned() }
        };
        let number = |name: &str, text: &str| match text.trim() {
            "" => Ok(None),
            text => match text.parse::<f64>() {
                Ok(value) if (0.0..=1e5).contains(&value) => Ok(Some(value)),
                _ => {
                    let comma = if text.contains(',') { ": write a decimal point" } else { "" };
                    let reason = format!("{name} \"{text}\" is no number from 0 to 1e5{comma}");
                    Err(refuse(Code::NumberSyntax, reason))
                }
            },
        };
        let grade = match row.grade.trim() {
            "" => defaults.grade,
            "reference" => GradeName::Reference,
            "published" => GradeName::Published,
            "field" => GradeName::Field,
            other => {
                let reason = format!("grade \"{other}\" is none of reference, published, field");
                return Err(refuse(Code::BadField, reason));
            }
        };
        let list = |text: &str| -> Vec<String> {
            text.split(';').map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
        };
        let source = or(&row.source, &defaults.source);
        let stem = Path::new(&row.file).with_extension("");
        let id = or(&row.id, &format!("{source}/{}", slug(&shown::name(&stem))));
        let licence = or(&row.licence, &defaults.licence);
        validate::licence(&licence).map_err(|refusal| refusal.at(&path))?;
        let optional = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let mut substance = SubstanceContent {
            id: or(&row.substance, &slug(&row.name)),
            name: row.name.trim().to_owned(),
            cas: optional(&row.cas),
            formula: optional(&row.formula),
            tags: list(&row.tags),
            schedules: list(&row.schedules),
            family: list(&row.family),
            ..SubstanceContent::default()
        };
        self.families_of_row(&path, &substance, beside)?;
        let checked = checked(row).map_err(|refusal| refusal.at(&path))?;
        let pack = row.pack.trim();
        substance = self.agreed(&path, substance)?;
        let stated = number("laser_nm", &row.laser_nm)?;
        let mut reading = Reading { given: Given::from(stated), ..Reading::default() };
        if !row.axis.trim().is_empty() {
            let axis = GivenAxis::named(row.axis.trim());
            let reason = || format!("axis is nm, shift or absolute, not \"{}\"", row.axis.trim());
            reading.given.axis = Some(axis.ok_or_else(|| refuse(Code::BadField, reason()))?);
        }
        let record = read_file_with(&path, &reading)?;
        let said = Said {
            id: id.clone(),
            name_in_source: or(&row.name_in_source, row.name.trim()),
            form: row.form.trim().to_owned(),
            grade,
            attribution: or(&row.attribution, &source),
            source,
            licence,
            checked,
            note: row.note.trim().to_owned(),
            instrument: row.instrument.trim().to_owned(),
            laser_nm: stated,
            resolution_cm1: number("resolution_cm1", &row.resolution_cm1)?,
        };
        let entry = described::entry(&path, &substance.id, said, record)?;
        match self.index_of(&id) {
            None => {}
            Some(index) if index >= *before => {
                return Err(refuse(Code::DuplicateId, format!("another row has the id \"{id}\" too")));
            }
            Some(_) if self.holds(&entry, None).map_err(|error| error.of_file(&path))? => {
                return Ok((id, false));
            }
            Some(_) => return Err(described::other_content(&path, &id)),
        }
        self.add_described(Some(&path), &substance, &entry, None, &|entry| SourceContent {
            id: entry.source.clone(),
            title: format!("spectra of {}", entry.source),
            licence: entry.licence.clone(),
            attribution: entry.attribution.clone(),
            ..SourceContent::default()
        })?;
        if !pack.is_empty() {
            beside.tell(self, pack, &entry)?;
        }
        Ok((id, true))
    }
}

impl LibraryBuilder {
    /// Takes over the families of a substance that are not known yet.
    fn families_of_row(
        &mut self,
        path: &Path,
        substance: &SubstanceContent,
        beside: &Beside,
    ) -> Result<(), Error> {
        for id in &substance.family {
            if self.has_family(id) {
                continue;
            }
            let family = beside.family(id).ok_or_else(|| {
                let reason =
                    format!("there is no family \"{id}\": {FAMILIES} beside the manifest says what it is");
                described::refusal(path, Code::UnknownReference, reason)
            })?;
            self.describe_family(family);
        }
        Ok(())
    }
}

/// How a row says that its reference was checked.
fn checked(row: &ManifestRow) -> Result<Checked, Refusal> {
    let agreement = match row.checked.trim() {
        "" => Agreement::default(),
        name => Agreement::named(name).ok_or_else(|| {
            let names = Agreement::ALL.map(Agreement::name).join(", ");
            Refusal::new(Code::BadField, format!("checked \"{name}\" is none of {names}"))
        })?,
    };
    let checked = Checked { agreement, by: row.checked_by.trim().to_owned() };
    validate::checked(&checked)?;
    Ok(checked)
}

/// All files below a folder that can be looked into, in order.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let refuse = |source| io_error(folder, "cannot be read", source);
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(next) = folders.pop() {
        let items = match std::fs::read_dir(&next) {
            Err(_) if next != folder => continue,
            items => items.map_err(refuse)?,
        };
        for item in items {
            let item = item.map_err(refuse)?;
            let kind = item.file_type().map_err(refuse)?;
            if kind.is_dir() {
                folders.push(item.path());
            } else if kind.is_file() {
                files.push(item.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

//! What another library has goes on in a new one, to the bit.

use super::{EntryContent, HintContent, LibraryBuilder, Reference, Storage, Stored, bad_entry};
use crate::ground::error::Error;
use crate::library::content::SubstanceContent;
use crate::library::described::learn;
use crate::library::emphasized;
use crate::library::integers::pack;
use crate::library::opened::Library;
use crate::library::reviewed::{FamilyContent, NoticeContent};
use ramatch_core::library::{RowFormat, format};
use ramatch_core::{Code, Recipe};
use std::collections::BTreeSet;
use std::path::Path;

/// What an entry is called in the new library.
pub(in crate::library) struct Renamed<'a> {
    pub(in crate::library) id: &'a str,
    /// Id and name of its substance.
    pub(in crate::library) substance: &'a str,
    pub(in crate::library) name: &'a str,
    pub(in crate::library) source: &'a str,
}

impl LibraryBuilder {
    /// A library without entries that waits in memory.
    pub(in crate::library) fn in_memory(recipe: &Recipe, storage: Storage) -> Result<Self, Error> {
        Self::spooling(recipe, storage, None, None)
    }

    /// Adds positions that never enter a score.
    pub(in crate::library) fn add_hint(&mut self, hint: HintContent) {
        self.hints.push(hint);
    }

    /// A library that is stored and prepared as another one, without entries but with what that knows of sources and its hints: a
    /// new version of it begins like this, then comes [`LibraryBuilder::copy`] of what stays.
    ///
    /// # Errors
    /// As [`LibraryBuilder::new`] and [`LibraryBuilder::copy_sources`].
    pub fn after(library: &Library, folder: &Path) -> Result<Self, Error> {
        let view = library.view();
        let has = |kind| view.sections().any(|section| section.kind == kind);
        let (codes, linear) = (has(format::CODES), has(format::LINEAR));
        let storage = Storage { rows: view.row_format(), codes, raw: true, linear, for_hosts: true };
        let mut builder = Self::new(view.recipe(), storage, folder)?;
        builder.copy_sources(library)?;
        Ok(builder)
    }

    /// A library that has all of another one, and grows: its entries, substances, sources and hints, in their order. Written without
    /// anything more one that was built at once has the same bytes, but for sections that this version does not know; of one that grew the
    /// records stand in another order. `progress` is told how many of how many
    /// entries are there.
    ///
    /// # Errors
    /// As [`LibraryBuilder::after`] and [`LibraryBuilder::copy`].
    ///
    /// ```
    /// use ramatch::{Identifier, Library, LibraryBuilder, Options};
    /// # use ramatch::{Reference, core::library::Grade, Spectrum};
    /// # let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
    /// # let counts = shift.iter().map(|x| 50.0 + 900.0 / (1.0 + ((x - 1234.0) / 5.0).powi(2))).collect();
    /// # let spectrum = Spectrum::new(shift, counts)?;
    /// # let about = Reference { id: "lab/1", substance: "own", name: "own substance", form: "", source: "lab",
    /// #     grade: Grade::Field, laser_nm: 785.0, resolution_cm1: 0.0 };
    /// let demonstration = Library::embedded()?;
    /// let folder = tempfile::tempdir()?;
    /// let mut builder = LibraryBuilder::from_library(&demonstration, folder.path(), &mut |_, _| {})?;
    /// builder.add(&about, &spectrum)?;
    /// builder.write(&folder.path().join("own.rsl"), &mut |_, _| {})?;
    /// let own = Library::read(&folder.path().join("own.rsl"))?;
    /// assert_eq!(own.view().len(), demonstration.view().len() + 1);
    /// assert_eq!(own.content()?.hints, demonstration.content()?.hints);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_library(
        library: &Library,
        folder: &Path,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Self, Error> {
        let mut builder = Self::after(library, folder)?;
        builder.copy_all(library, progress)?;
        Ok(builder)
    }

    /// Adds all entries of another library, and its substances in their order.
    pub(in crate::library) fn copy_all(
        &mut self,
        library: &Library,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<(), Error> {
        let view = library.view();
        for substance in (0..view.substances_len()).filter_map(|index| view.substance(index)) {
            self.records.substance(substance.id, substance.name);
        }
        for index in 0..view.len() {
            progress(index as usize, view.len() as usize);
            self.copy(library, index)?;
        }
        Ok(())
    }

    /// Adds an entry of another library of the same recipe as it is stored there, with its provenance. Rows in another format are taken
    /// where this library's are `f32`, which changes no number of them. Recipes that differ in nothing but linear rows make the same rows;
    /// a linear row that is not there, or stored in another way, is made of bands or measured points where the other library holds them.
    ///
    /// # Errors
    /// [`Error::Library`] for another recipe or row format, an entry that does not exist or is there already, a substance that is there
    /// with another CAS number or InChIKey, provenance that cannot be read; [`Error::Io`].
    pub fn copy(&mut self, library: &Library, index: u32) -> Result<(), Error> {
        let view = library.view();
        if let Some(about) =
            view.substance_of(index).map(|index| library.substance_content(index)).transpose()?.flatten()
        {
            match self.substances.get_mut(&about.id) {
                Some(known) => learn(known, &about).map_err(|reason| Error::Library {
                    path: None,
                    code: Code::DuplicateId,
                    reason,
                })?,
                None => {
                    self.take_families(&about, || library.families())?;
                    self.describe_substance(&about);
                }
            }
        }
        self.take_notices(library)?;
        let entry = view.entry(index);
        let substance = entry.as_ref().and_then(|entry| view.substance(entry.substance));
        let (Some(entry), Some(substance)) = (entry, substance) else {
            return Err(bad_entry(format!("entry {index} is not there, or contradicts itself")));
        };
        let (id, source) = (entry.id, entry.source);
        self.copy_as(library, index, &Renamed { id, substance: substance.id, name: substance.name, source })
    }

    /// As [`LibraryBuilder::copy`], under other names; its substance has to be described by the caller.
    pub(in crate::library) fn copy_as(
        &mut self,
        library: &Library,
        index: u32,
        renamed: &Renamed<'_>,
    ) -> Result<(), Error> {
        let view = library.view();
        let recipe = self.renderer.pipeline().recipe();
        if !view.recipe().prepares_as(recipe) {
            let (query, library) = (recipe.id().0, view.recipe_id().0);
            let mismatch = ramatch_core::Error::RecipeMismatch { query, library };
            return Err(Error::library(mismatch));
        }
        let as_stored = view.row_format() == self.storage.rows;
        if !as_stored && self.storage.rows != RowFormat::F32 {
            let (own, other) = (self.storage.rows.name(), view.row_format().name());
            return Err(bad_entry(format!("entry {index} is stored as {other}, not {own}")));
        }
        let entry = view.entry(index);
        let whole = entry.and_then(|entry| Some((entry, entry.grade?, entry.kind?)));
        let Some((entry, grade, kind)) = whole else {
            return Err(bad_entry(format!("entry {index} is not there, or contradicts itself")));
        };
        let about = Reference {
            id: renamed.id,
            substance: renamed.substance,
            name: renamed.name,
            form: entry.form,
            source: renamed.source,
            grade,
            laser_nm: entry.laser_nm,
            resolution_cm1: entry.resolution_cm1,
        };
        self.bases.add(library);
        let row = view.row(index);
        let samples: Vec<f32> = row.samples().collect();
        self.check(&about, &samples, entry.interval)?;
        let text = library.entry_content(index)?.map(|text| EntryContent {
            id: renamed.id.to_owned(),
            substance: renamed.substance.to_owned(),
            source: renamed.source.to_owned(),
            ..text
        });
        let bands = emphasized::row(&view, index).map(<[u8]>::to_vec);
        let bands = bands.unwrap_or_else(|| self.bring_out(&samples, entry.interval, 0.0));
        let linear = self.copied_linear(library, index, text.as_ref());
        let mut packed = Vec::new();
        let (bytes, scale, residual_norm) = match as_stored {
            true => (view.row_bytes(index), row.scale, row.residual_norm),
            false => {
                let (scale, residual_norm) = pack(&samples, self.storage.rows, &mut packed);
                (&packed[..], scale, residual_norm)
            }
        };
        let stored = Stored { row: bytes, scale, residual_norm, bands: &bands, linear: linear.as_ref() };
        self.take(&about, kind, entry.interval, &stored, text.as_ref())
    }

    /// Takes over what another library knows of sources, and its hints.
    ///
    /// # Errors
    /// [`Error::Library`] for metadata that cannot be read.
    pub fn copy_sources(&mut self, library: &Library) -> Result<(), Error> {
        let about = library.content_without_entries()?;
        self.bases.add(library);
        about.sources.iter().for_each(|source| self.describe_source(source));
        self.take_notices(library)?;
        for hint in about.hints {
            if let Some(substance) = about.substances.iter().find(|substance| substance.id == hint.substance)
                && !self.substances.contains_key(&substance.id)
            {
                self.take_families(substance, || Ok(about.families.clone()))?;
                self.describe_substance(substance);
            }
            if !self.hints.iter().any(|own| own.id == hint.id) {
                self.hints.push(hint);
            }
        }
        Ok(())
    }

    /// Takes over those families of a substance that are not known here yet.
    fn take_families(
        &mut self,
        about: &SubstanceContent,
        known: impl FnOnce() -> Result<Vec<FamilyContent>, Error>,
    ) -> Result<(), Error> {
        let new = |id: &String| !self.families.contains_key(id);
        if about.family.iter().any(new) {
            let families = known()?.into_iter().filter(|family| about.family.contains(&family.id));
            for family in families {
                self.families.entry(family.id.clone()).or_insert(family);
            }
        }
        Ok(())
    }

    /// Adds a notice, and yields its id. One with other words under the same id stays beside it, with a number behind the id.
    pub(in crate::library) fn add_notice(&mut self, notice: NoticeContent) -> String {
        let differs = |own: &NoticeContent| {
            (&own.licence, &own.notice, &own.licence_text)
                != (&notice.licence, &notice.notice, &notice.licence_text)
        };
        let mut id = notice.id.clone();
        let mut number = 2;
        while self.notices.get(&id).is_some_and(differs) {
            id = format!("{}@{number}", notice.id);
            number += 1;
        }
        let before = self.notices.remove(&id).map(|own| own.sources).unwrap_or_default();
        let sources: BTreeSet<String> = before.into_iter().chain(notice.sources.clone()).collect();
        let sources = sources.into_iter().collect();
        self.describe_notice(&NoticeContent { id: id.clone(), sources, ..notice });
        id
    }

    /// Takes over the notices of a library, once.
    fn take_notices(&mut self, library: &Library) -> Result<(), Error> {
        let hash = library.view().stated_hash();
        if self.noticed != Some(hash) {
            for notice in library.notices()? {
                self.add_notice(notice);
            }
            self.noticed = Some(hash);
        }
        Ok(())
    }
}

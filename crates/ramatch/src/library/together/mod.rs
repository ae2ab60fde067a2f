//! Several libraries that are asked as one.
//!
//! They become one library in memory: their rows as they are stored, one record of each substance. So there is one alignment, one
//! ranking and one index, and every answer is the one that a file with all of them would give.

pub(super) mod known;
mod same;

pub use known::LibraryPart;
pub use same::Disagreement;

use super::builder::{LibraryBuilder, Renamed, Storage};
use super::content::{SourceContent, SubstanceContent};
use super::opened::Library;
use super::reviewed::NoticeContent;
use crate::ground::error::Error;
use crate::ground::shown;
use known::Together;
use ramatch_core::library::RowFormat;
use ramatch_core::{Code, Recipe};
use same::{Numbered, Substances, free};
use std::collections::{BTreeMap, BTreeSet};

impl Library {
    /// Several libraries as one, in memory: one ranking of all their substances, whose answers are those of one file with all of them.
    ///
    /// Substances with the same CAS number or the same InChIKey are one; those of which one states neither are one by their name or a
    /// synonym, whatever its case. What libraries say of one substance is joined: tags and schedules of all, and of everything else what
    /// the first one states. Where they contradict each other, [`Library::conflicts`] says so. A reference that two libraries hold, to
    /// the bit, counts once; of two that differ under one id, the second one's gets `@` and the number of its library, from 1, behind it.
    ///
    /// Libraries of another recipe than the first one's are prepared again by that. Rows that are stored in different formats become
    /// `f32`, which changes no number of them. O(all of them) in time and memory; a library is copied as it is, and was verified or not
    /// as it was opened.
    ///
    /// # Errors
    /// [`Error::Library`], naming the library, for no libraries at all, one that cannot be prepared again by the recipe of the first, and
    /// one of which an entry cannot be read.
    ///
    /// ```
    /// use ramatch::{Identifier, Library, Options};
    /// # use ramatch::{LibraryBuilder, Recipe, Reference, Storage, core::library::Grade, Spectrum};
    /// # let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
    /// # let band = |x: f32, at: f32| 900.0 / (1.0 + ((x - at) / 5.0).powi(2));
    /// # let counts = shift.iter().map(|&x| 50.0 + band(x, 1234.0) + band(x, 777.0)).collect();
    /// # let spectrum = Spectrum::new(shift, counts)?;
    /// # let folder = tempfile::tempdir()?;
    /// # let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new(), folder.path())?;
    /// # builder.add(&Reference { id: "lab/1", substance: "own", name: "own substance", form: "", source: "lab",
    /// #     grade: Grade::Field, laser_nm: 785.0, resolution_cm1: 0.0 }, &spectrum)?;
    /// # let path = folder.path().join("own.rsl");
    /// # builder.write(&path, &mut |_, _| {})?;
    /// // The built-in library and one's own.
    /// let both = Library::together(&[Library::embedded()?, Library::read(&path)?])?;
    /// assert_eq!(both.parts()[1].name.as_deref(), Some("own.rsl"));
    /// assert!(both.conflicts().is_empty());
    ///
    /// let report = Identifier::new(both)?.identify(&spectrum, &Options::default())?;
    /// assert_eq!(report.hits[0].substance, "own substance");
    /// assert_eq!(report.hits[0].library, Some(report.libraries[1].hash.clone()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn together(libraries: &[Library]) -> Result<Library, Error> {
        match libraries.first() {
            Some(first) => Self::together_by(libraries, first.view().recipe()),
            None => {
                let reason = "no library is given to ask".to_owned();
                Err(Error::Library { path: None, code: Code::Parameter, reason })
            }
        }
    }

    /// As [`Library::together`], prepared by a recipe.
    ///
    /// # Errors
    /// As [`Library::together`].
    pub fn together_by(libraries: &[Library], recipe: &Recipe) -> Result<Library, Error> {
        // What is given twice is asked once.
        let mut distinct: Vec<Library> = Vec::new();
        for library in libraries {
            if !distinct.iter().any(|own| own.hash() == library.hash()) {
                distinct.push(library.clone());
            }
        }
        if let [only] = &distinct[..] {
            return only.prepared_by(recipe);
        }
        let of = |library: &Library, error: Error| match library.path() {
            Some(path) => error.of_file(path),
            None => error,
        };
        let mut prepared = Vec::with_capacity(distinct.len());
        for library in &distinct {
            let again = library.prepared_by(recipe).map_err(|error| of(library, error))?;
            prepared.push((library, again));
        }
        let formats: Vec<RowFormat> = prepared.iter().map(|(_, again)| again.view().row_format()).collect();
        let rows = formats.iter().copied().reduce(|a, b| if a == b { a } else { RowFormat::F32 });
        let storage = Storage::new().rows(rows.unwrap_or_default());
        let mut joining = Joining::new(LibraryBuilder::in_memory(recipe, storage)?);
        for (library, again) in &prepared {
            joining.add(library, again).map_err(|error| of(library, error))?;
        }
        joining.done()
    }

    /// The libraries that this one was made of by [`Library::together`] or [`Library::prepared_by`]; itself where it was made of none.
    #[must_use]
    pub fn parts(&self) -> Vec<LibraryPart> {
        match self.together_with() {
            Some(together) => together.parts.clone(),
            None => vec![self.part()],
        }
    }

    /// What the libraries that it was made of do not agree on.
    #[must_use]
    pub fn conflicts(&self) -> &[Disagreement] {
        self.together_with().map_or(&[], |together| &together.conflicts)
    }

    /// Which of [`Library::parts`] an entry is of, where there are several.
    pub(crate) fn part_of(&self, entry: u32) -> Option<&LibraryPart> {
        let together = self.together_with().filter(|together| together.parts.len() > 1)?;
        let at = *together.origin.get(entry as usize)?;
        together.parts.get(at as usize)
    }

    fn part(&self) -> LibraryPart {
        let view = self.view();
        LibraryPart {
            name: self.name(),
            hash: self.hash(),
            entries: view.len() as usize,
            substances: view.substances_len() as usize,
        }
    }

    /// The name of its file; none for one that was made in memory.
    fn name(&self) -> Option<String> {
        if self.is_embedded() {
            return Some("demonstration".to_owned());
        }
        let path = self.path()?;
        Some(shown::name(path.file_name().map_or(path, std::path::Path::new)))
    }

    /// The same, of which it is known what `before` was made of.
    pub(super) fn made_as(self, before: &Library) -> Self {
        let Some(together) = before.together_with() else {
            let parts = vec![before.part()];
            return self.knowing(Together { parts, conflicts: Vec::new(), origin: Vec::new() });
        };
        let (old, new) = (before.view(), self.view());
        let origin: BTreeMap<&str, u32> = (0..old.len())
            .filter_map(|index| Some(old.entry(index)?.id))
            .zip(together.origin.iter().copied())
            .collect();
        let origin = (0..new.len()).map(|index| {
            new.entry(index).and_then(|entry| origin.get(entry.id).copied()).unwrap_or(u32::MAX)
        });
        let (parts, conflicts) = (together.parts.clone(), together.conflicts.clone());
        let together = Together { parts, conflicts, origin: origin.collect() };
        self.knowing(together)
    }
}

/// Libraries on their way into one.
struct Joining {
    builder: LibraryBuilder,
    substances: Substances,
    parts: Vec<LibraryPart>,
    origin: Vec<u32>,
    /// The number of the library and the index of each entry.
    entries: BTreeMap<String, (usize, u32)>,
    libraries: Vec<Library>,
    sources: BTreeMap<String, SourceContent>,
    hints: BTreeMap<String, ()>,
    families: BTreeSet<String>,
    notices: BTreeMap<String, NoticeContent>,
}

impl Joining {
    fn new(builder: LibraryBuilder) -> Self {
        Self {
            builder,
            substances: Substances::default(),
            parts: Vec::new(),
            origin: Vec::new(),
            entries: BTreeMap::new(),
            libraries: Vec::new(),
            sources: BTreeMap::new(),
            hints: BTreeMap::new(),
            families: BTreeSet::new(),
            notices: BTreeMap::new(),
        }
    }

    /// Adds a library, as it was prepared again where that was needed.
    fn add(&mut self, library: &Library, again: &Library) -> Result<(), Error> {
        // Libraries count from 1.
        let number = self.parts.len() + 1;
        self.libraries.push(again.clone());
        let part = library.part();
        let called = part.name.clone().unwrap_or_else(|| format!("library {number}"));
        let whose = (number, called.as_str());
        let view = again.view();
        let mut places = Vec::with_capacity(view.substances_len() as usize);
        for index in 0..view.substances_len() {
            let known = view.substance(index).map(|own| (own.id.to_owned(), own.name.to_owned()));
            let Some((id, name)) = known else { return Err(unreadable("substance", index)) };
            let about = again.substance_content(index)?;
            let about = about.unwrap_or_else(|| SubstanceContent { id, name, ..SubstanceContent::default() });
            places.push(self.substances.place(&about, whose));
        }
        let about = again.content_without_entries()?;
        let renamed = self.add_sources(&about.sources, number);
        // Those that have hints and no reference have no record.
        let mut hinted: BTreeMap<&str, usize> = BTreeMap::new();
        let index_of = |id: &str| {
            (0..view.substances_len()).find(|&index| view.substance(index).is_some_and(|own| own.id == id))
        };
        for hint in &about.hints {
            let Some(of) = about.substances.iter().find(|substance| substance.id == hint.substance) else {
                continue;
            };
            let known = hinted.get(of.id.as_str()).copied();
            let place =
                known.or_else(|| index_of(&of.id).and_then(|index| places.get(index as usize).copied()));
            let place = place.unwrap_or_else(|| self.substances.place(of, whose));
            hinted.insert(&of.id, place);
            let mut hint = hint.clone();
            hint.substance = self.substances.get(place).map(|own| own.id.clone()).unwrap_or_default();
            hint.source = renamed.get(&hint.source).cloned().unwrap_or(hint.source);
            hint.id = free(&self.hints, &hint.id, number);
            self.hints.insert(hint.id.clone(), ());
            self.builder.add_hint(hint);
        }
        for family in &about.families {
            // What the first library says of a family counts.
            if self.families.insert(family.id.clone()) {
                self.builder.describe_family(family);
            }
        }
        for notice in about.notices {
            self.add_notice(notice, &renamed);
        }
        for index in 0..view.len() {
            self.add_entry(again, (whose, index), &places, &renamed)?;
        }
        self.parts.push(part);
        Ok(())
    }

    /// Adds a notice, with the sources that it is about in all libraries.
    fn add_notice(&mut self, notice: NoticeContent, renamed: &BTreeMap<String, String>) {
        let own = self
            .notices
            .entry(notice.id.clone())
            .or_insert_with(|| NoticeContent { sources: Vec::new(), ..notice.clone() });
        for source in notice.sources {
            let source = renamed.get(&source).cloned().unwrap_or(source);
            if !own.sources.contains(&source) {
                own.sources.push(source);
            }
        }
        self.builder.describe_notice(own);
    }

    /// Adds sources, and yields the new ids of those that others have.
    fn add_sources(&mut self, sources: &[SourceContent], number: usize) -> BTreeMap<String, String> {
        let mut renamed = BTreeMap::new();
        for source in sources {
            if self.sources.get(&source.id) == Some(source) {
                continue;
            }
            let mut own = source.clone();
            own.id = free(&self.sources, &source.id, number);
            if own.id != source.id {
                renamed.insert(source.id.clone(), own.id.clone());
            }
            self.builder.describe_source(&own);
            self.sources.insert(own.id.clone(), own);
        }
        renamed
    }

    fn add_entry(
        &mut self,
        library: &Library,
        ((number, called), index): (Numbered<'_>, u32),
        places: &[usize],
        sources: &BTreeMap<String, String>,
    ) -> Result<(), Error> {
        let view = library.view();
        let Some(entry) = view.entry(index).filter(|entry| !entry.id.is_empty()) else {
            return Err(unreadable("entry", index));
        };
        let place = places.get(entry.substance as usize).and_then(|&place| self.substances.get(place));
        let Some(substance) = place else { return Err(unreadable("entry", index)) };
        if let Some(&(other, at)) = self.entries.get(entry.id) {
            let theirs = &self.libraries[other - 1];
            if is_same((library, index), (theirs, at))? {
                return Ok(());
            }
            let before = self.parts.get(other - 1).and_then(|part| part.name.clone());
            let before = before.unwrap_or_else(|| format!("library {other}"));
            let text =
                format!("the reference \"{}\" of {called} is another one than that of {before}", entry.id);
            let substances = vec![substance.id.clone()];
            self.substances.conflicts.push(Disagreement { code: "entry_differs", substances, text });
        }
        let Some(substance) =
            places.get(entry.substance as usize).and_then(|&place| self.substances.get(place))
        else {
            return Err(unreadable("entry", index));
        };
        let id = free(&self.entries, entry.id, number);
        let source = sources.get(entry.source).map_or(entry.source, |source| source);
        let renamed = Renamed { id: &id, substance: &substance.id, name: &substance.name, source };
        self.builder.copy_as(library, index, &renamed)?;
        self.origin.push(number as u32 - 1);
        self.entries.insert(id, (number, index));
        Ok(())
    }

    fn done(mut self) -> Result<Library, Error> {
        for about in self.substances.all() {
            self.builder.describe_substance(about);
        }
        let Self { builder, substances: Substances { conflicts, .. }, parts, origin, .. } = self;
        let library = Library::in_memory(builder.into_bytes(&mut |_, _| {})?)?;
        Ok(library.knowing(Together { parts, conflicts, origin }))
    }
}

/// Whether two references of one id are one, to the bit.
fn is_same((library, index): (&Library, u32), (other, at): (&Library, u32)) -> Result<bool, Error> {
    let (own, theirs) = (library.view(), other.view());
    let samples = |library: &ramatch_core::LibraryRef<'_>, index| -> Vec<u32> {
        library.row(index).samples().map(f32::to_bits).collect()
    };
    if own.interval(index) != theirs.interval(at) || samples(&own, index) != samples(&theirs, at) {
        return Ok(false);
    }
    Ok(library.entry_content(index)? == other.entry_content(at)?)
}

fn unreadable(what: &str, index: u32) -> Error {
    let reason = format!("its {what} {index} cannot be read: `ramatch library verify` says what is wrong");
    Error::Library { path: None, code: Code::BadEntry, reason }
}

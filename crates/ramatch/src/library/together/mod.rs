//! Several libraries that are asked as one.
//!
//! They become one library in memory: their rows as they are stored, one record of each substance. So there is one alignment, one
//! ranking and one index, and every answer is the one that a file with all of them would give.

pub(super) mod known;
mod same;

pub use known::LibraryPart;
pub use same::Disagreement;

use super::builder::{LibraryBuilder, Renamed, Storage};
use super::content::{Content, SourceContent, SubstanceContent};
use super::opened::Library;
use super::reviewed::NoticeContent;
use crate::ground::error::Error;
use crate::ground::shown;
use known::Together;
use ramatch_core::library::{RowFormat, format};
use ramatch_core::{Code, Recipe};
use same::{Member, Substances, disagreement, free};
use std::collections::{BTreeMap, BTreeSet};

impl Library {
    /// Several libraries as one, in memory: one ranking of all their substances, whose answers are those of one file with all of them.
    ///
    /// Substances with the same CAS number are one, then those with the same InChIKey, then those with the same name or synonym, whatever
    /// its case; never two with different CAS numbers or InChIKeys (polymorphs share an InChIKey), and never two of one library. The
    /// order of the libraries does not matter for that. What libraries say of one substance is joined: tags and schedules of all, and of everything else what
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
        for library in distinct {
            let again = library.prepared_by(recipe).map_err(|error| of(&library, error))?;
            prepared.push((library, again));
        }
        let formats: Vec<RowFormat> = prepared.iter().map(|(_, again)| again.view().row_format()).collect();
        let rows = formats.iter().copied().reduce(|a, b| if a == b { a } else { RowFormat::F32 });
        let mut storage = Storage::new().rows(rows.unwrap_or_default());
        // Rows once more as codes, and linear rows, where one has them.
        let one_has = |kind| {
            prepared.iter().any(|(_, again)| again.view().sections().any(|section| section.kind == kind))
        };
        if one_has(format::CODES) {
            storage = storage.codes();
        }
        if !one_has(format::LINEAR) {
            storage = storage.without_linear();
        }
        let parts: Vec<LibraryPart> = prepared.iter().map(|(library, _)| library.part()).collect();
        let called: Vec<String> = (1..)
            .zip(&parts)
            .map(|(number, part): (usize, _)| {
                part.name.clone().unwrap_or_else(|| format!("library {number}"))
            })
            .collect();
        let (mut members, mut abouts) = (Vec::new(), Vec::new());
        for (number, (library, again)) in prepared.iter().enumerate() {
            let about = again.content_without_entries().map_err(|error| of(library, error))?;
            let substances = substances_of(again, &about).map_err(|error| of(library, error))?;
            members.extend(substances.into_iter().map(|about| Member { library: number, about }));
            abouts.push(about);
        }
        let Substances { all, places, disagreements } = Substances::of(&members, &called);
        let mut joining = Joining {
            builder: LibraryBuilder::in_memory(recipe, storage)?,
            substances: all,
            disagreements,
            origin: Vec::new(),
            entries: BTreeMap::new(),
            libraries: &prepared,
            called: &called,
            sources: BTreeMap::new(),
            hints: BTreeSet::new(),
            families: BTreeSet::new(),
        };
        for (number, ((library, again), about)) in prepared.iter().zip(abouts).enumerate() {
            let own = members.iter().zip(&places).filter(|(member, _)| member.library == number);
            let places = own.map(|(member, &place)| (member.about.id.clone(), place)).collect();
            let called = called.get(number).map_or("", String::as_str);
            let coming = Coming { library: again, number: number + 1, called, about, places };
            joining.add(coming).map_err(|error| of(library, error))?;
        }
        joining.done(parts)
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

/// A library on its way into one with others.
struct Coming<'a> {
    /// As it was prepared, again where that was needed.
    library: &'a Library,
    /// Its number, from 1, and what it is called.
    number: usize,
    called: &'a str,
    about: Content,
    /// For each of its substances, with a record or with hints alone, the place among all.
    places: BTreeMap<String, usize>,
}

/// Libraries on their way into one.
struct Joining<'a> {
    builder: LibraryBuilder,
    substances: Vec<SubstanceContent>,
    disagreements: Vec<Disagreement>,
    origin: Vec<u32>,
    /// Of each entry the number of its library, its index there, and the place of its substance.
    entries: BTreeMap<String, (usize, u32, usize)>,
    libraries: &'a [(Library, Library)],
    called: &'a [String],
    sources: BTreeMap<String, SourceContent>,
    hints: BTreeSet<String>,
    families: BTreeSet<String>,
}

/// The substances of a library: those with records in their order, then those that have hints alone.
fn substances_of(library: &Library, about: &Content) -> Result<Vec<SubstanceContent>, Error> {
    let view = library.view();
    let mut all = Vec::with_capacity(view.substances_len() as usize);
    for index in 0..view.substances_len() {
        let known = view.substance(index).map(|own| (own.id.to_owned(), own.name.to_owned()));
        let Some((id, name)) = known else { return Err(unreadable("substance", index)) };
        let content = library.substance_content(index)?;
        all.push(content.unwrap_or_else(|| SubstanceContent { id, name, ..SubstanceContent::default() }));
    }
    let recorded: BTreeSet<String> = all.iter().map(|substance| substance.id.clone()).collect();
    let hinted = |substance: &&SubstanceContent| {
        !recorded.contains(&substance.id) && about.hints.iter().any(|hint| hint.substance == substance.id)
    };
    all.extend(about.substances.iter().filter(hinted).cloned());
    Ok(all)
}

impl Joining<'_> {
    fn add(&mut self, coming: Coming<'_>) -> Result<(), Error> {
        let Coming { library, number, about, places, .. } = &coming;
        let renamed = self.add_sources(&about.sources, *number);
        for hint in &about.hints {
            let Some(place) = places.get(&hint.substance) else { continue };
            let mut hint = hint.clone();
            hint.substance = self.substances.get(*place).map(|own| own.id.clone()).unwrap_or_default();
            hint.source = renamed.get(&hint.source).cloned().unwrap_or(hint.source);
            hint.id = free(|id| self.hints.contains(id), &hint.id, *number);
            self.hints.insert(hint.id.clone());
            self.builder.add_hint(hint);
        }
        for family in &about.families {
            // What the first library says of a family counts.
            if self.families.insert(family.id.clone()) {
                self.builder.describe_family(family);
            }
        }
        for notice in &about.notices {
            let sources = notice.sources.iter().map(|id| renamed.get(id).unwrap_or(id).clone()).collect();
            let (own, put) = (notice.id.clone(), NoticeContent { sources, ..notice.clone() });
            if self.builder.add_notice(put) != own {
                let text = format!(
                    "the pack \"{own}\" of {} has another notice than that of an earlier library: both stay",
                    coming.called
                );
                self.disagreements.push(disagreement("notice_differs", Vec::new(), text));
            }
        }
        for index in 0..library.view().len() {
            self.add_entry(&coming, index, &renamed)?;
        }
        Ok(())
    }

    /// Adds sources, and yields the new ids of those that others have.
    fn add_sources(&mut self, sources: &[SourceContent], number: usize) -> BTreeMap<String, String> {
        let mut renamed = BTreeMap::new();
        for source in sources {
            if self.sources.get(&source.id) == Some(source) {
                continue;
            }
            let mut own = source.clone();
            own.id = free(|id| self.sources.contains_key(id), &source.id, number);
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
        coming: &Coming<'_>,
        index: u32,
        sources: &BTreeMap<String, String>,
    ) -> Result<(), Error> {
        let &Coming { library, number, called, ref places, .. } = coming;
        let view = library.view();
        let entry = view.entry(index).filter(|entry| !entry.id.is_empty());
        let own = entry.as_ref().and_then(|entry| places.get(view.substance(entry.substance)?.id)).copied();
        let substance = own.and_then(|place| Some((place, self.substances.get(place)?)));
        let (Some(entry), Some((place, substance))) = (entry, substance) else {
            return Err(unreadable("entry", index));
        };
        let mut id = entry.id.to_owned();
        if let Some(&(other, at, of)) = self.entries.get(entry.id) {
            let theirs = &self.libraries[other - 1].1;
            let before = self.called.get(other - 1).map_or("", String::as_str);
            if of == place && is_same((library, index), (theirs, at))? {
                return Ok(());
            }
            let what = if of == place { "another one than" } else { "of another substance than" };
            let text =
                format!("the reference \"{}\" of {called} is {what} that of {before}: both stay", entry.id);
            let ids = [of, place].into_iter().filter_map(|place| self.substances.get(place));
            let ids: BTreeSet<String> = ids.map(|about| about.id.clone()).collect();
            self.disagreements.push(disagreement("entry_differs", ids.into_iter().collect(), text));
            id = free(|id| self.entries.contains_key(id), entry.id, number);
        }
        let source = sources.get(entry.source).map_or(entry.source, |source| source);
        let renamed = Renamed { id: &id, substance: &substance.id, name: &substance.name, source };
        self.builder.copy_as(library, index, &renamed)?;
        self.origin.push(number as u32 - 1);
        self.entries.insert(id, (number, index, place));
        Ok(())
    }

    fn done(mut self, parts: Vec<LibraryPart>) -> Result<Library, Error> {
        for about in &self.substances {
            self.builder.describe_substance(about);
        }
        let Self { builder, disagreements, origin, .. } = self;
        let library = Library::in_memory(builder.into_bytes(&mut |_, _| {})?)?;
        Ok(library.knowing(Together { parts, conflicts: disagreements, origin }))
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

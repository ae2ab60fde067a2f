//! A collection becomes entries: read in blocks by several threads, prepared by several threads, added in order.

use super::agreement::contradiction;
use super::brought::{Brought, Conflict, Duplicate, NamedByFile};
use super::collection::{Bring, Collection};
use super::finding::{self, Ready};
use super::names::Names;
use super::openspecy::OpenSpecy;
use super::ordered;
use super::origins::{Origin, Origins};
use super::rod::Rod;
use super::rruff::Rruff;
use super::slopp::Slopp;
use super::stated::{Reads, of_another_program};
use crate::ground::error::Error;
use crate::ground::shown;
use crate::ground::threads::Threads;
use crate::library::alike::compared;
use crate::library::builder::LibraryBuilder;
use crate::library::content::{EntryContent, Raw, SubstanceContent};
use crate::library::described::{self, refusal};
use crate::library::render::{Rendered, Renderer};
use ramatch_core::Code;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// Files that are read before what they hold is prepared.
const BLOCK: usize = 64;

/// Rows whose cosine is above this are nearly the same.
const NEAR: f64 = 0.9995;

/// A spectrum that waits to be added: its file, and what became of it.
struct Waiting {
    path: PathBuf,
    outcome: Result<(Ready, Rendered), Error>,
}

/// What was added so far, as far as what comes is compared with it.
#[derive(Default)]
struct Seen {
    /// Entries that there were before.
    before: u32,
    /// Entries by the hash of their points.
    points: HashMap<[u8; 32], (String, String)>,
    /// Substances by their CAS number: id and name.
    numbers: BTreeMap<String, (String, String)>,
}

impl LibraryBuilder {
    /// Adds the spectra of a public collection that lies in a folder, an archive, or archives in a folder. `stop` is told how
    /// many of how many files are done, and calls it off by answering true.
    ///
    /// Files are read and prepared on several threads and added in the order of their names: the same files give the same bytes, whatever
    /// the number of threads. Memory grows by the names of the files and what [`LibraryBuilder`] says of entries, and holds the spectra of
    /// 64 files. A spectrum whose points came before to the bit is left out; those that are nearly the same are named.
    ///
    /// ```
    /// use ramatch::{Bring, Collection, LibraryBuilder, Recipe, Storage};
    /// let folder = tempfile::tempdir()?;
    /// let band = |x: f64| 50.0 + 900.0 / (1.0 + ((x - 1001.0) / 5.0).powi(2));
    /// let points = (0..450).map(|i| 150.0 + 3.0 * f64::from(i)).map(|x| format!("{x}\t{}\n", band(x)));
    /// std::fs::write(folder.path().join("Polystyrene 1. White Foam.txt"), points.collect::<String>())?;
    ///
    /// let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new(), folder.path())?;
    /// let brought =
    ///     builder.bring_in(Collection::Slopp, folder.path(), &Bring::default(), &mut |_, _| false)?;
    /// assert_eq!(brought.added, ["slopp/polystyrene-1-white-foam"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Io`] and [`Error::File`] for a folder or an archive that cannot be read as a whole, [`Error::Text`] for the table of
    /// names, [`Error::Io`] where a temporary file cannot be written to, [`Error::Cancelled`]. What was added until then stays:
    /// [`LibraryBuilder::all_or_nothing`] takes it back. What is wrong with one file is in [`Brought::refused`].
    pub fn bring_in(
        &mut self,
        collection: Collection,
        path: &Path,
        bring: &Bring,
        stop: &mut dyn FnMut(usize, usize) -> bool,
    ) -> Result<Brought, Error> {
        collection.check_licence(path, bring.licence.as_deref())?;
        let names = Names::read(bring.names.as_deref(), !bring.without_built_in_names)?;
        let mut origins = Origins::of(path)?;
        bring.names.iter().chain(&bring.leave_out).for_each(|other| origins.leave_out(other));
        let mut brought = Brought::default();
        let mut refused = std::mem::take(&mut origins.refused);
        let reads: Box<dyn Reads> = match collection {
            Collection::Rod => Box::new(Rod),
            Collection::Slopp => Box::new(Slopp),
            Collection::Rruff => {
                Box::new(Rruff::of(origins.files.iter().map(|origin| origin.name.as_str()), bring.treatment))
            }
            Collection::OpenSpecy => {
                let mut reads = OpenSpecy::of(&origins);
                refused.append(&mut reads.refused);
                Box::new(reads)
            }
        };
        let own = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let own = own.file_name().map(|name| shown::name(Path::new(name))).unwrap_or_default();
        let files = origins.files.iter().map(|origin| origin.name.as_str());
        brought.notes = reads.notes(&std::iter::once(own.as_str()).chain(files).collect::<Vec<_>>());
        // Archives and tables stand before the files, as number 0.
        brought.refused.extend(refused.into_iter().map(|(name, error)| (0, name, error)));
        let team = Threads::at_most(bring.threads);
        let from = self.len();
        let mut seen = Seen { before: from, ..Seen::default() };
        for index in 0..from {
            let Some(held) = self.held(index)? else { continue };
            if matches!(held.raw, Raw::Curve { .. }) {
                let name = self.substance(&held.substance).map_or(&held.substance, |about| &about.name);
                seen.points.entry(points_of(&held)).or_insert_with(|| (held.id.clone(), name.clone()));
            }
        }
        for known in self.substances() {
            if let Some(cas) = &known.cas {
                seen.numbers.insert(cas.clone(), (known.id.clone(), known.name.clone()));
            }
        }
        let mut passed: BTreeMap<&'static str, usize> = BTreeMap::new();
        let files: Vec<(usize, &Origin)> = origins.files.iter().enumerate().collect();
        for block in files.chunks(BLOCK) {
            let done = block.first().map_or(0, |(index, _)| *index);
            if stop(done, files.len()) {
                return Err(Error::Cancelled { done, total: files.len() });
            }
            let mut wanted = Vec::with_capacity(block.len());
            for &(index, origin) in block {
                match reads.passes_over(&origin.name) {
                    Some(reason) => *passed.entry(reason).or_default() += 1,
                    None => wanted.push((index, origin)),
                }
            }
            let found = ordered::each(
                &team,
                wanted,
                || Ok::<_, Error>(()),
                |(), (index, origin)| {
                    let file = match of_another_program(&origin.name) {
                        Some(reason) => Err(refusal(&origins.path(origin), Code::FormatUnsupported, reason)),
                        None => origins.read(origin),
                    };
                    (index, origin, file.and_then(|file| reads.spectra(&file, &origin.name)))
                },
            )?;
            let mut spectra = Vec::new();
            for (index, origin, found) in found {
                match found {
                    Err(error) => spectra.push((index, origin, Err(error))),
                    Ok(found) => spectra.extend(found.into_iter().map(|found| (index, origin, found))),
                }
            }
            let begin = || self.another_renderer();
            let waiting =
                ordered::each(&team, spectra, begin, |renderer: &mut Renderer, (index, origin, found)| {
                    let path = origins.path(origin);
                    let outcome = found.and_then(|found| {
                        let ready = finding::ready(&path, found, (collection, bring), &names)?;
                        let rendered = renderer.render(&ready.entry).map_err(|error| error.of_file(&path))?;
                        Ok((ready, rendered))
                    });
                    (index, origin, Waiting { path, outcome })
                })?;
            for (index, origin, waiting) in waiting {
                self.take_up(collection, (index + 1, &origin.name), waiting, (&mut seen, &mut brought))?;
            }
        }
        if stop(files.len(), files.len()) {
            return Err(Error::Cancelled { done: files.len(), total: files.len() });
        }
        brought.passed_over = passed.into_iter().collect();
        brought.notes.extend(names.note());
        brought.near = self.near_duplicates(from, NEAR)?;
        Ok(brought)
    }

    /// Adds a spectrum, or notes why not.
    fn take_up(
        &mut self,
        collection: Collection,
        (number, name): (usize, &str),
        Waiting { path, outcome }: Waiting,
        (seen, brought): (&mut Seen, &mut Brought),
    ) -> Result<(), Error> {
        let file = || name.to_owned();
        let (Ready { mut entry, mut substance, named_by }, rendered) = match outcome {
            Ok(ready) => ready,
            Err(error) => {
                brought.refused.push((number, file(), error));
                return Ok(());
            }
        };
        let hash = points_of(&entry);
        // Of an entry that was there before it is asked below whether all of it is the same.
        let again =
            |other: &str| other == entry.id && self.index_of(other).is_some_and(|at| at < seen.before);
        if let Some((other, of)) = seen.points.get(&hash).filter(|(other, _)| !again(other)) {
            let (entry, of, name) = (other.clone(), of.clone(), substance.name);
            brought.duplicates.push(Duplicate { number, file: file(), name, entry, of });
            return Ok(());
        }
        if let Some(known) = self.substance(&substance.id) {
            // One name, however it is written: the first way stays. Two names of one id are refused below.
            if compared(&known.name) == compared(&substance.name) {
                substance.name.clone_from(&known.name);
            }
            if known.name != substance.name {
                let names = [known.name.clone(), substance.name.clone()];
                brought.conflicts.push(Conflict::OneId {
                    number,
                    file: file(),
                    id: substance.id.clone(),
                    names,
                });
            } else if let (Some(first), Some(other)) = (&known.cas, &substance.cas)
                && first != other
            {
                let (name, numbers) = (known.name.clone(), [first.clone(), other.clone()]);
                brought.conflicts.push(Conflict::TwoNumbers { number, file: file(), name, numbers });
            } else if let Some(other) = contradiction(known, &substance) {
                let (name, what, values) = (known.name.clone(), other.what, other.values);
                let conflict = Conflict::TwoIdentities { number, file: file(), name, what, values };
                brought.refused.push((
                    number,
                    file(),
                    refusal(&path, Code::DuplicateId, conflict.to_string()),
                ));
                brought.conflicts.push(conflict);
                return Ok(());
            }
        }
        let new = (substance.cas.clone(), substance.formula.clone(), substance.inchikey.clone());
        let substance = match self.agreed(&path, substance) {
            Ok(known) => SubstanceContent {
                cas: known.cas.clone().or(new.0),
                formula: known.formula.clone().or(new.1),
                inchikey: known.inchikey.clone().or(new.2),
                ..known
            },
            Err(error) => {
                brought.refused.push((number, file(), error));
                return Ok(());
            }
        };
        entry.substance.clone_from(&substance.id);
        if self.holds(&entry, Some(&rendered))? {
            brought.there_already.push(entry.id);
            return Ok(());
        }
        if self.contains(&entry.id) {
            brought.refused.push((number, file(), described::other_content(&path, &entry.id)));
            return Ok(());
        }
        let source = |entry: &EntryContent| collection.source(&entry.licence);
        match self.add_described(Some(&path), &substance, &entry, Some(&rendered), &source) {
            Ok(()) => {}
            // The machine's fault, not the file's: nothing more can be added.
            Err(error @ Error::Io { code: Code::Io, .. }) if error.path() != Some(&path) => {
                return Err(error);
            }
            Err(error) => {
                brought.refused.push((number, file(), error));
                return Ok(());
            }
        }
        if let Some(cas) = &substance.cas {
            let own = (substance.id.clone(), substance.name.clone());
            let first = seen.numbers.entry(cas.clone()).or_insert_with(|| own.clone());
            let pair = [first.1.clone(), own.1];
            let told =
                |conflict: &Conflict| matches!(conflict, Conflict::TwoNames { names, .. } if *names == pair);
            if first.0 != own.0 && !brought.conflicts.iter().any(told) {
                brought.conflicts.push(Conflict::TwoNames {
                    number,
                    file: file(),
                    cas: cas.clone(),
                    names: pair,
                });
            }
        }
        if let Some(label) = named_by {
            let substance = substance.name.clone();
            brought.named_by_file.push(NamedByFile { number, label, substance });
        }
        seen.points.insert(hash, (entry.id.clone(), substance.name));
        brought.added.push(entry.id);
        Ok(())
    }
}

/// The hash of a measured spectrum's axis and intensities.
fn points_of(entry: &EntryContent) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    if let Raw::Curve { shift_cm1, intensity } = &entry.raw {
        for value in shift_cm1.iter().chain(intensity) {
            hasher.update(&value.to_le_bytes());
        }
    }
    *hasher.finalize().as_bytes()
}

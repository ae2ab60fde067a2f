//! A library that is open: embedded, read, mapped.

use super::content::{Content, EntryContent, SubstanceContent};
use super::metadata::Metadata;
use super::reviewed::{FamilyContent, NoticeContent};
use super::together::known::Together;
use crate::files::{map, read as file};
use crate::ground::error::Error;
use crate::library::codes::Codes;
use crate::library::index;
use crate::library::sketch::Sketch;
use ramatch_core::library::{Check, Layout};
use ramatch_core::{Code, LibraryRef};
use std::path::Path;
use std::sync::Arc;

/// The built-in library; `ramatch library build spectra-library` makes it.
static EMBEDDED: &[u8] = include_bytes!("../../data/demonstration.rsl");

/// Longest library file that is read into memory: 16 GiB, or what the machine can address.
const LIMIT: usize = match 1_usize.checked_shl(34) {
    Some(limit) => limit,
    None => isize::MAX.cast_unsigned(),
};

/// Where the bytes of a library lie.
#[derive(Clone)]
enum Bytes {
    Embedded(&'static [u8]),
    Read(Arc<Vec<u8>>),
    Mapped(Arc<memmap2::Mmap>),
}

impl Bytes {
    fn get(&self) -> &[u8] {
        match self {
            Bytes::Embedded(bytes) => bytes,
            Bytes::Read(bytes) => bytes,
            Bytes::Mapped(map) => map,
        }
    }
}

/// A library and what it was made from. A clone shares the bytes.
///
/// ```
/// let library = ramatch::Library::embedded()?;
/// let view = library.view();
/// let first = view.entry(0).ok_or("an empty library")?;
/// println!("{} entries; the first is {} of {}", view.len(), first.id, first.source);
/// // What is known of it besides its record, and the samples that a query is compared with.
/// assert_eq!(library.entry_content(0)?.map(|text| text.id).as_deref(), Some(first.id));
/// assert_eq!(view.row(0).samples().count(), view.grid().len);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Library {
    bytes: Bytes,
    layout: Layout,
    /// The file that it came from, by its name without links.
    path: Option<Arc<Path>>,
    /// Where it was made of several.
    together: Option<Arc<Together>>,
}

impl Library {
    /// The built-in demonstration library.
    ///
    /// # Errors
    /// [`Error::Library`] if the program's own bytes were damaged.
    pub fn embedded() -> Result<Self, Error> {
        Self::verified(Bytes::Embedded(EMBEDDED))
    }

    /// A library from a file, read into memory and verified: every hash, every entry, every sample, every bound of its sketch. What
    /// happens to the file afterwards does not matter: the choice for files of others. O(file).
    ///
    /// # Errors
    /// [`Error::Io`], and [`Error::Library`] with the reason; no part of a refused library can be used.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bytes = file::read_bytes(path, LIMIT)?;
        Self::verified(Bytes::Read(Arc::new(bytes)))
            .map(|library| library.in_file(path))
            .map_err(|error| error.of_file(path))
    }

    /// A library in a file that stays where it is, mapped into memory. O(sections), whatever the number of entries.
    ///
    /// Header and section table are checked, and no more: for files that [`Library::verify`] has seen before, or that were
    /// built here. On a damaged one answers may be wrong, but nothing panics.
    ///
    /// While it is open nobody may shorten the file: the system would kill the process. Whoever writes to it changes the
    /// library, which [`Library::verify`] finds. To bring a new version, rename a new file over the old one, as all of ramatch
    /// does: who has opened the old one keeps it. Windows refuses to rename over a file that is open: write the new
    /// version under another name there, or close the library first.
    ///
    /// # Errors
    /// [`Error::Io`], and [`Error::Library`] with the reason.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let map = map::map(path)?;
        Self::opened(Bytes::Mapped(Arc::new(map)))
            .map(|library| library.in_file(path))
            .map_err(|error| error.of_file(path))
    }

    fn in_file(self, path: &Path) -> Self {
        Self { path: path.canonicalize().ok().map(Arc::from), ..self }
    }

    /// The file that it was read from or lies in, by its name without links; none for one that was made in memory.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether it is the built-in one.
    pub(super) fn is_embedded(&self) -> bool {
        matches!(self.bytes, Bytes::Embedded(_))
    }

    /// What is known of it where it was made of several.
    pub(super) fn together_with(&self) -> Option<&Together> {
        self.together.as_deref()
    }

    /// The same, of which that is known.
    pub(super) fn knowing(self, together: Together) -> Self {
        Self { together: Some(Arc::new(together)), ..self }
    }

    /// A library in memory, of which header and section table are checked and no more, as by [`Library::open`].
    ///
    /// # Errors
    /// [`Error::Library`] with the reason.
    pub fn in_memory(bytes: Vec<u8>) -> Result<Self, Error> {
        Self::opened(Bytes::Read(Arc::new(bytes)))
    }

    /// A library in memory of which everything is checked, as by [`Library::read`].
    ///
    /// # Errors
    /// [`Error::Library`] with the reason.
    pub fn verified_bytes(bytes: Vec<u8>) -> Result<Self, Error> {
        Self::verified(Bytes::Read(Arc::new(bytes)))
    }

    fn opened(bytes: Bytes) -> Result<Self, Error> {
        let layout = Layout::of(bytes.get()).map_err(Error::library)?;
        let library = Self { bytes, layout, path: None, together: None };
        library.metadata()?;
        Ok(library)
    }

    fn verified(bytes: Bytes) -> Result<Self, Error> {
        let library = Self::opened(bytes)?;
        library.check()?;
        Ok(library)
    }

    /// All that [`Library::verify`] checks but what is made again of measured spectra.
    pub(super) fn check(&self) -> Result<(), Error> {
        let view = self.view();
        // In one step.
        Check::new(view).step(usize::MAX).map_err(Error::library)?;
        self.metadata()?.verify(&view)?;
        let refused =
            |reason: &str| Error::Library { path: None, code: Code::BadEntry, reason: reason.into() };
        Sketch::of(&view).map_err(refused)?;
        Sketch::verify(&view)?;
        index::verify(&view).map_err(|reason| refused(&reason))?;
        if let Some(codes) = Codes::of(&view).map_err(refused)? {
            codes.check().map_err(refused)?;
            if let Some(row) = codes.first_wrong(&view) {
                return Err(refused(&format!("the codes of entry {row} are not those of its row")));
            }
        }
        Ok(())
    }

    /// The library in place.
    #[must_use]
    pub fn view(&self) -> LibraryRef<'_> {
        self.layout.over(self.bytes.get())
    }

    fn metadata(&self) -> Result<Metadata<'_>, Error> {
        Metadata::of(&self.view())
    }

    /// What is known of the entry at `index`, from 0; none where the library says no more than its record.
    ///
    /// # Errors
    /// [`Error::Library`] for a record that cannot be read, which [`Library::verify`] would have found.
    pub fn entry_content(&self, index: u32) -> Result<Option<EntryContent>, Error> {
        self.metadata()?.entry(index)
    }

    /// What is known of the substance at `index`, from 0; none where the library says no more than its record.
    ///
    /// # Errors
    /// [`Error::Library`] for a record that cannot be read, which [`Library::verify`] would have found.
    pub fn substance_content(&self, index: u32) -> Result<Option<SubstanceContent>, Error> {
        self.metadata()?.substance(index)
    }

    /// The families that its substances name, in the order of their ids.
    ///
    /// # Errors
    /// [`Error::Library`] for a record that cannot be read, which [`Library::verify`] would have found.
    pub fn families(&self) -> Result<Vec<FamilyContent>, Error> {
        self.metadata()?.families()
    }

    /// The notices of the packs that its references came with, in the order of their names.
    ///
    /// # Errors
    /// [`Error::Library`] for a record that cannot be read, which [`Library::verify`] would have found.
    pub fn notices(&self) -> Result<Vec<NoticeContent>, Error> {
        self.metadata()?.notices()
    }

    /// Substances, sources, hints, families and notices, in the order of their ids; empty for a library without metadata.
    ///
    /// # Errors
    /// [`Error::Library`] for a record that cannot be read, which [`Library::verify`] would have found.
    pub fn content_without_entries(&self) -> Result<Content, Error> {
        self.metadata()?.without_entries()
    }

    /// All that it was made from, read into memory; empty for a library without metadata.
    ///
    /// # Errors
    /// [`Error::Library`] for a record that cannot be read, which [`Library::verify`] would have found.
    pub fn content(&self) -> Result<Content, Error> {
        self.metadata()?.content()
    }

    /// The bytes of the file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get()
    }

    /// The identity: BLAKE3 of the file, in hexadecimal digits.
    #[must_use]
    pub fn hash(&self) -> String {
        blake3::Hash::from_bytes(self.view().stated_hash()).to_hex().to_string()
    }
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library").field("hash", &self.hash()).field("entries", &self.view().len()).finish()
    }
}

//! Libraries: embedded, read from a file, built from text.

mod build;
mod builder;
mod content;
mod metadata;
mod records;
mod text;
mod validate;

pub use builder::{LibraryBuilder, Reference};
pub use content::{
    BandRow, Content, EntryContent, HintContent, Profile, Raw, SourceContent, SubstanceContent, TAGS,
};

use crate::{Error, file};
use ramatch_core::library::format;
use ramatch_core::{Code, LibraryRef, Recipe};
use std::borrow::Cow;
use std::path::Path;

/// The built-in library; `ramatch library build spectra-library` makes it.
static EMBEDDED: &[u8] = include_bytes!("../../data/demonstration.rsl");

/// Longest library file that is read into memory.
const LIMIT: usize = 1 << 30;

/// A library and what it was made from.
#[derive(Clone)]
pub struct Library {
    bytes: Cow<'static, [u8]>,
    content: Content,
}

impl Library {
    /// The built-in demonstration library.
    ///
    /// # Errors
    /// [`Error::Library`] if the program's own bytes were damaged.
    pub fn embedded() -> Result<Self, Error> {
        Self::from_bytes(Cow::Borrowed(EMBEDDED))
    }

    /// A library from a file, read into memory and verified: every hash, every entry, every sample.
    ///
    /// # Errors
    /// [`Error::Io`], and [`Error::Library`] with the reason; no part of a refused library can be used.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bytes = file::read_bytes(path, LIMIT)?;
        Self::from_bytes(Cow::Owned(bytes)).map_err(|error| error.of_file(path))
    }

    /// A library made from content by a recipe. The same content and recipe give the same bytes everywhere.
    ///
    /// Entries made of bands are drawn at `resolution_cm1` where that is broader than their source's.
    /// `progress` is told how many of how many entries are done.
    ///
    /// # Errors
    /// [`Error::Library`] naming the entry that cannot be prepared; [`Error::Spectrum`] for a recipe that
    /// cannot be carried out.
    pub fn build(
        content: &Content,
        recipe: &Recipe,
        resolution_cm1: Option<f64>,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Self, Error> {
        Self::from_bytes(Cow::Owned(build::build(content, recipe, resolution_cm1, progress)?))
    }

    /// The same references prepared by another recipe.
    ///
    /// # Errors
    /// As [`Library::build`], and [`Error::Library`] for a library without the raw references.
    pub fn prepared_by(&self, recipe: &Recipe) -> Result<Self, Error> {
        if self.view().recipe_id() == recipe.id() {
            return Ok(self.clone());
        }
        if self.content.entries.is_empty() {
            let (query, library) = (recipe.id().0, self.view().recipe_id().0);
            return Err(Error::library(ramatch_core::Error::RecipeMismatch { query, library }));
        }
        Self::build(&self.content, recipe, None, &mut |_, _| {})
    }

    fn from_bytes(bytes: Cow<'static, [u8]>) -> Result<Self, Error> {
        let view = LibraryRef::open(&bytes).map_err(Error::library)?;
        verify_hashes(&view)?;
        view.verify_entries().map_err(Error::library)?;
        let section = view.sections().find(|section| section.kind == format::METADATA);
        let content = match section {
            Some(section) => metadata::decode(section.content)?,
            None => Content::default(),
        };
        Ok(Self { bytes, content })
    }

    /// The library in place.
    #[must_use]
    pub fn view(&self) -> LibraryRef<'_> {
        match LibraryRef::open(&self.bytes) {
            Ok(view) => view,
            Err(_) => unreachable!("the bytes were opened when the library was made, and do not change"),
        }
    }

    /// What it was made from; empty for a library without metadata.
    #[must_use]
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// The bytes of the file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
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

fn verify_hashes(view: &LibraryRef<'_>) -> Result<(), Error> {
    let refuse = |what: &str| {
        let reason = format!("{what} does not match its hash: the library is damaged");
        Err(Error::Library { path: None, code: Code::HashMismatch, reason })
    };
    if build::file_hash(view.bytes()) != view.stated_hash() {
        return refuse("the content");
    }
    for section in view.sections() {
        if blake3::hash(section.content).as_bytes() != &section.hash {
            return refuse(&format!("section {}", section.kind));
        }
    }
    Ok(())
}

//! The view over a library's bytes, and the scan.

use super::format::{self, bytes_at, f32_at, u16_at, u32_at, u64_at};
use crate::{Error, Grid, Hit, Interval, LibraryError, Prepared, Recipe, RecipeId, Score, TopK, similarity};

/// A library over bytes in place.
#[derive(Clone, Copy)]
pub struct LibraryRef<'a> {
    bytes: &'a [u8],
    sections: &'a [u8],
    recipe: Recipe,
    id: RecipeId,
    rows: &'a [u8],
    entries: &'a [u8],
    substances: &'a [u8],
    strings: &'a [u8],
}

/// One row of the section table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section<'a> {
    /// What it holds; see [`format`](super::format).
    pub kind: u32,
    /// Version of its layout.
    pub version: u16,
    /// Whether a reader has to understand it.
    pub required: bool,
    /// Its content.
    pub content: &'a [u8],
    /// BLAKE3 of its content, as the file states it.
    pub hash: [u8; format::HASH_LEN],
}

/// How far a reference may be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
#[repr(u8)]
pub enum Grade {
    /// Measured on a known specimen by a known instrument.
    Reference = 1,
    /// Drawn from published positions, with stated default widths.
    Published = 2,
    /// Measured in the field, or of undocumented origin: unverified.
    Field = 3,
}

impl Grade {
    /// Every grade.
    pub const ALL: [Grade; 3] = [Grade::Reference, Grade::Published, Grade::Field];

    /// The name in texts and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Grade::Reference => "reference",
            Grade::Published => "published",
            Grade::Field => "field",
        }
    }
}

/// What a reference was made from. (Hints have no row and are no entries.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[repr(u8)]
pub enum EntryKind {
    /// A measured curve.
    Curve = 1,
    /// Drawn from a table of bands.
    Bands = 2,
}

/// One reference: a prepared row and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry<'a> {
    /// Index of its substance.
    pub substance: u32,
    /// Where it is known on the grid.
    pub interval: Interval,
    /// How far it may be trusted; none where the record holds an unknown number.
    pub grade: Option<Grade>,
    /// What it was made from; none where the record holds an unknown number.
    pub kind: Option<EntryKind>,
    /// Laser in nm, 0 if unknown.
    pub laser_nm: f32,
    /// Resolution that its bands contain, in cm⁻¹, 0 if unknown.
    pub resolution_cm1: f32,
    /// Its id, unique in the library.
    pub id: &'a str,
    /// Form (salt, hydrate, polymorph, state), empty if not stated.
    pub form: &'a str,
    /// Id of its source.
    pub source: &'a str,
}

/// One substance, whatever the number of its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Substance<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its preferred name.
    pub name: &'a str,
}

impl<'a> LibraryRef<'a> {
    /// Opens library bytes in place. O(sections).
    ///
    /// # Errors
    /// [`Error::Library`] with the reason. No part of a refused library can be used.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        let actual = bytes.len() as u64;
        let truncated = |declared: u64| LibraryError::Truncated { declared, actual };
        if bytes_at(bytes, 0) != Some(format::MAGIC) {
            return Err(LibraryError::BadMagic.into());
        }
        let header = |value: Option<u64>| value.ok_or(truncated(format::HEADER_LEN as u64));
        let version = header(u16_at(bytes, 8).map(u64::from))? as u16;
        if version != format::VERSION {
            let supported = format::VERSION;
            return Err(LibraryError::BadVersion { got: version, supported }.into());
        }
        let count = header(u32_at(bytes, 12).map(u64::from))?;
        let declared = header(u64_at(bytes, 16))?;
        let table_end = format::HEADER_LEN as u64 + count * format::SECTION_LEN as u64;
        if declared != actual || table_end > actual {
            return Err(truncated(declared.max(table_end)).into());
        }
        let sections = usize::try_from(table_end)
            .ok()
            .and_then(|end| bytes.get(format::HEADER_LEN..end))
            .ok_or(truncated(table_end))?;
        check_table(bytes, sections, table_end)?;

        let find =
            |kind| sections_of(bytes, sections).find(|s| s.kind == kind).map_or(&[][..], |s| s.content);
        let recipe = Recipe::from_canonical(find(format::RECIPE))?;
        let library = Self {
            bytes,
            sections,
            recipe,
            id: recipe.id(),
            rows: find(format::ROWS),
            entries: find(format::ENTRIES),
            substances: find(format::SUBSTANCES),
            strings: find(format::STRINGS),
        };
        let row_len = 4 * recipe.grid().len as u64;
        let records = library.entries.len() / format::ENTRY_LEN;
        let whole = library.entries.len().is_multiple_of(format::ENTRY_LEN)
            && library.substances.len().is_multiple_of(format::SUBSTANCE_LEN)
            && library.rows.len() as u64 == records as u64 * row_len
            && u32::try_from(records).is_ok();
        if !whole {
            let reason = "the lengths of rows, entries and substances do not fit together";
            return Err(LibraryError::BadEntry { index: 0, reason }.into());
        }
        Ok(library)
    }

    /// Checks every record and sample. O(size of the library).
    ///
    /// # Errors
    /// [`LibraryError::BadEntry`] for the first entry that contradicts itself.
    pub fn verify_entries(&self) -> Result<(), Error> {
        for index in 0..self.len() {
            let refuse = |reason| Err(LibraryError::BadEntry { index, reason }.into());
            let Some(entry) = self.entry(index) else { return refuse("no record") };
            let record = self.record(index);
            let stated = |at| u32_at(record, at).map(|v| v as usize);
            if stated(4) != Some(entry.interval.lo) || stated(8) != Some(entry.interval.hi) {
                return refuse("the interval leaves the grid");
            }
            if entry.interval.is_empty() {
                return refuse("the interval is empty");
            }
            if entry.grade.is_none() || entry.kind.is_none() {
                return refuse("unknown grade or kind");
            }
            if self.substance(entry.substance).is_none_or(|s| s.name.is_empty() || s.id.is_empty()) {
                return refuse("its substance has no name");
            }
            if entry.id.is_empty() || entry.source.is_empty() {
                return refuse("it has no id or no source");
            }
            let text_fits = |at| self.text(record, at).is_some();
            if !(text_fits(24) && text_fits(32) && text_fits(40)) {
                return refuse("a text lies outside the strings or is not UTF-8");
            }
            let row = self.row(index);
            if !row.iter().all(|s| f32::from_le_bytes(*s).is_finite()) {
                return refuse("a sample is not finite");
            }
            let outside = [&row[..entry.interval.lo], &row[entry.interval.hi..]];
            if outside.iter().any(|part| part.iter().any(|s| *s != [0; 4])) {
                return refuse("a sample outside the interval is not 0");
            }
        }
        Ok(())
    }

    /// The recipe that prepared the rows.
    #[must_use]
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// The recipe's identity.
    #[must_use]
    pub fn recipe_id(&self) -> RecipeId {
        self.id
    }

    /// The grid.
    #[must_use]
    pub fn grid(&self) -> Grid {
        self.recipe.grid()
    }

    /// Number of entries.
    #[must_use]
    pub fn len(&self) -> u32 {
        (self.entries.len() / format::ENTRY_LEN) as u32
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of substances.
    #[must_use]
    pub fn substances_len(&self) -> u32 {
        (self.substances.len() / format::SUBSTANCE_LEN) as u32
    }

    /// The hash of the whole file, as the header states it: the library's identity.
    #[must_use]
    pub fn stated_hash(&self) -> [u8; format::HASH_LEN] {
        bytes_at(self.bytes, format::FILE_HASH_AT).unwrap_or_default()
    }

    /// All bytes of the library.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The rows of the section table.
    pub fn sections(&self) -> impl Iterator<Item = Section<'a>> + use<'a> {
        sections_of(self.bytes, self.sections)
    }

    /// The record of entry `index`, if there is one.
    #[must_use]
    pub fn entry(&self, index: u32) -> Option<Entry<'a>> {
        let record = self.record(index);
        let number = |at| u32_at(record, at);
        let len = self.grid().len;
        let lo = (number(4)? as usize).min(len);
        let grade = record.get(12).copied();
        let kind = record.get(13).copied();
        Some(Entry {
            substance: number(0)?,
            interval: Interval { lo, hi: (number(8)? as usize).clamp(lo, len) },
            grade: Grade::ALL.into_iter().find(|g| Some(*g as u8) == grade),
            kind: [EntryKind::Curve, EntryKind::Bands].into_iter().find(|k| Some(*k as u8) == kind),
            laser_nm: f32_at(record, 16)?,
            resolution_cm1: f32_at(record, 20)?,
            id: self.text(record, 24).unwrap_or(""),
            form: self.text(record, 32).unwrap_or(""),
            source: self.text(record, 40).unwrap_or(""),
        })
    }

    /// Substance `index`, if there is one.
    #[must_use]
    pub fn substance(&self, index: u32) -> Option<Substance<'a>> {
        let at = (index as usize).checked_mul(format::SUBSTANCE_LEN)?;
        let record = self.substances.get(at..)?.get(..format::SUBSTANCE_LEN)?;
        Some(Substance { id: self.text(record, 0).unwrap_or(""), name: self.text(record, 8).unwrap_or("") })
    }

    /// The prepared samples of entry `index`, each as its four little-endian bytes; none for an unknown entry.
    #[must_use]
    pub fn row(&self, index: u32) -> &'a [[u8; 4]] {
        let len = self.grid().len;
        let (samples, _) = self.rows.as_chunks::<4>();
        (index as usize).checked_mul(len).and_then(|at| samples.get(at..at + len)).unwrap_or(&[])
    }

    /// The score of one entry, if the overlap allows one.
    ///
    /// # Errors
    /// [`Error::RecipeMismatch`] for a query of another recipe.
    pub fn score(&self, query: &Prepared<'_>, index: u32) -> Result<Option<Score>, Error> {
        self.same_recipe(query)?;
        Ok(self.score_unchecked(query, index))
    }

    /// Scores every entry and hands those that have a score to `visit`, in the order of the entries.
    ///
    /// O(entries × grid.len), no allocation.
    ///
    /// # Errors
    /// [`Error::RecipeMismatch`] for a query of another recipe.
    pub fn for_each_score(
        &self,
        query: &Prepared<'_>,
        mut visit: impl FnMut(u32, Score),
    ) -> Result<(), Error> {
        self.same_recipe(query)?;
        for index in 0..self.len() {
            if let Some(score) = self.score_unchecked(query, index) {
                visit(index, score);
            }
        }
        Ok(())
    }

    /// Offers every scored entry to `top`.
    ///
    /// # Errors
    /// [`Error::RecipeMismatch`] for a query of another recipe.
    pub fn scan(&self, query: &Prepared<'_>, top: &mut TopK<'_>) -> Result<(), Error> {
        self.for_each_score(query, |entry, score| top.offer(Hit { entry, score: score.cosine }))
    }

    fn score_unchecked(&self, query: &Prepared<'_>, index: u32) -> Option<Score> {
        let entry = self.entry(index)?;
        similarity::cosine(
            (query.samples(), query.interval()),
            (self.row(index), entry.interval),
            self.grid().step_cm1,
            self.recipe.overlap_limits(),
        )
    }

    fn same_recipe(&self, query: &Prepared<'_>) -> Result<(), Error> {
        if query.recipe() == self.id {
            return Ok(());
        }
        Err(Error::RecipeMismatch { query: query.recipe().0, library: self.id.0 })
    }

    fn record(&self, index: u32) -> &'a [u8] {
        let at = (index as usize).checked_mul(format::ENTRY_LEN);
        at.and_then(|at| self.entries.get(at..)?.get(..format::ENTRY_LEN)).unwrap_or(&[])
    }

    /// The text that offset and length at `at` in a record point to.
    fn text(&self, record: &[u8], at: usize) -> Option<&'a str> {
        let (offset, len) = (u32_at(record, at)? as usize, u32_at(record, at + 4)? as usize);
        core::str::from_utf8(self.strings.get(offset..offset.checked_add(len)?)?).ok()
    }
}

impl core::fmt::Debug for LibraryRef<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let mut shown = f.debug_struct("LibraryRef");
        shown.field("recipe", &self.id).field("entries", &self.len()).field("bytes", &self.bytes.len());
        shown.finish()
    }
}

/// The sections of a checked table.
fn sections_of<'a>(bytes: &'a [u8], table: &'a [u8]) -> impl Iterator<Item = Section<'a>> + use<'a> {
    table.chunks_exact(format::SECTION_LEN).filter_map(move |row| {
        let (offset, len) = (u64_at(row, 8)?, u64_at(row, 16)?);
        let from = usize::try_from(offset).ok()?;
        let to = usize::try_from(offset.checked_add(len)?).ok()?;
        Some(Section {
            kind: u32_at(row, 0)?,
            version: u16_at(row, 4)?,
            required: u16_at(row, 6)? & format::REQUIRED != 0,
            content: bytes.get(from..to)?,
            hash: bytes_at(row, 24)?,
        })
    })
}

/// Refuses sections that overlap, leave the file, are unknown but required, missing, or there twice.
fn check_table(bytes: &[u8], table: &[u8], table_end: u64) -> Result<(), Error> {
    let mut free_from = table_end;
    for row in table.chunks_exact(format::SECTION_LEN) {
        let (offset, len) = (u64_at(row, 8).unwrap_or(u64::MAX), u64_at(row, 16).unwrap_or(u64::MAX));
        let end = offset.checked_add(len).filter(|&end| end <= bytes.len() as u64 && offset >= free_from);
        let Some(end) = end else {
            return Err(LibraryError::BadOffset { what: "a section", offset, len }.into());
        };
        free_from = end;
    }
    for section in sections_of(bytes, table) {
        let Section { kind, version, required, .. } = section;
        if required && !(format::NEEDED.contains(&kind) && version == 0) {
            return Err(LibraryError::UnknownSection { kind, version }.into());
        }
    }
    for kind in format::NEEDED {
        let count = sections_of(bytes, table).filter(|s| s.kind == kind).count() as u32;
        if count != 1 {
            return Err(LibraryError::SectionCount { kind, count }.into());
        }
    }
    Ok(())
}

//! The view over a library's bytes, and the scan.

use super::format::{self, bytes_at, f32_at, u32_at};
use super::layout::{Layout, Section, Span, sections_of};
use super::row::{Codes, Row, RowFormat};
use crate::compare::short::Shortened;
use crate::compare::similarity::{self, Score};
use crate::compare::topk::{Hit, TopK};
use crate::ground::error::{Error, LibraryError};
use crate::measured::grid::{Grid, Interval};
use crate::recipe::data::{Recipe, RecipeId};
use crate::recipe::pipeline::Prepared;
use ramatch_kernels::Sample;

/// A library over bytes in place.
///
/// ```
/// use ramatch_core::{Error, LibraryRef};
/// /// How many references and substances a library in flash has.
/// fn counts(flash: &[u8]) -> Result<(u32, u32), Error> {
///     let library = LibraryRef::open(flash)?;
///     Ok((library.len(), library.substances_len()))
/// }
/// assert_eq!(counts(b"something else").unwrap_err().code().name(), "bad_magic");
/// ```
#[derive(Clone, Copy)]
pub struct LibraryRef<'a> {
    bytes: &'a [u8],
    layout: Layout,
    sections: &'a [u8],
    rows: &'a [u8],
    entries: &'a [u8],
    substances: &'a [u8],
    strings: &'a [u8],
    scales: &'a [u8],
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

impl Layout {
    /// The library in these bytes, which are those that the layout was made of. Over other bytes it answers nonsense, but answers.
    #[must_use]
    pub fn over<'a>(&self, bytes: &'a [u8]) -> LibraryRef<'a> {
        LibraryRef::new(bytes, *self, |(from, to)| bytes.get(from..to).unwrap_or_default())
    }
}

impl<'a> LibraryRef<'a> {
    /// Opens library bytes in place. O(sections).
    ///
    /// # Errors
    /// [`Error::Library`] with the reason. No part of a refused library can be used.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        Ok(Layout::of(bytes)?.over(bytes))
    }

    fn new(bytes: &'a [u8], layout: Layout, part: impl Fn(Span) -> &'a [u8]) -> Self {
        Self {
            bytes,
            layout,
            sections: part(layout.sections),
            rows: part(layout.rows),
            entries: part(layout.entries),
            substances: part(layout.substances),
            strings: part(layout.strings),
            scales: part(layout.scales),
        }
    }

    /// Checks every record and sample. O(size of the library).
    ///
    /// # Errors
    /// [`LibraryError::BadEntry`] for the first entry that contradicts itself.
    pub fn verify_entries(&self) -> Result<(), Error> {
        (0..self.len()).try_for_each(|index| self.verify_entry(index))
    }

    /// Checks record and samples of entry `index`. O(grid.len).
    ///
    /// # Errors
    /// [`LibraryError::BadEntry`] for one that contradicts itself, or is none.
    pub fn verify_entry(&self, index: u32) -> Result<(), Error> {
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
        let sane = |number: f32| number.is_finite() && number >= 0.0;
        if !sane(row.scale) || !sane(row.residual_norm) {
            return refuse("its scale or its residual norm is no finite number from 0 on");
        }
        let refused = match row.codes {
            Codes::F32(codes) => refused_samples(codes, entry.interval),
            Codes::I16(codes) => refused_samples(codes, entry.interval),
            Codes::I8(codes) => refused_samples(codes, entry.interval),
        };
        refused.map_or(Ok(()), refuse)
    }

    /// The recipe that prepared the rows.
    #[must_use]
    pub fn recipe(&self) -> &Recipe {
        &self.layout.recipe
    }

    /// The recipe's identity.
    #[must_use]
    pub fn recipe_id(&self) -> RecipeId {
        self.layout.id
    }

    /// The grid.
    #[must_use]
    pub fn grid(&self) -> Grid {
        self.layout.recipe.grid()
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
        let grade = record.get(12).copied();
        let kind = record.get(13).copied();
        Some(Entry {
            substance: u32_at(record, 0)?,
            interval: self.interval_of(record)?,
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

    /// How rows are stored.
    #[must_use]
    pub fn row_format(&self) -> RowFormat {
        self.layout.format
    }

    /// The prepared samples of entry `index`; none for an unknown entry.
    #[must_use]
    pub fn row(&self, index: u32) -> Row<'a> {
        let at = (index as usize).checked_mul(format::SCALE_LEN);
        let about = at.and_then(|at| self.scales.get(at..)).unwrap_or(&[]);
        Row::of(self.layout.format, self.row_bytes(index), about)
    }

    /// The bytes of the row of entry `index`; none for an unknown entry.
    #[must_use]
    pub fn row_bytes(&self, index: u32) -> &'a [u8] {
        let len = self.layout.row_len();
        (index as usize)
            .checked_mul(len)
            .and_then(|at| self.rows.get(at..at.checked_add(len)?))
            .unwrap_or(&[])
    }

    /// The codes of all emphasised rows, `entries × short.len` by [`Shortened::of`] the grid, if the library holds those that its recipe
    /// asks for.
    #[must_use]
    pub fn emphasized_rows(&self) -> Option<&'a [u8]> {
        self.layout.recipe.emphasized_by()?;
        let content = self.sections().find(|section| section.kind == format::BANDS)?.content;
        let len = Shortened::of(self.grid()).len();
        (Some(content.len()) == (self.len() as usize).checked_mul(len)).then_some(content)
    }

    /// Where entry `index` is known on the grid: what [`LibraryRef::entry`] says, without its texts.
    #[must_use]
    pub fn interval(&self, index: u32) -> Option<Interval> {
        self.interval_of(self.record(index))
    }

    /// The substance of entry `index`: what [`LibraryRef::entry`] says, without its texts.
    #[must_use]
    pub fn substance_of(&self, index: u32) -> Option<u32> {
        u32_at(self.record(index), 0)
    }

    /// The score of one entry, if the overlap allows one.
    ///
    /// # Errors
    /// [`Error::RecipeMismatch`] for a query of another recipe.
    pub fn score(&self, query: &Prepared<'_>, index: u32) -> Result<Option<Score>, Error> {
        self.same_recipe(query)?;
        Ok(self.score_unchecked(query, index))
    }

    /// The score of one entry by samples that may not be as a pipeline made them, such as a query whose axis was moved.
    ///
    /// `samples` are `[grid.len]`; none where the overlap does not allow a score.
    #[must_use]
    pub fn score_samples(&self, (samples, interval): (&[f32], Interval), index: u32) -> Option<Score> {
        fn of<S: Sample>(
            view: &LibraryRef<'_>,
            query: (&[f32], Interval),
            row: (&[S], Interval),
        ) -> Option<Score> {
            similarity::cosine(query, row, view.grid().step_cm1, view.layout.recipe.overlap_limits())
        }
        let (query, known) = ((samples, interval), self.interval(index)?);
        match self.row(index).codes {
            Codes::F32(codes) => of(self, query, (codes, known)),
            Codes::I16(codes) => of(self, query, (codes, known)),
            Codes::I8(codes) => of(self, query, (codes, known)),
        }
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
        self.score_samples((query.samples(), query.interval()), index)
    }

    fn interval_of(&self, record: &[u8]) -> Option<Interval> {
        let len = self.grid().len;
        let lo = (u32_at(record, 4)? as usize).min(len);
        Some(Interval { lo, hi: (u32_at(record, 8)? as usize).clamp(lo, len) })
    }

    fn same_recipe(&self, query: &Prepared<'_>) -> Result<(), Error> {
        if query.recipe() == self.layout.id {
            return Ok(());
        }
        Err(Error::RecipeMismatch { query: query.recipe().0, library: self.layout.id.0 })
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
        shown
            .field("recipe", &self.layout.id)
            .field("entries", &self.len())
            .field("bytes", &self.bytes.len());
        shown.finish()
    }
}

/// Why the samples of a row cannot be.
fn refused_samples<S: Sample>(codes: &[S], interval: Interval) -> Option<&'static str> {
    if !codes.iter().all(|code| code.value().is_finite()) {
        return Some("a sample is not finite");
    }
    let outside = codes.iter().enumerate().filter(|(i, _)| !(interval.lo..interval.hi).contains(i));
    // By its bits: −0 is refused as well.
    let zero = |code: &S| code.value().to_bits() == 0;
    outside.into_iter().any(|(_, code)| !zero(code)).then_some("a sample outside the interval is not 0")
}

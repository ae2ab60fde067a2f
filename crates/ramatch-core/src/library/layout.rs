//! Where everything lies in a library file, checked once.

use super::format::{self, bytes_at, u16_at, u32_at, u64_at};
use super::row::RowFormat;
use crate::ground::error::{Error, LibraryError};
use crate::recipe::data::{Recipe, RecipeId};

/// First byte, and first byte beyond.
pub(super) type Span = (usize, usize);

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

/// Where everything lies in the bytes of a library. It borrows nothing, so that whoever owns the bytes can keep it beside them.
#[derive(Clone, Copy)]
pub struct Layout {
    pub(super) recipe: Recipe,
    pub(super) id: RecipeId,
    pub(super) format: RowFormat,
    pub(super) sections: Span,
    pub(super) rows: Span,
    pub(super) entries: Span,
    pub(super) substances: Span,
    pub(super) strings: Span,
    pub(super) scales: Span,
}

impl Layout {
    /// Checks header and section table. O(sections).
    ///
    /// # Errors
    /// [`Error::Library`] with the reason.
    pub fn of(bytes: &[u8]) -> Result<Self, Error> {
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
        let row_format = header(u16_at(bytes, format::ROW_FORMAT_AT).map(u64::from))?;
        let count = header(u32_at(bytes, 12).map(u64::from))?;
        let declared = header(u64_at(bytes, 16))?;
        let stated_id = header(u64_at(bytes, format::RECIPE_ID_AT))?;
        let table_end = format::HEADER_LEN as u64 + count * format::SECTION_LEN as u64;
        if declared != actual || table_end > actual {
            return Err(truncated(declared.max(table_end)).into());
        }
        let Ok(end) = usize::try_from(table_end) else { return Err(truncated(table_end).into()) };
        let table = (format::HEADER_LEN, end);
        let sections = bytes.get(table.0..table.1).ok_or(truncated(table_end))?;
        check_table(bytes, sections, table_end)?;
        // The second byte is reserved.
        let row_format = u8::try_from(row_format).ok().and_then(RowFormat::of);
        let refuse = |reason| Error::from(LibraryError::BadEntry { index: 0, reason });
        let row_format =
            row_format.ok_or(refuse("the rows are in a format that this build does not know"))?;

        let find = |kind| {
            let mut rows = sections.chunks_exact(format::SECTION_LEN);
            let row = rows.find(|row| u32_at(row, 0) == Some(kind));
            row.and_then(span_of).unwrap_or_default()
        };
        let (from, to) = find(format::RECIPE);
        let recipe = Recipe::from_canonical(bytes.get(from..to).unwrap_or_default())?;
        if recipe.id().0 != stated_id {
            return Err(refuse("the header states another recipe than the library holds"));
        }
        let layout = Self {
            recipe,
            id: recipe.id(),
            format: row_format,
            sections: table,
            rows: find(format::ROWS),
            entries: find(format::ENTRIES),
            substances: find(format::SUBSTANCES),
            strings: find(format::STRINGS),
            scales: find(format::SCALES),
        };
        let len = |(from, to): Span| to - from;
        let records = len(layout.entries) / format::ENTRY_LEN;
        let scales = if row_format == RowFormat::F32 { 0 } else { records as u64 * format::SCALE_LEN as u64 };
        let whole = len(layout.entries).is_multiple_of(format::ENTRY_LEN)
            && len(layout.substances).is_multiple_of(format::SUBSTANCE_LEN)
            && len(layout.rows) as u64 == records as u64 * layout.row_len() as u64
            && len(layout.scales) as u64 == scales
            && u32::try_from(records).is_ok();
        if !whole {
            return Err(refuse("the lengths of rows, scales, entries and substances do not fit together"));
        }
        Ok(layout)
    }

    /// Bytes of a row.
    pub(super) fn row_len(&self) -> usize {
        self.recipe.grid().len * self.format.sample_len()
    }
}

/// Where a row of the section table points to.
fn span_of(row: &[u8]) -> Option<Span> {
    let (offset, len) = (u64_at(row, 8)?, u64_at(row, 16)?);
    Some((usize::try_from(offset).ok()?, usize::try_from(offset.checked_add(len)?).ok()?))
}

/// The sections of a checked table.
pub(super) fn sections_of<'a>(
    bytes: &'a [u8],
    table: &'a [u8],
) -> impl Iterator<Item = Section<'a>> + use<'a> {
    table.chunks_exact(format::SECTION_LEN).filter_map(move |row| {
        let (from, to) = span_of(row)?;
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
        if required && !((format::NEEDED.contains(&kind) || kind == format::SCALES) && version == 0) {
            return Err(LibraryError::UnknownSection { kind, version }.into());
        }
    }
    for kind in format::NEEDED {
        let count = sections_of(bytes, table).filter(|s| s.kind == kind).count() as u32;
        if count != 1 {
            return Err(LibraryError::SectionCount { kind, count }.into());
        }
    }
    let count = sections_of(bytes, table).filter(|s| s.kind == format::SCALES).count() as u32;
    if count > 1 {
        return Err(LibraryError::SectionCount { kind: format::SCALES, count }.into());
    }
    Ok(())
}

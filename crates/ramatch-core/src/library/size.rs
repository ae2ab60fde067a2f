//! How large a library file is, before there is one.

use super::format;
use super::row::RowFormat;
use crate::compare::short::Shortened;
use crate::measured::grid::Grid;

/// What a library file is to hold.
///
/// ```
/// use ramatch_core::Grid;
/// use ramatch_core::library::{RowFormat, Size};
/// /// 500 references of 200 substances, with 60 bytes of text each.
/// const SIZE: Size = Size::new(Grid::FINGERPRINT, RowFormat::I8, 500, 200).texts(30_000).emphasized();
/// assert!(SIZE.bytes() < 900_000);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    grid_len: usize,
    short_len: usize,
    rows: RowFormat,
    entries: u32,
    substances: u32,
    texts: u64,
    recipe: u64,
    emphasized: bool,
    linear: bool,
}

impl Size {
    /// Rows of so many entries of so many substances on a grid, without texts.
    #[must_use]
    pub const fn new(grid: Grid, rows: RowFormat, entries: u32, substances: u32) -> Self {
        Self {
            grid_len: grid.len,
            short_len: Shortened::of(grid).len(),
            rows,
            entries,
            substances,
            texts: 0,
            recipe: 256,
            emphasized: false,
            linear: false,
        }
    }

    /// With so many bytes of texts.
    #[must_use]
    pub const fn texts(self, texts: u64) -> Self {
        Self { texts, ..self }
    }

    /// With a recipe of so many canonical bytes; 256 where nothing is said, which is enough for the default one.
    #[must_use]
    pub const fn recipe(self, recipe: u64) -> Self {
        Self { recipe, ..self }
    }

    /// With emphasised rows.
    #[must_use]
    pub const fn emphasized(self) -> Self {
        Self { emphasized: true, ..self }
    }

    /// With linear rows: `i8` beside rows of `i8`, else `i16`.
    #[must_use]
    pub const fn linear(self) -> Self {
        Self { linear: true, ..self }
    }

    /// Bytes of the file: header, table, and every section up to a multiple of 64 bytes.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        const fn section(there: bool, len: u64) -> u64 {
            if there { format::SECTION_LEN as u64 + len.next_multiple_of(64) } else { 0 }
        }
        let (n, entries) = (self.grid_len as u64, self.entries as u64);
        let integers = !matches!(self.rows, RowFormat::F32);
        let linear_len = if matches!(self.rows, RowFormat::I8) { 1 } else { 2 };
        let linear_row = format::LINEAR_RECORD_LEN as u64 + linear_len * n;
        format::HEADER_LEN as u64
            + section(true, self.recipe)
            + section(true, format::ENTRY_LEN as u64 * entries)
            + section(true, format::SUBSTANCE_LEN as u64 * self.substances as u64)
            + section(true, self.texts)
            + section(integers, format::SCALE_LEN as u64 * entries)
            + section(true, self.rows.sample_len() as u64 * n * entries)
            + section(self.emphasized, self.short_len as u64 * entries)
            + section(self.linear, format::LINEAR_HEAD_LEN as u64 + linear_row * entries)
    }
}

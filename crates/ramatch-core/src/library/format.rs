//! The layout of a library file: version 0, the candidate of version 1. What devices read is settled.
//!
//! Little-endian throughout, documented byte by byte in `spectra-library/FORMAT.md`. The file is a header, a
//! table of sections and the sections, in the order of their offsets and without overlap. A reader skips an
//! unknown section that is not marked as required and refuses one that is.

/// First bytes of every library. The line endings and the ^Z show when a transfer as text has damaged it.
pub const MAGIC: [u8; 8] = *b"RSL\x89\r\n\x1a\n";
/// Version that this build reads and writes.
pub const VERSION: u16 = 0;

/// Length of the header.
pub const HEADER_LEN: usize = 64;
/// Length of one row of the section table.
pub const SECTION_LEN: usize = 64;
/// Length of one entry record.
pub const ENTRY_LEN: usize = 48;
/// Length of one substance record.
pub const SUBSTANCE_LEN: usize = 16;
/// Length of a hash (BLAKE3).
pub const HASH_LEN: usize = 32;

/// Where the header keeps the hash of the whole file (taken with these bytes left out).
pub const FILE_HASH_AT: usize = 24;

/// Where the header keeps the format of the rows.
pub const ROW_FORMAT_AT: usize = 10;
/// Where the header keeps the recipe's id.
pub const RECIPE_ID_AT: usize = 56;
/// Length of one record of scale and residual norm.
pub const SCALE_LEN: usize = 8;

/// Flag of a section that a reader has to understand.
pub const REQUIRED: u16 = 1;

/// Canonical bytes of the recipe that prepared the rows.
pub const RECIPE: u32 = 1;
/// Rows: `entries × grid.len` samples in the format that the header states.
pub const ROWS: u32 = 2;
/// Entry records.
pub const ENTRIES: u32 = 3;
/// Substance records.
pub const SUBSTANCES: u32 = 4;
/// All texts, UTF-8, one after the other.
pub const STRINGS: u32 = 5;
/// Provenance of every entry, for hosts only (not required).
pub const METADATA: u32 = 6;

/// Small integers that bound every row's score, for fast searches (not required).
pub const SKETCH: u32 = 7;

/// Scale and residual norm of every row; required where rows are integers, and only there.
pub const SCALES: u32 = 8;
/// Rows once more as `i8`, for scans of everything (not required).
pub const CODES: u32 = 9;

/// Emphasised rows as `i8`, shortened, which the default matcher compares (not required: they can be made of the rows).
///
/// Section 10 of older libraries held them for all points of the grid. It is skipped.
pub const BANDS: u32 = 11;

/// What bounds the score of every emphasised row, for fast searches by the default matcher (not required).
pub const INDEX: u32 = 12;

/// Linear rows, by which mixtures are taken apart (not required: they can be made of the spectra as they were measured).
pub const LINEAR: u32 = 13;
/// Length of the head of linear rows.
pub const LINEAR_HEAD_LEN: usize = 16;
/// Length of one record of scale and norm of a linear row.
pub const LINEAR_RECORD_LEN: usize = 8;

/// The sections that every library has, once.
pub const NEEDED: [u32; 5] = [RECIPE, ROWS, ENTRIES, SUBSTANCES, STRINGS];

/// Reads `N` bytes at `at`.
pub(crate) fn bytes_at<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes_at(bytes, at).map(u16::from_le_bytes)
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes_at(bytes, at).map(u32::from_le_bytes)
}

pub(crate) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes_at(bytes, at).map(u64::from_le_bytes)
}

pub(crate) fn f32_at(bytes: &[u8], at: usize) -> Option<f32> {
    bytes_at(bytes, at).map(f32::from_le_bytes)
}

//! The emphasised rows of a library: what each of their codes can be.

use super::view::LibraryRef;
use crate::compare::short::Shortened;
use crate::ground::error::LibraryError;

/// Refuses codes that no row can have: −128, and anything but 0 outside what a reference is known of. O(library).
///
/// # Errors
/// [`LibraryError::BadEntry`] for the first such row.
pub fn verify_rows(view: &LibraryRef<'_>, codes: &[u8]) -> Result<(), LibraryError> {
    let len = Shortened::of(view.grid()).len().max(1);
    (0..).zip(codes.chunks_exact(len)).try_for_each(|(index, row)| verify_row(view, index, row))
}

/// The same of one row.
pub(super) fn verify_row(view: &LibraryRef<'_>, index: u32, row: &[u8]) -> Result<(), LibraryError> {
    let known = Shortened::of(view.grid()).interval(view.interval(index).unwrap_or_default());
    let beyond = |(i, &code): (usize, &u8)| code == 0x80 || (code != 0 && !(known.lo..known.hi).contains(&i));
    if row.iter().enumerate().any(beyond) {
        let reason = "its emphasised row has a code that it cannot have";
        return Err(LibraryError::BadEntry { index, reason });
    }
    Ok(())
}

//! A file mapped into memory: the one call of this crate that the compiler cannot check.

use crate::files::read::{io_error, regular_file};
use crate::ground::error::Error;
use memmap2::Mmap;
use std::path::Path;

/// The bytes of a file, which the system reads as they are looked at.
///
/// Whoever changes the file changes the bytes: [`Library::verify`](crate::Library::verify) finds that. Whoever shortens it makes the
/// system kill the process at the next look, which nothing can catch. ramatch itself never does either: it replaces
/// files by renaming new ones over them, and the map keeps the old one.
pub(crate) fn map(path: &Path) -> Result<Mmap, Error> {
    let (file, _) = regular_file(path)?;
    // SAFETY: the bytes are read as bytes that may be anything, at any time: all that reads them is total. That
    // nobody shortens the file is asked of the caller, in the doc of `Library::open`.
    #[allow(unsafe_code, reason = "a map is memory that others may write to")]
    let map = unsafe { Mmap::map(&file) };
    map.map_err(|source| io_error(path, "cannot be mapped into memory", source))
}

//! Files that only grow.

use super::place::Place;
use crate::files::read::io_error;
use crate::ground::error::Error;
use ramatch_core::Code;
use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

/// A file that is appended to, under a lock that its caller holds.
pub(crate) struct Appended;

impl Appended {
    /// Whether it may be appended to.
    ///
    /// # Errors
    /// [`Error::Io`] for a pipe or a device, a folder, a file that is write-protected.
    pub(crate) fn check(path: &Path) -> Result<Place, Error> {
        let place = Place::of(path)?;
        if place.is_special() {
            let reason = "is a pipe or a device, and what only grows is a file";
            return Err(Error::Io { path: path.into(), reason, code: Code::SpecialFile, source: None });
        }
        if place.is_write_protected() {
            return Err(place.write_protected());
        }
        Ok(place)
    }

    /// Appends bytes behind the first `len`, which have to be all that there is; synchronised. Where that fails, what was written of them
    /// is taken away again.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub(crate) fn append(path: &Path, len: u64, bytes: &[u8]) -> Result<(), Error> {
        let place = Self::check(path)?;
        let refuse = |error| io_error(path, "cannot be written", error);
        let mut file = OpenOptions::new().append(true).create(true).open(place.path()).map_err(refuse)?;
        if file.seek(SeekFrom::End(0)).map_err(refuse)? != len {
            let reason = "is written to by somebody who does not take its lock";
            return Err(Error::Io { path: path.into(), reason, code: Code::Locked, source: None });
        }
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        if written.is_err() {
            // The first error is the one to be told.
            let _ = file.set_len(len).and_then(|()| file.sync_all());
        }
        written.map_err(refuse)?;
        if len == 0 {
            sync_folder(place.path());
        }
        Ok(())
    }
}

/// Makes the name of a new file last. Where the system cannot, its name is as lasting as that of any new file.
fn sync_folder(path: &Path) {
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = std::fs::File::open(folder.unwrap_or(Path::new(".")));
        let _ = folder.and_then(|folder| folder.sync_all());
    }
    #[cfg(not(unix))]
    let _ = path;
}

//! A new version of a library takes the place of the one that it was made from, and of no other.

use super::opened::Library;
use crate::files::output::{Beside, FileLock};
use crate::files::read as file;
use crate::ground::error::Error;
use ramatch_core::Code;
use ramatch_core::library::format;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a writer waits for another one that is just renaming its file.
const PATIENCE: Duration = Duration::from_secs(60);

/// The files that entries were copied from, as they were then.
#[derive(Default)]
pub(super) struct Bases(Vec<(PathBuf, [u8; format::HASH_LEN])>);

impl Bases {
    /// Remembers a library, if it came from a file.
    pub(super) fn add(&mut self, library: &Library) {
        let Some(path) = library.path() else { return };
        let base = (path.to_owned(), library.view().stated_hash());
        if !self.0.contains(&base) {
            self.0.push(base);
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Forgets those that came since there were so many.
    pub(super) fn back_to(&mut self, len: usize) {
        self.0.truncate(len);
    }

    /// Whether what stands at `path` is still what was copied from there.
    fn check(&self, path: &Path) -> Result<(), Error> {
        let Ok(real) = path.canonicalize() else {
            // Taken away meanwhile: nothing is lost by writing it again.
            return Ok(());
        };
        for (_, read) in self.0.iter().filter(|(base, _)| *base == real) {
            let head = file::head(path, format::HEADER_LEN)?;
            if head.get(format::FILE_HASH_AT..format::FILE_HASH_AT + format::HASH_LEN) != Some(read) {
                let reason =
                    "was changed by another process since it was read: nothing was written, change it again";
                return Err(Error::Io { path: path.into(), reason, code: Code::FileChanged, source: None });
            }
        }
        Ok(())
    }

    /// Puts a whole new version of a hash in its place, under a lock: the one that is held, or its own.
    pub(super) fn replace(
        &mut self,
        path: &Path,
        (beside, hash): (Beside, [u8; format::HASH_LEN]),
        held: Option<&FileLock>,
    ) -> Result<(), Error> {
        let _own = match held {
            Some(_) => None,
            None => Some(FileLock::take(path, &mut |holder| holder.waited < PATIENCE)?),
        };
        self.check(path)?;
        beside.rename()?;
        // What stands there now is this builder's own, which may grow and be written again.
        if let Ok(real) = path.canonicalize() {
            self.0.iter_mut().filter(|(base, _)| *base == real).for_each(|(_, read)| *read = hash);
        }
        Ok(())
    }
}

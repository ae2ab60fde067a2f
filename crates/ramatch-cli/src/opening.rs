//! How commands open, store and lock libraries.

use crate::args::{Rows, StorageArgs, WaitArgs};
use crate::output;
use ramatch::core::Code;
use ramatch::core::library::RowFormat;
use ramatch::{Error, FileLock, Library, Storage, shown};
use std::path::{Path, PathBuf};

/// The library in a file; the built-in one if none is given.
pub(crate) fn open(path: Option<&PathBuf>) -> Result<Library, Error> {
    match path {
        Some(path) => Library::read(path),
        None => Library::embedded(),
    }
}

/// The storage that the arguments ask for.
pub(crate) fn storage(args: &StorageArgs) -> Storage {
    let mut storage = Storage::new().rows(match args.rows {
        None | Some(Rows::F32) => RowFormat::F32,
        Some(Rows::I16) => RowFormat::I16,
        Some(Rows::I8) => RowFormat::I8,
    });
    if args.codes {
        storage = storage.codes();
    }
    if args.without_raw { storage.without_raw() } else { storage }
}

/// The lock of a library that is to be changed; says for whom it waits.
pub(crate) fn lock(path: &Path, waiting: &WaitArgs) -> Result<FileLock, Error> {
    let mut told = false;
    FileLock::take(path, &mut |holder| {
        if !told && waiting.wait > 0 {
            told = true;
            output::say(&format!("note: {} is being changed, {holder}: waiting", shown::path(path)));
        }
        holder.waited.as_secs() < waiting.wait
    })
}

/// What was asked of a library or a manifest and cannot be done.
pub(crate) fn usage(reason: &str, path: &Path) -> Error {
    Error::Text { path: path.into(), line: None, code: Code::Parameter, reason: reason.into() }
}

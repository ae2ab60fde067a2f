//! How commands open, store and lock libraries.

use crate::args::{Rows, StorageArgs, WaitArgs};
use crate::output;
use ramatch::core::Code;
use ramatch::core::library::RowFormat;
use ramatch::{Container, Error, FileLock, Library, Storage, shown};
use std::path::{Path, PathBuf};

/// The library in a file; the built-in one if none is given.
pub(crate) fn open(path: Option<&PathBuf>) -> Result<Library, Error> {
    match path {
        Some(path) => named(path),
        None => Library::embedded(),
    }
}

/// The libraries that are asked as one; the built-in one if none is given.
pub(crate) fn open_all(paths: &[PathBuf]) -> Result<Vec<Library>, Error> {
    if paths.is_empty() {
        return Ok(vec![Library::embedded()?]);
    }
    each_named(paths)
}

/// The libraries of these files or names, in their order.
pub(crate) fn each_named<'a>(paths: impl IntoIterator<Item = &'a PathBuf>) -> Result<Vec<Library>, Error> {
    paths.into_iter().map(|path| named(path)).collect()
}

/// The library in a file, or the built-in one by its name.
pub(crate) fn named(path: &Path) -> Result<Library, Error> {
    if is_demonstration(path) {
        return Library::embedded();
    }
    if path.is_dir() {
        let reason = "is a folder, and a library is a file: `ramatch library build` makes one of text or of a pack, `library add` of measurements";
        return Err(usage(reason, path));
    }
    if !path.exists() && path.extension().is_none() && path.components().count() == 1 {
        let reason = "is neither a file nor the built-in library, which is called `demonstration`; a pack is built first (`ramatch library build`), and --library is given once for each";
        return Err(usage(reason, path));
    }
    Library::read(path)
}

/// The name of the library that is built in.
pub(crate) const DEMONSTRATION: &str = "demonstration";

/// Whether this is the name of the library that is built in.
pub(crate) fn is_demonstration(path: &Path) -> bool {
    path == Path::new(DEMONSTRATION)
}

/// Refuses the name of the library that is built in for one that is written: commands would never read it.
pub(crate) fn not_demonstration(path: &Path) -> Result<(), Error> {
    if is_demonstration(path) {
        let reason =
            "is the name of the library that is built in: write to another name, such as demonstration.rsl";
        return Err(usage(reason, path));
    }
    Ok(())
}

/// Refuses what is to be written into a folder that is not there.
pub(crate) fn in_a_folder(path: &Path) -> Result<(), Error> {
    match path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) {
        None => Ok(()),
        Some(folder) => Err(usage("is no folder that is there: make it first, or write elsewhere", folder)),
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
    if args.without_raw {
        storage = storage.without_raw();
    }
    if args.without_linear { storage.without_linear() } else { storage }
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

/// Empty containers, each called as its file is.
pub(crate) fn containers(paths: &[PathBuf]) -> Result<Vec<Container>, Error> {
    let read = |path: &PathBuf| {
        let name = shown::name(path.file_name().map_or(path, Path::new));
        Ok(Container::measured(&name, ramatch::read_file(path)?))
    };
    paths.iter().map(read).collect()
}

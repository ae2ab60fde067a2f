//! Files: read within limits, written whole or not at all.

use crate::Error;
use ramatch_core::Code;
use ramatch_io::{Limits, Record};
use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Reads a measurement from a file, whose format is recognised by its content.
///
/// # Errors
/// [`Error::Io`] where there is no such file, it is a directory, or reading fails; [`Error::File`] with the
/// reader's reason and line.
pub fn read_file(path: &Path) -> Result<Record, Error> {
    let limits = Limits::default();
    let bytes = read_bytes(path, limits.file_bytes)?;
    ramatch_io::read(&bytes, &limits).map_err(|source| Error::File { path: path.into(), source })
}

/// A file that is opened for reading and is none of the things that are not files, and its length if it has one.
pub(crate) fn regular_file(path: &Path) -> Result<(File, Option<u64>), Error> {
    let file = File::open(path).map_err(|source| io_error(path, "cannot be opened", source))?;
    let about = file.metadata().map_err(|source| io_error(path, "cannot be read", source))?;
    if about.is_dir() {
        let reason = "is a directory, a file is needed";
        return Err(Error::Io { path: path.into(), reason, code: Code::IsDirectory, source: None });
    }
    Ok((file, about.is_file().then_some(about.len())))
}

/// The bytes of a file of at most `limit` bytes. Of what has no length (a pipe, a device) one more is read, so
/// that the reader can refuse it.
pub(crate) fn read_bytes(path: &Path, limit: usize) -> Result<Vec<u8>, Error> {
    let (file, len) = regular_file(path)?;
    if len.is_some_and(|len| len > limit as u64) {
        let reason = "is larger than what is read";
        return Err(Error::Io { path: path.into(), reason, code: Code::Limit, source: None });
    }
    let mut bytes = Vec::with_capacity(len.map_or(0, |len| len as usize + 1));
    let mut limited = file.take(limit as u64 + 1);
    limited.read_to_end(&mut bytes).map_err(|source| io_error(path, "cannot be read", source))?;
    Ok(bytes)
}

/// Writes a file whole or not at all: beside it, synchronised, then renamed over it.
///
/// # Errors
/// [`Error::Io`]; a file that was there before is then unchanged.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let beside = Beside::new(path)?;
    beside.put_at(0, bytes)?;
    beside.rename()
}

/// A file that is written beside another, to take its place when it is whole. Dropped before, nothing of it stays.
pub(crate) struct Beside<'a> {
    path: &'a Path,
    file: tempfile::NamedTempFile,
}

impl<'a> Beside<'a> {
    pub(crate) fn new(path: &'a Path) -> Result<Self, Error> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let file = tempfile::Builder::new().suffix(".rsl.tmp").tempfile_in(folder);
        Ok(Self { path, file: file.map_err(|source| io_error(path, "cannot be written", source))? })
    }

    pub(crate) fn file(&self) -> &File {
        self.file.as_file()
    }

    fn io(&self, source: std::io::Error) -> Error {
        io_error(self.path, "cannot be written", source)
    }

    /// Writes from `at` on.
    pub(crate) fn put_at(&self, at: u64, bytes: &[u8]) -> Result<(), Error> {
        let mut file = self.file();
        file.seek(SeekFrom::Start(at)).and_then(|_| file.write_all(bytes)).map_err(|source| self.io(source))
    }

    /// Synchronises it and renames it over the other.
    pub(crate) fn rename(self) -> Result<(), Error> {
        self.file().sync_all().map_err(|source| self.io(source))?;
        // A temporary file is private; what replaces it should be as readable as any new file.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(self.path).map_or(0o644, |about| about.permissions().mode());
            let permissions = std::fs::Permissions::from_mode(mode);
            self.file().set_permissions(permissions).map_err(|source| self.io(source))?;
        }
        let path = self.path;
        let renamed = self.file.persist(path);
        // What to do about it where it is most likely: nothing can be renamed over a file that a program has open.
        #[cfg(windows)]
        if let Err(error) = renamed {
            let reason = "cannot be replaced: close the program that has it open, or write to another name";
            let (path, source) = (path.into(), Some(error.error));
            return Err(Error::Io { path, reason, code: Code::Io, source });
        }
        #[cfg(not(windows))]
        renamed.map_err(|error| io_error(path, "cannot be written", error.error))?;
        Ok(())
    }
}

pub(crate) fn io_error(path: &Path, reason: &'static str, source: std::io::Error) -> Error {
    let (reason, code) = match source.kind() {
        ErrorKind::NotFound => ("there is no such file", Code::NoSuchFile),
        ErrorKind::IsADirectory => ("is a directory, a file is needed", Code::IsDirectory),
        ErrorKind::PermissionDenied => ("access is denied", Code::Io),
        _ => (reason, Code::Io),
    };
    Error::Io { path: path.into(), reason, code, source: Some(source) }
}

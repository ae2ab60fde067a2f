//! Files: read within limits, written whole or not at all.

use crate::Error;
use ramatch_core::Code;
use ramatch_io::{Limits, Record};
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
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

/// The bytes of a file of at most `limit` bytes. Of what has no length (a pipe, a device) one more is read, so
/// that the reader can refuse it.
pub(crate) fn read_bytes(path: &Path, limit: usize) -> Result<Vec<u8>, Error> {
    let file = File::open(path).map_err(|source| io_error(path, "cannot be opened", source))?;
    let about = file.metadata().map_err(|source| io_error(path, "cannot be read", source))?;
    if about.is_dir() {
        let reason = "is a directory, a file is needed";
        return Err(Error::Io { path: path.into(), reason, code: Code::IsDirectory, source: None });
    }
    if about.is_file() && about.len() > limit as u64 {
        let reason = "is larger than what is read";
        return Err(Error::Io { path: path.into(), reason, code: Code::Limit, source: None });
    }
    let mut bytes = Vec::new();
    let mut limited = file.take(limit as u64 + 1);
    limited.read_to_end(&mut bytes).map_err(|source| io_error(path, "cannot be read", source))?;
    Ok(bytes)
}

/// Writes a file whole or not at all: beside it, synchronised, then renamed over it.
///
/// # Errors
/// [`Error::Io`]; a file that was there before is then unchanged.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let refuse = |source| io_error(path, "cannot be written", source);
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut beside = tempfile::Builder::new().suffix(".rsl.tmp").tempfile_in(folder).map_err(refuse)?;
    beside.write_all(bytes).map_err(refuse)?;
    beside.as_file().sync_all().map_err(refuse)?;
    // A temporary file is private; what replaces it should be as readable as any new file.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).map_or(0o644, |about| about.permissions().mode());
        beside.as_file().set_permissions(std::fs::Permissions::from_mode(mode)).map_err(refuse)?;
    }
    beside.persist(path).map_err(|error| refuse(error.error))?;
    Ok(())
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

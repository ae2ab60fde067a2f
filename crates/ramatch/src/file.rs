//! Files: read within limits, written whole or not at all.

use crate::Error;
use ramatch_core::Code;
use ramatch_io::{Budget, Given, Measurement, Record, Spectra};
use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// How a measurement is taken from a file; the default takes nothing for granted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Reading {
    /// What the reader is allowed.
    pub options: ramatch_io::Options,
    /// Laser and kind of the axis, where the file does not state them.
    pub given: Given,
    /// Which spectrum of a file that holds several, counted from 1.
    pub spectrum: Option<usize>,
}

/// A file of measurements, read once: what is parsed is what is hashed.
pub struct MeasuredFile {
    path: PathBuf,
    bytes: Vec<u8>,
    options: ramatch_io::Options,
    budget: Budget,
}

impl MeasuredFile {
    /// Reads the bytes of a file.
    ///
    /// # Errors
    /// [`Error::Io`] where there is no such file, it is a directory, or reading fails.
    pub fn read(path: &Path, options: ramatch_io::Options) -> Result<Self, Error> {
        let budget = Budget::default();
        let bytes = read_bytes(path, budget.limits().file_bytes)?;
        Ok(Self { path: path.into(), bytes, options, budget })
    }

    /// Its spectra, one after another.
    ///
    /// # Errors
    /// [`Error::File`] with the reader's reason and place.
    pub fn spectra(&self) -> Result<Spectra<'_>, Error> {
        ramatch_io::open(&self.bytes, &self.options, &self.budget).map_err(|error| self.refuse(error))
    }

    /// BLAKE3 of its bytes.
    #[must_use]
    pub fn hash(&self) -> String {
        blake3::hash(&self.bytes).to_hex().to_string()
    }

    /// Bytes of the file.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The error of a reader, with the path.
    #[must_use]
    pub fn refuse(&self, source: ramatch_io::Error) -> Error {
        Error::File { path: self.path.clone(), source }
    }

    /// One of its spectra, as the file holds it.
    pub(crate) fn record(&self, reading: &Reading) -> Result<Record, ramatch_io::Error> {
        let spectra = ramatch_io::open(&self.bytes, &self.options, &self.budget)?;
        match reading.spectrum {
            Some(number) => spectra.get(number.wrapping_sub(1)),
            None => spectra.only(),
        }
    }

    /// One of its spectra, as a Raman spectrum.
    fn measurement(&self, reading: &Reading) -> Result<Measurement, ramatch_io::Error> {
        let mut measurement = self.record(reading)?.into_measurement(reading.given)?;
        measurement.metadata.blake3 = Some(self.hash());
        Ok(measurement)
    }
}

/// Reads the Raman spectrum of a file, whose format is recognised by its content.
///
/// # Errors
/// [`Error::Io`] where there is no such file, it is a directory, or reading fails; [`Error::File`] with the
/// reader's reason and place.
pub fn read_file(path: &Path) -> Result<Measurement, Error> {
    read_file_with(path, &Reading::default())
}

/// Reads a Raman spectrum of a file as `reading` says.
///
/// # Errors
/// As [`read_file`].
pub fn read_file_with(path: &Path, reading: &Reading) -> Result<Measurement, Error> {
    let file = MeasuredFile::read(path, reading.options)?;
    file.measurement(reading).map_err(|source| file.refuse(source))
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

/// Makes a folder and those above it, where they are not there yet.
///
/// # Errors
/// [`Error::Io`].
pub fn make_folder(path: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(path).map_err(|source| io_error(path, "cannot be made", source))
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

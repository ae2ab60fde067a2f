//! Files of measurements and texts, read within limits.

use crate::ground::error::Error;
use ramatch_core::Code;
use ramatch_io::{Budget, Given, Measurement, Record, Spectra};
use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// How a measurement is taken from a file; the default takes nothing for granted.
///
/// ```
/// use ramatch::{Reading, io::Given};
/// // Two spectra over wavelengths, of a laser that the file does not name.
/// let folder = tempfile::tempdir()?;
/// let file = folder.path().join("two.csv");
/// let lines: String = (0..20).map(|i| format!("{},{},{}\n", 800 + i, i * i, 400 - i)).collect();
/// std::fs::write(&file, format!("Wavelength (nm),first,second\n{lines}"))?;
///
/// let mut reading = Reading::default();
/// reading.spectrum = Some(2);
/// reading.given = Given::new().laser_nm(785.0);
/// let second = ramatch::read_file_with(&file, &reading)?;
/// assert_eq!(second.spectrum.as_ref().intensity()[0], 400.0);
/// assert_eq!(ramatch::read_file(&file).unwrap_err().code().name(), "multiple_blocks");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
///
/// ```
/// use ramatch::{MeasuredFile, io};
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("two.csv");
/// let lines: String = (0..20).map(|i| format!("{},{},{}\n", 800 + i, i * i, 400 - i)).collect();
/// std::fs::write(&path, format!("Raman shift (cm-1),first,second\n{lines}"))?;
///
/// let file = MeasuredFile::read(&path, io::Options::new())?;
/// for (index, record) in file.spectra()?.enumerate() {
///     let record = record.map_err(|error| file.refuse(error))?;
///     println!("spectrum {}: {} points", index + 1, record.y.len());
/// }
/// assert_eq!(file.spectra()?.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct MeasuredFile {
    path: PathBuf,
    bytes: Vec<u8>,
    options: ramatch_io::Options,
    budget: Budget,
    hash: OnceLock<String>,
}

impl MeasuredFile {
    /// Reads the bytes of a file.
    ///
    /// # Errors
    /// [`Error::Io`] where there is no such file, it is a directory, or reading fails.
    pub fn read(path: &Path, options: ramatch_io::Options) -> Result<Self, Error> {
        let budget = Budget::default();
        let bytes = read_bytes(path, budget.limits().file_bytes)?;
        Ok(Self { path: path.into(), bytes, options, budget, hash: OnceLock::new() })
    }

    /// Bytes that were read already, such as a member of an archive, under the name that errors give it.
    pub(crate) fn of_bytes(path: PathBuf, bytes: Vec<u8>) -> Self {
        let options = ramatch_io::Options::new();
        Self { path, bytes, options, budget: Budget::default(), hash: OnceLock::new() }
    }

    /// What was read.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The name of the file, and of its member where it is one of an archive.
    pub(crate) fn path(&self) -> &Path {
        &self.path
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
        self.hash.get_or_init(|| blake3::hash(&self.bytes).to_hex().to_string()).clone()
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
    let record = file.record(reading).map_err(|source| file.refuse(source))?;
    file.measurement(record, reading.given)
}

/// A file that is opened for reading, and its length if it has one. A pipe that has a name, a device or a socket is refused before it is
/// opened, which alone may wait for ever; what the caller has open already, as `/dev/stdin`, is read.
pub(crate) fn regular_file(path: &Path) -> Result<(File, Option<u64>), Error> {
    let about = std::fs::metadata(path).map_err(|source| io_error(path, "cannot be opened", source))?;
    if about.is_dir() {
        let reason = "is a directory, a file is needed: name its files";
        return Err(Error::Io { path: path.into(), reason, code: Code::IsDirectory, source: None });
    }
    if !about.is_file() && !is_open_pipe(path, &about) {
        let reason = "is a pipe, a device or a socket: write what it yields to a file first";
        return Err(Error::Io { path: path.into(), reason, code: Code::SpecialFile, source: None });
    }
    let file = File::open(path).map_err(|source| io_error(path, "cannot be opened", source))?;
    Ok((file, about.is_file().then_some(about.len())))
}

/// Whether it is a pipe without a name that this process was given open, as by the shell's `<(…)`. One with a name would wait for
/// somebody to write to it.
#[cfg(unix)]
fn is_open_pipe(path: &Path, about: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let unnamed =
        |path: &Path| std::fs::read_link(path).is_ok_and(|link| link.to_string_lossy().starts_with("pipe:["));
    about.file_type().is_fifo() && unnamed(path)
}

/// Whether it is a pipe that this process was given open.
#[cfg(not(unix))]
fn is_open_pipe(_: &Path, _: &std::fs::Metadata) -> bool {
    false
}

/// Whether it is standard input, and a pipe: that is open, and opening it once more might wait for ever.
#[cfg(unix)]
fn is_standard_input(path: &Path) -> bool {
    use std::os::unix::fs::{FileTypeExt, MetadataExt};
    let about = |path| std::fs::metadata(path).ok().filter(|about| about.file_type().is_fifo());
    let id = |about: std::fs::Metadata| (about.dev(), about.ino());
    let own = about(path).map(id);
    own.is_some() && own == about(Path::new("/dev/stdin")).map(id)
}

/// Whether it is standard input.
#[cfg(not(unix))]
fn is_standard_input(_: &Path) -> bool {
    false
}

/// The bytes of a file of at most `limit` bytes. Of a pipe, which has no length, one more is read, so
/// that the reader can refuse it.
pub(crate) fn read_bytes(path: &Path, limit: usize) -> Result<Vec<u8>, Error> {
    let (file, len): (Box<dyn Read>, _) = match is_standard_input(path) {
        true => (Box::new(std::io::stdin().lock()), None),
        false => regular_file(path).map(|(file, len)| (Box::new(file) as Box<dyn Read>, len))?,
    };
    if len.is_some_and(|len| len > limit as u64) {
        let reason = "is larger than what is read";
        return Err(Error::Io { path: path.into(), reason, code: Code::Limit, source: None });
    }
    let mut bytes = Vec::with_capacity(len.map_or(0, |len| len as usize + 1));
    let mut limited = file.take(limit as u64 + 1);
    limited.read_to_end(&mut bytes).map_err(|source| io_error(path, "cannot be read", source))?;
    Ok(bytes)
}

/// The first bytes of a file, as many as there are of `count`.
pub(crate) fn head(path: &Path, count: usize) -> Result<Vec<u8>, Error> {
    let (file, _) = regular_file(path)?;
    let mut head = Vec::with_capacity(count);
    file.take(count as u64)
        .read_to_end(&mut head)
        .map_err(|source| io_error(path, "cannot be read", source))?;
    Ok(head)
}

/// The last bytes of a file, as many as there are of `count`.
pub(crate) fn tail(path: &Path, count: u64) -> Result<Vec<u8>, Error> {
    let (mut file, len) = regular_file(path)?;
    let mut tail = Vec::new();
    let read = file.seek(SeekFrom::Start(len.unwrap_or(0).saturating_sub(count)));
    read.and_then(|_| file.take(count).read_to_end(&mut tail))
        .map_err(|source| io_error(path, "cannot be read", source))?;
    Ok(tail)
}

pub(crate) fn io_error(path: &Path, reason: &'static str, source: std::io::Error) -> Error {
    let (reason, code) = match source.kind() {
        ErrorKind::NotFound => ("there is no such file", Code::NoSuchFile),
        ErrorKind::IsADirectory => ("is a directory, a file is needed: name its files", Code::IsDirectory),
        ErrorKind::PermissionDenied => ("access is denied", Code::Io),
        ErrorKind::StorageFull => ("cannot be written: no room is left on the disk", Code::Io),
        _ => (reason, Code::Io),
    };
    Error::Io { path: path.into(), reason, code, source: Some(source) }
}

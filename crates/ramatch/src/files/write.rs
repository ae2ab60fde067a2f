//! Records written to files, in a format that is read back to the same bits.

use crate::files::output::{Output, OutputKind, Place};
use crate::ground::error::Error;
use ramatch_core::Code;
use ramatch_io::{Form, Record};
use std::path::{Path, PathBuf};

/// Formats that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileFormat {
    /// Two columns with names: `csv`.
    Csv,
    /// JCAMP-DX with plain numbers: `jcamp`.
    Jcamp,
    /// JCAMP-DX with differences and repetitions, a third of the size: `difdup`.
    DifDup,
    /// NumPy arrays `x` and `y`: `npz`.
    Npz,
}

impl FileFormat {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Jcamp, Self::DifDup, Self::Npz];

    /// The name by which it is asked for.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jcamp => "jcamp",
            Self::DifDup => "difdup",
            Self::Npz => "npz",
        }
    }

    /// The ending of its files.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jcamp | Self::DifDup => "jdx",
            Self::Npz => "npz",
        }
    }

    /// What a file's name says; none where it ends with none of `csv`, `txt`, `jdx`, `dx`, `jcm`, `npz`.
    #[must_use]
    pub fn of_name(path: &Path) -> Option<Self> {
        match path.extension()?.to_string_lossy().to_lowercase().as_str() {
            "csv" | "txt" => Some(Self::Csv),
            "jdx" | "dx" | "jcm" => Some(Self::Jcamp),
            "npz" => Some(Self::Npz),
            _ => None,
        }
    }

    /// What its files are.
    fn kind(self) -> OutputKind {
        match self {
            Self::Csv => OutputKind::Csv,
            Self::Jcamp | Self::DifDup => OutputKind::Jcamp,
            Self::Npz => OutputKind::Npz,
        }
    }
}

impl std::str::FromStr for FileFormat {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.into_iter().find(|format| format.name() == name).ok_or(UnknownFormat)
    }
}

/// No format that is written has this name, or this ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the formats are {}", FileFormat::ALL.map(FileFormat::name).join(", "))]
pub struct UnknownFormat;

/// Writes records, each file whole or not at all, and yields the files. One CSV or JCAMP-DX file holds one record: of
/// several, `map.csv` becomes `map-007.csv` for the seventh of up to 999. An `.npz` holds all, if they share an axis.
///
/// What stands there already is replaced where it is empty or such a file of ramatch's own, and nothing else is; see [`Output`].
///
/// # Errors
/// [`Error::File`] for what the format has no place for, and [`Error::Io`] with the code `file_exists` for what would be lost, before
/// anything is written; [`Error::Io`]. No records at all are an error.
///
/// ```
/// use ramatch::{FileFormat, io};
/// let folder = tempfile::tempdir()?;
/// let x: Vec<f64> = (0..20).map(|i| 100.0 + f64::from(i)).collect();
/// let record = io::Record::from_samples(io::Quantity::RamanShift, x.clone(), x)?;
/// let files = ramatch::write_records(&folder.path().join("made.jdx"), &[record], FileFormat::Jcamp)?;
/// assert_eq!(ramatch::read_file(&files[0])?.spectrum.as_ref().intensity()[19], 119.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_records(path: &Path, records: &[Record], format: FileFormat) -> Result<Vec<PathBuf>, Error> {
    write_records_beside(path, records, format, &[], false)
}

/// As [`write_records`], but never over one of the `inputs`, and with `force` over files of any other kind.
///
/// # Errors
/// As [`write_records`].
pub fn write_records_beside(
    path: &Path,
    records: &[Record],
    format: FileFormat,
    inputs: &[&Path],
    force: bool,
) -> Result<Vec<PathBuf>, Error> {
    let refuse = |source| Error::File { path: path.into(), source };
    if records.is_empty() {
        let reason = "there are no records to write";
        return Err(Error::Io { path: path.into(), reason, code: Code::Empty, source: None });
    }
    let text = |record: &Record| match format {
        FileFormat::Jcamp => ramatch_io::write_jcamp(record, Form::Affn),
        FileFormat::DifDup => ramatch_io::write_jcamp(record, Form::DifDup),
        _ => ramatch_io::write_csv(record),
    };
    let made: Result<Vec<Vec<u8>>, ramatch_io::Error> = match format {
        FileFormat::Npz => ramatch_io::write_npz(records).map(|bytes| vec![bytes]),
        _ => records.iter().map(|record| text(record).map(String::into_bytes)).collect(),
    };
    let made = made.map_err(refuse)?;
    let files: Vec<PathBuf> = match made.len() {
        1 => vec![path.into()],
        count => {
            let place = Place::of(path)?;
            if place.is_special() {
                let reason =
                    "is a pipe or a device, and there are several files to write: write npz, or to a name";
                return Err(Error::Io { path: path.into(), reason, code: Code::SpecialFile, source: None });
            }
            (1..=count).map(|number| numbered(place.path(), number, count)).collect()
        }
    };
    let outputs = || files.iter().map(|file| Output::new(file, format.kind()).inputs(inputs).force(force));
    // All are looked at before one is written.
    outputs().try_for_each(|output| output.check())?;
    outputs().zip(&made).try_for_each(|(output, bytes)| output.write(bytes))?;
    Ok(files)
}

/// A file's name with a number of as many digits as the last of `count` has.
fn numbered(path: &Path, number: usize, count: usize) -> PathBuf {
    let width = count.to_string().len();
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{number:0width$}"));
    if let Some(extension) = path.extension() {
        name.push(".");
        name.push(extension);
    }
    path.with_file_name(name)
}

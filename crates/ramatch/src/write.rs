//! Records written to files, in a format that is read back to the same bits.

use crate::{Error, file};
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
/// # Errors
/// [`Error::File`] for what the format has no place for, before anything is written; [`Error::Io`].
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
    let refuse = |source| Error::File { path: path.into(), source };
    if format == FileFormat::Npz {
        file::write_atomically(path, &ramatch_io::write_npz(records).map_err(refuse)?)?;
        return Ok(vec![path.into()]);
    }
    let text = |record: &Record| match format {
        FileFormat::Jcamp => ramatch_io::write_jcamp(record, Form::Affn),
        FileFormat::DifDup => ramatch_io::write_jcamp(record, Form::DifDup),
        _ => ramatch_io::write_csv(record),
    };
    let texts: Result<Vec<String>, ramatch_io::Error> = records.iter().map(text).collect();
    let texts = texts.map_err(refuse)?;
    let name = |number| if texts.len() == 1 { path.to_owned() } else { numbered(path, number, texts.len()) };
    let mut files = Vec::with_capacity(texts.len());
    for (text, number) in texts.iter().zip(1..) {
        file::write_atomically(&name(number), text.as_bytes())?;
        files.push(name(number));
    }
    Ok(files)
}

/// A file's name with a number of as many digits as the last of `count` has.
fn numbered(path: &Path, number: usize, count: usize) -> PathBuf {
    let width = count.to_string().len();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map(|text| format!(".{}", text.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{stem}-{number:0width$}{extension}"))
}

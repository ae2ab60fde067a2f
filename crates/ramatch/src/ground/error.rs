//! Why an operation of the facade was refused: with the path and the line, where there are any.

use crate::ground::shown;
use ramatch_core::Code;
use std::path::{Path, PathBuf};

/// Why an operation was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Reading or writing a file failed.
    #[error("{}: {reason}{}", shown::path(path), holder(*code, source))]
    Io {
        /// The file.
        path: PathBuf,
        /// What failed, in words.
        reason: &'static str,
        /// Its name and number.
        code: Code,
        /// The system's error.
        source: Option<std::io::Error>,
    },
    /// A measurement was refused.
    #[error("{}: {source}", shown::path(path))]
    File {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: ramatch_io::Error,
    },
    /// A spectrum was refused.
    #[error("{}{source}", prefix(path))]
    Spectrum {
        /// The file it came from, if it came from one.
        path: Option<PathBuf>,
        /// The reason.
        source: ramatch_core::Error,
    },
    /// A row of a matrix was refused.
    #[error("row {row}: {source}")]
    Row {
        /// Which.
        row: usize,
        /// The reason.
        source: ramatch_core::Error,
    },
    /// The caller called it off.
    #[error("called off after {done} of {total} rows")]
    Cancelled {
        /// Rows that were done.
        done: usize,
        /// Rows there were.
        total: usize,
    },
    /// Shots that are said to be of one sample cannot be.
    #[error(
        "shots {first} and {second} are not of one sample: their cosine is {cosine:.2}, and by their noise it is at least {least:.2}"
    )]
    UnlikeShots {
        /// The number of one of the two shots that are least alike, counted from 1.
        first: usize,
        /// The number of the other; one of them is the shot with the least noise.
        second: usize,
        /// The cosine of both, prepared, at the best shift within the tolerance.
        cosine: f64,
        /// What two shots of one sample reach.
        least: f64,
    },
    /// A library was refused.
    #[error("{}{reason}", prefix(path))]
    Library {
        /// The file, if it is one.
        path: Option<PathBuf>,
        /// Its name and number.
        code: Code,
        /// The reason.
        reason: String,
    },
    /// The text of a library, or a recipe file, was refused.
    #[error("{}{}: {reason}", shown::path(path), line_suffix(*line))]
    Text {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: Option<usize>,
        /// Its name and number.
        code: Code,
        /// The reason.
        reason: String,
    },
}

fn prefix(path: &Option<PathBuf>) -> String {
    path.as_ref().map(|path| format!("{}: ", shown::path(path))).unwrap_or_default()
}

/// Who holds a lock that was asked for.
fn holder(code: Code, source: &Option<std::io::Error>) -> String {
    let held = source.as_ref().filter(|_| code == Code::Locked);
    held.map(|holder| format!(" ({holder})")).unwrap_or_default()
}

fn line_suffix(line: Option<usize>) -> String {
    line.map(|line| format!(", line {line}")).unwrap_or_default()
}

impl Error {
    /// The stable name and number of this error.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Error::Io { code, .. } | Error::Library { code, .. } | Error::Text { code, .. } => *code,
            Error::File { source, .. } => source.code(),
            Error::Spectrum { source, .. } | Error::Row { source, .. } => source.code(),
            Error::Cancelled { .. } => Code::Cancelled,
            Error::UnlikeShots { .. } => Code::UnlikeShots,
        }
    }

    /// The file concerned, if there is one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Error::Io { path, .. } | Error::File { path, .. } | Error::Text { path, .. } => Some(path),
            Error::Spectrum { path, .. } | Error::Library { path, .. } => path.as_deref(),
            Error::Row { .. } | Error::Cancelled { .. } | Error::UnlikeShots { .. } => None,
        }
    }

    /// The line at which a file was refused, counted from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        match self {
            Error::File { source, .. } => source.line(),
            Error::Text { line, .. } => *line,
            _ => None,
        }
    }

    /// The same error, said of a file.
    #[must_use]
    pub fn of_file(self, file: &Path) -> Self {
        match self {
            Error::Spectrum { source, .. } => Error::Spectrum { path: Some(file.into()), source },
            Error::Library { code, reason, .. } => Error::Library { path: Some(file.into()), code, reason },
            other => other,
        }
    }

    /// A library refused by the core, with the whole chain of reasons.
    pub(crate) fn library(source: ramatch_core::Error) -> Self {
        let reason = match &source {
            ramatch_core::Error::Library(inner) => inner.to_string(),
            other => other.to_string(),
        };
        Error::Library { path: None, code: source.code(), reason }
    }
}

impl From<ramatch_core::Error> for Error {
    fn from(source: ramatch_core::Error) -> Self {
        Error::Spectrum { path: None, source }
    }
}

//! Why a file was refused.

use ramatch_core::Code;

/// Why a file was refused. Lines count from 1.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file holds nothing.
    #[error("the file is empty")]
    Empty,
    /// The content is of a format that is not read.
    #[error("{found}: format not supported yet (text with two columns is)")]
    FormatUnsupported {
        /// What the content looks like.
        found: &'static str,
    },
    /// A column is missing, or cannot be told from others.
    #[error("line {line}: {reason}")]
    ColumnMissing {
        /// First line of numbers.
        line: usize,
        /// What is missing, and what is there.
        reason: String,
    },
    /// Something that should be a number is none.
    #[error("line {line}: \"{token}\" is not a number")]
    NumberSyntax {
        /// Where.
        line: usize,
        /// What stands there.
        token: String,
    },
    /// A number is NaN or infinite.
    #[error("line {line}: \"{token}\" is not a finite number")]
    NotFinite {
        /// Where.
        line: usize,
        /// What stands there.
        token: String,
    },
    /// A number is too large.
    #[error("line {line}: {value} is outside ±{limit}")]
    NumberRange {
        /// Where.
        line: usize,
        /// The number.
        value: f64,
        /// Largest accepted magnitude.
        limit: f64,
    },
    /// A Raman shift stands twice.
    #[error("line {line}: the axis value {value} stands twice (also in line {earlier})")]
    AxisDuplicate {
        /// Where.
        line: usize,
        /// Where it stood before.
        earlier: usize,
        /// The value.
        value: f64,
    },
    /// The axis turns back.
    #[error("line {line}: the axis turns back, {previous} is followed by {value}")]
    AxisOrder {
        /// Where.
        line: usize,
        /// The value before.
        previous: f64,
        /// The value.
        value: f64,
    },
    /// The axis is not known to be a Raman shift.
    #[error("line {line}: {reason}")]
    AxisUnitUnknown {
        /// First line of numbers.
        line: usize,
        /// What the axis is, and what is needed.
        reason: String,
    },
    /// Too few points.
    #[error("line {line}: the file ends after {got} points, at least {needed} needed")]
    TooFewPoints {
        /// Last line of numbers.
        line: usize,
        /// Points that are there.
        got: usize,
        /// Points needed.
        needed: usize,
    },
    /// A line is too long.
    #[error("line {line}: {actual} bytes, at most {limit} accepted")]
    LineLimit {
        /// Where.
        line: usize,
        /// Accepted.
        limit: usize,
        /// There.
        actual: usize,
    },
    /// More than a reader takes in.
    #[error("{actual} {what}, at most {limit} accepted")]
    Limit {
        /// Of what.
        what: &'static str,
        /// Accepted.
        limit: usize,
        /// There.
        actual: usize,
        /// Where it was noticed.
        line: Option<usize>,
    },
    /// The numbers do not make a spectrum.
    #[error(transparent)]
    Spectrum(#[from] ramatch_core::Error),
}

impl Error {
    /// The stable name and number of this error.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Error::Empty => Code::Empty,
            Error::FormatUnsupported { .. } => Code::FormatUnsupported,
            Error::ColumnMissing { .. } => Code::ColumnMissing,
            Error::NumberSyntax { .. } => Code::NumberSyntax,
            Error::NotFinite { .. } => Code::NotFinite,
            Error::NumberRange { .. } => Code::NumberRange,
            Error::AxisDuplicate { .. } => Code::AxisDuplicate,
            Error::AxisOrder { .. } => Code::AxisOrder,
            Error::AxisUnitUnknown { .. } => Code::AxisUnitUnknown,
            Error::TooFewPoints { .. } => Code::TooFewPoints,
            Error::LineLimit { .. } => Code::LineLimit,
            Error::Limit { .. } => Code::Limit,
            Error::Spectrum(error) => error.code(),
        }
    }

    /// The line at which the file was refused, counted from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        match self {
            Error::ColumnMissing { line, .. }
            | Error::NumberSyntax { line, .. }
            | Error::NotFinite { line, .. }
            | Error::NumberRange { line, .. }
            | Error::AxisDuplicate { line, .. }
            | Error::AxisOrder { line, .. }
            | Error::AxisUnitUnknown { line, .. }
            | Error::TooFewPoints { line, .. }
            | Error::LineLimit { line, .. } => Some(*line),
            Error::Limit { line, .. } => *line,
            _ => None,
        }
    }
}

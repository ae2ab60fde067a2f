//! What the core refuses, and the checks that refuse it.

use crate::ground::code::Code;
use ramatch_kernels::{LANES, Lanes, Work, dispatch};

/// Why a core operation was refused.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A buffer has the wrong number of samples.
    #[error("{what} holds {got} samples, {expected} needed")]
    Length {
        /// Argument name.
        what: &'static str,
        /// Needed.
        expected: usize,
        /// Given.
        got: usize,
    },
    /// A parameter lies outside its domain.
    #[error("{name} = {value} is outside its domain ({domain})")]
    Parameter {
        /// As in the literature, e.g. `"p"`.
        name: &'static str,
        /// Rejected.
        value: f64,
        /// What is accepted.
        domain: &'static str,
    },
    /// This build lacks what a recipe asks for.
    #[error("{what} is not part of this build: enable the feature \"{feature}\" of ramatch-core")]
    Unsupported {
        /// What is asked for.
        what: &'static str,
        /// The cargo feature that holds it.
        feature: &'static str,
    },
    /// A query and a library were prepared by different recipes.
    #[error("the query was prepared by recipe {query:016x}, the library by recipe {library:016x}")]
    RecipeMismatch {
        /// Id of the query's recipe.
        query: u64,
        /// Id of the library's recipe.
        library: u64,
    },
    /// A recipe contradicts itself.
    #[error("recipe refused: {reason}")]
    Recipe {
        /// What is wrong.
        reason: &'static str,
    },
    /// A sample is NaN or infinite.
    #[error("{what}[{index}] is not a finite number")]
    NotFinite {
        /// Argument name.
        what: &'static str,
        /// Position of the first such sample.
        index: usize,
    },
    /// A spectrum has too few points.
    #[error("{got} points, at least {needed} needed")]
    TooFewPoints {
        /// Given.
        got: usize,
        /// Needed.
        needed: usize,
    },
    /// The axis does not rise strictly.
    #[error("the axis does not rise at index {index}: {previous} cm⁻¹, then {value} cm⁻¹")]
    AxisOrder {
        /// Position of the first value that is not above the one before.
        index: usize,
        /// The value before.
        previous: f64,
        /// The value.
        value: f64,
    },
    /// An axis neither rises nor falls throughout.
    #[error("{what}[{index}] = {value} after {previous}: an axis rises or falls throughout")]
    AxisTurns {
        /// Argument name.
        what: &'static str,
        /// Position of the first value that does not go on as the axis does.
        index: usize,
        /// The value before.
        previous: f64,
        /// The value.
        value: f64,
    },
    /// A number lies outside the accepted range.
    #[error("{what}[{index}] = {value} is outside ±{limit}")]
    NumberRange {
        /// Argument name.
        what: &'static str,
        /// Position of the first such number.
        index: usize,
        /// The number.
        value: f64,
        /// Largest accepted magnitude.
        limit: f64,
    },
    /// All samples are equal.
    #[error("the signal is constant ({value} at all {points} points)")]
    Flat {
        /// The one value.
        value: f64,
        /// How many points were looked at.
        points: usize,
    },
    /// Nothing is left to be normalised.
    #[error("the processed spectrum has zero norm")]
    ZeroNorm,
    /// Too little of the grid is covered.
    #[error(
        "the spectrum covers {covered} cm⁻¹ of the grid's {grid_from} to {grid_to} cm⁻¹, at least {needed} cm⁻¹ needed"
    )]
    Coverage {
        /// What is covered.
        covered: f64,
        /// What is needed.
        needed: f64,
        /// First Raman shift of the grid.
        grid_from: f64,
        /// Last Raman shift of the grid.
        grid_to: f64,
    },
    /// The caller called it off.
    #[error("called off")]
    Cancelled,
    /// The library bytes are not a valid library.
    #[error("library refused")]
    Library(#[from] LibraryError),
    /// The bytes are not a valid calibration.
    #[error("calibration refused")]
    Calibration(#[from] CalibrationError),
}

/// Why the bytes of a library were refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LibraryError {
    /// The bytes do not begin as a library does.
    #[error("this is not a ramatch library (wrong magic)")]
    BadMagic,
    /// The version cannot be read.
    #[error("library version {got}, this build reads version {supported}")]
    BadVersion {
        /// Of the file.
        got: u16,
        /// Of this build.
        supported: u16,
    },
    /// The bytes end too early, or go on too long.
    #[error("the library declares {declared} bytes, {actual} are there")]
    Truncated {
        /// Declared length.
        declared: u64,
        /// Actual length.
        actual: u64,
    },
    /// A section or a reference points outside its place.
    #[error("{what} at offset {offset} with {len} bytes lies outside its place")]
    BadOffset {
        /// What points there.
        what: &'static str,
        /// Where it begins.
        offset: u64,
        /// How long it is said to be.
        len: u64,
    },
    /// A required section is unknown.
    #[error("section type {kind} (version {version}) is required and unknown to this version")]
    UnknownSection {
        /// Section type.
        kind: u32,
        /// Section version.
        version: u16,
    },
    /// A required section is missing, or there twice.
    #[error("section type {kind} stands {count} times, once needed")]
    SectionCount {
        /// Section type.
        kind: u32,
        /// How often it stands in the table.
        count: u32,
    },
    /// The library holds no emphasised rows, which the matcher compares.
    #[error(
        "the library holds no emphasised rows: build it with a recipe that brings bands out, which a host does"
    )]
    NotEmphasized,
    /// The file is not the one that its hash was taken of.
    #[error("the content does not match its hash: the library is damaged")]
    FileHash,
    /// A section is not the one that its hash was taken of.
    #[error("section {kind} does not match its hash: the library is damaged")]
    SectionHash {
        /// Section type.
        kind: u32,
    },
    /// An entry contradicts itself.
    #[error("entry {index}: {reason}")]
    BadEntry {
        /// Its index.
        index: u32,
        /// What is wrong.
        reason: &'static str,
    },
}

/// Why the bytes of a calibration were refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CalibrationError {
    /// The bytes do not begin as a calibration does.
    #[error("this is not a calibration of ramatch (wrong magic)")]
    BadMagic,
    /// The layout is of another version.
    #[error("calibration version {got}, this build reads version {supported}")]
    BadVersion {
        /// Of the file.
        got: u16,
        /// Of this build.
        supported: u16,
    },
    /// The tables are not as long as they say.
    #[error("the tables of the calibration need {needed} bytes, {got} are there")]
    Truncated {
        /// Needed.
        needed: usize,
        /// There.
        got: usize,
    },
    /// A number is impossible.
    #[error("{what} of the calibration at offset {offset} is impossible")]
    BadNumber {
        /// Which.
        what: &'static str,
        /// Where it stands.
        offset: usize,
    },
}

impl Error {
    /// The stable name and number of this error.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Error::Length { .. } => Code::Length,
            Error::Parameter { .. } => Code::Parameter,
            Error::Unsupported { .. } => Code::Unsupported,
            Error::RecipeMismatch { .. } => Code::RecipeMismatch,
            Error::Recipe { .. } => Code::Recipe,
            Error::NotFinite { .. } => Code::NotFinite,
            Error::TooFewPoints { .. } => Code::TooFewPoints,
            Error::AxisOrder { previous, value, .. } | Error::AxisTurns { previous, value, .. } => {
                if *previous == *value {
                    Code::AxisDuplicate
                } else {
                    Code::AxisOrder
                }
            }
            Error::NumberRange { .. } => Code::NumberRange,
            Error::Flat { .. } => Code::Flat,
            Error::ZeroNorm => Code::ZeroNorm,
            Error::Coverage { .. } => Code::Coverage,
            Error::Cancelled => Code::Cancelled,
            Error::Library(error) => error.code(),
            Error::Calibration(error) => error.code(),
        }
    }
}

impl CalibrationError {
    /// The stable name and number of this error.
    #[must_use]
    pub const fn code(&self) -> Code {
        Code::BadCalibration
    }
}

impl LibraryError {
    /// The stable name and number of this error.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            LibraryError::BadMagic => Code::BadMagic,
            LibraryError::BadVersion { .. } => Code::BadVersion,
            LibraryError::Truncated { .. } => Code::Truncated,
            LibraryError::BadOffset { .. } => Code::BadOffset,
            LibraryError::UnknownSection { .. } => Code::UnknownSection,
            LibraryError::SectionCount { .. } => Code::SectionCount,
            LibraryError::FileHash | LibraryError::SectionHash { .. } => Code::HashMismatch,
            LibraryError::BadEntry { .. } => Code::BadEntry,
            LibraryError::NotEmphasized => Code::NotEmphasized,
        }
    }
}

pub(crate) fn same_len(what: &'static str, expected: usize, got: usize) -> Result<(), Error> {
    if expected == got { Ok(()) } else { Err(Error::Length { what, expected, got }) }
}

pub(crate) fn at_least(what: &'static str, expected: usize, got: usize) -> Result<(), Error> {
    if got >= expected { Ok(()) } else { Err(Error::Length { what, expected, got }) }
}

pub(crate) fn points(needed: usize, got: usize) -> Result<(), Error> {
    if got >= needed { Ok(()) } else { Err(Error::TooFewPoints { got, needed }) }
}

/// Refuses NaN, infinity and magnitudes above `limit`.
pub(crate) fn within(
    what: &'static str,
    values: impl Iterator<Item = f64> + Clone,
    limit: f64,
) -> Result<(), Error> {
    // All at once, and only if one is bad, which.
    let good = |value: f64| value.abs() <= limit;
    if values.clone().map(|value| u64::from(!good(value))).sum::<u64>() == 0 {
        return Ok(());
    }
    for (index, value) in values.enumerate() {
        if !value.is_finite() {
            return Err(Error::NotFinite { what, index });
        }
        if value.abs() > limit {
            return Err(Error::NumberRange { what, index, value, limit });
        }
    }
    Ok(())
}

/// [`within`] for samples in `f64`, in vector lanes.
pub(crate) fn samples_within(what: &'static str, values: &[f64], limit: f64) -> Result<(), Error> {
    if dispatch(AllWithin { values, limit }) { Ok(()) } else { within(what, values.iter().copied(), limit) }
}

/// Whether no magnitude is above `limit`, or NaN.
struct AllWithin<'a> {
    values: &'a [f64],
    limit: f64,
}

impl Work for AllWithin<'_> {
    type Output = bool;

    #[inline(always)]
    fn run<V: Lanes>(self) -> bool {
        let (chunks, rest) = self.values.as_chunks::<LANES>();
        // NaN is not below either.
        let limit = V::splat(self.limit.next_up());
        macro_rules! bad {
            ($chunk:expr) => {
                limit.above(V::load($chunk).abs(), V::zero(), V::one())
            };
        }
        let (fours, others) = chunks.as_chunks::<4>();
        let [mut a, mut b, mut c, mut d] = [V::zero(); 4];
        for four in fours {
            (a, b) = (a.max(bad!(&four[0])), b.max(bad!(&four[1])));
            (c, d) = (c.max(bad!(&four[2])), d.max(bad!(&four[3])));
        }
        for other in others {
            a = a.max(bad!(other));
        }
        let bad = a.max(b).max(c.max(d)).row();
        bad.iter().all(|&bad| bad == 0.0) && rest.iter().all(|value| value.abs() <= self.limit)
    }
}

/// Refuses an axis that neither rises nor falls throughout, from its first value to its last.
pub(crate) fn one_way(what: &'static str, values: &[f64]) -> Result<(), Error> {
    let falls = values.last() < values.first();
    let goes_on = |pair: &[f64]| if falls { pair[1] < pair[0] } else { pair[1] > pair[0] };
    match values.windows(2).position(|pair| !goes_on(pair)) {
        None => Ok(()),
        Some(at) => {
            Err(Error::AxisTurns { what, index: at + 1, previous: values[at], value: values[at + 1] })
        }
    }
}

/// Refuses a parameter unless `holds`.
pub(crate) fn domain(name: &'static str, value: f64, holds: bool, domain: &'static str) -> Result<(), Error> {
    if holds { Ok(()) } else { Err(Error::Parameter { name, value, domain }) }
}

//! Status numbers, and what is said of a refusal.

use crate::text::ramatch_text;
use ramatch_core::{Code, Error};

/// What every call answers: RAMATCH_OK, or why it was refused; calls in steps RAMATCH_MORE as well. Numbers are stable, and those of the book's table of codes.
pub type ramatch_status = i32;

/// All is well.
pub const RAMATCH_OK: ramatch_status = 0;
/// All is well so far, and there is more to be done: call again. No error; only calls that work in steps answer it, and say so.
pub const RAMATCH_MORE: ramatch_status = 256;

/// A buffer has the wrong number of samples.
pub const RAMATCH_LENGTH: ramatch_status = 1;
/// A parameter lies outside its domain.
pub const RAMATCH_PARAMETER: ramatch_status = 2;
/// A recipe asks for something that this build does not hold.
pub const RAMATCH_UNSUPPORTED: ramatch_status = 3;
/// A query and a library were prepared by different recipes.
pub const RAMATCH_RECIPE_MISMATCH: ramatch_status = 4;
/// A recipe has too many steps, or steps that contradict each other.
pub const RAMATCH_RECIPE: ramatch_status = 5;
/// The caller called it off.
pub const RAMATCH_CANCELLED: ramatch_status = 6;
/// A pointer is null that must not be.
pub const RAMATCH_NULL: ramatch_status = 7;
/// A pointer does not lie on the boundary that its type asks for.
pub const RAMATCH_MISALIGNED: ramatch_status = 8;
/// A handle was not made yet, or is another one.
pub const RAMATCH_NOT_READY: ramatch_status = 9;
/// The program failed inside; this is a defect of ramatch.
pub const RAMATCH_PANICKED: ramatch_status = 10;
/// A sample is NaN or infinite.
pub const RAMATCH_NOT_FINITE: ramatch_status = 20;
/// A spectrum has too few points.
pub const RAMATCH_TOO_FEW_POINTS: ramatch_status = 21;
/// The axis does not rise strictly.
pub const RAMATCH_AXIS_ORDER: ramatch_status = 22;
/// The axis holds one value twice.
pub const RAMATCH_AXIS_DUPLICATE: ramatch_status = 23;
/// A number lies outside the range that is accepted.
pub const RAMATCH_NUMBER_RANGE: ramatch_status = 24;
/// All samples are equal.
pub const RAMATCH_FLAT: ramatch_status = 25;
/// Nothing is left to be normalised.
pub const RAMATCH_ZERO_NORM: ramatch_status = 26;
/// Too little of the grid is covered.
pub const RAMATCH_COVERAGE: ramatch_status = 27;
/// The axis is not known to be a Raman shift.
pub const RAMATCH_AXIS_UNIT_UNKNOWN: ramatch_status = 28;
/// Shots that are said to be of one sample cannot be.
pub const RAMATCH_UNLIKE_SHOTS: ramatch_status = 29;
/// The file holds nothing.
pub const RAMATCH_EMPTY: ramatch_status = 40;
/// The format of the file is not supported.
pub const RAMATCH_FORMAT_UNSUPPORTED: ramatch_status = 41;
/// A column is missing.
pub const RAMATCH_COLUMN_MISSING: ramatch_status = 42;
/// Something that should be a number is none.
pub const RAMATCH_NUMBER_SYNTAX: ramatch_status = 43;
/// A line is longer than the limit.
pub const RAMATCH_LINE_LIMIT: ramatch_status = 44;
/// The file declares or holds more than the limit.
pub const RAMATCH_LIMIT: ramatch_status = 45;
/// The bytes do not begin as a library does.
pub const RAMATCH_BAD_MAGIC: ramatch_status = 60;
/// The library's version cannot be read.
pub const RAMATCH_BAD_VERSION: ramatch_status = 61;
/// The bytes end too early, or go on too long.
pub const RAMATCH_TRUNCATED: ramatch_status = 62;
/// A section or a reference points outside its place.
pub const RAMATCH_BAD_OFFSET: ramatch_status = 63;
/// A required section is not known to this version.
pub const RAMATCH_UNKNOWN_SECTION: ramatch_status = 64;
/// A required section is missing, or there twice.
pub const RAMATCH_SECTION_COUNT: ramatch_status = 65;
/// The content does not match its hash.
pub const RAMATCH_HASH_MISMATCH: ramatch_status = 66;
/// An entry contradicts itself.
pub const RAMATCH_BAD_ENTRY: ramatch_status = 67;
/// The metadata section cannot be read.
pub const RAMATCH_BAD_METADATA: ramatch_status = 68;
/// The library holds no emphasised rows.
pub const RAMATCH_NOT_EMPHASIZED: ramatch_status = 69;
/// The bytes are no calibration, or a damaged one.
pub const RAMATCH_BAD_CALIBRATION: ramatch_status = 70;
/// The calibration was made for another library, recipe or software.
pub const RAMATCH_CALIBRATION_MISMATCH: ramatch_status = 71;
/// The text does not parse as the structure that it should be.
pub const RAMATCH_TEXT_SYNTAX: ramatch_status = 80;
/// An entry or a source states no licence.
pub const RAMATCH_LICENCE_MISSING: ramatch_status = 81;
/// A tag is not in the list of tags.
pub const RAMATCH_UNKNOWN_TAG: ramatch_status = 82;
/// A band lies outside its entry's interval.
pub const RAMATCH_BAND_OUTSIDE: ramatch_status = 83;
/// An id stands twice.
pub const RAMATCH_DUPLICATE_ID: ramatch_status = 84;
/// A CAS number's check digit is wrong.
pub const RAMATCH_BAD_CAS: ramatch_status = 85;
/// A field contradicts another, or is not of its form.
pub const RAMATCH_BAD_FIELD: ramatch_status = 86;
/// An entry names a substance or a source that does not exist.
pub const RAMATCH_UNKNOWN_REFERENCE: ramatch_status = 87;
/// There are fewer absent substances in trials than the rate needs.
pub const RAMATCH_TOO_FEW_SUBSTANCES: ramatch_status = 88;
/// One specimen stands in trials for two things.
pub const RAMATCH_SPECIMEN_TWICE: ramatch_status = 89;
/// Reading or writing failed.
pub const RAMATCH_IO: ramatch_status = 100;
/// There is no such file.
pub const RAMATCH_NO_SUCH_FILE: ramatch_status = 101;
/// A directory where a file is needed.
pub const RAMATCH_IS_DIRECTORY: ramatch_status = 102;
/// What stands there would be lost.
pub const RAMATCH_FILE_EXISTS: ramatch_status = 103;
/// The file is write-protected.
pub const RAMATCH_WRITE_PROTECTED: ramatch_status = 104;
/// A pipe, a device or a socket where a file is needed.
pub const RAMATCH_SPECIAL_FILE: ramatch_status = 105;
/// Another process is changing the file.
pub const RAMATCH_LOCKED: ramatch_status = 106;
/// The file is no longer what was read.
pub const RAMATCH_FILE_CHANGED: ramatch_status = 107;
/// A record of an answer cannot be read, or was changed.
pub const RAMATCH_BAD_RECORD: ramatch_status = 108;
/// What a record says comes out otherwise.
pub const RAMATCH_RECORD_DIFFERS: ramatch_status = 109;
/// More is declared than the bytes can hold.
pub const RAMATCH_DECLARED_EXCEEDS_DATA: ramatch_status = 120;
/// A count is zero, negative or no whole number.
pub const RAMATCH_BAD_COUNT: ramatch_status = 121;
/// More or less is there than is declared.
pub const RAMATCH_COUNT_MISMATCH: ramatch_status = 122;
/// The abscissa that opens a line is not where the line is.
pub const RAMATCH_XCHECK_FAILED: ramatch_status = 123;
/// The ordinate that opens a line is not the one that closed the line before.
pub const RAMATCH_YCHECK_FAILED: ramatch_status = 124;
/// A repetition follows no value.
pub const RAMATCH_DUP_WITHOUT_VALUE: ramatch_status = 125;
/// What is packed would unpack to more than the limit.
pub const RAMATCH_EXPANSION_LIMIT: ramatch_status = 126;
/// What is said of an axis contradicts itself.
pub const RAMATCH_AXIS_INCONSISTENT: ramatch_status = 127;
/// Several blocks of data where one is allowed, or several spectra where one is asked for.
pub const RAMATCH_MULTIPLE_BLOCKS: ramatch_status = 128;
/// A block that is declared or needed is not there.
pub const RAMATCH_BLOCK_MISSING: ramatch_status = 129;
/// Blocks are nested deeper than the limit.
pub const RAMATCH_DEPTH: ramatch_status = 130;
/// The end of the data is not marked: the file may be cut.
pub const RAMATCH_UNTERMINATED: ramatch_status = 131;
/// A label that matters stands twice, with two values.
pub const RAMATCH_DUPLICATE_LABEL: ramatch_status = 132;
/// The tables of a file are not as many or as long as it declares.
pub const RAMATCH_NTUPLES_DIM: ramatch_status = 133;
/// The size of a block is impossible.
pub const RAMATCH_BAD_BLOCK_SIZE: ramatch_status = 134;
/// A block that may stand once stands twice.
pub const RAMATCH_DUPLICATE_BLOCK: ramatch_status = 135;
/// A size is larger than any number of this machine.
pub const RAMATCH_SIZE_OVERFLOW: ramatch_status = 136;
/// Pickled objects, which are never read.
pub const RAMATCH_PICKLE_FORBIDDEN: ramatch_status = 137;
/// A name in an archive leads out of it.
pub const RAMATCH_BAD_PATH: ramatch_status = 138;
/// Two members of an archive have one name.
pub const RAMATCH_DUPLICATE_ENTRY: ramatch_status = 139;
/// The bytes do not follow the grammar of their format.
pub const RAMATCH_FORMAT_SYNTAX: ramatch_status = 140;
/// A label or field that is needed is not there.
pub const RAMATCH_LABEL_MISSING: ramatch_status = 141;
/// The file is well formed and holds no spectrum.
pub const RAMATCH_NO_SPECTRUM: ramatch_status = 142;
/// The measurement is of another kind than Raman.
pub const RAMATCH_NOT_RAMAN: ramatch_status = 143;
/// The spectrum was salvaged from a damaged file, which was not allowed here.
pub const RAMATCH_DAMAGED: ramatch_status = 144;

/// What a refusal was about. Every call that can fail fills one, if it is given; NULL is allowed.
///
/// Its texts are static. Numbers that a status does not use are 0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_error {
    /// What the call answered as well.
    pub status: ramatch_status,
    /// Reserved, 0.
    pub reserved: u32,
    /// The argument or the parameter, or what is wrong.
    pub what: ramatch_text,
    /// What is accepted, as "0 to 25".
    pub domain: ramatch_text,
    /// How many are needed: samples, bytes, points; or the version that is read.
    pub expected: u64,
    /// How many there are, or the version that was found.
    pub got: u64,
    /// Which one: sample, entry, offset in bytes.
    pub index: u64,
    /// The number that is refused.
    pub value: f64,
    /// The largest or least that is not.
    pub limit: f64,
}

/// Why a call is refused, before it is told.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Refusal {
    /// By the core.
    Core(Error),
    /// By this face: what, and which argument.
    Argument(Code, &'static str),
    /// By a host, whose reason is a code.
    #[cfg(feature = "host")]
    Host(Code),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal::Core(error)
    }
}

impl Refusal {
    /// Its code.
    pub(crate) fn code(&self) -> Code {
        match self {
            Refusal::Core(error) => error.code(),
            Refusal::Argument(code, _) => *code,
            #[cfg(feature = "host")]
            Refusal::Host(code) => *code,
        }
    }
}

impl ramatch_error {
    /// What is said of an end.
    pub(crate) fn of(outcome: &Result<ramatch_status, Refusal>) -> Self {
        match outcome {
            Ok(status) => Self::plain(*status, ""),
            Err(Refusal::Core(error)) => Self::core(error),
            Err(Refusal::Argument(code, what)) => Self::plain(code.number(), what),
            #[cfg(feature = "host")]
            Err(Refusal::Host(code)) => Self::plain(code.number(), ""),
        }
    }

    fn plain(status: ramatch_status, what: &'static str) -> Self {
        Self {
            status,
            reserved: 0,
            what: ramatch_text::of(what),
            domain: ramatch_text::of(""),
            expected: 0,
            got: 0,
            index: 0,
            value: 0.0,
            limit: 0.0,
        }
    }

    fn core(error: &Error) -> Self {
        use ramatch_core::{CalibrationError, LibraryError};
        let plain = |what| Self::plain(error.code().number(), what);
        let counted = |what, expected: usize, got: usize| Self {
            expected: expected as u64,
            got: got as u64,
            ..plain(what)
        };
        match *error {
            Error::Length { what, expected, got } => counted(what, expected, got),
            Error::Parameter { name, value, domain } => {
                Self { value, domain: ramatch_text::of(domain), ..plain(name) }
            }
            Error::Unsupported { what, .. } => plain(what),
            Error::RecipeMismatch { query, library } => {
                Self { expected: library, got: query, ..plain("recipe") }
            }
            Error::Recipe { reason } => plain(reason),
            Error::NotFinite { what, index } => Self { index: index as u64, ..plain(what) },
            Error::TooFewPoints { got, needed } => counted("points", needed, got),
            Error::AxisOrder { index, previous, value } => {
                Self { index: index as u64, value, limit: previous, ..plain("Raman shift") }
            }
            Error::NumberRange { what, index, value, limit } => {
                Self { index: index as u64, value, limit, ..plain(what) }
            }
            Error::Flat { value, points } => Self { value, ..counted("intensity", 0, points) },
            Error::Coverage { covered, needed, .. } => {
                Self { value: covered, limit: needed, ..plain("Raman shift") }
            }
            Error::Library(LibraryError::BadVersion { got, supported })
            | Error::Calibration(CalibrationError::BadVersion { got, supported }) => {
                counted("version", supported.into(), got.into())
            }
            Error::Library(LibraryError::Truncated { declared, actual }) => {
                Self { expected: declared, got: actual, ..plain("library") }
            }
            Error::Library(LibraryError::BadOffset { what, offset, len }) => {
                Self { index: offset, got: len, ..plain(what) }
            }
            Error::Library(LibraryError::BadEntry { index, reason }) => {
                Self { index: index.into(), ..plain(reason) }
            }
            Error::Library(LibraryError::SectionCount { kind, count }) => {
                Self { index: kind.into(), expected: 1, got: count.into(), ..plain("section") }
            }
            Error::Library(LibraryError::UnknownSection { kind, version }) => {
                Self { index: kind.into(), got: version.into(), ..plain("section") }
            }
            Error::Calibration(CalibrationError::Truncated { needed, got }) => {
                counted("calibration", needed, got)
            }
            Error::Calibration(CalibrationError::BadNumber { what, offset }) => {
                Self { index: offset as u64, ..plain(what) }
            }
            _ => plain(""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;

    /// The header, which is committed, has every code by its number.
    #[test]
    fn every_code_is_in_the_header() {
        let header = include_str!("../include/ramatch.h");
        for code in Code::ALL {
            assert!((1..RAMATCH_MORE).contains(&code.number()));
            let line = format!("#define RAMATCH_{} {}\n", code.name().to_uppercase(), code.number());
            assert!(header.contains(&line), "{line}");
        }
    }
}

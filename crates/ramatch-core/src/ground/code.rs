//! The one table of error names and numbers.
//!
//! JSON, the terminal and Python show the name, C shows the number. A number, once published, is never
//! given to another name; a name is never renamed. Each crate's error type answers `code()` with one of these.

use core::ffi::CStr;

macro_rules! table {
    ($($(#[doc = $doc:literal])+ $variant:ident = $number:literal $name:literal,)*) => {
        /// Why something was refused, as a stable name and number.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[repr(i32)]
        pub enum Code { $($(#[doc = $doc])+ $variant = $number,)* }

        impl Code {
            /// Every code, in the order of the numbers.
            pub const ALL: &[Code] = &[$(Code::$variant),*];

            /// The stable name, as JSON, the terminal and Python show it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// The stable name, as C shows it.
            #[must_use]
            pub const fn c_name(self) -> &'static CStr {
                match self { $(Code::$variant => c_text(concat!($name, "\0")),)* }
            }

            /// What it says, as C shows it.
            #[must_use]
            pub const fn c_meaning(self) -> &'static CStr {
                match self { $(Code::$variant => c_text(concat!($($doc,)+ "\0").split_at(1).1),)* }
            }
        }
    };
}

/// A text that ends with its only 0; nothing of any other.
const fn c_text(text: &'static str) -> &'static CStr {
    match CStr::from_bytes_with_nul(text.as_bytes()) {
        Ok(text) => text,
        Err(_) => c"",
    }
}

table! {
    // The caller's fault: 1 to 19.
    /// A buffer has the wrong number of samples.
    Length = 1 "length",
    /// A parameter lies outside its domain.
    Parameter = 2 "parameter",
    /// A recipe asks for something that this build does not hold.
    Unsupported = 3 "unsupported",
    /// A query and a library were prepared by different recipes.
    RecipeMismatch = 4 "recipe_mismatch",
    /// A recipe has too many steps, or steps that contradict each other.
    Recipe = 5 "recipe",
    /// The caller called it off.
    Cancelled = 6 "cancelled",
    /// A pointer is null that must not be.
    Null = 7 "null",
    /// A pointer does not lie on the boundary that its type asks for.
    Misaligned = 8 "misaligned",
    /// A handle was not made yet, or is another one.
    NotReady = 9 "not_ready",
    /// The program failed inside; this is a defect of ramatch.
    Panicked = 10 "panicked",

    // The data's fault: 20 to 39.
    /// A sample is NaN or infinite.
    NotFinite = 20 "not_finite",
    /// A spectrum has too few points.
    TooFewPoints = 21 "too_few_points",
    /// The axis does not rise strictly.
    AxisOrder = 22 "axis_order",
    /// The axis holds one value twice.
    AxisDuplicate = 23 "axis_duplicate",
    /// A number lies outside the range that is accepted.
    NumberRange = 24 "number_range",
    /// All samples are equal.
    Flat = 25 "flat",
    /// Nothing is left to be normalised.
    ZeroNorm = 26 "zero_norm",
    /// Too little of the grid is covered.
    Coverage = 27 "coverage",
    /// The axis is not known to be a Raman shift.
    AxisUnitUnknown = 28 "axis_unit_unknown",
    /// Shots that are said to be of one sample cannot be.
    UnlikeShots = 29 "unlike_shots",

    // A spectrum file's fault: 40 to 59.
    /// The file holds nothing.
    Empty = 40 "empty",
    /// The format of the file is not supported.
    FormatUnsupported = 41 "format_unsupported",
    /// A column is missing.
    ColumnMissing = 42 "column_missing",
    /// Something that should be a number is none.
    NumberSyntax = 43 "number_syntax",
    /// A line is longer than the limit.
    LineLimit = 44 "line_limit",
    /// The file declares or holds more than the limit.
    Limit = 45 "limit",

    // A library file's fault: 60 to 79.
    /// The bytes do not begin as a library does.
    BadMagic = 60 "bad_magic",
    /// The library's version cannot be read.
    BadVersion = 61 "bad_version",
    /// The bytes end too early, or go on too long.
    Truncated = 62 "truncated",
    /// A section or a reference points outside its place.
    BadOffset = 63 "bad_offset",
    /// A required section is not known to this version.
    UnknownSection = 64 "unknown_section",
    /// A required section is missing, or there twice.
    SectionCount = 65 "section_count",
    /// The content does not match its hash.
    HashMismatch = 66 "hash_mismatch",
    /// An entry contradicts itself.
    BadEntry = 67 "bad_entry",
    /// The metadata section cannot be read.
    BadMetadata = 68 "bad_metadata",
    /// The library holds no emphasised rows.
    NotEmphasized = 69 "not_emphasized",
    /// The bytes are no calibration, or a damaged one.
    BadCalibration = 70 "bad_calibration",
    /// The calibration was made for another library, recipe or software.
    CalibrationMismatch = 71 "calibration_mismatch",

    // The text of a library: 80 to 99.
    /// The text does not parse as the structure that it should be.
    TextSyntax = 80 "text_syntax",
    /// An entry or a source states no licence.
    LicenceMissing = 81 "licence_missing",
    /// A tag is not in the list of tags.
    UnknownTag = 82 "unknown_tag",
    /// A band lies outside its entry's interval.
    BandOutside = 83 "band_outside",
    /// An id stands twice.
    DuplicateId = 84 "duplicate_id",
    /// A CAS number's check digit is wrong.
    BadCas = 85 "bad_cas",
    /// A field contradicts another, or is not of its form.
    BadField = 86 "bad_field",
    /// An entry names a substance or a source that does not exist.
    UnknownReference = 87 "unknown_reference",
    /// There are fewer absent substances in trials than the rate needs.
    TooFewSubstances = 88 "too_few_substances",
    /// One specimen stands in trials for two things.
    SpecimenTwice = 89 "specimen_twice",

    // The machine: 100 to 119.
    /// Reading or writing failed.
    Io = 100 "io",
    /// There is no such file.
    NoSuchFile = 101 "no_such_file",
    /// A directory where a file is needed.
    IsDirectory = 102 "is_directory",
    /// What stands there would be lost.
    FileExists = 103 "file_exists",
    /// The file is write-protected.
    WriteProtected = 104 "write_protected",
    /// A pipe, a device or a socket where a file is needed.
    SpecialFile = 105 "special_file",
    /// Another process is changing the file.
    Locked = 106 "locked",
    /// The file is no longer what was read.
    FileChanged = 107 "file_changed",
    /// A record of an answer cannot be read, or was changed.
    BadRecord = 108 "bad_record",
    /// What a record says comes out otherwise.
    RecordDiffers = 109 "record_differs",

    // The structure of a spectrum file: 120 to 159.
    /// More is declared than the bytes can hold.
    DeclaredExceedsData = 120 "declared_exceeds_data",
    /// A count is zero, negative or no whole number.
    BadCount = 121 "bad_count",
    /// More or less is there than is declared.
    CountMismatch = 122 "count_mismatch",
    /// The abscissa that opens a line is not where the line is.
    XCheckFailed = 123 "xcheck_failed",
    /// The ordinate that opens a line is not the one that closed the line before.
    YCheckFailed = 124 "ycheck_failed",
    /// A repetition follows no value.
    DupWithoutValue = 125 "dup_without_value",
    /// What is packed would unpack to more than the limit.
    ExpansionLimit = 126 "expansion_limit",
    /// What is said of an axis contradicts itself.
    AxisInconsistent = 127 "axis_inconsistent",
    /// Several blocks of data where one is allowed, or several spectra where one is asked for.
    MultipleBlocks = 128 "multiple_blocks",
    /// A block that is declared or needed is not there.
    BlockMissing = 129 "block_missing",
    /// Blocks are nested deeper than the limit.
    Depth = 130 "depth",
    /// The end of the data is not marked: the file may be cut.
    Unterminated = 131 "unterminated",
    /// A label that matters stands twice, with two values.
    DuplicateLabel = 132 "duplicate_label",
    /// The tables of a file are not as many or as long as it declares.
    NtuplesDim = 133 "ntuples_dim",
    /// The size of a block is impossible.
    BadBlockSize = 134 "bad_block_size",
    /// A block that may stand once stands twice.
    DuplicateBlock = 135 "duplicate_block",
    /// A size is larger than any number of this machine.
    SizeOverflow = 136 "size_overflow",
    /// Pickled objects, which are never read.
    PickleForbidden = 137 "pickle_forbidden",
    /// A name in an archive leads out of it.
    BadPath = 138 "bad_path",
    /// Two members of an archive have one name.
    DuplicateEntry = 139 "duplicate_entry",
    /// The bytes do not follow the grammar of their format.
    FormatSyntax = 140 "format_syntax",
    /// A label or field that is needed is not there.
    LabelMissing = 141 "label_missing",
    /// The file is well formed and holds no spectrum.
    NoSpectrum = 142 "no_spectrum",
    /// The measurement is of another kind than Raman.
    NotRaman = 143 "not_raman",
    /// The spectrum was salvaged from a damaged file, which was not allowed here.
    Damaged = 144 "damaged",
}

impl Code {
    /// The stable number, as C shows it.
    #[must_use]
    pub const fn number(self) -> i32 {
        self as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_unique_and_ordered() {
        for pair in Code::ALL.windows(2) {
            assert!(pair[0].number() < pair[1].number());
        }
        for (i, a) in Code::ALL.iter().enumerate() {
            assert!(Code::ALL[i + 1..].iter().all(|b| a.name() != b.name()), "{}", a.name());
            assert!(a.name().bytes().all(|c| c == b'_' || c.is_ascii_lowercase()));
            assert_eq!(a.c_name().to_bytes(), a.name().as_bytes());
            let meaning = a.c_meaning().to_bytes();
            assert!(meaning.first().is_some_and(u8::is_ascii_uppercase) && meaning.ends_with(b"."));
        }
    }
}

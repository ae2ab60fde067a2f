//! What became of a collection.

use crate::ground::error::Error;
use crate::library::builder::NearDuplicate;

/// What became of a collection.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Brought {
    /// Ids of the entries that were added, in the collection's order.
    pub added: Vec<String>,
    /// Ids of entries that are there already with the very same content, as after a second run; nothing was to be added.
    pub there_already: Vec<String>,
    /// What was refused, and why: number of the file, from 1, in the order of their names; file and member; reason.
    pub refused: Vec<(usize, String, Error)>,
    /// How many files were passed over, by reason: the other form of a measurement, texts that are no spectra.
    pub passed_over: Vec<(&'static str, usize)>,
    /// Spectra whose points are there already to the bit, in another entry; they were left out.
    pub duplicates: Vec<Duplicate>,
    /// Pairs of references that are nearly the same; both are there.
    pub near: Vec<NearDuplicate>,
    /// What is said of one substance in two ways.
    pub conflicts: Vec<Conflict>,
    /// Spectra that nothing but the name of a file or column says the substance of.
    pub named_by_file: Vec<NamedByFile>,
    /// What should be known of the collection as a whole.
    pub notes: Vec<String>,
}

/// A spectrum whose substance was taken from the name of its file or column.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NamedByFile {
    /// Number of its file, from 1.
    pub number: usize,
    /// What its file or column is called.
    pub label: String,
    /// The substance that it was taken for.
    pub substance: String,
}

/// A spectrum that is there already: the same axis and intensities.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Duplicate {
    /// Number of its file, from 1.
    pub number: usize,
    /// Its file and member.
    pub file: String,
    /// Its substance.
    pub name: String,
    /// Id of the entry that has the same points.
    pub entry: String,
    /// The substance of that entry.
    pub of: String,
}

/// What is said of one substance in two ways.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Conflict {
    /// One CAS number under two names: both are kept, as two substances.
    TwoNames {
        /// Number of the file in which the second was met, from 1.
        number: usize,
        /// That file and member.
        file: String,
        /// The CAS number.
        cas: String,
        /// The name that was there first, and the other.
        names: [String; 2],
    },
    /// One name with two CAS numbers: the second is refused.
    TwoNumbers {
        /// Number of the file in which the second was met, from 1.
        number: usize,
        /// That file and member.
        file: String,
        /// The name.
        name: String,
        /// The CAS number that was there first, and the other.
        numbers: [String; 2],
    },
    /// Two names that are not one, of which the same id is made: the second is refused.
    OneId {
        /// Number of the file in which the second was met, from 1.
        number: usize,
        /// That file and member.
        file: String,
        /// The id.
        id: String,
        /// The name that was there first, and the other.
        names: [String; 2],
    },
    /// One name with two InChIKeys or two formulas: the second is refused.
    TwoIdentities {
        /// Number of the file in which the second was met, from 1.
        number: usize,
        /// That file and member.
        file: String,
        /// The name.
        name: String,
        /// What it is that differs.
        what: &'static str,
        /// What was there first, and the other.
        values: [String; 2],
    },
}

impl Conflict {
    /// Number of the file in which it was met, from 1, and that file with its member.
    #[must_use]
    pub fn place(&self) -> (usize, &str) {
        match self {
            Self::TwoNames { number, file, .. }
            | Self::TwoNumbers { number, file, .. }
            | Self::OneId { number, file, .. }
            | Self::TwoIdentities { number, file, .. } => (*number, file),
        }
    }
}

impl std::fmt::Display for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TwoNames { cas, names: [first, second], .. } => write!(
                f,
                "CAS number {cas} stands for \"{first}\" and for \"{second}\": both are kept, as two substances; a table of names (--names) makes one of them"
            ),
            Self::TwoNumbers { name, numbers: [first, second], .. } => write!(
                f,
                "\"{name}\" has the CAS numbers {first} and {second}: the second is refused; a table of names (--names) tells them apart"
            ),
            Self::OneId { id, names: [first, second], .. } => write!(
                f,
                "\"{first}\" and \"{second}\" would both be \"{id}\": the second is refused; a table of names (--names) gives it another name"
            ),
            Self::TwoIdentities { name, what, values: [first, second], .. } => write!(
                f,
                "\"{name}\" has the {what} {first} and the {what} {second}: the second is refused; a table of names (--names) tells them apart"
            ),
        }
    }
}

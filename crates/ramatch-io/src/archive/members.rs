//! The files of an archive as bytes, for who knows what they are.

use super::member::Member;
use super::{spectra, tar, zip};
use crate::budget::Budget;
use crate::context::Context;
use crate::error::Error;
use crate::options::Options;
use ramatch_core::Code;

/// The files of a ZIP or tar archive by their names, in the archive's order. Every name stays inside, no name stands twice, nothing is
/// encrypted or a link, and nothing unpacks to more than the limits allow: an archive in which that is otherwise is refused as a whole.
///
/// ```
/// use ramatch_io::{Archive, Budget, write_npz, Record, Quantity};
/// let axis: Vec<f64> = (0..20).map(|i| 200.0 + f64::from(i)).collect();
/// let record = Record::from_samples(Quantity::RamanShift, axis.clone(), axis)?;
/// let bytes = write_npz(&[record])?;
/// let budget = Budget::default();
/// let archive = Archive::of(&bytes, &budget)?;
/// assert!(archive.names().all(|name| name.ends_with(".npy")));
/// assert!(archive.read(&bytes, 0, &budget)?.starts_with(b"\x93NUMPY"));
/// # Ok::<(), ramatch_io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Archive {
    members: Vec<Member>,
}

impl Archive {
    /// Whether bytes begin as an archive.
    #[must_use]
    pub fn is_one(bytes: &[u8]) -> bool {
        bytes.starts_with(zip::MAGIC) || tar::is_tar(bytes)
    }

    /// The directory of an archive. What systems and archivers add by themselves is left out.
    ///
    /// # Errors
    /// `bad_path` for a name that leads out of the archive, `duplicate_entry`, `expansion_limit`, `unsupported` for what is encrypted or
    /// a link, `format_unsupported` for what is no archive, and what else is wrong with its structure.
    pub fn of(bytes: &[u8], budget: &Budget) -> Result<Self, Error> {
        let options = Options::new();
        let context = Context { options: &options, budget, format: "" };
        let (members, format) = if bytes.starts_with(zip::MAGIC) {
            (zip::members(bytes, &context), spectra::NAME)
        } else if tar::is_tar(bytes) {
            (tar::members(bytes, &context), spectra::TAR_NAME)
        } else {
            return Err(Error::new(Code::FormatUnsupported, "is no ZIP or tar archive"));
        };
        let mut members = members.map_err(|error| error.in_format(format))?;
        members.retain(|member| !spectra::is_litter(&member.name));
        Ok(Self { members })
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Their names, with `/` between folders.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|member| member.name.as_str())
    }

    /// The content of a file by its index, from 0, out of the bytes that the directory was read from; its checksum is right.
    ///
    /// # Errors
    /// `parameter` beyond the last; `hash_mismatch`, `expansion_limit`, `format_syntax` and `limit` for what cannot be unpacked.
    pub fn read(&self, bytes: &[u8], index: usize, budget: &Budget) -> Result<Vec<u8>, Error> {
        let options = Options::new();
        let context = Context { options: &options, budget, format: "" };
        let count = self.members.len();
        let member = self.members.get(index).ok_or_else(|| {
            Error::new(Code::Parameter, format!("file {index} of an archive of {count}")).counts(index, count)
        })?;
        budget.scope(|| spectra::unpack(bytes, member, &context))
    }
}

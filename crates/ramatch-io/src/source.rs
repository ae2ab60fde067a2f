//! The spectra of a file, one after another or by their number, in bounded memory.

use crate::budget::Budget;
use crate::context::Context;
use crate::error::Error;
use crate::options::Options;
use crate::record::{self, Position, Record};
use ramatch_core::Code;
use std::sync::Arc;

/// The field of a record's metadata that names the member of an archive that it was read from.
pub(crate) const MEMBER: &str = "archive member";

/// A file whose structure is known: how many spectra it holds, and how to read one.
pub(crate) trait Source {
    fn count(&self) -> usize;
    /// A record whose metadata have their terms ([`crate::vocabulary::described`]).
    fn read(&self, index: usize, context: &Context<'_>) -> Result<Record, Error>;
    /// Where the spectrum stands, as far as that is known without its numbers.
    fn position(&self, _: usize) -> Option<Position> {
        None
    }
    /// The member of an archive that the spectrum is of.
    fn member(&self, _: usize) -> Option<&str> {
        None
    }
}

/// A file of one spectrum that has been read already.
impl Source for Record {
    fn count(&self) -> usize {
        1
    }

    fn read(&self, _: usize, context: &Context<'_>) -> Result<Record, Error> {
        context.budget.charge(self.y.len() * size_of::<f64>())?;
        Ok(self.clone())
    }
}

/// Spectra that were read together, with their terms: each whole, or with what is wrong with it.
pub(crate) type Together = Vec<Result<Record, Refused>>;

/// What is wrong with a spectrum, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    pub(crate) error: Error,
    pub(crate) position: Option<Position>,
}

impl Source for Together {
    fn count(&self) -> usize {
        self.len()
    }

    fn read(&self, index: usize, context: &Context<'_>) -> Result<Record, Error> {
        match &self[index] {
            Ok(record) => record.read(0, context),
            Err(refused) => Err(refused.error.clone()),
        }
    }

    fn position(&self, index: usize) -> Option<Position> {
        match self.get(index)? {
            Ok(record) => record.position,
            Err(refused) => refused.position,
        }
    }

    fn member(&self, index: usize) -> Option<&str> {
        match self.get(index)? {
            Ok(record) => {
                let field = record.metadata.fields.iter().find(|(name, _)| name == MEMBER);
                field.map(|(_, member)| member.as_str())
            }
            Err(refused) => refused.error.member(),
        }
    }
}

/// The spectra of a file: an iterator, and by number.
///
/// The structure has been checked; each spectrum is decoded when it is asked for. What a spectrum charges to the budget
/// is given back when it is handed over.
pub struct Spectra<'a> {
    source: Box<dyn Source + 'a>,
    context: Context<'a>,
    next: usize,
}

impl std::fmt::Debug for Spectra<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spectra").field("format", &self.context.format).field("len", &self.len()).finish()
    }
}

impl<'a> Spectra<'a> {
    pub(crate) fn new(
        source: Box<dyn Source + 'a>,
        format: &'static str,
        options: &'a Options,
        budget: &'a Budget,
    ) -> Result<Self, Error> {
        budget.spectra(source.count()).map_err(|error| error.in_format(format))?;
        Ok(Self { source, context: Context { options, budget, format }, next: 0 })
    }

    /// Spectra in the file.
    #[must_use]
    pub fn len(&self) -> usize {
        self.source.count()
    }

    /// Whether it holds none: never, a file without a spectrum is refused.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Name of the format that was recognised.
    #[must_use]
    pub fn format(&self) -> &'static str {
        self.context.format
    }

    /// Where the spectrum of this index stands, from 0, as far as that is known without its numbers: also that of one that is refused.
    #[must_use]
    pub fn position(&self, index: usize) -> Option<Position> {
        if index < self.len() { self.source.position(index) } else { None }
    }

    /// The member of an archive that the spectrum of this index, from 0, is of: also that of one that is refused. None where the file is
    /// no archive.
    #[must_use]
    pub fn member(&self, index: usize) -> Option<&str> {
        if index < self.len() { self.source.member(index) } else { None }
    }

    /// The spectrum of this index, from 0.
    ///
    /// # Errors
    /// What is wrong with it; `parameter` beyond the last.
    pub fn get(&self, index: usize) -> Result<Record, Error> {
        let count = self.len();
        if index >= count {
            let reason = format!("spectrum {} is asked for, the file holds {count}", index.wrapping_add(1));
            return Err(Error::new(Code::Parameter, reason).counts(index.wrapping_add(1), count));
        }
        let format = self.context.format;
        let read = || {
            let mut record = self.source.read(index, &self.context)?;
            record::check_numbers(&record)?;
            if !record.metadata.damage.is_empty() && !self.context.options.salvage {
                let reason = "the file says that its spectrum was salvaged from a damaged one; only salvaging takes it";
                return Err(Error::new(Code::Damaged, reason));
            }
            if record.y.len() > 1 && record.y.iter().all(|y| *y == record.y[0]) {
                Arc::make_mut(&mut record.metadata).warnings.push("all ordinates are equal".into());
            }
            Ok(record)
        };
        self.context.budget.scope(read).map_err(|error: Error| error.in_format(format))
    }
}

impl Spectra<'_> {
    /// The spectrum of a file that holds one.
    ///
    /// # Errors
    /// What is wrong with it; `multiple_blocks` for a file of several.
    pub fn only(&self) -> Result<Record, Error> {
        let count = self.len();
        if count > 1 {
            let reason = format!(
                "the file holds {count} spectra; say which by its number (terminal: --spectrum N; Python: spectrum=N)"
            );
            return Err(Error::new(Code::MultipleBlocks, reason).in_format(self.format()).counts(1, count));
        }
        self.get(0)
    }
}

impl Iterator for Spectra<'_> {
    type Item = Result<Record, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.len() {
            return None;
        }
        self.next += 1;
        Some(self.get(self.next - 1))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.len() - self.next;
        (left, Some(left))
    }
}

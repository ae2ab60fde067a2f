//! Linear rows of a library that grows.

use super::packed::{Packed, head};
use crate::ground::error::Error;
use crate::library::laid::Part;
use crate::library::spool::{self, Spool};
use ramatch_core::library::RowFormat;
use std::path::Path;

/// Linear rows that wait: their codes in a spool, scales and norms in memory.
pub(in crate::library) struct Waiting {
    spool: Spool,
    records: Vec<u8>,
    format: RowFormat,
}

/// How many there were.
pub(in crate::library) struct Mark {
    spool: spool::Mark,
    records: usize,
}

impl Waiting {
    /// In this format, in a temporary file in `folder`, or in memory.
    pub(in crate::library) fn new(format: RowFormat, folder: Option<&Path>) -> Result<Self, Error> {
        Ok(Self { spool: Spool::new(folder)?, records: Vec::new(), format })
    }

    /// The format of the rows.
    pub(in crate::library) fn format(&self) -> RowFormat {
        self.format
    }

    pub(in crate::library) fn put(&mut self, row: &Packed) -> Result<(), Error> {
        self.spool.put(&row.codes)?;
        self.records.extend(row.record());
        Ok(())
    }

    pub(in crate::library) fn mark(&self) -> Mark {
        Mark { spool: self.spool.mark(), records: self.records.len() }
    }

    pub(in crate::library) fn back_to(&mut self, mark: &Mark) -> Result<(), Error> {
        self.records.truncate(mark.records);
        self.spool.back_to(&mark.spool)
    }

    /// The section.
    pub(in crate::library) fn section(&mut self) -> Result<Part<'static>, Error> {
        let before = [&head(self.format)[..], &self.records].concat();
        Part::behind(before, self.spool.read_back()?)
    }
}

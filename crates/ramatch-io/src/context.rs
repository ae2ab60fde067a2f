//! What every reader is handed, and what it may answer to damage.

use crate::budget::Budget;
use crate::error::Error;
use crate::options::Options;
use crate::record::Metadata;

/// Options and budget of one reading.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) options: &'a Options,
    pub(crate) budget: &'a Budget,
    pub(crate) format: &'static str,
}

impl Context<'_> {
    /// The same for another format.
    pub(crate) fn for_format(self, format: &'static str) -> Self {
        Self { format, ..self }
    }

    /// Refuses the file, or, where salvaging is asked for, notes the damage and lets the reader go on with what it has.
    pub(crate) fn damaged(&self, error: Error, metadata: &mut Metadata) -> Result<(), Error> {
        if !self.options.salvage {
            return Err(error);
        }
        metadata.damage.push(format!("{}: {error}", error.code().name()));
        Ok(())
    }

    /// Keeps a field of the file.
    pub(crate) fn field(&self, metadata: &mut Metadata, key: &str, value: &str) -> Result<(), Error> {
        let limit = self.budget.limits().fields;
        let pair = (self.budget.text(key)?, self.budget.text(value)?);
        self.budget.push(&mut metadata.fields, pair, "metadata fields", limit)
    }
}

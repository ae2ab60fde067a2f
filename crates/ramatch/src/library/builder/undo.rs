//! Entries that are added together, or not at all.

use super::super::{metadata, records, spool};
use super::LibraryBuilder;
use crate::ground::error::Error;
use crate::library::linear::waiting;

/// How far a library had grown.
pub(super) struct Mark {
    records: records::Mark,
    rows: spool::Mark,
    codes: Option<(spool::Mark, usize)>,
    bands: Option<spool::Mark>,
    linear: Option<waiting::Mark>,
    scales: usize,
    metadata: metadata::Mark,
    bases: usize,
}

impl LibraryBuilder {
    /// Does `work`, and forgets all that it added if it is refused.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn all_or_nothing(&mut self, work: impl FnOnce(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        let mark = self.mark();
        let described = (self.substances.clone(), self.sources.clone(), self.hints.clone());
        let reviewed = (self.families.clone(), self.notices.clone(), self.noticed);
        let Err(refused) = work(self) else { return Ok(()) };
        (self.substances, self.sources, self.hints) = described;
        (self.families, self.notices, self.noticed) = reviewed;
        self.back_to(&mark)?;
        Err(refused)
    }

    pub(super) fn mark(&self) -> Mark {
        Mark {
            records: self.records.mark(),
            rows: self.rows.mark(),
            codes: self.codes.as_ref().map(|(spool, rests)| (spool.mark(), rests.len())),
            bands: self.bands.as_ref().map(|(spool, _)| spool.mark()),
            linear: self.linear.as_ref().map(waiting::Waiting::mark),
            scales: self.scales.len(),
            metadata: self.metadata.mark(),
            bases: self.bases.len(),
        }
    }

    /// Forgets the entries that came since.
    pub(super) fn back_to(&mut self, mark: &Mark) -> Result<(), Error> {
        for id in self.records.back_to(&mark.records) {
            self.ids.remove(&id);
        }
        self.bases.back_to(mark.bases);
        self.scales.truncate(mark.scales);
        self.rows.back_to(&mark.rows)?;
        if let (Some((spool, rests)), Some((mark, len))) = (&mut self.codes, &mark.codes) {
            rests.truncate(*len);
            spool.back_to(mark)?;
        }
        if let (Some((spool, _)), Some(mark)) = (&mut self.bands, &mark.bands) {
            spool.back_to(mark)?;
        }
        if let (Some(linear), Some(mark)) = (&mut self.linear, &mark.linear) {
            linear.back_to(mark)?;
        }
        self.metadata.back_to(&mark.metadata)
    }
}

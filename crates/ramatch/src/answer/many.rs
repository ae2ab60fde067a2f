//! Many spectra, one report for each: taken from their source in blocks.

use super::identifier::Identifier;
use super::options::Options;
use super::report::Report;
use crate::ground::error::Error;
use ramatch_core::Spectrum;
use ramatch_io::Measurement;
use std::borrow::Borrow;

/// Reports of many spectra, in their order: an iterator; see [`Identifier::identify_many`].
#[must_use = "nothing is done before the first report is asked for"]
pub struct Many<'a, I: Iterator> {
    identifier: &'a Identifier,
    options: &'a Options,
    source: I,
    threads: Option<usize>,
    /// How what comes out of the source is asked about.
    ask: fn(&Identifier, I::Item, &Options) -> Result<Report, Error>,
}

impl<I: Iterator> Many<'_, I> {
    /// On so many threads at most; else as many as the machine has cores.
    pub fn threads(self, threads: usize) -> Self {
        Self { threads: Some(threads), ..self }
    }
}

impl Identifier {
    /// Ranks the library's substances by each of many spectra: one report for each, in their order. One that is refused has its
    /// error in its place, and stops nothing.
    pub fn identify_many<'a, I>(&'a self, spectra: I, options: &'a Options) -> Many<'a, I::IntoIter>
    where
        I: IntoIterator<Item: Borrow<Spectrum>>,
    {
        Many {
            identifier: self,
            options,
            source: spectra.into_iter(),
            threads: None,
            ask: |identifier, spectrum, options| identifier.identify(spectrum.borrow(), options),
        }
    }

    /// The same of records, as [`Identifier::identify_record`]; an error has its place among them.
    pub fn identify_records<'a, I>(&'a self, records: I, options: &'a Options) -> Many<'a, I::IntoIter>
    where
        I: IntoIterator<Item = Result<Measurement, Error>>,
    {
        Many {
            identifier: self,
            options,
            source: records.into_iter(),
            threads: None,
            ask: |identifier, record, options| identifier.identify_record(&record?, options),
        }
    }
}

impl<I: Iterator> Iterator for Many<'_, I> {
    type Item = Result<Report, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.source.next()?;
        Some((self.ask)(self.identifier, item, self.options))
    }
}

//! What every baseline method can do.

use super::samples::Samples;
use super::whittaker::{self, Weights};
use crate::ground::error::{self, Error};
use crate::ground::fit::{Fit, check_samples};
use crate::ground::rows::{self, RowError, Spectra};

/// A baseline method.
pub(crate) trait Method: Copy {
    /// Refuses parameters outside their domain.
    fn check(&self) -> Result<(), Error>;
    /// Scratch for one spectrum.
    fn scratch_len(&self, n: usize) -> usize;
    /// Scratch for many spectra.
    fn many_scratch_len(&self, n: usize) -> usize {
        2 * n + self.scratch_len(n)
    }
    /// Fits one spectrum. Lengths, samples and parameters have been checked.
    fn fit(
        &self,
        y: &[f64],
        samples: Samples<'_>,
        baseline: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<Fit, Error>;
    /// Fits many spectra. Parameters have been checked.
    fn fit_many(
        &self,
        n: usize,
        samples: Samples<'_>,
        spectra: &mut dyn Spectra,
        scratch: &mut [f64],
    ) -> Result<(), RowError> {
        self.fit_one_by_one(n, samples, spectra, scratch)
    }
    /// Fits one spectrum after the other.
    fn fit_one_by_one(
        &self,
        n: usize,
        samples: Samples<'_>,
        spectra: &mut dyn Spectra,
        scratch: &mut [f64],
    ) -> Result<(), RowError> {
        rows::one_by_one(n, spectra, scratch, |y, z, scratch| {
            check_samples(y)?;
            self.fit(y, samples, z, scratch)
        })
    }
}

impl<M: whittaker::Penalised> Method for M {
    fn check(&self) -> Result<(), Error> {
        self.settings().check()?;
        self.check_own()
    }
    fn scratch_len(&self, n: usize) -> usize {
        whittaker::one_scratch_len::<M>(n)
    }
    fn many_scratch_len(&self, n: usize) -> usize {
        whittaker::many_scratch_len::<M>(n).max(2 * n + self.scratch_len(n))
    }
    fn fit(
        &self,
        y: &[f64],
        samples: Samples<'_>,
        baseline: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<Fit, Error> {
        whittaker::fit(self, y, Weights::of(samples.mask), baseline, scratch)
    }
    fn fit_many(
        &self,
        n: usize,
        samples: Samples<'_>,
        spectra: &mut dyn Spectra,
        scratch: &mut [f64],
    ) -> Result<(), RowError> {
        // One or two are done sooner one after the other.
        if samples.mask.is_none() && spectra.count() > 2 {
            return whittaker::fit_many(self, n, spectra, scratch);
        }
        self.fit_one_by_one(n, samples, spectra, scratch)
    }
}

/// All that is refused before a fit of one spectrum.
pub(super) fn check_one<M: Method>(
    method: &M,
    y: &[f64],
    samples: Samples<'_>,
    baseline: &[f64],
    scratch: &[f64],
) -> Result<(), Error> {
    method.check()?;
    error::same_len("baseline", y.len(), baseline.len())?;
    error::at_least("scratch", method.scratch_len(y.len()), scratch.len())?;
    check_samples(y)?;
    samples.check(y.len())
}

//! Improved modified polynomial fit (IModPoly).
//!
//! As ModPoly, but leaves out the bands that stand above the first fit by more than the residuals' standard deviation,
//! and cuts the signal at `fit + num_std · sd`; converged when sd stops changing (Zhao et al. 2007, "Vancouver").

use super::method::Method;
use super::modpoly::{check_loop, cut};
use super::polynomial::{self, Bench, Deviation};
use super::samples::Samples;
use crate::ground::error::{self, Error};
use crate::ground::fit::Fit;
use crate::ground::parameters::parameters;
use crate::ground::stop;
use ramatch_kernels::dispatch;

parameters! {
    /// Improved modified polynomial fit: bands are left out first, then `y ← min(y, fit + num_std · sd)`.
    ///
    /// Defaults as in pybaselines.
    ///
    /// # References
    /// Zhao, Lui, McLean & Zeng, *Automated autofluorescence background subtraction algorithm for biomedical Raman
    /// spectroscopy*, Applied Spectroscopy 61 (2007) 1225.
    pub struct ImodPoly {
        /// Order of the polynomial, at most 30.
        poly_order: u32 = 2,
        /// Standard deviations of the residuals above the fit at which the signal is cut.
        num_std: f64 = 1.0,
        /// Relative change of the standard deviation below which the fit has converged.
        tol: f64 = 1e-3,
        /// Most fits.
        max_iter: u32 = 250,
    }
}

impl Method for ImodPoly {
    fn check(&self) -> Result<(), Error> {
        check_loop(self.tol, self.max_iter)?;
        error::domain("num_std", self.num_std, (0.0..=1e3).contains(&self.num_std), "0 to 1000")?;
        polynomial::check_order(self.poly_order)
    }

    fn scratch_len(&self, n: usize) -> usize {
        polynomial::bench_len(0, n, self.poly_order)
    }

    fn fit(
        &self,
        y: &[f64],
        samples: Samples<'_>,
        baseline: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<Fit, Error> {
        let mut bench = Bench::<0>::set(y, samples, self.poly_order, scratch)?;
        bench.fit();
        let mut deviation = dispatch(Deviation { a: bench.y, b: bench.fit, real: bench.real, n: y.len() });
        let arrays = bench.y.as_flattened().iter().zip(bench.fit.as_flattened());
        let mut left = 0;
        for (count, (y, fit)) in bench.counts.as_flattened_mut().iter_mut().zip(arrays) {
            *count = if fit + deviation < *y { 0.0 } else { *count };
            left += usize::from(*count > 0.0);
        }
        polynomial::check_samples_for(self.poly_order, left)?;
        bench.basis.build(y.len(), bench.counts);
        let mut fit = Fit::default();
        while fit.iterations < self.max_iter && !fit.converged && !stop::called_off() {
            cut(bench.y, bench.fit, self.num_std * deviation);
            bench.fit();
            let now = dispatch(Deviation { a: bench.y, b: bench.fit, real: bench.real, n: y.len() });
            // As in pybaselines: relative to the new one.
            fit.change = (deviation - now).abs() / now.abs().max(f64::MIN_POSITIVE);
            fit.iterations += 1;
            fit.converged = fit.change < self.tol;
            deviation = now;
        }
        bench.write(baseline);
        Ok(fit)
    }
}

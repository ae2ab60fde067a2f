//! Scatter: what differs between spectra of one sample by more than noise, and how to take it out.

use crate::clean::baseline::Samples;
use crate::clean::baseline::polynomial::{self, Bench};
use crate::ground::error;
use crate::ground::error::Error;
use crate::ground::parameters::parameters;

parameters! {
    /// Takes a polynomial of least squares out of the whole spectrum.
    pub struct Detrend {
        /// Order of the polynomial: 0 takes the mean out, 1 a straight line.
        poly_order: u32 = 1,
    }
}

parameters! {
    /// Extended multiplicative signal correction: `y ≈ polynomial + b · reference`, corrected to `(y − polynomial) / b`.
    ///
    /// With a polynomial of order 0 it is MSC.
    ///
    /// # References
    /// Geladi, MacDougall & Martens, *Linearization and scatter-correction for near-infrared reflectance spectra of meat*,
    /// Applied Spectroscopy 39 (1985) 491 (MSC); Martens & Stark, Journal of Pharmaceutical and Biomedical Analysis 9 (1991)
    /// 625 (EMSC).
    pub struct Emsc {
        /// Order of the polynomial.
        poly_order: u32 = 2,
    }
}

impl Detrend {
    pub(crate) fn check(&self) -> Result<(), Error> {
        polynomial::check_order(self.poly_order)
    }

    /// Scratch `f64`s that [`Detrend::run`] needs for `n` samples.
    #[must_use]
    pub fn scratch_len(&self, n: usize) -> usize {
        polynomial::bench_len(0, n, self.poly_order)
    }

    /// Takes the polynomial out of `y` (`[n]`) in place. O(n · order²), no allocation.
    ///
    /// # Errors
    /// [`Error::Parameter`], [`Error::Length`], [`Error::TooFewPoints`], [`Error::NotFinite`].
    pub fn run(&self, y: &mut [f64], scratch: &mut [f64]) -> Result<(), Error> {
        self.check()?;
        crate::ground::fit::check_samples(y)?;
        let mut bench = Bench::<0>::set(y, Samples::default(), self.poly_order, scratch)?;
        bench.fit();
        for (y, fit) in y.iter_mut().zip(bench.fit.as_flattened()) {
            *y -= fit;
        }
        Ok(())
    }
}

impl Emsc {
    /// Multiplicative scatter correction: `(y − a) / b` with `y ≈ a + b · reference`.
    #[must_use]
    pub const fn msc() -> Self {
        Self { poly_order: 0 }
    }

    /// Scratch `f64`s that [`Emsc::run`] needs for `n` samples.
    #[must_use]
    pub fn scratch_len(&self, n: usize) -> usize {
        n + polynomial::bench_len(1, n, self.poly_order)
    }

    /// Corrects `y` (`[n]`) in place to `reference` (`[n]`), usually the mean of many; yields b.
    ///
    /// # Errors
    /// [`Error::ZeroNorm`] where b is 0 or the reference is a polynomial itself; `y` is then unchanged. [`Error::Parameter`],
    /// [`Error::Length`], [`Error::TooFewPoints`], [`Error::NotFinite`].
    ///
    /// ```
    /// use ramatch_core::Emsc;
    /// let reference: Vec<f64> = (0..60).map(|i| 9.0 / (1.0 + f64::from((i - 30) * (i - 30)))).collect();
    /// let mut y: Vec<f64> = reference.iter().enumerate().map(|(i, r)| 5.0 + 0.1 * i as f64 + 2.0 * r).collect();
    /// let (method, mut scratch) = (Emsc::new(), vec![0.0; Emsc::new().scratch_len(60)]);
    /// let b = method.run(&mut y, &reference, &mut scratch)?;
    /// assert!((b - 2.0).abs() < 1e-9);
    /// assert!(y.iter().zip(&reference).all(|(y, r)| (y - r).abs() < 1e-9));
    /// # Ok::<(), ramatch_core::Error>(())
    /// ```
    pub fn run(&self, y: &mut [f64], reference: &[f64], scratch: &mut [f64]) -> Result<f64, Error> {
        polynomial::check_order(self.poly_order)?;
        error::same_len("reference", y.len(), reference.len())?;
        crate::ground::fit::check_samples(y)?;
        error::samples_within("reference", reference, 1e140)?;
        error::at_least("scratch", self.scratch_len(y.len()), scratch.len())?;
        let (own, scratch) = scratch.split_at_mut(y.len());
        let mut bench = Bench::<1>::set(reference, Samples::default(), self.poly_order, scratch)?;
        bench.fit();
        // What the polynomial leaves of the reference; only that part can tell b.
        let (mut product, mut squares, mut whole) = (0.0, 0.0, 0.0);
        for (((own, fit), reference), y) in
            own.iter_mut().zip(bench.fit.as_flattened()).zip(reference).zip(&*y)
        {
            *own = reference - fit;
            product += *own * y;
            squares += *own * *own;
            whole += reference * reference;
        }
        let b = product / squares;
        if squares <= 1e-24 * whole || b == 0.0 || !b.is_finite() {
            return Err(Error::ZeroNorm);
        }
        for (left, (y, reference)) in bench.y.as_flattened_mut().iter_mut().zip(y.iter().zip(reference)) {
            *left = y - b * reference;
        }
        bench.fit();
        for (y, fit) in y.iter_mut().zip(bench.fit.as_flattened()) {
            *y = (*y - fit) / b;
        }
        Ok(b)
    }
}

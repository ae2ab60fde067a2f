//! Asymmetric least squares (AsLS).
//!
//! Minimises `Σ wᵢ (yᵢ − zᵢ)² + λ Σ (Δ²zᵢ)²` with `wᵢ = p` where the signal lies above the baseline and
//! `1 − p` elsewhere, until the weights stop changing (Eilers & Boelens 2005).

use super::whittaker::{self, Loop};
use super::{Baseline, Fit};
use crate::{Error, error};

/// Parameters of AsLS. λ is in units of sample spacing⁴: twice the spacing asks for λ/16 to keep the shape.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct Asls {
    /// Stiffness, above 0.
    pub lambda: f64,
    /// Weight above the baseline, between 0 and 1.
    pub p: f64,
    /// Relative change of the weights below which the fit has converged.
    pub tol: f64,
    /// Most reweightings.
    pub max_iter: u32,
}

impl Default for Asls {
    fn default() -> Self {
        Self::new()
    }
}

impl Asls {
    /// λ = 10⁶, p = 0.01, tol = 10⁻³, 50 reweightings: the defaults of pybaselines.
    #[must_use]
    pub const fn new() -> Self {
        Self { lambda: 1e6, p: 0.01, tol: 1e-3, max_iter: 50 }
    }

    /// With another λ.
    #[must_use]
    pub const fn lambda(self, lambda: f64) -> Self {
        Self { lambda, ..self }
    }

    /// With another p.
    #[must_use]
    pub const fn p(self, p: f64) -> Self {
        Self { p, ..self }
    }

    /// Scratch `f64`s that [`Asls::fit`] needs for `n` samples.
    #[must_use]
    pub const fn scratch_len(n: usize) -> usize {
        whittaker::scratch_len_f32(n)
    }

    /// Estimates the baseline of `y` into `baseline`.
    ///
    /// `y` is `[n]` equally spaced intensities (any unit), `baseline` is `[n]` in the same unit, `scratch`
    /// holds at least [`Asls::scratch_len`]`(n)`; its content is garbage after. O(n) for each reweighting; no
    /// allocation, no panic.
    ///
    /// # Errors
    /// [`Error::Length`] for a short buffer, [`Error::TooFewPoints`] below 5 samples, [`Error::Parameter`] for
    /// λ ≤ 0 or p outside (0, 1), [`Error::NotFinite`] for a NaN or infinite sample.
    ///
    /// # References
    /// Eilers & Boelens, *Baseline correction with asymmetric least squares smoothing*, 2005.
    ///
    /// ```
    /// use ramatch_core::baseline::Asls;
    /// let y: Vec<f32> = (0..200).map(|i| i as f32 + if i == 100 { 50.0 } else { 0.0 }).collect();
    /// let (mut baseline, mut scratch) = (vec![0.0; 200], vec![0.0; Asls::scratch_len(200)]);
    /// let fit = Asls::new().lambda(1e5).fit(&y, &mut baseline, &mut scratch)?;
    /// assert!(fit.converged && (baseline[100] - 100.0).abs() < 1.0);
    /// # Ok::<(), ramatch_core::Error>(())
    /// ```
    pub fn fit(&self, y: &[f32], baseline: &mut [f32], scratch: &mut [f64]) -> Result<Fit, Error> {
        whittaker::through_f64(y, baseline, scratch, |y, z, rest| self.fit_f64(y, z, rest))
    }

    /// [`Asls::fit`] in double precision; `scratch` holds at least [`Baseline::scratch_len`]`(n)`.
    ///
    /// # Errors
    /// As [`Asls::fit`].
    pub fn fit_f64(&self, y: &[f64], baseline: &mut [f64], scratch: &mut [f64]) -> Result<Fit, Error> {
        self.check()?;
        let p = self.p;
        whittaker::iterate(y, baseline, scratch, self.settings(), |y, z, w| {
            whittaker::replace(y, z, w, |y, z| if y > z { p } else { 1.0 - p })
        })
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        error::domain("p", self.p, self.p > 0.0 && self.p < 1.0, "between 0 and 1")?;
        self.settings().check()
    }

    const fn settings(&self) -> Loop {
        Loop { lambda: self.lambda, tol: self.tol, max_iter: self.max_iter }
    }
}

impl From<Asls> for Baseline {
    fn from(asls: Asls) -> Self {
        Baseline::Asls(asls)
    }
}

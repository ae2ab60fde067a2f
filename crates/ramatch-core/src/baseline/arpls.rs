//! Asymmetrically reweighted penalised least squares (arPLS).
//!
//! As AsLS, with weights that follow the noise: with μ⁻ and s⁻ the mean and standard deviation (n − 1) of the
//! residuals r = y − z below the baseline, `w = 1 / (1 + exp(2 (r − (2 s⁻ − μ⁻)) / s⁻))` (Baek et al. 2015).
//! Noise on both sides of the baseline counts fully, bands do not count.

use super::whittaker::{self, Loop, Reweight};
use super::{Baseline, Fit};
use crate::{Error, math};

/// Parameters of arPLS. λ is in units of sample spacing⁴: twice the spacing asks for λ/16 to keep the shape.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct Arpls {
    /// Stiffness, above 0.
    pub lambda: f64,
    /// Relative change of the weights below which the fit has converged.
    pub tol: f64,
    /// Most reweightings.
    pub max_iter: u32,
}

impl Default for Arpls {
    fn default() -> Self {
        Self::new()
    }
}

impl Arpls {
    /// λ = 10⁵, tol = 10⁻³, 50 reweightings: the defaults of pybaselines.
    #[must_use]
    pub const fn new() -> Self {
        Self { lambda: 1e5, tol: 1e-3, max_iter: 50 }
    }

    /// With another λ.
    #[must_use]
    pub const fn lambda(self, lambda: f64) -> Self {
        Self { lambda, ..self }
    }

    /// Scratch `f64`s that [`Arpls::fit`] needs for `n` samples.
    #[must_use]
    pub const fn scratch_len(n: usize) -> usize {
        whittaker::scratch_len_f32(n)
    }

    /// Estimates the baseline of `y` into `baseline`.
    ///
    /// `y` is `[n]` equally spaced intensities (any unit), `baseline` is `[n]` in the same unit, `scratch`
    /// holds at least [`Arpls::scratch_len`]`(n)`; its content is garbage after. O(n) for each reweighting; no
    /// allocation, no panic. With fewer than two samples below the baseline the last baseline stands.
    ///
    /// # Errors
    /// [`Error::Length`] for a short buffer, [`Error::TooFewPoints`] below 5 samples, [`Error::Parameter`] for
    /// λ ≤ 0, [`Error::NotFinite`] for a NaN or infinite sample.
    ///
    /// # References
    /// Baek, Park, Ahn & Choo, *Baseline correction using asymmetrically reweighted penalized least squares
    /// smoothing*, Analyst 140 (2015) 250.
    ///
    /// ```
    /// use ramatch_core::baseline::Arpls;
    /// let y: Vec<f32> = (0..200).map(|i| i as f32 + if i == 100 { 50.0 } else { 0.0 }).collect();
    /// let (mut baseline, mut scratch) = (vec![0.0; 200], vec![0.0; Arpls::scratch_len(200)]);
    /// let fit = Arpls::new().fit(&y, &mut baseline, &mut scratch)?;
    /// assert!(fit.iterations > 1 && (baseline[100] - 100.0).abs() < 1.0);
    /// # Ok::<(), ramatch_core::Error>(())
    /// ```
    pub fn fit(&self, y: &[f32], baseline: &mut [f32], scratch: &mut [f64]) -> Result<Fit, Error> {
        whittaker::through_f64(y, baseline, scratch, |y, z, rest| self.fit_f64(y, z, rest))
    }

    /// [`Arpls::fit`] in double precision; `scratch` holds at least [`Baseline::scratch_len`]`(n)`.
    ///
    /// # Errors
    /// As [`Arpls::fit`].
    pub fn fit_f64(&self, y: &[f64], baseline: &mut [f64], scratch: &mut [f64]) -> Result<Fit, Error> {
        whittaker::iterate(y, baseline, scratch, self.settings(), |y, z, w| {
            let Some((mean, sd)) = below(y, z) else { return Reweight::Stop };
            let (slope, centre) = (2.0 / sd, 2.0 * sd - mean);
            // e^±700 is the end of f64; weights down to 1e-304 are as good as 0.
            whittaker::replace(y, z, w, |y, z| {
                1.0 / (1.0 + math::exp((slope * (y - z - centre)).clamp(-700.0, 700.0)))
            })
        })
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        self.settings().check()
    }

    const fn settings(&self) -> Loop {
        Loop { lambda: self.lambda, tol: self.tol, max_iter: self.max_iter }
    }
}

/// Mean and standard deviation (n − 1) of the residuals below the baseline; none for fewer than two.
fn below(y: &[f64], z: &[f64]) -> Option<(f64, f64)> {
    let negative = || y.iter().zip(z).map(|(&y, &z)| y - z).filter(|&r| r < 0.0);
    let (count, sum) = negative().fold((0u32, 0.0), |(n, sum), r| (n + 1, sum + r));
    if count < 2 {
        return None;
    }
    let mean = sum / f64::from(count);
    let squares: f64 = negative().map(|r| (r - mean) * (r - mean)).sum();
    let sd = math::sqrt(squares / f64::from(count - 1));
    Some((mean, if sd > 0.0 { sd } else { f64::MIN_POSITIVE }))
}

impl From<Arpls> for Baseline {
    fn from(arpls: Arpls) -> Self {
        Baseline::Arpls(arpls)
    }
}

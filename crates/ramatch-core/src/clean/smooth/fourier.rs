//! The parameters of the FFT low-pass, and how much of each frequency passes.

use crate::ground::error::{self, Error};
#[cfg(any(feature = "std", feature = "microfft"))]
use crate::ground::math;
use crate::ground::parameters::{choices, parameters};
#[cfg(any(feature = "std", feature = "microfft"))]
use crate::measured::grid::Grid;

choices! {
    /// Who computes the transform. Part of a recipe's identity.
    pub enum Backend {
        /// rustfft in `f64`, without its processor-dependent code paths: grids of even length. Equal bits on every
        /// platform are shown for powers of two up to 8,192 points.
        Rustfft = 1,
        /// microfft in `f32`: grids of 8 to 8,192 points, a power of two.
        Microfft = 2,
        /// Ours, in `f64`: a power of two from 16 points, of many spectra eight side by side; other even lengths by
        /// rustfft. Equal bits on every platform.
        Lanes = 3,
    }
}

choices! {
    /// How much of each frequency passes. `f` in cycles per cm⁻¹, `fc` the cut-off.
    pub enum Response {
        /// `exp(−(ln 2 / 2) (f / fc)²)`: −3 dB at the cut-off, no ringing.
        Gaussian = 1,
        /// All below the cut-off, nothing above: rings beside sharp bands.
        Ideal = 2,
        /// `1 / √(1 + (f / fc)^2N)`, N the order: −3 dB at the cut-off.
        Butterworth = 3,
        /// All up to fc / 2, nothing from 3 fc / 2, between them half a cosine: −6 dB at the cut-off.
        RaisedCosine = 4,
        /// `max(P − N, 0) / P`, P the power around a frequency, N the mean power of the highest quarter: Wiener's
        /// filter, from the spectrum itself. It has no cut-off.
        Wiener = 5,
    }
}

choices! {
    /// Where the cut-off comes from.
    pub enum CutOff {
        /// The stated resolution: `fc = 1 / resolution`.
        Resolution = 1,
        /// The highest frequency whose power stands above three times the mean power of the highest quarter.
        NoiseFloor = 2,
    }
}

parameters! {
    /// FFT low-pass: by default of Gaussian response at a resolution of 8 cm⁻¹.
    ///
    /// The default widens a band of 8 cm⁻¹ FWHM to 8.4 cm⁻¹ and leaves 72 % of white noise on a 2 cm⁻¹ grid.
    pub struct Fourier {
        /// Shape of the response.
        response: Response = Response::Gaussian,
        /// Where the cut-off comes from.
        cut_off: CutOff = CutOff::Resolution,
        /// Period at the cut-off, in cm⁻¹: structure narrower than this is taken as noise.
        resolution_cm1: f64 = 8.0,
        /// Order N of a Butterworth response, 1 to 20.
        order: u32 = 4,
        /// Who computes the transform.
        backend: Backend = Backend::Lanes,
    }
}

impl Fourier {
    /// Response at `ratio` = f / fc.
    #[cfg(any(feature = "std", feature = "microfft"))]
    fn at_ratio(&self, ratio: f64) -> f64 {
        match self.response {
            Response::Gaussian => math::exp(-0.5 * core::f64::consts::LN_2 * ratio * ratio),
            Response::Ideal => f64::from(u8::from(ratio <= 1.0)),
            #[cfg(feature = "every-step")]
            Response::Butterworth => {
                let mut power = 1.0;
                for _ in 0..self.order {
                    // Beyond this all is 0 anyway.
                    power = (power * ratio * ratio).min(1e300);
                }
                1.0 / math::sqrt(1.0 + power)
            }
            #[cfg(feature = "every-step")]
            Response::RaisedCosine if ratio <= 0.5 => 1.0,
            #[cfg(feature = "every-step")]
            Response::RaisedCosine if ratio >= 1.5 => 0.0,
            #[cfg(feature = "every-step")]
            Response::RaisedCosine => 0.5 * (1.0 + math::cos(core::f64::consts::PI * (ratio - 0.5))),
            Response::Wiener => 1.0,
            // Refused when it is checked.
            #[cfg(not(feature = "every-step"))]
            Response::Butterworth | Response::RaisedCosine => 0.0,
        }
    }

    /// Response at DCT frequency `k` on a grid of `len` points: period `2 · len · step / k`.
    #[cfg(any(feature = "std", feature = "microfft"))]
    pub(super) fn passes(&self, grid: Grid, k: usize) -> f64 {
        let cut_off = 2.0 * grid.len as f64 * grid.step_cm1 / self.resolution_cm1;
        self.at_ratio(k as f64 / cut_off)
    }

    /// Whether the response depends on the spectrum.
    pub(crate) const fn is_adaptive(&self) -> bool {
        matches!(self.response, Response::Wiener) || matches!(self.cut_off, CutOff::NoiseFloor)
    }

    /// The response at every DCT frequency, from the power at every DCT frequency.
    #[cfg(any(feature = "std", feature = "microfft"))]
    pub(super) fn adapt(&self, power: &[f64], gains: &mut [f64]) {
        let n = power.len();
        let noise = math::mean(&power[n - n / 4..]);
        // A single frequency's power scatters by itself as much as it is.
        let around = |k: usize| math::mean(&power[k.saturating_sub(4)..(k + 5).min(n)]);
        if self.response == Response::Wiener {
            for (k, gain) in gains.iter_mut().enumerate() {
                let power = around(k);
                *gain = if power > noise { (power - noise) / power } else { 0.0 };
            }
            return;
        }
        let highest = (1..n).rev().find(|&k| around(k) > 3.0 * noise).unwrap_or(n);
        for (k, gain) in gains.iter_mut().enumerate() {
            *gain = self.at_ratio(k as f64 / highest as f64);
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        if cfg!(not(feature = "every-step"))
            && matches!(self.response, Response::Butterworth | Response::RaisedCosine)
        {
            return Err(Error::Unsupported {
                what: "the response of the FFT low-pass",
                feature: "every-step",
            });
        }
        let resolution = self.resolution_cm1;
        error::domain("resolution_cm1", resolution, (1e-3..=1e5).contains(&resolution), "0.001 to 1e5")?;
        error::domain("order", f64::from(self.order), (1..=20).contains(&self.order), "1 to 20")
    }
}

//! What is noticed of a spectrum on its way through a pipeline.

use crate::clean::baseline;
use crate::clean::despike::Despiked;
use crate::measured::sampling;

/// What was noticed on the way.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Notes {
    /// Cosmic rays.
    pub despiked: Despiked,
    /// Height of the strongest band above the baseline over the noise that points 2 cm⁻¹ apart have: σ = density/√2, whatever
    /// the spacing of the spectrum's own points and the step of the grid. White noise alone reads 1.5 to 4.
    /// None where no noise was measurable.
    pub snr: Option<f64>,
    /// Standard deviation of the noise of a sample on the grid before any step, density/√step, in units of the intensities; 0 where
    /// it is not known.
    pub sigma: f64,
    /// Density of the noise, σ√δ for white noise on points δ apart (√cm⁻¹), in units of the prepared samples; see [`noise::density`](crate::noise::density).
    /// 0 where it is not known, and for samples that came on the grid.
    pub noise_density: f64,
    /// Density of the noise from one point to the next over that of the row; see [`noise::density_of_points`](crate::noise::density_of_points). 1 for white noise, less for
    /// points that were smoothed or written finer than measured; at most 10⁶, and 0 where it is not known. From 2 on neighbours contradict
    /// each other, as where two numbers alternate: what the points hold is averaged away on the grid, and the row shows none of it.
    pub noise_ratio: f64,
    /// Stretches at the left and the right end that hold nothing and were left out; see [`sampling::filled`].
    pub empty_ends: [sampling::Empty; 2],
    /// How far apart the points lie that were really measured, in cm⁻¹, where they lie on the grid; see [`sampling::spacing_cm1`]. None
    /// for samples that came on the grid, and where there are only gaps.
    pub spacing_cm1: Option<f64>,
    /// Stretches where the baseline went above the signal; see [`quality::negative_lobes`](crate::quality::negative_lobes).
    pub negative_lobes: usize,
    /// How far the baseline rises into the strongest band; see [`quality::rise_under_band`](crate::quality::rise_under_band).
    pub rise_under_band: f64,
    /// The signal is cut off at its top.
    pub saturated: bool,
    /// The axis looks like pixel indices.
    pub axis_is_pixels: bool,
    /// The axis looks like wavelengths in nm.
    pub axis_is_nm: bool,
    /// A gap of this width inside the axis, in cm⁻¹.
    pub gap_cm1: Option<f64>,
    /// Where that gap lies, and the part of the covered range that all gaps take; see [`sampling::gaps`].
    pub gap: Option<sampling::Gap>,
    /// How the last baseline fit ended.
    pub baseline: Option<baseline::Fit>,
    /// Degrees of freedom that the last smoothing left.
    pub degrees_of_freedom: Option<f64>,
}

/// The noise of a prepared row over its highest band is this part of 1 / SNR: smoothing takes the rest.
const LEFT_BY_SMOOTHING: f64 = 0.75;

impl Notes {
    /// The noise of the prepared row over its highest band; 0 where it is not known.
    #[must_use]
    pub fn noise(&self) -> f64 {
        self.snr.map_or(0.0, |snr| LEFT_BY_SMOOTHING / snr)
    }
}

//! What came of chosen steps.

use ramatch_core::baseline::Fit;
use serde::Serialize;

/// What came of it.
///
/// An evenly spaced axis stays: `shift_cm1` and `raw` are the measured numbers, to the bit. Points that are uneven, or that another
/// spacing was asked for, are resampled: read off the straight lines between them, from half a step inside their ends.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Preprocessed {
    /// Raman shift in cm⁻¹, as measured or resampled.
    pub shift_cm1: Vec<f64>,
    /// The counts there, cosmic rays and all.
    pub raw: Vec<f64>,
    /// What steps that take out a baseline or a polynomial took out, together, in the unit of the measurement as long as no step before
    /// them normalises; empty without such a step.
    pub baseline: Vec<f64>,
    /// After all steps.
    pub processed: Vec<f64>,
    /// How the last baseline fit ended.
    pub fit: Option<Fit>,
    /// Degrees of freedom that the last smoothing left.
    pub degrees_of_freedom: Option<f64>,
    /// What the spectrum's own points say about it.
    pub quality: Quality,
}

/// What a spectrum's own points say about its quality.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Quality {
    /// Points as measured.
    pub points: usize,
    /// All points have one value.
    pub flat: bool,
    /// Standard deviation of the noise from one measured point to the next, 1.4826 · median|Δ²y| / √6.
    pub sigma: f64,
    /// Height of the strongest band above the baseline over the noise of points 2 cm⁻¹ apart: that of [`Query::snr`](crate::Query::snr)
    /// to the bit, where the steps up to the baseline are those of the library's recipe.
    ///
    /// It is [`Notes::snr`](ramatch_core::Notes::snr) of those steps on [`Grid::FINGERPRINT`](ramatch_core::Grid::FINGERPRINT), whatever
    /// the spacing of the points, or on a grid of that step over the spectrum's own range where that covers less than 500 cm⁻¹ of it.
    /// None without a baseline or measurable noise.
    pub snr: Option<f64>,
    /// The signal is cut off at its top.
    pub saturated: bool,
    /// Raman shifts of cosmic rays, in cm⁻¹.
    pub spikes_cm1: Vec<f64>,
    /// One shot cannot tell cosmic rays from bands or noise: its points are too far apart, or most of them are alike.
    pub cannot_tell_spikes: bool,
    /// Stretches in which the baseline lies above the signal.
    pub negative_lobes: usize,
    /// How far the baseline rises into the strongest band, as a part of its height.
    pub rise_under_band: f64,
    /// First and last Raman shift, in cm⁻¹.
    pub range_cm1: (f64, f64),
    /// Widest gap inside the axis in cm⁻¹, if it stands out.
    pub gap_cm1: Option<f64>,
    /// The axis counts 0, 1, 2 … like pixels.
    pub axis_is_pixels: bool,
    /// The points look like a list of peaks, not like a curve.
    pub peak_list: bool,
}

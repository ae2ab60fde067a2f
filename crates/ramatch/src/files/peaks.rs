//! Lists of peaks: known as such, read from files, drawn as bands.

use crate::files::read::{MeasuredFile, Reading};
use crate::ground::error::Error;
use ramatch_core::spectrum::{MAX_INTENSITY, MAX_SHIFT_CM1};
use ramatch_core::{Spectrum, quality};
use ramatch_io::Record;
use std::path::Path;

/// Width at half of the height with which peaks are drawn, in cm⁻¹: that of drawn references.
pub(crate) const FWHM_CM1: f64 = 10.0;
/// The curve goes on so far on both sides of the list, in cm⁻¹.
const MARGIN_CM1: f64 = 40.0;
/// Fewer peaks say nothing; more are no list that anybody made.
const LEAST_PEAKS: usize = 3;
const MOST_PEAKS: usize = 1000;
/// Fewer points make no curve, however even they are.
const LEAST_CURVE: usize = 64;

/// Whether one of several shots is a list of peaks.
pub(crate) fn any_is_list(shots: &[Spectrum]) -> bool {
    shots.iter().map(Spectrum::as_ref).any(|shot| {
        let mut scratch = vec![0.0; shot.len()];
        quality::looks_like_peak_list(shot.shift_cm1(), shot.intensity(), &mut scratch)
    })
}

/// Whether numbers in any order are the points of a curve, too many and too even to be peaks.
fn is_curve(shift_cm1: &[f64], heights: &[f64]) -> bool {
    let mut points: Vec<(f32, f32)> =
        shift_cm1.iter().zip(heights).map(|(&x, &y)| (x as f32, y as f32)).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (x, y): (Vec<f32>, Vec<f32>) = points.into_iter().unzip();
    x.len() >= LEAST_CURVE && !quality::looks_like_peak_list(&x, &y, &mut vec![0.0; x.len()])
}

/// A list of peaks out of a file: a record whose axis is Raman shift. `reading` says what the file leaves open; that there may be
/// few points is understood.
///
/// # Errors
/// [`Error::Io`], [`Error::File`], with the path.
pub fn read_peaks(path: &Path, reading: &Reading) -> Result<Record, Error> {
    let file = MeasuredFile::read(path, reading.options.peaks())?;
    let record = file.record(reading).map_err(|error| file.refuse(error))?;
    file.peaks(record, reading.given)
}

/// Peaks (Raman shifts in cm⁻¹ and heights, in any order) drawn as Lorentzian bands of 10 cm⁻¹, every 1 cm⁻¹.
///
/// # Errors
/// [`Error::Spectrum`] for fewer than 3 or more than 1,000 peaks, two lengths, or numbers that are none.
pub fn draw_peaks(shift_cm1: &[f64], heights: &[f64]) -> Result<Spectrum, Error> {
    let refuse = |error: ramatch_core::Error| Err(Error::from(error));
    if shift_cm1.len() != heights.len() {
        let (expected, got) = (shift_cm1.len(), heights.len());
        return refuse(ramatch_core::Error::Length { what: "heights", expected, got });
    }
    if shift_cm1.len() < LEAST_PEAKS {
        return refuse(ramatch_core::Error::TooFewPoints { got: shift_cm1.len(), needed: LEAST_PEAKS });
    }
    if shift_cm1.len() > MOST_PEAKS {
        let (name, value, domain) = ("peaks", shift_cm1.len() as f64, "at most 1000");
        return refuse(ramatch_core::Error::Parameter { name, value, domain });
    }
    for (what, values, limit) in
        [("Raman shift", shift_cm1, MAX_SHIFT_CM1), ("heights", heights, MAX_INTENSITY)]
    {
        if let Some((index, &value)) =
            values.iter().enumerate().find(|(_, value)| value.is_nan() || value.abs() > limit)
        {
            return refuse(match value.is_finite() {
                true => ramatch_core::Error::NumberRange { what, index, value, limit },
                false => ramatch_core::Error::NotFinite { what, index },
            });
        }
    }
    if is_curve(shift_cm1, heights) {
        let (name, value) = ("peaks", shift_cm1.len() as f64);
        let domain = "a list of peaks, which these are not: they are the points of a curve";
        return refuse(ramatch_core::Error::Parameter { name, value, domain });
    }
    let first = shift_cm1.iter().copied().fold(f64::INFINITY, f64::min) - MARGIN_CM1;
    let last = shift_cm1.iter().copied().fold(f64::NEG_INFINITY, f64::max) + MARGIN_CM1;
    let x: Vec<f64> = (0..=((last - first) as usize)).map(|i| first.floor() + i as f64).collect();
    let band = |x: f64, at: f64, height: f64| height / (1.0 + (2.0 * (x - at) / FWHM_CM1).powi(2));
    let y = x.iter().map(|&x| {
        shift_cm1.iter().zip(heights).map(|(&at, &height)| band(x, at, height)).sum::<f64>() as f32
    });
    Ok(Spectrum::new(x.iter().map(|&x| x as f32).collect(), y.collect())?)
}

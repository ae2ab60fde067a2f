//! Points that stand alone: a hot pixel, a ray of one point, or a band that the axis shows by one point.

use super::found::begin;
use super::sparse;
use crate::ground::error::{self, Error};
use crate::ground::math;
use crate::measured::quality;

/// The step beyond is at most this part of the rise; of a Gaussian band it is 0.39 at 1.5 points per FWHM, and more of wider ones.
const BEYOND: f64 = 0.25;

/// Marks the points that stand above both neighbours by more than `threshold` standard deviations of the noise, and of that of
/// the neighbours' photons where those can be counted, while the neighbours hardly stand above theirs; yields how many there are.
///
/// Bands of one and a half points per FWHM and more are none. What it marks may be a hot pixel, a cosmic ray, or a band that is
/// narrower than the axis shows, and nothing in the spectrum tells them apart. `alone` (`[n]`) becomes 1 there, else 0;
/// `scratch` is at least [`Despike::scratch_len`](super::Despike::scratch_len)`(n)`. O(n), no allocation.
///
/// # Errors
/// [`Error::Length`], [`Error::TooFewPoints`] below 3 points, [`Error::Parameter`], [`Error::NotFinite`].
///
/// ```
/// let mut y: Vec<f64> = (0..200).map(|i| f64::from((i * 7919) % 101) / 101.0).collect();
/// y[70] += 30.0;
/// let (mut alone, mut scratch) = (vec![0; 200], vec![0.0; 400]);
/// assert_eq!(ramatch_core::lone_points(&y, 8.0, &mut alone, &mut scratch)?, 1);
/// assert_eq!(alone[70], 1);
/// # Ok::<(), ramatch_core::Error>(())
/// ```
pub fn lone_points(y: &[f64], threshold: f64, alone: &mut [u8], scratch: &mut [f64]) -> Result<usize, Error> {
    error::domain("threshold", threshold, (1.0..=1e6).contains(&threshold), "1 to 1e6")?;
    let n = y.len();
    begin(n, y, alone, scratch)?;
    // Of few photons the median says no noise; a photon is the least step that is seen again and again.
    let photon = sparse::quantum(y, scratch);
    let limit = (threshold * quality::noise_sigma(y, scratch)).max(0.5 * threshold * threshold * photon);
    let dark = y.iter().copied().fold(f64::INFINITY, f64::min);
    let limit = |level: f64| limit.max(threshold * math::sqrt(2.0 * photon * (level - dark).max(0.0)));
    let mut count = 0;
    for (i, alone) in alone.iter_mut().enumerate() {
        // An end of the spectrum says nothing about its side.
        let falls = |near: Option<&f64>, far: Option<&f64>| {
            let rise = near.map_or(f64::INFINITY, |near| y[i] - near);
            let beyond = near.zip(far).map_or(0.0, |(near, far)| near - far);
            rise > near.map_or(0.0, |near| limit(*near)) && beyond <= BEYOND * rise
        };
        let left = falls(i.checked_sub(1).and_then(|k| y.get(k)), i.checked_sub(2).and_then(|k| y.get(k)));
        if left && falls(y.get(i + 1), y.get(i + 2)) {
            *alone = 1;
            count += 1;
        }
    }
    Ok(count)
}

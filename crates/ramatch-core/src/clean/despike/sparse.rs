//! The scale of noise where most points are alike, so that the median deviation is 0 and says nothing.
//!
//! Photon counts near 0 are so, rounded numbers on a smooth background, and spectra that were computed. What varies there
//! states two scales. The *quantum* is the least deviation that is seen again and again: one photon, one step of rounding. The
//! *middle* is the median of the deviations that are not 0: the noise where only a part of the points has any.
//!
//! A height `h` of photons has the noise `√h`, so the difference of two of them `√(2h)`: it stands out of that by `τ/2` from
//! `h = τ²/2` on, 32 quanta for the usual τ of 8. That keeps photon bands of 2.5 points per FWHM, whose second highest point
//! then has 16 and does not come out as none. On a level of `l` quanta above the dark a ray stands out by `τ√(2l)`. What is
//! narrow and higher than `τ²/2` quanta, but neither stands out of the middle nor of its level's photons, may be noise of a part of
//! the points or a cosmic ray; and where next to nothing varies there is no scale at all. There one shot cannot tell.

use crate::ground::math;

/// Fewer deviations may all come from a few cosmic rays, three from each.
const FEW: usize = 24;
/// So often at least is a quantum seen.
const OFTEN: usize = FEW / 2;

/// The scale of deviations that are mostly 0, in their unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    /// The least deviation that counts.
    pub(super) quantum: f64,
    /// What stands higher is a cosmic ray if it is narrow.
    pub(super) sure: f64,
    /// What is narrow and stands higher may be one.
    pub(super) doubt: f64,
}

/// The least step from point to point that is seen more than once in a hundred times: one photon, or one step of rounding; far
/// below the noise of anything else. 0 where so few points vary. `work` is `[n]`.
pub(super) fn quantum(y: &[f64], work: &mut [f64]) -> f64 {
    let mut count = 0;
    for pair in y.windows(2) {
        let step = (pair[1] - pair[0]).abs();
        if step > 0.0 {
            work[count] = step;
            count += 1;
        }
    }
    let often = y.len() / 100;
    if count > often { *work[..count].select_nth_unstable_by(often, f64::total_cmp).1 } else { 0.0 }
}

/// The scale of sizes of deviations of which more than half are 0; none where all are. `sigmas` is the standard deviation of the
/// height in question over the median deviation. The deviations are put in another order. O(n).
pub(super) fn scale(deviations: &mut [f64], sigmas: f64, threshold: f64) -> Option<Scale> {
    let mut count = 0;
    for i in 0..deviations.len() {
        if deviations[i] > 0.0 {
            deviations.swap(count, i);
            count += 1;
        }
    }
    let few = FEW.max(deviations.len() / 10);
    let often = OFTEN.max(deviations.len() / 100);
    let varied = deviations.get_mut(..count).filter(|varied| !varied.is_empty())?;
    let middle = math::median(varied);
    let photons = 0.5 * threshold * threshold;
    if count < few {
        return Some(Scale { quantum: middle, sure: middle * photons.max(threshold * sigmas), doubt: 0.0 });
    }
    let (_, &mut quantum, _) = varied.select_nth_unstable_by(often - 1, f64::total_cmp);
    let doubt = photons * quantum;
    Some(Scale { quantum, sure: doubt.max(threshold * sigmas * middle), doubt })
}

/// From which height on a narrow run counts, and over which noise its flanks are measured.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    /// The height anywhere.
    pub(super) height: f64,
    /// Standard deviation of the noise of a point.
    pub(super) sigma: f64,
    /// The level of the dark, and `2 τ² q` of the photons above it.
    photons: Option<(f64, f64)>,
}

impl Limit {
    /// The same on every level.
    pub(super) const fn plain(height: f64, sigma: f64) -> Self {
        Self { height, sigma, photons: None }
    }

    /// The height on a level.
    pub(super) fn on(&self, level: f64) -> f64 {
        match self.photons {
            Some((dark, factor)) if level > dark => self.height.max(math::sqrt(factor * (level - dark))),
            _ => self.height,
        }
    }
}

impl Scale {
    /// For cosmic rays, where the median of the points is the dark.
    pub(super) fn sure(&self, dark: f64, threshold: f64) -> Limit {
        let factor = 2.0 * threshold * threshold * self.quantum;
        let sigma = self.quantum / core::f64::consts::SQRT_2;
        Limit { height: self.sure, sigma, photons: Some((dark, factor)) }
    }

    /// For what may be one.
    pub(super) fn doubt(&self, y: &[f64]) -> Limit {
        let sigma = self.quantum.min(self.doubt) / core::f64::consts::SQRT_2;
        let noise = self.doubt > 0.0 && alternates(y);
        Limit::plain(if noise { self.sure } else { self.doubt }, sigma)
    }
}

/// Whether what varies goes up and down, as noise does two times in three and bands hardly ever do: then its middle is that of
/// the noise, and what does not stand out of it is noise.
fn alternates(y: &[f64]) -> bool {
    let (mut turns, mut pairs) = (0u32, 0u32);
    for y in y.windows(3) {
        let (first, second) = (y[1] - y[0], y[2] - y[1]);
        pairs += u32::from(first != 0.0 && second != 0.0);
        turns += u32::from((first > 0.0 && second < 0.0) || (first < 0.0 && second > 0.0));
    }
    2 * turns > pairs
}

//! Bands: drawn from a table, found on a curve, and compared.

use crate::ground::math;
use crate::measured::grid::{Grid, Interval};

/// One component of a table: a pseudo-Voigt profile.
///
/// `y(x) = h · (η L + (1 − η) G)` with `u = 2 (x − c) / w`, `L = 1 / (1 + u²)`, `G = exp(−ln 2 · u²)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PseudoVoigt {
    /// Centre c in cm⁻¹.
    pub shift_cm1: f64,
    /// Full width at half maximum w in cm⁻¹.
    pub fwhm_cm1: f64,
    /// Height h.
    pub height: f64,
    /// Lorentzian part η, 0 to 1.
    pub lorentz: f64,
}

impl PseudoVoigt {
    /// The profile at a Raman shift.
    #[must_use]
    pub fn at(&self, shift_cm1: f64) -> f64 {
        let u = 2.0 * (shift_cm1 - self.shift_cm1) / self.fwhm_cm1;
        let gauss = math::exp(-core::f64::consts::LN_2 * u * u);
        self.height * (self.lorentz / (1.0 + u * u) + (1.0 - self.lorentz) * gauss)
    }

    /// The profile as an instrument of resolution `to_cm1` would show it, if the table was taken at a
    /// resolution of `from_cm1`: `w = √(w₀² + R² − R₀²)`, never narrower than it is. The area is kept.
    #[must_use]
    pub fn at_resolution(self, from_cm1: f64, to_cm1: f64) -> Self {
        let broader = (to_cm1 * to_cm1 - from_cm1 * from_cm1).max(0.0);
        let fwhm_cm1 = math::sqrt(self.fwhm_cm1 * self.fwhm_cm1 + broader);
        Self { fwhm_cm1, height: self.height * self.fwhm_cm1 / fwhm_cm1, ..self }
    }
}

/// A band of a curve: a local maximum that stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Peak {
    /// Position in cm⁻¹, refined by the parabola through three points.
    pub shift_cm1: f64,
    /// Height of the curve there.
    pub height: f64,
    /// How far the curve falls on both sides before it rises above the peak.
    pub prominence: f64,
}

impl Peak {
    /// None: what slots hold before they are filled.
    pub const NONE: Self = Self { shift_cm1: 0.0, height: 0.0, prominence: 0.0 };
}

/// Finds the peaks of `curve` inside `interval` whose prominence is at least `min_prominence`.
///
/// `curve` is `[grid.len]`. The peaks go into `out` in the order of the axis; yields how many there are, at
/// most `out.len()`. The ends of the interval are no peaks; a plateau counts once. O(n · maxima), as far as each has to be followed: O(n²) of a saw that
/// rises. No allocation.
pub fn find_peaks(
    curve: &[f32],
    interval: Interval,
    grid: Grid,
    min_prominence: f64,
    out: &mut [Peak],
) -> usize {
    let y = interval.of(curve);
    // No top stands out by more than it lies above the lowest sample.
    let lowest = y.iter().copied().fold(f32::INFINITY, f32::min);
    let mut count = 0;
    let mut i = 1;
    while i + 1 < y.len() {
        // A plateau from i to j counts as one top; a NaN, which differs from itself, is none.
        let j = (i + 1..y.len()).find(|&j| y[j] != y[i]).unwrap_or(y.len()) - 1;
        let is_top = y[i - 1] < y[i] && y.get(j + 1).is_some_and(|&next| next < y[i]);
        if is_top {
            let height = f64::from(y[i]);
            let fall = |low: f32| height - f64::from(low);
            let mut prominence = fall(lowest);
            if prominence >= min_prominence {
                prominence = fall(lowest_before(&y[..i], y[i]));
            }
            if prominence >= min_prominence {
                prominence = prominence.min(fall(lowest_after(&y[j + 1..], y[i])));
            }
            if prominence >= min_prominence {
                let Some(slot) = out.get_mut(count) else { return count };
                let offset = if i == j { vertex(y[i - 1], y[i], y[i + 1]) } else { 0.5 * (j - i) as f64 };
                let at = (interval.lo + i) as f64 + offset;
                let shift_cm1 = grid.start_cm1 + grid.step_cm1 * at;
                *slot = Peak { shift_cm1, height, prominence };
                count += 1;
            }
        }
        i = j + 1;
    }
    count
}

/// Samples that are looked at side by side.
const CHUNK: usize = 16;

/// The lowest sample before the end of `y`, up to the last one that is above `top`.
fn lowest_before(mut y: &[f32], top: f32) -> f32 {
    let mut low = top;
    while let Some((rest, chunk)) = y.split_last_chunk::<CHUNK>()
        && let Some(lower) = lower_in(chunk, top, low)
    {
        (y, low) = (rest, lower);
    }
    y.iter().rev().take_while(|&&v| v <= top).fold(low, |low, &v| low.min(v))
}

/// The lowest sample from the begin of `y` on, up to the first one that is above `top`.
fn lowest_after(mut y: &[f32], top: f32) -> f32 {
    let mut low = top;
    while let Some((chunk, rest)) = y.split_first_chunk::<CHUNK>()
        && let Some(lower) = lower_in(chunk, top, low)
    {
        (y, low) = (rest, lower);
    }
    y.iter().take_while(|&&v| v <= top).fold(low, |low, &v| low.min(v))
}

/// The lowest of some samples and `low`; none where one of them is above `top`, or NaN.
fn lower_in(chunk: &[f32; CHUNK], top: f32, low: f32) -> Option<f32> {
    if !chunk.iter().fold(true, |below, &v| below & (v <= top)) {
        return None;
    }
    Some(chunk.iter().fold(low, |low, &v| if v < low { v } else { low }))
}

/// Position of the top of the parabola through three points, relative to the middle one.
fn vertex(left: f32, middle: f32, right: f32) -> f64 {
    let (left, middle, right) = (f64::from(left), f64::from(middle), f64::from(right));
    let curvature = left - 2.0 * middle + right;
    if curvature < 0.0 { (0.5 * (left - right) / curvature).clamp(-0.5, 0.5) } else { 0.0 }
}

/// Pairs each peak of a reference with the nearest peak of a query that no nearer reference peak claims.
///
/// A pair lies at most `tolerance_cm1` apart. `partner[i]` becomes the index of the query's peak for the
/// reference's peak i, or `None` where it is missing. O(r² q) at worst, no allocation.
pub fn pair_peaks(reference: &[Peak], query: &[Peak], tolerance_cm1: f64, partner: &mut [Option<usize>]) {
    partner.fill(None);
    // The nearest free pair first, until none is left.
    loop {
        let mut best: Option<(usize, usize, f64)> = None;
        for (r, wanted) in reference.iter().enumerate().take(partner.len()) {
            if partner[r].is_some() {
                continue;
            }
            for (q, found) in query.iter().enumerate() {
                let distance = (wanted.shift_cm1 - found.shift_cm1).abs();
                let nearer = best.is_none_or(|(_, _, least)| distance < least);
                if distance <= tolerance_cm1 && nearer && !partner.contains(&Some(q)) {
                    best = Some((r, q, distance));
                }
            }
        }
        let Some((r, q, _)) = best else { return };
        partner[r] = Some(q);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::prelude::rust_2024::*;

    const GRID: Grid = Grid::FINGERPRINT;

    fn render(bands: &[PseudoVoigt]) -> Vec<f32> {
        (0..GRID.len).map(|i| bands.iter().map(|b| b.at(GRID.shift_cm1(i))).sum::<f64>() as f32).collect()
    }

    fn band(shift_cm1: f64, height: f64) -> PseudoVoigt {
        PseudoVoigt { shift_cm1, fwhm_cm1: 10.0, height, lorentz: 0.4 }
    }

    #[test]
    fn profile_has_its_height_and_width() {
        let b = band(1000.0, 3.0);
        assert_eq!(b.at(1000.0), 3.0);
        assert!((b.at(1005.0) - 1.5).abs() < 1e-12 && (b.at(995.0) - 1.5).abs() < 1e-12);
        let broad = b.at_resolution(6.0, 10.0);
        assert!((broad.fwhm_cm1 - math::sqrt(164.0)).abs() < 1e-12);
        assert!((broad.height * broad.fwhm_cm1 - 30.0).abs() < 1e-12);
        assert_eq!(b.at_resolution(6.0, 3.0), b);
    }

    #[test]
    fn peaks_are_found_where_they_were_put() {
        let curve = render(&[band(500.3, 1.0), band(1001.7, 0.5), band(1601.0, 0.02)]);
        let mut out = [Peak::default(); 8];
        let whole = Interval { lo: 0, hi: 1024 };
        let n = find_peaks(&curve, whole, GRID, 0.03, &mut out);
        assert_eq!(n, 2);
        assert!((out[0].shift_cm1 - 500.3).abs() < 0.1 && (out[1].shift_cm1 - 1001.7).abs() < 0.1);
        // The top of a band lies up to half a step beside a point.
        assert!((out[1].prominence - 0.5).abs() < 0.03);
        assert_eq!(find_peaks(&curve, whole, GRID, 0.01, &mut out), 3);
        assert_eq!(find_peaks(&curve, whole, GRID, 0.01, &mut out[..1]), 1);
        assert_eq!(find_peaks(&curve, Interval { lo: 300, hi: 500 }, GRID, 0.03, &mut out), 1);
        assert_eq!(find_peaks(&[1.0; 1024], whole, GRID, 0.0, &mut out), 0);
        assert_eq!(find_peaks(&[f32::NAN; 1024], whole, GRID, 0.0, &mut out), 0);
    }

    /// The definition, sample by sample.
    fn slow(curve: &[f32], interval: Interval, least: f64, out: &mut [Peak]) -> usize {
        let y = interval.of(curve);
        let (mut count, mut i) = (0, 1);
        while i + 1 < y.len() {
            let j = (i + 1..y.len()).find(|&j| y[j] != y[i]).unwrap_or(y.len()) - 1;
            if y[i - 1] < y[i] && y.get(j + 1).is_some_and(|&next| next < y[i]) {
                let fall = |side: &mut dyn Iterator<Item = &f32>| {
                    let low = side.take_while(|&&v| v <= y[i]).fold(y[i], |low, &v| low.min(v));
                    f64::from(y[i]) - f64::from(low)
                };
                let prominence = fall(&mut y[..i].iter().rev()).min(fall(&mut y[j + 1..].iter()));
                if prominence >= least {
                    let Some(slot) = out.get_mut(count) else { return count };
                    let offset = if i == j { vertex(y[i - 1], y[i], y[i + 1]) } else { 0.5 * (j - i) as f64 };
                    let shift_cm1 = GRID.start_cm1 + GRID.step_cm1 * ((interval.lo + i) as f64 + offset);
                    *slot = Peak { shift_cm1, height: f64::from(y[i]), prominence };
                    count += 1;
                }
            }
            i = j + 1;
        }
        count
    }

    proptest! {
        #[test]
        fn peaks_are_those_of_the_definition(
            levels in prop::collection::vec(0u8..20, 1024), walks: bool, nan in 0usize..2000, lo in 0usize..600,
            len in 0usize..500, least in 0u8..6, slots in 0usize..80,
        ) {
            let mut sum = 0.0f32;
            let step = |level: &u8| f32::from(*level) - 10.0;
            let mut curve: Vec<f32> =
                levels.iter().map(|v| if walks { sum += step(v); sum } else { step(v) }).collect();
            if let Some(sample) = curve.get_mut(nan) {
                *sample = f32::NAN;
            }
            let interval = Interval { lo, hi: (lo + len).min(1024) };
            let (mut fast, mut definition) = ([Peak::default(); 80], [Peak::default(); 80]);
            let least = f64::from(least) * if walks { 7.0 } else { 1.0 };
            let found = find_peaks(&curve, interval, GRID, least, &mut fast[..slots]);
            prop_assert_eq!(found, slow(&curve, interval, least, &mut definition[..slots]));
            prop_assert_eq!(fast, definition);
        }
    }

    #[test]
    fn a_shoulder_counts_by_its_own_prominence() {
        let curve = render(&[band(1000.0, 1.0), band(1012.0, 0.5)]);
        let mut out = [Peak::default(); 4];
        let n = find_peaks(&curve, Interval { lo: 0, hi: 1024 }, GRID, 0.03, &mut out);
        assert!(n >= 1 && out[0].prominence > 0.9);
        assert!(out[1..n].iter().all(|p| p.prominence < 0.3));
    }

    #[test]
    fn pairing_is_one_to_one_and_nearest_first() {
        let peak = |shift_cm1: f64| Peak { shift_cm1, height: 1.0, prominence: 1.0 };
        let (reference, query) = ([peak(100.0), peak(106.0), peak(300.0)], [peak(105.0), peak(500.0)]);
        let mut partner = [Some(9); 3];
        pair_peaks(&reference, &query, 8.0, &mut partner);
        assert_eq!(partner, [None, Some(0), None]);
    }
}

//! What a spectrum's own points say about its quality.

use crate::ground::math;
use crate::measured::sampling;

/// Standard deviation of the noise, `1.4826 · median|Δ²y| / √6`, Δ²y the second differences.
///
/// Bands and background are smooth from point to point and hardly count. `scratch` is at least `[n]`; 0 for
/// fewer than 3 points. O(n), no allocation.
#[must_use]
pub fn noise_sigma(y: &[f64], scratch: &mut [f64]) -> f64 {
    let n = y.len().saturating_sub(2);
    let Some(work) = scratch.get_mut(..n).filter(|work| !work.is_empty()) else { return 0.0 };
    for (work, y) in work.iter_mut().zip(y.windows(3)) {
        *work = (y[0] - 2.0 * y[1] + y[2]).abs();
    }
    1.4826 * math::median(work) / math::sqrt(6.0)
}

/// Whether the signal is cut off at its top: 0.5 % of the points or more, and three of them side by side,
/// share the one highest value.
#[must_use]
pub fn is_saturated(y: &[f32]) -> bool {
    let top = y.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let at_top = y.iter().filter(|&&y| y == top).count();
    at_top * 200 >= y.len() && y.windows(3).any(|y| y.iter().all(|&y| y == top))
}

/// Whether the numbers look like pixel indices instead of Raman shifts: 0, 1, 2 … or 1, 2, 3 ….
#[must_use]
pub fn looks_like_pixels(shift_cm1: &[f32]) -> bool {
    let Some(&first) = shift_cm1.first() else { return false };
    (first == 0.0 || first == 1.0) && shift_cm1.iter().enumerate().all(|(i, &x)| x == first + i as f32)
}

/// Fewer points at uneven distances than this are no curve.
const FEW_POINTS: usize = 64;
/// From this change of the distance from one point to the next on, the median of all, no detector and no program has sampled it.
const UNEVEN: f64 = 0.15;
/// So much of a change in cm⁻¹ is an axis rounded to whole numbers.
const ROUNDING_CM1: f64 = 1.0;
/// Of a hundred points of a curve fewer are a maximum or a minimum; of numbers in any order, two thirds are.
const TURNING_PERCENT: usize = 30;

/// Whether points look like a list of peaks instead of a curve: their distances are uneven, and they are few, or each stands
/// by itself without a background between. `scratch` is at least `[n]`. O(n), no allocation.
#[must_use]
pub fn looks_like_peak_list(shift_cm1: &[f32], y: &[f32], scratch: &mut [f64]) -> bool {
    let n = shift_cm1.len();
    let changes = scratch.get_mut(..n.saturating_sub(2)).filter(|changes| !changes.is_empty());
    let Some(changes) = changes else {
        return false;
    };
    for (change, x) in changes.iter_mut().zip(shift_cm1.windows(3)) {
        let (before, after) = (f64::from(x[1]) - f64::from(x[0]), f64::from(x[2]) - f64::from(x[1]));
        let uneven = ((after - before).abs() - ROUNDING_CM1).max(0.0);
        *change = uneven / (after + before).max(f64::MIN_POSITIVE);
    }
    if math::median(changes) < UNEVEN {
        return false;
    }
    let turns =
        y.windows(3).filter(|y| (y[1] > y[0]) == (y[1] > y[2]) && y[1] != y[0] && y[1] != y[2]).count();
    n < FEW_POINTS || turns * 100 >= n * TURNING_PERCENT
}

/// Widest gap between two points inside the spectrum in cm⁻¹, if it is wider than 20 cm⁻¹ and ten times the
/// median gap. `scratch` is at least `[n]`. O(n), no allocation.
#[must_use]
pub fn gap_cm1(shift_cm1: &[f32], scratch: &mut [f64]) -> Option<f64> {
    let limit = sampling::gap_limit_cm1(sampling::median_distance_cm1(shift_cm1, scratch)?);
    sampling::gaps(shift_cm1, limit).map(|(from, to)| to - from).max_by(f64::total_cmp)
}

/// Whether the numbers look like wavelengths in nm instead of Raman shifts: a short stretch, all of it where lasers of 488 to
/// 1064 nm have their Raman bands.
#[must_use]
pub fn looks_like_nm(shift_cm1: &[f32]) -> bool {
    match shift_cm1 {
        [first, .., last] => *first >= 480.0 && *last <= 1500.0 && last - first <= 450.0,
        _ => false,
    }
}

/// Stretches of three and more samples in which a corrected spectrum goes below −5σ, or below −1 % of its height where
/// there is no noise: the baseline went above the signal there.
#[must_use]
pub fn negative_lobes(corrected: &[f64], sigma: f64) -> usize {
    let height = corrected.iter().copied().fold(0.0, f64::max);
    let limit = -(5.0 * sigma).max(0.01 * height);
    let mut stretch = 0;
    let mut lobes = 0;
    for &y in corrected {
        stretch = if y < limit { stretch + 1 } else { 0 };
        lobes += usize::from(stretch == 3);
    }
    lobes
}

/// How far the baseline rises into the strongest band, as a part of the band's height.
///
/// The rise is taken at the band's maximum, above the straight line between the baseline's values two FWHM to either
/// side. From a tenth on the baseline is touching the band. 0 where there is no band.
#[must_use]
pub fn rise_under_band(corrected: &[f64], baseline: &[f64]) -> f64 {
    let Some((top, &height)) = corrected.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)) else {
        return 0.0;
    };
    if height <= 0.0 || baseline.len() != corrected.len() {
        return 0.0;
    }
    let half = 0.5 * height;
    let left = (0..top).rev().find(|&i| corrected[i] < half).unwrap_or(0);
    let right = (top..corrected.len()).find(|&i| corrected[i] < half).unwrap_or(corrected.len() - 1);
    let reach = 2 * (right - left).max(1);
    let (from, to) = (top.saturating_sub(reach), (top + reach).min(baseline.len() - 1));
    if from == to {
        return 0.0;
    }
    let part = (top - from) as f64 / (to - from) as f64;
    let chord = baseline[from] + part * (baseline[to] - baseline[from]);
    ((baseline[top] - chord) / height).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::prelude::rust_2024::*;
    use std::vec;

    #[test]
    fn lists_of_peaks_and_curves() {
        let peaks = [
            (620.9, 16.0),
            (795.8, 8.0),
            (842.0, 3.0),
            (906.0, 4.0),
            (1001.4, 100.0),
            (1031.8, 27.0),
            (1155.3, 13.0),
            (1180.0, 5.0),
            (1198.0, 4.0),
            (1329.0, 4.0),
            (1450.5, 13.0),
            (1583.1, 12.0),
            (1602.3, 28.0),
            (2852.4, 10.0),
            (2904.5, 13.0),
            (3054.3, 32.0f32),
        ];
        let looks = |points: &[(f32, f32)]| {
            let (x, y): (Vec<f32>, Vec<f32>) = points.iter().copied().unzip();
            looks_like_peak_list(&x, &y, &mut vec![0.0; x.len()])
        };
        assert!(looks(&peaks));
        assert!(!looks(&peaks[..2]) && !looks(&[]));
        // Curves of a grating, whose distances shrink; of a few points; with stretches cut out; drawn by hand at uneven distances.
        let curve = |x: f32| 100.0 + 900.0 / (1.0 + (x - 1000.0) * (x - 1000.0) / 400.0);
        let grating: Vec<(f32, f32)> = (0..500)
            .map(|i| i as f32)
            .map(|i| 200.0 + 4.0 * i - 0.002 * i * i)
            .map(|x| (x, curve(x)))
            .collect();
        assert!(!looks(&grating) && !looks(&grating[..20]));
        let cut: Vec<(f32, f32)> =
            grating.iter().copied().filter(|(x, _)| (*x as i32 / 100) % 3 != 0).collect();
        assert!(!looks(&cut));
        let noisy: Vec<(f32, f32)> =
            grating.iter().enumerate().map(|(i, (x, y))| (*x, y + ((i * 7919) % 97) as f32)).collect();
        assert!(!looks(&noisy));
        let by_hand: Vec<(f32, f32)> =
            (0..200).map(|i| 200.0 + 8.0 * i as f32 + ((i * 31) % 7) as f32).map(|x| (x, curve(x))).collect();
        assert!(!looks(&by_hand));
        let many: Vec<(f32, f32)> = (0..200)
            .map(|i| (200.0 + 8.0 * i as f32 + ((i * 31) % 7) as f32, ((i * 7919) % 97) as f32))
            .collect();
        assert!(looks(&many));
        // A curve of nothing but noise whose axis is rounded to whole cm⁻¹.
        for pitch in [1.2, 1.3, 1.5, 1.9, 2.3, 2.5, 2.7, 3.5] {
            let rounded: Vec<(f32, f32)> =
                (0..700).map(|i| ((200.0 + pitch * i as f32).round(), ((i * 7919) % 97) as f32)).collect();
            assert!(!looks(&rounded), "{pitch}");
        }
        // Half of a hundred peaks of several substances, as tables of bands have them.
        let far = |i: usize| 200.0 + 30.0 * i as f32 + ((i * 37) % 29) as f32;
        for n in [16, 40, 63, 100] {
            let bands: Vec<(f32, f32)> = (0..n).map(|i| (far(i), ((i * 7919) % 97) as f32)).collect();
            assert!(looks(&bands), "{n}");
        }
    }

    #[test]
    fn noise_of_a_known_sigma() {
        let mut state = 7u32;
        let mut uniform = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state >> 8) / 16_777_216.0
        };
        // Twelve uniform numbers: sigma 1, times 3, on a slope.
        let y: Vec<f64> = (0..20_000)
            .map(|i| 3.0 * ((0..12).map(|_| uniform()).sum::<f64>() - 6.0) + 0.5 * f64::from(i))
            .collect();
        let sigma = noise_sigma(&y, &mut vec![0.0; y.len()]);
        assert!((sigma - 3.0).abs() < 0.06, "{sigma}");
        assert_eq!(noise_sigma(&[1.0, 2.0], &mut [0.0; 2]), 0.0);
    }

    #[test]
    fn saturation_needs_a_flat_top() {
        let mut y: Vec<f32> = (0..1000).map(|i| (i % 100) as f32).collect();
        assert!(!is_saturated(&y), "ten equal maxima, none side by side");
        y[200..204].fill(65_535.0);
        assert!(!is_saturated(&y), "four of a thousand");
        y[200..206].fill(65_535.0);
        assert!(is_saturated(&y));
    }

    #[test]
    fn lobes_and_rises() {
        let mut corrected = vec![0.0; 100];
        corrected[50] = 100.0;
        corrected[49] = 60.0;
        corrected[51] = 60.0;
        assert_eq!(negative_lobes(&corrected, 1.0), 0);
        corrected[10..13].fill(-6.0);
        corrected[20..22].fill(-6.0);
        assert_eq!(negative_lobes(&corrected, 1.0), 1, "two points are no lobe");
        assert_eq!(negative_lobes(&corrected, 2.0), 0);
        let flat: Vec<f64> = (0..100).map(f64::from).collect();
        assert!(rise_under_band(&corrected, &flat) < 1e-12, "a slope is no rise");
        let mut touching = flat.clone();
        touching[50] += 30.0;
        assert!((rise_under_band(&corrected, &touching) - 0.3).abs() < 1e-12);
        assert_eq!(rise_under_band(&[], &[]), 0.0);
    }

    #[test]
    fn pixels_and_gaps() {
        let pixels: Vec<f32> = (0..100).map(|i| i as f32).collect();
        assert!(looks_like_pixels(&pixels) && !looks_like_pixels(&pixels[2..]));
        let mut scratch = vec![0.0; 100];
        assert_eq!(gap_cm1(&pixels, &mut scratch), None);
        let stitched: Vec<f32> = (0..100).map(|i| if i < 50 { i } else { i + 300 } as f32).collect();
        assert_eq!(gap_cm1(&stitched, &mut scratch), Some(301.0));
    }
}

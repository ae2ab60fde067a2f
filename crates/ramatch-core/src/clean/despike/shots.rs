//! Cosmic rays in several shots of one sample: what stands in one shot only.

use super::found::Despiked;
use super::sparse;
use crate::ground::error::{self, Error};
use crate::ground::math;

/// Points that one cosmic ray alters at most.
const ONE_RAY: usize = 3;

/// Replaces cosmic rays in `m` shots of one sample, laid one after the other in `shots` (`[m · n]`), and marks them.
///
/// Each shot is brought to the common scale by its sum; a point is a cosmic ray where it stands above the median of the
/// shots by more than `threshold` standard deviations of that shot's deviations (1.4826 MAD) and by 2 % of the median's
/// range, and is replaced by the median at its own scale. `altered` (`[m · n]`) becomes 1 there, else 0. However narrow a
/// Raman band is, it is in all shots and stays. Where more than half of the deviations are 0, as in low counts, the scale is
/// that of the others; where hardly any point varies, nobody can tell, and that shot stays. A copy of a shot counts as a shot, and two with
/// one ray outvote a third: leave copies out. `scratch` is at least `[3 n + 2 m]`. O(n m log m).
///
/// # Errors
/// [`Error::Length`], [`Error::TooFewPoints`] below 3 shots or 3 points, [`Error::Parameter`], [`Error::NotFinite`],
/// [`Error::ZeroNorm`] for a shot whose sum is not above 0.
///
/// ```
/// let band = |i: i32| 5.0 + 100.0 / f64::from(1 + (i - 50) * (i - 50));
/// let noise = |i: i32| f64::from((i * 7919) % 101) / 101.0;
/// let mut shots: Vec<f64> = (0..3).flat_map(|k| (0..100).map(move |i| band(i) + noise(i + 31 * k))).collect();
/// shots[120] += 300.0;
/// let (mut altered, mut scratch) = (vec![0; 300], vec![0.0; 306]);
/// let found = ramatch_core::across_shots(&mut shots, 100, 8.0, &mut altered, &mut scratch)?;
/// assert_eq!((found.altered, altered[120]), (1, 1));
/// assert!(shots[120] < 8.0 && shots[50] > 100.0);
/// # Ok::<(), ramatch_core::Error>(())
/// ```
pub fn across_shots(
    shots: &mut [f64],
    n: usize,
    threshold: f64,
    altered: &mut [u8],
    scratch: &mut [f64],
) -> Result<Despiked, Error> {
    error::domain("threshold", threshold, (1.0..=1e6).contains(&threshold), "1 to 1e6")?;
    error::points(3, n)?;
    let m = shots.len() / n;
    error::same_len("shots", m * n, shots.len())?;
    error::points(3, m)?;
    error::same_len("altered", shots.len(), altered.len())?;
    error::at_least("scratch", 3 * n + 2 * m, scratch.len())?;
    error::samples_within("shots", shots, 1e140)?;
    altered.fill(0);
    let (median, rest) = scratch.split_at_mut(n);
    let (deviation, rest) = rest.split_at_mut(n);
    let (work, rest) = rest.split_at_mut(n);
    let (scales, column) = rest.split_at_mut(m);
    let column = &mut column[..m];
    for (scale, shot) in scales.iter_mut().zip(shots.chunks_exact(n)) {
        // The mean without its highest hundredth, which may be the cosmic rays.
        work.copy_from_slice(shot);
        let top = (n - 1) - n / 100;
        work.select_nth_unstable_by(top, f64::total_cmp);
        *scale = math::mean(&work[..=top]);
        if *scale <= 0.0 {
            return Err(Error::ZeroNorm);
        }
    }
    for (i, median) in median.iter_mut().enumerate() {
        for (value, (shot, scale)) in column.iter_mut().zip(shots.chunks_exact(n).zip(&*scales)) {
            *value = shot[i] / scale;
        }
        *median = math::median(column);
    }
    let (low, high) =
        median.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &v| (a.min(v), b.max(v)));
    let (mut count, mut doubted) = (0, false);
    let marks = altered.chunks_exact_mut(n);
    for ((shot, marks), &scale) in shots.chunks_exact_mut(n).zip(marks).zip(&*scales) {
        for ((deviation, work), (y, median)) in
            deviation.iter_mut().zip(work.iter_mut()).zip(shot.iter().zip(&*median))
        {
            *deviation = y / scale - median;
            *work = *deviation;
        }
        let middle = math::median(work);
        for (work, deviation) in work.iter_mut().zip(&*deviation) {
            *work = (deviation - middle).abs();
        }
        let sigma = 1.4826 * math::median(work);
        let part = 0.02 * (high - low);
        let quantum = sparse::quantum(shot, work) / scale;
        for (work, deviation) in work.iter_mut().zip(&*deviation) {
            // Below half of a photon there are only the shots' scales.
            *work = Some((deviation - middle).abs()).filter(|d| *d > 0.5 * quantum).unwrap_or(0.0);
        }
        let (sure, doubt) = if sigma > 0.5 * quantum {
            (threshold * sigma, f64::INFINITY)
        } else if part > 0.0 && work.iter().filter(|work| **work > 0.0).count() <= ONE_RAY {
            // Shots without noise, as they are computed: all but one cosmic ray is the same.
            (part, f64::INFINITY)
        } else {
            let Some(scale) = sparse::scale(work, 1.4826, threshold) else { continue };
            (scale.sure, scale.doubt)
        };
        // What photons of that size do by themselves.
        let sure = sure.max(0.5 * threshold * threshold * quantum);
        let (limit, doubt, before) = (sure.max(part), doubt.max(part), count);
        let highest = deviation.iter().fold(f64::NEG_INFINITY, |highest, d| d.max(highest)) - middle;
        for (((y, mark), deviation), median) in shot.iter_mut().zip(marks).zip(&*deviation).zip(&*median) {
            if deviation - middle > limit {
                (*y, *mark) = (median * scale, 1);
                count += 1;
            }
        }
        doubted |= count == before && highest > doubt;
    }
    // What was altered in other shots stands.
    Ok(Despiked { altered: count, cannot_tell: doubted })
}

//! What all despiking methods share: what is refused, what is marked, and what is put in its place.

use super::sparse::{Limit, Scale};
use crate::ground::error::{self, Error};
use crate::ground::math;

/// Points on either side from which the level beside a run, and its replacement, are taken.
pub(super) const NEIGHBOURS: usize = 5;
/// Fewest points per FWHM of the narrowest expected band at which one shot can tell.
pub(super) const POINTS_PER_FWHM: f64 = 2.5;

/// What the despiking did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Despiked {
    /// How many points were altered.
    pub altered: usize,
    /// Nothing was altered since nobody can tell: the points are too far apart for one shot, or something narrow stands out
    /// where most points are alike, so that the noise is not known.
    pub cannot_tell: bool,
}

/// Scratch `f64`s that a run over `n` points needs.
pub(super) const fn scratch_len(n: usize) -> usize {
    2 * n
}

/// Refuses lengths that do not fit, and clears the marks.
pub(super) fn begin(shifts: usize, y: &[f64], altered: &mut [u8], scratch: &[f64]) -> Result<(), Error> {
    let n = y.len();
    error::same_len("Raman shift", n, shifts)?;
    error::same_len("altered", n, altered.len())?;
    error::at_least("scratch", scratch_len(n), scratch.len())?;
    error::points(3, n)?;
    error::samples_within("intensity", y, 1e140)?;
    altered.fill(0);
    Ok(())
}

/// Median distance of neighbours on the axis.
pub(super) fn spacing(shift_cm1: &[f32], work: &mut [f64]) -> f64 {
    for (work, pair) in work.iter_mut().zip(shift_cm1.windows(2)) {
        *work = (f64::from(pair[1]) - f64::from(pair[0])).abs();
    }
    math::median(work)
}

/// Marks what is a cosmic ray where most points are alike; if nothing is, whether something may be one. `work` is `[n]`.
pub(super) fn marked_or_doubted(
    y: &[f64],
    work: &mut [f64],
    (scale, threshold): (Scale, f64),
    altered: &mut [u8],
    mark: impl Fn(Limit, &mut [u8]) -> usize,
) -> Despiked {
    let work = &mut work[..y.len()];
    work.copy_from_slice(y);
    let dark = math::median(work);
    let count = mark(scale.sure(dark, threshold), altered);
    if count > 0 {
        return Despiked { altered: count, cannot_tell: false };
    }
    let doubted = mark(scale.doubt(y), altered);
    altered.fill(0);
    Despiked { altered: 0, cannot_tell: doubted > 0 }
}

/// Puts the mean of the unaltered points within reach in the place of each altered one.
pub(super) fn replace(y: &mut [f64], altered: &[u8], work: &mut [f64]) {
    let n = y.len();
    for i in 0..n {
        if altered[i] == 0 {
            continue;
        }
        let mut reach = NEIGHBOURS;
        let value = loop {
            let (from, to) = (i.saturating_sub(reach), (i + reach + 1).min(n));
            let kept = (from..to).filter(|&j| altered[j] == 0);
            let (count, sum) = kept.fold((0u32, 0.0), |(n, sum), j| (n + 1, sum + y[j]));
            if count > 0 {
                break sum / f64::from(count);
            }
            if from == 0 && to == n {
                break y[i];
            }
            reach *= 2;
        };
        work[i] = value;
    }
    for (i, y) in y.iter_mut().enumerate().filter(|(i, _)| altered[*i] == 1) {
        *y = work[i];
    }
}

//! Points that stand alone, and spectra without them.
//!
//! A hot pixel, or a cosmic ray of one point, may be all that an answer hangs by. Where despiking cannot tell, the answer is
//! sought once more without each such point.

use crate::clean::despike::{Despike, lone_points};
use crate::ground::error::{self, Error};
use crate::measured::spectrum::SpectrumRef;

/// Most single points that are asked about, the highest first. Each is a search.
pub const MOST_LONE: usize = 4;
/// A point stands alone from this many standard deviations of the noise on.
const THRESHOLD: f64 = 8.0;
/// What lies within this many distances of neighbours of a point is not compared when the answer is sought without it.
pub const AROUND: f64 = 2.0;

/// A point that stands alone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lone {
    /// Its Raman shift in cm⁻¹.
    pub shift_cm1: f64,
    /// Its height above its neighbours, as a part of what its shot spans, so that exposures do not matter.
    pub height: f64,
}

/// The highest points that stand alone in any of several shots of a sample, each place once.
#[derive(Clone, Copy, Debug, Default)]
pub struct LonePoints {
    points: [Lone; MOST_LONE],
    len: usize,
}

impl LonePoints {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { points: [Lone { shift_cm1: 0.0, height: 0.0 }; MOST_LONE], len: 0 }
    }

    /// Adds those of a shot of `n` points. `marks` are `[n]`, `scratch` at least `[3 n]`. O(n), no allocation.
    ///
    /// # Errors
    /// [`Error::Length`], and what [`lone_points`] refuses.
    pub fn add(&mut self, shot: SpectrumRef<'_>, marks: &mut [u8], scratch: &mut [f64]) -> Result<(), Error> {
        mark(shot, marks, scratch)?;
        let y = shot.intensity();
        let (low, high) =
            y.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), &y| (a.min(y), b.max(y)));
        for (i, &x) in shot.shift_cm1().iter().enumerate().filter(|(i, _)| marks[*i] == 1) {
            let height = f64::from(y[i] - beside(y, i)) / f64::from(high - low);
            self.take(Lone { shift_cm1: f64::from(x), height });
        }
        Ok(())
    }

    /// The points, the highest first.
    #[must_use]
    pub fn points(&self) -> &[Lone] {
        &self.points[..self.len]
    }

    fn take(&mut self, lone: Lone) {
        let kept = &self.points[..self.len];
        let mut at = match kept.iter().position(|old| old.shift_cm1 == lone.shift_cm1) {
            Some(at) if lone.height > kept[at].height => at,
            Some(_) => return,
            None if self.len < MOST_LONE => {
                self.len += 1;
                self.len - 1
            }
            None if lone.height > self.points[MOST_LONE - 1].height => MOST_LONE - 1,
            None => return,
        };
        while at > 0 && lone.height > self.points[at - 1].height {
            self.points[at] = self.points[at - 1];
            at -= 1;
        }
        self.points[at] = lone;
    }
}

/// Marks the points of a shot that stand alone. `marks` are `[n]`, `scratch` at least `[3 n]`.
fn mark(shot: SpectrumRef<'_>, marks: &mut [u8], scratch: &mut [f64]) -> Result<(), Error> {
    let n = shot.len();
    error::at_least("scratch", n + Despike::scratch_len(n), scratch.len())?;
    let (y, rest) = scratch.split_at_mut(n);
    for (wide, &y) in y.iter_mut().zip(shot.intensity()) {
        *wide = f64::from(y);
    }
    lone_points(y, THRESHOLD, marks, rest).map(|_| ())
}

/// The mean of the neighbours of a point.
fn beside(y: &[f32], at: usize) -> f32 {
    match (at.checked_sub(1).and_then(|k| y.get(k)), y.get(at + 1)) {
        (Some(before), Some(after)) => 0.5 * before + 0.5 * after,
        (Some(only), None) | (None, Some(only)) => *only,
        (None, None) => 0.0,
    }
}

/// Intensities with the mean of the neighbours in the place of every point that stands alone; lengths as of [`LonePoints::add`], `out`
/// is `[n]`. O(n), no allocation.
///
/// # Errors
/// As [`LonePoints::add`].
pub fn without_all(
    shot: SpectrumRef<'_>,
    out: &mut [f32],
    marks: &mut [u8],
    scratch: &mut [f64],
) -> Result<(), Error> {
    error::same_len("out", shot.len(), out.len())?;
    mark(shot, marks, scratch)?;
    let measured = shot.intensity();
    for (i, (out, &marked)) in out.iter_mut().zip(&*marks).enumerate() {
        *out = if marked == 1 { beside(measured, i) } else { measured[i] };
    }
    Ok(())
}

/// Intensities with the mean of the neighbours in the place of the point at a Raman shift, where the shot has one there; yields how far
/// its neighbours stand, in cm⁻¹. `out` is `[n]`. O(n), no allocation.
///
/// # Errors
/// [`Error::Length`].
pub fn without(shot: SpectrumRef<'_>, shift_cm1: f64, out: &mut [f32]) -> Result<f64, Error> {
    let (x, y) = (shot.shift_cm1(), shot.intensity());
    error::same_len("out", x.len(), out.len())?;
    out.copy_from_slice(y);
    let far = |i: usize| (f64::from(x[i]) - shift_cm1).abs();
    let at = (0..x.len()).min_by(|&a, &b| far(a).total_cmp(&far(b))).unwrap_or(0);
    let (before, after) = (at.saturating_sub(1), (at + 1).min(x.len() - 1));
    let spacing = f64::from(x[after] - x[before]) / (after - before) as f64;
    if far(at) <= spacing {
        out[at] = beside(y, at);
    }
    Ok(spacing)
}

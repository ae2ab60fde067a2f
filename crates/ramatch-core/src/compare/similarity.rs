//! The similarity of two prepared spectra.

use crate::ground::math;
use crate::measured::grid::Interval;
use ramatch_kernels::{Sample, Sums, sums};

/// What must overlap before two spectra are compared at all.
///
/// A cosine over a sliver of the axis means nothing: below these limits there is no score.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct Overlap {
    /// Shortest intersection in cm⁻¹; also the least that a query must cover of the grid.
    pub min_cm1: f64,
    /// Least part of the reference's Σr² that the intersection holds, 0 to 1.
    pub min_energy: f64,
}

impl Default for Overlap {
    fn default() -> Self {
        Self::new()
    }
}

impl Overlap {
    /// 500 cm⁻¹ and half of the reference's energy.
    #[must_use]
    pub const fn new() -> Self {
        Self { min_cm1: 500.0, min_energy: 0.5 }
    }

    /// Whatever overlap there is.
    #[must_use]
    pub const fn none() -> Self {
        Self { min_cm1: 0.0, min_energy: 0.0 }
    }

    pub(crate) fn check(&self) -> Result<(), crate::ground::error::Error> {
        use crate::ground::error::domain;
        let part = |v: f64| (0.0..=1.0).contains(&v);
        let Self { min_cm1, min_energy } = *self;
        domain("overlap.min_cm1", min_cm1, (0.0..=1e5).contains(&min_cm1), "0 to 1e5")?;
        domain("overlap.min_energy", min_energy, part(min_energy), "0 to 1")
    }
}

/// A score and the stretch of the grid that it was taken over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// Cosine over the intersection, −1 to 1; its sign is kept.
    pub cosine: f64,
    /// The intersection.
    pub over: Interval,
}

/// The cosine `Σab / √(Σa²·Σb²)` of two samplings over the intersection of their intervals, norms taken there.
///
/// `a` and `b` are `[grid.len]`, `step_cm1` is the grid's. None where the overlap is below `limits` (as seen
/// from the reference `b`) or a norm is 0: no score, never NaN and never a silent 0. O(grid.len).
#[must_use]
pub fn cosine<A: Sample, B: Sample>(
    (a, a_interval): (&[A], Interval),
    (b, b_interval): (&[B], Interval),
    step_cm1: f64,
    limits: Overlap,
) -> Option<Score> {
    let over = a_interval.intersection(b_interval);
    if over.is_empty() || (over.len() as f64) * step_cm1 < limits.min_cm1 {
        return None;
    }
    let Sums { ab, aa, bb } = sums(over.of(a), over.of(b));
    let whole = if over == b_interval { bb } else { ramatch_kernels::sum_of_squares(b_interval.of(b)) };
    if bb < limits.min_energy * whole {
        return None;
    }
    let cosine = ab / math::sqrt(aa * bb);
    // Rounding may leave 1 + 2⁻⁵²; NaN (a norm of 0, or a NaN among the samples) fails the test.
    (cosine.abs() <= 1.0 + 1e-9).then(|| Score { cosine: cosine.clamp(-1.0, 1.0), over })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::prelude::rust_2024::*;

    const ALL: Overlap = Overlap::none();

    fn whole(samples: &[f32]) -> (&[f32], Interval) {
        (samples, Interval { lo: 0, hi: samples.len() })
    }

    proptest! {
        #[test]
        fn self_symmetry_scale_sign(y in prop::collection::vec((-1e3f32..1e3, -1e3f32..1e3), 8..300), k in 0.125f32..9.0) {
            let (a, b): (Vec<f32>, Vec<f32>) = y.into_iter().unzip();
            let of = |a: &[f32], b: &[f32]| cosine(whole(a), whole(b), 2.0, ALL).unwrap().cosine;
            prop_assert!((of(&a, &a) - 1.0).abs() < 1e-12);
            prop_assert_eq!(of(&a, &b).to_bits(), of(&b, &a).to_bits());
            let scaled: Vec<f32> = a.iter().map(|v| v * k).collect();
            prop_assert!((of(&scaled, &b) - of(&a, &b)).abs() < 1e-6);
            let negative: Vec<f32> = a.iter().map(|v| -v).collect();
            prop_assert_eq!(of(&negative, &b).to_bits(), (-of(&a, &b)).to_bits());
        }

        /// Norms are taken over the intersection: what lies outside does not matter.
        #[test]
        fn only_the_intersection_counts(y in prop::collection::vec((0.125f32..1e3, 0.125f32..1e3), 64), cut in 1usize..60) {
            let (a, b): (Vec<f32>, Vec<f32>) = y.into_iter().unzip();
            let part = cosine((&a, Interval { lo: cut, hi: 64 }), whole(&b), 2.0, ALL).unwrap();
            prop_assert_eq!(part.over, Interval { lo: cut, hi: 64 });
            let (mut ab, mut aa, mut bb) = (0.0f64, 0.0f64, 0.0f64);
            for (&a, &b) in a[cut..].iter().zip(&b[cut..]) {
                let (a, b) = (f64::from(a), f64::from(b));
                ab += a * b; aa += a * a; bb += b * b;
            }
            prop_assert!((part.cosine - ab / (aa * bb).sqrt()).abs() < 1e-12);
        }
    }

    #[test]
    fn no_score_instead_of_nonsense() {
        let (a, zero) = ([1.0f32; 400], [0.0f32; 400]);
        assert_eq!(cosine(whole(&a), whole(&zero), 2.0, ALL), None);
        assert_eq!(cosine(whole(&[f32::NAN; 400]), whole(&a), 2.0, ALL), None);
        let limits = Overlap::new();
        let of = |lo, hi| cosine((&a, Interval { lo, hi }), whole(&a), 2.0, limits);
        assert!(of(0, 250).is_some());
        assert_eq!(of(0, 249), None, "below 500 cm⁻¹");
        let mut far = [0.0f32; 400];
        far[399] = 1.0;
        assert_eq!(cosine((&a, Interval { lo: 0, hi: 300 }), whole(&far), 2.0, limits), None, "no energy");
        let beyond = (&a[..], Interval { lo: 0, hi: 500 });
        assert_eq!(cosine(beyond, beyond, 2.0, ALL), None, "leaves the slice");
    }
}

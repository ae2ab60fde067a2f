//! Normalisation: one spectrum brought to one scale.

use crate::ground::error::{self, Error};
use crate::ground::math;
use crate::ground::parameters::choices;

choices! {
    /// How a spectrum is brought to one scale.
    pub enum Normalize {
        /// Euclidean norm 1: `y / √Σy²`.
        L2 = 1,
        /// Standard normal variate: `(y − mean) / sd`, sd with n − 1 (Barnes, Dhanoa & Lister 1989).
        Snv = 2,
        /// Largest sample 1: `y / max y`.
        Max = 3,
        /// Smallest sample 0, largest 1: `(y − min) / (max − min)`.
        MinMax = 4,
        /// Area 1 under the signal over the real axis, by trapezoids: `y / ∫ y dx`. Nothing is subtracted, and the area has its
        /// sign: what lies below 0 takes away from it, and a signal whose area is 0 or below is refused.
        Area = 5,
        /// Robust normal variate: `(y − q) / sd`, q the lower quartile, between two samples on the line through them, sd that of
        /// the samples up to it about their own mean, with n (Guo, Wu & Massart 1999). Samples below 0 count as
        /// any other; where those up to q are all alike, it is refused.
        Rnv = 6,
    }
}

/// Where samples stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Axis<'a> {
    /// So far apart, 10⁻⁹ to 10⁹ cm⁻¹; the sign does not matter.
    Step(f64),
    /// At these Raman shifts, in cm⁻¹.
    At(&'a [f32]),
    /// At these Raman shifts, in cm⁻¹, whose distances `f32` may not hold.
    AtWide(&'a [f64]),
}

impl Normalize {
    /// Normalises `y` (`[n]`) in place. `scratch` is at least `[n]`. O(n), no allocation.
    ///
    /// # Errors
    /// [`Error::ZeroNorm`] where there is nothing to divide by (norm, deviation, range or area is 0, or the largest sample
    /// or the area is below it); `y` is then unchanged. [`Error::NotFinite`], [`Error::Length`], [`Error::TooFewPoints`],
    /// [`Error::Parameter`] for a step outside its domain.
    ///
    /// ```
    /// use ramatch_core::{Axis, Error, Normalize};
    /// let (mut y, mut scratch) = ([3.0, 4.0], [0.0; 2]);
    /// Normalize::L2.run(&mut y, Axis::Step(1.0), &mut scratch)?;
    /// assert_eq!(y, [0.6, 0.8]);
    /// Normalize::Area.run(&mut y, Axis::Step(2.0), &mut scratch)?;
    /// assert!((y[0] + y[1] - 1.0).abs() < 1e-15);
    /// assert_eq!(Normalize::Snv.run(&mut [5.0, 5.0], Axis::Step(1.0), &mut scratch), Err(Error::ZeroNorm));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn run(self, y: &mut [f64], axis: Axis<'_>, scratch: &mut [f64]) -> Result<(), Error> {
        error::points(1, y.len())?;
        error::at_least("scratch", y.len(), scratch.len())?;
        match axis {
            Axis::Step(_) => {}
            Axis::At(shift) => error::same_len("Raman shift", y.len(), shift.len())?,
            Axis::AtWide(shift) => error::same_len("Raman shift", y.len(), shift.len())?,
        }
        if let Axis::Step(step) = axis {
            error::domain("step", step, (1e-9..=1e9).contains(&step.abs()), "1e-9 to 1e9, signed")?;
        }
        error::samples_within("y", y, 1e140)?;
        let squares = |y: &[f64], from: f64| y.iter().map(|y| (y - from) * (y - from)).sum::<f64>();
        let smallest = || y.iter().copied().fold(f64::INFINITY, f64::min);
        let largest = || y.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (shift, norm) = match self {
            Normalize::L2 => (0.0, math::sqrt(squares(y, 0.0))),
            Normalize::Snv => {
                let mean = math::mean(y);
                (mean, math::sqrt(squares(y, mean) / (y.len() as f64 - 1.0)))
            }
            Normalize::Max => (0.0, largest()),
            Normalize::MinMax => (smallest(), largest() - smallest()),
            Normalize::Area => (0.0, area(y, axis)),
            Normalize::Rnv => {
                let sorted = &mut scratch[..y.len()];
                sorted.copy_from_slice(y);
                sorted.sort_unstable_by(f64::total_cmp);
                let place = 0.25 * (sorted.len() - 1) as f64;
                let below = place as usize;
                let above = (below + 1).min(sorted.len() - 1);
                let quartile = sorted[below] + (place - below as f64) * (sorted[above] - sorted[below]);
                let low = &sorted[..sorted.partition_point(|&y| y <= quartile)];
                (quartile, math::sqrt(squares(low, math::mean(low)) / low.len() as f64))
            }
        };
        // What would be beyond all numbers has nothing to be divided by either.
        let farthest = (largest() - shift).abs().max((smallest() - shift).abs());
        if !(norm > 0.0 && norm.is_finite() && (farthest / norm).is_finite()) {
            return Err(Error::ZeroNorm);
        }
        y.iter_mut().for_each(|y| *y = (*y - shift) / norm);
        Ok(())
    }
}

/// The area under `y` by trapezoids.
fn area(y: &[f64], axis: Axis<'_>) -> f64 {
    let at = |wide: &dyn Fn(usize) -> f64| {
        let pieces = y.windows(2).enumerate();
        pieces.map(|(i, y)| 0.5 * (y[0] + y[1]) * (wide(i + 1) - wide(i))).sum::<f64>().abs()
    };
    match axis {
        Axis::Step(step) => y.windows(2).map(|y| 0.5 * (y[0] + y[1])).sum::<f64>() * step.abs(),
        Axis::At(x) => at(&|i| x.get(i).map_or(0.0, |&x| f64::from(x))),
        Axis::AtWide(x) => at(&|i| x.get(i).copied().unwrap_or(0.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::prelude::rust_2024::*;
    use std::vec;

    const ALL: [Normalize; 6] =
        [Normalize::L2, Normalize::Snv, Normalize::Max, Normalize::MinMax, Normalize::Area, Normalize::Rnv];

    fn run(how: Normalize, y: &[f64]) -> Result<Vec<f64>, Error> {
        let (mut y, mut scratch) = (y.to_vec(), vec![f64::NAN; y.len()]);
        how.run(&mut y, Axis::Step(2.0), &mut scratch).map(|()| y)
    }

    proptest! {
        #[test]
        fn each_is_what_its_name_says(y in prop::collection::vec(0.5..1e6f64, 8..200)) {
            prop_assume!(y.iter().filter(|v| (*v - y[0]).abs() > 1.0).count() > 6);
            let sum = |y: &[f64]| y.iter().map(|v| v * v).sum::<f64>();
            prop_assert!((sum(&run(Normalize::L2, &y).unwrap()) - 1.0).abs() < 1e-12);
            let snv = run(Normalize::Snv, &y).unwrap();
            prop_assert!((sum(&snv) / (y.len() as f64 - 1.0) - 1.0).abs() < 1e-9);
            prop_assert!(math::mean(&snv).abs() < 1e-9);
            let most = |y: &[f64]| y.iter().copied().fold(f64::MIN, f64::max);
            prop_assert_eq!(most(&run(Normalize::Max, &y).unwrap()), 1.0);
            let both = run(Normalize::MinMax, &y).unwrap();
            prop_assert_eq!((most(&both), both.iter().copied().fold(f64::MAX, f64::min)), (1.0, 0.0));
            prop_assert!((area(&run(Normalize::Area, &y).unwrap(), Axis::Step(2.0)) - 1.0).abs() < 1e-12);
            // Shifting and scaling changes nothing for the variates.
            for how in [Normalize::Snv, Normalize::Rnv, Normalize::MinMax] {
                let moved: Vec<f64> = y.iter().map(|y| 3.0 * y + 7.0).collect();
                let pairs = run(how, &y).unwrap().into_iter().zip(run(how, &moved).unwrap());
                for (a, b) in pairs {
                    prop_assert!((a - b).abs() < 1e-6 * a.abs().max(1.0));
                }
            }
        }
    }

    #[test]
    fn nothing_to_divide_by() {
        for how in ALL {
            assert_eq!(run(how, &[0.0, 0.0, 0.0]), Err(Error::ZeroNorm), "{how:?}");
            assert!(run(how, &[]).is_err() && run(how, &[f64::NAN, 1.0]).is_err());
            assert!(run(how, &[1e300, 1e300]).is_err());
        }
        for how in [Normalize::Snv, Normalize::MinMax, Normalize::Rnv] {
            assert_eq!(run(how, &[4.0; 9]), Err(Error::ZeroNorm), "{how:?}");
        }
        assert_eq!(run(Normalize::Max, &[-1.0, -2.0]), Err(Error::ZeroNorm));
    }

    #[test]
    fn the_area_is_over_the_real_axis() {
        let (mut y, mut scratch) = ([1.0, 1.0, 1.0], [0.0; 3]);
        Normalize::Area.run(&mut y, Axis::At(&[0.0, 1.0, 5.0]), &mut scratch).unwrap();
        assert_eq!(y, [0.2; 3]);
    }
}

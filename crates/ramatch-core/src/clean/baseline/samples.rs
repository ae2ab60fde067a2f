//! Where the samples of spectra stand, and which of them count.

use crate::ground::error::{self, Error};
use crate::ground::fit::{LIMIT, MIN_POINTS};

/// What is known of samples besides their intensities: by default that all count and that they are equally spaced.
///
/// Both are `[n]`, and the same for all rows of a matrix.
///
/// ```
/// use ramatch_core::baseline::{ModPoly, Samples};
/// // A parabola over an axis whose points lie closer and closer, and a band upon it.
/// let x: Vec<f64> = (0..200).map(|i| f64::from(i) * (900.0 - f64::from(i)) / 450.0).collect();
/// let parabola = |x: f64| 40.0 + 0.3 * x - 2e-4 * x * x;
/// let mask: Vec<bool> = (0..200).map(|i| !(90..100).contains(&i)).collect();
/// let y: Vec<f64> = x.iter().zip(&mask).map(|(&x, &below)| parabola(x) + if below { 0.0 } else { 500.0 }).collect();
/// let (method, mut baseline) = (ModPoly::new(), vec![0.0; 200]);
/// let mut scratch = vec![0.0; method.scratch_len(200)];
/// method.fit_at(&y, Samples { x: Some(&x), mask: Some(&mask) }, &mut baseline, &mut scratch)?;
/// assert!(x.iter().zip(&baseline).all(|(&x, z)| (z - parabola(x)).abs() < 1e-9));
/// # Ok::<(), ramatch_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Samples<'a> {
    /// Where they stand, strictly rising or strictly falling, in any unit; none for equal spacing.
    ///
    /// The methods that fit a polynomial (ModPoly, IModPoly, penalised polynomial, Goldindec, and IAsLS for its first
    /// weights) take it over this axis, stretched to −1 … 1; rubberband draws its lines in it. All others count in samples,
    /// as they do in pybaselines: for them it is only checked.
    pub x: Option<&'a [f64]>,
    /// False where a sample is not to count; none if all do.
    pub mask: Option<&'a [bool]>,
}

impl Samples<'_> {
    /// Refuses what does not belong to spectra of `n` samples.
    ///
    /// # Errors
    /// [`Error::Length`] for an axis or a mask of another length; [`Error::NotFinite`], [`Error::NumberRange`] (beyond
    /// ±10¹⁴⁰) and [`Error::AxisTurns`] for an axis that is none; [`Error::TooFewPoints`] for a mask that leaves fewer than 5
    /// samples.
    pub fn check(&self, n: usize) -> Result<(), Error> {
        if let Some(x) = self.x {
            error::same_len("x", n, x.len())?;
            error::samples_within("x", x, LIMIT)?;
            error::one_way("x", x)?;
        }
        if let Some(mask) = self.mask {
            error::same_len("mask", n, mask.len())?;
            error::points(MIN_POINTS, mask.iter().filter(|&&counts| counts).count())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::code::Code;
    use std::prelude::rust_2024::*;
    use std::vec;

    #[test]
    fn an_axis_that_is_none_is_refused_by_name_and_place() {
        let rising: Vec<f64> = (0..9).map(|i| f64::from(i * i)).collect();
        let falling: Vec<f64> = rising.iter().map(|x| -x).collect();
        for good in [&rising, &falling] {
            assert_eq!(Samples { x: Some(good), mask: None }.check(9), Ok(()));
            assert_eq!(
                Samples { x: Some(good), mask: None }.check(8),
                Err(Error::Length { what: "x", expected: 8, got: 9 })
            );
            let cases = [
                (f64::NAN, Error::NotFinite { what: "x", index: 4 }, Code::NotFinite),
                (
                    1e150,
                    Error::NumberRange { what: "x", index: 4, value: 1e150, limit: LIMIT },
                    Code::NumberRange,
                ),
                (
                    good[3],
                    Error::AxisTurns { what: "x", index: 4, previous: good[3], value: good[3] },
                    Code::AxisDuplicate,
                ),
                (
                    good[2],
                    Error::AxisTurns { what: "x", index: 4, previous: good[3], value: good[2] },
                    Code::AxisOrder,
                ),
            ];
            for (value, error, code) in cases {
                let mut bad = good.clone();
                bad[4] = value;
                assert_eq!(Samples { x: Some(&bad), mask: None }.check(9), Err(error));
                assert_eq!(error.code(), code);
            }
        }
        let equal = vec![1.0; 5];
        let refused = Samples { x: Some(&equal), mask: None }.check(5).unwrap_err();
        assert_eq!(refused, Error::AxisTurns { what: "x", index: 1, previous: 1.0, value: 1.0 });
        let mask = vec![false; 9];
        let few = Samples { x: Some(&rising), mask: Some(&mask) }.check(9);
        assert_eq!(few, Err(Error::TooFewPoints { got: 0, needed: 5 }));
    }
}

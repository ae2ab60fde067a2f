//! Normalisation.

use crate::parameters::choices;
use crate::{Error, math};

choices! {
    /// How a spectrum is brought to one scale.
    pub enum Normalize {
        /// Euclidean norm 1: `y / √Σy²`.
        L2 = 1,
        /// Standard normal variate: `(y − mean) / sd`, sd with n − 1 (Barnes, Dhanoa & Lister 1989).
        Snv = 2,
    }
}

impl Normalize {
    /// Normalises `y` in place. O(n), no allocation.
    ///
    /// # Errors
    /// [`Error::ZeroNorm`] where norm or standard deviation is 0 or not finite; `y` is then unchanged.
    ///
    /// ```
    /// use ramatch_core::{Error, Normalize};
    /// let mut y = [3.0, 4.0];
    /// Normalize::L2.run(&mut y)?;
    /// assert_eq!(y, [0.6, 0.8]);
    /// assert_eq!(Normalize::Snv.run(&mut [5.0, 5.0]), Err(Error::ZeroNorm));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn run(self, y: &mut [f64]) -> Result<(), Error> {
        let (shift, squares) = match self {
            Normalize::L2 => (0.0, y.iter().map(|y| y * y).sum::<f64>()),
            Normalize::Snv => {
                let mean = math::mean(y);
                let squares: f64 = y.iter().map(|y| (y - mean) * (y - mean)).sum();
                (mean, squares / (y.len() as f64 - 1.0))
            }
        };
        let norm = math::sqrt(squares);
        if !(norm > 0.0 && norm.is_finite()) {
            return Err(Error::ZeroNorm);
        }
        y.iter_mut().for_each(|y| *y = (*y - shift) / norm);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::prelude::rust_2024::*;

    proptest! {
        #[test]
        fn norms_are_one(y in prop::collection::vec(-1e6..1e6f64, 2..200)) {
            prop_assume!(y.iter().any(|v| (v - y[0]).abs() > 1.0));
            let mut l2 = y.clone();
            Normalize::L2.run(&mut l2).unwrap();
            prop_assert!((l2.iter().map(|v| v * v).sum::<f64>() - 1.0).abs() < 1e-12);
            let mut snv = y.clone();
            Normalize::Snv.run(&mut snv).unwrap();
            let variance = snv.iter().map(|v| v * v).sum::<f64>() / (snv.len() as f64 - 1.0);
            prop_assert!((variance - 1.0).abs() < 1e-9 && math::mean(&snv).abs() < 1e-9);
        }
    }

    #[test]
    fn nothing_to_normalise() {
        for bad in [&mut [0.0, 0.0][..], &mut [], &mut [f64::NAN, 1.0], &mut [1e300, 1e300]] {
            assert_eq!(Normalize::L2.run(bad), Err(Error::ZeroNorm));
        }
    }
}

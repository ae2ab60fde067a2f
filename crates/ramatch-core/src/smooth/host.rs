//! The FFT low-pass on rustfft, for any even length.
//!
//! rustfft computes its twiddle factors with the platform's sine and cosine, whose last bit differs between
//! platforms, and by default picks its code by the processor. Both would break equal bits. So the code paths
//! by processor are off (the workspace's dependency has no SIMD features, and the scalar planner is named),
//! and the numbers it computes with are of a type that rounds every factor to a multiple of 2⁻³⁶: the
//! platforms' differences (2⁻⁵³) vanish, at the price of a relative error of 10⁻¹¹. A test shows it for grids of
//! 16 to 8,192 points, a power of two; for other lengths it is likely, not shown.

use super::Fourier;
use super::cosine::{self, Cosine, position};
use crate::{Error, Grid, Scratch, error};
use core::ops::{Add, Div, Mul, Neg, Rem, Sub};
use num_complex::Complex;
use num_traits::{FromPrimitive, Num, One, Signed, Zero};
use rustfft::{Fft, FftPlannerScalar};
use std::sync::Arc;

/// Twiddle factors are multiples of one over this.
const ROUNDING: f64 = (1u64 << 36) as f64;

/// A complex number of the rustfft backend's working memory.
pub type Cell = Complex<Real>;

/// An `f64` whose constants, when rustfft makes them, do not depend on the platform.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Real(f64);

#[derive(Clone)]
pub(super) struct Plan {
    forward: Arc<dyn Fft<Real>>,
    inverse: Arc<dyn Fft<Real>>,
    cosine: Cosine,
    fft_scratch_len: usize,
}

impl Plan {
    pub(super) fn new(fourier: Fourier, grid: Grid) -> Result<Self, Error> {
        let n = grid.len;
        error::domain("grid.len", n as f64, n.is_multiple_of(2), "even, for the FFT backend rustfft")?;
        let mut planner = FftPlannerScalar::<Real>::new();
        let (forward, inverse) = (planner.plan_fft_forward(n / 2), planner.plan_fft_inverse(n / 2));
        Ok(Self {
            fft_scratch_len: forward.get_inplace_scratch_len().max(inverse.get_inplace_scratch_len()),
            forward,
            inverse,
            cosine: Cosine::new(fourier, grid),
        })
    }

    pub(super) fn cells_len(&self) -> usize {
        self.cosine.response.len() / 2 + self.fft_scratch_len
    }

    pub(super) fn reals_len(&self) -> usize {
        self.cosine.reals_len()
    }

    pub(super) fn run(&self, y: &mut [f64], scratch: Scratch<'_>) -> Result<f64, Error> {
        let cells = scratch.cells;
        let n = y.len();
        let half = n / 2;
        error::at_least("cells", self.cells_len(), cells.len())?;
        let (z, fft_scratch) = cells.split_at_mut(half);
        let fft_scratch = &mut fft_scratch[..self.fft_scratch_len];
        for (j, z) in z.iter_mut().enumerate() {
            *z = Complex::new(Real(y[position(n, 2 * j)]), Real(y[position(n, 2 * j + 1)]));
        }
        self.forward.process_with_scratch(z, fft_scratch);
        let gains = self.cosine.gains(scratch.reals, |k| plain(z[k]));
        for k in 0..=half / 2 {
            let (a, b) = (plain(z[k]), plain(z[(half - k) % half]));
            let (filtered_a, filtered_b) = self.cosine.filter(k, a, b, gains);
            z[(half - k) % half] = cell(filtered_b);
            z[k] = cell(filtered_a);
        }
        self.inverse.process_with_scratch(z, fft_scratch);
        for (j, z) in z.iter().enumerate() {
            y[position(n, 2 * j)] = z.re.0;
            y[position(n, 2 * j + 1)] = z.im.0;
        }
        Ok(gains.iter().sum())
    }
}

fn plain(z: Cell) -> cosine::Complex<f64> {
    cosine::Complex { re: z.re.0, im: z.im.0 }
}

fn cell(z: cosine::Complex<f64>) -> Cell {
    Complex::new(Real(z.re), Real(z.im))
}

fn rounded(factor: f64) -> f64 {
    (factor * ROUNDING).round() / ROUNDING
}

impl FromPrimitive for Real {
    fn from_i64(n: i64) -> Option<Self> {
        Some(Real(n as f64))
    }
    fn from_u64(n: u64) -> Option<Self> {
        Some(Real(n as f64))
    }
    fn from_f64(n: f64) -> Option<Self> {
        Some(Real(rounded(n)))
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident $op:tt,)*) => {$(
        impl $trait for Real {
            type Output = Real;
            #[inline]
            fn $method(self, other: Real) -> Real {
                Real(self.0 $op other.0)
            }
        }
    )*};
}
operators! { Add add +, Sub sub -, Mul mul *, Div div /, Rem rem %, }

impl Neg for Real {
    type Output = Real;
    #[inline]
    fn neg(self) -> Real {
        Real(-self.0)
    }
}

impl Zero for Real {
    fn zero() -> Self {
        Real(0.0)
    }
    fn is_zero(&self) -> bool {
        self.0 == 0.0
    }
}

impl One for Real {
    fn one() -> Self {
        Real(1.0)
    }
}

impl Num for Real {
    type FromStrRadixErr = <f64 as Num>::FromStrRadixErr;
    fn from_str_radix(text: &str, radix: u32) -> Result<Self, Self::FromStrRadixErr> {
        f64::from_str_radix(text, radix).map(Real)
    }
}

impl Signed for Real {
    fn abs(&self) -> Self {
        Real(self.0.abs())
    }
    fn abs_sub(&self, other: &Self) -> Self {
        Real((self.0 - other.0).max(0.0))
    }
    fn signum(&self) -> Self {
        Real(self.0.signum())
    }
    fn is_positive(&self) -> bool {
        self.0 > 0.0
    }
    fn is_negative(&self) -> bool {
        self.0 < 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math;

    /// A platform's sine may err by two units in the last place; no twiddle factor of the lengths in use lies
    /// so near the border between two roundings that this could show.
    #[test]
    fn rounding_hides_the_platforms_differences() {
        for len in (3..=12).map(|log| 1usize << log) {
            for k in 0..len {
                let (sin, cos) = math::sin_cos_pi(2 * k, len);
                for factor in [sin, cos] {
                    for error in [-4e-16, 4e-16] {
                        let other = factor + error;
                        // From ±1 and 0 the rounding is far away; elsewhere the error is relative.
                        assert_eq!(
                            rounded(factor).to_bits() << 1,
                            rounded(other).to_bits() << 1,
                            "{k}/{len}"
                        );
                    }
                }
            }
        }
    }
}

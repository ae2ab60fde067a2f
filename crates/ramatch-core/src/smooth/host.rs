//! The FFT low-pass on rustfft.
//!
//! The DCT-II of n points is taken by one complex transform of n/2 points (Makhoul 1980): the even samples
//! forwards and the odd ones backwards form a real sequence, pairs of which are packed into complex numbers.
//!
//! rustfft computes its twiddle factors with the platform's sine and cosine, whose last bit differs between
//! platforms, and by default picks its code by the processor. Both would break equal bits. So the code paths
//! by processor are off (the workspace's dependency has no SIMD features, and the scalar planner is named),
//! and the numbers it computes with are of a type that rounds every factor to a multiple of 2⁻³⁶: the
//! platforms' differences (2⁻⁵³) vanish, at the price of a relative error of 10⁻¹¹. A test shows it for grids of
//! 16 to 8,192 points, a power of two; for other lengths it is likely, not shown.

use super::Fourier;
use crate::{Error, Grid, Scratch, error, math};
use core::ops::{Add, Div, Mul, Neg, Rem, Sub};
use num_complex::Complex;
use num_traits::{FromPrimitive, Num, One, Signed, Zero};
use rustfft::{Fft, FftPlannerScalar};
use std::sync::Arc;
use std::vec::Vec;

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
    /// e^(−2πik/n), k = 0 … n/2
    unpack: Vec<Complex<f64>>,
    /// e^(−πik/2n), k = 0 … n/2
    shift: Vec<Complex<f64>>,
    /// H(k), k = 0 … n − 1
    response: Vec<f64>,
    fourier: Fourier,
    fft_scratch_len: usize,
}

impl Plan {
    pub(super) fn new(fourier: Fourier, grid: Grid) -> Result<Self, Error> {
        let n = grid.len;
        error::domain("grid.len", n as f64, n.is_multiple_of(2), "even, for the FFT backend rustfft")?;
        let mut planner = FftPlannerScalar::<Real>::new();
        let (forward, inverse) = (planner.plan_fft_forward(n / 2), planner.plan_fft_inverse(n / 2));
        let root = |k: usize, of: usize| {
            let (sin, cos) = math::sin_cos_pi(2 * k, of);
            Complex::new(cos, -sin)
        };
        Ok(Self {
            fft_scratch_len: forward.get_inplace_scratch_len().max(inverse.get_inplace_scratch_len()),
            forward,
            inverse,
            unpack: (0..=n / 2).map(|k| root(k, n)).collect(),
            shift: (0..=n / 2).map(|k| root(k, 4 * n)).collect(),
            response: (0..n).map(|k| fourier.passes(grid, k)).collect(),
            fourier,
        })
    }

    pub(super) fn cells_len(&self) -> usize {
        self.response.len() / 2 + self.fft_scratch_len
    }

    /// Power and response at every frequency, if the spectrum decides about it.
    pub(super) fn reals_len(&self) -> usize {
        if self.fourier.is_adaptive() { 2 * self.response.len() } else { 0 }
    }

    pub(super) fn run(&self, y: &mut [f64], scratch: Scratch<'_>) -> Result<f64, Error> {
        let cells = scratch.cells;
        let n = y.len();
        let half = n / 2;
        error::at_least("cells", self.cells_len(), cells.len())?;
        let (z, fft_scratch) = cells.split_at_mut(half);
        let fft_scratch = &mut fft_scratch[..self.fft_scratch_len];
        // The order of the samples: even ones rising, then odd ones falling.
        let position = |i: usize| if i < n.div_ceil(2) { 2 * i } else { 2 * (n - 1 - i) + 1 };
        for (j, z) in z.iter_mut().enumerate() {
            *z = Complex::new(Real(y[position(2 * j)]), Real(y[position(2 * j + 1)]));
        }
        self.forward.process_with_scratch(z, fft_scratch);
        let gains = if self.fourier.is_adaptive() {
            let (power, gains) = scratch.reals.split_at_mut(n);
            let gains = &mut gains[..n];
            for k in 0..=half {
                let (a, b) = (plain(z[k % half]), plain(z[(half - k) % half]));
                let w = self.shift[k] * unpack(a, b, self.unpack[k]);
                power[k] = w.re * w.re;
                if k > 0 {
                    power[n - k] = w.im * w.im;
                }
            }
            self.fourier.adapt(power, gains);
            &*gains
        } else {
            &self.response[..]
        };
        for k in 0..=half / 2 {
            let (a, b) = (plain(z[k]), plain(z[(half - k) % half]));
            let (filtered_a, filtered_b) = self.filter(k, a, b, gains);
            z[(half - k) % half] = cell(filtered_b);
            z[k] = cell(filtered_a);
        }
        self.inverse.process_with_scratch(z, fft_scratch);
        for (j, z) in z.iter().enumerate() {
            y[position(2 * j)] = z.re.0;
            y[position(2 * j + 1)] = z.im.0;
        }
        Ok(gains.iter().sum())
    }

    /// Unpacks frequencies k and n/2 − k, applies the response, packs them again.
    fn filter(
        &self,
        k: usize,
        a: Complex<f64>,
        b: Complex<f64>,
        gains: &[f64],
    ) -> (Complex<f64>, Complex<f64>) {
        let half = self.response.len() / 2;
        let low = self.respond(k, unpack(a, b, self.unpack[k]), gains);
        let high = self.respond(half - k, unpack(b, a, self.unpack[half - k]), gains);
        (pack(low, high, self.unpack[k]), pack(high, low, self.unpack[half - k]))
    }

    /// Response for the DCT frequencies k and n − k, which are the real part and minus the imaginary part of
    /// the shifted transform.
    fn respond(&self, k: usize, v: Complex<f64>, gains: &[f64]) -> Complex<f64> {
        let n = gains.len();
        let w = self.shift[k] * v;
        // The transforms there and back leave a factor of n / 2.
        let scale = 2.0 / n as f64;
        // k = 0 has no partner: its imaginary part is 0.
        let partner = if k == 0 { 0.0 } else { gains[n - k] };
        Complex::new(w.re * gains[k] * scale, w.im * partner * scale) * self.shift[k].conj()
    }
}

/// Frequency k of the real sequence from frequencies k and n/2 − k of the packed one.
fn unpack(a: Complex<f64>, b: Complex<f64>, root: Complex<f64>) -> Complex<f64> {
    let (even, odd) = ((a + b.conj()) * 0.5, (a - b.conj()) * 0.5);
    even - Complex::<f64>::i() * root * odd
}

/// The inverse of [`unpack`].
fn pack(a: Complex<f64>, b: Complex<f64>, root: Complex<f64>) -> Complex<f64> {
    let (even, odd) = ((a + b.conj()) * 0.5, (a - b.conj()) * 0.5);
    even + Complex::<f64>::i() * root.conj() * odd
}

fn plain(z: Cell) -> Complex<f64> {
    Complex::new(z.re.0, z.im.0)
}

fn cell(z: Complex<f64>) -> Cell {
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

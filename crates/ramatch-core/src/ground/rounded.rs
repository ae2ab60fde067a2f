//! Numbers of the rustfft backend, whose constants do not depend on the platform.

use core::ops::{Add, Div, Mul, Neg, Rem, Sub};
use num_complex::Complex;
use num_traits::{FromPrimitive, Num, One, Signed, Zero};

/// Twiddle factors are multiples of one over this.
const ROUNDING: f64 = (1u64 << 36) as f64;

/// A complex number of the rustfft backend's working memory.
pub type Cell = Complex<Real>;

/// An `f64` whose constants, when rustfft makes them, do not depend on the platform.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Real(pub(crate) f64);

pub(crate) fn rounded(factor: f64) -> f64 {
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
    use crate::ground::math;

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

//! Eight `f64` side by side.

use core::ops::{Add, Div, Mul, Neg, Sub};

/// Numbers in one [`Lanes`].
pub const LANES: usize = 8;

/// [`Lanes`] as they lie in memory.
pub type Row = [f64; LANES];

/// Eight `f64` that every operation treats alike: one vector register with AVX-512, two with AVX2.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(transparent)]
pub struct Lanes(pub Row);

/// A number or eight of them: what a recurrence can be written for once.
pub trait Pack:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + 'static
{
    /// The same value everywhere.
    fn splat(value: f64) -> Self;
    /// `self · b + c` with one rounding.
    fn mul_add(self, b: Self, c: Self) -> Self;
}

impl Pack for f64 {
    #[inline(always)]
    fn splat(value: f64) -> Self {
        value
    }
    #[inline(always)]
    fn mul_add(self, b: Self, c: Self) -> Self {
        fused(self, b, c)
    }
}

impl Pack for Lanes {
    #[inline(always)]
    fn splat(value: f64) -> Self {
        Lanes([value; LANES])
    }
    #[inline(always)]
    fn mul_add(self, b: Self, c: Self) -> Self {
        let mut out = self;
        for (out, (b, c)) in out.0.iter_mut().zip(b.0.iter().zip(&c.0)) {
            *out = fused(*out, *b, *c);
        }
        out
    }
}

/// One fused multiply-add: an instruction where the processor has it, exact arithmetic in software elsewhere.
#[inline(always)]
fn fused(a: f64, b: f64, c: f64) -> f64 {
    #[cfg(feature = "std")]
    return a.mul_add(b, c);
    #[cfg(not(feature = "std"))]
    libm::fma(a, b, c)
}

macro_rules! operators {
    ($($trait:ident $method:ident $op:tt,)*) => {$(
        impl $trait for Lanes {
            type Output = Lanes;
            #[inline(always)]
            fn $method(mut self, other: Lanes) -> Lanes {
                for (a, b) in self.0.iter_mut().zip(&other.0) {
                    *a = *a $op *b;
                }
                self
            }
        }
    )*};
}
operators! { Add add +, Sub sub -, Mul mul *, Div div /, }

impl Neg for Lanes {
    type Output = Lanes;
    #[inline(always)]
    fn neg(self) -> Lanes {
        self.map(|a| -a)
    }
}

impl Lanes {
    /// 0 everywhere.
    pub const ZERO: Lanes = Lanes([0.0; LANES]);
    /// 1 everywhere.
    pub const ONE: Lanes = Lanes([1.0; LANES]);

    /// `f` of every lane.
    #[inline(always)]
    #[must_use]
    pub fn map(mut self, f: impl Fn(f64) -> f64) -> Self {
        for a in &mut self.0 {
            *a = f(*a);
        }
        self
    }

    /// `f` of every lane of two.
    #[inline(always)]
    #[must_use]
    pub fn zip(mut self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        for (a, b) in self.0.iter_mut().zip(&other.0) {
            *a = f(*a, *b);
        }
        self
    }

    /// The smaller ones; `other` where one is NaN.
    #[inline(always)]
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        self.zip(other, |a, b| if a < b { a } else { b })
    }

    /// The larger ones; `other` where one is NaN.
    #[inline(always)]
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        self.zip(other, |a, b| if a > b { a } else { b })
    }

    /// Magnitudes.
    #[inline(always)]
    #[must_use]
    pub fn abs(self) -> Self {
        self.map(|a| f64::from_bits(a.to_bits() & (u64::MAX >> 1)))
    }

    /// `yes` where this is above `other`, else `no`.
    #[inline(always)]
    #[must_use]
    pub fn above(self, other: Self, yes: Self, no: Self) -> Self {
        let mut out = no;
        for i in 0..LANES {
            out.0[i] = if self.0[i] > other.0[i] { yes.0[i] } else { no.0[i] };
        }
        out
    }

    /// Square roots, correctly rounded.
    #[inline(always)]
    #[must_use]
    pub fn sqrt(self) -> Self {
        #[cfg(feature = "std")]
        return self.map(f64::sqrt);
        #[cfg(not(feature = "std"))]
        self.map(libm::sqrt)
    }

    /// eˣ, at most 1 ulp from the correctly rounded one between −700 and 700, to which arguments are clamped.
    ///
    /// `x = k ln 2 + r` with |r| ≤ ln 2 / 2, Taylor's series of eʳ to the 13th power, then times 2ᵏ by its
    /// exponent bits. No table and no branch, so it is as wide as the register.
    #[inline(always)]
    #[must_use]
    pub fn exp(self) -> Self {
        /// 1.5 · 2⁵²: added to a number it leaves the nearest integer in the lowest bits.
        const SHIFT: f64 = 6_755_399_441_055_744.0;
        /// ln 2 in two parts; the high one has 21 zero bits at its end.
        const LN_2: (f64, f64) = (6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10);
        const INVERSE_FACTORIALS: [f64; 13] = [
            1.0 / 479_001_600.0,
            1.0 / 39_916_800.0,
            1.0 / 3_628_800.0,
            1.0 / 362_880.0,
            1.0 / 40_320.0,
            1.0 / 5_040.0,
            1.0 / 720.0,
            1.0 / 120.0,
            1.0 / 24.0,
            1.0 / 6.0,
            0.5,
            1.0,
            1.0,
        ];
        let x = self.min(Self::splat(700.0)).max(Self::splat(-700.0));
        let shifted = x.mul_add(Self::splat(core::f64::consts::LOG2_E), Self::splat(SHIFT));
        let k = shifted - Self::splat(SHIFT);
        let r = k.mul_add(Self::splat(-LN_2.1), k.mul_add(Self::splat(-LN_2.0), x));
        let mut p = Self::splat(1.0 / 6_227_020_800.0);
        for c in INVERSE_FACTORIALS {
            p = p.mul_add(r, Self::splat(c));
        }
        let scale = |p: f64, k: f64| f64::from_bits(p.to_bits().wrapping_add(k.to_bits() << 52));
        p.zip(shifted, scale)
    }
}

/// Joins eight partial sums as a binary tree: `0+4, 1+5, 2+6, 3+7`, then `0+2, 1+3`, then `0+1`.
#[inline(always)]
#[must_use]
pub fn join<P: Pack>(sums: [P; LANES]) -> P {
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_within_one_unit_in_the_last_place() {
        let mut worst = 0.0f64;
        for i in -700_000..=700_000 {
            let x = f64::from(i) * 1e-3;
            let (ours, theirs) = (Lanes::splat(x).exp().0[3], libm::exp(x));
            let ulp = f64::from_bits(theirs.to_bits() + 1) - theirs;
            worst = worst.max((ours - theirs).abs() / ulp);
        }
        // libm's own is within 1 ulp as well.
        assert!(worst <= 2.0, "{worst}");
        assert_eq!(Lanes::ZERO.exp(), Lanes::ONE);
        assert_eq!(Lanes::splat(1e9).exp(), Lanes::splat(700.0).exp());
        assert_eq!(Lanes::splat(-1e9).exp(), Lanes::splat(-700.0).exp());
    }

    #[test]
    fn operations_are_those_of_every_lane() {
        let a = Lanes([1.0, -2.0, 3.0, -4.0, 5.0, -6.0, 7.0, -8.0]);
        let b = Lanes([8.0, 7.0, -6.0, 5.0, 4.0, 3.0, 2.0, -1.0]);
        for i in 0..LANES {
            let (x, y) = (a.0[i], b.0[i]);
            assert_eq!((a + b).0[i], x + y);
            assert_eq!((a - b).0[i], x - y);
            assert_eq!((a * b).0[i], x * y);
            assert_eq!((a / b).0[i], x / y);
            assert_eq!((-a).0[i], -x);
            assert_eq!(a.abs().0[i], x.abs());
            assert_eq!(a.min(b).0[i], x.min(y));
            assert_eq!(a.max(b).0[i], x.max(y));
            assert_eq!(a.mul_add(b, a).0[i], libm::fma(x, y, x));
            assert_eq!(a.above(b, a, b).0[i], x.max(y));
            assert_eq!(a.abs().sqrt().0[i], libm::sqrt(x.abs()));
        }
        assert_eq!(join(a.0), -4.0);
    }
}

//! Eight `f64` side by side.

use crate::fused::{fused, root};
use core::ops::{Add, Div, Mul, Neg, Sub};

/// Numbers in one [`Lanes`].
pub const LANES: usize = 8;

/// [`Lanes`] as they lie in memory.
pub type Row = [f64; LANES];

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

/// Eight `f64` that every operation treats alike, in whatever registers the processor has for them.
///
/// Only [`dispatch`](crate::dispatch) hands out implementations, where they can run.
pub trait Lanes: Pack {
    /// From memory.
    fn load(row: &Row) -> Self;
    /// From memory, exactly.
    fn widened(eight: &[f32; LANES]) -> Self;
    /// Into memory.
    fn store(self, row: &mut Row);
    /// The smaller ones; `other` where one is NaN.
    #[must_use]
    fn min(self, other: Self) -> Self;
    /// The larger ones; `other` where one is NaN.
    #[must_use]
    fn max(self, other: Self) -> Self;
    /// Magnitudes.
    #[must_use]
    fn abs(self) -> Self;
    /// Square roots, correctly rounded.
    #[must_use]
    fn sqrt(self) -> Self;
    /// `yes` where this is above `other`, else `no`.
    #[must_use]
    fn above(self, other: Self, yes: Self, no: Self) -> Self;
    /// Adds the lowest twelve bits of `power` to sign and exponent: times a power of two.
    #[must_use]
    fn scaled(self, power: Self) -> Self;

    /// `pattern` minus half of the bits of each, as integers.
    #[must_use]
    fn half_bits_from(self, pattern: u64) -> Self;

    /// 1 / √x, at most 3 ulp from the correctly rounded one, for x from 1 to 10³⁰⁴.
    ///
    /// Half the exponent's negative by integers, good to 4 %, then two steps of third and one of second order: where many
    /// are wanted at a time, multiply-adds are sooner done than a root and a division.
    #[inline(always)]
    #[must_use]
    fn reciprocal_sqrt(self) -> Self {
        let mut y = self.half_bits_from(0x5fe6_eb50_c7b5_37a9);
        for _ in 0..2 {
            let e = (-self * y).mul_add(y, Self::one());
            y = (y * e).mul_add(e.mul_add(Self::splat(0.375), Self::splat(0.5)), y);
        }
        let e = (-self * y).mul_add(y, Self::one());
        (y * e).mul_add(Self::splat(0.5), y)
    }

    /// Lane i of row k becomes lane k of row i.
    #[must_use]
    fn transposed(rows: [Self; LANES]) -> [Self; LANES];

    /// 0 everywhere.
    #[inline(always)]
    fn zero() -> Self {
        Self::splat(0.0)
    }

    /// 1 everywhere.
    #[inline(always)]
    fn one() -> Self {
        Self::splat(1.0)
    }

    /// As they lie in memory.
    #[inline(always)]
    fn row(self) -> Row {
        let mut row = [0.0; LANES];
        self.store(&mut row);
        row
    }

    /// eˣ, at most 1 ulp from the correctly rounded one between −700 and 700, to which arguments are clamped.
    ///
    /// `x = k ln 2 + r` with |r| ≤ ln 2 / 2, Taylor's series of eʳ to the 13th power, then times 2ᵏ by its
    /// exponent bits. No table and no branch, so it is as wide as the register.
    #[inline(always)]
    #[must_use]
    fn exp(self) -> Self {
        let x = Self::splat(-700.0).max(Self::splat(700.0).min(self));
        let (series, power) = exponential(x);
        series.scaled(power)
    }
}

/// eˣ for x from −700 to 700: the series of what is left of x, and a number whose lowest bits are the power of two that it is to be multiplied
/// with.
#[inline(always)]
fn exponential<P: Pack>(x: P) -> (P, P) {
    /// 1.5 · 2⁵²: added to a number it leaves the nearest integer in the lowest bits.
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    /// ln 2 in two parts; the high one has 21 zero bits at its end.
    const LN_2: (f64, f64) = (6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10);
    macro_rules! series {
        ($r:expr, $first:expr, $($c:expr),*) => {{
            let p = P::splat($first);
            $(let p = p.mul_add($r, P::splat($c));)*
            p
        }};
    }
    let shifted = x.mul_add(P::splat(core::f64::consts::LOG2_E), P::splat(SHIFT));
    let k = shifted - P::splat(SHIFT);
    let r = k.mul_add(P::splat(-LN_2.1), k.mul_add(P::splat(-LN_2.0), x));
    let p = series!(
        r,
        1.0 / 6_227_020_800.0,
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
        1.0
    );
    (p, shifted)
}

/// One eˣ with the bits of [`Lanes::exp`], as a function that is there once: eight side by side would be eight copies of it.
#[inline(never)]
fn exponential_of(x: f64) -> f64 {
    let x = if 700.0 < x { 700.0 } else { x };
    let x = if -700.0 > x { -700.0 } else { x };
    let (series, power) = exponential(x);
    f64::from_bits(series.to_bits().wrapping_add(power.to_bits() << 52))
}

/// Joins eight partial sums as a binary tree: `0+4, 1+5, 2+6, 3+7`, then `0+2, 1+3`, then `0+1`.
#[inline(always)]
#[must_use]
pub fn join<P: Pack>(sums: [P; LANES]) -> P {
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
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

/// Eight numbers, one after the other: the twin that the others have to equal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scalars(pub(crate) Row);

macro_rules! operators {
    ($($trait:ident $method:ident $op:tt,)*) => {$(
        impl $trait for Scalars {
            type Output = Scalars;
            #[inline(always)]
            #[allow(clippy::assign_op_pattern, reason = "the operator is a parameter")]
            fn $method(mut self, other: Scalars) -> Scalars {
                for i in 0..LANES {
                    self.0[i] = self.0[i] $op other.0[i];
                }
                self
            }
        }
    )*};
}
operators! { Add add +, Sub sub -, Mul mul *, Div div /, }

impl Neg for Scalars {
    type Output = Scalars;
    #[inline(always)]
    fn neg(mut self) -> Scalars {
        for i in 0..LANES {
            self.0[i] = -self.0[i];
        }
        self
    }
}

impl Pack for Scalars {
    #[inline(always)]
    fn splat(value: f64) -> Self {
        Scalars([value; LANES])
    }
    #[inline(always)]
    fn mul_add(mut self, b: Self, c: Self) -> Self {
        for i in 0..LANES {
            self.0[i] = fused(self.0[i], b.0[i], c.0[i]);
        }
        self
    }
}

impl Lanes for Scalars {
    #[inline(always)]
    fn load(row: &Row) -> Self {
        Scalars(*row)
    }
    #[inline(always)]
    fn widened(eight: &[f32; LANES]) -> Self {
        Scalars(eight.map(f64::from))
    }
    #[inline(always)]
    fn store(self, row: &mut Row) {
        *row = self.0;
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        other.above(self, self, other)
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        self.above(other, self, other)
    }
    #[inline(always)]
    fn abs(mut self) -> Self {
        for i in 0..LANES {
            self.0[i] = f64::from_bits(self.0[i].to_bits() & (u64::MAX >> 1));
        }
        self
    }
    #[inline(always)]
    fn exp(mut self) -> Self {
        for i in 0..LANES {
            self.0[i] = exponential_of(self.0[i]);
        }
        self
    }
    #[inline(always)]
    fn sqrt(mut self) -> Self {
        for i in 0..LANES {
            self.0[i] = root(self.0[i]);
        }
        self
    }
    #[inline(always)]
    fn above(self, other: Self, yes: Self, no: Self) -> Self {
        let mut out = no;
        for i in 0..LANES {
            out.0[i] = if self.0[i] > other.0[i] { yes.0[i] } else { no.0[i] };
        }
        out
    }
    #[inline(always)]
    fn half_bits_from(mut self, pattern: u64) -> Self {
        for i in 0..LANES {
            self.0[i] = f64::from_bits(pattern.wrapping_sub(self.0[i].to_bits() >> 1));
        }
        self
    }
    #[inline(always)]
    fn transposed(rows: [Self; LANES]) -> [Self; LANES] {
        let mut out = rows;
        for (i, out) in out.iter_mut().enumerate() {
            for (k, row) in rows.iter().enumerate() {
                out.0[k] = row.0[i];
            }
        }
        out
    }
    #[inline(always)]
    fn scaled(mut self, power: Self) -> Self {
        for i in 0..LANES {
            self.0[i] = f64::from_bits(self.0[i].to_bits().wrapping_add(power.0[i].to_bits() << 52));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_within_one_unit_in_the_last_place() {
        let mut worst = 0.0f64;
        for i in -700_000..=700_000 {
            let x = f64::from(i) * 1e-3;
            let (ours, theirs) = (Scalars::splat(x).exp().0[3], libm::exp(x));
            let ulp = f64::from_bits(theirs.to_bits() + 1) - theirs;
            worst = worst.max((ours - theirs).abs() / ulp);
        }
        // libm's own is within 1 ulp as well.
        assert!(worst <= 2.0, "{worst}");
        assert_eq!(Scalars::zero().exp(), Scalars::one());
        assert_eq!(Scalars::splat(1e9).exp(), Scalars::splat(700.0).exp());
        assert_eq!(Scalars::splat(-1e9).exp(), Scalars::splat(-700.0).exp());
        assert!(Scalars::splat(f64::NAN).exp().0[0].is_nan());
    }

    #[test]
    fn reciprocal_roots_are_within_their_bound() {
        let mut worst = 0.0f64;
        let mut x = 1.0;
        while x < 1e303 {
            let ulps =
                |ours: f64, exact: f64| (ours - exact).abs() / (f64::from_bits(exact.to_bits() + 1) - exact);
            let lanes = Scalars::splat(x);
            worst = worst.max(ulps(lanes.reciprocal_sqrt().0[5], 1.0 / libm::sqrt(x)));
            x *= 1.003_1;
        }
        // 1 / √x of libm is rounded twice.
        assert!(worst <= 4.0, "{worst}");
    }

    #[test]
    fn operations_are_those_of_every_lane() {
        let a = Scalars([1.0, -2.0, 3.0, -4.0, 5.0, -6.0, 7.0, -8.0]);
        let b = Scalars([8.0, 7.0, -6.0, 5.0, 4.0, 3.0, 2.0, -1.0]);
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

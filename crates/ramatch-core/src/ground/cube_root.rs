//! Cube roots, eight side by side: correctly rounded, as those of [`math::cbrt`] are, and so with the same bits.
//!
//! A third of the exponent is good to 5 %, two steps of Halley's `y (y³ + 2x) / (2y³ + x)` to 4·10⁻¹³. What is then left of
//! `x − y³` is computed to twice the digits, so that one step of Newton's is good to 2⁻⁸⁰. Where that does not decide how the root is
//! rounded, once in some millions, and for numbers that are very small or very large, [`math::cbrt`] is asked.

use crate::ground::math;
use ramatch_kernels::{LANES, Lanes, Row};

/// Numbers whose cubes and the rounding of those have all their digits.
const USUAL: core::ops::Range<f64> = 1e-200..1e200;
/// Of the upper half of a number's bits a third, and this, are those of its root (W. Kahan).
const THIRD: u32 = 715_094_163;
/// What is left of a root after rounding is known to this part of itself, with a wide margin.
const KNOWN: f64 = 1.0 / (1 << 24) as f64;

/// Cube roots of numbers above 0; anything finite for others.
#[inline(always)]
pub(crate) fn cube_roots<V: Lanes>(numbers: &Row) -> Row {
    let (mut usual, mut first) = ([1.0; LANES], [1.0; LANES]);
    for ((usual, first), &number) in usual.iter_mut().zip(&mut first).zip(numbers) {
        *usual = if number > USUAL.start && number < USUAL.end { number } else { 1.0 };
        let third = (usual.to_bits() >> 32) as u32 / 3 + THIRD;
        *first = f64::from_bits(u64::from(third) << 32);
    }
    let (x, mut y) = (V::load(&usual), V::load(&first));
    for _ in 0..2 {
        let cube = y * y * y;
        y = y * ((cube + x + x) / (cube + cube + x));
    }
    let square = y * y;
    let square_rest = y.mul_add(y, -square);
    let cube = square * y;
    let cube_rest = square.mul_add(y, -cube) + square_rest * y;
    let correction = ((x - cube) - cube_rest) / (V::splat(3.0) * square);
    let root = y + correction;
    let left = correction - (root - y);
    let other = root + left * V::splat(1.0 + KNOWN);
    let (mut roots, other) = (root.row(), other.row());
    for ((root, other), (&usual, &number)) in roots.iter_mut().zip(other).zip(usual.iter().zip(numbers)) {
        if *root != other || (usual != number && number > 0.0) {
            *root = math::cbrt(number);
        }
    }
    roots
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ramatch_kernels::{Level, Work, dispatch_at};
    use std::prelude::rust_2024::*;

    struct Roots(Row);

    impl Work for Roots {
        type Output = Row;
        #[inline(always)]
        fn run<V: Lanes>(self) -> Row {
            cube_roots::<V>(&self.0)
        }
    }

    fn compare(numbers: Row) {
        for level in [Level::Baseline, Level::Avx2, Level::Avx512] {
            let roots = dispatch_at(level, Roots(numbers));
            for (root, number) in roots.iter().zip(numbers).filter(|(_, number)| *number > 0.0) {
                assert_eq!(root.to_bits(), math::cbrt(number).to_bits(), "{number:e}");
            }
            assert!(roots.iter().all(|root| root.is_finite()));
        }
    }

    #[test]
    fn special_numbers() {
        compare([0.0, -0.0, -3.0, f64::MIN_POSITIVE, 5e-324, f64::MAX, 1e-200, 1e200]);
        compare([1.0, 8.0, 27.0, 64.0, 1.0 / 27.0, 1e-9, 1e9, f64::EPSILON]);
        // Cubes of numbers of 17 digits, and their neighbours: as near to a root without a rest as can be.
        for i in 0..20_000u32 {
            let root = 1.0 + f64::from(i) / 65_536.0;
            let cube = root * root * root;
            let next = |by: i64| f64::from_bits(cube.to_bits().wrapping_add_signed(by));
            compare([-3, -2, -1, 0, 1, 2, 3, 4].map(next));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn any_bits(bits in prop::array::uniform8(0u64..0x7ff0_0000_0000_0000), near in prop::array::uniform8(-12.0f64..3.0)) {
            compare(bits.map(f64::from_bits));
            compare(near.map(|power| math::exp(power * 2.3)));
        }
    }
}

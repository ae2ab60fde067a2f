//! The one place through which transcendental functions go.
//!
//! They are the `libm` crate's on every target, also where the standard library has faster ones: those differ
//! in the last digit between platforms, and the same spectrum has to give the same bits everywhere. Square
//! roots are correctly rounded by IEEE 754, so the hardware's is used where it is.

use core::f64::consts::PI;

/// eˣ.
#[must_use]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Natural logarithm.
#[must_use]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// √x.
#[must_use]
pub fn sqrt(x: f64) -> f64 {
    #[cfg(feature = "std")]
    return x.sqrt();
    #[cfg(not(feature = "std"))]
    libm::sqrt(x)
}

/// ∛x.
#[must_use]
pub fn cbrt(x: f64) -> f64 {
    libm::cbrt(x)
}

/// The nearest integer; halves go away from 0.
#[must_use]
pub fn round(x: f64) -> f64 {
    libm::round(x)
}

/// The smallest integer that is not below x.
#[must_use]
pub fn ceil(x: f64) -> f64 {
    libm::ceil(x)
}

/// The nearest integer of a number within ±2³⁰; halves go away from 0.
#[must_use]
pub(crate) fn nearest(x: f64) -> i32 {
    // A cast cuts off towards 0.
    (x + if x < 0.0 { -0.5 } else { 0.5 }) as i32
}

/// The largest whole number that is not above x, as a number and as the low bits of an integer; 0 ≤ x < 2⁵¹.
///
/// By adding 2⁵², where numbers have no fraction: many at a time, where a cast that saturates goes one by one.
#[inline(always)]
pub(crate) fn whole_part(x: f64) -> (f64, u64) {
    const WHOLE: f64 = (1u64 << 52) as f64;
    let nearest = (x + WHOLE) - WHOLE;
    let below = if nearest > x { nearest - 1.0 } else { nearest };
    (below, (below + WHOLE).to_bits())
}

/// [`nearest`] of a number within ±16,383, many at a time; 0 for others.
#[inline(always)]
pub(crate) fn nearest_short(x: f64) -> i16 {
    let magnitude = if x.abs() < 16_383.0 { x.abs() } else { 0.0 };
    let rounded = whole_part(magnitude + 0.5).1 as i16;
    if x < 0.0 { -rounded } else { rounded }
}

/// Arc cosine in radians.
#[must_use]
pub fn acos(x: f64) -> f64 {
    libm::acos(x)
}

/// Cosine.
#[must_use]
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// `(sin, cos)` of `π · numerator / denominator`.
#[must_use]
pub fn sin_cos_pi(numerator: usize, denominator: usize) -> (f64, f64) {
    libm::sincos(PI * numerator as f64 / denominator as f64)
}

/// The larger of two lengths, while a program is compiled too.
pub(crate) const fn larger(one: usize, other: usize) -> usize {
    if one > other { one } else { other }
}

/// Median of `values`, which are put in another order. NaN for none.
///
/// The lower and upper middle are averaged when the count is even. O(n).
pub(crate) fn median(values: &mut [f64]) -> f64 {
    let n = values.len();
    if n == 0 {
        return f64::NAN;
    }
    let (below, &mut upper, _) = values.select_nth_unstable_by(n / 2, f64::total_cmp);
    if n % 2 == 1 {
        return upper;
    }
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    0.5 * (lower + upper)
}

/// [`median`] of values from 0 on, whose bits are in their order.
pub(crate) fn median_magnitude(values: &mut [f64]) -> f64 {
    let n = values.len();
    if n == 0 {
        return f64::NAN;
    }
    let bits = bytemuck::cast_slice_mut::<f64, u64>(values);
    let (below, &mut upper, _) = bits.select_nth_unstable(n / 2);
    let upper = f64::from_bits(upper);
    if n % 2 == 1 {
        return upper;
    }
    let lower = below.iter().copied().max().map_or(upper, f64::from_bits);
    0.5 * (lower + upper)
}

/// Arithmetic mean, 0 for none.
pub(crate) fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_of_odd_even_and_none() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(&mut [7.0]), 7.0);
        assert!(median(&mut []).is_nan() && median_magnitude(&mut []).is_nan());
        for n in 1..60u32 {
            let values: std::vec::Vec<f64> = (0..n).map(|i| f64::from((i * 7919) % 31) * 0.1).collect();
            let (mut a, mut b) = (values.clone(), values);
            assert_eq!(median(&mut a).to_bits(), median_magnitude(&mut b).to_bits());
        }
    }

    #[test]
    fn whole_numbers_are_those_of_casts() {
        for i in -80_000i32..80_000 {
            for x in [f64::from(i) / 16.0, f64::from(i) / 16.0 + 1e-10, f64::from(i) * 0.1] {
                assert_eq!(i32::from(nearest_short(x)), nearest(x), "{x}");
                if x >= 0.0 {
                    let (below, bits) = whole_part(x);
                    assert_eq!((below, bits as i32), ((x as i32).into(), x as i32), "{x}");
                }
            }
        }
        assert_eq!([f64::NAN, f64::INFINITY, 1e300, -0.0].map(nearest_short), [0; 4]);
    }

    #[test]
    fn roots_are_correctly_rounded() {
        for x in [2.0, 3.0, 0.1, 1e-300, 1e300, 12_345.678] {
            assert_eq!(sqrt(x).to_bits(), libm::sqrt(x).to_bits());
        }
    }
}

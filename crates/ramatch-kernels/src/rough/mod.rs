//! Sums over whole rows that are fast rather than last-digit right: what a scan of everything looks at first.
//!
//! [`rough_sums`] of `f32` rows runs over [`ROUGH_SUMS`] partial sums: element `i` goes to partial sum `i % 64`, they are then
//! joined as a binary tree. No multiply-add is fused, so every processor gives equal bits. [`code_sums`] of rows of `i8` is
//! exact.

mod scalar;
#[cfg(all(feature = "std", target_arch = "x86_64"))]
mod x86;

pub use scalar::ROUGH_SUMS;

use crate::level::Level;
use scalar::{code_product_scalar, code_sums_scalar, rough_sums_scalar};

/// The part of `Σ|ab|`, and of `Σb²`, by which sums of `n` products in [`rough_sums`] may be wrong, where nothing underflows.
///
/// One rounding of the product and one for each addition on the way of a product, of 2⁻²⁴ each (Higham 2002, §3.1), and twice that
/// for the terms of higher order.
#[must_use]
pub fn rough_error(n: usize) -> f64 {
    (n.div_ceil(ROUGH_SUMS) + 8) as f64 * f64::from(f32::EPSILON)
}

/// Σ ab and Σ b² over the common length of `a` and `b`, in `f32`.
#[must_use]
pub fn rough_sums(a: &[f32], b: &[[u8; 4]]) -> (f32, f32) {
    match Level::detected() {
        // SAFETY: `detected` has seen what the function is compiled with.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx512 => unsafe { x86::rough_sums_avx512(a, b) },
        // SAFETY: as above.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx2 => unsafe { x86::rough_sums_avx2(a, b) },
        _ => rough_sums_scalar(a, b),
    }
}

/// Σ code · weight and Σ code² over the common length of both.
///
/// Exact where `128 · Σ|weight|` fits into 31 bits, and up to 65,536 codes.
#[must_use]
pub fn code_sums(codes: &[[u8; 1]], weights: &[i16]) -> (i32, i32) {
    match Level::detected() {
        // SAFETY: `detected` has seen what the function is compiled with.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx512 => unsafe { x86::code_sums_avx512(codes, weights) },
        // SAFETY: as above.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx2 => unsafe { x86::code_sums_avx2(codes, weights) },
        _ => code_sums_scalar(codes, weights),
    }
}

/// Σ code · weight over the common length of both: the first sum of [`code_sums`] by itself.
#[must_use]
pub fn code_product(codes: &[[u8; 1]], weights: &[i16]) -> i32 {
    match Level::detected() {
        // SAFETY: `detected` has seen what the function is compiled with.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx512 => unsafe { x86::code_product_avx512(codes, weights) },
        // SAFETY: as above.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx2 => unsafe { x86::code_product_avx2(codes, weights) },
        _ => code_product_scalar(codes, weights),
    }
}

/// Asks the processor to fetch bytes that will be read soon. Changes nothing else.
#[inline]
pub fn prefetch(bytes: &[u8]) {
    #[cfg(target_arch = "x86_64")]
    for line in bytes.chunks(64) {
        // SAFETY: SSE is part of every x86-64; a prefetch reads nothing, and the address is one of the slice.
        #[allow(unsafe_code, reason = "there is no safe way to ask")]
        unsafe {
            use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast());
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = bytes;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    /// A function for each level that this processor has.
    macro_rules! levels {
        ($avx512:ident, $avx2:ident, $scalar:ident, $a:expr, $b:expr) => {{
            #[allow(unused_mut, reason = "not every build has other levels")]
            let mut all = std::vec![$scalar($a, $b)];
            #[cfg(all(feature = "std", target_arch = "x86_64"))]
            #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
            {
                // SAFETY: `detected` has seen what the functions are compiled with.
                if Level::detected() >= Level::Avx2 {
                    all.push(unsafe { x86::$avx2($a, $b) });
                }
                // SAFETY: as above.
                if Level::detected() >= Level::Avx512 {
                    all.push(unsafe { x86::$avx512($a, $b) });
                }
            }
            all
        }};
    }

    #[test]
    fn every_level_gives_equal_bits_within_the_stated_error() {
        let mut state = 3u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / 8_388_608.0 - 1.0
        };
        for n in [0, 1, 15, 16, 63, 64, 65, 100, 128, 1000, 1024, 4096] {
            let a: Vec<f32> = (0..n).map(|_| next()).collect();
            let b: Vec<f32> = (0..n).map(|_| next() * 1000.0).collect();
            let bytes: Vec<[u8; 4]> = b.iter().map(|b| b.to_le_bytes()).collect();
            let all = levels!(rough_sums_avx512, rough_sums_avx2, rough_sums_scalar, &a, &bytes);
            let bits = |(ab, bb): (f32, f32)| (ab.to_bits(), bb.to_bits());
            assert!(all.iter().all(|&sums| bits(sums) == bits(rough_sums(&a, &bytes))), "n = {n}: {all:?}");
            let exact = |f: fn(f64, f64) -> f64| -> f64 {
                a.iter().zip(&b).map(|(&a, &b)| f(f64::from(a), f64::from(b))).sum()
            };
            let (ab, bb) = all[0];
            let error = rough_error(n);
            assert!((f64::from(ab) - exact(|a, b| a * b)).abs() <= error * exact(|a, b| (a * b).abs()));
            assert!((f64::from(bb) - exact(|_, b| b * b)).abs() <= error * exact(|_, b| b * b));

            let codes: Vec<[u8; 1]> = (0..n).map(|_| [(next() * 128.0) as i8 as u8]).collect();
            let weights: Vec<i16> = (0..n).map(|_| (next() * 4000.0) as i16).collect();
            let all = levels!(code_sums_avx512, code_sums_avx2, code_sums_scalar, &codes[..], &weights[..]);
            assert!(all.iter().all(|&sums| sums == code_sums(&codes, &weights)), "n = {n}: {all:?}");
            let products = levels!(
                code_product_avx512,
                code_product_avx2,
                code_product_scalar,
                &codes[..],
                &weights[..]
            );
            assert!(products.iter().all(|&product| product == all[0].0), "n = {n}: {products:?}");
            assert_eq!(code_product(&codes, &weights), all[0].0);
            prefetch(bytes.as_flattened());
        }
        let (codes, weights) = ([[0x80]; 65_536], [255; 65_536]);
        assert_eq!(code_sums(&codes, &weights), (-128 * 255 * 65_536, 128 * 128 * 65_536));
    }
}

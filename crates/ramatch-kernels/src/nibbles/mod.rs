//! Rows of 128 codes of four bits times one row of weights of eight: exact sums, whatever computes them.
//!
//! A row is 64 bytes, a line of a cache. Byte j holds code j in its lower half and code 64 + j in its upper half.

mod scalar;
#[cfg(all(feature = "std", target_arch = "x86_64"))]
mod x86;

pub use scalar::{NIBBLE_BYTES, NIBBLES, NibbleRow, NibbleWeights};

use crate::level::Level;
use scalar::nibble_sum_scalar;

/// `Σ code · weight` of every row, within ±243,840. As many rows are summed as there is room for.
pub fn nibble_sums(rows: &[NibbleRow], weights: &NibbleWeights, sums: &mut [i32]) {
    let weights = &limited(weights);
    match Level::detected() {
        // SAFETY: `detected` has seen what the function is compiled with.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx512 => unsafe { x86::nibble_sums_avx512(rows, weights, sums) },
        // SAFETY: as above.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx2 => unsafe { x86::nibble_sums_avx2(rows, weights, sums) },
        _ => rows.iter().zip(sums).for_each(|(row, sum)| *sum = nibble_sum_scalar(row, weights)),
    }
}

/// Weights whose products with two codes fit into 16 bits with either sign.
fn limited(weights: &NibbleWeights) -> NibbleWeights {
    weights.map(|half| half.map(|weight| weight.max(-127)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;
    use std::vec::Vec;

    #[test]
    fn sums_are_the_same_everywhere_and_right_at_the_extremes() {
        let mut state = 7u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) as u8
        };
        for round in 0..300 {
            let rows: Vec<NibbleRow> = (0..round % 23)
                .map(|_| core::array::from_fn(|_| if round % 5 == 0 { 0xff } else { next() }))
                .collect();
            let extreme = [127, -127, -128, 1][round % 4];
            let weights: NibbleWeights = core::array::from_fn(|_| {
                core::array::from_fn(|_| if round % 3 == 0 { extreme } else { next().cast_signed() })
            });
            let plain: Vec<i32> = rows
                .iter()
                .map(|row| {
                    let code = |k: usize| i32::from(if k < 64 { row[k] & 15 } else { row[k - 64] >> 4 });
                    (0..NIBBLES).map(|k| code(k) * i32::from(weights[k / 64][k % 64].max(-127))).sum()
                })
                .collect();
            let mut sums = vec![i32::MIN; rows.len()];
            nibble_sums(&rows, &weights, &mut sums);
            assert_eq!(sums, plain);
            #[cfg(all(feature = "std", target_arch = "x86_64"))]
            #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
            if Level::detected() >= Level::Avx2 {
                let mut sums = vec![i32::MIN; rows.len()];
                // SAFETY: `detected` has seen what the function is compiled with.
                unsafe { x86::nibble_sums_avx2(&rows, &limited(&weights), &mut sums) };
                assert_eq!(sums, plain);
            }
            for (row, &plain) in rows.iter().zip(&plain) {
                assert_eq!(nibble_sum_scalar(row, &limited(&weights)), plain);
            }
        }
    }
}

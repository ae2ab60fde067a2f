//! Rows of small integers from 0 on times one row of weights: sums that are exact in 32 bits, whatever computes them.
//!
//! Short rows of [`SHORT`] codes lie in blocks of [`BLOCK_ROWS`] rows, pair of codes by pair of codes, so that one
//! register holds the same pair of all of them. Longer rows lie one after the other.

use crate::Level;

/// Codes of a short row.
pub const SHORT: usize = 16;
/// Short rows in a block.
pub const BLOCK_ROWS: usize = 16;
/// Bytes of a block: byte `32 p + 2 r + i` is code `2 p + i` of row r.
pub const BLOCK_LEN: usize = SHORT * BLOCK_ROWS;

/// The sums of one block: entry r is `Σ code · weight` of row r.
///
/// Weights within ±8,191 leave room in 32 bits.
#[must_use]
pub fn block_sums(block: &[u8; BLOCK_LEN], weights: &[i16; SHORT]) -> [i32; BLOCK_ROWS] {
    match Level::detected() {
        // SAFETY: `detected` has seen what the function is compiled with.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx512 => unsafe { crate::x86::block_sums_avx512(block, weights) },
        // SAFETY: as above.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx2 => unsafe { crate::x86::block_sums_avx2(block, weights) },
        _ => block_sums_scalar(block, weights),
    }
}

/// The largest sum of every block into `largest`; both are as long as the shorter of them.
pub fn largest_sums(blocks: &[[u8; BLOCK_LEN]], weights: &[i16; SHORT], largest: &mut [i32]) {
    match Level::detected() {
        // SAFETY: `detected` has seen what the function is compiled with.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx512 => unsafe { crate::x86::largest_sums_avx512(blocks, weights, largest) },
        // SAFETY: as above.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx2 => unsafe { crate::x86::largest_sums_avx2(blocks, weights, largest) },
        _ => {
            for (block, largest) in blocks.iter().zip(largest) {
                *largest = block_sums_scalar(block, weights).into_iter().fold(i32::MIN, i32::max);
            }
        }
    }
}

/// `Σ code · weight` over the common length of both.
///
/// Exact where the sum fits into 32 bits: weights within ±8,191 and up to 1,024 codes.
#[must_use]
pub fn row_sum(codes: &[u8], weights: &[i16]) -> i32 {
    match Level::detected() {
        Level::Baseline => row_sum_scalar(codes, weights),
        // SAFETY: both other levels have AVX2.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        _ => unsafe { crate::x86::row_sum_avx2(codes, weights) },
        #[cfg(not(all(feature = "std", target_arch = "x86_64")))]
        _ => row_sum_scalar(codes, weights),
    }
}

fn block_sums_scalar(block: &[u8; BLOCK_LEN], weights: &[i16; SHORT]) -> [i32; BLOCK_ROWS] {
    let mut sums = [0; BLOCK_ROWS];
    for (pair, weights) in block.as_chunks::<{ 2 * BLOCK_ROWS }>().0.iter().zip(weights.as_chunks::<2>().0) {
        for (sum, codes) in sums.iter_mut().zip(pair.as_chunks::<2>().0) {
            for (&code, &weight) in codes.iter().zip(weights) {
                *sum += i32::from(code) * i32::from(weight);
            }
        }
    }
    sums
}

pub(crate) fn row_sum_scalar(codes: &[u8], weights: &[i16]) -> i32 {
    codes.iter().zip(weights).map(|(&code, &weight)| i32::from(code) * i32::from(weight)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a processor without AVX-512 computes, where there is AVX2: sums and the largest of them.
    fn by_avx2(block: &[u8; BLOCK_LEN], weights: &[i16; SHORT]) -> ([i32; BLOCK_ROWS], i32) {
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        if Level::detected() >= Level::Avx2 {
            let mut largest = [0];
            // SAFETY: `detected` has seen what the functions are compiled with.
            #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
            let sums = unsafe {
                crate::x86::largest_sums_avx2(&[*block], weights, &mut largest);
                crate::x86::block_sums_avx2(block, weights)
            };
            return (sums, largest[0]);
        }
        let sums = block_sums_scalar(block, weights);
        (sums, sums.into_iter().fold(i32::MIN, i32::max))
    }

    #[test]
    fn sums_are_the_same_everywhere_and_right_at_the_extremes() {
        let mut state = 7u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 8
        };
        for round in 0..200 {
            let extreme = round % 4 == 0;
            let mut blocks = [[0u8; BLOCK_LEN]; 3];
            for byte in blocks.as_flattened_mut() {
                *byte = if extreme { 0xff } else { next() as u8 };
            }
            let weight = |v: u32| if extreme { -8191 } else { (v % 16_383) as i16 - 8191 };
            let weights: [i16; SHORT] = core::array::from_fn(|_| weight(next()));
            let mut largest = [7; 3];
            largest_sums(&blocks, &weights, &mut largest);
            for (block, largest) in blocks.iter().zip(largest) {
                let sums = block_sums(block, &weights);
                assert_eq!(sums, block_sums_scalar(block, &weights));
                assert_eq!(sums, by_avx2(block, &weights).0);
                assert_eq!(sums.iter().max(), Some(&by_avx2(block, &weights).1));
                for (r, &sum) in sums.iter().enumerate() {
                    let by_the_book: i64 = (0..SHORT)
                        .map(|c| {
                            i64::from(block[32 * (c / 2) + 2 * r + c % 2]) * i64::from(weights[c])
                        })
                        .sum();
                    assert_eq!(i64::from(sum), by_the_book);
                }
                assert_eq!(Some(&largest), sums.iter().max());
            }
            let codes: [u8; 300] = core::array::from_fn(|_| if extreme { 0xff } else { next() as u8 });
            let weights: [i16; 300] = core::array::from_fn(|_| weight(next()));
            for n in [0, 1, 15, 16, 17, 64, 256, 300] {
                assert_eq!(row_sum(&codes[..n], &weights), row_sum_scalar(&codes[..n], &weights[..n]));
            }
        }
        assert_eq!(row_sum(&[255; 1024], &[8191; 1024]), 255 * 8191 * 1024);
    }
}

//! Rows of small integers from 0 on times one row of weights: sums that are exact, or as large as can be, whatever computes them.
//!
//! Short rows of [`SHORT`] codes lie in blocks of [`BLOCK_ROWS`] rows, pair of codes by pair of codes, so that one
//! register holds the same pair of all of them. Longer rows lie one after the other.

mod scalar;
#[cfg(all(feature = "std", target_arch = "x86_64"))]
mod x86;

pub use scalar::{BLOCK_LEN, BLOCK_ROWS, RowSums, SHORT, SHORT_WEIGHT};

use crate::level::Level;
use scalar::{all_sums_scalar, reaching_by, row_sum_scalar};

/// The sums of all rows, and of every sixteen blocks the largest sum of the first rows, of the second rows, and so on.
///
/// Weights above [`SHORT_WEIGHT`] count as that. As many blocks are summed as there is room for in both.
pub fn all_sums(
    blocks: &[[u8; BLOCK_LEN]],
    weights: &[u8; SHORT],
    sums: &mut [RowSums],
    largest: &mut [RowSums],
) {
    let weights = &weights.map(|weight| weight.min(SHORT_WEIGHT));
    match Level::detected() {
        // SAFETY: `detected` has seen what the function is compiled with.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx512 => unsafe { x86::all_sums_avx512(blocks, weights, sums, largest) },
        // SAFETY: as above.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx2 => unsafe { x86::all_sums_avx2(blocks, weights, sums, largest) },
        _ => all_sums_scalar(blocks, weights, sums, largest),
    }
}

/// The rows whose sums reach `least`, in their order, the first of them being row `first`. Yields how many were written to
/// `rows`, which has to have room for all rows; sums beyond its room are left out.
pub fn reaching(sums: &[RowSums], least: u16, first: u32, rows: &mut [u32]) -> usize {
    let sums = &sums[..sums.len().min(rows.len() / BLOCK_ROWS)];
    match Level::detected() {
        // SAFETY: `detected` has seen what the function is compiled with.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx512 => unsafe { x86::reaching_avx512(sums, least, first, rows) },
        // SAFETY: as above.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx2 => unsafe { x86::reaching_avx2(sums, least, first, rows) },
        _ => reaching_by(sums, least, first, rows, |_| true),
    }
}

/// `Σ code · weight` of chosen rows of `N` codes, 0 for a row that does not exist.
///
/// Exact where the sum fits into 32 bits: weights within ±8,191 and up to 1,024 codes.
pub fn chosen_sums<const N: usize>(rows: &[[u8; N]], chosen: &[u32], weights: &[i16; N], sums: &mut [i32]) {
    match Level::detected() {
        // SAFETY: `detected` has seen what the function is compiled with.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx512 => unsafe { x86::chosen_sums_avx512(rows, chosen, weights, sums) },
        // SAFETY: as above.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx2 => unsafe { x86::chosen_sums_avx2(rows, chosen, weights, sums) },
        _ => {
            for (&chosen, sum) in chosen.iter().zip(sums) {
                *sum = rows.get(chosen as usize).map_or(0, |row| row_sum_scalar(row, weights));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A function for AVX2, where this processor has that, or else its twin.
    macro_rules! by_avx2 {
        ($avx2:expr, $twin:expr) => {{
            #[cfg(all(feature = "std", target_arch = "x86_64"))]
            #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
            if Level::detected() >= Level::Avx2 {
                // SAFETY: `detected` has seen what the function is compiled with.
                unsafe { $avx2 }
            } else {
                $twin
            }
            #[cfg(not(all(feature = "std", target_arch = "x86_64")))]
            $twin
        }};
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
            let mut blocks = [[0u8; BLOCK_LEN]; 19];
            for byte in blocks.as_flattened_mut() {
                *byte = if extreme { 0xff } else { next() as u8 };
            }
            let weight = |v: u32| if extreme { 8191 } else { (v % 8192) as i16 };
            // Mostly such as sums hold, and some beyond.
            let most = if extreme { 255 } else { 1 + round % 40 };
            let weights: [u8; SHORT] = core::array::from_fn(|_| (next() % (most + 1)) as u8);
            let (mut sums, mut largest) = ([[7; BLOCK_ROWS]; 19], [[7; BLOCK_ROWS]; 2]);
            all_sums(&blocks, &weights, &mut sums, &mut largest);
            let limited = weights.map(|weight| weight.min(SHORT_WEIGHT));
            for avx2 in [false, true] {
                let (mut again, mut most) = ([[9; BLOCK_ROWS]; 19], [[9; BLOCK_ROWS]; 2]);
                if avx2 {
                    by_avx2!(
                        x86::all_sums_avx2(&blocks, &limited, &mut again, &mut most),
                        all_sums_scalar(&blocks, &limited, &mut again, &mut most)
                    );
                } else {
                    all_sums_scalar(&blocks, &limited, &mut again, &mut most);
                }
                assert_eq!((sums, largest), (again, most));
            }
            for (block, sums) in blocks.iter().zip(&sums) {
                for (r, &sum) in sums.iter().enumerate() {
                    let by_the_book: i64 = (0..SHORT)
                        .map(|c| i64::from(block[32 * (c / 2) + 2 * r + c % 2]) * i64::from(limited[c]))
                        .sum();
                    assert_eq!(i64::from(sum), by_the_book.min(65_535));
                }
            }
            assert_eq!(largest[1][3], sums[16][3].max(sums[17][3]).max(sums[18][3]));
            for least in [0, 1, 20_000, sums[4][4], sums[4][4].saturating_add(1), u16::MAX] {
                let (mut rows, mut expected) = ([7; 19 * BLOCK_ROWS], [9; 19 * BLOCK_ROWS]);
                let found = reaching(&sums, least, 100, &mut rows);
                assert_eq!(found, reaching_by(&sums, least, 100, &mut expected, |_| true));
                assert_eq!(rows[..found], expected[..found]);
                let mut again = [8; 19 * BLOCK_ROWS];
                let found = by_avx2!(
                    x86::reaching_avx2(&sums, least, 100, &mut again),
                    reaching_by(&sums, least, 100, &mut again, |_| true)
                );
                assert_eq!(again[..found], expected[..found]);
            }
            let long: [[u8; 64]; 5] =
                core::array::from_fn(|_| core::array::from_fn(|_| if extreme { 0xff } else { next() as u8 }));
            let weights: [i16; 64] = core::array::from_fn(|_| weight(next()));
            let mut sums = [5; 6];
            chosen_sums(&long, &[4, 0, 0, 9, 1], &weights, &mut sums);
            for (chosen, sum) in [4usize, 0, 0, 9, 1].into_iter().zip(sums) {
                assert_eq!(sum, long.get(chosen).map_or(0, |row| row_sum_scalar(row, &weights)));
            }
            assert_eq!(sums[5], 5);
            let mut sum = [0];
            by_avx2!(
                x86::chosen_sums_avx2(&long, &[3], &weights, &mut sum),
                sum[0] = row_sum_scalar(&long[3], &weights)
            );
            assert_eq!(sum[0], row_sum_scalar(&long[3], &weights));
        }
        let mut sum = [0];
        chosen_sums(&[[255; 1000]], &[0], &[8191; 1000], &mut sum);
        assert_eq!(sum, [255 * 8191 * 1000]);
    }
}

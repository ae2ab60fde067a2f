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

/// The rows whose sums reach `least`, in their order, the first row of the first block being row `first`. Yields how many were
/// written to `rows`, which has to have room for all rows of the blocks; blocks beyond its room are left out.
///
/// `largest` are the blocks' largest sums, as [`largest_sums`] yields them: blocks below `least` are passed over.
pub fn reaching(
    (blocks, largest): (&[[u8; BLOCK_LEN]], &[i32]),
    weights: &[i16; SHORT],
    least: i32,
    first: u32,
    rows: &mut [u32],
) -> usize {
    let blocks = &blocks[..blocks.len().min(rows.len() / BLOCK_ROWS)];
    match Level::detected() {
        // SAFETY: `detected` has seen what the function is compiled with.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx512 => unsafe { crate::x86::reaching_avx512((blocks, largest), weights, least, first, rows) },
        // SAFETY: as above.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx2 => unsafe { crate::x86::reaching_avx2((blocks, largest), weights, least, first, rows) },
        _ => reaching_by((blocks, largest), least, first, rows, |block| block_sums_scalar(block, weights)),
    }
}

/// [`reaching`] with sums from anywhere.
#[inline(always)]
pub(crate) fn reaching_by(
    (blocks, largest): (&[[u8; BLOCK_LEN]], &[i32]),
    least: i32,
    first: u32,
    rows: &mut [u32],
    sums: impl Fn(&[u8; BLOCK_LEN]) -> [i32; BLOCK_ROWS],
) -> usize {
    let mut found = 0;
    for (i, (block, &largest)) in blocks.iter().zip(largest).enumerate() {
        if largest >= least {
            for (r, sum) in sums(block).into_iter().enumerate() {
                // Written in any case, kept if it reaches.
                rows[found] = first + (i * BLOCK_ROWS + r) as u32;
                found += usize::from(sum >= least);
            }
        }
    }
    found
}

/// `Σ code · weight` of chosen rows of `N` codes, 0 for a row that does not exist.
///
/// Exact where the sum fits into 32 bits: weights within ±8,191 and up to 1,024 codes.
pub fn chosen_sums<const N: usize>(rows: &[[u8; N]], chosen: &[u32], weights: &[i16; N], sums: &mut [i32]) {
    match Level::detected() {
        // SAFETY: `detected` has seen what the function is compiled with.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx512 => unsafe { crate::x86::chosen_sums_avx512(rows, chosen, weights, sums) },
        // SAFETY: as above.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
        Level::Avx2 => unsafe { crate::x86::chosen_sums_avx2(rows, chosen, weights, sums) },
        _ => {
            for (&chosen, sum) in chosen.iter().zip(sums) {
                *sum = rows.get(chosen as usize).map_or(0, |row| row_sum_scalar(row, weights));
            }
        }
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
            for least in [i32::MIN, -1000, 0, 40_000_000, largest[1], largest[1].saturating_add(1), i32::MAX] {
                let (mut rows, mut expected) = ([7; 3 * BLOCK_ROWS], [9; 3 * BLOCK_ROWS]);
                let found = reaching((&blocks, &largest), &weights, least, 100, &mut rows);
                let scalar = |block: &[u8; BLOCK_LEN]| block_sums_scalar(block, &weights);
                assert_eq!(found, reaching_by((&blocks, &largest), least, 100, &mut expected, scalar));
                assert_eq!(rows[..found], expected[..found]);
                assert_eq!(by_avx2_reaching((&blocks, &largest), &weights, least), expected[..found]);
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
            assert_eq!(by_avx2_chosen(&long, &weights), row_sum_scalar(&long[3], &weights));
        }
        let mut sum = [0];
        chosen_sums(&[[255; 1000]], &[0], &[8191; 1000], &mut sum);
        assert_eq!(sum, [255 * 8191 * 1000]);
    }

    /// What a processor without AVX-512 finds, where there is AVX2.
    fn by_avx2_reaching(
        (blocks, largest): (&[[u8; BLOCK_LEN]], &[i32]),
        weights: &[i16; SHORT],
        least: i32,
    ) -> std::vec::Vec<u32> {
        let mut rows = std::vec![0; BLOCK_ROWS * blocks.len()];
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        if Level::detected() >= Level::Avx2 {
            // SAFETY: `detected` has seen what the function is compiled with.
            #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
            let found =
                unsafe { crate::x86::reaching_avx2((blocks, largest), weights, least, 100, &mut rows) };
            rows.truncate(found);
            return rows;
        }
        let sums = |block: &[u8; BLOCK_LEN]| block_sums_scalar(block, weights);
        let found = reaching_by((blocks, largest), least, 100, &mut rows, sums);
        rows.truncate(found);
        rows
    }

    fn by_avx2_chosen(rows: &[[u8; 64]], weights: &[i16; 64]) -> i32 {
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        if Level::detected() >= Level::Avx2 {
            let mut sums = [0];
            // SAFETY: `detected` has seen what the function is compiled with.
            #[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
            unsafe {
                crate::x86::chosen_sums_avx2(rows, &[3], weights, &mut sums);
            }
            return sums[0];
        }
        row_sum_scalar(&rows[3], weights)
    }
}

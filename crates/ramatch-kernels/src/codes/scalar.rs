//! Rows of codes: how they lie, and their sums on any processor.

/// Codes of a short row.
pub const SHORT: usize = 24;
/// Short rows in a block.
pub const BLOCK_ROWS: usize = 16;
/// Bytes of a block: byte `32 p + 2 r + i` is code `2 p + i` of row r.
pub const BLOCK_LEN: usize = SHORT * BLOCK_ROWS;

/// Sums of sixteen rows; 65,535 stands for all that is larger.
pub type RowSums = [u16; BLOCK_ROWS];
/// Largest weight of short rows: two products of it with codes of 255 fit into 15 bits.
pub const SHORT_WEIGHT: u8 = 64;
const _: () = assert!(SHORT.is_multiple_of(4) && 2 * 255 * (SHORT_WEIGHT as u32) < 1 << 15);

pub(super) fn all_sums_scalar(
    blocks: &[[u8; BLOCK_LEN]],
    weights: &[u8; SHORT],
    sums: &mut [RowSums],
    largest: &mut [RowSums],
) {
    for ((blocks, sums), largest) in blocks.chunks(16).zip(sums.chunks_mut(16)).zip(largest) {
        *largest = [0; BLOCK_ROWS];
        for (block, sums) in blocks.iter().zip(sums) {
            *sums = block_sums(block, weights);
            for (largest, &sum) in largest.iter_mut().zip(&*sums) {
                *largest = (*largest).max(sum);
            }
        }
    }
}

/// [`reaching`](super::reaching), where something may know that none of sixteen reaches.
#[inline(always)]
pub(super) fn reaching_by(
    sums: &[RowSums],
    least: u16,
    first: u32,
    rows: &mut [u32],
    some: impl Fn(&RowSums) -> bool,
) -> usize {
    let mut found = 0;
    for (i, sixteen) in sums.iter().enumerate() {
        if some(sixteen) {
            for (r, &sum) in sixteen.iter().enumerate() {
                // Written in any case, kept if it reaches.
                rows[found] = first + (i * BLOCK_ROWS + r) as u32;
                found += usize::from(sum >= least);
            }
        }
    }
    found
}

fn block_sums(block: &[u8; BLOCK_LEN], weights: &[u8; SHORT]) -> RowSums {
    let mut sums = [0u16; BLOCK_ROWS];
    for (pair, weights) in block.as_chunks::<{ 2 * BLOCK_ROWS }>().0.iter().zip(weights.as_chunks::<2>().0) {
        for (sum, codes) in sums.iter_mut().zip(pair.as_chunks::<2>().0) {
            let products =
                codes.iter().zip(weights).map(|(&code, &weight)| u16::from(code) * u16::from(weight));
            *sum = sum.saturating_add(products.sum());
        }
    }
    sums
}

pub(super) fn row_sum_scalar(codes: &[u8], weights: &[i16]) -> i32 {
    codes.iter().zip(weights).map(|(&code, &weight)| i32::from(code) * i32::from(weight)).sum()
}

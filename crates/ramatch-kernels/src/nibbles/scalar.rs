//! Sums of codes of four bits, for any processor.

use super::{NibbleRow, NibbleWeights};

pub(super) fn nibble_sum_scalar(row: &NibbleRow, weights: &NibbleWeights) -> i32 {
    let [lower, upper] = weights;
    let both = row.iter().zip(lower.iter().zip(upper));
    both.map(|(&codes, (&lower, &upper))| {
        i32::from(codes & 15) * i32::from(lower) + i32::from(codes >> 4) * i32::from(upper)
    })
    .sum()
}

//! Sums of codes of four bits, for any processor.

/// Bytes of a row.
pub const NIBBLE_BYTES: usize = 64;
/// Codes of a row.
pub const NIBBLES: usize = 2 * NIBBLE_BYTES;

/// A row of codes.
pub type NibbleRow = [u8; NIBBLE_BYTES];
/// What the codes in the lower halves weigh, and those in the upper halves; −128 counts as −127.
pub type NibbleWeights = [[i8; NIBBLE_BYTES]; 2];

pub(super) fn nibble_sum_scalar(row: &NibbleRow, weights: &NibbleWeights) -> i32 {
    let [lower, upper] = weights;
    let both = row.iter().zip(lower.iter().zip(upper));
    both.map(|(&codes, (&lower, &upper))| {
        i32::from(codes & 15) * i32::from(lower) + i32::from(codes >> 4) * i32::from(upper)
    })
    .sum()
}

//! Where the numbers of a sketch lie.

use ramatch_kernels::SHORT;

/// Parts of a short row: sixteen rows to a block, [`ramatch_kernels::BLOCK_LEN`].
pub(super) const FEW: usize = SHORT;
/// Parts of a long row.
pub(super) const MANY: usize = 56;
/// Bytes of a long row: its codes, its scale as `f32`, the index of its interval as `u16`, zeros. One line of a cache.
pub(crate) const LONG_LEN: usize = 64;
/// Parts of a wide row, in the scale of the long one.
pub(super) const MOST: usize = 256;
/// Bytes with which a sketch begins: four counts, zeros.
pub(super) const HEADER_LEN: usize = 64;
/// Largest code.
pub(super) const LARGEST: f64 = 255.0;
/// Rows from which a sketch is worth its place.
pub(super) const WORTH_IT: usize = 1000;

/// Where part `i` of `parts` of a grid of `n` points begins.
pub(super) fn begins(n: usize, parts: usize, i: usize) -> usize {
    i * n / parts
}

/// The norms of the parts of what has these sums of squares up to every point.
pub(super) fn norms<const PARTS: usize>(squares: &[f64]) -> [f64; PARTS] {
    let n = squares.len() - 1;
    std::array::from_fn(|i| {
        let part = squares[begins(n, PARTS, i + 1)] - squares[begins(n, PARTS, i)];
        // What a difference of sums of up to 65,536 squares of together 1 may be wrong by, upwards.
        (part.max(0.0) + 1e-11).sqrt()
    })
}

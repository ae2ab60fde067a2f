//! Products of a row with all directions at once.

use ramatch_kernels::{Lanes, NIBBLES, Work, dispatch};

struct Products<'a> {
    columns: &'a [[f32; NIBBLES]],
    row: &'a [f32],
}

impl Work for Products<'_> {
    type Output = [f32; NIBBLES];

    #[inline(always)]
    fn run<V: Lanes>(self) -> [f32; NIBBLES] {
        let mut sums = [0.0; NIBBLES];
        for (column, &own) in self.columns.iter().zip(self.row) {
            // Most parts of a row hold nothing.
            if own != 0.0 {
                for (sum, part) in sums.iter_mut().zip(column) {
                    *sum += own * part;
                }
            }
        }
        sums
    }
}

/// The product of a row with every direction, in `f32`, in the order of the parts: the same bits on every processor.
pub(super) fn coefficients(columns: &[[f32; NIBBLES]], row: &[f32]) -> [f32; NIBBLES] {
    dispatch(Products { columns, row })
}

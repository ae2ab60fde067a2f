//! Sums of a row times numbers, eight side by side: equal bits on every processor.

use ramatch_kernels::{LANES, Lanes, Work, dispatch, join};

/// `Σ row · by` and `Σ row² · weights`; all as long as `row`, in whole lanes.
pub(super) fn product_and_squares(row: &[f32], by: &[f64], weights: &[f64]) -> (f64, f64) {
    dispatch(Both { row, by, weights })
}

/// `Σ row · by`; both as long, in whole lanes.
pub(super) fn product(row: &[f32], by: &[f64]) -> f64 {
    dispatch(One { row, by })
}

/// `Σ a · b`; both as long, in whole lanes.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    dispatch(Dot { a, b })
}

/// `y ← y − part · x`.
pub(super) fn take_away(y: &mut [f64], part: f64, x: &[f64]) {
    dispatch(TakeAway { y, part, x });
}

struct Both<'a> {
    row: &'a [f32],
    by: &'a [f64],
    weights: &'a [f64],
}

impl Work for Both<'_> {
    type Output = (f64, f64);

    #[inline(always)]
    fn run<V: Lanes>(self) -> (f64, f64) {
        let rows = self.row.as_chunks::<LANES>().0.iter();
        let others = self.by.as_chunks().0.iter().zip(self.weights.as_chunks().0);
        let (mut product, mut squares) = (V::zero(), V::zero());
        for (row, (by, weights)) in rows.zip(others) {
            let row = V::widened(row);
            product = product + row * V::load(by);
            squares = squares + row * row * V::load(weights);
        }
        (join(product.row()), join(squares.row()))
    }
}

struct One<'a> {
    row: &'a [f32],
    by: &'a [f64],
}

impl Work for One<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Lanes>(self) -> f64 {
        let mut product = V::zero();
        for (row, by) in self.row.as_chunks::<LANES>().0.iter().zip(self.by.as_chunks().0) {
            product = product + V::widened(row) * V::load(by);
        }
        join(product.row())
    }
}

struct Dot<'a> {
    a: &'a [f64],
    b: &'a [f64],
}

impl Work for Dot<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Lanes>(self) -> f64 {
        let mut product = V::zero();
        for (a, b) in self.a.as_chunks::<LANES>().0.iter().zip(self.b.as_chunks().0) {
            product = product + V::load(a) * V::load(b);
        }
        join(product.row())
    }
}

struct TakeAway<'a> {
    y: &'a mut [f64],
    part: f64,
    x: &'a [f64],
}

impl Work for TakeAway<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let part = V::splat(self.part);
        for (y, x) in self.y.as_chunks_mut::<LANES>().0.iter_mut().zip(self.x.as_chunks().0) {
            (V::load(y) - part * V::load(x)).store(y);
        }
    }
}

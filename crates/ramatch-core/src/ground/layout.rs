//! How spectra lie in rows of eight numbers: one spectrum along them, or eight across.

use core::marker::PhantomData;
use ramatch_kernels::{LANES, Lanes, Pack, Row, join};

/// A way to lay spectra into rows. Both give every spectrum the same arithmetic in the same order.
pub(crate) trait Layout {
    /// Eight numbers of a row.
    type Vector: Lanes;
    /// What a recurrence along the samples steps through.
    type Cell: Copy;
    /// A cell as a number.
    type Number: Pack;
    /// Spectra side by side.
    const SPECTRA: usize;

    /// Rows for `n` samples.
    fn rows(n: usize) -> usize;
    /// The `n` cells of `rows`.
    fn cells(rows: &[Row], n: usize) -> &[Self::Cell];
    /// The `n` cells of `rows`.
    fn cells_mut(rows: &mut [Row], n: usize) -> &mut [Self::Cell];
    /// A cell as a number.
    fn number(cell: Self::Cell) -> Self::Number;
    /// A number as a cell.
    fn cell(number: Self::Number) -> Self::Cell;
    /// Sums over the samples of every spectrum.
    type Sums<const S: usize>: Sums<Self::Vector, S>;
    /// The largest lane where all are one spectrum's, everywhere; else as it is.
    fn across(largest: Self::Vector) -> Self::Vector;
}

/// One spectrum, sample i at row i / 8, lane i % 8.
pub(crate) struct Along<V>(PhantomData<V>);

/// Eight spectra, sample i of spectrum s at row i, lane s.
pub(crate) struct Across<V>(PhantomData<V>);

impl<V: Lanes> Layout for Along<V> {
    type Vector = V;
    type Cell = f64;
    type Number = f64;
    const SPECTRA: usize = 1;

    #[inline(always)]
    fn rows(n: usize) -> usize {
        n.div_ceil(LANES)
    }
    #[inline(always)]
    fn cells(rows: &[Row], n: usize) -> &[f64] {
        &rows.as_flattened()[..n]
    }
    #[inline(always)]
    fn cells_mut(rows: &mut [Row], n: usize) -> &mut [f64] {
        &mut rows.as_flattened_mut()[..n]
    }
    #[inline(always)]
    fn number(cell: f64) -> f64 {
        cell
    }
    #[inline(always)]
    fn cell(number: f64) -> f64 {
        number
    }
    type Sums<const S: usize> = AlongSums<V, S>;
    #[inline(always)]
    fn across(largest: V) -> V {
        let [mut top, rest @ ..] = largest.row();
        for lane in rest {
            top = if lane > top { lane } else { top };
        }
        V::splat(top)
    }
}

impl<V: Lanes> Layout for Across<V> {
    type Vector = V;
    type Cell = Row;
    type Number = V;
    const SPECTRA: usize = LANES;

    #[inline(always)]
    fn rows(n: usize) -> usize {
        n
    }
    #[inline(always)]
    fn cells(rows: &[Row], n: usize) -> &[Row] {
        &rows[..n]
    }
    #[inline(always)]
    fn cells_mut(rows: &mut [Row], n: usize) -> &mut [Row] {
        &mut rows[..n]
    }
    #[inline(always)]
    fn number(cell: Row) -> V {
        V::load(&cell)
    }
    #[inline(always)]
    fn cell(number: V) -> Row {
        number.row()
    }
    type Sums<const S: usize> = AcrossSums<V, S>;
    #[inline(always)]
    fn across(largest: V) -> V {
        largest
    }
}

/// Sums over the samples: sample i goes to partial sum i % 8, and the eight are joined as a tree.
///
/// Not closures but values to add to: a closure that is not inlined would be compiled without the processor's
/// instructions.
pub(crate) trait Sums<V, const S: usize> {
    /// Nothing yet.
    fn new() -> Self;
    /// Adds the terms of a row.
    fn add(&mut self, row: usize, terms: [V; S]);
    /// The sums; every spectrum's stand in its lanes.
    fn total(self) -> [V; S];
}

/// The lanes are the partial sums.
pub(crate) struct AlongSums<V, const S: usize>([V; S]);

/// Partial sums by the row's number.
pub(crate) struct AcrossSums<V, const S: usize>([[V; S]; LANES]);

impl<V: Lanes, const S: usize> Sums<V, S> for AlongSums<V, S> {
    #[inline(always)]
    fn new() -> Self {
        Self([V::zero(); S])
    }
    #[inline(always)]
    fn add(&mut self, _row: usize, terms: [V; S]) {
        for (sum, term) in self.0.iter_mut().zip(terms) {
            *sum = *sum + term;
        }
    }
    #[inline(always)]
    fn total(self) -> [V; S] {
        let mut sums = self.0;
        for sum in &mut sums {
            *sum = V::splat(join(sum.row()));
        }
        sums
    }
}

impl<V: Lanes, const S: usize> Sums<V, S> for AcrossSums<V, S> {
    #[inline(always)]
    fn new() -> Self {
        Self([[V::zero(); S]; LANES])
    }
    #[inline(always)]
    fn add(&mut self, row: usize, terms: [V; S]) {
        for (sum, term) in self.0[row % LANES].iter_mut().zip(terms) {
            *sum = *sum + term;
        }
    }
    #[inline(always)]
    fn total(self) -> [V; S] {
        let [a, b, c, d, e, f, g, h] = self.0;
        let mut sums = a;
        for (s, sum) in sums.iter_mut().enumerate() {
            *sum = join([a[s], b[s], c[s], d[s], e[s], f[s], g[s], h[s]]);
        }
        sums
    }
}

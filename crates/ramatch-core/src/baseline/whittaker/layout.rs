//! How spectra lie in rows of eight numbers: one spectrum along them, or eight across.

use ramatch_kernels::{LANES, Lanes, Pack, Row, join};

/// A way to lay spectra into rows. Both give every spectrum the same arithmetic in the same order.
pub(crate) trait Layout {
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
    /// Sums over the samples what `of` yields for each row; every spectrum's sum stands in its lanes.
    ///
    /// Sample i goes to partial sum i % 8, and the eight are joined as a tree.
    fn sum<const S: usize>(rows: usize, of: impl FnMut(usize) -> [Lanes; S]) -> [Lanes; S];
    /// The largest of what `of` yields, 0 at least.
    fn largest(rows: usize, of: impl FnMut(usize) -> Lanes) -> Lanes;
    /// Writes a spectrum into its lane; `spare` fills what the last row has left.
    fn scatter(from: &[f64], lane: usize, spare: f64, rows: &mut [Row]);
    /// Reads a spectrum from its lane.
    fn gather(rows: &[Row], lane: usize, to: &mut [f64]);
}

/// One spectrum, sample i at row i / 8, lane i % 8.
pub(crate) enum Along {}

/// Eight spectra, sample i of spectrum s at row i, lane s.
pub(crate) enum Across {}

impl Layout for Along {
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
    #[inline(always)]
    fn sum<const S: usize>(rows: usize, mut of: impl FnMut(usize) -> [Lanes; S]) -> [Lanes; S] {
        let mut sums = [Lanes::ZERO; S];
        for row in 0..rows {
            for (sum, term) in sums.iter_mut().zip(of(row)) {
                *sum = *sum + term;
            }
        }
        sums.map(|sum| Lanes::splat(join(sum.0)))
    }
    #[inline(always)]
    fn largest(rows: usize, mut of: impl FnMut(usize) -> Lanes) -> Lanes {
        let mut largest = Lanes::ZERO;
        for row in 0..rows {
            largest = largest.max(of(row));
        }
        Lanes::splat(largest.0.iter().fold(0.0, |a, &b| if a > b { a } else { b }))
    }
    #[inline(always)]
    fn scatter(from: &[f64], _lane: usize, spare: f64, rows: &mut [Row]) {
        let (head, tail) = rows.as_flattened_mut().split_at_mut(from.len());
        head.copy_from_slice(from);
        tail.fill(spare);
    }
    #[inline(always)]
    fn gather(rows: &[Row], _lane: usize, to: &mut [f64]) {
        to.copy_from_slice(&rows.as_flattened()[..to.len()]);
    }
}

impl Layout for Across {
    type Cell = Row;
    type Number = Lanes;
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
    fn number(cell: Row) -> Lanes {
        Lanes(cell)
    }
    #[inline(always)]
    fn cell(number: Lanes) -> Row {
        number.0
    }
    #[inline(always)]
    fn sum<const S: usize>(rows: usize, mut of: impl FnMut(usize) -> [Lanes; S]) -> [Lanes; S] {
        let mut sums = [[Lanes::ZERO; S]; LANES];
        for row in 0..rows {
            for (sum, term) in sums[row % LANES].iter_mut().zip(of(row)) {
                *sum = *sum + term;
            }
        }
        core::array::from_fn(|s| join(sums.map(|sums| sums[s])))
    }
    #[inline(always)]
    fn largest(rows: usize, mut of: impl FnMut(usize) -> Lanes) -> Lanes {
        let mut largest = Lanes::ZERO;
        for row in 0..rows {
            largest = largest.max(of(row));
        }
        largest
    }
    #[inline(always)]
    fn scatter(from: &[f64], lane: usize, _spare: f64, rows: &mut [Row]) {
        for (row, &value) in rows.iter_mut().zip(from) {
            row[lane] = value;
        }
    }
    #[inline(always)]
    fn gather(rows: &[Row], lane: usize, to: &mut [f64]) {
        for (to, row) in to.iter_mut().zip(rows) {
            *to = row[lane];
        }
    }
}

/// Carves `count` arrays of `rows` rows out of lent numbers, on a boundary that suits vector registers.
pub(crate) fn carve<const COUNT: usize>(
    scratch: &mut [f64],
    rows: usize,
) -> Option<([&mut [Row]; COUNT], &mut [f64])> {
    let skip = scratch.as_ptr().align_offset(64).min(LANES - 1);
    let (own, rest) = scratch.get_mut(skip..)?.split_at_mut_checked(COUNT * rows * LANES)?;
    let mut all = own.as_chunks_mut::<LANES>().0;
    let arrays = core::array::from_fn(|_| {
        let (head, tail) = core::mem::take(&mut all).split_at_mut(rows);
        all = tail;
        head
    });
    Some((arrays, rest))
}

/// Numbers that [`carve`] takes.
pub(crate) const fn carved_len(count: usize, rows: usize) -> usize {
    count * rows * LANES + LANES - 1
}

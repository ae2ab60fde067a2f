//! Least squares with polynomials over equally spaced samples, or over an axis.
//!
//! The basis is orthonormal over the samples that count, made by the recurrence of Forsythe (1957): no powers, no
//! matrix to invert, and as good at order 20 as at order 2.

use super::samples::Samples;
use crate::ground::error::{self, Error};
use crate::ground::fit::Fit;
use crate::ground::rows::{RowError, Spectra, one_by_one};
use crate::ground::scratch::{carve, carved_len};
use ramatch_kernels::{LANES, Lanes, Row, Work, join};

/// Highest order.
pub(crate) const MAX_ORDER: u32 = 30;

/// Polynomials 0 … order at every sample, in rows.
pub(crate) struct Basis<'a> {
    values: &'a mut [Row],
    rows: usize,
    order: usize,
    /// Where the samples stand, if they are not equally spaced.
    axis: Option<&'a [f64]>,
}

pub(crate) fn check_order(order: u32) -> Result<(), Error> {
    error::domain("poly_order", f64::from(order), order <= MAX_ORDER, "at most 30")
}

/// Refuses an order that the samples cannot determine.
pub(crate) fn check_samples_for(order: u32, n: usize) -> Result<(), Error> {
    error::points(order as usize + 1, n)
}

impl<'a> Basis<'a> {
    /// Room for the basis in lent rows.
    pub(crate) fn new(values: &'a mut [Row], rows: usize, order: u32, axis: Option<&'a [f64]>) -> Self {
        Self { values, rows, order: order as usize, axis }
    }

    /// Makes it orthonormal over the samples where `counts` (1 or 0, in rows; 0 beyond the last sample) is 1.
    pub(crate) fn build(&mut self, n: usize, counts: &[Row]) {
        ramatch_kernels::dispatch(Build { basis: self, n, counts });
    }

    /// The polynomial nearest to `y` over the samples that count, at every sample, into `to`.
    pub(crate) fn project(&self, y: &[Row], counts: &[Row], to: &mut [Row]) {
        ramatch_kernels::dispatch(Project { basis: self, y, counts, to });
    }

    fn polynomial(&self, k: usize) -> &[Row] {
        &self.values[k * self.rows..(k + 1) * self.rows]
    }
}

struct Build<'a, 'b> {
    basis: &'a mut Basis<'b>,
    n: usize,
    counts: &'a [Row],
}

impl Work for Build<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Self { basis, n, counts } = self;
        let (rows, axis) = (basis.rows, basis.axis);
        // x runs from −1 to 1 over the samples; xᵢ = 2 i / (n − 1) − 1.
        let step = 2.0 / (n as f64 - 1.0);
        let lane = V::load(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
        for row in &mut basis.values[..rows] {
            *row = [1.0; LANES];
        }
        normalise::<V>(&mut basis.values[..rows], counts);
        for k in 1..=basis.order {
            let (before, rest) = basis.values.split_at_mut(k * rows);
            let (last, own) = (&before[(k - 1) * rows..], &mut rest[..rows]);
            for row in 0..rows {
                let x = match axis {
                    None => (V::splat((row * LANES) as f64) + lane) * V::splat(step) - V::one(),
                    Some(axis) => along::<V>(axis, row),
                };
                (x * V::load(&last[row])).store(&mut own[row]);
            }
            let whole = if axis.is_some() { dot::<V>(own, own, counts) } else { 0.0 };
            // In exact arithmetic only the last two matter, and up to order 8 once more is enough in f64; beyond, all of
            // them again.
            let last_two = k.saturating_sub(2);
            for begin in [last_two, if k > 8 { 0 } else { last_two }] {
                for j in begin..k {
                    let other = &before[j * rows..(j + 1) * rows];
                    let part = V::splat(dot::<V>(own, other, counts));
                    for row in 0..rows {
                        let value = (-part).mul_add(V::load(&other[row]), V::load(&own[row]));
                        value.store(&mut own[row]);
                    }
                }
            }
            // Samples may lie so close together that another power tells nothing of them: what is left is rounding.
            if axis.is_some() && dot::<V>(own, own, counts) <= NOTHING * whole {
                own.fill([0.0; LANES]);
            }
            normalise::<V>(own, counts);
        }
    }
}

/// Part of a polynomial's square that is rounding alone.
pub(super) const NOTHING: f64 = 1e-24;

/// Where the samples of a row stand, with the first of all at −1 and the last at 1.
#[inline(always)]
fn along<V: Lanes>(axis: &[f64], row: usize) -> V {
    let (Some(&first), Some(&last)) = (axis.first(), axis.last()) else { return V::zero() };
    let mut own = [last; LANES];
    for (own, &x) in own.iter_mut().zip(axis.iter().skip(row * LANES)) {
        *own = x;
    }
    // A quotient first: however near or far they are, it is 0 … 1.
    V::splat(2.0) * ((V::load(&own) - V::splat(first)) / V::splat(last - first)) - V::one()
}

#[inline(always)]
fn normalise<V: Lanes>(own: &mut [Row], counts: &[Row]) {
    let norm = V::splat(dot::<V>(own, own, counts)).sqrt().max(V::splat(f64::MIN_POSITIVE));
    for row in own {
        (V::load(row) / norm).store(row);
    }
}

/// Σ a b over the samples that count.
#[inline(always)]
fn dot<V: Lanes>(a: &[Row], b: &[Row], counts: &[Row]) -> f64 {
    let mut sums = [V::zero(); 4];
    let rows = a.len().min(b.len()).min(counts.len());
    for first in (0..rows).step_by(4) {
        for (k, sum) in sums.iter_mut().enumerate() {
            if first + k < rows {
                let weighted = V::load(&a[first + k]) * V::load(&counts[first + k]);
                *sum = weighted.mul_add(V::load(&b[first + k]), *sum);
            }
        }
    }
    join(((sums[0] + sums[1]) + (sums[2] + sums[3])).row())
}

struct Project<'a, 'b> {
    basis: &'a Basis<'b>,
    y: &'a [Row],
    counts: &'a [Row],
    to: &'a mut [Row],
}

impl Work for Project<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Self { basis, y, counts, to } = self;
        let rows = basis.rows;
        // Four polynomials at a time: each row of the samples is read once for all of them.
        let mut first = 0;
        while first <= basis.order {
            let own: [&[Row]; 4] = core::array::from_fn(|k| basis.polynomial((first + k).min(basis.order)));
            let mut sums = [V::zero(); 4];
            for row in 0..rows {
                let weighted = V::load(&y[row]) * V::load(&counts[row]);
                sums[0] = weighted.mul_add(V::load(&own[0][row]), sums[0]);
                sums[1] = weighted.mul_add(V::load(&own[1][row]), sums[1]);
                sums[2] = weighted.mul_add(V::load(&own[2][row]), sums[2]);
                sums[3] = weighted.mul_add(V::load(&own[3][row]), sums[3]);
            }
            // Beyond the order a polynomial stands there again, and does not count.
            let part = |k: usize| {
                let counted = if first + k <= basis.order { 1.0 } else { 0.0 };
                V::splat(counted * join(sums[k].row()))
            };
            let parts = [part(0), part(1), part(2), part(3)];
            for row in 0..rows {
                let before = if first == 0 { V::zero() } else { V::load(&to[row]) };
                let sum = parts[0].mul_add(V::load(&own[0][row]), before);
                let sum = parts[1].mul_add(V::load(&own[1][row]), sum);
                let sum = parts[2].mul_add(V::load(&own[2][row]), sum);
                parts[3].mul_add(V::load(&own[3][row]), sum).store(&mut to[row]);
            }
            first += 4;
        }
    }
}

/// Sums of squares of `new − old` and of `old` over all samples, and whatever else the polynomial methods ask about.
pub(crate) struct Change<'a> {
    pub(crate) old: &'a [Row],
    pub(crate) new: &'a [Row],
    /// 1 for a sample, 0 beyond the last.
    pub(crate) real: &'a [Row],
}

impl Work for Change<'_> {
    /// ‖new − old‖ / ‖old‖
    type Output = f64;

    #[inline(always)]
    fn run<V: Lanes>(self) -> f64 {
        let (mut moved, mut norm) = (V::zero(), V::zero());
        for ((old, new), real) in self.old.iter().zip(self.new).zip(self.real) {
            let (old, real) = (V::load(old) * V::load(real), V::load(real));
            let change = V::load(new) * real - old;
            (moved, norm) = (change.mul_add(change, moved), old.mul_add(old, norm));
        }
        let relative = V::splat(join(moved.row())).sqrt()
            / V::splat(join(norm.row())).sqrt().max(V::splat(f64::MIN_POSITIVE));
        relative.row()[0]
    }
}

/// The standard deviation (n) of `a − b` over all samples.
pub(crate) struct Deviation<'a> {
    pub(crate) a: &'a [Row],
    pub(crate) b: &'a [Row],
    pub(crate) real: &'a [Row],
    pub(crate) n: usize,
}

impl Work for Deviation<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Lanes>(self) -> f64 {
        let Self { a, b, real, n } = self;
        let mut sum = V::zero();
        for ((a, b), real) in a.iter().zip(b).zip(real) {
            sum = (V::load(a) - V::load(b)).mul_add(V::load(real), sum);
        }
        let mean = V::splat(join(sum.row()) / n as f64);
        let mut squares = V::zero();
        for ((a, b), real) in a.iter().zip(b).zip(real) {
            let off = (V::load(a) - V::load(b) - mean) * V::load(real);
            squares = off.mul_add(off, squares);
        }
        V::splat(join(squares.row()) / n as f64).sqrt().row()[0]
    }
}

/// The arrays that a polynomial method works with, each in rows.
pub(crate) struct Bench<'a, const EXTRA: usize> {
    pub(crate) basis: Basis<'a>,
    /// The samples.
    pub(crate) y: &'a mut [Row],
    /// 1 for a sample, 0 beyond the last.
    pub(crate) real: &'a mut [Row],
    /// 1 where a sample counts in fits, else 0.
    pub(crate) counts: &'a mut [Row],
    pub(crate) fit: &'a mut [Row],
    pub(crate) extra: [&'a mut [Row]; EXTRA],
}

/// Numbers of scratch for [`Bench::set`].
pub(crate) const fn bench_len(extra: usize, n: usize, order: u32) -> usize {
    // An order beyond what is accepted asks for no memory before it is refused.
    let order = if order > MAX_ORDER { MAX_ORDER } else { order };
    carved_len(4 + extra + 1 + order as usize, n.div_ceil(LANES))
}

impl<'a, const EXTRA: usize> Bench<'a, EXTRA> {
    /// Lays `y` and the mask into rows, and makes the basis over the axis.
    pub(crate) fn set(
        y: &[f64],
        samples: Samples<'a>,
        order: u32,
        scratch: &'a mut [f64],
    ) -> Result<Self, Error> {
        let (n, keep) = (y.len(), samples.mask);
        check_samples_for(order, keep.map_or(n, |keep| keep.iter().filter(|&&keep| keep).count()))?;
        let rows = n.div_ceil(LANES);
        let needed = bench_len(EXTRA, n, order);
        let short = Error::Length { what: "scratch", expected: needed, got: scratch.len() };
        let ([own, real, counts, fit], rest) = carve(scratch, rows).ok_or(short)?;
        let (extra, rest) = carve(rest, rows).ok_or(short)?;
        let ([values], _) = carve(rest, rows * (order as usize + 1)).ok_or(short)?;
        let mut basis = Basis::new(values, rows, order, samples.x);
        own.as_flattened_mut().fill(0.0);
        real.as_flattened_mut().fill(0.0);
        real.as_flattened_mut()[..n].fill(1.0);
        own.as_flattened_mut()[..n].copy_from_slice(y);
        counts.copy_from_slice(real);
        for (count, _) in
            counts.as_flattened_mut().iter_mut().zip(keep.unwrap_or(&[])).filter(|(_, keep)| !**keep)
        {
            *count = 0.0;
        }
        basis.build(n, counts);
        Ok(Self { basis, y: own, real, counts, fit, extra })
    }

    /// Another spectrum of the same length, axis and mask: the basis stays.
    fn lay(&mut self, y: &[f64]) {
        self.y.as_flattened_mut()[..y.len()].copy_from_slice(y);
    }

    /// Fits `y`.
    pub(crate) fn fit(&mut self) {
        self.basis.project(self.y, self.counts, self.fit);
    }

    /// Writes out the fit.
    pub(crate) fn write(&self, baseline: &mut [f64]) {
        baseline.copy_from_slice(&self.fit.as_flattened()[..baseline.len()]);
    }
}

/// Fits many spectra on one basis; `solve` does one of them.
pub(super) fn many<const EXTRA: usize>(
    order: u32,
    n: usize,
    samples: Samples<'_>,
    spectra: &mut dyn Spectra,
    scratch: &mut [f64],
    solve: impl Fn(&mut Bench<'_, EXTRA>, &mut [f64]) -> Fit,
) -> Result<(), RowError> {
    // The basis is made of length, axis and mask alone: any intensities do.
    error::at_least("scratch", 2 * n, scratch.len()).map_err(|error| RowError { row: 0, error })?;
    let (lines, rest) = scratch.split_at_mut(2 * n);
    lines.fill(0.0);
    let mut bench =
        Bench::set(&lines[..n], samples, order, rest).map_err(|error| RowError { row: 0, error })?;
    one_by_one(n, spectra, lines, |y, z, _| {
        crate::ground::fit::check_samples(y)?;
        bench.lay(y);
        Ok(solve(&mut bench, z))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{DMatrix, DVector};
    use std::prelude::rust_2024::*;
    use std::vec;

    /// A falling axis whose points come three times as close to each other.
    fn uneven(n: usize) -> Vec<f64> {
        (0..n).map(|i| 3200.0 - 3.0 * i as f64 + (i * i) as f64 / n as f64).collect()
    }

    #[test]
    fn projections_agree_with_a_dense_least_squares() {
        for (n, order, over) in [(5, 0), (9, 3), (64, 5), (257, 11)]
            .into_iter()
            .flat_map(|(n, order)| [(n, order, false), (n, order, true)])
        {
            let axis = uneven(n);
            let axis = over.then_some(&axis[..]);
            let y: Vec<f64> = (0..n).map(|i| ((i * 7919) % 101) as f64 + i as f64).collect();
            let keep: Vec<bool> = (0..n).map(|i| n < 20 || i % 3 != 1).collect();
            let mut scratch = vec![f64::NAN; bench_len(0, n, order)];
            let mut bench =
                Bench::<0>::set(&y, Samples { x: axis, mask: Some(&keep) }, order, &mut scratch).unwrap();
            bench.fit();
            let mut ours = vec![0.0; n];
            bench.write(&mut ours);
            let x = |i: usize| match axis {
                None => 2.0 * i as f64 / (n as f64 - 1.0) - 1.0,
                Some(axis) => 2.0 * (axis[i] - axis[0]) / (axis[n - 1] - axis[0]) - 1.0,
            };
            let chebyshev = |i: usize, k: usize| libm::cos(k as f64 * libm::acos(x(i).clamp(-1.0, 1.0)));
            let counted: Vec<usize> = (0..n).filter(|&i| keep[i]).collect();
            let of = |rows: &[usize]| {
                DMatrix::from_fn(rows.len(), order as usize + 1, |r, k| chebyshev(rows[r], k))
            };
            let right = DVector::from_iterator(counted.len(), counted.iter().map(|&i| y[i]));
            let coefficients = of(&counted).svd(true, true).solve(&right, 1e-14).unwrap();
            let all: Vec<usize> = (0..n).collect();
            for (ours, dense) in ours.iter().zip((of(&all) * coefficients).iter()) {
                assert!((ours - dense).abs() < 1e-8, "n = {n}, order {order}: {ours} {dense}");
            }
        }
    }
}

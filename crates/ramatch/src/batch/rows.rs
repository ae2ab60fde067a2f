//! Matrices of spectra: many rows through one operation, on several threads.
//!
//! Rows are counted as slices are, from 0, in results and in [`Error::Row`].
//!
//! ```
//! use ramatch::core::baseline::{Arpls, Baseline, Samples};
//! use ramatch::rows::{Control, Rows, baselines};
//! // Three spectra of 400 samples with one band each, upon a slope.
//! let (m, n) = (3, 400);
//! let sample = |row: usize, i: usize| 0.5 * i as f64 + 900.0 / (1.0 + (i as f64 - 100.0 * (row + 1) as f64).powi(2));
//! let values: Vec<f64> = (0..m * n).map(|k| sample(k / n, k % n)).collect();
//! let mut found = vec![0.0; m * n];
//! let method = Baseline::Arpls(Arpls::new());
//! let fits = baselines(&method, Samples::default(), Rows::new(&values, m, n, n)?, &mut found, Control::default())?;
//! assert_eq!(fits.len(), 3, "how each fit ended");
//! assert!((found[200] - 100.0).abs() < 5.0, "the slope, not the band: {}", found[200]);
//! # Ok::<(), ramatch::Error>(())
//! ```

pub use super::matrix::{Element, Rows};
pub use crate::ground::control::Control;

use super::blocks::{RowWork, each};
use crate::ground::error::Error;
use ramatch_core::baseline::{Baseline, Fit, Samples};
use ramatch_core::rows::{RowError, Spectra, one_by_one};
use ramatch_core::smooth::{LowPass, Smooth, Whittaker};
use ramatch_core::{
    Axis, Despike, Despiked, Detrend, Emsc, Grid, Normalize, Pipeline, PreparedBuf, Resample, Scratch,
    SpectrumRef, Workspace,
};

/// Estimates the baseline of every row into `out` (`[m, n]`), and yields how each fit ended. `samples` says where the
/// samples of all rows stand, if not at equal spacing, and which of them count.
///
/// Every row has the bits that it has alone, whatever the number of threads. Memory beyond `out`: for each thread
/// what eight spectra need, however many there are.
///
/// # Errors
/// [`Error::Row`] for the first row that is refused (`out` then holds nothing of use), [`Error::Cancelled`],
/// [`Error::Spectrum`] for parameters outside their domain, a short `out`, and what [`Samples::check`] refuses.
pub fn baselines<T: Element>(
    method: &Baseline,
    samples: Samples<'_>,
    rows: Rows<'_, T>,
    out: &mut [T],
    control: Control<'_>,
) -> Result<Vec<Fit>, Error> {
    struct Work<'a>(&'a Baseline, Samples<'a>, usize);
    impl RowWork for Work<'_> {
        fn scratch_len(&self, rows: usize) -> usize {
            if rows == 1 { 2 * self.2 + self.0.scratch_len(self.2) } else { self.0.many_scratch_len(self.2) }
        }
        fn run(&self, spectra: &mut dyn Spectra, scratch: &mut [f64]) -> Result<(), RowError> {
            self.0.fit_many(self.2, self.1, spectra, scratch)
        }
    }
    method.check()?;
    samples.check(rows.n)?;
    each(&Work(method, samples, rows.n), rows, out, control)
}

/// An operation on one row after the other.
struct OneByOne<F> {
    n: usize,
    scratch_len: usize,
    work: F,
}

impl<F> RowWork for OneByOne<F>
where
    F: Fn(&[f64], &mut [f64], &mut [f64]) -> Result<Fit, ramatch_core::Error> + Sync,
{
    fn scratch_len(&self, _rows: usize) -> usize {
        2 * self.n + self.scratch_len
    }
    fn run(&self, spectra: &mut dyn Spectra, scratch: &mut [f64]) -> Result<(), RowError> {
        one_by_one(self.n, spectra, scratch, &self.work)
    }
}

/// Smooths every row into `out`; neighbours stand `step_cm1` apart, with its sign.
///
/// # Errors
/// As [`baselines`], and what [`LowPass::new`] refuses.
pub fn smoothed<T: Element>(
    smooth: Smooth,
    step_cm1: f64,
    rows: Rows<'_, T>,
    out: &mut [T],
    control: Control<'_>,
) -> Result<Vec<Fit>, Error> {
    struct Fourier(LowPass, usize);
    impl RowWork for Fourier {
        fn scratch_len(&self, _rows: usize) -> usize {
            self.0.many_scratch_len(self.1)
        }
        fn run(&self, spectra: &mut dyn Spectra, reals: &mut [f64]) -> Result<(), RowError> {
            let mut cells = vec![Default::default(); self.0.cells_len()];
            self.0.run_many(self.1, spectra, Scratch { reals, cells: &mut cells })
        }
    }
    let n = rows.n;
    smooth.check()?;
    match smooth {
        Smooth::Fourier(fourier) => {
            let grid = Grid::cm1(0.0, step_cm1.abs(), LowPass::grid_len(n));
            each(&Fourier(LowPass::new(fourier, grid)?, n), rows, out, control)
        }
        Smooth::SavitzkyGolay(filter) => {
            let mut table = vec![0.0; filter.scratch_len()];
            filter.table(step_cm1, &mut table)?;
            let work = |y: &[f64], made: &mut [f64], _: &mut [f64]| {
                filter.apply(&table, y, made).map(|_| Fit::DIRECT)
            };
            each(&OneByOne { n, scratch_len: 0, work }, rows, out, control)
        }
        Smooth::Whittaker(whittaker) => {
            let work = |y: &[f64], made: &mut [f64], scratch: &mut [f64]| {
                whittaker.run(y, None, made, scratch).map(|_| Fit::DIRECT)
            };
            each(&OneByOne { n, scratch_len: Whittaker::scratch_len(n), work }, rows, out, control)
        }
        _ => {
            let (what, feature) = ("this way of smoothing", "a newer ramatch");
            Err(ramatch_core::Error::Unsupported { what, feature }.into())
        }
    }
}

/// Normalises every row into `out`.
///
/// # Errors
/// As [`baselines`]; [`ramatch_core::Error::ZeroNorm`] for a row without anything to divide by.
pub fn normalized<T: Element>(
    how: Normalize,
    axis: Axis<'_>,
    rows: Rows<'_, T>,
    out: &mut [T],
    control: Control<'_>,
) -> Result<Vec<Fit>, Error> {
    let work = |y: &[f64], made: &mut [f64], scratch: &mut [f64]| {
        made.copy_from_slice(y);
        how.run(made, axis, scratch).map(|()| Fit::DIRECT)
    };
    each(&OneByOne { n: rows.n, scratch_len: rows.n, work }, rows, out, control)
}

/// Takes a polynomial out of every row into `out`.
///
/// # Errors
/// As [`baselines`].
pub fn detrended<T: Element>(
    detrend: Detrend,
    rows: Rows<'_, T>,
    out: &mut [T],
    control: Control<'_>,
) -> Result<Vec<Fit>, Error> {
    let work = |y: &[f64], made: &mut [f64], scratch: &mut [f64]| {
        made.copy_from_slice(y);
        detrend.run(made, scratch).map(|()| Fit::DIRECT)
    };
    each(&OneByOne { n: rows.n, scratch_len: detrend.scratch_len(rows.n), work }, rows, out, control)
}

/// Corrects the scatter of every row to `reference`, or to the mean of all rows, into `out`. The `change` of a row's
/// [`Fit`] is the factor b that was divided by.
///
/// # Errors
/// As [`baselines`]; [`ramatch_core::Error::ZeroNorm`] for a row that has nothing of the reference.
pub fn scatter_corrected<T: Element>(
    emsc: Emsc,
    reference: Option<&[f64]>,
    rows: Rows<'_, T>,
    out: &mut [T],
    control: Control<'_>,
) -> Result<Vec<Fit>, Error> {
    let mean;
    let reference = match reference {
        Some(reference) => reference,
        None => {
            let mut sums = vec![0.0; rows.n];
            for row in 0..rows.m {
                for (sum, value) in sums.iter_mut().zip(rows.row(row)) {
                    *sum += value.widen() / rows.m as f64;
                }
            }
            mean = sums;
            &mean
        }
    };
    let work = |y: &[f64], made: &mut [f64], scratch: &mut [f64]| {
        made.copy_from_slice(y);
        emsc.run(made, reference, scratch).map(|change| Fit { change, ..Fit::DIRECT })
    };
    each(&OneByOne { n: rows.n, scratch_len: emsc.scratch_len(rows.n), work }, rows, out, control)
}

/// Rows that one thread reads at a time.
const ROWS: usize = 64;

/// What `work` makes of blocks of rows, `[rows][n]`, on several threads; it is told the number of the first of each.
fn in_blocks<T: Element, O: Send>(
    rows: Rows<'_, T>,
    control: Control<'_>,
    work: impl Fn(usize, &mut [f64]) -> Result<Vec<O>, Error> + Sync,
) -> Result<Vec<O>, Error> {
    let block = |at: usize, y: &mut Vec<f64>| {
        y.clear();
        for row in at * ROWS..((at + 1) * ROWS).min(rows.m) {
            y.extend(rows.row(row).iter().map(|value| value.widen()));
        }
        work(at * ROWS, y)
    };
    let told = |done: usize, _: usize| {
        control.progress.is_none_or(|progress| progress((done * ROWS).min(rows.m), rows.m))
    };
    let control = Control { threads: control.threads, progress: Some(&told) };
    Ok(crate::ground::each::each(rows.m.div_ceil(ROWS), control, block)?.into_iter().flatten().collect())
}

/// An axis that rises, and whether it had to be turned for that.
fn turned<X: Copy + PartialOrd>(axis: &[X]) -> (Vec<X>, bool) {
    let falls = axis.first() > axis.last();
    (if falls { axis.iter().rev().copied().collect() } else { axis.to_vec() }, falls)
}

/// Reads every row, measured at `shift_cm1` (`[n]`), at the Raman shifts `to_cm1` (`[g]`): `[m, g]`. Either axis may fall.
///
/// # Errors
/// As [`baselines`], and [`Resample::run_at`].
pub fn resampled<T: Element>(
    how: Resample,
    (shift_cm1, to_cm1): (&[f64], &[f64]),
    rows: Rows<'_, T>,
    control: Control<'_>,
) -> Result<Vec<f64>, Error> {
    let ((shift, falls), (to, to_falls)) = (turned(shift_cm1), turned(to_cm1));
    if rows.m == 0 {
        // What is wrong with axes is said where there are no rows, too.
        let nothing = vec![0.0; shift.len()];
        how.run_at(&shift, &nothing, &to, &mut vec![0.0; to.len()])?;
    }
    let n = rows.n;
    let made = in_blocks(rows, control, |first, block| {
        let mut made = Vec::new();
        for (at, y) in block.chunks_exact_mut(n.max(1)).enumerate() {
            if falls {
                y.reverse();
            }
            let mut out = vec![0.0; to.len()];
            let done = how.run_at(&shift, y, &to, &mut out);
            done.map_err(|source| Error::Row { row: first + at, source })?;
            if to_falls {
                out.reverse();
            }
            made.push(out);
        }
        Ok(made)
    })?;
    Ok(made.concat())
}

/// Prepares every row, measured at `shift_cm1` (`[n]`, rising or falling), by a whole recipe: what [`Pipeline::run`] makes of it alone, to the bit,
/// or why that refuses it.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn prepared<T: Element>(
    pipeline: &Pipeline,
    shift_cm1: &[f32],
    rows: Rows<'_, T>,
    control: Control<'_>,
) -> Result<Vec<Result<PreparedBuf, ramatch_core::Error>>, Error> {
    let (n, (shift_cm1, falls)) = (rows.n, turned(shift_cm1));
    in_blocks(rows, control, |_, block| {
        if falls {
            block.chunks_exact_mut(n.max(1)).for_each(<[f64]>::reverse);
        }
        let narrow: Vec<f32> = block.iter().map(|&y| y as f32).collect();
        let mut made: Vec<Result<PreparedBuf, ramatch_core::Error>> = Vec::new();
        let (mut spectra, mut places) = (Vec::new(), Vec::new());
        for (at, y) in narrow.chunks_exact(n.max(1)).enumerate() {
            match SpectrumRef::new(&shift_cm1, y) {
                Ok(spectrum) => {
                    spectra.push(spectrum);
                    places.push(at);
                    // Until it is prepared.
                    made.push(Err(ramatch_core::Error::ZeroNorm));
                }
                Err(error) => made.push(Err(error)),
            }
        }
        let mut workspace = Workspace::default();
        pipeline.grow(&mut workspace, spectra.len(), n);
        let mut samples = vec![0.0; pipeline.grid().len];
        pipeline.run_many(&spectra, workspace.lend(), &mut samples, &mut |at, one| {
            if let Some(slot) = places.get(at).and_then(|&place| made.get_mut(place)) {
                *slot = one.map(PreparedBuf::from);
            }
        })?;
        Ok(made)
    })
}

/// Refuses an axis that neither rises nor falls throughout: how far its points are apart says nothing then.
fn check_axis(shift_cm1: &[f32]) -> Result<(), Error> {
    if let Some(index) = shift_cm1.iter().position(|x| !x.is_finite()) {
        return Err(ramatch_core::Error::NotFinite { what: "Raman shift", index }.into());
    }
    let falls = shift_cm1.first() > shift_cm1.last();
    let turned = shift_cm1.windows(2).position(|x| if falls { x[1] >= x[0] } else { x[1] <= x[0] });
    turned.map_or(Ok(()), |index| {
        let (index, previous, value) =
            (index + 1, f64::from(shift_cm1[index]), f64::from(shift_cm1[index + 1]));
        Err(ramatch_core::Error::AxisOrder { index, previous, value }.into())
    })
}

/// Takes cosmic rays out of every row into `out`; `altered` (`[m, n]`) becomes 1 where a point is one. With `replace`
/// false they are marked and stay. On the calling thread; the caller is told of every row.
///
/// # Errors
/// As [`baselines`].
pub fn despiked<T: Element>(
    despike: Despike,
    (shift_cm1, replace): (&[f32], bool),
    rows: Rows<'_, T>,
    (out, altered): (&mut [T], &mut [u8]),
    control: Control<'_>,
) -> Result<Vec<Despiked>, Error> {
    let (m, n) = (rows.m, rows.n);
    for (what, got) in [("out", out.len()), ("altered", altered.len())] {
        if got != m * n {
            return Err(ramatch_core::Error::Length { what, expected: m * n, got }.into());
        }
    }
    check_axis(shift_cm1)?;
    let mut y = vec![0.0; n];
    let mut scratch = vec![0.0; Despike::scratch_len(n)];
    let mut found = Vec::with_capacity(m);
    for row in 0..m {
        if control.progress.is_some_and(|progress| !progress(row, m)) {
            return Err(Error::Cancelled { done: row, total: m });
        }
        for (y, value) in y.iter_mut().zip(rows.row(row)) {
            *y = value.widen();
        }
        let marks = &mut altered[row * n..(row + 1) * n];
        let outcome = if replace {
            despike.run(shift_cm1, &mut y, marks, &mut scratch)
        } else {
            despike.find(shift_cm1, &y, marks, &mut scratch)
        };
        found.push(outcome.map_err(|source| Error::Row { row, source })?);
        for (out, &y) in out[row * n..(row + 1) * n].iter_mut().zip(&y) {
            *out = T::narrow(y);
        }
    }
    Ok(found)
}

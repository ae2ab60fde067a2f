//! Matrices of spectra: many rows through one operation, on several threads.

pub use crate::ground::control::Control;

use crate::ground::error::Error;
use crate::ground::threads::Threads;
use ramatch_core::baseline::{Baseline, Fit};
use ramatch_core::rows::{RowError, Spectra, one_by_one};
use ramatch_core::smooth::{LowPass, Smooth, Whittaker};
use ramatch_core::{Axis, Despike, Despiked, Detrend, Emsc, Grid, Normalize, Scratch, stop};
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A sample as it lies in a matrix.
pub trait Element: Copy + Send + Sync + Default {
    /// Its value.
    fn widen(self) -> f64;
    /// The nearest of its kind.
    fn narrow(value: f64) -> Self;
    /// Samples and the room for others, where they are `f64` already.
    fn as_f64<'a>(_samples: &'a [Self], _room: &'a mut [Self]) -> Option<(&'a [f64], &'a mut [f64])> {
        None
    }
}

impl Element for f64 {
    fn widen(self) -> f64 {
        self
    }
    fn narrow(value: f64) -> Self {
        value
    }
    fn as_f64<'a>(samples: &'a [f64], room: &'a mut [f64]) -> Option<(&'a [f64], &'a mut [f64])> {
        Some((samples, room))
    }
}

impl Element for f32 {
    fn widen(self) -> f64 {
        f64::from(self)
    }
    fn narrow(value: f64) -> Self {
        value as f32
    }
}

/// `m` spectra of `n` samples in lent memory, one every `stride` samples.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a, T> {
    values: &'a [T],
    m: usize,
    n: usize,
    stride: usize,
}

impl<'a, T: Element> Rows<'a, T> {
    /// A view of `values`.
    ///
    /// # Errors
    /// [`ramatch_core::Error::Length`] where `values` ends before the last row does, or rows overlap.
    pub fn new(values: &'a [T], m: usize, n: usize, stride: usize) -> Result<Self, Error> {
        let needed =
            if m == 0 { Some(0) } else { (m - 1).checked_mul(stride).and_then(|v| v.checked_add(n)) };
        let expected = needed.filter(|_| stride >= n || m < 2).unwrap_or(usize::MAX);
        if expected > values.len() {
            let got = values.len();
            return Err(ramatch_core::Error::Length { what: "matrix", expected, got }.into());
        }
        Ok(Self { values, m, n, stride })
    }

    /// Number of spectra.
    #[must_use]
    pub fn m(&self) -> usize {
        self.m
    }

    /// Samples of a spectrum.
    #[must_use]
    pub fn n(&self) -> usize {
        self.n
    }

    fn row(&self, row: usize) -> &'a [T] {
        &self.values[row * self.stride..][..self.n]
    }
}

/// An operation on every row.
pub(crate) trait RowWork: Sync {
    /// Numbers of scratch that one thread needs for a block of so many rows.
    fn scratch_len(&self, rows: usize) -> usize;
    /// Does the rows of one block.
    fn run(&self, spectra: &mut dyn Spectra, scratch: &mut [f64]) -> Result<(), RowError>;
}

/// Estimates the baseline of every row into `out` (`[m, n]`), from the samples where `mask` (`[n]`) is true if there
/// is one, and yields how each fit ended.
///
/// Every row has the bits that it has alone, whatever the number of threads. Memory beyond `out`: for each thread
/// what eight spectra need, however many there are.
///
/// # Errors
/// [`Error::Row`] for the first row that is refused (`out` then holds nothing of use), [`Error::Cancelled`],
/// [`Error::Spectrum`] for parameters outside their domain or a short `out`.
pub fn baselines<T: Element>(
    method: &Baseline,
    mask: Option<&[bool]>,
    rows: Rows<'_, T>,
    out: &mut [T],
    control: Control<'_>,
) -> Result<Vec<Fit>, Error> {
    struct Work<'a>(&'a Baseline, Option<&'a [bool]>, usize);
    impl RowWork for Work<'_> {
        fn scratch_len(&self, rows: usize) -> usize {
            if rows == 1 { 2 * self.2 + self.0.scratch_len(self.2) } else { self.0.many_scratch_len(self.2) }
        }
        fn run(&self, spectra: &mut dyn Spectra, scratch: &mut [f64]) -> Result<(), RowError> {
            self.0.fit_many(self.2, self.1, spectra, scratch)
        }
    }
    method.check()?;
    each(&Work(method, mask, rows.n), rows, out, control)
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

/// Rows of one block: enough to fill lanes again and again, few enough to be told about.
const BLOCK: usize = 256;

/// Samples of one block at most, if that leaves eight rows.
const BLOCK_SAMPLES: usize = 1 << 22;
/// From so many samples on a row may take long by itself.
const LONG: usize = 1 << 15;
/// How often the caller of long rows is asked.
const PATIENCE: Duration = Duration::from_millis(50);

/// Blocks of `rows`, with the part of the output that is theirs.
type Blocks<'a, T> = Mutex<std::iter::Enumerate<std::iter::Zip<ChunksMut<'a, T>, ChunksMut<'a, Fit>>>>;
type ChunksMut<'a, T> = std::slice::ChunksMut<'a, T>;

/// Does `work` for every row.
pub(crate) fn each<T: Element>(
    work: &dyn RowWork,
    rows: Rows<'_, T>,
    out: &mut [T],
    control: Control<'_>,
) -> Result<Vec<Fit>, Error> {
    let (m, n) = (rows.m, rows.n);
    let (what, expected, got) = ("out", m * n, out.len());
    if expected != got {
        return Err(ramatch_core::Error::Length { what, expected, got }.into());
    }
    let mut fits = vec![Fit::default(); m];
    if m == 0 || n == 0 {
        return Ok(fits);
    }
    let team = Threads::at_most(control.threads);
    let threads = team.count();
    let most = BLOCK.min((BLOCK_SAMPLES / n).next_multiple_of(8).max(8));
    let block = m.div_ceil(threads).next_multiple_of(8).min(most);
    let blocks: Blocks<'_, T> = Mutex::new(out.chunks_mut(block * n).zip(fits.chunks_mut(block)).enumerate());
    let state = State { done: AtomicUsize::new(0), stop: Arc::default(), refused: Mutex::new(None) };
    let worker = |told: &dyn Fn(usize)| state.work(work, rows, block, &blocks, told);
    let last_told = Cell::new(0);
    let told = |done| {
        last_told.set(done);
        if control.progress.is_some_and(|progress| !progress(done, m)) {
            state.stop.store(true, Ordering::Relaxed);
        }
    };
    let helpers = threads.min(m.div_ceil(block)) - 1;
    let mut called_off = false;
    if let Some(progress) = control.progress.filter(|_| n >= LONG) {
        called_off = state.watched(helpers + 1, &|| worker(&|_| {}), &|done| {
            last_told.set(done);
            progress(done, m)
        });
    } else if helpers == 0 {
        worker(&told);
    } else {
        team.scope(|scope| {
            for _ in 0..helpers {
                scope.spawn(|_| worker(&|_| {}));
            }
            worker(&told);
        });
    }
    let done = state.done.load(Ordering::Relaxed);
    if called_off && done < m {
        return Err(Error::Cancelled { done, total: m });
    }
    if let Some(RowError { row, error }) = state.refused.into_inner().unwrap_or_else(PoisonError::into_inner)
    {
        return Err(Error::Row { row, source: error });
    }
    if done < m {
        return Err(Error::Cancelled { done, total: m });
    }
    // Another thread may have done the last block.
    if let Some(progress) = control.progress.filter(|_| last_told.get() < m) {
        progress(m, m);
    }
    Ok(fits)
}

struct State {
    done: AtomicUsize,
    stop: Arc<AtomicBool>,
    refused: Mutex<Option<RowError>>,
}

impl State {
    /// Lets so many threads work while this one asks whether to go on; true if not. A fit that is begun hears of it between two
    /// rounds.
    fn watched(&self, threads: usize, worker: &(dyn Fn() + Sync), go_on: &dyn Fn(usize) -> bool) -> bool {
        let (sender, left) = mpsc::channel::<()>();
        let mut called_off = false;
        std::thread::scope(|scope| {
            for sender in vec![sender; threads] {
                scope.spawn(move || {
                    let stop = Arc::clone(&self.stop);
                    stop::unless(Arc::new(move || stop.load(Ordering::Relaxed)), worker);
                    drop(sender);
                });
            }
            // Until no thread holds a sender any more.
            while left.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                if !called_off && !go_on(self.done.load(Ordering::Relaxed)) {
                    called_off = true;
                    self.stop.store(true, Ordering::Relaxed);
                }
            }
        });
        called_off
    }

    /// Takes block after block until none is left.
    fn work<T: Element>(
        &self,
        work: &dyn RowWork,
        rows: Rows<'_, T>,
        block: usize,
        blocks: &Blocks<'_, T>,
        told: &dyn Fn(usize),
    ) {
        let mut scratch = vec![0.0; work.scratch_len(block.min(rows.m))];
        while !self.stop.load(Ordering::Relaxed) {
            let next = blocks.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((index, (out, fits))) = next else { return };
            let first = index * block;
            let count = fits.len();
            let mut spectra = Block { rows, first, out, fits };
            if let Err(RowError { row, error }) = work.run(&mut spectra, &mut scratch) {
                let found = RowError { row: first + row, error };
                let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
                // The first row that is refused, whichever thread finds it first: blocks before it are all begun.
                if refused.is_none_or(|other| found.row < other.row) {
                    *refused = Some(found);
                }
                self.stop.store(true, Ordering::Relaxed);
                return;
            }
            // It may have been given up on the way.
            if self.stop.load(Ordering::Relaxed) {
                return;
            }
            told(self.done.fetch_add(count, Ordering::Relaxed) + count);
        }
    }
}

/// The rows of one block.
struct Block<'a, T> {
    rows: Rows<'a, T>,
    first: usize,
    out: &'a mut [T],
    fits: &'a mut [Fit],
}

impl<T: Element> Spectra for Block<'_, T> {
    fn count(&self) -> usize {
        self.fits.len()
    }

    fn load(&mut self, row: usize, y: &mut [f64]) {
        for (y, value) in y.iter_mut().zip(self.rows.row(self.first + row)) {
            *y = value.widen();
        }
    }

    fn in_place(&mut self, row: usize) -> Option<(&[f64], &mut [f64])> {
        let n = self.rows.n;
        T::as_f64(self.rows.row(self.first + row), &mut self.out[row * n..][..n])
    }

    fn made(&mut self, row: usize, fit: Fit) {
        self.fits[row] = fit;
    }

    fn store(&mut self, row: usize, made: &[f64], fit: Fit) {
        let n = self.rows.n;
        for (out, &value) in self.out[row * n..][..n].iter_mut().zip(made) {
            *out = T::narrow(value);
        }
        self.fits[row] = fit;
    }
}

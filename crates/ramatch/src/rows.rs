//! Matrices of spectra: many rows through one operation, on several threads.

use crate::Error;
use ramatch_core::baseline::{Baseline, Fit};
use ramatch_core::rows::{RowError, Spectra};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// A sample as it lies in a matrix.
pub trait Element: Copy + Send + Sync + Default {
    /// Its value.
    fn widen(self) -> f64;
    /// The nearest of its kind.
    fn narrow(value: f64) -> Self;
}

impl Element for f64 {
    fn widen(self) -> f64 {
        self
    }
    fn narrow(value: f64) -> Self {
        value
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

/// How many threads, and who is told how far it is.
#[derive(Clone, Copy, Default)]
pub struct Control<'a> {
    /// Threads at most; none for as many as the machine has cores.
    pub threads: Option<usize>,
    /// Told of rows done and rows there are, on the calling thread; false calls it off.
    pub progress: Option<&'a (dyn Fn(usize, usize) -> bool + Sync)>,
}

/// An operation on every row.
pub(crate) trait RowWork: Sync {
    /// Numbers of scratch that one thread needs.
    fn scratch_len(&self) -> usize;
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
        fn scratch_len(&self) -> usize {
            self.0.many_scratch_len(self.2)
        }
        fn run(&self, spectra: &mut dyn Spectra, scratch: &mut [f64]) -> Result<(), RowError> {
            self.0.fit_many(self.2, self.1, spectra, scratch)
        }
    }
    method.check()?;
    each(&Work(method, mask, rows.n), rows, out, control)
}

/// Rows of one block: enough to fill lanes again and again, few enough to be told about.
const BLOCK: usize = 256;

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
    let threads = control.threads.unwrap_or_else(rayon::current_num_threads).max(1);
    let block = m.div_ceil(threads).next_multiple_of(8).min(BLOCK);
    let blocks: Blocks<'_, T> = Mutex::new(out.chunks_mut(block * n).zip(fits.chunks_mut(block)).enumerate());
    let state = State { done: AtomicUsize::new(0), stop: AtomicBool::new(false), refused: Mutex::new(None) };
    let worker = |told: &dyn Fn(usize)| state.work(work, rows, block, &blocks, told);
    let told = |done| {
        if control.progress.is_some_and(|progress| !progress(done, m)) {
            state.stop.store(true, Ordering::Relaxed);
        }
    };
    let helpers = threads.min(m.div_ceil(block)) - 1;
    if helpers == 0 {
        worker(&told);
    } else {
        rayon::in_place_scope(|scope| {
            for _ in 0..helpers {
                scope.spawn(|_| worker(&|_| {}));
            }
            worker(&told);
        });
    }
    if let Some(RowError { row, error }) = state.refused.into_inner().unwrap_or_else(PoisonError::into_inner)
    {
        return Err(Error::Row { row, source: error });
    }
    let done = state.done.into_inner();
    if done < m {
        return Err(Error::Cancelled { done, total: m });
    }
    if let Some(progress) = control.progress {
        progress(m, m);
    }
    Ok(fits)
}

struct State {
    done: AtomicUsize,
    stop: AtomicBool,
    refused: Mutex<Option<RowError>>,
}

impl State {
    /// Takes block after block until none is left.
    fn work<T: Element>(
        &self,
        work: &dyn RowWork,
        rows: Rows<'_, T>,
        block: usize,
        blocks: &Blocks<'_, T>,
        told: &dyn Fn(usize),
    ) {
        let mut scratch = vec![0.0; work.scratch_len()];
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

    fn store(&mut self, row: usize, made: &[f64], fit: Fit) {
        let n = self.rows.n;
        for (out, &value) in self.out[row * n..][..n].iter_mut().zip(made) {
            *out = T::narrow(value);
        }
        self.fits[row] = fit;
    }
}

//! Many rows through one operation: blocks of them, on several threads.

use super::matrix::{Element, Rows};
use crate::ground::control::Control;
use crate::ground::error::Error;
use crate::ground::threads::Threads;
use ramatch_core::baseline::Fit;
use ramatch_core::rows::{RowError, Spectra};
use ramatch_core::stop;
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// An operation on every row.
pub(super) trait RowWork: Sync {
    /// Numbers of scratch that one thread needs for a block of so many rows.
    fn scratch_len(&self, rows: usize) -> usize;
    /// Does the rows of one block.
    fn run(&self, spectra: &mut dyn Spectra, scratch: &mut [f64]) -> Result<(), RowError>;
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
pub(super) fn each<T: Element>(
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

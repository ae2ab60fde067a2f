//! The loop around the solve: spectra go into lanes, are reweighted until their weights stop changing, and leave.

use super::penalised::{Next, Penalised, View, Weights};
use super::solve::{System, solve};
use crate::ground::error::{self, Error};
use crate::ground::fit::{Fit, check_samples};
use crate::ground::layout::{Across, Along, Layout};
use crate::ground::rows::{RowError, Spectra};
use crate::ground::scratch::{carve, carved_len};
use crate::ground::stop;
use ramatch_kernels::{LANES, Lanes, Row, Work, dispatch};

/// Arrays of rows that every run needs: samples, weights, baseline, two bands.
const ARRAYS: usize = 5;

/// Numbers of scratch for one spectrum of `n` samples.
pub(crate) const fn one_scratch_len<M: Penalised>(n: usize) -> usize {
    carved_len(ARRAYS + 1 + M::ALPHA as usize, n.div_ceil(LANES))
}

/// Numbers of scratch for many spectra of `n` samples: eight of them in lanes, one on its way in or out.
pub(crate) const fn many_scratch_len<M: Penalised>(n: usize) -> usize {
    carved_len(ARRAYS + M::ALPHA as usize, n) + 2 * n
}

/// Fits one spectrum.
pub(crate) fn fit<M: Penalised>(
    method: &M,
    y: &[f64],
    weights: Weights<'_>,
    baseline: &mut [f64],
    scratch: &mut [f64],
) -> Result<Fit, Error> {
    dispatch(One { method, y, weights, baseline, scratch })
}

/// Fits many spectra, eight at a time.
pub(crate) fn fit_many<M: Penalised>(
    method: &M,
    n: usize,
    spectra: &mut dyn Spectra,
    scratch: &mut [f64],
) -> Result<(), RowError> {
    dispatch(Many { method, n, spectra, scratch })
}

/// One spectrum.
struct One<'a, M> {
    method: &'a M,
    y: &'a [f64],
    weights: Weights<'a>,
    baseline: &'a mut [f64],
    scratch: &'a mut [f64],
}

/// Many spectra of `n` samples.
struct Many<'a, M> {
    method: &'a M,
    n: usize,
    spectra: &'a mut dyn Spectra,
    scratch: &'a mut [f64],
}

/// The arrays of a run, `[rows]` each.
struct Arrays<'a> {
    y: &'a mut [Row],
    w: &'a mut [Row],
    z: &'a mut [Row],
    near: &'a mut [Row],
    far: &'a mut [Row],
    /// Empty for methods that have no use for it.
    alpha: &'a mut [Row],
    /// Empty for many spectra.
    keep: &'a mut [Row],
}

impl<'a> Arrays<'a> {
    fn carve<M: Penalised, L: Layout>(scratch: &'a mut [f64], n: usize) -> Option<(Self, &'a mut [f64])> {
        let rows = L::rows(n);
        let ([y, w, z, near, far], rest) = carve::<ARRAYS>(scratch, rows)?;
        let (alpha, rest) = rest.split_at_mut_checked(if M::ALPHA { rows * LANES } else { 0 })?;
        let (keep, rest) = rest.split_at_mut_checked(if L::SPECTRA == 1 { rows * LANES } else { 0 })?;
        let (alpha, keep) = (alpha.as_chunks_mut().0, keep.as_chunks_mut().0);
        Some((Self { y, w, z, near, far, alpha, keep }, rest))
    }

    /// Solves, and asks the method for new weights.
    #[inline(always)]
    fn step<M: Penalised, L: Layout>(
        &mut self,
        method: &M,
        n: usize,
        iteration: &Row,
        known: &[Row; 2],
    ) -> Next {
        let system =
            System { y: self.y, w: self.w, alpha: self.alpha, z: self.z, near: self.near, far: self.far };
        solve::<L, M>(method, n, system);
        let mut view = View { y: self.y, z: self.z, w: self.w, alpha: self.alpha, keep: self.keep };
        view.update::<L, M>(method, iteration, known)
    }
}

/// Counts one more solve; whether it was the last.
fn advance<M: Penalised>(fit: &mut Fit, next: &Next, lane: usize, method: &M) -> bool {
    let settings = method.settings();
    if next.stop[lane] > 0.0 {
        return true;
    }
    fit.iterations += 1;
    fit.change = next.change[lane];
    fit.converged = fit.change < settings.tol;
    fit.converged || fit.change.is_nan() || fit.iterations > settings.max_iter
}

/// The mean: taken out it costs no digits, and second differences do not see it.
#[inline(always)]
fn mean_of<V: Lanes>(y: &[f64]) -> f64 {
    let (chunks, rest) = y.as_chunks::<LANES>();
    let mut sums = V::zero();
    for chunk in chunks {
        sums = sums + V::load(chunk);
    }
    let mut sums = sums.row();
    for (sum, y) in sums.iter_mut().zip(rest) {
        *sum += y;
    }
    ramatch_kernels::join(sums) / y.len() as f64
}

/// Refuses what the solver could not solve.
fn check_finite(finite: bool, lambda: f64) -> Result<(), Error> {
    // Nearly all weights are 0 and λ is huge: the system is singular in double precision.
    error::domain("lambda", lambda, finite, "small enough for the system to be solved")
}

impl<M: Penalised> Work for One<'_, M> {
    type Output = Result<Fit, Error>;

    #[inline(always)]
    fn run<V: Lanes>(self) -> Self::Output {
        let Self { method, y, weights: given, baseline, scratch } = self;
        let (n, got) = (y.len(), scratch.len());
        let needed = one_scratch_len::<M>(n);
        let short = Error::Length { what: "scratch", expected: needed, got };
        let (mut arrays, _) = Arrays::carve::<M, Along<V>>(scratch, n).ok_or(short)?;
        let mean = mean_of::<V>(y);
        let (samples, spare) = arrays.y.as_flattened_mut().split_at_mut(n);
        for (sample, y) in samples.iter_mut().zip(y) {
            *sample = y - mean;
        }
        spare.fill(0.0);
        let (weights, spare) = arrays.w.as_flattened_mut().split_at_mut(n);
        weights.fill(1.0);
        let known = method.prepare(samples, mean, weights).map(|known| [known; LANES]);
        spare.fill(0.0);
        arrays.alpha.as_flattened_mut().fill(1.0);
        let (flags, spare) = arrays.keep.as_flattened_mut().split_at_mut(n);
        flags.fill(1.0);
        spare.fill(0.0);
        match given {
            Weights::All => {}
            Weights::Mask(mask) => {
                for (i, _) in mask.iter().enumerate().filter(|(_, keep)| !**keep) {
                    (flags[i], weights[i]) = (0.0, 0.0);
                }
            }
            Weights::Given(given) => weights.copy_from_slice(given),
        }
        let mut fit = Fit::default();
        loop {
            let iteration = [f64::from(fit.iterations + 1); LANES];
            let next = arrays.step::<M, Along<V>>(method, n, &iteration, &known);
            if advance(&mut fit, &next, 0, method) || stop::called_off() {
                break;
            }
        }
        let mut finite = true;
        for (baseline, z) in baseline.iter_mut().zip(arrays.z.as_flattened()) {
            *baseline = z + mean;
            finite &= baseline.is_finite();
        }
        check_finite(finite, method.settings().lambda)?;
        Ok(fit)
    }
}

/// A spectrum in its lane.
#[derive(Clone, Copy)]
struct Running {
    row: usize,
    mean: f64,
    fit: Fit,
}

impl<M: Penalised> Work for Many<'_, M> {
    type Output = Result<(), RowError>;

    #[inline(always)]
    fn run<V: Lanes>(self) -> Self::Output {
        let Self { method, n, spectra, scratch } = self;
        let needed = many_scratch_len::<M>(n);
        let short = Error::Length { what: "scratch", expected: needed, got: scratch.len() };
        let short = RowError { row: 0, error: short };
        let (mut arrays, lines) = Arrays::carve::<M, Across<V>>(scratch, n).ok_or(short)?;
        let (line, weights) = lines.get_mut(..2 * n).ok_or(short)?.split_at_mut(n);
        for array in [&mut *arrays.y, arrays.alpha] {
            array.fill([0.0; LANES]);
        }
        arrays.w.fill([1.0; LANES]);
        let mut running: [Option<Running>; LANES] = [None; LANES];
        let (mut known, mut iteration) = ([[0.0; LANES]; 2], [1.0; LANES]);
        let (mut next_row, mut last) = (0, Next { change: [0.0; LANES], stop: [1.0; LANES] });
        loop {
            let off = stop::called_off();
            for lane in 0..LANES {
                if let Some(now) = &mut running[lane] {
                    if !advance(&mut now.fit, &last, lane, method) && !off {
                        iteration[lane] += 1.0;
                        continue;
                    }
                    let Running { row, mean, fit } = *now;
                    let mut finite = true;
                    for (value, z) in line.iter_mut().zip(&*arrays.z) {
                        *value = z[lane] + mean;
                        finite &= value.is_finite();
                    }
                    let checked = check_finite(finite, method.settings().lambda);
                    checked.map_err(|error| RowError { row, error })?;
                    spectra.store(row, line, fit);
                    running[lane] = None;
                }
                if off || next_row == spectra.count() {
                    continue;
                }
                let row = next_row;
                spectra.load(row, line);
                check_samples(line).map_err(|error| RowError { row, error })?;
                let mean = mean_of::<V>(line);
                let cells = arrays.y.iter_mut().zip(arrays.w.iter_mut()).zip(line.iter_mut());
                for ((y, w), sample) in cells {
                    *sample -= mean;
                    (y[lane], w[lane]) = (*sample, 1.0);
                }
                let constants = method.prepare(line, mean, weights);
                if M::FIRST_WEIGHTS {
                    for (w, &weight) in arrays.w.iter_mut().zip(&*weights) {
                        w[lane] = weight;
                    }
                }
                arrays.alpha.iter_mut().for_each(|row| row[lane] = 1.0);
                for (known, constant) in known.iter_mut().zip(constants) {
                    known[lane] = constant;
                }
                iteration[lane] = 1.0;
                running[lane] = Some(Running { row, mean, fit: Fit::default() });
                next_row += 1;
            }
            if running.iter().all(Option::is_none) {
                return Ok(());
            }
            last = arrays.step::<M, Across<V>>(method, n, &iteration, &known);
        }
    }
}

//! Many spectra through one pipeline: side by side where their rows are of one length, each with the bits that it has alone.

use super::data::GridStep;
use super::pipeline::{Pipeline, Prepared};
use super::way::Way;
use crate::clean::baseline::{Baseline, Fit, Samples};
use crate::ground::error::{self, Error};
use crate::ground::rows::Spectra;
use crate::ground::scratch::Scratch;
use crate::measured::grid::Interval;
use crate::measured::spectrum::SpectrumRef;

/// Rows that are on their way together: each lane of the penalised baselines has several, one after the other.
const ROWS: usize = 32;
/// Fewer rows of one length are fitted sooner one after the other.
const LEAST: usize = 3;

impl Pipeline {
    /// Scratch `f64`s that [`Pipeline::run_many`] needs for so many spectra of up to `native_len` points; no more from 32 spectra on.
    #[must_use]
    pub fn many_scratch_len(&self, spectra: usize, native_len: usize) -> usize {
        let n = self.grid().len;
        let baselines = self.steps().filter_map(|(step, _)| match step {
            GridStep::Baseline(baseline) if spectra >= LEAST => Some(baseline.many_scratch_len(n)),
            _ => None,
        });
        spectra.min(ROWS) * n + baselines.fold(self.scratch_len(native_len), usize::max)
    }

    /// Makes sure that a workspace holds what [`Pipeline::run_many`] needs. Allocates only to grow.
    #[cfg(feature = "alloc")]
    pub fn grow(&self, workspace: &mut crate::ground::scratch::Workspace, spectra: usize, native_len: usize) {
        workspace.grow_reals(self.many_scratch_len(spectra, native_len));
        #[cfg(feature = "std")]
        workspace.grow_cells(self.cells_len());
    }

    /// Prepares many spectra, of whatever axes and lengths, and hands each to `take` in their order: what
    /// [`Pipeline::run`] makes of it alone, to the bit, or refuses.
    ///
    /// Baselines of rows that cover equally many points of the grid are fitted side by side. `scratch` is
    /// [`Pipeline::many_scratch_len`] of their number and of the longest, `out` is `[grid.len]` and holds the samples of the one that is
    /// handed out. No allocation.
    ///
    /// # Errors
    /// [`Error::Length`] for too little scratch or another length of `out`; nothing is handed out then.
    ///
    /// ```
    /// use ramatch_core::baseline::{Arpls, Baseline};
    /// use ramatch_core::{Grid, GridStep, Normalize, Pipeline, Recipe, Scratch, SpectrumRef};
    /// const RECIPE: Recipe = Recipe::new(Grid::cm1(400.0, 4.0, 256))
    ///     .gridded(GridStep::Baseline(Baseline::Arpls(Arpls::new())))
    ///     .gridded(GridStep::Normalize { method: Normalize::L2 });
    /// let shift: Vec<f32> = (0..800).map(|i| 350.0 + 2.0 * i as f32).collect();
    /// let with_band = |at: f32| -> Vec<f32> {
    ///     shift.iter().map(|x| 50.0 + 0.1 * x + 900.0 / (1.0 + (x - at) * (x - at))).collect()
    /// };
    /// let counts = [with_band(520.0), vec![7.0; 800], with_band(1332.0)];
    /// let spectra: Vec<SpectrumRef<'_>> =
    ///     counts.iter().map(|counts| SpectrumRef::new(&shift, counts)).collect::<Result<_, _>>()?;
    ///
    /// let pipeline = Pipeline::new(RECIPE)?;
    /// let (mut memory, mut samples) = (vec![0.0; pipeline.many_scratch_len(3, 800)], [0.0; 256]);
    /// let mut good = Vec::new();
    /// pipeline.run_many(&spectra, Scratch::of_reals(&mut memory), &mut samples, &mut |_, prepared| good.push(prepared.is_ok()))?;
    /// assert_eq!(good, [true, false, true]);
    /// # Ok::<(), ramatch_core::Error>(())
    /// ```
    pub fn run_many(
        &self,
        spectra: &[SpectrumRef<'_>],
        scratch: Scratch<'_>,
        out: &mut [f32],
        take: &mut dyn FnMut(usize, Result<Prepared<'_>, Error>),
    ) -> Result<(), Error> {
        let n = self.grid().len;
        let longest = spectra.iter().map(SpectrumRef::len).max().unwrap_or(0);
        error::same_len("out", n, out.len())?;
        error::at_least("scratch", self.many_scratch_len(spectra.len(), longest), scratch.reals.len())?;
        let (rows, reals) = scratch.reals.split_at_mut(spectra.len().min(ROWS) * n);
        #[cfg(feature = "std")]
        let cells = scratch.cells;
        let mut begun = 0;
        for spectra in spectra.chunks(ROWS) {
            let mut ways = [const { Err(Error::ZeroNorm) }; ROWS];
            for ((way, y), spectrum) in ways.iter_mut().zip(rows.chunks_exact_mut(n)).zip(spectra) {
                let begin = self.resampled(*spectrum, y, reals);
                *way = begin.map(|(interval, notes)| Way::new(self.grid(), y, interval, notes));
            }
            let ways = &mut ways[..spectra.len()];
            for (step, smoother) in self.steps() {
                let fitted = match step {
                    GridStep::Baseline(baseline) => side_by_side(baseline, (rows, n), ways, reals),
                    _ => 0,
                };
                let rest = ways.iter_mut().zip(rows.chunks_exact_mut(n)).enumerate();
                for (_, (way, y)) in rest.filter(|(i, _)| fitted & (1 << i) == 0) {
                    let lent = Scratch {
                        reals: &mut *reals,
                        #[cfg(feature = "std")]
                        cells: &mut *cells,
                    };
                    let taken = way.as_mut().map_or(Ok(()), |way| way.take(step, smoother, y, lent));
                    if let Err(error) = taken {
                        *way = Err(error);
                    }
                }
            }
            for (i, (way, y)) in ways.iter().zip(rows.chunks_exact(n)).enumerate() {
                let made = way.as_ref().map(|way| self.made(y, way, out));
                take(begun + i, made.map_err(|error| *error));
            }
            begun += spectra.len();
        }
        Ok(())
    }
}

/// Fits rows of one length side by side, and takes their baselines away; yields which, a bit for each. The others are still to
/// be done: they have a length of their own, or come behind one that is refused.
fn side_by_side(
    baseline: &Baseline,
    (rows, n): (&mut [f64], usize),
    ways: &mut [Result<Way, Error>],
    reals: &mut [f64],
) -> u32 {
    let (mut asked, mut fitted) = (0u32, 0u32);
    for first in 0..ways.len() {
        let Some(len) = len_of(&ways[first]).filter(|_| asked & (1 << first) == 0) else { continue };
        let (mut which, mut count) = ([0; ROWS], 0);
        for (i, _) in ways.iter().enumerate().filter(|(_, way)| len_of(way) == Some(len)) {
            asked |= 1 << i;
            which[count] = i;
            count += 1;
        }
        if count >= LEAST {
            let mut group = Group { which: &which[..count], rows, n, ways, fitted };
            // Whoever is refused is told so when he is fitted alone.
            let _ = baseline.fit_many(len, Samples::default(), &mut group, reals);
            fitted = group.fitted;
        }
    }
    fitted
}

fn len_of(way: &Result<Way, Error>) -> Option<usize> {
    way.as_ref().ok().map(|way| way.interval.len())
}

/// Rows that cover equally many points.
struct Group<'a> {
    which: &'a [usize],
    rows: &'a mut [f64],
    n: usize,
    ways: &'a mut [Result<Way, Error>],
    fitted: u32,
}

impl Spectra for Group<'_> {
    fn count(&self) -> usize {
        self.which.len()
    }

    fn load(&mut self, row: usize, y: &mut [f64]) {
        let i = self.which[row];
        let Ok(Way { interval: Interval { lo, hi }, .. }) = self.ways[i] else { return };
        y.copy_from_slice(&self.rows[i * self.n..][lo..hi]);
    }

    fn store(&mut self, row: usize, made: &[f64], fit: Fit) {
        let i = self.which[row];
        let Ok(way) = &mut self.ways[i] else { return };
        let Interval { lo, hi } = way.interval;
        way.without_baseline(&mut self.rows[i * self.n..][lo..hi], made, fit);
        self.fitted |= 1 << i;
    }
}

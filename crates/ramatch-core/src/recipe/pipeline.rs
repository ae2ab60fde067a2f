//! From a spectrum to prepared samples on the grid.

use crate::clean::smooth::Smoother;
use crate::compare::linear::Linear;
use crate::ground::error::{self, Error};
use crate::ground::scratch::Scratch;
use crate::measured::grid::{Grid, Interval};
use crate::measured::spectrum::SpectrumRef;
use crate::measured::{noise, quality, sampling};
use crate::recipe::data::{GridStep, MAX_GRIDDED, NativeStep, Recipe, RecipeId};
use crate::recipe::notes::Notes;
use crate::recipe::way::{Way, range};

/// A checked recipe with all that can be computed beforehand. Immutable, to be shared between threads.
///
/// ```
/// use ramatch_core::baseline::{Arpls, Baseline};
/// use ramatch_core::{Grid, GridStep, Normalize, Pipeline, Recipe, Scratch, SpectrumRef};
///
/// const RECIPE: Recipe = Recipe::new(Grid::FINGERPRINT)
///     .gridded(GridStep::Baseline(Baseline::Arpls(Arpls::new().lambda(1e6))))
///     .gridded(GridStep::Normalize { method: Normalize::L2 });
///
/// let shift: Vec<f32> = (0..1160).map(|i| 140.0 + 2.0 * i as f32).collect();
/// let counts: Vec<f32> = shift.iter().map(|x| 0.1 * x + 900.0 / (1.0 + (x - 1001.0) * (x - 1001.0))).collect();
///
/// let pipeline = Pipeline::new(RECIPE)?;
/// let mut memory = vec![0.0; pipeline.scratch_len(shift.len())];
/// let mut samples = vec![0.0; 1024];
/// let spectrum = SpectrumRef::new(&shift, &counts)?;
/// let prepared = pipeline.run(spectrum, Scratch::of_reals(&mut memory), &mut samples)?;
/// assert_eq!(prepared.interval().len(), 1024);
/// # Ok::<(), ramatch_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Pipeline {
    recipe: Recipe,
    id: RecipeId,
    smoothers: [Option<Smoother>; MAX_GRIDDED],
}

/// Who is shown the samples after every stage on the grid; see [`Pipeline::run_watched`].
pub type Watch<'a> = &'a mut dyn FnMut(Option<&GridStep>, &[f64], Interval);

/// Samples on the grid, ready to be compared. Only a [`Pipeline`] makes them.
///
/// ```
/// use ramatch_core::{Grid, GridStep, Normalize, Pipeline, Recipe, Scratch, SpectrumRef};
/// const RECIPE: Recipe =
///     Recipe::new(Grid::cm1(400.0, 4.0, 256)).gridded(GridStep::Normalize { method: Normalize::L2 });
/// let shift: Vec<f32> = (0..800).map(|i| 350.0 + 2.0 * i as f32).collect();
/// let counts: Vec<f32> = shift.iter().map(|x| 50.0 + 900.0 / (1.0 + (x - 1001.0) * (x - 1001.0))).collect();
///
/// let pipeline = Pipeline::new(RECIPE)?;
/// let (mut memory, mut samples) = (vec![0.0; pipeline.scratch_len(shift.len())], [0.0; 256]);
/// let prepared = pipeline.run(SpectrumRef::new(&shift, &counts)?, Scratch::of_reals(&mut memory), &mut samples)?;
/// let squares: f32 = prepared.samples().iter().map(|sample| sample * sample).sum();
/// assert!((squares - 1.0).abs() < 1e-5);
/// assert_eq!((prepared.recipe(), prepared.interval().len()), (RECIPE.id(), 256));
/// # Ok::<(), ramatch_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prepared<'a> {
    samples: &'a [f32],
    interval: Interval,
    recipe: RecipeId,
    notes: Notes,
}

/// [`Prepared`] with samples of its own, to be kept.
#[cfg(feature = "alloc")]
#[derive(Clone, Debug, PartialEq)]
pub struct PreparedBuf {
    samples: alloc::vec::Vec<f32>,
    interval: Interval,
    recipe: RecipeId,
    notes: Notes,
}

#[cfg(feature = "alloc")]
impl PreparedBuf {
    /// As it is compared.
    #[must_use]
    pub fn as_ref(&self) -> Prepared<'_> {
        let Self { ref samples, interval, recipe, notes } = *self;
        Prepared { samples, interval, recipe, notes }
    }
}

#[cfg(feature = "alloc")]
impl From<Prepared<'_>> for PreparedBuf {
    fn from(prepared: Prepared<'_>) -> Self {
        let Prepared { samples, interval, recipe, notes } = prepared;
        Self { samples: samples.to_vec(), interval, recipe, notes }
    }
}

impl Pipeline {
    /// Checks the recipe and plans its transforms. Allocates only for the rustfft backend.
    ///
    /// # Errors
    /// All of [`Recipe::check`] and of [`Smoother::new`].
    pub fn new(recipe: Recipe) -> Result<Self, Error> {
        recipe.check()?;
        let mut smoothers = [const { None }; MAX_GRIDDED];
        for (smoother, step) in smoothers.iter_mut().zip(recipe.gridded_steps()) {
            if let GridStep::Smooth(smooth) = step {
                *smoother = Some(Smoother::new(*smooth, recipe.grid())?);
            }
        }
        Ok(Self { recipe, id: recipe.id(), smoothers })
    }

    /// The recipe.
    #[must_use]
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// The recipe's identity.
    #[must_use]
    pub fn id(&self) -> RecipeId {
        self.id
    }

    /// The grid.
    #[must_use]
    pub fn grid(&self) -> Grid {
        self.recipe.grid()
    }

    /// Scratch `f64`s that [`Pipeline::run`] and [`Pipeline::run_linear`] need for a spectrum of `native_len` points.
    #[must_use]
    pub fn scratch_len(&self, native_len: usize) -> usize {
        let n = self.grid().len;
        // Native stage: intensities, marks (one byte each), differences and work.
        let native = 3 * native_len + native_len.div_ceil(8);
        let smoothing = self.smoothers.iter().flatten().map(Smoother::scratch_len).fold(0, usize::max);
        let baselines = self.recipe.gridded_steps().filter_map(|step| match step {
            GridStep::Baseline(baseline) => Some(n + baseline.scratch_len(n)),
            #[cfg(feature = "every-step")]
            GridStep::Detrend(detrend) => Some(detrend.scratch_len(n)),
            GridStep::Normalize { .. } => Some(n),
            GridStep::Smooth(_) => None,
        });
        let gridded = baselines.fold(smoothing, usize::max);
        n + native.max(gridded).max(noise::scratch_len(n)).max(Linear::scratch_len(n))
    }

    /// Cells that [`Pipeline::run`] needs.
    #[cfg(feature = "std")]
    #[must_use]
    pub fn cells_len(&self) -> usize {
        self.smoothers.iter().flatten().map(Smoother::cells_len).fold(0, usize::max)
    }

    /// Working memory for spectra of up to `native_len` points.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn workspace(&self, native_len: usize) -> crate::ground::scratch::Workspace {
        let mut workspace = crate::ground::scratch::Workspace::default();
        workspace.grow_reals(self.scratch_len(native_len));
        #[cfg(feature = "std")]
        workspace.grow_cells(self.cells_len());
        workspace
    }

    /// Prepares a spectrum.
    ///
    /// `out` is `[grid.len]`; outside the covered interval it becomes 0 and means nothing. O(n) for each step
    /// and reweighting, O(n log n) for the smoothing; no allocation.
    ///
    /// # Errors
    /// [`Error::Flat`] for a constant signal, [`Error::Coverage`] where the spectrum covers less of the grid
    /// than the recipe's overlap asks for, [`Error::ZeroNorm`] where nothing is left, [`Error::Length`] for
    /// too little scratch or another length of `out`.
    pub fn run<'out>(
        &self,
        spectrum: SpectrumRef<'_>,
        scratch: Scratch<'_>,
        out: &'out mut [f32],
    ) -> Result<Prepared<'out>, Error> {
        self.run_watched(spectrum, scratch, out, &mut |_, _, _| {})
    }

    /// [`Pipeline::run`] that shows the samples after every stage on the grid, for pictures and for diagnosis.
    ///
    /// `watch` is given the step that was just done (none after the resampling), the samples (`[grid.len]`)
    /// and the interval inside which they mean something. The result has the same bits as without.
    ///
    /// # Errors
    /// As [`Pipeline::run`].
    pub fn run_watched<'out>(
        &self,
        spectrum: SpectrumRef<'_>,
        scratch: Scratch<'_>,
        out: &'out mut [f32],
        watch: Watch<'_>,
    ) -> Result<Prepared<'out>, Error> {
        let grid = self.grid();
        error::same_len("out", grid.len, out.len())?;
        error::at_least("scratch", self.scratch_len(spectrum.len()), scratch.reals.len())?;
        let (y, rest) = scratch.reals.split_at_mut(grid.len);
        let (interval, notes) = self.resampled(spectrum, y, rest)?;
        #[allow(clippy::needless_update, reason = "without std there are no cells")]
        let scratch = Scratch { reals: rest, ..scratch };
        watch(None, y, interval);
        self.gridded(y, interval, notes, scratch, out, watch)
    }

    /// All that comes before the steps on the grid: from the points of a spectrum to `y` (`[grid.len]`). `rest` is as long as
    /// [`Pipeline::scratch_len`] says, less `grid.len`.
    pub(super) fn resampled(
        &self,
        whole: SpectrumRef<'_>,
        y: &mut [f64],
        rest: &mut [f64],
    ) -> Result<(Interval, Notes), Error> {
        refuse_flat(whole.intensity())?;
        self.refuse_coverage(whole.range_cm1())?;
        let (spectrum, grid) = (self.filled(whole), self.grid());
        let native_len = spectrum.len();
        let mut notes = self.sampled(spectrum, rest);
        notes.empty_ends = ends_left_out(whole, spectrum);
        let (native, work) = rest.split_at_mut(native_len);
        let (marks, work) = work.split_at_mut(native_len.div_ceil(8));
        let altered = &mut bytemuck::cast_slice_mut::<f64, u8>(marks)[..native_len];
        for (native, &raw) in native.iter_mut().zip(spectrum.intensity()) {
            *native = f64::from(raw);
        }
        for NativeStep::Despike(despike) in self.recipe.native_steps() {
            notes.despiked = despike.run(spectrum.shift_cm1(), native, altered, work)?;
        }
        let own = noise::density_of_points(spectrum.shift_cm1(), native, work);
        let interval = self.recipe.resampling().run(spectrum, native, grid, y)?;
        self.measure_noise((spectrum, own), (y, interval), &mut notes, rest);
        Ok((interval, notes))
    }

    /// Prepares samples that lie on the grid already, such as a rendered reference: the gridded steps only.
    ///
    /// `samples` and `out` are `[grid.len]`; what `samples` holds outside `interval` is not read.
    ///
    /// # Errors
    /// As [`Pipeline::run`], and [`Error::NotFinite`] for a NaN or infinite sample inside the interval.
    pub fn run_gridded<'out>(
        &self,
        samples: &[f64],
        interval: Interval,
        scratch: Scratch<'_>,
        out: &'out mut [f32],
    ) -> Result<Prepared<'out>, Error> {
        let grid = self.grid();
        error::same_len("samples", grid.len, samples.len())?;
        error::same_len("out", grid.len, out.len())?;
        error::at_least("scratch", self.scratch_len(0), scratch.reals.len())?;
        if interval.hi > grid.len || interval.is_empty() {
            return Err(Error::Length { what: "interval", expected: grid.len, got: interval.hi });
        }
        error::within(
            "samples",
            interval.of(samples).iter().copied(),
            crate::measured::limits::MAX_INTENSITY,
        )?;
        self.refuse_coverage((grid.cell(interval.lo).0, grid.cell(interval.hi.saturating_sub(1)).1))?;
        let (y, rest) = scratch.reals.split_at_mut(grid.len);
        y.copy_from_slice(samples);
        #[allow(clippy::needless_update, reason = "without std there are no cells")]
        let scratch = Scratch { reals: rest, ..scratch };
        self.gridded(y, interval, Notes::default(), scratch, out, &mut |_, _, _| {})
    }

    fn gridded<'out>(
        &self,
        y: &mut [f64],
        interval: Interval,
        notes: Notes,
        mut scratch: Scratch<'_>,
        out: &'out mut [f32],
        watch: Watch<'_>,
    ) -> Result<Prepared<'out>, Error> {
        let mut way = Way::new(self.grid(), y, interval, notes);
        for (step, smoother) in self.steps() {
            way.take(step, smoother, y, scratch.again())?;
            watch(Some(step), y, interval);
        }
        Ok(self.made(y, &way, out))
    }

    /// The steps on the grid, with what is computed of them beforehand.
    pub(super) fn steps(&self) -> impl Iterator<Item = (&GridStep, Option<&Smoother>)> {
        self.recipe.gridded_steps().zip(self.smoothers.iter().map(Option::as_ref))
    }

    /// A row at the end of its way.
    pub(super) fn made<'out>(&self, y: &[f64], way: &Way, out: &'out mut [f32]) -> Prepared<'out> {
        for (out, &y) in out.iter_mut().zip(y) {
            *out = y as f32;
        }
        Prepared { samples: out, interval: way.interval, recipe: self.id, notes: way.notes }
    }

    /// The spectrum without ends that hold nothing, if what is left can be compared: else they are all that there is.
    fn filled<'a>(&self, spectrum: SpectrumRef<'a>) -> SpectrumRef<'a> {
        let filled = spectrum.part(sampling::filled(spectrum.intensity()));
        if self.refuse_coverage(filled.range_cm1()).is_ok() { filled } else { spectrum }
    }

    /// Notes the noise of the row, and how that from point to point, `own`, compares with it.
    fn measure_noise(
        &self,
        (spectrum, own): (SpectrumRef<'_>, f64),
        (y, interval): (&[f64], Interval),
        notes: &mut Notes,
        reals: &mut [f64],
    ) {
        let (shift, first) = (spectrum.shift_cm1(), self.grid().shift_cm1(interval.lo));
        let limit = notes.gap.map_or(f64::INFINITY, |gap| gap.limit_cm1);
        let gaps = sampling::gaps(shift, limit).map(|(from, to)| (from - first, to - first));
        let (row, spacing) = (interval.of(y), notes.spacing_cm1.unwrap_or(f64::INFINITY));
        notes.noise_density = noise::density(row, self.grid().step_cm1, spacing, gaps, reals);
        if notes.noise_density > 0.0 && own > range(row) * LEAST_OWN {
            notes.noise_ratio = (own / notes.noise_density).min(MOST_RATIO);
        }
    }

    /// What the points say before anything is done to them. `reals` is at least `[2n]`.
    fn sampled(&self, spectrum: SpectrumRef<'_>, reals: &mut [f64]) -> Notes {
        let (shift, (from, to)) = (spectrum.shift_cm1(), spectrum.range_cm1());
        let median = sampling::median_distance_cm1(shift, reals).unwrap_or(f64::INFINITY);
        let Interval { lo, hi } = self.grid().interval(from, to);
        let covered = (self.grid().cell(lo).0, self.grid().cell(hi.saturating_sub(1)).1);
        let gap = sampling::widest_gap(shift, sampling::gap_limit_cm1(median), covered);
        Notes {
            saturated: quality::is_saturated(spectrum.intensity()),
            axis_is_pixels: quality::looks_like_pixels(shift),
            axis_is_nm: quality::looks_like_nm(shift),
            gap_cm1: gap.map(|gap| gap.to_cm1 - gap.from_cm1),
            gap,
            spacing_cm1: sampling::spacing_cm1(spectrum, covered, median, reals),
            ..Notes::default()
        }
    }

    fn refuse_coverage(&self, (from, to): (f64, f64)) -> Result<(), Error> {
        let grid = self.grid();
        let needed = self.recipe.overlap_limits().min_cm1;
        let covered = grid.interval(from, to).len() as f64 * grid.step_cm1;
        if covered < needed.max(16.0 * grid.step_cm1) {
            let (grid_from, grid_to) = (grid.start_cm1, grid.end_cm1());
            return Err(Error::Coverage { covered, needed, grid_from, grid_to });
        }
        Ok(())
    }
}

/// Noise from point to point below this part of the row's range may be rounding.
const LEAST_OWN: f64 = 1e-4;
/// A greater ratio of densities says no more.
const MOST_RATIO: f64 = 1e6;

/// What of `whole` is not in its part `filled`, on the left and on the right.
fn ends_left_out(whole: SpectrumRef<'_>, filled: SpectrumRef<'_>) -> [sampling::Empty; 2] {
    let ((first, last), (from, to)) = (whole.range_cm1(), filled.range_cm1());
    let left = whole.shift_cm1().partition_point(|&x| f64::from(x) < from);
    let right = whole.len() - filled.len() - left;
    let empty = |points, width_cm1| sampling::Empty { points, width_cm1 };
    [empty(left, from - first), empty(right, last - to)]
}

fn refuse_flat(y: &[f32]) -> Result<(), Error> {
    match y {
        [first, rest @ ..] if rest.iter().all(|y| y == first) => {
            Err(Error::Flat { value: f64::from(*first), points: y.len() })
        }
        _ => Ok(()),
    }
}

impl<'a> Prepared<'a> {
    /// The samples, `[grid.len]`, 0 outside the interval.
    #[must_use]
    pub fn samples(&self) -> &'a [f32] {
        self.samples
    }

    /// The part of the grid that the spectrum covers.
    #[must_use]
    pub fn interval(&self) -> Interval {
        self.interval
    }

    /// The recipe that made it.
    #[must_use]
    pub fn recipe(&self) -> RecipeId {
        self.recipe
    }

    /// What was noticed on the way.
    #[must_use]
    pub fn notes(&self) -> &Notes {
        &self.notes
    }
}

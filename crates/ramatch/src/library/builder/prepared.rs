//! Rows that are prepared already.

use super::{LibraryBuilder, Reference, Taken, bad_entry};
use crate::ground::error::Error;
use ramatch_core::library::EntryKind;
use ramatch_core::{Axis, GridStep, Interval, Prepared};

/// What the last step may still change of a prepared row, as a part of its largest sample: what a sum of a thousand `f32` may be off
/// by, 1024 · 2⁻²⁴ = 6 · 10⁻⁵.
const ROUNDING: f64 = 1e-4;

impl LibraryBuilder {
    /// Adds a spectrum as a pipeline of this library's recipe prepared it, with its noise: the row is that of [`LibraryBuilder::add`],
    /// and no measured points are kept. It has no linear row, which cannot be made of a prepared one: no mixture is taken apart by it.
    ///
    /// # Errors
    /// [`Error::Library`] with the code `recipe_mismatch` for what another recipe prepared, and as [`LibraryBuilder::add_row`].
    ///
    /// ```
    /// use ramatch::core::library::Grade;
    /// use ramatch::{Identifier, LibraryBuilder, Recipe, Reference, Spectrum, Storage};
    /// let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
    /// let counts = shift.iter().map(|x| 50.0 + 900.0 / (1.0 + ((x - 1001.0) / 5.0).powi(2))).collect();
    /// let prepared = Identifier::embedded()?.prepare(&Spectrum::new(shift, counts)?)?;
    ///
    /// let folder = tempfile::tempdir()?;
    /// let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new(), folder.path())?;
    /// let about = Reference { id: "lab/1", substance: "own", name: "own", form: "", source: "lab",
    ///     grade: Grade::Field, laser_nm: 785.0, resolution_cm1: 8.0 };
    /// builder.add_prepared(&about, &prepared.as_ref())?;
    /// assert_eq!(builder.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_prepared(&mut self, about: &Reference<'_>, row: &Prepared<'_>) -> Result<(), Error> {
        let own = self.renderer.pipeline().id();
        if row.recipe() != own {
            let (query, library) = (row.recipe().0, own.0);
            return Err(Error::library(ramatch_core::Error::RecipeMismatch { query, library }));
        }
        let (interval, noise) = (row.interval(), row.notes().noise_density);
        let taken = Taken { samples: row.samples(), noise, linear: &[] };
        self.take_samples((about, EntryKind::Curve), interval, taken, None)
    }

    /// Adds a row that was prepared by this recipe and stored somewhere: `[grid.len]` samples, 0 outside `interval`.
    ///
    /// A recipe ends with a normalisation, which changes nothing of what it has normalised: a row that it would still change by more
    /// than 10⁻⁴ of the largest sample was not prepared by this recipe (counts, a scaled row, one of another normalisation). The steps
    /// before it leave no such trace, nor does a sign, and a row from 0 to 1 has a largest sample of 1: that cannot be checked here. [`LibraryBuilder::add_prepared`] takes nothing else,
    /// and [`LibraryBuilder::add`] prepares a measured spectrum. Like what [`LibraryBuilder::add_prepared`] adds, it has no linear row.
    ///
    /// # Errors
    /// [`Error::Library`] for an id that is empty or there already, an empty name or source, a row of another length, an interval that
    /// is empty or leaves the grid, a sample that is not finite or not 0 outside the interval, a row that is not prepared, naming the
    /// sample by which it shows; [`Error::Io`]. The library is as before, unless writing failed.
    pub fn add_row(
        &mut self,
        about: &Reference<'_>,
        samples: &[f32],
        interval: Interval,
    ) -> Result<(), Error> {
        self.check(about, samples, interval)?;
        self.check_prepared(about, samples, interval)?;
        let taken = Taken { samples, noise: 0.0, linear: &[] };
        self.take_samples((about, EntryKind::Curve), interval, taken, None)
    }

    /// Refuses a row that the recipe's normalisation would still change.
    fn check_prepared(
        &self,
        about: &Reference<'_>,
        samples: &[f32],
        interval: Interval,
    ) -> Result<(), Error> {
        let recipe = self.renderer.pipeline().recipe();
        let last = recipe.gridded_steps().last();
        let Some(GridStep::Normalize { method }) = last else { return Ok(()) };
        let refuse = |how: String| {
            Err(bad_entry(format!(
                "entry \"{}\": the row is not prepared by this library's recipe: {how}; add the measured spectrum instead, or the row that \
                 the recipe makes of it",
                about.id
            )))
        };
        let row: Vec<f64> = interval.of(samples).iter().map(|&sample| f64::from(sample)).collect();
        let (mut again, mut scratch) = (row.clone(), vec![0.0; row.len()]);
        if let Err(error) = method.run(&mut again, Axis::Step(recipe.grid().step_cm1), &mut scratch) {
            return refuse(format!("its normalisation ({method:?}) refuses it, {error}"));
        }
        let change = |i: &usize| (again[*i] - row[*i]).abs();
        let Some(worst) = (0..row.len()).max_by(|a, b| change(a).total_cmp(&change(b))) else {
            return Ok(());
        };
        let largest = again.iter().fold(0.0f64, |largest, sample| largest.max(sample.abs()));
        if change(&worst) <= ROUNDING * largest {
            return Ok(());
        }
        let (sample, now, then) = (interval.lo + worst, row[worst], again[worst]);
        refuse(format!("sample {sample} is {now}, and its normalisation ({method:?}) makes {then:.6} of it"))
    }
}

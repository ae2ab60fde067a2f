//! Who is asked about a spectrum, and what both ways of asking begin with.

use super::mask::Mask;
use super::memory::Needs;
use super::patience::Patience;
use super::question::Question;
use super::references::References;
use super::search::Search;
use super::tolerance::Tolerance;
use super::verdict::Calibrated;
use crate::ground::error::{self, Error, LibraryError};
use crate::ground::scratch::Scratch;
use crate::measured::grid::{Grid, Interval};
use crate::measured::sampling;
use crate::measured::spectrum::SpectrumRef;
use crate::recipe::data::GridStep;
use crate::recipe::notes::Notes;
use crate::recipe::pipeline::Pipeline;

/// Who is asked, and what is known beforehand.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// Prepares the spectrum, by the library's recipe.
    pub pipeline: &'a Pipeline,
    /// The references.
    pub references: References<'a>,
    /// How far the axis may be off.
    pub tolerance: Tolerance,
    /// Indices of entries that are not asked, rising.
    pub excluded: &'a [u32],
    /// Index of a substance through which the sample was measured, such as the bag: what its bands cover does not count, and it is not
    /// named.
    pub through: Option<u32>,
    /// What a standing is worth. Without it a ranking is made and nothing decided.
    pub calibrated: Option<Calibrated<'a>>,
    /// One bit for every substance, set where it is controlled: such a name takes more than the pattern of a benzene ring. Words beyond the
    /// last count as 0.
    pub controlled: &'a [u32],
}

impl<'a> Ask<'a> {
    /// Asks all of a library, on an axis that may be off by [`Tolerance::new`].
    #[must_use]
    pub const fn new(pipeline: &'a Pipeline, references: References<'a>) -> Self {
        let tolerance = Tolerance::new();
        Self {
            pipeline,
            references,
            tolerance,
            excluded: &[],
            through: None,
            calibrated: None,
            controlled: &[],
        }
    }

    /// Decides by a calibration.
    #[must_use]
    pub const fn calibrated(self, calibrated: Calibrated<'a>) -> Self {
        Self { calibrated: Some(calibrated), ..self }
    }

    /// How much memory a spectrum of up to `native_len` points needs, for a ranking of `top` substances.
    #[must_use]
    pub fn needs(&self, native_len: usize, top: usize) -> Needs {
        let view = self.references.view();
        Needs::new(view.grid(), native_len)
            .of_library(view.len(), view.substances_len())
            .top(top)
            .of_pipeline(self.pipeline)
    }
}

/// A spectrum as it was prepared.
pub(super) struct Sample {
    pub(super) interval: Interval,
    pub(super) notes: Notes,
    /// From which distance of neighbours on there is a gap; none where there is none.
    pub(super) gaps: Option<f64>,
}

/// Who is asked whether to go on, and how many rows were looked at by searches before.
pub(super) struct Looks<'a> {
    pub(super) patience: Patience<'a>,
    pub(super) before: u64,
}

impl Looks<'_> {
    /// Takes all steps of a search.
    pub(super) fn all(&mut self, search: &mut Search<'_>) -> Result<(), Error> {
        while !search.step(self.patience.every) {
            if !(self.patience.go_on)(self.before + search.looks()) {
                return Err(Error::Cancelled);
            }
        }
        self.before += search.looks();
        Ok(())
    }
}

impl Ask<'_> {
    /// Whether a substance is controlled, as far as that is said.
    pub(super) fn is_controlled(&self, substance: u32) -> bool {
        self.controlled.get(substance as usize / 32).is_some_and(|word| word >> (substance % 32) & 1 == 1)
    }

    pub(super) fn grid(&self) -> Grid {
        self.references.view().grid()
    }

    /// Prepares a spectrum; after each step `go_on` is asked whether to.
    pub(super) fn prepare(
        &self,
        spectrum: SpectrumRef<'_>,
        work: &mut Scratch<'_>,
        out: &mut [f32],
        go_on: &mut dyn FnMut() -> bool,
    ) -> Result<Sample, Error> {
        let mut goes = true;
        let mut watch = |_: Option<&GridStep>, _: &[f64], _| goes &= go_on();
        let prepared = self.pipeline.run_watched(spectrum, work.again(), out, &mut watch)?;
        if !goes {
            return Err(Error::Cancelled);
        }
        let (interval, notes) = (prepared.interval(), *prepared.notes());
        Ok(Sample { interval, notes, gaps: notes.gap.map(|gap| gap.limit_cm1) })
    }

    /// Points count but for what the container hides and for gaps, from `gaps` cm⁻¹ between neighbours on: the straight line across one was
    /// not measured. `open` is [`Mask::slots_len`] long.
    ///
    /// # Errors
    /// [`Error::Length`], and [`Error::Parameter`] for a container that is none.
    pub fn mask<'o>(
        &self,
        spectrum: SpectrumRef<'_>,
        gaps: Option<f64>,
        open: &'o mut [Interval],
    ) -> Result<Mask<'o>, Error> {
        let view = self.references.view();
        let mut mask = match self.through {
            None => Mask::all(view.grid(), open)?,
            Some(through) => {
                let first = (0..view.len()).find(|&index| view.substance_of(index) == Some(through));
                let domain = "the index of a substance that has a reference";
                error::domain("through", f64::from(through), first.is_some(), domain)?;
                Mask::beside(view.grid(), view.row(first.unwrap_or(0)).samples(), open)?
            }
        };
        if let Some(limit_cm1) = gaps {
            sampling::gaps(spectrum.shift_cm1(), limit_cm1).try_for_each(|gap| mask.close(gap))?;
        }
        Ok(mask)
    }

    /// The emphasised row; whether anything rises above the noise.
    pub(super) fn emphasize(
        &self,
        (samples, interval): (&[f32], Interval),
        notes: &Notes,
        row: &mut [f32],
        reals: &mut [f64],
    ) -> Result<bool, Error> {
        let view = self.references.view();
        let emphasis = view.recipe().emphasized_by().ok_or(LibraryError::NotEmphasized)?;
        Ok(emphasis
            .run(samples, interval, view.grid(), notes.noise_density, row, reals)
            .is_ok_and(|rises| rises))
    }

    pub(super) fn question<'q>(
        &'q self,
        row: &'q [f32],
        interval: Interval,
        open: &'q [Interval],
    ) -> Question<'q> {
        Question { row, interval, open, excluded: self.excluded, through: self.through }
    }
}

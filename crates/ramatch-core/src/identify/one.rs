//! One spectrum from its points to an answer, in lent memory.

use super::bands::{ComparedBands, compare_bands, query_bands};
use super::best::Ranked;
use super::decide::{cannot_decide, is_clear, lacks};
use super::evidence::Evidence;
use super::lead::RANKS;
use super::lone::{self, AROUND, LonePoints};
use super::mask::{Mask, covered};
use super::memory::{Memory, Needs, Parts};
use super::question::Question;
use super::reason::{Lacks, Reason};
use super::references::References;
use super::search::{Search, SearchRoom};
use super::tolerance::Tolerance;
use super::verdict::{Calibrated, Decision, Ranking, Verdict};
use crate::compare::alignment::Alignment;
use crate::compare::band::Peak;
use crate::ground::error::{self, Error, LibraryError};
use crate::ground::scratch::Scratch;
use crate::measured::grid::{Grid, Interval};
use crate::measured::spectrum::SpectrumRef;
use crate::measured::{quality, sampling};
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

/// The answer for one spectrum: a ranking, what speaks for its first hit, and why it must not be taken for an answer, if so.
#[derive(Clone, Copy, Debug, Default)]
pub struct Answer<'m> {
    /// How far the axis was taken to be off.
    pub alignment: Alignment,
    /// Substances, best first, as many as were asked for.
    pub best: &'m [Ranked],
    /// How many entries have a score.
    pub scored: u32,
    /// How many substances have one.
    pub scored_substances: u32,
    /// What was noticed about the spectrum.
    pub notes: Notes,
    /// The prepared samples, `[grid.len]`; none where nothing could be compared.
    pub samples: &'m [f32],
    /// Where they are known.
    pub interval: Interval,
    /// Points of the grid that the spectrum covers, without its gaps.
    pub covered: usize,
    /// Bands of the spectrum, as measured.
    pub bands: &'m [Peak],
    /// They and those of the first hit, side by side.
    pub compared: Option<ComparedBands<'m>>,
    /// What speaks for the first hit.
    pub evidence: Option<Evidence>,
    /// All that it lacks for an answer.
    pub lacks: Lacks,
    /// What is said of the spectrum, with the numbers that it goes by.
    pub decision: Decision,
}

impl Answer<'_> {
    /// Of a spectrum that nothing can be compared with.
    fn incomparable(reason: Reason) -> Self {
        Self { decision: Decision::undecided(reason), ..Self::default() }
    }

    /// The substance and entry that the spectrum is consistent with; none where the verdict is another one than [`Verdict::Identified`].
    #[must_use]
    pub fn identified(&self) -> Option<Ranked> {
        self.best.first().copied().filter(|_| self.decision.verdict == Verdict::Identified)
    }
}

/// Whoever may call a search off, and how often it is asked.
pub struct Patience<'a> {
    /// Rows between two questions.
    pub every: usize,
    /// Told of the rows that were looked at or moved so far; false calls it off.
    pub go_on: &'a mut dyn FnMut(u64) -> bool,
}

/// Identifies one spectrum: prepared, aligned, compared with all references, judged.
///
/// ```
/// use ramatch_core::identify::{Ask, Calibrated, CalibrationRef, Memory, Patience, References, identify};
/// use ramatch_core::{Error, LibraryRef, Pipeline, SpectrumRef};
///
/// /// Index of the substance that a detector shows; none where it is not identified.
/// fn substance(
///     (flash, trials): (&[u8], &[u8]),
///     detector: SpectrumRef<'_>,
///     squares: &mut [i32],
///     memory: &mut Memory<'_>,
///     feed_watchdog: &mut dyn FnMut(),
/// ) -> Result<Option<u32>, Error> {
///     let library = LibraryRef::open(flash)?;
///     let pipeline = Pipeline::new(*library.recipe())?;
///     let ask = Ask {
///         calibrated: Calibrated::of(CalibrationRef::open(trials)?, &library),
///         ..Ask::new(&pipeline, References::open(library, squares)?)
///     };
///     let mut go_on = |_| {
///         feed_watchdog();
///         true
///     };
///     let answer = identify(&ask, detector, memory, Patience { every: 64, go_on: &mut go_on })?;
///     Ok(answer.identified().map(|first| first.substance))
/// }
/// ```
///
/// The numbers are those of a host's report, to the bit. Where despiking cannot tell and the ranking would be an answer, it is
/// sought again without each of up to four points. O(entries · grid.len); no allocation, but for what the pipeline's FFT backend makes
/// beforehand.
///
/// # Errors
/// [`Error::RecipeMismatch`] for a pipeline of another recipe than the library's, [`Error::Length`] for memory that is too short,
/// [`Error::Parameter`] for a tolerance that would find anything anywhere, for entries that do not rise or are none, and for a container
/// that is none, [`Error::Cancelled`]; what [`Pipeline::run`] refuses, but for what is an answer: a constant signal, one with nothing above
/// its baseline, too little of the grid.
pub fn identify<'m>(
    ask: &Ask<'_>,
    spectrum: SpectrumRef<'_>,
    memory: &'m mut Memory<'_>,
    patience: Patience<'_>,
) -> Result<Answer<'m>, Error> {
    let (view, pipeline) = (ask.references.view(), ask.pipeline);
    if pipeline.id() != view.recipe_id() {
        return Err(Error::RecipeMismatch { query: pipeline.id().0, library: view.recipe_id().0 });
    }
    ask.tolerance.check()?;
    let needs = ask.needs(spectrum.len(), memory.best.len());
    let Parts { samples, row, reference, aligned, search, open, without, marks, mut work, measured, bands } =
        memory.parts(&needs)?;
    let SearchRoom { moved, weights, before, candidates, best, known } = search;
    if quality::looks_like_peak_list(spectrum.shift_cm1(), spectrum.intensity(), work.reals) {
        return Ok(Answer::incomparable(Reason::PeakList));
    }
    let prepared = ask.prepare(spectrum, &mut work, samples);
    let Sample { interval, notes, gaps } = match prepared {
        Ok(sample) => sample,
        Err(error) => return Reason::of_error(&error).map(Answer::incomparable).ok_or(error),
    };
    let samples = &*samples;
    let mut answer = Answer {
        notes,
        samples,
        interval,
        covered: gaps.map_or(interval.len(), |limit_cm1| {
            covered(ask.grid(), interval, sampling::gaps(spectrum.shift_cm1(), limit_cm1))
        }),
        bands: query_bands((samples, interval), ask.grid(), notes.noise(), measured),
        ..Answer::default()
    };
    // What tells substances apart goes by several of them, however few are asked for.
    let mut ranks = [Ranked::EMPTY; RANKS];
    let few = best.len() < ranks.len();
    let mut looks = Looks { patience, before: 0 };
    let mask = ask.mask(spectrum, gaps, open)?;
    let rises = ask.emphasize((samples, interval), &notes, row, work.reals)?;
    let mut ranked = 0;
    if rises {
        let question = ask.question(row, interval, mask.open());
        let room = SearchRoom {
            moved: &mut *moved,
            weights: &mut *weights,
            before: &mut *before,
            candidates: &mut *candidates,
            best: if few { &mut ranks } else { &mut *best },
            known: &mut *known,
        };
        let mut search = Search::begin(ask.references, question, ask.tolerance, room)?;
        looks.all(&mut search)?;
        if let Some(found) = search.found() {
            answer.alignment = found.alignment;
            (answer.scored, answer.scored_substances) = (found.scored, found.scored_substances);
            ranked = found.best.len();
            if let Some(first) = found.best.first() {
                for (sample, of_row) in reference.iter_mut().zip(view.row(first.entry).samples()) {
                    *sample = of_row;
                }
                let place = (ask.grid(), mask.open());
                let compared =
                    compare_bands((answer.bands, found.alignment), (reference, first.over), place, bands);
                let of = (samples, interval, notes.noise());
                answer.evidence = Evidence::of(&search, of, (first.entry, first.over), &compared, aligned)?;
                answer.compared = Some(compared);
            }
        }
    }
    let shown = ranked.min(best.len());
    if few {
        best[..shown].copy_from_slice(&ranks[..shown]);
    }
    let best = &*best;
    answer.best = &best[..shown];
    let best = if few { &ranks[..ranked] } else { &best[..ranked] };
    let lacks = answer.evidence.as_ref().map(|evidence| lacks(evidence, answer.alignment, &notes));
    answer.lacks = lacks.unwrap_or_default();
    answer.decision = Decision::of(
        &Ranking {
            notes: &notes,
            best,
            evidence: answer.evidence.as_ref(),
            undecided: cannot_decide(&notes, !rises, best, lacks.as_ref()),
            controlled: best.first().is_some_and(|first| ask.is_controlled(first.substance)),
            by_bands: true,
        },
        ask.calibrated,
    );
    let named = answer.decision.verdict.names() > 0;
    let (true, true, Some(first)) = (named, notes.despiked.cannot_tell, best.first()) else {
        return Ok(answer);
    };
    // The answer may hang by a point that one shot cannot tell: it is sought without each.
    let mut lone = LonePoints::new();
    lone.add(spectrum, marks, work.reals)?;
    let without = &mut without[..spectrum.len()];
    for point in lone.points() {
        let spacing_cm1 = lone::without(spectrum, point.shift_cm1, without)?;
        let cleaned = SpectrumRef::new(spectrum.shift_cm1(), without)?;
        let mut found = None;
        if let Ok(Sample { interval, notes, gaps }) = ask.prepare(cleaned, &mut work, aligned) {
            let mut mask = ask.mask(cleaned, gaps, open)?;
            let around = AROUND * spacing_cm1.max(0.0);
            mask.close((point.shift_cm1 - around, point.shift_cm1 + around))?;
            if ask.emphasize((aligned, interval), &notes, row, work.reals)? {
                let question = ask.question(row, interval, mask.open());
                let mut slot = [Ranked::EMPTY];
                let room = SearchRoom {
                    moved: &mut *moved,
                    weights: &mut *weights,
                    before: &mut *before,
                    candidates: &mut *candidates,
                    best: &mut slot,
                    known: &mut *known,
                };
                let mut search = Search::begin(ask.references, question, ask.tolerance, room)?;
                looks.all(&mut search)?;
                let clear = search.found().filter(|found| is_clear(found.best, found.gap));
                found = clear.and_then(|found| found.best.first().map(|first| first.substance));
            }
        }
        if found != Some(first.substance) {
            answer.decision.verdict =
                Verdict::CannotDecide(Reason::SinglePoint { shift_cm1: point.shift_cm1 });
            break;
        }
    }
    Ok(answer)
}

/// A spectrum as it was prepared.
struct Sample {
    interval: Interval,
    notes: Notes,
    /// From which distance of neighbours on there is a gap; none where there is none.
    gaps: Option<f64>,
}

/// Who is asked whether to go on, and how many rows were looked at by searches before.
struct Looks<'a> {
    patience: Patience<'a>,
    before: u64,
}

impl Looks<'_> {
    /// Takes all steps of a search.
    fn all(&mut self, search: &mut Search<'_>) -> Result<(), Error> {
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
    fn is_controlled(&self, substance: u32) -> bool {
        self.controlled.get(substance as usize / 32).is_some_and(|word| word >> (substance % 32) & 1 == 1)
    }

    fn grid(&self) -> Grid {
        self.references.view().grid()
    }

    fn prepare(
        &self,
        spectrum: SpectrumRef<'_>,
        work: &mut Scratch<'_>,
        out: &mut [f32],
    ) -> Result<Sample, Error> {
        let scratch = Scratch {
            reals: &mut *work.reals,
            #[cfg(feature = "std")]
            cells: &mut *work.cells,
        };
        let prepared = self.pipeline.run(spectrum, scratch, out)?;
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
    fn emphasize(
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

    fn question<'q>(&'q self, row: &'q [f32], interval: Interval, open: &'q [Interval]) -> Question<'q> {
        Question { row, interval, open, excluded: self.excluded, through: self.through }
    }
}

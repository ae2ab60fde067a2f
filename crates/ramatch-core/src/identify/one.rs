//! One spectrum from its points to an answer, in lent memory.

use super::ask::{Ask, Looks, Sample};
use super::bands::{ComparedBands, compare_bands, query_bands};
use super::best::Ranked;
use super::decide::{cannot_decide, is_clear, lacks};
use super::evidence::Evidence;
use super::lead::RANKS;
use super::lone::{self, AROUND, LonePoints};
use super::mask::covered;
use super::memory::{Desk, Memory, Parts};
use super::patience::Patience;
use super::reason::{Lacks, Reason};
use super::search::Search;
use super::verdict::{Decision, Ranking, Verdict};
use crate::compare::alignment::Alignment;
use crate::compare::band::Peak;
use crate::ground::error::Error;
use crate::measured::grid::Interval;
use crate::measured::spectrum::SpectrumRef;
use crate::measured::{quality, sampling};
use crate::recipe::notes::Notes;

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
/// that is none, [`Error::Cancelled`]; what [`Pipeline::run`](crate::Pipeline::run) refuses, but for what is an answer: a constant signal, one with nothing above
/// its baseline, too little of the grid.
pub fn identify<'m>(
    ask: &Ask<'_>,
    spectrum: SpectrumRef<'_>,
    memory: &'m mut Memory<'_>,
    patience: Patience<'_>,
) -> Result<Answer<'m>, Error> {
    let needs = ask.needs(spectrum.len(), memory.best.len());
    let mut looks = Looks { patience, before: 0 };
    let (mut answer, rest) = by_ranking(ask, spectrum, memory.parts(&needs)?, &mut looks)?;
    if let Some(mut rest) = rest {
        single_point(ask, spectrum, (&mut answer, &mut rest), &mut looks)?;
    }
    Ok(answer)
}

/// What is left of the memory once a ranking stands, and of the ranking what an answer does not hold.
pub(super) struct Rest<'m> {
    /// The first of the ranking, however few were asked for.
    first: Option<Ranked>,
    /// Whether anything rises above the noise.
    pub(super) rises: bool,
    /// From which distance of neighbours on there is a gap.
    pub(super) gaps: Option<f64>,
    pub(super) desk: Desk<'m>,
    without: &'m mut [f32],
    marks: &'m mut [u8],
}

/// The answer of a ranking; none of the memory is left where nothing can be compared.
///
/// Not inlined: what it has on the stack is not there beside what a second look has.
#[inline(never)]
pub(super) fn by_ranking<'m>(
    ask: &Ask<'_>,
    spectrum: SpectrumRef<'_>,
    parts: Parts<'m>,
    looks: &mut Looks<'_>,
) -> Result<(Answer<'m>, Option<Rest<'m>>), Error> {
    let (view, pipeline) = (ask.references.view(), ask.pipeline);
    if pipeline.id() != view.recipe_id() {
        return Err(Error::RecipeMismatch { query: pipeline.id().0, library: view.recipe_id().0 });
    }
    ask.tolerance.check()?;
    let Parts { samples, best, mut desk, without, marks, measured, bands } = parts;
    if quality::looks_like_peak_list(spectrum.shift_cm1(), spectrum.intensity(), desk.work.reals) {
        return Ok((Answer::incomparable(Reason::PeakList), None));
    }
    let mut go_on = || (looks.patience.go_on)(looks.before);
    let prepared = ask.prepare(spectrum, &mut desk.work, samples, &mut go_on);
    let Sample { interval, notes, gaps } = match prepared {
        Ok(sample) => sample,
        Err(error) => {
            let answer = Reason::of_error(&error).map(Answer::incomparable).ok_or(error)?;
            return Ok((answer, None));
        }
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
    let mask = ask.mask(spectrum, gaps, desk.open)?;
    let rises = ask.emphasize((samples, interval), &notes, desk.row, desk.work.reals)?;
    let mut ranked = 0;
    if rises {
        let question = ask.question(desk.row, interval, mask.open());
        let best = if few { &mut ranks } else { &mut *best };
        let (room, reference) = desk.search.room(best, desk.work.reals);
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
                answer.evidence =
                    Evidence::of(&search, of, (first.entry, first.over), &compared, desk.aligned)?;
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
    let rest = Rest { first: best.first().copied(), rises, gaps, desk, without, marks };
    Ok((answer, Some(rest)))
}

/// Says so where an answer hangs by a point that one shot cannot tell: its first substance is sought without each.
#[inline(never)]
pub(super) fn single_point(
    ask: &Ask<'_>,
    spectrum: SpectrumRef<'_>,
    (answer, rest): (&mut Answer<'_>, &mut Rest<'_>),
    looks: &mut Looks<'_>,
) -> Result<(), Error> {
    let Some(first) = rest.first.filter(|_| answer.decision.verdict.names() > 0) else { return Ok(()) };
    rest.without_each(ask, spectrum, answer, |desk, cleaned, sample, around| {
        let mut mask = ask.mask(cleaned, sample.gaps, desk.open)?;
        mask.close(around)?;
        if !ask.emphasize((desk.aligned, sample.interval), &sample.notes, desk.row, desk.work.reals)? {
            return Ok(false);
        }
        let question = ask.question(desk.row, sample.interval, mask.open());
        let mut slot = [Ranked::EMPTY];
        let (room, _) = desk.search.room(&mut slot, desk.work.reals);
        let mut search = Search::begin(ask.references, question, ask.tolerance, room)?;
        looks.all(&mut search)?;
        let clear = search.found().filter(|found| is_clear(found.best, found.gap));
        let found = clear.and_then(|found| found.best.first().map(|first| first.substance));
        Ok(found == Some(first.substance))
    })
}

impl Rest<'_> {
    /// Asks whether an answer holds without each point that despiking cannot tell, where there are any: `holds` gets the spectrum without it, which
    /// stands prepared in `aligned`, and the stretch around it in cm⁻¹. What cannot be prepared without it does not hold.
    pub(super) fn without_each(
        &mut self,
        ask: &Ask<'_>,
        spectrum: SpectrumRef<'_>,
        answer: &mut Answer<'_>,
        mut holds: impl FnMut(&mut Desk<'_>, SpectrumRef<'_>, &Sample, (f64, f64)) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        if !answer.notes.despiked.cannot_tell {
            return Ok(());
        }
        let Self { desk, without, marks, .. } = self;
        let mut lone = LonePoints::new();
        lone.add(spectrum, marks, desk.work.reals)?;
        let without = &mut without[..spectrum.len()];
        for point in lone.points() {
            let shift_cm1 = point.shift_cm1;
            let spacing_cm1 = lone::without(spectrum, shift_cm1, without)?;
            let cleaned = SpectrumRef::new(spectrum.shift_cm1(), without)?;
            let around = AROUND * spacing_cm1.max(0.0);
            let held = match ask.prepare(cleaned, &mut desk.work, desk.aligned, &mut || true) {
                Ok(sample) => holds(desk, cleaned, &sample, (shift_cm1 - around, shift_cm1 + around))?,
                Err(_) => false,
            };
            if !held {
                answer.decision.verdict = Verdict::CannotDecide(Reason::SinglePoint { shift_cm1 });
                break;
            }
        }
        Ok(())
    }
}

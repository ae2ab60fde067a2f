//! What many spectra showed, in short: substance, score and place of each, and how many there are of what.

use crate::answer::report::Report;
use crate::ground::error::Error;
use ramatch_io::{Position, PositionUnits};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What one of many spectra showed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// What the verdict names: a substance, one of several ("A or B"), or "A or a relative".
    Answer(Arc<str>),
    /// No answer: the code of the reason not to decide.
    Undecided(&'static str),
    /// It was refused: the code of the error.
    Refused(&'static str),
}

/// One of many spectra.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Spot {
    /// Where on the sample, or when, if that was stated.
    pub position: Option<Position>,
    /// What it showed.
    pub outcome: Outcome,
    /// The score of the first hit, if anything was scored; also of one that is no answer.
    pub score: Option<f64>,
    /// The first hit of one that is not decided: no answer, but what the spectrum is most like. None where nothing was scored.
    pub candidate: Option<Arc<str>>,
}

/// What many spectra showed: of each report no more than a [`Spot`] is kept, about a hundred bytes.
///
/// [`plot::substances`](crate::plot::substances) draws it.
///
/// ```
/// use ramatch::{Identifier, Options, Overview, Spectrum};
/// let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
/// let of_bands = |bands: &[(f32, f32)]| {
///     let band = |x: f32, (at, height): &(f32, f32)| height / (1.0 + ((x - at) / 5.0).powi(2));
///     let counts = shift.iter().map(|&x| bands.iter().map(|one| band(x, one)).sum());
///     Spectrum::new(shift.clone(), counts.collect())
/// };
/// let identifier = Identifier::embedded()?;
/// let mut overview = Overview::default();
/// for bands in [&[(281.0, 30.0), (711.9, 15.0), (1085.9, 100.0), (1436.0, 8.0)][..], &[(700.0, 1.0)]] {
///     let report = identifier.identify(&of_bands(bands)?, &Options::default());
///     overview.push(None, report.as_ref());
/// }
/// let counts = overview.counts();
/// assert_eq!((counts.spectra, counts.substances.len(), counts.refused.len()), (2, 1, 0));
/// assert_eq!(counts.undecided[0].1, 1);
/// # Ok::<(), ramatch::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Overview {
    spots: Vec<Spot>,
    units: PositionUnits,
    names: HashSet<Arc<str>>,
    library: String,
}

impl Overview {
    /// Takes in the answer to one more spectrum, in its order. The units of positions are those of the first that states any.
    pub fn push(&mut self, place: Option<(Position, &PositionUnits)>, answer: Result<&Report, &Error>) {
        if let Some((_, units)) = place.filter(|_| self.units == PositionUnits::default()) {
            self.units.clone_from(units);
        }
        let (outcome, score, candidate) = match answer {
            Err(error) => (Outcome::Refused(error.code().name()), None, None),
            Ok(report) => {
                let first = report.hits.first();
                let outcome = match (report.cannot_decide(), report.verdict.names.first()) {
                    (Some(reason), _) => Outcome::Undecided(reason.code),
                    (None, Some(_)) => Outcome::Answer(self.name(&report.verdict.said())),
                    (None, None) => Outcome::Undecided(report.verdict.code),
                };
                let candidate = first.filter(|_| matches!(outcome, Outcome::Undecided(_)));
                let candidate = candidate.map(|first| self.name(&first.substance));
                (outcome, first.map(|first| first.score), candidate)
            }
        };
        self.add(Spot { position: place.map(|(position, _)| position), outcome, score, candidate });
    }

    /// Says which library was asked, in words: pictures show it.
    pub fn asked_of(&mut self, library: &str) {
        library.clone_into(&mut self.library);
    }

    /// The library that was asked, if that was said.
    #[must_use]
    pub fn library(&self) -> &str {
        &self.library
    }

    /// A name, kept once.
    fn name(&mut self, name: &str) -> Arc<str> {
        if let Some(own) = self.names.get(name) {
            return Arc::clone(own);
        }
        let own: Arc<str> = name.into();
        self.names.insert(Arc::clone(&own));
        own
    }

    /// One more, as it is.
    pub(super) fn add(&mut self, spot: Spot) {
        self.spots.push(spot);
    }

    /// The spectra, in their order.
    #[must_use]
    pub fn spots(&self) -> &[Spot] {
        &self.spots
    }

    /// The units of positions.
    #[must_use]
    pub fn units(&self) -> &PositionUnits {
        &self.units
    }

    /// How many spectra there are of what.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { spectra: self.spots.len(), ..Counts::default() };
        let mut substances: HashMap<&str, usize> = HashMap::new();
        let mut candidates: HashMap<&str, usize> = HashMap::new();
        let add =
            |list: &mut Vec<(&'static str, usize)>, code| match list.iter_mut().find(|(own, _)| *own == code)
            {
                Some((_, count)) => *count += 1,
                None => list.push((code, 1)),
            };
        for spot in &self.spots {
            match &spot.outcome {
                Outcome::Answer(name) => *substances.entry(name).or_default() += 1,
                Outcome::Undecided(code) => add(&mut counts.undecided, *code),
                Outcome::Refused(code) => add(&mut counts.refused, *code),
            }
            if let Some(name) = &spot.candidate {
                *candidates.entry(name).or_default() += 1;
            }
        }
        counts.substances = sorted(&substances);
        counts.candidates = sorted(&candidates);
        for list in [&mut counts.undecided, &mut counts.refused] {
            list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        }
        counts
    }
}

/// Names with their counts, the most frequent first.
fn sorted(counts: &HashMap<&str, usize>) -> Vec<(String, usize)> {
    let mut sorted: Vec<_> = counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    sorted
}

/// How many spectra there are of what; the most frequent first, those of one number by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// All spectra.
    pub spectra: usize,
    /// Substances that are answers.
    pub substances: Vec<(String, usize)>,
    /// First hits of spectra that are not decided.
    pub candidates: Vec<(String, usize)>,
    /// Reasons not to decide, by their codes.
    pub undecided: Vec<(&'static str, usize)>,
    /// Errors of spectra that were refused, by their codes.
    pub refused: Vec<(&'static str, usize)>,
}

impl Counts {
    /// Spectra with an answer, without a decision, and refused.
    #[must_use]
    pub fn totals(&self) -> [usize; 3] {
        let of = |list: &[(&'static str, usize)]| list.iter().map(|(_, count)| count).sum();
        let answers = self.substances.iter().map(|(_, count)| count).sum();
        [answers, of(&self.undecided), of(&self.refused)]
    }
}

//! The default matcher by its index: candidates of the alignment and the best of all, the same as a scan finds, and much sooner.

use super::bounded::{Cost, Keeps, Scale, offer_best};
use super::classes::Classes;
use super::largest::SOME;
use crate::library::index::{Basis, Direction, IndexRef, Norms, blocks_inside, build, worth_it};
use ramatch_core::alignment::Aligned;
use ramatch_core::identify::{CANDIDATES, Question, References, Search, promise, spread_bands};
use ramatch_core::library::format;
use ramatch_core::{Hit, Interval, LibraryRef, TopK};
use ramatch_kernels::{Lanes, Work, dispatch};

/// What multiplications in `f32` take from a bound, at most.
const ROUNDING: f64 = 1.0 + 1e-6;

/// An index, and what can be counted beforehand.
pub(super) struct Indexed {
    /// Bytes that the library does not hold itself.
    made: Option<Vec<u8>>,
    norms: Norms,
    basis: Basis,
    classes: Classes,
}

impl Indexed {
    /// The index that a library holds of its own codes, or one that is made of `codes`; none where that is not worth it.
    pub(super) fn of(
        view: &LibraryRef<'_>,
        references: &References<'_>,
        codes: &[u8],
        made: bool,
    ) -> Option<Self> {
        let (rows, n) = (view.len() as usize, references.short().len());
        if !worth_it(rows, n) {
            return None;
        }
        let classes = Classes::of(view, references)?;
        let stated = if made { None } else { section(view) };
        if let Some((index, basis)) = stated.and_then(|bytes| IndexRef::of(bytes, rows, n).ok()) {
            return Some(Self { made: None, norms: index.norms, basis, classes });
        }
        let mut codes = codes;
        let bytes = build(&mut codes, (rows, n), &mut |_| Ok(())).ok()??;
        let (IndexRef { norms, .. }, basis) = IndexRef::of(&bytes, rows, n).ok()?;
        Some(Self { made: Some(bytes), norms, basis, classes })
    }

    fn index<'a>(&'a self, view: &LibraryRef<'a>, n: usize) -> IndexRef<'a> {
        let bytes = self.made.as_deref().or_else(|| section(view)).unwrap_or_default();
        IndexRef::again(bytes, view.len() as usize, n, self.norms)
    }

    /// The entries on which an alignment is found, best first: those that the core's own search chooses.
    pub(super) fn candidates(
        &self,
        view: &LibraryRef<'_>,
        references: &References<'_>,
        question: &Question<'_>,
    ) -> (Vec<u32>, Cost) {
        let n = references.short().len();
        let (mut room, mut weights) = (vec![0.0; view.grid().len], vec![0; n]);
        if spread_bands(references, question, &mut room, &mut weights).is_none() {
            return (Vec::new(), Cost::default());
        }
        let Some(direction) = Direction::new(&self.basis, self.norms, &weights) else {
            return (Vec::new(), Cost::default());
        };
        let mut slots = [Hit::EMPTY; CANDIDATES];
        let mut kept =
            Promising { view, references, question, weights: &weights, top: TopK::new(&mut slots) };
        let scale = Same((direction.norm * ROUNDING) as f32);
        let index = self.index(view, n);
        let cost = offer_best((&index, &direction), &scale, (&[], CANDIDATES), &mut kept);
        (kept.top.hits().iter().map(|hit| hit.entry).collect(), cost)
    }

    /// What bounds every entry's score under the alignment that was found; none where nothing is left of the query.
    pub(super) fn bounded<'i>(&'i self, view: &LibraryRef<'i>, search: &Search<'_>) -> Option<Bounded<'i>> {
        let (aligned, references) = (search.aligned()?, search.references());
        let n = references.short().len();
        let direction = Direction::new(&self.basis, self.norms, aligned.weights())?;
        let index = self.index(view, n);
        let own = self.classes.intervals.iter().map(|&interval| aligned.own(interval));
        let own: Vec<Option<f64>> = own.collect();
        let scored: Vec<bool> = own.iter().map(Option::is_some).collect();
        let factor = |own: f64| (direction.norm / own.sqrt() * ROUNDING) as f32;
        let factors = own.iter().map(|own| own.map_or(0.0, factor)).collect();
        let scale = Covered::new(&aligned, (factors, &self.classes.of), (&index, n));
        let scored = self.classes.count((view, references), search.question(), &scored);
        Some(Bounded { index, direction, scale, scored })
    }
}

/// Bounds of scores under one alignment.
pub(super) struct Bounded<'a> {
    index: IndexRef<'a>,
    direction: Direction,
    scale: Covered<'a>,
    /// How many entries and how many substances have a score.
    pub(super) scored: (u32, u32),
}

impl Bounded<'_> {
    /// Offers `kept`, which keeps `wanted`, every entry that can be among the best; `first` before the others.
    pub(super) fn offer_best(&self, (first, wanted): (&[u32], usize), kept: &mut dyn Keeps) -> Cost {
        offer_best((&self.index, &self.direction), &self.scale, (first, wanted), kept)
    }
}

fn section<'a>(view: &LibraryRef<'a>) -> Option<&'a [u8]> {
    view.sections().find(|section| section.kind == format::INDEX).map(|section| section.content)
}

/// Keeps the most promising entries.
struct Promising<'a> {
    view: &'a LibraryRef<'a>,
    references: &'a References<'a>,
    question: &'a Question<'a>,
    weights: &'a [i16],
    top: TopK<'a>,
}

impl Keeps for Promising<'_> {
    fn offer(&mut self, entry: u32) -> bool {
        let asks = self.question.asks(self.view, entry);
        let squares = self.references.squares(entry).filter(|_| asks).unwrap_or(0);
        if let Some(score) = promise(self.weights, self.references.row(entry), squares) {
            self.top.offer(Hit { entry, score });
        }
        asks
    }

    fn least(&self) -> Option<f64> {
        self.top.least()
    }
}

/// Keeps what a search ranks.
pub(super) struct Ranking<'s, 'a>(pub(super) &'s mut Search<'a>);

impl Keeps for Ranking<'_, '_> {
    fn offer(&mut self, entry: u32) -> bool {
        let before = self.0.looks();
        self.0.offer(entry);
        self.0.looks() > before
    }

    fn least(&self) -> Option<f64> {
        above_zero(self.0.least(), self.0.cost())
    }
}

/// What a score has to reach before what moving costs is taken from it; none where that is nothing, since nothing below 0 is bounded.
pub(super) fn above_zero(least: Option<f64>, cost: f64) -> Option<f64> {
    least.map(|least| least + cost - 1e-9).filter(|&least| least > 0.0)
}

/// One factor for all.
struct Same(f32);

impl Scale for Same {
    fn apply(&self, _first: usize, bounds: &mut [f32]) {
        bounds.iter_mut().for_each(|bound| *bound *= self.0);
    }

    fn of(&self, _entry: u32) -> f32 {
        self.0
    }
}

/// Factors by what the query covers of an entry.
struct Covered<'a> {
    /// For each interval; 0 where there is no score.
    factors: Vec<f32>,
    /// The interval of every entry; empty where all have the same.
    of: &'a [u16],
    /// Energies of every entry before and behind what is compared; none where all of every entry is.
    stretches: Option<Vec<Ends<'a>>>,
    /// What Σ c² counts where it is not compared.
    uncovered: f32,
}

/// The energy of every entry before a stretch, and up to its end; none at an end of the axis.
type Ends<'a> = [Option<&'a [u8]>; 2];

impl<'a> Covered<'a> {
    fn new(
        aligned: &Aligned<'_>,
        (factors, of): (Vec<f32>, &'a [u16]),
        (index, n): (&IndexRef<'a>, usize),
    ) -> Self {
        let compared = aligned.compared(Interval { lo: 0, hi: n }).filter(|part| !part.is_empty());
        let compared: Vec<Interval> = compared.collect();
        let whole = compared == [Interval { lo: 0, hi: n }];
        let blocks = compared.iter().map(|&part| blocks_inside(n, part)).filter(|blocks| !blocks.is_empty());
        let ends = |blocks: Interval| [index.energy_before(blocks.lo), index.energy_before(blocks.hi)];
        let stretches = (!whole).then(|| blocks.map(ends).collect());
        Self { factors, of, stretches, uncovered: aligned.other(0.0, 1.0) as f32 }
    }

    /// The 255ths of the energy of the entries from `first` on that are compared, at least.
    fn energies(&self, stretches: &[Ends<'_>], first: usize, energies: &mut [f32]) {
        energies.fill(0.0);
        for [before, upto] in stretches {
            match (before, upto) {
                (None, None) => energies.fill(255.0),
                (None, Some(upto)) => {
                    for (energy, &upto) in energies.iter_mut().zip(&upto[first..]) {
                        *energy += f32::from(upto);
                    }
                }
                // Rounded down: the difference may be one too large.
                (Some(before), None) => {
                    for (energy, &before) in energies.iter_mut().zip(&before[first..]) {
                        *energy += f32::from(254u8.saturating_sub(before));
                    }
                }
                (Some(before), Some(upto)) => {
                    for ((energy, &before), &upto) in
                        energies.iter_mut().zip(&before[first..]).zip(&upto[first..])
                    {
                        *energy += f32::from(upto.saturating_sub(before).saturating_sub(1));
                    }
                }
            }
        }
    }
}

impl Scale for Covered<'_> {
    fn apply(&self, first: usize, bounds: &mut [f32]) {
        if self.of.is_empty() {
            let factor = self.factors.first().copied().unwrap_or(0.0);
            bounds.iter_mut().for_each(|bound| *bound *= factor);
        } else {
            for (bound, &class) in bounds.iter_mut().zip(&self.of[first..]) {
                *bound *= self.factors.get(usize::from(class)).copied().unwrap_or(0.0);
            }
        }
        if let Some(stretches) = &self.stretches {
            let mut energies = [0.0; SOME];
            for (i, bounds) in bounds.chunks_mut(SOME).enumerate() {
                let energies = &mut energies[..bounds.len()];
                self.energies(stretches, first + i * SOME, energies);
                dispatch(Divided { bounds, energies, uncovered: self.uncovered });
            }
        }
    }

    fn of(&self, entry: u32) -> f32 {
        let mut factor = [1.0];
        self.apply(entry as usize, &mut factor);
        factor[0]
    }
}

/// Bounds over the roots of what counts of Σ c².
struct Divided<'a> {
    bounds: &'a mut [f32],
    energies: &'a [f32],
    uncovered: f32,
}

impl Work for Divided<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let slope = (1.0 - self.uncovered) / 255.0;
        for (bound, energy) in self.bounds.iter_mut().zip(self.energies) {
            *bound /= (self.uncovered + slope * energy).sqrt();
        }
    }
}

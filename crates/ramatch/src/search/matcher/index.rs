//! The default matcher: emphasised rows, one alignment for each query, scores by integers.
//!
//! The alignment is found on candidates: all entries of a small library, and the most promising of a large one by
//! [`coarse`] rows, in which a shift of some cm⁻¹ hardly shows. Shifts are tried every 2 cm⁻¹, then stretches about the
//! best, then both more finely. Moving is paid for: the best score has to gain more than it costs. Then every entry is scored under that one alignment.

use super::coarse::Coarse;
use super::survey::{self, Rival, Survey};
use crate::answer::seen::Seen;
use crate::ground::error::Error;
use crate::library::Library;
use crate::library::emphasized::{self, Emphasizer};
use ramatch_core::alignment::{Aligned, AlignedScore, Alignment};
use ramatch_core::{Grid, Interval, LibraryRef, Overlap, resolution};
use std::sync::Arc;

/// How far a query's axis may be off.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Tolerance {
    /// Largest shift in cm⁻¹.
    pub shift_cm1: f64,
    /// Largest stretch.
    pub stretch: f64,
}

impl Default for Tolerance {
    fn default() -> Self {
        Self::new()
    }
}

impl Tolerance {
    /// 8 cm⁻¹ and 0.3 %, by which instruments in the field are off.
    #[must_use]
    pub const fn new() -> Self {
        Self { shift_cm1: 8.0, stretch: 0.003 }
    }

    /// An axis that is right.
    #[must_use]
    pub const fn none() -> Self {
        Self { shift_cm1: 0.0, stretch: 0.0 }
    }

    /// With another largest shift in cm⁻¹.
    #[must_use]
    pub const fn shift_cm1(self, shift_cm1: f64) -> Self {
        Self { shift_cm1, ..self }
    }

    /// With another largest stretch.
    #[must_use]
    pub const fn stretch(self, stretch: f64) -> Self {
        Self { stretch, ..self }
    }

    /// Refuses what would find anything anywhere.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let refuse = |name, value, domain| Err(ramatch_core::Error::Parameter { name, value, domain }.into());
        if !(0.0..=MOST.0).contains(&self.shift_cm1) {
            return refuse("tolerance.shift_cm1", self.shift_cm1, "0 to 25");
        }
        if !(0.0..=MOST.1).contains(&self.stretch) {
            return refuse("tolerance.stretch", self.stretch, "0 to 0.01");
        }
        Ok(())
    }
}

/// Largest tolerances that are accepted.
const MOST: (f64, f64) = (25.0, 0.01);
/// Part of what only the query, and of what only the reference was measured of, that counts as not matched.
const UNCOVERED: (f64, f64) = (0.5, 0.25);
/// Entries on which an alignment is found.
const CANDIDATES: usize = 192;

/// An index of a library's emphasised rows.
#[derive(Clone)]
pub(crate) struct Matcher {
    /// Codes that the library does not hold itself.
    made: Option<Arc<Vec<u8>>>,
    /// Σ c² of every row.
    squares: Arc<Vec<i32>>,
    coarse: Option<Arc<Coarse>>,
}

/// What is compared, and where it counts.
pub(crate) struct Question<'a> {
    /// The emphasised row, `[grid.len]`.
    pub(crate) row: &'a [f32],
    /// Where it is known.
    pub(crate) interval: Interval,
    /// The stretches in which points count.
    pub(crate) open: &'a [Interval],
    /// Entries that do not count.
    pub(crate) excluded: &'a dyn Fn(u32) -> bool,
}

/// What speaks for an entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weighed {
    pub(crate) score: f64,
    pub(crate) found: f64,
    pub(crate) explained: f64,
}

/// Memory of one search.
struct Room {
    moved: Vec<f32>,
    weights: Vec<i16>,
    before: Vec<i64>,
}

impl Matcher {
    /// Looks at all rows once, and makes those that the library does not hold. O(library).
    pub(crate) fn new(library: &Library) -> Self {
        let view = library.view();
        Self::over(&view, emphasized::section(&view).is_none().then(|| emphasized::from_rows(&view)))
    }

    /// Makes emphasised rows of rows that are broadened to a resolution where theirs is known and finer. O(library).
    pub(crate) fn at_resolution(library: &Library, resolution_cm1: f64) -> Result<Self, Error> {
        let view = library.view();
        let grid = view.grid();
        let mut broad = vec![0.0; grid.len];
        let mut scratch = vec![0.0; 3 * grid.len];
        let mut made = Vec::with_capacity(view.len() as usize * grid.len);
        let mut emphasizer = Emphasizer::always(view.recipe());
        for index in 0..view.len() {
            let own = resolution_of(&view, index);
            match (own.filter(|&own| own < resolution_cm1), emphasized::row(&view, index)) {
                (None, Some(codes)) => made.extend(codes),
                (own, _) => {
                    let samples: Vec<f32> = view.row(index).samples().collect();
                    let interval = view.interval(index).unwrap_or_default();
                    let from = own.unwrap_or(resolution_cm1);
                    resolution::broaden(
                        &samples,
                        interval,
                        grid,
                        (from, resolution_cm1),
                        &mut broad,
                        &mut scratch,
                    )?;
                    made.extend(emphasizer.codes(&broad, interval, 0.0));
                }
            }
        }
        Ok(Self::over(&view, Some(made)))
    }

    /// Looks at codes that were made for a library.
    fn over(view: &LibraryRef<'_>, made: Option<Vec<u8>>) -> Self {
        let made = made.map(Arc::new);
        let mut matcher = Self { made, squares: Arc::default(), coarse: None };
        let rows = matcher.rows(view);
        let square = |code: &u8| i32::from(code.cast_signed()).pow(2);
        let squares = (0..view.len()).map(|index| rows.row(index).as_flattened().iter().map(square).sum());
        let squares: Vec<i32> = squares.collect();
        let coarse = (view.len() as usize > CANDIDATES)
            .then(|| Arc::new(Coarse::of((0..view.len()).map(|index| rows.row(index)))));
        matcher.squares = Arc::new(squares);
        matcher.coarse = coarse;
        matcher
    }

    fn rows<'a>(&'a self, view: &LibraryRef<'a>) -> Rows<'a> {
        let codes = match &self.made {
            Some(made) => made,
            None => emphasized::section(view).unwrap_or_default(),
        };
        Rows { codes, n: view.grid().len, view: *view, squares: &self.squares }
    }

    /// How far the query's axis is off, as far as the library can tell, and what else fits elsewhere.
    pub(crate) fn survey(
        &self,
        view: &LibraryRef<'_>,
        question: &Question<'_>,
        tolerance: Tolerance,
    ) -> Survey {
        let (rows, mut room) = (self.rows(view), Room::new(view.grid()));
        let candidates: Vec<u32> = match &self.coarse {
            Some(coarse) => coarse.best(question, CANDIDATES),
            None => (0..view.len()).collect(),
        };
        let candidates: Vec<u32> = candidates.into_iter().filter(|&i| !(question.excluded)(i)).collect();
        let mut survey = Survey::new(tolerance);
        survey.run(&mut |alignment| room.best_two(&rows, question, alignment, &candidates));
        survey
    }

    /// What speaks for an entry under one alignment; `noise` is that of the query over its highest band.
    pub(crate) fn weigh(
        &self,
        view: &LibraryRef<'_>,
        question: &Question<'_>,
        (alignment, index): (Alignment, u32),
        noise: f64,
    ) -> Option<Weighed> {
        let (rows, mut room) = (self.rows(view), Room::new(view.grid()));
        let aligned = room.align(view, question, alignment)?;
        let score = rows.score(&aligned, index)?.score - survey::cost(alignment);
        let (codes, interval) = (rows.row(index), view.interval(index)?);
        let found = aligned.found(codes, interval, noise).unwrap_or(0.0);
        let explained = aligned.explained(codes, interval, noise).unwrap_or(0.0);
        Some(Weighed { score, found, explained })
    }

    /// Scores every entry under one alignment and hands those that have a score to `visit`, in their order.
    pub(crate) fn scan(
        &self,
        view: &LibraryRef<'_>,
        question: &Question<'_>,
        alignment: Alignment,
        visit: &mut dyn FnMut(u32, AlignedScore),
    ) {
        let (rows, mut room) = (self.rows(view), Room::new(view.grid()));
        let paid = survey::cost(alignment);
        if let Some(aligned) = room.align(view, question, alignment) {
            for index in (0..view.len()).filter(|&index| !(question.excluded)(index)) {
                if let Some(score) = rows.score(&aligned, index) {
                    visit(index, AlignedScore { score: score.score - paid, ..score });
                }
            }
        }
    }
}

/// All emphasised rows, in place.
struct Rows<'a> {
    codes: &'a [u8],
    n: usize,
    view: LibraryRef<'a>,
    squares: &'a [i32],
}

impl<'a> Rows<'a> {
    fn row(&self, index: u32) -> &'a [[u8; 1]] {
        let at = index as usize * self.n;
        self.codes.get(at..at + self.n).unwrap_or_default().as_chunks().0
    }

    fn score(&self, aligned: &Aligned<'_>, index: u32) -> Option<AlignedScore> {
        let squares = self.squares.get(index as usize).copied()?;
        aligned.score(self.row(index), self.view.interval(index)?, squares)
    }
}

impl Room {
    fn new(grid: Grid) -> Self {
        Self { moved: vec![0.0; grid.len], weights: vec![0; grid.len], before: vec![0; grid.len + 1] }
    }

    fn align<'a>(
        &'a mut self,
        view: &LibraryRef<'_>,
        question: &Question<'a>,
        alignment: Alignment,
    ) -> Option<Aligned<'a>> {
        let grid = view.grid();
        let Overlap { min_cm1, .. } = view.recipe().overlap_limits();
        let known = alignment.apply(question.row, question.interval, grid, &mut self.moved).ok()?;
        Aligned::new(
            &self.moved,
            known,
            question.open,
            (grid, min_cm1, UNCOVERED),
            &mut self.weights,
            &mut self.before,
        )
    }

    /// The best score among candidates, and the best of another substance.
    fn best_two(
        &mut self,
        rows: &Rows<'_>,
        question: &Question<'_>,
        alignment: Alignment,
        candidates: &[u32],
    ) -> [Rival; 2] {
        let mut two = [Rival::NONE; 2];
        let Some(aligned) = self.align(&rows.view, question, alignment) else { return two };
        for &index in candidates {
            let Some(score) = rows.score(&aligned, index) else { continue };
            let substance = rows.view.substance_of(index).unwrap_or(u32::MAX);
            let rival = Rival { substance, score: score.score };
            if rival.score > two[0].score {
                if two[0].substance != substance {
                    two[1] = two[0];
                }
                two[0] = rival;
            } else if rival.score > two[1].score && two[0].substance != substance {
                two[1] = rival;
            }
        }
        two
    }
}

/// The resolution of an entry, if it is known.
fn resolution_of(view: &LibraryRef<'_>, index: u32) -> Option<f64> {
    view.entry(index).map(|entry| f64::from(entry.resolution_cm1)).filter(|&own| own > 0.0)
}

/// A query of a finer resolution than most of the library has, broadened to that; none where it is not finer.
pub(crate) fn broadened_to_library(
    library: &Library,
    seen: &Seen,
    own: f64,
) -> Result<Option<Vec<f32>>, Error> {
    let view = library.view();
    let mut known: Vec<f64> = (0..view.len()).filter_map(|index| resolution_of(&view, index)).collect();
    known.sort_by(f64::total_cmp);
    let Some(&median) = known.get(known.len() / 2).filter(|&&median| median > own) else { return Ok(None) };
    let grid = view.grid();
    let (mut broad, mut scratch) = (vec![0.0; grid.len], vec![0.0; 3 * grid.len]);
    resolution::broaden(&seen.samples, seen.interval, grid, (own, median), &mut broad, &mut scratch)?;
    Ok(Some(broad))
}

impl std::fmt::Debug for Matcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Matcher").field("rows", &self.squares.len()).finish_non_exhaustive()
    }
}

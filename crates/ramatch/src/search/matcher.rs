//! The default matcher's references: emphasised rows, made where a library has none.

use super::bounded::{Cost, Keeps};
use super::indexed::{Bounded, Indexed, Ranking};
use crate::ground::error::Error;
use crate::library::Library;
use crate::library::emphasized::{self, Emphasizer};
use ramatch_core::alignment::Shortened;
use ramatch_core::identify::{
    BestOfEach, Question, Ranked, References, Search, SearchRoom, Tolerance, sum_squares,
};
use ramatch_core::{Grid, Hit, Interval, LibraryRef, resolution};
use std::sync::Arc;

/// A library's emphasised rows.
#[derive(Clone)]
pub(crate) struct Matcher {
    /// Codes that the library does not hold itself.
    made: Option<Arc<Vec<u8>>>,
    /// Σ c² of every row.
    squares: Arc<Vec<i32>>,
    /// Where it is worth it.
    index: Option<Arc<Indexed>>,
}

/// Memory of one search.
struct Room {
    moved: Vec<f32>,
    weights: Vec<i16>,
    before: Vec<i64>,
    candidates: Vec<Hit>,
    best: Vec<Ranked>,
    known: Vec<u32>,
}

impl Room {
    /// Room to rank so many substances of a library.
    fn new(view: &LibraryRef<'_>, top: usize) -> Self {
        let (Grid { len, .. }, substances) = (view.grid(), view.substances_len());
        let parts = Shortened::of(view.grid()).len();
        Self {
            moved: vec![0.0; len],
            weights: vec![0; parts],
            before: vec![0; parts + 1],
            candidates: vec![Hit::EMPTY; Search::candidates_len(view.len())],
            best: vec![Ranked::EMPTY; top.min(substances as usize)],
            known: vec![0; BestOfEach::known_len(substances)],
        }
    }

    fn lend(&mut self) -> SearchRoom<'_> {
        let Self { moved, weights, before, candidates, best, known } = self;
        SearchRoom { moved, weights, before, candidates, best, known }
    }
}

/// What an index knows once an alignment is found.
pub(super) struct Ahead<'a> {
    bounded: Option<Bounded<'a>>,
    /// The most promising entries.
    candidates: &'a [u32],
    /// What it cost to find them.
    cost: Cost,
}

impl Ahead<'_> {
    /// Offers every entry that can be among the best `wanted`; yields how many entries and substances have a score, and what all of it
    /// cost.
    pub(super) fn offer_best(&self, wanted: usize, kept: &mut dyn Keeps) -> ((u32, u32), Cost) {
        let Some(bounded) = &self.bounded else { return ((0, 0), self.cost) };
        let cost = bounded.offer_best((self.candidates, wanted), kept);
        (bounded.scored, self.cost + cost)
    }
}

/// Ranks the best `top` substances under the alignment that was found.
pub(super) fn rank(search: &mut Search<'_>, ahead: Option<&Ahead<'_>>, top: usize) -> Option<Cost> {
    let Some(ahead) = ahead else {
        while !search.step(usize::MAX) {}
        return None;
    };
    let ((entries, substances), cost) = ahead.offer_best(top, &mut Ranking(search));
    search.conclude(entries, substances);
    Some(cost)
}

impl Matcher {
    /// Looks at all rows once, and makes those that the library does not hold. O(library).
    pub(crate) fn new(library: &Library) -> Self {
        let view = library.view();
        Self::over(&view, view.emphasized_rows().is_none().then(|| emphasized::from_rows(&view)))
    }

    /// Makes emphasised rows of rows that are broadened to a resolution where theirs is known and finer. O(library).
    pub(crate) fn at_resolution(library: &Library, resolution_cm1: f64) -> Result<Self, Error> {
        let view = library.view();
        let grid = view.grid();
        let mut broad = vec![0.0; grid.len];
        let mut scratch = vec![0.0; 3 * grid.len];
        let mut made = Vec::with_capacity(view.len() as usize * Shortened::of(grid).len());
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
        let mut squares = vec![0; References::squares_len(view.len())];
        let codes = made.as_deref().or(view.emphasized_rows()).unwrap_or_default();
        sum_squares(codes, Shortened::of(view.grid()).len(), &mut squares);
        let index = References::over(*view, codes, &squares)
            .ok()
            .and_then(|references| Indexed::of(view, &references, codes, made.is_some()));
        Self { made: made.map(Arc::new), squares: Arc::new(squares), index: index.map(Arc::new) }
    }

    fn codes<'a>(&'a self, view: &LibraryRef<'a>) -> &'a [u8] {
        match &self.made {
            Some(made) => made,
            None => view.emphasized_rows().unwrap_or_default(),
        }
    }

    /// The rows, as the core compares them.
    fn references<'a>(&'a self, view: &LibraryRef<'a>) -> Result<References<'a>, Error> {
        Ok(References::over(*view, self.codes(view), &self.squares)?)
    }

    /// Puts a question to all rows, and ranks the best `top` substances. By the index, where there is one: what is found is that of the
    /// scan, to the bit.
    ///
    /// # Errors
    /// As [`Search::begin`].
    pub(crate) fn search<R>(
        &self,
        view: &LibraryRef<'_>,
        question: Question<'_>,
        (tolerance, top): (Tolerance, usize),
        read: impl FnOnce(&Search<'_>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        self.aligned(view, question, (tolerance, top), |search, ahead| {
            rank(search, ahead.as_ref(), top);
            read(search)
        })
    }

    /// Finds the alignment of a question, and hands over what bounds the scores under it, if there is an index.
    ///
    /// # Errors
    /// As [`Search::begin`].
    pub(super) fn aligned<R>(
        &self,
        view: &LibraryRef<'_>,
        question: Question<'_>,
        (tolerance, top): (Tolerance, usize),
        go_on: impl FnOnce(&mut Search<'_>, Option<Ahead<'_>>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        let mut room = Room::new(view, top);
        let references = self.references(view)?;
        let Some(indexed) = &self.index else {
            let mut search = Search::begin(references, question, tolerance, room.lend())?;
            while !search.step_to_alignment(usize::MAX) {}
            return go_on(&mut search, None);
        };
        question.check(view.grid(), view.len())?;
        let (candidates, cost) = indexed.candidates(view, &references, &question);
        let mut search = Search::among(references, question, tolerance, Some(&candidates), room.lend())?;
        while !search.step_to_alignment(usize::MAX) {}
        let bounded = indexed.bounded(view, &search);
        go_on(&mut search, Some(Ahead { bounded, candidates: &candidates, cost }))
    }
}

/// The resolution of an entry, if it is known.
fn resolution_of(view: &LibraryRef<'_>, index: u32) -> Option<f64> {
    view.entry(index).map(|entry| f64::from(entry.resolution_cm1)).filter(|&own| own > 0.0)
}

/// A row of a finer resolution than most of the library has, broadened to that; none where it is not finer.
pub(crate) fn broadened_to_library(
    library: &Library,
    (samples, interval): (&[f32], Interval),
    own: f64,
) -> Result<Option<Vec<f32>>, Error> {
    let view = library.view();
    let mut known: Vec<f64> = (0..view.len()).filter_map(|index| resolution_of(&view, index)).collect();
    known.sort_by(f64::total_cmp);
    let Some(&median) = known.get(known.len() / 2).filter(|&&median| median > own) else { return Ok(None) };
    let grid = view.grid();
    let (mut broad, mut scratch) = (vec![0.0; grid.len], vec![0.0; 3 * grid.len]);
    resolution::broaden(samples, interval, grid, (own, median), &mut broad, &mut scratch)?;
    Ok(Some(broad))
}

impl std::fmt::Debug for Matcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Matcher").field("rows", &self.squares.len()).finish_non_exhaustive()
    }
}

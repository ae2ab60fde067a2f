//! The default matcher's references: emphasised rows, made where a library has none.

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
        Self { made: made.map(Arc::new), squares: Arc::new(squares) }
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

    /// Puts a question to all rows, and ranks the best `top` substances.
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
        let mut room = Room::new(view, top);
        let references = self.references(view)?;
        let mut search = Search::begin(references, question, tolerance, room.lend())?;
        while !search.step(usize::MAX) {}
        read(&search)
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

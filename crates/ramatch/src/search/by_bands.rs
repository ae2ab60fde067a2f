//! Entries by the default matcher, for one query after the other.

use super::ask::{Found, Search as Wanted};
use super::bounded::{Cost, Keeps};
use super::indexed::above_zero;
use super::matcher::{Matcher, rank};
use crate::ground::error::Error;
use crate::library::emphasized::Emphasizer;
use ramatch_core::identify::{Question, Search};
use ramatch_core::{Hit, Interval, LibraryRef, Prepared, TopK};

/// Finds the best of what is asked, but for entries that are `excluded` (rising). Nothing where nothing rises above the noise.
pub(super) fn found(
    (matcher, view): (&Matcher, &LibraryRef<'_>),
    query: &Prepared<'_>,
    (wanted, excluded): (&Wanted, &[u32]),
) -> Result<Found, Error> {
    let mut emphasizer = Emphasizer::always(view.recipe());
    let noise = query.notes().noise_density;
    let Some(row) = emphasizer.row(query.samples(), query.interval(), noise) else {
        return Ok(Found::default());
    };
    let whole = [Interval { lo: 0, hi: view.grid().len }];
    let question = Question { row, interval: query.interval(), open: &whole, excluded, through: None };
    let k = wanted.k.min(view.len() as usize);
    matcher.aligned(view, question, (wanted.tolerance, k), |search, ahead| {
        let ahead = ahead.as_ref();
        if wanted.per_substance {
            let cost = rank(search, ahead, k);
            let best = search.found().map(|found| found.best).unwrap_or_default();
            let hits = best.iter().map(|best| Hit { entry: best.entry, score: best.score }).collect();
            return Ok(told(hits, cost, view));
        }
        let mut slots = vec![Hit::EMPTY; k];
        let mut kept = Entries { search, top: TopK::new(&mut slots) };
        let cost = match ahead {
            Some(ahead) => Some(ahead.offer_best(k, &mut kept).1),
            None => {
                for entry in 0..view.len() {
                    kept.offer(entry);
                }
                None
            }
        };
        Ok(told(kept.top.hits().to_vec(), cost, view))
    })
}

/// What was found and what it cost; without an index, every row was looked at.
fn told(hits: Vec<Hit>, cost: Option<Cost>, view: &LibraryRef<'_>) -> Found {
    let rows = u64::from(view.len());
    let row = ramatch_core::alignment::Shortened::of(view.grid()).len() as u64;
    let Cost { rows: rescored, bytes, scanned } = cost.unwrap_or(Cost { rows, bytes: 0, scanned: true });
    Found { hits, rescored: rescored as usize, scanned, bytes: bytes + rescored * row }
}

/// Keeps the best entries.
struct Entries<'s, 'a> {
    search: &'s Search<'a>,
    top: TopK<'s>,
}

impl Keeps for Entries<'_, '_> {
    fn offer(&mut self, entry: u32) -> bool {
        let asks = self.search.question().asks(self.search.references().view(), entry);
        if asks && let Some(score) = self.search.score(entry) {
            self.top.offer(Hit { entry, score });
        }
        asks
    }

    fn least(&self) -> Option<f64> {
        above_zero(self.top.least(), self.search.cost())
    }
}

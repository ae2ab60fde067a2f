//! What speaks for an entry, whatever ranked it.

use super::bands::ComparedBands;
use super::lead::lead;
use super::phenyl;
use super::search::Search;
use crate::compare::band::Peak;
use crate::compare::evidence;
use crate::ground::error::{self, Error};
use crate::library::Row;
use crate::measured::grid::{Grid, Interval};

/// The strongest band of a query is that of the reference which lies so near, in cm⁻¹.
const SAME_CM1: f64 = 5.0;

/// Noise alone leaves so many deviations above a reference somewhere.
const NOISE: f64 = 3.0;

/// What speaks for an entry, in numbers; which of them are enough is [`decide`](super::lacks)'s.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Evidence {
    /// Its score by its bands, whatever ranked it.
    pub score: f64,
    /// That less the best score of another substance on an axis moved by 4 cm⁻¹ or more; none where there is no other.
    pub gap: Option<f64>,
    /// That less the best score of another substance under the same alignment; none where there is no other.
    pub margin: Option<f64>,
    /// That less the mean of the scores of the other substances, ranks 2 to 20, where a rank that there is not counts as the first; none
    /// where there is no other.
    pub lead: Option<f64>,
    /// The part of what the reference would have shown at this noise that is found, 0 to 1.
    pub found: f64,
    /// The part of what the query shows that the reference explains, 0 to 1.
    pub explained: f64,
    /// Bands of the reference that the query shows.
    pub matched: usize,
    /// Bands of the query that the reference does not explain.
    pub unexplained: usize,
    /// Bands of the reference that this noise would have shown.
    pub visible: usize,
    /// The power of the reference's heights that those of the query follow; none where it cannot be told.
    pub heights: Option<f64>,
    /// Height in the reference of the band that is the query's strongest, as a part of its highest.
    pub strongest_in_reference: f64,
    /// Height in the query of the reference's strongest band, likewise.
    pub strongest_in_query: f64,
    /// Width of what was compared and counts, in cm⁻¹.
    pub covered_cm1: f64,
    /// The highest point of the query above its reference, scaled to it by least squares, as a part of the query's highest, less what is
    /// noise: about 1 where a band as high as any is none of the reference's, as in a mixture of halves.
    pub rest: f64,
    /// Bands of the reference that the query shows and that a benzene ring with one substituent does not have.
    pub beyond_phenyl: usize,
}

impl Evidence {
    /// Weighs entry `entry` of a search that is done.
    ///
    /// `samples` (`[grid.len]`, known inside their interval) are the prepared ones, `noise` is theirs over the highest band; `over` is
    /// what was compared; `bands` are the entry's as compared. `aligned` (`[grid.len]`) is lent memory. None for an entry
    /// without a score. O(n), no allocation.
    ///
    /// # Errors
    /// [`Error::Length`].
    pub fn of(
        search: &Search<'_>,
        (samples, interval, noise): (&[f32], Interval, f64),
        (entry, over): (u32, Interval),
        bands: &ComparedBands<'_>,
        aligned: &mut [f32],
    ) -> Result<Option<Self>, Error> {
        let view = search.references().view();
        let grid = view.grid();
        error::same_len("aligned", grid.len, aligned.len())?;
        let (Some(found), noise) = (search.found(), noise.min(1.0)) else { return Ok(None) };
        let (Some(weighed), Some(substance)) = (search.weigh(entry, noise), view.substance_of(entry)) else {
            return Ok(None);
        };
        let beside = found.best.iter().find(|other| other.substance != substance);
        let open = search.question().open;
        let known = found.alignment.apply(samples, interval, grid, aligned)?;
        let heights = evidence::heights(aligned, known.intersection(over), grid, bands.reference, noise);
        let (strongest_in_reference, strongest_in_query) =
            strongest(aligned, known, grid, (bands.reference, open));
        let compared: usize = open.iter().map(|open| open.intersection(over).len()).sum();
        Ok(Some(Self {
            score: weighed.score,
            gap: search.elsewhere(substance).map(|elsewhere| weighed.score - elsewhere),
            margin: beside.map(|beside| weighed.score - beside.score),
            lead: lead(weighed.score, found.best, substance),
            found: weighed.found,
            explained: weighed.explained,
            matched: bands.matched(),
            unexplained: bands.unexplained(),
            visible: heights.visible,
            heights: heights.power,
            strongest_in_reference,
            strongest_in_query,
            covered_cm1: compared as f64 * grid.step_cm1,
            rest: (rest(aligned, known, view.row(entry), (open, over)) - NOISE * noise).max(0.0),
            beyond_phenyl: phenyl::beyond(bands),
        }))
    }
}

/// Height in the reference of the band that is the query's strongest, and height in the query of the reference's strongest; each as a
/// part of the highest there.
fn strongest(
    query: &[f32],
    known: Interval,
    grid: Grid,
    (bands, open): (&[Peak], &[Interval]),
) -> (f64, f64) {
    let counted = open.iter().flat_map(|open| {
        let Interval { lo, hi } = open.intersection(known);
        lo..hi
    });
    let top = counted.max_by(|&a, &b| query[a].total_cmp(&query[b]));
    let highest = bands.iter().max_by(|a, b| a.height.total_cmp(&b.height));
    let (Some(top), Some(highest)) = (top.filter(|&top| query[top] > 0.0), highest) else {
        return (0.0, 0.0);
    };
    let near = |shift_cm1: f64, other: f64| (shift_cm1 - other).abs() <= SAME_CM1;
    let here = bands.iter().filter(|band| near(band.shift_cm1, grid.shift_cm1(top)));
    let in_reference = here.map(|band| band.height / highest.height).fold(0.0, f64::max);
    let there = (known.lo..known.hi).filter(|&i| near(grid.shift_cm1(i), highest.shift_cm1));
    let in_query = there.map(|i| f64::from(query[i] / query[top])).fold(0.0, f64::max);
    (in_reference, in_query)
}

/// The highest point of a query above a reference that is scaled to it, as a part of the query's highest; 0 where nothing counts.
fn rest(query: &[f32], known: Interval, reference: Row<'_>, (open, over): (&[Interval], Interval)) -> f64 {
    let counted = || {
        open.iter().flat_map(|open| {
            let Interval { lo, hi } = open.intersection(known).intersection(over);
            lo..hi
        })
    };
    let pairs = || counted().map(|i| (f64::from(query[i]), f64::from(reference.sample(i))));
    let (with, squares) = pairs().fold((0.0, 0.0), |(with, squares), (q, r)| (with + q * r, squares + r * r));
    let highest = pairs().fold(0.0, |highest: f64, (q, _)| highest.max(q));
    if squares <= 0.0 || highest <= 0.0 {
        return 0.0;
    }
    let scale = (with / squares).max(0.0);
    pairs().fold(0.0, |most: f64, (q, r)| most.max(q - scale * r)) / highest
}

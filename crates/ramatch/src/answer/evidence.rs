//! What speaks for the first hit, whatever ranked it.

use crate::answer::explain;
use crate::answer::identify::Identifier;
use crate::answer::rank::{Asked, Order, Speaking};
use crate::answer::report::{Bands, Evidence};
use crate::answer::seen::Seen;
use crate::ground::error::Error;
use ramatch_core::band::Peak;
use ramatch_core::{Grid, Interval, evidence};

/// Weighs the first hit, of which `bands` were compared.
pub(crate) fn of_first(
    identifier: &Identifier,
    (asked, seen): (&Asked<'_>, &Seen),
    ranked: &Order,
    bands: &Bands,
) -> Result<Option<Evidence>, Error> {
    let view = identifier.library.view();
    let grid = view.grid();
    let Some(first) = ranked.best.first() else { return Ok(None) };
    let noise = seen.noise().min(1.0);
    let Some(Speaking { weighed, elsewhere, beside }) = asked.weigh(ranked, first.entry, noise) else {
        return Ok(None);
    };
    let mut aligned = vec![0.0; grid.len];
    let known = ranked.alignment.apply(&seen.samples, seen.interval, grid, &mut aligned)?;
    let row: Vec<f32> = view.row(first.entry).samples().collect();
    let reference = explain::reference_bands(&row, first.over, grid, &asked.open);
    let heights = evidence::heights(&aligned, known.intersection(first.over), grid, &reference, noise);
    let (strongest_in_reference, strongest_in_query) =
        strongest(&aligned, known, grid, (&reference, &asked.open));
    let compared: usize = asked.open.iter().map(|open| open.intersection(first.over).len()).sum();
    Ok(Some(Evidence {
        score: weighed.score,
        gap: elsewhere.map(|elsewhere| weighed.score - elsewhere),
        margin: beside.map(|beside| weighed.score - beside),
        found: weighed.found,
        explained: weighed.explained,
        matched: bands.matched.len(),
        unexplained: bands.unexplained_cm1.len(),
        visible: heights.visible,
        heights: heights.power,
        strongest_in_reference,
        strongest_in_query,
        covered_cm1: compared as f64 * grid.step_cm1,
        lacks: Vec::new(),
    }))
}

/// The strongest band of a query is that of the reference which lies so near, in cm⁻¹.
const SAME_CM1: f64 = 5.0;

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

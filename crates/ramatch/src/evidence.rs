//! What speaks for the first hit, whatever ranked it.

use crate::explain;
use crate::identify::Seen;
use crate::rank::{Asked, Order};
use crate::report::{Bands, Evidence};
use crate::{Error, Identifier};
use ramatch_core::evidence;

/// The noise of a prepared row over its highest band is this part of 1 / SNR: smoothing takes the rest.
const LEFT_BY_SMOOTHING: f64 = 0.75;

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
    let noise = seen.notes.snr.map_or(0.0, |snr| LEFT_BY_SMOOTHING / snr.max(LEFT_BY_SMOOTHING));
    let Some((weighed, elsewhere)) = asked.weigh(ranked, first.entry, noise) else { return Ok(None) };
    let mut aligned = vec![0.0; grid.len];
    let known = ranked.alignment.apply(&seen.samples, seen.interval, grid, &mut aligned)?;
    let row: Vec<f32> = view.row(first.entry).samples().collect();
    let reference = explain::reference_bands(&row, first.over, grid, &asked.open);
    let heights = evidence::heights(&aligned, known.intersection(first.over), grid, &reference, noise);
    let compared: usize = asked.open.iter().map(|open| open.intersection(first.over).len()).sum();
    Ok(Some(Evidence {
        score: weighed.score,
        gap: elsewhere.map(|elsewhere| weighed.score - elsewhere),
        found: weighed.found,
        explained: weighed.explained,
        matched: bands.matched.len(),
        unexplained: bands.unexplained_cm1.len(),
        visible: heights.visible,
        heights: heights.power,
        covered_cm1: compared as f64 * grid.step_cm1,
        lacks: Vec::new(),
    }))
}

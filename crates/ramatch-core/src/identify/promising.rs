//! Which entries an alignment is found on: those whose bands lie roughly where the query's do.
//!
//! Every band of the query is spread over what an axis may be off by; the cosine of that with a reference's row hardly shows a
//! shift of some cm⁻¹. The most promising entries of a large library are those that agree best so.

use super::question::Question;
use super::references::References;
use crate::compare::alignment::per_unit;
use crate::compare::topk::{Hit, TopK};
use crate::ground::math;
use crate::measured::grid::Interval;
use ramatch_kernels::code_product;

/// Entries on which an alignment is found; in a library of no more, on all.
pub const CANDIDATES: usize = 128;
/// Distance from a band in cm⁻¹ at which nothing of it is left; between, a straight line.
const SPREAD_CM1: f64 = 25.0;

/// What the parts of a reference's row weigh for a question: what stands above 0 in its row where points count, spread. None where
/// nothing does.
///
/// `row` (`[grid.len]`) is lent, `weights` are `[short.len]`. O(n · spread), no allocation.
pub fn spread_bands(
    references: &References<'_>,
    question: &Question<'_>,
    row: &mut [f32],
    weights: &mut [i16],
) -> Option<()> {
    let short = references.short();
    row.fill(0.0);
    for open in question.open {
        let Interval { lo, hi } = open.intersection(question.interval);
        row.get_mut(lo..hi)?.copy_from_slice(question.row.get(lo..hi)?);
    }
    short.shorten(row, question.interval);
    spread(row.get(..short.len())?, short.width_cm1(), weights)
}

fn spread(row: &[f32], width_cm1: f64, weights: &mut [i16]) -> Option<()> {
    let reach = (SPREAD_CM1 / width_cm1) as usize;
    let spread = |at: usize| {
        let near = at.saturating_sub(reach)..(at + reach + 1).min(row.len());
        let of = |part: usize| {
            let left = 1.0 - part.abs_diff(at) as f64 * width_cm1 / SPREAD_CM1;
            left * f64::from(row[part].max(0.0))
        };
        near.map(of).sum::<f64>() as f32
    };
    let per_unit = per_unit((0..row.len()).map(spread).fold(0.0, f32::max), row.len())?;
    for (at, weight) in weights.iter_mut().enumerate().take(row.len()) {
        *weight = math::nearest(f64::from(spread(at)) * per_unit) as i16;
    }
    Some(())
}

/// How promising a row is, `Σ w c / √(Σ c²)`; none for one without bands. O(n), no allocation.
#[must_use]
pub fn promise(weights: &[i16], codes: &[[u8; 1]], squares: i32) -> Option<f64> {
    let product = || f64::from(code_product(codes, weights));
    (squares > 0).then(|| product() / math::sqrt(f64::from(squares)))
}

/// Offers an entry by how promising it is.
pub(super) fn offer(top: &mut TopK<'_>, entry: u32, (codes, squares): (&[[u8; 1]], i32), weights: &[i16]) {
    if let Some(score) = promise(weights, codes, squares) {
        top.offer(Hit { entry, score });
    }
}

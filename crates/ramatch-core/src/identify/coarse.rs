//! Which entries an alignment is found on: those whose bands lie roughly where the query's do.
//!
//! A row is cut into 256 parts of the axis; how much of the bands lies in each hardly shows a shift of some cm⁻¹. The most
//! promising entries of a large library are those whose parts agree best with the query's.

use super::question::Question;
use crate::compare::topk::{Hit, TopK};
use crate::ground::math;

/// Number of parts of a coarse row.
pub const PARTS: usize = 256;
/// Entries on which an alignment is found; in a library of no more, on all.
pub const CANDIDATES: usize = 192;
/// How the parts beside a query's band count, for axes that are off.
const BESIDE: [f64; 2] = [0.7, 0.3];

/// The coarse row of a row of codes. A norm of 255, so that sums of products need no division. O(n).
#[must_use]
pub fn coarse_row(row: &[[u8; 1]]) -> [u8; PARTS] {
    let parts = in_parts(row.len(), |i| f64::from(row[i][0].cast_signed()));
    parts.map(|part| math::round(255.0 * part) as u8)
}

/// What the parts of a coarse row count for a query. O(n).
#[must_use]
pub fn coarse_weights(question: &Question<'_>) -> [i16; PARTS] {
    let parts = in_parts(question.row.len(), |i| f64::from(question.row[i]));
    let mut blurred = parts;
    for (distance, weight) in BESIDE.iter().enumerate().map(|(i, weight)| (i + 1, weight)) {
        for (i, part) in parts.iter().enumerate() {
            for to in [i.checked_sub(distance), Some(i + distance)].into_iter().flatten() {
                if let Some(to) = blurred.get_mut(to) {
                    *to += weight * part;
                }
            }
        }
    }
    blurred.map(|part| math::round(2000.0 * part) as i16)
}

/// Offers an entry by the sum of its parts.
pub(super) fn offer(top: &mut TopK<'_>, entry: u32, row: &[[u8; 1]], weights: &[i16; PARTS]) {
    let products =
        coarse_row(row).into_iter().zip(weights).map(|(code, &weight)| i32::from(code) * i32::from(weight));
    top.offer(Hit { entry, score: f64::from(products.sum::<i32>()) });
}

/// How much of what is positive lies in each part, brought to norm 1; zeros where there is nothing.
fn in_parts(n: usize, sample: impl Fn(usize) -> f64) -> [f64; PARTS] {
    let mut parts = [0.0; PARTS];
    for (p, part) in parts.iter_mut().enumerate() {
        *part = (p * n / PARTS..(p + 1) * n / PARTS).map(|i| sample(i).max(0.0)).sum();
    }
    let norm = math::sqrt(parts.iter().map(|part| part * part).sum::<f64>());
    parts.map(|part| if norm > 0.0 { part / norm } else { 0.0 })
}

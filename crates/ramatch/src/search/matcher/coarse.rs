//! Rows of 256 parts of the axis: how much of the bands lies in each. A shift of some cm⁻¹ hardly shows.

use super::index::Question;
use ramatch_kernels::chosen_sums;

/// Number of parts.
const PARTS: usize = 256;
/// How the parts beside a query's band count, for axes that are off.
const BESIDE: [f64; 2] = [0.7, 0.3];

/// The coarse rows of a library.
pub(super) struct Coarse {
    rows: Vec<[u8; PARTS]>,
    all: Vec<u32>,
}

impl Coarse {
    /// Of rows of codes.
    pub(super) fn of<'a>(rows: impl Iterator<Item = &'a [[u8; 1]]>) -> Self {
        let rows: Vec<[u8; PARTS]> = rows
            .map(|row| {
                let n = row.len();
                let parts = in_parts(n, |i| f64::from(row[i][0].cast_signed()));
                // A norm of 255, so that sums of products need no division.
                parts.map(|part| (255.0 * part).round() as u8)
            })
            .collect();
        Self { all: (0..rows.len() as u32).collect(), rows }
    }

    /// The most promising entries, best first; of equal ones the earlier.
    pub(super) fn best(&self, question: &Question<'_>, count: usize) -> Vec<u32> {
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
        let weights = blurred.map(|part| (2000.0 * part).round() as i16);
        let mut sums = vec![0; self.rows.len()];
        chosen_sums(&self.rows, &self.all, &weights, &mut sums);
        let mut best: Vec<u32> = self.all.clone();
        let order = |&i: &u32| (std::cmp::Reverse(sums[i as usize]), i);
        if best.len() > count {
            best.select_nth_unstable_by_key(count, order);
            best.truncate(count);
        }
        best.sort_unstable_by_key(order);
        best
    }
}

/// How much of what is positive lies in each part, brought to norm 1; zeros where there is nothing.
fn in_parts(n: usize, sample: impl Fn(usize) -> f64) -> [f64; PARTS] {
    let mut parts = [0.0; PARTS];
    for (p, part) in parts.iter_mut().enumerate() {
        *part = (p * n / PARTS..(p + 1) * n / PARTS).map(|i| sample(i).max(0.0)).sum();
    }
    let norm = parts.iter().map(|part| part * part).sum::<f64>().sqrt();
    parts.map(|part| if norm > 0.0 { part / norm } else { 0.0 })
}

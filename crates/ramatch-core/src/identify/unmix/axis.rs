//! How far a query's axis is off, by the sum that explains it best: one alignment for all that is in it, and for the container.

use super::column::only;
use super::model::{Model, Sum};
use super::scan::Looks;
use super::sums::dot;
use crate::compare::alignment::{Alignment, PIVOT_CM1};
use crate::ground::error::Error;
use crate::ground::math;
use crate::identify::tolerance::Tolerance;
use crate::measured::grid::{Grid, Interval};

/// A cm⁻¹ costs this part of the signal.
const COST: f64 = 0.004;
/// Shifts that are tried lie so many cm⁻¹ apart.
const APART_CM1: f64 = 1.0;
/// How often shift and stretch are refined.
const PASSES: usize = 4;
/// Points within so many cm⁻¹ of the ends may move out of sight.
const EDGE_CM1: f64 = 8.0;
/// A refinement moves by so many cm⁻¹ at most, and ends within so many of where it began: shifts were tried as near.
const MOST_MOVE_CM1: f64 = 1.0;

/// What was measured: the query's row and those of the containers, as the axis stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measured<'a> {
    /// `[grid.len]`.
    pub(super) row: &'a [f32],
    pub(super) interval: Interval,
    /// Each `[grid.len]`, with where it is known.
    pub(super) containers: &'a [(&'a [f32], Interval)],
}

/// Writes `row`, known inside `interval`, as it lies on an axis that is off by `alignment`: by polynomials of fifth degree through six
/// points, which a row that was blurred by 4 cm⁻¹ follows to some 10⁻⁴. Yields where it is known.
fn move_row(
    alignment: Alignment,
    row: &[f32],
    interval: Interval,
    grid: Grid,
    mut put: impl FnMut(usize, f64),
) -> Interval {
    if alignment == Alignment::default() {
        (interval.lo..interval.hi).for_each(|i| put(i, row.get(i).copied().map_or(0.0, f64::from)));
        return interval;
    }
    let slope = 1.0 / (1.0 - alignment.stretch);
    let begin = (grid.start_cm1 + alignment.shift_cm1 - alignment.stretch * PIVOT_CM1) * slope;
    let first = (begin - grid.start_cm1) / grid.step_cm1;
    let mut known = Interval::default();
    for i in 0..grid.len {
        let at = i as f64 * slope + first;
        if at < interval.lo as f64 + 2.0 || at > interval.hi as f64 - 4.0 {
            continue;
        }
        let (below, bits) = math::whole_part(at);
        let from = bits as u32 as usize - 2;
        let Some(six) = row.get(from..from + 6) else { continue };
        let t = at - below;
        put(i, lagrange(t).iter().zip(six).map(|(weight, &sample)| weight * f64::from(sample)).sum());
        known = Interval { lo: if known.is_empty() { i } else { known.lo }, hi: i + 1 };
    }
    known
}

/// Lagrange's weights of the points −2 to 3 at t, 0 ≤ t < 1.
fn lagrange(t: f64) -> [f64; 6] {
    const AT: [f64; 6] = [-2.0, -1.0, 0.0, 1.0, 2.0, 3.0];
    const BELOW: [f64; 6] = [-120.0, 24.0, -12.0, 12.0, -24.0, 120.0];
    core::array::from_fn(|k| {
        let others = AT.iter().enumerate().filter(|(j, _)| *j != k);
        others.map(|(_, at)| t - at).product::<f64>() / BELOW[k]
    })
}

impl Model<'_, '_> {
    /// Moves query and containers.
    pub(super) fn align(&mut self, measured: &Measured<'_>, alignment: Alignment) {
        let (grid, n) = (self.grid, self.grid.len);
        self.room.query.fill(0.0);
        let query = &mut *self.room.query;
        self.known = move_row(alignment, measured.row, measured.interval, grid, |i, y| query[i] = y);
        self.room.containers.fill(0.0);
        for (moved, (row, interval)) in self.room.containers.chunks_exact_mut(n).zip(measured.containers) {
            let known = move_row(alignment, row, *interval, grid, |i, y| moved[i] = y as f32);
            only(known, moved);
            self.known = self.known.intersection(known);
        }
    }

    /// The shift under which two references explain most, each cm⁻¹ costing a part.
    pub(super) fn coarse(
        &mut self,
        measured: &Measured<'_>,
        (tolerance, least_cm1): (Tolerance, f64),
        first: Alignment,
        looks: &mut Looks<'_>,
    ) -> Result<Alignment, Error> {
        let steps = (tolerance.shift_cm1 / APART_CM1) as i32;
        let mut best = (f64::NEG_INFINITY, first);
        let tried = (-steps..=steps).map(|k| Alignment { shift_cm1: f64::from(k) * APART_CM1, stretch: 0.0 });
        for alignment in core::iter::once(first).chain(tried) {
            self.align(measured, alignment);
            self.weigh_alike(self.known);
            let whole = self.whole();
            let mut sum = Sum::of_containers(measured.containers.len());
            let mut left = self.solve(&mut sum);
            for _ in 0..2 {
                let Some(next) = self.best(&sum, (self.known, least_cm1), looks)? else { break };
                sum = sum.with(next.entry);
                left = self.solve(&mut sum);
            }
            let worth = 1.0 - left / whole.max(f64::MIN_POSITIVE) - cost(alignment);
            if worth > best.0 {
                best = (worth, alignment);
            }
        }
        Ok(best.1)
    }

    /// Shift and stretch under which a sum, with its weights, leaves least, by Gauss and Newton's steps; query and fit stand for them then.
    pub(super) fn refine(
        &mut self,
        measured: &Measured<'_>,
        tolerance: Tolerance,
        sum: &mut Sum,
        (found, mut alignment): (Alignment, Alignment),
    ) -> Alignment {
        self.leave_ends();
        self.solve(sum);
        for _ in 0..PASSES {
            let n = self.grid.len;
            let (mut ss, mut st, mut tt, mut rs, mut rt) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for i in 1..n.saturating_sub(1) {
                let slope = (self.room.fit[i + 1] - self.room.fit[i - 1]) / (2.0 * self.grid.step_cm1);
                let along = slope * (self.grid.shift_cm1(i) - PIVOT_CM1);
                let weight = self.room.weights[i];
                ss += weight * slope * slope;
                st += weight * slope * along;
                tt += weight * along * along;
                rs += self.room.rest[i] * slope;
                rt += self.room.rest[i] * along;
            }
            let wanted = step((ss, st, tt), (rs, rt), tolerance.stretch > 0.0);
            let near = |from: f64, by: f64, limit: f64| (from - by).clamp(-limit, limit);
            let around = found.shift_cm1;
            let shift_cm1 = near(alignment.shift_cm1, wanted.0, tolerance.shift_cm1);
            let moved = Alignment {
                shift_cm1: shift_cm1.clamp(around - MOST_MOVE_CM1, around + MOST_MOVE_CM1),
                stretch: near(alignment.stretch, wanted.1, tolerance.stretch),
            };
            let before = dot(self.room.rest, self.room.query) - dot(self.room.rest, self.room.fit);
            let at = *sum;
            self.align(measured, moved);
            let left = self.solve(sum);
            let same = (moved.shift_cm1 - alignment.shift_cm1).abs() < 0.01
                && (moved.stretch - alignment.stretch).abs() < 1e-5;
            if left > before || same {
                if left > before {
                    *sum = at;
                    self.align(measured, alignment);
                    self.solve(sum);
                } else {
                    alignment = moved;
                }
                break;
            }
            alignment = moved;
        }
        alignment
    }

    /// Points at the ends, which may move out of sight, do not count.
    fn leave_ends(&mut self) {
        let margin = (EDGE_CM1 / self.grid.step_cm1) as usize + 4;
        let (lo, hi) = (self.known.lo + margin, self.known.hi.saturating_sub(margin));
        for (i, (weight, root)) in self.room.weights.iter_mut().zip(&mut *self.room.roots).enumerate() {
            if !(lo..hi).contains(&i) {
                (*weight, *root) = (0.0, 0.0);
            }
        }
    }
}

/// What an alignment costs, as a part of the signal.
fn cost(alignment: Alignment) -> f64 {
    COST * (alignment.shift_cm1.abs() + PIVOT_CM1 * alignment.stretch.abs())
}

/// By how much shift and stretch are off, by the normal equations.
fn step((ss, st, tt): (f64, f64, f64), (rs, rt): (f64, f64), stretch: bool) -> (f64, f64) {
    if ss <= 0.0 {
        return (0.0, 0.0);
    }
    let determinant = ss * tt - st * st;
    if stretch && determinant > 0.05 * ss * tt {
        return ((rs * tt - rt * st) / determinant, (rt * ss - rs * st) / determinant);
    }
    (rs / ss, 0.0)
}

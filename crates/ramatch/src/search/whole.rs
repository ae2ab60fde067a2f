//! By every row: a rough score with a proved error for each, then the exact scores of those that can reach the answer.
//!
//! With a query q and a row x over their intersection, all norms taken there:
//!
//! | rows | the rough score | its error |
//! |---|---|---|
//! | `f32`, `i16` | `q·x / (‖q‖‖x‖)` in `f32` | `q·x` is wrong by at most γ Σ\|q x\| ≤ γ ‖q‖‖x‖, ‖x‖² by γ ‖x‖² (`rough_error`) |
//! | codes, `x = s (z + e)` | `w·z / (‖q‖‖z‖)`, with integers w for q | `q·z` is wrong by at most ‖q − w‖‖z‖ (Cauchy–Schwarz), `q·x` and ‖x‖ as `codes` says |

use super::ready::{CERTAIN, squares};
use super::run::{Place, Run};
use super::team::Team;
use crate::ground::error::Error;
use crate::library::codes::{Codes, samples_of};
use crate::library::integers::{largest, rounded};
use ramatch_core::library::Codes as RowCodes;
use ramatch_core::{Interval, Prepared};
use ramatch_kernels::{code_sums, rough_error, rough_sums};

/// Rows between two looks at whether the search was called off.
const CHUNK: usize = 4096;
/// Steps of the histogram of bounds.
const STEPS: usize = 4096;
/// What exact scores may part from bounds by rounding.
const ROUNDING: f64 = 1e-9;
/// Squares of norms within these bounds neither vanish nor overflow in `f32`.
const SANE: std::ops::RangeInclusive<f64> = 1e-20..=1e30;

/// A query made ready for rows of one kind.
struct Whole<'q> {
    query: &'q Prepared<'q>,
    squares: Vec<f64>,
    /// The query as integers times `step`, and the norm of what that loses.
    weights: Vec<i16>,
    step: f64,
    lost: f64,
}

impl<'q> Whole<'q> {
    fn new(query: &'q Prepared<'q>) -> Self {
        let samples = query.samples();
        // So that sums of any codes fit into 31 bits.
        let most = (f64::from(i32::MAX) / (128.0 * samples.len() as f64)).floor().min(8191.0);
        let step = (f64::from(largest(query.interval().of(samples))) / most).max(f64::MIN_POSITIVE);
        let mut lost = 0.0;
        let mut weights = vec![0; samples.len()];
        let own = query.interval();
        for (weight, &sample) in weights[own.lo..own.hi].iter_mut().zip(own.of(samples)) {
            let whole = rounded(sample, step, most);
            lost += (f64::from(sample) - whole * step).powi(2);
            *weight = whole as i16;
        }
        Self { query, squares: squares(query), weights, step, lost: lost.sqrt() }
    }

    /// The square of the query's norm over a stretch; none where it is all rounding.
    fn norm(&self, over: Interval) -> Option<f64> {
        let part = self.squares[over.hi] - self.squares[over.lo];
        let whole = self.squares[self.squares.len() - 1];
        (part > CERTAIN * whole && SANE.contains(&part)).then(|| part.sqrt())
    }

    /// The most that a row of samples can score.
    fn by_samples(&self, row: &[[u8; 4]], over: Interval) -> f64 {
        let (ab, bb) = rough_sums(over.of(self.query.samples()), over.of(row));
        let Some(norm) = self.norm(over).filter(|_| SANE.contains(&f64::from(bb))) else {
            return f64::INFINITY;
        };
        let error = rough_error(over.len());
        // 2 γ covers the product's γ, half of the square's, and the terms of higher order; the norm is known to 10⁻⁶.
        f64::from(ab) / (norm * f64::from(bb).sqrt()) + 2.0 * error + 1e-6
    }

    /// The most that a row of codes can score; `rest` is ‖e‖.
    fn by_codes(&self, codes: &[[u8; 1]], rest: f64, over: Interval) -> f64 {
        let (sum, squares) = code_sums(over.of(codes), over.of(&self.weights));
        let Some(norm) = self.norm(over) else { return f64::INFINITY };
        let length = f64::from(squares).sqrt();
        let product = (f64::from(sum) * self.step + self.lost * length) / norm + rest;
        let length = if product >= 0.0 { length - rest } else { length + rest };
        if length <= 0.0 { f64::INFINITY } else { product / length + 1e-6 }
    }
}

impl Run<'_, '_> {
    /// Looks at every row.
    pub(super) fn whole(&mut self, team: &Team<'_>) -> Result<(), Error> {
        let rows = self.place.view.len() as usize;
        let mut bounds = vec![f32::NEG_INFINITY; rows];
        let whole = Whole::new(self.query);
        let place = self.place;
        team.fill(&mut bounds, CHUNK, &|first, bounds| place.bound(&whole, first, bounds))?;
        self.found.scanned = true;
        let per_row = place.codes.map_or(place.view.row_bytes(0).len(), |_| place.view.grid().len + 4);
        self.found.bytes += (rows * per_row) as u64;

        // The largest bounds first: enough for an answer, most likely.
        let cut = cut_of(&bounds, 4 * self.place.search.k.max(16));
        let mut first = above(&bounds, cut, f32::INFINITY);
        self.rescore_falling(&mut first)?;
        // A bound that equals the threshold may tie with it.
        let threshold = self.best.threshold() as f32;
        let mut rest = above(&bounds, threshold.next_down().max(f32::MIN), cut);
        self.rescore_falling(&mut rest)
    }
}

impl Place<'_> {
    /// The bounds of the rows from `first` on.
    fn bound(&self, whole: &Whole<'_>, first: usize, bounds: &mut [f32]) {
        let (view, own) = (&self.view, whole.query.interval());
        let (step, least) = (view.grid().step_cm1, view.recipe().overlap_limits().min_cm1);
        let mut samples = Vec::new();
        let mut bytes: Vec<[u8; 4]> = Vec::new();
        for (row, bound) in (first..).zip(bounds) {
            if !self.allowed.passes(view, row) {
                continue;
            }
            let Some(interval) = view.interval(row as u32) else { continue };
            let over = own.intersection(interval);
            if over.is_empty() || over.len() as f64 * step < least {
                continue;
            }
            let most = match (self.codes, view.row(row as u32).codes) {
                (Some(codes), _) => by_codes(whole, &codes, row, over),
                (None, RowCodes::F32(row)) => whole.by_samples(row, over),
                (None, _) => {
                    samples.resize(view.grid().len, 0.0);
                    samples_of(view, row as u32, &mut samples);
                    bytes.clear();
                    bytes.extend(samples.iter().map(|sample| sample.to_le_bytes()));
                    whole.by_samples(&bytes, over)
                }
            };
            // Rounded up; NaN, as of samples that are none, is looked at.
            let most = (most + ROUNDING) as f32;
            *bound = if most.is_nan() { f32::INFINITY } else { most.next_up() };
        }
    }
}

fn by_codes(whole: &Whole<'_>, codes: &Codes<'_>, row: usize, over: Interval) -> f64 {
    let (codes, rest) = codes.row(row);
    whole.by_codes(codes, rest, over)
}

/// A bound that about so many rows reach, or as few more as one step of a histogram holds.
fn cut_of(bounds: &[f32], wanted: usize) -> f32 {
    let step_of =
        |bound: f32| ((f64::from(bound) + 1.0) * (STEPS as f64 / 2.0)).clamp(0.0, STEPS as f64) as usize;
    let mut counts = vec![0usize; STEPS + 1];
    for &bound in bounds.iter().filter(|bound| **bound > f32::NEG_INFINITY) {
        counts[step_of(bound)] += 1;
    }
    let mut reached = 0;
    for (step, count) in counts.iter().enumerate().rev() {
        reached += count;
        if reached >= wanted {
            // Any number does: it only says where the first part ends.
            return (step as f64 * 2.0 / STEPS as f64 - 1.0) as f32;
        }
    }
    f32::MIN
}

/// The rows whose bounds lie in `[from, to)`; those of infinity belong to the first part.
fn above(bounds: &[f32], from: f32, to: f32) -> Vec<(f64, u32)> {
    let inside = |bound: f32| bound >= from && (bound < to || (to == f32::INFINITY && bound == to));
    let rows = (0..).zip(bounds);
    rows.filter(|&(_, &bound)| inside(bound)).map(|(row, &bound)| (f64::from(bound), row)).collect()
}

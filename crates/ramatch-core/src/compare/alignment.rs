//! A query moved along the axis, and its score by integers.
//!
//! Instruments disagree about the axis by 3 to 8 cm⁻¹ and by some tenths of a percent of its length. One [`Alignment`] of
//! a query is a shift s and a stretch t: what it shows at x is taken to lie at `x − s − t (x − 1000 cm⁻¹)`. A query has
//! one alignment for all candidates; a freedom for each candidate would let wrong ones fit as well as the right one.
//!
//! [`Aligned`] is the query's emphasised row, moved, shortened ([`Shortened`]) and rounded to integers w; a reference is a short row
//! of `i8` codes c. All sums are integers, exact on every processor in any order:
//!
//! ```text
//! score = Σ w c / √((Σ w² + u (Σ_all w² − Σ w²)) · (Σ c² + v (Σ_all c² − Σ c²)))      sums over parts that both cover
//! ```
//!
//! u is the part of what the reference says nothing about that counts as unexplained: with u = 0 a reference that is
//! known on a short stretch has an easy life, since the query's other bands do not speak against it. v is the same for what the query does
//! not cover, or a mask hides: a reference of which little was asked is a rival, but no sure one.

pub use crate::compare::short::Shortened;
use crate::ground::error::{self, Error};
use crate::ground::math;
use crate::measured::grid::{Grid, Interval};
use core::ops::Range;
use ramatch_kernels::{Lanes, Work, code_product, code_sums, dispatch};

/// Where the stretch leaves the axis as it is, in cm⁻¹.
pub const PIVOT_CM1: f64 = 1000.0;
/// Largest magnitude of a shift in cm⁻¹, and of a stretch.
pub const LIMITS: (f64, f64) = (50.0, 0.02);

/// How far a query's axis is off: x is `shift_cm1 + stretch · (x − 1000 cm⁻¹)` too large.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Alignment {
    /// Shift in cm⁻¹.
    pub shift_cm1: f64,
    /// Stretch, about 0.
    pub stretch: f64,
}

impl Alignment {
    /// Where a query's Raman shift lies in truth.
    #[must_use]
    pub fn corrected_cm1(&self, shift_cm1: f64) -> f64 {
        shift_cm1 - self.shift_cm1 - self.stretch * (shift_cm1 - PIVOT_CM1)
    }

    /// Refuses what no spectrometer is off by.
    ///
    /// # Errors
    /// [`Error::Parameter`].
    pub fn check(&self) -> Result<(), Error> {
        let within = |v: f64, limit: f64| v.abs() <= limit;
        error::domain("shift_cm1", self.shift_cm1, within(self.shift_cm1, LIMITS.0), "within ±50")?;
        error::domain("stretch", self.stretch, within(self.stretch, LIMITS.1), "within ±0.02")
    }

    /// Moves `samples` (`[grid.len]`, known inside `interval`) and yields the interval inside which `out` is known.
    ///
    /// Between grid points the straight line is taken. `out` is 0 outside. O(grid.len), no allocation.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::Parameter`].
    pub fn apply(
        &self,
        samples: &[f32],
        interval: Interval,
        grid: Grid,
        out: &mut [f32],
    ) -> Result<Interval, Error> {
        self.check()?;
        error::same_len("samples", grid.len, samples.len())?;
        error::same_len("out", grid.len, out.len())?;
        let known = interval.of(samples);
        out.fill(0.0);
        // Truth x stands at (x + s − t · pivot) / (1 − t) in the query.
        let slope = 1.0 / (1.0 - self.stretch);
        let begin = (grid.start_cm1 + self.shift_cm1 - self.stretch * PIVOT_CM1) * slope;
        let first = (begin - grid.start_cm1) / grid.step_cm1;
        let at = |i: usize| i as f64 * slope + first - interval.lo as f64;
        // A point that lies on the last one by rounding is known. Places rise, rounded or not.
        let from = first_where(0..grid.len, |i| at(i) >= -1e-9);
        let to = first_where(from..grid.len, |i| at(i) > known.len() as f64 - 1.0 + 1e-9);
        let Some(last) = known.len().checked_sub(2).filter(|_| from < to) else {
            return Ok(Interval::default());
        };
        let begin = Begin { from, slope, first, before: interval.lo as f64 };
        dispatch(Moved { known, last: last as i32, begin, out: &mut out[from..to] });
        Ok(Interval { lo: from, hi: to })
    }
}

/// Points that are moved side by side.
const CHUNK: usize = 16;

/// Where the first moved point lies, and how far apart they are: point i at `i · slope + first − before`.
#[derive(Clone, Copy)]
struct Begin {
    from: usize,
    slope: f64,
    first: f64,
    before: f64,
}

/// Points on the straight lines between known ones.
struct Moved<'a> {
    known: &'a [f32],
    /// The last place with a neighbour.
    last: i32,
    begin: Begin,
    out: &'a mut [f32],
}

impl Work for Moved<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Self { known, last, begin: Begin { from, slope, first, before }, out } = self;
        let (mut places, mut parts) = ([0; CHUNK], [0.0; CHUNK]);
        for (begin, out) in (from..).step_by(CHUNK).zip(out.chunks_mut(CHUNK)) {
            for (k, (place, part)) in (begin as i32..).zip(places.iter_mut().zip(&mut parts)) {
                let at = f64::from(k) * slope + first - before;
                let (below, bits) = math::whole_part(if at > 0.0 { at } else { 0.0 });
                // The last point has its neighbour on the left.
                let beyond = below > f64::from(last);
                *place = if beyond { last } else { bits as i32 };
                *part = (at - if beyond { f64::from(last) } else { below }) as f32;
            }
            let mut one_by_one = true;
            for (expected, &place) in (places[0]..).zip(&places) {
                // All of them, without a branch.
                one_by_one &= expected == place;
            }
            let near = known.get(places[0] as usize..).and_then(|known| known.first_chunk::<{ CHUNK + 1 }>());
            if let (true, Some(near), Ok(out)) = (one_by_one, near, <&mut [f32; CHUNK]>::try_from(&mut *out))
            {
                for (k, out) in out.iter_mut().enumerate() {
                    *out = near[k] + parts[k] * (near[k + 1] - near[k]);
                }
                continue;
            }
            for ((out, &place), &part) in out.iter_mut().zip(&places).zip(&parts) {
                let two = known.get(place as usize..).and_then(|known| known.first_chunk());
                let &[left, right] = two.unwrap_or(&[0.0; 2]);
                *out = left + part * (right - left);
            }
        }
    }
}

/// A row rounded to integers.
struct Rounded<'a> {
    row: &'a [f32],
    per_unit: f64,
    weights: &'a mut [i16],
}

impl Work for Rounded<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        for (weight, &sample) in self.weights.iter_mut().zip(self.row) {
            *weight = math::nearest_short(f64::from(sample) * self.per_unit);
        }
    }
}

/// The first of `range` where `holds`, as it does from there on; its end where it does nowhere.
fn first_where(range: Range<usize>, holds: impl Fn(usize) -> bool) -> usize {
    let Range { start: mut from, end: mut to } = range;
    while from < to {
        let middle = from.midpoint(to);
        (from, to) = if holds(middle) { (from, middle) } else { (middle + 1, to) };
    }
    from
}

/// An emphasised row as integers, ready to be compared.
#[derive(Clone, Copy, Debug)]
pub struct Aligned<'a> {
    pub(crate) weights: &'a [i16],
    /// Σ w² before each point.
    before: &'a [i64],
    pub(crate) interval: Interval,
    /// Where points of the grid count, in their order.
    open: &'a [Interval],
    terms: Terms,
}

/// By what rows are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    /// How the points of the grid are taken together.
    pub short: Shortened,
    /// The least overlap in cm⁻¹.
    pub min_cm1: f64,
    /// u and v above.
    pub uncovered: (f64, f64),
}

impl<'a> Aligned<'a> {
    /// Rounds `row` (`[short.len]`, 0 outside `interval`) into `weights` (`[short.len]`) and `before` (`[short.len + 1]`).
    ///
    /// `open` are the stretches of the grid in which points count, in their order and apart: all of it, or what a mask leaves; a
    /// part counts where all of its points do. None where there is nothing but 0 in them. O(short.len), no allocation.
    pub fn new(
        row: &[f32],
        interval: Interval,
        open: &'a [Interval],
        terms: Terms,
        weights: &'a mut [i16],
        before: &'a mut [i64],
    ) -> Option<Self> {
        let n = terms.short.len();
        let fits = row.len() == n && weights.len() == n && before.len() == n + 1 && interval.hi <= n;
        let known = open.iter().map(|&open| terms.short.interval(open).intersection(interval));
        let largest = known.clone().map(|known| largest(known.of(row))).fold(0.0, f32::max);
        let per_unit = per_unit(largest, n).filter(|_| fits)?;
        weights.fill(0);
        for known in known.filter(|known| !known.is_empty()) {
            dispatch(Rounded { row: known.of(row), per_unit, weights: &mut weights[known.lo..known.hi] });
        }
        let mut sum = 0;
        before[0] = 0;
        for (before, &weight) in before[1..].iter_mut().zip(&*weights) {
            sum += i64::from(weight) * i64::from(weight);
            *before = sum;
        }
        Some(Self { weights, before, interval, open, terms })
    }

    /// The same from the same memory once more: what [`Aligned::new`] left in `weights` and `before` is believed.
    pub(crate) fn again(
        interval: Interval,
        open: &'a [Interval],
        terms: Terms,
        weights: &'a [i16],
        before: &'a [i64],
    ) -> Self {
        Self { weights, before, interval, open, terms }
    }

    /// The parts in which it is known.
    #[must_use]
    pub fn interval(&self) -> Interval {
        self.interval
    }

    /// What each part weighs, `[short.len]`.
    #[must_use]
    pub fn weights(&self) -> &'a [i16] {
        self.weights
    }

    /// The parts that are compared with a row known inside `interval`, in stretches, some of which may be empty.
    pub fn compared(&self, interval: Interval) -> impl Iterator<Item = Interval> + Clone + use<'a> {
        let (over, short) = (self.interval.intersection(interval), self.terms.short);
        self.open.iter().map(move |&open| short.interval(open).intersection(over))
    }

    /// Σ w² + u (Σ_all w² − Σ w²) for a row known inside `interval`; none where the overlap is below the limit.
    #[must_use]
    pub fn own(&self, interval: Interval) -> Option<f64> {
        let parts: usize = self.compared(interval).map(|part| part.len()).sum();
        if parts == 0 || (parts as f64) * self.terms.short.width_cm1() < self.terms.min_cm1 {
            return None;
        }
        let sum = |interval: Interval| {
            let at = |i: usize| self.before.get(i).copied().unwrap_or(0);
            (at(interval.hi) - at(interval.lo.min(interval.hi))) as f64
        };
        let covered = sum(self.interval.intersection(interval));
        Some(covered + self.terms.uncovered.0 * (sum(self.interval) - covered))
    }

    /// The score of a row of codes (`[short.len]`, known inside `interval`, Σ c² of all of it being `squares`), −1 to 1.
    ///
    /// None where the overlap is below the recipe's limits, or a sum of squares is 0. O(short.len), no allocation.
    #[must_use]
    pub fn score(&self, codes: &[[u8; 1]], interval: Interval, squares: i32) -> Option<f64> {
        let own = self.own(interval)?;
        let (mut product, mut inside) = (0, 0);
        for part in self.compared(interval) {
            // What is compared of a row is nearly all of it, most often: then its squares are those of all less a few.
            let beside = [Interval { hi: part.lo, ..interval }, Interval { lo: part.hi, ..interval }];
            let (ab, bb) = if beside.iter().all(|beside| beside.len() <= FEW) && !part.is_empty() {
                let few: i32 = beside.iter().map(|beside| sum_of_squares(beside.of(codes))).sum();
                (code_product(part.of(codes), part.of(self.weights)), squares - few)
            } else {
                code_sums(part.of(codes), part.of(self.weights))
            };
            (product, inside) = (product + ab, inside + bb);
        }
        let other = self.other(f64::from(inside), f64::from(squares));
        let norm = math::sqrt(own * other);
        (norm > 0.0).then(|| (f64::from(product) / norm).clamp(-1.0, 1.0))
    }

    /// Σ c² + v (Σ_all c² − Σ c²) of a row of which Σ c² is `inside` and Σ_all c² is `all`.
    #[must_use]
    pub fn other(&self, inside: f64, all: f64) -> f64 {
        inside + self.terms.uncovered.1 * (all - inside).max(0.0)
    }

    /// Width of a part in cm⁻¹.
    pub(crate) fn width_cm1(&self) -> f64 {
        self.terms.short.width_cm1()
    }
}

/// Codes at an end of a row that are few.
const FEW: usize = 16;

fn sum_of_squares(codes: &[[u8; 1]]) -> i32 {
    codes.iter().map(|&[code]| i32::from(code.cast_signed()).pow(2)).sum()
}

/// By how much samples of up to `largest` are multiplied before they are rounded to weights, so that the sum of any `n` codes fits into
/// 31 bits; none where all are 0, or one is none.
pub(crate) fn per_unit(largest: f32, n: usize) -> Option<f64> {
    let most = f64::from((f64::from(i32::MAX) / (128.0 * n as f64)) as i32).min(8191.0);
    (largest > 0.0 && largest.is_finite()).then(|| most / f64::from(largest))
}

/// The largest magnitude; 0 for none.
fn largest(samples: &[f32]) -> f32 {
    let (chunks, rest) = samples.as_chunks::<CHUNK>();
    let mut most = [0.0f32; CHUNK];
    for chunk in chunks {
        for (most, sample) in most.iter_mut().zip(chunk) {
            *most = if sample.abs() > *most { sample.abs() } else { *most };
        }
    }
    most.iter().chain(rest).fold(0.0, |most, sample| most.max(sample.abs()))
}

/// Rounds an emphasised row to codes of −127 to 127, and yields the sum of their squares. O(n), no allocation.
pub fn codes_of(row: &[f32], codes: &mut [u8]) -> i32 {
    let largest = row.iter().fold(0.0f32, |most, sample| most.max(sample.abs()));
    let scale = if largest > 0.0 { f64::from(largest) / 127.0 } else { 1.0 };
    let mut squares = 0;
    for (code, &sample) in codes.iter_mut().zip(row) {
        let whole = math::nearest(f64::from(sample) / scale).clamp(-127, 127) as i8;
        squares += i32::from(whole) * i32::from(whole);
        *code = whole.cast_unsigned();
    }
    squares
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::prelude::rust_2024::*;
    use std::vec;

    const GRID: Grid = Grid::cm1(200.0, 2.0, 600);
    const ALL: Interval = Interval { lo: 0, hi: 600 };
    /// Every point a part of its own.
    const WIDE: Grid = Grid::cm1(200.0, 4.0, 600);
    const HALF: (f64, f64) = (0.5, 0.5);

    fn terms(uncovered: (f64, f64)) -> Terms {
        Terms { short: Shortened::of(WIDE), min_cm1: 0.0, uncovered }
    }

    fn bands(off: impl Fn(f64) -> f64) -> Vec<f32> {
        let at = |i: usize, c: f64| {
            let u = (GRID.shift_cm1(i) - off(c)) / 9.0;
            math::exp(-u * u)
        };
        (0..600).map(|i| (at(i, 420.0) + 0.5 * at(i, 1001.0) + 0.7 * at(i, 1290.0)) as f32).collect()
    }

    #[test]
    fn an_alignment_undoes_what_an_instrument_did() {
        let off = Alignment { shift_cm1: 6.0, stretch: 0.004 };
        // Measured at y where the truth is x: x = y − s − t (y − pivot).
        let measured = bands(|x| (x + off.shift_cm1 - off.stretch * PIVOT_CM1) / (1.0 - off.stretch));
        let (truth, mut out) = (bands(|x| x), vec![f32::NAN; 600]);
        let interval = off.apply(&measured, ALL, GRID, &mut out).unwrap();
        assert!(interval.len() > 590 && interval.hi <= 600);
        for (i, (a, b)) in out.iter().zip(&truth).enumerate().take(interval.hi).skip(interval.lo) {
            assert!((a - b).abs() < 0.02, "{i}: {a} {b}");
        }
        assert!((off.corrected_cm1(1290.0) - (1290.0 - 6.0 - 0.004 * 290.0)).abs() < 1e-9);
        let none = Alignment::default().apply(&truth, Interval { lo: 5, hi: 500 }, GRID, &mut out).unwrap();
        assert_eq!((none, &out[5..500]), (Interval { lo: 5, hi: 500 }, &truth[5..500]));
        assert!(Alignment { shift_cm1: 51.0, stretch: 0.0 }.check().is_err());
        assert!(Alignment { shift_cm1: f64::NAN, stretch: 0.0 }.check().is_err());
    }

    fn score(query: &[f32], q: Interval, row: &[f32], r: Interval, uncovered: (f64, f64)) -> Option<f64> {
        let (mut weights, mut before) = (vec![0; 600], vec![0; 601]);
        let aligned = Aligned::new(query, q, &[ALL], terms(uncovered), &mut weights, &mut before)?;
        let mut codes = vec![0; 600];
        let squares = codes_of(row, &mut codes);
        aligned.score(codes.as_chunks().0, r, squares)
    }

    /// The definition, point by point.
    fn slow(alignment: Alignment, samples: &[f32], interval: Interval, out: &mut [f32]) -> Interval {
        let known = interval.of(samples);
        out.fill(0.0);
        let mut moved = Interval::default();
        let slope = 1.0 / (1.0 - alignment.stretch);
        let begin = (GRID.start_cm1 + alignment.shift_cm1 - alignment.stretch * PIVOT_CM1) * slope;
        let first = (begin - GRID.start_cm1) / GRID.step_cm1;
        for (i, out) in out.iter_mut().enumerate() {
            let at = i as f64 * slope + first - interval.lo as f64;
            if at < -1e-9 || at > known.len() as f64 - 1.0 + 1e-9 {
                continue;
            }
            let below = (at.max(0.0) as usize).min(known.len().saturating_sub(2));
            let part = (at - below as f64) as f32;
            let Some(&[left, right]) = known.get(below..below + 2) else { continue };
            *out = left + part * (right - left);
            if moved.is_empty() {
                moved = Interval { lo: i, hi: i };
            }
            moved.hi = i + 1;
        }
        moved
    }

    proptest! {
        #[test]
        fn moved_points_are_those_of_the_definition(
            samples in prop::collection::vec(-1.0f32..1.0, 600), steps in -200i32..=200, stretch in -8i32..=8,
            fine: bool, lo in 0usize..600, len in 0usize..600,
        ) {
            let shift_cm1 = f64::from(steps) * if fine { 0.017 } else { 0.25 };
            let alignment = Alignment { shift_cm1, stretch: f64::from(stretch) * 0.00125 };
            let interval = Interval { lo, hi: (lo + len).min(600) };
            let (mut fast, mut definition) = (vec![f32::NAN; 600], vec![f32::NAN; 600]);
            let moved = alignment.apply(&samples, interval, GRID, &mut fast).unwrap();
            prop_assert_eq!(moved, slow(alignment, &samples, interval, &mut definition));
            let bits = |row: &[f32]| row.iter().map(|sample| sample.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&fast), bits(&definition));
        }

        /// The score by integers is the formula in f64, to what rounding to 8 bits leaves.
        #[test]
        fn integers_are_the_formula(
            y in prop::collection::vec((-1.0f32..1.0, -1.0f32..1.0), 600), lo in 0usize..300, hi in 301usize..600,
            from in 0usize..290, to in 311usize..600, u in 0.0f64..1.0, v in 0.0f64..1.0,
        ) {
            let (mut query, mut row): (Vec<f32>, Vec<f32>) = y.into_iter().unzip();
            row[..lo].fill(0.0);
            row[hi..].fill(0.0);
            query[..from].fill(0.0);
            query[to..].fill(0.0);
            let (mut ab, mut aa, mut bb, mut all_a, mut all_b) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for (i, (&a, &b)) in query.iter().zip(&row).enumerate() {
                let (a, b) = (f64::from(a), f64::from(b));
                (all_a, all_b) = (all_a + a * a, all_b + b * b);
                if (lo.max(from)..hi.min(to)).contains(&i) { ab += a * b; aa += a * a; bb += b * b; }
            }
            let expected = ab / ((aa + u * (all_a - aa)) * (bb + v * (all_b - bb))).sqrt();
            let (q, r) = (Interval { lo: from, hi: to }, Interval { lo, hi });
            let got = score(&query, q, &row, r, (u, v)).unwrap();
            prop_assert!((got - expected).abs() < 0.01, "{got} {expected}");
        }
    }

    /// What a query shows in a masked stretch does not count; what a reference has there was not seen.
    #[test]
    fn what_is_masked_is_not_compared() {
        let (row, open) = (bands(|x| x), [Interval { lo: 0, hi: 200 }, Interval { lo: 300, hi: 600 }]);
        let masked = |in_query: f32, in_row: f32, v: f64| {
            let (mut query, mut row) = (row.clone(), row.clone());
            query[200..300].fill(in_query);
            row[200..300].fill(in_row);
            let (mut weights, mut before) = (vec![0; 600], vec![0; 601]);
            let aligned =
                Aligned::new(&query, ALL, &open, terms((0.5, v)), &mut weights, &mut before).unwrap();
            let mut codes = vec![0; 600];
            let squares = codes_of(&row, &mut codes);
            aligned.score(codes.as_chunks().0, ALL, squares).unwrap()
        };
        assert!(masked(0.0, 0.0, 0.5) > 0.999 && masked(0.9, 0.0, 0.5) > 0.999);
        assert!(masked(0.9, 0.9, 0.0) > 0.999 && masked(0.9, 0.9, 0.5) < 0.6);
    }

    #[test]
    fn no_score_instead_of_nonsense() {
        let (row, zero) = (bands(|x| x), vec![0.0; 600]);
        assert!((score(&row, ALL, &row, ALL, HALF).unwrap() - 1.0).abs() < 1e-3);
        assert_eq!(score(&zero, ALL, &row, ALL, HALF), None);
        assert_eq!(score(&row, ALL, &zero, ALL, HALF), None);
        assert_eq!(score(&row, Interval { lo: 0, hi: 100 }, &row, Interval { lo: 100, hi: 600 }, HALF), None);
        let (mut weights, mut before) = (vec![0; 600], vec![0; 600]);
        assert!(Aligned::new(&row, ALL, &[ALL], terms(HALF), &mut weights, &mut before).is_none(), "short");
    }
}

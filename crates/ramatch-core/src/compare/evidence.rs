//! What speaks for a reference beside its score: how much of what it should show is there, and at the right heights.
//!
//! A score is a mean over all bands. A reference of many bands of which four are there can have a good one, and so can
//! a row of lines at the right places with any heights. Here the first hit alone is looked at once more:
//!
//! ```text
//! v(c) = h² / (h² + n²),  h = |c / 127|³                    what this noise n would have shown of a code c > 0
//! found = Σ c² v(c) [the query has w ≥ w_top / 4 within 4.5 cm⁻¹] / Σ c² v(c)
//! explained = Σ w² v(w) [the reference has c ≥ c_top / 4 within 4.5 cm⁻¹] / Σ w² v(w)
//! power = slope of ln(height in the query) over ln(height in the reference), of the reference's visible bands
//! ```
//!
//! An emphasised row holds cube roots of heights, hence the power of three. Only what this noise would have shown can be
//! missing or left unexplained. What the query shows beside the reference may be additives or a container.

use crate::compare::alignment::Aligned;
use crate::compare::band::Peak;
use crate::ground::math;
use crate::measured::grid::{Grid, Interval};

/// Distance in cm⁻¹ within which bands of two instruments lie once the axis is aligned, and within which something is there.
const REACH_CM1: f64 = 4.5;
/// From this part of its highest point on an emphasised row shows something.
const SHOWN: i32 = 4;
/// Heights below this part of the highest are as good as this.
const LEAST_HEIGHT: f64 = 0.003;

/// A band is visible from so many times the noise on.
const VISIBLE: f64 = 3.0;
/// Variance of logarithms of heights below which they are alike.
const ALIKE: f64 = 1e-3;

/// How many points of a grid lie within reach.
fn reach(step_cm1: f64) -> usize {
    math::nearest(REACH_CM1 / step_cm1).max(1) as usize
}

impl Aligned<'_> {
    /// The part of what a reference would have shown at this noise that the query shows, 0 to 1; none where it would have
    /// shown nothing.
    ///
    /// `codes` are `[short.len]`, known in the parts of `interval`; `noise` is the noise of the query over the height of its highest
    /// band. O(short.len), no allocation.
    #[must_use]
    pub fn found(&self, codes: &[[u8; 1]], interval: Interval, noise: f64) -> Option<f64> {
        let top = self.weights.iter().fold(0, |most, &w| most.max(i32::from(w)));
        let energy = |i: usize| visible_energy(f64::from(code_at(codes, i)) / 127.0, noise);
        self.part(interval, energy, |i| self.weight_at(i), top)
    }

    /// The part of what the query shows that lies where a reference has something, 0 to 1; none where it shows nothing.
    ///
    /// As [`Aligned::found`].
    #[must_use]
    pub fn explained(&self, codes: &[[u8; 1]], interval: Interval, noise: f64) -> Option<f64> {
        let over = self.interval.intersection(interval);
        let top = (over.lo..over.hi).fold(0, |most, i| most.max(code_at(codes, i)));
        let highest = f64::from(self.weights.iter().fold(1, |most, &w| most.max(w)));
        let energy = |i: usize| visible_energy(f64::from(self.weight_at(i)) / highest, noise);
        self.part(interval, energy, |i| code_at(codes, i), top)
    }

    /// The part of the energy that lies within reach of where the other row, whose highest is `top`, shows something.
    fn part(
        &self,
        interval: Interval,
        energy: impl Fn(usize) -> f64,
        other: impl Fn(usize) -> i32,
        top: i32,
    ) -> Option<f64> {
        let reach = reach(self.width_cm1());
        let shown =
            |i: usize| (i.saturating_sub(reach)..=i + reach).any(|k| SHOWN * other(k) >= top && other(k) > 0);
        let (mut all, mut there) = (0.0, 0.0);
        for over in self.compared(interval) {
            for i in over.lo..over.hi {
                let energy = energy(i);
                if energy > 0.0 {
                    all += energy;
                    there += if shown(i) { energy } else { 0.0 };
                }
            }
        }
        (all > 0.0).then(|| there / all)
    }

    /// The weight of a point, 0 beyond the grid.
    fn weight_at(&self, i: usize) -> i32 {
        self.weights.get(i).copied().map_or(0, i32::from)
    }
}

/// The code of a point, 0 beyond the grid.
fn code_at(codes: &[[u8; 1]], i: usize) -> i32 {
    codes.get(i).map_or(0, |code| i32::from(code[0].cast_signed()))
}

/// The energy of a sample of a row, as a part of its highest, as far as this noise would have shown it.
fn visible_energy(c: f64, noise: f64) -> f64 {
    if c <= 0.0 {
        return 0.0;
    }
    let height = c * c * c;
    c * c * (height * height / (height * height + noise * noise))
}

/// Heights of a reference's bands in a query.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Heights {
    /// Bands of the reference that this noise would have shown.
    pub visible: usize,
    /// The power p of the reference's heights that those in the query follow, `ln q = p ln r + c` by least squares. 1 where they
    /// agree, 0 where all are alike, large where the weaker bands are missing. None for fewer than three bands, or where those of the
    /// reference are all alike.
    pub power: Option<f64>,
}

/// Compares heights of a reference's bands with what the query has there.
///
/// `query` is `[grid.len]`, aligned and known inside `known`; `bands` are those of the reference; `noise` is the query's, over
/// its highest point. O(bands), no allocation.
#[must_use]
pub fn heights(query: &[f32], known: Interval, grid: Grid, bands: &[Peak], noise: f64) -> Heights {
    let top = known.of(query).iter().fold(0.0f64, |most, &y| most.max(f64::from(y)));
    let highest = bands.iter().fold(0.0f64, |most, band| most.max(band.height));
    if !(top > 0.0 && highest > 0.0) {
        return Heights::default();
    }
    let (reach, floor) = (reach(grid.step_cm1), noise.max(LEAST_HEIGHT));
    let there = |band: &Peak| {
        let at = math::nearest((band.shift_cm1 - grid.start_cm1) / grid.step_cm1).max(0) as usize;
        let near = Interval { lo: at.saturating_sub(reach), hi: at + reach + 1 }.intersection(known);
        near.of(query).iter().fold(0.0f64, |most, &y| most.max(f64::from(y))) / top
    };
    let (mut visible, mut sums) = (0, [0.0f64; 4]);
    for band in bands.iter().filter(|band| band.height / highest > VISIBLE * noise) {
        let (r, q) = (math::ln(band.height / highest), math::ln(there(band).max(floor)));
        visible += 1;
        for (sum, term) in sums.iter_mut().zip([r, q, r * r, r * q]) {
            *sum += term;
        }
    }
    let [r, q, rr, rq] = sums;
    let n = visible as f64;
    let spread = n * rr - r * r;
    let power = (visible >= 3 && spread > ALIKE * n * n).then(|| (n * rq - r * q) / spread);
    Heights { visible, power }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::alignment::{Shortened, Terms, codes_of};
    use std::prelude::rust_2024::*;
    use std::vec;

    const GRID: Grid = Grid::cm1(200.0, 2.25, 800);
    /// Every point of the grid a part of its own.
    const TERMS: Terms =
        Terms { short: Shortened::of(Grid { step_cm1: 3.0, ..GRID }), min_cm1: 0.0, uncovered: (0.5, 0.25) };
    const ALL: Interval = Interval { lo: 0, hi: 800 };

    /// Gaussian bands of a row: place in points, height.
    fn row(bands: &[(f64, f64)]) -> Vec<f32> {
        let at =
            |i: usize| bands.iter().map(move |(c, h)| h * math::exp(-(i as f64 - c) * (i as f64 - c) / 8.0));
        (0..800).map(|i| at(i).sum::<f64>() as f32).collect()
    }

    /// Parts found and explained.
    fn parts(query: &[f32], reference: &[f32], open: &[Interval], noise: f64) -> (f64, f64) {
        let (mut weights, mut before, mut codes) = (vec![0; 800], vec![0; 801], vec![0; 800]);
        codes_of(reference, &mut codes);
        let aligned = Aligned::new(query, ALL, open, TERMS, &mut weights, &mut before).unwrap();
        let codes = codes.as_chunks().0;
        (aligned.found(codes, ALL, noise).unwrap(), aligned.explained(codes, ALL, noise).unwrap())
    }

    #[test]
    fn what_is_missing_and_what_is_not_explained() {
        let four = row(&[(100.0, 1.0), (250.0, 1.0), (400.0, 1.0), (600.0, 1.0)]);
        let two = row(&[(101.0, 1.0), (399.0, 1.0)]);
        let all = |(found, explained): (f64, f64)| found.min(explained) > 0.999;
        assert!(all(parts(&four, &four, &[ALL], 0.0)));
        let (found, explained) = parts(&two, &four, &[ALL], 0.0);
        assert!((found - 0.5).abs() < 0.01 && explained > 0.99, "{found} {explained}");
        let (found, explained) = parts(&four, &two, &[ALL], 0.0);
        assert!(found > 0.99 && (explained - 0.5).abs() < 0.01, "{found} {explained}");
        // Too far away is not there; what a mask hides is not asked about.
        let (found, _) =
            parts(&row(&[(112.0, 1.0), (400.0, 1.0)]), &row(&[(100.0, 1.0), (400.0, 1.0)]), &[ALL], 0.0);
        assert!((found - 0.5).abs() < 0.02, "{found}");
        let open = [Interval { lo: 0, hi: 200 }, Interval { lo: 300, hi: 500 }];
        assert!(all(parts(&two, &four, &open, 0.0)));
    }

    /// A band of an eighth of the height, half as high in a row of cube roots, is missing only where the noise would have shown it.
    #[test]
    fn noise_hides_weak_bands() {
        let (both, strong) = (row(&[(200.0, 1.0), (500.0, 0.5)]), row(&[(200.0, 1.0)]));
        let expected = |noise: f64| {
            let weak = 0.25 / (1.0 + square(noise / 0.125));
            let all = 1.0 / (1.0 + square(noise)) + weak;
            (all - weak) / all
        };
        for noise in [0.0, 0.1, 0.4] {
            let (found, _) = parts(&strong, &both, &[ALL], noise);
            // The flanks of a band are hidden before its top.
            assert!((found - expected(noise)).abs() < 0.05, "{noise}: {found} {}", expected(noise));
        }
        assert!(parts(&strong, &both, &[ALL], 1.0).0 > 0.97);
        let (mut weights, mut before) = (vec![0; 800], vec![0; 801]);
        let aligned = Aligned::new(&strong, ALL, &[ALL], TERMS, &mut weights, &mut before).unwrap();
        assert_eq!(aligned.found(vec![0; 800].as_chunks().0, ALL, 0.0), None, "a reference of nothing");
    }

    fn square(x: f64) -> f64 {
        x * x
    }

    fn compare(reference: &[(f64, f64)], query: &[(f64, f64)], noise: f64) -> Heights {
        let peak =
            |&(at, height): &(f64, f64)| Peak { shift_cm1: 200.0 + 2.25 * at, height, prominence: height };
        let bands: Vec<Peak> = reference.iter().map(peak).collect();
        heights(&row(query), ALL, GRID, &bands, noise)
    }

    #[test]
    fn heights_follow_a_power() {
        let reference = [(100.0, 1.0), (200.0, 0.1), (300.0, 0.4), (400.0, 0.05), (500.0, 0.7)];
        let raised = |p: f64| reference.map(|(at, h)| (at, 100.0 * math::exp(p * math::ln(h))));
        for p in [0.0, 0.5, 1.0, 1.5] {
            let Heights { visible, power } = compare(&reference, &raised(p), 0.0);
            assert!(visible == 5 && (power.unwrap() - p).abs() < 1e-3, "{p} {power:?}");
        }
        // Without the three weaker ones, which are taken for what cannot be seen: steep.
        let strongest = compare(&reference, &[reference[0], reference[4]], 0.0);
        assert!(strongest.power.unwrap() > 1.7, "{strongest:?}");
        // The noise hides them: too few to say anything.
        assert_eq!(compare(&reference, &raised(1.0), 0.15), Heights { visible: 2, power: None });
        let alike = reference.map(|(at, _)| (at, 1.0));
        assert_eq!(compare(&alike, &raised(1.0), 0.0), Heights { visible: 5, power: None });
        assert_eq!(compare(&[], &raised(1.0), 0.0), Heights::default());
        assert_eq!(heights(&[0.0; 800], ALL, GRID, &[], 0.0), Heights::default());
    }
}

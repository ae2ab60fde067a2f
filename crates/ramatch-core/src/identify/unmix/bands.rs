//! Bands that only one part of a sum explains, and bands that nothing does.

use super::column::Column;
use super::component::{MOST_TOLD, Told};
use super::model::{Model, Sum};
use crate::ground::math;
use crate::measured::grid::Interval;

/// A band rises above so many times what is expected beside it.
const CLEAR: f64 = 3.0;
/// … and to this part of the query's highest point at least.
const LEAST_HEIGHT: f64 = 0.03;

/// Bands that a reference and a query have at least.
const LEAST_BANDS: usize = 2;
/// A band of the query is so many times the noise.
const CLEAR_OF_NOISE: f64 = 6.0;
/// A band falls to half of its height within so many cm⁻¹; what is broader is a background.
const HALF_CM1: f64 = 18.0;
/// A band that nothing explains is so many times as high as what is explained there.
const HEIGHTS: f64 = 2.0;
/// A reference shows a band where it rises to this part of its highest.
const SHOWN: f32 = 0.05;

impl Model<'_, '_> {
    /// Whether every entry of a sum shows two bands at least where all of it is known: one band is anything's.
    pub(super) fn show_bands(&mut self, sum: &Sum) -> bool {
        let domain = self.domain(sum);
        let all = *sum;
        all.entries().all(|(entry, _)| {
            self.load(Column::Entry(entry));
            let row = &self.room.row;
            let highest = domain.of(row).iter().fold(0.0f32, |most, y| most.max(*y));
            let shown = f64::from(SHOWN * highest);
            self.sharp(|i| f64::from(row[i]), domain, shown) >= LEAST_BANDS
        })
    }

    /// Whether the query shows two bands at least that are clear of noise, beside the containers: backgrounds have broad ones.
    pub(super) fn has_bands(&self) -> bool {
        let room = &self.room;
        let highest = room.query.iter().fold(0.0f64, |most, y| most.max(*y));
        let least = (CLEAR_OF_NOISE * self.sigma).max(f64::from(SHOWN) * highest);
        self.sharp(|i| room.query[i] - room.beside[i], self.known, least) >= LEAST_BANDS
    }

    /// Local maxima of at least `least` that fall to half within some cm⁻¹ to either side.
    fn sharp(&self, row: impl Fn(usize) -> f64, inside: Interval, least: f64) -> usize {
        let reach = ((HALF_CM1 / self.grid.step_cm1) as usize).max(1);
        let is_sharp = |i: usize, y: f64| {
            let falls = |k: usize| row(k) <= 0.5 * y;
            (i.saturating_sub(reach).max(inside.lo)..i).any(falls)
                && (i + 1..(i + reach + 1).min(inside.hi)).any(falls)
        };
        let last = inside.hi.saturating_sub(1);
        (inside.lo + 1..last)
            .filter(|&i| {
                let y = row(i);
                y >= least && y > row(i - 1) && y >= row(i + 1) && is_sharp(i, y)
            })
            .count()
    }

    /// Bands that an entry explains and everything else in the sum does not, the highest first, in cm⁻¹ as the axis was aligned. The sum
    /// stands in the room.
    pub(super) fn own_bands(&mut self, (entry, amount): (u32, f64)) -> Told {
        self.load(Column::Entry(entry));
        let room = &self.room;
        let part = |i: usize| amount * f64::from(room.row[i]);
        // Others are as wrong as references are, here and around.
        let beside = |i: usize| (room.fit[i] - part(i)).abs();
        self.bands(part, |i| self.doubt(beside(i)) / CLEAR + beside(i))
    }

    /// Bands that nothing in the sum explains, likewise, where all of it is known.
    pub(super) fn open_bands(&self, domain: Interval) -> Told {
        let room = &self.room;
        let around = |i: usize| {
            let near = room.fit[i.saturating_sub(2)..(i + 3).min(room.fit.len())].iter();
            near.fold(0.0f64, |most, fit| most.max(fit.abs()))
        };
        let inside = |i: usize| (domain.lo..domain.hi).contains(&i);
        let rest = |i: usize| if inside(i) { room.query[i] - room.fit[i] } else { 0.0 };
        // Heights of one substance's bands differ by some times.
        self.bands(rest, |i| self.doubt(around(i)).max(HEIGHTS * around(i) / CLEAR))
    }

    /// What a point may be off by where the fit is so high.
    fn doubt(&self, fit: f64) -> f64 {
        math::sqrt(self.sigma * self.sigma + self.floor + 2.0 * self.kappa * self.kappa * fit * fit)
    }

    /// Local maxima of `curve` that are clear of `doubt`, where points have a weight.
    fn bands(&self, curve: impl Fn(usize) -> f64, doubt: impl Fn(usize) -> f64) -> Told {
        let room = &self.room;
        let highest = room.query.iter().fold(0.0f64, |most, y| most.max(*y));
        let mut told = Told::default();
        let mut heights = [0.0; MOST_TOLD];
        for i in 1..self.grid.len.saturating_sub(1) {
            let (y, counts) = (curve(i), room.weights[i - 1] > 0.0 && room.weights[i + 1] > 0.0);
            let top = counts && y > curve(i - 1) && y >= curve(i + 1);
            if !top || y < LEAST_HEIGHT * highest || y < CLEAR * doubt(i) {
                continue;
            }
            let at = heights[..told.len].partition_point(|height| *height >= y);
            if at < MOST_TOLD {
                told.len = (told.len + 1).min(MOST_TOLD);
                heights[at..told.len].rotate_right(1);
                told.shifts_cm1[at..told.len].rotate_right(1);
                (heights[at], told.shifts_cm1[at]) = (y, self.grid.shift_cm1(i));
            }
        }
        told
    }
}

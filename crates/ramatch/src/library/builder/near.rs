//! References that are nearly the same: pairs of rows whose cosine passes a threshold, without comparing every row with every other.
//!
//! Of two unit rows `|a − b|² = 2 − 2 cos`. Sums over stretches of the row, each divided by the root of the stretch's length, are an orthogonal
//! projection, which brings no two rows farther apart: rows whose sums lie farther from each other than `√(2 − 2 cos)` need not be
//! looked at, and no pair is missed. What is kept in memory is the sums, 128 bytes a row.

use super::super::laid::Waiting;
use super::super::sketch::Source;
use super::LibraryBuilder;
use crate::ground::error::Error;
use ramatch_core::{Interval, Overlap, similarity};

/// Stretches of a row.
const STRETCHES: usize = 32;

/// Pairs of one row that are told.
const MOST: usize = 5;

/// What rounding of sums may add to a distance.
const ROUNDING: f32 = 1e-4;

/// Two references of nearly the same row.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NearDuplicate {
    /// Id of the one that was added first.
    pub first: String,
    /// Id of the other.
    pub second: String,
    /// Whether both are of one substance.
    pub same_substance: bool,
    /// Cosine of both rows as they are stored.
    pub cosine: f64,
}

impl LibraryBuilder {
    /// Pairs of references whose rows have a cosine above `least`, one of them at least added when there were `from` and more; of each
    /// reference at most five with others that follow it, in the order in which they were added. Nothing is changed.
    ///
    /// Reads every row once, and those again that may be near; 128 bytes of memory a reference.
    ///
    /// # Errors
    /// [`Error::Io`] where a temporary file cannot be read back.
    pub fn near_duplicates(&mut self, from: u32, least: f64) -> Result<Vec<NearDuplicate>, Error> {
        let mark = self.rows.mark();
        let found = self.find_near(from as usize, least);
        self.rows.back_to(&mark)?;
        found
    }

    fn find_near(&mut self, from: usize, least: f64) -> Result<Vec<NearDuplicate>, Error> {
        let n = self.renderer.pipeline().grid().len;
        let mut rows = Waiting::new(self.rows.read_back()?, n, self.storage.rows, &self.records.entries);
        let count = rows.count();
        let (mut row, mut other) = (vec![0.0; n], vec![0.0; n]);
        let mut sums = Vec::with_capacity(count);
        for index in 0..count {
            rows.read(index, &mut row)?;
            sums.push(sums_of(&row));
        }
        let reach = (2.0 - 2.0 * least).max(0.0).sqrt() as f32 + ROUNDING;
        let axis = widest(&sums);
        let mut order: Vec<u32> = (0..count as u32).collect();
        order.sort_by(|&a, &b| {
            let (left, right) = (sums[a as usize][axis], sums[b as usize][axis]);
            left.total_cmp(&right).then(a.cmp(&b))
        });
        let mut pairs: Vec<(usize, usize, f64)> = Vec::new();
        for (place, &one) in order.iter().enumerate() {
            let own = &sums[one as usize];
            let (mut found, mut read) = (0, false);
            for &another in &order[place + 1..] {
                let theirs = &sums[another as usize];
                if theirs[axis] - own[axis] > reach || found == MOST {
                    break;
                }
                let (first, second) = (one.min(another) as usize, one.max(another) as usize);
                if second < from || !within(own, theirs, reach * reach) {
                    continue;
                }
                if !read {
                    rows.read(one as usize, &mut row)?;
                    read = true;
                }
                rows.read(another as usize, &mut other)?;
                let cosine = cosine_of(&row, &other);
                if cosine > least {
                    found += 1;
                    pairs.push((first, second, cosine));
                }
            }
        }
        pairs.sort_by_key(|&(first, second, _)| (first, second));
        let id = |index| self.records.id_of(index);
        let near = |&(first, second, cosine): &(usize, usize, f64)| NearDuplicate {
            first: id(first),
            second: id(second),
            same_substance: self.records.substance_of(first) == self.records.substance_of(second),
            cosine,
        };
        Ok(pairs.iter().map(near).collect())
    }
}

/// The cosine of two rows over the whole grid; 0 where one is zero.
fn cosine_of(a: &[f32], b: &[f32]) -> f64 {
    let whole = Interval { lo: 0, hi: a.len() };
    similarity::cosine((a, whole), (b, whole), 1.0, Overlap::none()).map_or(0.0, |score| score.cosine)
}

/// The projection of a row, as of a unit row.
fn sums_of(row: &[f32]) -> [f32; STRETCHES] {
    let norm = row.iter().map(|&sample| f64::from(sample).powi(2)).sum::<f64>().sqrt();
    let mut sums = [0.0; STRETCHES];
    let len = row.len().div_ceil(STRETCHES).max(1);
    for (sum, stretch) in sums.iter_mut().zip(row.chunks(len)) {
        let total: f64 = stretch.iter().map(|&sample| f64::from(sample)).sum();
        *sum = if norm > 0.0 { (total / norm / (stretch.len() as f64).sqrt()) as f32 } else { 0.0 };
    }
    sums
}

/// The stretch in which rows differ most.
fn widest(sums: &[[f32; STRETCHES]]) -> usize {
    let spread = |axis: &usize| {
        let (mut sum, mut squares) = (0.0, 0.0);
        for row in sums {
            let value = f64::from(row[*axis]);
            sum += value;
            squares += value * value;
        }
        squares - sum * sum / (sums.len() as f64).max(1.0)
    };
    (0..STRETCHES).max_by(|a, b| spread(a).total_cmp(&spread(b))).unwrap_or(0)
}

/// Whether the square of the distance is at most `limit`.
fn within(a: &[f32; STRETCHES], b: &[f32; STRETCHES], limit: f32) -> bool {
    let mut distance = 0.0;
    for (a, b) in a.chunks(8).zip(b.chunks(8)) {
        distance += a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f32>();
        if distance > limit {
            return false;
        }
    }
    true
}

//! The best of all entries by bounds: those that cannot be among them are never looked at.

use crate::library::index::{Direction, IndexRef};

/// Entries whose largest bound is looked for together.
const TOGETHER: usize = 16;
/// Rows whose closer bounds are found at a time.
const SOME: usize = 1024;
/// Where more than this part of the rows is left, all are looked at, one after the other.
const MOST_LEFT: f64 = 0.25;

/// Whoever keeps the best of what is offered.
pub(super) trait Keeps {
    /// Takes an entry, if it is asked. None comes twice.
    fn offer(&mut self, entry: u32);
    /// What an entry has to reach to be kept; none where anything is.
    fn least(&self) -> Option<f64>;
}

/// What a bound on a product of rows of norm 1 is multiplied with to bound what is kept by, for each entry.
pub(super) trait Scale {
    /// Multiplies the bounds of the entries from `first` on.
    fn apply(&self, first: usize, bounds: &mut [f32]);
    /// The factor of one entry.
    fn of(&self, entry: u32) -> f32;
}

/// What a search cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cost {
    /// Rows that were looked at in full.
    pub(crate) rows: u64,
    /// Bytes of rows and of what bounds them.
    pub(crate) bytes: u64,
}

impl std::ops::Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { rows: self.rows + other.rows, bytes: self.bytes + other.bytes }
    }
}

/// Offers every entry that can be among the best, the most promising first. `first` are tried before all; `wanted` is how many are
/// kept. O(entries · 64 bytes) and what is left.
pub(super) fn offer_best(
    (index, direction): (&IndexRef<'_>, &Direction),
    scale: &dyn Scale,
    (first, wanted): (&[u32], usize),
    kept: &mut dyn Keeps,
) -> Cost {
    let mut cost = Cost { rows: 0, bytes: 66 * index.len() as u64 };
    let mut offered = vec![0u64; index.len().div_ceil(64)];
    let mut offer = |kept: &mut dyn Keeps, entry: u32, cost: &mut Cost| {
        let (word, bit) = (entry as usize / 64, 1 << (entry % 64));
        if offered[word] & bit == 0 {
            offered[word] |= bit;
            cost.rows += 1;
            kept.offer(entry);
        }
    };
    first.iter().for_each(|&entry| offer(kept, entry, &mut cost));
    let wanted = wanted.min(index.len());
    let mut bounds = vec![0.0f32; index.len()];
    for (i, bounds) in bounds.chunks_mut(SOME).enumerate() {
        direction.bound_all(index, i * SOME, bounds);
        scale.apply(i * SOME, bounds);
    }
    if kept.least().is_none() {
        for entry in promising(&bounds, wanted + wanted / 2 + TOGETHER) {
            offer(kept, entry, &mut cost);
        }
    }
    // A bound that equals the least may tie with it.
    let least = |kept: &dyn Keeps| kept.least().map_or(f32::NEG_INFINITY, |least| (least as f32).next_down());
    let begun_with = least(kept);
    let left = bounds.iter().filter(|&&bound| bound >= begun_with).count();
    if left as f64 > MOST_LEFT * index.len() as f64 {
        for (entry, &bound) in (0..).zip(&bounds) {
            if bound >= least(kept) {
                offer(kept, entry, &mut cost);
            }
        }
        return cost;
    }
    let mut rows: Vec<u32> =
        (0..).zip(&bounds).filter(|(_, bound)| **bound >= begun_with).map(|(row, _)| row).collect();
    cost.bytes += 130 * rows.len() as u64;
    let mut closer = Vec::with_capacity(rows.len());
    for rows in rows.chunks(SOME) {
        let mut some = [0.0; SOME];
        direction.bound_chosen(index, rows, &mut some);
        for (&row, &bound) in rows.iter().zip(&some) {
            let bound = bound * scale.of(row);
            if bound >= begun_with {
                closer.push((bound, row));
            }
        }
    }
    rows.clear();
    closer.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for (bound, entry) in closer {
        if bound < least(kept) {
            break;
        }
        offer(kept, entry, &mut cost);
    }
    cost
}

/// Some `wanted` entries of large bounds, rising.
fn promising(bounds: &[f32], wanted: usize) -> Vec<u32> {
    let most = |some: &[f32]| some.iter().fold(0.0f32, |most, &bound| most.max(bound));
    let mut largest: Vec<f32> = bounds.chunks(TOGETHER).map(most).collect();
    let at = wanted.min(largest.len()).saturating_sub(1);
    if largest.is_empty() {
        return Vec::new();
    }
    // Each of the largest is an entry of its own.
    let (_, &mut least, _) = largest.select_nth_unstable_by(at, |a, b| b.total_cmp(a));
    let reach = (0..).zip(bounds).filter(|(_, bound)| **bound >= least).map(|(entry, _)| entry);
    reach.take(wanted.saturating_mul(TOGETHER)).collect()
}

//! The best of all entries by bounds: those that cannot be among them are never looked at.

use super::largest::{GROUP, SOME, in_group, largest};
use crate::library::index::{Direction, IndexRef};

/// So many times as many as are wanted are looked at first: what the best of them reach decides how many are left.
const SEEN: usize = 3;
/// Where more than this part of the rows is left, all are looked at, one after the other.
const MOST_LEFT: f64 = 0.25;

/// Whoever keeps the best of what is offered.
pub(super) trait Keeps {
    /// Takes an entry, if it is asked: whether its row was looked at. None comes twice.
    fn offer(&mut self, entry: u32) -> bool;
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
    /// Bytes of what bounds them.
    pub(crate) bytes: u64,
    /// Whether bounds left so much that the rest was looked at one after the other.
    pub(crate) scanned: bool,
}

impl std::ops::Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            rows: self.rows + other.rows,
            bytes: self.bytes + other.bytes,
            scanned: self.scanned || other.scanned,
        }
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
    let mut offers = Offers { kept, known: vec![0; index.len().div_ceil(64)], rows: 0 };
    first.iter().for_each(|&entry| offers.offer(entry));
    let bounds = Bounds::new((index, direction), scale);
    if offers.kept.least().is_none() {
        bounds
            .promising(SEEN * wanted.min(index.len()) + GROUP)
            .into_iter()
            .for_each(|entry| offers.offer(entry));
    }
    let begun_with = offers.least();
    let left = bounds.reaching(begun_with);
    let mut bytes = 66 * index.len() as u64;
    let scanned = left.len() as f64 > MOST_LEFT * index.len() as f64;
    if scanned {
        for entry in left {
            if bounds.all[entry as usize] >= offers.least() {
                offers.offer(entry);
            }
        }
    } else {
        bytes += 130 * left.len() as u64;
        let mut closer = Vec::with_capacity(left.len());
        for rows in left.chunks(SOME) {
            let mut some = [0.0; SOME];
            direction.bound_chosen(index, rows, &mut some);
            let bound = |(&row, &bound): (&u32, &f32)| (bound * scale.of(row), row);
            closer.extend(rows.iter().zip(&some).map(bound).filter(|(bound, _)| *bound >= begun_with));
        }
        closer.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (bound, entry) in closer {
            if bound < offers.least() {
                break;
            }
            offers.offer(entry);
        }
    }
    Cost { rows: offers.rows, bytes, scanned }
}

/// Entries on their way to whoever keeps them.
struct Offers<'k> {
    kept: &'k mut dyn Keeps,
    /// One bit for every entry that was offered.
    known: Vec<u64>,
    rows: u64,
}

impl Offers<'_> {
    fn offer(&mut self, entry: u32) {
        let (word, bit) = (entry as usize / 64, 1 << (entry % 64));
        if self.known[word] & bit == 0 {
            self.known[word] |= bit;
            self.rows += u64::from(self.kept.offer(entry));
        }
    }

    /// A bound that equals the least may tie with it.
    fn least(&self) -> f32 {
        self.kept.least().map_or(f32::NEG_INFINITY, |least| (least as f32).next_down())
    }
}

/// The bounds of all entries, and the largest of each group of them.
struct Bounds {
    all: Vec<f32>,
    largest: Vec<f32>,
}

impl Bounds {
    fn new((index, direction): (&IndexRef<'_>, &Direction), scale: &dyn Scale) -> Self {
        let mut all = vec![0.0f32; index.len()];
        let mut groups = Vec::with_capacity(index.len() / GROUP + SOME / GROUP);
        for (i, bounds) in all.chunks_mut(SOME).enumerate() {
            direction.bound_all(index, i * SOME, bounds);
            scale.apply(i * SOME, bounds);
            groups.extend(largest(bounds));
        }
        Self { all, largest: groups }
    }

    /// The entries whose bounds reach `least`.
    fn reaching(&self, least: f32) -> Vec<u32> {
        let mut entries = Vec::new();
        for (group, _) in self.largest.iter().enumerate().filter(|(_, largest)| **largest >= least) {
            // Which of them reach it cannot be foreseen: all are written, and those that do not are written over.
            let (mut some, mut count) = ([0; GROUP], 0);
            for entry in in_group(group) {
                let reaches = self.all.get(entry).is_some_and(|&bound| bound >= least);
                some[count] = entry as u32;
                count += usize::from(reaches);
            }
            entries.extend_from_slice(&some[..count]);
        }
        entries
    }

    /// Some `wanted` entries of large bounds.
    fn promising(&self, wanted: usize) -> Vec<u32> {
        let mut groups = self.largest.clone();
        let at = wanted.min(groups.len()).saturating_sub(1);
        if groups.is_empty() {
            return Vec::new();
        }
        // Each of the largest is an entry of its own.
        let (_, &mut least, _) = groups.select_nth_unstable_by(at, |a, b| b.total_cmp(a));
        let mut entries = self.reaching(least);
        entries.truncate(wanted.saturating_mul(GROUP));
        entries
    }
}

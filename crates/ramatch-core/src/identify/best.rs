//! The best entry of every substance, in lent slots.

use crate::ground::error::{self, Error};
use crate::library::LibraryRef;
use crate::measured::grid::Interval;
use core::cmp::Ordering;

/// The best entry of one substance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// Index of the entry.
    pub entry: u32,
    /// Index of its substance.
    pub substance: u32,
    /// What the ranking goes by.
    pub score: f64,
    /// The stretch of the grid that was compared.
    pub over: Interval,
}

impl Ranked {
    /// What an unused slot holds.
    pub const EMPTY: Ranked = Ranked {
        entry: u32::MAX,
        substance: u32::MAX,
        score: f64::NEG_INFINITY,
        over: Interval { lo: 0, hi: 0 },
    };
}

/// Keeps the best entry of each substance, and of those as many as there are slots.
///
/// Of equal scores the earlier entry stands first, and the earlier entry of a substance stays. Which substances are kept does not
/// depend on the number of slots; with a slot for every substance an entry costs O(1), with fewer O(slots).
#[derive(Debug)]
pub struct BestOfEach<'a> {
    slots: &'a mut [Ranked],
    /// One bit for every substance that has a score.
    known: &'a mut [u32],
    len: usize,
    substances: u32,
    scored: u32,
    scored_substances: u32,
    /// 1 where a larger score is better, −1 otherwise.
    sense: f64,
}

impl<'a> BestOfEach<'a> {
    /// Words of `known` for so many substances.
    #[must_use]
    pub const fn known_len(substances: u32) -> usize {
        substances.div_ceil(32) as usize
    }

    /// Keeps the best `slots.len()` substances of a library; `smaller_is_better` for distances.
    ///
    /// # Errors
    /// [`Error::Length`] for too few words of `known`.
    pub fn new(
        view: &LibraryRef<'_>,
        slots: &'a mut [Ranked],
        known: &'a mut [u32],
        order: Order,
    ) -> Result<Self, Error> {
        let substances = view.substances_len();
        error::at_least("known", Self::known_len(substances), known.len())?;
        slots.fill(Ranked::EMPTY);
        known.fill(0);
        let sense = match order {
            Order::LargerFirst => 1.0,
            Order::SmallerFirst => -1.0,
        };
        Ok(Self { slots, known, len: 0, substances, scored: 0, scored_substances: 0, sense })
    }

    /// Takes an entry's score.
    pub fn offer(&mut self, ranked: Ranked) {
        self.scored += 1;
        // A record that lies may name a substance that there is not.
        if ranked.substance >= self.substances {
            return;
        }
        let (word, bit) = (ranked.substance as usize / 32, 1 << (ranked.substance % 32));
        if self.known[word] & bit == 0 {
            self.known[word] |= bit;
            self.scored_substances += 1;
        }
        // As they are ordered, where 0 is more than −0, whatever the order of the offers.
        let sense = self.sense;
        let better = |new: &Ranked, old: &Ranked| order(sense, new, old).is_lt();
        if self.slots.len() >= self.substances as usize {
            let slot = &mut self.slots[ranked.substance as usize];
            if slot.entry == u32::MAX || better(&ranked, slot) {
                *slot = ranked;
            }
            return;
        }
        let kept = &self.slots[..self.len];
        let mut at = match kept.iter().position(|old| old.substance == ranked.substance) {
            Some(at) if better(&ranked, &kept[at]) => at,
            Some(_) => return,
            None if self.len < self.slots.len() => {
                self.len += 1;
                self.len - 1
            }
            None if kept.last().is_some_and(|worst| self.order(&ranked, worst).is_lt()) => self.len - 1,
            None => return,
        };
        while at > 0 && self.order(&ranked, &self.slots[at - 1]).is_lt() {
            self.slots[at] = self.slots[at - 1];
            at -= 1;
        }
        self.slots[at] = ranked;
    }

    /// States how many entries and substances have a score, where not all of them were offered.
    pub(super) fn count(&mut self, scored: u32, scored_substances: u32) {
        (self.scored, self.scored_substances) = (scored, scored_substances);
    }

    /// Puts what is kept in its order. O(slots · log slots).
    pub(super) fn sort(&mut self) {
        if self.slots.len() < self.substances as usize {
            return;
        }
        self.len = 0;
        for at in 0..self.slots.len() {
            if self.slots[at].entry != u32::MAX {
                self.slots.swap(self.len, at);
                self.len += 1;
            }
        }
        let sense = self.sense;
        self.slots[..self.len].sort_unstable_by(|a, b| order(sense, a, b));
    }

    /// What an entry's score has to reach to be kept; none where anything is.
    pub(super) fn least(&self) -> Option<f64> {
        let full = self.len == self.slots.len() && self.len < self.substances as usize;
        self.slots.last().filter(|_| full).map(|worst| worst.score)
    }

    /// The substances in their order, how many entries were scored, and how many substances.
    #[must_use]
    pub fn done(mut self) -> (&'a [Ranked], u32, u32) {
        self.sort();
        (&self.slots[..self.len], self.scored, self.scored_substances)
    }

    /// What [`BestOfEach::done`] yields, once it was sorted.
    pub(super) fn sorted(&self) -> (&[Ranked], u32, u32) {
        (&self.slots[..self.len], self.scored, self.scored_substances)
    }

    fn order(&self, a: &Ranked, b: &Ranked) -> Ordering {
        order(self.sense, a, b)
    }
}

/// Which score stands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The largest.
    LargerFirst,
    /// The smallest, as of distances.
    SmallerFirst,
}

fn order(sense: f64, a: &Ranked, b: &Ranked) -> Ordering {
    (sense * b.score).total_cmp(&(sense * a.score)).then(a.entry.cmp(&b.entry))
}

//! The best k of a scan, in lent slots.

/// One scored entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Index of the entry in its library.
    pub entry: u32,
    /// Its score; larger is more alike.
    pub score: f64,
}

impl Hit {
    /// What an unused slot holds.
    pub const EMPTY: Hit = Hit { entry: u32::MAX, score: f64::NEG_INFINITY };

    /// Exact order: the higher score first, of equal scores the lower entry.
    #[must_use]
    pub fn before(&self, other: &Hit) -> bool {
        self.score > other.score || (self.score == other.score && self.entry < other.entry)
    }
}

/// Keeps the best of what it is offered, in exact order, whatever the order of the offers.
///
/// ```
/// use ramatch_core::{Hit, TopK};
/// let mut slots = [Hit::EMPTY; 2];
/// let mut top = TopK::new(&mut slots);
/// for (entry, score) in [(0, 0.2), (1, 0.9), (2, 0.5)] {
///     top.offer(Hit { entry, score });
/// }
/// assert_eq!(top.hits().iter().map(|hit| hit.entry).collect::<Vec<_>>(), [1, 2]);
/// ```
#[derive(Debug)]
pub struct TopK<'a> {
    slots: &'a mut [Hit],
    len: usize,
}

impl<'a> TopK<'a> {
    /// Keeps the best `slots.len()` hits.
    pub fn new(slots: &'a mut [Hit]) -> Self {
        Self { slots, len: 0 }
    }

    /// Goes on with slots of which the first `len` are kept hits.
    pub(crate) fn resume(slots: &'a mut [Hit], len: usize) -> Self {
        let len = len.min(slots.len());
        Self { slots, len }
    }

    /// Takes the hit if it belongs to the best; a NaN score never does. O(k).
    pub fn offer(&mut self, hit: Hit) {
        if hit.score.is_nan() {
            return;
        }
        if self.len < self.slots.len() {
            self.len += 1;
        } else if !self.slots.last().is_some_and(|worst| hit.before(worst)) {
            return;
        }
        let mut at = self.len - 1;
        while at > 0 && hit.before(&self.slots[at - 1]) {
            self.slots[at] = self.slots[at - 1];
            at -= 1;
        }
        self.slots[at] = hit;
    }

    /// The least score that is kept; none while there is room.
    #[must_use]
    pub fn least(&self) -> Option<f64> {
        self.slots.last().filter(|_| self.len == self.slots.len()).map(|worst| worst.score)
    }

    /// The hits so far, best first.
    #[must_use]
    pub fn hits(&self) -> &[Hit] {
        &self.slots[..self.len]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::prelude::rust_2024::*;
    use std::vec;

    proptest! {
        #[test]
        fn equals_a_sort(scores in prop::collection::vec(0u8..20, 0..60), k in 0usize..12) {
            let hits: Vec<Hit> = scores.iter().enumerate()
                .map(|(i, &s)| Hit { entry: i as u32, score: f64::from(s) }).collect();
            let mut slots = vec![Hit::EMPTY; k];
            let mut top = TopK::new(&mut slots);
            for hit in hits.iter().rev() { top.offer(*hit); }
            top.offer(Hit { entry: 0, score: f64::NAN });
            let mut sorted = hits;
            sorted.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
            sorted.truncate(k);
            prop_assert_eq!(top.hits(), &sorted[..]);
        }
    }
}

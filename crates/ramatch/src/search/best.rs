//! The best so far.

use ramatch_core::Hit;

/// The best so far, with their substances, in exact order.
pub(super) struct Best {
    k: usize,
    per_substance: bool,
    hits: Vec<(Hit, u32)>,
}

impl Best {
    pub(super) fn new(k: usize, per_substance: bool) -> Self {
        Self { k, per_substance, hits: Vec::new() }
    }

    /// The score below which nothing can enter.
    pub(super) fn threshold(&self) -> f64 {
        if self.hits.len() < self.k { f64::NEG_INFINITY } else { self.hits[self.k - 1].0.score }
    }

    pub(super) fn offer(&mut self, hit: Hit, substance: u32) {
        if self.per_substance
            && let Some(own) = self.hits.iter().position(|(_, other)| *other == substance)
        {
            if !hit.before(&self.hits[own].0) {
                return;
            }
            self.hits.remove(own);
        }
        let at = self.hits.partition_point(|(other, _)| other.before(&hit));
        if at < self.k {
            self.hits.insert(at, (hit, substance));
            self.hits.truncate(self.k);
        }
    }

    pub(super) fn into_hits(self) -> Vec<Hit> {
        self.hits.into_iter().map(|(hit, _)| hit).collect()
    }
}

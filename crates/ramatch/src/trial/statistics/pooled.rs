//! Pool adjacent violators: the likelihood ratios that trials themselves would give, if only their order is believed.
//!
//! Values are put in order; neighbours whose part of present trials falls are pooled until it only rises (Ayer et al., *An empirical
//! distribution function for sampling with incomplete information*, 1955). What is left are blocks, each with its counts.

/// Trials that are pooled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// Trials of what was present.
    pub(crate) present: usize,
    /// Trials of what was absent.
    pub(crate) absent: usize,
}

impl Block {
    /// Whether its part of present trials is no greater than another's; products of counts, so nothing is rounded.
    fn is_no_more_than(self, other: Self) -> bool {
        let (a, b) = (self.present as u128, self.absent as u128);
        let (c, d) = (other.present as u128, other.absent as u128);
        // a/(a+b) ≤ c/(c+d)
        a * (c + d) <= c * (a + b)
    }
}

/// The blocks of two kinds of trials by their values, the least value first; equal values are one from the beginning, and neighbours of
/// equal parts are one in the end. O(n log n).
pub(crate) fn pooled(present: &[f64], absent: &[f64]) -> Vec<Block> {
    let mut all: Vec<(f64, bool)> =
        present.iter().map(|v| (*v, true)).chain(absent.iter().map(|v| (*v, false))).collect();
    all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut blocks: Vec<Block> = Vec::new();
    for equal in all.chunk_by(|a, b| a.0 == b.0) {
        let present = equal.iter().filter(|(_, present)| *present).count();
        let mut last = Block { present, absent: equal.len() - present };
        while let Some(before) = blocks.pop_if(|before| last.is_no_more_than(*before)) {
            last = Block { present: before.present + last.present, absent: before.absent + last.absent };
        }
        blocks.push(last);
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_that_is_right_stays_and_order_that_is_wrong_is_pooled() {
        let block = |present, absent| Block { present, absent };
        assert_eq!(pooled(&[2.0, 3.0], &[0.0, 1.0]), [block(0, 2), block(2, 0)]);
        assert_eq!(pooled(&[0.0, 1.0], &[2.0, 3.0]), [block(2, 2)]);
        assert_eq!(pooled(&[1.0, 3.0], &[2.0, 0.0]), [block(0, 1), block(1, 1), block(1, 0)]);
        assert_eq!(pooled(&[1.0], &[1.0]), [block(1, 1)]);
        assert_eq!(pooled(&[], &[]), []);
    }
}

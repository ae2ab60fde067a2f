//! Memory for sums that one search leaves to the next.

use ramatch_kernels::{BLOCK_ROWS, RowSums};
use std::sync::Mutex;

/// Sums whose memory is kept for later.
const KEPT: usize = 64;
/// Blocks that share one row of largest sums.
pub(super) const SHARING: usize = 16;

/// The sums of all short rows for one query.
pub(super) struct Sums {
    pub(super) all: Vec<RowSums>,
    pub(super) largest: Vec<RowSums>,
}

impl Sums {
    /// Room for the sums of `blocks`, in memory that was used before where there is some.
    pub(super) fn room(spare: Option<Sums>, blocks: usize) -> Self {
        let mut sums = spare.unwrap_or(Sums { all: Vec::new(), largest: Vec::new() });
        sums.all.resize(blocks, [0; BLOCK_ROWS]);
        sums.largest.resize(blocks.div_ceil(SHARING), [0; BLOCK_ROWS]);
        sums
    }
}

/// Memory for sums that a search has done with and the next one takes: fresh memory costs as much as the sums.
#[derive(Default)]
pub(super) struct Spare(Mutex<Vec<Sums>>);

impl Spare {
    /// Some memory, if nobody else is at it: no search waits for another.
    pub(super) fn take(&self) -> Option<Sums> {
        self.0.try_lock().ok()?.pop()
    }

    /// Keeps memory for later, a little of it.
    pub(super) fn keep(&self, sums: Vec<Sums>) {
        if let Ok(mut kept) = self.0.try_lock() {
            kept.extend(sums);
            kept.truncate(KEPT);
        }
    }
}

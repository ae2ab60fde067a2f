//! Whom is asked: the linear rows of references.

use crate::library::Codes;
use crate::measured::grid::Interval;

/// A reference's linear row, in place: sample i is `codes[i] · scale`, and the whole of it has norm 1, as far as it was rounded.
#[derive(Clone, Copy, Debug)]
pub struct LinearRow<'a> {
    /// `[grid.len]`.
    pub codes: Codes<'a>,
    /// What code 1 stands for.
    pub scale: f32,
    /// Where it is known.
    pub interval: Interval,
}

/// References that a signal may be a sum of.
pub trait LinearReferences {
    /// How many there are.
    fn len(&self) -> u32;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The row of an entry; none where it has none, or is not asked.
    fn row(&self, entry: u32) -> Option<LinearRow<'_>>;
    /// Where the row of an entry is known.
    fn interval(&self, entry: u32) -> Option<Interval>;
    /// Index of its substance.
    fn substance(&self, entry: u32) -> Option<u32>;
}

/// References behind a pointer.
pub(super) type Rows<'a> = &'a dyn LinearReferences;

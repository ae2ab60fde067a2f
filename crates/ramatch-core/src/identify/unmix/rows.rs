//! Whom is asked: the linear rows of references.

use crate::library::{LibraryRef, LinearRow, LinearRows};
use crate::measured::grid::Interval;

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
    fn interval(&self, entry: u32) -> Option<Interval> {
        Some(self.row(entry)?.interval)
    }
    /// Index of its substance.
    fn substance(&self, entry: u32) -> Option<u32>;
}

/// References behind a pointer.
pub(super) type Rows<'a> = &'a dyn LinearReferences;

/// The linear rows of a library, without those that are not asked.
#[derive(Clone, Copy, Debug)]
pub struct AskedRows<'a> {
    view: LibraryRef<'a>,
    rows: LinearRows<'a>,
    excluded: &'a [u32],
    through: Option<u32>,
}

impl<'a> AskedRows<'a> {
    /// All of them but those at `excluded`, rising, and those of the substance `through`.
    #[must_use]
    pub fn of(view: LibraryRef<'a>, rows: LinearRows<'a>, excluded: &'a [u32], through: Option<u32>) -> Self {
        Self { view, rows, excluded, through }
    }
}

impl LinearReferences for AskedRows<'_> {
    fn len(&self) -> u32 {
        self.view.len()
    }
    fn row(&self, entry: u32) -> Option<LinearRow<'_>> {
        let asked = self.excluded.binary_search(&entry).is_err()
            && (self.through.is_none() || self.through != self.view.substance_of(entry));
        self.rows.row(entry).filter(|_| asked)
    }
    fn substance(&self, entry: u32) -> Option<u32> {
        self.view.substance_of(entry)
    }
}

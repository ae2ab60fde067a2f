//! What is compared, and where it counts.

use crate::ground::error::{self, Error};
use crate::library::LibraryRef;
use crate::measured::grid::{Grid, Interval};

/// What is compared, and where it counts.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The sample's emphasised row, `[grid.len]`, 0 outside the interval.
    pub row: &'a [f32],
    /// Where it is known.
    pub interval: Interval,
    /// The stretches in which points count, in their order and apart; see [`Mask`](super::Mask). None at all lets nothing be scored.
    pub open: &'a [Interval],
    /// Indices of the entries that are not asked, rising.
    pub excluded: &'a [u32],
    /// Index of a substance that is not asked, such as the container.
    pub through: Option<u32>,
}

impl Question<'_> {
    /// Refuses what cannot be asked of a library of `entries` on `grid`. O(grid.len + open + excluded).
    ///
    /// # Errors
    /// [`Error::Length`] for a row or an interval that is not of the grid, [`Error::NotFinite`], [`Error::Parameter`] for stretches that
    /// overlap or leave the grid and for indices that do not rise or are none of an entry.
    pub fn check(&self, grid: Grid, entries: u32) -> Result<(), Error> {
        error::same_len("row", grid.len, self.row.len())?;
        if self.interval.hi > grid.len || self.interval.lo > self.interval.hi {
            return Err(Error::Length { what: "interval", expected: grid.len, got: self.interval.hi });
        }
        if let Some(index) = self.row.iter().position(|sample| !sample.is_finite()) {
            return Err(Error::NotFinite { what: "row", index });
        }
        let mut free_from = 0;
        for open in self.open {
            let fits = open.lo >= free_from && open.lo < open.hi && open.hi <= grid.len;
            error::domain("open", open.lo as f64, fits, "stretches of the grid in their order and apart")?;
            free_from = open.hi;
        }
        let mut next = 0;
        for &index in self.excluded {
            let fits = index >= next && index < entries;
            error::domain("excluded", f64::from(index), fits, "indices of entries, rising")?;
            next = index.saturating_add(1);
        }
        Ok(())
    }

    /// Whether an entry is asked. O(log excluded).
    #[must_use]
    pub fn asks(&self, view: &LibraryRef<'_>, index: u32) -> bool {
        let contained = self.through.is_some() && view.substance_of(index) == self.through;
        !contained && self.excluded.binary_search(&index).is_err()
    }
}

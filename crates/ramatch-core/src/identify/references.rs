//! The emphasised rows of a library, in place.

use crate::compare::alignment::{Aligned, Shortened};
use crate::ground::error::{self, Error, LibraryError};
use crate::library::LibraryRef;
use crate::library::emphasized::verify_rows;
use crate::measured::grid::Interval;

/// The emphasised rows of a library in place, shortened and ready to be compared.
///
/// They are the `i8` codes that the library holds, or that a host has made of its rows; beside them stands Σ c² of every row, in
/// lent memory. How points are taken together is said by [`Shortened::of`] its grid.
#[derive(Clone, Copy, Debug)]
pub struct References<'a> {
    view: LibraryRef<'a>,
    codes: &'a [u8],
    squares: &'a [i32],
    short: Shortened,
}

impl<'a> References<'a> {
    /// Numbers of `squares` that a library of so many entries needs.
    #[must_use]
    pub const fn squares_len(entries: u32) -> usize {
        entries as usize
    }

    /// The emphasised rows that a library holds. Every row is looked at once, O(library).
    ///
    /// # Errors
    /// [`LibraryError::NotEmphasized`] where it holds none: they are made when a library is built.
    /// [`LibraryError::BadEntry`] for a row with a code that it cannot have, [`Error::Length`] for too few `squares`.
    pub fn open(view: LibraryRef<'a>, squares: &'a mut [i32]) -> Result<Self, Error> {
        let codes = view.emphasized_rows().ok_or(LibraryError::NotEmphasized)?;
        error::at_least("squares", Self::squares_len(view.len()), squares.len())?;
        verify_rows(&view, codes)?;
        let short = Shortened::of(view.grid());
        sum_squares(codes, short.len(), squares);
        Ok(Self { view, codes, squares, short })
    }

    /// Rows of codes that a host has made, `[entries × short.len]`, with Σ c² of each as [`sum_squares`] yields them.
    ///
    /// # Errors
    /// [`Error::Length`].
    pub fn over(view: LibraryRef<'a>, codes: &'a [u8], squares: &'a [i32]) -> Result<Self, Error> {
        let (short, entries) = (Shortened::of(view.grid()), view.len() as usize);
        error::same_len("codes", entries.saturating_mul(short.len()), codes.len())?;
        error::at_least("squares", entries, squares.len())?;
        Ok(Self { view, codes, squares, short })
    }

    /// The library.
    #[must_use]
    pub fn view(&self) -> &LibraryRef<'a> {
        &self.view
    }

    /// How points are taken together.
    #[must_use]
    pub fn short(&self) -> Shortened {
        self.short
    }

    /// The codes of a row, `[short.len]`; none for an entry that there is not.
    #[must_use]
    pub fn row(&self, index: u32) -> &'a [[u8; 1]] {
        let n = self.short.len();
        let at = (index as usize).saturating_mul(n);
        self.codes.get(at..at.saturating_add(n)).unwrap_or_default().as_chunks().0
    }

    /// The parts in which a row is known; none for an entry that there is not.
    #[must_use]
    pub fn interval(&self, index: u32) -> Option<Interval> {
        Some(self.short.interval(self.view.interval(index)?))
    }

    /// Σ c² of a row; none for an entry that there is not.
    #[must_use]
    pub fn squares(&self, index: u32) -> Option<i32> {
        self.squares.get(index as usize).copied()
    }

    /// The score of a row, without what moving costs.
    pub(super) fn score(&self, aligned: &Aligned<'_>, index: u32) -> Option<f64> {
        aligned.score(self.row(index), self.interval(index)?, self.squares(index)?)
    }
}

/// Σ c² of every row of `n` codes. O(library).
pub fn sum_squares(codes: &[u8], n: usize, squares: &mut [i32]) {
    let square = |code: &u8| i32::from(code.cast_signed()).pow(2);
    for (row, squares) in codes.chunks_exact(n.max(1)).zip(squares) {
        *squares = row.iter().map(square).sum();
    }
}

//! Lent memory out of one block, whose owner knows where each array fits.

use super::bands::{Fate, MOST_BANDS};
use super::best::Ranked;
use super::memory::{Memory, Needs};
use crate::compare::band::Peak;
use crate::compare::topk::Hit;
use crate::ground::error::Error;
#[cfg(feature = "std")]
use crate::ground::rounded::Cell;
use crate::ground::scratch::Scratch;
use crate::measured::grid::Interval;

/// Who lends arrays, as a face does whose caller has one block of bytes.
pub trait Lender<'a> {
    /// An array of `len` items, each of them `item`.
    ///
    /// # Errors
    /// [`Error::Length`] where too little is left.
    fn lend<T: Copy + 'a>(&mut self, len: usize, item: T) -> Result<&'a mut [T], Error>;

    /// So many items, likewise.
    ///
    /// # Errors
    /// As [`Lender::lend`].
    fn lend_array<T: Copy + 'a, const N: usize>(&mut self, item: T) -> Result<&'a mut [T; N], Error> {
        let lent = self.lend(N, item)?;
        let got = lent.len();
        lent.try_into().map_err(|_| Error::Length { what: "memory", expected: N, got })
    }
}

impl<'a> Memory<'a> {
    /// As much as is needed, those of the largest alignment first, so that nothing is lost between arrays that follow each other.
    ///
    /// # Errors
    /// Of the lender.
    pub fn of(needs: &Needs, lender: &mut impl Lender<'a>) -> Result<Self, Error> {
        let peak = Peak::default();
        Ok(Self {
            work: Scratch {
                reals: lender.lend(needs.reals_len(), 0.0)?,
                #[cfg(feature = "std")]
                cells: lender.lend(needs.cells, Cell::default())?,
            },
            measured: lender.lend_array(peak)?,
            query: lender.lend_array(peak)?,
            reference: lender.lend_array(peak)?,
            weak: lender.lend_array(peak)?,
            candidates: lender.lend(needs.candidates_len(), Hit::EMPTY)?,
            best: lender.lend(needs.top_len(), Ranked::EMPTY)?,
            open: lender.lend(needs.open_len(), Interval::default())?,
            partner: lender.lend_array::<_, MOST_BANDS>(None)?,
            fates: lender.lend_array::<_, MOST_BANDS>(Fate::NotAsked)?,
            rows: lender.lend(needs.rows_len(), 0.0)?,
            known: lender.lend(needs.known_len(), 0)?,
            without: lender.lend(needs.native_len(), 0.0)?,
            marks: lender.lend(needs.native_len(), 0)?,
        })
    }
}

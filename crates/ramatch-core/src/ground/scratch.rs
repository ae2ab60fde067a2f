//! Working memory that the caller lends.

#[cfg(feature = "std")]
use crate::ground::rounded::Cell;
use ramatch_kernels::{LANES, Row};

/// Lent working memory. Its content is garbage before and after.
#[derive(Debug, Default)]
pub struct Scratch<'a> {
    /// Numbers; how many, the lender's `scratch_len` tells.
    pub reals: &'a mut [f64],
    /// Cells of the rustfft backend; how many, `cells_len` tells.
    #[cfg(feature = "std")]
    pub cells: &'a mut [Cell],
}

impl<'a> Scratch<'a> {
    /// Scratch without cells: enough for everything but the rustfft backend.
    pub fn of_reals(reals: &'a mut [f64]) -> Self {
        Self {
            reals,
            #[cfg(feature = "std")]
            cells: &mut [],
        }
    }

    /// The same memory for as long as it is borrowed.
    pub(crate) fn again(&mut self) -> Scratch<'_> {
        Scratch {
            reals: &mut *self.reals,
            #[cfg(feature = "std")]
            cells: &mut *self.cells,
        }
    }
}

/// Carves `COUNT` arrays of `rows` rows out of lent numbers, on a boundary that suits vector registers.
pub(crate) fn carve<const COUNT: usize>(
    scratch: &mut [f64],
    rows: usize,
) -> Option<([&mut [Row]; COUNT], &mut [f64])> {
    let skip = scratch.as_ptr().align_offset(64).min(LANES - 1);
    let (own, rest) = scratch.get_mut(skip..)?.split_at_mut_checked(COUNT * rows * LANES)?;
    let mut all = own.as_chunks_mut::<LANES>().0;
    let arrays = core::array::from_fn(|_| {
        let (head, tail) = core::mem::take(&mut all).split_at_mut(rows);
        all = tail;
        head
    });
    Some((arrays, rest))
}

/// Numbers that [`carve`] takes.
pub(crate) const fn carved_len(count: usize, rows: usize) -> usize {
    count * rows * LANES + LANES - 1
}

/// Working memory that owns itself, to be lent again and again.
#[cfg(feature = "alloc")]
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    reals: alloc::vec::Vec<f64>,
    #[cfg(feature = "std")]
    cells: alloc::vec::Vec<Cell>,
}

#[cfg(feature = "alloc")]
impl Workspace {
    /// Makes sure of at least `reals` numbers. Allocates only to grow.
    pub(crate) fn grow_reals(&mut self, reals: usize) {
        if self.reals.len() < reals {
            self.reals.resize(reals, 0.0);
        }
    }

    /// Makes sure of at least `cells` cells. Allocates only to grow.
    #[cfg(feature = "std")]
    pub(crate) fn grow_cells(&mut self, cells: usize) {
        if self.cells.len() < cells {
            self.cells.resize(cells, Cell::default());
        }
    }

    /// Lends the memory.
    pub fn lend(&mut self) -> Scratch<'_> {
        Scratch {
            reals: &mut self.reals,
            #[cfg(feature = "std")]
            cells: &mut self.cells,
        }
    }
}

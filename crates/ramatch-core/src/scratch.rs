//! Working memory that the caller lends.

#[cfg(feature = "std")]
use crate::smooth::Cell;

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

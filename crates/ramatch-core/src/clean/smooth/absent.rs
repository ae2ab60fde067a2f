//! Stands in for a backend that is not part of this build: its plan cannot be made.

use super::fourier::Fourier;
use crate::ground::error::Error;
use crate::ground::scratch::Scratch;
use crate::measured::grid::Grid;

#[derive(Clone)]
pub(super) enum Plan {}

impl Plan {
    pub(super) fn new(_: Fourier, _: Grid) -> Result<Self, Error> {
        let feature = "std (for f64) or microfft";
        Err(Error::Unsupported { what: "the FFT backend that the recipe names", feature })
    }

    pub(super) fn reals_len(&self) -> usize {
        match *self {}
    }

    #[cfg(feature = "std")]
    pub(super) fn cells_len(&self) -> usize {
        match *self {}
    }

    pub(super) fn run(&self, _: &mut [f64], _: Scratch<'_>) -> Result<f64, Error> {
        match *self {}
    }
}

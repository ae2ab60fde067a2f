//! Any of the smoothing methods, as a step of a recipe.

use super::fourier::Fourier;
use super::savitzky_golay::SavitzkyGolay;
use super::whittaker::Whittaker;
use crate::ground::error::Error;
use crate::ground::parameters::{Canonical, Reader, Writer};

/// One of the smoothing methods, as a step of a recipe.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "method", rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Smooth {
    /// FFT low-pass.
    Fourier(Fourier),
    /// Savitzky–Golay, also as a derivative.
    SavitzkyGolay(SavitzkyGolay),
    /// Whittaker.
    Whittaker(Whittaker),
}

impl Canonical for Smooth {
    fn write(&self, out: &mut Writer<'_>) {
        match self {
            Smooth::Fourier(fourier) => {
                out.tag(1);
                fourier.write(out);
            }
            Smooth::SavitzkyGolay(filter) => {
                out.tag(2);
                filter.write(out);
            }
            Smooth::Whittaker(whittaker) => {
                out.tag(3);
                whittaker.write(out);
            }
        }
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        match from.tag()? {
            1 => Fourier::read(from).map(Smooth::Fourier),
            2 => SavitzkyGolay::read(from).map(Smooth::SavitzkyGolay),
            3 => Whittaker::read(from).map(Smooth::Whittaker),
            _ => None,
        }
    }
}

impl Smooth {
    /// Refuses parameters outside their domain.
    ///
    /// # Errors
    /// [`Error::Parameter`].
    pub fn check(&self) -> Result<(), Error> {
        match self {
            Smooth::Fourier(fourier) => fourier.check(),
            Smooth::SavitzkyGolay(filter) => filter.check(),
            Smooth::Whittaker(whittaker) => whittaker.check(),
        }
    }
}

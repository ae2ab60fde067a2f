//! Any of the smoothing methods, as a step of a recipe.

use super::fourier::Fourier;
#[cfg(feature = "savitzky-golay")]
use super::savitzky_golay::SavitzkyGolay;
#[cfg(feature = "every-step")]
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
    #[cfg(feature = "savitzky-golay")]
    SavitzkyGolay(SavitzkyGolay),
    /// Whittaker.
    #[cfg(feature = "every-step")]
    Whittaker(Whittaker),
}

impl Canonical for Smooth {
    fn write(&self, out: &mut Writer<'_>) {
        match self {
            Smooth::Fourier(fourier) => {
                out.tag(1);
                fourier.write(out);
            }
            #[cfg(feature = "savitzky-golay")]
            Smooth::SavitzkyGolay(filter) => {
                out.tag(2);
                filter.write(out);
            }
            #[cfg(feature = "every-step")]
            Smooth::Whittaker(whittaker) => {
                out.tag(3);
                whittaker.write(out);
            }
        }
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        match from.tag()? {
            1 => Fourier::read(from).map(Smooth::Fourier),
            #[cfg(feature = "savitzky-golay")]
            2 => SavitzkyGolay::read(from).map(Smooth::SavitzkyGolay),
            #[cfg(feature = "every-step")]
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
            #[cfg(feature = "savitzky-golay")]
            Smooth::SavitzkyGolay(filter) => filter.check(),
            #[cfg(feature = "every-step")]
            Smooth::Whittaker(whittaker) => whittaker.check(),
        }
    }
}

//! Any of the despiking methods, as a step of a recipe.

use super::found::{Despiked, replace, scratch_len};
#[cfg(feature = "every-step")]
use super::prominence::Prominence;
use super::whitaker_hayes::WhitakerHayes;
use crate::ground::error::Error;
use crate::ground::parameters::{Canonical, Reader, Writer};

/// One of the despiking methods, as a step of a recipe.
///
/// ```
/// use ramatch_core::{Despike, WhitakerHayes};
/// // Noise of a kind, and a cosmic ray in one point.
/// let shift: Vec<f32> = (0..300).map(|i| 200.0 + 1.5 * i as f32).collect();
/// let mut y: Vec<f64> = (0..300).map(|i| 100.0 + f64::from((i * 7919) % 13)).collect();
/// y[120] = 5000.0;
/// let (mut altered, mut scratch) = (vec![0; 300], vec![0.0; Despike::scratch_len(300)]);
/// let despike = Despike::WhitakerHayes(WhitakerHayes::new());
/// assert_eq!(despike.run(&shift, &mut y, &mut altered, &mut scratch)?.altered, 1);
/// assert!(altered[120] == 1 && y[120] < 120.0);
/// # Ok::<(), ramatch_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "method", rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Despike {
    /// Modified z-score of the differences.
    WhitakerHayes(WhitakerHayes),
    /// High prominence over little width.
    #[cfg(feature = "every-step")]
    Prominence(Prominence),
}

impl Despike {
    /// Scratch `f64`s that a run over `n` points needs.
    #[must_use]
    pub const fn scratch_len(n: usize) -> usize {
        scratch_len(n)
    }

    /// Marks cosmic rays in `y`, which stays; see [`WhitakerHayes::find`] and [`Prominence::find`].
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::TooFewPoints`] below 3 points, [`Error::Parameter`].
    pub fn find(
        &self,
        shift_cm1: &[f32],
        y: &[f64],
        altered: &mut [u8],
        scratch: &mut [f64],
    ) -> Result<Despiked, Error> {
        match self {
            Despike::WhitakerHayes(method) => method.find(shift_cm1, y, altered, scratch),
            #[cfg(feature = "every-step")]
            Despike::Prominence(method) => method.find(shift_cm1, y, altered, scratch),
        }
    }

    /// Replaces cosmic rays in `y` by the mean of their unaltered neighbours and marks them in `altered`.
    ///
    /// # Errors
    /// As [`Despike::find`].
    pub fn run(
        &self,
        shift_cm1: &[f32],
        y: &mut [f64],
        altered: &mut [u8],
        scratch: &mut [f64],
    ) -> Result<Despiked, Error> {
        let found = self.find(shift_cm1, y, altered, scratch)?;
        if found.altered > 0 {
            replace(y, altered, scratch);
        }
        Ok(found)
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Despike::WhitakerHayes(method) => method.check(),
            #[cfg(feature = "every-step")]
            Despike::Prominence(method) => method.check(),
        }
    }
}

impl Canonical for Despike {
    fn write(&self, out: &mut Writer<'_>) {
        match self {
            Despike::WhitakerHayes(method) => {
                out.tag(1);
                method.write(out);
            }
            #[cfg(feature = "every-step")]
            Despike::Prominence(method) => {
                out.tag(2);
                method.write(out);
            }
        }
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        match from.tag()? {
            1 => WhitakerHayes::read(from).map(Despike::WhitakerHayes),
            #[cfg(feature = "every-step")]
            2 => Prominence::read(from).map(Despike::Prominence),
            _ => None,
        }
    }
}

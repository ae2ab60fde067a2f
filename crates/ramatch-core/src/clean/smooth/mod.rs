//! Smoothing: FFT low-pass, Savitzky–Golay, Whittaker.
//!
//! [`Smoother`] is any of them on one grid. Each says how many degrees of freedom it leaves (the trace of the matrix
//! that it multiplies the samples with): smoothing correlates noise, and tests of significance have to know.
//!
//! The FFT low-pass: the straight line through the averaged ends is taken out, the rest is continued evenly at both ends (which
//! is what a DCT-II does), its frequencies are multiplied by the response, and the line is put back. A
//! spectrum that covers only part of the grid is mirrored outwards until the grid is full, so one transform
//! length serves all.
//!
//! Three backends do the same work and are named in the recipe, since their last digits differ: [`Backend::Lanes`] and
//! [`Backend::Rustfft`] compute in `f64` and need the feature `std`, [`Backend::Microfft`] computes in `f32` and runs
//! without allocation on a microcontroller (feature `microfft`).

#[cfg(not(all(feature = "std", feature = "microfft")))]
mod absent;
mod any;
#[cfg(feature = "std")]
mod cosine;
mod ends;
mod fourier;
#[cfg(feature = "std")]
mod host;
#[cfg(feature = "std")]
mod lanes;
mod low_pass;
#[cfg(feature = "microfft")]
mod portable;
mod savitzky_golay;
mod smoother;
#[cfg(feature = "every-step")]
mod whittaker;

#[cfg(not(feature = "std"))]
use absent as host;
#[cfg(not(feature = "std"))]
use absent as lanes;
#[cfg(not(feature = "microfft"))]
use absent as portable;

#[cfg(feature = "std")]
pub use crate::ground::rounded::Cell;
pub use any::Smooth;
pub use fourier::{Backend, CutOff, Fourier, Response};
pub use low_pass::LowPass;
pub use savitzky_golay::SavitzkyGolay;
pub use smoother::Smoother;
#[cfg(feature = "every-step")]
pub use whittaker::Whittaker;

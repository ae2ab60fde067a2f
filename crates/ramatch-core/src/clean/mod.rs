//! What is done to a spectrum: cosmic rays, sampling, baseline, smoothing, scatter, normalisation, resolution.

pub mod baseline;
pub(crate) mod despike;
pub(crate) mod normalize;
pub(crate) mod resample;
pub mod resolution;
#[cfg(feature = "every-step")]
pub(crate) mod scatter;
pub mod smooth;

//! Many spectra, and one on its way.

pub(crate) mod preprocess;
pub mod rows;

//! Many spectra, and one on its way.

mod blocks;
mod matrix;
pub(crate) mod preprocess;
pub mod rows;

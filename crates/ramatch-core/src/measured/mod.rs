//! What a spectrum is: its points, the grid, and what the points say of themselves.

pub(crate) mod grid;
pub(crate) mod limits;
pub mod noise;
pub mod quality;
pub mod sampling;
pub mod spectrum;

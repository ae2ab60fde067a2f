//! Cosmic rays.
//!
//! [`Prominence`] looks for sharp maxima, [`across_shots`] compares several shots of one sample, which is the best way
//! where there are any. [`WhitakerHayes`]: found by Whitaker & Hayes' modified z-score, with the guards that it needs.

mod any;
mod found;
mod lone;
#[cfg(feature = "every-step")]
mod prominence;
mod shape;
mod shots;
mod sparse;
mod whitaker_hayes;

pub use any::Despike;
pub use found::Despiked;
pub use lone::lone_points;
#[cfg(feature = "every-step")]
pub use prominence::Prominence;
pub use shots::across_shots;
pub use whitaker_hayes::WhitakerHayes;

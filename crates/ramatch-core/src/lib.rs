//! Raman-spectrum matching on slices in lent memory.
//!
//! The flow, with a type at every boundary:
//!
//! | step | type |
//! |---|---|
//! | a measurement | [`SpectrumRef`]: Raman shift (cm⁻¹, rising) and intensity, finite |
//! | how it is prepared and compared | [`Recipe`]: plain data with an identity, [`RecipeId`] |
//! | the checked recipe | [`Pipeline`] |
//! | samples on the grid, with their interval of validity | [`Prepared`]; only a pipeline makes one |
//! | references in place | [`LibraryRef`] |
//! | the answer | [`Hit`]s in [`TopK`], in exact order |
//!
//! Nothing here allocates while it works, panics, or is `unsafe`. Numbers come in and go out as `f32`, all
//! solves run in `f64`, and transcendental functions are the same on every target, so that the same spectrum
//! and the same library give the same bits everywhere.
//!
//! Features: `std` (default) holds the `f64` FFT backends (ours and rustfft), `microfft` (default) the portable one,
//! `alloc` owned types, `serde` recipes in files. Without features the crate needs neither heap nor `std`.
#![no_std]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

pub mod alignment;
pub mod band;
pub mod baseline;
mod code;
mod despike;
mod emphasis;
mod error;
pub mod evidence;
mod grid;
mod layout;
pub mod library;
pub mod math;
pub mod metric;
pub mod noise;
mod normalize;
mod parameters;
mod pipeline;
pub mod quality;
mod recipe;
mod resample;
pub mod resolution;
pub mod rows;
pub mod sampling;
mod scatter;
mod scratch;
pub mod similarity;
pub mod smooth;
pub mod spectrum;
pub mod stop;
mod topk;

pub use code::Code;
pub use despike::{Despike, Despiked, Prominence, WhitakerHayes, across_shots, lone_points};
pub use emphasis::Emphasis;
pub use error::{Error, LibraryError};
pub use grid::{Grid, Interval, MAX_GRID_LEN};
pub use library::LibraryRef;
pub use normalize::{Axis, Normalize};
#[cfg(feature = "alloc")]
pub use pipeline::PreparedBuf;
pub use pipeline::{Notes, Pipeline, Prepared, Watch};
pub use recipe::{GridStep, MAX_CANONICAL, Metric, NativeStep, Recipe, RecipeId};
pub use resample::Resample;
pub use scatter::{Detrend, Emsc};
pub use scratch::Scratch;
#[cfg(feature = "alloc")]
pub use scratch::Workspace;
pub use similarity::{Overlap, Score};
#[cfg(feature = "alloc")]
pub use spectrum::Spectrum;
pub use spectrum::SpectrumRef;
pub use topk::{Hit, TopK};

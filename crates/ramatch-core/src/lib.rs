//! Which substance does a Raman spectrum show? On slices in lent memory.
//!
//! The flow, with a type at every boundary:
//!
//! | step | type |
//! |---|---|
//! | a measurement | [`SpectrumRef`]: Raman shift (cm⁻¹, rising) and intensity, finite |
//! | how it is prepared and compared | [`Recipe`]: plain data with an identity, [`RecipeId`] |
//! | the checked recipe | [`Pipeline`] |
//! | samples on the grid, with their interval of validity | [`Prepared`]; only a pipeline makes one |
//! | references in place | [`LibraryRef`]; ready to be compared, [`identify::References`] |
//! | the whole way | [`identify::identify`], which looks at one block of references after the other |
//! | the answer | [`identify::Answer`]: a ranking, evidence, and a [`identify::Reason`] where it is no answer |
//!
//! Nothing here allocates while it works, panics, or is `unsafe`. Numbers come in and go out as `f32`, all
//! solves run in `f64`, and transcendental functions are the same on every target, so that the same spectrum
//! and the same library give the same bits everywhere.
//!
//! Features: `std` (default) holds the `f64` FFT backends (ours and rustfft), `microfft` (default) the portable one,
//! `alloc` owned types, `serde` recipes in files, `every-step` (default) all steps that a recipe can have. Without features the crate needs neither
//! heap nor `std`, and a device asks for the steps of its recipe by name (`arpls`, `snip` …): what is not asked for is not linked.
#![no_std]
#![cfg_attr(
    not(feature = "every-step"),
    allow(
        dead_code,
        unused_imports,
        unused_variables,
        unreachable_code,
        unreachable_patterns,
        reason = "what only other steps need is not there"
    )
)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod clean;
mod compare;
mod ground;
pub mod identify;
pub mod library;
mod measured;
mod recipe;

#[cfg(feature = "every-step")]
pub use clean::despike::Prominence;
pub use clean::despike::{Despike, Despiked, WhitakerHayes, across_shots, lone_points};
pub use clean::normalize::{Axis, Normalize};
pub use clean::resample::Resample;
#[cfg(feature = "every-step")]
pub use clean::scatter::{Detrend, Emsc};
pub use clean::{baseline, resolution, smooth};
pub use compare::emphasis::Emphasis;
pub use compare::linear::Linear;
pub use compare::similarity::{Overlap, Score};
pub use compare::topk::{Hit, TopK};
pub use compare::{alignment, band, evidence, metric, similarity};
pub use ground::code::Code;
pub use ground::error::{CalibrationError, Error, LibraryError};
pub use ground::scratch::Scratch;
#[cfg(feature = "alloc")]
pub use ground::scratch::Workspace;
pub use ground::{math, rows, stop};
pub use library::LibraryRef;
pub use measured::grid::{Grid, Interval, MAX_GRID_LEN};
#[cfg(feature = "alloc")]
pub use measured::spectrum::Spectrum;
pub use measured::spectrum::SpectrumRef;
pub use measured::{noise, quality, sampling, spectrum};
pub use recipe::data::{GridStep, MAX_CANONICAL, Metric, NativeStep, Recipe, RecipeId};
pub use recipe::notes::Notes;
#[cfg(feature = "alloc")]
pub use recipe::pipeline::PreparedBuf;
pub use recipe::pipeline::{Pipeline, Prepared, Watch};

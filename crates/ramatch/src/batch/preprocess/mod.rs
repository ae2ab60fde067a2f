//! One spectrum through chosen steps.

mod even;
mod made;
mod run;
mod snr;
mod steps;

pub use made::{Preprocessed, Quality};
pub use steps::Preprocess;

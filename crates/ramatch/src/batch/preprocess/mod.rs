//! One spectrum through chosen steps.

mod even;
mod run;

pub use run::{Preprocess, Preprocessed, Quality};

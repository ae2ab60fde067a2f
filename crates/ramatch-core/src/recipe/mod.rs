//! What is done, as data with an identity, and the pipeline that does it.

mod canonical;
pub(crate) mod data;
#[cfg(feature = "serde")]
mod file;
mod linear;
mod many;
pub(crate) mod notes;
pub(crate) mod pipeline;
mod scored;
mod sizes;
mod way;

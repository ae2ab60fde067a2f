//! What is done, as data with an identity, and the pipeline that does it.

pub(crate) mod data;
mod many;
pub(crate) mod notes;
pub(crate) mod pipeline;
mod scored;
mod way;

//! What is done, as data with an identity, and the pipeline that does it.

pub(crate) mod data;
pub(crate) mod pipeline;

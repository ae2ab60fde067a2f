//! What is known of an instrument.

pub(crate) mod container;
pub(crate) mod profile;
pub(crate) mod standard;

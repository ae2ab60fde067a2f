//! What is known of an instrument.

pub(crate) mod profile;

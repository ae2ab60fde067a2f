//! Records of answers: all that is needed to make an answer again, to compare it to the bit, and to see whether one was changed since.

pub(crate) mod answer_record;
mod canonical;
pub(crate) mod differences;
pub(crate) mod exact;
pub(crate) mod log;
pub(crate) mod question;
pub(crate) mod recorded_mixture;
pub(crate) mod sample;
pub(crate) mod verify;

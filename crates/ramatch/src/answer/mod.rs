//! The answer: who is asked, what is asked for, the report, its texts, curves and pictures.

mod asked;
pub(crate) mod curves;
mod desk;
mod doubt;
mod hit;
pub(crate) mod identifier;
mod identify;
pub(crate) mod many;
pub(crate) mod options;
mod peaks;
pub mod plot;
pub(crate) mod report;
mod seen;
mod shots;
mod warnings;
mod words;

//! The answer: who is asked, what is asked for, the report, its texts, curves and pictures.

pub(crate) mod advice;
mod asked;
pub(crate) mod check;
pub(crate) mod curves;
mod desk;
mod doubt;
mod hit;
pub(crate) mod identifier;
mod identify;
pub(crate) mod many;
mod map_plot;
pub(crate) mod options;
pub(crate) mod overview;
pub(crate) mod page;
mod peaks;
mod places;
pub mod plot;
pub(crate) mod report;
mod said;
mod seen;
pub(crate) mod series;
mod shots;
pub(crate) mod verdict;
mod warnings;
pub(crate) mod watch;
mod words;

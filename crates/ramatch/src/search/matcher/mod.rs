//! The default matcher.

mod coarse;
mod index;
mod survey;

pub use index::Tolerance;
pub(crate) use index::{Matcher, Question, Weighed, broadened_to_library};
pub(crate) use survey::Survey;

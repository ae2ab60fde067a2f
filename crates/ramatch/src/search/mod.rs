//! Search: which entries are like a query.

mod allowed;
mod ask;
mod best;
mod bounded;
mod by_bands;
mod classes;
mod indexed;
mod largest;
pub(crate) mod linear;
pub(crate) mod matcher;
mod ready;
mod run;
mod searcher;
mod sketched;
mod spare;
mod team;
mod whole;

#[cfg(test)]
mod indexed_tests;

pub use ask::{Filter, Found, Search};
pub use searcher::Searcher;

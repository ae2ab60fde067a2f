//! Search: which entries are like a query.

mod allowed;
mod ask;
mod best;
pub(crate) mod matcher;
mod ready;
mod run;
mod searcher;
mod sketched;
mod spare;
mod team;
mod whole;

pub use ask::{Filter, Found, Search};
pub use searcher::Searcher;

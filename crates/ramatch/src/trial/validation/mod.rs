//! What trials of one library and one instrument show of its verdicts.

pub(crate) mod claims;
pub(crate) mod counts;
pub(crate) mod curves;
pub(crate) mod groups;
pub(crate) mod rates;
pub(crate) mod report;
pub(crate) mod shared;
mod standing;
pub(crate) mod verdicts;
mod whole;
pub(crate) mod words;
pub(crate) mod wrong;

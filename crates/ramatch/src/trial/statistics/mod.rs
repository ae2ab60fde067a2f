//! Figures of trials: rates with their intervals, costs of likelihood ratios, and the curves that people know.

pub(crate) mod cost;
pub(crate) mod detection;
pub(crate) mod deviate;
pub(crate) mod interval;
mod pooled;
pub(crate) mod risk;
pub(crate) mod tippett;

#[cfg(test)]
pub(crate) mod golden;

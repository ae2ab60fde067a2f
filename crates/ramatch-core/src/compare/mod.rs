//! Two rows side by side: similarities, metrics by their formulas, emphasis, linear rows, alignment, bands, the best k.

pub mod alignment;
pub mod band;
pub(crate) mod emphasis;
pub mod evidence;
pub(crate) mod linear;
pub mod metric;
pub(crate) mod short;
pub mod similarity;
pub(crate) mod topk;

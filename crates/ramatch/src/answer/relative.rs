//! A substance for which another may be taken, as reports hold it.

use serde::Serialize;

/// A substance that may be taken for another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Relative {
    /// Preferred name.
    pub substance: String,
    /// Its id.
    pub substance_id: String,
    /// By which rule: `family`, or `elements` where no family is stated and the formulas share half of their elements beside O and H.
    pub rule: &'static str,
    /// The family, in words; empty by the other rule.
    pub family: String,
}

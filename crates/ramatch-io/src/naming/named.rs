//! The quantity of an axis and the scale of its numbers.

use crate::record::Quantity;

/// What an axis holds, and what its numbers are multiplied by to stand in the quantity's own unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Named {
    pub(crate) quantity: Quantity,
    pub(crate) factor: f64,
}

pub(super) const fn named(quantity: Quantity) -> Named {
    Named { quantity, factor: 1.0 }
}

pub(super) const OTHER: Named = Named::OTHER;

impl Named {
    /// Something that is no axis of a Raman spectrum.
    pub(crate) const OTHER: Self = named(Quantity::Other);
}

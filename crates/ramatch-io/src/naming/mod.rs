//! What the name of a column or of a unit says.

mod axis;
mod named;
mod words;

pub(crate) use axis::{Says, axis, has_unit, is_optical_unit, is_unit, names_quantity, quantity_of_unit};
pub(crate) use named::Named;

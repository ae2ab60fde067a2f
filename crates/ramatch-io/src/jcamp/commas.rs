//! Decimal commas, which JCAMP-DX does not allow and some programs write none the less.
//!
//! A comma between two digits is a decimal sign; one with a blank or a line's end behind it separates.

use crate::context::Context;
use crate::error::Error;

/// What an error says where reading them may mend it.
pub(super) const HINT: &str = "numbers with decimal commas are read with --decimal-comma (decimal_comma)";

/// Whether a comma stands between two digits.
pub(super) fn has_decimal(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|w| w[1] == b',' && w[0].is_ascii_digit() && w[2].is_ascii_digit())
}

/// Whether a point stands between two digits: then commas separate, whatever is allowed.
pub(super) fn has_points(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|w| w[1] == b'.' && w[0].is_ascii_digit() && w[2].is_ascii_digit())
}

/// The bytes with points for such commas.
pub(super) fn as_points(bytes: &[u8], context: &Context<'_>) -> Result<Vec<u8>, Error> {
    let mut points = context.budget.vec(bytes.len())?;
    points.extend_from_slice(bytes);
    for (i, w) in bytes.windows(3).enumerate() {
        if w[1] == b',' && w[0].is_ascii_digit() && w[2].is_ascii_digit() {
            points[i + 1] = b'.';
        }
    }
    Ok(points)
}

/// The same for a short text.
pub(super) fn text_as_points(text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for i in 1..characters.len().saturating_sub(1) {
        if characters[i] == ',' && characters[i - 1].is_ascii_digit() && characters[i + 1].is_ascii_digit() {
            characters[i] = '.';
        }
    }
    characters.into_iter().collect()
}

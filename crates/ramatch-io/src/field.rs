//! What stands in a field: a number in any notation, nothing, or something else.

use crate::notation;
use crate::number::{self, Decimal};

/// What stands in a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Field {
    Number(f64),
    /// Blank or `NA`: no value was given.
    Missing,
    Other,
}

/// Reads a field without judging its size; infinity stands for a number that is too large.
pub(crate) fn read(text: &str, decimal: Decimal) -> Field {
    let text = number::trimmed(text);
    if text.is_empty() || text == "NA" {
        return Field::Missing;
    }
    match number::number(text, decimal).or_else(|| notation::number(text, decimal)) {
        Some(value) => Field::Number(value),
        None => Field::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_number() {
        for (text, value) in
            [("1", 1.0), ("-2.5", -2.5), ("+1e3", 1000.0), (" 6.749918e+002 ", 674.9918), (".5", 0.5)]
        {
            assert_eq!(read(text, Decimal::Point), Field::Number(value), "{text}");
        }
        assert_eq!(read("577,43", Decimal::Comma), Field::Number(577.43));
        assert_eq!(read("1e400", Decimal::Point), Field::Number(f64::INFINITY));
        for text in ["", "   ", "NA"] {
            assert_eq!(read(text, Decimal::Point), Field::Missing);
        }
        for text in ["nan", "inf", "0x10", "1,5", "1_000", "1 2", "-", "e", "1.2.3", "12a", "1e", "--1", "."]
        {
            assert_eq!(read(text, Decimal::Point), Field::Other, "{text}");
        }
    }
}

//! Numbers as instruments write them.

use crate::Error;

/// What separates the digits of a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decimal {
    Point,
    Comma,
}

/// What stands in a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Field {
    Number(f64),
    /// Blank or `NA`: no value was given.
    Missing,
    Other,
}

/// Reads a field without judging its size; infinity stands for a number that is too large.
pub(crate) fn field(text: &str, decimal: Decimal) -> Field {
    let text = text.trim();
    if text.is_empty() || text == "NA" {
        return Field::Missing;
    }
    match number(text, decimal) {
        Some(value) => Field::Number(value),
        None => Field::Other,
    }
}

/// Digits, one decimal sign, an exponent: nothing else, no `inf`, no `nan`, no `0x10`, no `1_000`.
fn number(text: &str, decimal: Decimal) -> Option<f64> {
    let sign = match decimal {
        Decimal::Point => b'.',
        Decimal::Comma => b',',
    };
    let allowed = |b: u8| b.is_ascii_digit() || b == sign || matches!(b, b'+' | b'-' | b'e' | b'E');
    if !text.bytes().all(allowed) || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    match decimal {
        Decimal::Point => text.parse().ok(),
        Decimal::Comma => text.replace(',', ".").parse().ok(),
    }
}

/// The error for a field that is no number.
pub(crate) fn refuse(text: &str, line: usize) -> Error {
    let token: String = text.trim().chars().take(40).collect();
    let bare = token.trim_start_matches(['+', '-']).to_ascii_lowercase();
    let not_finite = ["nan", "inf", "infinity", "1.#inf", "1.#qnan", "1.#ind"];
    if not_finite.contains(&bare.as_str()) {
        Error::NotFinite { line, token }
    } else {
        Error::NumberSyntax { line, token }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_number() {
        for (text, value) in [("1", 1.0), ("-2.5", -2.5), ("+1e3", 1000.0), (" 6.749918e+002 ", 674.9918)] {
            assert_eq!(field(text, Decimal::Point), Field::Number(value), "{text}");
        }
        assert_eq!(field("577,43", Decimal::Comma), Field::Number(577.43));
        assert_eq!(field("1e400", Decimal::Point), Field::Number(f64::INFINITY));
        for text in ["", "   ", "NA"] {
            assert_eq!(field(text, Decimal::Point), Field::Missing);
        }
        for text in ["nan", "inf", "0x10", "1,5", "1_000", "1 2", "-", "e", "1.2.3", "12a"] {
            assert_eq!(field(text, Decimal::Point), Field::Other, "{text}");
        }
    }
}

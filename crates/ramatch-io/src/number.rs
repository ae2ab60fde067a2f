//! Numbers as instruments write them.

use crate::error::Error;
use ramatch_core::Code;

/// What separates the digits of a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decimal {
    Point,
    Comma,
}

/// A text without white space around it; most have none, and then this looks at two bytes.
pub(crate) fn trimmed(text: &str) -> &str {
    let (first, last) = (text.as_bytes().first(), text.as_bytes().last());
    let bare = first.is_some_and(u8::is_ascii_graphic) && last.is_some_and(u8::is_ascii_graphic);
    if bare { text } else { text.trim() }
}

/// Digits, one decimal sign, an exponent: nothing else, no `inf`, no `nan`, no `0x10`, no `1_000`.
pub(crate) fn number(text: &str, decimal: Decimal) -> Option<f64> {
    let comma;
    let text = match decimal {
        Decimal::Point => text,
        Decimal::Comma if text.contains('.') => return None,
        Decimal::Comma => {
            comma = text.replace(',', ".");
            &comma
        }
    };
    match leading(text.as_bytes(), Exponent::Allowed) {
        Some((value, len)) if len == text.len() => Some(value),
        _ => None,
    }
}

/// Whether `E` after digits begins an exponent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exponent {
    Allowed,
    /// In packed forms `E` is a digit of its own.
    None,
}

/// Powers of ten that `f64` holds exactly.
pub(crate) const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// The number with which bytes begin, correctly rounded, and how many bytes it takes.
///
/// Up to 2⁵³ and 22 decimals one exact division does it (Clinger 1990); the rest goes the standard library's way.
pub(crate) fn leading(bytes: &[u8], exponent: Exponent) -> Option<(f64, usize)> {
    let negative = match bytes.first() {
        Some(b'-') => true,
        Some(b'+') => false,
        _ => return leading_digits(bytes, 0, false, exponent),
    };
    leading_digits(bytes, 1, negative, exponent)
}

fn leading_digits(bytes: &[u8], from: usize, negative: bool, exponent: Exponent) -> Option<(f64, usize)> {
    let (mut at, mut mantissa, mut digits) = (from, 0u64, 0usize);
    while let Some(digit) = bytes.get(at).map(|b| b.wrapping_sub(b'0')).filter(|d| *d < 10) {
        mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
        (at, digits) = (at + 1, digits + 1);
    }
    let mut decimals = 0;
    if bytes.get(at) == Some(&b'.') {
        at += 1;
        while let Some(digit) = bytes.get(at).map(|b| b.wrapping_sub(b'0')).filter(|d| *d < 10) {
            mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
            (at, digits, decimals) = (at + 1, digits + 1, decimals + 1);
        }
    }
    if digits == 0 {
        return None;
    }
    let mut end = at;
    if exponent == Exponent::Allowed && matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let power = bytes[at + 1 + sign..].iter().take_while(|b| b.is_ascii_digit()).count();
        if power > 0 {
            end = at + 1 + sign + power;
        }
    }
    // Leading zeros count as digits here, so that eighteen digits never overflow.
    if end == at && digits <= 18 && mantissa <= 1 << 53 && decimals < POWERS.len() {
        let value = mantissa as f64 / POWERS[decimals];
        return Some((if negative { -value } else { value }, end));
    }
    let value: f64 = std::str::from_utf8(&bytes[..end]).ok()?.parse().ok()?;
    Some((value, end))
}

/// The error for a field that is no number.
pub(crate) fn refuse(text: &str, line: usize) -> Error {
    let token: String = text.trim().chars().take(40).collect();
    let bare = token.trim_start_matches(['+', '-']).to_ascii_lowercase();
    let not_finite = ["nan", "inf", "infinity"].contains(&bare.as_str()) || bare.starts_with("1.#");
    let (code, what) = if not_finite {
        (Code::NotFinite, "is not a finite number")
    } else {
        (Code::NumberSyntax, "is not a number")
    };
    Error::new(code, format!("\"{token}\" {what}")).at_line(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_as_the_standard_library_rounds() {
        let mut state = 1u64;
        for round in 0..200_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (digits, decimals) = (state >> (round % 60), (state >> 7) % 20);
            let text = format!("{digits:0width$}", width = decimals as usize + 1);
            let text = format!(
                "{}.{}",
                &text[..text.len() - decimals as usize],
                &text[text.len() - decimals as usize..]
            );
            let standard: f64 = text.parse().unwrap();
            assert_eq!(leading(text.as_bytes(), Exponent::Allowed), Some((standard, text.len())), "{text}");
        }
    }
}

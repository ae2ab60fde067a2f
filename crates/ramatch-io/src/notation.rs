//! Numbers in notations that are less common: other minus signs, grouped digits, Fortran's exponents.
//!
//! A notation is read where it has one meaning, and refused where it has two: `1,234` between tabs is 1.234 by its decimal comma,
//! and no number beside points, since nobody can say whether the comma groups.

use crate::number::{self, Decimal};

/// More than any number that is written out has.
const LONGEST: usize = 64;

/// The number that a field in another notation states.
pub(crate) fn number(text: &str, decimal: Decimal) -> Option<f64> {
    let looks_like_one = text.len() <= LONGEST
        && text.chars().all(|c| !c.is_alphabetic() || matches!(c, 'e' | 'E' | 'd' | 'D'));
    if !looks_like_one || !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let plain: String = text.chars().map(sign).collect();
    let (mantissa, exponent) = split_exponent(&plain)?;
    let mantissa = ungrouped(mantissa, decimal)?;
    number::number(&format!("{mantissa}{exponent}"), Decimal::Point)
}

/// One minus and one plus for all of them.
fn sign(c: char) -> char {
    match c {
        // U+0096 is the dash of code page 1252, read as Latin-1.
        '\u{2212}' | '\u{2010}'..='\u{2015}' | '\u{2796}' | '\u{fe63}' | '\u{ff0d}' | '\u{ad}' | '\u{96}' => {
            '-'
        }
        '\u{ff0b}' => '+',
        other => other,
    }
}

/// The exponent behind its `e`, `d` as Fortran writes it for double precision, or nothing but its sign where it has three digits.
fn split_exponent(text: &str) -> Option<(&str, String)> {
    if let Some((mantissa, exponent)) = text.split_once(['e', 'E', 'd', 'D']) {
        return Some((mantissa, format!("e{exponent}")));
    }
    match text.char_indices().skip(1).find(|(_, c)| matches!(c, '+' | '-')) {
        Some((at, _)) => {
            let (mantissa, exponent) = text.split_at(at);
            let three_digits = exponent.len() == 4 && exponent[1..].bytes().all(|b| b.is_ascii_digit());
            (three_digits && mantissa.contains(['.', ','])).then(|| (mantissa, format!("e{exponent}")))
        }
        None => Some((text, String::new())),
    }
}

/// Digits without their groups, and a point for the decimal sign.
fn ungrouped(text: &str, decimal: Decimal) -> Option<String> {
    let (sign, digits) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (&text[..1], rest),
        None => ("", text),
    };
    let (point, other) = match decimal {
        Decimal::Point => ('.', ','),
        Decimal::Comma => (',', '.'),
    };
    let (whole, fraction) = match digits.split_once(point) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !fraction.is_none_or(all_digits) {
        return None;
    }
    let joined = match whole.chars().find(|c| !c.is_ascii_digit()) {
        None => whole.to_owned(),
        Some(separator)
            if separator == other
                || matches!(separator, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’') =>
        {
            let groups: Vec<&str> = whole.split(separator).collect();
            let (first, rest) = groups.split_first()?;
            let strict = (1..=3).contains(&first.len())
                && all_digits(first)
                && rest.iter().all(|group| group.len() == 3 && all_digits(group));
            // The other decimal sign groups only where nothing else can be meant.
            let one_meaning = separator != other || fraction.is_some() || rest.len() > 1;
            if !strict || !one_meaning {
                return None;
            }
            groups.concat()
        }
        Some(_) => return None,
    };
    Some(match fraction {
        Some(fraction) => format!("{sign}{joined}.{fraction}"),
        None => format!("{sign}{joined}"),
    })
}

/// Whether a field was meant as a number, though it may be none: such a row never passes for a header.
pub(crate) fn is_meant_as_number(field: &str) -> bool {
    let field = field.trim();
    let lower = field.trim_start_matches(['-', '+']).to_ascii_lowercase();
    if ["nan", "inf", "infinity"].contains(&lower.as_str()) || lower.starts_with("1.#") {
        return true;
    }
    let digits = field.chars().filter(char::is_ascii_digit).count();
    let known = |c: char| {
        c.is_ascii_digit()
            || matches!(
                sign(c),
                '+' | '-'
                    | '.'
                    | ','
                    | '\''
                    | '’'
                    | '('
                    | ')'
                    | '%'
                    | '_'
                    | '\u{a0}'
                    | '\u{202f}'
                    | '\u{2009}'
            )
            || matches!(c, 'e' | 'E' | 'd' | 'D' | 'x' | 'X')
    };
    // A date has two dashes between digits.
    let inner_dashes = field.chars().skip(1).filter(|c| sign(*c) == '-').count();
    digits > 0 && inner_dashes < 2 && field.len() <= LONGEST && field.chars().all(known)
}

/// Whether a field has a decimal sign and more digits than letters: a number of which some digits were changed.
pub(crate) fn is_nearly_number(field: &str) -> bool {
    let count = |of: fn(&char) -> bool| field.chars().filter(of).count();
    field.contains(['.', ','])
        && field.len() <= LONGEST
        && !field.contains(|c: char| c.is_whitespace() || matches!(c, ':' | '/'))
        && count(char::is_ascii_digit) > count(|c| c.is_alphabetic())
}

/// Whether a field is a number in which letters stand for the digits that they look like.
pub(crate) fn has_letters_for_digits(field: &str) -> bool {
    let like = |c: char| {
        c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | 'o' | 'O' | 'l' | 'I' | 'S' | 'B' | 'Z')
    };
    field.contains(['.', ',']) && field.contains(|c: char| c.is_ascii_digit()) && field.chars().all(like)
}

/// Whether a field begins as a number does, and is no date, time or quantity: one of its digits may have been changed.
pub(crate) fn begins_as_number(field: &str) -> bool {
    let digits = field.trim_start_matches(|c| matches!(sign(c), '-' | '+' | '.'));
    let inner_dashes = field.chars().skip(1).filter(|c| sign(*c) == '-').count();
    digits.starts_with(|c: char| c.is_ascii_digit())
        && inner_dashes < 2
        && field.len() <= LONGEST
        && !field.contains(|c: char| c.is_whitespace() || matches!(c, ':' | '/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_one_meaning() {
        for (text, decimal, value) in [
            ("\u{2212}600.000", Decimal::Point, Some(-600.0)),
            ("\u{2013}1.5e\u{2212}3", Decimal::Point, Some(-0.0015)),
            ("1.234,5", Decimal::Comma, Some(1234.5)),
            ("1,234.5", Decimal::Point, Some(1234.5)),
            ("-12,345,678", Decimal::Point, Some(-12_345_678.0)),
            ("12.345.678", Decimal::Comma, Some(12_345_678.0)),
            ("1 234,5", Decimal::Comma, Some(1234.5)),
            ("1\u{a0}234.5", Decimal::Point, Some(1234.5)),
            ("1'234.5", Decimal::Point, Some(1234.5)),
            ("1.5D+03", Decimal::Point, Some(1500.0)),
            ("1.5d3", Decimal::Point, Some(1500.0)),
            ("1,5D-3", Decimal::Comma, Some(0.0015)),
            ("1.234-103", Decimal::Point, Some(1.234e-103)),
            ("1,234", Decimal::Point, None),
            ("1.234", Decimal::Comma, None),
            ("12,34.5", Decimal::Point, None),
            ("1,2345.6", Decimal::Point, None),
            ("(1.5)", Decimal::Point, None),
            ("1-2", Decimal::Point, None),
            ("2020-10-12", Decimal::Point, None),
            ("1 2", Decimal::Point, None),
            ("1.2.3", Decimal::Point, None),
            ("--1", Decimal::Point, None),
            ("12a", Decimal::Point, None),
            ("", Decimal::Point, None),
        ] {
            assert_eq!(number(text, decimal), value, "{text}");
        }
    }

    #[test]
    fn what_is_meant() {
        for text in
            ["1.5", "(1.5)", "1,234", "1.5(2)", "0x10", "nan", "-inf", "1.#QNAN", "12%", "1_000", "1.2.3"]
        {
            assert!(is_meant_as_number(text), "{text}");
        }
        for text in ["", "abc", "785 nm", "2020-01-02", "10:00:00", "1/2", "1st", "x", "e", "-"] {
            assert!(!is_meant_as_number(text), "{text}");
        }
    }
}

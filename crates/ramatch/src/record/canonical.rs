//! Canonical JSON: one text for one value, so that its hash says something.
//!
//! RFC 8785 (JSON Canonicalization Scheme, 2020): members sorted by the UTF-16 units of their names, no white space, numbers as ECMAScript
//! prints them, strings with as few escapes as there can be, UTF-8. What is not finite is no JSON and is refused.

use crate::ground::error::Error;
use ramatch_core::Code;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The canonical JSON of a value.
///
/// # Errors
/// [`Error::Library`] for a number that is not finite.
pub(super) fn canonical(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    serde_json_canonicalizer::to_vec(value).map_err(|error| bad(format!("it cannot be written: {error}")))
}

/// BLAKE3 of the canonical JSON of a value, in hexadecimal digits.
///
/// # Errors
/// As [`canonical`].
pub(super) fn hash(value: &impl Serialize) -> Result<String, Error> {
    Ok(blake3::hash(&canonical(value)?).to_hex().to_string())
}

/// The value of a text, which has to be its canonical JSON to the byte.
///
/// # Errors
/// [`Error::Library`] for what is no JSON, is cut, does not have the members of such a value, or could be written in another way.
pub(super) fn parse<T: Serialize + DeserializeOwned>(text: &[u8]) -> Result<T, Error> {
    let value = serde_json::from_slice(text).map_err(|error| refused(text, &error))?;
    let again = canonical(&value)?;
    if again != text {
        let at = again.iter().zip(text).take_while(|(a, b)| a == b).count();
        return Err(bad(format!("it is not as it was written, from byte {at} on")));
    }
    Ok(value)
}

/// What the reader of JSON says, with its place.
pub(super) fn refused(text: &[u8], error: &serde_json::Error) -> Error {
    // The midst of a number looks like a wrong one.
    let last = text.last().copied().unwrap_or_default();
    let in_number = text.len() == error.column() && b"-+.eE".contains(&last);
    if error.is_eof() || in_number {
        return bad(format!("it is cut at byte {}", text.len()));
    }
    // It counts lines and columns from 1, and there is one line.
    let at = error.column().saturating_sub(1);
    let said = error.to_string();
    bad(format!("it cannot be read at byte {at}: {}", said.split(" at line ").next().unwrap_or_default()))
}

/// The error of a record that is none, or none any more.
pub(super) fn bad(reason: String) -> Error {
    Error::Library { path: None, code: Code::BadRecord, reason: format!("the record is refused: {reason}") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
    use super::*;
    use serde_json::Value;

    /// RFC 8785, section 3.2.2 and 3.2.4: the sample, and its bytes.
    #[test]
    fn the_sample_of_the_rfc() {
        let sample = r#"{
            "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
            "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
            "literals": [null, true, false]
        }"#;
        let bytes = "7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72 75 65 2c 66 61 6c 73 65 5d 2c 22 6e 75 \
            6d 62 65 72 73 22 3a 5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31 65 2b 33 30 2c 34 2e 35 2c \
            30 2e 30 30 32 2c 31 65 2d 32 37 5d 2c 22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24 5c 75 30 30 30 66 5c 6e 41 \
            27 42 5c 22 5c 5c 5c 5c 5c 22 2f 22 7d";
        let bytes: Vec<u8> =
            bytes.split_whitespace().map(|hex| u8::from_str_radix(hex, 16).unwrap()).collect();
        let value: Value = serde_json::from_str(sample).unwrap();
        assert_eq!(canonical(&value).unwrap(), bytes);
        assert_eq!(parse::<Value>(&bytes).unwrap(), value);
    }

    /// RFC 8785, section 3.2.3: names are sorted by their UTF-16 units.
    #[test]
    fn names_are_sorted_as_the_rfc_says() {
        let sample = r#"{"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
            "\u00f6": "Latin Small Letter O With Diaeresis"}"#;
        let value: Value = serde_json::from_str(sample).unwrap();
        let text = String::from_utf8(canonical(&value).unwrap()).unwrap();
        let order = ["Carriage Return", "One", "Control", "Latin", "Euro Sign", "Emoji", "Hebrew"];
        let places: Vec<usize> = order.iter().map(|name| text.find(name).unwrap()).collect();
        assert!(places.is_sorted(), "{text}");
    }

    /// RFC 8785, appendix B: numbers by their bits.
    #[test]
    fn numbers_of_the_rfc() {
        for (bits, text) in [
            (0x0000000000000000, "0"),
            (0x8000000000000000, "0"),
            (0x0000000000000001, "5e-324"),
            (0x8000000000000001, "-5e-324"),
            (0x7fefffffffffffff, "1.7976931348623157e+308"),
            (0xffefffffffffffff, "-1.7976931348623157e+308"),
            (0x4340000000000000, "9007199254740992"),
            (0xc340000000000000, "-9007199254740992"),
            (0x4430000000000000, "295147905179352830000"),
            (0x44b52d02c7e14af5, "9.999999999999997e+22"),
            (0x44b52d02c7e14af6, "1e+23"),
            (0x44b52d02c7e14af7, "1.0000000000000001e+23"),
            (0x444b1ae4d6e2ef4e, "999999999999999700000"),
            (0x444b1ae4d6e2ef4f, "999999999999999900000"),
            (0x444b1ae4d6e2ef50, "1e+21"),
            (0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"),
            (0x3eb0c6f7a0b5ed8d, "0.000001"),
            (0x41b3de4355555553, "333333333.3333332"),
            (0x41b3de4355555554, "333333333.33333325"),
            (0x41b3de4355555555, "333333333.3333333"),
            (0x41b3de4355555556, "333333333.3333334"),
            (0x41b3de4355555557, "333333333.33333343"),
            (0xbecbf647612f3696, "-0.0000033333333333333333"),
            (0x43143ff3c1cb0959, "1424953923781206.2"),
        ] {
            let number = f64::from_bits(bits);
            assert_eq!(canonical(&number).unwrap(), text.as_bytes(), "{bits:x}");
            assert_eq!(parse::<f64>(text.as_bytes()).unwrap(), number, "{text}");
        }
        for bits in [0x7fffffffffffffff, 0x7ff0000000000000, 0xfff0000000000000] {
            assert_eq!(canonical(&f64::from_bits(bits)).unwrap_err().code(), Code::BadRecord, "{bits:x}");
        }
    }

    #[test]
    fn what_could_be_written_otherwise_is_refused() {
        for text in [r#"{"b":1,"a":2}"#, r#"{"a": 1}"#, "[1.0]", "[1e0]", r#"["\u0041"]"#, "[1]\n", "[-0]"] {
            let error = parse::<Value>(text.as_bytes()).unwrap_err();
            assert!(error.to_string().contains("not as it was written"), "{error}");
        }
        for (text, said) in [("{\"a\":", "cut at byte 5"), ("", "cut at byte 0"), ("[x]", "at byte 1")] {
            let error = parse::<Value>(text.as_bytes()).unwrap_err();
            assert!(error.code() == Code::BadRecord && error.to_string().contains(said), "{error}");
        }
    }
}

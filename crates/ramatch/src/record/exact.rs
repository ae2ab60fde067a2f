//! Numbers that are kept to the bit, beside what people read.

use serde::{Deserialize, Serialize};

/// A finite number with its bits: `{"bits":"3fed1eb851eb851f","value":0.91}`. Two are equal if their bits are.
///
/// ```
/// let score = ramatch::Exact::of(0.91);
/// assert_eq!(score.value(), 0.91);
/// assert_ne!(ramatch::Exact::of(0.0), ramatch::Exact::of(-0.0));
/// ```
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct Exact(f64);

/// As it stands in a record: the readable number, and its IEEE 754 bits as 16 hexadecimal digits, the highest first.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    bits: String,
    value: f64,
}

impl Exact {
    /// Of a number; one that is not finite cannot be written.
    #[must_use]
    pub const fn of(value: f64) -> Self {
        Self(value)
    }

    /// The number.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.0
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Exact {}

impl From<Exact> for Written {
    fn from(Exact(value): Exact) -> Self {
        Self { bits: format!("{:016x}", value.to_bits()), value }
    }
}

impl TryFrom<Written> for Exact {
    type Error = &'static str;

    fn try_from(Written { bits, value }: Written) -> Result<Self, Self::Error> {
        let of_bits = u64::from_str_radix(&bits, 16).map(f64::from_bits).map_err(|_| "bits are no number")?;
        if format!("{:016x}", of_bits.to_bits()) != bits {
            return Err("bits are 16 digits");
        }
        // Zero is written without its sign, which the bits have.
        if of_bits == value { Ok(Self(of_bits)) } else { Err("a number is not that of its bits") }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
    use super::*;

    #[test]
    fn bits_and_number_agree_or_are_refused() {
        for value in [0.0, -0.0, 0.91, -1e300, f64::MIN_POSITIVE / 4.0] {
            let text = serde_json::to_string(&Exact::of(value)).unwrap();
            assert_eq!(serde_json::from_str::<Exact>(&text).unwrap(), Exact::of(value), "{text}");
        }
        for text in [
            r#"{"bits":"3ff0000000000000","value":2}"#,
            r#"{"bits":"3FF0000000000000","value":1}"#,
            r#"{"bits":"+ff0000000000000","value":1}"#,
            r#"{"bits":"3ff0","value":1}"#,
            r#"{"bits":"7ff8000000000000","value":1}"#,
            r#"{"value":1}"#,
        ] {
            assert!(serde_json::from_str::<Exact>(text).is_err(), "{text}");
        }
    }
}

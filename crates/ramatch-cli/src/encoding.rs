//! What the terminal can show: text in the character set that the environment states.
//!
//! JSON and CSV are UTF-8 everywhere: they are data. What people read goes out in the character set of `LC_ALL`, `LC_CTYPE` or
//! `LANG`, the first that is stated; where none is, it is UTF-8.

use std::borrow::Cow;

/// A character set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    Utf8,
    Latin1,
    Ascii,
}

impl Charset {
    /// What the environment states.
    pub(crate) fn stated() -> Self {
        let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        set("LC_ALL")
            .or_else(|| set("LC_CTYPE"))
            .or_else(|| set("LANG"))
            .map_or(Self::Utf8, |locale| Self::of(&locale))
    }

    /// That of a locale such as `de_DE.ISO-8859-15@euro`.
    fn of(locale: &str) -> Self {
        let (language, charset) = locale.split_once('.').unwrap_or((locale, ""));
        let charset: String = charset
            .split('@')
            .next()
            .unwrap_or_default()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        match (charset.as_str(), language) {
            ("", "C" | "POSIX") | ("ascii" | "usascii" | "ansix341968", _) => Self::Ascii,
            ("iso88591" | "iso885915" | "latin1" | "cp1252" | "windows1252", _) => Self::Latin1,
            // A language alone says nothing; nearly all systems mean UTF-8 by it.
            ("", _) | ("utf8", _) => Self::Utf8,
            _ => Self::Ascii,
        }
    }

    /// A text in this character set.
    pub(crate) fn encode<'a>(self, text: &'a str) -> Cow<'a, [u8]> {
        if self == Self::Utf8 || text.is_ascii() {
            return Cow::Borrowed(text.as_bytes());
        }
        let mut bytes = Vec::with_capacity(text.len());
        for c in text.chars() {
            match u8::try_from(c) {
                Ok(byte) if byte < 0x80 => bytes.push(byte),
                Ok(byte) if self == Self::Latin1 && byte >= 0xa0 => bytes.push(byte),
                _ => match plain(c) {
                    Some(plain) => bytes.extend(plain.as_bytes()),
                    None => bytes.extend(c.escape_default().to_string().as_bytes()),
                },
            }
        }
        Cow::Owned(bytes)
    }
}

/// How a character is written where there is ASCII only; none where an escape says it best.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        '⁻' | '–' | '−' | '‐' => "-",
        '¹' => "1",
        '²' => "2",
        '³' => "3",
        '⁴' => "4",
        '…' => "...",
        '“' | '”' => "\"",
        '‘' | '’' => "'",
        '·' | '×' => "*",
        '→' => "->",
        '±' => "+/-",
        '≤' => "<=",
        '≥' => ">=",
        'µ' | 'μ' => "u",
        'α' => "alpha",
        'β' => "beta",
        'γ' => "gamma",
        'δ' => "delta",
        'Δ' => "Delta",
        'λ' => "lambda",
        '√' => "sqrt",
        '▁' => "_",
        '▂' => ".",
        '▃' => ":",
        '▄' => "-",
        '▅' => "=",
        '▆' => "+",
        '▇' => "*",
        '█' => "#",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_state_their_character_set() {
        for (locale, charset) in [
            ("C", Charset::Ascii),
            ("POSIX", Charset::Ascii),
            ("C.UTF-8", Charset::Utf8),
            ("en_US.utf8", Charset::Utf8),
            ("de_DE.ISO-8859-15@euro", Charset::Latin1),
            ("de_DE.ISO-8859-1", Charset::Latin1),
            ("de_DE", Charset::Utf8),
            ("ja_JP.eucJP", Charset::Ascii),
        ] {
            assert_eq!(Charset::of(locale), charset, "{locale}");
        }
    }

    #[test]
    fn texts_are_readable_in_every_character_set() {
        let text = "β-lactose at 10 cm⁻¹ … “é” ▁█ 日";
        assert_eq!(Charset::Utf8.encode(text), text.as_bytes());
        assert_eq!(Charset::Ascii.encode(text), &b"beta-lactose at 10 cm-1 ... \"\\u{e9}\" _# \\u{65e5}"[..]);
        assert_eq!(
            Charset::Latin1.encode(text),
            &b"beta-lactose at 10 cm-\xb9 ... \"\xe9\" _# \\u{65e5}"[..]
        );
    }
}

//! Words and numbers for a console, without the formatting of the core library: that would be half of the program, and it can panic.

/// Takes text.
pub type Out<'a> = &'a mut dyn FnMut(&str);

/// A whole number.
pub fn number(out: Out<'_>, number: u64) {
    let mut digits = [b'0'; 20];
    let (mut rest, mut len) = (number, 0);
    for (place, digit) in digits.iter_mut().rev().enumerate() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            len = place + 1;
            break;
        }
    }
    text(out, digits.get(20 - len..).unwrap_or_default());
}

/// A number with `places` digits behind the point.
pub fn decimal(out: Out<'_>, value: f64, places: u32) {
    if value < 0.0 {
        out("-");
    }
    let unit = 10u64.pow(places);
    let whole = (if value < 0.0 { -value } else { value } * unit as f64 + 0.5) as u64;
    number(out, whole / unit);
    out(".");
    let mut rest = whole % unit;
    for _ in 0..places {
        rest *= 10;
        number(out, rest / unit);
        rest %= unit;
    }
}

/// Sixteen digits of the base sixteen.
pub fn bits(out: Out<'_>, bits: u64) {
    let mut digits = [0; 16];
    for (place, digit) in digits.iter_mut().enumerate() {
        let nibble = (bits >> (60 - 4 * place)) as u8 & 15;
        *digit = if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
    }
    text(out, &digits);
}

fn text(out: Out<'_>, ascii: &[u8]) {
    out(core::str::from_utf8(ascii).unwrap_or_default());
}

#[cfg(all(test, feature = "host"))]
mod tests {
    use super::*;

    fn said(say: impl FnOnce(Out<'_>)) -> String {
        let mut all = String::new();
        say(&mut |text| all.push_str(text));
        all
    }

    #[test]
    fn numbers_are_as_the_standard_library_writes_them() {
        for value in [0, 7, 10, 1234, u64::MAX] {
            assert_eq!(said(|out| number(out, value)), value.to_string());
            assert_eq!(said(|out| bits(out, value)), format!("{value:016x}"));
        }
        for value in [0.0, 0.0625, 0.9996, 12.5, -3.25, 1602.3] {
            assert_eq!(said(|out| decimal(out, value, 3)), format!("{:.3}", value + f64::EPSILON));
        }
    }
}

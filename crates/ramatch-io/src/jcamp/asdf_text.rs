//! Ordinates as differences and repetitions (DIFDUP).

use crate::error::Error;
use crate::number::POWERS;
use crate::write::number;
use ramatch_core::Code;

/// The factor, as it is written, and the whole numbers that times it are exactly these ordinates.
pub(super) fn whole(y: &[f64]) -> Result<(String, Option<Vec<i64>>), Error> {
    const MOST: f64 = (1u64 << 53) as f64;
    let fits = |scaled: f64| scaled.fract() == 0.0 && scaled.abs() <= MOST;
    // Decimals first: they read best. The reader divides by a power of ten.
    for power in &POWERS[..16] {
        let numbers: Vec<f64> = y.iter().map(|y| (y * power).round()).collect();
        if numbers.iter().zip(y).all(|(n, y)| fits(*n) && n / power == *y) {
            let factor = if *power == 1.0 { "1".to_owned() } else { number(1.0 / power) };
            return Ok((factor, Some(numbers.iter().map(|n| *n as i64).collect())));
        }
    }
    for k in 1..=60 {
        let power = (1u64 << k) as f64;
        if y.iter().all(|y| fits(y * power)) {
            return Ok((number(1.0 / power), Some(y.iter().map(|y| (y * power) as i64).collect())));
        }
    }
    let reason = "the ordinates are no whole numbers times one factor, which DIFDUP needs; write AFFN";
    Err(Error::new(Code::Unsupported, reason))
}

/// Lines of at most 80 characters: abscissa, first ordinate squeezed, then differences with repetitions. The first ordinate
/// of a line checks the last of the line before.
pub(super) fn difdup(x: &[f64], y: &[i64], text: &mut String) {
    const WIDTH: usize = 78;
    let mut i = 0;
    while i < y.len() {
        let mut line = number(x[i]);
        digits(&mut line, y[i], b"@ABCDEFGHI", b"@abcdefghi");
        let mut previous: Option<(i64, usize)> = None;
        let mut next = i + 1;
        while next < y.len() && line.len() < WIDTH - 20 {
            let step = y[next] - y[next - 1];
            match &mut previous {
                Some((same, count)) if *same == step => *count += 1,
                _ => {
                    repeat(&mut line, previous);
                    digits(&mut line, step, b"%JKLMNOPQR", b"%jklmnopqr");
                    previous = Some((step, 1));
                }
            }
            next += 1;
        }
        repeat(&mut line, previous);
        text.push_str(&line);
        text.push('\n');
        if next == y.len() {
            // The last value once more, as a check, where the line ended with a difference.
            if previous.is_some() {
                let mut line = number(x[next - 1]);
                digits(&mut line, y[next - 1], b"@ABCDEFGHI", b"@abcdefghi");
                text.push_str(&line);
                text.push_str("   $$ checkpoint\n");
            }
            return;
        }
        // The next line begins with the last value of this one.
        i = next - 1;
    }
}

/// A number whose first digit also says what it is.
fn digits(line: &mut String, value: i64, positive: &[u8; 10], negative: &[u8; 10]) {
    let text = value.unsigned_abs().to_string();
    let table = if value < 0 { negative } else { positive };
    line.push(char::from(table[usize::from(text.as_bytes()[0] - b'0')]));
    line.push_str(&text[1..]);
}

fn repeat(line: &mut String, previous: Option<(i64, usize)>) {
    let Some((_, count)) = previous.filter(|(_, count)| *count > 1) else { return };
    let text = count.to_string();
    let first = text.as_bytes()[0] - b'0';
    line.push(char::from(if first == 9 { b's' } else { b'R' + first }));
    line.push_str(&text[1..]);
}

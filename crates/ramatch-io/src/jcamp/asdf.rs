//! Ordinates of JCAMP-DX: AFFN, and the ASDF forms PAC, SQZ, DIF and DUP with their checks.
//!
//! McDonald & Wilks, *JCAMP-DX: A Standard Form for Exchange of Infrared Spectra in Computer Readable Form*,
//! Applied Spectroscopy 42, 151 (1988), whose first table of pseudo-digits these are.

use super::labels::{line_end, without_comment};
use crate::axis::Even;
use crate::context::Context;
use crate::cursor;
use crate::error::Error;
use crate::number::{self, Exponent};
use crate::record::Metadata;
use ramatch_core::Code;

/// What the labels say of the abscissa.
#[derive(Clone, Copy, Debug)]
pub(super) struct Abscissa {
    pub(super) even: Even,
    /// What the abscissas of the lines are multiplied by.
    pub(super) factor: f64,
    /// Whether `DELTAX` contradicts the other labels.
    pub(super) contradicted: bool,
}

/// The ordinates as they are written, not yet multiplied; NaN stands for a declared gap.
pub(super) struct Ordinates {
    pub(super) values: Vec<f64>,
    pub(super) gaps: usize,
}

/// What a repetition repeats.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    Nothing,
    Value,
    Difference(f64),
    Gap,
}

/// The first line whose abscissa is wrong, if the abscissas are read with a factor.
#[derive(Clone, Copy)]
struct Wrong {
    line: usize,
    index: usize,
    written: f64,
}

struct Decoder<'a, 'b> {
    context: &'a Context<'b>,
    axis: Abscissa,
    exponent: Exponent,
    values: Vec<f64>,
    /// Values there are, those beyond `axis.even.points` too, which are not kept.
    count: usize,
    gaps: usize,
    current: f64,
    last: Last,
    /// A closing line that should check the last value and holds 0.
    empty_check: Option<usize>,
    /// Whether abscissas are up to a step off that the ordinates show to be right.
    behind: bool,
    shifted: Shifted,
}

/// Lines behind the first whose abscissas are exactly one step off.
#[derive(Clone, Copy, Default)]
struct Shifted {
    lines: usize,
    /// In which direction.
    behind: bool,
    /// Whether there is one that is not.
    not_all: bool,
}

impl Shifted {
    /// A table of which every line but the first is off by one step in one direction, as NIST's quantitative spectra are.
    /// A point that is missing or doubled shifts the lines behind it alone, and the count says so.
    fn all(self) -> bool {
        self.lines >= 3 && !self.not_all
    }

    fn look_at(&mut self, off: f64, step: f64, exactness: f64) {
        let exactly = (off.abs() - step).abs() <= exactness && exactness < step / 2.0;
        let behind = off < 0.0;
        self.not_all |= !exactly || (self.lines > 0 && self.behind != behind);
        (self.lines, self.behind) = (self.lines + 1, behind);
    }
}

/// Whether a line holds pseudo-digits. `e` and `E` are among them, and begin an exponent where what is around them can
/// only be a number: a sign behind it, or a digit, and nothing else of the kind in a field that is not all of the line.
fn is_packed(line: &[u8]) -> bool {
    let others = |b: &u8| matches!(b, b'@' | b'%' | b'A'..=b'D' | b'F'..=b'Z' | b'a'..=b'd' | b'f'..=b's');
    if line.iter().any(others) {
        return true;
    }
    if !line.iter().any(|b| matches!(b, b'e' | b'E')) {
        return false;
    }
    let fields = || line.split(|b| matches!(b, b' ' | b'\t' | b',' | b';')).filter(|field| !field.is_empty());
    let single = fields().nth(1).is_none();
    fields().any(|field| {
        let places = || field.iter().enumerate().filter(|(_, b)| matches!(b, b'e' | b'E')).map(|(at, _)| at);
        let many = places().nth(1).is_some();
        places().any(|at| {
            let behind_a_number = at > 0 && matches!(field[at - 1], b'0'..=b'9' | b'.');
            let digit = |at: usize| field.get(at).is_some_and(u8::is_ascii_digit);
            let signed = matches!(field.get(at + 1), Some(b'+' | b'-')) && digit(at + 2);
            let alone = digit(at + 1) && !many && !single;
            !(behind_a_number && (signed || alone))
        })
    })
}

/// Decodes `(X++(Y..Y))`.
pub(super) fn decode(
    section: &[u8],
    first_line: usize,
    axis: Abscissa,
    context: &Context<'_>,
    metadata: &mut Metadata,
) -> Result<Ordinates, Error> {
    let end = line_end(section);
    // Behind the form on the line of the label itself there are no data.
    let lines =
        || section.split(|&b| b == end).map(|line| without_comment(line).trim_ascii()).enumerate().skip(1);
    let data = section.iter().position(|&b| b == end).map_or(&section[..0], |at| &section[at..]);
    // Without a branch, which vectorises; most tables of plain numbers have no letter at all.
    let bare = |any: bool, b: &u8| any | (*b >= b'@') | (*b == b'%');
    let packed = data.iter().fold(false, bare) && lines().any(|(_, line)| is_packed(line));
    // One byte is one value at least; a repetition makes more of it.
    let repeated = packed && lines().any(|(_, line)| line.iter().any(|b| matches!(b, b'S'..=b'Z' | b's')));
    let most =
        section.len().saturating_mul(if repeated { context.budget.limits().expansion.max(1) } else { 1 });
    let declared = |actual: usize| {
        let reason = format!("NPOINTS declares {} points, {actual} bytes of data follow", axis.even.points);
        Error::new(Code::DeclaredExceedsData, reason)
            .at_line(first_line)
            .of("NPOINTS")
            .counts(axis.even.points, actual)
    };
    if axis.even.points > most {
        context.damaged(declared(section.len()), metadata)?;
    }
    let expected = context.budget.points(axis.even.points.min(most))?;
    let mut decoder = Decoder {
        context,
        axis,
        exponent: if packed { Exponent::None } else { Exponent::Allowed },
        values: context.budget.vec(expected)?,
        count: 0,
        gaps: 0,
        current: 0.0,
        last: Last::Nothing,
        empty_check: None,
        behind: false,
        shifted: Shifted::default(),
    };
    let (mut wrong, mut wrong_bare) = (None, None);
    let mut broken = None;
    for (i, line) in lines() {
        context.budget.tick(i)?;
        let number = first_line + i;
        if line.is_empty() {
            continue;
        }
        let (kept, before) = (decoder.values.len(), decoder.count);
        if let Err(error) = decoder.line(line, number, &mut wrong, &mut wrong_bare) {
            decoder.values.truncate(kept);
            decoder.count = before;
            broken = Some(error);
            break;
        }
    }
    if let Some(error) = broken {
        context.damaged(error, metadata)?;
    } else if decoder.count != axis.even.points {
        let reason = format!("NPOINTS declares {} points, {} are there", axis.even.points, decoder.count);
        let error = Error::new(Code::CountMismatch, reason).at_line(first_line).of("NPOINTS");
        context.damaged(error.counts(axis.even.points, decoder.count), metadata)?;
    }
    if let Some(line) = decoder.empty_check {
        metadata
            .warnings
            .push(format!("line {line}, which closes the table, checks nothing (its ordinate is 0)"));
    }
    let shifted = wrong.is_some() && decoder.shifted.all() && decoder.count == axis.even.points;
    if shifted {
        metadata.warnings.push(
            "the abscissas of all lines but the first are one step off; FIRSTX, LASTX and NPOINTS were taken"
                .into(),
        );
        wrong = None;
    }
    if decoder.behind && wrong.is_none() && !shifted {
        metadata.warnings.push(
            "the abscissas of the lines are up to one step off; the ordinates that check them agree".into(),
        );
    }
    match (wrong, wrong_bare) {
        (Some(_), None) if axis.factor != 1.0 => {
            metadata.warnings.push(
                "the abscissas of the lines are not divided by XFACTOR; they were taken as they are".into(),
            );
        }
        (Some(Wrong { line, index, written }), _) => {
            let expected = axis.even.at(index);
            let code = if axis.contradicted { Code::AxisInconsistent } else { Code::XCheckFailed };
            let reason =
                format!("the line begins at {written}, by FIRSTX, LASTX and NPOINTS it is {expected}");
            context.damaged(Error::new(code, reason).at_line(line).counts(expected, written), metadata)?;
            decoder.values.truncate(index);
        }
        _ => {}
    }
    Ok(Ordinates { gaps: decoder.gaps, values: decoder.values })
}

impl Decoder<'_, '_> {
    fn line(
        &mut self,
        line: &[u8],
        number: usize,
        wrong: &mut Option<Wrong>,
        wrong_bare: &mut Option<Wrong>,
    ) -> Result<(), Error> {
        let (x, mut at) = self.abscissa(line, number)?;
        let mut check = matches!(self.last, Last::Difference(_));
        let index = if check { self.count.saturating_sub(1) } else { self.count };
        self.check_abscissa(x, &line[..at], index, check, number, [wrong, wrong_bare]);
        let mut fresh = true;
        while let Some(&byte) = line.get(at) {
            if matches!(byte, b' ' | b'\t' | b',' | b';' | b'\r') {
                at += 1;
                continue;
            }
            if matches!(byte, b'S'..=b'Z' | b's') && self.exponent == Exponent::None {
                let (count, len) =
                    pseudo(line, at, |b| if b == b's' { Some(9) } else { Some(i64::from(b - b'R')) })
                        .ok_or_else(|| self.too_long(number))?;
                if fresh {
                    let reason = "a repetition follows no value on its line";
                    return Err(Error::new(Code::DupWithoutValue, reason).at_line(number));
                }
                self.repeat(count, number)?;
                at += len;
                continue;
            }
            let (value, len, last) = self.value(line, at, number)?;
            at += len;
            fresh = false;
            if std::mem::take(&mut check) {
                let closing =
                    self.count == self.axis.even.points && value == 0.0 && line[at..].trim_ascii().is_empty();
                if closing && value != self.current {
                    // SPECTRAFILE closes its tables with a line that checks nothing.
                    self.empty_check = Some(number);
                    continue;
                }
                if matches!(last, Last::Difference(_) | Last::Gap) || value != self.current {
                    let reason =
                        format!("the line before ends with {}, this line begins with {value}", self.current);
                    let error = Error::new(Code::YCheckFailed, reason).at_line(number);
                    return Err(error.counts(self.current, value));
                }
                self.last = Last::Value;
                continue;
            }
            self.last = last;
            self.push(value, last);
        }
        Ok(())
    }

    fn abscissa(&self, line: &[u8], number: usize) -> Result<(f64, usize), Error> {
        let line_text = || number::refuse(&cursor::latin(token(line)), number);
        if let Some(found) = number::leading(line, self.exponent) {
            return self.separated(line, found.1, number).map(|()| found);
        }
        match pseudo(line, 0, squeezed) {
            Some((value, len)) if self.exponent == Exponent::None => Ok((value as f64, len)),
            _ => Err(line_text()),
        }
    }

    /// Refuses what stands directly behind a number and belongs to none: `0x10`, `1.2.3`, a decimal comma.
    fn separated(&self, line: &[u8], at: usize, number: usize) -> Result<(), Error> {
        let refuse = || Err(number::refuse(&cursor::latin(token(line)), number));
        match line.get(at) {
            None | Some(b' ' | b'\t' | b',' | b';' | b'\r' | b'+' | b'-' | b'?') => Ok(()),
            Some(_) if self.exponent == Exponent::Allowed => refuse(),
            Some(b'@' | b'%' | b'A'..=b'Z' | b'a'..=b's') => Ok(()),
            Some(_) => refuse(),
        }
    }

    /// Compares the abscissa of a line with the axis, read with the factor and without.
    fn check_abscissa(
        &mut self,
        written: f64,
        token: &[u8],
        index: usize,
        checked: bool,
        line: usize,
        wrong: [&mut Option<Wrong>; 2],
    ) {
        let decimals = token.iter().rev().position(|&b| b == b'.').unwrap_or(0);
        let digit = 1.0 / number::POWERS[decimals.min(22)];
        let expected = self.axis.even.at(index);
        if index > 0 {
            let off = written * self.axis.factor - expected;
            self.shifted.look_at(off, self.axis.even.step().abs(), digit * self.axis.factor.abs());
        }
        for (factor, wrong) in [self.axis.factor, 1.0].into_iter().zip(wrong) {
            // Half a step and what rounding takes, or as exact as the line writes it.
            let (step, digit) = (self.axis.even.step().abs(), digit * factor.abs());
            let tolerance = (step / 2.0 + digit / 2.0).max(digit) * (1.0 + 1e-9);
            let off = (written * factor - expected).abs();
            // SPECTRAFILE writes the abscissa of the point behind the one that checks. Where the ordinate is checked too, no
            // point can be missing for that.
            let behind = checked && off <= step;
            self.behind |= behind && off > tolerance && factor == self.axis.factor;
            if off > tolerance && !behind && wrong.is_none() {
                *wrong = Some(Wrong { line, index, written });
            }
        }
    }

    /// The value at a place, how many bytes it takes, and what a repetition of it would be.
    fn value(&self, line: &[u8], at: usize, number: usize) -> Result<(f64, usize, Last), Error> {
        let rest = &line[at..];
        let refuse = || number::refuse(&cursor::latin(token(rest)), number);
        if rest[0] == b'?' {
            return Ok((f64::NAN, 1, Last::Gap));
        }
        if let Some((value, len)) = number::leading(rest, self.exponent) {
            self.separated(rest, len, number)?;
            if !value.is_finite() {
                let reason = format!("\"{}\" is too large a number", cursor::latin(token(rest)));
                return Err(Error::new(Code::NumberRange, reason).at_line(number));
            }
            return Ok((value, len, Last::Value));
        }
        // Words that are no numbers may look like pseudo-digits.
        let word = token(rest);
        let ends = rest.get(word.len()).is_none_or(|b| b.is_ascii_whitespace() || *b == b',');
        if ends && is_not_finite(word) {
            return Err(refuse());
        }
        if self.exponent == Exponent::Allowed {
            return Err(refuse());
        }
        if squeezed(rest[0]).is_some() {
            let (value, len) = pseudo(line, at, squeezed).ok_or_else(|| self.too_long(number))?;
            return Ok((value as f64, len, Last::Value));
        }
        if difference(rest[0]).is_some() {
            let (value, len) = pseudo(line, at, difference).ok_or_else(|| self.too_long(number))?;
            if matches!(self.last, Last::Nothing | Last::Gap) {
                let reason = "a difference follows no value";
                return Err(Error::new(Code::FormatSyntax, reason).at_line(number));
            }
            return Ok((self.current + value as f64, len, Last::Difference(value as f64)));
        }
        Err(refuse())
    }

    fn push(&mut self, value: f64, last: Last) {
        self.count = self.count.saturating_add(1);
        self.gaps += usize::from(last == Last::Gap);
        if last != Last::Gap {
            self.current = value;
        }
        if self.values.len() < self.axis.even.points && self.values.len() < self.values.capacity() {
            self.values.push(value);
        }
    }

    /// `count` times the last value or difference, of which one is there already.
    fn repeat(&mut self, count: i64, line: usize) -> Result<(), Error> {
        let limit = self.context.budget.limits().points;
        let more = usize::try_from(count - 1).unwrap_or(0);
        if self.count.saturating_add(more) > limit {
            let reason = format!("a repetition of {count} leads to more than {limit} points");
            return Err(Error::new(Code::ExpansionLimit, reason).at_line(line).counts(limit, count));
        }
        for _ in 0..more {
            match self.last {
                Last::Nothing | Last::Gap => {
                    let reason = "a repetition follows no value";
                    return Err(Error::new(Code::DupWithoutValue, reason).at_line(line));
                }
                Last::Value => self.push(self.current, Last::Value),
                Last::Difference(step) => self.push(self.current + step, self.last),
            }
        }
        Ok(())
    }

    fn too_long(&self, line: usize) -> Error {
        let limit = self.context.budget.limits().points;
        Error::new(Code::ExpansionLimit, format!("a number of more digits than {limit} points could need"))
            .at_line(line)
    }
}

/// A pseudo-digit and the digits behind it, and how many bytes that is; none where the number is too large.
fn pseudo(line: &[u8], at: usize, digit: impl Fn(u8) -> Option<i64>) -> Option<(i64, usize)> {
    let first = digit(*line.get(at)?)?;
    let negative = first < 0 || matches!(line[at], b'a'..=b'i' | b'j'..=b'r');
    let mut value = first.abs();
    let mut len = 1;
    while let Some(digit) = line.get(at + len).filter(|b| b.is_ascii_digit()) {
        value = value.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
        len += 1;
    }
    // Beyond 2⁵³ a value would not be exact.
    (value <= 1 << 53).then_some((if negative { -value } else { value }, len))
}

fn squeezed(byte: u8) -> Option<i64> {
    match byte {
        b'@' => Some(0),
        b'A'..=b'I' => Some(i64::from(byte - b'@')),
        b'a'..=b'i' => Some(-i64::from(byte - b'`')),
        _ => None,
    }
}

fn difference(byte: u8) -> Option<i64> {
    match byte {
        b'%' => Some(0),
        b'J'..=b'R' => Some(i64::from(byte - b'I')),
        b'j'..=b'r' => Some(-i64::from(byte - b'i')),
        _ => None,
    }
}

/// Up to the next separator.
pub(super) fn token(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b',' | b';'));
    &bytes[..end.unwrap_or(bytes.len()).min(40)]
}

fn is_not_finite(word: &[u8]) -> bool {
    let word = word.strip_prefix(b"-").or(word.strip_prefix(b"+")).unwrap_or(word).to_ascii_lowercase();
    matches!(&word[..], b"nan" | b"inf" | b"infinity") || word.starts_with(b"1.#")
}

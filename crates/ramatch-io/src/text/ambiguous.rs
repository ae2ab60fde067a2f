//! Tables whose numbers have two meanings, of which one is wrong by a factor of a thousand or is no number at all.

use super::layout::{Layout, Separator};
use crate::error::Error;
use crate::lines::Line;
use crate::number::Decimal;
use ramatch_core::Code;

/// Rows that are looked at, at either end.
const LOOKED_AT: usize = 1000;

/// What the fields of a column look like.
#[derive(Clone, Default)]
struct Column {
    /// Line and text of the first that may be grouped: one to three digits, the sign, exactly three.
    grouped: Option<(usize, String)>,
    /// Some have no sign.
    whole: bool,
    /// Something speaks against groups: other decimals, a whole number of more than three digits.
    against: bool,
    /// The width of all of them, if they are digits and nothing else.
    width: Option<usize>,
    uneven: bool,
    /// Some have decimals that are no group.
    decimals: bool,
    /// Some are more than a whole number of up to three digits, so that they are not the first group of a number.
    not_first_group: bool,
    /// Some have not exactly three digits before their decimal sign, so that they are not the last group of a number.
    not_last_group: bool,
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

impl Column {
    fn see(&mut self, field: &str, sign: char, line: usize) {
        let digits = field.trim_start_matches(['-', '+']);
        self.not_first_group |= !(is_digits(digits) && digits.len() <= 3) || digits.starts_with('0');
        let whole = field.split('.').next().unwrap_or_default();
        self.not_last_group |= !(is_digits(whole) && whole.len() == 3);
        self.uneven |= !is_digits(field) || self.width.is_some_and(|width| width != field.len());
        self.width.get_or_insert(field.len());
        match digits.split_once(sign) {
            Some((before, behind)) => {
                let group = (1..=3).contains(&before.len())
                    && !before.starts_with('0')
                    && behind.len() == 3
                    && is_digits(before)
                    && is_digits(behind);
                match group {
                    true => {
                        self.grouped.get_or_insert_with(|| (line, field.to_owned()));
                    }
                    false => (self.against, self.decimals) = (true, true),
                }
            }
            None if digits.is_empty() => {}
            None => {
                self.whole = true;
                self.against |= digits.len() > 3;
            }
        }
    }
}

/// Refuses a column in which a decimal sign may as well group digits: some numbers have exactly three digits behind it, all others
/// have none and are below a thousand, as grouped counts are; and columns that may be the decimals of those in front of them, torn
/// off at a comma.
pub(super) fn refuse(layout: Layout, rows: &[Line<'_>], columns: usize, unnamed: bool) -> Result<(), Error> {
    let sign = if layout.decimal == Decimal::Comma { ',' } else { '.' };
    let commas = layout.separator == Separator::Char(',') && layout.decimal == Decimal::Point;
    let mut seen = vec![Column::default(); columns];
    let mut torn: Option<(usize, String)> = None;
    for line in rows.iter().take(LOOKED_AT).chain(rows.iter().skip(LOOKED_AT).rev().take(LOOKED_AT)) {
        let mut at = 0;
        layout.each_field(&line.text, |field| {
            if let Some(column) = seen.get_mut(at) {
                column.see(field, sign, line.number);
                let zero_first = field.len() > 1 && field.starts_with('0') && is_digits(field);
                if commas && columns > 2 && at > 0 && zero_first {
                    torn.get_or_insert_with(|| (line.number, format!("\"{field}\"")));
                }
            }
            at += 1;
            true
        });
    }
    let every_second =
        || seen.iter().skip(1).step_by(2).all(|column| !column.uneven && column.width.is_some());
    let every_first = || seen.iter().step_by(2).all(|column| !column.decimals);
    let halves = || columns.is_multiple_of(2) && every_first() && every_second();
    let groups = || seen.windows(2).any(|pair| !pair[0].not_first_group && !pair[1].not_last_group);
    if commas && unnamed && columns > 2 && (halves() || groups()) {
        torn = torn.or_else(|| Some((rows.first()?.number, "a column".to_owned())));
    }
    if let Some((line, field)) = torn {
        let reason = format!(
            "{field} may be a part of the number before it, torn off at a comma: separate columns by semicolons or tabs"
        );
        return Err(Error::new(Code::NumberSyntax, reason).at_line(line));
    }
    let either =
        seen.into_iter().find_map(|column| column.grouped.filter(|_| column.whole && !column.against));
    either.map_or(Ok(()), |(line, field)| {
        let (a, b) = (field.replacen(sign, ".", 1), field.replacen(sign, "", 1));
        let reason =
            format!("\"{field}\" may be {a} or {b}: write numbers without signs between groups of digits");
        Err(Error::new(Code::NumberSyntax, reason).at_line(line))
    })
}

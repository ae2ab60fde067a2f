//! Labelled data records (LDRs): `##LABEL= value`, over one or many lines.

use crate::budget::{self, Budget};
use crate::cursor::{first_zero, latin};
use crate::error::Error;
use ramatch_core::Code;

/// One labelled data record.
pub(super) struct Ldr<'a> {
    /// The label without blanks, dashes, slashes and underscores, in capitals: `DATATYPE` for `Data Type`.
    pub(super) key: String,
    /// The label as it stands in the file.
    pub(super) label: &'a [u8],
    /// All from behind the `=` to the next label.
    pub(super) value: &'a [u8],
    /// The line of the label, counted from 1.
    pub(super) line: usize,
}

impl<'a> Ldr<'a> {
    /// The same label with another value.
    pub(super) fn with_value<'b>(&self, value: &'b [u8]) -> Ldr<'b>
    where
        'a: 'b,
    {
        Ldr { key: self.key.clone(), label: self.label, value, line: self.line }
    }

    /// The value on its first line, without a comment, without blanks around it.
    pub(super) fn first_line(&self) -> String {
        let end = self.value.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(self.value.len());
        latin(without_comment(&self.value[..end])).trim().to_owned()
    }

    /// The whole value without blanks around it.
    pub(super) fn text(&self) -> String {
        latin(self.value.trim_ascii())
    }
}

/// What stands before `$$`.
pub(super) fn without_comment(line: &[u8]) -> &[u8] {
    match line.windows(2).position(|pair| pair == b"$$") {
        Some(at) => &line[..at],
        None => line,
    }
}

/// What ends the lines of a text: LF (with or without CR), or CR alone.
pub(super) fn line_end(bytes: &[u8]) -> u8 {
    if bytes.contains(&b'\n') { b'\n' } else { b'\r' }
}

/// What is said of a block's end as SpectroChemPy writes it.
const BARE_END: &str = "##END has no \"=\"";

/// The LDRs of a file.
pub(super) fn scan<'a>(
    bytes: &'a [u8],
    budget: &Budget,
    warnings: &mut Vec<String>,
) -> Result<Vec<Ldr<'a>>, Error> {
    let limits = budget.limits();
    if let Some(at) = first_zero(bytes) {
        return Err(Error::new(Code::FormatSyntax, "a zero byte in a text").at_byte(at));
    }
    let end = line_end(bytes);
    let mut ldrs: Vec<Ldr<'a>> = Vec::new();
    let (mut start, mut number) = (0, 0);
    // Where the value of the last label began.
    let mut open: Option<usize> = None;
    for line in bytes.split_inclusive(|&b| b == end) {
        number += 1;
        budget.tick(number)?;
        if line.len() > limits.line_bytes {
            let reason = format!("{} bytes, at most {} accepted", line.len(), limits.line_bytes);
            return Err(Error::new(Code::LineLimit, reason)
                .at_line(number)
                .counts(limits.line_bytes, line.len()));
        }
        let text = line.trim_ascii_start();
        if let Some(text) = text.strip_prefix(b"##") {
            let at = start + (line.len() - text.len());
            close(&mut ldrs, bytes, open, start);
            let mut equals = text.iter().position(|&b| b == b'=');
            if equals.is_none() && text.trim_ascii().eq_ignore_ascii_case(b"END") {
                if !warnings.iter().any(|warning| warning.starts_with(BARE_END)) {
                    warnings.push(format!("{BARE_END} (line {number})"));
                }
                equals = Some(text.trim_ascii_end().len());
            }
            // A private label that a program writes by itself is nothing that a reader needs.
            if equals.is_none() && text.starts_with(b"$") {
                warnings
                    .push(format!("the private label \"##{}\" has no \"=\" (line {number})", excerpt(text)));
                equals = Some(text.trim_ascii_end().len().min(limits.label_bytes));
            }
            let Some(equals) = equals else {
                let reason = format!("\"##{}\" is no label: there is no \"=\"", excerpt(text));
                return Err(Error::new(Code::FormatSyntax, reason).at_line(number));
            };
            if equals > limits.label_bytes {
                return Err(budget::over("bytes of a label", limits.label_bytes, equals).at_line(number));
            }
            let label = text[..equals].trim_ascii();
            let key: String = latin(label)
                .chars()
                .filter(|c| !matches!(c, ' ' | '-' | '/' | '_'))
                .collect::<String>()
                .to_uppercase();
            budget.charge(key.len())?;
            let ldr = Ldr { key, label, value: &[], line: number };
            budget.push(&mut ldrs, ldr, "labels", usize::MAX)?;
            open = Some((at + equals + 1).min(start + line.len()));
        }
        start += line.len();
    }
    close(&mut ldrs, bytes, open, bytes.len());
    Ok(ldrs)
}

fn close<'a>(ldrs: &mut [Ldr<'a>], bytes: &'a [u8], open: Option<usize>, end: usize) {
    if let (Some(last), Some(from)) = (ldrs.last_mut(), open) {
        last.value = &bytes[from.min(end)..end];
    }
}

fn excerpt(text: &[u8]) -> String {
    latin(&text[..text.len().min(40)]).trim().to_owned()
}

//! A table of text as people write it: its rows with their lines; one that cannot be read is refused by itself.

use crate::files::read as file;
use crate::ground::error::Error;
use crate::ground::guarded;
use crate::ground::shown;
use ramatch_core::Code;
use serde::de::DeserializeOwned;
use std::path::Path;

/// Longest table that is read.
const LIMIT: usize = 64 << 20;

/// What a row says, or why it cannot be read and the file that it names.
type Row<T> = Result<T, (String, Error)>;

/// A table.
pub(crate) struct Table<T> {
    /// Its rows with their lines, counted from 1.
    pub(crate) rows: Vec<(usize, Row<T>)>,
    /// Columns that are not known, and are not used.
    pub(crate) unused: Vec<String>,
}

/// Reads a table of `known` columns, of which some are `needed`; the first of them, `file`, is what an error of a row names.
///
/// # Errors
/// [`Error::Io`]; [`Error::Text`] for a head that cannot be read, or without the columns that are needed.
pub(crate) fn read<T: DeserializeOwned>(
    path: &Path,
    known: &[&str],
    needed: &[&str],
) -> Result<Table<T>, Error> {
    let bytes = file::read_bytes(path, LIMIT)?;
    let refuse =
        |line: Option<usize>, code, reason: String| Error::Text { path: path.into(), line, code, reason };
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(refuse(None, Code::TextSyntax, "is UTF-16 text: save it as CSV in UTF-8".into()));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(refuse(
            None,
            Code::TextSyntax,
            "is a workbook of a spreadsheet: save it as CSV in UTF-8".into(),
        ));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    // A first line by which Excel says how it separates is no head, and counts as a line.
    let (skipped, stated) = separator(bytes);
    // Spreadsheets of half of the world separate by semicolons, and copied cells by tabs.
    let head = bytes[skipped..]
        .split(|&byte| byte == b'\n' || byte == b'\r')
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    let count = |separator| head.iter().filter(|&&byte| byte == separator).count();
    let most = [b';', b'\t']
        .into_iter()
        .max_by_key(|&other| count(other))
        .filter(|&other| count(other) > count(b','));
    let delimiter = stated.or(most).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new();
    let mut reader =
        reader.delimiter(delimiter).trim(csv::Trim::All).flexible(true).from_reader(&bytes[skipped..]);
    // Names of columns are known in capitals too; what is no UTF-8 is the name of no column.
    let name = |bytes: &[u8]| {
        let (name, lower) = (shown::bytes(bytes), shown::bytes(bytes).to_lowercase());
        if known.contains(&lower.as_str()) { lower } else { name }
    };
    let head = reader.byte_headers().map_err(|error| refuse(Some(1), Code::TextSyntax, error.to_string()))?;
    let head: csv::StringRecord = head.iter().map(name).collect();
    for &needed in needed {
        if !head.iter().any(|column| column == needed) {
            let reason = format!("the head has no column \"{needed}\"; it has {}", quoted(head.iter()));
            return Err(refuse(Some(1), Code::TextSyntax, reason));
        }
    }
    for (i, column) in head.iter().enumerate() {
        if !column.is_empty() && head.iter().take(i).any(|other| other == column) {
            let reason = format!("the column \"{column}\" stands twice");
            return Err(refuse(Some(1), Code::TextSyntax, reason));
        }
    }
    let unused =
        head.iter().filter(|column| !column.is_empty() && !known.contains(column)).map(str::to_owned);
    let unused: Vec<String> = unused.collect();
    let mut lines = Lines { bytes, at: 0, line: 1 };
    let mut rows = Vec::new();
    let file_column = head.iter().position(|column| column == "file").unwrap_or(0);
    for record in reader.into_byte_records() {
        let record = record.map_err(|error| {
            let at = error.position().map(|position| lines.of(position.byte() as usize + skipped));
            refuse(at, Code::TextSyntax, error.to_string())
        })?;
        let line = lines.of(record.position().map_or(0, |position| skipped + position.byte() as usize));
        if record.iter().all(<[u8]>::is_empty) {
            continue;
        }
        let row = row(&head, known, &record).map_err(|reason| {
            let named = shown::bytes(record.get(file_column).unwrap_or_default());
            (named, refuse(Some(line), Code::TextSyntax, reason))
        });
        rows.push((line, row));
    }
    Ok(Table { rows, unused })
}

/// What a row says.
fn row<T: DeserializeOwned>(
    head: &csv::StringRecord,
    known: &[&str],
    record: &csv::ByteRecord,
) -> Result<T, String> {
    // Spreadsheets close rows with empty fields.
    let filled = record.iter().rposition(|field| !field.is_empty()).map_or(0, |last| last + 1);
    if filled > head.len() || record.len() < head.len() {
        let hint = if filled > head.len() { ": a field that holds a separator stands in quotes" } else { "" };
        return Err(format!("it has {} fields, and the head {}{hint}", record.len(), head.len()));
    }
    let (mut columns, mut fields) = (csv::StringRecord::new(), csv::StringRecord::new());
    for (column, field) in head.iter().zip(record).filter(|(column, _)| known.contains(column)) {
        let text = std::str::from_utf8(field);
        columns.push_field(column);
        fields.push_field(guarded::free(
            text.map_err(|_| format!("its {column} is no UTF-8 text: save the file as UTF-8"))?,
        ));
    }
    fields.deserialize(Some(&columns)).map_err(|error| error.to_string())
}

/// How long a first line such as `sep=;` is with what ends it, and what it says.
fn separator(bytes: &[u8]) -> (usize, Option<u8>) {
    match bytes {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator, b'\r', b'\n', ..] => (7, Some(*separator)),
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator, b'\r' | b'\n', ..] => (6, Some(*separator)),
        _ => (0, None),
    }
}

fn quoted<'a>(columns: impl Iterator<Item = &'a str>) -> String {
    columns.map(|column| format!("\"{}\"", shown::line(column))).collect::<Vec<_>>().join(", ")
}

/// Counts lines, whatever ends them.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of the first byte from `at` on that ends none; `at` does not go back.
    fn of(&mut self, at: usize) -> usize {
        let ends = |byte: &u8| *byte == b'\n' || *byte == b'\r';
        let begin = self
            .bytes
            .iter()
            .skip(at)
            .position(|byte| !ends(byte))
            .map_or(self.bytes.len(), |skip| at + skip);
        for at in self.at..begin {
            let ended = match self.bytes[at] {
                b'\n' => true,
                b'\r' => self.bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += usize::from(ended);
        }
        self.at = self.at.max(begin);
        self.line
    }
}

//! Small tables in CSV: names of substances, metadata of spectra.

use crate::ground::error::Error;
use crate::ground::guarded;
use crate::library::described::refusal;
use ramatch_core::Code;
use std::path::Path;

/// A table: its head in lower case, and its rows with their lines.
pub(super) struct Table {
    head: Vec<String>,
    pub(super) rows: Vec<(usize, Vec<String>)>,
}

impl Table {
    /// The place of a column.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.head.iter().position(|column| column == name)
    }

    /// A row's fields that are not empty, with their columns.
    pub(super) fn fields(&self, row: &[String]) -> Vec<(String, String)> {
        let fields =
            self.head.iter().zip(row).filter(|(column, field)| !column.is_empty() && !field.is_empty());
        fields.map(|(column, field)| (column.clone(), field.clone())).collect()
    }
}

/// Whether bytes begin with a head that has all these columns.
pub(super) fn has_columns(bytes: &[u8], columns: &[&str]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let line = bytes.split(|&byte| byte == b'\n' || byte == b'\r').find(|line| !line.is_empty());
    let line = String::from_utf8_lossy(line.unwrap_or_default()).to_lowercase();
    let mut head = line.split([',', ';', '\t']).map(|name| name.trim().trim_matches('"'));
    columns.iter().all(|column| head.clone().any(|name| name == *column)) && head.next().is_some()
}

/// A reader of a table whose separator is that of its first line, and its head in lower case.
pub(super) fn reader<'a>(
    path: &Path,
    bytes: &'a [u8],
) -> Result<(csv::Reader<&'a [u8]>, Vec<String>), Error> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.split(|&byte| byte == b'\n' || byte == b'\r').find(|line| !line.is_empty());
    let first = first.unwrap_or_default();
    let count = |separator: u8| first.iter().filter(|&&byte| byte == separator).count();
    let delimiter =
        [b',', b';', b'\t'].into_iter().max_by_key(|&separator| (count(separator), separator == b','));
    let mut builder = csv::ReaderBuilder::new();
    let builder = builder.delimiter(delimiter.unwrap_or(b',')).trim(csv::Trim::All).flexible(true);
    let mut reader = builder.from_reader(bytes);
    let head = reader.byte_headers().map_err(|error| refusal(path, Code::TextSyntax, error.to_string()))?;
    let head = head.iter().map(|name| String::from_utf8_lossy(name).to_lowercase()).collect();
    Ok((reader, head))
}

/// Reads a table of text.
///
/// # Errors
/// [`Error::Text`] for what is no CSV.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Table, Error> {
    let (mut reader, head) = reader(path, bytes)?;
    let mut rows = Vec::new();
    for record in reader.byte_records() {
        let record = record.map_err(|error| refusal(path, Code::TextSyntax, error.to_string()))?;
        let line = record.position().map_or(0, |position| position.line() as usize);
        let text = |field: &[u8]| guarded::free(&String::from_utf8_lossy(field)).trim().to_owned();
        let fields: Vec<String> = record.iter().map(text).collect();
        if fields.iter().any(|field| !field.is_empty()) {
            rows.push((line, fields));
        }
    }
    Ok(Table { head, rows })
}

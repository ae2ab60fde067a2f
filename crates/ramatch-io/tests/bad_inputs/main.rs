//! Bad inputs and the right answer to each, by the number of the list that the documentation prints. `E` is a refusal with
//! a stable code, `W` an acceptance with a warning.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod binary;
mod jcamp;
#[path = "../made/mod.rs"]
mod made;
mod others;

use made::affn_table;
use ramatch_io::{Budget, Error, Options, Record, read};

fn try_read(bytes: impl AsRef<[u8]>) -> Result<Record, Error> {
    read(bytes.as_ref(), &Options::new(), &Budget::default())
}

fn refused(bytes: impl AsRef<[u8]>) -> Error {
    match try_read(bytes.as_ref()) {
        Ok(record) => panic!("read as {} with {} points", record.metadata.format, record.x.len()),
        Err(error) => error,
    }
}

fn code(bytes: impl AsRef<[u8]>) -> &'static str {
    refused(bytes).code().name()
}

fn warns(bytes: impl AsRef<[u8]>, word: &str) -> Record {
    let record = try_read(bytes).unwrap();
    assert!(
        record.metadata.warnings.iter().any(|text| text.contains(word)),
        "{:?}",
        record.metadata.warnings
    );
    record
}

fn patched(mut bytes: Vec<u8>, at: usize, value: &[u8]) -> Vec<u8> {
    bytes[at..at + value.len()].copy_from_slice(value);
    bytes
}

/// The good file with a label's line replaced.
fn label(from: &str, to: &str) -> String {
    let text = made::jcamp(&affn_table());
    assert!(text.contains(from));
    text.replace(from, to)
}

/// The good file with another table.
fn table(rows: &str) -> String {
    made::jcamp(rows)
}

/// Where the content of a block begins.
fn content(file: &[u8], name: &[u8; 4]) -> usize {
    file.windows(4).position(|window| window == name).unwrap() + 16
}

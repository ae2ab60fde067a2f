//! Real files of instruments, where they are: each is read, or refused with the code that the table says.
//!
//! The files are not part of the project. The suite looks for them in `RAMATCH_FORMATS`, else in `../shared/data/formats` beside
//! the project, and skips where they are not. With `RAMATCH_BLESS=1` it writes the table anew.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch_io::{Budget, Options, Record, open};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/formats");
    let folder = std::env::var_os("RAMATCH_FORMATS").map_or(beside, PathBuf::from);
    if !folder.is_dir() {
        eprintln!("skipped: no files of instruments in {} (RAMATCH_FORMATS names another folder)", folder.display());
        return None;
    }
    Some(folder)
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { files(&path, into) } else { into.push(path) }
    }
}

fn records(bytes: &[u8]) -> Result<(&'static str, Vec<Record>), ramatch_io::Error> {
    let (options, budget) = (Options::new(), Budget::default());
    let spectra = open(bytes, &options, &budget)?;
    let format = spectra.format();
    Ok((format, spectra.collect::<Result<_, _>>()?))
}

fn row(name: &str, bytes: &[u8]) -> String {
    let (format, records) = match records(bytes) {
        Ok(read) => read,
        Err(error) => {
            let format = error.format().unwrap_or("-");
            return format!("{name}\t{format}\trefused: {}\t{error}", error.code().name());
        }
    };
    let mut hasher = crc32fast::Hasher::new();
    for value in records.iter().flat_map(|record| record.x.iter().chain(&record.y)) {
        hasher.update(&value.to_le_bytes());
    }
    let first = &records[0];
    let (from, to) = (first.x[0], first.x[first.x.len() - 1]);
    let quantity = first.quantity.name();
    let technique = first.technique.name();
    let laser = first.metadata.laser_nm.map_or_else(|| "-".to_owned(), |nm| nm.to_string());
    let (count, points, sum) = (records.len(), first.x.len(), hasher.finalize());
    format!("{name}\t{format}\t{technique}\t{quantity}\t{laser}\t{count}\t{points}\t{from}\t{to}\t{sum:08x}")
}

#[test]
fn every_file_reads_as_the_table_says() {
    let Some(folder) = folder() else { return };
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    let mut table = String::from("# file\tformat\ttechnique\taxis\tlaser nm\tspectra\tpoints\tfirst x\tlast x\tCRC-32 of all numbers\n");
    for path in paths {
        let name = path.strip_prefix(&folder).unwrap().display().to_string().replace('\\', "/");
        let _ = writeln!(table, "{}", row(&name, &std::fs::read(&path).unwrap()));
    }
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real_files.tsv");
    if std::env::var_os("RAMATCH_BLESS").is_some() {
        std::fs::write(&expected, &table).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(expected).unwrap();
    for (line, known) in table.lines().zip(expected.lines()) {
        assert_eq!(line, known);
    }
    assert_eq!(table.lines().count(), expected.lines().count());
}

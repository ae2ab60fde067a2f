//! Logs of records: whatever is changed, removed, put in or cut is found in its line, and nothing is appended to a damaged one.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/records.rs"]
mod records;

use proptest::prelude::*;
use ramatch::{AnswerRecord, Code, Error, LogEnd, LogRecords, ResultLog};
use records::{calcite, forged, refused};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_changed_byte_of_a_log_is_found(place in any::<prop::sample::Index>(), flip in 1u8..=255) {
        let (folder, path) = (tempfile::tempdir().unwrap(), three().0);
        let mut text = fs::read(path).unwrap();
        let place = place.index(text.len());
        text[place] ^= flip;
        let copy = folder.path().join("log");
        fs::write(&copy, text).unwrap();
        prop_assert_eq!(read_log(&copy).unwrap_err().code(), Code::BadRecord);
    }
}

/// How far a log reaches, all of it checked.
fn read_log(path: &Path) -> Result<LogEnd, Error> {
    let mut records = LogRecords::open(path)?;
    for record in &mut records {
        record?;
    }
    Ok(records.end().clone())
}

fn logged(path: &Path, count: usize) -> LogEnd {
    let mut log = ResultLog::open(path, &mut |_| true).unwrap();
    for _ in 0..count {
        log.append(&calcite(), &mut |_| true).unwrap();
    }
    log.end().clone()
}

/// A log of three records.
fn three() -> (PathBuf, LogEnd) {
    static MADE: OnceLock<(tempfile::TempDir, LogEnd)> = OnceLock::new();
    let (folder, end) = MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let end = logged(&folder.path().join("log.jsonl"), 3);
        (folder, end)
    });
    (folder.path().join("log.jsonl"), end.clone())
}

#[test]
fn a_log_is_chained_and_counted() {
    let (path, end) = three();
    assert_eq!(end.records, 3);
    assert_eq!(read_log(&path).unwrap(), end);
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["previous"], "0".repeat(64));
    assert_eq!((&lines[1]["previous"], &lines[2]["previous"]), (&lines[0]["chain"], &lines[1]["chain"]));
    assert_eq!(lines[2]["chain"], end.chain);
    // A line holds a record that stands by itself.
    let record = serde_json_canonicalizer::to_string(&lines[1]["record"]).unwrap() + "\n";
    assert_eq!(AnswerRecord::from_json(record.as_bytes()).unwrap(), calcite());
    let numbers: Vec<_> = lines.iter().map(|line| line["number"].as_u64()).collect();
    assert_eq!(numbers, [Some(1), Some(2), Some(3)]);
}

/// What is wrong with a log, where; and that nothing is appended to it.
fn refused_log(text: &str, line: usize, said: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    fs::write(&path, text).unwrap();
    let error = read_log(&path).unwrap_err();
    assert_eq!((error.code(), error.line()), (Code::BadRecord, Some(line)), "{error}");
    let begins: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    assert!(error.to_string().contains(&format!("from byte {begins} on")), "{error}");
    assert!(error.to_string().contains(said), "{said}: {error}");
    let opened = ResultLog::open(&path, &mut |_| true).unwrap_err();
    assert_eq!(opened.to_string(), error.to_string());
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn whatever_was_done_to_a_log_is_found_in_its_line() {
    let text = fs::read_to_string(three().0).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let [one, two, three] = [lines[0], lines[1], lines[2]];
    // Cut anywhere in its last line.
    for cut in 1..three.len() {
        let said = format!("cut after {cut} bytes");
        if cut % 97 == 1 || cut + 3 > three.len() {
            refused_log(&format!("{one}{two}{}", &three[..cut]), 3, &said);
        } else {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("log");
            fs::write(&path, format!("{one}{two}{}", &three[..cut])).unwrap();
            let error = read_log(&path).unwrap_err();
            assert!(error.code() == Code::BadRecord && error.to_string().contains(&said), "{error}");
        }
    }
    // One byte of any line.
    for (i, line) in lines.iter().enumerate() {
        let changed = line.replacen("2023-11-14", "2023-11-15", 1);
        let mut all = lines.clone();
        all[i] = &changed;
        refused_log(&all.concat(), i + 1, "does not match its chain");
    }
    refused_log(&format!("{one}{three}"), 2, "1 lines before it were removed");
    refused_log(&format!("{two}{three}"), 1, "1 lines before it were removed");
    refused_log(&format!("{one}{one}{two}"), 2, "it is number 1");
    refused_log(&format!("{one}\n{two}"), 2, "the line was changed");
    refused_log(&format!("{one}{}", two.trim_end().to_owned() + "\r\n"), 2, "not as it was written");
    refused_log(&calcite().to_json().unwrap(), 1, "one record, and no log");
    refused(AnswerRecord::from_json(text.as_bytes()), Code::BadRecord, &["log of records"]);
    refused_log("800 1\n801 2\n", 1, "the line was changed");
    // Chained right, and not in this log.
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other");
    let record = forged(&|value| value["written"] = "2022-01-01T00:00:00Z".into());
    let mut log = ResultLog::open(&other, &mut |_| true).unwrap();
    log.append(&record, &mut |_| true).unwrap();
    log.append(&record, &mut |_| true).unwrap();
    let other = fs::read_to_string(&other).unwrap();
    let of_other = other.split_inclusive('\n').nth(1).unwrap();
    refused_log(&format!("{one}{of_other}{three}"), 2, "does not follow the line before");
    // What is cut at the end of a line is another log, whose chain is another one.
    let shorter = folder.path().join("shorter");
    fs::write(&shorter, format!("{one}{two}")).unwrap();
    assert_ne!(read_log(&shorter).unwrap().chain, three_end());
    assert_eq!(fs::read(logged_again(&shorter)).unwrap(), text.as_bytes());
}

fn three_end() -> String {
    three().1.chain
}

/// The log with one more record.
fn logged_again(path: &Path) -> &Path {
    logged(path, 1);
    path
}

#[test]
fn a_log_that_changed_since_it_was_opened_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let mut log = ResultLog::open(&path, &mut |_| true).unwrap();
    log.append(&calcite(), &mut |_| true).unwrap();
    let one = fs::read(&path).unwrap();
    // What others append is taken up.
    logged(&path, 1);
    assert_eq!(log.append(&calcite(), &mut |_| true).unwrap().records, 3);
    let whole = fs::read(&path).unwrap();
    for (text, said) in
        [(one.clone(), "cut"), (Vec::new(), "cut"), (whole[..whole.len() - 1].to_vec(), "cut")]
    {
        fs::write(&path, &text).unwrap();
        refused(log.append(&calcite(), &mut |_| true), Code::BadRecord, &[said]);
        assert_eq!(fs::read(&path).unwrap(), text);
    }
    fs::remove_file(&path).unwrap();
    refused(log.append(&calcite(), &mut |_| true), Code::NoSuchFile, &["log.jsonl"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// Many that append at once: every line has its number, and none is lost.
#[test]
fn many_append_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| logged(&path, 10));
        }
    });
    assert_eq!(read_log(&path).unwrap().records, 40);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

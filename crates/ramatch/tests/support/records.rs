//! Records of answers about the example measurements.
#![allow(dead_code, reason = "each test uses its part")]

use ramatch::{AnswerRecord, Code, Error, Identifier, Options, Reading, RecordedInput, RecordedSample};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub(crate) fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data").join(name)
}

pub(crate) const CALCITE: &str = "calcite-785-bwtek-a.txt";
pub(crate) fn at() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

/// The record of an answer about a spectrum of a file.
pub(crate) fn record_of(
    identifier: &Identifier,
    file: &Path,
    reading: &Reading,
    options: &Options,
) -> AnswerRecord {
    let measured = ramatch::read_file_with(file, reading).unwrap();
    let report = identifier.identify_record(&measured, options).unwrap();
    let sample = RecordedSample::Spectrum(RecordedInput::of(file, reading, &measured).unwrap());
    AnswerRecord::of((identifier, options), &sample, &report, at()).unwrap()
}

/// A record that most tests look at.
pub(crate) fn calcite() -> AnswerRecord {
    static MADE: OnceLock<AnswerRecord> = OnceLock::new();
    let make = || {
        let identifier = Identifier::embedded().unwrap();
        record_of(&identifier, &example(CALCITE), &Reading::default(), &Options::default())
    };
    MADE.get_or_init(make).clone()
}

pub(crate) fn refused<T: std::fmt::Debug>(result: Result<T, Error>, code: Code, parts: &[&str]) {
    let error = result.unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    for part in parts {
        assert!(error.to_string().contains(part), "{part}: {error}");
    }
}

/// A record that was written with other content, and whose hash and seal are right.
pub(crate) fn forged(change: &dyn Fn(&mut serde_json::Value)) -> AnswerRecord {
    let mut value = serde_json::to_value(calcite()).unwrap();
    change(&mut value);
    let seal = |value: &serde_json::Value| {
        blake3::hash(&serde_json_canonicalizer::to_vec(value).unwrap()).to_hex().to_string()
    };
    value["hash"] = seal(&value["recorded"]).into();
    value.as_object_mut().unwrap().remove("seal");
    value["seal"] = seal(&value).into();
    let text = serde_json_canonicalizer::to_string(&value).unwrap() + "\n";
    AnswerRecord::from_json(text.as_bytes()).unwrap()
}

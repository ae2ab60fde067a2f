//! A log of records that only grows: one line of canonical JSON for each, chained by hashes.
//!
//! A line is `{"chain":…,"number":…,"previous":…,"record":…}`. Numbers count from 1; `previous` is the `chain` of the line before, 64 zeros
//! in the first; `chain` is the BLAKE3 of the canonical JSON of the other three. So the last chain stands for the whole log: a line that was
//! changed, put in, moved or taken out from between others does not fit its neighbours. What was cut off at the end of a line, or written
//! anew from some line on, is found only by a chain that was noted elsewhere.

use super::answer_record::{AnswerRecord, LIMIT};
use super::canonical::{canonical, hash, parse};
use crate::files::output::Appended;
use crate::files::output::{FileLock, Holder};
use crate::files::read::{io_error, regular_file};
use crate::ground::error::Error;
use ramatch_core::Code;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Longest line: a record and what chains it.
const LINE: usize = LIMIT + 512;
/// What stands before the first line.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A line of a log.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    chain: String,
    number: u64,
    previous: String,
    record: AnswerRecord,
}

/// What of a line is chained.
#[derive(Serialize)]
struct Linked<'a> {
    number: u64,
    previous: &'a str,
    record: &'a AnswerRecord,
}

impl Line {
    fn after(end: &LogEnd, record: AnswerRecord) -> Result<Self, Error> {
        let (number, previous) = (end.records + 1, end.chain.clone());
        let chain = hash(&Linked { number, previous: &previous, record: &record })?;
        Ok(Self { chain, number, previous, record })
    }
}

/// How far a log reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LogEnd {
    /// How many records it holds.
    pub records: u64,
    /// The chain of its last line, which stands for all of it: 64 zeros for none.
    pub chain: String,
    /// Its length in bytes.
    pub bytes: u64,
}

impl Default for LogEnd {
    fn default() -> Self {
        Self { records: 0, chain: GENESIS.to_owned(), bytes: 0 }
    }
}

/// The records of a log, one after the other; each line is checked as it comes. Ends after the first error.
pub struct LogRecords {
    path: PathBuf,
    reader: BufReader<File>,
    end: LogEnd,
    /// Where the last line that was read begins.
    before: LogEnd,
    failed: bool,
}

impl LogRecords {
    /// Opens a log for reading.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::from(path, LogEnd::default())
    }

    fn from(path: &Path, end: LogEnd) -> Result<Self, Error> {
        let (mut file, _) = regular_file(path)?;
        file.seek(SeekFrom::Start(end.bytes)).map_err(|error| io_error(path, "cannot be read", error))?;
        let reader = BufReader::new(file);
        Ok(Self { path: path.into(), reader, before: end.clone(), end, failed: false })
    }

    /// How far was read, and found to be whole.
    #[must_use]
    pub fn end(&self) -> &LogEnd {
        &self.end
    }

    fn refuse(&self, what: &str) -> Error {
        let line = usize::try_from(self.end.records + 1).ok();
        let reason = format!("the log is refused from byte {} on: {what}", self.end.bytes);
        Error::Text { path: self.path.clone(), line, code: Code::BadRecord, reason }
    }

    fn next_record(&mut self) -> Result<Option<AnswerRecord>, Error> {
        let mut text = Vec::new();
        let mut limited = Read::by_ref(&mut self.reader).take(LINE as u64);
        limited
            .read_until(b'\n', &mut text)
            .map_err(|error| io_error(&self.path, "cannot be read", error))?;
        let bytes = text.len() as u64;
        match text.pop() {
            None => return Ok(None),
            Some(b'\n') => {}
            Some(_) if text.len() + 1 >= LINE => {
                return Err(self.refuse("the line is longer than any record"));
            }
            Some(_) => {
                let begins = self.end.bytes;
                return Err(self.refuse(&format!(
                    "the last line is cut after {bytes} bytes, and is no record; the {} before are whole: keep a copy, cut the file to {begins} \
                     bytes (`truncate -s {begins}`), and log that answer again",
                    self.end.records
                )));
            }
        }
        let line: Line =
            parse(&text).map_err(|error| self.refuse(&format!("the line was changed ({error})")))?;
        let Line { chain, number, previous, record } = &line;
        let own = hash(&Linked { number: *number, previous, record })?;
        if own != *chain {
            return Err(self.refuse("the line was changed: it does not match its chain"));
        }
        let wanted = self.end.records + 1;
        if *number != wanted {
            let what = match number.checked_sub(wanted) {
                Some(count) => format!("{count} lines before it were removed: it is number {number}"),
                None => format!("it is number {number}, which does not belong here"),
            };
            return Err(self.refuse(&what));
        }
        if *previous != self.end.chain {
            return Err(self.refuse("it does not follow the line before, one of which was replaced"));
        }
        record.check().map_err(|error| self.refuse(&error.to_string()))?;
        let bytes = self.end.bytes + bytes;
        let end = LogEnd { records: *number, chain: chain.clone(), bytes };
        self.before = std::mem::replace(&mut self.end, end);
        Ok(Some(line.record))
    }
}

impl Iterator for LogRecords {
    type Item = Result<AnswerRecord, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let next = self.next_record().transpose();
        self.failed = next.as_ref().is_some_and(Result::is_err);
        next
    }
}

/// A log that records are appended to. Several processes may append to one: each line is written under the lock of the file.
///
/// ```
/// use ramatch::{LogRecords, ResultLog};
/// let folder = tempfile::tempdir()?;
/// let log = ResultLog::open(&folder.path().join("answers.jsonl"), &mut |_| true)?;
/// assert_eq!(log.end().records, 0);
/// # Ok::<(), ramatch::Error>(())
/// ```
#[derive(Debug)]
pub struct ResultLog {
    path: PathBuf,
    /// Where the last line begins that was seen.
    before: LogEnd,
    end: LogEnd,
}

impl ResultLog {
    /// Opens a log, or begins one where there is no file; all that stands in it is checked, O(log), a line at a time. While another
    /// process appends, `waits` is asked whether to go on waiting.
    ///
    /// # Errors
    /// [`Error::Text`] with the code `bad_record`, line and byte where the log is damaged: it stays as it is. [`Error::Io`].
    pub fn open(path: &Path, waits: &mut dyn FnMut(&Holder) -> bool) -> Result<Self, Error> {
        let mut log = Self { path: path.into(), before: LogEnd::default(), end: LogEnd::default() };
        let _lock = FileLock::take(path, waits)?;
        Appended::check(path)?;
        log.catch_up()?;
        Ok(log)
    }

    /// How far the log reached when this last looked.
    #[must_use]
    pub fn end(&self) -> &LogEnd {
        &self.end
    }

    /// Appends a record, and yields how far the log reaches now. When it returns, the line is on the disk; lines that others appended
    /// meanwhile are checked first.
    ///
    /// # Errors
    /// As [`ResultLog::open`]; a log that was cut, replaced or changed meanwhile is refused. A line that could not be written whole is taken away
    /// again.
    pub fn append(
        &mut self,
        record: &AnswerRecord,
        waits: &mut dyn FnMut(&Holder) -> bool,
    ) -> Result<&LogEnd, Error> {
        record.check()?;
        let _lock = FileLock::take(&self.path, waits)?;
        self.catch_up()?;
        let line = Line::after(&self.end, record.clone())?;
        let mut text = canonical(&line)?;
        text.push(b'\n');
        if text.len() > LINE {
            let reason = format!("the record has {} bytes, {LIMIT} are the most", text.len());
            return Err(Error::Library { path: Some(self.path.clone()), code: Code::BadRecord, reason });
        }
        Appended::append(&self.path, self.end.bytes, &text)?;
        let end =
            LogEnd { records: line.number, chain: line.chain, bytes: self.end.bytes + text.len() as u64 };
        self.before = std::mem::replace(&mut self.end, end);
        Ok(&self.end)
    }

    /// Reads what was appended since, and whether the last line that was seen is still there.
    fn catch_up(&mut self) -> Result<(), Error> {
        let refuse = |what: &str| Error::Text {
            path: self.path.clone(),
            line: usize::try_from(self.end.records).ok(),
            code: Code::BadRecord,
            reason: format!("the log was {what} since it was read last, and is refused"),
        };
        let mut records = match LogRecords::from(&self.path, self.before.clone()) {
            Ok(records) => records,
            Err(error) if error.code() == Code::NoSuchFile && self.end.records == 0 => return Ok(()),
            Err(error) => return Err(error),
        };
        if self.end.records > 0 {
            match records.next() {
                Some(Ok(_)) if records.end == self.end => {}
                Some(Ok(_)) => return Err(refuse("changed")),
                Some(Err(error)) => return Err(error),
                None => return Err(refuse("cut")),
            }
        }
        for record in &mut records {
            record?;
        }
        (self.before, self.end) = (records.before, records.end);
        Ok(())
    }
}

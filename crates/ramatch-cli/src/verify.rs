//! `ramatch verify-result`: answers made again from their records, and chains of logs.

use crate::args::VerifyResultArgs;
use crate::exit::{NOT_AS_RECORDED, RANKED};
use crate::opening::each_named;
use crate::output;
use ramatch::core::Code;
use ramatch::{AnswerRecord, Difference, Error, LogEnd, LogRecords, Originals, Recomputed, SCHEMA, shown};
use serde::Serialize;
use std::path::Path;

/// The JSON document.
#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    /// Whether all that was compared is as recorded.
    equal: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    log: Option<&'a LogEnd>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<About<'a>>,
}

/// What is said of one record.
#[derive(Serialize)]
struct About<'a> {
    hash: &'a str,
    written: &'a str,
    /// Version that wrote it, and version that made it again.
    versions: [&'a str; 2],
    verdict: &'a str,
    names: &'a [String],
    files: Vec<String>,
    differences: &'a [Difference],
}

pub(crate) fn run(args: &VerifyResultArgs) -> Result<u8, Error> {
    let outcome = check(args);
    let Err(error) = &outcome else { return outcome };
    if args.json {
        output::print_refusal(error);
    }
    match error.code() {
        Code::RecordDiffers | Code::CalibrationMismatch => {
            output::complain(error);
            Ok(NOT_AS_RECORDED)
        }
        _ => outcome,
    }
}

fn check(args: &VerifyResultArgs) -> Result<u8, Error> {
    let (log, record) = match args.log {
        true => {
            let (end, record) = read_log(args)?;
            (Some(end), record)
        }
        false => (None, Some(AnswerRecord::read(&args.file)?)),
    };
    let made = match &record {
        Some(record) => {
            let again = record.recompute(&originals(args)?);
            Some((record, again.map_err(|error| about_record(error, &args.file))?))
        }
        None => None,
    };
    let equal = made.as_ref().is_none_or(|(_, made)| made.differences.is_empty());
    if args.json {
        let record = made.as_ref().map(|(record, made)| About::of(record, made));
        output::print_json(&Document { schema: SCHEMA, equal, log: log.as_ref(), record });
    } else {
        if let Some(end) = &log {
            output::print(&of_log(&args.file, end));
        }
        if let Some((record, made)) = &made {
            output::print(&in_words(record, made));
        }
    }
    Ok(if equal { RANKED } else { NOT_AS_RECORDED })
}

/// An error that names no file is about the record.
fn about_record(error: Error, record: &Path) -> Error {
    if error.path().is_some() { error } else { error.of_file(record) }
}

/// Checks a whole log; yields the record of the line that is asked for.
fn read_log(args: &VerifyResultArgs) -> Result<(LogEnd, Option<AnswerRecord>), Error> {
    let mut records = LogRecords::open(&args.file)?;
    let (mut wanted, mut noted) = (None, false);
    while let Some(record) = records.next() {
        let record = record?;
        let end = records.end();
        noted |= args.chain.as_ref().is_some_and(|chain| *chain == end.chain);
        if args.number == Some(end.records) {
            wanted = Some(record);
        }
    }
    let end = records.end().clone();
    let refuse = |code, reason| Err(Error::Library { path: Some(args.file.clone()), code, reason });
    match (args.number, &args.chain) {
        (_, Some(chain)) if !noted => {
            let reason = format!(
                "not as recorded: no line of the log has the chain {}; its {} lines end with {}",
                shown::line(chain),
                end.records,
                end.chain
            );
            refuse(Code::RecordDiffers, reason)
        }
        (Some(number), _) if wanted.is_none() => {
            refuse(Code::Parameter, format!("--number {number}: the log has {} records", end.records))
        }
        _ => Ok((end, wanted)),
    }
}

fn originals(args: &VerifyResultArgs) -> Result<Originals, Error> {
    let mut from = Originals::default();
    from.folder = args.file.parent().map(Path::to_owned);
    from.files.clone_from(&args.input);
    from.libraries = each_named(&args.library)?;
    from.calibration = args.calibration.as_deref().map(ramatch::Calibration::read).transpose()?;
    Ok(from)
}

impl<'a> About<'a> {
    fn of(record: &'a AnswerRecord, made: &'a Recomputed) -> Self {
        let recorded = &record.recorded;
        Self {
            hash: &record.hash,
            written: &record.written,
            versions: [&recorded.software.version, env!("CARGO_PKG_VERSION")],
            verdict: &recorded.answer.verdict,
            names: &recorded.answer.names,
            files: made.files.iter().map(|file| shown::name(file)).collect(),
            differences: &made.differences,
        }
    }
}

/// What is said of a whole log.
fn of_log(path: &Path, end: &LogEnd) -> String {
    format!(
        "{}: {} records, each as it was written and in its place\nchain  {}\n",
        shown::path(path),
        end.records,
        end.chain
    )
}

/// What came of one record.
fn in_words(record: &AnswerRecord, made: &Recomputed) -> String {
    let (recorded, answer) = (&record.recorded, &record.recorded.answer);
    let names =
        if answer.names.is_empty() { String::new() } else { format!(": {}", answer.names.join(", ")) };
    let reason = answer.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    let files: Vec<String> = made.files.iter().map(|file| shown::path(file)).collect();
    let mut text = format!(
        "verdict  {}{}{}\nfrom     {}\nwritten  {} by {} {}\nhash     {}\n",
        shown::line(&answer.verdict),
        shown::line(&reason),
        shown::line(&names),
        files.join(", "),
        shown::line(&record.written),
        shown::line(&recorded.software.name),
        shown::line(&recorded.software.version),
        record.hash,
    );
    if made.differences.is_empty() {
        return text + &format!("equal to the bit, made again by ramatch {}\n", env!("CARGO_PKG_VERSION"));
    }
    let mut table = output::table(&["place", "recorded", "made again"]);
    let shown = |value: &Option<String>| value.as_deref().map_or("nothing".to_owned(), shown::line);
    for difference in &made.differences {
        let Difference { pointer, recorded, recomputed, .. } = difference;
        table.add_row([shown::line(pointer), shown(recorded), shown(recomputed)]);
    }
    text += &format!("not as recorded: {} places differ\n{}\n", made.differences.len(), table.trim_fmt());
    text
}

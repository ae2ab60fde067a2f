//! What is recorded of answers: one record (`--record`), a line of a log for each (`--log`).

use super::spectra::Place;
use crate::args::IdentifyArgs;
use crate::output;
use crate::outputs::Outputs;
use ramatch::core::Code;
use ramatch::{
    AnswerRecord, Error, Holder, Identifier, Measurement, Options, OutputKind, Reading, RecordedInput,
    RecordedSample, Report, ResultLog, shown,
};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// How long another process is waited for that appends to the log.
const WAIT: Duration = Duration::from_secs(60);

/// Where records go.
pub(super) struct Recorder {
    record: Option<PathBuf>,
    log: Option<ResultLog>,
}

impl Recorder {
    /// Checks what is to be written, before any work; none where nothing is.
    pub(super) fn of(args: &IdentifyArgs, outputs: &Outputs<'_>) -> Result<Option<Self>, Error> {
        outputs.check(args.record.as_deref(), OutputKind::Record)?;
        let log = args.log.as_ref().map(|path| ResultLog::open(path, &mut waits)).transpose()?;
        let record = args.record.clone();
        Ok((record.is_some() || log.is_some()).then_some(Self { record, log }))
    }

    /// Writes the record of an answer; what cannot be recorded is not to be shown.
    pub(super) fn answer(
        &mut self,
        (identifier, options, outputs): (&Identifier, &Options, &Outputs<'_>),
        (place, sample): (&Place, &RecordedSample),
        report: &Report,
    ) -> Result<(), Error> {
        let record = AnswerRecord::of((identifier, options), sample, report, SystemTime::now())?;
        if let Some(path) = &self.record {
            if place.one_of_many {
                let reason = "is the record of one answer, and there are several: choose a spectrum (--spectrum), or keep a log of all (--log)";
                return Err(Error::Io { path: path.clone(), reason, code: Code::Parameter, source: None });
            }
            outputs.write(path, OutputKind::Record, record.to_json()?)?;
        }
        match &mut self.log {
            Some(log) => log.append(&record, &mut waits).map(drop),
            None => Ok(()),
        }
    }

    /// Says how far the log reaches, for whoever notes it elsewhere.
    pub(super) fn end(&self) {
        if let Some(end) = self.log.as_ref().map(ResultLog::end) {
            output::say(&format!(
                "note: the log has {} records, chain {}",
                end.records,
                shown::line(&end.chain)
            ));
        }
    }
}

/// How a spectrum is found again.
pub(super) fn input(args: &IdentifyArgs, place: &Place, made: &Measurement) -> Result<RecordedInput, Error> {
    let mut reading = Reading::default();
    reading.options = args.allowed.options();
    reading.given = args.given.given();
    reading.spectrum = place.number;
    let mut input = RecordedInput::of(&place.file, &reading, made)?;
    input.member.clone_from(&place.member);
    Ok(input)
}

fn waits(holder: &Holder) -> bool {
    holder.waited < WAIT
}

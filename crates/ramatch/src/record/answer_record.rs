//! The record of an answer.

use super::canonical::{bad, canonical, hash, parse, refused};
use super::exact::Exact;
use super::question::RecordedQuestion;
use super::recorded_mixture::RecordedMixture;
use super::sample::{RecordedInput, RecordedSample};
use crate::answer::found::Hit;
use crate::answer::identifier::Identifier;
use crate::answer::options::Options;
use crate::answer::report::{Evidence, Report};
use crate::files::read::read_bytes;
use crate::ground::error::Error;
use ramatch_core::identify::MAJOR;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Version of the record's shape.
const SCHEMA: u32 = 1;
/// Longest record, in bytes.
pub(super) const LIMIT: usize = 16 << 20;

/// The record of an answer: all that is needed to make it again, and to see whether it was changed since.
///
/// As a file it is one line of canonical JSON (RFC 8785). What can be made again stands in `recorded`, and `hash` is its BLAKE3; `seal` is
/// the BLAKE3 of all of the rest, the time included. Neither is a signature: who can write a record can seal it.
///
/// ```
/// use ramatch::{AnswerRecord, Identifier, Options, Originals, Reading, RecordedInput, RecordedSample};
/// let folder = tempfile::tempdir()?;
/// let file = folder.path().join("sample.txt");
/// let bands = [(621.0, 16.0), (1001.4, 100.0), (1031.8, 27.0), (1155.3, 13.0), (1583.1, 12.0), (1602.3, 28.0f64)];
/// let height = |x: f64| bands.iter().map(|(at, height)| height / (1.0 + ((x - at) / 5.0).powi(2))).sum::<f64>();
/// let lines = (0..1100).map(|i| 200.0 + 2.0 * f64::from(i)).map(|x| format!("{x} {:.3}\n", height(x)));
/// std::fs::write(&file, lines.collect::<String>())?;
///
/// let (identifier, options) = (Identifier::embedded()?, Options::default());
/// let measured = ramatch::read_file(&file)?;
/// let report = identifier.identify_record(&measured, &options)?;
/// let input = RecordedInput::of(&file, &Reading::default(), &measured)?;
/// let now = std::time::SystemTime::now();
/// let record = AnswerRecord::of((&identifier, &options), &RecordedSample::Spectrum(input), &report, now)?;
///
/// // Ten years later.
/// let record = AnswerRecord::from_json(record.to_json()?.as_bytes())?;
/// assert!(record.recompute(&Originals::default())?.differences.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct AnswerRecord {
    /// Version of its shape, 1.
    pub schema: u32,
    /// What can be made again.
    pub recorded: Recorded,
    /// BLAKE3 of the canonical JSON of `recorded`.
    pub hash: String,
    /// When it was written (RFC 3339, UTC), by the clock of that machine. It is not part of what is made again.
    pub written: String,
    /// BLAKE3 of the canonical JSON of `schema`, `recorded`, `hash` and `written`.
    pub seal: String,
}

/// What of a record can be made again: question, inputs and answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Recorded {
    /// What made it.
    pub software: RecordedSoftware,
    /// The spectra that were asked about.
    pub inputs: Vec<RecordedInput>,
    /// What was asked of whom.
    pub question: RecordedQuestion,
    /// What was answered.
    pub answer: RecordedAnswer,
}

/// The software of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RecordedSoftware {
    /// `ramatch`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The number of its scores: as long as it stays, every version makes the same bits ([`MAJOR`](ramatch_core::identify::MAJOR)).
    pub major: u32,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RecordedAnswer {
    /// Code of the verdict.
    pub verdict: String,
    /// Code of why nothing could be said, if so.
    pub reason: Option<String>,
    /// Ids of the substances that it names.
    pub names: Vec<String>,
    /// What score, lead and gap are worth by the calibration; none without one, or where nothing was compared.
    pub value: Option<Exact>,
    /// What that had to exceed; none likewise.
    pub limits: Option<RecordedLimits>,
    /// How many absent substances had such a value in trials, and of how many.
    pub reached: Option<(u32, u32)>,
    /// At most this part of absent substances got this verdict in trials; none where nothing is said.
    pub stated_rate: Option<Exact>,
    /// Those of the names, or the first hit, that are controlled somewhere.
    pub controlled: Vec<String>,
    /// The substances that were listed, best first.
    pub hits: Vec<RecordedHit>,
    /// How many substances could be scored.
    pub scored_substances: usize,
    /// How many entries could be scored, of how many.
    pub scored_entries: (usize, usize),
    /// What the ranking goes by.
    pub metric: String,
    /// Shift of the axis in cm⁻¹, and its stretch, as it was aligned.
    pub alignment: RecordedAlignment,
    /// Signal-to-noise ratio; none where no noise was measurable.
    pub snr: Option<Exact>,
    /// What speaks for the first; none where nothing was compared.
    pub evidence: Option<RecordedEvidence>,
    /// What it was found to be a sum of; none where that was not sought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mixture: Option<RecordedMixture>,
    /// Codes of the warnings.
    pub warnings: Vec<String>,
}

/// What a value had to exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RecordedLimits {
    /// They hold from this SNR on.
    pub snr_from: Exact,
    /// For a name, or one of several; none where no trials allow one.
    pub identified: Option<Exact>,
    /// For a name or a relative; none likewise.
    pub related: Option<Exact>,
}

/// How the axis was aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RecordedAlignment {
    /// Shift in cm⁻¹.
    pub shift_cm1: Exact,
    /// Stretch.
    pub stretch: Exact,
}

/// A substance that was listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RecordedHit {
    /// Id of the substance.
    pub substance: String,
    /// Id of its best entry.
    pub entry: String,
    /// Hash of the library that the entry is of, where several were asked.
    pub library: Option<String>,
    /// What the ranking goes by.
    pub score: Exact,
    /// Cosine of the prepared spectra under the alignment.
    pub cosine: Exact,
    /// By how much it scores better than the next one; none for the last.
    pub margin: Option<Exact>,
    /// How many of its bands the spectrum shows, and how many there are.
    pub bands: (usize, usize),
}

/// What spoke for the first hit; the fields are those of [`Evidence`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
#[allow(missing_docs, reason = "they stand with the fields of the same names")]
pub struct RecordedEvidence {
    pub score: Exact,
    pub gap: Option<Exact>,
    pub lead: Option<Exact>,
    pub margin: Option<Exact>,
    pub found: Exact,
    pub explained: Exact,
    pub matched: usize,
    pub beyond_phenyl: usize,
    pub unexplained: usize,
    pub visible: usize,
    pub heights: Option<Exact>,
    pub strongest_in_reference: Exact,
    pub strongest_in_query: Exact,
    pub covered_cm1: Exact,
    pub rest: Exact,
    pub lacks: Vec<String>,
}

/// What is sealed.
#[derive(Serialize)]
struct Sealed<'a> {
    schema: u32,
    recorded: &'a Recorded,
    hash: &'a str,
    written: &'a str,
}

/// What tells the version of a record, whatever else stands in it.
#[derive(Deserialize)]
struct Head {
    schema: u32,
}

impl AnswerRecord {
    /// The record of an answer that was just made: who was asked with which options, about what, and what came out; `written` is the time.
    ///
    /// # Errors
    /// [`Error::Library`] with the code `bad_record` for a number that is not finite, which no answer has.
    pub fn of(
        (identifier, options): (&Identifier, &Options),
        sample: &RecordedSample,
        report: &Report,
        written: SystemTime,
    ) -> Result<Self, Error> {
        let (inputs, shots) = match sample {
            RecordedSample::Spectrum(input) => (vec![input.clone()], false),
            RecordedSample::Shots(inputs) => (inputs.clone(), true),
        };
        let question = RecordedQuestion::of(identifier, options, shots)?;
        let recorded =
            Recorded { software: own_software(), inputs, question, answer: RecordedAnswer::of(report) };
        let seconds = written.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let written = ramatch_io::utc_of_unix(seconds).map(|time| time + "Z");
        let mut record = Self {
            schema: SCHEMA,
            hash: hash(&recorded)?,
            recorded,
            written: written.unwrap_or_else(|| "unknown".to_owned()),
            seal: String::new(),
        };
        record.seal = record.own_seal()?;
        Ok(record)
    }

    /// The record as canonical JSON on one line, and a line feed.
    ///
    /// # Errors
    /// As [`AnswerRecord::of`].
    pub fn to_json(&self) -> Result<String, Error> {
        let text = String::from_utf8(canonical(self)?).map_err(|_| bad("it is no UTF-8".into()))?;
        Ok(text + "\n")
    }

    /// The record in a text, which has to be the one that [`AnswerRecord::to_json`] wrote, to the byte.
    ///
    /// # Errors
    /// [`Error::Library`] with the code `bad_record`: it is cut, no JSON, of another schema, written in another way, or it does not match its
    /// hash or its seal.
    pub fn from_json(text: &[u8]) -> Result<Self, Error> {
        if text.len() > LIMIT {
            return Err(bad(format!("it has {} bytes, {LIMIT} are the most", text.len())));
        }
        if text.starts_with(b"{\"chain\":") {
            return Err(bad("it is a log of records, and is read as one (`verify-result --log`)".into()));
        }
        match text.split_last() {
            Some((b'\n', line)) => Self::of_line(line),
            _ => {
                Self::of_line(text)?;
                Err(bad("it is cut: the line feed at its end is missing".into()))
            }
        }
    }

    /// Reads a record from a file.
    ///
    /// # Errors
    /// [`Error::Io`], and as [`AnswerRecord::from_json`] with the path.
    pub fn read(path: &Path) -> Result<Self, Error> {
        Self::from_json(&read_bytes(path, LIMIT)?).map_err(|error| error.of_file(path))
    }

    fn of_line(line: &[u8]) -> Result<Self, Error> {
        let head: Head = serde_json::from_slice(line).map_err(|error| refused(line, &error))?;
        if head.schema != SCHEMA {
            return Err(bad(format!(
                "it is of schema {}, and this version reads schema {SCHEMA}: read it with the version that wrote it or a newer one",
                head.schema
            )));
        }
        let record: Self = parse(line)?;
        record.check()?;
        Ok(record)
    }

    /// Whether it matches its hash and its seal.
    pub(super) fn check(&self) -> Result<(), Error> {
        let found = hash(&self.recorded)?;
        if found != self.hash {
            return Err(bad(format!(
                "it was changed: its content has the hash {found}, and it states {}",
                crate::ground::shown::line(&self.hash)
            )));
        }
        if self.schema != SCHEMA || self.own_seal()? != self.seal {
            return Err(bad("it was changed: it does not match its seal".into()));
        }
        Ok(())
    }

    fn own_seal(&self) -> Result<String, Error> {
        let Self { schema, recorded, hash: own, written, .. } = self;
        hash(&Sealed { schema: *schema, recorded, hash: own, written })
    }
}

/// This software.
pub(super) fn own_software() -> RecordedSoftware {
    RecordedSoftware { name: "ramatch".into(), version: env!("CARGO_PKG_VERSION").into(), major: MAJOR }
}

impl RecordedAnswer {
    pub(super) fn of(report: &Report) -> Self {
        let verdict = &report.verdict;
        Self {
            verdict: verdict.code.to_owned(),
            reason: verdict.reason.as_ref().map(|reason| reason.code.to_owned()),
            names: verdict.names.iter().map(|named| named.substance_id.clone()).collect(),
            value: verdict.value.map(Exact::of),
            limits: verdict.limits.map(|limits| RecordedLimits {
                snr_from: Exact::of(limits.snr_from),
                identified: limits.identified.map(Exact::of),
                related: limits.related.map(Exact::of),
            }),
            reached: verdict.reached.map(|reached| (reached.by, reached.of)),
            stated_rate: verdict.stated_rate.map(Exact::of),
            controlled: verdict.controlled.clone(),
            hits: report.hits.iter().map(RecordedHit::of).collect(),
            scored_substances: report.scored_substances,
            scored_entries: report.scored_entries,
            metric: report.metric.clone(),
            alignment: RecordedAlignment {
                shift_cm1: Exact::of(report.alignment.shift_cm1),
                stretch: Exact::of(report.alignment.stretch),
            },
            snr: report.query.snr.map(Exact::of),
            evidence: report.evidence.as_ref().map(RecordedEvidence::of),
            mixture: report.mixture.as_ref().map(RecordedMixture::of),
            warnings: report.warnings.iter().map(|warning| warning.code.to_owned()).collect(),
        }
    }
}

impl RecordedHit {
    fn of(hit: &Hit) -> Self {
        Self {
            substance: hit.substance_id.clone(),
            entry: hit.entry.clone(),
            library: hit.library.clone(),
            score: Exact::of(hit.score),
            cosine: Exact::of(hit.cosine),
            margin: hit.margin.map(Exact::of),
            bands: (hit.bands.matched.len(), hit.bands.expected),
        }
    }
}

impl RecordedEvidence {
    fn of(evidence: &Evidence) -> Self {
        // Every field by its name, so that one more there does not go unrecorded here.
        let Evidence {
            score,
            gap,
            margin,
            lead,
            found,
            explained,
            matched,
            unexplained,
            visible,
            heights,
            strongest_in_reference,
            strongest_in_query,
            covered_cm1,
            rest,
            beyond_phenyl,
            ref lacks,
        } = *evidence;
        Self {
            score: Exact::of(score),
            gap: gap.map(Exact::of),
            lead: lead.map(Exact::of),
            margin: margin.map(Exact::of),
            found: Exact::of(found),
            explained: Exact::of(explained),
            matched,
            beyond_phenyl,
            unexplained,
            visible,
            heights: heights.map(Exact::of),
            strongest_in_reference: Exact::of(strongest_in_reference),
            strongest_in_query: Exact::of(strongest_in_query),
            covered_cm1: Exact::of(covered_cm1),
            rest: Exact::of(rest),
            lacks: lacks.iter().map(|&code| code.to_owned()).collect(),
        }
    }
}

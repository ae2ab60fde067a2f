//! Outcomes as a table: what a calibration carries, and what `--csv` writes.

use super::outcome::TrialOutcome;
use crate::ground::guarded::guard;

/// Its columns.
const HEAD: [&str; 20] = [
    "file",
    "truth",
    "specimen",
    "instrument",
    "kind",
    "role",
    "noise_added",
    "snr",
    "found",
    "related",
    "score",
    "lead",
    "gap",
    "matched",
    "margin",
    "shift_cm1",
    "undecided",
    "verdict",
    "names",
    "value",
];

/// Outcomes as CSV, a row for each; numbers with all their digits, and no field that a spreadsheet takes for a formula.
///
/// ```
/// assert!(ramatch::outcomes_to_csv(&[]).starts_with("file,truth,specimen,"));
/// ```
#[must_use]
pub fn outcomes_to_csv(outcomes: &[TrialOutcome]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    // Writing to memory does not fail.
    let _ = writer.write_record(HEAD);
    for outcome in outcomes {
        let [score, lead, gap] = [0, 1, 2].map(|i| number(outcome.standing.map(|standing| standing[i])));
        let row: [String; HEAD.len()] = [
            guard(&outcome.file),
            guard(&outcome.truth),
            guard(&outcome.specimen),
            guard(&outcome.instrument),
            guard(&outcome.kind),
            outcome.role.name().to_owned(),
            outcome.noise_added.to_string(),
            number(outcome.snr),
            guard(&outcome.found),
            outcome.related.to_string(),
            score,
            lead,
            gap,
            outcome.matched.to_string(),
            number(outcome.margin),
            outcome.shift_cm1.to_string(),
            outcome.undecided.clone(),
            outcome.verdict.clone(),
            guard(&outcome.names.join(";")),
            number(outcome.value),
        ];
        let _ = writer.write_record(row);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

//! What became of trials, as a table: for spreadsheets, and for whoever repeats them.

use super::outcome::TrialOutcome;
use crate::ground::guarded::guard;

/// Columns of the table.
const COLUMNS: [&str; 20] = [
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

impl TrialOutcome {
    /// Outcomes as CSV with a head, a row each; numbers as the shortest text that is read as the same number again, names with `;` between.
    /// What a spreadsheet would take for a formula begins with an apostrophe.
    #[must_use]
    pub fn table(outcomes: &[Self]) -> String {
        let mut rows = csv::Writer::from_writer(Vec::new());
        // Into memory nothing fails.
        let mut write = |row: &[String]| drop(rows.write_record(row));
        write(&COLUMNS.map(str::to_owned));
        for outcome in outcomes {
            write(&outcome.row());
        }
        let bytes = rows.into_inner().unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn row(&self) -> [String; 20] {
        let text = |text: &str| guard(text);
        let number = |number: Option<f64>| number.map_or_else(String::new, |number| number.to_string());
        let [score, lead, gap] = [0, 1, 2].map(|i| number(self.standing.map(|numbers| numbers[i])));
        [
            text(&self.file),
            text(&self.truth),
            text(&self.specimen),
            text(&self.instrument),
            text(&self.kind),
            self.role.name().to_owned(),
            self.noise_added.to_string(),
            number(self.snr),
            text(&self.found),
            self.related.to_string(),
            score,
            lead,
            gap,
            self.matched.to_string(),
            number(self.margin),
            number(Some(self.shift_cm1)),
            self.undecided.clone(),
            self.verdict.clone(),
            text(&self.names.join(";")),
            number(self.value),
        ]
    }
}

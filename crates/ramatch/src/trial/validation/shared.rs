//! Whether a calibration was made of the specimens that it is validated with: limits fit what they were made of, and would look better
//! than they are.

use crate::ground::error::Error;
use crate::ground::guarded::free;
use crate::ground::shown;
use crate::trial::outcome::TrialOutcome;
use ramatch_core::Code;
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of trials that the calibration was made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SharedTrials {
    /// They are refused.
    #[default]
    Refuse,
    /// They are counted, and a remark says so.
    Tell,
}

/// What stands in the trials of a calibration and in those of a validation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shared {
    /// Whether the calibration says nothing of its trials.
    unknown: bool,
    /// What is in both, in words.
    both: Vec<String>,
}

impl Shared {
    /// Compares trials with the table that a calibration carries: CSV whose head has `file`, `truth` and `specimen`. A spectrum is the same
    /// where its file and what it is are the same, unless both state specimens and these differ.
    pub(super) fn of(trials: &[TrialOutcome], table: &str) -> Self {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(table.as_bytes());
        let rows = reader.deserialize::<BTreeMap<String, String>>().filter_map(Result::ok);
        let field = |row: &BTreeMap<String, String>, name| {
            row.get(name).map(|field| free(field).to_owned()).unwrap_or_default()
        };
        let (mut specimens, mut files) = (BTreeSet::new(), BTreeMap::new());
        for row in rows {
            let specimen = field(&row, "specimen");
            files.insert((field(&row, "file"), field(&row, "truth")), specimen.clone());
            specimens.insert(specimen);
        }
        specimens.remove("");
        let both: BTreeSet<String> = trials
            .iter()
            .filter_map(|trial| {
                let specimen =
                    specimens.get(&trial.specimen).map(|of| format!("specimen {}", shown::line(of)));
                let of_file = files.get(&(trial.file.clone(), trial.truth.clone()));
                // Another specimen's file may be called the same.
                let file = of_file.is_some_and(|of| of.is_empty() || trial.specimen.is_empty());
                specimen.or_else(|| file.then(|| format!("spectrum {}", shown::line(&trial.file))))
            })
            .collect();
        Self { unknown: files.is_empty(), both: both.into_iter().collect() }
    }

    /// Refuses what is in both.
    pub(super) fn refuse(&self) -> Result<(), Error> {
        let Some(first) = self.both.first() else { return Ok(()) };
        let more = match self.both.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        let reason = format!(
            "{first}{more} was measured for the calibration too, whose limits fit it: validate with other specimens"
        );
        Err(Error::Library { path: None, code: Code::SpecimenTwice, reason })
    }

    /// What has to be said of it.
    pub(super) fn said(&self) -> Option<(&'static str, String)> {
        match (self.both.len(), self.unknown) {
            (0, false) => None,
            (0, true) => Some((
                "unknown_specimens",
                "the calibration does not carry its trials: nobody can check that these are other specimens"
                    .to_owned(),
            )),
            (count, _) => Some((
                "specimen_twice",
                format!(
                    "{count} specimens or spectra were measured for the calibration too: limits fit what they were made of, and all figures look better than they are"
                ),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::validation::report::tests::trial;

    #[test]
    fn a_specimen_or_a_spectrum_in_both_is_named() {
        let mut own = trial("a", "b");
        let table = "file,truth,specimen\nx.txt,a,s1\na.txt,a,\n";
        assert_eq!(Shared::of(&[own.clone()], table).both, ["spectrum a.txt"]);
        own.specimen = "s1".into();
        let shared = Shared::of(&[own.clone()], table);
        assert_eq!(shared.both, ["specimen s1"]);
        assert_eq!(shared.refuse().unwrap_err().code(), Code::SpecimenTwice);
        assert_eq!(shared.said().unwrap().0, "specimen_twice");
        let others = "file,truth,specimen\na.txt,a,s2\n";
        assert_eq!(Shared::of(&[own.clone()], others), Shared::default());
        // Another substance under the same name of a file.
        own.truth = "c".into();
        own.specimen = String::new();
        assert_eq!(Shared::of(&[own.clone()], table), Shared::default());
        assert_eq!(Shared::of(&[own], "").said().unwrap().0, "unknown_specimens");
    }
}

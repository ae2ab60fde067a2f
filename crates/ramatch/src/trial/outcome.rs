//! What became of one trial.

use serde::{Deserialize, Serialize};

/// What a trial asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The substance is in the library; entries of the trial's own specimen are left out.
    Present,
    /// The substance is in the library, and all of its entries are left out.
    Removed,
    /// The substance is not in the library.
    Foreign,
}

impl Role {
    /// The stable name, as text and JSON show it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Removed => "removed",
            Self::Foreign => "foreign",
        }
    }
}

/// What became of one trial: a spectrum of which it is known what it is, asked in one role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TrialOutcome {
    /// The file, or the entry of the library that was asked about.
    pub file: String,
    /// What it is: the id of a substance of the library, or a name of what the library does not hold.
    pub truth: String,
    /// Its specimen; empty where it is not stated, and then it is one of its own.
    pub specimen: String,
    /// Its instrument; empty where it is not stated.
    pub instrument: String,
    /// What kind of substance or sample it is, such as "mineral"; empty where it is not stated.
    pub kind: String,
    /// What was asked.
    pub role: Role,
    /// Whether noise was added to the measured spectrum, so that it has the signal-to-noise ratio that it has.
    #[serde(default)]
    pub noise_added: bool,
    /// Signal-to-noise ratio; none where no noise was measurable.
    pub snr: Option<f64>,
    /// Id of the substance that ranks first; empty where nothing was scored.
    pub found: String,
    /// Whether that is a relative of the truth, or the truth itself.
    pub related: bool,
    /// Score, lead and gap of the first; none where nothing was weighed.
    pub standing: Option<[f64; 3]>,
    /// Bands of the reference that were found.
    pub matched: usize,
    /// By how much the first scores more than the next substance.
    pub margin: Option<f64>,
    /// How far the axis was moved, in cm⁻¹.
    pub shift_cm1: f64,
    /// Code of why the ranking was no answer, whatever its standing; empty where nothing spoke against it.
    pub undecided: String,
    /// The verdict by the calibration that was asked with: `identified`, `one_of`, `related`, `not_in_library` or `cannot_decide`; empty where
    /// trials made the calibration.
    pub verdict: String,
    /// Ids of the substances that it names.
    pub names: Vec<String>,
    /// What the standing is worth by that calibration; none without one.
    pub value: Option<f64>,
}

impl TrialOutcome {
    /// Whether the substance was not there to be found.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.role != Role::Present
    }

    /// Whether the first hit is the truth. Of what is absent none is.
    #[must_use]
    pub fn is_right(&self) -> bool {
        !self.is_absent() && self.found == self.truth
    }
}

//! Where a trial stands by a calibration: the value that decides, and at which rates it is let through.

use crate::trial::limits;
use crate::trial::outcome::TrialOutcome;
use ramatch_core::identify::{CalibrationRef, Standing};

/// A trial, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stood<'a> {
    pub(super) trial: &'a TrialOutcome,
    /// What its standing is worth; none where nothing was weighed.
    pub(super) worth: Option<f64>,
    /// The same as limits see it; −∞ where something speaks against any name, or nothing was weighed: no limit lets
    /// that through.
    pub(super) value: f64,
    /// The least rate at which the calibration's limits let it through: (as high among absent substances, and one) of (substances, and one).
    /// Infinite where that is not known, because fewer values are kept.
    pub(super) from_rate: f64,
    /// Whether it is above the calibration's limit of any name.
    pub(super) is_above: bool,
}

impl<'a> Stood<'a> {
    pub(super) fn of(trial: &'a TrialOutcome, table: &CalibrationRef<'_>) -> Self {
        let worth = value(trial, table);
        let value = limits::worth(trial, worth);
        let (number, stratum) = table.stratum_of(trial.snr);
        let reached = table.reached(number, value);
        let known = reached.by < stratum.kept || stratum.kept == stratum.substances;
        let rate = f64::from(reached.by + 1) / f64::from(reached.of + 1);
        let from_rate = if known && value.is_finite() { rate } else { f64::INFINITY };
        Self { trial, worth, value, from_rate, is_above: value > stratum.limit }
    }

    /// Whether limits of this rate let it through.
    pub(super) fn passes(&self, rate: f64) -> bool {
        self.from_rate <= rate
    }

    /// Whether its first hit is somebody else, and no relative.
    pub(super) fn is_unrelated(&self) -> bool {
        !self.trial.is_right() && !self.trial.related
    }
}

/// What a trial's standing is worth: as it was asked, or by this table where it was asked without one. None where nothing was weighed.
fn value(trial: &TrialOutcome, table: &CalibrationRef<'_>) -> Option<f64> {
    let by_table = |[score, lead, gap]: [f64; 3]| table.value(&Standing { score, lead, gap });
    trial.value.or_else(|| trial.standing.map(by_table)).filter(|value| value.is_finite())
}

/// The least rate that the calibration's limits can be set at, and the greatest, in every stratum.
pub(super) fn rates_known(table: &CalibrationRef<'_>) -> (f64, f64) {
    table.all_strata().fold((0.0f64, 1.0f64), |(least, most), stratum| {
        let one_more = f64::from(stratum.substances + 1);
        let greatest =
            if stratum.kept == stratum.substances { 1.0 } else { f64::from(stratum.kept) / one_more };
        (least.max(1.0 / one_more), most.min(greatest))
    })
}

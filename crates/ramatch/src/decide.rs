//! When a ranking is an answer: one rule for every ranking, recipe and library.
//!
//! The first hit is an answer where a score and its distance to what fits elsewhere are high enough together, where what the
//! reference would have shown is there, in two bands at least, at heights that go with the reference's. Where less of the
//! axis was compared, more is asked. The numbers are in [`Evidence`], the limits here, the measurements behind them in the
//! book (“When it is no answer”).

use crate::identify::Seen;
use crate::rank::{Asked, Order};
use crate::report::{Evidence, Report, Warning};
use ramatch_core::Error as Refusal;

/// Below this the strongest band may be noise.
pub(crate) const LEAST_SNR: f64 = 3.0;
/// Score and gap together are at least this.
const LEAST_SUM: f64 = 0.7;
/// The part of the reference that is found is at least this.
const LEAST_FOUND: f64 = 0.7;
/// Bands of the reference that are found.
const LEAST_BANDS: usize = 2;
/// From so many visible bands on their heights are compared.
const BANDS_WITH_HEIGHTS: usize = 4;
/// Logarithms of heights correlate at least so much.
const LEAST_HEIGHTS: f64 = 0.3;
/// Below this many cm⁻¹ more is asked.
const SHORT_CM1: f64 = 1000.0;
/// What is asked there of score and gap.
const SHORT: (f64, f64) = (0.6, 0.08);

/// Why a spectrum cannot be compared with anything, where that is for its measurement to mend.
pub(crate) fn incomparable(error: &Refusal) -> Option<Warning> {
    let mend = match error {
        Refusal::Flat { .. } => "look at shutter, laser and exposure",
        Refusal::ZeroNorm => "nothing is left above the baseline: measure longer, or nearer",
        Refusal::Coverage { .. } => "measure a wider range",
        _ => return None,
    };
    Some(Warning { code: error.code().name(), text: format!("{error}: {mend}") })
}

/// Why the ranking must not be taken for an answer, if so.
pub(crate) fn cannot_decide(report: &Report, seen: &Seen, asked: &Asked<'_>) -> Option<Warning> {
    let because = |code, text: String| Some(Warning { code, text });
    if seen.notes.saturated {
        let text = "the signal is cut off at its top, so its bands have neither height nor place: measure again with less light";
        return because("saturated", text.into());
    }
    if asked.is_noise() {
        return because("snr", "no band rises above the noise: measure longer".into());
    }
    let Some(best) = report.hits.first() else {
        return because("coverage", "no reference overlaps enough with this spectrum".into());
    };
    if let Some(snr) = seen.notes.snr.filter(|&snr| snr < LEAST_SNR) {
        return because("snr", format!("the strongest band is {snr:.1} times the noise: measure longer"));
    }
    let Some(evidence) = &report.evidence else {
        return because("low_score", format!("nothing speaks for {}", best.substance));
    };
    let (code, text) = lacks(evidence, &best.substance)?;
    because(code, text)
}

/// What an answer lacks.
fn lacks(evidence: &Evidence, name: &str) -> Option<(&'static str, String)> {
    let Evidence { score, gap, found, matched, visible, heights, covered_cm1, .. } = *evidence;
    let gap = gap.unwrap_or(0.0);
    if !sums_up(score, gap) {
        return Some(if score < SHORT.0 {
            ("low_score", format!("the best score is {score:.2}, which unrelated substances reach as well"))
        } else {
            (
                "alignment",
                format!("with the axis moved by 4 cm⁻¹ and more, another substance scores {:.2}, and {name} {score:.2}", score - gap),
            )
        });
    }
    if matched < LEAST_BANDS {
        let bands = if matched == 0 { "no band" } else { "one band" };
        return Some(("one_band", format!("{bands} of {name} is all that is found: many substances have it")));
    }
    if found < LEAST_FOUND {
        let part = 100.0 * found;
        return Some(("missing", format!("of what {name} would show here, {part:.0} % is found")));
    }
    if visible >= BANDS_WITH_HEIGHTS && heights < LEAST_HEIGHTS {
        return Some(("heights", format!("the bands of {name} are there, but not at its heights (r = {heights:.2})")));
    }
    if covered_cm1 < SHORT_CM1 && (score < SHORT.0 || gap < SHORT.1) {
        return Some(("coverage", format!("only {covered_cm1:.0} cm⁻¹ were compared, too few for {name} at this score: measure a wider range")));
    }
    None
}

fn sums_up(score: f64, gap: f64) -> bool {
    score + gap >= LEAST_SUM
}

/// Whether score and gap of a ranking's first hit are those of an answer.
pub(crate) fn is_clear(ranked: &Order) -> bool {
    ranked.best.first().is_some_and(|first| sums_up(first.score, ranked.gap.unwrap_or(0.0)))
}

//! What makes a ranking less believable.

use super::asked::Asked;
use super::found::{Bands, Warning};
use super::report::Report;
use super::seen;
use ramatch_core::alignment::Alignment;
use ramatch_core::identify::{Evidence, has_foreign_band};
use ramatch_core::{Spectrum, quality};

/// Below this part of the grid a query is called short.
const SHORT_COVERAGE: f64 = 0.8;
/// Below this a query is called noisy.
const LOW_SNR: f64 = 10.0;
/// Below this cosine the best substance hardly looks like the query.
const LOW_COSINE: f64 = 0.8;
/// From this part of its height on a band is said to be touched by the baseline.
const BASELINE_IN_BAND: f64 = 0.25;
/// Below this margin two substances look alike.
const SMALL_MARGIN: f64 = 0.02;
/// So near to the largest shift that was allowed for, a shift may be larger.
const EDGE_CM1: f64 = 0.25;
/// From this shift on the axis is suspected.
const OFFSET_CM1: f64 = 3.0;

const LIKE_PIXELS: &str = "the axis counts 0, 1, 2 … like pixels, not like Raman shifts";
const LIKE_NM: &str =
    "the axis looks like wavelengths in nm: convert it to Raman shifts with the laser's wavelength";

/// What the axis of a spectrum that could not be compared looks like, if that is no Raman shift.
pub(crate) fn suspect_axis(shot: &Spectrum) -> Option<Warning> {
    let shift_cm1 = shot.as_ref().shift_cm1();
    let warning = |text: &str| Some(Warning { code: "axis", text: text.into() });
    if quality::looks_like_pixels(shift_cm1) {
        warning(LIKE_PIXELS)
    } else if quality::looks_like_nm(shift_cm1) {
        warning(LIKE_NM)
    } else {
        None
    }
}

pub(crate) fn warnings(
    report: &Report,
    seen: &seen::Seen,
    asked: &Asked<'_>,
    evidence: Option<&Evidence>,
) -> Vec<Warning> {
    let notes = &seen.notes;
    let mut warnings = Vec::new();
    let mut warn = |code, text: String| warnings.push(Warning { code, text });
    if report.query.coverage < SHORT_COVERAGE {
        let part = 100.0 * report.query.coverage;
        warn("coverage", format!("the spectrum covers only {part:.0} % of the compared range"));
    }
    if let Some(snr) = notes.snr.filter(|&snr| snr < LOW_SNR) {
        warn("snr", format!("the signal is weak: its strongest band is {snr:.1} times the noise"));
    }
    if notes.axis_is_pixels {
        warn("axis", LIKE_PIXELS.into());
    }
    if notes.axis_is_nm {
        warn("axis", LIKE_NM.into());
    }
    if let Some(gap) = notes.gap {
        let (from, to) = (gap.from_cm1, gap.to_cm1);
        warn("axis", format!("the axis has a gap from {from:.0} to {to:.0} cm⁻¹, which does not count"));
    }
    for (empty, end) in notes.empty_ends.iter().zip(["first", "last"]).filter(|(empty, _)| empty.points > 0) {
        let (points, width) = (empty.points, empty.width_cm1);
        warn(
            "empty_end",
            format!(
                "the {end} {points} points ({width:.0} cm⁻¹) are one number, which is no measurement: they do not count"
            ),
        );
    }
    if notes.despiked.cannot_tell {
        let text = "one shot cannot tell cosmic rays from bands or noise here; none were taken out";
        warn("despike", text.into());
    }
    if notes.rise_under_band > BASELINE_IN_BAND {
        let part = 100.0 * notes.rise_under_band;
        warn("baseline", format!("the baseline rises into the strongest band by {part:.0} % of its height"));
    }
    let Some(best) = report.hits.first() else { return warnings };
    let Alignment { shift_cm1, stretch } = report.alignment;
    let most = asked.tolerance.shift_cm1;
    if shift_cm1.abs() >= OFFSET_CM1 && shift_cm1.abs() > most - EDGE_CM1 {
        let text = format!(
            "the axis seems off by {shift_cm1:+.1} cm⁻¹, the most that was allowed for, and may be off by more: check its calibration"
        );
        warn("axis", text);
    } else if shift_cm1.abs() >= OFFSET_CM1 {
        let stretched =
            if stretch == 0.0 { String::new() } else { format!(", stretched by {:+.2} %", 100.0 * stretch) };
        let text = format!(
            "the axis seems off by {shift_cm1:+.1} cm⁻¹{stretched}, which was allowed for: check its calibration"
        );
        warn("axis", text);
    } else if let Some(offset) = common_offset(&best.bands) {
        let text = format!("the matched bands lie {offset:+.1} cm⁻¹ off: check the axis calibration");
        warn("axis", text);
    }
    if let Some(spacing) = band_spacing(&report.query.bands_cm1)
        && asked.by_bands()
        && 2.0 * asked.tolerance.shift_cm1 > spacing
    {
        let text = format!(
            "bands are {spacing:.0} cm⁻¹ apart, less than twice the tolerance of {:.0} cm⁻¹: a shift cannot be told from another substance",
            asked.tolerance.shift_cm1
        );
        warn("tolerance", text);
    }
    if !asked.by_bands() && best.cosine < LOW_COSINE {
        let text = format!(
            "heights differ from those of the reference (cosine {:.2}): another orientation or instrument, or a mixture",
            best.cosine
        );
        warn("low_cosine", text);
    }
    if evidence.is_some_and(|evidence| has_foreign_band(evidence, notes)) {
        let text = format!("the strongest band is not one of {}: a container, or a mixture", best.substance);
        warn("unexplained", text);
    }
    if best.margin.is_some_and(|margin| margin < SMALL_MARGIN) {
        let next = best.score - best.margin.unwrap_or(0.0);
        warn("margin", format!("the next substance scores nearly alike ({next:.3})"));
    }
    if best.grade == "field" {
        let note = if best.note.is_empty() { "it is of undocumented origin" } else { &best.note };
        warn("grade", format!("the best reference is of grade field: {note}"));
    }
    warnings
}

/// The median offset of at least three matched bands, if it is worth a word.
fn common_offset(bands: &Bands) -> Option<f64> {
    let mut offsets: Vec<f64> = bands.matched.iter().map(|m| m.offset_cm1).collect();
    offsets.sort_by(f64::total_cmp);
    let median = offsets.get(offsets.len() / 2).copied()?;
    (offsets.len() >= 3 && median.abs() >= OFFSET_CM1).then_some(median)
}

/// The median distance of at least four bands.
fn band_spacing(bands_cm1: &[f64]) -> Option<f64> {
    let mut gaps: Vec<f64> = bands_cm1.windows(2).map(|pair| pair[1] - pair[0]).collect();
    gaps.sort_by(f64::total_cmp);
    (gaps.len() >= 3).then(|| gaps[gaps.len() / 2])
}

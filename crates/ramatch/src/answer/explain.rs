//! Why a ranking is as it is: which bands speak for a reference, which do not, and what makes it less believable.

use crate::answer::rank::Asked;
use crate::answer::report::{BandMatch, Bands, Hit, Report, Warning};
use crate::answer::{decide, seen};
use ramatch_core::alignment::Alignment;
use ramatch_core::band::{self, Peak};
use ramatch_core::{Grid, Interval, Spectrum, quality};

/// A reference's band counts if its prominence is at least this part of the strongest sample.
const PROMINENCE: f64 = 0.03;
/// A query shows a band from half of that on, so that a band at the limit is not missed by a hair.
const QUERY_PROMINENCE: f64 = 0.015;
/// A reference's band explains one of the query from here on.
const WEAK_PROMINENCE: f64 = 0.003;
/// Bands at most this far apart are the same, once the axis is aligned: published positions differ that much.
const TOLERANCE_CM1: f64 = 8.0;
/// Most bands that are listed of one spectrum.
const MAX_BANDS: usize = 64;

/// First and last Raman shift of an interval.
pub(crate) fn ends(grid: Grid, interval: Interval) -> (f64, f64) {
    (grid.shift_cm1(interval.lo), grid.shift_cm1(interval.hi.saturating_sub(1)))
}

/// The peaks of a curve with a prominence of at least `part` of its highest sample.
fn peaks(curve: &[f32], interval: Interval, grid: Grid, part: f64) -> Vec<Peak> {
    let highest = interval.of(curve).iter().copied().fold(0.0f32, f32::max);
    let mut peaks = vec![Peak::default(); MAX_BANDS];
    let found = band::find_peaks(curve, interval, grid, part * f64::from(highest), &mut peaks);
    peaks.truncate(found);
    peaks
}

/// The query's bands: 1.5 % of its height, or four times the noise.
pub(crate) fn query_bands(seen: &seen::Seen, grid: Grid) -> Vec<Peak> {
    peaks(&seen.samples, seen.interval, grid, QUERY_PROMINENCE.max((4.0 * seen.noise()).min(0.5)))
}

/// The bands of a reference where points count.
pub(crate) fn reference_bands(row: &[f32], over: Interval, grid: Grid, open: &[Interval]) -> Vec<Peak> {
    let mut bands = peaks(row, over, grid, PROMINENCE);
    bands.retain(|band| counts(open, grid, band.shift_cm1));
    bands
}

/// Whether points count at a Raman shift.
fn counts(open: &[Interval], grid: Grid, shift_cm1: f64) -> bool {
    let at = ((shift_cm1 - grid.start_cm1) / grid.step_cm1).round();
    at >= 0.0 && open.iter().any(|open| (open.lo..open.hi).contains(&(at as usize)))
}

/// The query's bands, to be compared with those of references.
pub(crate) struct Seen<'a> {
    /// As measured.
    pub(crate) bands: &'a [Peak],
    pub(crate) alignment: Alignment,
    /// Where points count.
    pub(crate) open: &'a [Interval],
}

impl Seen<'_> {
    /// Pairs a reference's bands with the query's. Those of the query outside what was compared are not asked about, and weak
    /// ones of the reference explain as well.
    pub(crate) fn compare(&self, row: &[f32], over: Interval, grid: Grid) -> Bands {
        let (from, to) = ends(grid, over);
        let weak = peaks(row, over, grid, WEAK_PROMINENCE);
        let reference = reference_bands(row, over, grid, self.open);
        let corrected: Vec<Peak> = self
            .bands
            .iter()
            .map(|peak| Peak { shift_cm1: self.alignment.corrected_cm1(peak.shift_cm1), ..*peak })
            .collect();
        let highest = |peaks: &[Peak]| peaks.iter().map(|peak| peak.height).fold(f64::MIN_POSITIVE, f64::max);
        let (of_reference, of_query) = (highest(&reference), highest(&corrected));
        let mut partner = vec![None; reference.len()];
        band::pair_peaks(&reference, &corrected, TOLERANCE_CM1, &mut partner);
        let mut bands = Bands { expected: reference.len(), ..Bands::default() };
        let mut taken = vec![false; corrected.len()];
        for (wanted, partner) in reference.iter().zip(partner) {
            match partner.and_then(|q: usize| Some((q, corrected.get(q)?))) {
                Some((q, found)) => {
                    taken[q] = true;
                    bands.matched.push(BandMatch {
                        reference_cm1: wanted.shift_cm1,
                        query_cm1: self.bands[q].shift_cm1,
                        offset_cm1: found.shift_cm1 - wanted.shift_cm1,
                        reference_height: wanted.height / of_reference,
                        query_height: found.height / of_query,
                    });
                }
                None => bands.missing_cm1.push(wanted.shift_cm1),
            }
        }
        for ((measured, corrected), taken) in self.bands.iter().zip(&corrected).zip(taken) {
            let compared =
                (from..=to).contains(&corrected.shift_cm1) && counts(self.open, grid, corrected.shift_cm1);
            let near = |peak: &Peak| (peak.shift_cm1 - corrected.shift_cm1).abs() <= TOLERANCE_CM1;
            if compared && !taken && !weak.iter().any(near) {
                bands.unexplained_cm1.push(measured.shift_cm1);
            }
        }
        bands
    }
}

/// The query's bands that none of the hits explains.
pub(crate) fn unexplained(query: &[Peak], hits: &[Hit]) -> Vec<f64> {
    let explained = |shift: f64| {
        hits.iter().any(|hit| hit.bands.matched.iter().any(|matched| matched.query_cm1 == shift))
    };
    query.iter().map(|peak| peak.shift_cm1).filter(|&shift| !explained(shift)).collect()
}

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

pub(crate) fn warnings(report: &Report, seen: &seen::Seen, asked: &Asked<'_>) -> Vec<Warning> {
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
    if let Some(evidence) = &report.evidence
        && evidence.strongest_in_reference < decide::FOREIGN
        && !notes.despiked.cannot_tell
    {
        let text = format!("the strongest band is not one of {}: a container, or a mixture", best.substance);
        warn("unexplained", text);
    }
    if best.margin.is_some_and(|margin| margin < SMALL_MARGIN) {
        let next = best.score - best.margin.unwrap_or(0.0);
        warn("margin", format!("the next substance scores nearly alike ({next:.3})"));
    }
    if best.grade == "field" {
        warn("grade", format!("the best reference is of grade field: {}", best.note));
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

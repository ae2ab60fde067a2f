//! When a ranking is an answer: one rule for every ranking, recipe and library.
//!
//! The first hit is an answer where its score, and its distance to what fits elsewhere, are high enough together; where what the
//! reference would have shown is there, in two bands at least, at heights that go with the reference's. More is asked where
//! little of the axis was compared, or where points are far apart. The numbers are in [`Evidence`], the limits here, what
//! they were chosen on and what each one does in the book (`docs/src/evidence.md`).

use crate::answer::rank::{Asked, Order};
use crate::answer::report::{Evidence, Report, Warning};
use crate::answer::seen::Seen;
use ramatch_core::alignment::Alignment;
use ramatch_core::noise::SPARSE_CM1;
use ramatch_core::{Error as Refusal, Notes};

/// Below this the strongest band may be noise.
const LEAST_SNR: f64 = 3.0;
/// Below this SNR noise takes much of a score.
const NOISY: f64 = 30.0;
/// From this part of the range on gaps leave too little.
const MOST_GAPS: f64 = 1.0 / 3.0;
/// From this ratio on, and from this part of the SNR on, neighbours contradict each other. A clean spectrum of few points has a ratio as well.
const MOST_NOISE_RATIO: (f64, f64) = (2.0, 0.1);
/// Score and twice the gap are at least this: of an answer, and of one that goes by two bands.
const LEAST_SUM: (f64, f64) = (0.8, 0.9);
/// No more of the gap counts: in a small library it is large for want of rivals.
const MOST_GAP: f64 = 0.15;
/// Two substances that score so alike are not told apart.
const LEAST_MARGIN: f64 = 0.01;
/// Below this height in the reference, of its highest, the query's strongest band is none of its own …
pub(crate) const FOREIGN: f64 = 0.05;
/// … and below this height in the query the reference's strongest is no more than a trace.
const TRACE: f64 = 0.15;
/// The part of the reference that is found is at least this.
const LEAST_FOUND: f64 = 0.7;
/// Bands of the reference that are found, and the part of those that this noise would have shown.
const LEAST_BANDS: (usize, f64) = (2, 0.2);
/// Where so few bands are found …
const FEW_BANDS: usize = 3;
/// … they are at least this part of what the query shows, and otherwise at least the second.
const LEAST_EXPLAINED: (f64, f64) = (0.72, 0.5);
/// … and the query has at most so many bands that are not explained for each.
const MOST_UNEXPLAINED: usize = 4;
/// A shift beyond this many cm⁻¹ together with a stretch is not told by so few bands.
const TOLD_CM1: f64 = 4.0;
/// From so many visible bands on their heights are compared.
const BANDS_WITH_HEIGHTS: usize = 4;
/// Powers of the reference's heights that those of a query may follow.
const HEIGHTS: (f64, f64) = (0.25, 2.0);
/// Below this many cm⁻¹, and from this distance of points on, …
const LITTLE_CM1: (f64, f64) = (1000.0, 9.0);
/// … score and gap are each at least this.
const OF_LITTLE: (f64, f64) = (0.6, 0.12);

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
/// `lacks` is what its first hit lacks; none where nothing could be said of it.
pub(crate) fn cannot_decide(
    report: &Report,
    seen: &Seen,
    asked: &Asked<'_>,
    lacks: Option<Vec<Warning>>,
) -> Option<Warning> {
    let notes = &seen.notes;
    if let Some(reason) = unmeasured(notes) {
        return Some(reason);
    }
    if asked.is_noise() {
        return because("snr", "no band rises above the noise: measure longer".into());
    }
    let Some(best) = report.hits.first() else {
        return because("coverage", "no reference overlaps enough with this spectrum".into());
    };
    if let Some(snr) = notes.snr.filter(|&snr| snr < LEAST_SNR) {
        return because("snr", format!("the strongest band is {snr:.1} times the noise: measure longer"));
    }
    match lacks {
        Some(lacks) => lacks.into_iter().next(),
        None => because("low_score", format!("nothing speaks for {}", best.substance)),
    }
}

fn because(code: &'static str, text: String) -> Option<Warning> {
    Some(Warning { code, text })
}

/// Why the points themselves cannot be an answer's base.
fn unmeasured(notes: &Notes) -> Option<Warning> {
    if notes.saturated {
        let text = "the signal is cut off at its top, so its bands have neither height nor place: measure again with less light";
        return because("saturated", text.into());
    }
    if let Some(gap) = notes.gap.filter(|gap| gap.part >= MOST_GAPS) {
        let (part, from, to) = (100.0 * gap.part, gap.from_cm1, gap.to_cm1);
        return because(
            "unmeasured",
            format!(
                "{part:.0} % of the range was not measured: there is a gap from {from:.0} to {to:.0} cm⁻¹"
            ),
        );
    }
    if let Some(spacing) = notes.spacing_cm1.filter(|&spacing| spacing > SPARSE_CM1) {
        let text = format!(
            "the points are {spacing:.0} cm⁻¹ apart, so bands are not resolved: measure with a finer step"
        );
        return because("sampling", text);
    }
    let ratio = notes.noise_ratio;
    if ratio >= MOST_NOISE_RATIO.0 && notes.snr.is_none_or(|snr| ratio >= MOST_NOISE_RATIO.1 * snr) {
        let text = format!(
            "neighbouring points contradict each other {ratio:.0} times as much as the spectrum shows: these are no bands"
        );
        return because("snr", text);
    }
    None
}

/// All that an answer lacks; the first says most.
pub(crate) fn lacks(
    evidence: &Evidence,
    (alignment, notes): (Alignment, &Notes),
    name: &str,
) -> Vec<Warning> {
    let Evidence { score, gap, found, explained, matched, unexplained, visible, heights, .. } = *evidence;
    let Evidence { margin, strongest_in_reference, strongest_in_query, covered_cm1, .. } = *evidence;
    let alone = gap.is_none();
    let gap = gap.unwrap_or(0.0);
    let certain = score >= OF_LITTLE.0 && gap >= OF_LITTLE.1;
    let mut lacks = Vec::new();
    let mut if_so = |so: bool, code, text: &dyn Fn() -> String| {
        if so {
            lacks.push(Warning { code, text: text() });
        }
    };
    let too_little = !sums_up(score, gap, matched);
    if_so(too_little && (alone || score < OF_LITTLE.0), "low_score", &|| {
        let beside = if alone { " and there is no other beside it" } else { ", as unrelated substances do" };
        let next = match notes.snr {
            Some(snr) if snr < NOISY => "measure longer",
            _ => "it may not be in the library, or be a mixture",
        };
        format!("by its bands {name} scores {score:.2}{beside}: {next}")
    });
    if_so(too_little && !alone && score >= OF_LITTLE.0, "alignment", &|| {
        let elsewhere = score - gap;
        format!(
            "another substance scores {elsewhere:.2} with the axis moved by 4 cm⁻¹ or more, and {name} {score:.2}: the answer hangs on the axis"
        )
    });
    if_so(matched < LEAST_BANDS.0, "one_band", &|| match (matched, visible) {
        (0, _) => format!("no band of {name} is found"),
        (_, 1) => format!(
            "one band of {name} is found, and the reference has no other here: many substances have one such band"
        ),
        _ => format!("one band of {name} is found: many substances have one such band"),
    });
    if_so(margin.is_some_and(|margin| margin < LEAST_MARGIN), "margin", &|| {
        let other = score - margin.unwrap_or(0.0);
        format!("another substance scores {other:.3}, and {name} {score:.3}: they are not told apart")
    });
    let Alignment { shift_cm1, stretch } = alignment;
    if_so(matched <= FEW_BANDS && shift_cm1.abs() > TOLD_CM1 && stretch != 0.0, "alignment", &|| {
        let stretch = 100.0 * stretch;
        format!(
            "an axis moved by {shift_cm1:+.1} cm⁻¹ and stretched by {stretch:+.2} % is more than {matched} bands can tell: they fit many substances so"
        )
    });
    if_so(found < LEAST_FOUND || (matched as f64) < LEAST_BANDS.1 * visible as f64, "missing", &|| {
        let part = 100.0 * found;
        format!("of what {name} would show here, {part:.0} % is found, and {matched} of {visible} bands")
    });
    let least = if matched > FEW_BANDS { LEAST_EXPLAINED.1 } else { LEAST_EXPLAINED.0 };
    let many = matched <= FEW_BANDS && unexplained > MOST_UNEXPLAINED * matched;
    if_so(explained < least || many, "unexplained", &|| {
        let part = 100.0 * explained;
        format!(
            "{name} explains {part:.0} % of what is seen by {matched} bands, and {unexplained} bands are not its own: a container, a mixture, or another substance"
        )
    });
    // A ray that one shot cannot tell is the strongest as well, and is looked at by itself.
    let neither =
        !notes.despiked.cannot_tell && strongest_in_reference < FOREIGN && strongest_in_query < TRACE;
    if_so(neither, "unexplained", &|| {
        let part = 100.0 * strongest_in_query;
        format!(
            "the strongest band is not one of {name}, whose own strongest is {part:.0} % of it: a mixture, or another substance"
        )
    });
    let power = heights.filter(|_| visible >= BANDS_WITH_HEIGHTS).unwrap_or(1.0);
    if_so(!(HEIGHTS.0..=HEIGHTS.1).contains(&power), "heights", &|| {
        let how = if power < 1.0 { "more alike" } else { "more different" };
        format!("the heights of the bands are far {how} than those of {name} (their power {power:.1}, not 1)")
    });
    if_so(covered_cm1 < LITTLE_CM1.0 && !certain, "coverage", &|| {
        format!(
            "only {covered_cm1:.0} cm⁻¹ were compared, too few for this score and gap: measure a wider range"
        )
    });
    let spacing = notes.spacing_cm1.unwrap_or(0.0);
    if_so(spacing > LITTLE_CM1.1 && !certain, "sampling", &|| {
        format!(
            "the points are {spacing:.0} cm⁻¹ apart, too far for this score and gap: measure with a finer step"
        )
    });
    lacks
}

fn sums_up(score: f64, gap: f64, matched: usize) -> bool {
    let least = if matched > LEAST_BANDS.0 { LEAST_SUM.0 } else { LEAST_SUM.1 };
    score + 2.0 * gap.min(MOST_GAP) >= least
}

/// Whether score and gap of a ranking's first hit are those of an answer.
pub(crate) fn is_clear(ranked: &Order) -> bool {
    let gap = ranked.gap.unwrap_or(0.0);
    ranked.best.first().is_some_and(|first| sums_up(first.score, gap, usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of a clear answer when one number changes.
    fn codes(change: impl Fn(&mut Evidence)) -> Vec<&'static str> {
        let mut evidence = Evidence {
            score: 0.9,
            gap: Some(0.3),
            margin: Some(0.2),
            strongest_in_reference: 1.0,
            strongest_in_query: 1.0,
            found: 0.95,
            explained: 0.95,
            matched: 8,
            unexplained: 1,
            visible: 9,
            heights: Some(1.0),
            covered_cm1: 2000.0,
            lacks: Vec::new(),
        };
        change(&mut evidence);
        lacks(&evidence, (Alignment::default(), &Notes::default()), "x")
            .iter()
            .map(|lack| lack.code)
            .collect()
    }

    #[test]
    fn every_limit_has_its_code() {
        assert!(codes(|_| ()).is_empty());
        assert_eq!(codes(|e| (e.score, e.gap) = (0.5, Some(0.14))), ["low_score"]);
        assert_eq!(codes(|e| (e.score, e.gap) = (0.7, Some(0.04))), ["alignment"]);
        assert!(codes(|e| (e.score, e.gap) = (0.7, Some(0.06))).is_empty());
        assert_eq!(codes(|e| (e.score, e.gap) = (0.79, None)), ["low_score"]);
        assert_eq!(codes(|e| (e.score, e.gap) = (0.49, Some(0.4))), ["low_score"]);
        assert_eq!(codes(|e| e.margin = Some(0.009)), ["margin"]);
        assert!(codes(|e| e.margin = None).is_empty());
        assert_eq!(
            codes(|e| (e.strongest_in_reference, e.strongest_in_query) = (0.04, 0.14)),
            ["unexplained"]
        );
        assert!(codes(|e| e.strongest_in_reference = 0.0).is_empty());
        assert_eq!(codes(|e| e.found = 0.69), ["missing"]);
        assert_eq!(codes(|e| e.visible = 41), ["missing"]);
        assert_eq!(codes(|e| (e.matched, e.visible) = (1, 1)), ["one_band"]);
        assert_eq!(codes(|e| (e.matched, e.visible, e.explained) = (3, 3, 0.71)), ["unexplained"]);
        assert_eq!(codes(|e| (e.matched, e.visible, e.unexplained) = (3, 3, 13)), ["unexplained"]);
        assert_eq!(codes(|e| e.explained = 0.49), ["unexplained"]);
        assert_eq!(codes(|e| e.heights = Some(0.2)), ["heights"]);
        assert_eq!(codes(|e| e.heights = Some(2.1)), ["heights"]);
        assert!(codes(|e| (e.heights, e.visible) = (Some(0.2), 3)).is_empty());
        assert_eq!(codes(|e| (e.covered_cm1, e.gap) = (900.0, Some(0.11))), ["coverage"]);
        assert!(codes(|e| e.covered_cm1 = 900.0).is_empty());
        assert_eq!(
            codes(|e| (e.matched, e.visible, e.score, e.gap) = (2, 2, 0.7, Some(0.09))),
            ["alignment"]
        );
    }

    #[test]
    fn sparse_points_and_few_bands_ask_for_more() {
        let evidence = |matched, gap| Evidence {
            score: 0.9,
            gap: Some(gap),
            strongest_in_query: 1.0,
            found: 0.9,
            explained: 0.9,
            matched,
            visible: matched,
            covered_cm1: 2000.0,
            ..Evidence::default()
        };
        let asked = |evidence: &Evidence, shift_cm1, stretch, spacing| -> Vec<&str> {
            let alignment = Alignment { shift_cm1, stretch };
            let mut notes = Notes::default();
            notes.spacing_cm1 = Some(spacing);
            lacks(evidence, (alignment, &notes), "x").iter().map(|lack| lack.code).collect()
        };
        assert_eq!(asked(&evidence(3, 0.1), 0.0, 0.0, 9.5), ["sampling"]);
        assert!(asked(&evidence(3, 0.2), 0.0, 0.0, 9.5).is_empty());
        assert_eq!(asked(&evidence(3, 0.2), -8.0, 0.003, 2.0), ["alignment"]);
        assert!(asked(&evidence(4, 0.2), -8.0, 0.003, 2.0).is_empty());
        assert!(asked(&evidence(3, 0.2), -8.0, 0.0, 2.0).is_empty());
    }
}

//! When a ranking is an answer: one rule for every ranking, recipe and library.
//!
//! The first hit is an answer where its score, and its distance to what fits elsewhere, are high enough together; where what the
//! reference would have shown is there, in two bands at least, at heights that go with the reference's. More is asked where
//! little of the axis was compared, or where points are far apart. The numbers are in [`Evidence`], the limits here, what
//! they were chosen on and what each one does in the book (`docs/src/evidence.md`).

use super::best::Ranked;
use super::evidence::Evidence;
use super::reason::{Lacks, Reason};
use crate::compare::alignment::Alignment;
use crate::measured::noise::SPARSE_CM1;
use crate::recipe::notes::Notes;

/// Below this the strongest band may be noise.
const LEAST_SNR: f64 = 3.0;
/// Below this SNR noise takes much of a score.
const NOISY: f64 = 30.0;
/// From this part of the range on gaps leave too little.
const MOST_GAPS: f64 = 1.0 / 3.0;
/// From this ratio on, and from this part of the SNR on, neighbours contradict each other. A clean spectrum of few points has a ratio as well.
const MOST_NOISE_RATIO: (f64, f64) = (2.0, 0.1);
/// Score and twice the gap are at least this: of an answer, and of one that goes by two bands.
const LEAST_SUM: (f64, f64) = (0.81, 0.9);
/// No more of the gap counts: in a small library it is large for want of rivals.
const MOST_GAP: f64 = 0.15;
/// Two substances that score so alike are not told apart.
const LEAST_MARGIN: f64 = 0.01;
/// Below this height in the reference, of its highest, the query's strongest band is none of its own …
const FOREIGN: f64 = 0.05;
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

/// Scores that are nearer to each other than this are equal: of equal rows they are so to the last bits.
const EQUAL: f64 = 1e-6;

/// Why the ranking must not be taken for an answer, if so.
///
/// `row_is_noise` where no band rises above the noise, `best` are the substances, best first, `lacks` what the first one lacks; none
/// where nothing could be said of it.
#[must_use]
pub fn cannot_decide(
    notes: &Notes,
    row_is_noise: bool,
    best: &[Ranked],
    lacks: Option<&Lacks>,
) -> Option<Reason> {
    let reason = ranking_undecided(notes, row_is_noise, best, lacks);
    // A twin of the first hit fits elsewhere as well, of course.
    let twins = reason.is_none_or(|reason| matches!(reason.code(), "alignment" | "margin"));
    let equal = equal_references(best);
    if twins && equal > 1 { Some(Reason::EqualReferences { count: equal }) } else { reason }
}

fn ranking_undecided(
    notes: &Notes,
    row_is_noise: bool,
    best: &[Ranked],
    lacks: Option<&Lacks>,
) -> Option<Reason> {
    if let Some(reason) = unmeasured(notes) {
        return Some(reason);
    }
    if row_is_noise {
        return Some(Reason::NothingAboveNoise);
    }
    if best.is_empty() {
        return Some(Reason::NoOverlap);
    }
    if let Some(snr) = notes.snr.filter(|&snr| snr < LEAST_SNR) {
        return Some(Reason::Weak { snr });
    }
    match lacks {
        Some(lacks) => lacks.iter().next(),
        None => Some(Reason::NotWeighed),
    }
}

/// How many substances have references that score alike at the top.
fn equal_references(best: &[Ranked]) -> usize {
    let Some(first) = best.first().map(|first| first.score) else { return 0 };
    best.iter().take_while(|next| (next.score - first).abs() <= EQUAL * first.abs()).count()
}

/// Whether the points themselves can be an answer's base: neither cut off, nor too far apart, nor contradicting each other.
#[must_use]
pub fn is_measured(notes: &Notes) -> bool {
    unmeasured(notes).is_none() && notes.snr.is_none_or(|snr| snr >= LEAST_SNR)
}

/// Why the points themselves cannot be an answer's base.
fn unmeasured(notes: &Notes) -> Option<Reason> {
    if notes.saturated {
        return Some(Reason::Saturated);
    }
    if let Some(gap) = notes.gap.filter(|gap| gap.part >= MOST_GAPS) {
        return Some(Reason::Unmeasured { part: gap.part, from_cm1: gap.from_cm1, to_cm1: gap.to_cm1 });
    }
    if let Some(spacing_cm1) = notes.spacing_cm1.filter(|&spacing| spacing > SPARSE_CM1) {
        return Some(Reason::Sparse { spacing_cm1 });
    }
    let ratio = notes.noise_ratio;
    let contradict =
        ratio >= MOST_NOISE_RATIO.0 && notes.snr.is_none_or(|snr| ratio >= MOST_NOISE_RATIO.1 * snr);
    contradict.then_some(Reason::Contradicting { ratio })
}

/// All that an answer lacks; the first says most.
#[must_use]
pub fn lacks(evidence: &Evidence, alignment: Alignment, notes: &Notes) -> Lacks {
    let Evidence { score, gap, found, explained, matched, unexplained, visible, heights, .. } = *evidence;
    let Evidence { margin, strongest_in_query, covered_cm1, .. } = *evidence;
    let alone = gap.is_none();
    let gap = gap.unwrap_or(0.0);
    let certain = score >= OF_LITTLE.0 && gap >= OF_LITTLE.1;
    let mut lacks = Lacks::default();
    let too_little = !sums_up(score, gap, matched);
    let noisy = notes.snr.is_some_and(|snr| snr < NOISY);
    let low = too_little && (alone || score < OF_LITTLE.0);
    lacks.add_if(low, Reason::LowScore { score, alone, noisy });
    lacks.add_if(too_little && !low, Reason::FitsElsewhere { score, elsewhere: score - gap });
    lacks.add_if(matched < LEAST_BANDS.0, Reason::FewBands { matched, visible });
    let other = score - margin.unwrap_or(0.0);
    lacks.add_if(margin.is_some_and(|margin| margin < LEAST_MARGIN), Reason::SmallMargin { score, other });
    let Alignment { shift_cm1, stretch } = alignment;
    let untold = matched <= FEW_BANDS && shift_cm1.abs() > TOLD_CM1 && stretch != 0.0;
    lacks.add_if(untold, Reason::UntoldAxis { shift_cm1, stretch, matched });
    let missing = found < LEAST_FOUND || (matched as f64) < LEAST_BANDS.1 * visible as f64;
    lacks.add_if(missing, Reason::Missing { found, matched, visible });
    let least = if matched > FEW_BANDS { LEAST_EXPLAINED.1 } else { LEAST_EXPLAINED.0 };
    let many = matched <= FEW_BANDS && unexplained > MOST_UNEXPLAINED * matched;
    lacks.add_if(explained < least || many, Reason::Unexplained { explained, matched, unexplained });
    // A ray that one shot cannot tell is the strongest as well, and is looked at by itself.
    let neither = has_foreign_band(evidence, notes) && strongest_in_query < TRACE;
    lacks.add_if(neither, Reason::ForeignBand { strongest_in_query });
    let power = heights.filter(|_| visible >= BANDS_WITH_HEIGHTS).unwrap_or(1.0);
    lacks.add_if(!(HEIGHTS.0..=HEIGHTS.1).contains(&power), Reason::Heights { power });
    lacks.add_if(covered_cm1 < LITTLE_CM1.0 && !certain, Reason::ShortRange { covered_cm1 });
    let spacing_cm1 = notes.spacing_cm1.unwrap_or(0.0);
    lacks.add_if(spacing_cm1 > LITTLE_CM1.1 && !certain, Reason::SparseForScore { spacing_cm1 });
    lacks
}

/// Whether the query's strongest band is none of the reference's.
#[must_use]
pub fn has_foreign_band(evidence: &Evidence, notes: &Notes) -> bool {
    !notes.despiked.cannot_tell && evidence.strongest_in_reference < FOREIGN
}

fn sums_up(score: f64, gap: f64, matched: usize) -> bool {
    let least = if matched > LEAST_BANDS.0 { LEAST_SUM.0 } else { LEAST_SUM.1 };
    score + 2.0 * gap.min(MOST_GAP) >= least
}

/// Whether score and gap of a ranking's first hit are those of an answer.
#[must_use]
pub fn is_clear(best: &[Ranked], gap: Option<f64>) -> bool {
    best.first().is_some_and(|first| sums_up(first.score, gap.unwrap_or(0.0), usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::prelude::rust_2024::*;

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
            ..Evidence::default()
        };
        change(&mut evidence);
        lacks(&evidence, Alignment::default(), &Notes::default()).iter().map(|lack| lack.code()).collect()
    }

    #[test]
    fn every_limit_has_its_code() {
        assert!(codes(|_| ()).is_empty());
        assert_eq!(codes(|e| (e.score, e.gap) = (0.5, Some(0.14))), ["low_score"]);
        assert_eq!(codes(|e| (e.score, e.gap) = (0.7, Some(0.04))), ["alignment"]);
        assert!(codes(|e| (e.score, e.gap) = (0.7, Some(0.06))).is_empty());
        assert_eq!(codes(|e| (e.score, e.gap) = (0.805, None)), ["low_score"]);
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
            let notes = Notes { spacing_cm1: Some(spacing), ..Notes::default() };
            lacks(evidence, alignment, &notes).iter().map(|lack| lack.code()).collect()
        };
        assert_eq!(asked(&evidence(3, 0.1), 0.0, 0.0, 9.5), ["sampling"]);
        assert!(asked(&evidence(3, 0.2), 0.0, 0.0, 9.5).is_empty());
        assert_eq!(asked(&evidence(3, 0.2), -8.0, 0.003, 2.0), ["alignment"]);
        assert!(asked(&evidence(4, 0.2), -8.0, 0.003, 2.0).is_empty());
        assert!(asked(&evidence(3, 0.2), -8.0, 0.0, 2.0).is_empty());
    }
}

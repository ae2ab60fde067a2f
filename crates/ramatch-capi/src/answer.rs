//! An answer as plain numbers.

use crate::lent;
use crate::matcher::Matcher;
use crate::options::RAMATCH_NONE;
use crate::status::Refusal;
use ramatch_core::band::Peak;
use ramatch_core::identify::{Answer, Decision, Evidence, Fate, MOST_REASONS, Ranked, Verdict, is_measured};
use ramatch_core::{Interval, Notes};

/// What is said of a spectrum.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ramatch_verdict {
    /// RAMATCH_IDENTIFIED, RAMATCH_CANNOT_DECIDE ...; ramatch_verdict_name tells the name.
    pub number: i32,
    /// How many substances of the ranking it names, the first ones; of a mixture, how many components are told.
    pub count: u32,
    /// Why nothing can be said: ramatch_reason_name tells the name; 0 where something is.
    pub reason: i32,
    /// Of a mixture: whether something is there that nothing explains.
    pub incomplete: i32,
}

impl ramatch_verdict {
    /// One of the core's.
    pub(crate) fn of(verdict: Verdict) -> Self {
        let (count, incomplete) = match verdict {
            Verdict::Mixture { count, incomplete } => (count, incomplete),
            other => (other.names(), false),
        };
        Self {
            number: verdict.number(),
            count: count as u32,
            reason: verdict.reason().map_or(0, |reason| reason.number()),
            incomplete: incomplete.into(),
        }
    }
}

/// A substance of the ranking, by its best entry.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_ranked {
    /// Index of the entry.
    pub entry: u32,
    /// Index of its substance.
    pub substance: u32,
    /// What the ranking goes by, -1 to 1; no probability.
    pub score: f64,
    /// First point of the grid that was compared,
    pub from: u32,
    /// ... and the one behind the last.
    pub to: u32,
}

/// Nobody has asked: the other side is not known there, or points do not count.
pub const RAMATCH_BAND_NOT_ASKED: i32 = 0;
/// The other side has it as well; `partner` says which it is.
pub const RAMATCH_BAND_MATCHED: i32 = 1;
/// A weak band of the reference explains it.
pub const RAMATCH_BAND_EXPLAINED: i32 = 2;
/// The other side does not have it: the reference does not explain it, or the spectrum does not show it.
pub const RAMATCH_BAND_MISSING: i32 = 3;

/// A band.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_band {
    /// Raman shift in cm-1; of the spectrum, once its axis is aligned.
    pub shift_cm1: f64,
    /// Height.
    pub height: f64,
    /// How far the curve falls on both sides before it rises above the band.
    pub prominence: f64,
    /// RAMATCH_BAND_*: what became of it.
    pub fate: i32,
    /// The band of the other list that it is; RAMATCH_NONE where it is none.
    pub partner: u32,
}

/// Most bands of one spectrum.
pub const RAMATCH_MOST_BANDS: usize = 64;
const _: () = assert!(RAMATCH_MOST_BANDS == ramatch_core::identify::MOST_BANDS);

/// Where results are to be written. Every pointer may be NULL if its length is 0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_results {
    /// The ranking, best first.
    pub ranking: *mut ramatch_ranked,
    /// For how many substances there is room: so many are ranked.
    pub ranking_len: usize,
    /// Bands of the spectrum, by their Raman shifts.
    pub bands: *mut ramatch_band,
    /// For how many there is room; RAMATCH_MOST_BANDS will do.
    pub bands_len: usize,
    /// Bands of the first hit's reference, by their Raman shifts.
    pub reference_bands: *mut ramatch_band,
    /// For how many there is room; RAMATCH_MOST_BANDS will do.
    pub reference_bands_len: usize,
    /// The prepared samples on the grid, 0 outside of what is known.
    pub samples: *mut f32,
    /// For how many there is room; the length of the grid will do.
    pub samples_len: usize,
}

/// What speaks for the first of the ranking. Numbers that cannot be told are NaN.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_evidence {
    /// Its score by its bands.
    pub score: f64,
    /// That less the best score of another substance on an axis moved by 4 cm-1 or more.
    pub gap: f64,
    /// That less the best score of another substance under the same alignment.
    pub margin: f64,
    /// That less the mean of the scores of ranks 2 to 20.
    pub lead: f64,
    /// The part of what the reference would have shown at this noise that is found, 0 to 1.
    pub found: f64,
    /// The part of what the spectrum shows that the reference explains, 0 to 1.
    pub explained: f64,
    /// The power of the reference's heights that those of the spectrum follow.
    pub heights: f64,
    /// Height in the reference of the band that is the spectrum's strongest, as a part of its highest.
    pub strongest_in_reference: f64,
    /// Height in the spectrum of the reference's strongest band, likewise.
    pub strongest_in_query: f64,
    /// Width of what was compared and counts, in cm-1.
    pub covered_cm1: f64,
    /// The highest point above the reference, as a part of the spectrum's highest, less what is noise.
    pub rest: f64,
    /// Bands of the reference that the spectrum shows.
    pub matched: u32,
    /// Bands of the spectrum that the reference does not explain.
    pub unexplained: u32,
    /// Bands of the reference that this noise would have shown.
    pub visible: u32,
    /// Bands that are found and that a benzene ring with one substituent does not have.
    pub beyond_phenyl: u32,
}

/// The numbers that the verdict goes by. Numbers that there are not are NaN or 0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_decision {
    /// The score that decides, -1 to 1.
    pub score: f64,
    /// The score less the mean of ranks 2 to 20.
    pub lead: f64,
    /// The score less the best of another substance on a moved axis.
    pub gap: f64,
    /// What these are worth by the trials.
    pub value: f64,
    /// What an absent substance's value exceeds in a part alpha of the trials.
    pub limit: f64,
    /// The same where a relative that is named counts as no error.
    pub limit_unrelated: f64,
    /// From which SNR on these limits hold.
    pub snr_from: f64,
    /// The part of absent substances that is stated to stand as high at most: twice alpha.
    pub stated_rate: f64,
    /// Absent substances of the trials whose value was as high at least; where that is all that were kept, it may be more.
    pub reached_by: u32,
    /// Of so many.
    pub reached_of: u32,
    /// Whether the trials were made for this library; those of another let a relative be told at best.
    pub own: i32,
    /// Reserved, 0.
    pub reserved: u32,
}

/// What was noticed about the spectrum. Numbers that cannot be told are NaN.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_notes {
    /// Height of the strongest band over the noise.
    pub snr: f64,
    /// Standard deviation of the noise of a sample on the grid, in units of the intensities; 0 where it is not known.
    pub sigma: f64,
    /// Noise from point to point over that of the row; from 2 on neighbours contradict each other.
    pub noise_ratio: f64,
    /// How far apart points are that were really measured, in cm-1.
    pub spacing_cm1: f64,
    /// Width of the widest gap in cm-1.
    pub gap_cm1: f64,
    /// How far the baseline rises into the strongest band.
    pub rise_under_band: f64,
    /// Points that were altered as cosmic rays.
    pub altered: u32,
    /// Stretches where the baseline went above the signal.
    pub negative_lobes: u32,
    /// One shot cannot tell cosmic rays here.
    pub cannot_tell: i32,
    /// The signal is cut off at its top.
    pub saturated: i32,
    /// The axis looks like pixels.
    pub axis_is_pixels: i32,
    /// The axis looks like wavelengths in nm.
    pub axis_is_nm: i32,
    /// Whether the points can be an answer's base at all; where not, mixtures are not sought either.
    pub measured: i32,
    /// Reweightings of the baseline's fit, 0 where there was none.
    pub baseline_iterations: u32,
}

/// Most reasons of one answer.
pub const RAMATCH_MOST_REASONS: usize = 12;
const _: () = assert!(RAMATCH_MOST_REASONS == MOST_REASONS);

/// The answer for one spectrum.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_answer {
    /// What is said.
    pub verdict: ramatch_verdict,
    /// All that the ranking lacks for an answer, by the numbers of reasons; the first says most.
    pub lacks: [i32; RAMATCH_MOST_REASONS],
    /// How many these are.
    pub lacks_len: u32,
    /// How many substances were ranked and written.
    pub ranked: u32,
    /// How many bands of the spectrum were written,
    pub bands: u32,
    /// ... and of the reference.
    pub reference_bands: u32,
    /// How many samples were written.
    pub samples: u32,
    /// How many entries have a score.
    pub scored: u32,
    /// How many substances have one.
    pub scored_substances: u32,
    /// Points of the grid that the spectrum covers, without its gaps.
    pub covered: u32,
    /// First point of the grid where it is known,
    pub from: u32,
    /// ... and the one behind the last.
    pub to: u32,
    /// By how much the axis was taken to be off: shift in cm-1,
    pub shift_cm1: f64,
    /// ... and stretch about 1000 cm-1. x is shift + stretch (x - 1000) too large.
    pub stretch: f64,
    /// What speaks for the first of the ranking; all NaN and 0 where nothing was compared.
    pub evidence: ramatch_evidence,
    /// The numbers that the verdict goes by.
    pub decision: ramatch_decision,
    /// What was noticed about the spectrum.
    pub notes: ramatch_notes,
}

/// A number that may not be there.
pub(crate) fn or_nan(number: Option<f64>) -> f64 {
    number.unwrap_or(f64::NAN)
}

impl ramatch_evidence {
    fn of(evidence: Option<&Evidence>) -> Self {
        let number = |of: fn(&Evidence) -> f64| or_nan(evidence.map(of));
        let perhaps = |of: fn(&Evidence) -> Option<f64>| or_nan(evidence.and_then(of));
        let count = |of: fn(&Evidence) -> usize| evidence.map_or(0, of) as u32;
        Self {
            score: number(|of| of.score),
            gap: perhaps(|of| of.gap),
            margin: perhaps(|of| of.margin),
            lead: perhaps(|of| of.lead),
            found: number(|of| of.found),
            explained: number(|of| of.explained),
            heights: perhaps(|of| of.heights),
            strongest_in_reference: number(|of| of.strongest_in_reference),
            strongest_in_query: number(|of| of.strongest_in_query),
            covered_cm1: number(|of| of.covered_cm1),
            rest: number(|of| of.rest),
            matched: count(|of| of.matched),
            unexplained: count(|of| of.unexplained),
            visible: count(|of| of.visible),
            beyond_phenyl: count(|of| of.beyond_phenyl),
        }
    }
}

impl ramatch_decision {
    fn of(decision: &Decision, matcher: &Matcher) -> Self {
        let Decision { standing, value, stratum, reached, .. } = *decision;
        let calibrated = matcher.calibrated;
        Self {
            score: or_nan(standing.map(|standing| standing.score)),
            lead: or_nan(standing.map(|standing| standing.lead)),
            gap: or_nan(standing.map(|standing| standing.gap)),
            value: or_nan(value),
            limit: or_nan(stratum.map(|stratum| stratum.limit)),
            limit_unrelated: or_nan(stratum.map(|stratum| stratum.limit_unrelated)),
            snr_from: or_nan(stratum.map(|stratum| stratum.snr_from)),
            stated_rate: or_nan(calibrated.map(|calibrated| calibrated.table.stated_rate())),
            reached_by: reached.map_or(0, |reached| reached.by),
            reached_of: reached.map_or(0, |reached| reached.of),
            own: calibrated.is_some_and(|calibrated| calibrated.own).into(),
            reserved: 0,
        }
    }
}

impl ramatch_notes {
    fn of(notes: &Notes) -> Self {
        Self {
            snr: or_nan(notes.snr),
            sigma: notes.sigma,
            noise_ratio: notes.noise_ratio,
            spacing_cm1: or_nan(notes.spacing_cm1),
            gap_cm1: or_nan(notes.gap_cm1),
            rise_under_band: notes.rise_under_band,
            altered: notes.despiked.altered as u32,
            negative_lobes: notes.negative_lobes as u32,
            cannot_tell: notes.despiked.cannot_tell.into(),
            saturated: notes.saturated.into(),
            axis_is_pixels: notes.axis_is_pixels.into(),
            axis_is_nm: notes.axis_is_nm.into(),
            measured: is_measured(notes).into(),
            baseline_iterations: notes.baseline.map_or(0, |fit| fit.iterations),
        }
    }
}

/// Where results are written, once that is known to be possible.
pub(crate) struct Written<'a> {
    ranking: &'a mut [ramatch_ranked],
    bands: &'a mut [ramatch_band],
    reference_bands: &'a mut [ramatch_band],
    samples: &'a mut [f32],
}

/// Fills as many slots as there are items, and tells how many that is.
fn fill<T>(slots: &mut [T], items: impl Iterator<Item = T>) -> u32 {
    let mut count = 0;
    for (slot, item) in slots.iter_mut().zip(items) {
        *slot = item;
        count += 1;
    }
    count
}

fn band(peak: &Peak, fate: i32, partner: Option<usize>) -> ramatch_band {
    let &Peak { shift_cm1, height, prominence } = peak;
    ramatch_band {
        shift_cm1,
        height,
        prominence,
        fate,
        partner: partner.map_or(RAMATCH_NONE, |partner| partner as u32),
    }
}

fn query_band((peak, fate): (&Peak, &Fate)) -> ramatch_band {
    match *fate {
        Fate::NotAsked => band(peak, RAMATCH_BAND_NOT_ASKED, None),
        Fate::Matched(partner) => band(peak, RAMATCH_BAND_MATCHED, Some(partner)),
        Fate::Explained => band(peak, RAMATCH_BAND_EXPLAINED, None),
        Fate::Unexplained => band(peak, RAMATCH_BAND_MISSING, None),
    }
}

impl<'a> Written<'a> {
    /// Where a caller wants results.
    ///
    /// # Safety
    /// `results` points to places as it says, which nobody else uses during `'a`.
    pub(crate) unsafe fn of(results: *const ramatch_results) -> Result<Self, Refusal> {
        // SAFETY: the caller vouches for it.
        let to = unsafe { lent::item("results", results) }?;
        // SAFETY: the caller vouches for the places.
        unsafe {
            Ok(Self {
                ranking: lent::items_mut("results.ranking", to.ranking, to.ranking_len)?,
                bands: lent::items_mut("results.bands", to.bands, to.bands_len)?,
                reference_bands: lent::items_mut(
                    "results.reference_bands",
                    to.reference_bands,
                    to.reference_bands_len,
                )?,
                samples: lent::items_mut("results.samples", to.samples, to.samples_len)?,
            })
        }
    }

    /// How many substances are to be ranked.
    pub(crate) fn top(&self) -> usize {
        self.ranking.len()
    }

    /// Writes what was found, and yields the answer.
    pub(crate) fn write(&mut self, found: &Answer<'_>, matcher: &Matcher) -> ramatch_answer {
        let ranked = found.best.iter().map(|&Ranked { entry, substance, score, over }| ramatch_ranked {
            entry,
            substance,
            score,
            from: over.lo as u32,
            to: over.hi as u32,
        });
        let ranked = fill(self.ranking, ranked);
        let (bands, reference_bands) = match &found.compared {
            None => {
                let bands = found.bands.iter().map(|peak| query_band((peak, &Fate::NotAsked)));
                (fill(self.bands, bands), 0)
            }
            Some(compared) => {
                let own = compared.reference.iter().zip(compared.partner).map(|(peak, partner)| {
                    let missing = RAMATCH_BAND_MISSING;
                    band(peak, partner.map_or(missing, |_| RAMATCH_BAND_MATCHED), *partner)
                });
                let of_query = compared.query.iter().zip(compared.fates).map(query_band);
                (fill(self.bands, of_query), fill(self.reference_bands, own))
            }
        };
        let mut lacks = [0; RAMATCH_MOST_REASONS];
        let lacks_len = fill(&mut lacks, found.lacks.iter().map(|reason| reason.number()));
        let Interval { lo, hi } = found.interval;
        ramatch_answer {
            verdict: ramatch_verdict::of(found.decision.verdict),
            lacks,
            lacks_len,
            ranked,
            bands,
            reference_bands,
            samples: fill(self.samples, found.samples.iter().copied()),
            scored: found.scored,
            scored_substances: found.scored_substances,
            covered: found.covered as u32,
            from: lo as u32,
            to: hi as u32,
            shift_cm1: found.alignment.shift_cm1,
            stretch: found.alignment.stretch,
            evidence: ramatch_evidence::of(found.evidence.as_ref()),
            decision: ramatch_decision::of(&found.decision, matcher),
            notes: ramatch_notes::of(&found.notes),
        }
    }
}

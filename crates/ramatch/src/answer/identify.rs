//! The main job: a spectrum goes in, substances in order come out.

use super::asked::{Asked, Ranks};
use super::desk::Desk;
use super::found::{Hit, Warning};
use super::hit::{doubtful_reference, ends, reported};
use super::identifier::Identifier;
use super::judge::Made;
use super::mixture::Mixture;
use super::options::Options;
use super::report::{Evidence, Query, Report};
use super::seen::{self, Seen};
use super::verdict::Verdict;
use super::warnings::{suspect_axis, warnings};
use super::{doubt, shots, words};
use crate::files::peaks::any_is_list;
use crate::files::read::read_file;
use crate::ground::error::Error;
use crate::ground::shown;
use crate::library::Disagreement;
use ramatch_core::Spectrum;
use ramatch_core::band::Peak;
use ramatch_core::identify::{self, Decision, Fate, MOST_BANDS, Reason};
use ramatch_io::Measurement;
use std::path::Path;

/// Substances that are ranked, however few are listed: equal ones are told.
const RANKED: usize = 32;

impl Identifier {
    /// Reads a file and ranks the library's substances by it.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::File`], [`Error::Spectrum`], with the path.
    pub fn identify_file(&self, path: &Path, options: &Options) -> Result<Report, Error> {
        self.identify_read(path, &read_file(path)?, options)
    }

    /// Ranks the library's substances by a record that was read from `path`, which report and errors then name.
    ///
    /// # Errors
    /// [`Error::Spectrum`], with the path.
    pub fn identify_read(
        &self,
        path: &Path,
        record: &Measurement,
        options: &Options,
    ) -> Result<Report, Error> {
        let mut report = self.identify_record(record, options).map_err(|error| error.of_file(path))?;
        report.file = Some(shown::name(path));
        Ok(report)
    }

    /// Ranks the library's substances by a record.
    ///
    /// # Errors
    /// [`Error::Spectrum`].
    pub fn identify_record(&self, record: &Measurement, options: &Options) -> Result<Report, Error> {
        self.check_lasers(record.metadata.laser_nm, options)?;
        let mut report = match record.metadata.peak_list {
            true => self.listed(&record.spectrum),
            false => self.identify(&record.spectrum, options)?,
        };
        report.describe(&record.metadata);
        Ok(report)
    }

    /// Ranks the library's substances by a spectrum. The ranking is empty where nothing could be scored; the verdict says why:
    /// `flat` for a constant signal, `zero_norm` where a baseline is all there is, `coverage` for a sliver of the grid.
    ///
    /// # Errors
    /// [`Error::Spectrum`] for a tolerance that would find anything anywhere; [`Error::Library`] for a substance that the sample is said to be measured through and that is not there.
    pub fn identify(&self, spectrum: &Spectrum, options: &Options) -> Result<Report, Error> {
        self.identify_shots(std::slice::from_ref(spectrum), options)
    }

    /// Ranks the library's substances by several shots of one sample.
    ///
    /// Every shot is prepared by itself, so that a cosmic ray is taken out of the shot that has it, and brought to norm 1;
    /// what is compared is their mean over the stretch that all cover. Its noise is that of the shots over √n. Saturation,
    /// gaps and the like are reported if one shot has them. A shot with the numbers of another, bit for bit, is a copy and does
    /// not count, and neither does one that is noise beside others that are not; a warning says so.
    ///
    /// # Errors
    /// As [`Identifier::identify`]; no shots at all are one too few points; [`Error::UnlikeShots`] for shots that cannot be of one
    /// sample.
    pub fn identify_shots(&self, shots: &[Spectrum], options: &Options) -> Result<Report, Error> {
        self.answer(shots, None, (options, &Desk::default()))
    }

    /// Answers for shots; `seen` is how they were seen, where that is known.
    pub(super) fn answer(
        &self,
        shots: &[Spectrum],
        seen: Option<Result<Seen, Error>>,
        (options, desk): (&Options, &Desk),
    ) -> Result<Report, Error> {
        if seen.is_none() && any_is_list(shots) {
            return Ok(self.without_ranking(shots, words::of_spectrum(&Reason::PeakList)));
        }
        let (places, distinct): (Vec<usize>, Vec<&Spectrum>) = shots::distinct(shots).into_iter().unzip();
        let copies = shots.len() - distinct.len();
        let each = match seen {
            Some(seen) => seen.map(|seen| vec![seen]),
            None => self.see_each(&distinct, desk),
        };
        let each = match each {
            Ok(each) => each,
            Err(error) => return self.undecided(shots, error),
        };
        self.check_shots((&distinct, &each), &places, (options, desk))?;
        let (kept, each, noisy) = shots::clear(each, &places);
        let (mean, grid) = (seen::mean(&each)?, self.pipeline.grid());
        let seen = &*mean;
        let mut slots = [Peak::default(); MOST_BANDS];
        let bands =
            identify::query_bands((&seen.samples, seen.interval), grid, seen.notes.noise(), &mut slots);
        let asked = Asked::new(self, seen, (options, &[]), desk)?;
        let ranks = asked.rank_and_weigh(RANKED.max(options.top.saturating_add(1)), Some(bands))?;
        let (hits, unexplained) = self.hits((&asked, desk), &ranks, bands, options.top)?;
        let notes = &seen.notes;
        let lacks = ranks.evidence.as_ref().map(|evidence| identify::lacks(evidence, ranks.alignment, notes));
        let mut report = Report {
            file: None,
            libraries: self.parts.clone(),
            query: Query {
                compared_cm1: ends(grid, seen.interval),
                coverage: asked.covered() as f64 / grid.len as f64,
                snr: notes.snr,
                despiked_points: notes.despiked.altered,
                negative_lobes: notes.negative_lobes,
                rise_under_band: notes.rise_under_band,
                bands_cm1: bands.iter().map(|peak| peak.shift_cm1).collect(),
                shots: kept.len(),
                ..measured(shots)
            },
            alignment: ranks.alignment,
            metric: ranks.metric.to_owned(),
            verdict: Verdict::default(),
            mixture: None,
            evidence: ranks.evidence.as_ref().map(Evidence::from),
            unexplained_cm1: unexplained,
            warnings: Vec::new(),
            hits,
            scored_substances: ranks.scored_substances as usize,
            scored_entries: (ranks.scored as usize, self.library.view().len() as usize),
        };
        if let (Some(evidence), Some(lacks)) = (&mut report.evidence, &lacks) {
            evidence.lacks = lacks.iter().map(|lack| lack.code()).collect();
        }
        report.warnings = warnings(&report, seen, &asked, ranks.evidence.as_ref());
        if copies > 0 {
            let text = format!("{copies} of {} shots are copies of others, which count once", shots.len());
            report.warnings.push(Warning { code: "equal_shots", text });
        }
        report.warnings.extend(noisy);
        report.warnings.extend(self.conflicts_of(&report.hits));
        let first = ranks.best.first().map(|first| self.hit(first, desk)).transpose()?;
        let calibrated = self.calibrated(asked.by_bands() && !options.drawn);
        let mut decision = Decision::of(
            &identify::Ranking {
                notes,
                best: &ranks.best,
                evidence: ranks.evidence.as_ref(),
                undecided: identify::cannot_decide(notes, asked.is_noise(), &ranks.best, lacks.as_ref()),
                controlled: first.as_ref().is_some_and(Hit::is_controlled),
                by_bands: asked.by_bands(),
            },
            calibrated,
        );
        let mixture = self.mixture_of((&asked, seen), (ranks.alignment, &mut decision), options)?;
        let named = decision.verdict.names();
        let mut reason = decision.verdict.reason().map(|reason| self.in_words(&reason, &ranks));
        let told = mixture.as_ref().filter(|_| matches!(decision.verdict, identify::Verdict::Mixture { .. }));
        let hits = match told {
            Some(mixture) => self.hits_of(mixture, desk)?,
            None => {
                let hits = ranks.best.iter().take(named.max(1)).map(|ranked| self.hit(ranked, desk));
                hits.collect::<Result<Vec<Hit>, Error>>()?
            }
        };
        if let Some(mixture) = told {
            // What the first of the ranking leaves is the others'.
            report.warnings.retain(|warning| warning.code != "unexplained");
            report.warnings.extend(bag(mixture));
        }
        if named > 0 || told.is_some() {
            // Of a ranking the first stands for all that is named.
            let base = if told.is_some() { hits.len() } else { 1 };
            reason = hits.iter().take(base).find_map(doubtful_reference);
            if reason.is_none() {
                reason = self.shots_disagree((&kept, &each), &ranks, (options, desk))?;
            }
            if reason.is_none() {
                let kept: Vec<&Spectrum> = kept.iter().filter_map(|number| shots.get(number - 1)).collect();
                reason = match told {
                    Some(mixture) => self.point_of_a_sum(&kept, (seen, mixture), (options, desk))?,
                    None => self.single_point(&kept, (seen, &ranks), (options, desk))?,
                };
            }
        }
        if let Some(mixture) = mixture.as_ref().filter(|mixture| named > 0 && mixture.has_more) {
            report.warnings.push(more(mixture));
        }
        let named = match told {
            _ if reason.is_some() => 0,
            Some(_) => hits.len(),
            None => named,
        };
        let relatives = match ranks.best.first() {
            Some(first) if named > 0 && matches!(decision.verdict, identify::Verdict::Related { .. }) => {
                self.relatives_in_order(first.substance, &ranks.best)?
            }
            _ => Vec::new(),
        };
        report.verdict = Verdict::of(
            Made {
                decision: &decision,
                calibration: self
                    .calibration()
                    .map(|(calibration, _)| (calibration, calibrated.is_some_and(|by| by.own))),
                watched: self
                    .watch
                    .as_ref()
                    .map(|list| list.among(&hits, named, &relatives))
                    .unwrap_or_default(),
                relatives,
                hits: &hits,
                mixture: told,
                reason,
            },
            notes.snr,
        );
        report.mixture = mixture;
        if let (Some(reason), Some(evidence)) = (&report.verdict.reason, &mut report.evidence)
            && !evidence.lacks.contains(&reason.code)
        {
            evidence.lacks.insert(0, reason.code);
        }
        Ok(report)
    }

    /// The first substances of a ranking, as they are reported, and the query's bands that none of them explains, in cm⁻¹ as measured.
    /// What a container hides counts for neither.
    fn hits(
        &self,
        (asked, desk): (&Asked<'_>, &Desk),
        ranks: &Ranks,
        bands: &[Peak],
        top: usize,
    ) -> Result<(Vec<Hit>, Vec<f64>), Error> {
        let (mut hits, of_query) = (Vec::new(), (bands, ranks.alignment));
        let mut open: Vec<bool> =
            bands.iter().map(|band| asked.counts(ranks.alignment.corrected_cm1(band.shift_cm1))).collect();
        for (i, (ranked, cosine)) in ranks.best.iter().zip(asked.cosines(ranks, top)?).enumerate() {
            let next = ranks.best.get(i + 1);
            let bands = asked.compare(of_query, (ranked.entry, ranked.over), |compared| {
                for (open, fate) in open.iter_mut().zip(compared.fates) {
                    *open &= !matches!(fate, Fate::Matched(_) | Fate::Explained);
                }
                reported(bands, compared)
            });
            let margin = next.map(|next| (ranked.score - next.score) * ranks.sense);
            hits.push(Hit { rank: i + 1, cosine, margin, bands, ..self.hit(ranked, desk)? });
        }
        let unexplained = bands.iter().zip(open).filter(|(_, open)| *open).map(|(band, _)| band.shift_cm1);
        Ok((hits, unexplained.collect()))
    }

    /// A reason not to decide, with the names that it is about.
    fn in_words(&self, reason: &Reason, ranks: &Ranks) -> Warning {
        let view = self.library.view();
        let name = |entry| view.substance_of(entry).and_then(|index| Some(view.substance(index)?.name));
        let mut names: Vec<&str> = Vec::new();
        let equal = match reason {
            Reason::EqualReferences { count } => *count,
            _ => 1,
        };
        names.extend(ranks.best.iter().take(equal).filter_map(|ranked| name(ranked.entry)));
        words::of(reason, names.first().copied().unwrap_or_default(), &names)
    }

    /// What the libraries that were asked do not agree on, of the substances that are listed.
    fn conflicts_of(&self, hits: &[Hit]) -> Vec<Warning> {
        let listed = |conflict: &&Disagreement| {
            conflict.substances.iter().any(|id| hits.iter().any(|hit| hit.substance_id == *id))
        };
        let conflicts = self.library.conflicts().iter().filter(listed);
        conflicts.map(|conflict| Warning { code: "library_conflict", text: conflict.text.clone() }).collect()
    }

    /// Refuses shots that cannot be of one sample.
    fn check_shots(
        &self,
        (shots, each): (&[&Spectrum], &[Seen]),
        places: &[usize],
        (options, desk): (&Options, &Desk),
    ) -> Result<(), Error> {
        if each.len() < 2 {
            return Ok(());
        }
        let tolerance = self.tolerance(options);
        tolerance.check()?;
        let check =
            |each: &[Seen]| shots::of_one_sample((each, places), self.pipeline.grid(), tolerance.shift_cm1);
        if !each.iter().any(|seen| seen.notes.despiked.cannot_tell) {
            return check(each);
        }
        // What despiking left may be rays; where nothing is left without them, nothing can be said.
        let cleaned: Result<Vec<Spectrum>, Error> =
            shots.iter().map(|shot| doubt::without_all(shot)).collect();
        let cleaned = cleaned?;
        self.see_each(&cleaned.iter().collect::<Vec<_>>(), desk).map_or(Ok(()), |each| check(&each))
    }

    /// The report of what was measured and cannot be compared: that is an answer, not a mistake of the caller.
    fn undecided(&self, shots: &[Spectrum], error: Error) -> Result<Report, Error> {
        let Error::Spectrum { source, .. } = &error else { return Err(error) };
        let Some(reason) = Reason::of_error(source) else { return Err(error) };
        let mut report = self.without_ranking(shots, words::of_spectrum(&reason));
        report.warnings.extend(shots.first().and_then(suspect_axis));
        Ok(report)
    }

    /// The report of a list of peaks that was not asked about as such.
    pub(super) fn listed(&self, spectrum: &Spectrum) -> Report {
        self.without_ranking(std::slice::from_ref(spectrum), words::of_spectrum(&Reason::PeakList))
    }

    /// The report of shots that nothing is compared with.
    fn without_ranking(&self, shots: &[Spectrum], reason: Warning) -> Report {
        Report {
            libraries: self.parts.clone(),
            query: measured(shots),
            verdict: Verdict::cannot_decide(reason),
            scored_entries: (0, self.library.view().len() as usize),
            ..Report::default()
        }
    }
}

/// What bags are made of, by the ids of substances.
const BAGS: [&str; 2] = ["polyethylene", "polypropylene"];

/// That a component may be the bag, which nobody has measured empty.
fn bag(mixture: &Mixture) -> Option<Warning> {
    let component =
        mixture.components.iter().find(|component| BAGS.contains(&component.substance_id.as_str()))?;
    let text = format!(
        "container: {}-like background: the bag, or what is in it; measure the empty bag as well and give it as the container",
        component.substance
    );
    mixture.containers.is_empty().then_some(Warning { code: "bag", text })
}

/// That something stands beside what is named.
fn more(mixture: &Mixture) -> Warning {
    let bands: Vec<String> = mixture.unexplained_cm1.iter().map(|shift| format!("{shift:.0}")).collect();
    let text = format!(
        "something else may be there: nothing explains the bands at {} cm⁻¹ (Raman shifts as the axis was aligned)",
        bands.join(", ")
    );
    Warning { code: "more", text }
}

/// What is known of shots before they are prepared.
fn measured(shots: &[Spectrum]) -> Query {
    let first = shots.first().map(Spectrum::as_ref);
    Query {
        points: first.map_or(0, |first| first.len()),
        shots: shots.len(),
        range_cm1: first.map_or((0.0, 0.0), |first| first.range_cm1()),
        ..Query::default()
    }
}

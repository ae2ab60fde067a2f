//! The main job: a spectrum goes in, substances in order come out.

use crate::answer::explain::{self, ends};
use crate::answer::rank::{Asked, Ranked};
use crate::answer::report::{Hit, LibraryInfo, Query, Report, Warning};
use crate::answer::seen::{self, Seen};
use crate::answer::{decide, doubt, evidence, peaks, shots};
use crate::files::peaks as list_of_peaks;
use crate::files::read as file;
use crate::ground::error::Error;
use crate::instrument::profile::InstrumentProfile;
use crate::library::Library;
use crate::search::matcher::{Matcher, Tolerance};
use ramatch_core::library::Grade;
use ramatch_core::metric::Formula;
use ramatch_core::{Code, Pipeline, PreparedBuf, Recipe, Spectrum, sampling};
use ramatch_io::Measurement;
use std::path::Path;
use std::sync::OnceLock;

/// By what substances are ranked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ranking {
    /// As the library's recipe says: by emphasised rows under one alignment, or, without emphasis, by the cosine of the
    /// prepared samples.
    #[default]
    Recipe,
    /// By a metric of the prepared samples, as the axis stands. Every entry is scored.
    By(Formula),
}

/// What is asked for.
///
/// ```
/// use ramatch::core::metric::Formula;
/// use ramatch::{Identifier, Options, Ranking, Spectrum, Tolerance};
/// # // Polystyrene, drawn by its strongest bands.
/// # let bands = [(621.0, 16.0), (1001.4, 100.0), (1031.8, 27.0), (1155.3, 13.0), (1583.1, 12.0), (1602.3, 28.0f32)];
/// # let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
/// # let counts = shift.iter().map(|x| bands.iter().map(|(at, height)| height / (1.0 + ((x - at) / 5.0).powi(2))).sum());
/// # let spectrum = Spectrum::new(shift.clone(), counts.collect())?;
/// let identifier = Identifier::embedded()?;
/// // The two best substances by the cosine, on the axis as it stands.
/// let options = Options::default().top(2).ranking(Ranking::By(Formula::Cosine));
/// assert_eq!(identifier.identify(&spectrum, &options)?.hits.len(), 2);
/// // In a bag whose bands do not count, on an axis that is right, without one of the references.
/// let options = Options::default().through("polyethylene").tolerance(Tolerance::none()).exclude(vec!["vendor-785-2026/silicon".to_owned()]);
/// let report = identifier.identify(&spectrum, &options)?;
/// assert!(report.hits.iter().all(|hit| hit.entry != "vendor-785-2026/silicon"));
/// # Ok::<(), ramatch::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Options {
    /// Most substances in the ranking.
    pub top: usize,
    /// By what substances are ranked.
    pub ranking: Ranking,
    /// How far the axis may be off; none for [`Tolerance::new`], or what the instrument's profile leaves.
    pub tolerance: Option<Tolerance>,
    /// Ids of entries that are not asked, such as the query's own.
    pub exclude: Vec<String>,
    /// Id or name of a substance through which the sample was measured, such as the bag: what its bands cover does not count,
    /// and it is not named.
    pub through: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { top: 5, ranking: Ranking::Recipe, tolerance: None, exclude: Vec::new(), through: None }
    }
}

impl Options {
    /// With another length of the ranking.
    #[must_use]
    pub fn top(self, top: usize) -> Self {
        Self { top, ..self }
    }

    /// Ranked by something else.
    #[must_use]
    pub fn ranking(self, ranking: Ranking) -> Self {
        Self { ranking, ..self }
    }

    /// With another tolerance of the axis.
    #[must_use]
    pub fn tolerance(self, tolerance: Tolerance) -> Self {
        Self { tolerance: Some(tolerance), ..self }
    }

    /// Without these entries.
    #[must_use]
    pub fn exclude(self, exclude: Vec<String>) -> Self {
        Self { exclude, ..self }
    }

    /// Measured through a substance.
    #[must_use]
    pub fn through(self, substance: &str) -> Self {
        Self { through: Some(substance.to_owned()), ..self }
    }
}

/// A library and the pipeline that prepares queries as the library was prepared. To be shared between threads.
///
/// ```
/// use ramatch::{Identifier, Options, Spectrum};
/// // Polystyrene, drawn by its strongest bands.
/// let bands = [(621.0, 16.0), (1001.4, 100.0), (1031.8, 27.0), (1155.3, 13.0), (1583.1, 12.0), (1602.3, 28.0f32)];
/// let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
/// let counts = shift.iter().map(|x| bands.iter().map(|(at, height)| height / (1.0 + ((x - at) / 5.0).powi(2))).sum());
/// let spectrum = Spectrum::new(shift.clone(), counts.collect())?;
///
/// let identifier = Identifier::embedded()?;
/// let report = identifier.identify(&spectrum, &Options::default())?;
/// assert_eq!(report.hits[0].substance, "polystyrene");
/// # Ok::<(), ramatch::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Identifier {
    pub(crate) library: Library,
    pub(crate) pipeline: Pipeline,
    /// Made the first time that it is asked.
    matcher: OnceLock<Matcher>,
    pub(crate) profile: Option<InstrumentProfile>,
}

impl Identifier {
    /// Asks the built-in demonstration library.
    ///
    /// # Errors
    /// As [`Library::embedded`].
    pub fn embedded() -> Result<Self, Error> {
        Self::new(Library::embedded()?)
    }

    /// Asks a library; queries are prepared by its recipe. The first identification looks at all emphasised rows once, O(library).
    ///
    /// # Errors
    /// [`Error::Spectrum`] for a recipe that this build cannot carry out.
    pub fn new(library: Library) -> Result<Self, Error> {
        let pipeline = Pipeline::new(*library.view().recipe())?;
        Ok(Self { library, pipeline, matcher: OnceLock::new(), profile: None })
    }

    /// Asks a library by another recipe than it was prepared by; its references are prepared again.
    ///
    /// # Errors
    /// As [`Library::prepared_by`].
    pub fn with_recipe(library: &Library, recipe: &Recipe) -> Result<Self, Error> {
        Self::new(library.prepared_by(recipe)?)
    }

    /// Asks about spectra of one instrument: its axis is corrected, its tolerance replaces the default one, and
    /// references of a finer resolution are broadened to its own. O(library) where a resolution is stated.
    ///
    /// # Errors
    /// [`Error::Spectrum`] for a profile that contradicts itself.
    pub fn for_instrument(mut self, profile: InstrumentProfile) -> Result<Self, Error> {
        profile.check()?;
        if let Some(resolution) = profile.resolution_cm1 {
            self.matcher = OnceLock::from(Matcher::at_resolution(&self.library, resolution)?);
        }
        self.profile = Some(profile);
        Ok(self)
    }

    /// The default matcher, which weighs the evidence for any ranking.
    pub(crate) fn matcher(&self) -> &Matcher {
        if let Some(made) = self.matcher.get() {
            return made;
        }
        // Made before the cell is locked: in a process that is forked meanwhile it would stay locked.
        let made = Matcher::new(&self.library);
        self.matcher.get_or_init(|| made)
    }

    /// How queries are prepared.
    #[must_use]
    pub fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// A spectrum as the library's references were prepared, to be searched for with a [`Searcher`](crate::Searcher).
    ///
    /// # Errors
    /// [`Error::Spectrum`] for a constant signal or one that covers too little of the grid.
    pub fn prepare(&self, spectrum: &Spectrum) -> Result<PreparedBuf, Error> {
        let spectrum = spectrum.as_ref();
        let mut workspace = self.pipeline.workspace(spectrum.len());
        let mut samples = vec![0.0; self.pipeline.grid().len];
        Ok(self.pipeline.run(spectrum, workspace.lend(), &mut samples)?.into())
    }

    /// The library that is asked.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// What reports say of the library.
    #[must_use]
    pub fn library_info(&self) -> LibraryInfo {
        let view = self.library.view();
        LibraryInfo {
            hash: self.library.hash(),
            recipe: view.recipe_id().to_string(),
            entries: view.len() as usize,
            substances: view.substances_len() as usize,
        }
    }

    /// Reads a file and ranks the library's substances by it.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::File`], [`Error::Spectrum`], with the path.
    pub fn identify_file(&self, path: &Path, options: &Options) -> Result<Report, Error> {
        self.identify_read(path, &file::read_file(path)?, options)
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
        report.file = Some(crate::ground::shown::name(path));
        Ok(report)
    }

    /// Ranks the library's substances by a record.
    ///
    /// # Errors
    /// [`Error::Spectrum`].
    pub fn identify_record(&self, record: &Measurement, options: &Options) -> Result<Report, Error> {
        let mut report = match record.metadata.peak_list {
            true => self.without_ranking(std::slice::from_ref(&record.spectrum), peaks::undecided()),
            false => self.identify(&record.spectrum, options)?,
        };
        report.describe(&record.metadata);
        Ok(report)
    }

    /// Ranks the library's substances by a spectrum. The ranking is empty where nothing could be scored; `cannot_decide` says why:
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
        if list_of_peaks::any_is_list(shots) {
            return Ok(self.without_ranking(shots, peaks::undecided()));
        }
        let (places, distinct): (Vec<usize>, Vec<&Spectrum>) = shots::distinct(shots).into_iter().unzip();
        let copies = shots.len() - distinct.len();
        let each = match self.see_each(&distinct) {
            Ok(each) => each,
            Err(error) => return self.undecided(shots, error),
        };
        self.check_shots((&distinct, &each), &places, options)?;
        let (kept, each, noisy) = shots::clear(each, &places);
        let (seen, grid) = (seen::mean(&each)?, self.pipeline.grid());
        let query_bands = explain::query_bands(&seen, grid);
        let asked = Asked::new(self, &seen, options)?;
        let ranked = asked.rank()?;
        let hits: Result<Vec<Hit>, Error> = ranked
            .best
            .iter()
            .take(options.top)
            .enumerate()
            .map(|(i, hit)| {
                let next = ranked.best.get(i + 1);
                let margin = next.map(|next| (hit.score - next.score) * ranked.sense);
                let bands =
                    explain::Seen { bands: &query_bands, alignment: ranked.alignment, open: &asked.open };
                let mut hit = self.hit(hit, margin, &bands)?;
                hit.rank = i + 1;
                Ok(hit)
            })
            .collect();
        let hits = hits?;
        let unexplained = explain::unexplained(&query_bands, &hits);
        let mut evidence = match hits.first() {
            Some(first) => evidence::of_first(self, (&asked, &seen), &ranked, &first.bands)?,
            None => None,
        };
        let lacks = evidence.as_mut().zip(hits.first()).map(|(evidence, first)| {
            let lacks = decide::lacks(evidence, (ranked.alignment, &seen.notes), &first.substance);
            evidence.lacks = lacks.iter().map(|lack| lack.code).collect();
            lacks
        });
        let mut report = Report {
            file: None,
            query: Query {
                compared_cm1: ends(grid, seen.interval),
                coverage: asked.covered() as f64 / grid.len as f64,
                snr: seen.notes.snr,
                despiked_points: seen.notes.despiked.altered,
                negative_lobes: seen.notes.negative_lobes,
                rise_under_band: seen.notes.rise_under_band,
                bands_cm1: query_bands.iter().map(|peak| peak.shift_cm1).collect(),
                shots: kept.len(),
                ..measured(shots)
            },
            alignment: ranked.alignment,
            metric: ranked.metric.to_owned(),
            cannot_decide: None,
            evidence,
            unexplained_cm1: unexplained,
            warnings: Vec::new(),
            hits,
            scored_substances: ranked.best.len(),
            scored_entries: (ranked.scored, self.library.view().len() as usize),
        };
        report.warnings = explain::warnings(&report, &seen, &asked);
        if copies > 0 {
            let text = format!("{copies} of {} shots are copies of others, which count once", shots.len());
            report.warnings.push(Warning { code: "equal_shots", text });
        }
        report.warnings.extend(noisy);
        report.cannot_decide = decide::cannot_decide(&report, &seen, &asked, lacks);
        // A twin of the first hit fits elsewhere as well, of course.
        if report.cannot_decide.as_ref().is_none_or(|reason| matches!(reason.code, "alignment" | "margin")) {
            report.cannot_decide = self.equal_references(&ranked).or(report.cannot_decide);
        }
        if report.cannot_decide.is_none() {
            report.cannot_decide = self.shots_disagree((&kept, &each), &ranked, options)?;
        }
        if report.cannot_decide.is_none() {
            let kept: Vec<&Spectrum> = kept.iter().filter_map(|number| shots.get(number - 1)).collect();
            report.cannot_decide = self.single_point(&kept, (&seen, &ranked), options)?;
        }
        if let (Some(reason), Some(evidence)) = (&report.cannot_decide, &mut report.evidence)
            && !evidence.lacks.contains(&reason.code)
        {
            evidence.lacks.insert(0, reason.code);
        }
        Ok(report)
    }

    /// Refuses shots that cannot be of one sample.
    fn check_shots(
        &self,
        (shots, each): (&[&Spectrum], &[Seen]),
        places: &[usize],
        options: &Options,
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
        self.see_each(&cleaned.iter().collect::<Vec<_>>()).map_or(Ok(()), |each| check(&each))
    }

    /// The report of what was measured and cannot be compared: that is an answer, not a mistake of the caller.
    fn undecided(&self, shots: &[Spectrum], error: Error) -> Result<Report, Error> {
        let Error::Spectrum { source, .. } = &error else { return Err(error) };
        let Some(reason) = decide::incomparable(source) else { return Err(error) };
        let mut report = self.without_ranking(shots, reason);
        report.warnings.extend(shots.first().and_then(explain::suspect_axis));
        Ok(report)
    }

    /// The report of shots that nothing is compared with.
    fn without_ranking(&self, shots: &[Spectrum], reason: Warning) -> Report {
        Report {
            query: measured(shots),
            cannot_decide: Some(reason),
            scored_entries: (0, self.library.view().len() as usize),
            ..Report::default()
        }
    }

    /// How far the axis may be off: as asked for, or as the instrument's profile leaves it.
    pub(crate) fn tolerance(&self, options: &Options) -> Tolerance {
        let of_instrument = self.profile.as_ref().map(InstrumentProfile::tolerance);
        options.tolerance.or(of_instrument).unwrap_or_default()
    }

    /// Prepares shots and takes their mean.
    pub(crate) fn see(&self, shots: &[&Spectrum]) -> Result<Seen, Error> {
        seen::mean(&self.see_each(shots)?)
    }

    /// Prepares shots, each by itself.
    fn see_each(&self, shots: &[&Spectrum]) -> Result<Vec<Seen>, Error> {
        let see = |shot: &&Spectrum| {
            let corrected = self.profile.as_ref().map(|profile| profile.correct(shot)).transpose()?;
            let shot = corrected.as_ref().unwrap_or(shot);
            let prepared = self.prepare(shot)?;
            let prepared = prepared.as_ref();
            let (samples, interval, notes) = (prepared.samples(), prepared.interval(), *prepared.notes());
            let gaps =
                notes.gap.map(|gap| sampling::gaps(shot.as_ref().shift_cm1(), gap.limit_cm1).collect());
            Ok(Seen { samples: samples.to_vec(), interval, notes, gaps: gaps.unwrap_or_default() })
        };
        shots.iter().map(see).collect()
    }

    fn hit(&self, best: &Ranked, margin: Option<f64>, query: &explain::Seen<'_>) -> Result<Hit, Error> {
        let view = self.library.view();
        let grid = view.grid();
        let named = view.entry(best.entry).and_then(|entry| Some((entry, view.substance(entry.substance)?)));
        let named = named.filter(|(entry, substance)| !entry.id.is_empty() && !substance.name.is_empty());
        let Some((entry, substance)) = named else { return Err(unreadable(best.entry)) };
        let substance_id = substance.id.to_owned();
        let about = self.library.substance_content(entry.substance)?;
        let about = about.as_ref();
        let text = self.library.entry_content(best.entry)?;
        let text = text.as_ref();
        let row: Vec<f32> = view.row(best.entry).samples().collect();
        Ok(Hit {
            rank: 0,
            substance: substance.name.to_owned(),
            substance_id,
            cas: about.and_then(|about| about.cas.clone()),
            formula: about.and_then(|about| about.formula.clone()),
            tags: about.map(|about| about.tags.clone()).unwrap_or_default(),
            schedules: about.map(|about| about.schedules.clone()).unwrap_or_default(),
            form: entry.form.to_owned(),
            score: best.score,
            cosine: best.cosine,
            margin,
            compared_cm1: ends(grid, best.over),
            bands: query.compare(&row, best.over, grid),
            entry: entry.id.to_owned(),
            grade: entry.grade.map_or("", Grade::name).to_owned(),
            source: entry.source.to_owned(),
            licence: text.map(|text| text.licence.clone()).unwrap_or_default(),
            attribution: text.map(|text| text.attribution.clone()).unwrap_or_default(),
            instrument: text.map(|text| text.instrument.clone()).unwrap_or_default(),
            laser_nm: Some(f64::from(entry.laser_nm)).filter(|&nm| nm > 0.0),
            note: text.map(|text| text.note.clone()).unwrap_or_default(),
        })
    }
}

/// An entry that was found and has no name that can be read: no answer can be made of it.
fn unreadable(entry: u32) -> Error {
    let reason = format!(
        "entry {entry} was found and its record cannot be read: the library was damaged or written over while it was open; \
         `ramatch library verify` says where"
    );
    Error::Library { path: None, code: Code::BadEntry, reason }
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

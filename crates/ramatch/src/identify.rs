//! The main job: a spectrum goes in, substances in order come out.

use crate::report::{BandMatch, Bands, Hit, LibraryInfo, Query, Report, Warning};
use crate::{Error, Library, file};
use ramatch_core::band::{self, Peak};
use ramatch_core::library::Grade;
use ramatch_core::{Grid, Interval, Pipeline, Prepared, PreparedBuf, Recipe, Score, Spectrum};
use ramatch_io::{Metadata, Record};
use std::path::Path;

/// How much is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Most substances in the ranking.
    pub top: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { top: 5 }
    }
}

impl Options {
    /// With another length of the ranking.
    #[must_use]
    pub const fn top(self, top: usize) -> Self {
        Self { top }
    }
}

/// A reference's band counts if its prominence is at least this part of the strongest sample.
const PROMINENCE: f64 = 0.03;
/// A query shows a band from half of that on, so that a band at the limit is not missed by a hair.
const QUERY_PROMINENCE: f64 = 0.015;
/// Bands at most this far apart are the same: instruments' axes differ by 3 to 8 cm⁻¹.
const TOLERANCE_CM1: f64 = 8.0;
/// Most bands that are listed of one spectrum.
const MAX_BANDS: usize = 64;

/// A library and the pipeline that prepares queries as the library was prepared. To be shared between threads.
#[derive(Clone, Debug)]
pub struct Identifier {
    library: Library,
    pipeline: Pipeline,
}

impl Identifier {
    /// Asks the built-in demonstration library.
    ///
    /// # Errors
    /// As [`Library::embedded`].
    pub fn embedded() -> Result<Self, Error> {
        Self::new(Library::embedded()?)
    }

    /// Asks a library; queries are prepared by its recipe.
    ///
    /// # Errors
    /// [`Error::Spectrum`] for a recipe that this build cannot carry out.
    pub fn new(library: Library) -> Result<Self, Error> {
        let pipeline = Pipeline::new(*library.view().recipe())?;
        Ok(Self { library, pipeline })
    }

    /// Asks a library by another recipe than it was prepared by; its references are prepared again.
    ///
    /// # Errors
    /// As [`Library::prepared_by`].
    pub fn with_recipe(library: &Library, recipe: &Recipe) -> Result<Self, Error> {
        Self::new(library.prepared_by(recipe)?)
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
    pub fn identify_read(&self, path: &Path, record: &Record, options: &Options) -> Result<Report, Error> {
        let mut report = self.identify_record(record, options).map_err(|error| error.of_file(path))?;
        report.file = Some(path.display().to_string());
        Ok(report)
    }

    /// Ranks the library's substances by a record.
    ///
    /// # Errors
    /// [`Error::Spectrum`].
    pub fn identify_record(&self, record: &Record, options: &Options) -> Result<Report, Error> {
        let mut report = self.identify(&record.spectrum, options)?;
        let Metadata { format, laser_nm, warnings, .. } = &record.metadata;
        report.query.format = Some((*format).to_owned());
        report.query.laser_nm = *laser_nm;
        let of_reader = warnings.iter().map(|text| Warning { code: "reader", text: text.clone() });
        report.warnings.splice(0..0, of_reader);
        Ok(report)
    }

    /// Ranks the library's substances by a spectrum. The ranking is empty where nothing could be scored.
    ///
    /// # Errors
    /// [`Error::Spectrum`] for a constant signal or one that covers too little of the grid.
    pub fn identify(&self, spectrum: &Spectrum, options: &Options) -> Result<Report, Error> {
        let spectrum = spectrum.as_ref();
        let grid = self.pipeline.grid();
        let mut workspace = self.pipeline.workspace(spectrum.len());
        let mut samples = vec![0.0; grid.len];
        let query = self.pipeline.run(spectrum, workspace.lend(), &mut samples)?;
        let query_bands = query_bands(&query, grid);

        let view = self.library.view();
        let (best, scored_entries) = self.best_of_each_substance(&query)?;
        let hits: Result<Vec<Hit>, Error> = best
            .iter()
            .take(options.top)
            .enumerate()
            .map(|(i, hit)| {
                let margin = best.get(i + 1).map(|next| hit.score.cosine - next.score.cosine);
                self.hit(i + 1, hit, margin, &query_bands)
            })
            .collect();
        let hits = hits?;
        let report = Report {
            file: None,
            query: Query {
                format: None,
                points: spectrum.len(),
                range_cm1: spectrum.range_cm1(),
                laser_nm: None,
                compared_cm1: ends(grid, query.interval()),
                coverage: query.interval().len() as f64 / grid.len as f64,
                snr: query.notes().snr,
                despiked_points: query.notes().despiked.altered,
                negative_lobes: query.notes().negative_lobes,
                rise_under_band: query.notes().rise_under_band,
                bands_cm1: query_bands.iter().map(|peak| peak.shift_cm1).collect(),
            },
            warnings: warnings(&query, &hits),
            hits,
            scored_substances: best.len(),
            scored_entries: (scored_entries, view.len() as usize),
        };
        Ok(report)
    }

    /// The best entry of every substance that could be scored, best first, and how many entries were scored.
    fn best_of_each_substance(&self, query: &Prepared<'_>) -> Result<(Vec<Best>, usize), Error> {
        let view = self.library.view();
        let mut best: Vec<Option<Best>> = vec![None; view.substances_len() as usize];
        let mut scored = 0;
        view.for_each_score(query, |entry, score| {
            scored += 1;
            let substance = view.substance_of(entry).map_or(usize::MAX, |substance| substance as usize);
            if let Some(slot) = best.get_mut(substance) {
                // Of equal scores the earlier entry stays.
                if slot.as_ref().is_none_or(|best| score.cosine > best.score.cosine) {
                    *slot = Some(Best { entry, score });
                }
            }
        })?;
        let mut best: Vec<Best> = best.into_iter().flatten().collect();
        best.sort_by(|a, b| b.score.cosine.total_cmp(&a.score.cosine).then(a.entry.cmp(&b.entry)));
        Ok((best, scored))
    }

    fn hit(&self, rank: usize, best: &Best, margin: Option<f64>, query_bands: &[Peak]) -> Result<Hit, Error> {
        let view = self.library.view();
        let grid = view.grid();
        let entry = view.entry(best.entry);
        let substance = entry.and_then(|entry| view.substance(entry.substance));
        let id = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let substance_id = id(substance.map(|s| s.id));
        let about = entry.map(|entry| self.library.substance_content(entry.substance)).transpose()?.flatten();
        let about = about.as_ref();
        let entry_id = id(entry.map(|e| e.id));
        let text = self.library.entry_content(best.entry)?;
        let text = text.as_ref();
        let row: Vec<f32> = view.row(best.entry).samples().collect();
        Ok(Hit {
            rank,
            substance: id(substance.map(|s| s.name)),
            substance_id,
            cas: about.and_then(|about| about.cas.clone()),
            formula: about.and_then(|about| about.formula.clone()),
            tags: about.map(|about| about.tags.clone()).unwrap_or_default(),
            schedules: about.map(|about| about.schedules.clone()).unwrap_or_default(),
            form: id(entry.map(|e| e.form)),
            cosine: best.score.cosine,
            margin,
            compared_cm1: ends(grid, best.score.over),
            bands: compare_bands(&peaks(&row, best.score.over, grid, PROMINENCE), query_bands),
            entry: entry_id,
            grade: id(entry.and_then(|e| e.grade).map(Grade::name)),
            source: id(entry.map(|e| e.source)),
            licence: text.map(|text| text.licence.clone()).unwrap_or_default(),
            attribution: text.map(|text| text.attribution.clone()).unwrap_or_default(),
            instrument: text.map(|text| text.instrument.clone()).unwrap_or_default(),
            laser_nm: entry.map(|e| f64::from(e.laser_nm)).filter(|&nm| nm > 0.0),
            note: text.map(|text| text.note.clone()).unwrap_or_default(),
        })
    }
}

/// The best entry of one substance.
#[derive(Clone, Debug)]
struct Best {
    entry: u32,
    score: Score,
}

/// First and last Raman shift of an interval.
fn ends(grid: Grid, interval: Interval) -> (f64, f64) {
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

/// The query's bands: 1.5 % of its height, or three times the noise, of which the smoothing leaves about three quarters.
fn query_bands(query: &Prepared<'_>, grid: Grid) -> Vec<Peak> {
    let noise = query.notes().snr.map_or(0.0, |snr| 2.0 / snr);
    peaks(query.samples(), query.interval(), grid, QUERY_PROMINENCE.max(noise.min(0.5)))
}

fn compare_bands(reference: &[Peak], query: &[Peak]) -> Bands {
    let mut partner = vec![None; reference.len()];
    band::pair_peaks(reference, query, TOLERANCE_CM1, &mut partner);
    let mut bands = Bands { expected: reference.len(), ..Bands::default() };
    for (wanted, partner) in reference.iter().zip(partner) {
        match partner.and_then(|q: usize| query.get(q)) {
            Some(found) => {
                let (reference_cm1, query_cm1) = (wanted.shift_cm1, found.shift_cm1);
                bands.matched.push(BandMatch { reference_cm1, query_cm1 });
            }
            None => bands.missing_cm1.push(wanted.shift_cm1),
        }
    }
    bands
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
/// From this common offset of the matched bands on, the axis is suspected.
const OFFSET_CM1: f64 = 3.0;

fn warnings(query: &Prepared<'_>, hits: &[Hit]) -> Vec<Warning> {
    let notes = query.notes();
    let mut warnings = Vec::new();
    let mut warn = |code, text: String| warnings.push(Warning { code, text });
    let coverage = query.interval().len() as f64 / query.samples().len() as f64;
    if coverage < SHORT_COVERAGE {
        warn("coverage", format!("the spectrum covers only {:.0} % of the compared range", 100.0 * coverage));
    }
    if let Some(snr) = notes.snr.filter(|&snr| snr < LOW_SNR) {
        warn("snr", format!("the signal is weak: its strongest band is {snr:.1} times the noise"));
    }
    if notes.saturated {
        warn("saturated", "the signal is cut off at its top: measure again with less light".into());
    }
    if notes.axis_is_pixels {
        warn("axis", "the axis counts 0, 1, 2 … like pixels, not like Raman shifts".into());
    }
    if let Some(gap) = notes.gap_cm1 {
        warn("axis", format!("the axis has a gap of {gap:.0} cm⁻¹, which a straight line bridges"));
    }
    if notes.despiked.cannot_tell {
        let text = "the points are too far apart to tell cosmic rays from bands; none were taken out";
        warn("despike", text.into());
    }
    if notes.rise_under_band > BASELINE_IN_BAND {
        let part = 100.0 * notes.rise_under_band;
        warn("baseline", format!("the baseline rises into the strongest band by {part:.0} % of its height"));
    }
    let Some(best) = hits.first() else { return warnings };
    if let Some(offset) = common_offset(&best.bands) {
        let text = format!("the matched bands lie {offset:+.1} cm⁻¹ off: check the axis calibration");
        warn("axis", text);
    }
    if best.cosine < LOW_COSINE {
        let text = "no reference looks like it: the substance may not be in the library, or be a mixture";
        warn("low_cosine", text.into());
    }
    if best.margin.is_some_and(|margin| margin < SMALL_MARGIN) {
        warn("margin", "the two best substances can hardly be told apart by this score".into());
    }
    if best.grade == "field" {
        warn("grade", format!("the best reference is of grade field: {}", best.note));
    }
    warnings
}

/// The median offset of at least three matched bands, if it is worth a word.
fn common_offset(bands: &Bands) -> Option<f64> {
    let mut offsets: Vec<f64> = bands.matched.iter().map(|m| m.query_cm1 - m.reference_cm1).collect();
    offsets.sort_by(f64::total_cmp);
    let median = offsets.get(offsets.len() / 2).copied()?;
    (offsets.len() >= 3 && median.abs() >= OFFSET_CM1).then_some(median)
}

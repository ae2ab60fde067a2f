//! Who is asked: a library, and the pipeline that prepares what is asked about.

use super::options::Options;
use super::report::LibraryInfo;
use super::seen::{self, Seen};
use crate::ground::error::Error;
use crate::instrument::profile::InstrumentProfile;
use crate::library::Library;
use crate::search::matcher::Matcher;
use ramatch_core::identify::Tolerance;
use ramatch_core::{Pipeline, PreparedBuf, Recipe, Spectrum, sampling};
use std::sync::OnceLock;

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
    pub(crate) fn see_each(&self, shots: &[&Spectrum]) -> Result<Vec<Seen>, Error> {
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
}

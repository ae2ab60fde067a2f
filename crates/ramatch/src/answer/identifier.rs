//! Who is asked: a library, and the pipeline that prepares what is asked about.

use super::desk::Desk;
use super::options::Options;
use super::relative::Relative;
use super::report::LibraryInfo;
use super::seen::{self, LinearSeen, Seen};
use super::verdict::CalibratedBy;
use super::watch::WatchList;
use crate::ground::error::Error;
use crate::ground::shown;
use crate::instrument::profile::InstrumentProfile;
use crate::library::calibration::{self, Calibration};
use crate::library::{Kinship, Library, LibraryPart, Relatives, called};
use crate::search::linear::Linear;
use crate::search::matcher::Matcher;
use ramatch_core::identify::{Calibrated, Ranked, Tolerance};
use ramatch_core::{Code, Pipeline, Prepared, PreparedBuf, Recipe, Spectrum, SpectrumRef, Workspace};
use std::borrow::Cow;
use std::path::Path;
use std::sync::{Arc, OnceLock};

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
    /// Made the first time that a spectrum is taken apart.
    linear: OnceLock<Arc<Linear>>,
    pub(crate) profile: Option<InstrumentProfile>,
    /// The libraries that are asked, as reports name them.
    pub(super) parts: Vec<LibraryPart>,
    /// What decides, and whether it was made for what is asked; none for a recipe that there are no trials of.
    pub(super) calibration: Option<(Calibration, bool)>,
    pub(super) watch: Option<WatchList>,
    /// Made the first time that a relative is told.
    relatives: OnceLock<Arc<Relatives>>,
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
        let parts = library.parts();
        let shipped = Calibration::shipped()?;
        let own = calibration::check(&shipped, &library).is_ok();
        let calibration = shipped.is_of_recipe(&library).then_some((shipped, own));
        Ok(Self {
            library,
            pipeline,
            matcher: OnceLock::new(),
            linear: OnceLock::new(),
            profile: None,
            parts,
            calibration,
            watch: None,
            relatives: OnceLock::new(),
        })
    }

    /// Asks several libraries as one, such as the built-in one, a laboratory's own and a pack; the first one's recipe counts.
    ///
    /// # Errors
    /// As [`Library::together`] and [`Identifier::new`].
    ///
    /// ```
    /// use ramatch::{Identifier, Library};
    /// let asked = Identifier::over([Library::embedded()?])?;
    /// assert_eq!(asked.library().parts().len(), 1);
    /// # Ok::<(), ramatch::Error>(())
    /// ```
    pub fn over(libraries: impl IntoIterator<Item = Library>) -> Result<Self, Error> {
        let libraries: Vec<Library> = libraries.into_iter().collect();
        Self::new(Library::together(&libraries)?)
    }

    /// Asks a library by another recipe than it was prepared by; its references are prepared again.
    ///
    /// # Errors
    /// As [`Library::prepared_by`].
    pub fn with_recipe(library: &Library, recipe: &Recipe) -> Result<Self, Error> {
        Self::new(library.prepared_by(recipe)?)
    }

    /// Decides by a calibration of what is asked, instead of the shipped one, whose limits let a relative be told at best where it was made
    /// for another library.
    ///
    /// # Errors
    /// [`Error::Library`] for one that was made for another library or set of libraries, another recipe, or another software, whose scores
    /// mean something else.
    pub fn with_calibration(mut self, calibration: Calibration) -> Result<Self, Error> {
        calibration::check(&calibration, &self.library)?;
        self.calibration = Some((calibration, true));
        Ok(self)
    }

    /// The same by a calibration file.
    ///
    /// # Errors
    /// As [`Calibration::read`] and [`Identifier::with_calibration`], with the path.
    pub fn with_calibration_file(self, path: &Path) -> Result<Self, Error> {
        let read = Calibration::read(path)?;
        self.with_calibration(read).map_err(|error| error.of_file(path))
    }

    /// Marks what is on a list, whatever the verdict.
    #[must_use]
    pub fn watching(self, list: WatchList) -> Self {
        Self { watch: Some(list), ..self }
    }

    /// What is watched for.
    #[must_use]
    pub fn watch(&self) -> Option<&WatchList> {
        self.watch.as_ref()
    }

    /// The calibration that decides, as reports name it; none for a recipe that there are no trials of.
    #[must_use]
    pub fn calibrated_by(&self) -> Option<CalibratedBy> {
        self.calibration().map(CalibratedBy::from)
    }

    /// The relatives of a substance, by its id or name.
    ///
    /// # Errors
    /// [`Error::Library`] for a substance that is not there, and for a record that cannot be read.
    pub fn relatives_by_name(&self, name: &str) -> Result<Vec<Relative>, Error> {
        match called(&self.library.view(), name) {
            Some(substance) => self.relatives_in_order(substance, &[]),
            None => {
                let reason = format!("there is no substance \"{}\" in the library", shown::line(name));
                Err(Error::Library { path: None, code: Code::UnknownReference, reason })
            }
        }
    }

    /// The calibration that decides, and whether it was made for what is asked; none for a recipe that there are no trials of.
    #[must_use]
    pub fn calibration(&self) -> Option<(&Calibration, bool)> {
        self.calibration.as_ref().map(|(calibration, own)| (calibration, *own))
    }

    /// What decides. Trials go by the default matcher: another ranking has no calibration of its own.
    pub(super) fn calibrated(&self, by_bands: bool) -> Option<Calibrated<'_>> {
        let (calibration, own) = self.calibration()?;
        Some(Calibrated { table: calibration.view(), own: own && by_bands })
    }

    /// Which of its substances are relatives.
    fn relatives(&self) -> Result<&Relatives, Error> {
        if let Some(made) = self.relatives.get() {
            return Ok(made);
        }
        let made = Arc::new(Relatives::of(&self.library)?);
        Ok(self.relatives.get_or_init(|| made))
    }

    /// The relatives of a substance, by its index: those first that rank highest.
    pub(super) fn relatives_in_order(&self, substance: u32, best: &[Ranked]) -> Result<Vec<Relative>, Error> {
        let view = self.library.view();
        let mut relatives = self.relatives()?.relatives_of(substance);
        let place =
            |other: u32| best.iter().position(|ranked| ranked.substance == other).unwrap_or(usize::MAX);
        relatives.sort_by_key(|(other, _)| place(*other));
        let named = relatives.into_iter().filter_map(|(other, kinship)| {
            let other = view.substance(other)?;
            let (rule, family) = match kinship {
                Kinship::Family { name, .. } => ("family", name),
                Kinship::Elements => ("elements", String::new()),
            };
            Some(Relative {
                substance: other.name.to_owned(),
                substance_id: other.id.to_owned(),
                rule,
                family,
            })
        });
        Ok(named.collect())
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

    /// The linear rows, by which mixtures are taken apart.
    pub(super) fn linear(&self) -> Result<&Linear, Error> {
        if let Some(made) = self.linear.get() {
            return Ok(made);
        }
        let made = Arc::new(Linear::of(&self.library)?);
        Ok(self.linear.get_or_init(|| made))
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

    /// The instrument that is asked about, if it was stated.
    #[must_use]
    pub fn profile(&self) -> Option<&InstrumentProfile> {
        self.profile.as_ref()
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
            libraries: if self.parts.len() > 1 { self.parts.clone() } else { Vec::new() },
            conflicts: self.library.conflicts().to_vec(),
        }
    }

    /// How far the axis may be off: as asked for, or as the instrument's profile leaves it.
    pub(crate) fn tolerance(&self, options: &Options) -> Tolerance {
        let of_instrument = self.profile.as_ref().map(InstrumentProfile::tolerance);
        options.tolerance.or(of_instrument).unwrap_or_default()
    }

    /// Prepares shots and takes their mean.
    pub(super) fn see(&self, shots: &[&Spectrum], desk: &Desk) -> Result<Seen, Error> {
        Ok(seen::mean(&self.see_each(shots, desk)?)?.into_owned())
    }

    /// Prepares shots, each by itself; none if one is refused.
    pub(super) fn see_each(&self, shots: &[&Spectrum], desk: &Desk) -> Result<Vec<Seen>, Error> {
        self.see_many(shots, desk).into_iter().collect()
    }

    /// A spectrum with its axis as the instrument's profile corrects it.
    pub(super) fn corrected<'s>(&self, spectrum: &'s Spectrum) -> Result<Cow<'s, Spectrum>, Error> {
        match &self.profile {
            Some(profile) => profile.correct(spectrum).map(Cow::Owned),
            None => Ok(Cow::Borrowed(spectrum)),
        }
    }

    /// The linear row of a spectrum.
    pub(super) fn see_linear(
        &self,
        spectrum: SpectrumRef<'_>,
        workspace: &mut Workspace,
    ) -> Result<LinearSeen, Error> {
        self.pipeline.grow(workspace, 1, spectrum.len());
        let mut row = vec![0.0; self.pipeline.grid().len];
        let (interval, notes) = self.pipeline.run_linear(spectrum, workspace.lend(), &mut row)?;
        let sigma = self.pipeline.linear().noise(notes.noise_density, self.pipeline.grid());
        Ok(LinearSeen { row, interval, sigma })
    }

    /// Prepares spectra, each by itself.
    pub(super) fn see_many(&self, spectra: &[&Spectrum], desk: &Desk) -> Vec<Result<Seen, Error>> {
        let mut corrected = Vec::with_capacity(spectra.len());
        let mut begun = Vec::with_capacity(spectra.len());
        for &spectrum in spectra {
            begun.push(self.corrected(spectrum).map(|spectrum| corrected.push(spectrum)));
        }
        let points: Vec<SpectrumRef<'_>> =
            corrected.iter().map(|spectrum| spectrum.as_ref().as_ref()).collect();
        let longest = points.iter().map(SpectrumRef::len).max().unwrap_or(0);
        let mut workspace = desk.workspace.borrow_mut();
        self.pipeline.grow(&mut workspace, points.len(), longest);
        let mut row = vec![0.0; self.pipeline.grid().len];
        let mut made = Vec::with_capacity(points.len());
        let mut take = |i: usize, prepared: Result<Prepared<'_>, ramatch_core::Error>| {
            made.push(prepared.map(|prepared| Seen::of(&prepared, points[i])));
        };
        // Nothing that it could refuse: the workspace has grown to what it needs.
        let ran = self.pipeline.run_many(&points, workspace.lend(), &mut row, &mut take);
        if self.pipeline.recipe().linear_by().is_some() {
            // What could be prepared has a linear row as well.
            for (seen, &points) in made.iter_mut().zip(&points) {
                if let Ok(seen) = seen {
                    seen.linear = self.see_linear(points, &mut workspace).ok();
                }
            }
        }
        let mut made = made.into_iter();
        let mut next = || ran.and_then(|()| made.next().unwrap_or(Err(ramatch_core::Error::Cancelled)));
        begun.into_iter().map(|begun| begun.and_then(|()| Ok(next()?))).collect()
    }
}

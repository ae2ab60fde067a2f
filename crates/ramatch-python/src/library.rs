//! A library of references, and what is asked of it.

use crate::answer::Answer;
use crate::argument::{flag, given, whole};
use crate::array::FilePath;
use crate::asked::{Asked, Peaks};
use crate::mixture::unmixing;
use crate::narrow::one_dimensional;
use crate::patience::patiently;
use crate::recipe::Recipe;
use crate::refusal::{argument, refusal};
use crate::spectrum::Spectrum;
use crate::told::Told;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyType};
use std::sync::{Arc, OnceLock};

/// A library of references, and the pipeline that prepares queries for it.
#[pyclass(frozen, module = "ramatch")]
pub(crate) struct Library {
    pub(crate) inner: Arc<ramatch::Identifier>,
    searcher: OnceLock<ramatch::Searcher>,
}

impl Library {
    fn of(py: Python<'_>, made: Result<ramatch::Identifier, ramatch::Error>) -> PyResult<Self> {
        let inner = Arc::new(made.map_err(|error| refusal(py, &error))?);
        Ok(Self { inner, searcher: OnceLock::new() })
    }

    /// Made ready the first time. The cell is filled with the interpreter held, so that nobody forks meanwhile.
    pub(crate) fn searcher(&self, py: Python<'_>) -> PyResult<&ramatch::Searcher> {
        if let Some(searcher) = self.searcher.get() {
            return Ok(searcher);
        }
        let made = py.detach(|| self.inner.library().searcher()).map_err(|error| refusal(py, &error))?;
        Ok(self.searcher.get_or_init(|| made))
    }
}

#[pymethods]
impl Library {
    #[classmethod]
    fn default(_: &Bound<'_, PyType>, py: Python<'_>) -> PyResult<Self> {
        Self::of(py, py.detach(ramatch::Identifier::embedded))
    }

    #[classmethod]
    fn open(_: &Bound<'_, PyType>, py: Python<'_>, path: FilePath) -> PyResult<Self> {
        Self::of(py, py.detach(|| ramatch::Library::open(&path).and_then(ramatch::Identifier::new)))
    }

    #[classmethod]
    fn read(_: &Bound<'_, PyType>, py: Python<'_>, path: FilePath) -> PyResult<Self> {
        let read = move || ramatch::Library::read(&path).and_then(ramatch::Identifier::new);
        Self::of(py, patiently(py, read)?)
    }

    /// A library in memory, verified as `read` does.
    #[classmethod]
    fn from_bytes(_: &Bound<'_, PyType>, py: Python<'_>, bytes: Vec<u8>) -> PyResult<Self> {
        let read = move || ramatch::Library::verified_bytes(bytes).and_then(ramatch::Identifier::new);
        Self::of(py, patiently(py, read)?)
    }

    /// Its bytes, as a file holds them.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.inner.library().bytes())
    }

    fn save(&self, py: Python<'_>, path: FilePath, force: &Bound<'_, PyAny>) -> PyResult<()> {
        let output = ramatch::Output::new(&path, ramatch::OutputKind::Library).force(flag("force", force)?);
        let written = py.detach(|| output.write(self.inner.library().bytes()));
        written.map_err(|error| refusal(py, &error))
    }

    /// Several libraries as one.
    #[classmethod]
    fn together(_: &Bound<'_, PyType>, py: Python<'_>, libraries: Vec<PyRef<'_, Library>>) -> PyResult<Self> {
        if libraries.iter().any(|library| library.inner.profile().is_some()) {
            let text = "a library for an instrument cannot be one of several: put them together first, then use for_instrument";
            return Err(argument(py, text.into()));
        }
        let libraries: Vec<ramatch::Library> =
            libraries.iter().map(|library| library.inner.library().clone()).collect();
        Self::of(py, patiently(py, move || ramatch::Identifier::over(libraries))?)
    }

    /// Name, hash, entries and substances of the libraries that it was made of; itself where it was made of none.
    #[getter]
    fn parts(&self) -> Vec<(Option<String>, String, usize, usize)> {
        let parts = self.inner.library().parts().into_iter();
        parts.map(|part| (part.name, part.hash, part.entries, part.substances)).collect()
    }

    /// Code and text of what these do not agree on.
    #[getter]
    fn conflicts(&self) -> Vec<(&'static str, String)> {
        let conflicts = self.inner.library().conflicts().iter();
        conflicts.map(|conflict| (conflict.code, conflict.text.clone())).collect()
    }

    fn verify(&self, py: Python<'_>) -> PyResult<()> {
        let library = self.inner.library().clone();
        patiently(py, move || library.verify())?.map_err(|error| refusal(py, &error))
    }

    /// What a check of the library against itself found, as JSON, and the picture of what is alike.
    fn check(
        &self,
        py: Python<'_>,
        title: &str,
        of: Option<Bound<'_, PyAny>>,
        threads: Option<Bound<'_, PyAny>>,
        progress: Option<Bound<'_, PyAny>>,
    ) -> PyResult<(String, String)> {
        let told = Told::new(threads.as_ref(), progress.as_ref())?;
        let of = given(of.as_ref(), |of| whole("of", of, 0))?;
        let check = told.during(py, |control| match of {
            Some(part) => self.inner.check_part(part, control),
            None => self.inner.check_library(control),
        })?;
        let json = serde_json::to_string(&check).map_err(|error| argument(py, error.to_string()))?;
        Ok((json, check.to_svg(title)))
    }

    fn prepared_by(&self, py: Python<'_>, recipe: &Recipe) -> PyResult<Self> {
        let (library, recipe) = (self.inner.library().clone(), recipe.inner);
        Self::of(py, patiently(py, move || ramatch::Identifier::with_recipe(&library, &recipe))?)
    }

    #[getter]
    fn rows(&self) -> &'static str {
        self.inner.library().view().row_format().name()
    }

    #[getter]
    fn recipe(&self) -> Recipe {
        Recipe { inner: *self.inner.pipeline().recipe() }
    }

    #[getter]
    fn hash(&self) -> String {
        self.inner.library().hash()
    }

    /// Names of the substances that have references.
    #[getter]
    fn substances(&self) -> Vec<String> {
        let view = self.inner.library().view();
        (0..view.substances_len()).filter_map(|i| view.substance(i)).map(|s| s.name.to_owned()).collect()
    }

    fn __len__(&self) -> usize {
        self.inner.library().view().len() as usize
    }

    fn __repr__(&self) -> String {
        format!("Library({} references, {})", self.__len__(), self.hash())
    }

    /// The library for spectra of one instrument.
    fn for_instrument(&self, py: Python<'_>, profile: FilePath) -> PyResult<Self> {
        let made = py.detach(|| {
            let profile = ramatch::InstrumentProfile::read(&profile)?;
            ramatch::Identifier::clone(&self.inner).for_instrument(profile)
        });
        Self::of(py, made)
    }

    /// The same references, whose verdicts go by a calibration that was made for them.
    fn calibrated(&self, py: Python<'_>, calibration: FilePath) -> PyResult<Self> {
        let made = py.detach(|| ramatch::Identifier::clone(&self.inner).with_calibration_file(&calibration));
        Self::of(py, made)
    }

    /// The same references, with a list of what is watched for.
    fn watching(&self, py: Python<'_>, names: Vec<String>) -> PyResult<Self> {
        let list =
            ramatch::WatchList::of(names, self.inner.library()).map_err(|error| refusal(py, &error))?;
        Self::of(py, Ok(ramatch::Identifier::clone(&self.inner).watching(list)))
    }

    /// What is watched for and not in the library.
    #[getter]
    fn _unknown(&self) -> Vec<String> {
        self.inner.watch().map(|list| list.unknown().to_vec()).unwrap_or_default()
    }

    /// Hash of the calibration, whether it is its own, and what its trials were, as JSON; none for a recipe without trials.
    #[getter]
    fn _calibration(&self, py: Python<'_>) -> PyResult<Option<String>> {
        let about = self.inner.calibrated_by();
        let json = about.map(|about| serde_json::to_string(&about)).transpose();
        json.map_err(|error| argument(py, error.to_string()))
    }

    /// The relatives of a substance, as JSON.
    fn _relatives(&self, py: Python<'_>, substance: &str) -> PyResult<String> {
        let relatives = self.inner.relatives_by_name(substance).map_err(|error| refusal(py, &error))?;
        serde_json::to_string(&relatives).map_err(|error| argument(py, error.to_string()))
    }

    fn _search(&self, py: Python<'_>, shots: Vec<PyRef<'_, Spectrum>>, asked: Asked) -> PyResult<Answer> {
        let options = asked.options(py)?;
        let measured: Vec<ramatch::Measurement> = shots
            .iter()
            .map(|shot| {
                let metadata = shot.record.clone().unwrap_or_default();
                ramatch::Measurement { spectrum: shot.inner.clone(), metadata }
            })
            .collect();
        let report = py.detach(|| self.inner.identify_sample(&measured, &options));
        let report = report.map_err(|error| refusal(py, &error))?;
        let spectrum = measured.into_iter().next().map(|shot| shot.spectrum);
        let spectrum = spectrum.ok_or_else(|| argument(py, "there are no shots to compare".into()))?;
        let level = shots.first().map_or(0.0, |shot| shot.level);
        Ok(Answer { report, spectrum, identifier: self.inner.clone(), level })
    }

    /// Takes shots of one sample apart.
    fn _unmix<'py>(
        &self,
        py: Python<'py>,
        shots: Vec<PyRef<'_, Spectrum>>,
        asked: Asked,
    ) -> PyResult<(String, Bound<'py, PyDict>)> {
        let options = asked.options(py)?;
        let spectra: Vec<ramatch::Spectrum> = shots.iter().map(|shot| shot.inner.clone()).collect();
        let found = py.detach(|| self.inner.unmix_shots(&spectra, &options));
        unmixing(py, &found.map_err(|error| refusal(py, &error))?)
    }

    /// Ranks by a list of peaks: of a file, or two arrays.
    fn _search_peaks(&self, py: Python<'_>, peaks: Peaks<'_>, asked: Asked) -> PyResult<Answer> {
        let options = asked.options(py)?;
        let raise = |error: ramatch::Error| refusal(py, &error);
        let (report, spectrum) = match peaks {
            Peaks::Path(path) => {
                let reading = ramatch::Reading::default();
                let record = py.detach(|| ramatch::read_peaks(&path, &reading)).map_err(raise)?;
                let report = py
                    .detach(|| self.inner.identify_peaks_record(&path, &record, &options))
                    .map_err(raise)?;
                (report, ramatch::draw_peaks(&record.x, &record.y).map_err(raise)?)
            }
            Peaks::Arrays(shift, heights) => {
                let (shift, heights) = (
                    one_dimensional("Raman shift", &shift)?.wide(),
                    one_dimensional("heights", &heights)?.wide(),
                );
                let report =
                    py.detach(|| self.inner.identify_peaks(&shift, &heights, &options)).map_err(raise)?;
                (report, ramatch::draw_peaks(&shift, &heights).map_err(raise)?)
            }
        };
        Ok(Answer { report, spectrum, identifier: self.inner.clone(), level: 0.0 })
    }
}

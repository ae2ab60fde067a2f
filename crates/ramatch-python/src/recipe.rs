//! How spectra are prepared and compared.

use crate::argument;
use crate::array::FilePath;
use crate::lent::{self, RowsWork};
use crate::narrow::one_dimensional;
use crate::pickle::{Again, again};
use crate::refusal::{self, refusal};
use crate::told::Told;
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;
use ramatch::core::{Pipeline, PreparedBuf};
use ramatch::rows::{self, Control, Rows};
use std::hash::{Hash, Hasher};

/// How spectra are prepared and compared.
#[pyclass(frozen, module = "ramatch")]
pub(crate) struct Recipe {
    pub(crate) inner: ramatch::Recipe,
}

#[pymethods]
impl Recipe {
    #[staticmethod]
    fn default() -> Self {
        Self { inner: ramatch::Recipe::FINGERPRINT }
    }

    #[staticmethod]
    fn read(py: Python<'_>, path: FilePath) -> PyResult<Self> {
        let inner = ramatch::read_recipe(&path).map_err(|error| refusal(py, &error))?;
        Ok(Self { inner })
    }

    /// Of the text of a recipe file.
    #[staticmethod]
    fn from_toml(py: Python<'_>, text: &Bound<'_, PyAny>) -> PyResult<Self> {
        _recipe_again(py, &argument::text("text", text)?)
    }

    /// Of JSON, as `to_json` yields it.
    #[staticmethod]
    fn from_json(py: Python<'_>, text: &Bound<'_, PyAny>) -> PyResult<Self> {
        let inner = serde_json::from_str(&argument::text("text", text)?);
        Ok(Self { inner: inner.map_err(|error| refusal::argument(py, format!("no recipe: {error}")))? })
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        serde_json::to_string(&self.inner).map_err(|error| refusal::argument(py, error.to_string()))
    }

    /// Raman shifts of the grid.
    #[getter]
    fn shift<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        let grid = self.inner.grid();
        (0..grid.len).map(|i| grid.shift_cm1(i)).collect::<Vec<f64>>().into_pyarray(py)
    }

    /// Spectra in the rows of `y` as the recipe prepares them, and from where to where on the grid each is known.
    fn _prepare<'py>(
        &self,
        py: Python<'py>,
        y: &Bound<'py, PyAny>,
        shift: &Bound<'py, PyAny>,
        threads: Option<Bound<'py, PyAny>>,
        progress: Option<Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let pipeline = Pipeline::new(self.inner).map_err(|error| refusal::core_refusal(py, error))?;
        let len = pipeline.grid().len;
        let told = Told::new(threads.as_ref(), progress.as_ref())?;
        let made = prepared_rows(&pipeline, (y, shift), told)?;
        let (mut samples, mut ends) = (Vec::with_capacity(made.len() * len), Vec::with_capacity(made.len()));
        for (row, one) in made.iter().enumerate() {
            let one = one.as_ref().map_err(|&source| refusal(py, &ramatch::Error::Row { row, source }))?;
            samples.extend_from_slice(one.as_ref().samples());
            ends.extend([one.as_ref().interval().lo as u32, one.as_ref().interval().hi as u32]);
        }
        let shaped = |values: Bound<'py, PyAny>, n: usize| values.call_method1("reshape", ((made.len(), n),));
        Ok((shaped(samples.into_pyarray(py).into_any(), len)?, shaped(ends.into_pyarray(py).into_any(), 2)?))
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        // It never changes.
        slf
    }

    fn to_toml(&self, py: Python<'_>) -> PyResult<String> {
        ramatch::recipe_to_toml(&self.inner).map_err(|error| refusal(py, &error))
    }

    #[getter]
    fn id(&self) -> String {
        self.inner.id().to_string()
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.inner.id() == other.inner.id()
    }

    /// Of its identity: equal content, equal hash.
    fn __hash__(&self) -> u64 {
        let mut hasher = std::hash::DefaultHasher::new();
        self.id().hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Again<'py>> {
        again(py, "recipe", (self.to_toml(py)?,))
    }
}

/// A recipe that was pickled.
#[pyfunction]
pub(crate) fn _recipe_again(py: Python<'_>, text: &str) -> PyResult<Recipe> {
    let inner = ramatch::recipe_from_toml(text).map_err(|error| refusal(py, &error))?;
    Ok(Recipe { inner })
}

/// A whole recipe on every row.
struct Whole<'a> {
    pipeline: &'a Pipeline,
    shift: Vec<f32>,
}

/// What became of each row.
type Made = Vec<Result<PreparedBuf, ramatch::core::Error>>;

impl RowsWork for Whole<'_> {
    type Made = Made;

    fn run<T: numpy::Element + rows::Element>(
        &self,
        rows: Rows<'_, T>,
        control: Control<'_>,
    ) -> Result<Made, ramatch::Error> {
        rows::prepared(self.pipeline, &self.shift, rows, control)
    }
}

/// Prepares the rows of `y` over an axis.
pub(crate) fn prepared_rows(
    pipeline: &Pipeline,
    (y, shift): (&Bound<'_, PyAny>, &Bound<'_, PyAny>),
    told: Told,
) -> PyResult<Made> {
    let shift = one_dimensional("shift", shift)?.less(y.py(), "shift", |_| 0.0)?.narrow;
    lent::told_rows(y, told, &Whole { pipeline, shift })
}

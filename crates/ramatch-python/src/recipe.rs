//! How spectra are prepared and compared.

use crate::array::FilePath;
use crate::pickle::{Again, again};
use crate::refusal::refusal;
use pyo3::prelude::*;
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

    fn __repr__(&self) -> String {
        format!("Recipe({})", self.inner.id())
    }
}

/// A recipe that was pickled.
#[pyfunction]
pub(crate) fn _recipe_again(py: Python<'_>, text: &str) -> PyResult<Recipe> {
    let inner = ramatch::recipe_from_toml(text).map_err(|error| refusal(py, &error))?;
    Ok(Recipe { inner })
}

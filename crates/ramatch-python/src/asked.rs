//! What is asked of a library.

use crate::argument::{flag, given, text, texts, whole};
use crate::array::FilePath;
use crate::similarity::formula;
use crate::spectrum::Spectrum;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// A list of peaks.
pub(crate) enum Peaks<'py> {
    Arrays(Bound<'py, PyAny>, Bound<'py, PyAny>),
    Path(FilePath),
}

impl<'py> FromPyObject<'_, 'py> for Peaks<'py> {
    type Error = PyErr;

    fn extract(peaks: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match peaks.cast::<PyTuple>() {
            Ok(pair) => Ok(Self::Arrays(pair.get_item(0)?, pair.get_item(1)?)),
            Err(_) => Ok(Self::Path(peaks.extract()?)),
        }
    }
}

/// What is asked for.
pub(crate) struct Asked {
    top: usize,
    tolerance: Option<(f64, f64)>,
    through: Option<String>,
    metric: Option<String>,
    exclude: Vec<String>,
    containers: Vec<ramatch::Container>,
    single: bool,
}

impl<'py> FromPyObject<'_, 'py> for Asked {
    type Error = PyErr;

    fn extract(asked: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let word = |name: &str| given(Some(&asked.get_item(name)?), |value| text(name, value));
        Ok(Self {
            top: whole("top", &asked.get_item("top")?, 1)?,
            tolerance: asked.get_item("tolerance")?.extract()?,
            through: word("through")?,
            metric: word("metric")?,
            exclude: texts("exclude", &asked.get_item("exclude")?)?,
            containers: asked
                .get_item("containers")?
                .try_iter()?
                .map(|one| {
                    let (name, spectrum): (String, PyRef<'_, Spectrum>) = one?.extract()?;
                    let mut container = ramatch::Container::new(&name, spectrum.inner.clone());
                    container.laser_nm = spectrum.record.as_ref().and_then(|record| record.laser_nm);
                    Ok(container)
                })
                .collect::<PyResult<_>>()?,
            single: flag("single", &asked.get_item("single")?)?,
        })
    }
}

impl Asked {
    pub(crate) fn options(self, py: Python<'_>) -> PyResult<ramatch::Options> {
        let mut options = ramatch::Options::default().top(self.top).exclude(self.exclude);
        options.tolerance = self
            .tolerance
            .map(|(shift, stretch)| ramatch::Tolerance::new().shift_cm1(shift).stretch(stretch));
        options.through = self.through;
        options.single = self.single;
        for container in self.containers {
            options = options.container(container);
        }
        if let Some(name) = self.metric {
            options.ranking = ramatch::Ranking::By(formula(py, &name)?);
        }
        Ok(options)
    }
}

//! Arrays of spectra: one, or a matrix with one in each row.

use crate::{RamatchError, refusal};
use numpy::{
    Element, IntoPyArray, PyArray1, PyArray2, PyArrayDyn, PyArrayMethods, PyReadonlyArrayDyn, PyUntypedArray,
    PyUntypedArrayMethods,
};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use ramatch::core::baseline::{Baseline, Fit};
use ramatch::rows::{self, Control, Rows};
use std::sync::{Mutex, PoisonError};

/// How the fits of the rows ended, as arrays.
type Fits<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>);

/// A method from its name and parameters as JSON.
pub(crate) fn method<T: serde::de::DeserializeOwned>(settings: &str) -> PyResult<T> {
    serde_json::from_str(settings).map_err(|error| RamatchError::new_err(error.to_string()))
}

/// An operation on rows of `T`.
pub(crate) trait Operation {
    fn run<T: Element + rows::Element>(
        &self,
        rows: Rows<'_, T>,
        out: &mut [T],
        control: Control<'_>,
    ) -> Result<Vec<Fit>, ramatch::Error>;
}

/// Threads, and whom to tell.
pub(crate) struct Told {
    pub(crate) threads: Option<usize>,
    pub(crate) progress: Option<Py<PyAny>>,
}

/// Does `operation` for every row of `y`, which has one or two dimensions, without the interpreter's lock.
pub(crate) fn run<'py>(
    py: Python<'py>,
    y: &Bound<'py, PyAny>,
    operation: &(impl Operation + Sync),
    told: Told,
) -> PyResult<(Bound<'py, PyAny>, Fits<'py>)> {
    if let Ok(array) = y.cast::<PyArrayDyn<f32>>() {
        return typed(py, array, operation, told);
    }
    let numpy = py.import("numpy")?;
    let wide = numpy.call_method1("asarray", (y, numpy.getattr("float64")?))?;
    typed(py, wide.cast::<PyArrayDyn<f64>>()?, operation, told)
}

fn typed<'py, T: Element + rows::Element>(
    py: Python<'py>,
    y: &Bound<'py, PyArrayDyn<T>>,
    operation: &(impl Operation + Sync),
    told: Told,
) -> PyResult<(Bound<'py, PyAny>, Fits<'py>)> {
    let (m, n) = match y.shape() {
        [n] => (1, *n),
        [m, n] => (*m, *n),
        _ => return Err(PyTypeError::new_err(format!("y has {} dimensions, 1 or 2 needed", y.ndim()))),
    };
    let size = size_of::<T>() as isize;
    let along = y.strides().last().copied().unwrap_or(size);
    let across = if y.ndim() == 2 { y.strides()[0] } else { n as isize * size };
    let in_place = along == size && across >= n as isize * size && across % size == 0;
    let owned: PyReadonlyArrayDyn<'py, T>;
    let stride = if in_place {
        owned = y.readonly();
        (across / size) as usize
    } else {
        let copy = py.import("numpy")?.call_method1("ascontiguousarray", (y,))?;
        owned = copy.cast::<PyArrayDyn<T>>()?.readonly();
        n
    };
    let len = if m == 0 { 0 } else { (m - 1) * stride + n };
    // SAFETY: `owned` keeps the array alive and borrowed; its rows are contiguous and `stride` apart, so the last
    // one ends at `len`.
    let values = unsafe { std::slice::from_raw_parts(owned.data(), len) };
    // SAFETY: every element is written before anyone sees it, or the array is dropped.
    let out = unsafe { PyArray2::<T>::new(py, [m, n], false) };
    // SAFETY: nobody else knows this array yet.
    let room = unsafe { out.as_slice_mut() }.map_err(|error| PyTypeError::new_err(error.to_string()))?;
    let Told { threads, progress } = told;
    let raised = Mutex::new(None);
    let report = |done: usize, total: usize| {
        Python::attach(|py| {
            let outcome = py.check_signals().and_then(|()| match &progress {
                Some(progress) => {
                    let answer = progress.bind(py).call1((done, total))?;
                    Ok(!answer.is_instance_of::<pyo3::types::PyBool>() || answer.is_truthy()?)
                }
                None => Ok(true),
            });
            outcome.unwrap_or_else(|error| {
                *raised.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                false
            })
        })
    };
    let fits = py.detach(|| {
        let rows = Rows::new(values, m, n, stride)?;
        operation.run(rows, room, Control { threads, progress: Some(&report) })
    });
    if let Some(error) = raised.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    let fits = fits.map_err(|error| refusal(py, &error))?;
    let iterations: Vec<u32> = fits.iter().map(|fit| fit.iterations).collect();
    let converged: Vec<bool> = fits.iter().map(|fit| fit.converged).collect();
    let change: Vec<f64> = fits.iter().map(|fit| fit.change).collect();
    let flat = y.ndim() == 1;
    let made = if flat { out.call_method1("reshape", (n,))? } else { out.into_any() };
    Ok((made, (shaped(py, flat, iterations)?, shaped(py, flat, converged)?, shaped(py, flat, change)?)))
}

/// An array, or its one element.
fn shaped<'py, T: Element>(py: Python<'py>, flat: bool, values: Vec<T>) -> PyResult<Bound<'py, PyAny>> {
    let array: Bound<'py, PyArray1<T>> = values.into_pyarray(py);
    if flat { array.call_method0("item") } else { Ok(array.into_any()) }
}

/// Baselines of one spectrum or of many.
#[pyfunction]
#[pyo3(signature = (y, settings, mask=None, threads=None, progress=None))]
pub(crate) fn _baseline<'py>(
    py: Python<'py>,
    y: &Bound<'py, PyAny>,
    settings: &str,
    mask: Option<Vec<bool>>,
    threads: Option<usize>,
    progress: Option<Py<PyAny>>,
) -> PyResult<(Bound<'py, PyAny>, Fits<'py>)> {
    struct Work(Baseline, Option<Vec<bool>>);
    impl Operation for Work {
        fn run<T: Element + rows::Element>(
            &self,
            rows: Rows<'_, T>,
            out: &mut [T],
            control: Control<'_>,
        ) -> Result<Vec<Fit>, ramatch::Error> {
            rows::baselines(&self.0, self.1.as_deref(), rows, out, control)
        }
    }
    run(py, y, &Work(method(settings)?, mask), Told { threads, progress })
}

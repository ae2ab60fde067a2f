//! Arrays of spectra: one, or a matrix with one in each row.

use crate::argument::{flag, given, real, whole32};
use crate::array;
use crate::lent::{Lent, RowsWork, some_points, told_rows};
use crate::narrow::{self, one_dimensional};
use crate::refusal::{argument, core_refusal, kind, pythonic, refusal};
use crate::spectrum::Spectrum;
use crate::told::Told;
use numpy::{
    Element, IntoPyArray, PyArray2, PyArrayDyn, PyArrayMethods, PyUntypedArray, PyUntypedArrayMethods,
};
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyTuple};
use ramatch::core::baseline::{Arpls, Baseline, Fit, Samples};
use ramatch::core::smooth::{Smooth, Whittaker};
use ramatch::core::{Axis, Despike, Detrend, Emsc, GridStep, NativeStep, Normalize, Resample, WhitakerHayes};
use ramatch::rows::{self, Control, Rows};

/// How the fits of the rows ended, as arrays.
type Fits<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>);

/// A method from its name and parameters as JSON, by their names in Python.
fn method<T: serde::de::DeserializeOwned>(py: Python<'_>, settings: &str) -> PyResult<T> {
    // Not from the text: its lines and columns say nothing to anyone.
    let wrong = |error: serde_json::Error| argument(py, error.to_string());
    let settings: serde_json::Value = serde_json::from_str(settings).map_err(wrong)?;
    serde_json::from_value(settings.clone()).map_err(|error| {
        let name =
            settings.get("method").or(Some(&settings)).and_then(|name| name.as_str()).unwrap_or_default();
        // Which one it is: one by one, and all if none is wrong alone.
        let fields = settings.as_object().into_iter().flatten().filter(|(field, _)| *field != "method");
        let alone = fields.filter_map(|(field, value)| {
            let alone = serde_json::json!({ "method": name, field.as_str(): value });
            let error = serde_json::from_value::<T>(alone).err()?;
            Some((field, value, error.to_string()))
        });
        let text = match alone.into_iter().next() {
            Some((field, _, text)) if text.starts_with("unknown field") => {
                let known = text.split_once("expected ").map_or("", |(_, known)| known);
                let known = known.trim_start_matches("one of ").replace(" or ", ", ").replace('`', "");
                match text.contains("there are no fields") {
                    true => format!("{name} has no parameter \"{field}\": it has none"),
                    false => format!("{name} has no parameter \"{field}\": its parameters are {known}"),
                }
            }
            Some((field, value, text)) => format!("{name}: {field} = {value}: {}", in_words(&text)),
            None => error.to_string().replace('`', "\""),
        };
        argument(py, pythonic(&text))
    })
}

/// What a value should have been, without the names of Rust's types.
fn in_words(text: &str) -> String {
    let kinds = [("f64", "a number"), ("u32", "a whole number from 0 on"), ("a boolean", "True or False")];
    for (kind, word) in kinds {
        if text.ends_with(&format!("expected {kind}")) {
            return format!("{word} is needed");
        }
    }
    text.replace('`', "\"")
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

/// Does `operation` for every row of `y`, which has one or two dimensions, without the interpreter's lock.
pub(crate) fn run<'py>(
    py: Python<'py>,
    y: &Bound<'py, PyAny>,
    operation: &(impl Operation + Sync),
    told: Told,
) -> PyResult<(Bound<'py, PyAny>, Fits<'py>)> {
    let y = array::numbers("y", y)?;
    match y.cast::<PyArrayDyn<f32>>() {
        Ok(array) => typed(py, array, operation, told),
        Err(_) => typed(py, y.cast::<PyArrayDyn<f64>>()?, operation, told),
    }
}

fn typed<'py, T: Element + rows::Element>(
    py: Python<'py>,
    y: &Bound<'py, PyArrayDyn<T>>,
    operation: &(impl Operation + Sync),
    told: Told,
) -> PyResult<(Bound<'py, PyAny>, Fits<'py>)> {
    let lent = Lent::of(y)?;
    let (m, n) = (lent.m, lent.n);
    // SAFETY: every element is written before anyone sees it, or the array is dropped.
    let out = unsafe { PyArray2::<T>::new(py, [m, n], false) };
    // SAFETY: nobody else knows this array yet.
    let room = unsafe { out.as_slice_mut() }.map_err(|error| kind(error.to_string()))?;
    let fits = lent.during(told, |rows, control| operation.run(rows, room, control))?;
    if let ([fit], 1) = (&fits[..], y.ndim()) {
        let Fit { iterations, converged, change, .. } = *fit;
        let said = (
            iterations.into_pyobject(py)?.into_any(),
            converged.into_pyobject(py)?.to_owned().into_any(),
            change.into_pyobject(py)?.into_any(),
        );
        return Ok((out.call_method1("reshape", (n,))?, said));
    }
    let iterations: Vec<u32> = fits.iter().map(|fit| fit.iterations).collect();
    let converged: Vec<bool> = fits.iter().map(|fit| fit.converged).collect();
    let change: Vec<f64> = fits.iter().map(|fit| fit.change).collect();
    let said = (
        iterations.into_pyarray(py).into_any(),
        converged.into_pyarray(py).into_any(),
        change.into_pyarray(py).into_any(),
    );
    Ok((out.into_any(), said))
}

/// An operation of the facade on rows.
macro_rules! operation {
    ($(#[$about:meta])* $name:ident { $($field:ident: $kind:ty),* }, |$own:ident, $rows:ident, $out:ident, $control:ident| $call:expr) => {
        struct $name { $($field: $kind),* }
        impl Operation for $name {
            fn run<T: Element + rows::Element>(
                &self,
                $rows: Rows<'_, T>,
                $out: &mut [T],
                $control: Control<'_>,
            ) -> Result<Vec<Fit>, ramatch::Error> {
                let $own = self;
                $call
            }
        }
    };
}

operation!(Baselines { method: Baseline, x: Option<Vec<f64>>, mask: Option<Vec<bool>> }, |own, rows, out, control| {
    let samples = Samples { x: own.x.as_deref(), mask: own.mask.as_deref() };
    rows::baselines(&own.method, samples, rows, out, control)
});
operation!(Smoothed { smooth: Smooth, step: f64 }, |own, rows, out, control| {
    rows::smoothed(own.smooth, own.step, rows, out, control)
});
operation!(Normalized { how: Normalize, shift: Option<Vec<f64>>, step: f64 }, |own, rows, out, control| {
    let axis = own.shift.as_deref().map_or(Axis::Step(own.step), Axis::AtWide);
    rows::normalized(own.how, axis, rows, out, control)
});
operation!(Detrended { detrend: Detrend }, |own, rows, out, control| {
    rows::detrended(own.detrend, rows, out, control)
});
operation!(Corrected { emsc: Emsc, reference: Option<Vec<f64>> }, |own, rows, out, control| {
    rows::scatter_corrected(own.emsc, own.reference.as_deref(), rows, out, control)
});

/// Baselines of one spectrum or of many.
#[pyfunction]
pub(crate) fn _baseline<'py>(
    py: Python<'py>,
    y: &Bound<'py, PyAny>,
    settings: &str,
    mask: Option<Bound<'py, PyAny>>,
    x: Option<Bound<'py, PyAny>>,
    threads: Option<Bound<'py, PyAny>>,
    progress: Option<Bound<'py, PyAny>>,
) -> PyResult<(Bound<'py, PyAny>, Fits<'py>)> {
    let method = method(py, settings)?;
    let (y, mask) = array::counted("y", y, mask.as_ref())?;
    let x = given(x.as_ref(), |x| array::vector("x", x))?;
    run(py, &y, &Baselines { method, x, mask }, Told::new(threads.as_ref(), progress.as_ref())?)
}

/// Smooths one spectrum or many.
#[pyfunction]
pub(crate) fn _smooth<'py>(
    py: Python<'py>,
    y: &Bound<'py, PyAny>,
    settings: &str,
    step: &Bound<'py, PyAny>,
    threads: Option<Bound<'py, PyAny>>,
    progress: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let operation = Smoothed { smooth: method(py, settings)?, step: real("step", step)? };
    run(py, y, &operation, Told::new(threads.as_ref(), progress.as_ref())?).map(|(made, _)| made)
}

/// Normalises one spectrum or many.
#[pyfunction]
pub(crate) fn _normalize<'py>(
    py: Python<'py>,
    y: &Bound<'py, PyAny>,
    settings: &str,
    shift: Option<Bound<'py, PyAny>>,
    step: &Bound<'py, PyAny>,
    threads: Option<Bound<'py, PyAny>>,
    progress: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let shift = given(shift.as_ref(), |shift| Ok(one_dimensional("shift", shift)?.wide()))?;
    let operation = Normalized { how: method(py, settings)?, shift, step: real("step", step)? };
    run(py, y, &operation, Told::new(threads.as_ref(), progress.as_ref())?).map(|(made, _)| made)
}

/// Reads every row at other Raman shifts.
struct Resampled {
    how: Resample,
    shift: Vec<f64>,
    to: Vec<f64>,
}

impl RowsWork for Resampled {
    type Made = Vec<f64>;

    fn run<T: Element + rows::Element>(
        &self,
        rows: Rows<'_, T>,
        control: Control<'_>,
    ) -> Result<Vec<f64>, ramatch::Error> {
        rows::resampled(self.how, (&self.shift, &self.to), rows, control)
    }
}

/// Reads one spectrum or many at other Raman shifts.
#[pyfunction]
pub(crate) fn _resample<'py>(
    py: Python<'py>,
    y: &Bound<'py, PyAny>,
    axes: (Bound<'py, PyAny>, Bound<'py, PyAny>),
    cell_mean: bool,
    threads: Option<Bound<'py, PyAny>>,
    progress: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let how = if cell_mean { Resample::CellMean } else { Resample::Linear };
    let (shift, to) =
        (one_dimensional("shift", &axes.0)?.wide(), one_dimensional("new_shift", &axes.1)?.wide());
    let n = to.len();
    let y = array::numbers("y", y)?;
    let dimensions = y.cast::<PyUntypedArray>()?.ndim();
    let told = Told::new(threads.as_ref(), progress.as_ref())?;
    let made = told_rows(&y, told, &Resampled { how, shift, to })?.into_pyarray(py).into_any();
    // Of the kind that it came in.
    let made =
        made.call_method("astype", (y.getattr("dtype")?,), Some(&[("copy", false)].into_py_dict(py)?))?;
    if dimensions == 1 { Ok(made) } else { made.call_method1("reshape", ((y.len()?, n),)) }
}

/// Takes a polynomial out of one spectrum or of many.
#[pyfunction]
pub(crate) fn _detrend<'py>(
    py: Python<'py>,
    y: &Bound<'py, PyAny>,
    poly_order: &Bound<'py, PyAny>,
    threads: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let operation = Detrended { detrend: Detrend::new().poly_order(whole32("poly_order", poly_order, 0)?) };
    run(py, y, &operation, Told::new(threads.as_ref(), None)?).map(|(made, _)| made)
}

/// Corrects the scatter of one spectrum or of many; yields the factors as well.
#[pyfunction]
pub(crate) fn _scatter<'py>(
    py: Python<'py>,
    y: &Bound<'py, PyAny>,
    reference: Option<Bound<'py, PyAny>>,
    poly_order: &Bound<'py, PyAny>,
    threads: Option<Bound<'py, PyAny>>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let reference = reference.map(|reference| array::vector("reference", &reference)).transpose()?;
    let operation =
        Corrected { emsc: Emsc::new().poly_order(whole32("poly_order", poly_order, 0)?), reference };
    let (made, (_, _, factors)) = run(py, y, &operation, Told::new(threads.as_ref(), None)?)?;
    Ok((made, factors))
}

/// Takes cosmic rays out of one spectrum or of every row; marks of the same shape.
#[pyfunction]
pub(crate) fn _despike<'py>(
    py: Python<'py>,
    shift: &Bound<'py, PyAny>,
    y: &Bound<'py, PyAny>,
    settings: &str,
    replace: &Bound<'py, PyAny>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>, bool)> {
    let despike: Despike = method(py, settings)?;
    // Only distances matter here.
    let shift = one_dimensional("Raman shift", shift)?.less(py, "Raman shift", narrow::beginning)?.narrow;
    let replace = flag("replace", replace)?;
    let y = array::wide("y", y)?;
    let shape = y.shape().to_vec();
    let (m, n) = match shape[..] {
        [n] => (1, n),
        [m, n] => (m, n),
        _ => return Err(kind(format!("y has {} dimensions, 1 or 2 needed", y.ndim()))),
    };
    some_points(py, n)?;
    let y = y.readonly();
    let y = y.as_slice()?;
    let (mut out, mut altered) = (vec![0.0; y.len()], vec![0; y.len()]);
    let found = Told::alone().during(py, |control| {
        let rows = Rows::new(y, m, n, n)?;
        rows::despiked(despike, (&shift, replace), rows, (&mut out, &mut altered), control)
    })?;
    let cannot_tell = found.iter().any(|found| found.cannot_tell);
    Ok((shaped(py, out, &shape)?, marks(py, &altered, &shape)?, cannot_tell))
}

fn shaped<'py, T: Element>(py: Python<'py>, values: Vec<T>, shape: &[usize]) -> PyResult<Bound<'py, PyAny>> {
    values.into_pyarray(py).into_any().call_method1("reshape", (PyTuple::new(py, shape)?,))
}

fn marks<'py>(py: Python<'py>, altered: &[u8], shape: &[usize]) -> PyResult<Bound<'py, PyAny>> {
    shaped(py, altered.iter().map(|altered| *altered == 1).collect::<Vec<bool>>(), shape)
}

/// Takes cosmic rays out of several shots of one sample; says as well whether nobody can tell for one of them.
#[pyfunction]
pub(crate) fn _despike_shots<'py>(
    py: Python<'py>,
    shots: &Bound<'py, PyAny>,
    threshold: &Bound<'py, PyAny>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>, bool)> {
    let threshold = real("threshold", threshold)?;
    let copy = array::wide("shots", shots)?;
    let [m, n] = *copy.shape() else {
        return Err(kind(format!("shots has {} dimensions, 2 needed", copy.ndim())));
    };
    some_points(py, n)?;
    let mut values = copy.readonly().as_slice()?.to_vec();
    let mut altered = vec![0; values.len()];
    let mut scratch = vec![0.0; 3 * n + 2 * m];
    let done =
        py.detach(|| ramatch::core::across_shots(&mut values, n, threshold, &mut altered, &mut scratch));
    let found = done.map_err(|error| core_refusal(py, error))?;
    Ok((shaped(py, values, &[m, n])?, marks(py, &altered, &[m, n])?, found.cannot_tell))
}

/// Whittaker's smoother with the λ of least generalised cross-validation.
#[pyfunction]
pub(crate) fn _whittaker_gcv<'py>(
    py: Python<'py>,
    y: &Bound<'py, PyAny>,
    weights: Option<Bound<'py, PyAny>>,
) -> PyResult<(Bound<'py, PyAny>, f64, f64)> {
    let y = array::vector("y", y)?;
    let weights = weights.map(|weights| array::vector("weights", &weights)).transpose()?;
    some_points(py, y.len())?;
    let (mut z, mut scratch) = (vec![0.0; y.len()], vec![0.0; Whittaker::scratch_len(y.len())]);
    let done = py.detach(|| Whittaker::by_cross_validation(&y, weights.as_deref(), &mut z, &mut scratch));
    let (best, score) = done.map_err(|error| core_refusal(py, error))?;
    Ok((z.into_pyarray(py).into_any(), best.lambda, score))
}

/// What a spectrum's own points say about its quality, as JSON.
#[pyfunction]
pub(crate) fn _quality(py: Python<'_>, spectrum: &Spectrum) -> PyResult<String> {
    let steps = ramatch::Preprocess::new()
        .native(NativeStep::Despike(Despike::WhitakerHayes(WhitakerHayes::new())))
        .gridded(GridStep::Baseline(Baseline::Arpls(Arpls::new())));
    let made = py.detach(|| steps.run(&spectrum.inner)).map_err(|error| refusal(py, &error))?;
    serde_json::to_string(&made.quality).map_err(|error| argument(py, error.to_string()))
}

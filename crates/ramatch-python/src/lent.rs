//! A matrix of Python's, looked at where it lies.

use crate::array;
use crate::refusal::{core_refusal, kind};
use crate::told::Told;
use numpy::{Element, PyArrayDyn, PyArrayMethods, PyReadonlyArrayDyn, PyUntypedArrayMethods};
use pyo3::prelude::*;
use ramatch::rows::{self, Control, Rows};

/// What is made of all rows, whatever its shape.
pub(crate) trait RowsWork {
    /// What is made.
    type Made;

    fn run<T: Element + rows::Element>(
        &self,
        rows: Rows<'_, T>,
        control: Control<'_>,
    ) -> Result<Self::Made, ramatch::Error>;
}

/// What `work` makes of `y`, which has one or two dimensions, without the interpreter's lock.
pub(crate) fn told_rows<W: RowsWork<Made: Send> + Sync>(
    y: &Bound<'_, PyAny>,
    told: Told,
    work: &W,
) -> PyResult<W::Made> {
    let y = array::numbers("y", y)?;
    if let Ok(array) = y.cast::<PyArrayDyn<f32>>() {
        return Lent::of(array)?.during(told, |rows, control| work.run(rows, control));
    }
    Lent::of(y.cast::<PyArrayDyn<f64>>()?)?.during(told, |rows, control| work.run(rows, control))
}

/// A matrix of Python's, as it lies in memory.
pub(crate) struct Lent<'py, T: Element> {
    array: PyReadonlyArrayDyn<'py, T>,
    pub(crate) m: usize,
    pub(crate) n: usize,
    stride: usize,
    py: Python<'py>,
}

impl<'py, T: Element + rows::Element> Lent<'py, T> {
    /// In place where rows are contiguous, else copied.
    pub(crate) fn of(y: &Bound<'py, PyArrayDyn<T>>) -> PyResult<Self> {
        let py = y.py();
        let (m, n) = match y.shape() {
            [n] => (1, *n),
            [m, n] => (*m, *n),
            _ => return Err(kind(format!("y has {} dimensions, 1 or 2 needed", y.ndim()))),
        };
        some_points(py, n)?;
        let size = size_of::<T>() as isize;
        let along = y.strides().last().copied().unwrap_or(size);
        let across = if y.ndim() == 2 { y.strides()[0] } else { n as isize * size };
        if along == size && across >= n as isize * size && across % size == 0 {
            return Ok(Self { array: y.readonly(), m, n, stride: (across / size) as usize, py });
        }
        let copy = py.import("numpy")?.call_method1("ascontiguousarray", (y,))?;
        Ok(Self { array: copy.cast::<PyArrayDyn<T>>()?.readonly(), m, n, stride: n, py })
    }

    /// Does `work` with its rows.
    pub(crate) fn during<M: Send>(
        &self,
        told: Told,
        work: impl FnOnce(Rows<'_, T>, Control<'_>) -> Result<M, ramatch::Error> + Send,
    ) -> PyResult<M> {
        let len = if self.m == 0 { 0 } else { (self.m - 1) * self.stride + self.n };
        // SAFETY: `array` keeps it alive and borrowed; its rows are contiguous and `stride` apart, so the last one ends at `len`.
        let values = unsafe { std::slice::from_raw_parts(self.array.data(), len) };
        let (m, n, stride) = (self.m, self.n, self.stride);
        told.during(self.py, |control| work(Rows::new(values, m, n, stride)?, control))
    }
}

/// Refuses spectra without points, also where there are no spectra.
pub(crate) fn some_points(py: Python<'_>, n: usize) -> PyResult<()> {
    let refused = ramatch::core::Error::TooFewPoints { got: 0, needed: 1 };
    if n == 0 { Err(core_refusal(py, refused)) } else { Ok(()) }
}

//! Work without the interpreter's lock: on how many threads, and who is told how far it is.

use crate::argument::{given, whole};
use crate::refusal::{kind, refusal};
use pyo3::prelude::*;
use ramatch::rows::Control;
use std::sync::{Mutex, PoisonError};

/// Threads, and whom to tell.
pub(crate) struct Told {
    threads: Option<usize>,
    progress: Option<Py<PyAny>>,
}

impl Told {
    /// What was given as `threads` and `progress`.
    pub(crate) fn new(
        threads: Option<&Bound<'_, PyAny>>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let threads = given(threads, |threads| whole("threads", threads, 0))?;
        let progress = given(progress, |progress| match progress.is_callable() {
            true => Ok(progress.clone().unbind()),
            false => Err(kind("progress is something to be called with rows done and rows there are")),
        })?;
        Ok(Self { threads, progress })
    }

    /// This thread alone, and nobody but signals.
    pub(crate) fn alone() -> Self {
        Self { threads: Some(1), progress: None }
    }

    /// Does `work` without the interpreter's lock; whoever is told, or a signal, may call it off.
    pub(crate) fn during<T: Send>(
        self,
        py: Python<'_>,
        work: impl FnOnce(Control<'_>) -> Result<T, ramatch::Error> + Send,
    ) -> PyResult<T> {
        let Told { threads, progress } = self;
        let raised = Mutex::new(None);
        let report = |done: usize, total: usize| {
            Python::attach(|py| {
                let outcome = py.check_signals().and_then(|()| match &progress {
                    Some(progress) => {
                        let answer = progress.bind(py).call1((done, total))?;
                        // Who says nothing goes on.
                        Ok(answer.is_none() || answer.is_truthy()?)
                    }
                    None => Ok(true),
                });
                outcome.unwrap_or_else(|error| {
                    *raised.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    false
                })
            })
        };
        let done = py.detach(|| work(Control { threads, progress: Some(&report) }));
        if let Some(error) = raised.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(error);
        }
        done.map_err(|error| refusal(py, &error))
    }
}

//! From what is known of a reference to its prepared row.

use super::content::{EntryContent, Raw, profile};
use crate::ground::error::Error;
use ramatch_core::{Code, Interval, Pipeline, SpectrumRef, Workspace};

/// A reference as a library's recipe prepared it.
pub(super) struct Rendered {
    /// `[grid.len]` samples, 0 outside the interval.
    pub(super) row: Vec<f32>,
    /// Where it is valid.
    pub(super) interval: Interval,
    /// Noise density, 0 if not known.
    pub(super) noise: f64,
    /// Resolution in cm⁻¹ that the drawn entry has, if known.
    pub(super) resolution_cm1: Option<f64>,
}

/// Draws and prepares one entry after the other.
pub(super) struct Renderer {
    pipeline: Pipeline,
    /// Resolution at which bands are drawn, where it is broader than their source's.
    resolution_cm1: Option<f64>,
    workspace: Workspace,
    samples: Vec<f64>,
}

impl Renderer {
    pub(super) fn new(pipeline: Pipeline, resolution_cm1: Option<f64>) -> Self {
        let len = pipeline.grid().len;
        let workspace = pipeline.workspace(0);
        Self { pipeline, resolution_cm1, workspace, samples: vec![0.0; len] }
    }

    /// One for another thread, which prepares the same rows.
    pub(super) fn twin(&self) -> Result<Self, Error> {
        Ok(Self::new(Pipeline::new(*self.pipeline.recipe())?, self.resolution_cm1))
    }

    pub(super) fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// The resolution that the drawn entry has.
    fn resolution(&self, entry: &EntryContent) -> Option<f64> {
        match (&entry.raw, entry.resolution_cm1, self.resolution_cm1) {
            (Raw::Bands(_), Some(own), Some(wanted)) => Some(own.max(wanted)),
            (_, own, _) => own,
        }
    }

    /// Prepares an entry.
    ///
    /// # Errors
    /// [`Error::Library`] naming the entry if it cannot be prepared.
    pub(super) fn render(&mut self, entry: &EntryContent) -> Result<Rendered, Error> {
        let grid = self.pipeline.grid();
        let mut row = vec![0.0; grid.len];
        let resolution = self.resolution(entry);
        let prepared = match &entry.raw {
            Raw::Bands(rows) => {
                let interval = grid.interval(entry.interval_cm1[0], entry.interval_cm1[1]);
                draw(rows, entry.resolution_cm1.zip(resolution), |i| grid.shift_cm1(i), &mut self.samples);
                self.pipeline.run_gridded(&self.samples, interval, self.workspace.lend(), &mut row)
            }
            Raw::Absent => {
                let reason = format!(
                    "entry {}: the library holds no measured points of it, so it cannot be prepared again",
                    entry.id
                );
                return Err(Error::Library { path: None, code: Code::BadEntry, reason });
            }
            Raw::Curve { shift_cm1, intensity } => {
                let inside =
                    |x: &f32| (entry.interval_cm1[0]..=entry.interval_cm1[1]).contains(&f64::from(*x));
                let from = shift_cm1.iter().position(inside).unwrap_or(0);
                let to = shift_cm1.iter().rposition(inside).map_or(from, |last| last + 1);
                self.workspace = self.pipeline.workspace(to - from);
                SpectrumRef::new(&shift_cm1[from..to], &intensity[from..to])
                    .and_then(|curve| self.pipeline.run(curve, self.workspace.lend(), &mut row))
            }
        };
        let prepared = prepared.map_err(|error| Error::Library {
            path: None,
            code: error.code(),
            reason: format!("entry {}: {error}", entry.id),
        })?;
        let (interval, noise) = (prepared.interval(), prepared.notes().noise_density);
        Ok(Rendered { row, interval, noise, resolution_cm1: resolution })
    }
}

/// Sums the bands at these Raman shifts, each as broad as the resolution asks for.
pub(super) fn draw(
    rows: &[[f64; 4]],
    resolution: Option<(f64, f64)>,
    shift_cm1: impl Fn(usize) -> f64,
    samples: &mut [f64],
) {
    samples.fill(0.0);
    for &row in rows {
        let mut band = profile(row);
        if let Some((own, wanted)) = resolution {
            band = band.at_resolution(own, wanted);
        }
        for (i, sample) in samples.iter_mut().enumerate() {
            *sample += band.at(shift_cm1(i));
        }
    }
}

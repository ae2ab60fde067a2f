//! From what is known of a reference to its prepared row.

use super::content::{EntryContent, Raw, profile};
use crate::ground::error::Error;
use ramatch_core::{Code, Interval, Pipeline, Prepared, SpectrumRef, Workspace};

/// Draws and prepares one entry after the other.
pub(super) struct Renderer {
    pipeline: Pipeline,
    /// Resolution at which bands are drawn, where it is broader than their source's.
    resolution_cm1: Option<f64>,
    workspace: Workspace,
    samples: Vec<f64>,
    row: Vec<f32>,
    /// Noise density of the row that was prepared last.
    noise: f64,
}

impl Renderer {
    pub(super) fn new(pipeline: Pipeline, resolution_cm1: Option<f64>) -> Self {
        let len = pipeline.grid().len;
        let workspace = pipeline.workspace(0);
        Self { pipeline, resolution_cm1, workspace, samples: vec![0.0; len], row: vec![0.0; len], noise: 0.0 }
    }

    pub(super) fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// The row that was prepared last.
    pub(super) fn row(&self) -> &[f32] {
        &self.row
    }

    /// Noise density of the row that was prepared last, 0 if not known.
    pub(super) fn noise(&self) -> f64 {
        self.noise
    }

    /// The resolution that the drawn entry has.
    pub(super) fn resolution(&self, entry: &EntryContent) -> Option<f64> {
        match (&entry.raw, entry.resolution_cm1, self.resolution_cm1) {
            (Raw::Bands(_), Some(own), Some(wanted)) => Some(own.max(wanted)),
            (_, own, _) => own,
        }
    }

    /// Fills `row` and yields where it is valid.
    pub(super) fn prepare(&mut self, entry: &EntryContent) -> Result<Interval, Error> {
        let grid = self.pipeline.grid();
        let resolution = self.resolution(entry);
        let prepared = match &entry.raw {
            Raw::Bands(rows) => {
                let interval = grid.interval(entry.interval_cm1[0], entry.interval_cm1[1]);
                draw(rows, entry.resolution_cm1.zip(resolution), |i| grid.shift_cm1(i), &mut self.samples);
                self.pipeline.run_gridded(&self.samples, interval, self.workspace.lend(), &mut self.row)
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
                    .and_then(|curve| self.pipeline.run(curve, self.workspace.lend(), &mut self.row))
            }
        };
        self.noise = prepared.as_ref().map_or(0.0, |prepared| prepared.notes().noise_density);
        prepared.as_ref().map(Prepared::interval).map_err(|error| Error::Library {
            path: None,
            code: error.code(),
            reason: format!("entry {}: {error}", entry.id),
        })
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

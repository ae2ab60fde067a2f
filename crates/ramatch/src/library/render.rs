//! From what is known of a reference to its prepared row.

use super::content::{EntryContent, Raw, profile};
use crate::ground::error::Error;
use ramatch_core::{Code, GridStep, Interval, Pipeline, SpectrumRef, Workspace};

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
    /// Its linear row, `[grid.len]`; empty where none is asked for.
    pub(super) linear: Vec<f32>,
}

/// Draws and prepares one entry after the other.
pub(super) struct Renderer {
    pipeline: Pipeline,
    /// Resolution at which bands are drawn, where it is broader than their source's.
    resolution_cm1: Option<f64>,
    /// Whether linear rows are asked for.
    linear: bool,
    workspace: Workspace,
    samples: Vec<f64>,
}

impl Renderer {
    pub(super) fn new(pipeline: Pipeline, resolution_cm1: Option<f64>, linear: bool) -> Self {
        let len = pipeline.grid().len;
        let workspace = pipeline.workspace(0);
        Self { pipeline, resolution_cm1, linear, workspace, samples: vec![0.0; len] }
    }

    /// One for another thread, which prepares the same rows.
    pub(super) fn twin(&self) -> Result<Self, Error> {
        Ok(Self::new(Pipeline::new(*self.pipeline.recipe())?, self.resolution_cm1, self.linear))
    }

    pub(super) fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// Prepares an entry.
    ///
    /// # Errors
    /// [`Error::Library`] naming the entry if it cannot be prepared.
    pub(super) fn render(&mut self, entry: &EntryContent) -> Result<Rendered, Error> {
        let grid = self.pipeline.grid();
        let mut row = vec![0.0; grid.len];
        let resolution = resolution(entry, self.resolution_cm1);
        let Self { ref pipeline, ref mut workspace, ref mut samples, .. } = *self;
        // Where the samples lie that a linear row is made of.
        let mut measured = Interval::default();
        let prepared = match &entry.raw {
            Raw::Bands(rows) => {
                let interval = grid.interval(entry.interval_cm1[0], entry.interval_cm1[1]);
                draw(rows, entry.resolution_cm1.zip(resolution), |i| grid.shift_cm1(i), samples);
                measured = interval;
                pipeline.run_gridded(samples, interval, workspace.lend(), &mut row)
            }
            Raw::Absent => {
                let reason = format!(
                    "entry {}: the library holds no measured points of it, so it cannot be prepared again",
                    entry.id
                );
                return Err(Error::Library { path: None, code: Code::BadEntry, reason });
            }
            Raw::Curve { shift_cm1, intensity } => {
                let (shift_cm1, intensity) = within(entry, shift_cm1, intensity);
                *workspace = pipeline.workspace(shift_cm1.len());
                let mut watch = |step: Option<&GridStep>, y: &[f64], interval: Interval| {
                    if step.is_none() {
                        samples.copy_from_slice(y);
                        measured = interval;
                    }
                };
                SpectrumRef::new(shift_cm1, intensity)
                    .and_then(|curve| pipeline.run_watched(curve, workspace.lend(), &mut row, &mut watch))
            }
        };
        let refused = |error: ramatch_core::Error| Error::Library {
            path: None,
            code: error.code(),
            reason: format!("entry {}: {error}", entry.id),
        };
        let prepared = prepared.map_err(refused)?;
        let (interval, noise) = (prepared.interval(), prepared.notes().noise_density);
        let mut linear = Vec::new();
        if self.linear {
            linear.resize(grid.len, 0.0);
            pipeline.run_linear_gridded(samples, measured, workspace.lend(), &mut linear).map_err(refused)?;
        }
        Ok(Rendered { row, interval, noise, resolution_cm1: resolution, linear })
    }

    /// The linear row of an entry alone, the one that [`Renderer::render`] makes; none for an entry of which there are neither bands nor
    /// measured points, and for one that cannot be prepared. Bands are drawn at the resolution where that is broader than their source's.
    pub(super) fn linear(&mut self, entry: &EntryContent, resolution_cm1: Option<f64>) -> Option<Vec<f32>> {
        let Self { ref pipeline, ref mut workspace, ref mut samples, .. } = *self;
        let grid = pipeline.grid();
        let mut row = vec![0.0; grid.len];
        match &entry.raw {
            Raw::Absent => return None,
            Raw::Bands(rows) => {
                let interval = grid.interval(entry.interval_cm1[0], entry.interval_cm1[1]);
                let resolution = entry.resolution_cm1.zip(resolution(entry, resolution_cm1));
                draw(rows, resolution, |i| grid.shift_cm1(i), samples);
                pipeline.run_linear_gridded(samples, interval, workspace.lend(), &mut row).ok()?;
            }
            Raw::Curve { shift_cm1, intensity } => {
                let (shift_cm1, intensity) = within(entry, shift_cm1, intensity);
                *workspace = pipeline.workspace(shift_cm1.len());
                let curve = SpectrumRef::new(shift_cm1, intensity).ok()?;
                pipeline.run_linear(curve, workspace.lend(), &mut row).ok()?;
            }
        }
        Some(row)
    }
}

/// The resolution that a drawn entry has, where bands are drawn at one.
fn resolution(entry: &EntryContent, wanted: Option<f64>) -> Option<f64> {
    match (&entry.raw, entry.resolution_cm1, wanted) {
        (Raw::Bands(_), Some(own), Some(wanted)) => Some(own.max(wanted)),
        (_, own, _) => own,
    }
}

/// What of a curve lies where its entry is known.
fn within<'a>(entry: &EntryContent, shift_cm1: &'a [f32], intensity: &'a [f32]) -> (&'a [f32], &'a [f32]) {
    let [first, last] = entry.interval_cm1;
    let inside = |x: &f32| (first..=last).contains(&f64::from(*x));
    let from = shift_cm1.iter().position(inside).unwrap_or(0);
    let to = shift_cm1.iter().rposition(inside).map_or(from, |last| last + 1);
    let part = |all: &'a [f32]| all.get(from..to).unwrap_or_default();
    (part(shift_cm1), part(intensity))
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

//! The signal-to-noise ratio as a pipeline measures it.

use super::steps::Preprocess;
use ramatch_core::{Error, Grid, GridStep, Normalize, Overlap, Pipeline, SpectrumRef};

/// As [`Quality::snr`](super::Quality::snr) says. None where a pipeline refuses the spectrum or the steps.
pub(super) fn of(steps: &Preprocess, spectrum: SpectrumRef<'_>) -> Option<f64> {
    let last = steps.gridded.iter().rposition(|step| matches!(step, GridStep::Baseline(_)))?;
    let normalize = GridStep::Normalize { method: Normalize::L2 };
    let gridded = steps.gridded[..=last].iter().copied().chain([normalize]).collect();
    let steps = Preprocess { gridded, ..steps.clone() };
    match measured(&steps, Grid::FINGERPRINT, Overlap::new(), spectrum) {
        Err(Error::Coverage { .. }) => {
            let (from, to) = spectrum.range_cm1();
            let step_cm1 = Grid::FINGERPRINT.step_cm1;
            // Smoothers want a power of two.
            let len = (((to - from) / step_cm1) as usize + 1).next_power_of_two();
            let grid = Grid::cm1(from + 0.5 * step_cm1, step_cm1, len);
            let mut any = Overlap::new();
            any.min_cm1 = 0.0;
            measured(&steps, grid, any, spectrum)
        }
        measured => measured,
    }
    .ok()
    .flatten()
}

fn measured(
    steps: &Preprocess,
    grid: Grid,
    overlap: Overlap,
    spectrum: SpectrumRef<'_>,
) -> Result<Option<f64>, Error> {
    let pipeline = Pipeline::new(steps.recipe(grid).overlap(overlap))?;
    let mut workspace = pipeline.workspace(spectrum.len());
    let mut samples = vec![0.0; grid.len];
    Ok(pipeline.run(spectrum, workspace.lend(), &mut samples)?.notes().snr)
}

//! Takes the baseline out of a measured file and smooths it, step by step; prints CSV.
//!
//! ```text
//! cargo run --release -p ramatch-examples --bin preprocess > corrected.csv
//! ```

use ramatch::core::baseline::Arpls;
use ramatch::core::smooth::{Fourier, LowPass};
use ramatch::core::{Grid, Interval, Resample, Scratch};
use std::path::PathBuf;

fn main() -> Result<(), ramatch::Error> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/data/polystyrene-532-bwtek-b.txt");
    let file = std::env::args_os().nth(1).map_or_else(|| default.into(), PathBuf::from);
    let record = ramatch::read_file(&file)?;
    let spectrum = record.spectrum.as_ref();

    // Onto a common axis of 2 cm⁻¹, as far as the measurement reaches.
    let grid = Grid::FINGERPRINT;
    let native: Vec<f64> = spectrum.intensity().iter().map(|&y| f64::from(y)).collect();
    let mut signal = vec![0.0; grid.len];
    let Interval { lo, hi } = Resample::CellMean.run(spectrum, &native, grid, &mut signal)?;

    let raw: Vec<f32> = signal[lo..hi].iter().map(|&y| y as f32).collect();
    let mut baseline = vec![0.0; raw.len()];
    let mut scratch = vec![0.0; Arpls::new().scratch_len(raw.len())];
    let fit = Arpls::new().lambda(1e5).fit(&raw, &mut baseline, &mut scratch)?;
    eprintln!("arPLS: {} iterations, converged: {}", fit.iterations, fit.converged);

    for (signal, baseline) in signal[lo..hi].iter_mut().zip(&baseline) {
        *signal -= f64::from(*baseline);
    }
    let low_pass = LowPass::new(Fourier::new().resolution_cm1(10.0), grid)?;
    let mut reals = vec![0.0; low_pass.scratch_len()];
    let mut cells = vec![Default::default(); low_pass.cells_len()];
    low_pass.run(&mut signal, Interval { lo, hi }, Scratch { reals: &mut reals, cells: &mut cells })?;

    println!("Raman shift (cm-1),raw,baseline,corrected and smoothed");
    for (i, (raw, baseline)) in raw.iter().zip(&baseline).enumerate() {
        println!("{},{raw},{baseline},{}", grid.shift_cm1(lo + i), signal[lo + i]);
    }
    Ok(())
}

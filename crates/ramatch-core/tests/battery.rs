//! What every step has to stand: a new algorithm adds one line to [`steps`].
#![cfg(all(feature = "std", feature = "microfft"))]
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch_core::baseline::Baseline;
use ramatch_core::smooth::{Backend, CutOff, Fourier, Response, SavitzkyGolay, Smooth, Whittaker};
use ramatch_core::{
    Code, Despike, Detrend, Error, Grid, GridStep, NativeStep, Normalize, Pipeline, Prepared, Prominence,
    Recipe, Resample, Scratch, SpectrumRef, WhitakerHayes,
};

const L2: GridStep = GridStep::Normalize { method: Normalize::L2 };

/// A recipe around each step.
fn steps() -> Vec<(&'static str, Recipe)> {
    let base = Recipe::new(Grid::FINGERPRINT);
    let fourier = Fourier::new();
    let smooth = |smooth: Smooth| base.gridded(GridStep::Smooth(smooth)).gridded(L2);
    let scale = |method: Normalize| base.gridded(GridStep::Normalize { method });
    let mut all = vec![
        (
            "despike",
            base.native(NativeStep::Despike(Despike::WhitakerHayes(WhitakerHayes::new()))).gridded(L2),
        ),
        ("prominence", base.native(NativeStep::Despike(Despike::Prominence(Prominence::new()))).gridded(L2)),
        ("linear", base.resample(Resample::Linear).gridded(L2)),
        ("cell-mean", base.gridded(L2)),
        ("Fourier, lanes", base.gridded(GridStep::Smooth(Smooth::Fourier(fourier))).gridded(L2)),
        (
            "Fourier, rustfft",
            base.gridded(GridStep::Smooth(Smooth::Fourier(fourier.backend(Backend::Rustfft)))).gridded(L2),
        ),
        (
            "Fourier, microfft",
            base.gridded(GridStep::Smooth(Smooth::Fourier(fourier.backend(Backend::Microfft)))).gridded(L2),
        ),
        ("L2", base.gridded(L2)),
        ("SNV", scale(Normalize::Snv)),
        ("max", scale(Normalize::Max)),
        ("min-max", scale(Normalize::MinMax)),
        ("area", scale(Normalize::Area)),
        ("RNV", scale(Normalize::Rnv)),
        ("detrend", base.gridded(GridStep::Detrend(Detrend::new())).gridded(L2)),
        ("Savitzky–Golay", smooth(Smooth::SavitzkyGolay(SavitzkyGolay::new()))),
        ("derivative", smooth(Smooth::SavitzkyGolay(SavitzkyGolay::new().derivative(1)))),
        ("Whittaker", smooth(Smooth::Whittaker(Whittaker::new()))),
        ("the default", Recipe::FINGERPRINT),
    ];
    let responses = [Response::Ideal, Response::Butterworth, Response::RaisedCosine, Response::Wiener];
    for backend in [Backend::Lanes, Backend::Rustfft, Backend::Microfft] {
        let fourier = Fourier::new().backend(backend);
        all.extend(
            responses.map(|response| ("response", smooth(Smooth::Fourier(fourier.response(response))))),
        );
        all.push(("noise floor", smooth(Smooth::Fourier(fourier.cut_off(CutOff::NoiseFloor)))));
    }
    let recipe = |&baseline: &Baseline| base.gridded(GridStep::Baseline(baseline)).gridded(L2);
    all.extend(Baseline::ALL.iter().map(|method| (method.name(), recipe(method))));
    all
}

fn axis() -> Vec<f32> {
    (0..1700).map(|i| 240.0 + 1.25 * i as f32).collect()
}

fn signal(scale: f32) -> Vec<f32> {
    axis()
        .iter()
        .enumerate()
        .map(|(i, x)| {
            let band = |c: f32, h: f32| h / (1.0 + (x - c) * (x - c) / 25.0);
            let noise = (i as u32).wrapping_mul(2_654_435_761) >> 28;
            scale * (500.0 + band(620.0, 300.0) + band(1001.0, 2000.0) + 0.2 * x + noise as f32)
        })
        .collect()
}

/// Runs with memory that is full of NaN, so that anything read before it is written shows.
fn run(pipeline: &Pipeline, x: &[f32], y: &[f32]) -> Result<Vec<f32>, Error> {
    let mut reals = vec![f64::NAN; pipeline.scratch_len(x.len())];
    let mut cells = vec![Default::default(); pipeline.cells_len()];
    let mut out = vec![f32::NAN; pipeline.grid().len];
    let scratch = Scratch { reals: &mut reals, cells: &mut cells };
    pipeline.run(SpectrumRef::new(x, y)?, scratch, &mut out).map(|prepared| prepared.samples().to_vec())
}

#[test]
fn every_step_stands_the_battery() {
    let (x, y) = (axis(), signal(1.0));
    for (name, recipe) in steps() {
        let pipeline = Pipeline::new(recipe).unwrap();
        let first = run(&pipeline, &x, &y).unwrap();
        assert!(first.iter().all(|v| v.is_finite()), "{name}: finite");
        assert_eq!(first, run(&pipeline, &x, &y).unwrap(), "{name}: the same bits twice");
        // All steps are of degree 1, and the last one normalises.
        for scale in [1e-6, 1e6] {
            let scaled = run(&pipeline, &x, &signal(scale)).unwrap();
            let worst = first.iter().zip(&scaled).fold(0.0f32, |w, (a, b)| w.max((a - b).abs()));
            assert!(worst < 2e-4, "{name}: f(a·y) = f(y) after normalising, {worst}");
        }
        assert_eq!(run(&pipeline, &x, &vec![7.0; x.len()]).unwrap_err().code(), Code::Flat, "{name}");
        assert_eq!(run(&pipeline, &x, &vec![0.0; x.len()]).unwrap_err().code(), Code::Flat, "{name}");
        assert_eq!(run(&pipeline, &x[..100], &y[..100]).unwrap_err().code(), Code::Coverage, "{name}");

        let spectrum = SpectrumRef::new(&x, &y).unwrap();
        let mut out = vec![0.0; 1024];
        let mut short = vec![0.0; pipeline.scratch_len(x.len()) - 1];
        let mut cells = vec![Default::default(); pipeline.cells_len()];
        let result = pipeline.run(spectrum, Scratch { reals: &mut short, cells: &mut cells }, &mut out);
        assert_eq!(result.unwrap_err().code(), Code::Length, "{name}: short scratch");
        let mut enough = vec![0.0; pipeline.scratch_len(x.len())];
        let result =
            pipeline.run(spectrum, Scratch { reals: &mut enough, cells: &mut cells }, &mut out[..1000]);
        assert_eq!(result.unwrap_err().code(), Code::Length, "{name}: short output");
        if pipeline.cells_len() > 0 {
            let result = pipeline.run(spectrum, Scratch::of_reals(&mut enough), &mut out);
            assert_eq!(result.unwrap_err().code(), Code::Length, "{name}: no cells");
        }
    }
}

#[test]
fn hostile_amplitudes_give_an_answer_or_an_error() {
    let x = axis();
    let mut one_spike = vec![0.0; x.len()];
    one_spike[800] = 1e30;
    let denormal: Vec<f32> = (0..x.len()).map(|i| f32::from_bits(1 + i as u32 % 97)).collect();
    let alternating: Vec<f32> = (0..x.len()).map(|i| if i % 2 == 0 { 1e30 } else { -1e30 }).collect();
    let ramp: Vec<f32> = x.clone();
    for (name, recipe) in steps() {
        let pipeline = Pipeline::new(recipe).unwrap();
        for y in [&one_spike, &denormal, &alternating, &ramp] {
            if let Ok(samples) = run(&pipeline, &x, y) {
                assert!(samples.iter().all(|v| v.is_finite()), "{name}");
            }
        }
    }
}

#[test]
fn a_line_without_bands_is_no_spectrum() {
    let pipeline = Pipeline::new(Recipe::FINGERPRINT).unwrap();
    assert_eq!(run(&pipeline, &axis(), &axis()).unwrap_err().code(), Code::ZeroNorm);
}

#[test]
fn samples_on_the_grid_take_the_gridded_steps() {
    let pipeline = Pipeline::new(Recipe::FINGERPRINT).unwrap();
    let interval = Grid::FINGERPRINT.interval(302.0, 2303.0);
    let samples: Vec<f64> = (0..1024)
        .map(|i| if i < 23 { f64::NAN } else { 9.0 / (1.0 + f64::from((i - 400) * (i - 400))) })
        .collect();
    let mut workspace = pipeline.workspace(0);
    let mut out = vec![f32::NAN; 1024];
    let prepared: Prepared<'_> =
        pipeline.run_gridded(&samples, interval, workspace.lend(), &mut out).unwrap();
    assert_eq!(prepared.interval(), interval);
    assert!(prepared.samples()[..24].iter().all(|&v| v == 0.0));
    let norm: f32 = prepared.samples().iter().map(|v| v * v).sum();
    assert!((norm - 1.0).abs() < 1e-5);
    let beyond = ramatch_core::Interval { lo: 0, hi: 1025 };
    let refused = pipeline.run_gridded(&samples, beyond, workspace.lend(), &mut out).unwrap_err();
    assert_eq!(refused.code(), Code::Length);
}

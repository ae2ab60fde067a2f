//! Agreement with numpy, scipy and pybaselines. Vectors made by python/golden/core.py (see their first lines).
#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch_core::baseline::{Arpls, Asls, Baseline, Fit, Samples};
use ramatch_core::similarity::{self, Overlap};
use ramatch_core::smooth::{Backend, Fourier, LowPass};
use ramatch_core::{Error, Grid, Interval, Linear, Resample, Scratch, SpectrumRef};

const GRID: Grid = Grid::cm1(256.0, 2.0, 1024);
const WHOLE: Interval = Interval { lo: 0, hi: 1024 };

/// The columns of a golden file, and its first line.
fn columns(name: &str) -> (Vec<Vec<f64>>, String) {
    let path = format!("{}/tests/golden/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("golden vectors are part of the repository");
    let (head, rows) = text.split_once('\n').expect("a first line");
    let rows: Vec<Vec<f64>> =
        rows.lines().map(|row| row.split(' ').map(|v| v.parse().expect("a number")).collect()).collect();
    let columns = (0..rows[0].len()).map(|c| rows.iter().map(|row| row[c]).collect()).collect();
    (columns, head.to_owned())
}

fn spectra() -> impl Iterator<Item = (Vec<Vec<f64>>, String)> {
    (0..10).map(|seed| columns(&format!("spectrum_{seed}")))
}

fn narrow(values: &[f64]) -> Vec<f32> {
    values.iter().map(|&v| v as f32).collect()
}

fn widened(values: &[f64]) -> Vec<f64> {
    narrow(values).into_iter().map(f64::from).collect()
}

/// Largest deviation as a part of full scale.
fn worst(ours: impl IntoIterator<Item = f64>, theirs: &[f64]) -> f64 {
    let full_scale = theirs.iter().fold(0.0f64, |max, v| max.max(v.abs()));
    let deviation = ours.into_iter().zip(theirs).fold(0.0f64, |max, (a, b)| max.max((a - b).abs()));
    deviation / full_scale
}

/// The number after a word of the first line.
fn stated(head: &str, word: &str) -> u32 {
    let mut words = head.split([' ', ';']).skip_while(|w| *w != "iterations").skip_while(|w| *w != word);
    words.nth(1).and_then(|n| n.parse().ok()).expect("stated in the first line")
}

#[test]
fn baselines_match_pybaselines() {
    type FitF32 = fn(&[f32], &mut [f32], &mut [f64]) -> Result<Fit, Error>;
    let asls: FitF32 = |y, z, scratch| Asls::new().fit(y, z, scratch);
    let arpls: FitF32 = |y, z, scratch| Arpls::new().fit(y, z, scratch);
    let methods =
        [("asls", asls, Baseline::from(Asls::new()), 1), ("arpls", arpls, Baseline::from(Arpls::new()), 2)];
    for (name, fit_f32, baseline, column) in methods {
        for (seed, (columns, head)) in spectra().enumerate() {
            // Ten digits name an f32, but are not its exact value.
            let (y, expected) = (&widened(&columns[0]), &columns[column]);
            let mut scratch = vec![f64::NAN; 2 * y.len() + baseline.scratch_len(y.len())];
            let mut z = vec![0.0; y.len()];
            let fit = baseline.fit_f64(y, &mut z, &mut scratch).unwrap();
            // Two correct f64 solvers part by 1e-8 to 1e-7 at λ = 10⁶ (AsLS); the files hold ten digits.
            let deviation = worst(z, expected);
            assert!(deviation < 1e-7, "{name} {seed}: {deviation}");
            assert_eq!(fit.iterations, stated(&head, name), "{name} {seed}: same path, not only same end");
            assert!(fit.converged);

            let mut z = vec![0.0; y.len()];
            assert_eq!(fit_f32(&narrow(y), &mut z, &mut scratch), Ok(fit));
            // One rounding to f32 more: 6e-8.
            assert!(worst(z.into_iter().map(f64::from), expected) < 2e-7);
        }
    }
}

/// Every method at its defaults on one spectrum; `cargo xtask parity` does many spectra and parameters.
#[test]
fn every_baseline_matches_pybaselines() {
    let (columns, head) = columns("baselines");
    let y = widened(&columns[0]);
    assert_eq!(columns.len(), 1 + Baseline::ALL.len(), "one column for every method");
    let names = head.split("columns y, ").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
    for (name, expected) in names.split(", ").zip(&columns[1..]) {
        let method = Baseline::ALL.iter().find(|method| method.name() == name).unwrap();
        let (mut z, mut scratch) = (vec![0.0; y.len()], vec![f64::NAN; method.scratch_len(y.len())]);
        let fit = method.fit_f64(&y, &mut z, &mut scratch).unwrap();
        // Two correct solvers part by 1e-4 after the 40 ill-conditioned steps of asPLS, by 1e-6 for IAsLS, whose weights
        // are squared; else the files' ten digits and λ = 10⁶ bound it.
        let tolerance = match name {
            "aspls" => 1e-2,
            "iasls" => 3e-6,
            _ => 1e-7,
        };
        let deviation = worst(z, expected);
        assert!(deviation < tolerance, "{name}: {deviation}");
        let count = stated(&head, name);
        assert!(
            count == 0 || name == "aspls" || fit.iterations == count,
            "{name}: {} {count}",
            fit.iterations
        );
    }
}

/// The methods that look at the axis, on one whose spacing changes by half.
#[test]
fn baselines_on_an_uneven_axis_match_pybaselines() {
    let (columns, head) = columns("uneven");
    let (x, y) = (&columns[0], widened(&columns[1]));
    let names = head.split("Raman shift, y, ").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
    assert_eq!(names.split(", ").count(), columns.len() - 2);
    for (name, expected) in names.split(", ").zip(&columns[2..]) {
        let method = Baseline::ALL.iter().find(|method| method.name() == name).unwrap();
        let (mut z, mut scratch) = (vec![0.0; y.len()], vec![f64::NAN; method.scratch_len(y.len())]);
        let fit = method.fit_at(&y, Samples { x: Some(x), mask: None }, &mut z, &mut scratch).unwrap();
        // As in `every_baseline_matches_pybaselines`.
        let tolerance = if name == "iasls" { 3e-6 } else { 1e-7 };
        let deviation = worst(z, expected);
        assert!(deviation < tolerance, "{name}: {deviation}");
        let count = stated(&head, name);
        assert!(count == 0 || fit.iterations == count, "{name}: {} {count}", fit.iterations);
    }
}

#[test]
fn low_pass_matches_scipy() {
    for (backend, tolerance) in [(Backend::Lanes, 1e-9), (Backend::Rustfft, 1e-9), (Backend::Microfft, 1e-6)]
    {
        for (resolution, column) in [(8.0, 3), (25.0, 4)] {
            let fourier = Fourier::new().resolution_cm1(resolution).backend(backend);
            if backend == Backend::Microfft && cfg!(not(feature = "microfft")) {
                continue;
            }
            let low_pass = LowPass::new(fourier, GRID).unwrap();
            let mut reals = vec![f64::NAN; low_pass.scratch_len()];
            let mut cells = vec![Default::default(); low_pass.cells_len()];
            for (columns, _) in spectra() {
                let mut y = columns[0].clone();
                low_pass.run(&mut y, WHOLE, Scratch { reals: &mut reals, cells: &mut cells }).unwrap();
                let deviation = worst(y, &columns[column]);
                assert!(deviation < tolerance, "{backend:?} {resolution}: {deviation}");
            }
        }
    }
}

#[test]
fn resampling_matches_numpy() {
    let (native, expected) = (columns("native").0, columns("resampled").0);
    let (x, y) = (narrow(&native[0]), narrow(&native[1]));
    let spectrum = SpectrumRef::new(&x, &y).unwrap();
    let intensity: Vec<f64> = y.iter().map(|&y| f64::from(y)).collect();
    for (how, expected) in [Resample::Linear, Resample::CellMean].into_iter().zip(&expected) {
        let mut out = vec![f64::NAN; GRID.len];
        let covered = how.run(spectrum, &intensity, GRID, &mut out).unwrap();
        let zeros = expected.iter().filter(|&&v| v == 0.0).count();
        assert_eq!(covered.len(), GRID.len - zeros, "the same points are covered");
        assert!(worst(out, expected) < 1e-9);
    }
}

#[test]
fn cosine_matches_numpy() {
    let spectra: Vec<Vec<f32>> = spectra().map(|(columns, _)| narrow(&columns[0])).collect();
    let expected = columns("cosine").0;
    let mut limits = Overlap::new();
    limits.min_energy = 0.0;
    for ((&a, &b), &cosine) in expected[0].iter().zip(&expected[1]).zip(&expected[2]) {
        let (a, b) = (a as usize, b as usize);
        let of_a = (&spectra[a][..], Interval { lo: 30 * a, hi: 1024 });
        let of_b = (&spectra[b][..], Interval { lo: 0, hi: 1024 - 20 * b });
        let score = similarity::cosine(of_a, of_b, 2.0, limits).unwrap();
        assert!((score.cosine - cosine).abs() < 1e-9, "{a} {b}");
    }
}

#[test]
fn linear_rows_match_numpy() {
    let (columns, _) = columns("linear");
    let y = widened(&columns[0]);
    let rows = [
        (Linear::new(), WHOLE),
        (Linear::new().fine_cm1(5.0).broad_cm1(60.0), Interval { lo: 100, hi: 180 }),
    ];
    for ((linear, interval), expected) in rows.into_iter().zip(&columns[1..]) {
        let (mut out, mut scratch) = (vec![f32::NAN; 1024], vec![f64::NAN; Linear::scratch_len(1024)]);
        let known = linear.run(&y, interval, GRID, &mut out, &mut scratch).unwrap();
        assert!(known.len() > 15 && known.len() < interval.len());
        let deviation = worst(out.iter().map(|&r| f64::from(r)), expected);
        assert!(deviation < 1e-7, "{linear:?}: {deviation:e}");
    }
}

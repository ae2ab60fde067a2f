//! The density of noise: what it is for noise that is known, and that it stays however a file was written.
#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/random.rs"]
mod random;
#[path = "support/written.rs"]
mod written;

use ramatch_core::{Grid, Notes, Pipeline, Recipe, Resample, SpectrumRef, noise};
use random::Random;
use std::iter::empty;

/// The density of the row that white noise of standard deviation 1 on points `spacing` apart gives.
fn of_white(how: Resample, grid: Grid, spacing: f64, random: &mut Random) -> f64 {
    let points = ((grid.end_cm1() - grid.start_cm1 + 4.0 * grid.step_cm1) / spacing) as usize + 2;
    let x: Vec<f32> =
        (0..points).map(|i| (grid.start_cm1 - 1.5 * grid.step_cm1 + spacing * i as f64) as f32).collect();
    let y: Vec<f64> = x.iter().map(|_| random.gauss()).collect();
    let flat = vec![0.0; points];
    let (mut row, mut scratch) = (vec![0.0; grid.len], vec![f64::NAN; noise::scratch_len(grid.len)]);
    let covered = how.run(SpectrumRef::new(&x, &flat).unwrap(), &y, grid, &mut row).unwrap();
    noise::density(covered.of(&row), grid.step_cm1, spacing, empty(), &mut scratch)
}

fn mean_of_white(how: Resample, grid: Grid, spacing: f64, times: usize) -> f64 {
    let mut random = Random(17);
    (0..times).map(|_| of_white(how, grid, spacing, &mut random)).sum::<f64>() / times as f64
}

#[test]
fn white_noise_has_the_density_of_its_points_on_every_grid() {
    for step in [0.1, 0.5, 0.74, 1.0, 1.5, 2.0, 2.25, 3.0, 4.0, 6.0, 8.0] {
        let grid = Grid::cm1(200.0, step, (2300.0 / step) as usize);
        for spacing in [0.31, 0.73, 1.03, 1.97, 3.07, 3.93] {
            let ratio = mean_of_white(Resample::CellMean, grid, spacing, 20) / f64::sqrt(spacing);
            let close = if step <= 4.0 { 0.06 } else { 0.15 };
            assert!((ratio - 1.0).abs() < close, "step {step}, points {spacing}: {ratio}");
        }
        // Points as far apart as the cells, each on an edge of two: all cells are the means of two points.
        let locked = mean_of_white(Resample::CellMean, grid, step, 20) / f64::sqrt(step);
        assert!((0.75..1.1).contains(&locked), "step {step}, points on edges: {locked}");
        // Of few points for each lag, the lines between them are no Gaussian mean.
        for sparse in [6.0, 8.0, 10.0] {
            let ratio = mean_of_white(Resample::CellMean, grid, sparse, 20) / f64::sqrt(sparse);
            assert!((0.75..1.25).contains(&ratio), "step {step}, points {sparse}: {ratio}");
        }
    }
}

#[test]
fn rows_read_at_grid_points_have_the_density_that_was_folded_back() {
    // Between two points the line has a half to the whole of their variance, on the mean two thirds; a step holds many points.
    let grid = Grid::cm1(200.0, 4.0, 600);
    let ratio = mean_of_white(Resample::Linear, grid, 0.3, 20) / f64::sqrt(4.0 * 2.0 / 3.0);
    assert!((ratio - 1.0).abs() < 0.06, "{ratio}");
}

#[test]
fn short_rows_are_right_on_the_mean() {
    for len in [16, 20, 30, 45, 80] {
        let ratio = mean_of_white(Resample::CellMean, Grid::cm1(200.0, 2.25, len), 1.0, 4000);
        assert!((ratio - 1.0).abs() < 0.1, "{len}: {ratio}");
    }
    let (row, mut scratch) = ([0.0, 1.0, 0.0, 2.0, 7.0, 5.0, 0.0, 1.0], [f64::NAN; 8]);
    assert_eq!(noise::density(&row, 2.25, 1.0, empty(), &mut scratch), 0.0, "too short to tell");
}

#[test]
fn scales_with_the_samples_and_knows_no_offset_and_no_slope() {
    let mut random = Random(3);
    let y: Vec<f64> = (0..1024).map(|_| random.gauss()).collect();
    let of = |f: &dyn Fn(usize, f64) -> f64| {
        let row: Vec<f64> = y.iter().enumerate().map(|(i, &y)| f(i, y)).collect();
        noise::density(&row, 2.25, 1.0, empty(), &mut vec![f64::NAN; 1024])
    };
    let plain = of(&|_, y| y);
    for scale in [f64::from(1u32 << 30), 1.0 / 1024.0, 3e-30, 7e25] {
        assert!((of(&|_, y| scale * y) / scale / plain - 1.0).abs() < 1e-13, "{scale}");
    }
    assert_eq!(of(&|_, y| 1024.0 * y), 1024.0 * plain, "powers of 2 to the bit");
    let moved = of(&|i, y| 1e4 + 300.0 * i as f64 + y);
    assert!((moved / plain - 1.0).abs() < 1e-9, "{moved} {plain}");
    assert_eq!(of(&|i, _| 1e4 + 0.3 * i as f64), 0.0, "rounding is no noise");
}

#[test]
fn gaps_are_left_out() {
    let mut random = Random(5);
    let mut row: Vec<f64> = (0..1024).map(|_| random.gauss()).collect();
    let of = |row: &[f64], gaps: &[(f64, f64)]| {
        noise::density(row, 2.25, 1.0, gaps.iter().copied(), &mut vec![f64::NAN; 1024])
    };
    let plain = of(&row, &[]);
    row[200..712].fill(0.0);
    assert!(of(&row, &[]) < 0.2 * plain);
    let without = of(&row, &[(-50.0, -10.0), (450.0, 1602.0)]);
    assert!((without / plain - 1.0).abs() < 0.2, "{without} {plain}");
    assert_eq!(of(&row, &[(0.0, 1e9)]), 0.0);
}

#[test]
fn hostile_rows_give_a_number() {
    let alternating = |i: usize| if i.is_multiple_of(2) { 1e30 } else { -1e30 };
    let curves: [&dyn Fn(usize) -> f64; 5] =
        [&|_| 0.0, &|_| -1e30, &alternating, &|i| if i == 70 { 1e30 } else { 0.0 }, &|i| {
            1e-45 * (i % 5) as f64
        }];
    for step in [1e-3, 0.3, 1.13, 2.25, 40.0, 1e5] {
        for len in (0..90).chain([4000]) {
            for curve in curves {
                let row: Vec<f64> = (0..len).map(curve).collect();
                for spacing in [0.0, 1.0, 9.0, f64::INFINITY, f64::NAN] {
                    let density =
                        noise::density(&row, step, spacing, empty(), &mut vec![f64::NAN; row.len()]);
                    assert!(density.is_finite() && density >= 0.0, "{step} {len}: {density}");
                }
                let x: Vec<f32> = (0..len).map(|i| i as f32).collect();
                let own = noise::density_of_points(&x, &row, &mut vec![f64::NAN; row.len()]);
                assert!(own.is_finite() && own >= 0.0, "{len}: {own}");
            }
        }
    }
}

#[test]
fn neighbours_of_white_noise_say_the_same() {
    let mut random = Random(11);
    for spacing in [0.1, 1.0, 5.0] {
        let x: Vec<f32> = (0..4000).map(|i| 100.0 + spacing * i as f32).collect();
        let y: Vec<f64> = x.iter().map(|x| 0.01 * f64::from(*x) + 3.0 * random.gauss()).collect();
        let own = noise::density_of_points(&x, &y, &mut vec![0.0; 4000]);
        assert!((own / (3.0 * f64::from(spacing).sqrt()) - 1.0).abs() < 0.05, "{spacing}: {own}");
    }
}

fn notes((x, y): &(Vec<f64>, Vec<f64>)) -> Notes {
    let [x, y] = [x, y].map(|v| v.iter().map(|&v| v as f32).collect::<Vec<f32>>());
    let pipeline = Pipeline::new(Recipe::FINGERPRINT).unwrap();
    let mut workspace = pipeline.workspace(x.len());
    let mut out = vec![0.0; pipeline.grid().len];
    *pipeline.run(SpectrumRef::new(&x, &y).unwrap(), workspace.lend(), &mut out).unwrap().notes()
}

/// Bands and white noise of standard deviation `sigma`, on points at uneven distances of about 1.9 cm⁻¹.
fn measured(sigma: f64, seed: u64) -> (Vec<f64>, Vec<f64>) {
    let mut random = Random(seed);
    let mut x = 120.0;
    let mut points = Vec::new();
    while x < 2500.0 {
        let bands = [
            (300.0, 120.0),
            (620.0, 300.0),
            (795.0, 90.0),
            (1001.0, 1000.0),
            (1031.0, 260.0),
            (1602.0, 400.0),
        ];
        let height: f64 = bands.iter().map(|(at, height)| height / (1.0 + (x - at) * (x - at) / 16.0)).sum();
        points.push((x, 300.0 + 0.2 * x + height + sigma * random.gauss()));
        x += 2.1 - 1.6e-4 * x;
    }
    points.into_iter().unzip()
}

#[test]
fn however_a_file_was_written_the_noise_is_the_same() {
    for (sigma, seed) in [(100.0, 1), (50.0, 2), (20.0, 3), (10.0, 4), (3.0, 5)] {
        let as_measured = measured(sigma, seed);
        let first = notes(&as_measured);
        let snr = first.snr.unwrap();
        let truth = f64::sqrt(2.0 / 1.9) * 1000.0 / sigma;
        assert!((0.65..1.5).contains(&(snr / truth)), "SNR {snr}, {truth} on points 2 cm⁻¹ apart");
        let ratio = |as_written: &(Vec<f64>, Vec<f64>)| notes(as_written).snr.unwrap() / snr;
        for times in [2, 8, 32] {
            let by_lines = ratio(&written::by_lines(&as_measured, times));
            assert!((by_lines - 1.0).abs() < 0.05, "SNR {snr}, lines, {times}: {by_lines}");
        }
        for times in [2, 8] {
            let by_spline = ratio(&written::by_spline(&as_measured, times));
            assert!((by_spline - 1.0).abs() < 0.15, "SNR {snr}, spline, {times}: {by_spline}");
        }
        let smoothed = ratio(&written::smoothed(&as_measured, 1.5));
        assert!((0.7..1.3).contains(&smoothed), "SNR {snr}, smoothed: {smoothed}");
        assert!(first.noise_ratio < 1.5, "{}", first.noise_ratio);
    }
}

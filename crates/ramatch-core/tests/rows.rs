//! Many spectra at a time give the bits that each has alone, at every level of instructions.
#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch_core::baseline::{Baseline, Fit, Samples};
use ramatch_core::rows::{RowError, Spectra};

/// Spectra that differ in bands, noise and background, so that they converge at different times.
fn spectrum(seed: u32, n: usize) -> Vec<f64> {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(12_345);
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / 16_777_216.0
    };
    let bands: Vec<(f64, f64, f64)> =
        (0..8).map(|_| (next() * n as f64, 2.0 + 6.0 * next(), 500.0 * next())).collect();
    let (noise, slope) = (30.0 * next(), 3.0 * next());
    (0..n)
        .map(|i| {
            let x = i as f64;
            let band = |&(c, w, h): &(f64, f64, f64)| h / (1.0 + (x - c) * (x - c) / (w * w));
            300.0 + slope * x + bands.iter().map(band).sum::<f64>() + noise * (next() + next() - 1.0)
        })
        .collect()
}

/// A falling axis whose points come closer to each other by half.
fn uneven(n: usize) -> Vec<f64> {
    (0..n).map(|i| 3500.0 - 4.0 * i as f64 + (i * i) as f64 / n as f64).collect()
}

struct Matrix {
    rows: Vec<Vec<f64>>,
    baselines: Vec<(Vec<f64>, Fit)>,
}

impl Spectra for Matrix {
    fn count(&self) -> usize {
        self.rows.len()
    }
    fn load(&mut self, row: usize, y: &mut [f64]) {
        y.copy_from_slice(&self.rows[row]);
    }
    fn store(&mut self, row: usize, baseline: &[f64], fit: Fit) {
        self.baselines[row] = (baseline.to_vec(), fit);
    }
}

#[test]
fn a_row_has_the_bits_that_it_has_alone() {
    for (n, m) in [(5, 3), (6, 20), (7, 9), (8, 8), (9, 1), (131, 21), (200, 40)] {
        let rows: Vec<Vec<f64>> = (0..m).map(|seed| spectrum(seed, n)).collect();
        let axis = uneven(n);
        let each = |&method| [(method, Samples::default()), (method, Samples { x: Some(&axis), mask: None })];
        for (method, samples) in Baseline::ALL.iter().flat_map(each) {
            let empty = (Vec::new(), Fit::default());
            let mut matrix = Matrix { rows: rows.clone(), baselines: vec![empty; rows.len()] };
            let mut scratch = vec![f64::NAN; method.many_scratch_len(n)];
            let together = method.fit_many(n, samples, &mut matrix, &mut scratch);
            for (index, (row, (baseline, fit))) in rows.iter().zip(&matrix.baselines).enumerate() {
                let mut alone = vec![f64::NAN; n];
                let mut scratch = vec![f64::NAN; method.scratch_len(n)];
                let alone_fit = match method.fit_at(row, samples, &mut alone, &mut scratch) {
                    Ok(fit) => fit,
                    Err(error) => {
                        // FABC may find no baseline at all in five samples.
                        assert_eq!(
                            together,
                            Err(RowError { row: index, error }),
                            "{} n = {n}",
                            method.name()
                        );
                        assert!(n < 16);
                        break;
                    }
                };
                let bits = |z: &[f64]| z.iter().map(|z| z.to_bits()).collect::<Vec<_>>();
                assert_eq!(bits(baseline), bits(&alone), "{} n = {n}", method.name());
                assert_eq!(*fit, alone_fit, "{} n = {n}", method.name());
                assert!(alone.iter().all(|z| z.is_finite()) && fit.change.is_finite());
            }
        }
    }
}

#[test]
fn a_bad_row_is_named() {
    let mut rows: Vec<Vec<f64>> = (0..12).map(|seed| spectrum(seed, 64)).collect();
    rows[9][3] = f64::NAN;
    for &method in Baseline::ALL {
        let empty = (Vec::new(), Fit::default());
        let mut matrix = Matrix { rows: rows.clone(), baselines: vec![empty; 12] };
        let mut scratch = vec![0.0; method.many_scratch_len(64)];
        assert_eq!(method.fit_many(64, Samples::default(), &mut matrix, &mut scratch).unwrap_err().row, 9);
        let refused = method.fit_many(64, Samples::default(), &mut matrix, &mut scratch[1..]).unwrap_err();
        assert_eq!(refused.error.code(), ramatch_core::Code::Length);
    }
}

/// How far two baselines part, as a part of what is larger in them.
fn parted(a: &[f64], b: &[f64]) -> f64 {
    let scale = a.iter().fold(0.0f64, |most, z| most.max(z.abs()));
    a.iter().zip(b).fold(0.0f64, |most, (a, b)| most.max((a - b).abs())) / scale
}

fn fitted(method: &Baseline, y: &[f64], x: Option<&[f64]>) -> Vec<f64> {
    let (mut z, mut scratch) = (vec![f64::NAN; y.len()], vec![f64::NAN; method.scratch_len(y.len())]);
    method.fit_at(y, Samples { x, mask: None }, &mut z, &mut scratch).unwrap();
    z
}

#[test]
fn an_axis_counts_where_it_is_uneven_and_by_its_shape_alone() {
    const TAKE_IT: [&str; 6] = ["iasls", "modpoly", "imodpoly", "penalized_poly", "goldindec", "rubberband"];
    let (y, x) = (spectrum(3, 300), uneven(300));
    let even: Vec<f64> = (0..300).map(|i| 1000.0 - 0.25 * f64::from(i)).collect();
    let stretched: Vec<f64> = x.iter().map(|x| 1e7 / 785.0 - 1e-3 * x).collect();
    for method in Baseline::ALL {
        let (name, plain, over) = (method.name(), fitted(method, &y, None), fitted(method, &y, Some(&x)));
        assert!(
            parted(&plain, &fitted(method, &y, Some(&even))) < 1e-9,
            "{name}: even spacing is no spacing"
        );
        assert!(parted(&over, &fitted(method, &y, Some(&stretched))) < 1e-9, "{name}: unit and direction");
        let turned = |values: &[f64]| values.iter().rev().copied().collect::<Vec<_>>();
        // SNIP and the like are not the same from behind; those that take the axis are.
        if TAKE_IT.contains(&name) {
            let behind = turned(&fitted(method, &turned(&y), Some(&turned(&x))));
            assert!(parted(&over, &behind) < 1e-9, "{name}: from behind");
        } else {
            assert_eq!(plain, over, "{name}: counts in samples");
        }
        // The weights that IAsLS begins with are soon forgotten.
        assert!(!TAKE_IT.contains(&name) || name == "iasls" || parted(&plain, &over) > 1e-3, "{name}");
    }
}

/// Axes whose points are as near, as far and as unlike as numbers can be.
#[test]
fn an_extreme_axis_gives_finite_baselines() {
    let n = 40;
    let near: Vec<f64> = (0..n).map(|i| f64::from_bits(i as u64)).collect();
    let far: Vec<f64> = (0..n).map(|i| 1e140 * (i as f64 / 19.5 - 1.0)).collect();
    let heaps: Vec<f64> = (0..n)
        .map(
            |i| if i < 20 { f64::from_bits(i as u64) } else { 1e140f64.next_down() - 1e126 * (n - i) as f64 },
        )
        .collect();
    let last: Vec<f64> = (0..n).map(|i| if i + 1 < n { i as f64 } else { 1e30 }).collect();
    let powers: Vec<f64> = (0..n)
        .scan(-1.0, |x, _| {
            *x *= 1000.0;
            Some(*x)
        })
        .collect();
    for x in [near, far, heaps, last, powers] {
        for &method in Baseline::ALL {
            for mut y in [spectrum(7, n), vec![1e100; n], vec![0.0; n]] {
                for alternate in [false, true] {
                    y.iter_mut().step_by(2).filter(|_| alternate).for_each(|y| *y = -*y);
                    let (mut z, mut scratch) = (vec![f64::NAN; n], vec![f64::NAN; method.scratch_len(n)]);
                    let fit = method.fit_at(&y, Samples { x: Some(&x), mask: None }, &mut z, &mut scratch);
                    let plain = method.fit_f64(&y, &mut vec![0.0; n], &mut scratch);
                    assert_eq!(fit.is_ok(), plain.is_ok(), "{} {fit:?} {plain:?}", method.name());
                    assert!(fit.is_err() || z.iter().all(|z| z.is_finite()), "{} {x:?}", method.name());
                }
            }
        }
    }
}

/// Intensities as large and as small as they may be.
#[test]
fn extreme_intensities_give_finite_baselines() {
    let (n, x) = (300, uneven(300));
    for method in Baseline::ALL {
        for size in [9.9e139, 1e-120, 1e-300] {
            let most = spectrum(3, n).iter().fold(0.0f64, |most, y| most.max(y.abs()));
            let scaled: Vec<f64> = spectrum(3, n).iter().map(|y| y / most * size).collect();
            let alternating: Vec<f64> = (0..n).map(|i| if i % 2 == 0 { size } else { -size }).collect();
            for y in [scaled, alternating] {
                for x in [None, Some(&x[..])] {
                    let (mut z, mut scratch) = (vec![f64::NAN; n], vec![f64::NAN; method.scratch_len(n)]);
                    let fit = method.fit_at(&y, Samples { x, mask: None }, &mut z, &mut scratch);
                    // FABC finds no baseline in what alternates, and says so.
                    assert!(fit.is_ok() || method.name() == "fabc", "{} {size:e} {fit:?}", method.name());
                    assert!(fit.is_err() || z.iter().all(|z| z.is_finite()), "{} {size:e}", method.name());
                }
            }
        }
    }
}

//! Many spectra at a time give the bits that each has alone, at every level of instructions.
#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch_core::baseline::{Baseline, Fit};
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
        for &method in Baseline::ALL {
            let empty = (Vec::new(), Fit::default());
            let mut matrix = Matrix { rows: rows.clone(), baselines: vec![empty; rows.len()] };
            let mut scratch = vec![f64::NAN; method.many_scratch_len(n)];
            let together = method.fit_many(n, None, &mut matrix, &mut scratch);
            for (index, (row, (baseline, fit))) in rows.iter().zip(&matrix.baselines).enumerate() {
                let mut alone = vec![f64::NAN; n];
                let mut scratch = vec![f64::NAN; method.scratch_len(n)];
                let alone_fit = match method.fit_f64(row, &mut alone, &mut scratch) {
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
        assert_eq!(method.fit_many(64, None, &mut matrix, &mut scratch).unwrap_err().row, 9);
        let refused = method.fit_many(64, None, &mut matrix, &mut scratch[1..]).unwrap_err();
        assert_eq!(refused.error.code(), ramatch_core::Code::Length);
    }
}

//! Parameters at the ends of all numbers, spectra of as many points as are accepted, and spectra read backwards.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch::core::baseline::{Baseline, Samples};
use ramatch::core::metric::Formula;
use ramatch::core::smooth::{Fourier, Response, SavitzkyGolay, Smooth, Whittaker};
use ramatch::core::{
    Axis, Despike, Detrend, GridStep, Interval, NativeStep, Normalize, Overlap, Prominence, WhitakerHayes,
};
use ramatch::rows::{Control, Rows, baselines, despiked, detrended, normalized, smoothed};
use ramatch::{Grid, Preprocess, Spectrum};
use serde_json::{Value, json};

const MOST: usize = 1 << 20;

/// Numbers that a parameter may be set to by mistake.
fn extremes() -> Vec<Value> {
    let floats = [
        0.0,
        -1.0,
        5e-324,
        1e-300,
        1e-30,
        1e-3,
        0.999_999_999_999,
        1.0 - f64::EPSILON / 2.0,
        1.0,
        1e3,
        1e15,
        1e300,
        f64::MAX,
    ];
    let mut all: Vec<Value> = floats.iter().map(|&value| json!(value)).collect();
    all.extend([0u64, 1, 2, 3, 8, 30, 64, 10_000, 1_048_576, u64::from(u32::MAX)].map(|value| json!(value)));
    all
}

/// What a step is written as, with one or two of its numbers at an extreme.
fn changed(step: &Value) -> Vec<Value> {
    let is_number = |value: &Value| value.is_number() || value.is_null();
    let fields = step.as_object().unwrap();
    let names: Vec<&String> =
        fields.iter().filter(|(_, value)| is_number(value)).map(|(name, _)| name).collect();
    let with = |step: &Value, name: &str, value: &Value| {
        let mut step = step.clone();
        step[name] = value.clone();
        step
    };
    let mut made = vec![step.clone()];
    for (i, name) in names.iter().enumerate() {
        for value in extremes() {
            let one = with(step, name, &value);
            for other in &names[i + 1..] {
                for value in [5e-324, 1e-300, 1e-3, 1.0, 1e3, 1e15] {
                    made.push(with(&one, other, &json!(value)));
                }
            }
            made.push(one);
        }
    }
    // Ten thousand rounds of everything take too long here; they are no other numbers.
    let rounds = |step: &Value| {
        step.as_object().unwrap().iter().all(|(name, value)| {
            !name.starts_with("max_iter")
                || value.as_u64().is_none_or(|rounds| rounds <= 1000 || rounds > 10_000)
        })
    };
    made.retain(rounds);
    made
}

fn signals() -> Vec<Vec<f64>> {
    let plain: Vec<f64> = (0..96)
        .map(|i| {
            let u = (f64::from(i) - 40.0) / 3.0;
            100.0 + 0.5 * f64::from(i) + 900.0 / (1.0 + u * u) + f64::from((i * 7919) % 101) / 20.0
        })
        .collect();
    let scaled = |factor: f64| plain.iter().map(|y| factor * y).collect::<Vec<f64>>();
    // Nothing but rising counts, which lie above most baselines; and a band that is most of the signal.
    let curved = (0..96).map(|i| f64::from(i) * f64::from(i) * 1e6).collect();
    let steep = (0..96).map(|i| if i < 48 { 0.0 } else { 1e12 }).collect();
    vec![
        plain.clone(),
        scaled(-1.0),
        scaled(1e-300),
        scaled(1e27),
        curved,
        steep,
        vec![0.0; 96],
        vec![1e30; 96],
    ]
}

fn finite(values: &[f64]) -> bool {
    values.iter().all(|value| value.is_finite())
}

#[test]
fn baselines_are_finite_or_refused() {
    for method in Baseline::ALL {
        let written = serde_json::to_value(method).unwrap();
        let mut fitted = 0;
        for step in changed(&written) {
            let Ok(method) = serde_json::from_value::<Baseline>(step.clone()) else { continue };
            for y in signals() {
                let mut out = vec![0.0; y.len()];
                let rows = Rows::new(&y, 1, y.len(), y.len()).unwrap();
                if baselines(&method, Samples::default(), rows, &mut out, Control::default()).is_ok() {
                    assert!(finite(&out), "{step} of {:?}: {out:?}", &y[..3]);
                    fitted += 1;
                }
            }
        }
        assert!(fitted >= 6, "{written}");
    }
}

#[test]
fn smoothed_is_finite_or_refused() {
    let defaults = [
        Smooth::Fourier(Fourier::new()),
        Smooth::Fourier(Fourier::new().response(Response::Wiener)),
        Smooth::Fourier(Fourier::new().response(Response::Butterworth)),
        Smooth::SavitzkyGolay(SavitzkyGolay::new()),
        Smooth::SavitzkyGolay(SavitzkyGolay::new().derivative(2)),
        Smooth::Whittaker(Whittaker::new()),
    ];
    for smooth in defaults {
        for step in changed(&serde_json::to_value(smooth).unwrap()) {
            let Ok(smooth) = serde_json::from_value::<Smooth>(step.clone()) else { continue };
            for spacing in [1.0, -1.0, 0.0, 5e-324, 1e-300, 1e-9, 1e9, 1e300, f64::INFINITY, f64::NAN] {
                for y in signals() {
                    let mut out = vec![0.0; y.len()];
                    let rows = Rows::new(&y, 1, y.len(), y.len()).unwrap();
                    if smoothed(smooth, spacing, rows, &mut out, Control::default()).is_ok() {
                        assert!(finite(&out), "{step} at {spacing} of {:?}", &y[..3]);
                    }
                }
            }
        }
    }
}

#[test]
fn other_steps_are_finite_or_refused() {
    let x: Vec<f32> = (0..96).map(|i| 300.0 + 1.5 * i as f32).collect();
    for y in signals() {
        let rows = Rows::new(&y, 1, y.len(), y.len()).unwrap();
        let mut out = vec![0.0; y.len()];
        for spacing in [1.0, -1.0, 0.0, 5e-324, 1e-300, 1e-9, 1e9, 1e300, f64::INFINITY, f64::NAN] {
            use Normalize::{Area, L2, Max, MinMax, Rnv, Snv};
            for how in [L2, Snv, Max, MinMax, Area, Rnv] {
                if normalized(how, Axis::Step(spacing), rows, &mut out, Control::default()).is_ok() {
                    assert!(finite(&out), "{how:?} at {spacing} of {:?}", &y[..3]);
                }
            }
        }
        for step in changed(&serde_json::to_value(Detrend::new()).unwrap()) {
            let Ok(detrend) = serde_json::from_value::<Detrend>(step) else { continue };
            if detrended(detrend, rows, &mut out, Control::default()).is_ok() {
                assert!(finite(&out), "{detrend:?} of {:?}", &y[..3]);
            }
        }
        for despike in [Despike::WhitakerHayes(WhitakerHayes::new()), Despike::Prominence(Prominence::new())]
        {
            for step in changed(&serde_json::to_value(despike).unwrap()) {
                let Ok(despike) = serde_json::from_value::<Despike>(step) else { continue };
                let mut altered = vec![0; y.len()];
                if despiked(despike, (&x, true), rows, (&mut out, &mut altered), Control::default()).is_ok() {
                    assert!(finite(&out), "{despike:?} of {:?}", &y[..3]);
                }
            }
        }
    }
}

/// Counts on a sloping background, with bands.
fn long(n: usize) -> (Vec<f32>, Vec<f32>) {
    let x = (0..n).map(|i| (100.0 + i as f64 * 3000.0 / n as f64) as f32).collect();
    let band = |i: usize| 500.0 / (1.0 + ((i % 50_000) as f32 - 25_000.0).powi(2) / 1e6);
    (x, (0..n).map(|i| band(i) + ((i * 7919) % 101) as f32).collect())
}

#[test]
fn as_many_points_as_a_spectrum_may_have_go_through_every_step() {
    for n in [100_000, MOST - 1, MOST] {
        // An f32 axis of a million points has no equal steps; one that is uneven is resampled.
        let (_, y) = long(n);
        let x: Vec<f32> = (0..n).map(|i| i as f32 * 0.0625).collect();
        let spectrum = Spectrum::new(x, y.clone()).unwrap();
        for smooth in [
            Smooth::Fourier(Fourier::new()),
            Smooth::SavitzkyGolay(SavitzkyGolay::new()),
            Smooth::Whittaker(Whittaker::new()),
        ] {
            let steps = Preprocess::new()
                .native(NativeStep::Despike(Despike::WhitakerHayes(WhitakerHayes::new())))
                .gridded(GridStep::Smooth(smooth))
                .gridded(GridStep::Normalize { method: Normalize::Snv });
            let made = steps.run(&spectrum).unwrap();
            assert!(made.quality.points == n && made.processed.len() == n && finite(&made.processed));
            let wide: Vec<f64> = y.iter().map(|&y| f64::from(y)).collect();
            let mut out = vec![0.0; n];
            smoothed(smooth, 0.0625, Rows::new(&wide, 1, n, n).unwrap(), &mut out, Control::default())
                .unwrap();
            assert!(finite(&out));
        }
        let grid = Grid::cm1(0.0, 1.0, n);
        let all = Interval { lo: 0, hi: n };
        let other: Vec<f32> = y.iter().rev().copied().collect();
        for formula in Formula::ALL {
            let measured = formula.between((&y, all), (&other, all), None, grid, Overlap::new()).unwrap();
            assert!(measured.unwrap().value.is_finite(), "{formula:?}");
        }
    }
    let (x, y) = long(MOST / 4);
    let uneven: Vec<f32> = x.iter().map(|x| x + x * x / 20_000.0).collect();
    let made = Preprocess::default().run(&Spectrum::new(uneven, y).unwrap()).unwrap();
    assert!(made.shift_cm1.len() > 100_000);
}

#[test]
fn a_low_pass_of_any_number_of_points_is_the_same_from_both_ends() {
    for n in [16usize, 17, 33, 64, 99, 100, 255, 1001, 1024] {
        for response in [
            Response::Gaussian,
            Response::Ideal,
            Response::Butterworth,
            Response::RaisedCosine,
            Response::Wiener,
        ] {
            let smooth = Smooth::Fourier(Fourier::new().response(response).resolution_cm1(12.0));
            let y: Vec<f64> = (0..n).map(|i| ((i * 7919) % 101) as f64 + (i * i) as f64 / n as f64).collect();
            let run = |y: &[f64]| {
                let mut out = vec![0.0; n];
                smoothed(smooth, 2.0, Rows::new(y, 1, n, n).unwrap(), &mut out, Control::default()).unwrap();
                out
            };
            let backwards: Vec<f64> = y.iter().rev().copied().collect();
            for (i, (a, b)) in run(&y).iter().zip(run(&backwards).iter().rev()).enumerate() {
                // Factors are rounded to 2⁻³⁶.
                assert!((a - b).abs() < 1e-6, "{n} {response:?} {i}: {a} {b}");
            }
        }
    }
}

#[test]
fn weights_near_nothing_are_finite_or_refused() {
    let mut state = 7u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut fitted = 0;
    for round in 0..120 {
        let n = 16 + (random() * 600.0) as usize;
        let scale = 10f64.powf(60.0 * random() - 30.0);
        let kind = round % 4;
        let y: Vec<f64> = (0..n)
            .map(|i| {
                let t = i as f64 / n as f64;
                let shape = match kind {
                    0 => t * t,
                    1 => random(),
                    2 => (1.0 - 2.0 * t).abs() + 1e-3 * random(),
                    _ => {
                        if random() < 0.02 {
                            1.0
                        } else {
                            0.0
                        }
                    }
                };
                scale * shape
            })
            .collect();
        for method in Baseline::ALL {
            let written = serde_json::to_value(method).unwrap();
            for name in ["p", "eta", "k", "asymmetric_coef", "lambda_1", "num_std", "alpha_factor", "tol"] {
                if written.get(name).is_none() {
                    continue;
                }
                for small in [5e-324, 1e-300, 1e-30, 1e-12] {
                    let mut step = written.clone();
                    step[name] = json!(small);
                    if let Some(lambda) = step.get_mut("lambda") {
                        *lambda = json!(10f64.powf(if random() < 0.2 {
                            -300.0 * random()
                        } else {
                            20.0 * random() - 5.0
                        }));
                    }
                    if let Some(most) = step.get_mut("max_iter") {
                        *most = json!(60);
                    }
                    let method: Baseline = serde_json::from_value(step.clone()).unwrap();
                    // Alone, and of many beside each other.
                    let m = if round % 8 < 4 { 1 } else { 9 };
                    let (y, mut out) = (y.repeat(m), vec![0.0; m * n]);
                    let rows = Rows::new(&y, m, n, n).unwrap();
                    if baselines(&method, Samples::default(), rows, &mut out, Control::default()).is_ok() {
                        assert!(finite(&out), "{step} of {n} {kind} {scale}");
                        fitted += 1;
                    }
                }
            }
        }
    }
    assert!(fitted > 1000, "{fitted}");
}

//! What the points of a spectrum say about themselves: ends that hold nothing, how far apart they were measured, gaps, and what is no
//! spectrum at all.
#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/random.rs"]
mod random;
#[path = "support/written.rs"]
mod written;

use proptest::prelude::*;
use ramatch_core::{Error, Interval, Notes, Pipeline, Recipe, SpectrumRef, math, sampling};
use random::Random;

/// Samples and notes, with memory full of NaN beforehand.
fn run(x: &[f32], y: &[f32]) -> Result<(Vec<f32>, Notes), Error> {
    let pipeline = Pipeline::new(Recipe::FINGERPRINT)?;
    let mut reals = vec![f64::NAN; pipeline.scratch_len(x.len())];
    let mut cells = vec![Default::default(); pipeline.cells_len()];
    let mut out = vec![f32::NAN; pipeline.grid().len];
    let scratch = ramatch_core::Scratch { reals: &mut reals, cells: &mut cells };
    let prepared = pipeline.run(SpectrumRef::new(x, y)?, scratch, &mut out)?;
    let notes = *prepared.notes();
    Ok((out, notes))
}

/// A curve read every `step` cm⁻¹ from 120 to 2500 cm⁻¹.
fn curve(step: f64, y: impl FnMut(f64) -> f64) -> (Vec<f32>, Vec<f32>) {
    let x: Vec<f64> = (0..(2380.0 / step) as usize).map(|i| 120.0 + step * i as f64).collect();
    let y = x.iter().copied().map(y).map(|y| y as f32).collect();
    (x.iter().map(|&x| x as f32).collect(), y)
}

fn lines(x: f64) -> f64 {
    [(620.0, 300.0), (1001.0, 1000.0), (1602.0, 400.0)]
        .iter()
        .map(|(at, h)| h / (1.0 + (x - at) * (x - at) / 16.0))
        .sum()
}

fn notes_of(x: &[f32], y: &[f32]) -> Notes {
    run(x, y).unwrap().1
}

#[test]
fn ends_that_hold_nothing_are_as_if_they_were_not_there() {
    let mut random = Random(1);
    let (x, y) = curve(1.7, |x| 200.0 + 0.1 * x + lines(x) + 5.0 * random.gauss());
    let n = x.len();
    for (left, right, value) in [(90, 0, 0.0), (0, 200, 0.0), (40, 300, 0.0), (8, 8, -3.5), (100, 100, 250.0)]
    {
        let mut padded = y.clone();
        padded[..left].fill(value);
        padded[n - right..].fill(value);
        let (cut, mut expected) = run(&x[left..n - right], &y[left..n - right]).unwrap();
        let (samples, notes) = run(&x, &padded).unwrap();
        assert_eq!(samples, cut, "{left} {right}");
        let empty = |points, from: usize, to: usize| sampling::Empty {
            points,
            width_cm1: f64::from(x[to]) - f64::from(x[from]),
        };
        expected.empty_ends = [empty(left, 0, left), empty(right, n - 1 - right, n - 1)];
        assert_eq!(notes, expected, "{left} {right}");
    }
    let mut padded = y.clone();
    padded[..7].fill(0.0);
    assert_eq!(notes_of(&x, &padded).empty_ends, [sampling::Empty::default(); 2], "seven points are chance");
}

#[test]
fn what_holds_bands_is_not_cut() {
    let all = |y: &[f32]| sampling::filled(y) == Interval { lo: 0, hi: y.len() };
    let mut y = vec![0.0f32; 1000];
    assert!(all(&y) && all(&[]) && all(&[1.0]));
    // Lines on exact 0: as much nothing between them as at the ends.
    for at in [150, 420, 700, 880] {
        y[at] = 100.0;
    }
    assert!(all(&y));
    // Cut off at the top, at the end: not empty.
    let mut top: Vec<f32> = (0..1000).map(|i| (i % 77 + i) as f32).collect();
    top[900..].fill(65_535.0);
    assert!(all(&top));
    // A run that is no longer than twice another one.
    let mut steps: Vec<f32> = (0..1000).map(|i| (i % 7) as f32).collect();
    steps[..30].fill(0.0);
    steps[500..516].fill(3.0);
    assert!(all(&steps));
    steps[515] = 9.0;
    assert_eq!(sampling::filled(&steps), Interval { lo: 30, hi: 1000 });
    // One end is short, and too long for the other one.
    let mut both: Vec<f32> = (0..1000).map(|i| 1.0 + (i % 7) as f32).collect();
    both[..10].fill(0.0);
    both[994..].fill(0.0);
    assert!(all(&both));
    // Nothing but one point: left as it is, and what is left of a step is no spectrum either.
    let mut one = vec![5.0f32; 1400];
    one[700] = 6.0;
    let (x, _) = curve(1.7, |_| 0.0);
    assert_eq!(notes_of(&x, &one[..1400]).empty_ends, [sampling::Empty::default(); 2]);
    // One drawn band on exact 0: what is left could not be compared.
    let (x, y) = curve(1.7, |x| (1.0 - (x - 1000.0) * (x - 1000.0) / 400.0).max(0.0));
    assert_eq!(notes_of(&x, &y).empty_ends, [sampling::Empty::default(); 2]);
}

#[test]
fn spacing_is_that_of_the_points_that_were_measured() {
    let mut random = Random(2);
    for step in [1.1, 2.0, 5.0, 16.0] {
        let (x, y) = curve(step, |x| 200.0 + lines(x) + 10.0 * random.gauss());
        let spacing = notes_of(&x, &y).spacing_cm1.unwrap();
        assert!((spacing / step - 1.0).abs() < 0.01, "{step}: {spacing}");
        let measured: (Vec<f64>, Vec<f64>) =
            (x.iter().map(|&x| x.into()).collect(), y.iter().map(|&y| y.into()).collect());
        for times in [2, 3, 8, 32] {
            let (x, y) = written::by_lines(&measured, times);
            for digits in [9, 6] {
                let rounded = |v: &f64| format!("{v:.*e}", digits - 1).parse::<f32>().unwrap();
                let x: Vec<f32> = x.iter().map(|&x| x as f32).collect();
                let y: Vec<f32> = y.iter().map(rounded).collect();
                let spacing = notes_of(&x, &y).spacing_cm1.unwrap();
                assert!((spacing / step - 1.0).abs() < 0.1, "{step}, {times} × finer, {digits}: {spacing}");
            }
        }
        // On an axis of its own, so that the knots lie between the points.
        let (from, to) = (measured.0[0], measured.0[measured.0.len() - 1]);
        let fine: Vec<f64> =
            (0..).map(|i| from + 0.217 * step * f64::from(i)).take_while(|x| *x < to).collect();
        let at = |x: &f64| {
            let i = measured.0.partition_point(|m| m <= x).clamp(1, measured.0.len() - 1);
            let part = (x - measured.0[i - 1]) / (measured.0[i] - measured.0[i - 1]);
            (measured.1[i - 1] + part * (measured.1[i] - measured.1[i - 1])) as f32
        };
        let y: Vec<f32> = fine.iter().map(at).collect();
        let x: Vec<f32> = fine.iter().map(|&x| x as f32).collect();
        let spacing = notes_of(&x, &y).spacing_cm1.unwrap();
        assert!((spacing / step - 1.0).abs() < 0.15, "{step}, elsewhere: {spacing}");
    }
}

#[test]
fn drawn_curves_are_as_fine_as_they_are() {
    let gauss = |x: f64| 300.0 * math::exp(-(x - 1001.0) * (x - 1001.0) / 25.0);
    let curves: [&dyn Fn(f64) -> f64; 5] = [
        &lines,
        &|x| 500.0 + lines(x),
        &|x| 0.3 * x + lines(x),
        &|x| 1e5 + 0.3 * x + gauss(x) + gauss(x + 300.0),
        &|x| gauss(x) + gauss(x - 400.0) + 1e-3 * x,
    ];
    for (i, draw) in curves.iter().enumerate() {
        for step in [0.05, 0.3, 1.0, 2.0] {
            let (x, y) = curve(step, draw);
            let spacing = notes_of(&x, &y).spacing_cm1.unwrap();
            assert!(spacing < 1.6 * step.max(0.1), "curve {i}, {step}: {spacing}");
        }
    }
    // Whole counts of less noise than a count: most points lie on lines.
    let mut random = Random(4);
    for noise in [0.15, 0.2, 0.3, 0.5, 1.0] {
        let (x, y) = curve(1.0, |x| (20.0 + 0.01 * x + 0.1 * lines(x) + noise * random.gauss()).round());
        let spacing = notes_of(&x, &y).spacing_cm1.unwrap();
        assert!(spacing < 1.6, "{noise}: {spacing}");
    }
}

#[test]
fn a_few_points_side_by_side_make_no_sparse_spectrum_fine() {
    // 380 points within 190 cm⁻¹, 140 over the rest.
    let x: Vec<f32> =
        (0..380).map(|i| 120.0 + 0.5 * i as f32).chain((1..140).map(|i| 310.0 + 16.0 * i as f32)).collect();
    let mut random = Random(6);
    let y: Vec<f32> = x.iter().map(|x| (lines((*x).into()) + 5.0 * random.gauss()) as f32).collect();
    assert_eq!(notes_of(&x, &y).spacing_cm1, Some(16.0));
}

#[test]
fn gaps_say_where_they_are() {
    let mut random = Random(7);
    let (x, y) = curve(2.0, |x| lines(x) + 5.0 * random.gauss());
    assert_eq!((notes_of(&x, &y).gap_cm1, notes_of(&x, &y).gap), (None, None));
    // One gap of half its length, and one of 60 cm⁻¹.
    let open = |x: f32| ![(700.0, 1900.0), (2000.0, 2060.0)].iter().any(|gap| gap.0 < x && x < gap.1);
    let (x, y): (Vec<f32>, Vec<f32>) = x.into_iter().zip(y).filter(|(x, _)| open(*x)).unzip();
    let notes = notes_of(&x, &y);
    let gap = notes.gap.unwrap();
    assert_eq!((gap.from_cm1, gap.to_cm1, notes.gap_cm1), (700.0, 1900.0, Some(1200.0)));
    assert!((gap.part - 1260.0 / 2304.0).abs() < 1e-3, "{}", gap.part);
    let all: Vec<_> = sampling::gaps(&x, gap.limit_cm1).collect();
    assert_eq!(all, [(700.0, 1900.0), (2000.0, 2060.0)]);
    assert_eq!(notes.spacing_cm1, Some(2.0));
    // The noise is that of what was measured, not of the bridge.
    let density = notes.sigma * 1.5;
    assert!((density / (5.0 * f64::sqrt(2.0)) - 1.0).abs() < 0.3, "{density}");
}

/// What is no spectrum says so in one note at least: it is sparse, noise is all there is, neighbours contradict each other, or there is
/// no noise at all, which no instrument measures.
#[test]
fn bad_inputs_are_known_by_their_notes() {
    // A point every 64 cm⁻¹.
    let (x, y) = curve(64.0, |x| lines(64.0 * (x / 64.0).round()) + 0.1 * x);
    let notes = notes_of(&x, &y);
    assert_eq!((notes.spacing_cm1, notes.snr, notes.noise_density), (Some(64.0), None, 0.0));

    // All on one value but one.
    let (x, mut y) = curve(1.0, |_| 7.0);
    y[1000] = 8.0;
    let notes = notes_of(&x, &y);
    assert_eq!((notes.snr, notes.noise_density, notes.spacing_cm1), (None, 0.0, Some(1.0)));

    // Alternating numbers, on points of several distances: noise, or neighbours that contradict each other.
    for step in [0.1, 0.3, 0.5, 1.0, 1.3, 1.5, 2.0, 2.25, 3.0, 4.0, 6.0] {
        let mut i = 0;
        let (x, y) = curve(step, |_| {
            i += 1;
            f64::from(i % 2)
        });
        let no_spectrum = run(&x, &y)
            .map_or(true, |(_, notes)| notes.noise_ratio >= 2.0 || notes.snr.is_some_and(|snr| snr < 3.0));
        assert!(no_spectrum, "alternating, {step}: {:?}", run(&x, &y).unwrap().1);
    }
    // Saw teeth that the grid does not resolve: the same.
    for step in [0.5, 1.0, 2.0] {
        for period in [3, 4, 5, 7, 10].into_iter().filter(|&p| step * f64::from(p) <= 7.0) {
            let mut i = 0;
            let (x, y) = curve(step, |_| {
                i += 1;
                f64::from(i % period)
            });
            let no_spectrum = run(&x, &y).map_or(true, |(_, notes)| {
                notes.noise_ratio >= 2.0 || notes.snr.is_some_and(|snr| snr < 3.0)
            });
            assert!(no_spectrum, "saw, {step} × {period}: {:?}", run(&x, &y).unwrap().1);
        }
    }

    // A million points of noise: fine, and still nothing but noise.
    let mut random = Random(8);
    let x: Vec<f32> = (0..1_000_000).map(|i| 100.0 + 0.0025 * i as f32).collect();
    let y: Vec<f32> = x.iter().map(|_| random.gauss() as f32).collect();
    let notes = notes_of(&x, &y);
    assert!(notes.snr.unwrap() < 4.0 && (0.8..1.25).contains(&notes.noise_ratio), "{notes:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever the points are, the notes are numbers, and what is left out lies at the ends.
    #[test]
    fn notes_are_numbers(
        steps in prop::collection::vec(0.0625f32..64.0, 20..300),
        y in prop::collection::vec(prop_oneof![Just(0.0f32), Just(1.0), -1e30f32..1e30, 0.0f32..8.0], 300),
        ends in (0usize..60, 0usize..60),
    ) {
        let x: Vec<f32> = steps.iter().scan(100.0, |x, s| { *x += s; Some(*x) }).collect();
        let mut y = y[..x.len()].to_vec();
        let (left, right) = (ends.0.min(x.len()), ends.1.min(x.len()));
        y[..left].fill(2.5);
        let n = x.len();
        y[n - right..].fill(-1.0);
        if let Ok((samples, notes)) = run(&x, &y) {
            prop_assert!(samples.iter().all(|y| y.is_finite()));
            for number in [notes.sigma, notes.noise_density, notes.noise_ratio, notes.snr.unwrap_or(1.0)] {
                prop_assert!(number.is_finite() && number >= 0.0, "{notes:?}");
            }
            prop_assert!(notes.spacing_cm1.is_none_or(|spacing| spacing > 0.0 && spacing < 1e5));
            prop_assert!(notes.gap.is_none_or(|gap| (0.0..=1.0).contains(&gap.part)));
            let [left, right] = notes.empty_ends.map(|end| end.points);
            prop_assert!(left + right + 16 <= n);
        }
    }
}

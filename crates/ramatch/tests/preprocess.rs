//! What `Preprocess` leaves as it was measured.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use proptest::prelude::*;
use ramatch::core::baseline::{Arpls, Baseline};
use ramatch::core::{
    Despike, Detrend, GridStep, MAX_CANONICAL, NativeStep, Normalize, Prominence, Recipe, WhitakerHayes,
};
use ramatch::{Grid, Identifier, Options, Preprocess, Preprocessed, Spectrum};

fn counts(n: usize) -> Vec<f32> {
    (0..n).map(|i| 0.1 + ((i * 7919) % 101) as f32 / 7.0).collect()
}

fn run(steps: &Preprocess, x: &[f32], y: &[f32]) -> Preprocessed {
    steps.run(&Spectrum::new(x.to_vec(), y.to_vec()).unwrap()).unwrap()
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

fn wide(values: &[f32]) -> Vec<u64> {
    values.iter().map(|&value| f64::from(value).to_bits()).collect()
}

proptest! {
    #[test]
    fn an_even_axis_and_its_counts_stay_to_the_bit(
        n in 16usize..1500,
        start in -500.0f64..4000.0,
        step in 0.0625f64..16.0,
        decimals in 1i32..8,
    ) {
        let unit = 10f64.powi(decimals);
        // Rounding to a quarter of a step is what a file may do; more makes another axis of it.
        prop_assume!(0.5 / unit < 0.2 * step);
        let x: Vec<f32> = (0..n).map(|i| (((start + step * i as f64) * unit).round() / unit) as f32).collect();
        let y = counts(n);
        let made = run(&Preprocess::default(), &x, &y);
        prop_assert_eq!(bits(&made.shift_cm1), wide(&x));
        prop_assert_eq!(bits(&made.raw), wide(&y));
        prop_assert_eq!(bits(&made.processed), wide(&y));
    }

    #[test]
    fn another_spacing_is_resampled(n in 100usize..500, asked in 1.125f64..4.0) {
        let x: Vec<f32> = (0..n).map(|i| 100.0 + i as f32).collect();
        let mut steps = Preprocess::default();
        steps.step_cm1 = Some(asked);
        let made = run(&steps, &x, &counts(n));
        prop_assert!(made.shift_cm1.windows(2).all(|x| (x[1] - x[0] - asked).abs() < 1e-9));
        steps.step_cm1 = Some(1.0);
        prop_assert_eq!(bits(&run(&steps, &x, &counts(n)).raw), wide(&counts(n)));
    }

    #[test]
    fn a_curved_axis_is_resampled_to_an_even_one(n in 50usize..1500, curve in 0.125f64..0.5) {
        let x: Vec<f32> = (0..n)
            .map(|i| { let t = i as f64 / n as f64; (200.0 + 1.5 * n as f64 * (t - curve * t * t)) as f32 })
            .collect();
        let made = run(&Preprocess::default(), &x, &counts(n));
        let step = made.shift_cm1[1] - made.shift_cm1[0];
        prop_assert!(made.shift_cm1.windows(2).all(|x| (x[1] - x[0] - step).abs() < 1e-9));
        prop_assert!(made.shift_cm1[0] > f64::from(x[0]) && made.shift_cm1.last() < x.last().map(|&x| f64::from(x)).as_ref());
    }
}

#[test]
fn raw_is_what_was_measured_cosmic_rays_and_all() {
    let x: Vec<f32> = (0..400).map(|i| 300.0 + 1.5 * i as f32).collect();
    // Noise of half a count.
    let mut y: Vec<f32> = counts(400).iter().map(|count| 10.0 + (count * 7.3).fract()).collect();
    y[200] = 5000.0;
    let mut steps = Preprocess::default();
    steps.native.push(NativeStep::Despike(Despike::WhitakerHayes(WhitakerHayes::new())));
    let made = run(&steps, &x, &y);
    assert_eq!(bits(&made.raw), wide(&y));
    assert_eq!(made.quality.spikes_cm1, [600.0]);
    assert!(made.processed[200] < 20.0);
    // The same on an axis with a gap, which is resampled.
    let (mut x, mut y) = (x, y);
    x.drain(100..120);
    y.drain(100..120);
    let made = run(&steps, &x, &y);
    let highest = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
    assert!(highest(&made.raw) > 2000.0 && highest(&made.processed) < 20.0);
}

#[test]
fn prominence_leaves_the_bands_of_the_examples() {
    // Polystyrene's band at 1182 cm⁻¹ stands on the flank of that at 1155.
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data");
    let mut read = 0;
    for item in std::fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        let Ok(record) = ramatch::read_file(&path) else { continue };
        let mut steps = Preprocess::default();
        steps.native.push(NativeStep::Despike(Despike::Prominence(Prominence::new())));
        let Ok(made) = steps.run(&record.spectrum) else { continue };
        read += 1;
        let bands = [1001.0, 1031.0, 1155.0, 1182.0, 1450.0, 1583.0, 1602.0, 1086.0, 712.0, 520.7];
        let cut = made.quality.spikes_cm1.iter().any(|x| bands.iter().any(|band| (x - band).abs() < 12.0));
        assert!(!cut, "{}: {:?}", path.display(), made.quality.spikes_cm1);
    }
    assert!(read >= 12);
}

fn examples() -> Vec<(String, Spectrum)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data");
    let mut found = Vec::new();
    for item in std::fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if let Ok(record) = ramatch::read_file(&path) {
            found.push((path.display().to_string(), record.spectrum));
        }
    }
    assert!(found.len() >= 12);
    found
}

/// What `quality` asks for.
fn default_steps() -> Preprocess {
    Preprocess::new()
        .native(NativeStep::Despike(Despike::WhitakerHayes(WhitakerHayes::new())))
        .gridded(GridStep::Baseline(Baseline::Arpls(Arpls::new())))
}

/// The signal-to-noise ratio of a spectrum's quality and that of its report are one number, to the bit.
#[test]
fn the_snr_of_the_quality_is_that_of_the_report() {
    let identifier = Identifier::embedded().unwrap();
    let (short, whole) = (default_steps(), Preprocess::from(&Recipe::FINGERPRINT));
    let mut measured = 0;
    for (name, spectrum) in examples() {
        let asked = identifier.identify(&spectrum, &Options::default()).unwrap().query.snr;
        let [a, b] = [&short, &whole].map(|steps| steps.run(&spectrum).unwrap().quality.snr);
        assert_eq!(
            (a.map(f64::to_bits), b.map(f64::to_bits)),
            (asked.map(f64::to_bits), a.map(f64::to_bits)),
            "{name}"
        );
        measured += usize::from(asked.is_some());
        // Another spacing of the axis is no other measurement.
        let mut coarse = short.clone();
        coarse.step_cm1 = Some(4.0);
        assert_eq!(coarse.run(&spectrum).unwrap().quality.snr, asked, "{name}");
    }
    assert!(measured >= 12);
    // Of a spectrum that the default grid hardly holds it is a number of the same kind.
    let (_, spectrum) =
        examples().into_iter().find(|(name, _)| name.contains("polystyrene-785-bwtek-a")).unwrap();
    let (x, y) = (spectrum.as_ref().shift_cm1(), spectrum.as_ref().intensity());
    let part: Vec<usize> = (0..x.len()).filter(|&i| (800.0..1250.0).contains(&x[i])).collect();
    let moved = |by: f32| {
        Spectrum::new(part.iter().map(|&i| x[i] + by).collect(), part.iter().map(|&i| y[i]).collect())
            .unwrap()
    };
    let all = short.run(&spectrum).unwrap().quality.snr.unwrap();
    for by in [0.0, 2000.0] {
        let snr = short.run(&moved(by)).unwrap().quality.snr.unwrap();
        // Bands fill this stretch: less of it shows the noise.
        assert!((0.25..1.0).contains(&(snr / all)), "{by}: {snr}, all {all}");
    }
    // Nothing to measure by.
    assert_eq!(Preprocess::new().run(&spectrum).unwrap().quality.snr, None);
    let flat = Spectrum::new((0..400).map(|i| 300.0 + 1.5 * i as f32).collect(), vec![7.0; 400]).unwrap();
    assert_eq!(short.run(&flat).unwrap().quality.snr, None);
}

/// Steps go from a recipe to the measured axis and back, every kind of them and in their order.
#[test]
fn steps_are_those_of_a_recipe() {
    let same = |recipe: &Recipe| {
        let again = Preprocess::from(recipe).recipe(recipe.grid());
        assert!(
            again.native_steps().eq(recipe.native_steps())
                && again.gridded_steps().eq(recipe.gridded_steps())
        );
        again.check().unwrap();
        let (mut a, mut b) = ([0; MAX_CANONICAL], [0; MAX_CANONICAL]);
        let again = recipe.emphasized_by().map_or(again, |emphasis| again.emphasis(emphasis));
        let again = recipe.linear_by().map_or(again, |linear| again.linear(linear));
        assert_eq!(again.canonical(&mut a), recipe.canonical(&mut b));
        assert_eq!(a, b);
    };
    let detrended = Recipe::new(Grid::FINGERPRINT)
        .gridded(GridStep::Detrend(Detrend::new()))
        .gridded(GridStep::Baseline(Baseline::Arpls(Arpls::new())))
        .gridded(GridStep::Normalize { method: Normalize::Snv });
    [Recipe::FINGERPRINT, Recipe::FINGERPRINT_PORTABLE, detrended].iter().for_each(same);

    let (_, spectrum) = &examples()[0];
    let made = Preprocess::from(&detrended).run(spectrum).unwrap();
    let mean = made.processed.iter().sum::<f64>() / made.processed.len() as f64;
    assert!(mean.abs() < 1e-12, "{mean}");
    // Both took something out, together what is missing.
    let mut before = Preprocess::from(&detrended);
    before.gridded.pop();
    let made = before.run(spectrum).unwrap();
    let largest = made.raw.iter().fold(0.0f64, |most, y| most.max(y.abs()));
    for ((raw, taken), left) in made.raw.iter().zip(&made.baseline).zip(&made.processed) {
        assert!((raw - taken - left).abs() < 1e-12 * largest);
    }
    // The order counts.
    let turned = Preprocess::new().gridded(before.gridded[1]).gridded(before.gridded[0]);
    assert_ne!(turned.run(spectrum).unwrap().processed, made.processed);
    let too_many = (0..9).fold(Preprocess::new(), |steps, _| steps.gridded(before.gridded[0]));
    assert!(too_many.recipe(Grid::FINGERPRINT).check().is_err());
}

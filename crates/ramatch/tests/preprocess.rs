//! What `Preprocess` leaves as it was measured.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use proptest::prelude::*;
use ramatch::core::{Despike, Prominence, WhitakerHayes};
use ramatch::{Preprocess, Preprocessed, Spectrum};

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
    steps.despike = Some(Despike::WhitakerHayes(WhitakerHayes::new()));
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
        steps.despike = Some(Despike::Prominence(Prominence::new()));
        let Ok(made) = steps.run(&record.spectrum) else { continue };
        read += 1;
        let bands = [1001.0, 1031.0, 1155.0, 1182.0, 1450.0, 1583.0, 1602.0, 1086.0, 712.0, 520.7];
        let cut = made.quality.spikes_cm1.iter().any(|x| bands.iter().any(|band| (x - band).abs() < 12.0));
        assert!(!cut, "{}: {:?}", path.display(), made.quality.spikes_cm1);
    }
    assert!(read >= 12);
}

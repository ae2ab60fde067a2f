//! The default matcher on axes that are off, through bags, by several shots, and on what is no spectrum.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch::core::metric::Formula;
use ramatch::{
    Code, Identifier, InstrumentProfile, Measurement, Options, Ranking, Report, Spectrum, Standard, Tolerance,
};
use std::path::{Path, PathBuf};

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data").join(name)
}

fn read(name: &str) -> Spectrum {
    ramatch::read_file(&example(name)).unwrap().spectrum
}

/// The spectrum as an instrument would show it whose axis is off.
fn off(spectrum: &Spectrum, shift_cm1: f64, stretch: f64) -> Spectrum {
    let spectrum = spectrum.as_ref();
    let moved = |&x: &f32| {
        let x = f64::from(x);
        ((x + shift_cm1 - stretch * 1000.0) / (1.0 - stretch)) as f32
    };
    Spectrum::new(spectrum.shift_cm1().iter().map(moved).collect(), spectrum.intensity().to_vec()).unwrap()
}

fn ask(spectrum: &Spectrum, options: &Options) -> Report {
    Identifier::embedded().unwrap().identify(spectrum, options).unwrap()
}

#[test]
fn an_axis_that_is_off_is_found_and_reported() {
    let right = read("polystyrene-785-bwtek-a.txt");
    let plain = ask(&right, &Options::default());
    for (shift, stretch) in [(6.0, 0.0), (-7.0, 0.0), (5.0, 0.002), (-3.0, -0.002)] {
        let report = ask(&off(&right, shift, stretch), &Options::default());
        let (best, found) = (&report.hits[0], report.alignment);
        assert_eq!(best.substance, "polystyrene", "{shift} {stretch}");
        // What counts is where bands end up: within 2.5 cm⁻¹ of where they end up for the right axis.
        for at in [620.9, 1001.4, 1602.3] {
            let measured = (at + shift - stretch * 1000.0) / (1.0 - stretch);
            let left = found.corrected_cm1(measured) - plain.alignment.corrected_cm1(at);
            assert!(left.abs() < 2.5, "{shift} {stretch}: {left} at {at}, {found:?}");
        }
        assert!(report.warnings.iter().any(|w| w.code == "axis") == (found.shift_cm1.abs() >= 3.0));
        // Moving is paid for.
        assert!(best.score < plain.hits[0].score + 1e-9, "{shift} {stretch}");
        let stiff = ask(&off(&right, shift, stretch), &Options::default().tolerance(Tolerance::none()));
        assert_eq!(stiff.alignment, ramatch::core::alignment::Alignment::default());
        assert!(stiff.hits[0].score < best.score, "{shift} {stretch}");
    }
}

#[test]
fn tolerances_that_would_find_anything_are_refused() {
    let identifier = Identifier::embedded().unwrap();
    let spectrum = read("calcite-785-bwtek-a.txt");
    for tolerance in [
        Tolerance::none().shift_cm1(26.0),
        Tolerance::none().shift_cm1(f64::NAN),
        Tolerance::none().shift_cm1(-1.0),
        Tolerance::none().stretch(0.02),
    ] {
        let refused = identifier.identify(&spectrum, &Options::default().tolerance(tolerance)).unwrap_err();
        assert_eq!(refused.code(), Code::Parameter);
    }
    // Bands that stand closer than twice that.
    let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
    let bands: Vec<f32> = (0..40).map(|i| 300.0 + 40.0 * i as f32).collect();
    let at = |x: f32| bands.iter().map(|c| 900.0 / (1.0 + ((x - c) / 4.0).powi(2))).sum::<f32>();
    let counts = shift.iter().enumerate().map(|(i, &x)| at(x) + (i * 7919 % 13) as f32).collect();
    let options = Options::default().tolerance(Tolerance::none().shift_cm1(25.0));
    let report = ask(&Spectrum::new(shift, counts).unwrap(), &options);
    assert!(report.warnings.iter().any(|w| w.code == "tolerance"), "{:?}", report.warnings);
}

#[test]
fn every_entry_finds_itself_and_can_be_left_out() {
    let identifier = Identifier::embedded().unwrap();
    let library = identifier.library();
    for index in (0..library.view().len()).step_by(7) {
        let (shift, counts) = library.curve(index).unwrap();
        let spectrum = Spectrum::new(shift, counts).unwrap();
        let entry = library.view().entry(index).unwrap().id;
        let report = identifier.identify(&spectrum, &Options::default()).unwrap();
        assert!(
            report.hits[0].entry == entry && report.hits[0].score > 0.98,
            "{entry}: {:?}",
            report.hits[0]
        );
        let left = identifier.identify(&spectrum, &Options::default().exclude(vec![entry.into()])).unwrap();
        assert!(left.hits.iter().all(|hit| hit.entry != entry), "{entry}");
    }
}

#[test]
fn through_a_bag() {
    let identifier = Identifier::embedded().unwrap();
    let library = identifier.library();
    let curve = |name: &str| {
        let index = (0..library.view().len()).find(|&i| library.view().entry(i).unwrap().id == name).unwrap();
        library.curve(index).unwrap()
    };
    let (x, sample) = curve("vendor-785-2026/caffeine");
    let (of_bag, bag) = curve("vendor-785-2026/polyethylene");
    assert_eq!(x, of_bag);
    let top = |y: &[f32]| y.iter().copied().fold(0.0, f32::max);
    let (a, b) = (top(&sample), top(&bag));
    let sum = sample.iter().zip(&bag).map(|(s, c)| s / a + 2.0 * c / b).collect();
    let spectrum = Spectrum::new(x, sum).unwrap();
    let bare = identifier.identify(&spectrum, &Options::default()).unwrap();
    assert_eq!(bare.hits[0].substance, "polyethylene");
    assert!(!bare.hits[0].bands.unexplained_cm1.is_empty());
    for bag in ["polyethylene", "Polyethylene"] {
        let through = identifier.identify(&spectrum, &Options::default().through(bag)).unwrap();
        assert_eq!(through.hits[0].substance, "caffeine");
        assert!(through.hits.iter().all(|hit| hit.substance != "polyethylene"));
    }
    let unknown = identifier.identify(&spectrum, &Options::default().through("unobtainium")).unwrap_err();
    assert_eq!(unknown.code(), Code::BadEntry);
}

/// Noise from a seed, about as a sum of twelve uniform numbers.
fn noisy(spectrum: &Spectrum, sigma: f32, seed: u32) -> Spectrum {
    let mut state = seed;
    let mut uniform = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 16_777_216.0
    };
    let spectrum = spectrum.as_ref();
    let mut add = |&y: &f32| y + sigma * ((0..12).map(|_| uniform()).sum::<f32>() - 6.0);
    Spectrum::new(spectrum.shift_cm1().to_vec(), spectrum.intensity().iter().map(&mut add).collect()).unwrap()
}

#[test]
fn shots_are_averaged() {
    let clean = read("polystyrene-785-bwtek-a.txt");
    let height = clean.as_ref().intensity().iter().copied().fold(0.0f32, f32::max);
    let shots: Vec<Spectrum> = (1..=8).map(|seed| noisy(&clean, 0.1 * height, seed)).collect();
    let identifier = Identifier::embedded().unwrap();
    let one = identifier.identify(&shots[0], &Options::default()).unwrap();
    let all = identifier.identify_shots(&shots, &Options::default()).unwrap();
    assert_eq!((all.query.shots, all.hits[0].substance.as_str()), (8, "polystyrene"));
    let ratio = all.query.snr.unwrap() / one.query.snr.unwrap();
    assert!((2.0..3.5).contains(&ratio), "√8 times the signal-to-noise ratio: {ratio}");
    assert!(all.hits[0].score > one.hits[0].score);
    let none = identifier.identify_shots(&[], &Options::default()).unwrap_err();
    assert_eq!(none.code(), Code::TooFewPoints);
}

#[test]
fn what_is_no_spectrum_is_not_named() {
    let shift: Vec<f32> = (0..1000).map(|i| 200.0 + 2.0 * i as f32).collect();
    let flat = Spectrum::new(shift.clone(), vec![500.0; 1000]).unwrap();
    let noise = noisy(&flat, 10.0, 3);
    for seed in [3, 4, 5] {
        let report = ask(&noisy(&noise, 10.0, seed), &Options::default());
        assert!(!report.verdict.is_named(), "{:?}", report.hits.first());
    }
    let identifier = Identifier::embedded().unwrap();
    let undecided = |spectrum: &Spectrum| {
        let report = identifier.identify(spectrum, &Options::default()).unwrap();
        assert!(report.hits.is_empty() && report.scored_substances == 0);
        report.cannot_decide().unwrap().code
    };
    assert_eq!(undecided(&flat), "flat");
    let slope: Vec<f32> = (0..1000).map(|i| 5.0 * i as f32).collect();
    assert_eq!(undecided(&Spectrum::new(shift.clone(), slope).unwrap()), "zero_norm");
    let short = Spectrum::new(shift[..100].to_vec(), (0..100).map(|i| (i % 7) as f32).collect()).unwrap();
    assert_eq!(undecided(&short), "coverage");
    // A detector's wavelengths behind a laser of 532 nm.
    let nm: Vec<f32> = (0..1000).map(|i| 537.0 + 0.13 * i as f32 * 4.0).collect();
    let nm = Spectrum::new(nm, noise.as_ref().intensity().to_vec());
    if let Ok(report) = identifier.identify(&nm.unwrap(), &Options::default()) {
        let said = report.warnings.iter().any(|w| w.code == "axis" && w.text.contains("nm"));
        assert!(said || !report.verdict.is_named());
    }
}

#[test]
fn a_profile_corrects_the_axis_it_was_fitted_to() {
    let record = |name: &str, shift: f64, stretch: f64| -> Measurement {
        let mut record = ramatch::read_file(&example(name)).unwrap();
        record.spectrum = off(&record.spectrum, shift, stretch);
        record
    };
    let as_it_is = [
        (Standard::Polystyrene, record("polystyrene-785-bwtek-a.txt", 0.0, 0.0)),
        (Standard::Calcite, record("calcite-785-bwtek-a.txt", 0.0, 0.0)),
    ];
    let moved = [
        (Standard::Polystyrene, record("polystyrene-785-bwtek-a.txt", 7.0, 0.002)),
        (Standard::Calcite, record("calcite-785-bwtek-a.txt", 7.0, 0.002)),
    ];
    let (before, bands) = InstrumentProfile::fit("a", &as_it_is).unwrap();
    let (after, _) = InstrumentProfile::fit("a", &moved).unwrap();
    assert!(bands.iter().filter(|band| band.used).count() >= 9, "{bands:?}");
    assert!(before.axis.residual_cm1 < 1.5 && after.axis.residual_cm1 < 1.5, "{before:?} {after:?}");
    assert!((after.axis.offset_cm1 - before.axis.offset_cm1 - 7.0).abs() < 0.3, "{before:?} {after:?}");
    assert!((after.axis.stretch - before.axis.stretch - 0.002).abs() < 5e-4, "{before:?} {after:?}");
    let resolution = after.resolution_cm1.unwrap();
    assert!((3.0..15.0).contains(&resolution), "{resolution}");
    assert_eq!(after.laser_nm, Some(784.82));

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    std::fs::write(&path, after.to_toml().unwrap()).unwrap();
    let profile = InstrumentProfile::read(&path).unwrap();
    assert_eq!(profile, after);
    let identifier = Identifier::embedded().unwrap().for_instrument(profile).unwrap();
    let report = identifier.identify(&moved[0].1.spectrum, &Options::default()).unwrap();
    assert_eq!(report.hits[0].substance, "polystyrene");
    assert!(report.alignment.shift_cm1.abs() <= 4.0, "{:?}", report.alignment);

    let wrong = [(Standard::Cyclohexane, record("silicon-785-bwtek-a.txt", 0.0, 0.0))];
    assert_eq!(InstrumentProfile::fit("b", &wrong).unwrap_err().code(), Code::BadEntry);
    std::fs::write(
        &path,
        "schema = 2\n[axis]\noffset_cm1 = 0.0\nstretch = 0.0\nresidual_cm1 = 0.0\nbands = 3\n",
    )
    .unwrap();
    assert_eq!(InstrumentProfile::read(&path).unwrap_err().code(), Code::Parameter);
    std::fs::write(&path, "schema = \n").unwrap();
    assert_eq!(InstrumentProfile::read(&path).unwrap_err().line(), Some(1));
}

#[test]
fn a_coarse_instrument_finds_sharp_references() {
    let identifier = Identifier::embedded().unwrap();
    let (shift, counts) = identifier.library().curve(0).unwrap();
    let entry = identifier.library().view().entry(0).unwrap().id.to_owned();
    // Broadened from the source's resolution to 24 cm⁻¹ by a Gaussian on the 1 cm⁻¹ axis.
    let deviation = (24.0f32 * 24.0 - 64.0).sqrt() / 2.3548;
    let blurred: Vec<f32> = (0..counts.len() as i32)
        .map(|i| {
            let weight = |k: i32| (-0.5 * (k as f32 / deviation).powi(2)).exp();
            let at = |k: i32| counts[(i + k).clamp(0, counts.len() as i32 - 1) as usize];
            let reach = -40..=40;
            reach.clone().map(|k| weight(k) * at(k)).sum::<f32>() / reach.map(weight).sum::<f32>()
        })
        .collect();
    let spectrum = Spectrum::new(shift, blurred).unwrap();
    let plain = identifier.identify(&spectrum, &Options::default()).unwrap();
    let mut profile = InstrumentProfile::default();
    (profile.schema, profile.resolution_cm1) = (1, Some(24.0));
    let told = identifier.for_instrument(profile).unwrap().identify(&spectrum, &Options::default()).unwrap();
    let of = |report: &Report| report.hits.iter().find(|hit| hit.entry == entry).map(|hit| hit.score);
    assert!(of(&told).unwrap() > of(&plain).unwrap_or(0.0) + 0.02, "{:?} {:?}", of(&told), of(&plain));
}

#[test]
fn every_metric_ranks() {
    let spectrum = read("polystyrene-532-bwtek-b.txt");
    for formula in Formula::ALL {
        let report = ask(&spectrum, &Options::default().ranking(Ranking::By(formula)));
        assert_eq!(report.metric, formula.name());
        assert!(
            report.hits.iter().all(|hit| hit.margin.is_none_or(|margin| margin >= 0.0)),
            "{}",
            formula.name()
        );
        if !matches!(formula, Formula::BandForward | Formula::BandReverse) {
            assert_eq!(report.hits[0].substance, "polystyrene", "{}", formula.name());
        }
    }
}

/// Leaving out what is not there would leave out nothing, in silence.
#[test]
fn an_unknown_id_is_no_exclusion() {
    let spectrum = read("calcite-785-bwtek-a.txt");
    let best = ask(&spectrum, &Options::default()).hits[0].entry.clone();
    let identifier = Identifier::embedded().unwrap();
    for ids in [vec!["nobody/nothing".to_owned()], vec![best.clone(), "nobody/nothing".to_owned()]] {
        let refused = identifier.identify(&spectrum, &Options::default().exclude(ids)).unwrap_err();
        assert_eq!(refused.code(), Code::BadEntry);
        assert!(refused.to_string().contains("nobody/nothing"), "{refused}");
    }
    let left = ask(&spectrum, &Options::default().exclude(vec![best.clone()]));
    assert!(left.hits.iter().all(|hit| hit.entry != best));
}

/// What cannot be compared has its measured points, and a picture of them.
#[test]
fn what_cannot_be_compared_is_drawn_as_measured() {
    let shift: Vec<f32> = (0..1200).map(|i| 300.0 + i as f32).collect();
    let flat = Spectrum::new(shift.clone(), vec![7.0; 1200]).unwrap();
    let identifier = Identifier::embedded().unwrap();
    let report = identifier.identify(&flat, &Options::default()).unwrap();
    let curves = identifier.curves(&flat, &report).unwrap();
    assert!(curves.shift_cm1.iter().zip(&shift).all(|(a, b)| *a == f64::from(*b)));
    assert_eq!((curves.shift_cm1.len(), curves.measured), (1200, vec![7.0; 1200]));
    assert!(curves.query.is_empty() && curves.baseline.is_empty() && curves.reference.is_empty());
}

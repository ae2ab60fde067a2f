//! Many spectra have the reports that each has alone, to the bit, on any number of threads.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/spectra.rs"]
mod support;

use proptest::prelude::*;
use ramatch::core::metric::Formula;
use ramatch::{
    Error, Identifier, InstrumentProfile, Measurement, Options, Ranking, Report, Spectrum, Tolerance,
};
use std::cell::Cell;
use std::sync::LazyLock;
use support::{changed, coarse, examples, span};

static EXAMPLES: LazyLock<Vec<Measurement>> =
    LazyLock::new(|| examples().iter().map(|(path, _)| ramatch::read_file(path).unwrap()).collect());

/// An example measurement, and what became of it: noise, a ray, a gap, a sliver, nothing at all, a list of peaks …
fn spectrum(kind: u8, seed: u32) -> Spectrum {
    let measured = &EXAMPLES[seed as usize % EXAMPLES.len()].spectrum;
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(5);
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / 16_777_216.0
    };
    let height = span(measured);
    let part = |keep: &dyn Fn(f32) -> bool| {
        let points = measured.as_ref();
        let points = points.shift_cm1().iter().zip(points.intensity()).filter(|(x, _)| keep(**x));
        let (shift, counts) = points.map(|(&x, &y)| (x, y)).unzip();
        Spectrum::new(shift, counts).unwrap()
    };
    let mut noisy = |amount: f64| {
        let noise = amount * next() * height;
        changed(measured, |place, y| y + noise * (next() + next() - 1.0) + 0.3 * height * place)
    };
    match kind {
        0..=3 => noisy(0.02),
        4 => noisy(0.5),
        5 => part(&|x| !(900.0..960.0).contains(&x)),
        6 => part(&|x| x < 900.0),
        7 => part(&|x| x < 300.0),
        8 => changed(measured, |_, _| 7.0),
        9 => {
            let at = next();
            changed(measured, |place, y| if (place - at).abs() < 6e-4 { y + 3.0 * height } else { y })
        }
        // So coarse that one shot cannot tell rays from bands.
        10 => {
            let coarse = coarse(&noisy(0.01), 6.0, 0.0);
            let (at, height) = (next(), span(&coarse));
            let n = coarse.as_ref().len() as f64;
            changed(&coarse, |place, y| if ((place - at) * n).abs() < 0.5 { y + height } else { y })
        }
        11 => coarse(&noisy(0.01), 11.0, 0.3),
        12 => changed(measured, |_, y| y.min(0.4 * height)),
        13 => {
            let steps = [31.0f32, 4.0, 90.0, 17.0, 140.0, 9.0, 66.0, 25.0];
            let mut x = 200.0;
            let mut next_shift = |i: usize| {
                x += steps[i % 8];
                x
            };
            let shift: Vec<f32> = (0..20).map(&mut next_shift).collect();
            let counts = shift.iter().map(|_| 100.0 * next() as f32).collect();
            Spectrum::new(shift, counts).unwrap()
        }
        14 => changed(measured, |_, y| -y),
        _ => changed(measured, |place, _| 1e3 + 1e2 * place),
    }
}

fn options(which: u8) -> Options {
    match which {
        0 => Options::default().top(1),
        1 => Options::default().exclude(vec!["vendor-785-2026/silicon".to_owned()]),
        2 => Options::default().through("polyethylene"),
        3 => Options::default().ranking(Ranking::By(Formula::Cosine)),
        4 => Options::default().tolerance(Tolerance::none()).top(9),
        // Wrong for all, and found out only by those that are compared.
        5 => Options::default().exclude(vec!["nobody".to_owned()]),
        6 => Options::default().through("nothing"),
        _ => Options::default(),
    }
}

/// Every field, by its bits: as many digits as a number has, and the sign of 0.
fn text(answer: Result<Report, Error>) -> String {
    match answer {
        Ok(report) => format!("{report:?}"),
        Err(error) => format!("{}: {error}", error.code().name()),
    }
}

fn identifiers() -> &'static [Identifier; 2] {
    static ALL: LazyLock<[Identifier; 2]> = LazyLock::new(|| {
        let mut profile = InstrumentProfile::default();
        (profile.schema, profile.resolution_cm1, profile.interval_cm1) =
            (1, Some(9.0), Some((250.0, 2000.0)));
        [Identifier::embedded().unwrap(), Identifier::embedded().unwrap().for_instrument(profile).unwrap()]
    });
    &ALL
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 16 } else { 200 }))]
    #[test]
    fn the_reports_are_those_of_each_alone(
        which in prop::collection::vec((0u8..16, 0u32..60), 0..80), asked in 0u8..12, profile in 0usize..4, threads in 1usize..4,
    ) {
        let identifier = &identifiers()[usize::from(profile == 0)];
        let options = options(asked);
        let spectra: Vec<Spectrum> = which.iter().map(|&(kind, seed)| spectrum(kind, seed)).collect();
        let together: Vec<_> = identifier.identify_many(&spectra, &options).threads(threads).collect();
        prop_assert_eq!(together.len(), spectra.len());
        for ((report, spectrum), which) in together.into_iter().zip(&spectra).zip(&which) {
            let alone = identifier.identify(spectrum, &options);
            prop_assert_eq!(text(report), text(alone), "{:?}", which);
        }
    }
}

/// Several blocks, of the same spectra again and again: what is remembered of references changes nothing.
#[test]
fn blocks_have_no_seams() {
    let identifier = &identifiers()[0];
    let options = Options::default();
    let few: Vec<Spectrum> = (0..23).map(|i| spectrum((i % 16) as u8, i)).collect();
    let alone: Vec<String> =
        few.iter().map(|spectrum| text(identifier.identify(spectrum, &options))).collect();
    for threads in [1, 2, 3] {
        let source = (0..400).map(|i| &few[i % few.len()]);
        let mut count = 0;
        for (i, report) in identifier.identify_many(source, &options).threads(threads).enumerate() {
            assert_eq!(text(report), alone[i % few.len()], "{i} on {threads} threads");
            count += 1;
        }
        assert_eq!(count, 400);
    }
}

#[test]
fn records_keep_what_their_files_say_and_errors_their_places() {
    let (identifier, options) = (&identifiers()[0], Options::default());
    let nowhere = || ramatch::read_file("no/such/file.txt".as_ref());
    let record = |i: usize| match i % 4 {
        3 => nowhere(),
        2 => {
            let mut list = EXAMPLES[i % EXAMPLES.len()].clone();
            list.metadata.peak_list = true;
            Ok(list)
        }
        _ => Ok(EXAMPLES[i % EXAMPLES.len()].clone()),
    };
    let reports: Vec<_> = identifier.identify_records((0..41).map(record), &options).threads(2).collect();
    assert_eq!(reports.len(), 41);
    for (i, report) in reports.into_iter().enumerate() {
        let alone = record(i).and_then(|record| identifier.identify_record(&record, &options));
        assert_eq!(text(report), text(alone), "{i}");
    }
}

/// The source is asked for one block and no more, and what came before a source that ends is answered.
#[test]
fn nothing_is_taken_before_it_is_asked_for() {
    let (identifier, options) = (&identifiers()[0], Options::default());
    let taken = Cell::new(0);
    let source = (0..1000).map(|i| {
        taken.set(taken.get() + 1);
        spectrum(8, i)
    });
    let mut many = identifier.identify_many(source, &options).threads(1);
    assert_eq!(taken.get(), 0);
    assert!(!many.next().unwrap().unwrap().verdict.is_named());
    assert!(taken.get() <= 256, "{}", taken.get());
    drop(many);
    let nothing: [Spectrum; 0] = [];
    assert!(identifier.identify_many(&nothing, &options).next().is_none());
}

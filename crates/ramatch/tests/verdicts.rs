//! Verdicts of whole reports: the same in Rust, at the terminal and in Python (`examples/verdicts.csv`), by whose trials, and what marks they bear.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/spectra.rs"]
mod spectra;

use ramatch::core::identify::ONE_OF;
use ramatch::core::library::Grade;
use ramatch::{
    Calibration, Code, Identifier, Library, LibraryBuilder, Options, Recipe, Reference, Report, WatchList,
};
use std::path::Path;

/// File, verdict, names, reason, value, rate of every example.
fn frozen() -> Vec<csv::StringRecord> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/verdicts.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.records().map(Result::unwrap).collect()
}

fn example(name: &str) -> Report {
    Identifier::embedded().unwrap().identify(&spectra::read(name), &Options::default()).unwrap()
}

#[test]
fn verdicts_and_bits_are_those_of_the_terminal_and_of_python() {
    let identifier = Identifier::embedded().unwrap();
    let rows = frozen();
    assert_eq!(rows.len(), spectra::examples().len());
    for row in rows {
        let verdict = identifier.identify(&spectra::read(&row[0]), &Options::default()).unwrap().verdict;
        let names: Vec<&str> = verdict.names.iter().map(|named| named.substance.as_str()).collect();
        let reason = verdict.reason.as_ref().map_or("", |reason| reason.code);
        let rate = verdict.stated_rate.map(|rate| rate.to_string()).unwrap_or_default();
        assert_eq!(
            [verdict.code, &names.join("; "), reason, &rate],
            [&row[1], &row[2], &row[3], &row[5]],
            "{}",
            &row[0]
        );
        let value: f64 = row[4].parse().unwrap();
        assert_eq!(
            verdict.value.map(f64::to_bits),
            Some(value.to_bits()),
            "{}: {:?}",
            &row[0],
            verdict.value
        );
    }
}

#[test]
fn the_shipped_calibration_is_of_the_built_in_library() {
    let identifier = Identifier::embedded().unwrap();
    let (calibration, own) = identifier.calibration().unwrap();
    let again =
        "after a change of the library: ramatch calibrate … --bind-to demonstration (docs/src/calibrate.md)";
    assert!(own, "{again}");
    assert!(calibration.about().borrowed && calibration.about().trials.is_empty());
    assert_eq!((calibration.view().alpha(), calibration.view().stated_rate()), (0.05, 0.1));
    assert_eq!(calibration.hash(), example("calcite-785-bwtek-a.txt").verdict.calibration.unwrap().hash);
}

/// The built-in references and one more for each of these substances, all measured alike.
fn grown(substances: &[&str], measured: &str) -> Library {
    let folder = tempfile::tempdir().unwrap();
    let mut builder =
        LibraryBuilder::from_library(&Library::embedded().unwrap(), folder.path(), &mut |_, _| {}).unwrap();
    for name in substances {
        let about = Reference {
            id: &format!("own/{name}"),
            substance: name,
            name,
            form: "",
            source: "laboratory",
            grade: Grade::Reference,
            laser_nm: 785.0,
            resolution_cm1: 8.0,
        };
        builder.add(&about, &spectra::read(measured)).unwrap();
    }
    let path = folder.path().join("own.rsl");
    builder.write(&path, &mut |_, _| {}).unwrap();
    Library::read(&path).unwrap()
}

#[test]
fn a_library_that_changed_has_relatives_at_best_and_refuses_the_old_trials() {
    let changed = Identifier::new(grown(&["own"], "silicon-785-horiba-b.txt")).unwrap();
    let spectrum = spectra::read("polystyrene-785-bwtek-a.txt");
    let verdict = changed.identify(&spectrum, &Options::default()).unwrap().verdict;
    assert_eq!((verdict.code, verdict.names[0].substance_id.as_str()), ("related", "polystyrene"));
    assert!(!verdict.calibration.unwrap().own);
    // Those that rank high stand first.
    assert_eq!((verdict.relatives[0].rule, verdict.relatives[0].family.is_empty()), ("family", false));
    let refused = changed.with_calibration(Calibration::shipped().unwrap()).unwrap_err();
    assert_eq!(refused.code(), Code::CalibrationMismatch);
    // Asked by another recipe nobody knows what scores are worth.
    let other = Recipe::FINGERPRINT.emphasis(ramatch::core::Emphasis::new().derivative(0.5));
    let other = Identifier::with_recipe(&Library::embedded().unwrap(), &other).unwrap();
    assert!(other.calibration().is_none());
    let report = other.identify(&spectrum, &Options::default()).unwrap();
    assert_eq!(report.cannot_decide().unwrap().code, "not_calibrated");
    let refused = other.with_calibration(Calibration::shipped().unwrap()).unwrap_err();
    assert!(refused.to_string().contains("recipe"), "{refused}");
}

#[test]
fn every_flipped_byte_and_every_cut_of_a_calibration_is_found() {
    let whole = Calibration::shipped().unwrap();
    for at in 0..whole.bytes().len() {
        let mut changed = whole.bytes().to_vec();
        changed[at] ^= 1 << (at % 8);
        assert_eq!(Calibration::from_bytes(&changed).unwrap_err().code(), Code::BadCalibration, "byte {at}");
        assert_eq!(
            Calibration::from_bytes(&whole.bytes()[..at]).unwrap_err().code(),
            Code::BadCalibration,
            "{at}"
        );
    }
}

#[test]
fn references_that_are_alike_are_named_together() {
    let library = grown(&["one", "another"], "polystyrene-532-bwtek-a.txt");
    let identifier = Identifier::new(library).unwrap();
    let report =
        identifier.identify(&spectra::read("polystyrene-532-bwtek-b.txt"), &Options::default()).unwrap();
    // Without trials of its own one name stands for all of them, and the margin says that there are others.
    assert_eq!(report.verdict.code, "related");
    assert!(report.hits[0].margin.unwrap() < ONE_OF);
}

#[test]
fn marks_are_no_verdicts() {
    let identifier = Identifier::embedded().unwrap();
    let list =
        WatchList::parse("9003-53-6 # polystyrene\nsilicon\nunobtainium\n", identifier.library()).unwrap();
    assert_eq!((list.len(), list.unknown()), (2, &["unobtainium".to_owned()][..]));
    let watching = identifier.clone().watching(list);
    let asked = |name| watching.identify(&spectra::read(name), &Options::default()).unwrap().verdict;
    let named = asked("polystyrene-785-bwtek-a.txt");
    assert_eq!((named.code, named.watched.len(), named.watched[0].named), ("identified", 1, true));
    assert_eq!(named.watched[0].listed, "9003-53-6");
    let first = asked("silicon-785-bwtek-a.txt");
    assert_eq!((first.code, first.watched.len(), first.watched[0].named), ("cannot_decide", 1, false));
    assert!(asked("calcite-785-bwtek-a.txt").watched.is_empty());
    assert_eq!(WatchList::parse("# nothing\n\n", identifier.library()).unwrap_err().code(), Code::Empty);
}

#[test]
fn sentences_never_say_more_than_trials() {
    for row in frozen() {
        let verdict = example(&row[0]).verdict;
        for text in [&verdict.text.en, &verdict.text.ko] {
            assert!(!text.is_empty());
            for word in ["confirmed", "probab", "certain", "확인되었", "확률", "%)"] {
                assert!(!text.contains(word), "{text}");
            }
        }
        if verdict.is_named() {
            assert!(verdict.text.en.starts_with("consistent with ") && verdict.text.en.contains("1 in 10"));
            assert!(verdict.text.en.contains("second technique") && verdict.text.ko.contains("10개 중 1개"));
        } else {
            assert!(!verdict.advice.is_empty(), "{}", verdict.text.en);
        }
    }
}

#[test]
fn a_series_settles_by_shots_that_say_something_new() {
    let (identifier, options) = (Identifier::embedded().unwrap(), Options::default());
    let shot = spectra::read("polystyrene-785-bwtek-a.txt");
    let mut series = identifier.series(&options);
    for _ in 0..4 {
        series.push(shot.clone()).unwrap();
    }
    assert!(!series.is_settled(), "copies settle nothing");
    let other = spectra::changed(&shot, |at, y| y * (1.0 + 0.001 * (at * 40.0).sin()));
    series.push(other).unwrap();
    assert!(series.is_settled() && series.len() == 5);
    assert_eq!(series.report().unwrap().verdict.code, "identified");
    // What cannot be of the sample is not taken.
    assert!(series.push(spectra::read("calcite-785-bwtek-a.txt")).is_err());
    assert_eq!(series.len(), 5);
}

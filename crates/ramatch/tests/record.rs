//! Records of answers: made again to the bit, and any change of them, or of what they were made from, is found.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/records.rs"]
mod records;
#[path = "support/spectra.rs"]
mod support;

use proptest::prelude::*;
use ramatch::core::Emphasis;
use ramatch::core::metric::Formula;
use ramatch::{
    AnswerRecord, Calibration, CalibrationParts, Code, Content, Identifier, InstrumentProfile, Library,
    Options, Originals, Ranking, Reading, Recipe, Recomputed, RecordedInput, RecordedSample, Storage,
    StratumParts, Tolerance,
};
use records::{CALCITE, at, calcite, example, forged, record_of, refused};
use std::fs;
use std::path::{Path, PathBuf};

const POLYSTYRENE: [&str; 3] =
    ["polystyrene-785-bwtek-a.txt", "polystyrene-532-bwtek-a.txt", "polystyrene-532-bwtek-b.txt"];

/// It is written and read, and what is made again is equal to the bit.
fn repeats(record: &AnswerRecord, from: &Originals) -> Recomputed {
    let read = AnswerRecord::from_json(record.to_json().unwrap().as_bytes()).unwrap();
    assert_eq!(&read, record);
    let again = read.recompute(from).unwrap();
    assert_eq!(again.differences, vec![]);
    again
}

#[test]
fn every_example_is_made_again() {
    let identifier = Identifier::embedded().unwrap();
    for (file, _) in support::examples() {
        let record = record_of(&identifier, &file, &Reading::default(), &Options::default());
        let again = repeats(&record, &Originals::default());
        assert_eq!(again.files, vec![file]);
        assert_eq!(record.written, "2023-11-14T22:13:20Z");
    }
}

#[test]
fn whatever_was_asked_is_made_again() {
    let file = example(POLYSTYRENE[0]);
    let mut profile = InstrumentProfile::default();
    profile.schema = 1;
    profile.name = "handheld \"7\"\n".into();
    profile.axis.offset_cm1 = 0.1 + 0.2;
    profile.axis.residual_cm1 = 1.0 / 3.0;
    profile.resolution_cm1 = Some(12.0);
    let plain = Identifier::embedded().unwrap();
    let profiled = Identifier::embedded().unwrap().for_instrument(profile).unwrap();
    let options = [
        Options::default().top(1),
        Options::default().top(40).tolerance(Tolerance::new().shift_cm1(3.3).stretch(0.0)),
        Options::default().through("polyethylene"),
        Options::default().ranking(Ranking::By(Formula::Cosine)),
        Options::default().exclude(vec!["vendor-785-2026/silicon".into()]),
    ];
    for identifier in [&plain, &profiled] {
        for options in &options {
            let record = record_of(identifier, &file, &Reading::default(), options);
            assert_eq!(record.recorded.question.profile.is_some(), identifier.profile().is_some());
            repeats(&record, &Originals::default());
        }
    }
}

#[test]
fn one_of_many_spectra_over_a_stated_axis_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("several.csv");
    let spectrum = support::read(CALCITE);
    let points = spectrum.as_ref();
    let rows = points.shift_cm1().iter().zip(points.intensity()).enumerate();
    let rows = rows.map(|(i, (x, y))| {
        let nm = 1.0e7 / (1.0e7 / 785.0 - f64::from(*x));
        format!("{nm},{},{y}\n", i % 7)
    });
    fs::write(&file, format!("x,first,second\n{}", rows.collect::<String>())).unwrap();
    let mut reading = Reading::default();
    reading.spectrum = Some(2);
    reading.given.laser_nm = Some(785.0);
    reading.given.axis = ramatch::io::GivenAxis::named("nm");
    let identifier = Identifier::embedded().unwrap();
    let record = record_of(&identifier, &file, &reading, &Options::default());
    let input = &record.recorded.inputs[0];
    assert_eq!((input.spectrum, input.axis.as_deref()), (2, Some("nm")));
    assert_eq!(record.recorded.answer.hits[0].substance, "calcium-carbonate");
    repeats(&record, &Originals::default());

    // By its name beside the record, and by its hash under another name.
    let moved = tempfile::tempdir().unwrap();
    fs::rename(&file, moved.path().join("several.csv")).unwrap();
    refused(record.recompute(&Originals::default()), Code::NoSuchFile, &["several.csv"]);
    let mut from = Originals::default();
    from.folder = Some(moved.path().into());
    repeats(&record, &from);
    fs::rename(moved.path().join("several.csv"), moved.path().join("other.csv")).unwrap();
    let mut from = Originals::default();
    from.files = vec![example(CALCITE), moved.path().join("other.csv")];
    assert_eq!(repeats(&record, &from).files, vec![moved.path().join("other.csv")]);
}

#[test]
fn shots_are_made_again() {
    let identifier = Identifier::embedded().unwrap();
    for count in 1..=3 {
        let files: Vec<PathBuf> = POLYSTYRENE[3 - count..].iter().map(|name| example(name)).collect();
        let measured: Vec<_> = files.iter().map(|file| ramatch::read_file(file).unwrap()).collect();
        let options = Options::default();
        let report = identifier.identify_sample(&measured, &options).unwrap();
        let inputs = files.iter().zip(&measured);
        let inputs =
            inputs.map(|(file, measured)| RecordedInput::of(file, &Reading::default(), measured).unwrap());
        let sample = RecordedSample::Shots(inputs.collect());
        let record = AnswerRecord::of((&identifier, &options), &sample, &report, at()).unwrap();
        assert!(record.recorded.question.shots && record.recorded.inputs.len() == count);
        assert_eq!(repeats(&record, &Originals::default()).files, files);
    }
}

/// A library of one reference, whose form is `form`.
fn own_library(folder: &Path, form: &str) -> PathBuf {
    let embedded = Library::embedded().unwrap();
    let mut content: Content = embedded.content().unwrap();
    content.entries.truncate(12);
    content.entries[0].form = form.into();
    let path = folder.join(format!("{form}.rsl"));
    let library = Library::build(&content, embedded.view().recipe(), None, Storage::new(), &mut |_, _| {});
    fs::write(&path, library.unwrap().bytes()).unwrap();
    path
}

#[test]
fn libraries_and_recipes_are_told_by_their_hashes() {
    let folder = tempfile::tempdir().unwrap();
    let (own, other) = (own_library(folder.path(), "powder"), own_library(folder.path(), "pellet"));
    let libraries = [Library::read(&own).unwrap(), Library::embedded().unwrap()];
    let identifier = Identifier::over(libraries.clone()).unwrap();
    let file = example(CALCITE);
    let record = record_of(&identifier, &file, &Reading::default(), &Options::default());
    assert_eq!(record.recorded.question.libraries.len(), 2);
    assert_eq!(record.recorded.question.libraries[0].name.as_deref(), Some("powder.rsl"));

    // In any order, by any name.
    fs::rename(&own, folder.path().join("renamed.rsl")).unwrap();
    let mut from = Originals::default();
    from.libraries =
        vec![Library::read(&other).unwrap(), Library::read(&folder.path().join("renamed.rsl")).unwrap()];
    repeats(&record, &from);
    // Another one says what is missing, and what is there.
    from.libraries.pop();
    let hash = from.libraries[0].hash();
    refused(record.recompute(&from), Code::RecordDiffers, &["powder.rsl", &libraries[0].hash(), &hash]);
    // One byte of the library.
    let bytes = fs::read(folder.path().join("renamed.rsl")).unwrap();
    for place in [bytes.len() / 3, bytes.len() / 2, bytes.len() - 1] {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        fs::write(&other, changed).unwrap();
        assert!(Library::read(&other).is_err(), "{place}");
    }

    // Another recipe than the library's own.
    let recipe = Recipe::FINGERPRINT.emphasis(Emphasis::new().scale_cm1(32.0));
    let embedded = Library::embedded().unwrap();
    assert_ne!(embedded.view().recipe_id(), recipe.id());
    let identifier = Identifier::with_recipe(&embedded, &recipe).unwrap();
    let record = record_of(&identifier, &file, &Reading::default(), &Options::default());
    repeats(&record, &Originals::default());
}

/// A calibration of a library, with this limit.
fn calibration(library: &Library, limit: f64) -> Calibration {
    let mut parts = CalibrationParts::default();
    (parts.library, parts.recipe) = (library.view().stated_hash(), library.view().recipe().scored_as().0);
    (parts.coefficients, parts.ranges) = ([1.0, 2.0, 0.5, 0.0], [(0.0, 1.0), (-1.0, 1.0), (-1.0, 1.0)]);
    (parts.alpha, parts.most, parts.substances) = (0.1, 10.0, (30, 30));
    let mut stratum = StratumParts::default();
    (stratum.limit, stratum.limit_unrelated, stratum.maxima) = (limit, limit, vec![0.1; 30]);
    parts.strata = vec![stratum];
    Calibration::of_parts(&parts).unwrap()
}

#[test]
fn the_calibration_that_decided_is_told_by_its_hash() {
    let folder = tempfile::tempdir().unwrap();
    let own = Library::read(&own_library(folder.path(), "powder")).unwrap();
    let (low, high) = (calibration(&own, -5.0), calibration(&own, 50.0));
    let asked = |calibration: &Calibration| {
        Identifier::new(own.clone()).unwrap().with_calibration(calibration.clone()).unwrap()
    };
    let file = example(CALCITE);
    let record = record_of(&asked(&low), &file, &Reading::default(), &Options::default());
    let decided = record.recorded.question.calibration.clone().unwrap();
    assert!(decided.own && decided.hash == low.hash());
    assert!(record.recorded.answer.value.is_some() && record.recorded.answer.limits.is_some());
    let mut from = Originals::default();
    from.libraries = vec![own.clone()];
    refused(record.recompute(&from), Code::CalibrationMismatch, &[&low.hash(), "no other is given"]);
    from.calibration = Some(high.clone());
    refused(record.recompute(&from), Code::CalibrationMismatch, &[&low.hash(), &high.hash()]);
    from.calibration = Some(low);
    repeats(&record, &from);
    let other = record_of(&asked(&high), &file, &Reading::default(), &Options::default());
    assert_ne!(other.recorded.answer.limits, record.recorded.answer.limits);
}

#[test]
fn a_changed_input_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.txt");
    fs::copy(example(CALCITE), &file).unwrap();
    let identifier = Identifier::embedded().unwrap();
    let record = record_of(&identifier, &file, &Reading::default(), &Options::default());
    repeats(&record, &Originals::default());
    let bytes = fs::read(&file).unwrap();
    for place in [0, bytes.len() / 2, bytes.len() - 1] {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        fs::write(&file, &changed).unwrap();
        let found = blake3::hash(&changed).to_hex().to_string();
        let recorded = record.recorded.inputs[0].file_blake3.clone();
        refused(record.recompute(&Originals::default()), Code::RecordDiffers, &["a.txt", &found, &recorded]);
        let mut from = Originals::default();
        from.files = vec![file.clone(), file.clone()];
        refused(record.recompute(&from), Code::RecordDiffers, &["none of the 2 files", &recorded]);
    }
    fs::remove_file(&file).unwrap();
    refused(record.recompute(&Originals::default()), Code::NoSuchFile, &["a.txt"]);
}

/// Hash and seal are no signature: what was answered is found by answering again.
#[test]
fn what_was_not_answered_is_found_place_by_place() {
    repeats(&forged(&|_| {}), &Originals::default());
    // Another version with the same scores is no difference.
    repeats(
        &forged(&|value| value["recorded"]["software"]["version"] = "9.9.9".into()),
        &Originals::default(),
    );
    let record = forged(&|value| {
        let answer = &mut value["recorded"]["answer"];
        answer["hits"][0]["substance"] = "quartz".into();
        let score = answer["hits"][1]["score"]["value"].as_f64().unwrap().next_up();
        answer["hits"][1]["score"] =
            serde_json::json!({"bits": format!("{:016x}", score.to_bits()), "value": score});
        answer["warnings"].as_array_mut().unwrap().push("made_up".into());
    });
    let again = record.recompute(&Originals::default()).unwrap();
    let places: Vec<&str> = again.differences.iter().map(|difference| difference.pointer.as_str()).collect();
    let last = format!("/answer/warnings/{}", record.recorded.answer.warnings.len() - 1);
    assert_eq!(
        places,
        [
            "/answer/hits/0/substance",
            "/answer/hits/1/score/bits",
            "/answer/hits/1/score/value",
            last.as_str()
        ]
    );
    assert_eq!(again.differences[0].recorded.as_deref(), Some("\"quartz\""));
    assert_eq!(again.differences[0].recomputed.as_deref(), Some("\"calcium-carbonate\""));
    assert_eq!(again.differences[3].recomputed, None);

    let software = forged(&|value| value["recorded"]["software"]["major"] = 77.into());
    refused(software.recompute(&Originals::default()), Code::RecordDiffers, &["scores of kind 77"]);
    let spectrum =
        forged(&|value| value["recorded"]["inputs"][0]["spectrum_blake3"] = "00".repeat(32).into());
    refused(spectrum.recompute(&Originals::default()), Code::RecordDiffers, &["spectrum 1 of it", CALCITE]);
    let library = forged(&|value| value["recorded"]["question"]["library"] = "00".repeat(32).into());
    refused(library.recompute(&Originals::default()), Code::RecordDiffers, &["prepared by the recipe"]);
    for change in [
        &(|value: &mut serde_json::Value| value["recorded"]["question"]["recipe"]["id"] = "0".into())
            as &dyn Fn(&mut serde_json::Value),
        &|value| value["recorded"]["question"]["ranking"] = "guess".into(),
        &|value| value["recorded"]["question"]["libraries"] = serde_json::json!([]),
        &|value| value["recorded"]["inputs"] = serde_json::json!([]),
        &|value| value["recorded"]["inputs"][0]["axis"] = "up".into(),
        &|value| {
            value["recorded"]["question"]["profile"] =
                serde_json::json!({"id": "0", "toml": "schema = 1\n[axis]\n"});
        },
    ] {
        refused(forged(change).recompute(&Originals::default()), Code::BadRecord, &["the record is refused"]);
    }
}

#[test]
fn a_cut_or_changed_record_is_refused_wherever() {
    let text = calcite().to_json().unwrap().into_bytes();
    for len in 0..text.len() {
        refused(AnswerRecord::from_json(&text[..len]), Code::BadRecord, &["cut"]);
    }
    for place in 0..text.len() {
        let mut changed = text.clone();
        changed[place] ^= 1;
        assert_eq!(AnswerRecord::from_json(&changed).unwrap_err().code(), Code::BadRecord, "{place}");
    }
    let with = |old: &str, new: &str| {
        let text = String::from_utf8(text.clone()).unwrap();
        assert!(text.contains(old));
        AnswerRecord::from_json(text.replacen(old, new, 1).as_bytes())
    };
    refused(with("\"schema\":1", "\"schema\":7"), Code::BadRecord, &["schema 7", "reads schema 1"]);
    refused(with("\"written\":\"2023", "\"written\":\"2024"), Code::BadRecord, &["does not match its seal"]);
    refused(with("\"top\":5", "\"top\":6"), Code::BadRecord, &["its content has the hash"]);
    refused(with("\"top\":5", "\"top\": 5"), Code::BadRecord, &["not as it was written"]);
    refused(with("\"top\":5", "\"top\":5,\"top\":5"), Code::BadRecord, &["duplicate field"]);
    refused(with("\"top\":5", "\"top\":5,\"topp\":5"), Code::BadRecord, &["unknown field"]);
    refused(AnswerRecord::from_json(b"800 1\n801 2\n"), Code::BadRecord, &["at byte"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_changed_byte_of_a_record_is_found(place in any::<prop::sample::Index>(), flip in 1u8..=255) {
        let mut text = calcite().to_json().unwrap().into_bytes();
        let place = place.index(text.len());
        text[place] ^= flip;
        prop_assert_eq!(AnswerRecord::from_json(&text).unwrap_err().code(), Code::BadRecord);
    }
}

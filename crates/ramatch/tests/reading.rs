//! Measurements from files of every format: the same spectrum is the same answer, and what was salvaged is never one.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch::io::{self, Form, Options as Allowed};
use ramatch::{Identifier, Library, MeasuredFile, Options, Reading, Report};
use std::path::{Path, PathBuf};

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data/polystyrene-785-bwtek-a.txt")
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../ramatch-io/tests/fixtures").join(name)
}

fn scores(report: &Report) -> Vec<(String, u64)> {
    report.hits.iter().map(|hit| (hit.entry.clone(), hit.score.to_bits())).collect()
}

#[test]
fn the_format_does_not_change_the_answer() {
    let identifier = Identifier::embedded().unwrap();
    let options = Options::default();
    let asked = identifier.identify_file(&example(), &options).unwrap();
    assert_eq!(asked.hits[0].substance, "polystyrene");
    let file = MeasuredFile::read(&example(), Allowed::new()).unwrap();
    assert_eq!(asked.query.blake3, Some(file.hash()));
    let record = file.spectra().unwrap().only().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("a.csv", io::write_csv(&record).unwrap().into_bytes()),
        ("b.whatever", io::write_jcamp(&record, Form::Affn).unwrap().into_bytes()),
        ("c.npz", io::write_npz(&[record]).unwrap()),
    ] {
        let path = folder.path().join(name);
        ramatch::write_atomically(&path, &bytes).unwrap();
        let report = identifier.identify_file(&path, &options).unwrap();
        assert_eq!(scores(&report), scores(&asked), "{name}");
        assert_ne!(report.query.blake3, asked.query.blake3);
    }
}

#[test]
fn what_was_salvaged_is_marked_and_never_an_answer() {
    let identifier = Identifier::embedded().unwrap();
    let text = std::fs::read_to_string(example()).unwrap();
    let broken = text.replacen("\n1900;", "\nbroken here\n1900;", 1);
    assert_ne!(broken, text);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("broken.txt");
    std::fs::write(&path, broken).unwrap();
    assert!(identifier.identify_file(&path, &Options::default()).is_err());
    let mut reading = Reading::default();
    reading.options = Allowed::new().salvage();
    let measurement = ramatch::read_file_with(&path, &reading).unwrap();
    let report = identifier.identify_read(&path, &measurement, &Options::default()).unwrap();
    assert_eq!(report.hits[0].substance, "polystyrene", "it may point a way");
    assert_eq!(report.cannot_decide.as_ref().unwrap().code, "damaged");
    assert_eq!(report.query.damage.len(), 1);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["cannot_decide"]["code"], "damaged");
    assert!(json["query"]["damage"][0].as_str().unwrap().contains("column_missing"));
    // It does not get into a library either.
    let refused = ramatch::read_file(&path).unwrap_err();
    assert_eq!(refused.code().name(), "column_missing");
}

#[test]
fn one_of_several_spectra_has_to_be_named() {
    let path = fixture("link.jdx");
    let error = ramatch::read_file(&path).unwrap_err();
    assert_eq!((error.code().name(), error.path()), ("multiple_blocks", Some(&*path)));
    let mut reading = Reading::default();
    reading.spectrum = Some(2);
    assert_eq!(ramatch::read_file_with(&path, &reading).unwrap().spectrum.as_ref().len(), 20);
    for beyond in [0, 3] {
        reading.spectrum = Some(beyond);
        assert_eq!(ramatch::read_file_with(&path, &reading).unwrap_err().code().name(), "parameter");
    }
}

#[test]
fn wavelengths_need_a_laser_from_the_file_or_the_caller() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nm.csv");
    let rows: String = (0..40).map(|i| format!("{},{}\n", 800 + i, i * i)).collect();
    std::fs::write(&path, format!("Wavelength (nm),Intensity\n{rows}")).unwrap();
    let error = ramatch::read_file(&path).unwrap_err();
    assert_eq!(error.code().name(), "axis_unit_unknown");
    let mut reading = Reading::default();
    reading.given = Some(785.0).into();
    let measurement = ramatch::read_file_with(&path, &reading).unwrap();
    assert!((measurement.spectrum.as_ref().range_cm1().0 - (1e7 / 785.0 - 1e7 / 800.0)).abs() < 1e-2);
    assert_eq!(measurement.metadata.laser_nm, Some(785.0));
}

#[test]
fn infrared_opens_and_is_no_query() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ir.jdx");
    let text = std::fs::read_to_string(fixture("affn.jdx")).unwrap();
    std::fs::write(&path, text.replace("RAMAN SPECTRUM", "INFRARED SPECTRUM")).unwrap();
    let file = MeasuredFile::read(&path, Allowed::new()).unwrap();
    assert_eq!(file.spectra().unwrap().only().unwrap().technique, io::Technique::Infrared);
    assert_eq!(ramatch::read_file(&path).unwrap_err().code().name(), "not_raman");
}

/// Number 37 of the bad inputs: a range too short to be compared.
#[test]
fn n37_a_sliver() {
    let identifier = Identifier::embedded().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sliver.csv");
    let rows: String = (0..60).map(|i| format!("{},{}\n", 200 + i, (i * i) % 37)).collect();
    std::fs::write(&path, rows).unwrap();
    let report = identifier.identify_file(&path, &Options::default()).unwrap();
    assert_eq!((report.cannot_decide.unwrap().code, report.hits.len()), ("coverage", 0));
}

/// Number 36 of the bad inputs: nothing is named by a signal that is constant or cut off at its top.
#[test]
fn n36_flat_and_saturated() {
    let identifier = Identifier::embedded().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let answer = |name: &str, row: &dyn Fn(&str, f64) -> f64| {
        let text = std::fs::read_to_string("../../examples/data/calcite-785-horiba-b.txt").unwrap();
        let rows: String = text
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(x, y)| Some((x, y.trim().parse::<f64>().ok()?)))
            .map(|(x, y)| format!("{x}\t{}\n", row(x, y)))
            .collect();
        let path = folder.path().join(name);
        std::fs::write(&path, rows).unwrap();
        identifier.identify_file(&path, &Options::default()).unwrap()
    };
    let whole = answer("whole.txt", &|_, y| y);
    assert_eq!((whole.cannot_decide, whole.hits[0].substance.as_str()), (None, "calcium carbonate"));
    let saturated = answer("saturated.txt", &|_, y| y.min(1250.0));
    assert_eq!(saturated.cannot_decide.unwrap().code, "saturated");
    for (name, value) in [("zero.txt", 0.0), ("constant.txt", 500.0)] {
        let flat = answer(name, &|_, _| value);
        assert_eq!((flat.cannot_decide.unwrap().code, flat.hits.len()), ("flat", 0));
        assert!(flat.warnings.iter().any(|warning| warning.text.contains("equal")));
    }
}

/// Number 40 of the bad inputs, as far as nothing is signed: a library is loaded whole or not at all.
#[test]
fn n40_library_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.rsl");
    let whole = Library::embedded().unwrap().bytes().to_vec();
    let code = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        Library::read(&path).map(|_| "read").unwrap_or_else(|error| error.code().name())
    };
    assert_eq!(code(&whole), "read");
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    assert_eq!(code(&flipped), "hash_mismatch");
    assert_eq!(code(&whole[..whole.len() - 4096]), "truncated");
    assert_eq!(code(&[&whole[..], b"and more"].concat()), "truncated");
    assert_eq!(code(b"RSL"), "bad_magic");
}

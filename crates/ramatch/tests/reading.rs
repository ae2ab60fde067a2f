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
    assert_eq!(report.cannot_decide().unwrap().code, "damaged");
    assert_eq!(report.query.damage.len(), 1);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["verdict"]["reason"]["code"], "damaged");
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
    assert_eq!((report.cannot_decide().unwrap().code, report.hits.len()), ("coverage", 0));
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
    assert_eq!((whole.cannot_decide(), whole.hits[0].substance.as_str()), (None, "calcium carbonate"));
    let saturated = answer("saturated.txt", &|_, y| y.min(1250.0));
    assert_eq!(saturated.cannot_decide().unwrap().code, "saturated");
    for (name, value) in [("zero.txt", 0.0), ("constant.txt", 500.0)] {
        let flat = answer(name, &|_, _| value);
        assert_eq!((flat.cannot_decide().unwrap().code, flat.hits.len()), ("flat", 0));
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

/// Numbers that a program hands over are Raman shifts by its word; where they cannot be compared, it is said what they look like.
#[test]
fn wavelengths_that_were_handed_over_as_shifts_are_suspected() {
    let spectrum = |first: f32, step: f32| {
        let x: Vec<f32> = (0..200).map(|i| first + step * i as f32).collect();
        let y = x.iter().map(|x| 100.0 + 900.0 / (1.0 + (x - 880.0) * (x - 880.0))).collect();
        ramatch::Spectrum::new(x, y).unwrap()
    };
    let identifier = Identifier::embedded().unwrap();
    let report = identifier.identify(&spectrum(800.0, 1.0), &Options::default()).unwrap();
    assert_eq!(report.cannot_decide().unwrap().code, "coverage");
    assert!(
        report.warnings.iter().any(|w| w.code == "axis" && w.text.contains("nm")),
        "{:?}",
        report.warnings
    );
    let report = identifier.identify(&spectrum(2000.0, 1.0), &Options::default()).unwrap();
    assert!(report.warnings.is_empty(), "{:?}", report.warnings);
}

/// What a file does not say of its technique stays open, and the doubt reaches the result.
#[test]
fn absorbance_over_wavenumbers_is_wondered_about() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("who-knows.jdx");
    let rows: String = (0..60).map(|i| format!("{} {}\n", 400 + 20 * i, 10 + (i * 7919) % 97)).collect();
    let text = format!(
        "##TITLE=x\n##JCAMP-DX=4.24\n##XUNITS=1/CM\n##YUNITS=ABSORBANCE\n##FIRSTX=400\n##LASTX=1580\n##NPOINTS=60\n##XFACTOR=1\n\
         ##YFACTOR=1\n##XYDATA=(X++(Y..Y))\n{rows}##END=\n"
    );
    std::fs::write(&path, &text).unwrap();
    let report = Identifier::embedded().unwrap().identify_file(&path, &Options::default()).unwrap();
    assert!(
        report.warnings.iter().any(|w| w.text.contains("may be an infrared spectrum")),
        "{:?}",
        report.warnings
    );
    // Said, it is no Raman spectrum; with a word for Raman, nobody wonders.
    for (said, code) in
        [("INFRARED SPECTRUM", Some("not_raman")), ("XRD", Some("not_raman")), ("RAMAN SPECTRUM", None)]
    {
        std::fs::write(&path, text.replacen("##XUNITS", &format!("##DATA TYPE={said}\n##XUNITS"), 1))
            .unwrap();
        let asked = ramatch::read_file(&path);
        assert_eq!(asked.as_ref().err().map(|error| error.code().name()), code, "{said}");
        assert!(asked.is_err() || asked.unwrap().metadata.warnings.is_empty(), "{said}");
    }
}

/// A manifest says what a file's axis is, where the file does not; a list of peaks is no reference; doubts stay with the entry.
#[test]
fn references_of_files_that_say_little() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let curve = |nm: bool| -> String {
        let shift = |i: usize| 300.0 + 2.0 * i as f64;
        let y = |x: f64| {
            100.0 + 900.0 / (1.0 + (x - 1000.0).powi(2) / 25.0) + 500.0 / (1.0 + (x - 620.0).powi(2) / 25.0)
        };
        let axis = |x: f64| if nm { 1e7 / (1e7 / 785.0 - x) } else { x };
        (0..700).map(|i| format!("{:.4}\t{:.3}\n", axis(shift(i)), y(shift(i)))).collect()
    };
    put("nm.txt", &curve(true));
    put("plain.txt", &curve(false));
    put(
        "peaks.txt",
        &(0..20)
            .map(|i| format!("{}\t{}\n", 300 + 40 * i + (i * i * 7) % 31, (i * 37) % 19))
            .collect::<String>(),
    );
    put(
        "names.csv",
        "file,name,laser_nm,axis\nnm.txt,first,785,nm\nnm.txt,second,785,\nplain.txt,third,785,\npeaks.txt,fourth,,\nplain.txt,fifth,,sideways\n",
    );
    let mut builder =
        ramatch::LibraryBuilder::new(&ramatch::Recipe::FINGERPRINT, ramatch::Storage::new(), folder.path())
            .unwrap();
    let mut defaults = ramatch::Defaults::new("lab");
    defaults.licence = "MIT".into();
    let imported =
        builder.import(folder.path(), &folder.path().join("names.csv"), &defaults, &mut |_, _| {}).unwrap();
    let refused: Vec<(usize, &str)> =
        imported.refused.iter().map(|(line, _, error)| (*line, error.code().name())).collect();
    assert_eq!(imported.added.len(), 2, "{refused:?}");
    assert_eq!(refused, [(3, "axis_unit_unknown"), (5, "unsupported"), (6, "bad_field")]);
}

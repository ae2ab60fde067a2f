//! Small files on which a reader or the matcher was once wrong, each with its right answer: numbers, axis, and the best substance.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch::io::{Given, GivenAxis, Quantity, Record};
use ramatch::{Identifier, MeasuredFile, Options, Reading, Report};
use std::path::{Path, PathBuf};

fn path(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
    assert!(path.is_file(), "{}", path.display());
    path
}

fn records_with(name: &str, options: ramatch::io::Options) -> Vec<Record> {
    let file = MeasuredFile::read(&path(name), options).unwrap();
    file.spectra().unwrap().collect::<Result<_, _>>().unwrap()
}

fn records(name: &str) -> Vec<Record> {
    records_with(name, ramatch::io::Options::new())
}

fn ends(record: &Record) -> (f64, f64) {
    (record.x[0], record.x[record.x.len() - 1])
}

/// 734 points from 200 to 2399, as most of the files hold.
fn assert_whole(record: &Record) {
    let (first, last) = ends(record);
    let (low, high) = (first.min(last), first.max(last));
    assert_eq!(record.x.len(), 734);
    assert!((low - 200.0).abs() < 1e-6 && (high - 2399.0).abs() < 1e-6, "{low} to {high}");
    let brightest = record.y.iter().copied().fold(0.0, f64::max);
    assert!((brightest - 5196.026).abs() < 0.05, "{brightest}");
}

fn identifier() -> Identifier {
    Identifier::embedded().unwrap()
}

fn identify_with(name: &str, given: Given) -> Result<Report, ramatch::Error> {
    let mut reading = Reading::default();
    reading.given = given;
    let path = path(name);
    identifier().identify_read(&path, &ramatch::read_file_with(&path, &reading)?, &Options::default())
}

fn assert_polystyrene(report: &Report) {
    assert_eq!(report.cannot_decide(), None);
    assert_eq!(report.hits[0].substance, "polystyrene");
}

/// The best substance of every spectrum of a file.
fn best_of_each(name: &str, given: Given) -> Vec<String> {
    let asked = |record: Record| {
        let measurement = record.into_measurement(given).unwrap();
        let report = identifier().identify_record(&measurement, &Options::default()).unwrap();
        report.hits[0].substance.clone()
    };
    records(name).into_iter().map(asked).collect()
}

fn refusal(name: &str, given: Given) -> ramatch::Error {
    identify_with(name, given).map(|report| report.hits.first().map(|hit| hit.substance.clone())).unwrap_err()
}

fn has_warning(record: &Record, word: &str) {
    let warnings = &record.metadata.warnings;
    assert!(warnings.iter().any(|text| text.contains(word)), "{warnings:?}");
}

const LASER: Given = Given::new().laser_nm(785.0);

#[test]
fn c01_calibration_units_of_winspec() {
    let record = records("01-spe2-unit-code-nm/winspec.spe").remove(0);
    assert_eq!((record.quantity, record.metadata.laser_nm), (Quantity::WavelengthNm, Some(785.0)));
    let (first, last) = ends(&record);
    assert!((first - 799.19).abs() < 0.01 && (last - 987.27).abs() < 0.01, "{first} to {last}");
    let shifted = record.into_shifted(None).unwrap();
    let (first, last) = ends(&shifted);
    assert!((first - 226.0).abs() < 1.0 && (last - 2610.0).abs() < 1.0, "{first} to {last}");
    assert_polystyrene(&identify_with("01-spe2-unit-code-nm/winspec.spe", Given::new()).unwrap());
}

#[test]
fn c03_every_pair_has_its_own_axis() {
    let read = records("03-pairs-of-columns-own-axes/two.csv");
    assert_eq!(read.iter().map(ends).collect::<Vec<_>>(), [(200.0, 2399.0), (500.0, 2699.0)]);
    assert_eq!(best_of_each("03-pairs-of-columns-own-axes/two.csv", Given::new()), ["polystyrene"; 2]);
}

#[test]
fn c05_units_count_in_maps() {
    let read = records("05-labspec-map-in-nm/map.txt");
    assert_eq!(read.len(), 6);
    for record in read {
        assert_eq!((record.quantity, record.metadata.laser_nm), (Quantity::WavelengthNm, Some(405.0)));
        let shift = record.raman_shift(None).unwrap();
        assert!((shift[0] + 15_310.0).abs() < 5.0 && (shift[shift.len() - 1] - 15_168.0).abs() < 5.0);
    }
}

#[test]
fn c07_ocean_writes_wavelengths() {
    let error = refusal("07-ocean-text-without-axis-name/diode.txt", Given::new());
    assert_eq!(error.code().name(), "axis_unit_unknown");
    assert_eq!(records("07-ocean-text-without-axis-name/diode.txt")[0].quantity, Quantity::WavelengthNm);
}

#[test]
fn c08_a_laser_that_is_given_is_not_ignored() {
    let name = "08-laser-stated-but-axis-unnamed/unnamed.txt";
    let error = refusal(name, LASER);
    assert_eq!(error.code().name(), "axis_unit_unknown");
    assert!(error.to_string().contains("--axis shift"), "{error}");
    let report = identify_with(name, LASER.axis(GivenAxis::Nm)).unwrap();
    assert_polystyrene(&report);
    let (first, last) = report.query.range_cm1;
    assert!((first - 81.0).abs() < 1.0 && (last - 2739.0).abs() < 1.0, "{first} to {last}");
}

#[test]
fn c09_an_axis_of_energies() {
    let error = refusal("09-axis-in-ev/xps.csv", LASER);
    assert_eq!(error.code().name(), "axis_unit_unknown");
    assert!(error.to_string().contains("Binding Energy (eV)"), "{error}");
}

#[test]
fn c11_micrometres() {
    let name = "11-wavelength-in-micrometres/um.txt";
    assert_polystyrene(&identify_with(name, LASER).unwrap());
    let shifted = records(name).remove(0).into_shifted(LASER).unwrap();
    let (first, last) = ends(&shifted);
    assert!((first - 200.0).abs() < 0.01 && (last - 2399.0).abs() < 0.01, "{first} to {last}");
}

#[test]
fn c13_another_minus() {
    let record = records("13-unicode-minus/antistokes.txt").remove(0);
    assert_eq!((record.x.len(), ends(&record)), (1000, (-600.0, 2397.0)));
}

#[test]
fn c16_a_list_of_peaks() {
    let name = "16-peak-list/peaks.csv";
    let report = identify_with(name, Given::new()).unwrap();
    assert_eq!((report.cannot_decide().unwrap().code, report.hits.len()), ("peak_list", 0));
    let report =
        identifier().identify_peaks_file(&path(name), &Reading::default(), &Options::default()).unwrap();
    assert_polystyrene(&report);
    assert_eq!((report.warnings.iter().filter(|w| w.code == "peaks").count(), report.query.points), (1, 16));
}

#[test]
fn c17_places_of_evenly_spaced_spectra() {
    let read = records("17-spc-even-z/depth.spc");
    let z: Vec<f64> = read.iter().map(|record| record.position.unwrap().z.unwrap()).collect();
    assert_eq!(z, [10.0, 12.5, 15.0, 17.5, 20.0]);
    assert!(read.iter().all(|record| record.position.unwrap().x.is_none()));
}

#[test]
fn c20_to_c36_tables_as_people_write_them() {
    for name in [
        "20-header-of-column-numbers/frame.csv",
        "21-labspec-last-header-line/single.txt",
        "31-trailing-tabs/tabs.txt",
        "32-quoted-decimal-comma/quoted.csv",
        "34-columns-in-the-other-order/swapped.txt",
        "36-spectrum-in-two-rows/rows.csv",
        "44-nul-padding-and-ctrl-z/ctrlz.txt",
        "44-nul-padding-and-ctrl-z/padded.txt",
        "27-zip-from-a-mac/mac.zip",
    ] {
        let read = records(name);
        assert_eq!(read.len(), 1, "{name}");
        assert_whole(&read[0]);
        assert_polystyrene(&identify_with(name, Given::new()).unwrap());
    }
    let labspec = records("21-labspec-last-header-line/single.txt").remove(0);
    assert_eq!(
        (labspec.x_unit.as_str(), labspec.y_unit.as_str(), labspec.metadata.laser_nm),
        ("", "", Some(785.0))
    );
    has_warning(&records("20-header-of-column-numbers/frame.csv")[0], "counts the columns");
    has_warning(&records("44-nul-padding-and-ctrl-z/ctrlz.txt")[0], "end-of-file");
    has_warning(&records("44-nul-padding-and-ctrl-z/padded.txt")[0], "zero bytes");
}

#[test]
fn c22_a_scan_that_repeats_abscissas() {
    let name = "22-extended-scan-repeats-an-x/extended.txt";
    assert_eq!(records(name)[0].x.len(), 736, "kept as measured");
    let report = identify_with(name, Given::new()).unwrap();
    assert_polystyrene(&report);
    assert_eq!(report.query.points, 734);
    assert!(report.warnings.iter().any(|w| w.code == "reader" && w.text.contains("2 abscissas stand twice")));
}

#[test]
fn c23_c25_tables_of_several_spectra() {
    for name in ["23-table-without-names/table.txt", "25-witec-table-with-labels-only/label.txt"] {
        let read = records(name);
        assert_eq!(read.len(), 4, "{name}");
        assert!(read.iter().all(|record| ends(record) == (200.0, 2399.0)), "{name}");
        has_warning(&read[0], "was taken for that of 4 spectra");
        assert_eq!(best_of_each(name, Given::new()), ["polystyrene"; 4]);
    }
    let witec = records("25-witec-table-with-labels-only/label.txt");
    assert_eq!(witec[0].title, "Map_001_Spec.Data 1_F(0/0)");
    let places: Vec<_> = witec.iter().map(|record| record.position.unwrap()).map(|p| (p.x, p.y)).collect();
    assert_eq!(places, [0.0, 1.0, 2.0, 3.0].map(|x| (Some(x), Some(0.0))));
}

#[test]
fn c26_particles() {
    let name = "26-truematch-two-particles/particles.txt";
    let read = records(name);
    assert_eq!(
        read.iter().map(|record| record.title.as_str()).collect::<Vec<_>>(),
        ["Particle 1", "Particle 2"]
    );
    assert!(read.iter().all(|r| r.quantity == Quantity::WavelengthNm && r.metadata.laser_nm == Some(532.0)));
    assert_eq!(best_of_each(name, Given::new()), ["polystyrene"; 2]);
}

#[test]
fn c29_decimal_commas_of_jcamp() {
    let name = "29-jcamp-decimal-comma-pairs/comma.jdx";
    assert_whole(&records_with(name, ramatch::io::Options::new().decimal_comma())[0]);
    let error = refusal(name, Given::new());
    assert!(error.to_string().contains("--decimal-comma"), "{error}");
}

#[test]
fn c35_one_spectrum_below_the_other() {
    let name = "35-long-time-series/series.txt";
    let read = records(name);
    assert_eq!(read.iter().map(|record| record.title.as_str()).collect::<Vec<_>>(), ["0", "5", "10"]);
    assert!(read.iter().all(|record| record.x[0] == 2399.0 && record.x.len() == 367));
    assert_eq!(best_of_each(name, Given::new()), ["polystyrene"; 3]);
}

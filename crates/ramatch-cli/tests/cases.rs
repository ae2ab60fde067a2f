//! The small files with right answers of `ramatch`'s own tests, asked at the terminal: what `info` says that they hold, what
//! `identify` answers and with which exit code, what `convert --shift` and `preprocess` write.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn ramatch(args: &[&str]) -> Output {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ramatch/tests/cases");
    Command::new(env!("CARGO_BIN_EXE_ramatch")).args(args).current_dir(cases).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn json(args: &[&str]) -> (Option<i32>, Value) {
    let output = ramatch(args);
    let said = text(&output.stderr);
    let json = serde_json::from_slice(&output.stdout);
    (output.status.code(), json.unwrap_or_else(|error| panic!("{args:?}: {error}: {said}")))
}

fn place(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

/// What `info` says of the spectra of a file.
fn held(file: &str, more: &[&str]) -> Vec<Value> {
    let (exit, json) = json(&[&["info", "--json", file], more].concat());
    assert_eq!((exit, json["errors"].as_array().unwrap().len()), (Some(0), 0), "{file}");
    json["files"][0]["spectra"].as_array().unwrap().clone()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

fn near(a: f64, b: f64, within: f64) -> bool {
    (a - b).abs() <= within
}

/// A file with what a reader is told of it, what its spectra are, and what their axes are.
type Row<'a> = (&'a str, &'a [&'a str], &'a str, &'a [(usize, f64, f64)], Option<f64>);

/// The axis of nearly all files: 734 points, 3 cm⁻¹ apart.
const WHOLE: (usize, f64, f64) = (734, 200.0, 2399.0);
const FALLS: (usize, f64, f64) = (367, 2399.0, 203.0);
/// Particles: 200 to 2399 cm⁻¹ from 532 nm.
const GREEN: (usize, f64, f64) = (734, 537.721_355, 609.830_6);

const SPE: &str = "01-spe2-unit-code-nm/winspec.spe";
const PAIRS: &str = "03-pairs-of-columns-own-axes/two.csv";
const MAP: &str = "05-labspec-map-in-nm/map.txt";
const OCEAN: &str = "07-ocean-text-without-axis-name/diode.txt";
const UNNAMED: &str = "08-laser-stated-but-axis-unnamed/unnamed.txt";
const ENERGIES: &str = "09-axis-in-ev/xps.csv";
const MICROMETRES: &str = "11-wavelength-in-micrometres/um.txt";
const MINUS: &str = "13-unicode-minus/antistokes.txt";
const EVEN: &str = "15-preprocess-moves-an-even-axis/si.csv";
const PEAKS: &str = "16-peak-list/peaks.csv";
const DEPTH: &str = "17-spc-even-z/depth.spc";
const SPIKE: &str = "19-despike-where-most-steps-are-zero/lowcount.csv";
const NUMBERED: &str = "20-header-of-column-numbers/frame.csv";
const LABSPEC: &str = "21-labspec-last-header-line/single.txt";
const EXTENDED: &str = "22-extended-scan-repeats-an-x/extended.txt";
const TABLE: &str = "23-table-without-names/table.txt";
const LABELS: &str = "25-witec-table-with-labels-only/label.txt";
const PARTICLES: &str = "26-truematch-two-particles/particles.txt";
const MAC: &str = "27-zip-from-a-mac/mac.zip";
const COMMA: &str = "29-jcamp-decimal-comma-pairs/comma.jdx";
const TABS: &str = "31-trailing-tabs/tabs.txt";
const QUOTED: &str = "32-quoted-decimal-comma/quoted.csv";
const SWAPPED: &str = "34-columns-in-the-other-order/swapped.txt";
const SERIES: &str = "35-long-time-series/series.txt";
const ROWS: &str = "36-spectrum-in-two-rows/rows.csv";
const CTRL_Z: &str = "44-nul-padding-and-ctrl-z/ctrlz.txt";
const PADDED: &str = "44-nul-padding-and-ctrl-z/padded.txt";

#[test]
fn info_says_points_axis_and_laser() {
    const SHIFT: &str = "raman_shift";
    const NM: &str = "wavelength_nm";
    const UNKNOWN: &str = "unknown";
    let rows: &[Row<'_>] = &[
        (SPE, &[], NM, &[(1024, 799.19, 987.27)], Some(785.0)),
        (PAIRS, &[], "wavenumber", &[WHOLE, (734, 500.0, 2699.0)], None),
        (MAP, &[], NM, &[(500, 250.0, 1050.0); 6], Some(405.0)),
        (OCEAN, &[], NM, &[(1024, 340.0, 1025.0)], None),
        (UNNAMED, &[], UNKNOWN, &[(1024, 790.0, 1000.0)], None),
        (ENERGIES, &[], "other", &[(1200, 1199.0, 0.0)], None),
        (MICROMETRES, &[], "wavelength_um", &[(734, 0.797_521_08, 0.967_131_69)], None),
        (MINUS, &[], UNKNOWN, &[(1000, -600.0, 2397.0)], None),
        (EVEN, &[], SHIFT, &[(900, 100.0, 999.0)], None),
        (PEAKS, &[], UNKNOWN, &[(16, 620.9, 3054.3)], None),
        (NUMBERED, &[], UNKNOWN, &[WHOLE], None),
        (LABSPEC, &[], UNKNOWN, &[WHOLE], Some(785.0)),
        (EXTENDED, &[], "wavenumber", &[(736, 2399.0, 200.0)], None),
        (TABLE, &[], UNKNOWN, &[WHOLE; 4], None),
        (LABELS, &[], UNKNOWN, &[WHOLE; 4], None),
        (PARTICLES, &[], NM, &[GREEN; 2], Some(532.0)),
        (MAC, &[], UNKNOWN, &[WHOLE], None),
        (COMMA, &["--decimal-comma"], "wavenumber", &[WHOLE], None),
        (TABS, &[], UNKNOWN, &[WHOLE], None),
        (QUOTED, &[], SHIFT, &[WHOLE], None),
        (SWAPPED, &[], SHIFT, &[WHOLE], None),
        (SERIES, &[], UNKNOWN, &[FALLS; 3], None),
        (ROWS, &[], UNKNOWN, &[WHOLE], None),
        (CTRL_Z, &[], UNKNOWN, &[WHOLE], None),
        (PADDED, &[], SHIFT, &[WHOLE], None),
    ];
    for (file, more, axis, spectra, laser) in rows {
        let read = held(file, more);
        assert_eq!(read.len(), spectra.len(), "{file}");
        for (one, (points, first, last)) in read.iter().zip(*spectra) {
            let said = (number(&one["first"]), number(&one["last"]));
            // What is stated has five or six digits.
            assert!(
                near(said.0, *first, 1e-5 * first.abs()) && near(said.1, *last, 1e-5 * last.abs()),
                "{file}: {said:?}"
            );
            assert_eq!(
                (one["axis"].as_str(), one["points"].as_u64()),
                (Some(*axis), Some(*points as u64)),
                "{file}"
            );
            assert_eq!(one["laser_nm"].as_f64(), *laser, "{file}");
        }
    }
}

#[test]
fn info_says_titles_positions_and_what_is_wondered_about() {
    let titles: &[(&str, &[&str])] = &[
        (PARTICLES, &["Particle 1", "Particle 2"]),
        (SERIES, &["0", "5", "10"]),
        (
            LABELS,
            &[
                "Map_001_Spec.Data 1_F(0/0)",
                "Map_001_Spec.Data 1_F(1/0)",
                "Map_001_Spec.Data 1_F(2/0)",
                "Map_001_Spec.Data 1_F(3/0)",
            ],
        ),
    ];
    for (file, titles) in titles {
        let read = held(file, &[]);
        assert_eq!(read.iter().map(|one| one["title"].as_str().unwrap()).collect::<Vec<_>>(), *titles);
    }
    let places: &[(&str, &str)] = &[
        (
            DEPTH,
            "[null,null,10.0,null] [null,null,12.5,null] [null,null,15.0,null] [null,null,17.5,null] [null,null,20.0,null]",
        ),
        (LABELS, "[0.0,0.0,null,null] [1.0,0.0,null,null] [2.0,0.0,null,null] [3.0,0.0,null,null]"),
    ];
    for (file, places) in places {
        let read: Vec<String> = held(file, &[]).iter().map(|one| one["position"].to_string()).collect();
        assert_eq!(read.join(" "), *places, "{file}");
    }
    let wondered = [
        (NUMBERED, "counts the columns"),
        (TABLE, "was taken for that of 4 spectra"),
        (LABELS, "was taken for that of 4 spectra"),
        (CTRL_Z, "end-of-file"),
        (PADDED, "zero bytes"),
    ];
    for (file, part) in wondered {
        let warnings = held(file, &[])[0]["warnings"].clone();
        assert!(
            warnings.as_array().unwrap().iter().any(|text| text.as_str().unwrap().contains(part)),
            "{file}"
        );
        assert!(text(&ramatch(&["info", file]).stdout).contains(part), "{file}");
    }
    // The last line of a header names no column.
    let labspec = held(LABSPEC, &[]);
    assert_eq!((labspec[0]["axis_unit"].as_str(), labspec[0]["unit"].as_str()), (Some(""), Some("")));
    // Decimal commas are named where they are not expected.
    let output = ramatch(&["info", COMMA]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--decimal-comma"), "{}", text(&output.stderr));
}

/// The exit code of `identify`, and what it answers: the best substance, or the code of why there is none.
fn answer(file: &str, more: &[&str]) -> (i32, String) {
    let (exit, json) = json(&[&["identify", "--json", "--top", "1", file], more].concat());
    let result = &json["results"][0];
    let said =
        [&json["errors"][0]["error"], &result["cannot_decide"]["code"], &result["hits"][0]["substance"]];
    (exit.unwrap(), said.into_iter().find_map(Value::as_str).unwrap_or_default().to_owned())
}

const LASER: &[&str] = &["--laser", "785"];
const NM: &[&str] = &["--laser", "785", "--axis", "nm"];

#[test]
fn identify_answers_and_ends_with_its_exit_code() {
    let polystyrene: &[(&str, &[&str])] = &[
        (SPE, &[]),
        (UNNAMED, NM),
        (MICROMETRES, LASER),
        (PEAKS, &["--peaks"]),
        (NUMBERED, &[]),
        (LABSPEC, &[]),
        (EXTENDED, &[]),
        (MAC, &[]),
        (COMMA, &["--decimal-comma"]),
        (TABS, &[]),
        (TABS, &["--axis", "shift"]),
        (QUOTED, &[]),
        (SWAPPED, &[]),
        (SWAPPED, &["--axis", "shift"]),
        (ROWS, &[]),
        (CTRL_Z, &[]),
        (PADDED, &[]),
    ];
    for (file, more) in polystyrene {
        assert_eq!(answer(file, more), (0, "polystyrene".to_owned()), "{file} {more:?}");
        // One of one.
        if !more.contains(&"--peaks") {
            assert_eq!(answer(file, &[*more, &["--spectrum", "1"]].concat()).0, 0, "{file}");
        }
    }
    for (file, count) in [(PAIRS, 2), (TABLE, 4), (LABELS, 4), (PARTICLES, 2), (SERIES, 3)] {
        assert_eq!(answer(file, &[]), (2, "multiple_blocks".to_owned()), "{file}");
        for spectrum in 1..=count {
            let spectrum = spectrum.to_string();
            assert_eq!(answer(file, &["--spectrum", &spectrum]), (0, "polystyrene".to_owned()), "{file}");
        }
        let beyond = (count + 1).to_string();
        assert_eq!(answer(file, &["--spectrum", &beyond]), (2, "parameter".to_owned()), "{file}");
    }
    let undecided: &[(&str, &[&str], &str)] = &[(UNNAMED, &[], "coverage"), (PEAKS, &[], "peak_list")];
    for (file, more, code) in undecided {
        assert_eq!(answer(file, more), (3, (*code).to_owned()), "{file} {more:?}");
    }
    let refused: &[(&str, &[&str], &str)] = &[
        (OCEAN, &[], "axis_unit_unknown"),
        (UNNAMED, LASER, "axis_unit_unknown"),
        (UNNAMED, &["--axis", "nm"], "axis_unit_unknown"),
        (UNNAMED, &["--axis", "absolute"], "axis_unit_unknown"),
        (ENERGIES, &[], "axis_unit_unknown"),
        (ENERGIES, LASER, "axis_unit_unknown"),
        (MICROMETRES, &[], "axis_unit_unknown"),
        (PAIRS, &["--spectrum", "1", "--axis", "absolute"], "axis_unit_unknown"),
        // What a file states is not overruled.
        (SPE, &["--axis", "shift"], "parameter"),
        (SPE, &["--axis", "absolute"], "parameter"),
        (MAP, &["--spectrum", "1", "--axis", "shift"], "parameter"),
        (PARTICLES, &["--spectrum", "2", "--axis", "shift"], "parameter"),
        (MICROMETRES, &["--axis", "shift"], "parameter"),
        (MICROMETRES, &["--axis", "absolute", "--laser", "785"], "parameter"),
        (SWAPPED, NM, "parameter"),
        (SWAPPED, &["--axis", "absolute", "--laser", "785"], "parameter"),
        (ENERGIES, &["--axis", "shift"], "parameter"),
        (ENERGIES, NM, "parameter"),
        (EVEN, NM, "parameter"),
        (COMMA, &["--decimal-comma", "--axis", "nm", "--laser", "785"], "parameter"),
        (PAIRS, &["--spectrum", "1", "--axis", "nm", "--laser", "785"], "parameter"),
        (DEPTH, &["--spectrum", "6"], "parameter"),
    ];
    for (file, more, code) in refused {
        assert_eq!(answer(file, more), (2, (*code).to_owned()), "{file} {more:?}");
    }
    // Neither silicon nor any other substance of the library.
    let laser_beam = answer(OCEAN, &["--laser", "532"]);
    assert_ne!(laser_beam.0, 0, "{laser_beam:?}");
    let film = answer(MAP, &["--spectrum", "1"]);
    assert_ne!(film.1, "silicon");
}

#[test]
fn identify_says_what_was_done() {
    let reports = |args: &[&str]| {
        let (exit, json) = json(&[&["identify", "--json", "--top", "1"], args].concat());
        assert_eq!(exit, Some(0), "{args:?}");
        json["results"][0].clone()
    };
    let extended = reports(&[EXTENDED]);
    assert_eq!(extended["query"]["points"], 734);
    assert!(extended["warnings"].to_string().contains("2 abscissas stand twice"), "{extended}");
    let peaks = reports(&["--peaks", PEAKS]);
    assert_eq!(
        (peaks["query"]["points"].as_u64(), &peaks["warnings"][0]["code"]),
        (Some(16), &"peaks".into())
    );
    assert!(text(&ramatch(&["identify", "--peaks", PEAKS]).stdout).contains("warning[peaks]"));
    assert_eq!(ramatch(&["identify", "--peaks", "--shots", PEAKS]).status.code(), Some(2));
    let said = text(&ramatch(&["identify", PEAKS]).stdout);
    assert!(said.contains("cannot decide[peak_list]") && said.contains("--peaks"), "{said}");
    // The way out is said.
    for (file, more, parts) in [
        (UNNAMED, LASER, ["axis: nm or shift", "785"]),
        (UNNAMED, &["--axis", "nm"][..], ["a wavelength", "laser"]),
        (OCEAN, &[], ["a wavelength", "laser"]),
        (ENERGIES, LASER, ["Binding Energy (eV)", "Raman shift in cm⁻¹ is needed"]),
        (SPE, &["--axis", "shift"], ["is not overruled", "\"shift\""]),
        (SERIES, &[], ["3 spectra", "say which"]),
    ] {
        let output = ramatch(&[&["identify", file], more].concat());
        let said = text(&output.stderr);
        assert!(output.stdout.is_empty() && said.contains(file), "{said}");
        assert!(parts.iter().all(|part| said.contains(part)), "{said}");
    }
}

/// A file with what is given, and the ends of what its spectra become.
type Converted<'a> = (&'a str, &'a [&'a str], &'a [(f64, f64)]);

/// The ends of what is written, once it is read again.
fn converted(file: &str, more: &[&str]) -> Vec<(f64, f64)> {
    let folder = tempfile::tempdir().unwrap();
    let output = ramatch(&[&["convert", "--shift", file, "-o", &place(&folder, "made.csv")], more].concat());
    assert_eq!(output.status.code(), Some(0), "{file}: {}", text(&output.stderr));
    let mut made: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    made.sort();
    let ends = |path: &std::path::PathBuf| {
        let csv = std::fs::read_to_string(path).unwrap();
        assert!(csv.contains("Raman shift (cm-1)"), "{file}: {csv}");
        let read = held(path.to_str().unwrap(), &[]).remove(0);
        assert_eq!(read["axis"], "raman_shift", "{file}");
        (number(&read["first"]), number(&read["last"]))
    };
    made.iter().map(ends).collect()
}

#[test]
fn convert_shift_writes_raman_shifts() {
    // The answers were computed apart: 10⁷ / laser − 10⁷ / wavelength.
    let rows: &[Converted<'_>] = &[
        (SPE, &[], &[(226.185, 2609.9)]),
        (MAP, &[], &[(-15_308.64, 15_167.55); 6]),
        (UNNAMED, NM, &[(80.62, 2738.85)]),
        (MICROMETRES, LASER, &[(200.0, 2399.0)]),
        (PARTICLES, &[], &[(200.0, 2399.0); 2]),
        (OCEAN, &["--laser", "520"], &[(-10_180.995, 9474.672)]),
        (PAIRS, &[], &[(200.0, 2399.0), (500.0, 2699.0)]),
        (MINUS, &[], &[(-600.0, 2397.0)]),
        (COMMA, &["--decimal-comma"], &[(200.0, 2399.0)]),
        (SERIES, &[], &[(2399.0, 203.0); 3]),
        (TABS, &["--axis", "shift"], &[(200.0, 2399.0)]),
    ];
    for (file, more, expected) in rows {
        let made = converted(file, more);
        assert_eq!(made.len(), expected.len(), "{file}");
        for (made, expected) in made.iter().zip(*expected) {
            assert!(near(made.0, expected.0, 0.2) && near(made.1, expected.1, 0.2), "{file}: {made:?}");
        }
    }
}

#[test]
fn convert_refuses_what_it_cannot_heed() {
    let folder = tempfile::tempdir().unwrap();
    let into = place(&folder, "made.csv");
    let rows: &[(&str, &[&str], &str)] = &[
        // Without --shift nothing becomes a shift.
        (MICROMETRES, LASER, "--shift"),
        (UNNAMED, NM, "--shift"),
        (TABS, &["--axis", "shift"], "--shift"),
        (SPE, &["--shift", "--axis", "shift"], "is not overruled"),
        (SWAPPED, &["--shift", "--axis", "nm", "--laser", "785"], "is not overruled"),
    ];
    for (file, more, part) in rows {
        let output = ramatch(&[&["convert", file, "-o", &into], *more].concat());
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{file} {more:?}: {said}");
        assert!(said.contains("error[parameter]") && said.contains(part), "{file}: {said}");
        assert!(!Path::new(&into).exists(), "{file}");
    }
    for (file, more) in [(MICROMETRES, &[][..]), (OCEAN, &[]), (UNNAMED, LASER), (ENERGIES, LASER)] {
        let output = ramatch(&[&["convert", "--shift", file, "-o", &into], more].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("error[axis_unit_unknown]"), "{}", text(&output.stderr));
        assert!(!Path::new(&into).exists(), "{file}");
    }
}

/// Shift and counts of what `preprocess` prints.
fn preprocessed(file: &str, more: &[&str]) -> Vec<(f64, f64)> {
    let output = ramatch(&[&["preprocess", file], more].concat());
    assert_eq!(output.status.code(), Some(0), "{file}: {}", text(&output.stderr));
    let row = |line: &str| {
        let mut cells = line.split(',').map(|cell| cell.parse().unwrap_or(f64::NAN));
        (cells.next().unwrap(), cells.next().unwrap())
    };
    text(&output.stdout).lines().skip(1).map(row).collect()
}

#[test]
fn preprocess_keeps_axis_and_counts() {
    let printed = preprocessed(EVEN, &["--baseline", "arpls"]);
    assert!(printed.iter().map(|row| row.0).eq((100..1000).map(f64::from)));
    let highest = printed.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
    // What is measured is kept as f32: 50,100 counts to 1/256 of one.
    assert!(highest.0 == 520.0 && near(highest.1, 50_100.0, 0.01), "{highest:?}");
    let rows: &[(&str, &[&str], f64, f64)] = &[
        (PAIRS, &["--spectrum", "2"], 500.0, 2699.0),
        (UNNAMED, NM, 81.0, 2739.0),
        (MICROMETRES, LASER, 200.0, 2399.0),
        (MINUS, &[], -600.0, 2397.0),
        (COMMA, &["--decimal-comma"], 200.0, 2399.0),
        (SERIES, &["--spectrum", "3"], 203.0, 2399.0),
        (NUMBERED, &[], 200.0, 2399.0),
        (EXTENDED, &[], 200.0, 2399.0),
    ];
    for (file, more, first, last) in rows {
        let printed = preprocessed(file, more);
        let (from, to) = (printed[0].0, printed[printed.len() - 1].0);
        // An uneven axis gets the median spacing, which need not end at its last point.
        assert!(near(from, *first, 3.0) && near(to, *last, 3.0), "{file}: {from} to {to}");
    }
    for (file, more, code) in [
        (SPE, &["--axis", "shift"][..], "parameter"),
        (OCEAN, &[], "axis_unit_unknown"),
        (SERIES, &[], "multiple_blocks"),
    ] {
        let output = ramatch(&[&["preprocess", "--json", file], more].concat());
        let said = text(&output.stderr);
        assert!(
            output.status.code() == Some(2) && said.contains(&format!("error[{code}]")),
            "{file}: {said}"
        );
    }
    // 500 counts at 500 cm⁻¹ where all else are 0 to 2.
    for method in ["whitaker-hayes", "prominence"] {
        let (exit, json) = json(&["preprocess", "--json", "--despike", method, SPIKE]);
        let raw: Vec<f64> = json["raw"].as_array().unwrap().iter().map(number).collect();
        let made: Vec<f64> = json["processed"].as_array().unwrap().iter().map(number).collect();
        let cannot_tell = json["quality"]["cannot_tell_spikes"].as_bool().unwrap();
        assert!(exit == Some(0) && raw.iter().any(|&y| y > 400.0));
        assert!(cannot_tell || made.iter().all(|&y| y < 10.0), "{method}: {json}");
    }
}

/// Raman shifts and counts of a file of 734 points, without its header.
fn whole() -> Vec<(f64, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ramatch/tests/cases").join(NUMBERED);
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().skip(1).map(|row| row.split_once(',').unwrap());
    rows.map(|(x, y)| (x.parse().unwrap(), y.to_owned())).collect()
}

/// Writes what of `whole` is left, with its axis changed, and says where.
fn changed(folder: &tempfile::TempDir, name: &str, header: &str, to: impl Fn(f64) -> Option<f64>) -> String {
    let rows = whole().into_iter().filter_map(|(x, y)| Some(format!("{},{y}\n", to(x)?)));
    std::fs::write(folder.path().join(name), header.to_owned() + &rows.collect::<String>()).unwrap();
    place(folder, name)
}

/// One measurement on every kind of axis, and what has to be given for each.
#[test]
fn what_is_given_stands_for_what_a_file_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let absolute = |x: f64| Some(1e7 / 785.0 - x);
    let nm = |x: f64| Some(1e7 / (1e7 / 785.0 - x));
    const ABSOLUTE: &[&str] = &["--axis", "absolute", "--laser", "785"];
    let unnamed_absolute = changed(&folder, "a.csv", "", absolute);
    let unnamed_nm = changed(&folder, "b.csv", "", nm);
    let named_nm = changed(&folder, "c.csv", "Wavelength (nm),Counts\n", nm);
    let stated = changed(&folder, "d.csv", "Wavenumber (cm-1),Counts\n", absolute);
    let foreign = changed(&folder, "e.csv", "Position,Counts\n", Some);
    let good = |file: &str, more: &[&str]| {
        assert_eq!(answer(file, more), (0, "polystyrene".to_owned()), "{file} {more:?}");
        let ends = converted(file, more)[0];
        let (low, high) = (ends.0.min(ends.1), ends.0.max(ends.1));
        assert!(near(low, 200.0, 1e-3) && near(high, 2399.0, 1e-3), "{file} {more:?}: {ends:?}");
    };
    good(&unnamed_absolute, ABSOLUTE);
    good(&unnamed_nm, NM);
    good(&named_nm, LASER);
    good(&named_nm, NM);
    good(&stated, LASER);
    good(&stated, ABSOLUTE);
    good(&foreign, &["--axis", "shift"]);
    let open: [(&str, &[&str]); 7] = [
        (&unnamed_absolute, &[]),
        (&unnamed_absolute, LASER),
        (&unnamed_absolute, &["--axis", "absolute"]),
        (&unnamed_nm, LASER),
        (&named_nm, &[]),
        (&stated, &[]),
        (&foreign, &[]),
    ];
    for (file, more) in open {
        assert_eq!(answer(file, more), (2, "axis_unit_unknown".to_owned()), "{file} {more:?}");
    }
    for (file, more) in [(&named_nm, &["--axis", "shift"][..]), (&named_nm, ABSOLUTE), (&stated, NM)] {
        assert_eq!(answer(file, more), (2, "parameter".to_owned()), "{file} {more:?}");
    }
    // Neither an axis nor a laser: refused before a file is read.
    for more in [["--axis", "NM"], ["--axis", "cm"], ["--laser", "78"], ["--laser", "nan"]] {
        assert_eq!(ramatch(&["identify", TABS, more[0], more[1]]).status.code(), Some(2), "{more:?}");
    }
}

/// An axis of which nothing is said, and which lies where wavelengths do, is wondered about wherever it is asked.
#[test]
fn an_axis_that_may_be_wavelengths_is_wondered_about_everywhere() {
    const WONDERS: &str = "may be wavelengths in nm";
    let folder = tempfile::tempdir().unwrap();
    let up_to = |name: &str, last: f64| changed(&folder, name, "", |x| (x <= last).then_some(x));
    let (near_ir, second, wider) = (up_to("a.csv", 1100.0), up_to("b.csv", 1097.0), up_to("c.csv", 1103.0));
    let csv = place(&folder, "made.csv");
    let asked: [(&[&str], i32); 6] = [
        (&["identify", &near_ir], 0),
        (&["identify", "--json", &near_ir], 0),
        (&["identify", "--shots", &near_ir, &second], 0),
        (&["identify", "--shots", "--json", &near_ir, &second], 0),
        (&["preprocess", &near_ir], 0),
        (&["convert", "--shift", "-o", &csv, &near_ir], 0),
    ];
    for (args, exit) in asked {
        let said = |file: &str, more: &[&str]| {
            let args: Vec<&str> = args.iter().map(|arg| if *arg == near_ir { file } else { *arg }).collect();
            let output = ramatch(&[&args[..], more].concat());
            let (out, err) = (text(&output.stdout), text(&output.stderr));
            // The table and the document are printed; CSV has no place for words.
            let said = if args[0] == "identify" { out } else { err.clone() };
            (output.status.code(), said, err)
        };
        let (code, words, _) = said(&near_ir, &[]);
        assert_eq!((code, words.matches(WONDERS).count() > 0), (Some(exit), true), "{args:?}: {words}");
        assert!(!said(&near_ir, &["--axis", "shift"]).1.contains(WONDERS), "{args:?}");
        let (code, _, refused) = said(&near_ir, &["--laser", "785"]);
        assert!(code == Some(2) && !refused.is_empty(), "{args:?}");
        if !args.contains(&"--shots") {
            assert!(!said(&wider, &[]).1.contains(WONDERS), "{args:?}");
        }
    }
    let (_, json) = json(&["identify", "--json", &near_ir]);
    let warnings = json["results"][0]["warnings"].as_array().unwrap();
    let reader: Vec<&Value> = warnings.iter().filter(|warning| warning["code"] == "reader").collect();
    assert!(reader.len() == 1 && reader[0]["text"].as_str().unwrap().contains(WONDERS), "{warnings:?}");
}

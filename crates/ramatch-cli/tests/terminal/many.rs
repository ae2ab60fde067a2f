//! `ramatch identify` of maps, series and folders: every spectrum has its answer or its error.

use super::{POLYSTYRENE, ramatch, text};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

pub(super) const PS: &[(f64, f64)] = &[
    (621.0, 16.0),
    (795.0, 6.0),
    (1001.4, 100.0),
    (1031.8, 27.0),
    (1155.3, 13.0),
    (1450.5, 13.0),
    (1583.1, 12.0),
    (1602.3, 28.0),
];
pub(super) const CALCITE: &[(f64, f64)] = &[(281.0, 30.0), (711.0, 15.0), (1086.0, 100.0), (1436.0, 6.0)];

/// Points of a spectrum every 2 cm⁻¹: bands over a little noise.
fn points(bands: &[(f64, f64)], seed: u32) -> Vec<String> {
    let mut state = seed.wrapping_mul(2_654_435_761).max(1);
    let point = |i: u32| {
        let x = 200.0 + 2.0 * f64::from(i);
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = f64::from(state >> 16) / 65_536.0;
        let band = |(at, height): &(f64, f64)| 10.0 * height / (1.0 + ((x - at) / 5.0).powi(2));
        format!("{:.2}", 100.0 + noise + bands.iter().map(band).sum::<f64>())
    };
    (0..1100).map(point).collect()
}

/// LabSpec's text of a map: polystyrene on the left, calcite on the right, and what `change` makes of the row of a spectrum.
fn map(columns: u32, rows: u32, change: impl Fn(u32, Vec<String>) -> Vec<String>) -> String {
    let axis: Vec<String> = (0..1100).map(|i| (200 + 2 * i).to_string()).collect();
    let mut text = "#AxisType[0]=\tIntens\n#AxisType[1]=\tSpectr\n#AxisUnit[1]=\t1/cm\n#AxisType[2]=\tY\n\
                    #AxisUnit[2]=\tµm\n#AxisType[3]=\tX\n#AxisUnit[3]=\tµm\n"
        .to_owned();
    text += &format!("\t\t{}\n", axis.join("\t"));
    for i in 0..columns * rows {
        let (x, y) = (i % columns, i / columns);
        let bands = if 2 * x < columns { PS } else { CALCITE };
        let row = change(i + 1, points(bands, i + 1));
        text += &format!("{}\t{}\t{}\n", 1.5 * f64::from(y), 1.5 * f64::from(x), row.join("\t"));
    }
    text
}

/// Spectrum 2 has no number at one point, spectrum 5 is noise.
fn damaged(number: u32, row: Vec<String>) -> Vec<String> {
    match number {
        2 => row.iter().enumerate().map(|(i, y)| if i == 40 { "NaN".into() } else { y.clone() }).collect(),
        5 => points(&[], 5),
        _ => row,
    }
}

pub(super) struct Place(tempfile::TempDir);

impl Place {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    pub(super) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(Path::new(&path).parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }
}

pub(super) fn spectrum(bands: &[(f64, f64)], seed: u32) -> String {
    let rows = points(bands, seed).into_iter().enumerate().map(|(i, y)| format!("{},{y}\n", 200 + 2 * i));
    format!("Raman shift (cm-1),Intensity\n{}", rows.collect::<String>())
}

#[test]
fn every_spectrum_of_a_map_has_its_row_and_they_are_counted() {
    let place = Place::new();
    let path = place.write("map.txt", map(4, 3, damaged));
    let output = ramatch(&["identify", &path]);
    let (said, complaints) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(4), "{said}{complaints}");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], path);
    assert!(lines[1].contains("spectrum") && lines[1].contains("x, y (µm)"), "{said}");
    assert!(lines[2].contains("0, 0") && lines[2].contains("polystyrene"), "{said}");
    assert!(lines[3].contains("1.5, 0") && lines[3].contains("error[not_finite]"), "{said}");
    assert!(lines[6].contains("snr") && !lines[6].contains(" polystyrene"), "{said}");
    let summary = &lines[14..];
    assert_eq!(summary[0], "12 spectra");
    let counts: BTreeSet<String> =
        summary[1..].iter().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let expected =
        ["6 calcium carbonate", "4 polystyrene", "1 cannot decide: 1 snr", "1 refused: 1 not_finite"];
    assert_eq!(counts, expected.map(str::to_owned).into());
    assert_eq!(complaints.lines().count(), 1);
    assert!(complaints.contains("error[not_finite]") && complaints.contains("(spectrum 2)"), "{complaints}");
}

/// The forms agree on every number, and JSON on those of one spectrum at a time.
#[test]
fn all_forms_say_the_same() {
    let place = Place::new();
    let path = place.write("map.txt", map(4, 3, damaged));
    let printed = |form: &str| text(&ramatch(&["identify", "--format", form, "--top", "2", &path]).stdout);
    let document: serde_json::Value = serde_json::from_str(&printed("json")).unwrap();
    assert_eq!(printed("json"), text(&ramatch(&["identify", "--json", "--top", "2", &path]).stdout));
    let lines: Vec<serde_json::Value> =
        printed("jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let table = printed("csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!((lines.len(), rows.len()), (12, 12));
    let results = document["results"].as_array().unwrap();
    assert_eq!((results.len(), document["errors"].as_array().unwrap().len()), (11, 1));
    assert_eq!(document["errors"][0], lines[1]);
    assert_eq!((&lines[1]["error"], &lines[1]["spectrum"]), (&"not_finite".into(), &2.into()));
    let field = |row: &csv::StringRecord, name: &str| {
        row[head.iter().position(|own| own == name).unwrap()].to_owned()
    };
    let mut results = results.iter();
    for (i, (line, row)) in lines.iter().zip(&rows).enumerate() {
        assert_eq!(field(row, "spectrum"), (i + 1).to_string());
        assert_eq!(
            (field(row, "file"), field(row, "y"), field(row, "x_unit")),
            (path.clone(), (1.5 * (i / 4) as f64).to_string(), "µm".into())
        );
        if i == 1 {
            assert_eq!(
                (field(row, "outcome"), field(row, "reason")),
                ("refused".into(), "not_finite".into())
            );
            continue;
        }
        assert_eq!(Some(line), results.next());
        assert_eq!(line["position"]["units"]["y"], "µm");
        assert_eq!(line["position"]["x"], 1.5 * (i % 4) as f64);
        let best = &line["hits"][0];
        assert_eq!(field(row, "substance"), best["substance"]);
        assert_eq!(field(row, "score").parse::<f64>().unwrap(), best["score"].as_f64().unwrap());
        let reason = line["verdict"]["reason"]["code"].as_str().unwrap_or_default();
        assert_eq!((field(row, "reason").as_str(), i == 4), (reason, reason == "snr"));
    }
    let alone = text(&ramatch(&["identify", "--json", "--top", "2", "--spectrum", "7", &path]).stdout);
    let alone: serde_json::Value = serde_json::from_str(&alone).unwrap();
    assert_eq!(alone["results"][0], lines[6]);
}

#[test]
fn numbers_pick_spectra_of_every_file() {
    let place = Place::new();
    let (a, b) =
        (place.write("a.txt", map(4, 3, |_, row| row)), place.write("b.txt", map(2, 2, |_, row| row)));
    let numbers = |args: &[&str]| {
        let output = ramatch(&[&["identify", "--json", "--top", "1"], args].concat());
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let of = |name: &str| -> Vec<u64> {
            json[name].as_array().unwrap().iter().map(|item| item["spectrum"].as_u64().unwrap()).collect()
        };
        (of("results"), of("errors"), output.status.code(), text(&output.stderr))
    };
    let (results, errors, exit, _) = numbers(&["--spectrum", "9,2-4,3", &a]);
    assert_eq!((results, errors, exit), (vec![2, 3, 4, 9], vec![], Some(0)));
    let (results, errors, exit, said) = numbers(&["--spectrum", "2-5", &a, &b]);
    assert_eq!((results, errors, exit), (vec![2, 3, 4, 5, 2, 3, 4], vec![5], Some(4)));
    assert!(said.contains("spectrum 5 is asked for, the file holds 4"), "{said}");
    let (results, errors, exit, said) = numbers(&["--spectrum", "13-4000000000", &a]);
    assert_eq!((results, errors, exit), (vec![], vec![13], Some(2)));
    assert!(said.contains("the file holds 12"), "{said}");
    for wrong in ["0", "", "x", "5-2", "1,", "-3"] {
        assert_eq!(
            ramatch(&["identify", &format!("--spectrum={wrong}"), &a]).status.code(),
            Some(2),
            "{wrong}"
        );
    }
    // One that is picked is shown in full.
    let output = ramatch(&["identify", "--spectrum", "3", &a]);
    assert!(text(&output.stdout).contains("rank  substance"), "{}", text(&output.stdout));
    // Elsewhere it is one.
    let output = ramatch(&["preprocess", "--spectrum", "3", "--json", &a]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(ramatch(&["preprocess", "--spectrum", "2-3", &a]).status.code(), Some(2));
}

/// What is no measurement is passed over and named; what is one and cannot be read is refused.
#[test]
fn a_folder_is_all_its_measurements() {
    let place = Place::new();
    for number in [1, 2, 10] {
        place.write(
            &format!("day/scan-{number}.txt"),
            spectrum(if number == 2 { CALCITE } else { PS }, number),
        );
    }
    place.write("day/two/map.txt", map(2, 1, |_, row| row));
    place.write("day/README.txt", "Measured on Monday.\nThe laser was new, and the sample is Eva's.\n");
    place.write("day/photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    place.write("day/picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>\n");
    place.write("day/.hidden", "x");
    place.write("day/results.csv", "");
    let folder = place.path("day");
    let output = ramatch(&["identify", "--json", "--top", "1", &folder]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let found: Vec<(String, u64)> = json["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| {
            let file = result["file"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
            (file, result["spectrum"].as_u64().unwrap())
        })
        .collect();
    let expected = [("scan-1.txt", 1), ("scan-2.txt", 1), ("scan-10.txt", 1), ("map.txt", 1), ("map.txt", 2)];
    assert_eq!(found, expected.map(|(file, number)| (file.to_owned(), number)));
    let passed_over = json["passed_over"].as_array().unwrap();
    assert_eq!(passed_over.len(), 4, "{passed_over:?}");
    assert!(text(&output.stderr).contains("passed over: ") && text(&output.stderr).contains("README.txt"));
    let table = text(&ramatch(&["identify", &folder]).stdout);
    assert!(
        table.contains("scan-10.txt") && table.contains("two/map.txt") && table.contains("5 spectra"),
        "{table}"
    );
    // A measurement that is damaged is no README.
    place.write("day/scan-3.txt", spectrum(PS, 3).replacen("\n300,", "\n300;x,", 1));
    let output = ramatch(&["identify", "--format", "csv", &folder]);
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout).lines().count(), 7);
    // What was printed into the folder is read by nobody.
    place.write("day/results.csv", &output.stdout);
    place.write("day/results.jsonl", ramatch(&["identify", "--format", "jsonl", &folder]).stdout);
    place.write("day/results.json", ramatch(&["identify", "--json", &folder]).stdout);
    assert_eq!(text(&ramatch(&["identify", "--format", "csv", &folder]).stdout).lines().count(), 7);
}

#[test]
fn a_folder_without_a_measurement_is_bad_input() {
    let place = Place::new();
    std::fs::create_dir_all(place.path("empty/deeper")).unwrap();
    place.write("texts/README.txt", "Nothing was measured.\n");
    for (folder, reason) in
        [("empty", "the folder holds no file"), ("texts", "the folder holds no measurement")]
    {
        let output = ramatch(&["identify", &place.path(folder)]);
        assert_eq!(output.status.code(), Some(2));
        let said = text(&output.stderr);
        assert!(said.contains("error[no_spectrum]") && said.contains(reason), "{said}");
        let output = ramatch(&["identify", "--json", POLYSTYRENE, &place.path(folder)]);
        assert_eq!(output.status.code(), Some(4), "the other has its answer");
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (json["results"].as_array().unwrap().len(), &json["errors"][0]["error"]),
            (1, &"no_spectrum".into())
        );
    }
}

/// Options that are wrong for all spectra are said once, and nothing is asked.
#[test]
fn wrong_options_are_no_refusal_of_each_spectrum() {
    let place = Place::new();
    let path = place.write("map.txt", map(3, 2, |_, row| row));
    for (wrong, code) in [(["--tolerance", "99"], "parameter"), (["--through", "a bag"], "bad_entry")] {
        for form in ["table", "csv", "jsonl"] {
            let output = ramatch(&[&["identify", "--format", form, &path], &wrong[..]].concat());
            let said = text(&output.stderr);
            assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{form}: {said}");
            assert!(said.starts_with(&format!("error[{code}]")) && said.lines().count() == 1, "{said}");
        }
        let output = ramatch(&[&["identify", "--json", &path], &wrong[..]].concat());
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((output.status.code(), &json["errors"][0]["error"]), (Some(2), &code.into()));
    }
}

/// Every spectrum of every file is a shot.
#[test]
fn the_spectra_of_one_file_are_shots() {
    let place = Place::new();
    let series = place.write("series.txt", map(2, 1, |i, _| points(PS, i)));
    let more = place.write("more.txt", spectrum(PS, 7));
    let json = |args: &[&str]| -> serde_json::Value {
        let output = ramatch(&[&["identify", "--shots", "--json"], args].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    for (args, shots) in [(&[&*series][..], 2), (&[&series, &more], 3), (&[&series, "--spectrum", "1"], 1)] {
        let report = &json(args)["results"];
        assert_eq!((report.as_array().unwrap().len(), &report[0]["query"]["shots"]), (1, &shots.into()));
        assert!(report[0]["spectrum"].is_null());
    }
    // One that is refused refuses all: the sample would be another.
    let broken = place.write("broken.txt", map(2, 1, damaged));
    let output = ramatch(&["identify", "--shots", "--json", &series, &broken]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("(spectrum 2)"), "{}", text(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((json["results"].as_array().unwrap().len(), &json["errors"][0]["spectrum"]), (0, &2.into()));
}

#[test]
fn lists_of_peaks_are_asked_one_by_one() {
    let place = Place::new();
    let list = |bands: &[(f64, f64)]| bands.iter().map(|(x, y)| format!("{x},{y}\n")).collect::<String>();
    place.write("lists/a.csv", format!("Raman shift (cm-1),Height\n{}", list(PS)));
    place.write("lists/b.csv", format!("Raman shift (cm-1),Height\n{}", list(CALCITE)));
    let output = ramatch(&["identify", "--peaks", "--json", &place.path("lists")]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["results"][0]["hits"][0]["substance"], "polystyrene", "{}", text(&output.stderr));
    assert_eq!(json["results"][1]["hits"][0]["substance"], "calcium carbonate");
}

#[test]
fn a_map_is_drawn_whole_or_not_at_all() {
    let place = Place::new();
    let (path, picture) = (place.write("map.txt", map(4, 3, damaged)), place.path("map.svg"));
    assert_eq!(ramatch(&["identify", "--plot", &picture, &path]).status.code(), Some(4));
    let svg = std::fs::read_to_string(&picture).unwrap();
    assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"));
    for part in [
        "map.txt",
        "x (µm)",
        "← y (µm)",
        "polystyrene",
        "calcium carbonate",
        "1 undecided",
        "1: not finite",
        "library: the built-in demonstration",
    ] {
        assert!(svg.contains(part), "{part}: {svg}");
    }
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
    // A folder of single spectra has no positions: they stand in their order.
    for number in 1..5 {
        place.write(&format!("day/{number}.txt"), spectrum(PS, number));
    }
    assert_eq!(ramatch(&["identify", "--plot", &picture, &place.path("day")]).status.code(), Some(0));
    assert!(std::fs::read_to_string(&picture).unwrap().contains("number of the spectrum"));
    // One spectrum of it is drawn with its reference.
    assert_eq!(ramatch(&["identify", "--plot", &picture, "--spectrum", "1", &path]).status.code(), Some(0));
    assert!(std::fs::read_to_string(&picture).unwrap().contains("reference: "));
    // Where nothing could be read there is nothing to draw.
    let none = place.path("none.svg");
    let broken = place.write("broken.txt", map(2, 1, |_, row| damaged(2, row)));
    assert_eq!(ramatch(&["identify", "--plot", &none, &broken]).status.code(), Some(2));
    assert!(!Path::new(&none).exists());
}

/// A map that is cut within a spectrum: those before have their answers.
#[test]
fn a_file_that_ends_in_the_middle() {
    let place = Place::new();
    let whole = map(3, 2, |_, row| row);
    let cut = place.write("cut.txt", &whole[..whole.len() - 2000]);
    let output = ramatch(&["identify", "--format", "jsonl", &cut]);
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    let lines: Vec<serde_json::Value> =
        printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        (lines.len(), lines[5]["spectrum"].as_u64(), lines[5]["error"].is_string()),
        (6, Some(6), true)
    );
}

/// Axes of several kinds in one batch: each spectrum is asked on its own.
#[test]
fn mixed_axes_are_no_matter() {
    let place = Place::new();
    let narrow: String = (0..400).map(|i| format!("{},{}\n", 900 + i, (i * i) % 97)).collect();
    place.write("mixed/1.txt", spectrum(PS, 1));
    place.write("mixed/2.txt", format!("Raman shift (cm-1),Intensity\n{narrow}"));
    place.write("mixed/3.txt", format!("Wavelength (nm),Intensity\n{narrow}"));
    let output = ramatch(&["identify", "--format", "csv", &place.path("mixed")]);
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    let rows = text(&output.stdout);
    assert!(rows.lines().nth(1).unwrap().contains(",answer,polystyrene,"), "{rows}");
    assert!(rows.lines().nth(3).unwrap().contains(",refused,,,,axis_unit_unknown,"), "{rows}");
}

/// `ramatch identify … | head -1`.
#[test]
fn a_reader_that_goes_away_ends_the_work() {
    let place = Place::new();
    let path = place.write("map.txt", map(20, 20, |_, row| row));
    let mut child = Command::new(env!("CARGO_BIN_EXE_ramatch"))
        .args(["identify", "--format", "jsonl", &path])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(
        serde_json::from_str::<serde_json::Value>(&first).is_ok() && !text(&output.stderr).contains("error")
    );
}

/// What was written before Ctrl-C is whole, and no picture is left.
#[cfg(unix)]
#[test]
fn ctrl_c_leaves_whole_lines() {
    let place = Place::new();
    let (path, picture) = (place.write("map.txt", map(40, 40, |_, row| row)), place.path("map.svg"));
    for form in ["jsonl", "csv", "json"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ramatch"))
            .args(["identify", "--format", form, "--plot", &picture, &path])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut printed = String::new();
        stdout.read_line(&mut printed).unwrap();
        let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        stdout.read_to_string(&mut printed).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(130), "{form}: {said}");
        assert!(said.contains("stopped: "), "{said}");
        match form {
            "jsonl" => {
                assert!(printed.ends_with('\n') && printed.lines().count() < 1600);
                assert!(printed.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
            }
            "csv" => {
                let mut reader = csv::Reader::from_reader(printed.as_bytes());
                assert!(reader.records().all(|row| row.is_ok()) && printed.ends_with('\n'));
            }
            _ => assert!(serde_json::from_str::<serde_json::Value>(&printed).unwrap()["errors"].is_array()),
        }
        assert!(!Path::new(&picture).exists());
    }
}

/// A pipe that nobody writes to holds nobody up either.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_waiting_for_a_pipe() {
    let place = Place::new();
    let path = place.write("one.txt", spectrum(PS, 1));
    let mut child = Command::new(env!("CARGO_BIN_EXE_ramatch"))
        .args(["identify", "--format", "jsonl", &path, "/dev/stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let pipe = child.stdin.take();
    // Until it waits; then it is asked once.
    std::thread::sleep(std::time::Duration::from_secs(5));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let begun = std::time::Instant::now();
    while child.try_wait().unwrap().is_none() && begun.elapsed() < std::time::Duration::from_secs(30) {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    // One that still waits ends with its pipe, by another code.
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    assert!(begun.elapsed() < std::time::Duration::from_secs(20));
}

#[test]
fn a_range_goes_to_the_end_and_a_picture_is_no_png() {
    let place = Place::new();
    let path = place.write("map.txt", map(4, 3, damaged));
    let output = ramatch(&["identify", "--spectrum", "11-", "--format", "csv", &path]);
    assert_eq!((output.status.code(), text(&output.stdout).lines().count()), (Some(0), 3));
    let picture = place.path("map.png");
    let output = ramatch(&["identify", "--plot", &picture, &path]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains(".svg") && !Path::new(&picture).exists());
}

/// What every file lacks is complained of ten times, and is in all rows.
#[test]
fn complaints_of_a_folder_end() {
    let place = Place::new();
    for i in 0..14 {
        place.write(&format!("fold/{i}.csv"), spectrum(PS, i));
    }
    let output = ramatch(&["identify", "--spectrum", "2", &place.path("fold")]);
    let complaints = text(&output.stderr);
    assert_eq!(complaints.matches("error[parameter]").count(), 10, "{complaints}");
    assert_eq!(text(&output.stdout).matches("error[parameter]").count(), 14);
}

//! `ramatch info` and `ramatch convert`, and what `identify` takes of files that need a word more.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const POLYSTYRENE: &str = "examples/data/polystyrene-785-bwtek-a.txt";
const FIXTURES: &str = "crates/ramatch-io/tests/fixtures";

fn ramatch(args: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    Command::new(env!("CARGO_BIN_EXE_ramatch")).args(args).current_dir(root).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn fixture(name: &str) -> String {
    format!("{FIXTURES}/{name}")
}

fn place(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

#[test]
fn info_says_what_files_hold() {
    let output = ramatch(&["info", &fixture("map.wdf"), POLYSTYRENE]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    for part in [
        "Renishaw WDF",
        "2 spectra",
        "raman_shift",
        "20 points",
        "laser: 785 nm",
        "positions: [10.0, -5.0] to [20.0, -5.0]",
    ] {
        assert!(said.contains(part), "\"{part}\" in {said}");
    }
    assert!(said.contains("B&W Tek text") && said.contains('█'), "{said}");

    let output = ramatch(&["info", "--json", &fixture("single.spc"), &fixture("oras.json")]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((json["schema"].as_i64(), json["files"].as_array().unwrap().len()), (Some(3), 2));
    let spc = &json["files"][0]["spectra"][0];
    assert_eq!((spc["axis"].as_str(), spc["points"].as_i64()), (Some("raman_shift"), Some(20)));
    assert_eq!(spc["terms"]["_raman_measurement_device.excitation_laser_wavelength"], "785");
    assert_eq!(json["files"][1]["spectra"].as_array().unwrap().len(), 2);

    let output = ramatch(&["info", "README.md", &fixture("affn.jdx")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stdout).contains("JCAMP-DX")
            && text(&output.stderr).contains("error[format_unsupported]")
    );
}

#[test]
fn info_draws() {
    let folder = tempfile::tempdir().unwrap();
    let picture = place(&folder, "map.svg");
    assert_eq!(ramatch(&["info", &fixture("multi.spc"), "--plot", &picture]).status.code(), Some(0));
    let svg = std::fs::read_to_string(&picture).unwrap();
    assert!(svg.starts_with("<svg") && svg.matches("<polyline").count() == 3 && svg.contains("3 spectra"));
    let two = ramatch(&["info", POLYSTYRENE, POLYSTYRENE, "--plot", &picture]);
    assert_eq!(two.status.code(), Some(2));
}

#[test]
fn what_is_converted_is_the_same_answer() {
    let folder = tempfile::tempdir().unwrap();
    let ranking = |path: &str| {
        let output = ramatch(&["identify", "--json", path]);
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        json["results"][0]["hits"].clone()
    };
    let asked = ranking(POLYSTYRENE);
    for name in ["a.csv", "b.jdx", "c.npz"] {
        let path = place(&folder, name);
        let output = ramatch(&["convert", POLYSTYRENE, "-o", &path]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert_eq!(ranking(&path), asked, "{name}");
        // And back again.
        let back = place(&folder, "back.csv");
        assert_eq!(ramatch(&["convert", &path, "-o", &back]).status.code(), Some(0));
        assert_eq!(ranking(&back), asked, "{name}");
    }
}

#[test]
fn many_files_go_into_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let into = place(&folder, "made/here");
    let names = ["affn.jdx", "single.spc", "raman.spa"].map(fixture);
    let mut args = vec!["convert", "--to", "csv", "-o", &into];
    args.extend(names.iter().map(String::as_str));
    assert_eq!(ramatch(&args).status.code(), Some(0));
    let mut made: Vec<PathBuf> =
        std::fs::read_dir(&into).unwrap().map(|entry| entry.unwrap().path()).collect();
    made.sort();
    let made: Vec<String> =
        made.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(made, ["affn.csv", "raman.csv", "single.csv"]);
    // Two that would be one.
    let (a, b) = (fixture("single.spc"), fixture("single.wxd"));
    let output = ramatch(&["convert", "--to", "csv", "-o", &into, &a, &b]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("duplicate_entry"));
    // A file of several spectra becomes several texts, or one archive.
    let output = ramatch(&["convert", &fixture("map.wdf"), "-o", &place(&folder, "map.csv")]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(folder.path().join("map-1.csv").exists() && folder.path().join("map-2.csv").exists());
    let npz = place(&folder, "map.npz");
    assert_eq!(ramatch(&["convert", &fixture("map.wdf"), "-o", &npz]).status.code(), Some(0));
    assert!(text(&ramatch(&["info", &npz]).stdout).contains("2 spectra"));
}

#[test]
fn what_cannot_be_written_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = place(&folder, "out.jdx");
    let output = ramatch(&["convert", POLYSTYRENE, "--to", "difdup", "-o", &path]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("error[unsupported]") && text(&output.stderr).contains("write AFFN")
    );
    assert!(!Path::new(&path).exists());
    assert_eq!(ramatch(&["convert", POLYSTYRENE, "-o", &place(&folder, "out.doc")]).status.code(), Some(2));
    let output = ramatch(&["convert", &fixture("difdup.jdx"), "--to", "difdup", "-o", &path]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn axes_become_raman_shift_on_demand() {
    let folder = tempfile::tempdir().unwrap();
    let path = place(&folder, "shift.csv");
    assert_eq!(
        ramatch(&["convert", &fixture("lightfield.spe"), "--shift", "-o", &path]).status.code(),
        Some(0)
    );
    let csv = std::fs::read_to_string(&path).unwrap();
    assert!(
        csv.contains("Raman shift (cm-1),Intensity") && csv.contains("# Laser wavelength (nm),785"),
        "{csv}"
    );
    let output = ramatch(&["convert", &fixture("oras.json"), "--shift", "-o", &path]);
    assert!(text(&output.stderr).contains("error[axis_unit_unknown]"), "{}", text(&output.stderr));
}

#[test]
fn salvaged_and_numbered_spectra() {
    let folder = tempfile::tempdir().unwrap();
    let broken = place(&folder, "broken.txt");
    let whole =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(POLYSTYRENE))
            .unwrap();
    std::fs::write(&broken, whole.replacen("\n1900;", "\nbroken here\n1900;", 1)).unwrap();
    assert_eq!(ramatch(&["identify", &broken]).status.code(), Some(2));
    let output = ramatch(&["identify", "--salvage", &broken]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("cannot decide[damaged]"), "{}", text(&output.stdout));
    // As one of several shots, and converted, it stays what it is.
    let output = ramatch(&["identify", "--salvage", "--shots", POLYSTYRENE, &broken]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("cannot decide[damaged]"), "{}", text(&output.stdout));
    let csv = place(&folder, "salvaged.csv");
    assert_eq!(ramatch(&["convert", "--salvage", &broken, "-o", &csv]).status.code(), Some(0));
    assert!(text(&ramatch(&["identify", &csv]).stderr).contains("error[damaged]"));
    let output = ramatch(&["preprocess", "--salvage", "--json", &broken]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["damage"].as_array().unwrap().len(), 1);
    // All of them; where one is asked for, it has to be said which.
    let output = ramatch(&["identify", &fixture("map.wdf")]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("10, -5") && text(&output.stdout).contains("2 spectra"));
    let output = ramatch(&["preprocess", &fixture("map.wdf")]);
    assert!(
        text(&output.stderr).contains("error[multiple_blocks]") && text(&output.stderr).contains("2 spectra")
    );
    let output = ramatch(&["preprocess", &fixture("map.wdf"), "--spectrum", "2"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let output = ramatch(&["preprocess", &fixture("map.wdf"), "--spectrum", "3"]);
    assert!(text(&output.stderr).contains("error[parameter]"));
}

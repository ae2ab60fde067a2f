//! `ramatch library import`: public collections.

use super::{ramatch, text};
use std::path::Path;

fn import(args: &[&str]) -> std::process::Output {
    ramatch(&[&["library", "import"], args].concat())
}

#[test]
fn collections_become_one_library_that_can_be_asked() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (library, report) = (at("minerals.rsl"), at("refused.csv"));
    let both = at("both");
    std::fs::create_dir(&both).unwrap();
    for from in ["rruff", "refused/rruff"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/collections").join(from);
        for item in std::fs::read_dir(from).unwrap() {
            let path = item.unwrap().path();
            std::fs::copy(&path, Path::new(&both).join(path.file_name().unwrap())).unwrap();
        }
    }
    let output = import(&["rruff", &both, "-o", &library, "--report", &report, "--json"]);
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((json["schema"].as_u64(), json["collection"].as_str()), (Some(3), Some("rruff")));
    assert_eq!((json["added"].as_array().unwrap().len(), json["entries"].as_u64()), (3, Some(3)));
    assert_eq!(json["refused"][1]["error"], "not_raman");
    assert_eq!(json["passed_over"][0]["files"], 1);
    let table = std::fs::read_to_string(&report).unwrap();
    assert!(table.starts_with("line,file,error,message\n4,\"Halite__"), "{table}");
    assert!(table.contains(",too_few_points,") && table.contains("\n0,\"\",passed_over,"), "{table}");

    // More of another collection, into the same library; the report of before is one, and may be replaced.
    let refused = ["rod", "examples/collections/refused/rod", "-o", &library, "--report", &report];
    let output = import(&[&refused[..], &["--licence", "CC0-1.0"]].concat());
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("1 added, 1 refused"), "{}", text(&output.stdout));
    assert!(text(&output.stderr).contains("_raman_spectrum.raman_shift"), "{}", text(&output.stderr));
    assert!(ramatch(&["library", "verify", &library]).status.success());
    let info = text(&ramatch(&["library", "info", &library]).stdout);
    assert!(info.contains("LicenseRef-RRUFF") && info.contains("CC0-1.0"), "{info}");
    let asked =
        "examples/collections/rruff/Calcite__R900001__Raman__532__0__unoriented__Raman_Data_RAW__2.txt";
    let output = ramatch(&["identify", "--json", "--axis", "shift", "--library", &library, asked]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        json["results"][0]["hits"][0]["entry"]
            .as_str()
            .map(|id| id.contains("calcite") || id.contains("900")),
        Some(true),
        "{json}"
    );
}

#[test]
fn what_cannot_be_brought_in_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let library = at("none.rsl");
    let empty = at("empty");
    std::fs::create_dir(&empty).unwrap();
    let refused: [(&[&str], &str); 6] = [
        (&["rod", &empty], "no spectrum of it could be added"),
        (&["rruff", "examples/collections/refused/rruff"], "holds 0 points"),
        (&["rod", &at("nothing")], "there is no such file"),
        (&["slopp", "examples/names.csv"], "neither a folder nor a ZIP or tar archive"),
        (&["rruff", "examples/collections/slopp"], "no spectrum of it could be added"),
        (
            &["slopp", "examples/collections/slopp", "--names", "examples/names.csv"],
            "columns name and substance",
        ),
    ];
    for (args, reason) in refused {
        let output = import(&[args, &["-o", &library]].concat());
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(text(&output.stderr).contains(reason), "{}", text(&output.stderr));
        assert!(!Path::new(&library).exists());
    }
    assert_eq!(import(&["cod", &empty, "-o", &library]).status.code(), Some(2));

    // A library that is there stays as it is.
    assert!(import(&["slopp", "examples/collections/slopp", "-o", &library]).status.success());
    let before = std::fs::read(&library).unwrap();
    let again = import(&["slopp", "examples/collections/slopp", "-o", &library]);
    assert_eq!(again.status.code(), Some(0), "all of it is there already");
    assert!(
        text(&again.stdout).contains("0 added, 0 refused, 3 there already; now 3"),
        "{}",
        text(&again.stdout)
    );
    assert_eq!(import(&["rod", &empty, "-o", &library]).status.code(), Some(2));
    assert!(std::fs::read(&library).unwrap() == before);
    let files: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|item| item.unwrap().file_name()).collect();
    assert!(files.iter().all(|name| !name.to_string_lossy().ends_with(".tmp")), "{files:?}");
}

#[test]
fn names_and_duplicates_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let twice = at("twice");
    std::fs::create_dir(&twice).unwrap();
    let from = "../../examples/collections/slopp/Polystyrene 2. White Foam.txt";
    let content = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(from)).unwrap();
    std::fs::write(folder.path().join("twice/PS 1. White.txt"), &content).unwrap();
    std::fs::write(folder.path().join("twice/PS 2. White.txt"), &content).unwrap();
    let scaled: String = content
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(x, y)| format!("{x}\t{}\n", 2.0 * y.parse::<f64>().unwrap()))
        .collect();
    std::fs::write(folder.path().join("twice/PS 3. White.txt"), scaled).unwrap();
    let output = import(&["slopp", &twice, "-o", &at("twice.rsl")]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("2 added, 0 refused, 1 there already"), "{}", text(&output.stdout));
    let told = text(&output.stderr);
    assert!(
        told.contains("PS 2. White.txt: \"polystyrene\" has the same points as slopp/ps-1-white: left out"),
        "{told}"
    );
    assert!(
        told.contains("slopp/ps-1-white and slopp/ps-3-white, of one substance, have a cosine of 1.00000"),
        "{told}"
    );
}

//! Records of answers: `identify --record`, `identify --log`, `verify-result`.

use super::{POLYSTYRENE, ramatch, text};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const CALCITE: &str = "examples/data/calcite-785-bwtek-a.txt";
const SHOTS: [&str; 3] =
    [POLYSTYRENE, "examples/data/polystyrene-532-bwtek-a.txt", "examples/data/polystyrene-532-bwtek-b.txt"];

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn at(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }
}

/// The program, run in a folder.
fn within(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ramatch")).args(args).current_dir(folder).output().unwrap()
}

/// It ends so, and says this on stdout or stderr.
fn ends(output: &Output, code: i32, said: &str) {
    let all = text(&output.stdout) + &text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{all}");
    assert!(all.contains(said), "{said}: {all}");
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A table of two spectra over wavelengths: noise and calcite.
fn two_spectra() -> String {
    let lines = (0..1100).map(|i| {
        let shift = 200.0 + 2.0 * f64::from(i);
        let band = |at: f64, height: f64| height / (1.0 + ((shift - at) / 5.0).powi(2));
        let calcite = band(281.0, 30.0) + band(711.0, 15.0) + band(1086.0, 100.0) + band(1436.0, 6.0);
        let nm = 1.0e7 / (1.0e7 / 785.0 - shift);
        format!("{nm},{},{calcite:.4}\n", (i * 7919) % 13)
    });
    format!("x,first,second\n{}", lines.collect::<String>())
}

#[test]
fn what_is_recorded_is_made_again() {
    let folder = Folder::new();
    let (record, profile, several) = (folder.at("r.json"), folder.at("p.toml"), folder.at("several.csv"));
    fs::write(&profile, "schema = 1\nname = \"a\"\n[axis]\noffset_cm1 = 0.3\nstretch = 0.0001\nresidual_cm1 = 0.9\nbands = 9\n")
        .unwrap();
    fs::write(&several, two_spectra()).unwrap();
    let asked: [&[&str]; 6] = [
        &[POLYSTYRENE],
        &[CALCITE, "--profile", &profile, "--top", "9"],
        &[CALCITE, "--through", "polyethylene"],
        &[CALCITE, "--metric", "cosine"],
        &[&several, "--axis", "nm", "--laser", "785", "--spectrum", "2"],
        &["--shots", SHOTS[0], SHOTS[1], SHOTS[2], "--library", "demonstration"],
    ];
    for args in asked {
        let answered = ramatch(&[&["identify", "--json", "--record", &record], args].concat());
        let again = ramatch(&["verify-result", &record]);
        ends(&again, 0, "equal to the bit");
        let report = &json(&answered)["results"][0];
        let kept: serde_json::Value = serde_json::from_slice(&fs::read(&record).unwrap()).unwrap();
        let answer = &kept["recorded"]["answer"];
        assert_eq!(answer["verdict"], report["verdict"]["code"]);
        for (kept, hit) in answer["hits"].as_array().unwrap().iter().zip(report["hits"].as_array().unwrap()) {
            assert_eq!(kept["score"]["value"], hit["score"]);
            assert_eq!(kept["entry"], hit["entry"]);
            let bits = format!("{:016x}", hit["score"].as_f64().unwrap().to_bits());
            assert_eq!(kept["score"]["bits"], bits);
        }
        let told = json(&ramatch(&["verify-result", "--json", &record]));
        assert_eq!((&told["equal"], &told["schema"]), (&true.into(), &3.into()));
        assert_eq!(told["record"]["differences"], serde_json::json!([]));
    }
}

#[test]
fn files_are_found_beside_the_record_or_given() {
    let folder = Folder::new();
    for part in ["day", "archive"] {
        fs::create_dir(folder.at(part)).unwrap();
    }
    fs::copy(format!("{}/../../{CALCITE}", env!("CARGO_MANIFEST_DIR")), folder.at("day/a.txt")).unwrap();
    let within = |args: &[&str]| within(folder.0.path(), args);
    assert!(within(&["identify", "day/a.txt", "--record", "archive/a.json"]).status.code() != Some(2));
    ends(&within(&["verify-result", "archive/a.json"]), 0, "day/a.txt");
    fs::rename(folder.at("day/a.txt"), folder.at("archive/a.txt")).unwrap();
    ends(&within(&["verify-result", "archive/a.json"]), 0, "archive/a.txt");
    fs::rename(folder.at("archive/a.txt"), folder.at("4711")).unwrap();
    ends(&within(&["verify-result", "archive/a.json"]), 2, "no_such_file");
    ends(&within(&["verify-result", "archive/a.json", "--input", "4711"]), 0, "4711");
    let mut bytes = fs::read(folder.at("4711")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(folder.at("4711"), &bytes).unwrap();
    ends(&within(&["verify-result", "archive/a.json", "--input", "4711"]), 3, "record_differs");
    let told = within(&["verify-result", "--json", "archive/a.json", "--input", "4711"]);
    assert_eq!((told.status.code(), &json(&told)["errors"][0]["error"]), (Some(3), &"record_differs".into()));
    ends(&within(&["verify-result", "4711"]), 2, "bad_record");
    ends(&within(&["verify-result", "none.json"]), 2, "no_such_file");
}

#[test]
fn libraries_and_calibrations_are_told_by_their_hashes() {
    let folder = Folder::new();
    let (own, more, record) = (folder.at("own.rsl"), folder.at("more.rsl"), folder.at("r.json"));
    let add = |source: &str, out: &str| {
        let manifest = "examples/names.csv";
        let args = ["library", "add", "examples/data", "--manifest", manifest, "--licence", "MIT"];
        assert!(ramatch(&[&args[..], &["--source", source, "-o", out]].concat()).status.success());
    };
    add("one", &own);
    add("other", &more);
    let asked =
        ["identify", POLYSTYRENE, "--library", "demonstration", "--library", &own, "--record", &record];
    assert!(ramatch(&asked).status.code() != Some(2));
    ends(&ramatch(&["verify-result", &record, "--library", &own]), 0, "equal to the bit");
    ends(&ramatch(&["verify-result", &record]), 3, "own.rsl");
    ends(&ramatch(&["verify-result", &record, "--library", &more]), 3, "more.rsl has");
    let mut bytes = fs::read(&own).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&own, bytes).unwrap();
    ends(&ramatch(&["verify-result", &record, "--library", &own]), 2, "own.rsl");
}

#[test]
fn a_record_is_of_one_answer_and_replaces_nothing_else() {
    let folder = Folder::new();
    let (record, notes) = (folder.at("r.json"), folder.at("notes.txt"));
    let two = ramatch(&["identify", POLYSTYRENE, CALCITE, "--record", &record]);
    ends(&two, 2, "--record");
    fs::write(folder.at("several.csv"), two_spectra()).unwrap();
    let several = folder.at("several.csv");
    let given = ["--axis", "nm", "--laser", "785", "--record", &record];
    ends(&ramatch(&[&["identify", &several], &given[..]].concat()), 2, "is the record of one answer");
    assert!(!Path::new(&record).exists());
    fs::write(&notes, "precious").unwrap();
    ends(&ramatch(&["identify", POLYSTYRENE, "--record", &notes]), 2, "is no record of an answer");
    ends(&ramatch(&["identify", POLYSTYRENE, "--log", &notes]), 2, "bad_record");
    assert_eq!(fs::read_to_string(&notes).unwrap(), "precious");
    for _ in 0..2 {
        assert!(ramatch(&["identify", POLYSTYRENE, "--record", &record]).status.code() != Some(2));
    }
    ends(&ramatch(&["verify-result", &record]), 0, "equal to the bit");
}

#[test]
fn a_log_has_every_answer_and_is_checked_as_a_whole() {
    let folder = Folder::new();
    let log = folder.at("answers.jsonl");
    let asked = ramatch(&["identify", POLYSTYRENE, CALCITE, "nothing.txt", "--log", &log]);
    ends(&asked, 4, "the log has 2 records");
    ends(&ramatch(&["identify", "--shots", SHOTS[0], SHOTS[1], "--log", &log]), 0, "the log has 3 records");
    let told = json(&ramatch(&["verify-result", &log, "--log", "--json"]));
    assert_eq!(told["log"]["records"], 3);
    let chain = told["log"]["chain"].as_str().unwrap();
    for number in ["1", "2", "3"] {
        ends(&ramatch(&["verify-result", &log, "--log", "--number", number]), 0, "equal to the bit");
    }
    ends(&ramatch(&["verify-result", &log, "--log", "--number", "4"]), 2, "3 records");
    ends(&ramatch(&["verify-result", &log, "--log", "--chain", chain]), 0, "3 records");

    let text = fs::read_to_string(&log).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let wrongs = [
        (text.trim_end().to_owned(), "line 3"),
        (lines[0].to_owned() + lines[2], "line 2"),
        (text.replacen("polystyrene-532-bwtek-a", "polystyrene-532-bwtek-x", 1), "line 3"),
        (text.replacen("calcite-785", "calcite-786", 1), "line 2"),
    ];
    for (wrong, line) in wrongs {
        fs::write(&log, &wrong).unwrap();
        let told = ramatch(&["verify-result", &log, "--log"]);
        ends(&told, 2, "bad_record");
        ends(&told, 2, line);
        // Nothing is answered, and nothing appended.
        let refused = ramatch(&["identify", POLYSTYRENE, "--log", &log]);
        ends(&refused, 2, line);
        assert_eq!((text.is_empty(), refused.stdout.is_empty()), (false, true));
        assert_eq!(fs::read_to_string(&log).unwrap(), wrong);
    }
    // Cut at the end of a line: only a chain that was noted tells.
    fs::write(&log, lines[..2].concat()).unwrap();
    ends(&ramatch(&["verify-result", &log, "--log"]), 0, "2 records");
    ends(&ramatch(&["verify-result", &log, "--log", "--chain", chain]), 3, "record_differs");
}

#[test]
fn two_processes_append_to_one_log() {
    let folder = Folder::new();
    let log = folder.at("answers.jsonl");
    let files: Vec<&str> = [SHOTS, [CALCITE; 3]].concat();
    let begin = || {
        let args = [&["identify", "--log", &log], &files[..]].concat();
        let mut command = Command::new(env!("CARGO_BIN_EXE_ramatch"));
        command.args(args).current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap()
    };
    let mut both = [begin(), begin()];
    both.iter_mut().for_each(|process| assert_ne!(process.wait().unwrap().code(), Some(2)));
    ends(&ramatch(&["verify-result", &log, "--log"]), 0, "12 records");
    assert_eq!(fs::read_dir(folder.0.path()).unwrap().count(), 1);
}

//! `ramatch calibrate`: trials in a folder become a calibration that decides.

use super::{ramatch, text, trials};
use ramatch::{Calibration, Recipe};
use serde_json::Value;
use std::path::Path;

/// A library of 24 substances with trials of 20 of them and of 4 that it does not hold.
fn made(folder: &Path) -> impl Fn(&str) -> String {
    std::fs::write(folder.join("own.rsl"), trials::library(24, &Recipe::FINGERPRINT).bytes()).unwrap();
    trials::folder(&folder.join("trials"), 20, 4);
    let folder = folder.to_owned();
    move |name: &str| folder.join(name).to_str().unwrap().to_owned()
}

#[test]
fn a_folder_of_trials_becomes_a_calibration() {
    let folder = tempfile::tempdir().unwrap();
    let place = made(folder.path());
    let [library, given, output, csv] = ["own.rsl", "trials", "own.rcl", "outcomes.csv"].map(&place);
    let run = ramatch(&["calibrate", &library, &given, "-o", &output, "--csv", &csv, "--kinds-ko", "분말"]);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    let shown = text(&run.stdout);
    for part in
        ["24 substances were absent, 20 present", "value = ", "0 to 8", "from 50", "a verdict states 10 %"]
    {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    let calibration = Calibration::read(output.as_ref()).unwrap();
    let about = calibration.about();
    assert_eq!((about.kinds.as_str(), about.kinds_ko.as_str(), about.borrowed), ("powder", "분말", false));
    assert_eq!(about.trials, std::fs::read_to_string(&csv).unwrap());

    // Again, as JSON, from the table itself: the same bytes.
    let table = place("trials/trials.csv");
    let again = place("again.rcl");
    let run = ramatch(&["calibrate", &library, &table, "-o", &again, "--json", "--kinds-ko", "분말"]);
    let json: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(json["hash"], Value::from(calibration.hash()));
    assert_eq!((&json["alpha"], &json["stated_rate"]), (&Value::from(0.05), &Value::from(0.1)));
    assert_eq!(json["figures"]["strata"].as_array().unwrap().len(), 5);
    assert_eq!(std::fs::read(&again).unwrap(), std::fs::read(&output).unwrap());

    // It decides.
    let sample = place("sample.txt");
    trials::write(sample.as_ref(), &trials::spectrum(5, 0.002, 4711));
    let verdict = |more: &[&str]| {
        let run = ramatch(&[&["identify", "--json", "--library", &library, &sample], more].concat());
        let json: Value = serde_json::from_slice(&run.stdout).unwrap();
        json["results"][0]["verdict"]["code"].as_str().unwrap().to_owned()
    };
    assert_eq!(verdict(&["--calibration", &output]), "identified");
    assert_ne!(verdict(&[]), "identified", "by another library's limits a relative at best");
}

#[test]
fn what_it_holds_for_is_said_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let place = made(folder.path());
    let [library, output] = ["own.rsl", "own.rcl"].map(&place);
    let asked = ["--from-library", "--without-trials", "--kinds", "drawn", "--bind-to"];
    let larger = ramatch(&[&["calibrate", &library, "-o", &output], &asked[..], &["demonstration"]].concat());
    assert_eq!(larger.status.code(), Some(2));
    assert!(text(&larger.stderr).contains("error[too_few_substances]"), "{}", text(&larger.stderr));
    let less = place("less.rsl");
    let removed = ramatch(&["library", "remove", &library, "--entry", "lab/00-0", "-o", &less]);
    assert_eq!(removed.status.code(), Some(0), "{}", text(&removed.stderr));
    let lent = [&asked[..], &[less.as_str()]].concat();
    let run = ramatch(&[&["calibrate", &library, "-o", &output], &lent[..]].concat());
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert!(text(&run.stdout).contains("borrowed"), "{}", text(&run.stdout));
    let calibration = Calibration::read(output.as_ref()).unwrap();
    assert_eq!((calibration.about().borrowed, calibration.about().trials.as_str()), (true, ""));
    let identify = |library: &str| {
        let sample = "examples/data/polystyrene-785-bwtek-a.txt";
        ramatch(&["identify", "--library", library, "--calibration", &output, sample])
    };
    assert_ne!(identify(&less).status.code(), Some(2));
    let run = identify(&library);
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("calibration_mismatch") || text(&run.stderr).contains("made for"));

    // Several as one.
    let both = place("both.rcl");
    let several = ["calibrate", "demonstration", "--library", &library, "--from-library", "-o", &both];
    let run = ramatch(&several);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert!(text(&run.stdout).contains("drawn from tables of bands"), "{}", text(&run.stdout));
}

#[test]
fn bad_input_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let place = made(folder.path());
    let [library, given, output] = ["own.rsl", "trials", "own.rcl"].map(&place);
    let other = place("other.txt");
    std::fs::write(&other, "not a calibration").unwrap();
    let refused = |args: &[&str], says: &str| {
        let run = ramatch(&[&["calibrate"], args].concat());
        assert_eq!(run.status.code(), Some(2), "{args:?}: {}", text(&run.stdout));
        assert!(text(&run.stderr).contains(says), "{args:?}: {}", text(&run.stderr));
        assert!(!Path::new(&output).exists(), "{args:?}");
    };
    refused(&[&library, &given, "-o", &output, "--alpha", "0.01"], "99");
    refused(&[&library, &given, "-o", &output, "--alpha", "0"], "alpha");
    refused(&[&library, &given, "-o", &output, "--strata", "50,15"], "strata");
    refused(&[&library, "-o", &output], "TRIALS");
    refused(&["-o", &output], "LIBRARY");
    refused(&[&library, &given, "--from-library", "-o", &output], "cannot be used");
    refused(&[&given, &given, "-o", &output], "folder");
    refused(&[&library, &place("nowhere"), "-o", &output], "no such file");
    refused(&[&library, &given, "-o", &other], "no calibration");
    refused(&[&library, &given, "-o", &library], "own.rsl");
    refused(&[&library, &given, "-o", &output, "--csv", &output], "own.rcl");
    refused(&[&library, &given, "-o", &place("none/own.rcl")], "folder");
    let run = ramatch(&["calibrate", &library, &given, "-o", &output, "--alpha", "0.01", "--json"]);
    let json: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(json["errors"][0]["error"], "too_few_substances", "{json}");
    let table = place("trials/trials.csv");
    let bad = std::fs::read_to_string(&table).unwrap().replace("Substance 07", "Substance 77");
    std::fs::write(&table, bad).unwrap();
    refused(&[&library, &given, "-o", &output], "line 9");
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "not a calibration");
}

//! `ramatch validate`: a calibrated library tested with other specimens.

use super::{ramatch, text, trials};
use ramatch::Recipe;
use serde_json::Value;
use std::path::Path;

/// A library of 24 substances, trials of 20 of them and of 4 that it does not hold, and a calibration; and the same of other specimens.
fn made(folder: &Path) -> impl Fn(&str) -> String {
    std::fs::write(folder.join("own.rsl"), trials::library(24, &Recipe::FINGERPRINT).bytes()).unwrap();
    trials::folder(&folder.join("trials"), 20, 4);
    let queries = folder.join("queries");
    trials::folder(&queries, 20, 4);
    let table = std::fs::read_to_string(queries.join("trials.csv")).unwrap();
    for line in table.lines().skip(1) {
        let file = line.split(',').next().unwrap();
        let number: u64 = file.trim_end_matches(".txt").parse().unwrap();
        trials::write(&queries.join(file), &trials::spectrum(number, 0.004, 70_000 + number));
    }
    std::fs::write(queries.join("trials.csv"), table.replace("bottle", "jar")).unwrap();
    let folder = folder.to_owned();
    let place = move |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let run = ramatch(&["calibrate", &place("own.rsl"), &place("trials"), "-o", &place("own.rcl")]);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    place
}

#[test]
fn other_specimens_validate_a_calibration() {
    let folder = tempfile::tempdir().unwrap();
    let place = made(folder.path());
    let [library, queries, calibration] = ["own.rsl", "queries", "own.rcl"].map(&place);
    let [page, csv] = ["page.html", "outcomes.csv"].map(&place);
    let asked = ["validate", &library, &queries, "--calibration", &calibration];
    let run = ramatch(&[&asked[..], &["--html", &page, "--csv", &csv]].concat());
    assert_eq!(run.status.code(), Some(0), "{}{}", text(&run.stdout), text(&run.stderr));
    let shown = text(&run.stdout);
    for part in [
        "24 substances: 20 present, 24 absent; specimens 24, instruments 1, spectra 24, trials 44",
        "claimed",
        "cannot_decide",
        "Cllr_min",
        "a rate below 1 in 24 (4.2 %) cannot be stated",
        "24 absent substances are few",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    assert_eq!(std::fs::read_to_string(&csv).unwrap().lines().count(), 45);
    let html = std::fs::read_to_string(&page).unwrap();
    assert!(html.starts_with("<!DOCTYPE html>") && html.ends_with("</html>"));

    // The table of trials itself, the library named twice and asked once, as JSON; what was written is replaced.
    let table = place("queries/trials.csv");
    let asked =
        ["validate", &library, &table, "--library", &library, "--calibration", &calibration, "--json"];
    let run = ramatch(&[&asked[..], &["--html", &page, "--csv", &csv]].concat());
    let json: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!((&json["schema"], &json["counts"]["absent"]), (&Value::from(3), &Value::from(24)));
    assert_eq!(json["calibration"]["own"], Value::from(true));
    assert!(json["rates"].as_array().unwrap().iter().all(|at| at["kept"]["rate"].is_number()), "{json}");
    assert_eq!(std::fs::read_to_string(&page).unwrap(), html, "the same page to the byte");

    // By the shipped calibration, which is another library's.
    let run = ramatch(&["validate", &library, &queries]);
    assert!(text(&run.stdout).contains("has no calibration of its own"), "{}", text(&run.stdout));
}

#[test]
fn bad_input_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let place = made(folder.path());
    let [library, queries, calibration] = ["own.rsl", "queries", "own.rcl"].map(&place);
    let [page, other] = ["page.html", "other.html"].map(&place);
    std::fs::write(&other, "<!DOCTYPE html><title>mine</title>").unwrap();
    let refused = |args: &[&str], says: &str| {
        let run = ramatch(&[&["validate"], args, &["--html", &page]].concat());
        assert_eq!(run.status.code(), Some(2), "{args:?}: {}", text(&run.stdout));
        assert!(text(&run.stderr).contains(says), "{args:?}: {}", text(&run.stderr));
        assert!(!Path::new(&page).exists(), "{args:?}");
    };
    refused(
        &[&library, &place("trials"), "--calibration", &calibration],
        "error[specimen_twice]: specimen bottle 0 (and 23 more)",
    );
    refused(&["demonstration", &queries, "--calibration", &calibration], "error[calibration_mismatch]");
    refused(&[&library], "QUERIES");
    refused(&[&library, &place("nowhere")], "no such file");
    refused(&[&library, &queries, "--calibration", &library], "error[bad_calibration]");
    refused(&[&library, &queries, "--csv", &page], "page.html");
    refused(&[&library, &queries, "--csv", &place("queries/trials.csv")], "trials.csv");
    let run = ramatch(&["validate", &library, &queries, "--html", &other]);
    assert_eq!(run.status.code(), Some(2), "{}", text(&run.stderr));
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "<!DOCTYPE html><title>mine</title>");
    // Only what is absent: nothing can be said of what is kept.
    let only = "file,absent\n500.txt,something else\n";
    std::fs::write(place("queries/trials.csv"), only).unwrap();
    refused(
        &[&library, &queries, "--calibration", &calibration],
        "error[too_few_substances]: 1 substances were absent and 0 present",
    );
    // The trials of the calibration, if that is wanted and said.
    let run =
        ramatch(&["validate", &library, &place("trials"), "--allow-shared", "--calibration", &calibration]);
    assert!(text(&run.stdout).contains("look better than they are"), "{}", text(&run.stderr));
}

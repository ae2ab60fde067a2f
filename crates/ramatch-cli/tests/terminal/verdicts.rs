//! Verdicts at the terminal: the bits of Rust and Python, languages, marks and their exit code, trials of another library, shots that settle.

use super::{POLYSTYRENE, ramatch, text};
use std::fs;

const CALCITE: &str = "examples/data/calcite-785-bwtek-a.txt";
const SILICON: &str = "examples/data/silicon-785-bwtek-a.txt";
const SHIPPED: &str = "crates/ramatch/data/demonstration.rcl";

#[test]
fn verdicts_and_bits_are_those_of_rust() {
    let frozen = include_str!("../../../../examples/verdicts.csv");
    let mut frozen = csv::Reader::from_reader(frozen.as_bytes());
    let rows: Vec<csv::StringRecord> = frozen.records().map(Result::unwrap).collect();
    let files: Vec<String> = rows.iter().map(|row| format!("examples/data/{}", &row[0])).collect();
    let args: Vec<&str> =
        ["identify", "--format", "csv"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let printed = text(&ramatch(&args).stdout);
    let mut printed = csv::Reader::from_reader(printed.as_bytes());
    let columns = printed.headers().unwrap().clone();
    let at = |name: &str| columns.iter().position(|column| column == name).unwrap();
    let columns = ["verdict", "names", "reason", "value", "stated_rate"].map(at);
    let shown: Vec<Vec<String>> = printed
        .records()
        .map(|row| columns.iter().map(|&column| row.as_ref().unwrap()[column].to_owned()).collect())
        .collect();
    let wanted: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().skip(1).map(str::to_owned).collect()).collect();
    assert_eq!(shown, wanted);
}

#[test]
fn a_verdict_is_a_sentence_in_two_languages() {
    let english = text(&ramatch(&["identify", POLYSTYRENE]).stdout);
    let line = english.lines().find(|line| line.starts_with("identified: ")).unwrap();
    assert!(line.contains("consistent with polystyrene; in trials at most 1 in 10 substances"), "{line}");
    let korean = text(&ramatch(&["identify", "--language", "ko", POLYSTYRENE]).stdout);
    assert!(korean.contains("일치: polystyrene와(과) 일치합니다"), "{korean}");
    let undecided = text(&ramatch(&["identify", SILICON]).stdout);
    assert!(undecided.contains("cannot decide[one_band]: consistent with silicon by its one band"));
    assert!(undecided.contains("what may help: measure a wider range of Raman shifts"), "{undecided}");
    let korean = text(&ramatch(&["identify", "--language", "ko", SILICON]).stdout);
    assert!(korean.contains("판정 불가[one_band]: 판정할 수 없습니다"), "{korean}");
}

#[test]
fn what_is_watched_for_has_an_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.txt");
    fs::write(&list, "\u{feff}9003-53-6\r\nSILICON # wafers\r\nunobtainium\r\n").unwrap();
    let list = list.to_str().unwrap();
    let named = ramatch(&["identify", "--watch", list, POLYSTYRENE]);
    assert_eq!(named.status.code(), Some(10));
    assert!(text(&named.stdout).contains("mark[watch]: polystyrene is watched for (9003-53-6)"));
    assert!(text(&named.stderr).contains("1 of 3 are not in the library and are never found: unobtainium"));
    // What is only first is marked, and is no alarm.
    let first = ramatch(&["identify", "--watch", list, SILICON]);
    assert_eq!(first.status.code(), Some(3));
    assert!(text(&first.stdout).contains("mark[watch]: silicon is watched for; it is first, and not named"));
    assert_eq!(ramatch(&["identify", "--watch", list, CALCITE]).status.code(), Some(0));
    assert_eq!(ramatch(&["identify", "--watch", list, CALCITE, POLYSTYRENE]).status.code(), Some(10));
    let many = text(&ramatch(&["identify", "--watch", list, "--format", "csv", POLYSTYRENE, SILICON]).stdout);
    assert!(many.contains(",watch\n") && many.contains("\"watch, not named\"\n"), "{many}");
    fs::write(list, "# nothing\n").unwrap();
    let empty = ramatch(&["identify", "--watch", list, CALCITE]);
    assert_eq!(empty.status.code(), Some(2));
    assert!(text(&empty.stderr).contains("names no substance"));
}

#[test]
fn trials_of_another_library_are_refused() {
    let own = ramatch(&["identify", "--calibration", SHIPPED, POLYSTYRENE]);
    assert_eq!(own.status.code(), Some(0));
    let folder = tempfile::tempdir().unwrap();
    let grown = folder.path().join("grown.rsl");
    let grown = grown.to_str().unwrap();
    fs::copy("../ramatch/data/demonstration.rsl", grown).unwrap();
    let added = ramatch(&[
        "library",
        "add",
        "examples/data",
        "--manifest",
        "examples/names.csv",
        "--licence",
        "MIT",
        "--source",
        "lab",
        "-o",
        grown,
    ]);
    assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));
    let other = ramatch(&["identify", "--library", grown, "--calibration", SHIPPED, CALCITE]);
    assert_eq!(other.status.code(), Some(2));
    let said = text(&other.stderr);
    assert!(
        said.contains("error[calibration_mismatch]") && said.contains("has to be calibrated again"),
        "{said}"
    );
    let without = text(&ramatch(&["identify", "--library", grown, CALCITE]).stdout);
    assert!(
        without.contains("related: consistent with") && without.contains("ramatch calibrate"),
        "{without}"
    );
    let no_table = ramatch(&["identify", "--calibration", CALCITE, CALCITE]);
    assert!(text(&no_table.stderr).contains("error[bad_calibration]"));
}

#[test]
fn shots_are_taken_until_the_verdict_settles() {
    let settled = ramatch(&[
        "identify",
        "--shots",
        "--until-decided",
        POLYSTYRENE,
        "examples/data/polystyrene-532-bwtek-a.txt",
        "examples/data/polystyrene-532-bwtek-b.txt",
    ]);
    assert_eq!(settled.status.code(), Some(0), "{}", text(&settled.stderr));
    assert!(text(&settled.stderr).contains("the verdict has settled after 2 of 3 shots"));
    let copies = ramatch(&["identify", "--shots", "--until-decided", POLYSTYRENE, POLYSTYRENE]);
    assert!(text(&copies.stderr).contains("the verdict has not settled after 2 shots"));
    assert_eq!(
        ramatch(&["identify", "--until-decided", POLYSTYRENE]).status.code(),
        Some(2),
        "of shots only"
    );
}

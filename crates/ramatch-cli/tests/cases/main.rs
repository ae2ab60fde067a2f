//! The small files with right answers of `ramatch`'s own tests, asked at the terminal: what `info` says that they hold, what
//! `identify` answers and with which exit code, what `convert --shift` and `preprocess` write.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod answers;
mod given;
mod held;
mod written;

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

/// The exit code of `identify`, and what it answers: the best substance, or the code of why there is none.
fn answer(file: &str, more: &[&str]) -> (i32, String) {
    let (exit, json) = json(&[&["identify", "--json", "--top", "1", file], more].concat());
    let result = &json["results"][0];
    let said =
        [&json["errors"][0]["error"], &result["verdict"]["reason"]["code"], &result["hits"][0]["substance"]];
    (exit.unwrap(), said.into_iter().find_map(Value::as_str).unwrap_or_default().to_owned())
}

const LASER: &[&str] = &["--laser", "785"];
const NM: &[&str] = &["--laser", "785", "--axis", "nm"];

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

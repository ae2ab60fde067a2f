//! `ramatch preprocess` on what was measured at equal distances, and on what its reader wondered about.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::path::Path;
use std::process::{Command, Output};

fn preprocess(file: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ramatch")).arg("preprocess").arg(file).args(more).output().unwrap()
}

fn written(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("measured.csv");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

fn columns(output: &Output) -> Vec<Vec<String>> {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout.clone()).unwrap();
    printed.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// Shift and counts as they are written are the first columns of what is printed.
#[test]
fn an_even_axis_is_printed_as_it_was_written() {
    for (start, step, decimals) in [(100.0, 1.0, 0), (100.1, 0.5, 1), (99.37, 1.9284, 2), (-50.0, 2.25, 2)] {
        let rows: Vec<(String, String)> = (0..900)
            .map(|i| {
                let counts =
                    100.0 + 0.003 * f64::from(i) + if i == 420 { 50_000.0 } else { 0.1 * f64::from(i % 7) };
                (format!("{:.decimals$}", start + step * f64::from(i)), format!("{counts:.2}"))
            })
            .collect();
        let file: String = rows.iter().map(|(x, y)| format!("{x},{y}\n")).collect();
        let (_folder, path) = written(&format!("Raman shift,Intensity\n{file}"));
        let printed = columns(&preprocess(&path, &["--baseline", "arpls"]));
        assert_eq!(printed.len(), rows.len());
        for (line, (x, y)) in printed.iter().zip(&rows) {
            // Without the zeros at the end that a number does not keep.
            let (x, y): (f32, f32) = (x.parse().unwrap(), y.parse().unwrap());
            assert_eq!((&line[0], &line[1]), (&x.to_string(), &y.to_string()));
        }
        let highest = printed.iter().max_by(|a, b| number(&a[1]).total_cmp(&number(&b[1]))).unwrap();
        assert_eq!(number(&highest[0]) as f32, number(&rows[420].0) as f32, "{highest:?}");
    }
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

#[test]
fn what_the_reader_wondered_about_is_said() {
    // All counts are one number.
    let rows: String = (0..300).map(|i| format!("{},5\n", 200 + i)).collect();
    let named = |rows: &str| written(&format!("Raman shift,Intensity\n{rows}"));
    let (_folder, path) = named(&rows);
    let output = preprocess(&path, &["--json"]);
    assert_eq!(output.status.code(), Some(0));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let warnings: Vec<&str> =
        json["warnings"].as_array().unwrap().iter().map(|warning| warning.as_str().unwrap()).collect();
    assert_eq!(warnings.len(), 1);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said, warnings.iter().map(|warning| format!("note: {warning}\n")).collect::<String>());
    let rows: String = (0..300).map(|i| format!("{},{}\n", 200 + i, (i * i) % 97)).collect();
    let (_folder, plain) = named(&rows);
    let output = preprocess(&plain, &["--json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["warnings"], serde_json::json!([]));
}

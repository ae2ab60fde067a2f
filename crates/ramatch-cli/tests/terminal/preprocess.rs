//! `ramatch preprocess`, and the pictures that it draws for the book.

use super::{POLYSTYRENE, ramatch, text};
use std::path::Path;

#[test]
fn preprocess_prints_columns() {
    let output = ramatch(&[
        "preprocess",
        POLYSTYRENE,
        "--despike",
        "whitaker-hayes",
        "--baseline",
        "arpls:lambda=1e5",
        "--smooth",
        "savitzky-golay:window=9",
        "--normalize",
        "max",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    let mut lines = printed.lines();
    assert_eq!(lines.next(), Some("Raman shift (cm-1),raw,baseline,processed"));
    let rows: Vec<Vec<f64>> =
        lines.map(|line| line.split(',').map(|value| value.parse().unwrap()).collect()).collect();
    assert!(rows.len() > 1500 && rows.iter().all(|row| row.len() == 4));
    assert_eq!(rows.iter().map(|row| row[3]).fold(0.0, f64::max), 1.0);

    let output = ramatch(&["preprocess", POLYSTYRENE, "--baseline", "arpls", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["schema"], 3);
    assert!(json["quality"]["snr"].as_f64().unwrap() > 20.0 && json["fit"]["converged"] == true);
}

#[test]
fn preprocess_refuses_what_it_cannot_do() {
    for (flag, word) in [
        ("--baseline", "nothing"),
        ("--baseline", "arpls:lam=3"),
        ("--baseline", "arpls:lambda"),
        ("--baseline", "arpls:lambda=-1"),
        ("--smooth", "savitzky-golay:window=10"),
        ("--normalize", "loudest"),
        ("--step", "0"),
    ] {
        let output = ramatch(&["preprocess", POLYSTYRENE, flag, word]);
        assert_eq!(output.status.code(), Some(2), "{flag} {word}");
        assert!(text(&output.stderr).starts_with("error[") && output.stdout.is_empty(), "{flag} {word}");
    }
}

/// Every picture of the book's pages is what the page's command draws.
#[test]
fn the_pictures_of_the_methods_are_the_tools_own() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/methods");
    let folder = tempfile::tempdir().unwrap();
    let mut drawn = 0;
    for page in std::fs::read_dir(&pages).unwrap() {
        let page = page.unwrap().path();
        let content = if page.extension().is_some_and(|e| e == "md") {
            std::fs::read_to_string(&page).unwrap()
        } else {
            continue;
        };
        let Some(command) = content.lines().find_map(|line| line.strip_prefix("$ cargo run --release -- "))
        else {
            continue;
        };
        let picture = folder.path().join("picture.svg");
        let mut words: Vec<&str> = command.split_whitespace().collect();
        *words.last_mut().unwrap() = picture.to_str().unwrap();
        assert_eq!(ramatch(&words).status.code(), Some(0), "{command}");
        let shown = std::fs::read_to_string(page.with_extension("svg")).unwrap();
        assert!(shown == std::fs::read_to_string(&picture).unwrap(), "draw it again: {command}");
        drawn += 1;
    }
    assert!(drawn >= 24, "{drawn} pages");
}

//! `ramatch library build --device` and `ramatch library size`.

use super::{ramatch, text};

#[test]
fn a_library_for_a_device_and_what_it_costs() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (plain, mixtures) = (place("plain.rsl"), place("mixtures.rsl"));
    let output = ramatch(&["library", "build", "spectra-library", "--device", "-o", &plain]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(said.contains("(this)") && said.contains("5000") && said.contains("memory"), "{said}");
    let info = |path: &str| text(&ramatch(&["library", "info", path]).stdout);
    assert!(
        info(&plain)
            .contains("rows        i8, and recipe, entries, substances, strings, scales, rows, bands\n")
    );

    // Of a built library, by another recipe.
    let output = ramatch(&[
        "library",
        "build",
        "crates/ramatch/data/demonstration.rsl",
        "--device",
        "--mixtures",
        "--recipe",
        "portable-snip",
        "--json",
        "-o",
        &mixtures,
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let bytes = std::fs::metadata(&mixtures).unwrap().len();
    assert_eq!(json["library"]["flash_with_mixtures_bytes"].as_u64(), Some(bytes));
    assert_eq!(json["others"].as_array().unwrap().len(), 12);
    assert!(info(&mixtures).contains("bands, linear"));
    assert_eq!(ramatch(&["library", "verify", &mixtures]).status.code(), Some(0));

    // It holds no measured spectra to be built of.
    let output = ramatch(&["library", "build", &plain, "-o", &place("again.rsl")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("no measured points"), "{}", text(&output.stderr));
    for wrong in [&["--device", "--rows", "f32"][..], &["--mixtures"], &["--device", "--codes"]] {
        let args = [&["library", "build", "spectra-library", "-o", &plain][..], wrong].concat();
        assert_eq!(ramatch(&args).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn sizes_without_a_library() {
    let output = ramatch(&["library", "size", "--entries", "500", "--points", "1024", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let cost = &json["others"][0];
    let number = |name: &str| cost[name].as_u64().unwrap();
    assert_eq!((number("entries"), number("points")), (500, 1024));
    assert!((600_000..900_000).contains(&number("flash_bytes")), "{cost}");
    assert!(number("flash_with_mixtures_bytes") > number("flash_bytes") + 500 * 1024);
    assert!(number("memory_bytes") < number("memory_with_mixtures_bytes"));
    let all = text(&ramatch(&["library", "size"]).stdout);
    assert_eq!(all.lines().count(), 13, "{all}");
    assert_eq!(ramatch(&["library", "size", "--points", "7"]).status.code(), Some(2));
    assert_eq!(ramatch(&["library", "size", "--recipe", "no-such-recipe.toml"]).status.code(), Some(2));
}

//! The example measurements: the right substance first, from every instrument.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/spectra.rs"]
mod spectra;

use ramatch::{Identifier, Library, Options, Recipe};
use spectra::examples;
use std::path::Path;

#[test]
fn every_example_is_recognised() {
    let identifier = Identifier::embedded().unwrap();
    let examples = examples();
    assert!(examples.len() >= 12, "three substances from at least four instruments");
    for (path, substance) in examples {
        let report = identifier.identify_file(&path, &Options::default()).unwrap();
        let best = &report.hits[0];
        assert_eq!(best.substance, substance, "{}", path.display());
        assert!(best.margin.unwrap() > 0.03, "{}", path.display());
        assert_eq!(report.query.despiked_points, 0, "{}: no band is taken for a cosmic ray", path.display());
    }
}

#[test]
fn the_portable_backend_gives_the_same_ranking() {
    let embedded = Identifier::embedded().unwrap();
    let portable = Identifier::with_recipe(embedded.library(), &Recipe::FINGERPRINT_PORTABLE).unwrap();
    assert_ne!(embedded.library_info().recipe, portable.library_info().recipe);
    for (path, _) in examples() {
        let options = Options::default();
        let (a, b) = (embedded.identify_file(&path, &options), portable.identify_file(&path, &options));
        for (a, b) in a.unwrap().hits.iter().zip(b.unwrap().hits) {
            assert_eq!(a.entry, b.entry, "{}", path.display());
            assert!((a.cosine - b.cosine).abs() < 1e-5);
        }
    }
}

/// Rankings and score bits of the examples, which the terminal and Python are held to as well: a change moves them knowingly, in its own commit, under "Results" of the
/// changelog. They are the same on every platform.
#[test]
fn scores_are_frozen_to_the_bit() {
    let identifier = Identifier::embedded().unwrap();
    let frozen = include_str!("frozen_scores.txt");
    let mut now =
        String::from("# file, rank, reference, bits of the score; made by scores_are_frozen_to_the_bit\n");
    for (path, _) in examples() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for hit in identifier.identify_file(&path, &Options::default()).unwrap().hits {
            now += &format!("{name} {} {} {:016x}\n", hit.rank, hit.entry, hit.score.to_bits());
        }
    }
    assert_eq!(frozen, now, "scores have moved; if knowingly, replace the file by:\n{now}");
}

#[test]
fn json_has_its_schema() {
    let identifier = Identifier::embedded().unwrap();
    let (path, _) = examples().swap_remove(0);
    let report = identifier.identify_file(&path, &Options::default().top(2)).unwrap();
    let json: serde_json::Value = serde_json::to_value(&report).unwrap();
    assert_eq!(json["hits"].as_array().unwrap().len(), 2);
    for field in [
        "rank",
        "substance",
        "cas",
        "form",
        "score",
        "cosine",
        "margin",
        "bands",
        "grade",
        "licence",
        "source",
    ] {
        assert!(json["hits"][0].get(field).is_some(), "{field}");
    }
    assert!(json["hits"][0]["attribution"].as_str().unwrap().contains("Wasatch"));
    for field in ["points", "range_cm1", "laser_nm", "compared_cm1", "coverage", "snr", "bands_cm1", "shots"]
    {
        assert!(json["query"].get(field).is_some(), "{field}");
    }
    for field in ["alignment", "metric", "verdict", "unexplained_cm1"] {
        assert!(json.get(field).is_some(), "{field}");
    }
    // Every score travels as its shortest exact decimal.
    let text = serde_json::to_string(&report).unwrap();
    assert!(text.contains(&format!("\"score\":{},", report.hits[0].score)), "{text}");
}

#[test]
fn two_entries_of_one_substance_are_one_substance() {
    let identifier = Identifier::embedded().unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data/polystyrene-785-bwtek-a.txt");
    let report = identifier.identify_file(&file, &Options::default().top(1000)).unwrap();
    let names: std::collections::BTreeSet<&str> = report.hits.iter().map(|h| h.substance.as_str()).collect();
    assert_eq!(names.len(), report.hits.len());
    assert!(report.scored_entries.0 > report.scored_substances);
    let library = Library::embedded().unwrap();
    let polystyrenes =
        library.content().unwrap().entries.iter().filter(|e| e.substance == "polystyrene").count();
    assert_eq!(polystyrenes, 2);
    // The margin is to the next substance: what ranks lower is always something else.
    for pair in report.hits.windows(2) {
        assert_eq!(pair[0].margin, Some(pair[0].score - pair[1].score));
    }
    assert_eq!(report.hits.last().unwrap().margin, None);
}

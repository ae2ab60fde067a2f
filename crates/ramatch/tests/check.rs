//! A library with faults that were put into it: each is found, and nothing else is.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/entries.rs"]
mod entries;

use entries::measured;
use ramatch::rows::Control;
use ramatch::{
    Agreement, Checked, Content, EntryContent, Error, Identifier, Library, LibraryCheck, Raw, Recipe,
    SourceContent, Storage, SubstanceContent,
};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Points of bands on a slope, with noise of a part of the highest band.
fn points(at: &[f64], noise: f64, seed: u64) -> Raw {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
    };
    let shift_cm1: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
    let intensity = shift_cm1.iter().map(|&x| {
        let x = f64::from(x);
        let bands: f64 = at.iter().map(|c| 1000.0 / (1.0 + ((x - c) / 5.0).powi(2))).sum();
        (300.0 + 0.1 * x + bands + 3464.0 * noise * random()) as f32
    });
    let intensity = intensity.collect();
    Raw::Curve { shift_cm1, intensity }
}

fn entry(id: &str, substance: &str, raw: Raw) -> EntryContent {
    let Raw::Curve { shift_cm1, intensity } = raw else { unreachable!() };
    let of = measured(id, substance, shift_cm1, intensity);
    EntryContent { instrument: "instrument 7".into(), ..of }
}

const PLACES: [[f64; 5]; 6] = [
    [410.0, 655.0, 1003.0, 1340.0, 1610.0],
    [333.0, 777.0, 1121.0, 1480.0, 1733.0],
    [520.0, 888.0, 1222.0, 1404.0, 1555.0],
    [460.0, 710.0, 1066.0, 1266.0, 1850.0],
    [290.0, 602.0, 945.0, 1170.0, 1666.0],
    [370.0, 830.0, 1290.0, 1433.0, 1990.0],
];

/// Six substances, each measured three times.
fn good() -> Vec<EntryContent> {
    let mut entries = Vec::new();
    for (s, places) in PLACES.iter().enumerate() {
        for k in 0..3 {
            let raw = points(places, 0.01, (10 * s + k + 1) as u64);
            entries.push(entry(&format!("lab/{s}-{k}"), &format!("substance-{s}"), raw));
        }
    }
    entries
}

fn check(entries: Vec<EntryContent>) -> LibraryCheck {
    let mut names: Vec<&str> = entries.iter().map(|entry| entry.substance.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let substances = names.iter().map(|name| SubstanceContent {
        id: (*name).to_owned(),
        name: name.replace('-', " "),
        ..SubstanceContent::default()
    });
    let substances = substances.collect();
    let source = SourceContent { id: "lab".into(), ..SourceContent::default() };
    let content = Content { substances, sources: vec![source], entries, ..Content::default() };
    let library =
        Library::build(&content, &Recipe::FINGERPRINT, None, Storage::new(), &mut |_, _| {}).unwrap();
    let identifier = Identifier::new(library).unwrap();
    let checked = identifier.check_library(Control { threads: Some(2), progress: None }).unwrap();
    let alone = identifier.check_library(Control { threads: Some(1), progress: None }).unwrap();
    assert_eq!(checked, alone, "the same on any number of threads");
    checked
}

/// Codes and entries of what was found.
fn found(check: &LibraryCheck) -> Vec<(&str, &str)> {
    check.findings.iter().map(|finding| (finding.code, finding.entry.as_str())).collect()
}

#[test]
fn of_a_good_library_nothing_is_found() {
    let check = check(good());
    assert_eq!((check.entries, check.substances, check.measured), (18, 6, 18));
    assert_eq!(found(&check), []);
    assert_eq!(check.alike, []);
}

#[test]
fn every_fault_is_found() {
    // A label that was mixed up: it is another substance, and has others of its own name.
    let mut entries = good();
    entries.push(entry("lab/mixed-up", "substance-0", points(&PLACES[1], 0.01, 77)));
    let mixed = check(entries);
    let codes: Vec<&str> =
        mixed.findings.iter().filter(|f| f.entry == "lab/mixed-up").map(|f| f.code).collect();
    assert_eq!(codes, ["another_answer", "replicates_disagree"], "{:?}", mixed.findings);
    let other = mixed.findings[0].other.as_ref().unwrap();
    assert_eq!((other.substance_id.as_str(), other.score > 0.8), ("substance-1", true));
    // What stands beside it is right, and is not called wrong.
    assert!(
        mixed.findings.iter().all(|f| f.entry == "lab/mixed-up" || f.code == "another_first"),
        "{:?}",
        mixed.findings
    );

    // One curve under two names; the second is the only one of its name.
    let mut entries = good();
    entries.push(entry("lab/twin", "twin", entries[4].raw.clone()));
    let twin = check(entries);
    let codes = found(&twin);
    assert!(
        codes.contains(&("equal_curves", "lab/twin")) && codes.contains(&("equal_curves", "lab/1-1")),
        "{codes:?}"
    );
    assert!(codes.contains(&("taken_for", "lab/twin")), "{codes:?}");
    assert_eq!(twin.alike[0].substances, ("substance 1".to_owned(), "twin".to_owned()));

    // Curves that show nothing, too little, or are cut off.
    let Raw::Curve { shift_cm1, intensity } = points(&PLACES[2], 0.01, 5) else { unreachable!() };
    let cut: Vec<f32> = intensity.iter().map(|&value| value.min(700.0)).collect();
    let lit = shift_cm1.iter().zip(points_of(points(&[], 0.004, 11)));
    let lit = lit.map(|(x, noise)| noise + 9000.0 * (-((x - 1100.0) / 700.0).powi(2)).exp()).collect();
    let mut entries = good();
    entries.push(entry("lab/a-noise", "substance-2", points(&[], 0.05, 9)));
    entries.push(entry(
        "lab/b-lit",
        "substance-2",
        Raw::Curve { shift_cm1: shift_cm1.clone(), intensity: lit },
    ));
    entries.push(entry(
        "lab/c-cut",
        "substance-2",
        Raw::Curve { shift_cm1: shift_cm1.clone(), intensity: cut },
    ));
    let few = Raw::Curve { shift_cm1: shift_cm1[..300].to_vec(), intensity: intensity[..300].to_vec() };
    entries.push(entry("lab/d-short", "substance-2", few));
    let check_of = check(entries);
    for wanted in [
        ("no_bands", "lab/a-noise"),
        ("background", "lab/b-lit"),
        ("saturated", "lab/c-cut"),
        ("short", "lab/d-short"),
    ] {
        assert!(found(&check_of).contains(&wanted), "{wanted:?}: {:?}", check_of.findings);
    }
    let of = |code| found(&check_of).iter().filter(|(own, _)| *own == code).count();
    assert_eq!(
        [of("no_bands"), of("background"), of("saturated"), of("short")],
        [1; 4],
        "{:?}",
        check_of.findings
    );

    // Names and provenance.
    let mut entries = good();
    entries[0].licence.clear();
    entries[1].licence.clear();
    entries[3].instrument.clear();
    entries[3].laser_nm = None;
    entries[5].checked = Checked { agreement: Agreement::Doubtful, by: "its label was lost".into() };
    entries.push(entry("lab/x", "unknown-3", points(&[501.0, 1313.0, 1717.0], 0.01, 8)));
    let named = check(entries);
    let texts: Vec<(&str, &str)> = named.findings.iter().map(|f| (f.code, f.text.as_str())).collect();
    assert_eq!(
        texts,
        [
            ("doubtful", "is doubtful: its label was lost"),
            ("no_name", "is of \"unknown 3\", which is no substance"),
            ("provenance", "2 references state no licence, of source lab"),
            ("provenance", "1 reference states no instrument or laser, of source lab"),
        ]
    );
}

fn points_of(raw: Raw) -> Vec<f32> {
    match raw {
        Raw::Curve { intensity, .. } => intensity,
        _ => Vec::new(),
    }
}

#[test]
fn libraries_without_measured_points_and_without_entries() {
    let embedded = Identifier::embedded().unwrap();
    let check = embedded.check_library(Control::default()).unwrap();
    assert_eq!(check.entries, embedded.library().view().len() as usize);
    let grave = ["another_answer", "equal_curves", "no_bands", "background", "saturated", "no_name"];
    let found: Vec<_> = check.findings.iter().filter(|finding| grave.contains(&finding.code)).collect();
    assert!(found.is_empty(), "{found:?}");
    // Two sources with measured points say nothing of the instrument, which is true.
    let silent: Vec<_> = check.findings.iter().filter(|finding| finding.code == "provenance").collect();
    assert!(
        silent.iter().all(|finding| finding.text.contains("no instrument or laser, of source ")),
        "{silent:?}"
    );
    let svg = check.to_svg("a & b");
    assert!(svg.starts_with("<svg") && svg.contains("a &amp; b") && svg.matches("<rect").count() > 10);
    let none =
        Library::build(&Content::default(), &Recipe::FINGERPRINT, None, Storage::new(), &mut |_, _| {});
    if let Ok(none) = none {
        let check = Identifier::new(none).unwrap().check_library(Control::default()).unwrap();
        assert_eq!((check.entries, check.findings.len()), (0, 0));
        assert!(check.to_svg("").contains("no two substances met"));
    }
}

#[test]
fn it_is_called_off() {
    let embedded = Identifier::embedded().unwrap();
    let told = AtomicUsize::new(0);
    let stop = |done: usize, total: usize| {
        told.fetch_add(1, Ordering::Relaxed);
        assert!(done <= total);
        done < 10
    };
    let outcome = embedded.check_library(Control { threads: Some(2), progress: Some(&stop) });
    assert!(matches!(outcome, Err(Error::Cancelled { done, .. }) if done < 30), "{outcome:?}");
    assert!(told.into_inner() > 0);
}

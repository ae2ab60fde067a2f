//! The simulated tablet in its bag: the same numbers in Rust, at the terminal and in Python, by one committed file.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch::{Container, Error, Identifier, Options, Report};
use std::path::{Path, PathBuf};

fn simulated(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/simulated").join(name)
}

fn bag() -> Container {
    Container::measured(
        "simulated-empty-bag.csv",
        ramatch::read_file(&simulated("simulated-empty-bag.csv")).unwrap(),
    )
}

fn tablet(options: &Options) -> Report {
    Identifier::embedded().unwrap().identify_file(&simulated("simulated-tablet-in-bag.csv"), options).unwrap()
}

#[test]
fn the_tablet_has_the_numbers_of_the_committed_file() {
    let report = tablet(&Options::default().container(bag()));
    assert_eq!(report.verdict.code, "mixture");
    let made = serde_json::to_value(report.mixture.as_ref().unwrap()).unwrap();
    let text = std::fs::read_to_string(simulated("mixture.json")).unwrap();
    // Numbers of JSON are read back to the bit.
    assert_eq!(made, serde_json::from_str::<serde_json::Value>(&text).unwrap());
    let said = report.verdict.said();
    for name in ["paracetamol", "caffeine", "lactose"] {
        assert!(said.contains(name), "{said}");
    }
}

#[test]
fn what_contradicts_is_refused() {
    let identifier = Identifier::embedded().unwrap();
    let path = simulated("simulated-tablet-in-bag.csv");
    let refused = |options: &Options| identifier.identify_file(&path, options).unwrap_err();
    let four = (0..4).fold(Options::default(), |options, _| options.container(bag()));
    assert!(matches!(refused(&four), Error::Library { .. }), "four containers");
    assert!(identifier.check(&Options::default().container(bag()).single()).is_err());
    let mut of_other_laser = bag();
    of_other_laser.laser_nm = Some(532.0);
    let mut record = ramatch::read_file(&path).unwrap();
    record.metadata.laser_nm = Some(785.0);
    let error =
        identifier.identify_record(&record, &Options::default().container(of_other_laser)).unwrap_err();
    assert!(error.to_string().contains("532"), "{error}");
}

#[test]
fn an_empty_bag_in_its_own_bag_holds_nothing_that_is_told() {
    let identifier = Identifier::embedded().unwrap();
    let report = identifier
        .identify_file(&simulated("simulated-empty-bag.csv"), &Options::default().container(bag()))
        .unwrap();
    assert_eq!(
        report.cannot_decide().map(|reason| reason.code),
        Some("contained"),
        "{}",
        report.verdict.text.en
    );
    // Nothing is asked: nothing is told.
    let all: Vec<String> = {
        let view = identifier.library().view();
        (0..view.len()).map(|index| view.entry(index).unwrap().id.to_owned()).collect()
    };
    let none = tablet(&Options::default().exclude(all));
    assert!(!none.verdict.is_named() && none.mixture.is_none_or(|mixture| mixture.components.is_empty()));
}

#[test]
fn a_single_substance_is_what_it_is_taken_for() {
    let report = tablet(&Options::default().single());
    assert!(report.mixture.is_none() && report.verdict.code != "mixture");
}

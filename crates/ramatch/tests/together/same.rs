//! Which substances of several libraries are one.

use super::{bands, library, outcome, substance};
use ramatch::{Identifier, Library, Options, SubstanceContent};

#[test]
fn substances_are_one_by_number_or_else_by_name() {
    let caffeine = "RYYVLZVUVIJVGH-UHFFFAOYSA-N";
    let first = library(
        "first",
        vec![
            substance("caffeine", "caffeine", "58-08-2", caffeine),
            SubstanceContent {
                synonyms: vec!["acetaminophen".into()],
                ..substance("paracetamol", "paracetamol", "", "")
            },
            substance("lactose", "lactose", "63-42-3", ""),
            substance("salt", "table salt", "7647-14-5", ""),
            substance("sugar", "sugar", "57-50-1", ""),
        ],
    );
    let second = library(
        "second",
        vec![
            // By its InChIKey, whatever it is called.
            substance("theine", "Theine", "", caffeine),
            // By a synonym, whatever its case.
            SubstanceContent {
                tags: vec!["controlled".into()],
                ..substance("a", "ACETAMINOPHEN", "103-90-2", "")
            },
            // One name and two CAS numbers.
            substance("lactose", "Lactose", "64044-51-5", ""),
            // One CAS number and two names.
            substance("halite", "halite", "7647-14-5", ""),
            // Nothing in common.
            substance("quartz", "quartz", "14808-60-7", ""),
        ],
    );
    let together = Library::together(&[first, second]).unwrap();
    let view = together.view();
    let names: Vec<&str> = (0..view.substances_len()).map(|i| view.substance(i).unwrap().name).collect();
    let mut expected = ["caffeine", "paracetamol", "lactose", "table salt", "sugar", "Lactose", "quartz"];
    expected.sort_by_key(|name| names.iter().position(|other| other == name));
    assert_eq!(names, expected);
    let codes: Vec<&str> = together.conflicts().iter().map(|conflict| conflict.code).collect();
    assert_eq!(codes, ["names_differ", "names_differ", "cas_differs"]);
    let about = (0..view.substances_len()).find(|&i| view.substance(i).unwrap().id == "paracetamol").unwrap();
    let about = together.substance_content(about).unwrap().unwrap();
    assert_eq!((about.cas.as_deref(), &about.tags[..]), (Some("103-90-2"), &["controlled".to_owned()][..]));
    assert!(together.conflicts()[2].text.contains("64044-51-5"), "{}", together.conflicts()[2].text);
    // Two of one name have ids of their own.
    assert!((0..view.substances_len()).any(|i| view.substance(i).unwrap().id == "lactose@2"));
    // What is not agreed on stands in the reports that it matters for.
    let spectrum = bands(&[400.0 + (37.0 * "first".bytes().map(f64::from).sum::<f64>() + 633.0) % 700.0]);
    let report =
        Identifier::new(together.clone()).unwrap().identify(&spectrum, &Options::default().top(20)).unwrap();
    let told: Vec<&str> =
        report.warnings.iter().filter(|w| w.code == "library_conflict").map(|w| w.text.as_str()).collect();
    assert!(told.iter().any(|text| text.contains("halite")), "{told:?}");
    together.verify().unwrap();
}

/// The outcome of all orders of three libraries, which has to be one.
fn any_order(libraries: [&Library; 3]) -> (usize, Vec<&'static str>) {
    let [a, b, c] = libraries.map(Library::clone);
    let orders = [[&a, &b, &c], [&a, &c, &b], [&b, &a, &c], [&b, &c, &a], [&c, &a, &b], [&c, &b, &a]];
    let outcomes = orders.map(|order| outcome(&order.map(Library::clone)));
    let of = |(names, codes): &(Vec<String>, Vec<&'static str>)| (names.len(), codes.clone());
    assert!(outcomes.iter().all(|other| of(other) == of(&outcomes[0])), "{outcomes:?}");
    of(&outcomes[0])
}

#[test]
fn two_of_one_library_are_not_thrown_together() {
    let first = library("first", vec![substance("x", "X", "", "")]);
    let second = library("second", vec![substance("x", "x", "", ""), substance("xx", "X ", "", "")]);
    assert_eq!(outcome(&[first.clone(), second]).1, ["ambiguous"]);
    // Nothing of it hangs on the libraries being many.
    let third = library("third", vec![substance("x", "X", "", "")]);
    assert_eq!(Library::together(&[first, third.clone(), third]).unwrap().parts().len(), 2);
}

#[test]
fn no_two_numbers_become_one() {
    let (a, b) = ("AAAAAAAAAAAAAA-UHFFFAOYSA-N", "BBBBBBBBBBBBBB-UHFFFAOYSA-N");
    // Polymorphs have one InChIKey, and CAS numbers and names of their own.
    let calcite = substance("calcium-carbonate", "calcium carbonate", "471-34-1", a);
    let aragonite = substance("aragonite", "aragonite", "14791-73-2", a);
    let of =
        |name: &str, all: &[&SubstanceContent]| library(name, all.iter().map(|&one| one.clone()).collect());
    let (one, other) = (of("one", &[&calcite]), of("other", &[&aragonite]));
    assert_eq!(outcome(&[one.clone(), other.clone()]), outcome(&[other.clone(), one.clone()]));
    assert_eq!(outcome(&[one.clone(), other]).1, ["cas_differs"]);
    for both in [[&aragonite, &calcite], [&calcite, &aragonite]] {
        let both = of("both", &both);
        let (names, codes) = outcome(&[one.clone(), both.clone()]);
        assert_eq!((names.len(), &codes[..]), (2, &["cas_differs"][..]));
        assert_eq!(outcome(&[both, one.clone()]).0, names);
    }
    // One that has the number of one and the key of another.
    let first = of("first", &[&substance("x", "x", "58-08-2", a), &substance("y", "y", "", b)]);
    let second = of("second", &[&substance("z", "z", "58-08-2", b)]);
    let (one_way, other_way) = (outcome(&[first.clone(), second.clone()]), outcome(&[second, first]));
    assert_eq!((one_way.0.len(), &one_way.1), (other_way.0.len(), &other_way.1));
    assert_eq!(one_way.1, ["inchikey_differs", "names_differ"]);
    // The same number, and another key.
    let first = of("first", &[&substance("x", "x", "58-08-2", a)]);
    let second = of("second", &[&substance("x", "x", "58-08-2", b)]);
    assert_eq!(outcome(&[first, second]).1, ["inchikey_differs"]);
}

#[test]
fn the_order_of_libraries_does_not_matter() {
    // A name, a number, and both.
    let name = library("name", vec![substance("x", "X", "", "")]);
    let number = library("number", vec![substance("z", "Z", "50-00-0", "")]);
    let both = library("both", vec![substance("x", "x", "50-00-0", "")]);
    assert_eq!(any_order([&name, &number, &both]).0, 1);
    // A name that two numbers have.
    let other = library("other", vec![substance("x", "x", "58-08-2", "")]);
    let one = library("one", vec![substance("x", "X", "50-00-0", "")]);
    assert_eq!(any_order([&name, &one, &other]), (3, vec!["cas_differs"]));
    // A sign of charge is no hyphen.
    let salt = |name: &str, of: &str| library(name, vec![substance("salt", of, "", "")]);
    assert_eq!(outcome(&[salt("one", "Fe2+ salt"), salt("other", "Fe2- salt")]).0.len(), 2);
    assert_eq!(outcome(&[salt("one", "Fe2 salt"), salt("other", "Fe2- salt")]).0.len(), 2);
    // Synonyms, and signs that people write in different ways.
    let micro = |name: &str, sign: &str| {
        library(name, vec![substance("m", &format!("{sign}-Thing\u{2010}2"), "", "")])
    };
    assert_eq!(
        any_order([
            &micro("a", "\u{b5}"),
            &micro("b", "\u{3bc}"),
            &library("c", vec![substance("m", "μ thing 2", "", "")])
        ])
        .0,
        1
    );
}

//! Mixtures at the terminal: a simulated tablet of three substances in a bag, and the empty bag.

use super::{POLYSTYRENE, ramatch, text};

const TABLET: &str = "examples/simulated/simulated-tablet-in-bag.csv";
const BAG: &str = "examples/simulated/simulated-empty-bag.csv";
/// What was put in, and its part of the signal: `SHARES` of `examples/simulated/make.py`.
const PUT_IN: [(&str, f64); 3] = [("paracetamol", 0.50), ("lactose", 0.35), ("caffeine", 0.15)];
/// The bag's part of all signal: `BAG_SHARE`.
const BAG_SHARE: f64 = 0.20;

#[test]
fn a_mixture_is_told_with_its_components() {
    let output = ramatch(&["identify", "--container", BAG, TABLET]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    let line = printed.lines().find(|line| line.starts_with("mixture: ")).unwrap();
    for (name, _) in PUT_IN {
        assert!(line.contains(name), "{name}\n{line}");
    }
    assert!(line.contains("shares are of the signal, not of weight"), "{line}");
    assert!(!line.contains("polyethylene"), "the bag is no component\n{line}");
    assert!(printed.contains("container: simulated-empty-bag.csv ("), "{printed}");
    let korean = text(&ramatch(&["identify", "--language", "ko", "--container", BAG, TABLET]).stdout);
    assert!(korean.contains("혼합물: ") && korean.contains("caffeine"), "{korean}");
}

/// Without a container the bag is a component like the others.
#[test]
fn a_bag_that_is_not_given_is_a_component() {
    let printed = text(&ramatch(&["identify", TABLET]).stdout);
    let line = printed.lines().find(|line| line.starts_with("mixture: ")).unwrap();
    assert!(line.contains("polyethylene") && line.contains("paracetamol"), "{line}");
    assert!(printed.contains("warning[bag]: container: polyethylene-like background"), "{printed}");
    let told = text(&ramatch(&["identify", "--container", BAG, TABLET]).stdout);
    assert!(!told.contains("warning[bag]"), "{told}");
    assert!(!printed.contains("\ncontainer: "), "{printed}");
}

#[test]
fn a_single_substance_is_not_taken_apart() {
    let single = text(&ramatch(&["identify", "--single", TABLET]).stdout);
    assert!(!single.contains("mixture: ") && !single.contains("as a sum"), "{single}");
    let json = ramatch(&["identify", "--single", "--json", TABLET]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["results"][0]["mixture"], serde_json::Value::Null);
}

/// The shares are those that were put in, as far as their own intervals say.
#[test]
fn json_has_the_shares_that_were_put_in() {
    let output = ramatch(&["identify", "--json", "--container", BAG, TABLET]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let report = &json["results"][0];
    assert_eq!(report["verdict"]["code"], "mixture");
    let mixture = &report["mixture"];
    // As in Rust and in Python, to the bit.
    let committed = std::fs::read_to_string("../../examples/simulated/mixture.json");
    let committed =
        committed.or_else(|_| std::fs::read_to_string("examples/simulated/mixture.json")).unwrap();
    assert_eq!(*mixture, serde_json::from_str::<serde_json::Value>(&committed).unwrap());
    let components = mixture["components"].as_array().unwrap();
    assert_eq!(components.len(), PUT_IN.len());
    for (component, (name, share)) in components.iter().zip(PUT_IN) {
        assert_eq!(component["substance"], name);
        let between: Vec<f64> =
            component["share_between"].as_array().unwrap().iter().map(|end| end.as_f64().unwrap()).collect();
        assert!(between[0] <= share && share <= between[1], "{name}: {share} is not in {between:?}");
        assert!(between[1] - between[0] < 0.1, "{name}: {between:?} says nothing");
    }
    assert_eq!(mixture["incomplete"], false);
    let container = mixture["containers"][0]["share"].as_f64().unwrap();
    assert!((container - BAG_SHARE).abs() < 0.03, "{container}");
    let shift = mixture["alignment"]["shift_cm1"].as_f64().unwrap();
    assert!((shift - 1.5).abs() < 0.3, "the axis is 1.5 cm⁻¹ too high, not {shift}");
}

#[test]
fn csv_names_the_components() {
    let printed = text(&ramatch(&["identify", "--format", "csv", "--container", BAG, TABLET]).stdout);
    let mut rows = csv::Reader::from_reader(printed.as_bytes());
    let columns = rows.headers().unwrap().clone();
    let at = |name: &str| columns.iter().position(|column| column == name).unwrap();
    let row = rows.records().next().unwrap().unwrap();
    assert_eq!(&row[at("verdict")], "mixture");
    assert_eq!(&row[at("names")], "paracetamol; lactose; caffeine");
    assert_eq!(&row[at("outcome")], "answer");
}

#[test]
fn a_picture_names_the_components() {
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("parts.svg");
    let output = ramatch(&["identify", "--container", BAG, "--plot", picture.to_str().unwrap(), TABLET]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let svg = std::fs::read_to_string(picture).unwrap();
    for part in ["paracetamol", "lactose", "caffeine", "container: simulated-empty-bag.csv"] {
        assert!(svg.contains(&format!(">{part}: ")), "{part}");
    }
}

/// The bag that is empty leaves nothing.
#[test]
fn what_is_all_container_is_not_decided() {
    let output = ramatch(&["identify", "--container", BAG, BAG]);
    assert_eq!(output.status.code(), Some(3));
    let printed = text(&output.stdout);
    assert!(printed.contains("cannot decide[contained]: the container leaves too little"), "{printed}");
}

#[test]
fn containers_that_cannot_be_are_refused() {
    let four = ["--container", BAG].repeat(4);
    let output = ramatch(&[&["identify"], &four[..], &[TABLET]].concat());
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("error[parameter]: 4 containers are given, and at most 3"), "{said}");
    for other in [&["--metric", "cosine"][..], &["--single"], &["--peaks"]] {
        let output = ramatch(&[&["identify", "--container", BAG], other, &[TABLET]].concat());
        assert_eq!(output.status.code(), Some(2), "{other:?}");
        assert!(text(&output.stderr).contains("cannot be used with"), "{other:?}");
    }
    let absent = ramatch(&["identify", "--container", "examples/simulated/nothing.csv", TABLET]);
    assert_eq!(absent.status.code(), Some(2));
    assert!(text(&absent.stderr).contains("error[no_such_file]"), "{}", text(&absent.stderr));
    // What is no spectrum is no container.
    let readme = ramatch(&["identify", "--container", "examples/simulated/README.md", POLYSTYRENE]);
    assert_eq!(readme.status.code(), Some(2), "{}", text(&readme.stdout));
}

/// A record holds the container, and the answer is made again without its file.
#[test]
fn an_answer_with_a_container_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("answer.json");
    let record = record.to_str().unwrap();
    assert_eq!(ramatch(&["identify", "--container", BAG, "--record", record, TABLET]).status.code(), Some(0));
    let again = ramatch(&["verify-result", record, "--input", TABLET]);
    assert_eq!(again.status.code(), Some(0), "{}{}", text(&again.stdout), text(&again.stderr));
    assert!(text(&again.stdout).contains("equal to the bit"), "{}", text(&again.stdout));
}

//! `ramatch identify` of patterns, which shells of Windows hand on.

use super::many::{CALCITE, PS, Place, spectrum};
use super::{ramatch, text};
use std::path::Path;
use std::process::Command;

#[test]
fn a_pattern_is_expanded_where_no_file_has_its_name() {
    let place = Place::new();
    for number in 1..4 {
        place.write(&format!("scan-{number}.txt"), spectrum(PS, number));
    }
    let count = |pattern: &str| {
        let output = ramatch(&["identify", "--json", "--top", "1", &place.path(pattern)]);
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (json["results"].as_array().unwrap().len(), output.status.code())
    };
    assert_eq!(
        (count("scan-*.txt"), count("scan-[12].txt"), count("*.spc")),
        ((3, Some(0)), (2, Some(0)), (0, Some(2)))
    );
    place.write("scan-[12].txt", spectrum(PS, 9));
    assert_eq!(count("scan-[12].txt"), (1, Some(0)));
}

/// Once each, as of a folder: a link to a folder above leads back.
#[test]
fn a_pattern_goes_into_subfolders_and_through_no_link() {
    let place = Place::new();
    for name in ["day/1.txt", "day/run/2.txt", "day/run/deep/3.txt", "day/run/deep/note.md"] {
        place.write(name, spectrum(PS, 1));
    }
    #[cfg(unix)]
    for name in ["back", "again"] {
        std::os::unix::fs::symlink(place.path("day"), place.path(&format!("day/run/{name}"))).unwrap();
    }
    let files = |folder: &str, pattern: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ramatch"));
        let output =
            command.current_dir(place.path(folder)).args(["identify", "--json", pattern]).output().unwrap();
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let results = json["results"].as_array().unwrap();
        results.iter().map(|result| result["file"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(files("", "day/**/*.txt"), ["day/1.txt", "day/run/2.txt", "day/run/deep/3.txt"]);
    assert_eq!(files("day", "**/*.txt"), ["1.txt", "run/2.txt", "run/deep/3.txt"]);
    assert_eq!(files("", "day/run/**"), ["day/run/2.txt", "day/run/deep/3.txt", "day/run/deep/note.md"]);
    assert!(files("", "day/**/*.spc").is_empty() && files("", "night/**/*.txt").is_empty());
}

/// A pattern is the files that have its names: several are not drawn as one, and none of them is written over.
#[test]
fn a_pattern_is_drawn_as_the_files_that_it_names() {
    let place = Place::new();
    let first = place.write("scan-1.txt", spectrum(PS, 1));
    let before = std::fs::read(&first).unwrap();
    let pattern = place.path("scan-*.txt");
    let output = ramatch(&["identify", "--force", "--plot", &first, &pattern]);
    assert_eq!((output.status.code(), std::fs::read(&first).unwrap()), (Some(2), before));
    let picture = place.path("picture.svg");
    assert_eq!(ramatch(&["identify", "--plot", &picture, &pattern]).status.code(), Some(0));
    std::fs::remove_file(&picture).unwrap();
    place.write("scan-2.txt", spectrum(CALCITE, 1));
    let output = ramatch(&["identify", "--plot", &picture, &pattern]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()));
    assert!(text(&output.stderr).contains("one picture") && !Path::new(&picture).exists());
}

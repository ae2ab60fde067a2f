//! What travels with references from one library to another, and what is said of a folder.

use super::{POLYSTYRENE, ramatch, text};
use std::path::{Path, PathBuf};

fn json(args: &[&str]) -> serde_json::Value {
    serde_json::from_slice(&ramatch(args).stdout).unwrap()
}

/// The references of a library, each with its check and the families of its substance.
fn reviewed(library: &[&str]) -> Vec<[serde_json::Value; 3]> {
    let list = json(&[&["library", "list", "--json"], library].concat());
    let row = |row: &serde_json::Value| [row["id"].clone(), row["checked"].clone(), row["family"].clone()];
    let mut rows: Vec<_> = list["entries"].as_array().unwrap().iter().map(row).collect();
    rows.sort_by_key(|[id, ..]| id.to_string());
    rows
}

/// Checks, families, and the notice of a pack are those of before after an export and an addition of it.
#[test]
fn checks_families_and_notices_travel() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let pack = "spectra-library/packs/ramanbiolib-odbl";
    let (sugars, out, again) = (at("sugars.rsl"), at("sugars"), at("again.rsl"));
    assert!(ramatch(&["library", "build", pack, "-o", &sugars]).status.success());
    assert!(ramatch(&["library", "export", &sugars, "-o", &out]).status.success());
    let names = format!("{out}/names.csv");
    let add = ["library", "add", &out, "--manifest", &names, "-o", &again, "--json"];
    let added = ramatch(&add);
    assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));
    let added: serde_json::Value = serde_json::from_slice(&added.stdout).unwrap();
    assert_eq!(added["unnamed"].as_array().map(Vec::len), Some(0), "{added}");
    let (before, after) =
        (json(&["library", "info", &sugars, "--json"]), json(&["library", "info", &again, "--json"]));
    for part in ["checked", "families", "notices", "licences", "grades", "entries", "substances"] {
        assert_eq!(before[part], after[part], "{part}");
    }
    assert_eq!(reviewed(&[&sugars]), reviewed(&[&again]));

    // The same folder again: all of it is there already, and nothing is written.
    let bytes = std::fs::read(&again).unwrap();
    let twice = ramatch(&add[..7]);
    assert_eq!(twice.status.code(), Some(0), "{}", text(&twice.stderr));
    assert!(
        text(&twice.stdout).contains("0 added, 0 refused, 60 there already; now 60"),
        "{}",
        text(&twice.stdout)
    );
    assert!(std::fs::read(&again).unwrap() == bytes);

    // Without the files of the pack it is said what may be lost.
    std::fs::remove_file(Path::new(&out).join("NOTICE-ramanbiolib-odbl.md")).unwrap();
    let without = ramatch(&["library", "add", &out, "--manifest", &names, "-o", &at("without.rsl")]);
    assert_eq!(without.status.code(), Some(0));
    assert!(text(&without.stderr).contains("NOTICE-ramanbiolib-odbl.md"), "{}", text(&without.stderr));
}

/// What is doubtful in one library is so in what is made of it.
#[test]
fn what_is_doubtful_stays_so() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (out, again) = (at("demonstration"), at("again.rsl"));
    assert!(ramatch(&["library", "export", "-o", &out]).status.success());
    let add = ["library", "add", &out, "--manifest", &format!("{out}/names.csv"), "-o", &again];
    let added = ramatch(&add);
    assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));
    let (before, after) =
        (json(&["library", "info", "--json"]), json(&["library", "info", &again, "--json"]));
    assert_eq!(before["checked"], after["checked"]);
    assert!(after["checked"]["doubtful"].as_u64() > Some(0));
    // Families of which there are only hints do not travel.
    assert_eq!(reviewed(&[]), reviewed(&[&again]));
}

/// A manifest beside two measurements.
fn manifest(rows: &str) -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::copy(data.join(POLYSTYRENE), folder.path().join("a.txt")).unwrap();
    std::fs::copy(data.join("examples/data/silicon-785-bwtek-a.txt"), folder.path().join("b.txt")).unwrap();
    let manifest = folder.path().join("names.csv");
    std::fs::write(&manifest, rows).unwrap();
    let library = folder.path().join("own.rsl");
    (folder, manifest, library)
}

fn add(rows: &str, more: &[&str]) -> (std::process::Output, tempfile::TempDir) {
    let (folder, manifest, library) = manifest(rows);
    let [at, manifest, library] = [folder.path(), &manifest, &library].map(|path| path.display().to_string());
    (ramatch(&[&["library", "add", &at, "--manifest", &manifest, "-o", &library], more].concat()), folder)
}

#[test]
fn a_manifest_says_how_ones_own_was_checked() {
    let head = "file,name,licence,checked,checked_by,family\n";
    let (output, folder) = add(&format!("{head}a.txt,own,MIT,agrees,\"handbook, page 7\",\n"), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let library = folder.path().join("own.rsl").display().to_string();
    assert_eq!(json(&["library", "info", &library, "--json"])["checked"]["agrees"], 1);
    for (row, code) in [
        ("a.txt,own,MIT,agrees,,", "needs checked_by"),
        ("a.txt,own,MIT,checked,handbook,", "is none of agrees, quoted, unchecked, doubtful"),
        ("a.txt,own,MIT,,,sugars", "there is no family \"sugars\""),
    ] {
        let (output, _folder) = add(&format!("{head}{row}\n"), &[]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(code), "{}", text(&output.stderr));
    }
}

#[test]
fn rows_that_are_there_are_no_refusal_and_other_content_is() {
    let rows = "file,name,licence\na.txt,polystyrene,MIT\nb.txt,silicon,MIT\n";
    let (output, folder) = add(rows, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let [at, names, library] =
        ["", "names.csv", "own.rsl"].map(|name| folder.path().join(name).display().to_string());
    let again = || ramatch(&["library", "add", &at, "--manifest", &names, "-o", &library]);
    assert!(text(&again().stdout).contains("0 added, 0 refused, 2 there already; now 2 references"));
    std::fs::write(&names, rows.replace("silicon,MIT", "silicon,CC0-1.0")).unwrap();
    let output = again();
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("library remove --entry"), "{}", text(&output.stderr));
}

/// What is wrong is said with what to do about it.
#[test]
fn advice() {
    for (rows, more, advice) in [
        ("file\tname\tlicence\na.txt\town\tMIT\n", &[][..], "1 added"),
        ("file,name,licence\na.txt,poly,styrene,MIT\n", &[], "stands in quotes"),
        ("file;name;licence;laser_nm\na.txt;own;MIT;785,0\n", &[], "write a decimal point"),
        ("file,name,license\na.txt,own,MIT\n", &["--licence", "MIT"], "license (did you mean licence?)"),
        ("file,name,licence,laser\na.txt,own,MIT,785\n", &[], "laser (did you mean laser_nm?)"),
        ("file,name,licence\na.txt,own,internal use\n", &[], "LicenseRef-internal"),
        ("file,name\na.txt,own\n", &["--licence", "internal use"], "LicenseRef-internal"),
        ("file,name\na.txt,own\nb.txt,other\n", &[], "so are 1 other rows"),
    ] {
        let (output, _folder) = add(rows, more);
        let said = text(&output.stdout) + &text(&output.stderr);
        assert!(said.contains(advice), "{rows}\n{said}");
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    for (args, advice) in [
        (&["build", "examples/data", "-o", &at("x.rsl")][..], "library add"),
        (&["build", "spectra-library/packs", "-o", &at("x.rsl")], "name one of them"),
        (&["add", POLYSTYRENE, "--manifest", "examples/names.csv", "-o", &at("x.rsl")], "name the folder"),
        (
            &["add", "examples/data", "--manifest", "examples/names.csv", "-o", &at("nodir/x.rsl")],
            "is no folder",
        ),
        (&["remove", "demonstration", "--entry", "x"], "the library that is built in"),
        (&["export", "-o", &at("nodir/x")], "is no folder"),
        (&["build", "spectra-library", "-o", "demonstration"], "the library that is built in"),
        (
            &["import", "rruff", "examples/collections/rruff", "-o", "demonstration"],
            "the library that is built in",
        ),
        (
            &["import", "rruff", "examples/collections/rruff", "--licence", "MIT", "-o", &at("x.rsl")],
            "LicenseRef-RRUFF",
        ),
    ] {
        let output = ramatch(&[&["library"], args].concat());
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let said = text(&output.stderr);
        assert!(said.contains(advice) && !said.contains(".lock"), "{args:?}\n{said}");
    }
}

/// Entries of one source under several licences are shown with each.
#[test]
fn info_shows_the_licences_of_a_sources_references() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("plastics.rsl").display().to_string();
    let import =
        ramatch(&["library", "import", "openspecy", "examples/collections/openspecy", "-o", &library]);
    assert_eq!(import.status.code(), Some(0), "{}", text(&import.stderr));
    let info = text(&ramatch(&["library", "info", &library]).stdout);
    assert!(info.contains("CC-BY-4.0 1, LicenseRef-CC-BY-NC 1"), "{info}");
    let source = &json(&["library", "info", &library, "--json"])["sources"][0];
    assert_eq!(source["licences"]["CC-BY-4.0"], 1, "{source}");
}

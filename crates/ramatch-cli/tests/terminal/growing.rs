//! Libraries that grow and shrink: what such a command writes is not read, Ctrl-C leaves nothing, what nobody needs goes.

use super::{ramatch, text};
use std::path::Path;

/// Names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let items = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        items.map(|item| item.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A file of RRUFF.
fn mineral(number: u32) -> String {
    let mut text = format!("##NAMES=Mineral {number}\n##RRUFFID=R{number}\n##RAMAN WAVELENGTH=532\n");
    for i in 0..450 {
        let x = 150.0 + 3.0 * f64::from(i);
        let band = |at: f64| 900.0 / (1.0 + ((x - at) / 6.0).powi(2));
        let y =
            80.0 + band(300.0 + f64::from(number % 97) * 11.0) + band(350.0 + f64::from(number % 89) * 12.0);
        text += &format!("{x}, {:.2}\n", y + f64::from(i * (number + 7) % 13) / 4.0);
    }
    text
}

#[test]
fn what_an_import_writes_into_its_folder_is_no_candidate() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    for number in 1..4 {
        std::fs::write(at(&format!("{number}.txt")), mineral(number)).unwrap();
    }
    let (own, report, place) = (at("own.data"), at("report.txt"), folder.path().display().to_string());
    for added in [3, 0] {
        let import = ["library", "import", "rruff", &place, "-o", &own, "--report", &report, "--json"];
        let output = ramatch(&import);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(json["added"].as_array().map(Vec::len), Some(added));
        assert!(json["refused"].as_array().is_some_and(Vec::is_empty), "{json}");
        assert!(json["passed_over"].as_array().is_some_and(Vec::is_empty), "{json}");
    }
    assert_eq!(names(folder.path()), ["1.txt", "2.txt", "3.txt", "own.data", "report.txt"]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_while_a_library_grows_leaves_what_was_there() {
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut manifest = String::from("file,name\n");
    for number in 1..400 {
        std::fs::write(from.path().join(format!("{number}.txt")), mineral(number)).unwrap();
        manifest += &format!("{number}.txt,mineral {number}\n");
    }
    let names_csv = to.path().join("names.csv").display().to_string();
    std::fs::write(&names_csv, manifest).unwrap();
    let (from, own) = (from.path().display().to_string(), to.path().join("own.rsl").display().to_string());
    let report = to.path().join("report.csv").display().to_string();
    let import = ["library", "import", "rruff", &from, "-o", &own, "--report", &report];
    let add = [
        "library",
        "add",
        &from,
        "--manifest",
        &names_csv,
        "--licence",
        "MIT",
        "-o",
        &own,
        "--report",
        &report,
    ];
    for command in [&import[..], &add[..]] {
        let mut stopped = 0;
        for millis in [30, 60, 100, 150, 250] {
            let child = std::process::Command::new(env!("CARGO_BIN_EXE_ramatch"))
                .args(command)
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap();
            // The lock is there once the handler is.
            let lock = format!("{own}.lock");
            let begun = std::time::Instant::now();
            while !Path::new(&lock).exists() && begun.elapsed().as_secs() < 20 {
                std::thread::yield_now();
            }
            std::thread::sleep(std::time::Duration::from_millis(millis));
            let _ = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
            let output = child.wait_with_output().unwrap();
            let said = text(&output.stderr);
            if output.status.code() == Some(130) {
                stopped += 1;
                assert!(said.contains("stopped: nothing was written"), "{said}");
                assert_eq!(names(to.path()), ["names.csv"], "nothing is left");
            } else {
                // It was done before.
                assert_eq!(output.status.code(), Some(0), "{said}");
                std::fs::remove_file(&own).unwrap();
                std::fs::remove_file(&report).unwrap();
            }
        }
        assert!(stopped > 0, "nothing was stopped in time: {command:?}");
    }
}

#[test]
fn a_source_that_nobody_needs_goes_with_its_notice() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own.rsl").display().to_string();
    let pack = "spectra-library/packs/ramanbiolib-odbl";
    assert!(ramatch(&["library", "build", pack, "-o", &own]).status.success());
    let add = [
        "library",
        "add",
        "examples/data",
        "--manifest",
        "examples/names.csv",
        "--source",
        "lab",
        "--licence",
        "MIT",
        "-o",
        &own,
    ];
    assert!(ramatch(&add).status.success());
    let info = || -> serde_json::Value {
        serde_json::from_slice(&ramatch(&["library", "info", &own, "--json"]).stdout).unwrap()
    };
    let before = info().to_string();
    assert!(before.contains("ramanbiolib-odbl") && before.contains("ODbL-1.0"), "{before}");
    let removed = ramatch(&["library", "remove", &own, "--source", "ramanbiolib-odbl"]);
    assert!(removed.status.success(), "{}", text(&removed.stderr));
    let after = info().to_string();
    assert!(!after.contains("ramanbiolib-odbl") && !after.contains("ODbL-1.0"), "{after}");
    assert!(ramatch(&["library", "verify", &own]).status.success());
}

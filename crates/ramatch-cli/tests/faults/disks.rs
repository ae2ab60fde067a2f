//! Full disks: standard output, and every file that is written.

use super::{Place, ends, good, restore, text};
use std::fs::{self, OpenOptions};
use std::path::Path;
use std::process::Command;

const PRINTING: [&str; 18] = [
    "--help",
    "--version",
    "identify --help",
    "help library",
    "identify a.txt",
    "identify a.txt --json",
    "identify missing.txt --json",
    "info a.txt",
    "info a.txt --json",
    "preprocess a.txt",
    "preprocess a.txt --json",
    "library info",
    "library info --json",
    "library info --recipe",
    "library list",
    "library list --json",
    "library list --hints",
    "library export -o exported",
];

#[test]
fn a_full_disk_on_standard_output_is_an_error_and_a_closed_pipe_is_not() {
    if !Path::new("/dev/full").exists() {
        eprintln!("skipped: there is no /dev/full here");
        return;
    }
    let place = Place::new();
    let mut tried = 0;
    let mut printing: Vec<String> = PRINTING.map(str::to_owned).into();
    place.spectrum("m/s.csv", 1);
    place.spectrum("m/t.csv", 2);
    fs::write(place.at("m/names.csv"), "file,name,licence\ns.csv,one,MIT\nt.csv,two,MIT\n").unwrap();
    printing.push("library add m --manifest m/names.csv -o a.rsl".into());
    printing.push("library verify a.rsl".into());
    printing.push("library remove a.rsl --entry m/s -o b.rsl".into());
    printing.push("profile fit --polystyrene a.txt -o own.toml".into());
    for command in printing {
        let words: Vec<&str> = command.split(' ').collect();
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = place.command(&words).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{command}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains("standard output"), "{command}: {}", text(&output.stderr));
        tried += 1;
    }
    // Nothing can be said where stderr is full, and nothing falls over.
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = place.command(&["identify", "missing.txt"]).stderr(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let shell = format!("{} library list | head -1", env!("CARGO_BIN_EXE_ramatch"));
    let output = ends(Command::new("sh").args(["-c", &shell]).current_dir(place.folder.path()));
    good(&output);
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    println!("full standard output: {tried} tried, all said so");
}

/// Every file that is written, where no file may grow beyond a size: refused, the old one stays, nothing is left beside it.
#[test]
fn a_full_disk_leaves_what_was_there() {
    let place = Place::new();
    place.spectrum("m/s.csv", 1);
    place.spectrum("m/t.csv", 2);
    fs::write(
        place.at("m/names.csv"),
        "file,name,licence\ns.csv,one,MIT\nt.csv,three,MIT\ngone.csv,two,MIT\n",
    )
    .unwrap();
    let own: [&[&str]; 6] = [
        &["identify", "a.txt", "--plot", "own.svg"],
        &["convert", "a.txt", "-o", "own.csv"],
        &["convert", "a.txt", "-o", "own.jdx"],
        &["convert", "a.txt", "-o", "own.npz"],
        &["profile", "fit", "--polystyrene", "a.txt", "-o", "own.toml"],
        &["library", "add", "m", "--manifest", "m/names.csv", "-o", "own.rsl"],
    ];
    for command in own {
        let _ = place.run(command);
    }
    fs::write(place.at("m/names.csv"), "file,name,id,licence\ns.csv,one,other,MIT\n").unwrap();
    let before = place.snapshot();
    assert!(before.len() >= 10);
    let commands: [&[&str]; 9] = [
        own[0],
        own[1],
        own[2],
        own[3],
        own[4],
        own[5],
        &["library", "remove", "own.rsl", "--entry", "m/s"],
        &["info", "a.txt", "--plot", "own.svg"],
        &["library", "export", "-o", "exported"],
    ];
    let (mut tried, mut failed) = (0, 0);
    for command in commands {
        for blocks in [0, 1, 2, 4] {
            // A write beyond the limit fails as on a full disk, since the signal is ignored.
            let quoted: Vec<String> = command.iter().map(|word| format!("'{word}'")).collect();
            let line = format!(
                "trap '' XFSZ; ulimit -f {blocks}; '{}' {}",
                env!("CARGO_BIN_EXE_ramatch"),
                quoted.join(" ")
            );
            let output = ends(Command::new("sh").args(["-c", &line]).current_dir(place.folder.path()));
            tried += 1;
            if output.status.code() == Some(2) {
                failed += 1;
                assert!(text(&output.stderr).contains("error[io]"), "{command:?}: {}", text(&output.stderr));
                let after = place.snapshot();
                let lost: Vec<_> =
                    before.iter().filter(|file| !after.contains(file)).map(|file| &file.0).collect();
                assert!(lost.is_empty(), "{command:?}, {blocks} blocks: {lost:?}");
                let extra: Vec<_> =
                    after.iter().filter(|file| !before.contains(file)).map(|file| &file.0).collect();
                assert!(extra.is_empty(), "{command:?}, {blocks} blocks: {extra:?}");
            } else {
                assert!(output.status.code().is_some_and(|code| code == 0 || code == 4), "{output:?}");
                let _ = fs::remove_dir_all(place.at("exported"));
                restore(&before);
            }
        }
    }
    println!("full disks: {tried} tried, {failed} refused, lost = 0");
    assert!(failed >= 18, "{failed} of {tried}");
}

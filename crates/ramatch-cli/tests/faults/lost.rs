//! Changes at once, and outputs over what is there.

use super::{Place, good, long, references, refused, restore, text};
use std::fs;
use std::os::unix::fs::PermissionsExt;

/// Several processes add to one library, which is there or not: every reference is in it, or its process says why it is not.
#[test]
fn changes_at_once_are_all_there() {
    let place = Place::new();
    let (at_once, rounds) = if long() { (10, 20) } else { (6, 1) };
    let mut expected = 0;
    for round in 0..rounds {
        let names: Vec<String> = (0..at_once).map(|i| format!("r{round}-{i}")).collect();
        for (i, name) in names.iter().enumerate() {
            place.spectrum(&format!("{name}/s.csv"), round * at_once + i);
            let manifest = format!("file,name,licence\ns.csv,substance {name},MIT\n");
            fs::write(place.at(name).join("names.csv"), manifest).unwrap();
        }
        let children: Vec<_> = names
            .iter()
            .map(|name| {
                let manifest = format!("{name}/names.csv");
                let mut command =
                    place.command(&["library", "add", name, "--manifest", &manifest, "-o", "a.rsl"]);
                command
                    .stdout(std::process::Stdio::null())
                    .stderr(std::process::Stdio::piped())
                    .spawn()
                    .unwrap()
            })
            .collect();
        for child in children {
            good(&child.wait_with_output().unwrap());
        }
        expected += at_once;
        assert_eq!(references(&place, "a.rsl"), expected);
    }
    println!("changes at once: {expected} tried, {} there, lost = 0", references(&place, "a.rsl"));
    assert!(!place.at("a.rsl.lock").exists(), "no lock is left");
    good(&place.run(&["library", "verify", "a.rsl"]));
}

#[test]
fn a_change_of_a_locked_library_is_refused_or_waits_and_names_the_holder() {
    let place = Place::new();
    place.spectrum("m/s.csv", 1);
    fs::write(place.at("m/names.csv"), "file,name,licence\ns.csv,one,MIT\n").unwrap();
    let lock = ramatch::FileLock::take(&place.at("a.rsl"), &mut |_| false).unwrap();
    let add = ["library", "add", "m", "--manifest", "m/names.csv", "-o", "a.rsl", "--wait"];
    let output = place.run(&[&add[..], &["0"]].concat());
    refused(&output, "locked");
    let holder = format!("process {}", std::process::id());
    assert!(text(&output.stderr).contains(&holder), "{}", text(&output.stderr));
    let waiting =
        place.command(&[&add[..], &["60"]].concat()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    drop(lock);
    let output = waiting.wait_with_output().unwrap();
    good(&output);
    assert!(text(&output.stderr).contains(&holder), "{}", text(&output.stderr));
    assert_eq!(references(&place, "a.rsl"), 1);
}

/// Every output of every command, over every input of it and over files of other kinds: nothing changes.
#[test]
fn no_output_replaces_something_else() {
    let place = Place::new();
    place.spectrum("m/s.csv", 1);
    fs::write(place.at("m/names.csv"), "file,name,licence\ns.csv,one,MIT\nx.csv,gone,MIT\n").unwrap();
    fs::write(place.at("recipe.toml"), place.run(&["library", "info", "--recipe"]).stdout).unwrap();
    good(&place.run(&["library", "export", "-o", "text"]));
    good(&place.run(&["convert", "a.txt", "-o", "own.csv"]));
    good(&place.run(&["convert", "a.txt", "-o", "own.jdx"]));
    good(&place.run(&["convert", "a.txt", "-o", "own.npz"]));
    good(&place.run(&["identify", "a.txt", "--plot", "own.svg"]));
    good(&place.run(&["profile", "fit", "--polystyrene", "a.txt", "-o", "own.toml"]));
    let other =
        ["a.txt", "own.csv", "own.jdx", "own.npz", "own.svg", "own.toml", "m/names.csv", "recipe.toml"];
    let commands: [(&[&str], &str); 8] = [
        (&["identify", "a.txt", "--plot"], "own.svg"),
        (&["identify", "a.txt", "--json", "--recipe", "recipe.toml", "--plot"], "own.svg"),
        (&["info", "a.txt", "--plot"], "own.svg"),
        (&["preprocess", "a.txt", "--plot"], "own.svg"),
        (&["convert", "b.txt", "--to", "csv", "-o"], "own.csv"),
        (&["convert", "b.txt", "--to", "jcamp", "-o"], "own.jdx"),
        (&["convert", "b.txt", "--to", "npz", "-o"], "own.npz"),
        (&["profile", "fit", "--polystyrene", "a.txt", "-o"], "own.toml"),
    ];
    let (mut tried, before) = (0, place.snapshot());
    for (command, own) in commands {
        for there in other.iter().filter(|there| **there != own) {
            refused(&place.run(&[command, &[there]].concat()), "file_exists");
            assert!(place.snapshot() == before, "{command:?} {there}");
            tried += 1;
        }
        let replaced = place.run(&[command, &[own]].concat());
        good(&replaced);
        restore(&before);
    }
    fs::hard_link(place.at("own.csv"), place.at("hard.csv")).unwrap();
    std::os::unix::fs::symlink("own.csv", place.at("link.csv")).unwrap();
    let before = place.snapshot();
    // Never over an input, whatever it is called, and whatever is asked for.
    for (command, output) in [
        ("convert own.csv --force -o", "own.csv"),
        ("convert own.csv --force -o", "./own.csv"),
        ("convert own.csv --force -o", "hard.csv"),
        ("convert own.csv --force -o", "link.csv"),
        ("convert a.txt own.jdx --force --to jcamp -o", "."),
        ("identify a.txt --force --plot", "a.txt"),
        ("identify b.txt --recipe recipe.toml --force --plot", "recipe.toml"),
        ("info a.txt --force --plot", "a.txt"),
        ("preprocess a.txt --force --plot", "a.txt"),
        ("profile fit --polystyrene a.txt --force -o", "a.txt"),
        ("library add m --manifest m/names.csv -o new.rsl --force --report", "m/names.csv"),
        ("library add m --manifest m/names.csv --force -o", "m/names.csv"),
        ("library build text --recipe recipe.toml --force -o", "recipe.toml"),
    ] {
        let words: Vec<&str> = command.split(' ').chain([output]).collect();
        let said = place.run(&words);
        let after = place.snapshot();
        let lost = before.iter().find(|file| !after.contains(file));
        assert!(lost.is_none(), "{command} {output} replaced {:?}", lost.map(|lost| &lost.0));
        if output != "." {
            refused(&said, "file_exists");
        }
        tried += 1;
    }
    println!("outputs over files that are there: {tried} tried, lost = 0");
    good(&place.run(&["identify", "a.txt", "--plot", "own.csv", "--force"]));
    assert!(fs::read_to_string(place.at("own.csv")).unwrap().starts_with("<svg"));
}

#[test]
fn a_write_protected_library_stays() {
    let place = Place::new();
    place.spectrum("m/s.csv", 1);
    fs::write(place.at("m/names.csv"), "file,name,licence\ns.csv,one,MIT\n").unwrap();
    let add = ["library", "add", "m", "--manifest", "m/names.csv", "-o", "a.rsl"];
    good(&place.run(&add));
    fs::write(place.at("m/names.csv"), "file,name,id,licence\ns.csv,one,other,MIT\n").unwrap();
    fs::set_permissions(place.at("a.rsl"), fs::Permissions::from_mode(0o444)).unwrap();
    let before = fs::read(place.at("a.rsl")).unwrap();
    refused(&place.run(&add), "write_protected");
    refused(&place.run(&[&add[..], &["--force"]].concat()), "write_protected");
    refused(&place.run(&["library", "remove", "a.rsl", "--substance", "one"]), "write_protected");
    assert!(fs::read(place.at("a.rsl")).unwrap() == before);
}

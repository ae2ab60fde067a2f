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

/// Outputs of one command over each other, over what it reads in folders, and where its lock would be.
#[test]
fn outputs_of_one_command_do_not_meet() {
    let place = Place::new();
    place.spectrum("m/s.csv", 1);
    fs::write(place.at("m/names.csv"), "file,name,licence\ns.csv,one,MIT\nx.csv,gone,MIT\n").unwrap();
    fs::create_dir(place.at("out")).unwrap();
    fs::create_dir(place.at("links")).unwrap();
    good(&place.run(&["library", "export", "-o", "text"]));
    // Three spectra become map-1 to map-3, and another input is called map-2.
    let rows: String = (0..60).map(|i| format!("{}\t{}\t{}\t{}\n", 200 + i, i % 7, i % 5, i % 3)).collect();
    fs::write(place.at("map.tsv"), format!("Raman shift (cm-1)\tshot 1\tshot 2\tshot 3\n{rows}")).unwrap();
    fs::copy(place.at("a.txt"), place.at("map-2.txt")).unwrap();
    std::os::unix::fs::symlink("../a.csv", place.at("links/a.csv")).unwrap();
    std::os::unix::fs::symlink("../a.csv", place.at("links/b.csv")).unwrap();
    std::os::unix::fs::symlink("m/names.csv", place.at("b.rsl.lock")).unwrap();
    let before = place.snapshot();
    for command in [
        "convert map.tsv map-2.txt -o out --to csv",
        "convert map-2.txt map.tsv -o out --to csv",
        "convert a.txt b.txt -o links --to csv",
        "convert map.tsv --to csv -o /dev/null",
        "library add m --manifest m/names.csv -o a.rsl --report a.rsl",
        "library add m --manifest m/names.csv -o a.rsl --report ./a.rsl --force",
        "library add m --manifest m/names.csv -o a.rsl --report m/s.csv --force",
        "library add m --manifest m/names.csv -o b.rsl",
        "library add m --manifest m/names.csv -o m/s.csv --force",
        "preprocess a.txt --baseline arpls:lambda=1e6,lambda=1e3",
    ] {
        let output = place.run(&command.split(' ').collect::<Vec<_>>());
        assert_eq!(output.status.code(), Some(2), "{command}: {}", text(&output.stderr));
        let after = place.snapshot();
        assert!(before.iter().all(|file| after.contains(file)), "{command}");
    }
    for file in ["/dev/null-1", "/dev/null-2"] {
        assert!(!std::path::Path::new(file).exists());
    }
    // Nothing of the text of a library is replaced by the library.
    let file = before
        .iter()
        .find(|(path, _)| path.starts_with(place.at("text")) && path.extension().is_some())
        .unwrap();
    let path = file.0.to_str().unwrap();
    let output =
        place.run(&["library", "add", "text", "--manifest", "text/names.csv", "--force", "-o", path]);
    refused(&output, "file_exists");
    assert!(place.snapshot().contains(file));
}

/// What changes no library says so, and a library that is no file is written whole.
#[test]
fn a_library_goes_where_it_is_sent() {
    let place = Place::new();
    place.spectrum("m/s.csv", 1);
    fs::write(place.at("m/names.csv"), "file,name,licence\ns.csv,one,MIT\n").unwrap();
    let add = "library add m --manifest m/names.csv -o";
    let run = |rest: &str| place.run(&format!("{add} {rest}").split(' ').collect::<Vec<_>>());
    // An empty file, as mktemp makes it, becomes one; so does what may be replaced.
    fs::write(place.at("a.rsl"), "").unwrap();
    good(&run("a.rsl"));
    fs::write(place.at("notes"), "notes").unwrap();
    refused(&run("notes"), "file_exists");
    good(&run("notes --force"));
    assert_eq!(references(&place, "notes"), 1);
    refused(&run("a.rsl --rows f32"), "parameter");
    let shell = format!("{} {add} /dev/stdout > through.rsl", env!("CARGO_BIN_EXE_ramatch"));
    good(&super::ends(
        std::process::Command::new("sh").args(["-c", &shell]).current_dir(place.folder.path()),
    ));
    good(&place.run(&["library", "verify", "through.rsl"]));
    // A failure is one, whether anybody reads what is printed or not.
    let shell =
        format!("{{ {} identify nofile --json; echo $? >&2; }} | true", env!("CARGO_BIN_EXE_ramatch"));
    let output =
        super::ends(std::process::Command::new("sh").args(["-c", &shell]).current_dir(place.folder.path()));
    assert!(text(&output.stderr).trim_end().ends_with('2'), "{}", text(&output.stderr));
}

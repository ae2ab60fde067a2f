//! `ramatch library`, and libraries and recipes of one's own.

use super::{POLYSTYRENE, ramatch, text};
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn libraries_and_recipes_of_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let recipe = ramatch(&["library", "info", "--recipe"]);
    let changed = text(&recipe.stdout).replace("resolution_cm1 = 8.0", "resolution_cm1 = 12.0");
    std::fs::write(place("recipe.toml"), &changed).unwrap();
    assert_ne!(changed, text(&recipe.stdout));

    let library = place("own.rsl");
    let output =
        ramatch(&["library", "build", "spectra-library", "--recipe", &place("recipe.toml"), "-o", &library]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let by_library = ramatch(&["identify", "--json", "--library", &library, POLYSTYRENE]);
    let by_recipe = ramatch(&["identify", "--json", "--recipe", &place("recipe.toml"), POLYSTYRENE]);
    // All but the library that was asked, which is another file.
    let answer = |output: &std::process::Output| {
        let mut json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        json["results"][0].as_object_mut().unwrap().remove("libraries").unwrap();
        json
    };
    assert_eq!(answer(&by_library), answer(&by_recipe), "prepared beforehand or on the fly: the same bits");
    assert_ne!(text(&by_library.stdout), text(&ramatch(&["identify", "--json", POLYSTYRENE]).stdout));

    for file in ["recipe.toml", "own.rsl"].map(&place) {
        let output = ramatch(&["identify", "--json", "--library", &file, &file]);
        assert_eq!(output.status.code(), Some(2));
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(json["errors"][0]["error"].is_string());
    }
    let output = ramatch(&["library", "build", "examples", "-o", &library]);
    assert_eq!(output.status.code(), Some(2));
    assert!(PathBuf::from(&library).exists(), "a refused text leaves the old library");
}

#[test]
fn library_info_and_list() {
    let info = text(&ramatch(&["library", "info"]).stdout);
    for word in [
        "demonstration",
        "does NOT hold methamphetamine",
        "grid        150 to 2451.75",
        "MIT",
        "LicenseRef-facts 12",
        "CC-BY-4.0 4",
        "checked     agrees 27, doubtful 1, quoted 37, unchecked 33",
        "families",
    ] {
        assert!(info.contains(word), "{word}\n{info}");
    }
    let json: serde_json::Value =
        serde_json::from_slice(&ramatch(&["library", "info", "--json"]).stdout).unwrap();
    assert_eq!((json["schema"].as_i64(), json["hints"].as_i64()), (Some(3), Some(44)));
    let list = text(&ramatch(&["library", "list", "--tag", "un1988-II"]).stdout);
    assert_eq!(list.lines().count(), 1 + 4, "{list}");
    let hints = text(&ramatch(&["library", "list", "--hints"]).stdout);
    assert!(hints.contains("never enter a score") && hints.contains("cocaine"), "{hints}");
    assert!(!text(&ramatch(&["library", "list"]).stdout).contains("cocaine"));
    let json: serde_json::Value =
        serde_json::from_slice(&ramatch(&["library", "list", "--json"]).stdout).unwrap();
    let of = |id: &str| json["entries"].as_array().unwrap().iter().find(|entry| entry["id"] == id).unwrap();
    assert_eq!(of("astm-e1840/paracetamol")["checked"], "doubtful");
    assert_eq!(of("vendor-785-2026/glucose")["family"], serde_json::json!(["hexoses"]));
}

/// A pack is built to a file of its own, says its licence and its notice, and so does whatever its references are copied to.
#[test]
fn a_pack_is_built_and_says_its_licence() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (pack, sugars, both) =
        ("spectra-library/packs/ramanbiolib-odbl", place("sugars.rsl"), place("both.rsl"));
    let output = ramatch(&["library", "build", pack, "-o", &sugars]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let add = ["library", "add", "examples/data", "--manifest", "examples/names.csv", "--licence", "MIT"];
    let output = ramatch(&[&add[..], &["--base", &sugars, "-o", &both]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    for (library, licences) in
        [(&sugars, "licences    ODbL-1.0 60\n"), (&both, "licences    MIT 15, ODbL-1.0 60\n")]
    {
        let info = text(&ramatch(&["library", "info", library]).stdout);
        let notice = "Contains information from ramanbiolib, which is made available here under the Open Database License";
        for words in [licences, "Notice of ramanbiolib-odbl (ODbL-1.0):", notice, "unchecked"] {
            assert!(info.contains(words), "{words}\n{info}");
        }
        let json: serde_json::Value =
            serde_json::from_slice(&ramatch(&["library", "info", "--json", library]).stdout).unwrap();
        assert_eq!(json["notices"][0]["licence"], "ODbL-1.0");
        assert!(json["notices"][0]["licence_text"].as_str().unwrap().contains("Share"));
    }
    let export = place("spectra");
    assert_eq!(ramatch(&["library", "export", &sugars, "-o", &export]).status.code(), Some(0));
    for name in ["NOTICE-ramanbiolib-odbl.md", "LICENSE-ramanbiolib-odbl.md"] {
        assert!(Path::new(&export).join(name).is_file(), "{name}");
    }
}

#[test]
fn a_pack_whose_licence_file_is_missing_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    std::fs::write(
        place("pack.toml"),
        "name = \"p\"\nlicence = \"ODbL-1.0\"\nlicence_file = \"LICENSE\"\nnotice = \"N\"\n",
    )
    .unwrap();
    let output = ramatch(&[
        "library",
        "build",
        folder.path().to_str().unwrap(),
        "-o",
        place("p.rsl").to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("licence_missing") && said.contains("LICENSE"), "{said}");
    assert!(!place("p.rsl").exists());
}

/// A linear row that is not that of its measured points is found by `verify`, and by nothing that only asks.
#[test]
fn linear_rows_are_verified() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wrong.rsl");
    let embedded = ramatch::Library::embedded().unwrap();
    // The last section of the file, and half a row before its end.
    let last = embedded.view().sections().last().unwrap();
    assert_eq!(last.kind, ramatch::core::library::format::LINEAR);
    let begin = embedded.bytes().len() - last.content.len().next_multiple_of(64);
    let mut bytes = embedded.bytes().to_vec();
    bytes[begin + last.content.len() - 1024] ^= 1;
    // Whoever copies it takes the row as it stands, and makes the hashes right.
    let wrong = ramatch::Library::in_memory(bytes).unwrap();
    let builder = ramatch::LibraryBuilder::from_library(&wrong, folder.path(), &mut |_, _| {}).unwrap();
    builder.write(&path, &mut |_, _| {}).unwrap();
    let path = path.to_str().unwrap();
    assert!(ramatch(&["library", "info", path]).status.success());
    let refused = ramatch(&["library", "verify", path]);
    assert_eq!(refused.status.code(), Some(2));
    let said = text(&refused.stderr);
    assert!(
        said.contains("wrong.rsl") && said.contains("its linear row is not that of what it was made from"),
        "{said}"
    );
}

/// A folder becomes a library, a library a folder, and that the same library again, to the byte.
#[test]
fn a_folder_becomes_a_library_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (library, again, out) = (at("agency.rsl"), at("again.rsl"), at("exported"));
    let add = |from: &str, manifest: &str, to: &str, more: &[&str]| {
        let args = ["library", "add", from, "--manifest", manifest, "--licence", "MIT", "-o", to];
        ramatch(&[&args, more].concat())
    };
    let made = add("examples/data", "examples/names.csv", &library, &["--source", "wheel", "--json"]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let json: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
    assert_eq!((json["entries"].as_u64(), json["refused"].as_array().unwrap().len()), (Some(15), 0));
    assert_eq!(json["unnamed"].as_array().unwrap().len(), 2);

    assert!(ramatch(&["library", "verify", &library]).status.success());
    assert!(ramatch(&["library", "export", &library, "-o", &out]).status.success());
    let twice = ramatch(&["library", "export", &library, "-o", &out]);
    assert_eq!(twice.status.code(), Some(2), "the folder is there already");
    let names = format!("{out}/names.csv");
    assert_eq!(add(&out, &names, &again, &[]).status.code(), Some(0));
    assert!(std::fs::read(&library).unwrap() == std::fs::read(&again).unwrap());

    let removed = ramatch(&["library", "remove", &again, "--substance", "silicon", "-o", &at("less.rsl")]);
    assert!(text(&removed.stdout).contains("5 removed; now 10 references"), "{}", text(&removed.stdout));
    let nothing = ramatch(&["library", "remove", &again, "--entry", "nobody"]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(text(&nothing.stderr).contains("nobody"));

    let kept = add(&out, &names, &library, &["--rows", "i8"]);
    assert_eq!(kept.status.code(), Some(2), "an existing library keeps its storage");
    let small = at("small.rsl");
    assert_eq!(add(&out, &names, &small, &["--rows", "i8", "--without-raw"]).status.code(), Some(0));
    let ranked = ramatch(&["identify", "--library", &small, POLYSTYRENE]);
    assert!(text(&ranked.stdout).contains("polystyrene"));
    let other = at("gentle.toml");
    let recipe = text(&ramatch(&["library", "info", "--recipe"]).stdout).replace("100000.0", "200000.0");
    std::fs::write(&other, recipe).unwrap();
    let refused = ramatch(&["identify", "--library", &small, "--recipe", &other, POLYSTYRENE]);
    assert_eq!(refused.status.code(), Some(2), "nothing is there to be prepared again");
    let again = ramatch(&["identify", "--library", &library, "--recipe", &other, POLYSTYRENE]);
    assert_eq!(again.status.code(), Some(3), "nobody knows what scores of this recipe are worth");
    assert!(text(&again.stdout).contains("cannot decide[not_calibrated]"));
}

/// Every row of a manifest is added, or refused by the name of what is wrong with it; the others are not touched.
#[test]
fn a_manifest_is_refused_row_by_row() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = folder.path().join("names.csv");
    let (library, report) = (folder.path().join("a.rsl"), folder.path().join("refused.csv"));
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data");
    for name in ["silicon-532-bwtek-a.txt", "silicon-785-bwtek-a.txt", "calcite-785-bwtek-a.txt"] {
        std::fs::copy(data.join(name), folder.path().join(name)).unwrap();
    }
    std::fs::write(
        folder.path().join("flat.csv"),
        (0..900).map(|i| format!("{},5\n", 200 + 2 * i)).collect::<String>(),
    )
    .unwrap();
    let rows = [
        ("silicon-532-bwtek-a.txt;Silicon;7440-21-3;;785", "bad_field"),
        ("silicon-532-bwtek-a.txt;Silicon;7440-21-4;;", "bad_cas"),
        ("silicon-532-bwtek-a.txt;Silicon;7440-21-3;reference;", ""),
        ("silicon-532-bwtek-a.txt;Silicon;7440-21-3;reference;", "duplicate_id"),
        ("silicon-785-bwtek-a.txt;Silicon;7732-18-5;;", "duplicate_id"),
        ("silicon-785-bwtek-a.txt;Silicon;;best;", "bad_field"),
        ("calcite-785-bwtek-a.txt;Calcite;;field;red", "number_syntax"),
        ("../calcite-785-bwtek-a.txt;Calcite;;;", "bad_field"),
        ("nowhere.txt;Calcite;;;", "no_such_file"),
        ("flat.csv;Flat;;;", "flat"),
        ("names.csv;Names;;;", "format_unsupported"),
        (";Nameless;;;", "bad_field"),
    ];
    let lines: Vec<&str> = rows.iter().map(|(line, _)| *line).collect();
    std::fs::write(&manifest, format!("\u{feff}file;name;cas;grade;laser_nm\n{}\n", lines.join("\n")))
        .unwrap();
    let [folder_text, manifest_text, library_text, report_text] =
        [folder.path(), &manifest, &library, &report].map(|path| path.display().to_string());
    let args = ["library", "add", &folder_text, "--manifest", &manifest_text, "-o", &library_text];
    let unlicensed = ramatch(&args);
    assert_eq!(unlicensed.status.code(), Some(2), "no row states a licence");
    assert!(!library.exists() && text(&unlicensed.stderr).contains("licence"));

    let output = ramatch(&[&args[..], &["--licence", "MIT", "--report", &report_text]].concat());
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("1 added, 11 refused; now 1 references of 1 substances"));
    let report = std::fs::read_to_string(&report).unwrap();
    let refused: Vec<(usize, &str)> = report
        .lines()
        .skip(1)
        .map(|line| {
            let parts: Vec<&str> = line.splitn(4, ',').collect();
            (parts[0].parse().unwrap(), parts[2])
        })
        .collect();
    let expected: Vec<(usize, &str)> = rows
        .iter()
        .enumerate()
        .filter(|(_, (_, code))| !code.is_empty())
        .map(|(i, (_, code))| (i + 2, *code))
        .collect();
    assert_eq!(refused, expected, "{report}");

    for (text, code) in
        [("file,nam\nx,y\n", "text_syntax"), ("file,name\nx,y,z\n", "it has 3 fields, and the head 2")]
    {
        std::fs::write(&manifest, text).unwrap();
        let output = ramatch(&[&args[..], &["--licence", "MIT"]].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(self::text(&output.stderr).contains(code), "{}", self::text(&output.stderr));
    }
}

/// A disk that is full, and a process that is killed, leave the old library whole.
#[cfg(unix)]
#[test]
fn a_full_disk_and_a_killed_process_leave_the_old_library() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("agency.rsl");
    let library_text = library.display().to_string();
    let build = ["library", "build", "spectra-library", "-o", &library_text];
    assert!(ramatch(&build).status.success());
    let old = std::fs::read(&library).unwrap();
    let names = |folder: &Path| {
        let mut names: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|item| item.unwrap().file_name()).collect();
        names.sort();
        names
    };
    // No file may grow beyond 200 blocks of 512 bytes, and the signal for that is an error of the write.
    let add = "library add examples/data --manifest examples/names.csv --licence MIT -o";
    for command in
        [format!("library build spectra-library -o {library_text}"), format!("{add} {library_text}")]
    {
        let script = format!("trap '' XFSZ; ulimit -f 200; exec {} {command}", env!("CARGO_BIN_EXE_ramatch"));
        let output = Command::new("sh")
            .args(["-c", &script])
            .env("TMPDIR", folder.path())
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{command}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains("error[io]"), "{}", text(&output.stderr));
        assert!(std::fs::read(&library).unwrap() == old, "{command}");
        assert_eq!(names(folder.path()), ["agency.rsl"], "nothing is left beside it");
    }
    // Killed at one time or another: the library is the old one or the new one, and whole.
    let other = text(&ramatch(&["library", "info", "--recipe"]).stdout).replace("100000.0", "150000.0");
    let recipe = folder.path().join("other.toml");
    std::fs::write(&recipe, other).unwrap();
    let mut killed = 0;
    for millis in [0, 5, 15, 30, 45, 60, 90, 150, 300] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ramatch"))
            .args(build)
            .args(["--recipe", &recipe.display().to_string()])
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(millis));
        let _ = child.kill();
        killed += usize::from(!child.wait().unwrap().success());
        assert!(ramatch(&["library", "verify", &library_text]).status.success(), "killed after {millis} ms");
    }
    assert!(killed > 0, "no process was killed in time");
}

#[test]
fn several_libraries_are_asked_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let own = place("own.rsl");
    let add =
        ["library", "add", "examples/data", "--manifest", "examples/names.csv", "--licence", "MIT", "-o"];
    assert_eq!(ramatch(&[&add[..], &[&own]].concat()).status.code(), Some(0));
    let both = place("both.rsl");
    let with_base = [&add[..], &[&both, "--base", "demonstration"]].concat();
    assert_eq!(ramatch(&with_base).status.code(), Some(0));
    let together = ["identify", "--library", "demonstration", "--library", &own];
    let as_json = |args: &[&str]| -> serde_json::Value {
        let output = ramatch(args);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let asked = as_json(&[&together[..], &["--json", POLYSTYRENE]].concat());
    let expected = as_json(&["identify", "--library", &both, "--json", POLYSTYRENE]);
    let scores = |json: &serde_json::Value| -> Vec<(String, String, String)> {
        let hits = json["results"][0]["hits"].as_array().unwrap();
        let text = |hit: &serde_json::Value, field: &str| hit[field].to_string();
        hits.iter().map(|hit| (text(hit, "entry"), text(hit, "score"), text(hit, "margin"))).collect()
    };
    assert_eq!(scores(&asked), scores(&expected), "the same as one file with both");
    let libraries = &asked["results"][0]["libraries"];
    assert_eq!((&libraries[0]["name"], &libraries[1]["name"]), (&"demonstration".into(), &"own.rsl".into()));
    assert_eq!(asked["library"]["libraries"], *libraries);
    assert!(
        libraries
            .as_array()
            .unwrap()
            .iter()
            .any(|of| of["hash"] == asked["results"][0]["hits"][0]["library"])
    );
    // Rust says the same.
    let libraries = [ramatch::Library::embedded().unwrap(), ramatch::Library::read(own.as_ref()).unwrap()];
    let identifier = ramatch::Identifier::over(libraries).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let record = ramatch::read_file(&root.join(POLYSTYRENE)).unwrap();
    let report =
        identifier.identify_read(POLYSTYRENE.as_ref(), &record, &ramatch::Options::default()).unwrap();
    let mut rust = serde_json::to_value(&report).unwrap();
    rust["spectrum"] = asked["results"][0]["spectrum"].clone();
    if rust["spectrum"].is_null() {
        rust.as_object_mut().unwrap().remove("spectrum");
    }
    assert_eq!(rust, asked["results"][0]);
    // What cannot be asked is said before anything is.
    let output = ramatch(&[&together[..], &["--library", "nowhere.rsl", POLYSTYRENE]].concat());
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("nowhere.rsl"));
}

/// What Rust and Python say too: their tests compare with the same file.
#[test]
fn the_first_day_has_the_frozen_scores() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own.rsl").to_str().unwrap().to_owned();
    let add =
        ["library", "add", "examples/data", "--manifest", "examples/first-day.csv", "--source", "agency"];
    assert_eq!(ramatch(&[&add[..], &["--licence", "MIT", "-o", &own]].concat()).status.code(), Some(0));
    let checked = ramatch(&["library", "check", &own]);
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stdout));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let frozen = std::fs::read_to_string(root.join("examples/first-day-scores.csv")).unwrap();
    let mut rows = String::from("file,rank,substance,entry,score\n");
    let mut files: Vec<&str> = frozen.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    files.dedup();
    for file in files {
        let path = format!("examples/data/{file}");
        let asked =
            ["identify", "--library", "demonstration", "--library", &own, "--top", "3", "--json", &path];
        let json: serde_json::Value = serde_json::from_slice(&ramatch(&asked).stdout).unwrap();
        for hit in json["results"][0]["hits"].as_array().unwrap() {
            let text = |field: &str| hit[field].as_str().unwrap().to_owned();
            let (rank, score) = (hit["rank"].as_u64().unwrap(), hit["score"].as_f64().unwrap());
            rows += &format!("{file},{rank},{},{},{score}\n", text("substance"), text("entry"));
        }
    }
    assert_eq!(rows, frozen);
}

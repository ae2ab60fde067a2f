//! The program as a user sees it: output, exit codes, bad input.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn ramatch(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ramatch"))
        .args(args)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const POLYSTYRENE: &str = "examples/data/polystyrene-785-bwtek-a.txt";

#[test]
fn identify_prints_a_ranking() {
    let output = ramatch(&["identify", POLYSTYRENE]);
    assert_eq!(output.status.code(), Some(0));
    let text = text(&output.stdout);
    for word in ["rank", "substance", "form", "score", "cosine", "margin", "bands", "grade", "reference"] {
        assert!(text.contains(word), "{word}\n{text}");
    }
    let first = text.lines().find(|line| line.trim_start().starts_with("1 ")).unwrap();
    assert!(first.contains("polystyrene") && first.contains("vendor-785-2026/polystyrene"), "{first}");
    assert!(output.stderr.is_empty());
}

#[test]
fn json_is_json_and_top_is_obeyed() {
    let output =
        ramatch(&["identify", "--json", "--top", "2", POLYSTYRENE, "examples/data/silicon-633-horiba-c.txt"]);
    assert_eq!(output.status.code(), Some(3), "one band is no answer");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["schema"], 2);
    assert_eq!(json["results"].as_array().unwrap().len(), 2);
    assert_eq!(json["results"][0]["hits"].as_array().unwrap().len(), 2);
    assert_eq!(json["results"][0]["file"], POLYSTYRENE);
    assert_eq!(json["results"][1]["hits"][0]["substance"], "silicon");
    assert_eq!(json["results"][0]["cannot_decide"], serde_json::Value::Null);
    assert_eq!(json["results"][1]["cannot_decide"]["code"], "one_band");
    assert_eq!(json["results"][1]["evidence"]["lacks"], serde_json::json!(["one_band"]));
    assert_eq!(json["errors"].as_array().unwrap().len(), 0);
}

/// The terminal shows the rankings and score bits that the tests of Rust and of Python hold.
#[test]
fn json_has_the_score_bits_of_rust() {
    let frozen = include_str!("../../ramatch/tests/frozen_scores.txt");
    let rows: Vec<Vec<&str>> =
        frozen.lines().filter(|l| !l.starts_with('#')).map(|l| l.split(' ').collect()).collect();
    assert!(rows.len() >= 12 * 5);
    let mut names: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    names.dedup();
    let files: Vec<String> = names.iter().map(|name| format!("examples/data/{name}")).collect();
    let args: Vec<&str> =
        ["identify", "--json"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let printed = text(&ramatch(&args).stdout);
    let json: serde_json::Value = serde_json::from_str(&printed).unwrap();
    // serde_json rounds what it reads; the printed decimals themselves are exact.
    let of_hits = |text: &&str| text.starts_with("          \"score\": ");
    let decimals: Vec<u64> = printed
        .lines()
        .filter(of_hits)
        .filter_map(|line| line.trim().strip_prefix("\"score\": "))
        .map(|decimal| decimal.trim_end_matches(',').parse::<f64>().unwrap().to_bits())
        .collect();
    let mut shown = Vec::new();
    for (result, name) in json["results"].as_array().unwrap().iter().zip(&names) {
        for hit in result["hits"].as_array().unwrap() {
            let bits = decimals[shown.len()];
            shown.push(format!("{name} {} {} {bits:016x}", hit["rank"], hit["entry"].as_str().unwrap()));
        }
    }
    let rows: Vec<String> = rows.iter().map(|row| row.join(" ")).collect();
    assert_eq!(shown, rows);
}

/// Each bad input: exit code 2, file, line and reason on stderr, nothing on stdout.
/// What was measured and cannot be compared is an answer, not an error.
#[test]
fn cannot_decide_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let rows = |n: i32, row: &dyn Fn(i32) -> String| -> String { (0..n).map(row).collect() };
    for (name, text, code) in [
        ("constant", rows(700, &|i| format!("{},5\n", 200 + 3 * i)), "flat"),
        ("zero", rows(700, &|i| format!("{},0\n", 200 + 3 * i)), "flat"),
        ("sliver", rows(100, &|i| format!("{},{}\n", 300 + i, i % 7)), "coverage"),
        ("no bands", rows(700, &|i| format!("{},{}\n", 200 + 3 * i, 5 * i)), "zero_norm"),
    ] {
        let path = folder.path().join(format!("{name}.txt"));
        let picture = folder.path().join(format!("{name}.svg"));
        std::fs::write(&path, text).unwrap();
        let (path, picture) = (path.to_str().unwrap(), picture.to_str().unwrap());
        let output = ramatch(&["identify", "--plot", picture, path]);
        assert_eq!(output.status.code(), Some(3), "{name}");
        let said = self::text(&output.stdout);
        assert!(
            said.contains(&format!("cannot decide[{code}]")) && said.contains("nothing could be scored"),
            "{said}"
        );
        let drawn = std::fs::read_to_string(picture).unwrap();
        assert!(drawn.contains("nothing could be compared") && drawn.contains("polyline"), "{drawn}");
        assert!(!drawn.contains("NaN") && !drawn.contains("inf\""), "{drawn}");
        let output = ramatch(&["identify", "--json", path]);
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (json["results"][0]["cannot_decide"]["code"].as_str(), output.status.code()),
            (Some(code), Some(3))
        );
        assert_eq!(
            (json["errors"].as_array().unwrap().len(), json["results"][0]["hits"].as_array().unwrap().len()),
            (0, 0)
        );
    }
}

#[test]
fn bad_input_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let rows = |n: i32, f: &dyn Fn(i32) -> String| (0..n).map(f).collect::<String>();
    let good = |i: i32| format!("{},{}\n", 200 + 3 * i, (i * i) % 97);
    let with = |line: i32, text: &'static str| {
        rows(700, &|i| if i + 1 == line { text.to_owned() } else { good(i) }).into_bytes()
    };
    let cases: Vec<(&str, Vec<u8>, &str, &str)> = vec![
        ("empty", vec![], "empty", "empty"),
        ("one column", rows(700, &|i| format!("{i}\n")).into_bytes(), "column_missing", "line 1"),
        ("NaN", with(40, "317,NaN\n"), "not_finite", "line 40"),
        ("words", with(40, "317,abc\n"), "number_syntax", "line 40"),
        ("15 points", rows(15, &good).into_bytes(), "too_few_points", "15 points"),
        ("duplicate", with(40, "314,5\n"), "axis_duplicate", "line 40"),
        ("JPEG", b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec(), "format_unsupported", "JPEG"),
    ];
    for (name, bytes, code, reason) in cases {
        let path = folder.path().join(format!("{name}.txt"));
        std::fs::write(&path, bytes).unwrap();
        let path = path.to_str().unwrap();
        let output = ramatch(&["identify", path]);
        let complaint = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}: {complaint}");
        assert!(output.stdout.is_empty(), "{name}: {}", text(&output.stdout));
        for part in [format!("error[{code}]"), path.to_owned(), reason.to_owned()] {
            assert!(complaint.contains(&part), "{name}: \"{part}\" in {complaint}");
        }
        let output = ramatch(&["identify", "--json", path]);
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((json["errors"][0]["error"].as_str(), output.status.code()), (Some(code), Some(2)));
        assert!(json["errors"][0]["number"].as_i64().unwrap() > 0 && json["results"][0].is_null());
    }
    let folder = folder.path().to_str().unwrap();
    for (path, code) in [(folder, "is_directory"), ("no/such/file.txt", "no_such_file")] {
        let output = ramatch(&["identify", path]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(&format!("error[{code}]: {path}")), "{}", text(&output.stderr));
    }
}

#[test]
fn one_bad_file_among_many_does_not_hide_the_others() {
    let output = ramatch(&[
        "identify",
        "--json",
        POLYSTYRENE,
        "no/such/file.txt",
        "examples/data/calcite-532-bwtek-b.txt",
    ]);
    assert_eq!(output.status.code(), Some(2));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["results"].as_array().unwrap().len(), 2);
    assert_eq!(json["errors"][0]["error"], "no_such_file");
}

#[test]
fn noise_is_exit_code_3() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("window.txt");
    let rows: String = (0..262).map(|i| format!("{},{}\n", 1780 + 2 * i, (i * i) % 31)).collect();
    std::fs::write(&path, rows).unwrap();
    let output = ramatch(&["identify", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("cannot decide[snr]"), "{}", text(&output.stdout));
}

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
    assert_eq!(
        text(&by_library.stdout),
        text(&by_recipe.stdout),
        "prepared beforehand or on the fly: the same bits"
    );
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
fn plot_draws_one_svg() {
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("out.svg");
    let picture = picture.to_str().unwrap();
    let output = ramatch(&["identify", POLYSTYRENE, "--plot", picture]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let svg = std::fs::read_to_string(picture).unwrap();
    let shown = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/polystyrene.svg");
    let shown = std::fs::read_to_string(shown).unwrap();
    assert!(svg == shown, "draw docs/src/polystyrene.svg again: ramatch identify {POLYSTYRENE} --plot …");
    assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"));
    for part in [
        "Raman shift (cm⁻¹)",
        "intensity (as measured)",
        "polystyrene",
        "class=\"matched\"",
        "class=\"missing\"",
    ] {
        assert!(svg.contains(part), "{part}");
    }
    for curve in ["curve query", "curve baseline", "curve reference", "curve residual"] {
        assert!(svg.contains(curve), "{curve}");
    }
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
    let output = ramatch(&["identify", POLYSTYRENE, POLYSTYRENE, "--plot", picture]);
    assert_eq!(output.status.code(), Some(2));
    // Where nothing is scored there is still something to look at; a bad file leaves no picture.
    let window = folder.path().join("window.txt");
    let rows: String = (0..200).map(|i| format!("{},{}\n", 2000 + 2 * i, (i * i) % 31)).collect();
    std::fs::write(&window, rows).unwrap();
    let second = folder.path().join("second.svg");
    let output = ramatch(&["identify", window.to_str().unwrap(), "--plot", second.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(3));
    assert!(std::fs::read_to_string(&second).unwrap().contains("nothing could be compared"));
    let third = folder.path().join("third.svg");
    assert_eq!(
        ramatch(&["identify", "no/such.txt", "--plot", third.to_str().unwrap()]).status.code(),
        Some(2)
    );
    assert!(!third.exists());
}

#[test]
fn library_info_and_list() {
    let info = text(&ramatch(&["library", "info"]).stdout);
    for word in [
        "demonstration",
        "does NOT hold methamphetamine",
        "grid        150 to 2451.75",
        "MIT",
        "LicenseRef-facts",
    ] {
        assert!(info.contains(word), "{word}\n{info}");
    }
    let json: serde_json::Value =
        serde_json::from_slice(&ramatch(&["library", "info", "--json"]).stdout).unwrap();
    assert_eq!((json["schema"].as_i64(), json["hints"].as_i64()), (Some(2), Some(18)));
    let list = text(&ramatch(&["library", "list", "--tag", "un1988-II"]).stdout);
    assert_eq!(list.lines().count(), 1 + 4, "{list}");
    let hints = text(&ramatch(&["library", "list", "--hints"]).stdout);
    assert!(hints.contains("never enter a score") && hints.contains("cocaine"), "{hints}");
    assert!(!text(&ramatch(&["library", "list"]).stdout).contains("cocaine"));
}

#[test]
fn help_has_examples() {
    for args in [
        &["--help"][..],
        &["identify", "--help"],
        &["library", "build", "--help"],
        &["library", "list", "--help"],
    ] {
        let output = ramatch(args);
        assert_eq!(output.status.code(), Some(0));
        let text = text(&output.stdout);
        assert!(text.contains("Exit codes") || text.contains("Examples:"), "{text}");
    }
}

#[test]
fn preprocess_prints_columns() {
    let output = ramatch(&[
        "preprocess",
        POLYSTYRENE,
        "--despike",
        "whitaker-hayes",
        "--baseline",
        "arpls:lambda=1e5",
        "--smooth",
        "savitzky-golay:window=9",
        "--normalize",
        "max",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    let mut lines = printed.lines();
    assert_eq!(lines.next(), Some("Raman shift (cm-1),raw,baseline,processed"));
    let rows: Vec<Vec<f64>> =
        lines.map(|line| line.split(',').map(|value| value.parse().unwrap()).collect()).collect();
    assert!(rows.len() > 1500 && rows.iter().all(|row| row.len() == 4));
    assert_eq!(rows.iter().map(|row| row[3]).fold(0.0, f64::max), 1.0);

    let output = ramatch(&["preprocess", POLYSTYRENE, "--baseline", "arpls", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["schema"], 2);
    assert!(json["quality"]["snr"].as_f64().unwrap() > 20.0 && json["fit"]["converged"] == true);
}

#[test]
fn preprocess_refuses_what_it_cannot_do() {
    for (flag, word) in [
        ("--baseline", "nothing"),
        ("--baseline", "arpls:lam=3"),
        ("--baseline", "arpls:lambda"),
        ("--baseline", "arpls:lambda=-1"),
        ("--smooth", "savitzky-golay:window=10"),
        ("--normalize", "loudest"),
        ("--step", "0"),
    ] {
        let output = ramatch(&["preprocess", POLYSTYRENE, flag, word]);
        assert_eq!(output.status.code(), Some(2), "{flag} {word}");
        assert!(text(&output.stderr).starts_with("error[") && output.stdout.is_empty(), "{flag} {word}");
    }
}

/// Every picture of the book's pages is what the page's command draws.
#[test]
fn the_pictures_of_the_methods_are_the_tools_own() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/methods");
    let folder = tempfile::tempdir().unwrap();
    let mut drawn = 0;
    for page in std::fs::read_dir(&pages).unwrap() {
        let page = page.unwrap().path();
        let content = if page.extension().is_some_and(|e| e == "md") {
            std::fs::read_to_string(&page).unwrap()
        } else {
            continue;
        };
        let Some(command) = content.lines().find_map(|line| line.strip_prefix("$ cargo run --release -- "))
        else {
            continue;
        };
        let picture = folder.path().join("picture.svg");
        let mut words: Vec<&str> = command.split_whitespace().collect();
        *words.last_mut().unwrap() = picture.to_str().unwrap();
        assert_eq!(ramatch(&words).status.code(), Some(0), "{command}");
        let shown = std::fs::read_to_string(page.with_extension("svg")).unwrap();
        assert!(shown == std::fs::read_to_string(&picture).unwrap(), "draw it again: {command}");
        drawn += 1;
    }
    assert!(drawn >= 24, "{drawn} pages");
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
    assert_eq!(again.status.code(), Some(0));
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

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
    for word in ["rank", "substance", "form", "cosine", "margin", "bands", "grade", "reference"] {
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
    assert_eq!(output.status.code(), Some(0));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["schema"], 1);
    assert_eq!(json["results"].as_array().unwrap().len(), 2);
    assert_eq!(json["results"][0]["hits"].as_array().unwrap().len(), 2);
    assert_eq!(json["results"][0]["file"], POLYSTYRENE);
    assert_eq!(json["results"][1]["hits"][0]["substance"], "silicon");
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
    let decimals: Vec<u64> = printed
        .lines()
        .filter_map(|line| line.trim().strip_prefix("\"cosine\": "))
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
        ("constant", rows(700, &|i| format!("{},5\n", 200 + 3 * i)).into_bytes(), "flat", "constant"),
        ("zero", rows(700, &|i| format!("{},0\n", 200 + 3 * i)).into_bytes(), "flat", "constant"),
        ("sliver", rows(100, &|i| format!("{},{}\n", 300 + i, i % 7)).into_bytes(), "coverage", "cm⁻¹"),
        (
            "no bands",
            rows(700, &|i| format!("{},{}\n", 200 + 3 * i, 5 * i)).into_bytes(),
            "zero_norm",
            "norm",
        ),
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
fn nothing_scored_is_exit_code_3() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("window.txt");
    let rows: String = (0..262).map(|i| format!("{},{}\n", 1780 + 2 * i, (i * i) % 31)).collect();
    std::fs::write(&path, rows).unwrap();
    let output = ramatch(&["identify", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("nothing could be scored"));
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
    let rows: String = (0..262).map(|i| format!("{},{}\n", 1780 + 2 * i, (i * i) % 31)).collect();
    std::fs::write(&window, rows).unwrap();
    let second = folder.path().join("second.svg");
    let output = ramatch(&["identify", window.to_str().unwrap(), "--plot", second.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(3));
    assert!(std::fs::read_to_string(&second).unwrap().contains("nothing could be scored"));
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
        "grid        256 to 2302",
        "MIT",
        "LicenseRef-facts",
    ] {
        assert!(info.contains(word), "{word}\n{info}");
    }
    let json: serde_json::Value =
        serde_json::from_slice(&ramatch(&["library", "info", "--json"]).stdout).unwrap();
    assert_eq!((json["schema"].as_i64(), json["hints"].as_i64()), (Some(1), Some(18)));
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
    assert_eq!(json["schema"], 1);
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

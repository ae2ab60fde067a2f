//! `ramatch identify`: rankings, JSON, pictures, bad input.

use super::{POLYSTYRENE, ramatch, text};
use std::path::Path;

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
    assert_eq!(json["schema"], 3);
    assert_eq!(json["results"].as_array().unwrap().len(), 2);
    assert_eq!(json["results"][0]["hits"].as_array().unwrap().len(), 2);
    assert_eq!(json["results"][0]["file"], POLYSTYRENE);
    assert_eq!(json["results"][1]["hits"][0]["substance"], "silicon");
    assert_eq!(json["results"][0]["verdict"]["reason"], serde_json::Value::Null);
    assert_eq!(json["results"][1]["verdict"]["reason"]["code"], "one_band");
    assert_eq!(json["results"][1]["evidence"]["lacks"], serde_json::json!(["one_band"]));
    assert_eq!(json["errors"].as_array().unwrap().len(), 0);
}

/// The terminal shows the rankings and score bits that the tests of Rust and of Python hold.
#[test]
fn json_has_the_score_bits_of_rust() {
    let frozen = include_str!("../../../ramatch/tests/frozen_scores.txt");
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
            (json["results"][0]["verdict"]["reason"]["code"].as_str(), output.status.code()),
            (Some(code), Some(3))
        );
        assert_eq!(
            (json["errors"].as_array().unwrap().len(), json["results"][0]["hits"].as_array().unwrap().len()),
            (0, 0)
        );
    }
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
    let output = ramatch(&["identify", "no/such/file.txt"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("error[no_such_file]: no/such/file.txt"), "{said}");
    // In a folder, what is no measurement is passed over; what is a damaged one is refused.
    let output = ramatch(&["identify", folder.path().to_str().unwrap()]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for code in ["not_finite", "number_syntax", "axis_duplicate"] {
        assert!(said.contains(&format!("error[{code}]")), "{code}: {said}");
    }
    assert!(
        said.contains("passed over: ") && said.contains("JPEG.txt") && said.contains("empty.txt"),
        "{said}"
    );
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
    assert_eq!(output.status.code(), Some(4));
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

//! Manifests as people make them: every row is added or refused.

use super::{Place, good, references, text};
use std::fs;

fn add(place: &Place, manifest: &[u8]) -> (serde_json::Value, std::process::Output) {
    for i in 0..6 {
        place.spectrum(&format!("m/s{i}.csv"), i);
    }
    fs::write(place.at("m/names.csv"), manifest).unwrap();
    let _ = fs::remove_file(place.at("a.rsl"));
    let output = place.run(&[
        "library",
        "add",
        "m",
        "--manifest",
        "m/names.csv",
        "-o",
        "a.rsl",
        "--licence",
        "MIT",
        "--json",
        "--report",
        "report.csv",
    ]);
    (serde_json::from_slice(&output.stdout).unwrap_or_default(), output)
}

#[test]
fn a_row_that_cannot_be_read_is_refused_by_itself_and_by_its_line() {
    let place = Place::new();
    for end in ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n"] {
        let rows: [&[u8]; 7] = [
            b"file,name,id,colour",
            b"s0.csv,one,one,red",
            b"s1.csv,two,two",
            b"s2.csv,three,three,blue,,",
            b"s3.csv,four,four,blue,more",
            b"s4.csv,f\xfcnf,five,blue",
            b"s5.csv,\"two\nlines\",six,blue",
        ];
        let manifest: Vec<u8> = rows.iter().flat_map(|row| [*row, end.as_bytes()].concat()).collect();
        let (json, output) = add(&place, &manifest);
        assert_eq!(output.status.code(), Some(4), "{end:?}: {}", text(&output.stderr));
        assert_eq!(json["added"], serde_json::json!(["one", "three", "six"]), "{end:?}");
        // A blank line between two rows counts.
        let step = if end.len() > 1 && end != "\r\n" { 2 } else { 1 };
        let lines: Vec<u64> =
            json["refused"].as_array().unwrap().iter().map(|row| row["line"].as_u64().unwrap()).collect();
        assert_eq!(lines, [2, 4, 5].map(|row| 1 + row * step), "{end:?}");
        assert!(
            text(&output.stderr)
                .contains("columns of the manifest that are not known, and were not used: colour")
        );
        assert_eq!(json["unused_columns"], serde_json::json!(["colour"]));
        assert!(json["refused"].to_string().contains("no UTF-8"), "{}", json["refused"]);
    }
}

#[test]
fn a_head_without_what_is_needed_is_refused() {
    let place = Place::new();
    for head in ["file,nmae", "name", "file,name,name", ""] {
        let (_, output) = add(&place, format!("{head}\ns0.csv,one\n").as_bytes());
        assert_eq!(output.status.code(), Some(2), "{head}: {}", text(&output.stderr));
        assert!(!place.at("a.rsl").exists());
    }
}

/// Heads as spreadsheets write them: capitals, a line that states the separator, columns in another character set.
#[test]
fn heads_of_spreadsheets_are_understood() {
    let place = Place::new();
    let (json, output) = add(
        &place,
        b"sep=;\r\nFile;Name;ID;Pr\xfcfer;CAS\r\n;;;;\r\ns0.csv;water;w;x;7732-18-5\r\ns9.csv;a;b;c;\r\n",
    );
    assert_eq!(json["added"], serde_json::json!(["w"]), "{}", text(&output.stderr));
    assert_eq!(json["refused"][0]["line"], 5);
    assert_eq!(json["unused_columns"], serde_json::json!(["Pr\\xfcfer"]));
    let listed = text(&place.run(&["library", "list", "a.rsl", "--json"]).stdout);
    assert!(listed.contains("7732-18-5"), "{listed}");
    for (bytes, word) in [(&b"\xff\xfef\0i\0"[..], "UTF-16"), (b"PK\x03\x04...", "workbook")] {
        let (_, output) = add(&place, bytes);
        assert!(
            output.status.code() == Some(2) && text(&output.stderr).contains(word),
            "{}",
            text(&output.stderr)
        );
    }
}

#[test]
fn long_ids_can_be_exported_and_read_again() {
    let place = Place::new();
    let (a, b) = (format!("{}a", "x".repeat(300)), format!("{}b", "x".repeat(300)));
    let (_, output) = add(&place, format!("file,name,id\ns0.csv,one,{a}\ns1.csv,two,{b}\n").as_bytes());
    good(&output);
    good(&place.run(&["library", "export", "a.rsl", "-o", "out"]));
    good(&place.run(&["library", "add", "out", "--manifest", "out/names.csv", "-o", "again.rsl"]));
    assert_eq!(references(&place, "again.rsl"), 2);
    let listed = text(&place.run(&["library", "list", "again.rsl", "--json"]).stdout);
    assert!(listed.contains(&a) && listed.contains(&b));
}

#[test]
fn a_link_out_of_the_folder_is_refused() {
    let place = Place::new();
    place.spectrum("m/s0.csv", 0);
    place.spectrum("secret/s.csv", 1);
    std::os::unix::fs::symlink("../secret/s.csv", place.at("m/out.csv")).unwrap();
    std::os::unix::fs::symlink("../secret", place.at("m/folder")).unwrap();
    std::os::unix::fs::symlink("s0.csv", place.at("m/inside.csv")).unwrap();
    let rows = "file,name,id\nout.csv,one,1\nfolder/s.csv,two,2\ninside.csv,three,3\n";
    let (json, output) = add(&place, rows.as_bytes());
    assert_eq!(json["added"], serde_json::json!(["3"]), "{}", text(&output.stderr));
    assert_eq!(json["refused"].to_string().matches("leads out of the folder").count(), 2);
}

/// No field of a table for spreadsheets is a formula, and what is exported comes back as it was.
#[test]
fn formulas_are_neutralised_and_come_back() {
    let place = Place::new();
    let evil = ["=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(1)", "'=quoted"];
    let mut manifest = String::from("file,name,id,note\n");
    for (i, name) in evil.iter().enumerate() {
        // An apostrophe before a formula is taken off, so a name that has one is given two.
        manifest += &format!("s{i}.csv,''{name},id{i},note\n=missing{i}.csv,x,x,x\n");
    }
    let manifest = manifest
        .replace("''=cmd", "=cmd")
        .replace("'''=", "''=")
        .replace("''+", "+")
        .replace("''-", "-")
        .replace("''@", "@");
    let (json, output) = add(&place, manifest.as_bytes());
    assert_eq!(json["added"].as_array().unwrap().len(), 5, "{}", text(&output.stderr));
    good(&place.run(&["library", "export", "a.rsl", "-o", "out"]));
    for table in ["report.csv", "out/names.csv"] {
        let bytes = fs::read(place.at(table)).unwrap();
        for record in csv::ReaderBuilder::new().flexible(true).from_reader(&bytes[..]).records() {
            for field in &record.unwrap() {
                assert!(!field.starts_with(['=', '+', '-', '@', '\t', '\r']), "{table}: {field}");
            }
        }
    }
    good(&place.run(&["library", "add", "out", "--manifest", "out/names.csv", "-o", "again.rsl"]));
    let names = |library: &str| {
        let output = place.run(&["library", "list", library, "--json"]);
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        json["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["substance"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names("a.rsl"), names("again.rsl"));
    for name in evil {
        assert!(names("again.rsl").contains(&name.to_owned()), "{name}: {:?}", names("again.rsl"));
    }
}

/// A base comes first and loses nothing; what is there already is no place for it.
#[test]
fn a_base_is_the_beginning_of_a_new_library() {
    let place = Place::new();
    for i in 0..2 {
        place.spectrum(&format!("m/s{i}.csv"), i);
    }
    fs::write(place.at("m/names.csv"), "file,name\ns0.csv,one\ns1.csv,two\n").unwrap();
    let add = |base: &str, to: &str, more: &[&str]| {
        let args = ["library", "add", "m", "--manifest", "m/names.csv", "--licence", "MIT", "--base", base];
        place.run(&[&args[..], &["-o", to], more].concat())
    };
    let info = |library: &[&str]| -> serde_json::Value {
        let output = place.run(&[&["library", "info", "--json"], library].concat());
        serde_json::from_slice(&output.stdout).unwrap()
    };
    good(&add("demonstration", "both.rsl", &[]));
    let (built_in, both) = (info(&[]), info(&["both.rsl"]));
    for (key, more) in [("entries", 2), ("substances", 2), ("hints", 0)] {
        assert_eq!(both[key].as_u64().unwrap(), built_in[key].as_u64().unwrap() + more, "{key}");
    }
    let sources = |info: &serde_json::Value| info["sources"].as_array().unwrap().clone();
    assert!(sources(&built_in).iter().all(|source| sources(&both).contains(source)));

    let before = fs::read(place.at("both.rsl")).unwrap();
    let refused = |output: std::process::Output, word: &str| {
        let said = text(&output.stderr);
        assert!(output.status.code() == Some(2) && said.contains(word), "{said}");
        assert!(fs::read(place.at("both.rsl")).unwrap() == before);
    };
    refused(add("demonstration", "both.rsl", &[]), "leave --base out");
    refused(add("both.rsl", "both.rsl", &[]), "by the same command");
    refused(add("demonstration", "third.rsl", &["--rows", "i8"]), "keeps its recipe and storage");
    refused(add("none.rsl", "third.rsl", &[]), "no such file");
    refused(add("m/s0.csv", "third.rsl", &[]), "m/s0.csv");
    // All of its rows are there: the new library has what the base has.
    let again = add("both.rsl", "third.rsl", &[]);
    good(&again);
    assert!(text(&again.stdout).contains("0 added, 0 refused, 2 there already"), "{}", text(&again.stdout));
    for key in ["entries", "substances", "hints", "sources"] {
        assert_eq!(info(&["third.rsl"])[key], both[key], "{key}");
    }
    fs::remove_file(place.at("third.rsl")).unwrap();
    fs::write(place.at("m/names.csv"), "file,name,id\ns0.csv,one,again\n").unwrap();
    good(&add("both.rsl", "third.rsl", &[]));
    assert_eq!(references(&place, "third.rsl"), built_in["entries"].as_u64().unwrap() as usize + 3);
}

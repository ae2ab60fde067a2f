//! What is shown of names and texts that come from elsewhere.

use super::{Place, ends, good, refused, text};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// Whether a terminal would do anything but print it.
fn acts(text: &str) -> bool {
    text.chars()
        .any(|c| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c) || c == '\u{2028}')
}

#[test]
fn names_do_nothing_to_a_terminal_and_stay_apart() {
    let place = Place::new();
    let names: [&[u8]; 7] = [
        b"esc\x1b[2J.txt",
        b"new\nline.txt",
        "turned\u{202e}txt.exe".as_bytes(),
        b"no\xfftext.txt",
        b"no\xfetext.txt",
        b"c1\xc2\x9bx.txt",
        "sep\u{2028}x.txt".as_bytes(),
    ];
    let mut shown = Vec::new();
    for name in names {
        let path = place.at("").join(OsStr::from_bytes(name));
        fs::copy(place.at("a.txt"), &path).unwrap();
        let missing = [name, b".missing"].concat();
        for args in [
            &["identify"][..],
            &["info"],
            &["identify", "--json"],
            &["info", "--json"],
            &["preprocess", "--json"],
        ] {
            for file in [name, &missing] {
                let output = ends(place.command(args).arg(OsStr::from_bytes(file)));
                let said =
                    [String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap()]
                        .concat();
                assert!(!acts(&said), "{args:?}: {said:?}");
            }
        }
        let output = ends(place.command(&["identify", "--json"]).arg(&path));
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let file = json["results"][0]["file"].as_str().unwrap().to_owned();
        if let Ok(name) = std::str::from_utf8(name) {
            assert!(file.ends_with(name), "a name that is text is given as it is");
        }
        shown.push(file);
        // A picture with the name in it is XML.
        let picture = place.at("own.svg");
        for command in ["info", "preprocess", "identify"] {
            let _ = fs::remove_file(&picture);
            good(&ends(place.command(&[command]).arg(&path).args(["--plot", "own.svg"])));
            let svg = fs::read_to_string(&picture).unwrap();
            assert!(!acts(&svg.replace('\n', "")), "{command}");
        }
        fs::remove_file(path).unwrap();
    }
    shown.sort();
    shown.dedup();
    assert_eq!(shown.len(), names.len(), "{shown:?}");
}

/// Titles inside of files are others' texts too.
#[test]
fn titles_do_nothing_to_a_terminal() {
    let place = Place::new();
    let jcamp = "##TITLE= evil\u{1b}[2J \u{202e}name\u{7}\n##JCAMP-DX= 4.24\n##DATA TYPE= RAMAN SPECTRUM\n##XUNITS= 1/CM\n\
                 ##YUNITS= ARBITRARY UNITS\n##FIRSTX= 100\n##LASTX= 104\n##XFACTOR= 1\n##YFACTOR= 1\n##NPOINTS= 5\n\
                 ##XYDATA= (X++(Y..Y))\n100 1 2 3 2 1\n##END=\n";
    fs::write(place.at("evil.jdx"), jcamp).unwrap();
    for args in [
        &["info", "evil.jdx"][..],
        &["info", "evil.jdx", "--json"],
        &["info", "evil.jdx", "--plot", "own.svg"],
    ] {
        let output = place.run(args);
        good(&output);
        assert!(
            !acts(&text(&output.stdout)) && !acts(&text(&output.stderr)),
            "{args:?}: {:?}",
            text(&output.stdout)
        );
    }
    assert!(!acts(&fs::read_to_string(place.at("own.svg")).unwrap()));
}

#[test]
fn every_character_set_can_be_read() {
    let place = Place::new();
    for (locale, charset) in [("C", "ascii"), ("de_DE.ISO-8859-1", "latin1"), ("en_US.UTF-8", "utf8")] {
        for args in [
            &["identify", "a.txt"][..],
            &["info", "a.txt"],
            &["library", "list"],
            &["library", "info"],
            &["identify", "--help"],
            &["identify", "missing.txt"],
        ] {
            let output = ends(place.command(args).env("LC_ALL", locale));
            let said = [output.stdout, output.stderr].concat();
            match charset {
                "ascii" => assert!(said.is_ascii(), "{args:?}: {}", text(&said)),
                "latin1" => assert!(
                    std::str::from_utf8(&said).is_ok() == said.is_ascii(),
                    "{args:?}: {}",
                    text(&said)
                ),
                _ => assert!(std::str::from_utf8(&said).is_ok()),
            }
            let plain = text(&said);
            assert!(
                !plain.contains("cm??")
                    && (!args.contains(&"a.txt")
                        || plain.contains("cm-1")
                        || charset != "ascii"
                        || args[0] == "info"),
                "{plain}"
            );
        }
        // Data are UTF-8 everywhere.
        let output = ends(place.command(&["library", "list", "--json"]).env("LC_ALL", locale));
        assert!(std::str::from_utf8(&output.stdout).is_ok());
    }
}

#[test]
fn what_names_nothing_is_an_error() {
    let place = Place::new();
    refused(&place.run(&["library", "list", "--tag", "precusor"]), "unknown_tag");
    refused(&place.run(&["library", "list", "--hints", "--tag", "precusor"]), "unknown_tag");
    let output = place.run(&["identify", "a.txt", "--tolerance", "3", "--metric", "cosine"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--metric"), "{}", text(&output.stderr));
    for value in ["nan", "inf", "-1", "1e9"] {
        let output = place.run(&["identify", "a.txt", &format!("--tolerance={value}")]);
        assert_eq!(output.status.code(), Some(2), "{value}");
    }
    assert!(Path::new(&place.at("a.txt")).exists());
}

/// What is wrong with the command line is said of the words that stand there.
#[test]
fn arguments_do_nothing_to_a_terminal() {
    let place = Place::new();
    let evil = "a\u{1b}[2J\u{202e}b\u{9b}c";
    let forged = "x\nerror[io]: forged";
    for args in [
        &[evil][..],
        &["identify", "a.txt", "--top", evil],
        &["identify", "a.txt", "--metric", evil],
        &["identify", "a.txt", &format!("--{evil}")],
        &["convert", "a.txt", "-o", "b", "--to", evil],
        &["library", evil],
        &["library", "list", "--tag", evil],
        &["identify", "a.txt", "--through", evil],
        &["preprocess", "a.txt", "--baseline", evil],
        &["library", "remove", "a.txt", "--entry", evil],
        &["identify", forged],
        &["library", "list", "--tag", forged],
        &["identify", "a.txt", "--through", forged],
    ] {
        for locale in ["C", "en_US.UTF-8"] {
            let output = ends(place.command(args).env("LC_ALL", locale));
            assert_eq!(output.status.code(), Some(2), "{args:?}");
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(
                !acts(&said) && !said.lines().any(|line| line.starts_with("error[io]: forged")),
                "{args:?}: {said:?}"
            );
            assert!(locale != "C" || said.is_ascii(), "{args:?}: {said}");
        }
    }
}

//! The committed header is that of the sources, as far as that is told without cbindgen: every function, every constant.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const HEADER: &str = include_str!("../include/ramatch.h");

/// All sources of the crate, one after the other.
fn sources() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// The words that follow a text, up to what ends them.
fn words<'a>(text: &'a str, before: &str, ends: &[char]) -> BTreeSet<&'a str> {
    text.split(before).skip(1).filter_map(|rest| rest.split(ends).next()).collect()
}

/// The names of the functions that a header declares.
fn declared() -> BTreeSet<&'static str> {
    let code = HEADER.lines().filter(|line| !line.trim_start().starts_with(['*', '/', '#', ' ']));
    let calls = code.filter_map(|line| line.split_once('(').map(|(before, _)| before));
    calls
        .filter_map(|before| before.rsplit([' ', '*']).next())
        .filter(|name| name.starts_with("ramatch_"))
        .collect()
}

#[test]
fn functions_are_those_of_the_sources() {
    let sources = sources();
    let own = words(&sources, "extern \"C\" fn ramatch_", &['(']);
    let own: BTreeSet<String> = own.into_iter().map(|name| format!("ramatch_{name}")).collect();
    assert_eq!(own.iter().map(String::as_str).collect::<BTreeSet<_>>(), declared());
    assert_eq!(own.len(), sources.matches("#[unsafe(no_mangle)]").count());
    assert!(own.len() > 30);
}

#[test]
fn constants_are_those_of_the_sources() {
    let sources = sources();
    let mut count = 0;
    for line in sources.lines().filter_map(|line| line.strip_prefix("pub const RAMATCH_")) {
        let (name, rest) = line.split_once(':').unwrap();
        let value = rest.split_once('=').unwrap().1.trim().trim_end_matches(';');
        let value = match value {
            "u32::MAX" => "UINT32_MAX".to_owned(),
            other => match other.split_once(" << ") {
                Some((one, by)) => format!("({one} << {by})"),
                None => other.to_owned(),
            },
        };
        let defined = format!("#define RAMATCH_{name} {value}\n");
        assert!(HEADER.contains(&defined), "{defined}");
        count += 1;
    }
    assert!(count > 100);
}

#[test]
fn every_type_has_its_place() {
    let sources = sources();
    for name in words(&sources, "pub struct ramatch_", &[' ', '{']) {
        assert!(HEADER.contains(&format!("typedef struct ramatch_{name} ")), "{name}");
    }
}

#[test]
fn it_reads_as_plain_text() {
    assert!(HEADER.is_ascii());
    assert!(!HEADER.contains("# Safety") && !HEADER.contains("`ramatch_core") && !HEADER.contains("[`"));
}

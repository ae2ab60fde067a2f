//! What is reviewed of references: families, checks, and packs with their licences.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch::{
    Agreement, Checked, Code, Content, Error, Identifier, Library, LibraryBuilder, Options, Recipe, Spectrum,
    Storage,
};
use std::fs;
use std::path::{Path, PathBuf};

const PACK: &str = "ramanbiolib-odbl";

fn text() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spectra-library")
}

fn build(content: &Content) -> Library {
    Library::build(content, &Recipe::FINGERPRINT, None, Storage::new(), &mut |_, _| {}).unwrap()
}

fn pack() -> Content {
    Content::from_text(&text().join("packs").join(PACK)).unwrap()
}

/// A pack of one curve in a folder of its own, with one file changed.
fn made(file: &str, change: impl Fn(&str) -> Option<String>) -> Result<Content, Error> {
    let (folder, from) = (tempfile::tempdir().unwrap(), text().join("packs").join(PACK));
    let kept = "sources/ramanbiolib-odbl/galactose.toml";
    for name in [
        "pack.toml",
        "LICENSE",
        "NOTICE.md",
        "sources/ramanbiolib-odbl/source.toml",
        kept,
        "substances/galactose.toml",
    ] {
        let to = folder.path().join(name);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from.join(name), to).unwrap();
    }
    let families = text().join("families.toml").canonicalize().unwrap();
    let families = format!("families = \"{}\"", families.display().to_string().replace('\\', "/"));
    let pack = fs::read_to_string(folder.path().join("pack.toml")).unwrap();
    fs::write(folder.path().join("pack.toml"), pack.replace("families = \"../../families.toml\"", &families))
        .unwrap();
    if !file.is_empty() {
        let path = folder.path().join(file);
        match change(&fs::read_to_string(&path).unwrap()) {
            Some(text) => fs::write(path, text).unwrap(),
            None => fs::remove_file(path).unwrap(),
        }
    }
    Content::from_text(folder.path())
}

#[test]
fn every_substance_has_relatives_or_is_said_to_have_none() {
    for content in [Content::from_text(&text()).unwrap(), pack()] {
        assert!(content.families.len() > 10);
        let with = content.substances.iter().filter(|about| !about.family.is_empty()).count();
        // The others are in the reviewed list of families.toml, without which the text is refused.
        assert!(4 * with > 3 * content.substances.len(), "{with}");
        for family in &content.families {
            assert!(
                content.substances.iter().any(|about| about.family.contains(&family.id)),
                "{}",
                family.id
            );
        }
    }
    let (shared, own) = (Content::from_text(&text()).unwrap(), pack());
    let hexoses = |content: &Content| content.families.iter().find(|family| family.id == "hexoses").cloned();
    assert!(hexoses(&shared).is_some() && hexoses(&shared) == hexoses(&own), "a pack shares families");
}

#[test]
fn what_is_reviewed_is_in_the_file_and_travels() {
    let content = pack();
    let library = build(&content);
    assert_eq!(library.content().unwrap(), content);
    assert_eq!(library.families().unwrap(), content.families);
    let [notice] = &library.notices().unwrap()[..] else { panic!("one notice") };
    assert_eq!((notice.id.as_str(), notice.licence.as_str()), (PACK, "ODbL-1.0"));
    assert!(
        notice.licence_text.contains("ODC Open Database License") && notice.notice.contains("share-alike")
    );
    assert_eq!(notice.sources, [PACK]);

    // One entry copied into another library brings its notice and its substance's families along, and nothing else.
    let folder = tempfile::tempdir().unwrap();
    let demonstration = Library::embedded().unwrap();
    let mut builder = LibraryBuilder::from_library(&demonstration, folder.path(), &mut |_, _| {}).unwrap();
    builder.copy(&library, 0).unwrap();
    let path = folder.path().join("both.rsl");
    builder.write(&path, &mut |_, _| {}).unwrap();
    let both = Library::read(&path).unwrap();
    both.verify().unwrap();
    assert_eq!(both.notices().unwrap(), library.notices().unwrap());
    let first = both.content().unwrap();
    let first = first.entries.iter().find(|entry| entry.licence == "ODbL-1.0").unwrap().clone();
    let about = both.content().unwrap().substance(&first.substance).unwrap().clone();
    let families: Vec<String> = both.families().unwrap().into_iter().map(|family| family.id).collect();
    assert!(!about.family.is_empty() && about.family.iter().all(|id| families.contains(id)));
    assert!(!families.contains(&"saturated-fatty-acids".to_owned()));

    // What is thrown away brings nothing.
    let mut builder = LibraryBuilder::from_library(&demonstration, folder.path(), &mut |_, _| {}).unwrap();
    let refused = builder.all_or_nothing(|builder| {
        builder.copy(&library, 0)?;
        builder.copy(&library, 0)
    });
    assert!(refused.is_err());
    builder.write(&path, &mut |_, _| {}).unwrap();
    assert!(Library::read(&path).unwrap().notices().unwrap().is_empty());
}

#[test]
fn a_pack_is_never_embedded() {
    let content = Library::embedded().unwrap().content().unwrap();
    assert!(content.notices.is_empty());
    let licences = ["MIT", "CC-BY-4.0", "LicenseRef-facts"];
    let licence = |own: &str| licences.contains(&own);
    assert!(content.sources.iter().all(|source| licence(&source.licence) && source.id != PACK));
    assert!(content.entries.iter().all(|entry| licence(&entry.licence)));
    assert!(content.hints.iter().all(|hint| licence(&hint.licence)));
    for name in [PACK, "rampp-styrenics"] {
        let pack = Content::from_text(&text().join("packs").join(name)).unwrap();
        assert!(!pack.entries.is_empty() && pack.notices.len() == 1);
        let embedded = |id: &str| content.entries.iter().any(|entry| entry.id == id);
        assert!(pack.entries.iter().all(|entry| !embedded(&entry.id)), "{name}");
    }
}

#[test]
fn the_licence_of_a_pack_lies_in_it() {
    for other in ["../LICENSE", "/etc/hosts", "sources/../LICENSE"] {
        let changed = |text: &str| {
            let text = text.replace("licence_file = \"LICENSE\"", &format!("licence_file = \"{other}\""));
            Some(text)
        };
        let error = made("pack.toml", changed).unwrap_err();
        assert_eq!(error.code(), Code::BadPath, "{other}: {error}");
    }
    #[cfg(unix)]
    {
        let outside = tempfile::tempdir().unwrap();
        let licence = outside.path().join("LICENSE");
        fs::write(&licence, "secret").unwrap();
        let pack = tempfile::tempdir().unwrap();
        let from = text().join("packs").join(PACK);
        for name in ["pack.toml", "NOTICE.md"] {
            fs::copy(from.join(name), pack.path().join(name)).unwrap();
        }
        std::os::unix::fs::symlink(&licence, pack.path().join("LICENSE")).unwrap();
        assert_eq!(Content::from_text(pack.path()).unwrap_err().code(), Code::BadPath);
    }
}

#[test]
fn a_pack_without_its_licence_is_refused() {
    made("", |_| None).unwrap();
    let cases = [
        ("LICENSE", None, Code::LicenceMissing),
        ("LICENSE", Some((" ", "\n")), Code::LicenceMissing),
        ("NOTICE.md", None, Code::LicenceMissing),
        ("pack.toml", Some(("licence_file = \"LICENSE\"", "licence_file = \"\"")), Code::LicenceMissing),
        ("pack.toml", Some(("licence = \"ODbL-1.0\"", "licence = \"\"")), Code::LicenceMissing),
        ("pack.toml", Some(("licence_file", "license_file")), Code::TextSyntax),
        ("pack.toml", Some(("\"ODbL-1.0\"", "\"MIT\"")), Code::BadField),
        ("sources/ramanbiolib-odbl/galactose.toml", Some(("\"ODbL-1.0\"", "\"MIT\"")), Code::BadField),
        ("sources/ramanbiolib-odbl/galactose.toml", Some(("licence = ", "# ")), Code::LicenceMissing),
        ("pack.toml", Some(("families = ", "# ")), Code::UnknownReference),
    ];
    for (file, change, code) in cases {
        let refused = made(file, |text| {
            let (from, to) = change?;
            Some(if from == " " { to.to_owned() } else { text.replace(from, to) })
        });
        assert_eq!(refused.unwrap_err().code(), code, "{file} {change:?}");
    }
}

#[test]
fn a_doubtful_reference_is_no_answer() {
    let mut content = Content::from_text(&text()).unwrap();
    let glucose = content.entries.iter().position(|entry| entry.substance == "glucose").unwrap();
    let (shift, counts) = Library::embedded().unwrap().curve(glucose_index()).unwrap();
    let spectrum = Spectrum::new(shift, counts).unwrap();
    let ask = |content: &Content| {
        Identifier::new(build(content)).unwrap().identify(&spectrum, &Options::default()).unwrap()
    };
    let sure = ask(&content);
    assert!(sure.verdict.is_named());
    assert_eq!((sure.hits[0].checked.as_str(), sure.hits[0].checked_by.is_empty()), ("agrees", false));

    content.entries[glucose].checked =
        Checked { agreement: Agreement::Doubtful, by: "another specimen shows other bands".into() };
    let doubted = ask(&content);
    let reason = doubted.cannot_decide().unwrap();
    assert_eq!(reason.code, "doubtful_reference");
    assert!(reason.text.contains("glucose") && reason.text.contains("another specimen"), "{}", reason.text);
    assert_eq!(doubted.hits[0].substance_id, "glucose", "it is still shown");
    assert_eq!(doubted.evidence.unwrap().lacks[0], "doubtful_reference");
}

fn glucose_index() -> u32 {
    let library = Library::embedded().unwrap();
    let view = library.view();
    (0..view.len()).find(|&index| view.entry(index).unwrap().id == "vendor-785-2026/glucose").unwrap()
}

#[test]
fn what_nobody_looked_at_is_unchecked() {
    let folder = tempfile::tempdir().unwrap();
    let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new(), folder.path()).unwrap();
    let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
    let counts = shift.iter().map(|x| 50.0 + 900.0 / (1.0 + ((x - 1234.0) / 5.0).powi(2))).collect();
    let about = ramatch::Reference {
        id: "lab/1",
        substance: "own",
        name: "own substance",
        form: "",
        source: "lab",
        grade: ramatch::core::library::Grade::Field,
        laser_nm: 785.0,
        resolution_cm1: 0.0,
    };
    builder.add(&about, &Spectrum::new(shift, counts).unwrap()).unwrap();
    let path = folder.path().join("own.rsl");
    builder.write(&path, &mut |_, _| {}).unwrap();
    let entry = Library::read(&path).unwrap().entry_content(0).unwrap().unwrap();
    assert_eq!(entry.checked, Checked::default());
    assert_eq!(entry.checked.agreement, Agreement::Unchecked);
}

//! The library: its text, its rules, its bytes.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch::core::Interval;
use ramatch::core::library::{Grade, format};
use ramatch::{
    Code, Content, Error, Identifier, Library, LibraryBuilder, Options, Raw, Recipe, Reference, Spectrum,
    Storage,
};
use std::fs;
use std::path::{Path, PathBuf};

fn text() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spectra-library")
}

fn build(content: &Content) -> Library {
    Library::build(content, &Recipe::FINGERPRINT, None, Storage::new(), &mut |_, _| {}).unwrap()
}

#[test]
fn building_from_text_gives_the_embedded_bytes() {
    let content = Content::from_text(&text()).unwrap();
    let built = build(&content);
    let embedded = Library::embedded().unwrap();
    assert!(
        built.bytes() == embedded.bytes(),
        "run: cargo run --release -- library build spectra-library -o crates/ramatch/data/demonstration.rsl"
    );
    assert_eq!(embedded.content().unwrap(), content);
}

#[test]
fn the_demonstration_library_holds_what_is_claimed() {
    let library = Library::embedded().unwrap();
    let content = library.content().unwrap();
    let of = |source: &'static str| content.entries.iter().filter(move |entry| entry.source == source);
    assert_eq!((of("vendor-785-2026").count(), of("handheld-contest-2019").count()), (76, 3));
    assert!(of("handheld-contest-2019").all(|e| e.note.contains("unverified")));
    for published in ["polystyrene", "cyclohexane", "paracetamol", "1-4-bis-2-methylstyryl-benzene"] {
        assert!(content.entries.iter().any(|e| e.substance == published && e.licence == "LicenseRef-facts"));
    }
    // Hints have no row: no substance that has only hints can be named.
    let view = library.view();
    for hint in &content.hints {
        let has_entry = content.entries.iter().any(|e| e.substance == hint.substance);
        let has_record = (0..view.substances_len()).any(|i| view.substance(i).unwrap().id == hint.substance);
        assert_eq!(has_entry, has_record, "{}", hint.id);
    }
    let ids: Vec<_> = (0..view.substances_len()).map(|i| view.substance(i).unwrap().id).collect();
    // The spectrum that the vendor names alanine shows arginine's bands (`NOTICE.md`).
    for absent in ["methamphetamine", "cocaine", "carfentanil", "thiofentanil", "alanine"] {
        assert!(!ids.contains(&absent));
    }
}

/// The text with one file changed, in a folder of its own.
fn changed(file: &str, change: impl Fn(&str) -> String) -> Result<Content, Error> {
    let folder = tempfile::tempdir().unwrap();
    copy(&text().join("substances"), &folder.path().join("substances"));
    for source in ["astm-e1840-int", "handheld-contest-2019", "ljmu-nails2022"] {
        copy(&text().join("sources").join(source), &folder.path().join("sources").join(source));
    }
    // Only what these three sources name.
    for item in fs::read_dir(folder.path().join("substances")).unwrap() {
        let path = item.unwrap().path();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let kept = ["polystyrene", "cyclohexane", "amphetamine-sulfate", "ephedrine-hydrochloride"];
        if !kept.contains(&stem.as_str()) && !["phenobarbital", "cocaine"].contains(&stem.as_str()) {
            fs::remove_file(path).unwrap();
        }
    }
    let families = families_of(&folder.path().join("substances"));
    fs::write(folder.path().join("families.toml"), families).unwrap();
    let path = folder.path().join(file);
    let before = fs::read_to_string(&path).unwrap_or_default();
    let after = change(&before);
    assert!(file.is_empty() || before != after, "the change has to change something");
    if !file.is_empty() {
        fs::write(path, after).unwrap();
    }
    Content::from_text(folder.path())
}

/// The families that substances of a folder name.
fn families_of(substances: &Path) -> String {
    let named: String = fs::read_dir(substances)
        .unwrap()
        .map(|item| fs::read_to_string(item.unwrap().path()).unwrap())
        .flat_map(|text| text.lines().find(|line| line.starts_with("family = ")).map(str::to_owned))
        .collect();
    let all = fs::read_to_string(text().join("families.toml")).unwrap();
    let id = |block: &str| block.lines().find_map(|line| line.strip_prefix("id = ")).unwrap().to_owned();
    let blocks = all.split("[[family]]\n").skip(1).filter(|block| named.contains(&id(block)));
    blocks.map(|block| format!("[[family]]\n{block}")).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap() {
        let path = item.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

#[test]
fn the_validator_refuses() {
    changed("", str::to_owned).unwrap();
    let entry = "sources/astm-e1840-int/polystyrene.toml";
    let drug = "sources/handheld-contest-2019/phenobarbital.toml";
    let source = "sources/astm-e1840-int/source.toml";
    let substance = "substances/polystyrene.toml";
    let replace = |file, from: &'static str, to: &'static str| changed(file, move |t| t.replace(from, to));
    type Case = (&'static str, Result<Content, Error>, Code);
    let cases: Vec<Case> = vec![
        ("no licence", replace(entry, "licence = \"LicenseRef-facts\"", ""), Code::LicenceMissing),
        ("empty licence", replace(entry, "LicenseRef-facts", " "), Code::LicenceMissing),
        ("no attribution", replace(source, "attribution = ", "# "), Code::LicenceMissing),
        ("unknown family", replace(substance, "\"styrenics\"", "\"styrenes\""), Code::UnknownReference),
        (
            "a family twice",
            replace(substance, "\"styrenics\"", "\"styrenics\", \"styrenics\""),
            Code::DuplicateId,
        ),
        ("no family", replace("substances/cocaine.toml", "family = ", "# "), Code::BadField),
        (
            "a family without a member",
            replace("families.toml", "id = \"styrenics\"", "id = \"styrenes\""),
            Code::UnknownReference,
        ),
        (
            "a family without a tie",
            replace("families.toml", "tie = \"the tropane", "tie = \"\" # \""),
            Code::BadField,
        ),
        (
            "a family of no kind",
            replace("families.toml", "kind = \"class\"", "kind = \"kin\""),
            Code::TextSyntax,
        ),
        ("checked by nothing", replace(entry, "checked_by = ", "# "), Code::BadField),
        ("checked somehow", replace(entry, "checked = \"agrees\"", "checked = \"well\""), Code::TextSyntax),
        ("unknown tag", replace(substance, "\"polymer\"", "\"plymer\""), Code::UnknownTag),
        ("band outside", replace(entry, "1001.4", "4001.4"), Code::BandOutside),
        ("bad check digit", replace(substance, "9003-53-6", "9003-53-7"), Code::BadCas),
        (
            "id twice",
            replace(entry, "astm-e1840-int/polystyrene", "astm-e1840-int/cyclohexane"),
            Code::DuplicateId,
        ),
        (
            "substance id twice",
            replace(substance, "id = \"polystyrene\"", "id = \"cocaine\""),
            Code::DuplicateId,
        ),
        (
            "unknown substance",
            replace(entry, "substance = \"polystyrene\"", "substance = \"x\""),
            Code::UnknownReference,
        ),
        ("two kinds", replace(entry, "kind = \"bands\"", "kind = \"hints\""), Code::BadField),
        ("unknown field", replace(entry, "form =", "frm ="), Code::TextSyntax),
        ("unknown field of a source", replace(source, "lorentz =", "lorenz ="), Code::TextSyntax),
        ("width of zero", replace(drug, ", 0.", ", -0."), Code::BadField),
        ("interval reversed", replace(entry, "[85, 3400]", "[3400, 85]"), Code::BadField),
        (
            "scheduled, not tagged",
            replace("substances/phenobarbital.toml", "\"controlled\", ", ""),
            Code::BadField,
        ),
        ("no InChIKey", replace("substances/cocaine.toml", "ZPUCIND", "ZPUCI"), Code::BadField),
    ];
    for (name, result, code) in cases {
        let error = result.map(|_| ()).expect_err(name);
        assert_eq!(error.code(), code, "{name}: {error}");
        assert!(error.path().is_some(), "{name}");
    }
    let error = replace(entry, "grade = \"published\"", "grade = \"perfect\"").unwrap_err();
    assert_eq!(error.line(), Some(5), "{error}");
}

#[test]
fn a_phenyl_pattern_alone_makes_no_controlled_entry() {
    let result = changed("sources/handheld-contest-2019/amphetamine-sulfate.toml", |text| {
        let (head, _) = text.split_once("bands = [").unwrap();
        format!(
            "{head}bands = [[620, 9, 0.3, 0], [1003, 9, 1, 0], [1030, 9, 0.3, 0], [1603, 9, 0.4, 0], [845, 9, 1, 0]]"
        )
    });
    let error = result.unwrap_err();
    assert!(error.to_string().contains("phenyl"), "{error}");
}

#[test]
fn a_measured_curve_is_an_entry_too() {
    let content = changed("sources/astm-e1840-int/cyclohexane.toml", |text| {
        let (head, _) = text.split_once("# Raman").unwrap();
        let curve: Vec<String> = (0..900)
            .map(|i| {
                let x = 300.0 + 2.0 * f64::from(i);
                format!("[{x}, {}]", 50.0 + 1000.0 / (1.0 + ((x - 801.3) / 5.0).powi(2)))
            })
            .collect();
        let head = head.replace("\"bands\"", "\"curve\"").replace("[85, 3400]", "[310, 2000]");
        format!("{head}curve = [{}]", curve.join(", "))
    });
    let content = content.unwrap();
    let entry = content.entries.iter().find(|e| e.substance == "cyclohexane").unwrap();
    assert!(matches!(&entry.raw, Raw::Curve { shift_cm1, .. } if shift_cm1.len() == 900));
    let library = build(&content);
    let view = library.view();
    let index = (0..view.len()).find(|&i| view.entry(i).unwrap().id == entry.id).unwrap();
    let interval = view.entry(index).unwrap().interval;
    assert_eq!(
        (view.grid().shift_cm1(interval.lo), view.grid().shift_cm1(interval.hi - 1)),
        (312.0, 1997.25)
    );
    let row: Vec<f32> = view.row(index).samples().collect();
    let top = (0..1024).max_by(|&a, &b| row[a].total_cmp(&row[b])).unwrap();
    assert_eq!(view.grid().shift_cm1(top), 800.25);
}

#[test]
fn bands_are_drawn_at_the_asked_resolution() {
    let content = Content::from_text(&text()).unwrap();
    let library =
        Library::build(&content, &Recipe::FINGERPRINT, Some(12.0), Storage::new(), &mut |_, _| {}).unwrap();
    let entry = |library: &Library, id: &str| {
        let view = library.view();
        let index = (0..view.len()).find(|&i| view.entry(i).unwrap().id == id).unwrap();
        let top = view.row(index).samples().fold(0.0, f32::max);
        (view.entry(index).unwrap().resolution_cm1, top)
    };
    let id = "vendor-785-2026/silicon";
    let (broad, own) = (entry(&library, id), entry(&Library::embedded().unwrap(), id));
    assert_eq!((broad.0, own.0), (12.0, 6.0));
    assert!(broad.1 < own.1, "a broader band of norm 1 is lower");
    // Without a known resolution of its own an entry stays as it is.
    assert_eq!(entry(&library, "handheld-contest-2019/phenobarbital").0, 0.0);
}

#[test]
fn every_flipped_byte_and_every_truncation_is_refused() {
    let mut content = Content::from_text(&text()).unwrap();
    content.entries.truncate(1);
    content.hints.clear();
    let substance = content.entries[0].substance.clone();
    content.substances.retain(|s| s.id == substance);
    let recipe = Recipe::new(ramatch::Grid::cm1(400.0, 20.0, 32))
        .gridded(ramatch::core::GridStep::Normalize { method: ramatch::core::Normalize::L2 });
    let library = Library::build(&content, &recipe, None, Storage::new(), &mut |_, _| {}).unwrap();
    let good = library.bytes().to_vec();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("small.rsl");
    let refused = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        Library::read(&path).is_err()
    };
    assert!(!refused(&good));
    for at in 0..good.len() {
        let mut bytes = good.clone();
        bytes[at] ^= 1 << (at % 8);
        assert!(refused(&bytes), "flipped byte {at} of {}", good.len());
    }
    for len in (0..good.len()).step_by(7) {
        assert!(refused(&good[..len]), "cut at {len}");
    }
}

#[test]
fn unknown_optional_sections_are_skipped_and_metadata_may_be_absent() {
    let embedded = Library::embedded().unwrap();
    let view = embedded.view();
    assert_eq!(
        view.sections().filter(|s| !s.required).map(|s| s.kind).collect::<Vec<_>>(),
        [format::METADATA, format::BANDS, format::LINEAR]
    );
    // Dropping the metadata row leaves a library that firmware could read; a host reads it as well.
    let mut bytes = embedded.bytes().to_vec();
    let rows = view.sections().count();
    let metadata_row = format::HEADER_LEN + (rows - 3) * format::SECTION_LEN;
    bytes[metadata_row] = 200;
    let mut hasher = blake3::Hasher::new();
    hasher.update(&bytes[..24]);
    hasher.update(&bytes[56..]);
    let hash = hasher.finalize();
    bytes[24..56].copy_from_slice(hash.as_bytes());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bare.rsl");
    ramatch::write_atomically(&path, &bytes).unwrap();
    let bare = Library::read(&path).unwrap();
    assert!(bare.content().unwrap().entries.is_empty());
    let portable = Identifier::with_recipe(&bare, &Recipe::FINGERPRINT_PORTABLE).unwrap_err();
    assert_eq!(portable.code(), Code::RecipeMismatch);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data/calcite-785-bwtek-a.txt");
    let report = Identifier::new(bare).unwrap().identify_file(&file, &Options::default()).unwrap();
    assert_eq!(report.hits[0].substance, "calcium carbonate");
}

#[test]
fn what_hardly_overlaps_is_no_answer() {
    // 1780 to 2302 cm⁻¹: enough of the grid, but little of every reference's energy, which counts as not seen.
    let x: Vec<f32> = (0..262).map(|i| 1780.0 + 2.0 * i as f32).collect();
    let y: Vec<f32> =
        x.iter().map(|x| 1.0 / (1.0 + ((x - 2001.0) / 4.0).powi(2)) + (x * 7.7).sin() * 0.01).collect();
    let spectrum = Spectrum::new(x, y).unwrap();
    let report = Identifier::embedded().unwrap().identify(&spectrum, &Options::default()).unwrap();
    assert!(!report.verdict.is_named() && report.hits.iter().all(|hit| hit.score < 0.5), "{report:?}");
    assert!(report.warnings.iter().any(|w| w.code == "coverage"));
}

#[test]
fn recipes_in_toml_round_trip() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recipe.toml");
    for recipe in [Recipe::FINGERPRINT, Recipe::FINGERPRINT_PORTABLE] {
        let text = ramatch::recipe_to_toml(&recipe).unwrap();
        fs::write(&path, &text).unwrap();
        assert_eq!(ramatch::read_recipe(&path).unwrap(), recipe, "{text}");
    }
    let text = ramatch::recipe_to_toml(&Recipe::FINGERPRINT).unwrap();
    for (from, to) in [
        ("schema = 1", "schema = 2"),
        ("lambda = 100000.0", "lambda = -1.0"),
        ("lambda = 100000.0", "lambda = nan"),
        ("lambda", "lamda"),
        ("\"arpls\"", "\"arpl\""),
        ("len = 1024", "len = 1023"),
        ("\"cosine\"", "\"hqi\""),
        ("\"whitaker-hayes\"", "\"hampel\""),
        ("threshold", "treshold"),
        ("\"fourier\"", "\"fourrier\""),
        ("resolution_cm1", "resolution"),
    ] {
        assert!(text.contains(from), "{from}\n{text}");
        fs::write(&path, text.replace(from, to)).unwrap();
        let refused = ramatch::read_recipe(&path)
            .and_then(|recipe| Identifier::with_recipe(&Library::embedded().unwrap(), &recipe).map(|_| ()));
        assert!(refused.is_err(), "{from} → {to}");
    }
}

#[test]
fn a_failed_write_leaves_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.rsl");
    ramatch::write_atomically(&path, b"old").unwrap();
    ramatch::write_atomically(&path, b"new").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    let missing = folder.path().join("no/such/folder/library.rsl");
    assert_eq!(ramatch::write_atomically(&missing, b"x").unwrap_err().code(), Code::NoSuchFile);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
}

/// The three files that the book tells an agency to write make a library.
#[test]
fn the_books_own_reference_builds() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/own-reference.md");
    let page = fs::read_to_string(page).unwrap();
    let blocks: Vec<&str> =
        page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let [substance, source, entry] = blocks[..] else { panic!("three TOML blocks are needed") };
    // "And so on", spelled out.
    let curve: Vec<String> = (0..900)
        .map(|i| {
            let x = 249.0 + 2.0 * f64::from(i);
            format!("[{x}, {}]", 812.0 + 900.0 / (1.0 + ((x - 555.0) / 6.0).powi(2)))
        })
        .collect();
    let (head, _) = entry.split_once("curve = ").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("substances/my-substance.toml", substance);
    write("sources/my-laboratory/source.toml", source);
    write("sources/my-laboratory/my-substance.toml", &format!("{head}curve = [{}]", curve.join(", ")));
    let library = build(&Content::from_text(folder.path()).unwrap());
    assert_eq!(library.view().entry(0).unwrap().id, "my-laboratory/my-substance");
    assert_eq!(library.content().unwrap().entries[0].instrument, "name and serial number");
}

/// Two new versions of one library: the second would take the first one's entries away, and is refused.
#[test]
fn a_new_version_replaces_only_what_it_was_made_from() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.rsl");
    let builder = |own: &str, base: Option<&Library>| {
        let recipe = Recipe::FINGERPRINT;
        let mut builder = match base {
            None => LibraryBuilder::new(&recipe, Storage::new(), folder.path()).unwrap(),
            Some(base) => {
                let mut builder = LibraryBuilder::after(base, folder.path()).unwrap();
                (0..base.view().len()).for_each(|index| builder.copy(base, index).unwrap());
                builder
            }
        };
        let n = Library::embedded().unwrap().view().grid().len;
        let about = Reference {
            id: own,
            substance: "salt",
            name: "salt",
            form: "",
            source: "lab",
            grade: Grade::Field,
            laser_nm: 0.0,
            resolution_cm1: 0.0,
        };
        builder.add_row(&about, &vec![1.0 / (n as f32).sqrt(); n], Interval { lo: 0, hi: n }).unwrap();
        builder
    };
    builder("one", None).write(&path, &mut |_, _| {}).unwrap();
    for opened in [Library::read(&path).unwrap(), Library::open(&path).unwrap()] {
        let entries = opened.view().len();
        let (first, second) = (builder("two", Some(&opened)), builder("three", Some(&opened)));
        let elsewhere = builder("three", Some(&opened));
        first.write(&path, &mut |_, _| {}).unwrap();
        let refused = second.write(&path, &mut |_, _| {}).unwrap_err();
        assert_eq!(refused.code(), Code::FileChanged, "{refused}");
        assert_eq!(Library::read(&path).unwrap().view().len(), entries + 1);
        // Under another name nothing is lost.
        elsewhere.write(&folder.path().join("b.rsl"), &mut |_, _| {}).unwrap();
        fs::write(&path, opened.bytes()).unwrap();
    }
    let notes = folder.path().join("notes.txt");
    fs::write(&notes, "not a library").unwrap();
    let refused = builder("one", None).write(&notes, &mut |_, _| {}).unwrap_err();
    assert_eq!(refused.code(), Code::FileExists);
    assert_eq!(fs::read(&notes).unwrap(), b"not a library");
}

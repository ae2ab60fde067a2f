//! Several libraries asked as one, against one file with all of them.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "../support/entries.rs"]
mod entries;
mod same;

use entries::measured;

use ramatch::core::library::{Grade, RowFormat};
use ramatch::core::{GridStep, Normalize};
use ramatch::{
    Content, Defaults, EntryContent, Error, HintContent, Identifier, Library, LibraryBuilder, NoticeContent,
    Options, Recipe, Reference, Report, SourceContent, Spectrum, Storage, SubstanceContent,
};
use std::path::{Path, PathBuf};

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data");
    let mut files = ramatch::files_in(&folder).unwrap();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt" || ending == "csv"));
    assert!(files.len() > 3);
    files
}

/// A spectrum of bands on a slope.
fn bands(at: &[f64]) -> Spectrum {
    let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
    let height = |x: f64| at.iter().map(|c| 900.0 / (1.0 + ((x - c) / 5.0).powi(2))).sum::<f64>();
    let counts = shift.iter().map(|&x| (50.0 + 0.02 * f64::from(x) + height(f64::from(x))) as f32).collect();
    Spectrum::new(shift, counts).unwrap()
}

fn entry(id: &str, substance: &str, at: &[f64]) -> EntryContent {
    let spectrum = bands(at);
    let points = spectrum.as_ref();
    let of = measured(id, substance, points.shift_cm1().to_vec(), points.intensity().to_vec());
    EntryContent { name_in_source: substance.into(), laser_nm: None, ..of }
}

fn substance(id: &str, name: &str, cas: &str, inchikey: &str) -> SubstanceContent {
    let stated = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    SubstanceContent {
        id: id.into(),
        name: name.into(),
        cas: stated(cas),
        inchikey: stated(inchikey),
        ..SubstanceContent::default()
    }
}

/// A library with an entry for each substance, with bands of its own.
fn library(prefix: &str, substances: Vec<SubstanceContent>) -> Library {
    let source = SourceContent { id: "lab".into(), title: prefix.into(), ..SourceContent::default() };
    let seed: f64 = prefix.bytes().map(f64::from).sum();
    let entries = substances.iter().enumerate().map(|(i, about)| {
        let at = 400.0 + (37.0 * seed + 211.0 * i as f64) % 700.0;
        entry(&format!("{prefix}/{i}"), &about.id, &[at, at + 333.0, at + 654.0])
    });
    let entries = entries.collect();
    let content = Content { substances, sources: vec![source], entries, ..Content::default() };
    Library::build(&content, &Recipe::FINGERPRINT, None, Storage::new(), &mut |_, _| {}).unwrap()
}

/// Some entries of a library.
fn some(library: &Library, wanted: impl Fn(u32) -> bool) -> Library {
    let folder = tempfile::tempdir().unwrap();
    let mut builder = LibraryBuilder::after(library, folder.path()).unwrap();
    (0..library.view().len()).filter(|&i| wanted(i)).for_each(|i| builder.copy(library, i).unwrap());
    let path = folder.path().join("some.rsl");
    builder.write(&path, &mut |_, _| {}).unwrap();
    Library::read(&path).unwrap()
}

/// All libraries in one file, in their order.
fn one_file(libraries: &[Library]) -> Library {
    let folder = tempfile::tempdir().unwrap();
    let mut builder = LibraryBuilder::after(&libraries[0], folder.path()).unwrap();
    for library in libraries {
        (0..library.view().len()).for_each(|i| builder.copy(library, i).unwrap());
    }
    let path = folder.path().join("one.rsl");
    builder.write(&path, &mut |_, _| {}).unwrap();
    Library::read(&path).unwrap()
}

/// A report without what says which library was asked.
fn ranking(report: &Report) -> Report {
    let mut report = report.clone();
    report.libraries.clear();
    report.hits.iter_mut().for_each(|hit| hit.library = None);
    report
}

/// Names of the substances, and codes of the disagreements, each in an order of its own.
fn outcome(libraries: &[Library]) -> (Vec<String>, Vec<&'static str>) {
    let together = Library::together(libraries).unwrap();
    together.verify().unwrap();
    let view = together.view();
    let mut names: Vec<String> =
        (0..view.substances_len()).map(|i| view.substance(i).unwrap().name.to_lowercase()).collect();
    names.sort_unstable();
    let mut codes: Vec<&'static str> = together.conflicts().iter().map(|conflict| conflict.code).collect();
    codes.sort_unstable();
    (names, codes)
}

#[test]
fn three_libraries_rank_as_one_file_to_the_bit() {
    let all = Library::embedded().unwrap();
    let parts: Vec<Library> = (0..3).map(|k| some(&all, |i| i % 3 == k)).collect();
    let together = Identifier::over(parts.clone()).unwrap();
    let one = Identifier::new(one_file(&parts)).unwrap();
    assert_eq!(together.library().view().len(), all.view().len());
    assert_eq!(together.library().view().substances_len(), all.view().substances_len());
    assert!(together.library().conflicts().is_empty(), "{:?}", together.library().conflicts());
    let mut asked = 0;
    for file in examples() {
        let Ok(record) = ramatch::read_file(&file) else { continue };
        for options in [Options::default().top(20), Options::default().through("polyethylene")] {
            let report = together.identify(&record.spectrum, &options).unwrap();
            let expected = one.identify(&record.spectrum, &options).unwrap();
            assert_eq!(ranking(&report), ranking(&expected), "{}", file.display());
            for hit in &report.hits {
                let of = parts.iter().find(|part| {
                    let view = part.view();
                    (0..view.len()).any(|i| view.entry(i).unwrap().id == hit.entry)
                });
                assert_eq!(hit.library, of.map(Library::hash));
            }
            asked += 1;
        }
    }
    assert!(asked > 6);
}

#[test]
fn large_libraries_have_one_index() {
    let folder = tempfile::tempdir().unwrap();
    let mut seed = 7u64;
    let mut random = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 40) as f64 / f64::from(1 << 24)
    };
    let mut parts = Vec::new();
    for part in 0..3 {
        let mut builder =
            LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new().rows(RowFormat::I8), folder.path())
                .unwrap();
        let grid = Recipe::FINGERPRINT.grid();
        for i in 0..900 {
            let at: Vec<f64> = (0..8).map(|_| random() * 1024.0).collect();
            let row: Vec<f64> = (0..grid.len)
                .map(|k| at.iter().map(|c| 1.0 / (1.0 + ((k as f64 - c) / 2.0).powi(2))).sum())
                .collect();
            let norm = row.iter().map(|sample| sample * sample).sum::<f64>().sqrt();
            let row: Vec<f32> = row.iter().map(|sample| (sample / norm) as f32).collect();
            let (id, name) = (format!("{part}/{i}"), format!("substance {}", (part * 450 + i) / 2));
            let about = Reference {
                id: &id,
                substance: &name,
                name: &name,
                form: "",
                source: "lab",
                grade: Grade::Field,
                laser_nm: 0.0,
                resolution_cm1: 0.0,
            };
            builder.add_row(&about, &row, ramatch::core::Interval { lo: 0, hi: grid.len }).unwrap();
        }
        let path = folder.path().join(format!("{part}.rsl"));
        builder.write(&path, &mut |_, _| {}).unwrap();
        parts.push(Library::open(&path).unwrap());
    }
    let together = Identifier::over(parts.clone()).unwrap();
    let one = Identifier::new(one_file(&parts)).unwrap();
    assert_eq!(together.library().view().len(), 2700);
    for at in
        [[431.0, 800.0, 1301.0, 1600.0], [500.0, 777.0, 1111.0, 2000.0], [620.0, 1003.0, 1030.0, 1603.0]]
    {
        let spectrum = bands(&at);
        let options = Options::default().top(40);
        let report = together.identify(&spectrum, &options).unwrap();
        assert_eq!(ranking(&report), ranking(&one.identify(&spectrum, &options).unwrap()));
        assert_eq!(report.libraries.len(), 3);
    }
}

#[test]
fn a_label_that_was_corrected_is_not_dropped() {
    let labelled = |name: &str| {
        let mut content = library("own", vec![substance("s", name, "", "")]).content().unwrap();
        content.substances[0].id = name.into();
        content.entries[0].substance = name.into();
        Library::build(&content, &Recipe::FINGERPRINT, None, Storage::new(), &mut |_, _| {}).unwrap()
    };
    let (old, new) = (labelled("beta"), labelled("gamma"));
    for order in [[&old, &new], [&new, &old]] {
        let (names, codes) = outcome(&order.map(Library::clone));
        assert_eq!((names, codes), (vec!["beta".to_owned(), "gamma".to_owned()], vec!["entry_differs"]));
    }
}

#[test]
fn notices_of_two_packs_of_one_name_stay_both() {
    let pack = |name: &str, licence: &str| {
        let mut content = library(name, vec![substance(name, name, "", "")]).content().unwrap();
        content.sources[0].id = format!("source-{name}");
        content.entries[0].source = format!("source-{name}");
        content.notices = vec![NoticeContent {
            id: "pack".into(),
            licence: licence.into(),
            notice: format!("notice of {licence}"),
            licence_text: format!("text of {licence}"),
            sources: vec![format!("source-{name}")],
        }];
        Library::build(&content, &Recipe::FINGERPRINT, None, Storage::new(), &mut |_, _| {}).unwrap()
    };
    let packs = [pack("a", "CC-BY-4.0"), pack("b", "ODbL-1.0")];
    let together = Library::together(&packs).unwrap();
    assert_eq!(
        together.conflicts().iter().map(|conflict| conflict.code).collect::<Vec<_>>(),
        ["notice_differs"]
    );
    for made in [together, one_file(&packs)] {
        let notices = made.notices().unwrap();
        let of: Vec<_> =
            notices.iter().map(|n| (n.id.as_str(), n.licence.as_str(), n.sources.clone())).collect();
        assert_eq!(of[0], ("pack", "CC-BY-4.0", vec!["source-a".to_owned()]));
        assert_eq!(of[1], ("pack@2", "ODbL-1.0", vec!["source-b".to_owned()]));
    }
}

#[test]
fn a_reference_that_two_hold_counts_once() {
    let embedded = Library::embedded().unwrap();
    let own = library("own", vec![substance("own", "own substance", "", "")]);
    let both = one_file(&[embedded.clone(), own.clone()]);
    let together = Library::together(&[both.clone(), embedded.clone(), own.clone()]).unwrap();
    assert_eq!(together.view().len(), both.view().len());
    assert!(together.conflicts().is_empty(), "{:?}", together.conflicts());
    // Another one of the same id is another one.
    let mut content = own.content().unwrap();
    content.entries[0] = entry("own/0", "own", &[555.0, 1222.0, 1717.0]);
    content.sources[0].title = "another laboratory of that name".into();
    content.hints = vec![HintContent {
        id: "own/hint".into(),
        substance: "own".into(),
        source: "lab".into(),
        form: String::new(),
        licence: "MIT".into(),
        positions: vec![(555.0, "s".into())],
    }];
    // Two hints of a substance that has no reference.
    content.substances.push(substance("hinted", "hinted", "", ""));
    let hint = HintContent { substance: "hinted".into(), ..content.hints[0].clone() };
    content.hints.push(HintContent { id: "own/hint-2".into(), ..hint.clone() });
    content.hints.push(HintContent { id: "own/hint-3".into(), ..hint });
    let other = Library::build(&content, &Recipe::FINGERPRINT, None, Storage::new(), &mut |_, _| {}).unwrap();
    let together = Library::together(&[own, other.clone(), other]).unwrap();
    assert_eq!(together.conflicts().len(), 1, "{:?}", together.conflicts());
    assert_eq!(together.content().unwrap().hints.len(), 3);
    let view = together.view();
    let entries: Vec<_> = (0..view.len()).map(|i| view.entry(i).unwrap()).collect();
    assert_eq!(entries.iter().map(|entry| entry.id).collect::<Vec<_>>(), ["own/0", "own/0@2"]);
    assert_eq!(entries.iter().map(|entry| entry.source).collect::<Vec<_>>(), ["lab", "lab@2"]);
    assert_eq!(together.conflicts()[0].code, "entry_differs");
    let content = together.content().unwrap();
    assert_eq!((content.entries[1].source.as_str(), content.hints[0].source.as_str()), ("lab@2", "lab@2"));
    assert_eq!(
        content.source("lab@2").map(|source| source.title.as_str()),
        Some("another laboratory of that name")
    );
    let options = Options::default().exclude(vec!["own/0@2".into()]);
    let spectrum = bands(&[555.0, 1222.0, 1717.0]);
    let identifier = Identifier::new(together).unwrap();
    assert_eq!(identifier.identify(&spectrum, &Options::default()).unwrap().hits[0].entry, "own/0@2");
    assert_eq!(identifier.identify(&spectrum, &options).unwrap().hits[0].entry, "own/0");
}

#[test]
fn another_recipe_is_prepared_again_or_refused() {
    let gentle =
        Recipe::new(Recipe::FINGERPRINT.grid()).gridded(GridStep::Normalize { method: Normalize::L2 });
    let own = library("own", vec![substance("own", "own substance", "", "")]);
    let embedded = Library::embedded().unwrap();
    let other = own.prepared_by(&gentle).unwrap();
    assert_ne!(other.view().recipe_id(), own.view().recipe_id());
    // The name and the hash of what was given stay.
    assert_eq!(other.parts()[0].hash, own.hash());
    let together = Library::together(&[embedded.clone(), other.clone()]).unwrap();
    let expected = Library::together(&[embedded.clone(), own.clone()]).unwrap();
    assert_eq!(together.bytes(), expected.bytes());
    // By another recipe than that of any, which forgets nothing of where entries are from.
    let again = expected.prepared_by(&gentle).unwrap();
    assert_eq!(again.parts(), expected.parts());
    assert_eq!(
        Library::together_by(&[embedded.clone(), own.clone()], &gentle).unwrap().parts(),
        again.parts()
    );
    let report = Identifier::new(again).unwrap();
    let report = report.identify(&bands(&[500.0]), &Options::default().top(100)).unwrap();
    let hit = report.hits.iter().find(|hit| hit.substance_id == "own").unwrap();
    assert_eq!(hit.library, Some(own.hash()));
    // Without measured points that cannot be.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.rsl");
    let mut builder = LibraryBuilder::new(&gentle, Storage::new().without_raw(), folder.path()).unwrap();
    let content = own.content().unwrap();
    content.substances.iter().for_each(|about| builder.describe_substance(about));
    builder.add_entry(&content.entries[0]).unwrap();
    builder.write(&path, &mut |_, _| {}).unwrap();
    let error = Library::together(&[embedded, Library::read(&path).unwrap()]).unwrap_err();
    assert_eq!(error.code().name(), "recipe_mismatch");
    assert!(error.to_string().contains("rows.rsl"), "{error}");
    assert!(matches!(Library::together(&[]), Err(Error::Library { .. })));
}

#[test]
fn rows_of_several_formats_become_one() {
    let embedded = Library::embedded().unwrap();
    let own =
        library("own", vec![substance("own", "own substance", "", ""), substance("two", "two", "", "")]);
    let small = Library::build(
        &own.content().unwrap(),
        &Recipe::FINGERPRINT,
        None,
        Storage::new().rows(RowFormat::I8),
        &mut |_, _| {},
    )
    .unwrap();
    let together = Library::together(&[embedded.clone(), small.clone()]).unwrap();
    let at = embedded.view().len();
    for i in 0..small.view().len() {
        let bits =
            |library: &Library, i| library.view().row(i).samples().map(f32::to_bits).collect::<Vec<_>>();
        assert_eq!(bits(&together, at + i), bits(&small, i));
    }
    together.verify().unwrap();
    // Of one format they stay as they are.
    let same = Library::together(&[small.clone(), some(&small, |i| i == 1)]).unwrap();
    assert_eq!((same.view().row_format(), same.view().len()), (RowFormat::I8, 2));
}

/// The same question to terminal, Rust and Python: their tests compare with one file. Made anew by `RAMATCH_FREEZE=1 cargo test -p ramatch
/// --test together first_day`.
#[test]
fn the_first_day_has_the_frozen_scores() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let folder = tempfile::tempdir().unwrap();
    let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new(), folder.path()).unwrap();
    let defaults = Defaults::new("agency").licence("MIT");
    let manifest = examples.join("first-day.csv");
    let imported = builder.import(&examples.join("data"), &manifest, &defaults, &mut |_, _| {}).unwrap();
    assert_eq!((imported.added.len(), imported.refused.len()), (10, 0));
    let own = folder.path().join("own.rsl");
    builder.write(&own, &mut |_, _| {}).unwrap();
    let libraries = [Library::embedded().unwrap(), Library::read(&own).unwrap()];
    let identifier = Identifier::over(libraries).unwrap();
    let mut text = String::from("file,rank,substance,entry,score\n");
    for name in [
        "calcite-532-bwtek-a.txt",
        "polystyrene-532-bwtek-a.txt",
        "polystyrene-785-bwtek-a.txt",
        "silicon-532-bwtek-a.txt",
        "silicon-785-bwtek-a.txt",
    ] {
        let report =
            identifier.identify_file(&examples.join("data").join(name), &Options::default().top(3)).unwrap();
        for hit in &report.hits {
            text += &format!("{name},{},{},{},{}\n", hit.rank, hit.substance, hit.entry, hit.score);
        }
    }
    let frozen = examples.join("first-day-scores.csv");
    if std::env::var_os("RAMATCH_FREEZE").is_some() {
        std::fs::write(&frozen, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(&frozen).unwrap_or_default());
}

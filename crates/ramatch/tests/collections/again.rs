//! A collection a second time, licences that are stated for it, and what is known of files that say nothing of themselves.

use super::{FREE, brought_with, examples, folder, points, refusals, rod, rruff};
use ramatch::{Bring, Brought, Collection, Content, Library, LibraryBuilder, Recipe, Storage};
use std::path::Path;

/// What becomes of a collection that is brought into what was made before, and the library after that.
fn once_more(collection: Collection, path: &Path, before: Vec<u8>) -> (Brought, Vec<u8>) {
    let place = tempfile::tempdir().unwrap();
    let before = Library::in_memory(before).unwrap();
    let mut builder = LibraryBuilder::from_library(&before, place.path(), &mut |_, _| {}).unwrap();
    let brought = builder.bring_in(collection, path, &Bring::default(), &mut |_, _| false).unwrap();
    let file = place.path().join("made.rsl");
    builder.write(&file, &mut |_, _| {}).unwrap();
    (brought, std::fs::read(&file).unwrap())
}

fn content(bytes: &[u8]) -> Content {
    Library::in_memory(bytes.to_vec()).unwrap().content().unwrap()
}

#[test]
fn a_second_run_changes_nothing() {
    let one = rruff("Quartz", &[206.0, 464.0], 1);
    let place = folder(&[
        ("a.txt", one.as_bytes()),
        // The second name of one curve.
        ("b.txt", one.replace("Quartz", "Tridymite").as_bytes()),
        ("c.txt", rruff("Halite", &[300.0, 500.0], 2).as_bytes()),
    ]);
    let (first, bytes) = brought_with(Collection::Rruff, place.path(), &Bring::default());
    assert_eq!((first.added.len(), first.duplicates.len(), first.there_already.len()), (2, 1, 0));
    let (second, again) = once_more(Collection::Rruff, place.path(), bytes.clone());
    assert!(second.added.is_empty() && second.refused.is_empty(), "{second:?}");
    assert_eq!(second.there_already, ["rruff/a", "rruff/c"]);
    assert_eq!(second.duplicates.len(), 1);
    assert_eq!(
        (second.duplicates[0].file.as_str(), second.duplicates[0].entry.as_str()),
        ("b.txt", "rruff/a")
    );
    assert_eq!(content(&again), content(&bytes));

    // Other content under an id that is there; the same points under an id that is not.
    std::fs::write(place.path().join("c.txt"), rruff("Halite", &[300.0, 500.0], 3)).unwrap();
    std::fs::write(place.path().join("d.txt"), &one).unwrap();
    let (third, again) = once_more(Collection::Rruff, place.path(), bytes.clone());
    assert_eq!(refusals(&third), [("c.txt", "duplicate_id")]);
    assert!(third.refused[0].2.to_string().contains("library remove --entry rruff/c"), "{third:?}");
    assert_eq!((third.there_already.len(), third.duplicates.len()), (1, 2));
    assert_eq!(content(&again), content(&bytes));
}

#[test]
fn a_second_run_is_known_without_measured_spectra_too() {
    let place = tempfile::tempdir().unwrap();
    let storage = Storage::new().without_raw();
    let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, storage, place.path()).unwrap();
    let mut run = || {
        builder.bring_in(Collection::Rruff, &examples("rruff"), &Bring::default(), &mut |_, _| false).unwrap()
    };
    let (first, second) = (run(), run());
    assert_eq!((first.added.len(), second.added.len()), (3, 0));
    assert_eq!((second.there_already, second.refused.len()), (first.added, 0));
}

#[test]
fn a_licence_fills_in_and_replaces_nothing() {
    let place = folder(&[
        ("1.rod", rod(1, "alphaite", "", &[300.0, 700.0]).as_bytes()),
        ("2.rod", rod(2, "betaite", "", &[400.0, 800.0]).replace(FREE, "").as_bytes()),
    ]);
    let with = |licence: &str| {
        let mut bring = Bring::default();
        bring.licence = Some(licence.to_owned());
        bring
    };
    let (_, bytes) = brought_with(Collection::Rod, place.path(), &with("LicenseRef-asked"));
    let content = Library::in_memory(bytes).unwrap().content().unwrap();
    let licences: Vec<&str> = content.entries.iter().map(|entry| entry.licence.as_str()).collect();
    assert_eq!(licences, ["CC0-1.0", "LicenseRef-asked"]);

    let refused = |collection, licence: &str| {
        let scratch = tempfile::tempdir().unwrap();
        let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new(), scratch.path()).unwrap();
        let name = if collection == Collection::Slopp { "slopp" } else { "rruff" };
        let brought = builder.bring_in(collection, &examples(name), &with(licence), &mut |_, _| false);
        brought.err().map(|error| error.to_string())
    };
    for (collection, own) in
        [(Collection::Rruff, "LicenseRef-RRUFF"), (Collection::Slopp, "LicenseRef-SLoPP")]
    {
        assert!(refused(collection, "MIT").is_some_and(|reason| reason.contains(own)));
        assert_eq!(refused(collection, own), None);
    }
    assert!(
        refused(Collection::Rod, "internal use").is_some_and(|reason| reason.contains("LicenseRef-internal"))
    );
}

#[test]
fn what_a_file_calls_it_stays_in_sight() {
    let (_, bytes) = brought_with(Collection::Rruff, &examples("rruff"), &Bring::default());
    let content = Library::in_memory(bytes).unwrap().content().unwrap();
    let calcite = content.entries.iter().find(|entry| entry.id.contains("calcite")).unwrap();
    assert_eq!(content.substance(&calcite.substance).unwrap().name, "calcium carbonate");
    assert_eq!((calcite.name_in_source.as_str(), calcite.form.as_str()), ("Calcite", "Calcite, unoriented"));
}

#[test]
fn slopp_says_what_it_named_by_its_file_and_refuses_what_is_another_kind() {
    let curve = points(&[620.0, 1001.0], 1, "\t");
    let quartz = rruff("Quartz", &[206.0, 464.0], 1);
    let cif = rod(1, "alphaite", "", &[300.0, 700.0]);
    let jcamp = "##TITLE=x\n##JCAMP-DX=4.24\n##DATA TYPE=RAMAN SPECTRUM\n##XUNITS=1/CM\n##YUNITS=COUNTS\n##FIRSTX=200\n##LASTX=1000\n\
                 ##NPOINTS=9\n##XYDATA=(X++(Y..Y))\n200 1 2 3 4 5 6 7 8 9\n##END=\n";
    let place = folder(&[
        ("Nylon 1. Blue Fragment.txt", curve.as_bytes()),
        ("Quartz__R1__Raman__532__0__unoriented__Raman_Data_RAW__3.txt", quartz.as_bytes()),
        ("alphaite.txt", cif.as_bytes()),
        ("mineral.txt", quartz.as_bytes()),
        ("other.jdx", jcamp.as_bytes()),
        ("sucrose.txt", curve.as_bytes()),
    ]);
    let (found, _) = brought_with(Collection::Slopp, place.path(), &Bring::default());
    assert_eq!(found.added, ["slopp/nylon-1-blue-fragment"]);
    let codes: Vec<_> = refusals(&found).into_iter().map(|(_, code)| code).collect();
    let other = "format_unsupported";
    assert_eq!(codes, [other, other, other, other, "unsupported"], "{:?}", refusals(&found));
    let [named] = &found.named_by_file[..] else { panic!("{:?}", found.named_by_file) };
    assert_eq!(named.label, "Nylon 1. Blue Fragment");
    assert!(found.notes.iter().any(|note| note.contains("SLoPP")), "{:?}", found.notes);
    let (known, _) = brought_with(Collection::Slopp, &examples("slopp"), &Bring::default());
    assert!(known.notes.is_empty() && known.named_by_file.len() == 3);
}

#[test]
fn a_file_of_another_program_has_the_same_advice_in_every_collection() {
    let place = folder(&[
        ("1.rod", rod(1, "alphaite", "", &[300.0, 700.0]).as_bytes()),
        ("a.xlsx", b"PK\x03\x04"),
        ("b.rds", b"\x1f\x8b"),
    ]);
    for collection in Collection::ALL {
        let scratch = tempfile::tempdir().unwrap();
        let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new(), scratch.path()).unwrap();
        let found = builder.bring_in(collection, place.path(), &Bring::default(), &mut |_, _| false).unwrap();
        let of = |name: &str| {
            let found = found.refused.iter().find(|(_, file, _)| file == name);
            found.map(|(_, _, error)| error.to_string()).unwrap_or_default()
        };
        assert!(of("a.xlsx").contains("save its sheets as CSV"), "{}", of("a.xlsx"));
        assert!(of("b.rds").contains("is a file of R"), "{}", of("b.rds"));
    }
}

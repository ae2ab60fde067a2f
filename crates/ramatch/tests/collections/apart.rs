//! What is not one substance stays apart: names, identities, metadata that contradict each other; what is no name is refused.

use super::{FREE, brought, brought_with, folder, points, refusals, rod, rruff};
use ramatch::{Bring, Collection, Conflict, Content, Error, Library, LibraryBuilder, Recipe, Storage};
use std::path::Path;

fn names(content: &Content) -> Vec<&str> {
    let mut names: Vec<&str> = content.substances.iter().map(|about| about.name.as_str()).collect();
    names.sort_unstable();
    names
}

/// Refusal of a whole collection.
fn refused(collection: Collection, path: &Path, bring: &Bring) -> Error {
    let scratch = tempfile::tempdir().unwrap();
    let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new(), scratch.path()).unwrap();
    builder.bring_in(collection, path, bring, &mut |_, _| false).unwrap_err()
}

#[test]
fn brackets_and_locants_are_part_of_a_polymers_name() {
    let curve = |seed| points(&[300.0 + 40.0 * seed as f64, 900.0 + 30.0 * seed as f64], seed, "\t");
    let files: Vec<(&str, String)> = [
        "Poly(methyl methacrylate) 1. Clear.txt",
        "Poly(vinyl chloride) 1. White.txt",
        "1,2-polybutadiene.txt",
        "Unknown 1. Blue.txt",
    ]
    .into_iter()
    .zip(1..)
    .map(|(name, seed)| (name, curve(seed)))
    .collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, curve)| (*name, curve.as_bytes())).collect();
    let mut bring = Bring::default();
    bring.without_built_in_names = true;
    let (found, bytes) = brought_with(Collection::Slopp, folder(&files).path(), &bring);
    let content = Library::in_memory(bytes).unwrap().content().unwrap();
    assert_eq!(names(&content), ["1,2-polybutadiene", "Poly(methyl methacrylate)", "Poly(vinyl chloride)"]);
    assert_eq!(refusals(&found), [("Unknown 1. Blue.txt", "bad_field")]);
}

#[test]
fn names_of_one_id_that_are_not_one_name_are_not_merged() {
    let of = |code: u32, name: &str| rod(code, name, "", &[200.0 + f64::from(code) * 50.0, 900.0]);
    let pairs = [("(+)-thing", "(-)-thing"), ("Fe2+ salt", "Fe2 salt"), ("1,3-isomer", "1-3 isomer")];
    for (first, second) in pairs {
        let place = folder(&[("1.rod", of(1, first).as_bytes()), ("2.rod", of(2, second).as_bytes())]);
        let (found, content) = brought(Collection::Rod, place.path());
        assert_eq!((found.added.len(), names(&content)), (1, vec![first]));
        assert_eq!(refusals(&found), [("2.rod", "duplicate_id")]);
        assert!(
            matches!(&found.conflicts[..], [Conflict::OneId { number: 2, names, .. }] if names[1] == second),
            "{:?}",
            found.conflicts
        );
        // A table of names takes both in.
        let table = place.path().join("names.csv");
        std::fs::write(&table, format!("name,substance\n\"{second}\",other thing\n")).unwrap();
        let mut bring = Bring::default();
        bring.names = Some(table);
        let (found, _) = brought_with(Collection::Rod, place.path(), &bring);
        assert_eq!((found.added.len(), found.conflicts.len(), found.notes.len()), (2, 0, 0));
    }
    // One name, written in two ways.
    let place =
        folder(&[("1.rod", of(1, "Alpha  Thing").as_bytes()), ("2.rod", of(2, "alpha-thing").as_bytes())]);
    assert_eq!(brought(Collection::Rod, place.path()).1.substances.len(), 1);
}

#[test]
fn other_inchikeys_and_formulas_are_no_second_word_for_one_substance() {
    let key = |key: &str| format!("_chemical_identifier_inchi_key {key}\n");
    let formula = |formula: &str| format!("_chemical_formula_sum '{formula}'\n");
    let of = |code: u32, name: &str, more: &str| rod(code, name, more, &[250.0 + f64::from(code) * 50.0]);
    let place = folder(&[
        // The built-in library knows another acetone.
        ("1.rod", of(1, "acetone", &key("LFQSCWFLJHTTHZ-UHFFFAOYSA-N")).as_bytes()),
        ("2.rod", of(2, "acetone", &formula("C2 H6 O")).as_bytes()),
        ("3.rod", of(3, "acetone", &formula("C3 H6 O")).as_bytes()),
        ("4.rod", of(4, "betaite", &formula("Ca C O3")).as_bytes()),
        ("5.rod", of(5, "betaite", &formula("Mg C O3")).as_bytes()),
        // What was measured of a mineral differs from its ideal.
        ("6.rod", of(6, "betaite", &formula("Ca0.98 Mg0.02 C O3")).as_bytes()),
    ]);
    let (found, content) = brought(Collection::Rod, place.path());
    assert_eq!(refusals(&found), [("1.rod", "bad_field"), ("2.rod", "bad_field"), ("5.rod", "duplicate_id")]);
    let [conflict] = &found.conflicts[..] else { panic!("{:?}", found.conflicts) };
    assert!(conflict.to_string().contains("the formula CaCO3 and the formula MgCO3"), "{conflict}");
    let betaite = content.substances.iter().find(|about| about.name == "betaite").unwrap();
    assert_eq!(betaite.formula.as_deref(), Some("CaCO3"));
}

#[test]
fn only_rods_own_sentence_is_its_licence() {
    let of = |code: u32, head: &str| rod(code, "alphaite", "", &[300.0, 700.0]).replace(FREE, head);
    let place = folder(&[
        (
            "1.rod",
            of(1, "# These data are NOT in the public domain; all rights reserved, not CC0\n").as_bytes(),
        ),
        ("2.rod", of(2, "# public domain\n").as_bytes()),
        ("3.rod", of(3, FREE).as_bytes()),
    ]);
    let (found, _) = brought(Collection::Rod, place.path());
    assert_eq!(refusals(&found), [("1.rod", "licence_missing"), ("2.rod", "licence_missing")]);
    let mut bring = Bring::default();
    bring.licence = Some("LicenseRef-asked".to_owned());
    assert!(brought_with(Collection::Rod, place.path(), &bring).0.refused.is_empty());
}

/// A long table of Open Specy with spectra 1 to `count`.
fn long(count: u64) -> String {
    let rows = (1..=count).flat_map(|sample| {
        let curve = points(&[300.0 + 50.0 * sample as f64, 1100.0], sample, ",");
        curve.lines().map(|line| format!("{line},{sample}\n")).collect::<Vec<_>>()
    });
    format!("wavenumber,intensity,sample_name\n{}", rows.collect::<String>())
}

#[test]
fn two_rows_of_metadata_for_one_spectrum_are_no_choice() {
    let metadata = "sample_name,spectrum_identity,spectrum_type,license\n1,Alpha,Raman,MIT\n2,Beta,Raman,not CC0\n1,Other,Raman,MIT\n\
                    2,Beta,Raman,not CC0\n";
    let place =
        folder(&[("raman_library.csv", long(2).as_bytes()), ("raman_metadata.csv", metadata.as_bytes())]);
    let (found, content) = brought(Collection::OpenSpecy, place.path());
    assert_eq!(refusals(&found), [("raman_library.csv", "duplicate_id")]);
    let reason = found.refused[0].2.to_string();
    assert!(reason.contains("\"Alpha\" and \"Other\" (line 4)"), "{reason}");
    let [entry] = &content.entries[..] else { panic!("{:?}", found.added) };
    assert_eq!(entry.licence, "LicenseRef-not-cc0");
    assert!(entry.note.contains("licence as stated: not CC0"), "{}", entry.note);
}

#[test]
fn tables_of_names_are_read_right_or_not_at_all() {
    let place = folder(&[("1.rod", rod(1, "alphaite", "", &[300.0, 700.0]).as_bytes())]);
    let table = place.path().join("names.csv");
    let mut bring = Bring::default();
    bring.names = Some(table.clone());
    let utf16: Vec<u8> = "\u{feff}name,substance\na,b\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [&b"name,substance\nalphaite,caf\xe9\n"[..], &utf16] {
        std::fs::write(&table, bytes).unwrap();
        let error = refused(Collection::Rod, place.path(), &bring);
        assert!(error.code().name() == "text_syntax" && error.to_string().contains("UTF-8"), "{error}");
    }
    for (name, notes) in [("Alphaite", 0), ("betaite", 1)] {
        std::fs::write(&table, format!("name,substance\n{name},alpha\n")).unwrap();
        let (found, _) = brought_with(Collection::Rod, place.path(), &bring);
        assert_eq!(found.notes.len(), notes, "{:?}", found.notes);
    }
}

#[test]
fn what_is_no_name_is_said_and_not_taken_from_elsewhere() {
    let named = "Quartz__R000001__Raman__785__0__unoriented__Raman_Data_RAW__1.txt";
    let utf16: Vec<u8> =
        rruff("Quartz", &[464.0], 1).encode_utf16().fold(b"\xff\xfe".to_vec(), |mut bytes, unit| {
            bytes.extend(unit.to_le_bytes());
            bytes
        });
    let empty = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    let place = folder(&[
        (named, rruff("unknown", &[464.0, 800.0], 1).as_bytes()),
        ("Quartz__R000002__Raman__785__0__unoriented__Raman_Data_RAW__2.txt", &utf16),
        ("empty.zip", empty),
    ]);
    let (found, _) = brought_with(Collection::Rruff, place.path(), &Bring::default());
    let said: Vec<_> =
        found.refused.iter().map(|(_, _, error)| (error.code().name(), error.to_string())).collect();
    assert_eq!(said.len(), 3, "{said:?}");
    for (place, (code, part)) in
        [("empty", "without files"), ("label_missing", "##NAMES=unknown"), ("format_unsupported", "UTF-16")]
            .into_iter()
            .enumerate()
    {
        assert!(said[place].0 == code && said[place].1.contains(part), "{said:?}");
    }
    let error = refused(Collection::Rruff, &place.path().join("empty.zip"), &Bring::default());
    assert!(error.to_string().contains("without files"), "{error}");
}

//! Names of substances, what is there twice, and what is there nearly twice.

use super::{brought, brought_with, examples, folder, refusals, rod, rruff};
use ramatch::{Bring, Collection, Conflict, Library, LibraryBuilder, Recipe, Storage};

#[test]
fn one_number_under_two_names_is_kept_apart_and_one_name_with_two_is_refused() {
    let place = folder(&[
        ("1.rod", rod(1, "alphaite", "_database_code_CAS 58-08-2\n", &[300.0, 700.0]).as_bytes()),
        ("2.rod", rod(2, "betaite", "_database_code_CAS 58-08-2\n", &[400.0, 800.0]).as_bytes()),
        ("3.rod", rod(3, "Alphaite", "_database_code_CAS 50-78-2\n", &[500.0, 900.0]).as_bytes()),
        ("4.rod", rod(4, "ALPHAITE", "", &[350.0, 950.0]).as_bytes()),
    ]);
    let mut bring = Bring::default();
    bring.without_built_in_names = true;
    let (found, bytes) = brought_with(Collection::Rod, place.path(), &bring);
    assert_eq!(found.added, ["rod/1", "rod/2", "rod/4"]);
    assert_eq!(refusals(&found), [("3.rod", "duplicate_id")]);
    let [two_names, two_numbers] = &found.conflicts[..] else { panic!("{:?}", found.conflicts) };
    assert!(matches!(two_names, Conflict::TwoNames { names, .. } if names == &["alphaite", "betaite"]));
    assert!(
        matches!(two_numbers, Conflict::TwoNumbers { numbers, .. } if numbers == &["58-08-2", "50-78-2"])
    );
    assert!(two_numbers.to_string().contains("50-78-2") && two_names.place() == (2, "2.rod"));
    let content = Library::in_memory(bytes).unwrap().content().unwrap();
    assert_eq!(content.substances.len(), 2, "names differ in their letters only");

    // What is stated later fills what was not stated before.
    let place_too = folder(&[
        ("1.rod", rod(1, "alphaite", "", &[300.0, 700.0]).as_bytes()),
        ("2.rod", rod(2, "alphaite", "_database_code_CAS 58-08-2\n", &[310.0, 710.0]).as_bytes()),
    ]);
    let (_, content) = brought(Collection::Rod, place_too.path());
    assert_eq!(content.substances[0].cas.as_deref(), Some("58-08-2"));

    // A table of names makes one substance of two names.
    let names = place.path().join("names.csv");
    std::fs::write(&names, "name,substance,cas\nalphaite,gammaite,58-08-2\nbetaite,gammaite,58-08-2\n")
        .unwrap();
    bring.names = Some(names);
    let (found, bytes) = brought_with(Collection::Rod, place.path(), &bring);
    let content = Library::in_memory(bytes).unwrap().content().unwrap();
    assert_eq!((content.substances.len(), content.substances[0].name.as_str()), (1, "gammaite"));
    assert!(found.conflicts.is_empty());
    assert!(refusals(&found).contains(&("3.rod", "bad_cas")));
}

#[test]
fn names_of_the_built_in_library_are_known_where_wanted() {
    let library = Library::embedded().unwrap();
    let content = library.content().unwrap();
    let known = content.substances.iter().find(|substance| !substance.synonyms.is_empty()).unwrap();
    let place =
        folder(&[("1.rod", rod(1, &known.synonyms[0].to_uppercase(), "", &[300.0, 700.0]).as_bytes())]);
    let (_, with) = brought(Collection::Rod, place.path());
    assert_eq!(with.substances[0].id, known.id);
    let mut bring = Bring::default();
    bring.without_built_in_names = true;
    let (_, bytes) = brought_with(Collection::Rod, place.path(), &bring);
    let without = Library::in_memory(bytes).unwrap().content().unwrap();
    assert_ne!(without.substances[0].name, known.name);
}

#[test]
fn tables_of_names_that_contradict_themselves_are_refused() {
    let place = folder(&[("1.rod", rod(1, "alphaite", "", &[300.0, 700.0]).as_bytes())]);
    for (table, code) in [
        ("name,other\na,b\n", "text_syntax"),
        ("name,substance\na,b\na,c\n", "duplicate_id"),
        ("name,substance,cas\na,b,58-08-3\n", "bad_cas"),
        ("name,substance\n,b\n", "bad_field"),
        ("name,substance,cas\na,b,58-08-2\nc,b,50-78-2\n", "duplicate_id"),
    ] {
        let names = place.path().join("names.csv");
        std::fs::write(&names, table).unwrap();
        let scratch = tempfile::tempdir().unwrap();
        let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new(), scratch.path()).unwrap();
        let mut bring = Bring::default();
        bring.names = Some(names);
        let error = builder.bring_in(Collection::Rod, place.path(), &bring, &mut |_, _| false).unwrap_err();
        assert_eq!(error.code().name(), code, "{table}: {error}");
        assert!(builder.is_empty());
    }
}

#[test]
fn the_same_points_are_added_once() {
    let one = rruff("Quartz", &[206.0, 464.0], 1);
    let place = folder(&[
        ("a.txt", one.as_bytes()),
        ("b.txt", one.replace("Quartz", "Tridymite").as_bytes()),
        ("c/a.txt", one.as_bytes()),
    ]);
    let (found, content) = brought(Collection::Rruff, place.path());
    assert_eq!((found.added.as_slice(), content.entries.len()), (&["rruff/a".to_owned()][..], 1));
    let told: Vec<_> =
        found.duplicates.iter().map(|own| (own.number, own.file.as_str(), own.name.as_str())).collect();
    assert_eq!(told.len(), 2);
    assert!(told.contains(&(2, "b.txt", "Tridymite")));
    assert!(found.duplicates.iter().all(|own| own.entry == "rruff/a"));
    assert!(found.refused.is_empty());
}

/// Every pair that comparing all with all finds, and no other.
#[test]
fn near_duplicates_are_those_of_all_pairs() {
    let files: Vec<(String, String)> = (0..60u32)
        .map(|i| {
            // Groups of three: the same bands with a little noise of their own.
            let group = f64::from(i / 3);
            let bands = [300.0 + 17.0 * group, 700.0 + 11.0 * group, 1200.0 - 23.0 * group];
            (format!("{i:02}.txt"), rruff(&format!("mineral {i}"), &bands, u64::from(i + 1)))
        })
        .collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let place = folder(&files);
    let scratch = tempfile::tempdir().unwrap();
    let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new(), scratch.path()).unwrap();
    let found =
        builder.bring_in(Collection::Rruff, place.path(), &Bring::default(), &mut |_, _| false).unwrap();
    let looser = builder.near_duplicates(0, 0.9).unwrap();
    assert!(builder.near_duplicates(60, 0.9).unwrap().is_empty(), "none that was added later");
    let path = scratch.path().join("made.rsl");
    builder.write(&path, &mut |_, _| {}).unwrap();
    let library = Library::read(&path).unwrap();
    let view = library.view();
    let rows: Vec<Vec<f64>> =
        (0..view.len()).map(|i| view.row(i).samples().map(f64::from).collect()).collect();
    let cosine = |a: &[f64], b: &[f64]| {
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
    };
    for (pairs, least) in [(&found.near, 0.9995), (&looser, 0.9)] {
        let mut expected = Vec::new();
        for i in 0..rows.len() {
            for j in i + 1..rows.len() {
                if cosine(&rows[i], &rows[j]) > least {
                    expected.push((found.added[i].clone(), found.added[j].clone()));
                }
            }
        }
        let told: Vec<_> = pairs.iter().map(|near| (near.first.clone(), near.second.clone())).collect();
        assert_eq!(told, expected, "{least}");
        assert!(pairs.iter().all(|near| near.cosine > least && !near.same_substance));
    }
    assert!(!looser.is_empty());
}

#[test]
fn a_collection_stands_beside_another_library() {
    let scratch = tempfile::tempdir().unwrap();
    let demonstration = Library::embedded().unwrap();
    let mut builder = LibraryBuilder::from_library(&demonstration, scratch.path(), &mut |_, _| {}).unwrap();
    let mut bring = Bring::default();
    bring.names = Some(examples("names.csv"));
    let found = builder.bring_in(Collection::Slopp, &examples("slopp"), &bring, &mut |_, _| false).unwrap();
    assert_eq!(found.added.len(), 3, "{:?}", found.refused);
    assert_eq!(builder.len(), demonstration.view().len() + 3);
    assert!(found.near.iter().all(|near| near.second.starts_with("slopp/")));
}

//! The form of each collection.

use super::{brought, brought_with, examples, folder, points, refusals, rod, rruff, with_refused};
use ramatch::{Bring, Collection, GradeName, Library, Raw, Treatment};
use std::path::Path;

#[test]
fn rod_states_names_formula_numbers_and_its_licence() {
    let place = with_refused("rod");
    let (brought, content) = brought(Collection::Rod, place.path());
    assert_eq!(brought.added, ["rod/9000001", "rod/9000002"]);
    // Without an axis; without a licence.
    assert_eq!(refusals(&brought), [("9000003.rod", "no_spectrum"), ("9000004.rod", "licence_missing")]);
    let entry = &content.entries[0];
    assert_eq!(
        (entry.licence.as_str(), entry.laser_nm, entry.resolution_cm1),
        ("CC0-1.0", Some(532.0), Some(4.0))
    );
    assert_eq!(
        entry.attribution,
        "Analyst, A.; Chemist, B., Journal of Drawn Bands 2026, Raman Open Database 9000001"
    );
    let substance = content.substance(&entry.substance).unwrap();
    assert_eq!(substance.cas.as_deref(), Some("471-34-1"));
    let source = content.source("rod").unwrap();
    assert_eq!((source.year, source.licence.as_str()), (Some(2019), "CC0-1.0"));

    // Whoever knows the licence may state it.
    let mut bring = Bring::default();
    bring.licence = Some("CC0-1.0".to_owned());
    assert_eq!(brought_with(Collection::Rod, &examples("refused").join("rod"), &bring).0.added.len(), 1);
}

#[test]
fn what_was_calculated_and_what_is_no_cif_is_refused() {
    let calculated = rod(1, "Quartz", "_raman_determination.method theoretical\n", &[464.0, 800.0]);
    let unnamed = rod(3, "?", "", &[464.0, 800.0]);
    let wrong = rod(4, "Quartz", "_database_code_CAS 14808-60-8\n", &[464.0, 800.0]);
    let place = folder(&[
        ("1.rod", calculated.as_bytes()),
        ("2.rod", points(&[464.0], 1, " ").as_bytes()),
        ("3.rod", unnamed.as_bytes()),
        ("4.rod", wrong.as_bytes()),
        ("5.rod", b""),
        ("6.rod", rod(6, "Quartz", "", &[206.0, 464.0]).as_bytes()),
        ("about.pdf", b"%PDF"),
    ]);
    let (brought, _) = brought(Collection::Rod, place.path());
    let expected = [
        ("1.rod", "unsupported"),
        ("2.rod", "format_unsupported"),
        ("3.rod", "bad_field"),
        ("4.rod", "bad_cas"),
        ("5.rod", "empty"),
    ];
    assert_eq!(refusals(&brought), expected);
    assert_eq!((brought.added.len(), brought.passed_over.len()), (1, 1));
}

#[test]
fn rruff_is_taken_processed_or_raw_and_cut_where_nothing_was_measured() {
    let place = with_refused("rruff");
    let of = |treatment| {
        let mut bring = Bring::default();
        bring.treatment = treatment;
        brought_with(Collection::Rruff, place.path(), &bring)
    };
    let (first, bytes) = of(Treatment::ProcessedFirst);
    let ids: Vec<_> = first.added.iter().map(|id| id.split('-').next().unwrap()).collect();
    assert_eq!(ids, ["rruff/calcite", "rruff/gypsum", "rruff/quartz"]);
    assert!(first.added[0].contains("processed") && first.added[2].contains("raw"));
    let refused: Vec<_> = refusals(&first).into_iter().map(|(_, code)| code).collect();
    assert_eq!(refused, ["too_few_points", "not_raman"], "0 points; infrared");
    assert_eq!(first.passed_over.iter().map(|(_, files)| files).sum::<usize>(), 1);
    assert_eq!(of(Treatment::Raw).0.added.len(), 2);
    assert_eq!(of(Treatment::Processed).0.added.len(), 2);

    let content = Library::in_memory(bytes).unwrap().content().unwrap();
    let calcite = content.entries.iter().find(|entry| entry.id.contains("calcite")).unwrap();
    assert_eq!(calcite.interval_cm1, [180.0, 1470.0]);
    let Raw::Curve { intensity, .. } = &calcite.raw else { panic!("no curve") };
    assert!(intensity.iter().all(|y| *y != 0.0));
    assert!(calcite.note.contains("R900001") && calcite.note.contains("24 points of 0"), "{}", calcite.note);
    assert_eq!((calcite.licence.as_str(), calcite.laser_nm), ("LicenseRef-RRUFF", Some(532.0)));
    assert_eq!((calcite.grade, calcite.form.as_str()), (GradeName::Reference, "Calcite, unoriented"));
    let gypsum = content.substance("gypsum").unwrap();
    // As the built-in library, which knows it by name, states it: in the order of Hill.
    assert_eq!(gypsum.formula.as_deref(), Some("CaH4O6S"));
}

#[test]
fn the_laser_of_a_line_counts_before_that_of_a_name() {
    let named = "Quartz__R000001__Raman__785__0__unoriented__Raman_Data_RAW__1.txt";
    let unstated = rruff("Halite", &[500.0, 900.0], 2).replace("##RAMAN WAVELENGTH=532\n", "");
    let place = folder(&[
        (named, rruff("Quartz", &[464.0, 800.0], 1).as_bytes()),
        ("Halite__R000002__Raman__785______Raman_Data_RAW__2.txt", unstated.as_bytes()),
        (
            "Halite__R000003__Raman__785______Raman_Data_RAW__3.txt",
            b"##NAMES=Halite\n100, 0\n101, 0\n102, 0\n",
        ),
        ("other.txt", b"hello"),
    ]);
    let (brought, content) = brought(Collection::Rruff, place.path());
    let codes: Vec<_> = refusals(&brought).into_iter().map(|(_, code)| code).collect();
    assert_eq!(codes.len(), 2, "{codes:?}");
    assert_eq!(codes[1], "format_unsupported");
    let laser = |id: &str| content.entries.iter().find(|entry| entry.id.contains(id)).unwrap();
    assert_eq!(laser("quartz").laser_nm, Some(532.0));
    assert!(laser("quartz").note.contains("785 nm"), "{}", laser("quartz").note);
    assert_eq!(laser("halite").laser_nm, Some(785.0));
}

#[test]
fn openspecy_tables_take_their_metadata_from_beside_them() {
    let place = with_refused("openspecy");
    let (brought, content) = brought(Collection::OpenSpecy, place.path());
    assert_eq!(brought.added, ["openspecy/raman-1", "openspecy/raman-2"]);
    assert_eq!(refusals(&brought), [("ftir_library.csv", "not_raman")]);
    let [first, second] = &content.entries[..] else { panic!("{:?}", content.entries.len()) };
    assert_eq!((first.licence.as_str(), second.licence.as_str()), ("CC-BY-4.0", "LicenseRef-CC-BY-NC"));
    assert_eq!((first.laser_nm, first.form.as_str()), (Some(785.0), "fragment blue"));
    assert_eq!(first.name_in_source, "Polyethylene");
}

#[test]
fn openspecy_is_read_wide_and_as_json_too() {
    let wide: String = points(&[620.0, 1001.0], 1, ",")
        .lines()
        .zip(points(&[850.0, 1290.0], 2, ",").lines())
        .map(|(a, b)| format!("{a},{}\n", b.split(',').nth(1).unwrap()))
        .collect();
    let wide = format!("wavenumber,a1,b2\n{wide}");
    let metadata = "col_id,spectrum_type,spectrum_identity\na1,Raman,PS\nb2,FTIR,PET\n";
    let axis: Vec<String> = (0..300).map(|i| (200 + 4 * i).to_string()).collect();
    let row = |at: i32| -> String {
        let values: Vec<String> =
            (0..300).map(|i| (20 + 900 / (1 + (i - at).pow(2)) + i % 3).to_string()).collect();
        values.join(",")
    };
    let json = format!(
        "{{\"wavenumber\":[{}],\"spectra\":{{\"one\":[{}],\"two\":[{}],\"three\":[{}]}},\"metadata\":{{\"spectrum_type\":[\"Raman\",\"FTIR\",\"raman\"],\
         \"spectrum_identity\":[\"nylon\",\"nylon\",\"wax\"],\"license\":[\"CC0\",\"CC0\",\"CC BY 4.0\"]}}}}",
        axis.join(","),
        row(100),
        row(120),
        row(200)
    );
    let place = folder(&[
        ("set_spectra.csv", wide.as_bytes()),
        ("set_metadata.csv", metadata.as_bytes()),
        ("other_metadata.csv", b"a,b\n1,2\n"),
        ("both.json", json.as_bytes()),
        ("library.rds", b"\x1f\x8b"),
    ]);
    let (brought, content) = brought(Collection::OpenSpecy, place.path());
    let substances: Vec<_> = content.entries.iter().map(|entry| entry.name_in_source.as_str()).collect();
    assert_eq!(substances, ["nylon", "wax", "PS"], "{:?}", refusals(&brought));
    let expected = [
        ("other_metadata.csv", "column_missing"),
        ("both.json", "not_raman"),
        ("library.rds", "format_unsupported"),
        ("set_spectra.csv", "not_raman"),
    ];
    assert_eq!(refusals(&brought), expected);
    assert_eq!(content.entries[1].licence, "CC-BY-4.0");
}

#[test]
fn slopp_is_named_by_its_files_or_columns() {
    let (found, content) = brought(Collection::Slopp, &examples("slopp"));
    assert_eq!((found.added.len(), found.refused.len()), (3, 0));
    let entry = content.entries.iter().find(|entry| entry.id.contains("blue")).unwrap();
    assert_eq!((entry.form.as_str(), entry.licence.as_str()), ("Blue Fragment", "LicenseRef-SLoPP"));
    assert_eq!(entry.name_in_source, "Polyethylene 1. Blue Fragment");

    let wide: String = points(&[620.0, 1001.0], 1, ",")
        .lines()
        .zip(points(&[850.0, 1290.0], 2, ",").lines())
        .map(|(a, b)| format!("{a},{}\n", b.split(',').nth(1).unwrap()))
        .collect();
    let wide = format!("Raman shift (cm-1),Acrylic 1. Red Fibre,Nylon 6_white\n{wide}");
    let place = folder(&[("slopp.csv", wide.as_bytes()), ("slopp.xlsx", b"PK\x03\x04"), ("7.txt", b"1 2\n")]);
    let mut bring = Bring::default();
    let names = place.path().join("names.tsv");
    std::fs::write(&names, "name\tsubstance\nNylon 6_white\tnylon-6\n").unwrap();
    bring.names = Some(names.clone());
    let (found, bytes) = brought_with(Collection::Slopp, place.path(), &bring);
    let content = Library::in_memory(bytes).unwrap().content().unwrap();
    let substances: Vec<_> = content.substances.iter().map(|substance| substance.name.as_str()).collect();
    assert_eq!(substances, ["Acrylic", "nylon-6"], "{:?}", refusals(&found));
    let told = refusals(&found);
    assert!(told.contains(&("slopp.xlsx", "format_unsupported")) && told.len() == 2, "{told:?}");
}

/// One file of the Raman Open Database is among the real ones, which are not part of the project; they are looked for in
/// `RAMATCH_FORMATS`.
#[test]
fn a_real_file_of_rod() {
    let Some(formats) = std::env::var_os("RAMATCH_FORMATS") else {
        eprintln!("skipped: RAMATCH_FORMATS names no folder of real files");
        return;
    };
    let file = Path::new(&formats).join("text-two/rod_file_1000679.rod");
    let place = folder(&[("1000679.rod", &std::fs::read(file).unwrap())]);
    let (brought, content) = brought(Collection::Rod, place.path());
    assert_eq!(brought.added, ["rod/1000679"]);
    let entry = &content.entries[0];
    assert_eq!((entry.licence.as_str(), entry.laser_nm), ("CC0-1.0", Some(488.0)));
    assert_eq!(entry.name_in_source, "K-cymrite");
    assert!(entry.attribution.starts_with("Kanzaki, M.; Xue, X."), "{}", entry.attribution);
}

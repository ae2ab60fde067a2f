//! `--axis` and `--laser` on one measurement with every kind of axis.

use super::*;

/// Raman shifts and counts of a file of 734 points, without its header.
fn whole() -> Vec<(f64, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ramatch/tests/cases").join(NUMBERED);
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().skip(1).map(|row| row.split_once(',').unwrap());
    rows.map(|(x, y)| (x.parse().unwrap(), y.to_owned())).collect()
}

/// Writes what of `whole` is left, with its axis changed, and says where.
fn changed(folder: &tempfile::TempDir, name: &str, header: &str, to: impl Fn(f64) -> Option<f64>) -> String {
    let rows = whole().into_iter().filter_map(|(x, y)| Some(format!("{},{y}\n", to(x)?)));
    std::fs::write(folder.path().join(name), header.to_owned() + &rows.collect::<String>()).unwrap();
    place(folder, name)
}

/// One measurement on every kind of axis, and what has to be given for each.
#[test]
fn what_is_given_stands_for_what_a_file_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let absolute = |x: f64| Some(1e7 / 785.0 - x);
    let nm = |x: f64| Some(1e7 / (1e7 / 785.0 - x));
    const ABSOLUTE: &[&str] = &["--axis", "absolute", "--laser", "785"];
    let unnamed_absolute = changed(&folder, "a.csv", "", absolute);
    let unnamed_nm = changed(&folder, "b.csv", "", nm);
    let named_nm = changed(&folder, "c.csv", "Wavelength (nm),Counts\n", nm);
    let stated = changed(&folder, "d.csv", "Wavenumber (cm-1),Counts\n", absolute);
    let foreign = changed(&folder, "e.csv", "Position,Counts\n", Some);
    let good = |file: &str, more: &[&str]| {
        assert_eq!(answer(file, more), (0, "polystyrene".to_owned()), "{file} {more:?}");
        let ends = converted(file, more)[0];
        let (low, high) = (ends.0.min(ends.1), ends.0.max(ends.1));
        assert!(near(low, 200.0, 1e-3) && near(high, 2399.0, 1e-3), "{file} {more:?}: {ends:?}");
    };
    good(&unnamed_absolute, ABSOLUTE);
    good(&unnamed_nm, NM);
    good(&named_nm, LASER);
    good(&named_nm, NM);
    good(&stated, LASER);
    good(&stated, ABSOLUTE);
    good(&foreign, &["--axis", "shift"]);
    let open: [(&str, &[&str]); 7] = [
        (&unnamed_absolute, &[]),
        (&unnamed_absolute, LASER),
        (&unnamed_absolute, &["--axis", "absolute"]),
        (&unnamed_nm, LASER),
        (&named_nm, &[]),
        (&stated, &[]),
        (&foreign, &[]),
    ];
    for (file, more) in open {
        assert_eq!(answer(file, more), (2, "axis_unit_unknown".to_owned()), "{file} {more:?}");
    }
    for (file, more) in [(&named_nm, &["--axis", "shift"][..]), (&named_nm, ABSOLUTE), (&stated, NM)] {
        assert_eq!(answer(file, more), (2, "parameter".to_owned()), "{file} {more:?}");
    }
    // Neither an axis nor a laser: refused before a file is read.
    for more in [["--axis", "NM"], ["--axis", "cm"], ["--laser", "78"], ["--laser", "nan"]] {
        assert_eq!(ramatch(&["identify", TABS, more[0], more[1]]).status.code(), Some(2), "{more:?}");
    }
}

/// An axis of which nothing is said, and which lies where wavelengths do, is wondered about wherever it is asked.
#[test]
fn an_axis_that_may_be_wavelengths_is_wondered_about_everywhere() {
    const WONDERS: &str = "may be wavelengths in nm";
    let folder = tempfile::tempdir().unwrap();
    let up_to = |name: &str, last: f64| changed(&folder, name, "", |x| (x <= last).then_some(x));
    let (near_ir, second, wider) = (up_to("a.csv", 1100.0), up_to("b.csv", 1097.0), up_to("c.csv", 1103.0));
    let csv = place(&folder, "made.csv");
    let asked: [(&[&str], i32); 6] = [
        (&["identify", &near_ir], 0),
        (&["identify", "--json", &near_ir], 0),
        (&["identify", "--shots", &near_ir, &second], 0),
        (&["identify", "--shots", "--json", &near_ir, &second], 0),
        (&["preprocess", &near_ir], 0),
        (&["convert", "--shift", "-o", &csv, &near_ir], 0),
    ];
    for (args, exit) in asked {
        let said = |file: &str, more: &[&str]| {
            let args: Vec<&str> = args.iter().map(|arg| if *arg == near_ir { file } else { *arg }).collect();
            let output = ramatch(&[&args[..], more].concat());
            let (out, err) = (text(&output.stdout), text(&output.stderr));
            // The table and the document are printed; CSV has no place for words.
            let said = if args[0] == "identify" { out } else { err.clone() };
            (output.status.code(), said, err)
        };
        let (code, words, _) = said(&near_ir, &[]);
        assert_eq!((code, words.matches(WONDERS).count() > 0), (Some(exit), true), "{args:?}: {words}");
        assert!(!said(&near_ir, &["--axis", "shift"]).1.contains(WONDERS), "{args:?}");
        let (code, _, refused) = said(&near_ir, &["--laser", "785"]);
        assert!(code == Some(2) && !refused.is_empty(), "{args:?}");
        if !args.contains(&"--shots") {
            assert!(!said(&wider, &[]).1.contains(WONDERS), "{args:?}");
        }
    }
    let (_, json) = json(&["identify", "--json", &near_ir]);
    let warnings = json["results"][0]["warnings"].as_array().unwrap();
    let reader: Vec<&Value> = warnings.iter().filter(|warning| warning["code"] == "reader").collect();
    assert!(reader.len() == 1 && reader[0]["text"].as_str().unwrap().contains(WONDERS), "{warnings:?}");
}

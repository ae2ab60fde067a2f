//! Places of spectra in tables, and rows that cannot be read.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/small.rs"]
mod small;

use ramatch_io::{Budget, Options, open};
use small::{POINTS, records, rows, x, y};
use std::fmt::Write as _;

/// A text of LabSpec: spectra in rows, behind their places.
fn labspec(places: &[(&str, &str)], rows: usize) -> String {
    let mut text = "#AxisType[0]=\tIntens\n#AxisType[1]=\tSpectr\n#AxisUnit[1]=\t1/cm\n".to_owned();
    for (i, (name, unit)) in places.iter().enumerate() {
        writeln!(text, "#AxisType[{}]=\t{name}\n#AxisUnit[{0}]=\t{unit}", i + 2).unwrap();
    }
    let line = |first: String, of: &dyn Fn(usize) -> f64| {
        let numbers: Vec<String> = (0..POINTS).map(|i| of(i).to_string()).collect();
        format!("{first}{}\n", numbers.join("\t"))
    };
    text += &line("\t".repeat(places.len()), &x);
    for row in 0..rows {
        let place = |i: usize| format!("{}\t", (i + 1) * row);
        text += &line((0..places.len()).map(place).collect(), &|i| y(i + row));
    }
    text
}

#[test]
fn positions_have_the_units_that_the_file_states() {
    let map = records(&labspec(&[("Y", "µm"), ("X", "mm")], 30)).unwrap();
    let (place, units) = (map[7].position.unwrap(), &map[7].metadata.position_units);
    assert_eq!((place.x, place.y, place.values()[3]), (Some(14.0), Some(7.0), None));
    assert_eq!(units.values(), ["mm", "µm", "", ""]);
    // A series of as many spectra as an axis has points: which is which is stated.
    let series = records(&labspec(&[("Time", "s")], 30)).unwrap();
    assert_eq!((series.len(), series[7].position.unwrap().time), (30, Some(7.0)));
    assert_eq!((series[7].metadata.position_units.time.as_str(), series[7].y[3]), ("s", y(10)));
    let long: String =
        (0..2 * POINTS).map(|i| format!("{},{},{}\n", 2 * (i / POINTS), x(i % POINTS), y(i))).collect();
    let table = records(&format!("depth [mm],Raman shift (cm-1),Intensity\n{long}")).unwrap();
    assert_eq!((table.len(), table[1].position.unwrap().z), (2, Some(2.0)));
    assert_eq!(table[1].metadata.position_units.values(), ["", "", "mm", ""]);
}

/// A row that cannot be read is an error of its own, at its place; where none can, the file is refused.
#[test]
fn a_damaged_row_does_not_hide_the_others() {
    let whole = labspec(&[("Y", "µm"), ("X", "µm")], 5);
    let damaged = whole.replacen(&format!("{}\n", y(POINTS + 1)), "NaN\n", 1);
    let (options, budget) = (Options::new(), Budget::default());
    let spectra = open(damaged.as_bytes(), &options, &budget).unwrap();
    let read: Vec<_> = (0..5).map(|i| spectra.get(i).map_err(|error| error.code().name())).collect();
    let refused: Vec<usize> = (0..5).filter(|i| read[*i].is_err()).collect();
    assert_eq!(refused.len(), 1);
    assert_eq!((read[refused[0]].as_ref().err(), spectra.len()), (Some(&"not_finite"), 5));
    assert_eq!(spectra.position(refused[0]).unwrap().x, Some(2.0 * refused[0] as f64));
    assert_eq!(spectra.position(5), None);
    // Cut in the last row, and without any whole row.
    let cut = &whole[..whole.len() - 60];
    assert_eq!(open(cut.as_bytes(), &options, &budget).unwrap().filter(Result::is_err).count(), 1);
    let (head, _) = whole.split_at(whole.rfind("\n0\t0\t").unwrap());
    assert!(records(&format!("{head}\n0\t0\t1\n1\t2\tx\n")).is_err());
}

/// A map below each other, of three places, under these names.
fn long_map(names: &str) -> String {
    let rows = (0..3 * POINTS).map(|i| {
        let (place, i) = (i / POINTS, i % POINTS);
        format!("{},{},{},{}\n", 1.5 * place as f64, 4, x(i), y(i) + place as f64)
    });
    format!("{names}\n{}", rows.collect::<String>())
}

#[test]
fn places_of_a_long_table_may_have_units() {
    for (names, unit) in [
        ("x,y,Raman shift (cm-1),intensity", ""),
        ("x (µm),y (µm),Raman shift (cm-1),intensity", "µm"),
        ("x (um),y (um),shift,intensity", "µm"),
        ("x_um,y_um,raman_shift,intensity", "µm"),
        ("X [mm],Y [mm],wavenumber,counts", "mm"),
        ("Position X / µm,Position Y / µm,Raman shift (cm-1),intensity", "µm"),
        ("x (nm),y (nm),Wavelength (nm),intensity", "nm"),
    ] {
        let read = records(&long_map(names)).unwrap_or_else(|error| panic!("{names}: {error}"));
        assert_eq!(read.len(), 3, "{names}");
        let (place, units) = (read[2].position.unwrap(), &read[2].metadata.position_units);
        assert_eq!((place.x, place.y), (Some(3.0), Some(4.0)), "{names}");
        assert_eq!((units.x.as_str(), units.y.as_str()), (unit, unit), "{names}");
        assert_eq!((read[2].x.len(), read[2].x[7], read[2].y[7]), (POINTS, x(7), y(7) + 2.0), "{names}");
    }
    // Along a line, and down.
    let depth = long_map("line,z (µm),Raman shift (cm-1),intensity").replace(",4,", ",");
    let depth = depth.replacen("line,", "", 1);
    let read = records(&depth).unwrap();
    assert_eq!((read.len(), read[1].position.unwrap().z), (3, Some(1.5)));
    assert_eq!(read[1].metadata.position_units.z, "µm");
}

/// A value that is no number is the fault of its spectrum alone, wherever rows say whose they are.
#[test]
fn a_bad_value_in_a_long_table_refuses_its_spectrum() {
    let (options, budget) = (Options::new(), Budget::default());
    let bad = format!("1.5,4,{},nan\n", x(7));
    for names in ["x,y,shift,intensity", "x (µm),y (µm),shift,intensity", "sample,run,shift,intensity"] {
        let text = long_map(names);
        let damaged = text.replacen(&format!("1.5,4,{},{}\n", x(7), y(7) + 1.0), &bad, 1);
        assert_ne!(damaged, text);
        let spectra = open(damaged.as_bytes(), &options, &budget).unwrap_or_else(|e| panic!("{names}: {e}"));
        let codes: Vec<_> = (0..3).map(|i| spectra.get(i).map_err(|e| (e.code().name(), e.line()))).collect();
        assert_eq!(codes[1].as_ref().unwrap_err(), &("not_finite", Some(POINTS + 9)), "{names}");
        assert_eq!((codes[0].as_ref().unwrap().y[7], codes[2].as_ref().unwrap().y[7]), (y(7), y(7) + 2.0));
        let place = spectra.position(1).and_then(|place| place.x);
        assert_eq!(place, names.starts_with('x').then_some(1.5), "{names}");
    }
    // Whose a row without a place is, nobody knows; and of one spectrum all rows are.
    let text = long_map("x,y,shift,intensity").replacen("1.5,4,", "nan,4,", 1);
    assert_eq!(records(&text).unwrap_err().code().name(), "not_finite");
    let one = format!("Raman shift,sample,Intensity\n{}", rows(",a,").replacen(",a,", ",a,nan", 1));
    assert!(open(one.as_bytes(), &options, &budget).is_err());
}

//! What `ramatch convert --shift` and `ramatch preprocess` write.

use super::*;

/// A file with what is given, and the ends of what its spectra become.
type Converted<'a> = (&'a str, &'a [&'a str], &'a [(f64, f64)]);

#[test]
fn convert_shift_writes_raman_shifts() {
    // The answers were computed apart: 10⁷ / laser − 10⁷ / wavelength.
    let rows: &[Converted<'_>] = &[
        (SPE, &[], &[(226.185, 2609.9)]),
        (MAP, &[], &[(-15_308.64, 15_167.55); 6]),
        (UNNAMED, NM, &[(80.62, 2738.85)]),
        (MICROMETRES, LASER, &[(200.0, 2399.0)]),
        (PARTICLES, &[], &[(200.0, 2399.0); 2]),
        (OCEAN, &["--laser", "520"], &[(-10_180.995, 9474.672)]),
        (PAIRS, &[], &[(200.0, 2399.0), (500.0, 2699.0)]),
        (MINUS, &[], &[(-600.0, 2397.0)]),
        (COMMA, &["--decimal-comma"], &[(200.0, 2399.0)]),
        (SERIES, &[], &[(2399.0, 203.0); 3]),
        (TABS, &["--axis", "shift"], &[(200.0, 2399.0)]),
    ];
    for (file, more, expected) in rows {
        let made = converted(file, more);
        assert_eq!(made.len(), expected.len(), "{file}");
        for (made, expected) in made.iter().zip(*expected) {
            assert!(near(made.0, expected.0, 0.2) && near(made.1, expected.1, 0.2), "{file}: {made:?}");
        }
    }
}

#[test]
fn convert_refuses_what_it_cannot_heed() {
    let folder = tempfile::tempdir().unwrap();
    let into = place(&folder, "made.csv");
    let rows: &[(&str, &[&str], &str)] = &[
        // Without --shift nothing becomes a shift.
        (MICROMETRES, LASER, "--shift"),
        (UNNAMED, NM, "--shift"),
        (TABS, &["--axis", "shift"], "--shift"),
        (SPE, &["--shift", "--axis", "shift"], "is not overruled"),
        (SWAPPED, &["--shift", "--axis", "nm", "--laser", "785"], "is not overruled"),
    ];
    for (file, more, part) in rows {
        let output = ramatch(&[&["convert", file, "-o", &into], *more].concat());
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{file} {more:?}: {said}");
        assert!(said.contains("error[parameter]") && said.contains(part), "{file}: {said}");
        assert!(!Path::new(&into).exists(), "{file}");
    }
    for (file, more) in [(MICROMETRES, &[][..]), (OCEAN, &[]), (UNNAMED, LASER), (ENERGIES, LASER)] {
        let output = ramatch(&[&["convert", "--shift", file, "-o", &into], more].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("error[axis_unit_unknown]"), "{}", text(&output.stderr));
        assert!(!Path::new(&into).exists(), "{file}");
    }
}

/// Shift and counts of what `preprocess` prints.
fn preprocessed(file: &str, more: &[&str]) -> Vec<(f64, f64)> {
    let output = ramatch(&[&["preprocess", file], more].concat());
    assert_eq!(output.status.code(), Some(0), "{file}: {}", text(&output.stderr));
    let row = |line: &str| {
        let mut cells = line.split(',').map(|cell| cell.parse().unwrap_or(f64::NAN));
        (cells.next().unwrap(), cells.next().unwrap())
    };
    text(&output.stdout).lines().skip(1).map(row).collect()
}

#[test]
fn preprocess_keeps_axis_and_counts() {
    let printed = preprocessed(EVEN, &["--baseline", "arpls"]);
    assert!(printed.iter().map(|row| row.0).eq((100..1000).map(f64::from)));
    let highest = printed.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
    // What is measured is kept as f32: 50,100 counts to 1/256 of one.
    assert!(highest.0 == 520.0 && near(highest.1, 50_100.0, 0.01), "{highest:?}");
    let rows: &[(&str, &[&str], f64, f64)] = &[
        (PAIRS, &["--spectrum", "2"], 500.0, 2699.0),
        (UNNAMED, NM, 81.0, 2739.0),
        (MICROMETRES, LASER, 200.0, 2399.0),
        (MINUS, &[], -600.0, 2397.0),
        (COMMA, &["--decimal-comma"], 200.0, 2399.0),
        (SERIES, &["--spectrum", "3"], 203.0, 2399.0),
        (NUMBERED, &[], 200.0, 2399.0),
        (EXTENDED, &[], 200.0, 2399.0),
    ];
    for (file, more, first, last) in rows {
        let printed = preprocessed(file, more);
        let (from, to) = (printed[0].0, printed[printed.len() - 1].0);
        // An uneven axis gets the median spacing, which need not end at its last point.
        assert!(near(from, *first, 3.0) && near(to, *last, 3.0), "{file}: {from} to {to}");
    }
    for (file, more, code) in [
        (SPE, &["--axis", "shift"][..], "parameter"),
        (OCEAN, &[], "axis_unit_unknown"),
        (SERIES, &[], "multiple_blocks"),
    ] {
        let output = ramatch(&[&["preprocess", "--json", file], more].concat());
        let said = text(&output.stderr);
        assert!(
            output.status.code() == Some(2) && said.contains(&format!("error[{code}]")),
            "{file}: {said}"
        );
    }
    // 500 counts at 500 cm⁻¹ where all else are 0 to 2.
    for method in ["whitaker-hayes", "prominence"] {
        let (exit, json) = json(&["preprocess", "--json", "--despike", method, SPIKE]);
        let raw: Vec<f64> = json["raw"].as_array().unwrap().iter().map(number).collect();
        let made: Vec<f64> = json["processed"].as_array().unwrap().iter().map(number).collect();
        let cannot_tell = json["quality"]["cannot_tell_spikes"].as_bool().unwrap();
        assert!(exit == Some(0) && raw.iter().any(|&y| y > 400.0));
        assert!(cannot_tell || made.iter().all(|&y| y < 10.0), "{method}: {json}");
    }
}

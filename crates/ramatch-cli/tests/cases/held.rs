//! `ramatch info --json`: points, axis, laser, titles, positions, and what readers wondered about.

use super::*;

/// A file with what a reader is told of it, what its spectra are, and what their axes are.
type Row<'a> = (&'a str, &'a [&'a str], &'a str, &'a [(usize, f64, f64)], Option<f64>);

/// The axis of nearly all files: 734 points, 3 cm⁻¹ apart.
const WHOLE: (usize, f64, f64) = (734, 200.0, 2399.0);
const FALLS: (usize, f64, f64) = (367, 2399.0, 203.0);
/// Particles: 200 to 2399 cm⁻¹ from 532 nm.
const GREEN: (usize, f64, f64) = (734, 537.721_355, 609.830_747);

#[test]
fn info_says_points_axis_and_laser() {
    const SHIFT: &str = "raman_shift";
    const NM: &str = "wavelength_nm";
    const UNKNOWN: &str = "unknown";
    let rows: &[Row<'_>] = &[
        (SPE, &[], NM, &[(1024, 799.19, 987.27)], Some(785.0)),
        (PAIRS, &[], "wavenumber", &[WHOLE, (734, 500.0, 2699.0)], None),
        (MAP, &[], NM, &[(500, 250.0, 1050.0); 6], Some(405.0)),
        (OCEAN, &[], NM, &[(1024, 340.0, 1025.0)], None),
        (UNNAMED, &[], UNKNOWN, &[(1024, 790.0, 1000.0)], None),
        (ENERGIES, &[], "other", &[(1200, 1199.0, 0.0)], None),
        (MICROMETRES, &[], "wavelength_um", &[(734, 0.797_521_08, 0.967_131_69)], None),
        (MINUS, &[], UNKNOWN, &[(1000, -600.0, 2397.0)], None),
        (EVEN, &[], SHIFT, &[(900, 100.0, 999.0)], None),
        (PEAKS, &[], UNKNOWN, &[(16, 620.9, 3054.3)], None),
        (NUMBERED, &[], UNKNOWN, &[WHOLE], None),
        (LABSPEC, &[], UNKNOWN, &[WHOLE], Some(785.0)),
        (EXTENDED, &[], "wavenumber", &[(736, 2399.0, 200.0)], None),
        (TABLE, &[], UNKNOWN, &[WHOLE; 4], None),
        (LABELS, &[], UNKNOWN, &[WHOLE; 4], None),
        (PARTICLES, &[], NM, &[GREEN; 2], Some(532.0)),
        (MAC, &[], UNKNOWN, &[WHOLE], None),
        (COMMA, &["--decimal-comma"], "wavenumber", &[WHOLE], None),
        (TABS, &[], UNKNOWN, &[WHOLE], None),
        (QUOTED, &[], SHIFT, &[WHOLE], None),
        (SWAPPED, &[], SHIFT, &[WHOLE], None),
        (SERIES, &[], UNKNOWN, &[FALLS; 3], None),
        (ROWS, &[], UNKNOWN, &[WHOLE], None),
        (CTRL_Z, &[], UNKNOWN, &[WHOLE], None),
        (PADDED, &[], SHIFT, &[WHOLE], None),
    ];
    for (file, more, axis, spectra, laser) in rows {
        let read = held(file, more);
        assert_eq!(read.len(), spectra.len(), "{file}");
        for (one, (points, first, last)) in read.iter().zip(*spectra) {
            let said = (number(&one["first"]), number(&one["last"]));
            // What is stated has five or six digits.
            assert!(
                near(said.0, *first, 1e-5 * first.abs()) && near(said.1, *last, 1e-5 * last.abs()),
                "{file}: {said:?}"
            );
            assert_eq!(
                (one["axis"].as_str(), one["points"].as_u64()),
                (Some(*axis), Some(*points as u64)),
                "{file}"
            );
            assert_eq!(one["laser_nm"].as_f64(), *laser, "{file}");
        }
    }
}

#[test]
fn info_says_titles_positions_and_what_is_wondered_about() {
    let titles: &[(&str, &[&str])] = &[
        (PARTICLES, &["Particle 1", "Particle 2"]),
        (SERIES, &["0", "5", "10"]),
        (
            LABELS,
            &[
                "Map_001_Spec.Data 1_F(0/0)",
                "Map_001_Spec.Data 1_F(1/0)",
                "Map_001_Spec.Data 1_F(2/0)",
                "Map_001_Spec.Data 1_F(3/0)",
            ],
        ),
    ];
    for (file, titles) in titles {
        let read = held(file, &[]);
        assert_eq!(read.iter().map(|one| one["title"].as_str().unwrap()).collect::<Vec<_>>(), *titles);
    }
    let places: &[(&str, &str)] = &[
        (
            DEPTH,
            "[null,null,10.0,null] [null,null,12.5,null] [null,null,15.0,null] [null,null,17.5,null] [null,null,20.0,null]",
        ),
        (LABELS, "[0.0,0.0,null,null] [1.0,0.0,null,null] [2.0,0.0,null,null] [3.0,0.0,null,null]"),
    ];
    for (file, places) in places {
        let read: Vec<String> = held(file, &[]).iter().map(|one| one["position"].to_string()).collect();
        assert_eq!(read.join(" "), *places, "{file}");
    }
    let wondered = [
        (NUMBERED, "counts the columns"),
        (TABLE, "was taken for that of 4 spectra"),
        (LABELS, "was taken for that of 4 spectra"),
        (CTRL_Z, "end-of-file"),
        (PADDED, "zero bytes"),
    ];
    for (file, part) in wondered {
        let warnings = held(file, &[])[0]["warnings"].clone();
        assert!(
            warnings.as_array().unwrap().iter().any(|text| text.as_str().unwrap().contains(part)),
            "{file}"
        );
        assert!(text(&ramatch(&["info", file]).stdout).contains(part), "{file}");
    }
    // The last line of a header names no column.
    let labspec = held(LABSPEC, &[]);
    assert_eq!((labspec[0]["axis_unit"].as_str(), labspec[0]["unit"].as_str()), (Some(""), Some("")));
    // Decimal commas are named where they are not expected.
    let output = ramatch(&["info", COMMA]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--decimal-comma"), "{}", text(&output.stderr));
}

//! `ramatch identify`: the best substance, the exit code, and what is said beside them.

use super::*;

#[test]
fn identify_answers_and_ends_with_its_exit_code() {
    let polystyrene: &[(&str, &[&str])] = &[
        (SPE, &[]),
        (UNNAMED, NM),
        (MICROMETRES, LASER),
        (PEAKS, &["--peaks"]),
        (NUMBERED, &[]),
        (LABSPEC, &[]),
        (EXTENDED, &[]),
        (MAC, &[]),
        (COMMA, &["--decimal-comma"]),
        (TABS, &[]),
        (TABS, &["--axis", "shift"]),
        (QUOTED, &[]),
        (SWAPPED, &[]),
        (SWAPPED, &["--axis", "shift"]),
        (ROWS, &[]),
        (CTRL_Z, &[]),
        (PADDED, &[]),
    ];
    for (file, more) in polystyrene {
        assert_eq!(answer(file, more), (0, "polystyrene".to_owned()), "{file} {more:?}");
        // One of one.
        if !more.contains(&"--peaks") {
            assert_eq!(answer(file, &[*more, &["--spectrum", "1"]].concat()).0, 0, "{file}");
        }
    }
    for (file, count) in [(PAIRS, 2), (TABLE, 4), (LABELS, 4), (PARTICLES, 2), (SERIES, 3)] {
        // All of them, each with its number.
        let (exit, json) = json(&["identify", "--json", "--top", "1", file]);
        let results = json["results"].as_array().unwrap();
        assert_eq!((exit, results.len()), (Some(0), count), "{file}");
        assert!(results.iter().zip(1..).all(|(one, number)| one["spectrum"] == number), "{file}");
        for spectrum in 1..=count {
            let spectrum = spectrum.to_string();
            assert_eq!(answer(file, &["--spectrum", &spectrum]), (0, "polystyrene".to_owned()), "{file}");
        }
        let beyond = (count + 1).to_string();
        assert_eq!(answer(file, &["--spectrum", &beyond]), (2, "parameter".to_owned()), "{file}");
    }
    let undecided: &[(&str, &[&str], &str)] = &[(UNNAMED, &[], "coverage"), (PEAKS, &[], "peak_list")];
    for (file, more, code) in undecided {
        assert_eq!(answer(file, more), (3, (*code).to_owned()), "{file} {more:?}");
    }
    let refused: &[(&str, &[&str], &str)] = &[
        (OCEAN, &[], "axis_unit_unknown"),
        (UNNAMED, LASER, "axis_unit_unknown"),
        (UNNAMED, &["--axis", "nm"], "axis_unit_unknown"),
        (UNNAMED, &["--axis", "absolute"], "axis_unit_unknown"),
        (ENERGIES, &[], "axis_unit_unknown"),
        (ENERGIES, LASER, "axis_unit_unknown"),
        (MICROMETRES, &[], "axis_unit_unknown"),
        (PAIRS, &["--spectrum", "1", "--axis", "absolute"], "axis_unit_unknown"),
        // What a file states is not overruled.
        (SPE, &["--axis", "shift"], "parameter"),
        (SPE, &["--axis", "absolute"], "parameter"),
        (MAP, &["--spectrum", "1", "--axis", "shift"], "parameter"),
        (PARTICLES, &["--spectrum", "2", "--axis", "shift"], "parameter"),
        (MICROMETRES, &["--axis", "shift"], "parameter"),
        (MICROMETRES, &["--axis", "absolute", "--laser", "785"], "parameter"),
        (SWAPPED, NM, "parameter"),
        (SWAPPED, &["--axis", "absolute", "--laser", "785"], "parameter"),
        (ENERGIES, &["--axis", "shift"], "parameter"),
        (ENERGIES, NM, "parameter"),
        (EVEN, NM, "parameter"),
        (COMMA, &["--decimal-comma", "--axis", "nm", "--laser", "785"], "parameter"),
        (PAIRS, &["--spectrum", "1", "--axis", "nm", "--laser", "785"], "parameter"),
        (DEPTH, &["--spectrum", "6"], "parameter"),
    ];
    for (file, more, code) in refused {
        assert_eq!(answer(file, more), (2, (*code).to_owned()), "{file} {more:?}");
    }
    // Neither silicon nor any other substance of the library.
    let laser_beam = answer(OCEAN, &["--laser", "532"]);
    assert_ne!(laser_beam.0, 0, "{laser_beam:?}");
    let film = answer(MAP, &["--spectrum", "1"]);
    assert_ne!(film.1, "silicon");
}

#[test]
fn identify_says_what_was_done() {
    let reports = |args: &[&str]| {
        let (exit, json) = json(&[&["identify", "--json", "--top", "1"], args].concat());
        assert_eq!(exit, Some(0), "{args:?}");
        json["results"][0].clone()
    };
    let extended = reports(&[EXTENDED]);
    assert_eq!(extended["query"]["points"], 734);
    assert!(extended["warnings"].to_string().contains("2 abscissas stand twice"), "{extended}");
    let peaks = reports(&["--peaks", PEAKS]);
    assert_eq!(
        (peaks["query"]["points"].as_u64(), &peaks["warnings"][0]["code"]),
        (Some(16), &"peaks".into())
    );
    assert!(text(&ramatch(&["identify", "--peaks", PEAKS]).stdout).contains("warning[peaks]"));
    assert_eq!(ramatch(&["identify", "--peaks", "--shots", PEAKS]).status.code(), Some(2));
    let said = text(&ramatch(&["identify", PEAKS]).stdout);
    assert!(said.contains("cannot decide[peak_list]") && said.contains("as a list of peaks"), "{said}");
    // The way out is said.
    for (file, more, parts) in [
        (UNNAMED, LASER, ["--axis shift", "785"]),
        (UNNAMED, &["--axis", "nm"][..], ["a wavelength", "laser"]),
        (OCEAN, &[], ["a wavelength", "laser"]),
        (ENERGIES, LASER, ["Binding Energy (eV)", "Raman shift in cm⁻¹ is needed"]),
        (SPE, &["--axis", "shift"], ["is not overruled", "\"shift\""]),
        (SERIES, &["--spectrum", "4"], ["spectrum 4 is asked for", "the file holds 3"]),
    ] {
        let output = ramatch(&[&["identify", file], more].concat());
        let said = text(&output.stderr);
        assert!(output.stdout.is_empty() && said.contains(file), "{said}");
        assert!(parts.iter().all(|part| said.contains(part)), "{said}");
    }
}

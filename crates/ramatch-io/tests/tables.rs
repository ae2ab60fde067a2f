//! Tables as people and programs write them: the numbers that they state on the axis that they state, or a refusal. Never others.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/small.rs"]
mod small;

use proptest::prelude::*;
use ramatch_io::{Given, GivenAxis, Quantity};
use small::{POINTS, records, rows, x, y};
use std::fmt::Write as _;

/// Whether any record of a text becomes a Raman spectrum, with a laser at hand.
fn becomes_raman(text: &str) -> bool {
    records(text).is_ok_and(|records| records.iter().any(|record| record.spectrum(Some(785.0)).is_ok()))
}

/// The one record holds all numbers.
fn assert_read(text: &str) {
    let shown: String = text.chars().take(120).collect();
    let read = records(text).unwrap_or_else(|error| panic!("{error}\n{shown}"));
    assert_eq!(read.len(), 1, "{shown}");
    let record = &read[0];
    assert_eq!(record.x.len(), POINTS, "{shown}");
    for i in 0..POINTS {
        assert_eq!((record.x[i], record.y[i]), (x(i), y(i)), "point {i}\n{shown}");
    }
    record.spectrum(None).unwrap_or_else(|error| panic!("{error}\n{shown}"));
}

#[test]
fn an_axis_of_something_else_is_no_raman_shift() {
    let tab = rows("\t");
    let counted: String = (0..POINTS).map(|i| format!("{i},{},{}\n", x(i), y(i))).collect();
    for name in [
        "Energy (eV)",
        "Binding Energy (eV)",
        "E / eV",
        "eV",
        "Time (s)",
        "time",
        "Retention time (min)",
        "m/z",
        "2theta",
        "2θ (°)",
        "Frequency (THz)",
        "THz",
        "E (meV)",
        "Temperature (K)",
        "T (K)",
        "Magnetic field (mT)",
        "q (1/nm)",
        "Depth (µm)",
        "Potential / V",
        "Doppler shift",
        "Wavelength shift",
        "Chemical shift (ppm)",
        "x (foo)",
        "Channel",
        "Raman shift (eV)",
        "sqrt(cm-1)",
        "Raman shift (10^3 cm-1)",
    ] {
        for text in [
            format!("{name}\tIntensity\n{tab}"),
            format!(
                "Intensity\t{name}\n{}",
                (0..POINTS).map(|i| format!("{}\t{}\n", y(i), x(i))).collect::<String>()
            ),
            // Other separators in the header, a comment, a name too many or too few, lines between.
            format!("{name};Intensity\n{tab}"),
            format!("# {name}\tIntensity\n{tab}"),
            format!("{name}\tIntensity\tComment\n{tab}"),
            // A word that is not known is one of many, far above the rows.
            if name.ends_with("er shift") || name.starts_with("Wavelength") {
                String::new()
            } else {
                format!("{name}\tIntensity\nmeasured\nby nobody\non a Tuesday\n{tab}")
            },
            format!("{name}\tIntensity\n1\t2\n{tab}"),
            // A column that counts the rows in front, with and without a name.
            format!(",{name},Intensity\n{counted}"),
            format!("index,{name},Intensity\n{counted}"),
            format!("{name},Intensity\n{counted}"),
        ] {
            assert!(
                text.is_empty() || !becomes_raman(&text),
                "{}",
                &text[..60.min(text.floor_char_boundary(60))]
            );
        }
    }
    for header in [
        "XUNITS\teV\n",
        "X Axis Title: Time (s)\n",
        "Abscissa: Energy (eV)\n",
        "# column 1 = Energy [eV]\n",
        "Horizontal Units,s\n",
        "*MEAS_COND_XUNIT \"deg\"\n",
        "#AxisType[0]=Intens\n#AxisType[1]=Time\n#AxisUnit[1]=s\n",
        "#AxisType[0]=Intens\n#AxisType[1]=Spectr\n#AxisUnit[1]=eV\n",
        "[Header]\nXDataUnit = eV\n[Data]\n",
        "Energy\n",
        "Time (s),0\n",
        "Data type: FTIR\n",
    ] {
        assert!(!becomes_raman(&format!("{header}{tab}")), "{header}");
    }
    // The user says what an axis is that says nothing; a stated one is not overruled.
    let shift = Given::new().axis(GivenAxis::Shift);
    let energy = records(&format!("Energy (eV)\tIntensity\n{tab}")).unwrap().remove(0);
    assert_eq!(energy.spectrum(shift).unwrap_err().code().name(), "parameter");
    let word = records(&format!("Verschiebung\tIntensity\n{tab}")).unwrap().remove(0);
    assert_eq!(word.spectrum(None).unwrap_err().code().name(), "axis_unit_unknown");
    assert!(word.spectrum(shift).is_ok());
}

#[test]
fn wavelengths_in_every_unit() {
    let nm = |i: usize| 790.0 + 5.0 * i as f64;
    for (name, factor) in [
        ("Wavelength (nm)", 1.0),
        ("Wavelength (µm)", 1e-3),
        ("Wavelength [Å]", 10.0),
        ("wavelength_m", 1e-9),
        ("Wavelength (cm)", 1e-7),
    ] {
        let table: String = (0..POINTS).map(|i| format!("{}\t{}\n", nm(i) * factor, y(i))).collect();
        let record = records(&format!("{name}\tIntensity\n{table}")).unwrap().remove(0);
        assert!(record.spectrum(None).is_err(), "{name}: the laser is not known");
        let shift = record.raman_shift(Some(785.0)).unwrap();
        assert!((shift[0] - (1e7 / 785.0 - 1e7 / 790.0)).abs() < 1e-6, "{name}: {}", shift[0]);
    }
    // A unit in a line of its own counts, a name without one is nm, and numbers that cannot be nm are none.
    let table: String = (0..POINTS).map(|i| format!("{}\t{}\n", nm(i) / 1e3, y(i))).collect();
    let units = records(&format!("Wavelength\tIntensity\num\tcounts\n{table}")).unwrap().remove(0);
    assert_eq!(units.quantity, Quantity::WavelengthUm);
    let plain = records(&format!("Wavelength\tIntensity\n{table}")).unwrap().remove(0);
    assert_eq!(plain.spectrum(Some(785.0)).unwrap_err().code().name(), "axis_unit_unknown");
}

#[test]
fn tables_that_are_read() {
    let tab = rows("\t");
    let named = format!("Raman shift (cm-1)\tIntensity\n{tab}");
    let german = |separator: &str| rows(separator).replace('.', ",");
    let swapped: String = (0..POINTS).map(|i| format!("{},{}\n", y(i), x(i))).collect();
    let counted: String = (0..POINTS).map(|i| format!("{i},{},{}\n", x(i), y(i))).collect();
    let spaced = |i: usize| {
        let text = x(i).to_string();
        if text.len() > 3 { format!("{} {}", &text[..text.len() - 3], &text[text.len() - 3..]) } else { text }
    };
    for text in [
        tab.clone(),
        named.clone(),
        format!("\u{feff}{named}").replace('\n', "\r\n"),
        named.replace('\n', "\r"),
        format!("0,1\n{}", rows(",")),
        format!("Raman shift,Intensity,\n{}", rows(",").replace('\n', ",\n")),
        tab.replace('\n', "\t\t\n"),
        format!("Intensity,Raman shift\n{swapped}"),
        format!(",0,1\n{counted}"),
        format!(",Raman shift,Intensity\n{counted}"),
        format!("\"\",\"Raman shift\",\"Intensity\"\n{counted}"),
        format!("Raman shift\tIntensity\ncm-1\ta.u.\n{tab}"),
        format!("Raman shift\tIntensity\ncm\\+(-1)\tcounts\nsample\tPS 785 nm\n{tab}"),
        german(";"),
        german("\t"),
        german(";")
            .lines()
            .map(|line| line.split(';').map(|f| format!("\"{f}\"")).collect::<Vec<_>>().join(",") + "\n")
            .collect(),
        (0..POINTS).map(|i| format!("{}\t{}\n", spaced(i), y(i))).collect(),
        (0..POINTS).map(|i| format!("{}D+00 {}\n", x(i), y(i))).collect(),
        format!("{named}\u{1a}"),
        named.replace('\n', "\0\0\n"),
        // Rows: bare, labelled, counted, turned round.
        format!("{}\n{}\n", list(x), list(y)),
        format!("shift,{}\nsample,{}\n", list(x), list(y)),
        format!("0,{}\n1,{}\n", list(x), list(y)),
        format!(",{}\nRaman shift,{}\nIntensity,{}\n", list(|i| i as f64), list(x), list(y)),
        format!("{}\n{}\n", list(x), list(y)).replace(',', ";").replace('.', ","),
        // Words beside the numbers.
        format!(
            "sample,Raman shift,Intensity\n{}",
            (0..POINTS).map(|i| format!("PS,{},{}\n", x(i), y(i))).collect::<String>()
        ),
    ] {
        assert_read(&text);
    }
}

fn list(of: impl Fn(usize) -> f64) -> String {
    (0..POINTS).map(|i| of(i).to_string()).collect::<Vec<_>>().join(",")
}

#[test]
fn every_spectrum_has_its_own_axis() {
    let other = |i: usize| x(i) + 37.0;
    let pairs = |header: &str| -> String {
        let rows = (0..POINTS).map(|i| format!("{},{},{},{}\n", x(i), y(i), other(i), y(i) + 1.0));
        format!("{header}{}", rows.collect::<String>())
    };
    for header in [
        "",
        "x1,y1,x2,y2\n",
        "Raman shift A,A,Raman shift B,B\n",
        "Raman shift,Intensity,Raman shift,Intensity\n",
        "Wavenumber (cm-1),PS,Wavenumber (cm-1),PE\n",
        "X,Y,X,Y\n",
    ] {
        let read = records(&pairs(header)).unwrap_or_else(|error| panic!("{header}: {error}"));
        assert_eq!(read.len(), 2, "{header}");
        for i in 0..POINTS {
            assert_eq!(
                (read[0].x[i], read[0].y[i], read[1].x[i], read[1].y[i]),
                (x(i), y(i), other(i), y(i) + 1.0),
                "{header}"
            );
        }
    }
    // Axes of two kinds: each is what it is called, or all are refused.
    for header in [
        "Raman shift (cm-1),A,Wavelength (nm),B\n",
        "Raman shift (cm-1),Intensity,Energy (eV),Intensity\n",
        "Raman shift,A,,B\n",
        "Raman shift (cm-1),A,x2,B\n",
        "x1,y1,Energy (eV),y2\n",
    ] {
        match records(&pairs(header)) {
            Ok(read) => {
                assert_eq!(read.len(), 2, "{header}");
                assert_eq!(read[1].x[0], other(0), "{header}");
                assert!(read[1].spectrum(None).is_err(), "{header}");
            }
            Err(error) => assert_eq!(error.code().name(), "column_missing", "{header}"),
        }
    }
    // Of unequal length, with and without empty fields at the end.
    for empty in [",,", ""] {
        let text: String = (0..POINTS)
            .map(|i| {
                if i < 20 {
                    format!("{},{},{},{}\n", x(i), y(i), other(i), y(i))
                } else {
                    format!("{},{}{empty}\n", x(i), y(i))
                }
            })
            .collect();
        let read = records(&format!("Raman shift A,A,Raman shift B,B\n{text}")).unwrap();
        assert_eq!((read[0].x.len(), read[1].x.len()), (POINTS, 20));
        assert!(read.iter().all(|record| record.metadata.warnings.is_empty()));
    }
    // Samples have the names of units, and of numbers.
    let rows: String =
        (0..POINTS).map(|i| format!("{},{},{},{}\n", x(i), y(i), y(i) + 1.0, y(i) + 2.0)).collect();
    for header in ["Raman shift,PE,PS,PA\n", "Raman shift,1,2,3\n", "Wavenumber,min,max,t\n"] {
        let read = records(&format!("{header}{rows}")).unwrap();
        assert_eq!(read.len(), 3, "{header}");
        assert!(
            read.iter().enumerate().all(|(k, record)| record.x[5] == x(5) && record.y[5] == y(5) + k as f64),
            "{header}"
        );
    }
}

#[test]
fn long_tables() {
    let long = |header: &str, key: &dyn Fn(usize) -> String, sorted: bool| {
        let mut rows: Vec<(usize, usize)> = (0..3).flat_map(|k| (0..POINTS).map(move |i| (k, i))).collect();
        if sorted {
            rows.sort_by_key(|(k, i)| (*i, *k));
        }
        let mut text = header.to_owned();
        for (k, i) in rows {
            let _ = writeln!(text, "{},{},{}", key(k), x(i), y(i) + k as f64);
        }
        text
    };
    let number = |k: usize| (5 * k).to_string();
    let name = |k: usize| ["PS", "PE", "PP"][k].to_owned();
    for (text, titles) in [
        (long("", &number, false), ["0", "5", "10"]),
        (long("time,Raman shift,Intensity\n", &number, false), ["", "", ""]),
        (long("sample,Raman shift,Intensity\n", &name, false), ["PS", "PE", "PP"]),
        (long("sample,Raman shift,Intensity\n", &name, true), ["PS", "PE", "PP"]),
    ] {
        let read = records(&text).unwrap();
        assert_eq!(read.iter().map(|record| record.title.as_str()).collect::<Vec<_>>(), titles);
        for (k, record) in read.iter().enumerate() {
            assert_eq!((record.x.len(), record.x[7], record.y[7]), (POINTS, x(7), y(7) + k as f64));
        }
    }
    let timed = records(&long("time,Raman shift,Intensity\n", &number, false)).unwrap();
    assert_eq!(
        timed.iter().map(|record| record.position.unwrap().time.unwrap()).collect::<Vec<_>>(),
        [0.0, 5.0, 10.0]
    );
}

#[test]
fn what_has_two_meanings_is_refused() {
    let counts = |i: usize| 100 * (i + 1);
    let grouped = |mark: char| {
        move |n: usize| if n >= 1000 { format!("{}{mark}{:03}", n / 1000, n % 1000) } else { n.to_string() }
    };
    for mark in [',', '.'] {
        let of = grouped(mark);
        let text: String = (0..POINTS).map(|i| format!("{}\t{}\n", i + 300, of(counts(i)))).collect();
        assert_eq!(
            records(&format!("Raman shift\tIntensity\n{text}")).unwrap_err().code().name(),
            "number_syntax",
            "{mark}"
        );
    }
    // Decimals that were torn off at a comma.
    let torn: String =
        (0..POINTS).map(|i| format!("{},{},{:03}\n", 200 + i, i + 5, (i * 37) % 1000)).collect();
    assert!(records(&torn).is_err());
    assert!(records(&format!("Raman shift,Intensity,Error\n{torn}")).is_err());
}

#[test]
fn a_damaged_number_anywhere_is_an_error() {
    for header in ["", "Raman shift\tIntensity\n", "Energy (eV)\tIntensity\n", "made by hand\n\n"] {
        let lines = header.lines().count();
        for at in [0, 1, 2, 20, POINTS - 1] {
            for bad in [
                "2O0.00\t5.5",
                "l00.5\t5.5",
                "z00.00\tz5.589",
                "?\t5.5",
                "-\t5.5",
                "200.5\tOVER",
                "200.5\t-",
                "200.5\t#NV",
                "200.5\t###",
                "(200.5)\t(5.5)",
                "200.5\tnan",
                "200.5\t5.5\t7",
                "200.505.5",
                "200.5,5.5",
                "200.5cm-1\t5.5",
                "- 200.5\t- 5.5",
                "#N/A\t#N/A",
            ] {
                let mut table: Vec<String> = rows("\t").lines().map(str::to_owned).collect();
                table[at] = bad.to_owned();
                let text = format!("{header}{}\n", table.join("\n"));
                match records(&text) {
                    // A field too many may make a third column of all.
                    Err(error) => assert!(
                        error.code().name() == "column_missing"
                            || error.line().is_none_or(|line| line.abs_diff(lines + at + 1) <= 1),
                        "{error} for {bad} in row {at}"
                    ),
                    Ok(read) => panic!(
                        "{} points of {POINTS} for {bad:?} in row {at} under {header:?}",
                        read[0].x.len()
                    ),
                }
            }
        }
    }
}

#[test]
fn missing_intensities_are_said() {
    let mut table: Vec<String> = rows("\t").lines().map(str::to_owned).collect();
    for line in &mut table[10..13] {
        *line = format!("{}\tNA", line.split('\t').next().unwrap());
    }
    let record = records(&format!("Raman shift\tIntensity\n{}\n", table.join("\n"))).unwrap().remove(0);
    assert_eq!(record.x.len(), POINTS - 3);
    assert!(
        record.metadata.warnings.iter().any(|text| text.starts_with("3 rows")),
        "{:?}",
        record.metadata.warnings
    );
    // The first row may lack its intensity, and its axis is not lost with it.
    let mut table: Vec<String> = rows("\t").lines().map(str::to_owned).collect();
    table[1] = format!("{}\t", x(1));
    assert_eq!(
        records(&format!("Energy (eV)\tIntensity\n{}\n", table.join("\n"))).unwrap()[0].quantity,
        Quantity::Other
    );
}

/// A number in one of the notations that instruments and spreadsheets have.
fn written(value: f64, notation: usize) -> String {
    let plain = format!("{:.2}", value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap();
    let grouped = |mark: &str| {
        let mut groups: Vec<&str> = Vec::new();
        let mut rest = whole;
        while rest.len() > 3 {
            groups.insert(0, &rest[rest.len() - 3..]);
            rest = &rest[..rest.len() - 3];
        }
        groups.insert(0, rest);
        groups.join(mark)
    };
    let sign = |minus: &str| if value < 0.0 { minus.to_owned() } else { String::new() };
    match notation {
        0 => format!("{}{plain}", sign("-")),
        1 => format!("{}{plain}", sign("\u{2212}")),
        2 => format!("{}{whole},{fraction}", sign("-")),
        3 => format!("{}{}.{fraction}", sign("-"), grouped(",")),
        4 => format!("{}{},{fraction}", sign("-"), grouped(".")),
        5 => format!("{}{},{fraction}", sign("\u{2013}"), grouped("\u{a0}")),
        6 => format!("{}{}.{fraction}", sign("-"), grouped("'")),
        7 => format!("{}{plain}D+00", sign("-")),
        8 => format!("{}{plain}e0", sign("-")),
        9 if value < 0.0 => format!("({plain})"),
        _ => plain,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// A table in any notation reads back to the same numbers, or is refused.
    #[test]
    fn notations(
        notation in 0usize..10,
        separator in prop::sample::select(vec!["\t", ";", ",", " "]),
        quoted in any::<bool>(),
        named in any::<bool>(),
        start in -500.0f64..1500.0,
        ys in prop::collection::vec(-200_000.0f64..200_000.0, 20..60),
    ) {
        let mut text = if named { format!("Raman shift{separator}Intensity\n") } else { String::new() };
        let mut expected = Vec::new();
        for (i, y) in ys.iter().enumerate() {
            let (x, y) = ((start * 100.0).round() / 100.0 + 35.0 * i as f64, (y * 100.0).round() / 100.0);
            let field = |value: f64| {
                let number = written(value, notation);
                if quoted && separator != " " { format!("\"{number}\"") } else { number }
            };
            let _ = writeln!(text, "{}{separator}{}", field(x), field(y));
            expected.push((format!("{x:.2}"), format!("{y:.2}")));
        }
        if let Ok(read) = records(&text) {
            // Refused or right: neither fewer points nor others.
            prop_assert_eq!(read.len(), 1);
            let back: Vec<_> = read[0].x.iter().zip(&read[0].y).map(|(x, y)| (format!("{x:.2}"), format!("{y:.2}"))).collect();
            prop_assert_eq!(back, expected);
        } else {
            // What has one meaning is read.
            let ambiguous = separator == " " && notation == 5 || separator == "," && !quoted && (2..6).contains(&notation);
            prop_assert!(ambiguous || notation == 9 || notation == 5 && separator == " " || (3..7).contains(&notation), "{}", text);
        }
    }
}

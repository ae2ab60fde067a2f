//! JCAMP-DX: labels, tables, blocks.

use super::made::{self, affn_table, jcamp};
use super::{code, label, refused, table, try_read, warns};
use ramatch_io::{Budget, Options, open, read};

#[test]
fn n01_a_count_beyond_the_data() {
    let error = refused(label("##NPOINTS= 20", "##NPOINTS= 300000000"));
    assert_eq!((error.code().name(), error.field()), ("declared_exceeds_data", Some("NPOINTS")));
    assert_eq!(error.declared(), Some("300000000"));
}

#[test]
fn n02_no_points_or_less() {
    assert_eq!(code(label("##NPOINTS= 20", "##NPOINTS= 0")), "bad_count");
    assert_eq!(code(label("##NPOINTS= 20", "##NPOINTS= -4")), "bad_count");
}

#[test]
fn n03_one_point() {
    assert_eq!(code(label("##NPOINTS= 20", "##NPOINTS= 1")), "too_few_points");
    // Two to fifteen make a record, but no Raman spectrum to be matched.
    let five = table("100 1 2 3 4 5\n")
        .replace("##NPOINTS= 20", "##NPOINTS= 5")
        .replace("##LASTX= 119", "##LASTX= 104");
    assert_eq!(try_read(five).unwrap().spectrum(None).unwrap_err().code().name(), "too_few_points");
}

#[test]
fn n04_a_count_as_a_decimal() {
    assert_eq!(try_read(label("##NPOINTS= 20", "##NPOINTS= 20.0")).unwrap().x.len(), 20);
    assert_eq!(try_read(label("##NPOINTS= 20", "##NPOINTS= 2e1")).unwrap().x.len(), 20);
    assert_eq!(code(label("##NPOINTS= 20", "##NPOINTS= 10.5")), "bad_count");
}

#[test]
fn n05_more_ordinates_than_declared() {
    let error = refused(label("##NPOINTS= 20", "##NPOINTS= 19"));
    assert_eq!(
        (error.code().name(), error.declared(), error.actual()),
        ("count_mismatch", Some("19"), Some("20"))
    );
}

#[test]
fn n06_fewer_ordinates_than_declared() {
    let cut: String = affn_table().lines().take(3).map(|line| format!("{line}\n")).collect();
    let error = refused(table(&cut));
    assert_eq!(
        (error.code().name(), error.declared(), error.actual()),
        ("count_mismatch", Some("20"), Some("15"))
    );
}

#[test]
fn n07_a_wrong_abscissa() {
    let rows = affn_table().replace("110 ", "110.6 ");
    let error = refused(table(&rows));
    assert_eq!((error.code().name(), error.line()), ("xcheck_failed", Some(18)));
    // Half a step is within what rounding does.
    assert!(try_read(table(&affn_table().replace("110 ", "110.4 "))).is_ok());
}

/// NIST's quantitative infrared spectra: every line but the first is one step behind, and the count is right.
#[test]
fn n07_abscissas_that_are_all_one_step_behind() {
    let rows = |from: usize| -> String {
        let row = |i: usize| format!("{}.0 {} {} {} {}\n", 100 + i - usize::from(i > from), i, i * i, 3, 1);
        (0..20).step_by(4).map(row).collect()
    };
    warns(table(&rows(0)), "one step off");
    // Not all of them: a point is missing, or there is one too many.
    assert_eq!(code(table(&rows(4))), "xcheck_failed");
    // All of them, and a point too few.
    assert_eq!(code(table(&rows(0).replacen(" 1\n", "\n", 1))), "count_mismatch");
}

#[test]
fn exponents_are_no_pseudo_digits() {
    let read = |rows: &str| {
        let text = table(rows).replacen("##NPOINTS= 20", "##NPOINTS= 4", 1).replacen(
            "##LASTX= 119",
            "##LASTX= 103",
            1,
        );
        try_read(text.replacen("##DELTAX= 1\n", "", 1)).map(|record| record.y)
    };
    let values = [0.02, 4.6e-5, 0.010971, -500.0];
    assert_eq!(read("100 0.02 4.6e-05\n102 0.10971E-1 -5e2\n").unwrap(), values);
    assert_eq!(read("1.00e2 0.02 4.6e-05\n1.02E+2 0.10971E-1-5E+02\n").unwrap(), values);
    // Digits 5 of the squeezed form, alone and together.
    assert_eq!(read("100E23E\n102e1E\n").unwrap(), [523.0, 5.0, -51.0, 5.0]);
    assert_eq!(read("100E23 E\n102 e1E\n").unwrap(), [523.0, 5.0, -51.0, 5.0]);
    assert_eq!(read("100E23\n101E\n102E\n103e\n").unwrap(), [523.0, 5.0, 5.0, -5.0]);
}

#[test]
fn n08_a_wrong_check_of_an_ordinate() {
    let rows = "100A1J2J3J4J5J6\n105B1J1J1J1J1J1\n";
    let error = refused(table(rows));
    assert_eq!((error.code().name(), error.line()), ("ycheck_failed", Some(17)));
}

#[test]
fn n09_repetitions() {
    let read = |rows: &str| read(table(rows).as_bytes(), &Options::new(), &Budget::default());
    // "V" and "1" are 51: sixteen fives, then three and one.
    assert_eq!(read("100E T6\n").unwrap_err().code().name(), "count_mismatch");
    assert_eq!(read("100ES9A\n").unwrap().y, [vec![5.0; 19], vec![1.0]].concat());
    assert_eq!(read("100ET0\n").unwrap().y, vec![5.0; 20]);
    assert_eq!(read("100T0\n").unwrap_err().code().name(), "dup_without_value");
    assert_eq!(read("100A\n101S9\n").unwrap_err().code().name(), "dup_without_value");
}

#[test]
fn n10_a_repetition_without_end() {
    assert_eq!(code(table("100AZ999999999\n")), "expansion_limit");
    assert_eq!(code(table("100As99999999999999999999999\n")), "expansion_limit");
}

#[test]
fn n11_what_is_no_number() {
    for word in ["NaN", "Inf", "-inf", "1.#QNAN"] {
        let rows = affn_table().replacen(" 3 ", &format!(" {word} "), 1);
        assert_eq!(code(table(&rows)), "not_finite", "{word}");
    }
    let record = warns(table(&affn_table().replacen(" 3 ", " ? ", 1)), "gap");
    assert_eq!((record.x.len(), record.metadata.skipped_rows), (19, 1));
}

#[test]
fn n12_numbers_that_cannot_be() {
    assert_eq!(code(label("##LASTX= 119", "##LASTX= 1e400")), "number_range");
    assert_eq!(code(label("##LASTX= 119", "##LASTX= 1e-400")), "number_range");
    assert_eq!(code(label("##LASTX= 119", "##LASTX= 0x10")), "number_syntax");
    assert_eq!(code(label("##LASTX= 119", "##LASTX= 119,0")), "number_syntax");
    let comma = label("##LASTX= 119", "##LASTX= 119,0");
    let record = read(comma.as_bytes(), &Options::new().decimal_comma(), &Budget::default()).unwrap();
    assert_eq!(record.x[19], 119.0);
    assert!(record.metadata.warnings.iter().any(|text| text.contains("decimal comma")));
}

#[test]
fn n13_an_axis_that_contradicts_itself() {
    warns(label("##DELTAX= 1", "##DELTAX= 1.01"), "DELTAX");
    assert_eq!(code(label("##LASTX= 119", "##LASTX= 100")), "axis_inconsistent");
    // With an abscissa that disagrees too, the axis is not known.
    let both = label("##DELTAX= 1", "##DELTAX= 2")
        .replace("##LASTX= 119", "##LASTX= 138")
        .replace("##DELTAX= 2", "##DELTAX= 1");
    assert_eq!(code(both), "axis_inconsistent");
}

#[test]
fn n14_factors() {
    assert_eq!(code(label("##YFACTOR= 1", "##YFACTOR= 0")), "number_range");
    assert_eq!(code(label("##YFACTOR= 1", "##YFACTOR= NaN")), "not_finite");
    let record = warns(label("##YFACTOR= 1", "##YFACTOR= -2"), "negative");
    assert_eq!(record.y[0], -2.0 * made::value(0));
    warns(label("##YFACTOR= 1\n", ""), "YFACTOR");
}

#[test]
fn ends_of_pairs_are_held_against_their_labels() {
    let pairs = |first: f64, last: f64| {
        let rows: String = (0..200).map(|i| format!("{}, {}\n", 100 + 2 * i, 5 + i % 7)).collect();
        format!(
            "##TITLE=x\n##JCAMP-DX=4.24\n##DATA TYPE=RAMAN SPECTRUM\n##XUNITS=1/CM\n##YUNITS=COUNTS\n##FIRSTX={first}\n\
             ##LASTX={last}\n##NPOINTS=200\n##XYPOINTS=(XY..XY)\n{rows}##END=\n"
        )
    };
    let read = |first, last| try_read(pairs(first, last));
    for (first, last) in [(100.0, 498.0), (498.0, 100.0), (100.2, 498.0)] {
        assert!(read(first, last).unwrap().metadata.warnings.is_empty(), "{first} {last}");
    }
    warns(pairs(102.0, 498.0), "FIRSTX and LASTX");
    for (first, last) in [(797.5, 967.1), (100.0, 1000.0), (0.0, 498.0)] {
        assert_eq!(read(first, last).unwrap_err().code().name(), "axis_inconsistent", "{first} {last}");
    }
}

#[test]
fn n15_wavelengths_without_a_laser() {
    let text = label("##XUNITS= 1/CM", "##XUNITS= NANOMETERS").replace("##$LASER WAVELENGTH= 785\n", "");
    let record = try_read(&text).unwrap();
    assert_eq!(record.spectrum(None).unwrap_err().code().name(), "axis_unit_unknown");
    let text = text.replace("##FIRSTX= 100", "##FIRSTX= 800").replace("##LASTX= 119", "##LASTX= 819");
    let rows: String = affn_table().replace("\n1", "\n8").replacen("100 ", "800 ", 1);
    let text = text.replace(&affn_table(), &rows);
    let shift = try_read(&text).unwrap().raman_shift(Some(785.0)).unwrap();
    assert!((shift[0] - (1e7 / 785.0 - 1e7 / 800.0)).abs() < 1e-9);
}

#[test]
fn n16_blocks() {
    let twice = label("##END=", "##XYDATA= (X++(Y..Y))\n100 1 2\n##END=");
    assert_eq!(code(twice), "multiple_blocks");
    let link = made::jcamp_link();
    assert_eq!(code(&link), "multiple_blocks");
    assert_eq!(open(link.as_bytes(), &Options::new(), &Budget::default()).unwrap().len(), 2);
    let missing = link.replace("##BLOCKS= 2", "##BLOCKS= 5");
    assert_eq!(code(missing), "block_missing");
    let deep =
        "##TITLE=x\n##DATA TYPE=LINK\n##BLOCKS=1\n".repeat(9) + &jcamp(&affn_table()) + &"##END=\n".repeat(9);
    assert_eq!(code(deep), "depth");
}

#[test]
fn n17_the_end() {
    assert_eq!(code(label("##END=\n", "")), "unterminated");
    warns(jcamp(&affn_table()) + "and more\n", "trailing_data");
}

#[test]
fn n18_a_label_twice() {
    assert_eq!(code(label("##LASTX= 119", "##LASTX= 119\n##LASTX= 219")), "duplicate_label");
    warns(label("##LASTX= 119", "##LASTX= 119\n##LASTX= 119"), "twice");
    assert!(try_read(label("##ORIGIN= ramatch", "##ORIGIN= a\n##ORIGIN= b")).is_ok());
}

#[test]
fn n19_bytes_that_are_no_plain_text() {
    warns(format!("\u{feff}{}", jcamp(&affn_table())), "byte-order mark");
    warns(jcamp(&affn_table()).replace('\n', "\r"), "CR");
    assert!(try_read(jcamp(&affn_table()).replace('\n', "\r\n")).is_ok());
    let error = refused(jcamp(&affn_table()).replacen("ramatch", "ram\0tch", 1));
    assert_eq!((error.code().name(), error.byte_offset().is_some()), ("format_syntax", true));
    assert_eq!(code(label("ramatch", &"x".repeat(10 << 20))), "line_limit");
    for (mark, order) in
        [(b"\xff\xfe", u16::to_le_bytes as fn(u16) -> [u8; 2]), (b"\xfe\xff", u16::to_be_bytes)]
    {
        let wide: Vec<u8> = jcamp(&affn_table()).encode_utf16().flat_map(order).collect();
        let text = [&mark[..], &wide].concat();
        warns(&text, "UTF-16");
        assert_eq!(code(&text[..text.len() - 1]), "truncated");
    }
}

/// What two packages of Python write, against the letter of the standard: the version before the title, an end without "=".
#[test]
fn jcamp_as_packages_write_it() {
    let text = jcamp(&affn_table());
    let version = "##JCAMP-DX= 4.24\n";
    let first = format!("{version}{}", text.replacen(version, "", 1));
    let record = try_read(&first).unwrap();
    assert_eq!((record.title.as_str(), record.y[3]), ("made by hand", made::value(3)));
    let (options, budget) = (Options::new(), Budget::default());
    let twice = [first.as_str(), &first].concat();
    let records: Vec<_> = open(twice.as_bytes(), &options, &budget).unwrap().map(Result::unwrap).collect();
    assert_eq!((records.len(), records[1].y[3]), (2, made::value(3)));
    assert!(records[0].metadata.fields.iter().all(|(key, _)| key != "TITLE"));
    let bare = text.replacen("##END=", "##END", 1);
    warns(&bare, "##END has no");
    let twice = [bare.as_str(), &bare].concat();
    assert_eq!(open(twice.as_bytes(), &options, &budget).unwrap().len(), 2);
    // Any other label needs its "=".
    assert_eq!(code(text.replacen("##NPOINTS= 20", "##NPOINTS 20", 1)), "format_syntax");
}

#[test]
fn n20_pages_that_are_not_there() {
    let text = made::jcamp_ntuples();
    assert_eq!(code(text.replace("##VAR_DIM= 20, 20, 2", "##VAR_DIM= 20, 20, 3")), "ntuples_dim");
    let uneven = text.replace("##VAR_DIM= 20, 20, 2", "##VAR_DIM= 19, 20, 2");
    let (options, budget) = (Options::new(), Budget::default());
    let spectra = open(uneven.as_bytes(), &options, &budget).unwrap();
    assert_eq!(spectra.get(0).unwrap_err().code().name(), "ntuples_dim");
}

//! Bad inputs and the right answer to each, by the number of the list that the documentation prints. `E` is a refusal with
//! a stable code, `W` an acceptance with a warning.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod made;

use made::{affn_table, jcamp, spc, wdf};
use ramatch_io::{Budget, Error, Limits, Options, Record, open, read};

fn try_read(bytes: impl AsRef<[u8]>) -> Result<Record, Error> {
    read(bytes.as_ref(), &Options::new(), &Budget::default())
}

fn refused(bytes: impl AsRef<[u8]>) -> Error {
    match try_read(bytes.as_ref()) {
        Ok(record) => panic!("read as {} with {} points", record.metadata.format, record.x.len()),
        Err(error) => error,
    }
}

fn code(bytes: impl AsRef<[u8]>) -> &'static str {
    refused(bytes).code().name()
}

fn warns(bytes: impl AsRef<[u8]>, word: &str) -> Record {
    let record = try_read(bytes).unwrap();
    assert!(
        record.metadata.warnings.iter().any(|text| text.contains(word)),
        "{:?}",
        record.metadata.warnings
    );
    record
}

/// The good file with a label's line replaced.
fn label(from: &str, to: &str) -> String {
    let text = jcamp(&affn_table());
    assert!(text.contains(from));
    text.replace(from, to)
}

/// The good file with another table.
fn table(rows: &str) -> String {
    jcamp(rows)
}

fn patched(mut bytes: Vec<u8>, at: usize, value: &[u8]) -> Vec<u8> {
    bytes[at..at + value.len()].copy_from_slice(value);
    bytes
}

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

#[test]
fn n21_big_endian_and_labcalc() {
    assert_eq!(try_read(made::spc_big_endian()).unwrap().y[0], made::value(0));
    assert_eq!(try_read(made::spc_old(0xcf)).unwrap().y[1], made::value(1));
}

#[test]
fn n22_more_points_than_bytes() {
    let error = refused(patched(spc(), 4, &1_000_000u32.to_le_bytes()));
    assert_eq!((error.code().name(), error.byte_offset()), ("declared_exceeds_data", Some(4)));
}

#[test]
fn n23_more_spectra_than_bytes() {
    assert_eq!(code(patched(spc(), 24, &2_000_000_000u32.to_le_bytes())), "declared_exceeds_data");
}

#[test]
fn n24_a_log_outside_or_inside() {
    assert_eq!(code(patched(spc(), 248, &9_999_999u32.to_le_bytes())), "bad_offset");
    assert_eq!(code(patched(spc(), 248, &(-5i32).to_le_bytes())), "bad_offset");
    assert_eq!(code(patched(spc(), 248, &560u32.to_le_bytes())), "bad_offset");
}

#[test]
fn n25_a_directory_that_leads_astray() {
    let file = made::spc_xyxy();
    let directory = u32::from_le_bytes(*file[4..].first_chunk().unwrap()) as usize;
    let astray = |value: u32| code(patched(file.clone(), directory + 12, &value.to_le_bytes()));
    // Onto the first spectrum, before the data, behind the data, far outside.
    assert_eq!(astray(512), "bad_offset");
    assert_eq!(astray(0), "bad_offset");
    assert_eq!(astray(directory as u32), "bad_offset");
    assert_eq!(astray(u32::MAX), "bad_offset");
    assert_eq!(code(patched(file.clone(), 4, &(-8i32).to_le_bytes())), "bad_count");
}

#[test]
fn n26_floats_that_are_none() {
    for value in [f32::NAN, f32::INFINITY] {
        let error = refused(patched(spc(), 544 + 4 * 7, &value.to_le_bytes()));
        assert_eq!((error.code().name(), error.byte_offset()), ("not_finite", Some(572)));
    }
}

#[test]
fn n27_an_axis_of_no_length() {
    assert_eq!(code(patched(spc(), 16, &100f64.to_le_bytes())), "axis_inconsistent");
    assert_eq!(code(patched(spc(), 16, &f64::NAN.to_le_bytes())), "axis_inconsistent");
}

#[test]
fn n28_a_header_that_is_cut() {
    let file = spc();
    for len in [3, 4, 100, 511] {
        assert_eq!(code(&file[..len]), "truncated", "{len}");
    }
}

#[test]
fn n29_blocks_of_no_size() {
    for size in [0u64, 8, 15] {
        assert_eq!(code(patched(wdf(), 512 + 8, &size.to_le_bytes())), "bad_block_size");
    }
}

#[test]
fn n30_blocks_of_impossible_size() {
    for size in [u64::MAX, u64::MAX / 2 + 1, 1 << 40] {
        assert_eq!(code(patched(wdf(), 512 + 8, &size.to_le_bytes())), "bad_block_size");
    }
}

#[test]
fn n31_the_first_block() {
    assert_eq!(code(patched(wdf(), 512, b"WDF1")), "duplicate_block");
    let mut second = wdf();
    let again = second[..512].to_vec();
    second.extend(again);
    assert_eq!(code(second), "duplicate_block");
    // Not first: then the bytes are no WDF at all.
    assert_eq!(code(&wdf()[512..]), "format_unsupported");
}

#[test]
fn n32_sizes_that_overflow() {
    assert_eq!(code(patched(wdf(), 72, &u64::MAX.to_le_bytes())), "size_overflow");
    let many = patched(patched(wdf(), 64, &900_000u64.to_le_bytes()), 72, &900_000u64.to_le_bytes());
    assert_eq!(code(many), "declared_exceeds_data");
}

/// Where the content of a block begins.
fn content(file: &[u8], name: &[u8; 4]) -> usize {
    file.windows(4).position(|window| window == name).unwrap() + 16
}

#[test]
fn n33_the_axis() {
    let file = wdf();
    let axis = content(&file, b"XLST") + 8;
    assert_eq!(code(patched(file.clone(), axis + 4 * 5, &500f32.to_le_bytes())), "axis_inconsistent");
    assert_eq!(code(patched(file.clone(), 88, &19u32.to_le_bytes())), "axis_inconsistent");
    // Falling is normal.
    let (options, budget) = (Options::new(), Budget::default());
    let record = open(&file, &options, &budget).unwrap().get(0).unwrap();
    assert!(record.x[0] > record.x[1] && record.spectrum(None).is_ok());
}

#[test]
fn n34_a_measurement_that_was_stopped() {
    let stopped = patched(wdf(), 72, &1u64.to_le_bytes());
    warns(stopped, "incomplete_measurement");
}

#[test]
fn n35_tables() {
    let rows = |row: &str| {
        let rows: Vec<String> =
            (0..20).map(|i| if i == 7 { row.to_owned() } else { format!("{},{}", 100 + i, i * i) }).collect();
        refused(rows.join("\n"))
    };
    let at_eight = |row: &str, name: &str| {
        let error = rows(row);
        assert_eq!((error.code().name(), error.line()), (name, Some(8)), "{row}");
    };
    at_eight("106,3", "axis_duplicate");
    at_eight("105.5,3", "axis_order");
    at_eight("107;3", "number_syntax");
    at_eight("shift,intensity", "number_syntax");
    let column: String = (0..20).map(|i| format!("{i}\n")).collect();
    assert_eq!(code(column), "column_missing");
    let three: String = (0..20).map(|i| format!("{i},1,2\n")).collect();
    assert_eq!(code(three), "column_missing");
}

#[test]
fn n36_flat_spectra() {
    for value in ["0", "7"] {
        let rows: String = (0..20).map(|i| format!("{},{value}\n", 1200 + i)).collect();
        let record = warns(rows, "equal");
        // The matcher answers that it cannot decide: tested with the library.
        assert!(record.spectrum(None).is_ok());
    }
}

// 37, a range that is too short, is the matcher's to answer as well: `coverage`.

#[test]
fn n38_numpy() {
    let values = vec![0; 40 * 8];
    let file = |descr: &str, shape: &str| made::npy(descr, shape, "False", &values);
    assert_eq!(code(file("'|O'", "(20, 2)")), "pickle_forbidden");
    assert_eq!(code(file("[('x', '<f8'), ('y', '<f8')]", "(20,)")), "format_unsupported");
    assert_eq!(code(file("'<f8'", "(9223372036854775807, 9)")), "size_overflow");
    assert_eq!(code(file("'<f8'", "(99999999999999999999, 2)")), "size_overflow");
    assert_eq!(code(file("'<f8'", "(0,)")), "bad_count");
    assert_eq!(code(file("'<f8'", "(2000000, 2)")), "declared_exceeds_data");
    let mut long = b"\x93NUMPY\x02\x00".to_vec();
    long.extend(u32::MAX.to_le_bytes());
    assert_eq!(code(long), "limit");
    // Columns one after another are read as what they are.
    let both: Vec<u8> =
        (0..20).map(made::shift).chain((0..20).map(made::value)).flat_map(f64::to_le_bytes).collect();
    let record = try_read(made::npy("'<f8'", "(20, 2)", "True", &both)).unwrap();
    assert_eq!((record.x[3], record.y[3]), (103.0, made::value(3)));
}

#[test]
fn n39_archives() {
    let csv = made::csv().into_bytes();
    let bomb = vec![b'0'; 4 << 20];
    assert_eq!(code(made::zip(&[("bomb.csv", &bomb)])), "expansion_limit");
    assert_eq!(code(made::gzip(&vec![b'0'; 64 << 20])), "expansion_limit");
    for name in ["../../etc/passwd", "/etc/passwd", "a/../../b", "C:\\x", "a\\b"] {
        assert_eq!(code(made::zip(&[(name, &csv)])), "bad_path", "{name}");
    }
    assert_eq!(code(made::zip(&[("a.csv", &csv), ("a.csv", &csv)])), "duplicate_entry");
    let archive = made::zip(&[("a.csv", &csv)]);
    let directory = archive.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    assert_eq!(code(patched(archive.clone(), directory + 8, &[1])), "unsupported");
    let link = patched(patched(archive.clone(), directory + 5, &[3]), directory + 40, &[0, 0xa0]);
    assert_eq!(code(link), "unsupported");
    assert_eq!(code(patched(archive.clone(), directory + 16, &[1, 2, 3, 4])), "hash_mismatch");
    let inner = made::zip(&[("a.zip", &archive)]);
    assert_eq!(code(inner), "depth");
    assert!(try_read(&archive).is_ok());
}

// 40, library files, is tested where libraries are.

#[test]
fn also_files_that_are_something_else() {
    assert_eq!(code(b""), "empty");
    assert_eq!(code(b"\xff\xd8\xff\xe0\0\x10JFIF named.spc"), "format_unsupported");
    assert_eq!(
        code([b"%PDF-1.4\n".to_vec(), jcamp(&affn_table()).into_bytes()].concat()),
        "format_unsupported"
    );
    let large = vec![b' '; Limits::FIRMWARE.file_bytes + 1];
    let error = read(&large, &Options::new(), &Budget::new(Limits::FIRMWARE)).unwrap_err();
    assert_eq!(error.code().name(), "limit");
}

#[test]
fn nothing_packed_is_read_by_firmware() {
    let budget = Budget::new(Limits::FIRMWARE);
    let csv = made::csv();
    let archive = made::zip(&[("a.csv", csv.as_bytes())]);
    assert_eq!(open(&archive, &Options::new(), &budget).unwrap_err().code().name(), "unsupported");
    assert_eq!(
        open(&made::gzip(csv.as_bytes()), &Options::new(), &budget).unwrap_err().code().name(),
        "unsupported"
    );
    assert!(read(csv.as_bytes(), &Options::new(), &budget).is_ok());
}

#[test]
fn a_reading_can_be_called_off() {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;
    let stop = Arc::new(AtomicBool::new(true));
    let budget = Budget::default().with_stop(stop);
    let error = read(made::csv().as_bytes(), &Options::new(), &budget).unwrap_err();
    assert_eq!(error.code().name(), "cancelled");
}

#[test]
fn what_is_salvaged_is_marked() {
    let salvage = |bytes: &[u8]| {
        let record = read(bytes, &Options::new().salvage(), &Budget::default()).unwrap();
        assert!(!record.metadata.damage.is_empty());
        record
    };
    let cut = jcamp(&affn_table().replace("115 ", "115 what"));
    assert!(try_read(&cut).is_err());
    let record = salvage(cut.as_bytes());
    assert_eq!((record.y.len(), record.y[14]), (15, made::value(14)));
    let record = salvage(label("##END=\n", "").as_bytes());
    assert_eq!(record.y.len(), 20);
    let dif = "100A1J2J3J4J5J6\n105H1J1J1J1J1J1\n110B1J1\n";
    assert_eq!(salvage(table(dif).as_bytes()).y.len(), 11);
    let file = wdf();
    let data = content(&file, b"DATA");
    assert!(try_read(&file[..data + 100]).is_err());
    let short = spc();
    let record = salvage(&patched(short[..544 + 4 * 18].to_vec(), 248, &[0; 4]));
    assert_eq!(record.y.len(), 18);
    // A whole file is not marked.
    let whole = read(made::csv().as_bytes(), &Options::new().salvage(), &Budget::default()).unwrap();
    assert!(whole.metadata.damage.is_empty());
}

/// A block of OPUS that leads out of the file is left out when salvaging, and every spectrum says so.
#[test]
fn what_is_salvaged_of_a_directory_is_marked() {
    let file = made::opus();
    // The third entry of the directory holds the parameters of the sample.
    let broken = patched(file, 24 + 2 * 12 + 8, &0x00ff_ffffu32.to_le_bytes());
    assert_eq!(code(&broken), "bad_offset");
    let record = read(&broken, &Options::new().salvage(), &Budget::default()).unwrap();
    assert_eq!((record.y.len(), record.metadata.damage.len()), (20, 1));
}

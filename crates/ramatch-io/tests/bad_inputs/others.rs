//! Tables, archives, files of other kinds, and what limits and salvaging do.

use super::made::{self, affn_table, jcamp, spc, wdf};
use super::{code, content, label, patched, refused, table, try_read, warns};
use ramatch_io::{Budget, Limits, Options, open, read};

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

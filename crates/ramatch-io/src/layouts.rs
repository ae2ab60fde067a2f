//! All declared layouts together: the book's page of them, and what is checked of every table.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use crate::cursor::{Bytes, Order};
use crate::labspec;
use crate::layout::{Codes, Table};
use crate::opus;
use crate::spa;
use crate::spc;
use crate::spe;
use crate::wdf;
use crate::wxd;
use std::collections::BTreeSet;
use std::fmt::{Debug, Display, Write as _};
use std::path::{Path, PathBuf};

/// A table as the page shows it.
struct Shown {
    title: &'static str,
    source: &'static str,
    head: &'static str,
    rows: Vec<String>,
    /// Codes, which must differ.
    keys: Vec<String>,
    confirmed: Vec<&'static str>,
}

fn structure(table: &Table) -> Shown {
    let row = |row: &crate::layout::Row| {
        let kind = if row.count > 1 { format!("{} × {}", row.item, row.count) } else { row.item.to_owned() };
        format!("| {} | `{}` | {kind} | {} | {} |", row.at, row.name, row.means, row.by)
    };
    Shown {
        title: table.title,
        source: table.source,
        head: "| byte | field | type | meaning | confirmed by |\n|---|---|---|---|---|",
        rows: table.rows.iter().map(row).collect(),
        keys: Vec::new(),
        confirmed: table.rows.iter().map(|row| row.by).collect(),
    }
}

/// What a code is to ramatch, where it is anything besides its name.
fn codes<K: Display, T: Debug>(codes: &Codes<K, T>) -> Shown {
    let is_plain = codes.entries.iter().all(|entry| format!("{:?}", entry.2) == "()");
    let row = |entry: &crate::layout::Entry<K, T>| {
        let is = if is_plain { String::new() } else { format!(" `{:?}` |", entry.2) };
        format!("| {} | {} |{is} {} |", entry.0, entry.1, entry.3)
    };
    Shown {
        title: codes.title,
        source: codes.source,
        head: if is_plain {
            "| code | meaning | confirmed by |\n|---|---|---|"
        } else {
            "| code | meaning | read as | confirmed by |\n|---|---|---|---|"
        },
        rows: codes.entries.iter().map(row).collect(),
        keys: codes.entries.iter().map(|entry| entry.0.to_string()).collect(),
        confirmed: codes.entries.iter().map(|entry| entry.3).collect(),
    }
}

/// Every table, by format.
fn all() -> Vec<(&'static str, Vec<Shown>)> {
    vec![
        (
            spc::NAME,
            vec![
                structure(&spc::layout::new::TABLE),
                structure(&spc::layout::old::TABLE),
                structure(&spc::layout::sub::TABLE),
                structure(&spc::layout::entry::TABLE),
                structure(&spc::layout::log::TABLE),
                codes(&spc::layout::FLAGS),
                codes(&spc::layout::X_TYPES),
                codes(&spc::layout::Y_TYPES),
                codes(&spc::layout::TECHNIQUES),
            ],
        ),
        (
            wdf::NAME,
            vec![
                structure(&wdf::layout::block::TABLE),
                structure(&wdf::layout::header::TABLE),
                structure(&wdf::layout::xlist::TABLE),
                structure(&wdf::layout::origins::TABLE),
                structure(&wdf::layout::origin::TABLE),
                codes(&wdf::layout::BLOCKS),
                codes(&wdf::layout::DATA_TYPES),
                codes(&wdf::layout::UNITS),
                codes(&wdf::layout::SCAN_TYPES),
                codes(&wdf::layout::TYPES),
            ],
        ),
        (wxd::NAME, vec![structure(&wxd::item::TABLE), codes(&wxd::KINDS)]),
        (
            opus::NAME,
            vec![
                structure(&opus::layout::head::TABLE),
                structure(&opus::layout::entry::TABLE),
                structure(&opus::layout::parameter::TABLE),
                codes(&opus::layout::BITS),
                codes(&opus::layout::KINDS),
                codes(&opus::layout::VALUES),
                codes(&opus::layout::USED),
                codes(&opus::layout::AXIS_UNITS),
            ],
        ),
        (
            spa::NAME,
            vec![
                structure(&spa::layout::head::TABLE),
                structure(&spa::layout::entry::TABLE),
                structure(&spa::layout::axis::TABLE),
                structure(&spa::layout::title::TABLE),
                codes(&spa::layout::KEYS),
                codes(&spa::layout::X_UNITS),
                codes(&spa::layout::Y_UNITS),
            ],
        ),
        (
            spe::NAME,
            vec![
                structure(&spe::layout::header::TABLE),
                structure(&spe::layout::calibration::TABLE),
                codes(&spe::layout::DATA_TYPES),
                codes(&spe::layout::UNITS),
            ],
        ),
        (
            labspec::NAME,
            vec![
                structure(&labspec::layout::item::TABLE),
                structure(&labspec::layout::behind::TABLE),
                codes(&labspec::layout::TAGS),
                codes(&labspec::layout::KINDS),
            ],
        ),
    ]
}

const INTRODUCTION: &str = "# Layouts of binary files

What ramatch reads of every binary format, made from the tables that the readers themselves read by: where a field stands, what it \
means, and what confirmed it. Besides the ordinates, axes, texts and XML that these lead to, no byte of a file is read. Each table says where it was taken from; \"confirmed by\" names a second \
public description, or a real file in which the field or the code has the value that its other numbers, or a text of the same \
measurement, ask for. `one description only` means what it says. A code that no table holds is refused, or read as something else that \
is named (`Other`); it never becomes a Raman shift.

Public descriptions that are named: Galactic's `spc.h`; cbeleites/hyperSpec and hySpc.read.spe; wojdyr/xylib; spectrochempy; \
Gwyddion; rohanisaac/spc; Renishaw's `wdf`; alchem0x2A/py-wdf-reader; cheminfo/wdf-parser; joshduran/brukeropus; opusreader2; rosettasciio; tsbischof's reader of LightField files; the header of WinX files, as PhotoRec and others print it.
";

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for (format, tables) in all() {
        let _ = write!(page, "\n## {format}\n");
        for table in tables {
            let _ = write!(page, "\n**{}**, from {}.\n\n{}\n", table.title, table.source, table.head);
            for row in table.rows {
                let _ = writeln!(page, "{row}");
            }
        }
    }
    page
}

#[test]
fn the_book_shows_the_tables() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/layouts.md");
    if std::env::var_os("RAMATCH_BLESS").is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    let Ok(written) = std::fs::read_to_string(&path) else {
        return eprintln!("skipped: the book is not in this package");
    };
    assert!(written == page(), "docs/src/layouts.md is another; RAMATCH_BLESS=1 writes it anew");
}

#[test]
fn every_code_stands_once_and_says_what_confirmed_it() {
    for (format, tables) in all() {
        for table in tables {
            let keys: BTreeSet<&String> = table.keys.iter().collect();
            assert_eq!(keys.len(), table.keys.len(), "{format}, {}: a code stands twice", table.title);
            assert!(table.confirmed.iter().all(|by| !by.is_empty()), "{format}, {}", table.title);
        }
    }
}

/// A structure in a file made by hand, and the value of every field of it. The bytes are committed, and made without these tables.
struct Known {
    table: Table,
    file: &'static str,
    order: Order,
    base: usize,
    values: &'static [(&'static str, &'static str)],
}

fn known(
    table: Table,
    file: &'static str,
    base: usize,
    values: &'static [(&'static str, &'static str)],
) -> Known {
    Known { table, file, order: Order::Little, base, values }
}

/// Where `block` stands in the map that was made by hand, behind its 16 bytes.
const MAP_DATA: usize = 512 + 16;
const MAP_YLST: usize = MAP_DATA + 160 + 16;
const MAP_XLST: usize = MAP_YLST + 12 + 16;
const MAP_ORGN: usize = MAP_XLST + 8 + 80 + 16;

fn all_known() -> Vec<Known> {
    let spc_new: &[(&str, &str)] = &[
        ("ftflgs", "36"),
        ("fversn", "75"),
        ("fexper", "11"),
        ("fexp", "-128"),
        ("fnpts", "20"),
        ("ffirst", "100.0"),
        ("flast", "119.0"),
        ("fnsub", "4"),
        ("fxtype", "13"),
        ("fytype", "4"),
        ("fztype", "2"),
        ("fdate", "2122681122"),
        ("fres", "\"4 cm-1\""),
        ("fsource", "\"bench\""),
        ("fcmnt", "\"made by hand\""),
        (
            "fcatxt",
            "[82, 97, 109, 97, 110, 32, 115, 104, 105, 102, 116, 0, 67, 111, 117, 110, 116, 115, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]",
        ),
        ("flogoff", "960"),
        ("fzinc", "2.5"),
        ("fwplanes", "2"),
        ("fwinc", "40.0"),
        ("fwtype", "29"),
    ];
    vec![
        known(spc::layout::new::TABLE, "planes.spc", 0, spc_new),
        known(
            spc::layout::sub::TABLE,
            "planes.spc",
            512,
            &[
                ("subexp", "-128"),
                ("subtime", "10.0"),
                ("subnext", "12.5"),
                ("subnpts", "20"),
                ("subwlevel", "-3.0"),
            ],
        ),
        known(spc::layout::log::TABLE, "planes.spc", 960, &[("logsizd", "87"), ("logtxto", "64")]),
        known(spc::layout::entry::TABLE, "xyxyxy.spc", 512 + 2 * 192 + 12, &[("ssfposn", "704")]),
        known(
            spc::layout::old::TABLE,
            "old.spc",
            0,
            &[
                ("oftflgs", "32"),
                ("oexp", "31"),
                ("onpts", "20.0"),
                ("ofirst", "100.0"),
                ("olast", "119.0"),
                ("oxtype", "13"),
                ("oytype", "4"),
                ("oyear", "22474"),
                ("omonth", "3"),
                ("oday", "9"),
                ("ohour", "8"),
                ("ominute", "7"),
                ("ores", "\"4 cm-1\""),
                ("ocmnt", "\"made by hand\""),
                (
                    "ocatxt",
                    "[82, 97, 109, 97, 110, 32, 115, 104, 105, 102, 116, 0, 67, 111, 117, 110, 116, 115, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]",
                ),
            ],
        ),
        known(
            wdf::layout::header::TABLE,
            "map.wdf",
            0,
            &[
                ("npoints", "20"),
                ("nspectra", "2"),
                ("ncollected", "2"),
                ("naccum", "3"),
                ("xlistcount", "20"),
                ("origincount", "2"),
                ("appname", "\"WiRE\""),
                ("appversion", "[5, 6, 0, 789]"),
                ("scantype", "7"),
                ("type", "3"),
                ("time_start", "133444736000000000"),
                ("units", "6"),
                ("laserwavenum", "12738.854"),
                ("user", "\"bench\""),
                ("title", "\"made by hand\""),
            ],
        ),
        known(wdf::layout::block::TABLE, "map.wdf", 512, &[("id", "[68, 65, 84, 65]"), ("size", "176")]),
        known(wdf::layout::xlist::TABLE, "map.wdf", MAP_XLST, &[("type", "1"), ("units", "1")]),
        known(wdf::layout::origins::TABLE, "map.wdf", MAP_ORGN, &[("count", "2")]),
        known(wdf::layout::origin::TABLE, "map.wdf", MAP_ORGN + 4, &[("type", "2147483651"), ("units", "5")]),
        known(opus::layout::head::TABLE, "raman.0", 0, &[("start", "24"), ("num_blocks", "3")]),
        known(
            opus::layout::entry::TABLE,
            "raman.0",
            24,
            &[("type", "10255"), ("size", "20"), ("start", "60")],
        ),
        known(
            opus::layout::parameter::TABLE,
            "raman.0",
            140,
            &[("name", "[78, 80, 84]"), ("type", "0"), ("size", "2")],
        ),
        known(
            spa::layout::head::TABLE,
            "raman.spa",
            0,
            &[("name", "\"made by hand\""), ("entries", "3"), ("date", "3925024440")],
        ),
        known(
            spa::layout::entry::TABLE,
            "raman.spa",
            304,
            &[("key", "2"), ("position", "352"), ("length", "48")],
        ),
        known(
            spa::layout::axis::TABLE,
            "raman.spa",
            352,
            &[("nx", "20"), ("xunits", "32"), ("units", "31"), ("firstx", "119.0"), ("lastx", "100.0")],
        ),
        known(
            spa::layout::title::TABLE,
            "group.spg",
            304 + 8 * 16 + 48 + 80 + 24,
            &[("title", "\"spectrum 1\""), ("date", "3925024440")],
        ),
        known(
            spe::layout::header::TABLE,
            "wavelengths.spe",
            0,
            &[
                ("exp_sec", "0.5"),
                ("date", "\"17May2024\""),
                ("xdim", "20"),
                ("datatype", "2"),
                ("ydim", "1"),
                ("XMLOffset", "0"),
                ("NumFrames", "1"),
                ("file_header_ver", "2.5"),
            ],
        ),
        known(
            spe::layout::calibration::TABLE,
            "wavelengths.spe",
            spe::layout::X_CALIBRATION,
            &[
                ("current_unit", "6"),
                ("calib_valid", "1"),
                ("polynom_unit", "4"),
                ("polynom_order", "2"),
                ("polynom_coeff", "[799.0, 0.19, -6e-6, 0.0, 0.0, 0.0]"),
                ("laser_position", "785.0"),
            ],
        ),
        known(
            labspec::layout::item::TABLE,
            "single.l6s",
            16,
            &[("type", "7"), ("tag", "1836087668"), ("zero", "0"), ("value", "\"Intens\"")],
        ),
        known(labspec::layout::behind::TABLE, "single.l6s", 16 + 2 * 24, &[("length", "20")]),
    ]
}

#[test]
fn every_field_has_the_value_that_its_file_was_made_with() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let known = all_known();
    for Known { table, file, order, base, values } in &known {
        let Ok(bytes) = std::fs::read(folder.join(file)) else {
            return eprintln!("skipped: no fixtures in this package");
        };
        let bytes = Bytes::new(&bytes, *order);
        let shown: Vec<(&str, String)> =
            table.rows.iter().map(|row| (row.name, (row.show)(&bytes, *base).unwrap())).collect();
        let shown: Vec<(&str, &str)> = shown.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(&shown, values, "{file}: {}", table.title);
    }
    // WXD's numbers are packed; the file as a whole is read in the suite of fixtures.
    let titles: BTreeSet<&str> = known.iter().map(|known| known.table.title).collect();
    for table in all().iter().flat_map(|(_, tables)| tables).filter(|table| table.keys.is_empty()) {
        assert!(
            titles.contains(table.title) || table.title.starts_with("WXD"),
            "{} is not held",
            table.title
        );
    }
}

#[test]
fn fields_lie_in_order_inside_of_their_structure_and_do_not_overlap() {
    for Known { table, .. } in all_known() {
        let mut end = 0;
        for row in table.rows {
            assert!(row.at >= end, "{}: {} overlaps", table.title, row.name);
            end = row.at + row.len;
        }
        assert!(end <= table.len, "{}: ends at {end}", table.title);
    }
}

/// A field of a real file, and its value by what stands beside it: a text of the same measurement, or what others state.
#[test]
fn fields_of_real_files() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/formats");
    let folder = std::env::var_os("RAMATCH_FORMATS").map_or(beside, PathBuf::from);
    if !folder.is_dir() {
        return eprintln!("skipped: no files of instruments");
    }
    type Case = (&'static Table, &'static str, usize, &'static [(&'static str, &'static str)]);
    let cases: &[Case] = &[
        (
            &spe::layout::calibration::TABLE,
            "spe/polystyrene.SPE",
            spe::layout::X_CALIBRATION,
            &[
                ("polynom_unit", "4"),
                ("polynom_order", "3"),
                ("laser_position", "785.0"),
                ("current_unit", "6"),
            ],
        ),
        (
            &spe::layout::header::TABLE,
            "spe/polystyrene.SPE",
            0,
            &[("xdim", "1340"), ("datatype", "3"), ("date", "\"23Jun2015\"")],
        ),
        (
            &spc::layout::new::TABLE,
            "spc-parser/__tests___data_4d_map.spc",
            0,
            &[
                ("fnsub", "121"),
                ("fzinc", "10.0"),
                ("fwplanes", "11"),
                ("fwinc", "10.0"),
                ("fztype", "2"),
                ("fwtype", "2"),
            ],
        ),
        (
            &spc::layout::old::TABLE,
            "spc-various/CONTOUR.SPC",
            0,
            &[
                ("oyear", "1997"),
                ("omonth", "3"),
                ("oday", "9"),
                ("ohour", "8"),
                ("ominute", "46"),
                ("ores", "\"4.0 CM-1\""),
            ],
        ),
        (
            &wdf::layout::header::TABLE,
            "wdf/__tests___data_6x6.wdf",
            0,
            &[("npoints", "1015"), ("ncollected", "36"), ("type", "3")],
        ),
        (
            &spa::layout::head::TABLE,
            "openspecy/ftir_polyethylene_reflectance_adjustment_not_working.spa",
            0,
            &[("name", "\"Parafilm Test\""), ("entries", "12")],
        ),
    ];
    for (table, file, base, values) in cases {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let bytes = Bytes::new(&bytes, Order::Little);
        for (name, value) in *values {
            let row = table.rows.iter().find(|row| row.name == *name).unwrap();
            assert_eq!((row.show)(&bytes, *base).unwrap(), *value, "{file}: {name}");
        }
    }
}

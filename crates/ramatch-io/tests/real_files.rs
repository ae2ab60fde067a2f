//! Real files of instruments, where they are: each is read, or refused with the code that the table says.
//!
//! The files are not part of the project. The suite looks for them in `RAMATCH_FORMATS`, else in `../shared/data/formats` beside
//! the project, and skips where they are not. With `RAMATCH_BLESS=1` it writes the table anew.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch_io::{Budget, Options, Record, open};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/formats");
    let folder = std::env::var_os("RAMATCH_FORMATS").map_or(beside, PathBuf::from);
    if !folder.is_dir() {
        eprintln!(
            "skipped: no files of instruments in {} (RAMATCH_FORMATS names another folder)",
            folder.display()
        );
        return None;
    }
    Some(folder)
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { files(&path, into) } else { into.push(path) }
    }
}

fn records(bytes: &[u8]) -> Result<(&'static str, Vec<Record>), ramatch_io::Error> {
    let (options, budget) = (Options::new(), Budget::default());
    let spectra = open(bytes, &options, &budget)?;
    let format = spectra.format();
    Ok((format, spectra.collect::<Result<_, _>>()?))
}

fn row(name: &str, bytes: &[u8]) -> String {
    let (format, records) = match records(bytes) {
        Ok(read) => read,
        Err(error) => {
            let format = error.format().unwrap_or("-");
            return format!("{name}\t{format}\trefused: {}\t{error}", error.code().name());
        }
    };
    let mut hasher = crc32fast::Hasher::new();
    for value in records.iter().flat_map(|record| record.x.iter().chain(&record.y)) {
        hasher.update(&value.to_le_bytes());
    }
    let first = &records[0];
    let (from, to) = (first.x[0], first.x[first.x.len() - 1]);
    let quantity = first.quantity.name();
    let technique = first.technique.name();
    let laser = first.metadata.laser_nm.map_or_else(|| "-".to_owned(), |nm| nm.to_string());
    let (count, points, sum) = (records.len(), first.x.len(), hasher.finalize());
    format!("{name}\t{format}\t{technique}\t{quantity}\t{laser}\t{count}\t{points}\t{from}\t{to}\t{sum:08x}")
}

#[test]
fn every_file_reads_as_the_table_says() {
    let Some(folder) = folder() else { return };
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    let mut table = String::from(
        "# file\tformat\ttechnique\taxis\tlaser nm\tspectra\tpoints\tfirst x\tlast x\tCRC-32 of all numbers\n",
    );
    for path in paths {
        let name = path.strip_prefix(&folder).unwrap().display().to_string().replace('\\', "/");
        let _ = writeln!(table, "{}", row(&name, &std::fs::read(&path).unwrap()));
    }
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real_files.tsv");
    if std::env::var_os("RAMATCH_BLESS").is_some() {
        std::fs::write(&expected, &table).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(expected).unwrap();
    for (line, known) in table.lines().zip(expected.lines()) {
        assert_eq!(line, known);
    }
    assert_eq!(table.lines().count(), expected.lines().count());
}

fn read_all(folder: &Path, name: &str) -> Vec<Record> {
    records(&std::fs::read(folder.join(name)).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}")).1
}

/// Axis within 0.01, ordinates within 1e-5 of the largest: files of one measurement.
fn assert_twins(a: &Record, b: &Record, names: &str) {
    assert_eq!(a.x.len(), b.x.len(), "{names}");
    let largest = b.y.iter().fold(0.0f64, |max, y| max.max(y.abs()));
    for i in 0..a.x.len() {
        assert!((a.x[i] - b.x[i]).abs() <= 0.01, "{names}, point {i}: axis {} and {}", a.x[i], b.x[i]);
        assert!(
            (a.y[i] - b.y[i]).abs() <= 1e-5 * largest,
            "{names}, point {i}: ordinate {} and {}",
            a.y[i],
            b.y[i]
        );
    }
}

#[test]
fn files_of_one_measurement_agree() {
    let Some(folder) = folder() else { return };
    let invia = "instrument-twins/InViaReflex_PST_Reflex532_Z050_010_10000msx2";
    let qontor = "instrument-twins/Renishaw_nCal_Qontor785_z005H12_100_1x3s";
    let horiba = "instrument-twins/Horiba_PST10_iR785_OP01_8000msx8";
    let pairs = [
        (format!("{invia}.wxd"), format!("{invia}.txt")),
        (format!("{qontor}.wdf"), format!("{qontor}.txt")),
        (format!("{horiba}.l6s"), format!("{horiba}.txt")),
        ("openspecy/raman_hdpe.json".into(), "openspecy/raman_hdpe.csv".into()),
        ("wdf/__tests___data_6x6.spc".into(), "spc-parser/__tests___data_raman-sion.spc".into()),
        ("spc-various/DEMO_3D.SPC".into(), "spc-parser/__tests___data_m_evenz.spc".into()),
        (
            "orpl-samples/Generic_txt_files_collagen.txt".into(),
            "orpl-samples/Generic_txt_files_collagen.csv".into(),
        ),
        ("jcamp-official/BRUKSQZ.DX".into(), "jcamp-official/BRUKAFFN.DX".into()),
        ("jcamp-official/BRUKPAC.DX".into(), "jcamp-official/BRUKAFFN.DX".into()),
        ("jcamp-official/TEST32.DX".into(), "jcamp-official/BRUKAFFN.DX".into()),
    ];
    for (a, b) in pairs {
        let names = format!("{a} and {b}");
        let (a, b) = (read_all(&folder, &a), read_all(&folder, &b));
        assert_eq!(a.len(), b.len(), "{names}");
        for (a, b) in a.iter().zip(&b) {
            assert_twins(a, b, &names);
        }
    }
}

#[test]
fn twins_that_differ_differ_as_documented() {
    let Some(folder) = folder() else { return };
    // OpenSpecy's table writes whole wavenumbers; the intensities are the same.
    let (json, table) =
        (read_all(&folder, "openspecy/raman_hdpe.json"), read_all(&folder, "openspecy/raman_hdpe_os.csv"));
    assert_eq!(json[0].y, table[0].y);
    assert!(json[0].x.iter().zip(table[0].x.iter()).all(|(a, b)| (a - b).abs() <= 1.0));
    // WiRE writes SPC interpolated to equal distances; WXD and text hold the detector's points.
    for (spc, points) in [
        ("instrument-twins/InViaReflex_PST_Reflex532_Z050_010_10000msx2.spc", "wxd"),
        ("instrument-twins/Renishaw_nCal_Qontor785_z005H12_100_1x3s.spc", "wdf"),
        ("wdf/__tests___data_6x6.spc", "wdf"),
    ] {
        let other = read_all(&folder, &spc.replace("spc", points));
        for (spc, points) in read_all(&folder, spc).iter().zip(&other) {
            let largest = points.y.iter().fold(0.0f64, |max, y| max.max(*y));
            for (x, y) in spc.x.iter().zip(&spc.y) {
                assert!((interpolated(points, *x) - y).abs() <= 2e-5 * largest, "at {x}");
            }
        }
    }
    // A text of columns without names cannot be read as spectra; its columns are those of the SPC file, written with
    // five digits.
    let planes = read_all(&folder, "spc-various/wplanes.spc");
    let text = std::fs::read_to_string(folder.join("spc-various/wplanes.txt")).unwrap();
    for (i, line) in text.lines().filter(|line| !line.trim().is_empty()).enumerate() {
        let fields: Vec<f64> = line.split(',').map(|field| field.trim().parse().unwrap()).collect();
        assert!((planes[0].x[i] - fields[0]).abs() <= 5.1e-5 * fields[0], "row {i}");
        for (record, field) in planes.iter().zip(&fields[1..]) {
            assert!(
                (record.y[i] - field).abs() <= 5.1e-5 * field.abs().max(1e-3),
                "row {i}: {} and {field}",
                record.y[i]
            );
        }
    }
    // BWSpec writes SPC interpolated to whole cm⁻¹, of the signal without its dark; the text holds the detector's points.
    let name = "instrument-twins/BWTEK_PST10_iR532_Probe_100_3000msx7";
    let (spc, text) = (read_all(&folder, &format!("{name}.spc")), read_all(&folder, &format!("{name}.txt")));
    let (spc, text) = (&spc[0], &text[0]);
    let interpolated: Vec<f64> = spc.x.iter().map(|x| interpolated(text, *x)).collect();
    let correlation = correlation(&spc.y, &interpolated);
    assert!(correlation > 0.999, "{correlation}");
}

/// The ordinate at a place between points, on a straight line.
fn interpolated(record: &Record, x: f64) -> f64 {
    let falls = record.x[0] > record.x[1];
    let after =
        record.x.partition_point(|own| if falls { *own > x } else { *own < x }).clamp(1, record.x.len() - 1);
    let (x0, x1) = (record.x[after - 1], record.x[after]);
    record.y[after - 1] + (x - x0) / (x1 - x0) * (record.y[after] - record.y[after - 1])
}

/// Pearson's correlation of two series.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (ma, mb) = (mean(a), mean(b));
    let sum = |f: &dyn Fn(f64, f64) -> f64| a.iter().zip(b).map(|(a, b)| f(a - ma, b - mb)).sum::<f64>();
    sum(&|a, b| a * b) / (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt()
}

/// Every file cut and changed in places: an answer or an error.
#[test]
fn broken_real_files_are_answered() {
    let Some(folder) = folder() else { return };
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    let mut state = 1u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        for round in 0..6 {
            let mut broken = bytes.clone();
            let at = random(broken.len());
            if round % 2 == 0 {
                broken.truncate(at);
            } else {
                broken[at] = random(256) as u8;
                let head = random(broken.len().min(600));
                broken[head] = random(256) as u8;
            }
            let _ = records(&broken);
        }
    }
}

/// What others state of these files: hyperSpec's own test gives the beginning of polystyrene's axis as a Raman shift.
#[test]
fn axes_of_winspec_are_wavelengths() {
    let Some(folder) = folder() else { return };
    let polystyrene = &read_all(&folder, "spe/polystyrene.SPE")[0];
    let shift = polystyrene.raman_shift(None).unwrap();
    assert!((shift[0] - 289.921).abs() < 5e-4, "{}", shift[0]);
    // The calibration's own pairs of pixel and Raman shift, in both files that have them.
    // Four pairs are met by a polynomial of third order; nine only on average.
    for (name, pairs, within) in [
        ("spe/polystyrene.SPE", [(107.407, 620.9), (159.0, 795.8), (224.093, 1001.4)], 10.0),
        ("spe/HeNe.SPE", [(311.0, 1001.4), (513.0, 1602.3), (1111.0, 3054.3)], 0.1),
    ] {
        let record = &read_all(&folder, name)[0];
        let shift = record.raman_shift(None).unwrap();
        for (pixel, expected) in pairs {
            // Pixels count from 1.
            let at = pixel - 1.0;
            let (before, part) = (at as usize, at % 1.0);
            let found = shift[before] + part * (shift[(before + 1).min(shift.len() - 1)] - shift[before]);
            assert!((found - expected).abs() < within, "{name}, pixel {pixel}: {found}, not {expected}");
        }
    }
    // A calibration that names no unit is not guessed, though its coefficients look like nm.
    let aspirin = &read_all(&folder, "spe/aspirin.spe")[0];
    assert_eq!(aspirin.quantity.name(), "pixel");
    assert_eq!(aspirin.metadata.warnings, ["the calibration names no unit; pixel numbers were taken"]);
}

#[test]
fn places_of_real_series() {
    let Some(folder) = folder() else { return };
    let places = |name: &str| -> Vec<(Option<f64>, Option<f64>)> {
        let place = |record: &Record| record.position.map_or((None, None), |place| (place.z, place.y));
        read_all(&folder, name).iter().map(place).collect()
    };
    let z = |name: &str| -> Vec<Option<f64>> { places(name).into_iter().map(|(z, _)| z).collect() };
    let even = |first: f64, step: f64, count: usize| -> Vec<Option<f64>> {
        (0..count).map(|i| Some(first + i as f64 * step)).collect()
    };
    assert_eq!(z("spc-parser/__tests___data_m_evenz.spc"), even(0.0, 0.5, 32));
    assert_eq!(z("spc-various/DEMO_3D.SPC"), even(0.0, 0.5, 32));
    assert_eq!(z("spc-parser/__tests___data_nir.spc"), even(0.0, 1.0, 20));
    assert_eq!(z("spc-various/CONTOUR.SPC"), even(0.0, 2.0, 19));
    // A map of eleven by eleven places, ten apart.
    let map: Vec<_> =
        (0..121).map(|i| (Some(f64::from(i % 11) * 10.0), Some(f64::from(i / 11) * 10.0))).collect();
    assert_eq!(places("spc-parser/__tests___data_4d_map.spc"), map);
    // Uneven series: of the old format, of the new, with own axes.
    let ordered = z("spc-parser/__tests___data_m_ordz.spc");
    assert!((ordered[0].unwrap() - 18.977).abs() < 1e-3 && (ordered[9].unwrap() - 42.253).abs() < 1e-3);
    let depth = z("spc-labram/LabRam-1.spc");
    assert_eq!((depth[0], depth[3], depth[17]), (Some(-40.0), Some(-18.0), Some(9.0)));
    let scans = z("spc-various/BARBITUATES.SPC");
    assert!(scans.windows(2).all(|pair| pair[0] < pair[1]));
    assert_eq!(z("spc-witec/Witec-timeseries.spc"), even(0.0, 1.0, 100));
    // What WiRE exports says no place; what does not add up says so.
    assert!(z("spc-parser/__tests___data_raman-sion.spc").iter().all(Option::is_none));
    let planes = read_all(&folder, "spc-various/wplanes.spc");
    assert!(planes[0].metadata.warnings[0].contains("9 planes do not divide 30 spectra"));
    // Maps of WiRE: six by six places, a depth series.
    let map = read_all(&folder, "wdf/__tests___data_6x6.wdf");
    assert!(
        map.iter().all(|record| record.position.unwrap().x.is_some() && record.position.unwrap().y.is_some())
    );
    let depth = read_all(&folder, "wdf/__tests___data_depth.wdf");
    assert_eq!(depth[0].position.unwrap().z, Some(-10.0));
}

/// The date of the old format is that of the file's other programs: three files of one morning.
#[test]
fn dates_of_old_files() {
    let Some(folder) = folder() else { return };
    for (name, date) in [
        ("spc-various/CONTOUR.SPC", "1997-03-09T08:46"),
        ("spc-various/LC_DIODE_ARRAY.SPC", "1997-03-09T09:09"),
        ("spc-various/DEMO_3D.SPC", "1997-03-09T09:14"),
        ("spc-parser/__tests___data_m_ordz.spc", "1992-05-14T20:19"),
    ] {
        let fields = &read_all(&folder, name)[0].metadata.fields;
        assert!(fields.contains(&("date".into(), date.into())), "{name}: {fields:?}");
    }
}

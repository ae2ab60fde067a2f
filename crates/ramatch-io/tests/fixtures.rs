//! Every reader on a small file that was made by hand: the committed bytes, the numbers, the round trip of the writers.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod made;

use made::{POINTS, shift, value};
use ramatch_io::{
    Budget, Form, Given, GivenAxis, Options, Quantity, Record, Technique, open, write_csv, write_jcamp,
    write_npz,
};
use std::path::Path;

fn records(bytes: &[u8]) -> Result<Vec<Record>, ramatch_io::Error> {
    let (options, budget) = (Options::new(), Budget::default());
    open(bytes, &options, &budget)?.collect()
}

fn one(bytes: &[u8]) -> Record {
    let mut all = records(bytes).unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[test]
fn committed_files_are_those_that_are_made() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for (name, _, bytes) in made::fixtures() {
        if std::env::var_os("RAMATCH_BLESS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(name), &bytes).unwrap();
        }
        assert!(std::fs::read(folder.join(name)).unwrap() == bytes, "{name}");
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), made::fixtures().len());
}

#[test]
fn every_format_yields_the_same_numbers() {
    for (name, count, bytes) in made::fixtures() {
        let records = records(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(records.len(), count, "{name}");
        for (number, record) in records.iter().enumerate() {
            assert_eq!((record.x.len(), record.y.len()), (POINTS, POINTS), "{name}");
            // Some files fall, and some of a series are multiples of the first.
            let mut points: Vec<(f64, f64)> =
                record.x.iter().copied().zip(record.y.iter().copied()).collect();
            points.sort_by(|a, b| a.0.total_cmp(&b.0));
            let times = if ["multi.spc", "oras.json", "ntuples.jdx", "group.spg"].contains(&name) {
                number + 1
            } else {
                1
            };
            // A map that was measured backwards: its second spectrum comes first.
            let times = if name.ends_with(".wdf") { 2 - number } else { times };
            for (i, (x, y)) in points.into_iter().enumerate() {
                let axis = match name {
                    "oras.json" => i as f64,
                    "lightfield.spe" => 1e7 / (1e7 / 785.0 - shift(i)),
                    "wavelengths.spe" => made::nm_of_pixel((i + 1) as f64),
                    _ => shift(i),
                };
                assert_eq!(x, axis, "{name}, spectrum {number}, point {i}");
                assert_eq!(y, value(i) * times as f64, "{name}, spectrum {number}, point {i}");
            }
        }
    }
}

#[test]
fn every_format_becomes_a_raman_spectrum_or_says_why_not() {
    for (name, _, bytes) in made::fixtures() {
        let record = records(&bytes).unwrap().remove(0);
        if name == "oras.json" {
            assert_eq!(record.spectrum(None).unwrap_err().code().name(), "axis_unit_unknown");
            continue;
        }
        // An array says nothing of its axis, and 100 to 119 could be anything: whoever has it says what it is.
        let given = match record.quantity {
            Quantity::Unknown => {
                assert_eq!(record.spectrum(None).unwrap_err().code().name(), "axis_unit_unknown", "{name}");
                Given::new().axis(GivenAxis::Shift)
            }
            _ => Given::new(),
        };
        let spectrum = record.spectrum(given).unwrap_or_else(|error| panic!("{name}: {error}"));
        if name == "wavelengths.spe" {
            // 10⁷ / 785 − 10⁷ / 799.19.
            assert!((spectrum.as_ref().range_cm1().0 - 226.19).abs() < 0.01);
            continue;
        }
        let (from, to) = spectrum.as_ref().range_cm1();
        assert!((from - 100.0).abs() < 1e-3 && (to - 119.0).abs() < 1e-3, "{name}: {from} to {to}");
    }
}

#[test]
fn what_files_say_besides_is_kept() {
    let laser = |bytes: &[u8]| records(bytes).unwrap()[0].metadata.laser_nm;
    assert_eq!(laser(&made::spc()), Some(785.0));
    assert_eq!(laser(&made::wdf()), Some(785.0));
    assert_eq!(laser(&made::spe3()), Some(785.0));
    assert_eq!(laser(&made::l6s()), Some(785.0));
    assert_eq!(laser(made::labspec_xml().as_bytes()), Some(784.9));
    assert_eq!(laser(made::oras().as_bytes()), Some(785.0));
    assert_eq!(laser(made::jcamp(&made::affn_table()).as_bytes()), Some(785.0));
    assert!((laser(&made::opus()).unwrap() - 1064.396).abs() < 1e-3);
    let map = records(&made::wdf()).unwrap();
    let place = |i: usize| map[i].position.unwrap();
    assert_eq!((place(0).x, place(1).x, place(1).y), (Some(10.0), Some(20.0), Some(-5.0)));
    let term = |record: &Record, term: &str| {
        let found = record.metadata.terms.iter().find(|(own, _)| *own == term);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    assert_eq!(term(&map[0], "_raman_measurement.datetime_initiated"), "2023-11-14T22:13:20");
    let spc = one(&made::spc());
    assert_eq!(term(&spc, "_raman_measurement.datetime_initiated"), "2024-05-17T12:34");
    assert_eq!((term(&spc, "ramatch.accumulations"), spc.title), ("4".into(), "made by hand".into()));
    let group = made::fixtures().into_iter().find(|(name, ..)| *name == "group.spg").unwrap();
    let group = records(&group.2).unwrap();
    assert_eq!(
        (group[1].title.as_str(), term(&group[1], "_raman_measurement.datetime_initiated")),
        ("spectrum 2", "2024-05-17T12:34:00".to_owned())
    );
    let old = one(&made::spc_old(0x4d));
    assert_eq!(term(&old, "_raman_measurement.datetime_initiated"), "1994-03-09T08:07");
    let jcamp = one(made::jcamp(&made::affn_table()).as_bytes());
    assert_eq!((jcamp.title.as_str(), jcamp.technique), ("made by hand", Technique::Raman));
    assert!(jcamp.metadata.fields.contains(&("$LASER WAVELENGTH".into(), "785".into())));
    let wire = made::fixtures().into_iter().find(|(name, ..)| *name == "wire_map.txt").unwrap();
    let map = records(&wire.2).unwrap();
    assert_eq!(map[1].position.unwrap().x, Some(20.0));
}

/// Some programs state in the file's header alone that all ordinates are floats.
#[test]
fn spc_floats_that_are_stated_once() {
    let mut bytes = made::spc_xyxy();
    let second = 512 + 32 + 8 * POINTS;
    (bytes[512 + 1], bytes[second + 1]) = (0, 0);
    let (options, budget) = (Options::new(), Budget::default());
    let records: Vec<Record> = open(&bytes, &options, &budget).unwrap().map(Result::unwrap).collect();
    assert_eq!((records.len(), records[0].y[1], records[1].y[1]), (2, made::value(1), made::value(1)));
}

/// Numbers that are hard to write: measured ones, tiny, huge, of seventeen digits.
fn hard() -> Record {
    let x: Vec<f64> = (0..40).map(|i| 99.5 + f64::from(i) * 1.1 + (f64::from(i) * 0.7).sin() * 0.1).collect();
    let y: Vec<f64> =
        (0..40).map(|i| ((f64::from(i) * 1.7).sin() * 1e3 + 0.1) * 10f64.powi((i % 9) * 3 - 12)).collect();
    Record::from_samples(Quantity::RamanShift, x, y).unwrap()
}

#[test]
fn written_files_read_back_to_the_same_bits() {
    let mut hard = hard();
    std::sync::Arc::make_mut(&mut hard.metadata).laser_nm = Some(784.91);
    let same = |bytes: &[u8]| {
        let back = one(bytes);
        assert_eq!((back.x, back.y), (hard.x.clone(), hard.y.clone()));
        back.quantity
    };
    assert_eq!(same(write_csv(&hard).unwrap().as_bytes()), Quantity::RamanShift);
    assert_eq!(one(write_csv(&hard).unwrap().as_bytes()).metadata.laser_nm, Some(784.91));
    std::sync::Arc::make_mut(&mut hard.metadata)
        .terms
        .push(("_raman_measurement_device.excitation_laser_wavelength", "784.91".into()));
    let jcamp = write_jcamp(&hard, Form::Affn).unwrap();
    same(jcamp.as_bytes());
    assert_eq!(one(jcamp.as_bytes()).metadata.laser_nm, Some(784.91));
    assert_eq!(same(&write_npz(std::slice::from_ref(&hard)).unwrap()), Quantity::RamanShift);
    assert_eq!(write_jcamp(&hard, Form::DifDup).unwrap_err().code().name(), "unsupported");
    // Many spectra of one axis.
    let many = [hard.clone(), hard.clone(), hard.clone()];
    assert_eq!(records(&write_npz(&many).unwrap()).unwrap().len(), 3);
}

#[test]
fn difdup_reads_back_to_the_same_bits() {
    let even: Vec<f64> = (0..500).map(|i| 100.0 + f64::from(i) * 1.5).collect();
    let state = std::cell::Cell::new(7u32);
    let random = || {
        state.set(state.get().wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
        f64::from(state.get() >> 12)
    };
    let series: [Vec<f64>; 5] = [
        (0..500).map(|_| random() - 5e5).collect(),
        (0..500).map(|_| (random() % 7.0).floor()).collect(),
        (0..500).map(|_| random() / 1000.0).collect(),
        (0..500).map(|_| f64::from((random() / 3.0) as f32)).collect(),
        vec![-3.0; 500],
    ];
    for (number, y) in series.into_iter().enumerate() {
        let record = Record::from_samples(Quantity::RamanShift, even.clone(), y.clone()).unwrap();
        let text = write_jcamp(&record, Form::DifDup).unwrap();
        assert!(text.lines().all(|line| line.len() <= 80), "{text}");
        let back = one(text.as_bytes());
        assert!(number == 4 || back.metadata.warnings.is_empty(), "{:?}", back.metadata.warnings);
        assert_eq!((back.x.to_vec(), back.y), (even.clone(), y));
        // Random differences are no shorter than random numbers; few and equal ones are.
        if number == 4 {
            assert!(text.len() < write_jcamp(&record, Form::Affn).unwrap().len() / 2);
        }
    }
}

/// What a file does not say of its technique is neither made up nor lost.
#[test]
fn techniques_are_those_of_the_file() {
    let mut unknown = one(made::jcamp(&made::affn_table()).replace("RAMAN SPECTRUM", "SPECTRUM").as_bytes());
    assert_eq!((unknown.technique, unknown.quantity), (Technique::Unknown, Quantity::Wavenumber));
    let written = write_jcamp(&unknown, Form::Affn).unwrap();
    assert!(written.contains("##DATA TYPE= SPECTRUM\n"), "{written}");
    assert_eq!(one(written.as_bytes()).technique, Technique::Unknown);
    unknown.quantity = Quantity::RamanShift;
    assert!(write_jcamp(&unknown, Form::Affn).unwrap().contains("##DATA TYPE= RAMAN SPECTRUM\n"));
}

/// All spectra of a packed map come out, in any order of asking, and a member that is refused names itself.
#[test]
fn maps_in_archives() {
    let map = made::wdf();
    let csv = made::csv();
    let archive = made::zip(&[("map.wdf", &map), ("b.csv", csv.as_bytes()), ("again.wdf", &map)]);
    let (options, budget) = (Options::new(), Budget::default());
    let spectra = open(&archive, &options, &budget).unwrap();
    assert_eq!(spectra.len(), 5);
    let alone = records(&map).unwrap();
    for (index, own) in [(1, 1), (4, 1), (0, 0), (3, 0)] {
        let record = spectra.get(index).unwrap();
        assert_eq!((&record.y, record.position), (&alone[own].y, alone[own].position));
    }
    assert_eq!(spectra.get(2).unwrap().y, one(csv.as_bytes()).y);
    // The second spectrum of a map is no number: the first is read, and the error says where.
    let mut broken = map.clone();
    let data = broken.windows(4).position(|window| window == b"DATA").unwrap() + 16;
    broken[data + 4 * POINTS..][..4].copy_from_slice(&f32::NAN.to_le_bytes());
    let archive = made::zip(&[("map.wdf", &broken)]);
    let spectra = open(&archive, &options, &budget).unwrap();
    assert_eq!(spectra.get(0).unwrap().y, alone[0].y);
    let error = spectra.get(1).unwrap_err();
    assert_eq!(
        (error.code().name(), error.member(), error.format()),
        ("not_finite", Some("map.wdf"), Some("Renishaw WDF"))
    );
}

/// The mark of what was salvaged goes with it into a file, and out again.
#[test]
fn salvaged_spectra_stay_marked_in_files() {
    let salvage = Options::new().salvage();
    let budget = Budget::default();
    let cut = made::jcamp(&made::affn_table().replace("115 ", "115 what"));
    let record = open(cut.as_bytes(), &salvage, &budget).unwrap().get(0).unwrap();
    assert_eq!(record.metadata.damage.len(), 1);
    // Sixteen points are the least that a text of columns may have.
    let mut record = record;
    (record.x, record.y) = (made_axis().into(), [1.0, 2.0].repeat(10));
    for text in [write_csv(&record).unwrap(), write_jcamp(&record, Form::Affn).unwrap()] {
        assert_eq!(records(text.as_bytes()).unwrap_err().code().name(), "damaged", "{text}");
        let back = open(text.as_bytes(), &salvage, &budget).unwrap().get(0).unwrap();
        assert_eq!(back.metadata.damage, record.metadata.damage);
        // Packed, the mark is there once.
        let packed = made::zip(&[("salvaged", text.as_bytes())]);
        let back = open(&packed, &salvage, &budget).unwrap().get(0).unwrap();
        assert_eq!(back.metadata.damage, record.metadata.damage);
    }
    assert_eq!(write_npz(&[record]).unwrap_err().code().name(), "damaged");
}

fn made_axis() -> Vec<f64> {
    (0..POINTS).map(shift).collect()
}

/// Beside a shift and an intensity, x and y are places; where they are neither, the file is refused.
#[test]
fn numpy_archives_with_places() {
    let floats = |values: &[f64], shape: &str| {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        made::npy("'<f8'", shape, "False", &bytes)
    };
    let axis: Vec<f64> = (0..20).map(shift).collect();
    let rows: Vec<f64> = (0..40).map(|i| value(i % 20) + (i / 20) as f64).collect();
    let (axis, rows) = (floats(&axis, "(20,)"), floats(&rows, "(2, 20)"));
    let (x, y) = (floats(&[1.0, 2.5], "(2,)"), floats(&[7.0, 8.0], "(2,)"));
    let read =
        records(&made::zip(&[("shift.npy", &axis), ("intensity.npy", &rows), ("x.npy", &x), ("y.npy", &y)]))
            .unwrap();
    assert_eq!((read.len(), read[1].x[3], read[1].y[3]), (2, shift(3), value(3) + 1.0));
    let place = read[1].position.unwrap();
    assert_eq!((place.x, place.y, place.z), (Some(2.5), Some(8.0), None));
    let plain = records(&made::zip(&[("x.npy", &axis), ("y.npy", &rows)])).unwrap();
    assert_eq!((plain.len(), plain[1].y[3], plain[1].position), (2, value(3) + 1.0, None));
    let other = floats(&[1.0, 2.0, 3.0], "(3,)");
    let error = records(&made::zip(&[("shift.npy", &axis), ("intensity.npy", &rows), ("x.npy", &other)]));
    let error = error.unwrap_err();
    assert_eq!((error.code().name(), error.member()), ("axis_inconsistent", Some("x.npy")));
}

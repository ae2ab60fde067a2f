//! Codes of binary files: each yields what its format's descriptions say, and one that is not known never becomes a Raman shift.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod made;

use made::{POINTS, value};
use ramatch_io::{Budget, Error, Given, GivenAxis, Options, Quantity, Record, Technique, open};

fn try_records(bytes: &[u8]) -> Result<Vec<Record>, Error> {
    let (options, budget) = (Options::new(), Budget::default());
    open(bytes, &options, &budget)?.collect()
}

fn records(bytes: &[u8]) -> Vec<Record> {
    try_records(bytes).unwrap()
}

fn first(bytes: &[u8]) -> Record {
    records(bytes).remove(0)
}

fn patched(mut bytes: Vec<u8>, at: usize, value: &[u8]) -> Vec<u8> {
    bytes[at..at + value.len()].copy_from_slice(value);
    bytes
}

fn warned(record: &Record, word: &str) -> bool {
    record.metadata.warnings.iter().any(|text| text.contains(word))
}

/// Whether the record can be taken for a Raman spectrum, with a laser at hand, and the word of whoever has it where the file says nothing.
fn becomes_raman(record: &Record) -> bool {
    let mut given = Given::new().laser_nm(785.0);
    given.axis = (record.quantity == Quantity::Unknown).then_some(GivenAxis::Shift);
    record.spectrum(given).is_ok()
}

/// Codes as hyperSpec lists them; real files confirm 1, 4 and 6.
#[test]
fn units_of_spe_2() {
    for code in 0..=u8::MAX {
        let record = first(&made::spe2_of_unit(code));
        let expected = match code {
            0 | 1 => Quantity::Pixel,
            4 => Quantity::WavelengthNm,
            5 => Quantity::Wavenumber,
            6 => Quantity::RamanShift,
            _ => Quantity::Other,
        };
        assert_eq!(record.quantity, expected, "unit {code}");
        assert_eq!(becomes_raman(&record), (4..=6).contains(&code), "unit {code}");
        if expected == Quantity::Pixel {
            assert_eq!(record.x[POINTS - 1], 19.0);
        } else {
            assert_eq!(
                (record.x[0], record.x[POINTS - 1]),
                (made::nm_of_pixel(1.0), made::nm_of_pixel(20.0))
            );
        }
        assert_eq!((record.y[1], record.metadata.laser_nm), (value(1), Some(785.0)));
        assert_eq!(warned(&record, "names no unit"), code == 0);
    }
}

#[test]
fn what_a_calibration_of_spe_2_may_not_be() {
    let good = made::spe2_of_unit(4);
    let error = try_records(&patched(good.clone(), 3101, &[6])).unwrap_err();
    assert_eq!(
        (error.code().name(), error.byte_offset(), error.field()),
        ("axis_inconsistent", Some(3101), Some("polynom_order"))
    );
    // The laser is a wavelength in nm or none: what is described as a wavenumber is not guessed.
    let record = first(&patched(good.clone(), 3311, &12_738.85f64.to_le_bytes()));
    assert!(record.metadata.laser_nm.is_none() && warned(&record, "12738.85"));
    assert_eq!(record.spectrum(None).unwrap_err().code().name(), "axis_unit_unknown");
    // Without a valid calibration there are pixels, whatever the rest says.
    assert_eq!(first(&patched(good.clone(), 3098, &[0])).quantity, Quantity::Pixel);
    for kind in [4i16, 7, 9, -1] {
        assert!(try_records(&patched(good.clone(), 108, &kind.to_le_bytes())).is_err(), "data type {kind}");
    }
}

/// Types of Galactic's `spc.h`: those that can be a spectrum over light, and all others.
#[test]
fn x_types_of_spc() {
    for old in [false, true] {
        for code in 0..=u8::MAX {
            let bytes = if old {
                // Without its labels, which take the place of the type.
                patched(patched(made::spc_old(0x4d), 16, &[code]), 0, &[0])
            } else {
                patched(made::spc(), 28, &[code])
            };
            let record = first(&bytes);
            let expected = match code {
                0 | 15 => Quantity::Unknown,
                1 => Quantity::Wavenumber,
                2 => Quantity::WavelengthUm,
                3 => Quantity::WavelengthNm,
                4 | 5 | 11 | 12 | 23..=25 | 30 => Quantity::Time,
                6..=8 | 26 => Quantity::Frequency,
                9 => Quantity::MassPerCharge,
                13 => Quantity::RamanShift,
                16 | 17 | 22 => Quantity::Pixel,
                _ => Quantity::Other,
            };
            assert_eq!(record.quantity, expected, "type {code}");
            assert!(!record.x_unit.is_empty());
            let can_be = matches!(code, 0..=3 | 13 | 15);
            if !can_be {
                assert!(!becomes_raman(&record), "type {code}");
            }
        }
    }
}

/// A label takes the place of the type. Where it says something else, that is said, and it is not taken for a shift.
#[test]
fn labels_of_spc() {
    let labelled = |code: u8, label: &str| {
        let bytes = patched(patched(made::spc(), 28, &[code]), 0, &[0x20]);
        first(&patched(bytes, 218, format!("{label}\0Counts\0").as_bytes()))
    };
    for (code, label, quantity, warns) in [
        (13, "Raman shift (cm-1)", Quantity::RamanShift, false),
        (13, "Wavenumber (cm-1)", Quantity::RamanShift, false),
        (1, "Raman shift / cm-1", Quantity::RamanShift, false),
        (0, "Raman shift / cm-1", Quantity::RamanShift, false),
        (0, "Wavelength (nm)", Quantity::WavelengthNm, false),
        (3, "Wavelength", Quantity::WavelengthNm, false),
        (2, "Wavelength", Quantity::WavelengthUm, false),
        (5, "Retention time", Quantity::Time, false),
        (13, "Wavelength (nm)", Quantity::WavelengthNm, true),
        (13, "Binding energy (eV)", Quantity::Other, true),
        (1, "Wavelength (nm)", Quantity::WavelengthNm, true),
        (13, "Time (seconds)", Quantity::Time, true),
        (3, "Raman shift (cm-1)", Quantity::RamanShift, true),
    ] {
        let record = labelled(code, label);
        assert_eq!((record.quantity, warned(&record, "labelled")), (quantity, warns), "{code}: {label}");
        assert_eq!((record.x_unit.as_str(), record.y_unit.as_str()), (label, "Counts"));
    }
    assert_eq!(labelled(13, "").quantity, Quantity::RamanShift);
    // Old files may say by their z type, 15, that there are labels.
    let old = patched(patched(made::spc_old(0x4d), 0, &[0]), 18, &(1994u16 | 15 << 12).to_le_bytes());
    assert_eq!(first(&old).x_unit, "Raman shift");
}

/// Techniques of `spc.h`, on an axis that does not say.
#[test]
fn techniques_of_spc() {
    for code in 0..=u8::MAX {
        let record = first(&patched(patched(made::spc(), 28, &[0]), 2, &[code]));
        let expected = match code {
            4 | 5 => Technique::Infrared,
            7 | 12 | 13 => Technique::UvVis,
            9 => Technique::Mass,
            10 => Technique::Nmr,
            11 => Technique::Raman,
            1..=3 | 8 | 14 => Technique::Other,
            _ => Technique::Unknown,
        };
        assert_eq!(record.technique, expected, "technique {code}");
    }
}

/// A chromatogram of programs that know no techniques, and an interferogram, which may have any axis.
#[test]
fn what_is_no_spectrum_in_spc() {
    let unsaid = patched(patched(made::spc(), 28, &[0]), 2, &[0]);
    assert!(becomes_raman(&first(&unsaid)));
    let chromatogram = first(&patched(unsaid.clone(), 0, &[2]));
    assert_eq!(chromatogram.spectrum(None).unwrap_err().code().name(), "not_raman");
    for (code, axis) in [(0, 0), (11, 13), (4, 1)] {
        let bytes = patched(patched(patched(made::spc(), 28, &[axis]), 2, &[code]), 29, &[1]);
        assert_eq!(first(&bytes).spectrum(None).unwrap_err().code().name(), "not_raman", "{code}, {axis}");
    }
}

fn z(bytes: &[u8]) -> Vec<Option<f64>> {
    records(bytes).iter().map(|record| record.position.unwrap().z).collect()
}

#[test]
fn series_of_spc() {
    let even = [10.0, 12.5, 15.0, 17.5, 20.0].map(Some).to_vec();
    // The step by fzinc, or by the first spectrum's own next place.
    assert_eq!(z(&made::spc_even_z(5, 2.5)), even);
    assert_eq!(z(&made::spc_even_z(5, 0.0)), even);
    assert_eq!(z(&made::spc_even_z(5, -4.0))[4], Some(-6.0));
    for record in records(&made::spc_even_z(5, 2.5)) {
        let position = record.position.unwrap();
        assert_eq!((position.x, position.y, position.time), (None, None, None));
        assert!(record.metadata.fields.contains(&("z axis".into(), "Micrometers (um)".into())));
    }
    // Ordered and random series: each states its own, whatever fzinc says.
    let mut own = made::spc_even_z(3, 2.5);
    for (number, place) in [7f32, -1.0, 40.0].into_iter().enumerate() {
        own = patched(own, 512 + number * (32 + 4 * POINTS) + 4, &place.to_le_bytes());
    }
    for flag in [0x08, 0x10] {
        assert_eq!(z(&patched(own.clone(), 0, &[4 | flag])), [7.0, -1.0, 40.0].map(Some));
    }
    // Nothing is said: no place is made up.
    let unsaid = patched(made::spc_even_z(3, 0.0), 512 + 4, &[0; 8]);
    assert_eq!(z(&unsaid), [None; 3]);
    // Rubbish in the step and in the places.
    let nan = f32::NAN.to_le_bytes();
    assert_eq!(z(&patched(patched(made::spc_even_z(3, 2.5), 312, &nan), 512 + 4, &nan))[0], None);
}

#[test]
fn planes_of_spc() {
    let places = |bytes: &[u8]| -> Vec<(Option<f64>, Option<f64>)> {
        records(bytes).iter().map(|record| (record.position.unwrap().z, record.position.unwrap().y)).collect()
    };
    let planes = made::spc_planes();
    let expected = [(10.0, -3.0), (12.5, -3.0), (10.0, 37.0), (12.5, 37.0)];
    assert_eq!(places(&planes), expected.map(|(z, w)| (Some(z), Some(w))));
    let record = first(&planes);
    assert!(record.metadata.fields.contains(&("w axis".into(), "Millimeters (mm)".into())));
    // Without a step the first spectrum of each plane tells it.
    let third = 512 + 2 * (32 + 4 * POINTS);
    let uneven = patched(patched(planes.clone(), 320, &[0; 4]), third + 24, &11f32.to_le_bytes());
    assert_eq!(places(&uneven)[2..], [(Some(10.0), Some(11.0)), (Some(12.5), Some(11.0))]);
    // Planes that do not divide the spectra: what each says, and a word.
    let odd = patched(patched(planes, 316, &3i32.to_le_bytes()), 512 + 24, &5f32.to_le_bytes());
    assert_eq!(places(&odd)[0].1, Some(5.0));
    assert!(warned(&first(&odd), "do not divide"));
}

/// In old files the first spectrum tells the step, and the date's bytes are month, day, hour, minute.
#[test]
fn series_of_old_spc() {
    let mut bytes = patched(made::spc_old(0x4d), 0, &[0x24]);
    let second = bytes[224..].to_vec();
    bytes = patched(bytes, 224 + 4, &3f32.to_le_bytes());
    bytes = patched(bytes, 224 + 8, &4.5f32.to_le_bytes());
    bytes.extend(&second);
    bytes.extend(&second);
    assert_eq!(z(&bytes), [3.0, 4.5, 6.0].map(Some));
    let fields = &first(&bytes).metadata.fields;
    assert!(fields.contains(&("z axis".into(), "Minutes".into())));
    assert!(fields.contains(&("date".into(), "1994-03-09T08:07".into())));
    assert!(fields.contains(&("resolution".into(), "4 cm-1".into())));
}

/// Where the content of a block of the map begins.
fn content(file: &[u8], name: &[u8; 4]) -> usize {
    file.windows(4).position(|window| window == name).unwrap() + 16
}

/// Units of Renishaw's header, of the axis.
#[test]
fn units_of_wdf() {
    let file = made::wdf();
    let axis = content(&file, b"XLST");
    for code in (0..=40u32).chain([255, u32::MAX]) {
        let record = first(&patched(file.clone(), axis + 4, &code.to_le_bytes()));
        let expected = match code {
            0 => Quantity::Unknown,
            1 => Quantity::RamanShift,
            2 => Quantity::Wavenumber,
            3 => Quantity::WavelengthNm,
            5 => Quantity::WavelengthUm,
            12..=15 | 24 | 25 => Quantity::Time,
            16 => Quantity::Pixel,
            _ => Quantity::Other,
        };
        assert_eq!(record.quantity, expected, "unit {code}");
        assert_eq!(record.technique == Technique::Raman, code == 1);
        assert!(matches!(code, 0..=3 | 5) || !becomes_raman(&record), "unit {code}");
    }
    // An axis of places is none of a spectrum, whatever its unit.
    let places = first(&patched(patched(file, axis, &3u32.to_le_bytes()), axis + 4, &5u32.to_le_bytes()));
    assert_eq!((places.quantity, places.x_unit.as_str()), (Quantity::Other, "x (Micron)"));
}

/// A list of times is a moment in 100 ns or a number, as its unit says.
#[test]
fn times_of_wdf() {
    let file = made::wdf();
    let list = content(&file, b"ORGN") + 4;
    let times = |unit: u32, values: [[u8; 8]; 2]| -> Vec<Option<f64>> {
        let mut bytes = patched(file.clone(), list, &11u32.to_le_bytes());
        bytes = patched(bytes, list + 4, &unit.to_le_bytes());
        bytes = patched(bytes, list + 24, &values.concat());
        records(&bytes).iter().map(|record| record.position.unwrap().time).collect()
    };
    let ticks = [133_444_736_000_000_000u64, 133_444_736_025_000_000].map(u64::to_le_bytes);
    assert_eq!(times(24, ticks), [Some(0.0), Some(2.5)]);
    assert_eq!(times(12, [1.5f64, 4.0].map(f64::to_le_bytes)), [Some(1.5), Some(4.0)]);
}

/// A file that is cut behind its spectra and their axis is read, wherever it is cut; one that is cut within them is refused.
#[test]
fn wdf_cut_behind_its_spectra() {
    let whole = made::wdf();
    let all = records(&whole);
    let origins = content(&whole, b"ORGN") - 16;
    for len in 0..whole.len() {
        let cut = try_records(&whole[..len]);
        if len < origins {
            assert!(cut.is_err(), "cut at {len}");
            continue;
        }
        let cut = cut.unwrap_or_else(|error| panic!("cut at {len}: {error}"));
        assert!(
            cut.len() == 2 && cut.iter().zip(&all).all(|(cut, whole)| cut.x == whole.x && cut.y == whole.y)
        );
        assert_eq!(warned(&cut[0], "cut behind the spectra"), len > origins, "cut at {len}");
        assert!(cut[0].metadata.damage.is_empty());
    }
    let comment = records(&made::wdf_cut());
    assert!(warned(&comment[0], "block TEXT") && comment[1].position == all[1].position);
    // A size that leads nowhere is no cut.
    for size in [0u64, 8, u64::MAX] {
        let error = try_records(&patched(whole.clone(), origins + 8, &size.to_le_bytes())).unwrap_err();
        assert_eq!(error.code().name(), "bad_block_size");
    }
}

/// Stitched scans hold some abscissas twice; an axis that turns or stands is none.
#[test]
fn wdf_of_stitched_scans() {
    let file = made::wdf();
    let axis = content(&file, b"XLST") + 8;
    let at = |i: usize| axis + 4 * i;
    let twice = patched(file.clone(), at(7), &file[at(6)..at(6) + 4]);
    let record = first(&twice);
    assert!(warned(&record, "stand twice") && record.x[6] == record.x[7]);
    let turns = patched(file.clone(), at(7), &500f32.to_le_bytes());
    assert_eq!(try_records(&turns).unwrap_err().code().name(), "axis_inconsistent");
    let stands = patched(file, axis, &100f32.to_le_bytes().repeat(POINTS));
    assert_eq!(try_records(&stands).unwrap_err().code().name(), "axis_inconsistent");
}

/// Names of units in OPUS, kinds of data, derivatives, series, and how numbers are stored.
#[test]
fn codes_of_opus() {
    let file = made::opus();
    let find = |text: &[u8]| file.windows(text.len()).position(|window| window == text).unwrap();
    let unit = find(b"DXU\0") + 8;
    for (name, quantity) in [
        (b"WN\0\0", Quantity::RamanShift),
        (b"MI\0\0", Quantity::WavelengthUm),
        (b"LGW\0", Quantity::Other),
        (b"MIN\0", Quantity::Time),
        (b"PNT\0", Quantity::Pixel),
        (b"XYZ\0", Quantity::Other),
        (b"\0\0\0\0", Quantity::Unknown),
    ] {
        assert_eq!(first(&patched(file.clone(), unit, name)).quantity, quantity, "{name:?}");
    }
    let of_kind = |kind: u32| {
        let bytes = patched(file.clone(), 24, &kind.to_le_bytes());
        try_records(&patched(bytes, 36, &(kind | 16).to_le_bytes())).map(|mut records| records.remove(0))
    };
    for measured in 0..128u32 {
        let kind = 0xf | measured << 10;
        if matches!(measured, 8 | 9) {
            assert_eq!(of_kind(kind).unwrap_err().code().name(), "format_unsupported");
            continue;
        }
        let technique = match measured {
            10 => Technique::Raman,
            11 => Technique::UvVis,
            2 | 3 | 7 | 14 => Technique::Other,
            1 | 4..=6 | 12 | 15..=19 => Technique::Infrared,
            _ => Technique::Unknown,
        };
        assert_eq!(of_kind(kind).unwrap().technique, technique, "kind {measured}");
        if measured != 10 {
            assert_ne!(of_kind(kind).unwrap().quantity, Quantity::RamanShift);
        }
    }
    // A derivative of a Raman spectrum is none; a series stands behind a header of its own.
    assert!(!becomes_raman(&of_kind(0x280f | 1 << 17).unwrap()));
    assert_eq!(of_kind(0x280f | 2 << 19).unwrap_err().code().name(), "format_unsupported");
    let points = find(b"CSF\0");
    let stored = patched(patched(file.clone(), points, b"DPF\0\0\0"), points + 8, &2i32.to_le_bytes());
    let error = try_records(&stored).unwrap_err();
    assert_eq!((error.code().name(), error.field()), ("format_unsupported", Some("DPF")));
}

#[test]
fn codes_of_omnic() {
    let file = made::spa();
    // The section of the axis follows three entries.
    let axis = 304 + 3 * 16;
    for code in 0..=u8::MAX {
        let record = first(&patched(patched(file.clone(), axis + 8, &[code]), axis + 12, &[0]));
        let expected = match code {
            1 => Quantity::Wavenumber,
            2 => Quantity::Pixel,
            3 => Quantity::WavelengthNm,
            4 => Quantity::WavelengthUm,
            32 => Quantity::RamanShift,
            _ => Quantity::Other,
        };
        assert_eq!(record.quantity, expected, "unit {code}");
        let record = first(&patched(patched(file.clone(), axis + 8, &[1]), axis + 12, &[code]));
        let expected = match code {
            22 => Technique::Other,
            31 => Technique::Raman,
            11 | 12 | 16 | 17 | 20 | 21 | 26 => Technique::Infrared,
            _ => Technique::Unknown,
        };
        assert_eq!(record.technique, expected, "kind {code}");
    }
}

/// Units of the spectral axis in LabSpec's binary files.
#[test]
fn units_of_labspec() {
    let file = made::l6s();
    let at = file.windows(5).position(|window| window == b"1/cm\0").unwrap();
    for (unit, quantity) in [
        (b"1/cm\0\0\0\0", Quantity::RamanShift),
        (b"abs.1/cm", Quantity::Wavenumber),
        (b"nm\0\0\0\0\0\0", Quantity::WavelengthNm),
        (b"pixel\0\0\0", Quantity::Pixel),
        (b"eV\0\0\0\0\0\0", Quantity::Other),
        (b"\0\0\0\0\0\0\0\0", Quantity::Other),
    ] {
        let record = first(&patched(file.clone(), at, unit));
        assert_eq!(record.quantity, quantity, "{unit:?}");
        assert!(quantity != Quantity::Other || !becomes_raman(&record));
    }
}

/// Frames of LightField that are not as the header alone would have them.
#[test]
fn frames_of_lightfield() {
    let with = |format: &str| {
        let bytes = made::spe3();
        let at = bytes.windows(14).position(|window| window == b"<Calibrations>").unwrap();
        let mut bytes = [&bytes[..at], format.as_bytes(), &bytes[at..]].concat();
        bytes[1446] = 1;
        bytes
    };
    let one = "<DataFormat><DataBlock type=\"Frame\" size=\"80\" stride=\"80\"><DataBlock type=\"Region\"/></DataBlock></DataFormat>";
    assert_eq!(records(&with(one)).len(), 1);
    let two = one
        .replace("<DataBlock type=\"Region\"/>", "<DataBlock type=\"Region\"/><DataBlock type=\"Region\"/>");
    assert_eq!(try_records(&with(&two)).unwrap_err().code().name(), "format_unsupported");
    // Two frames of ten points, with eight bytes of metadata behind each.
    let stride = patched(with(&one.replace("stride=\"80\"", "stride=\"48\"")), 42, &10u16.to_le_bytes());
    let error = try_records(&patched(stride, 1446, &2i32.to_le_bytes())).unwrap_err();
    assert_eq!((error.code().name(), error.field()), ("format_unsupported", Some("stride")));
}

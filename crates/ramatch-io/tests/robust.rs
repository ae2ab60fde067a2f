//! Any bytes, cut files, files with a piece taken out or put in twice: an answer or an error, within the budget.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod made;

use proptest::prelude::*;
use ramatch_io::{Budget, Limits, Options, Record, open};
use std::time::{Duration, Instant};

/// Reads all of a file; what is yielded keeps its promises.
fn read_all(bytes: &[u8], options: Options, limits: Limits) -> Result<Vec<Record>, ramatch_io::Error> {
    let budget = Budget::new(limits);
    let mut records = Vec::new();
    for record in open(bytes, &options, &budget)?.take(64) {
        let record = record?;
        assert_eq!(record.x.len(), record.y.len());
        assert!(record.x.iter().chain(&record.y).all(|value| value.is_finite()));
        assert!(options.salvage || record.metadata.damage.is_empty());
        if let Ok(spectrum) = record.spectrum(Some(785.0)) {
            assert!(spectrum.as_ref().shift_cm1().windows(2).all(|pair| pair[0] < pair[1]));
        }
        records.push(record);
    }
    Ok(records)
}

/// Both presets, as asked and salvaging.
fn try_all(bytes: &[u8]) {
    for limits in [Limits::DESKTOP, Limits::FIRMWARE] {
        for options in [Options::new(), Options::new().salvage()] {
            let _ = read_all(bytes, options, limits);
        }
    }
}

/// Where a file is cut, each of its readers refuses it, or what it yields is whole: no spectrum of other numbers.
#[test]
fn cut_files_yield_nothing_or_all() {
    for (name, count, bytes) in made::fixtures() {
        let whole = read_all(&bytes, Options::new(), Limits::DESKTOP).unwrap();
        assert_eq!(whole.len(), count);
        for len in 0..bytes.len() {
            try_all(&bytes[..len]);
            let Ok(records) = read_all(&bytes[..len], Options::new(), Limits::DESKTOP) else { continue };
            // A text of columns or a loop of CIF does not say how long it is, nor does an old SPC how many: what is there is right.
            let open_ended = [".csv", ".txt", ".rod"].iter().any(|ending| name.ends_with(ending));
            for (cut, whole) in records.iter().zip(&whole) {
                if open_ended {
                    let last = cut.x.len() - 1;
                    assert!(
                        cut.x[..last] == whole.x[..last] && cut.y[..last] == whole.y[..last],
                        "{name} cut at {len}"
                    );
                } else {
                    assert!(cut.x == whole.x && cut.y == whole.y, "{name} cut at {len}");
                }
            }
        }
    }
}

/// Every piece of sixteen bytes taken out, and put in twice.
#[test]
fn pieces_taken_out_and_put_in_twice() {
    for (_, _, bytes) in made::fixtures() {
        let step = (bytes.len() / 300).max(1);
        for at in (0..bytes.len()).step_by(step) {
            let end = (at + 16).min(bytes.len());
            try_all(&[&bytes[..at], &bytes[end..]].concat());
            try_all(&[&bytes[..end], &bytes[at..]].concat());
        }
    }
}

/// Bytes in every place become 0, 255, 128 and others: sizes, counts, types.
#[test]
fn every_byte_changed() {
    for (_, _, mut bytes) in made::fixtures() {
        let step = (bytes.len() / 1000).max(1);
        for at in (0..bytes.len()).step_by(step) {
            let own = bytes[at];
            for value in [0, 1, 0x7f, 0x80, 0xff, own ^ 1, own.wrapping_add(7)] {
                bytes[at] = value;
                let _ = read_all(&bytes, Options::new(), Limits::DESKTOP);
            }
            bytes[at] = own;
        }
    }
}

/// A budget that does not suffice ends in `limit`, whatever the format.
#[test]
fn too_small_a_budget_is_an_error() {
    for (name, _, bytes) in made::fixtures() {
        let mut limits = Limits::DESKTOP;
        limits.memory_bytes = 64;
        let error = read_all(&bytes, Options::new(), limits).expect_err(name);
        assert_eq!(error.code().name(), "limit", "{name}: {error}");
        let mut limits = Limits::DESKTOP;
        limits.points = 19;
        let error = read_all(&bytes, Options::new(), limits).expect_err(name);
        assert_eq!(error.code().name(), "limit", "{name}: {error}");
        let mut limits = Limits::DESKTOP;
        limits.file_bytes = bytes.len() - 1;
        assert!(read_all(&bytes, Options::new(), limits).is_err(), "{name}");
    }
}

/// What the fuzzers found, kept as few inputs as reach all that the others reach (`cargo xtask fuzz NAME --keep`).
#[test]
fn what_fuzzers_found_is_replayed() {
    let magics: [(&str, &[u8]); 13] = [
        ("archive", b"PK\x03\x04"),
        ("cif", b"data_"),
        ("jcamp", b"##TITLE="),
        ("json", b"{"),
        ("labspec", b"LabSpec6"),
        ("numpy", b"\x93NUMPY"),
        ("opus", b"\x0a\x0a\xfe\xfe"),
        ("spa", b"Spectral Data File"),
        ("spc", b""),
        ("spe", b""),
        ("text", b""),
        ("wdf", b"WDF1"),
        ("wxd", b"#WXD"),
    ];
    for (name, magic) in magics {
        let packed = std::fs::read(format!("tests/corpus/{name}.z")).unwrap();
        let pack = miniz_oxide::inflate::decompress_to_vec_zlib(&packed).unwrap();
        let (mut rest, mut inputs, mut read) = (&pack[..], 0, 0);
        while let Some((len, behind)) = rest.split_first_chunk::<4>() {
            let (input, behind) = behind.split_at(u32::from_le_bytes(*len) as usize);
            (rest, inputs) = (behind, inputs + 1);
            // One byte for the options, then the file, as it is and begun as the format begins.
            let Some((&first, bytes)) = input.split_first() else { continue };
            let mut options = Options::new();
            (options.salvage, options.decimal_comma) = (first & 1 == 1, first & 2 == 2);
            options.peaks = first & 8 == 8;
            let limits = if first & 4 == 4 { Limits::FIRMWARE } else { Limits::DESKTOP };
            read += usize::from(read_all(bytes, options, limits).is_ok());
            let mut begun = bytes.to_vec();
            begun.resize(bytes.len().max(magic.len()), 0);
            begun[..magic.len()].copy_from_slice(magic);
            read += usize::from(read_all(&begun, options, limits).is_ok());
        }
        assert!(inputs > 100 && read > 0, "{name}: {inputs} inputs, {read} read");
    }
}

/// Two seconds of changed fixtures for every reader: several bytes at once, pieces of others, cut and repeated.
#[test]
fn two_seconds_of_changes_for_every_reader() {
    let fixtures = made::fixtures();
    let seconds = if std::env::var_os("RAMATCH_LONG").is_some() { 60 } else { 2 };
    let mut state = 1u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    let readers: [&[&str]; 13] = [
        &[".rod"],
        &[".jdx"],
        &[".spc"],
        &[".wdf"],
        &[".wxd"],
        &[".0"],
        &[".spa", ".spg"],
        &[".spe"],
        &[".l6s", ".xml"],
        &[".json"],
        &[".npy"],
        &[".zip", ".gz"],
        &[".csv", ".txt"],
    ];
    for endings in readers {
        let own: Vec<&Vec<u8>> = fixtures
            .iter()
            .filter(|(name, ..)| endings.iter().any(|ending| name.ends_with(ending)))
            .map(|(_, _, bytes)| bytes)
            .collect();
        assert!(!own.is_empty(), "{endings:?}");
        let (begun, mut tried) = (Instant::now(), 0);
        while begun.elapsed() < Duration::from_millis(seconds * 1000) {
            let mut bytes = own[random(own.len())].clone();
            for _ in 0..1 + random(4) {
                let at = random(bytes.len());
                match random(5) {
                    0 => bytes[at] = random(256) as u8,
                    1 => bytes[at] ^= 1 << random(8),
                    2 => bytes.truncate(at.max(8)),
                    3 => {
                        let other = own[random(own.len())];
                        let from = random(other.len());
                        let piece = other[from..(from + random(64)).min(other.len())].to_vec();
                        bytes.splice(at..at, piece);
                    }
                    _ => {
                        let end = (at + random(64)).min(bytes.len());
                        bytes.drain(at..end);
                        bytes.push(0);
                    }
                }
            }
            try_all(&bytes);
            tried += 1;
        }
        println!("{endings:?}: {tried} files");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Any bytes behind the first ones of any format.
    #[test]
    fn any_bytes(which in 0usize..14, bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let magics: [&[u8]; 14] = [
            b"", b"##TITLE=", b"\x00\x4b", b"\x04\x4c", b"\x00\x4d", b"WDF1", b"#WXD", b"\x0a\x0a\xfe\xfe", b"Spectral Data File",
            b"LabSpec6", b"{\"wavenumber\":", b"\x93NUMPY\x01\x00", b"PK\x03\x04", b"\x1f\x8b\x08",
        ];
        try_all(&[magics[which], &bytes[..]].concat());
    }
}

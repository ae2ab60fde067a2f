//! Committed specimens of library files: each opens, is whole, and says what the listing beside it says, on every machine.
//!
//! `RAMATCH_BLESS=1 cargo test -p ramatch --test specimens` makes the files again, `RAMATCH_BLESS=1 cargo test -p ramatch-core --features verify
//! --test specimens` the listings. Neither is done but knowingly: files of users do not change either.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch_core::identify::{Ask, CalibrationRef, MemoryBuf, Patience, References, identify};
use ramatch_core::library::{Check, Progress};
use ramatch_core::{LibraryRef, Pipeline, SpectrumRef};
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spectra-library/specimens")
}

/// Files of an ending, in the order of their names.
fn files(ending: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|item| item.unwrap().path())
        .filter(|path| path.extension().is_some_and(|own| own == ending))
        .collect();
    files.sort();
    files
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// 64 bits of FNV-1a.
fn sum(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// A sum over all samples, and every sixteenth of them, by their bits.
fn samples(samples: &[f32]) -> String {
    let all = sum(samples.iter().flat_map(|y| y.to_bits().to_be_bytes()));
    let few = samples.iter().step_by(16).map(|y| format!("{:08x}", y.to_bits())).collect::<Vec<_>>();
    format!("{all:016x} {}", few.join(" "))
}

/// What is asked about: three bands over a slope, of whole numbers.
fn query() -> (Vec<f32>, Vec<f32>) {
    let shift: Vec<f32> = (0..1100).map(|i| (150 + 2 * i) as f32).collect();
    let band = |x: f32, at: f32, height: f32| height / (1.0 + (x - at) * (x - at) / 64.0);
    let counts = shift
        .iter()
        .map(|&x| 200.0 + 0.25 * x + band(x, 1001.0, 900.0) + band(x, 1602.0, 300.0) + band(x, 621.0, 200.0))
        .collect();
    (shift, counts)
}

fn library(bytes: &[u8]) -> String {
    let view = LibraryRef::open(bytes).unwrap();
    let mut check = Check::new(view);
    while check.step(1000).unwrap() != Progress::Done {}
    let (mut text, grid) = (String::new(), view.grid());
    let out = &mut text;
    writeln!(out, "bytes {} hash {}", bytes.len(), hex(&view.stated_hash())).unwrap();
    writeln!(out, "recipe {} rows {}", view.recipe_id(), view.row_format().name()).unwrap();
    writeln!(out, "grid {} {} {}", grid.start_cm1, grid.step_cm1, grid.len).unwrap();
    for section in view.sections() {
        let (kind, version, required) = (section.kind, section.version, section.required);
        let len = section.content.len();
        writeln!(
            out,
            "section {kind} version {version} required {required} len {len} {}",
            hex(&section.hash)
        )
        .unwrap();
    }
    for index in 0..view.substances_len() {
        let substance = view.substance(index).unwrap();
        writeln!(out, "substance {index} {:?} {:?}", substance.id, substance.name).unwrap();
    }
    let (emphasized, linear) = (view.emphasized_rows().unwrap(), view.linear_rows());
    let len = emphasized.len() / view.len() as usize;
    for index in 0..view.len() {
        writeln!(out, "entry {index} {:?}", view.entry(index).unwrap()).unwrap();
        let row = view.row(index);
        let (scale, residual) = (row.scale.to_bits(), row.residual_norm.to_bits());
        let all: Vec<f32> = row.samples().collect();
        writeln!(out, "  row {scale:08x} {residual:08x} {}", samples(&all)).unwrap();
        let codes = &emphasized[index as usize * len..][..len];
        writeln!(out, "  emphasised {:016x}", sum(codes.iter().copied())).unwrap();
        if let Some(row) = linear.and_then(|rows| rows.row(index)) {
            let all: Vec<f32> = row.as_row().samples().collect();
            let (norm, interval) = (row.norm.to_bits(), row.interval);
            writeln!(out, "  linear {norm:08x} {}..{} {}", interval.lo, interval.hi, samples(&all)).unwrap();
        }
    }
    let pipeline = Pipeline::new(*view.recipe()).unwrap();
    let mut squares = vec![0; References::squares_len(view.len())];
    let ask = Ask::new(&pipeline, References::open(view, &mut squares).unwrap());
    let (shift, counts) = query();
    let mut memory = MemoryBuf::new(&ask.needs(shift.len(), 3));
    let spectrum = SpectrumRef::new(&shift, &counts).unwrap();
    let patience = Patience { every: 1000, go_on: &mut |_| true };
    let mut lent = memory.lend();
    let answer = identify(&ask, spectrum, &mut lent, patience).unwrap();
    writeln!(out, "prepared {}", samples(answer.samples)).unwrap();
    for ranked in answer.best {
        writeln!(out, "ranked {} {} {:016x}", ranked.entry, ranked.substance, ranked.score.to_bits())
            .unwrap();
    }
    text
}

fn calibration(bytes: &[u8]) -> String {
    let table = CalibrationRef::open(bytes).unwrap();
    let (mut text, bits) = (String::new(), |number: f64| format!("{:016x}", number.to_bits()));
    let out = &mut text;
    writeln!(out, "bytes {} {:016x}", bytes.len(), sum(bytes.iter().copied())).unwrap();
    writeln!(out, "library {} recipe {:016x}", hex(&table.library_hash()), table.recipe()).unwrap();
    writeln!(out, "major {} tables {}", table.major(), table.tables_len()).unwrap();
    writeln!(out, "coefficients {}", table.coefficients().map(bits).join(" ")).unwrap();
    writeln!(out, "ranges {:?}", table.ranges()).unwrap();
    writeln!(out, "alpha {} rate {} most {}", table.alpha(), table.stated_rate(), table.most()).unwrap();
    writeln!(out, "absent below {:?} substances {:?}", table.absent_below(), table.substances()).unwrap();
    for (number, stratum) in table.all_strata().enumerate() {
        writeln!(out, "{stratum:?}").unwrap();
        for value in [0.0, 0.4, 0.6, 0.8, 1.0] {
            let reached = table.reached(number, value);
            writeln!(out, "  reached {value} by {} of {}", reached.by, reached.of).unwrap();
        }
    }
    text
}

fn compare(ending: &str, listing: impl Fn(&[u8]) -> String) {
    let files = files(ending);
    assert!(!files.is_empty());
    for path in files {
        let found = listing(&std::fs::read(&path).unwrap());
        let beside = path.with_extension(format!("{ending}.txt"));
        if std::env::var_os("RAMATCH_BLESS").is_some() {
            std::fs::write(&beside, &found).unwrap();
        }
        let expected = std::fs::read_to_string(&beside).unwrap().replace("\r\n", "\n");
        assert_eq!(found, expected, "{}", path.display());
    }
}

#[test]
fn libraries_say_what_they_said() {
    compare("rsl", library);
}

#[test]
fn a_calibration_says_what_it_said() {
    compare("rcl", calibration);
}

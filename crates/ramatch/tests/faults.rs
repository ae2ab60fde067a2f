//! What is broken is refused, and never answers with a panic, nor with a part of a library.
//!
//! `cargo xtask faults library` runs the long form: every bit of every byte, every length.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/libraries.rs"]
mod support;

use proptest::prelude::*;
use ramatch::core::library::{RowFormat, format};
use ramatch::core::{Code, Pipeline, Prepared, Spectrum};
use ramatch::{Identifier, Library, Options, Raw, Recipe, Search, Storage};
use std::fs;
use std::path::Path;
use support::{curve, sketched, small};

fn long() -> bool {
    std::env::var_os("RAMATCH_LONG").is_some()
}

/// Searches and looks at everything. Answers may be anything; a panic is the fault.
fn use_it(library: &Library) {
    let view = library.view();
    for index in [0, 1, view.len() / 2, view.len().wrapping_sub(1), u32::MAX] {
        let _ = (view.entry(index), view.row(index).samples().count(), view.substance(index));
        let linear = view.linear_rows().and_then(|rows| rows.row(index));
        let _ = linear.map(|row| (row.as_row().samples().count(), row.interval.len()));
        let _ = (library.entry_content(index), library.substance_content(index));
    }
    let _ = library.content();
    let Ok(pipeline) = Pipeline::new(*view.recipe()) else { return };
    if view.grid().len > 4096 {
        return;
    }
    let (x, y) = curve(3);
    let spectrum = Spectrum::new(x, y).unwrap();
    let (mut workspace, mut samples) = (pipeline.workspace(80), vec![0.0; view.grid().len]);
    let prepared = pipeline.run(spectrum.as_ref(), workspace.lend(), &mut samples);
    let query: Prepared<'_> = match prepared {
        Ok(query) => query,
        Err(_) => return,
    };
    if let Ok(searcher) = library.searcher() {
        for search in [Search::new(3), Search::new(5).per_substance()] {
            let found = searcher.search(&query, &search).unwrap();
            assert!(found.hits.iter().all(|hit| (-1.0..=1.0).contains(&hit.score)));
        }
    }
    // Of the large ones, one in 8.
    if view.len() > 4 && !view.stated_hash()[1].is_multiple_of(8) {
        return;
    }
    if let Ok(identifier) = Identifier::new(library.clone()) {
        for options in [Options::default(), Options::default().through("salt")] {
            // What a library says of its entries may be refused; scores are scores.
            if let Ok(report) = identifier.identify(&spectrum, &options) {
                assert!(report.hits.iter().all(|hit| (-1.1..=1.0).contains(&hit.score)));
                // No answer without a name.
                assert!(report.hits.iter().all(|hit| !hit.substance.is_empty() && !hit.entry.is_empty()));
            }
        }
    }
}

/// Writes what fuzzing begins with, where it is asked for.
#[test]
fn writes_seeds_for_fuzzing() {
    let Some(folder) = std::env::var_os("RAMATCH_SEEDS") else { return };
    let storages =
        [Storage::new(), Storage::new().rows(RowFormat::I16).codes(), Storage::new().rows(RowFormat::I8)];
    for (i, storage) in storages.into_iter().enumerate() {
        let files = [("small", small(storage)), ("sketched", sketched(storage))];
        for (name, bytes) in files {
            fs::write(Path::new(&folder).join(format!("{name}-{i}")), [&[1], &bytes[..]].concat()).unwrap();
        }
    }
}

/// How a broken library was found out; none if it was not.
fn found_out(bytes: Vec<u8>) -> Option<&'static str> {
    let Ok(library) = Library::in_memory(bytes) else { return Some("open") };
    use_it(&library);
    library.verify().is_err().then_some("verify")
}

/// Counts of what was tried, and how it was found out.
#[derive(Default)]
struct Counts {
    tried: usize,
    by_open: usize,
    by_verify: usize,
    lost: usize,
}

impl Counts {
    fn count(&mut self, bytes: Vec<u8>) {
        self.tried += 1;
        match found_out(bytes) {
            Some("open") => self.by_open += 1,
            Some(_) => self.by_verify += 1,
            None => self.lost += 1,
        }
    }
    fn say(&self, what: &str) {
        let Self { tried, by_open, by_verify, lost } = self;
        println!("{what}: {tried} tried, {by_open} found by open, {by_verify} by verify, lost = {lost}");
        assert_eq!(*lost, 0, "{what}");
    }
}

#[test]
fn every_flipped_byte_and_every_length_is_found() {
    let files = [
        ("f32", small(Storage::new())),
        ("f32 and codes", small(Storage::new().codes())),
        ("i16", small(Storage::new().rows(RowFormat::I16))),
        ("i8", small(Storage::new().rows(RowFormat::I8))),
        ("i8 with a sketch", sketched(Storage::new().rows(RowFormat::I8))),
        ("f32 with a sketch", sketched(Storage::new())),
    ];
    for (name, good) in files {
        assert_eq!(found_out(good.clone()), None, "the whole file");
        // Short: each byte of a small file once, some of a large one.
        let large = good.len() > 20_000;
        let step = match (large, long()) {
            (true, false) => 997,
            (true, true) => 41,
            _ => 1,
        };
        let (mut flips, mut cuts) = (Counts::default(), Counts::default());
        for at in (0..good.len()).step_by(step) {
            let bits = if long() && !large { 0..8 } else { at % 8..at % 8 + 1 };
            for bit in bits {
                let mut bytes = good.clone();
                bytes[at] ^= 1 << bit;
                flips.count(bytes);
            }
        }
        let step = if long() { step } else { step * 7 };
        for len in (0..good.len()).step_by(step) {
            cuts.count(good[..len].to_vec());
        }
        cuts.count([&good[..], &[0]].concat());
        flips.say(&format!("{name}, {} bytes, flipped bits", good.len()));
        cuts.say(&format!("{name}, {} bytes, other lengths", good.len()));
    }
}

/// A file with all its hashes made right again.
fn rehashed(mut bytes: Vec<u8>) -> Vec<u8> {
    let u64_at = |bytes: &[u8], at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as usize;
    let count = u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
    for row in (0..count.min(64)).map(|i| format::HEADER_LEN + i * format::SECTION_LEN) {
        if row + format::SECTION_LEN > bytes.len() {
            break;
        }
        let (from, len) = (u64_at(&bytes, row + 8), u64_at(&bytes, row + 16));
        if let Some(content) = from.checked_add(len).and_then(|to| bytes.get(from..to)) {
            let hash = blake3::hash(content);
            bytes[row + 24..row + 56].copy_from_slice(hash.as_bytes());
        }
    }
    let mut hasher = blake3::Hasher::new();
    hasher.update(&bytes[..24]);
    hasher.update(&bytes[56..]);
    let hash = hasher.finalize();
    bytes[24..56].copy_from_slice(hash.as_bytes());
    bytes
}

/// Where a section's row of the table stands, and where its content begins.
fn section(bytes: &[u8], kind: u32) -> (usize, usize) {
    let count = u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
    let rows = (0..count).map(|i| format::HEADER_LEN + i * format::SECTION_LEN);
    let row = rows.into_iter().find(|&row| bytes[row..row + 4] == kind.to_le_bytes()).unwrap();
    (row, u64::from_le_bytes(bytes[row + 8..row + 16].try_into().unwrap()) as usize)
}

#[test]
fn forged_files_with_good_hashes_are_refused_by_name() {
    let good = small(Storage::new().rows(RowFormat::I8));
    let code = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.clone();
        change(&mut bytes);
        let library = Library::in_memory(rehashed(bytes));
        let refused = library.and_then(|library| {
            use_it(&library);
            library.verify()
        });
        refused.unwrap_err().code()
    };
    assert!(Library::in_memory(rehashed(good.clone())).unwrap().verify().is_ok());
    let put = |kind: u32, at: usize, value: &'static [u8]| {
        let begin = section(&good, kind).1 + at;
        move |bytes: &mut Vec<u8>| bytes[begin..begin + value.len()].copy_from_slice(value)
    };
    let table = |kind: u32, at: usize, value: u64| {
        let begin = section(&good, kind).0 + at;
        move |bytes: &mut Vec<u8>| bytes[begin..begin + 8].copy_from_slice(&value.to_le_bytes())
    };
    let rows_at = section(&good, format::ROWS).1 as u64;
    // Sections that overlap, leave the file, are of other lengths.
    assert_eq!(code(&table(format::METADATA, 8, rows_at)), Code::BadOffset);
    assert_eq!(code(&table(format::ROWS, 16, 1 << 40)), Code::BadOffset);
    assert_eq!(code(&table(format::ROWS, 16, u64::MAX)), Code::BadOffset);
    assert_eq!(code(&table(format::ROWS, 16, 63)), Code::BadEntry);
    // Counts of 2³¹: of sections, of records.
    assert_eq!(code(&|bytes| bytes[12..16].copy_from_slice(&(1u32 << 31).to_le_bytes())), Code::Truncated);
    assert_eq!(code(&put(format::ENTRIES, 0, &[0, 0, 0, 0x80])), Code::BadEntry);
    assert_eq!(code(&put(format::ENTRIES, 24, &[0, 0, 0, 0x80])), Code::BadEntry);
    assert_eq!(code(&put(format::ENTRIES, 28, &[0, 0, 0, 0x80])), Code::BadEntry);
    assert_eq!(code(&put(format::ENTRIES, 8, &[33, 0, 0, 0])), Code::BadEntry);
    // Names that are not UTF-8, numbers that are none.
    assert_eq!(code(&put(format::STRINGS, 0, &[0xff])), Code::BadEntry);
    assert_eq!(code(&put(format::SCALES, 0, &[0, 0, 0xc0, 0x7f])), Code::BadEntry);
    assert_eq!(code(&put(format::SCALES, 4, &[0, 0, 0x80, 0xff])), Code::BadEntry);
    assert_eq!(code(&|bytes| bytes[10] = 9), Code::BadEntry);
    assert_eq!(code(&|bytes| bytes[11] = 1), Code::BadEntry);
    assert_eq!(code(&|bytes| bytes[57] ^= 1), Code::BadEntry);
    assert_eq!(code(&|bytes| bytes[8] = 7), Code::BadVersion);
    // A required section that nobody knows, and one that is there twice.
    assert_eq!(code(&table(format::METADATA, 0, 77 | 1 << 48)), Code::UnknownSection);
    assert_eq!(code(&table(format::METADATA, 0, u64::from(format::ROWS))), Code::SectionCount);
    // Metadata of something else.
    let row = section(&good, format::METADATA).0;
    let len = u64::from_le_bytes(good[row + 16..row + 24].try_into().unwrap());
    assert_eq!(code(&table(format::METADATA, 16, len - 1)), Code::BadMetadata);
    assert_eq!(code(&put(format::METADATA, 0, &[0xff; 8])), Code::BadMetadata);

    // Emphasised rows of another length, and with a code that no row has.
    assert_eq!(code(&table(format::BANDS, 16, 63)), Code::BadEntry);
    assert_eq!(code(&put(format::BANDS, 5, &[0x80])), Code::BadEntry);

    // Linear rows of another length, in a format that they never have, with something where nothing is.
    assert_eq!(code(&table(format::LINEAR, 16, 95)), Code::BadEntry);
    assert_eq!(code(&put(format::LINEAR, 0, &[0])), Code::BadEntry);
    assert_eq!(code(&put(format::LINEAR, 0, &[1])), Code::BadEntry);
    assert_eq!(code(&put(format::LINEAR, 15, &[1])), Code::BadEntry);
    // Scale and norm that are none, or not there together.
    assert_eq!(code(&put(format::LINEAR, 16, &[0, 0, 0xc0, 0x7f])), Code::BadEntry);
    assert_eq!(code(&put(format::LINEAR, 20, &[0, 0, 0x80, 0xff])), Code::BadEntry);
    assert_eq!(code(&put(format::LINEAR, 16, &[0, 0, 0, 0])), Code::BadEntry);
    assert_eq!(code(&put(format::LINEAR, 20, &[0, 0, 0, 0])), Code::BadEntry);
    assert_eq!(code(&put(format::LINEAR, 16, &[0, 0, 0, 0x80, 0, 0, 0, 0x80])), Code::BadEntry);
    // Codes that no row has: at an end that is not known, and the least one; in a row that there is not.
    assert_eq!(code(&put(format::LINEAR, 32, &[1])), Code::BadEntry);
    assert_eq!(code(&put(format::LINEAR, 32 + 10, &[0x80])), Code::BadEntry);
    assert_eq!(code(&put(format::LINEAR, 16, &[0; 8])), Code::BadEntry);
    // Rows that could be, and are not those of what was measured.
    assert_eq!(code(&put(format::LINEAR, 20, &[0, 0, 0x80, 0x3f])), Code::BadEntry);
    let at = section(&good, format::LINEAR).1 + 32 + 10;
    assert_eq!(code(&|bytes| bytes[at] ^= 1), Code::BadEntry);

    // A sketch that hides a row, with good hashes.
    let mut lying = sketched(Storage::new());
    let at = section(&lying, format::SKETCH).1 + 128 + 700;
    lying[at] = lying[at].wrapping_sub(1);
    let library = Library::in_memory(rehashed(lying)).unwrap();
    use_it(&library);
    assert_eq!(library.verify().unwrap_err().code(), Code::BadEntry);
}

proptest! {
    /// Any bytes in any place, with good hashes and with bad ones: opened, then searched.
    #[test]
    fn whatever_opens_can_be_searched(
        which in 0usize..3,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        rehash in any::<bool>(),
    ) {
        static FILES: std::sync::OnceLock<[Vec<u8>; 3]> = std::sync::OnceLock::new();
        let files = FILES.get_or_init(|| [
            small(Storage::new().rows(RowFormat::I16).codes()),
            sketched(Storage::new().rows(RowFormat::I8)),
            sketched(Storage::new().codes()),
        ]);
        let mut bytes = files[which].clone();
        for (at, value) in changes {
            // Half of them where the structure is.
            let len = if value % 2 == 0 { bytes.len() } else { 1000.min(bytes.len()) };
            let at = at.index(len);
            bytes[at] = value;
        }
        if let Ok(library) = Library::in_memory(if rehash { rehashed(bytes) } else { bytes }) {
            use_it(&library);
            let _ = library.verify();
        }
    }
}

#[test]
fn a_mapped_file_that_is_changed_is_found_and_one_that_is_replaced_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mapped.rsl");
    let good = sketched(Storage::new());
    fs::write(&path, &good).unwrap();
    let mapped = Library::open(&path).unwrap();
    mapped.verify().unwrap();
    let read = Library::read(&path).unwrap();
    // A new version is renamed over it: whoever has opened the old one keeps it.
    ramatch::write_atomically(&path, &small(Storage::new())).unwrap();
    mapped.verify().unwrap();
    assert_eq!(Library::open(&path).unwrap().view().len(), 2);
    // Written to in place: found by verify, and the copy in memory is as it was.
    fs::write(&path, &good).unwrap();
    let mapped = Library::open(&path).unwrap();
    write_at(&path, good.len() as u64 / 2, &[0x55; 64]);
    use_it(&mapped);
    assert_eq!(mapped.verify().unwrap_err().code(), Code::HashMismatch);
    read.verify().unwrap();
    fs::write(&path, &good[..good.len() / 2]).unwrap();
    assert_eq!(Library::open(&path).unwrap_err().code(), Code::Truncated);
    assert_eq!(Library::open(folder.path()).unwrap_err().code(), Code::IsDirectory);
    fs::write(&path, []).unwrap();
    assert_eq!(Library::open(&path).unwrap_err().code(), Code::BadMagic);
}

/// A file that another library was copied over while it was open: an error, never a hit without a name.
#[test]
fn a_mapped_library_that_was_copied_over_gives_no_hit_without_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mapped.rsl");
    let (x, y) = curve(3);
    let spectrum = Spectrum::new(x, y).unwrap();
    let good = small(Storage::new());
    let mut refused = 0;
    for kind in [format::ENTRIES, format::SUBSTANCES, format::STRINGS] {
        for filler in [0x00, 0x55, 0xff] {
            fs::write(&path, &good).unwrap();
            let identifier = Identifier::new(Library::open(&path).unwrap()).unwrap();
            assert_eq!(
                identifier.identify(&spectrum, &Options::default()).unwrap().hits[0].substance,
                "salt"
            );
            let (row, at) = section(&good, kind);
            let len = u64::from_le_bytes(good[row + 16..row + 24].try_into().unwrap()) as usize;
            write_at(&path, at as u64, &vec![filler; len]);
            match identifier.identify(&spectrum, &Options::default()) {
                Ok(report) => {
                    assert!(report.hits.iter().all(|hit| !hit.substance.is_empty() && !hit.entry.is_empty()));
                }
                Err(error) => {
                    assert!([Code::BadEntry, Code::BadMetadata].contains(&error.code()), "{error}");
                    refused += 1;
                }
            }
        }
    }
    println!("libraries that were copied over: 9 tried, {refused} refused, without a name = 0");
    assert!(refused >= 3);
}

fn write_at(path: &Path, at: u64, bytes: &[u8]) {
    use std::io::{Seek, SeekFrom, Write};
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

/// The stated norm of what integers lose is that, and a library without raw spectra cannot be prepared again.
#[test]
fn integers_lose_what_they_say_and_raw_spectra_are_kept_or_not() {
    let whole = Library::in_memory(small(Storage::new())).unwrap();
    for format in [RowFormat::I16, RowFormat::I8] {
        let library = Library::in_memory(small(Storage::new().rows(format))).unwrap();
        for index in 0..2 {
            let (row, own) = (library.view().row(index), whole.view().row(index));
            let lost: f64 = (0..32)
                .map(|i| {
                    let code = match row.codes {
                        ramatch::core::library::Codes::I16(codes) => f64::from(i16::from_le_bytes(codes[i])),
                        ramatch::core::library::Codes::I8(codes) => f64::from(i8::from_le_bytes(codes[i])),
                        ramatch::core::library::Codes::F32(_) => unreachable!(),
                    };
                    f64::from(own.sample(i)) - code * f64::from(row.scale)
                })
                .map(|lost| lost * lost)
                .sum::<f64>()
                .sqrt();
            let stated = f64::from(row.residual_norm);
            assert!(lost <= stated && stated <= lost * (1.0 + 1e-6), "{format:?}: {lost}, stated {stated}");
        }
        let again = library.prepared_by(&Recipe::FINGERPRINT_PORTABLE);
        assert_eq!(again.unwrap().view().row_format(), format);
    }
    let bare = Library::in_memory(small(Storage::new().without_raw())).unwrap();
    assert_eq!(bare.entry_content(0).unwrap().unwrap().raw, Raw::Absent);
    assert!(bare.bytes().len() + 1000 < whole.bytes().len());
    assert!(bare.prepared_by(&Recipe::FINGERPRINT_PORTABLE).is_err());
}

//! Libraries for devices: what they hold, what they cost, and how a device checks one.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/spectra.rs"]
mod spectra;

use ramatch::core::LibraryRef;
use ramatch::core::library::{Check, Progress, format};
use ramatch::{Content, DeviceCost, Identifier, Library, Options, Recipe, Storage};

/// A few references, stored as asked for.
fn few(recipe: &Recipe, storage: Storage, entries: usize) -> Library {
    let mut content: Content = Library::embedded().unwrap().content().unwrap();
    content.entries.truncate(entries);
    Library::build(&content, recipe, None, storage, &mut |_, _| {}).unwrap()
}

/// A recipe on a grid of few points, so that a library is small.
fn coarse() -> Recipe {
    Recipe::FINGERPRINT_PORTABLE.on(ramatch::Grid::cm1(150.0, 18.0, 128))
}

/// Steps of a check until it ends.
fn checked(bytes: &[u8], step: usize) -> Result<usize, ramatch::core::Error> {
    let mut check = Check::new(LibraryRef::open(bytes)?);
    let (mut steps, mut last) = (1, 0);
    loop {
        match check.step(step)? {
            Progress::Done => return Ok(steps),
            Progress::More { done, of } => {
                assert!(done > last || step == 0 && done >= last, "{done} after {last}");
                assert!(done <= of && done - last <= step.saturating_add(4096) as u64);
                (last, steps) = (done, steps + 1);
            }
        }
    }
}

#[test]
fn a_library_for_a_device_holds_what_it_reads_and_no_more() {
    let demonstration = Library::embedded().unwrap();
    for (storage, linear) in [(Storage::device(), false), (Storage::device().with_linear(), true)] {
        let library = few(&Recipe::FINGERPRINT_PORTABLE, storage, usize::MAX);
        let kinds: Vec<u32> = library.view().sections().map(|section| section.kind).collect();
        let hosts = [format::METADATA, format::SKETCH, format::CODES, format::INDEX];
        assert!(kinds.iter().all(|kind| !hosts.contains(kind)), "{kinds:?}");
        assert!(kinds.contains(&format::BANDS));
        assert_eq!(kinds.contains(&format::LINEAR), linear);
        // The size that is computed is that of the file.
        let cost = DeviceCost::of_library(&library, 2048).unwrap();
        let bytes = if linear { cost.flash_with_mixtures_bytes } else { cost.flash_bytes };
        assert_eq!(bytes, library.bytes().len() as u64);
        assert_eq!(
            cost,
            DeviceCost::of_library(&demonstration.prepared_by(&Recipe::FINGERPRINT_PORTABLE).unwrap(), 2048)
                .unwrap()
        );
        // Rows of integers change no name that is told.
        let whole = Identifier::with_recipe(&demonstration, &Recipe::FINGERPRINT_PORTABLE).unwrap();
        let device = Identifier::new(library).unwrap();
        for (path, substance) in spectra::examples() {
            let spectrum = ramatch::read_file(&path).unwrap().spectrum;
            let options = Options::default().single();
            let (own, other) =
                (device.identify(&spectrum, &options).unwrap(), whole.identify(&spectrum, &options).unwrap());
            assert_eq!(spectra::best(&own), substance);
            assert_eq!(own.hits[0].score.to_bits(), other.hits[0].score.to_bits());
        }
    }
}

#[test]
fn snip_ranks_the_examples_as_well() {
    let library = few(&Recipe::FINGERPRINT_PORTABLE_SNIP, Storage::device(), usize::MAX);
    assert_ne!(Recipe::FINGERPRINT_PORTABLE_SNIP.id(), Recipe::FINGERPRINT_PORTABLE.id());
    let device = Identifier::new(library).unwrap();
    for (path, substance) in spectra::examples() {
        let spectrum = ramatch::read_file(&path).unwrap().spectrum;
        let report = device.identify(&spectrum, &Options::default()).unwrap();
        assert_eq!(spectra::best(&report), substance, "{}", path.display());
    }
}

#[test]
fn a_check_in_steps_of_any_size_finds_nothing_in_a_whole_library() {
    for storage in [Storage::new(), Storage::device(), Storage::device().with_linear()] {
        let library = few(&Recipe::FINGERPRINT_PORTABLE, storage, 9);
        for step in [usize::MAX, 100_000, 4096, 64] {
            let steps = checked(library.bytes(), step).unwrap();
            assert!(if step == usize::MAX { steps == 1 } else { steps > 1 || step > 4096 });
        }
    }
    // The least step there is ends as well.
    checked(few(&coarse(), Storage::device(), 1).bytes(), 0).unwrap();
}

/// Every byte of a small library, changed: what opens is refused by the check, as it is by a host.
#[test]
fn every_changed_byte_is_found() {
    let library = few(&coarse(), Storage::device().with_linear(), 3);
    let whole = library.bytes();
    let (mut opened, mut alike) = (0, 0);
    for at in 0..whole.len() {
        let mut bytes = whole.to_vec();
        bytes[at] ^= 1 << (at % 8);
        if LibraryRef::open(&bytes).is_err() {
            continue;
        }
        opened += 1;
        let refused = checked(&bytes, 4096).unwrap_err();
        if at % 7 == 0 {
            let of_host = Library::in_memory(bytes).unwrap().verify().unwrap_err();
            assert_eq!(of_host.code(), refused.code(), "byte {at}");
            alike += 1;
        }
    }
    assert!(opened > whole.len() / 2 && alike > 100, "{opened} {alike}");
}

/// With the hashes made anew, records and rows that contradict themselves are found.
#[test]
fn records_and_rows_that_contradict_themselves_are_found_behind_right_hashes() {
    let library = few(&coarse(), Storage::device().with_linear(), 3);
    let sections: Vec<_> = library
        .view()
        .sections()
        .map(|section| {
            (
                section.kind,
                section.content.as_ptr().addr() - library.bytes().as_ptr().addr(),
                section.content.len(),
            )
        })
        .collect();
    let of = |kind: u32| sections.iter().find(|section| section.0 == kind).copied().unwrap();
    let entries = of(format::ENTRIES).1;
    let (bands, bands_len) = (of(format::BANDS).1, of(format::BANDS).2);
    let linear = of(format::LINEAR).1 + format::LINEAR_HEAD_LEN;
    let cases: [(&str, usize, u8); 5] = [
        ("a grade that there is not", entries + 12, 9),
        ("a substance that there is not", entries + 3, 1),
        ("the code -128", bands + bands_len / 2, 0x80),
        ("a negative scale", linear + 3, 0xbf),
        ("a scale of a row that is no number", of(format::SCALES).1 + 3, 0xff),
    ];
    for (what, at, value) in cases {
        let mut bytes = library.bytes().to_vec();
        bytes[at] = value;
        for (place, (_, from, len)) in sections.iter().enumerate() {
            let hash = blake3::hash(&bytes[*from..from + len]);
            let slot = format::HEADER_LEN + place * format::SECTION_LEN + 24;
            bytes[slot..slot + 32].copy_from_slice(hash.as_bytes());
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(&bytes[..format::FILE_HASH_AT]).update(&bytes[format::FILE_HASH_AT + 32..]);
        bytes[format::FILE_HASH_AT..][..32].copy_from_slice(hasher.finalize().as_bytes());
        let refused = checked(&bytes, 1000).expect_err(what);
        assert_eq!(refused.code().name(), "bad_entry", "{what}");
        let of_host = Library::in_memory(bytes).unwrap().verify().unwrap_err();
        assert_eq!(of_host.code(), refused.code(), "{what}");
    }
}

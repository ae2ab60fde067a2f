//! The library view: what it refuses, and that it answers nonsense without a panic.
#![cfg(feature = "alloc")]
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod support;

use proptest::prelude::*;
use ramatch_core::library::{Codes, LinearRows, RowFormat, format};
use ramatch_core::{
    Code, Grid, GridStep, Hit, Interval, LibraryRef, Linear, Normalize, Pipeline, Recipe, SpectrumRef, TopK,
};
use support::{Section, file, measured, sections};

const WHOLE: Interval = Interval { lo: 0, hi: 1024 };

/// No baseline and no smoothing: works in every build.
fn recipe() -> Recipe {
    Recipe::new(Grid::cm1(256.0, 2.0, 1024)).gridded(GridStep::Normalize { method: Normalize::L2 })
}

/// Three entries with one band each.
fn three() -> Vec<Section> {
    let row = |at: usize| {
        let mut row = vec![0.01f32; 1024];
        row[at] = 1.0;
        row
    };
    let mut last = row(900);
    last[..24].fill(0.0);
    last[1000..].fill(0.0);
    sections(&recipe(), &[(row(100), WHOLE), (row(500), WHOLE), (last, Interval { lo: 24, hi: 1000 })])
}

fn code(bytes: &[u8]) -> Code {
    LibraryRef::open(bytes).unwrap_err().code()
}

#[test]
fn a_whole_library_opens_and_verifies() {
    let bytes = file(&three());
    let library = LibraryRef::open(&bytes).unwrap();
    library.verify_entries().unwrap();
    assert_eq!((library.len(), library.substances_len()), (3, 3));
    assert_eq!(library.entry(2).unwrap().interval, Interval { lo: 24, hi: 1000 });
    assert_eq!(library.entry(1).unwrap().id, "ab");
    assert_eq!(library.row(1).sample(500), 1.0);
    assert!(library.entry(3).is_none() && library.row(3).is_empty() && library.substance(3).is_none());
}

#[test]
fn unaligned_bytes_give_the_same_answer() {
    let bytes = file(&three());
    let mut moved = vec![0];
    moved.extend(&bytes);
    let (x, y) = measured(&[1256.0]);
    let pipeline = Pipeline::new(recipe()).unwrap();
    let (mut workspace, mut samples) = (pipeline.workspace(x.len()), vec![0.0; 1024]);
    let spectrum = SpectrumRef::new(&x, &y).unwrap();
    let query = pipeline.run(spectrum, workspace.lend(), &mut samples).unwrap();
    let top = |bytes: &[u8]| {
        let mut slots = [Hit::EMPTY; 2];
        let mut top = TopK::new(&mut slots);
        LibraryRef::open(bytes).unwrap().scan(&query, &mut top).unwrap();
        top.hits().to_vec()
    };
    assert_eq!(top(&bytes), top(&moved[1..]));
    assert_eq!(top(&bytes)[0].entry, 1);
}

#[test]
fn every_refusal_has_its_name() {
    let good = file(&three());
    assert_eq!(code(&[]), Code::BadMagic);
    assert_eq!(code(&good[1..]), Code::BadMagic);
    for len in 8..good.len() {
        assert!(LibraryRef::open(&good[..len]).is_err(), "cut at {len}");
    }
    assert_eq!(code(&good[..good.len() - 1]), Code::Truncated);
    assert_eq!(code(&[&good[..], &[0]].concat()), Code::Truncated);
    let with = |at: usize, value: &[u8]| {
        let mut bytes = good.clone();
        bytes[at..at + value.len()].copy_from_slice(value);
        code(&bytes)
    };
    assert_eq!(with(8, &[9]), Code::BadVersion);
    assert_eq!(with(12, &u32::MAX.to_le_bytes()), Code::Truncated);
    // The table's first row: offset, then length.
    assert_eq!(with(64 + 8, &0u64.to_le_bytes()), Code::BadOffset, "inside the header");
    assert_eq!(with(64 + 16, &u64::MAX.to_le_bytes()), Code::BadOffset, "beyond the end");
    assert_eq!(with(128 + 8, &384u64.to_le_bytes()), Code::BadOffset, "over the first section");
    let changed = |change: &dyn Fn(&mut Vec<Section>)| {
        let mut sections = three();
        change(&mut sections);
        file(&sections)
    };
    let unknown = |flags| changed(&move |s| s.push((77, 0, flags, vec![1, 2, 3])));
    assert_eq!(code(&unknown(format::REQUIRED)), Code::UnknownSection);
    LibraryRef::open(&unknown(0)).expect("an unknown optional section is skipped");
    assert_eq!(code(&changed(&|s| s[1].1 = 5)), Code::UnknownSection, "a newer version of a needed section");
    assert_eq!(code(&changed(&|s| s.truncate(4))), Code::SectionCount);
    assert_eq!(code(&changed(&|s| s.push(s[4].clone()))), Code::SectionCount);
    assert_eq!(code(&changed(&|s| s[0].3[0] = 99)), Code::Recipe);
    assert_eq!(code(&changed(&|s| s[1].3.truncate(100))), Code::BadEntry);
}

#[test]
fn verify_names_the_bad_entry() {
    let refusal = |change: &dyn Fn(&mut Vec<Section>)| {
        let mut sections = three();
        change(&mut sections);
        let bytes = file(&sections);
        LibraryRef::open(&bytes).unwrap().verify_entries().unwrap_err()
    };
    let entry = |at: usize, value: u32| {
        move |s: &mut Vec<Section>| s[2].3[48 + at..48 + at + 4].copy_from_slice(&value.to_le_bytes())
    };
    for (at, value) in [(0, 9), (4, 1024), (8, 2000), (8, 0), (12, 0), (24, 7), (28, u32::MAX), (36, 9)] {
        let error = refusal(&entry(at, value));
        assert!(
            error.code() == Code::BadEntry && format!("{error:?}").contains("index: 1"),
            "{at} {error:?}"
        );
    }
    refusal(&|s| s[1].3[4096..4100].copy_from_slice(&f32::NAN.to_le_bytes()));
    let first_of_third = 2 * 4096..2 * 4096 + 4;
    refusal(&|s| s[1].3[first_of_third.clone()].copy_from_slice(&1.0f32.to_le_bytes()));
    refusal(&|s| s[4].3[0] = 0xff);
}

#[test]
fn a_query_of_another_recipe_is_refused() {
    let bytes = file(&three());
    let library = LibraryRef::open(&bytes).unwrap();
    let other = recipe().gridded(GridStep::Normalize { method: Normalize::Snv });
    let (x, y) = measured(&[500.0]);
    let pipeline = Pipeline::new(other).unwrap();
    let (mut workspace, mut samples) = (pipeline.workspace(x.len()), vec![0.0; 1024]);
    let spectrum = SpectrumRef::new(&x, &y).unwrap();
    let query = pipeline.run(spectrum, workspace.lend(), &mut samples).unwrap();
    assert_eq!(library.score(&query, 0).unwrap_err().code(), Code::RecipeMismatch);
    assert_eq!(library.scan(&query, &mut TopK::new(&mut [])).unwrap_err().code(), Code::RecipeMismatch);
}

/// The three entries with linear rows of `i8`, by the letter of `spectra-library/FORMAT.md`: of the second one there is none.
fn with_linear(recipe: &Recipe) -> Vec<Section> {
    let mut content = vec![0; 16 + 3 * 8 + 3 * 1024];
    content[0] = 2;
    for entry in [0, 2] {
        content[16 + 8 * entry..][..4].copy_from_slice(&0.01f32.to_le_bytes());
        content[20 + 8 * entry..][..4].copy_from_slice(&(5.0 + entry as f32).to_le_bytes());
        content[40 + 1024 * entry + 300] = 127;
        content[40 + 1024 * entry + 301] = 0x81;
    }
    let mut sections = three();
    let mut canonical = [0; ramatch_core::MAX_CANONICAL];
    let len = recipe.canonical(&mut canonical).unwrap();
    sections[0].3 = canonical[..len].to_vec();
    sections.push((format::LINEAR, 0, 0, content));
    sections
}

#[test]
fn linear_rows_are_read_in_place() {
    // 40 cm⁻¹ are 20 points.
    let linear = Linear::new().broad_cm1(40.0);
    let bytes = file(&with_linear(&recipe().linear(linear)));
    let library = LibraryRef::open(&bytes).unwrap();
    let rows = library.linear_rows().unwrap();
    rows.verify().unwrap();
    assert_eq!((rows.linear(), rows.row_format()), (linear, RowFormat::I8));
    let row = rows.row(2).unwrap();
    assert_eq!((row.scale, row.norm, row.interval), (0.01, 7.0, Interval { lo: 44, hi: 980 }));
    assert!(matches!(row.codes, Codes::I8(codes) if codes[300] == [127] && codes.len() == 1024));
    assert_eq!((row.as_row().sample(300), row.as_row().sample(301)), (1.27, -1.27));
    assert_eq!(rows.row(0).unwrap().interval, Interval { lo: 20, hi: 1004 });
    assert!(rows.row(1).is_none() && rows.row(3).is_none() && rows.row(u32::MAX).is_none());

    // A recipe that asks for none has none; a host may make them in the same layout.
    let sections = with_linear(&recipe());
    let (bytes, made) = (file(&sections), &sections[5].3);
    let library = LibraryRef::open(&bytes).unwrap();
    assert!(library.linear_rows().is_none());
    let rows = LinearRows::of(library, made).unwrap();
    assert_eq!(
        (rows.linear(), rows.row(0).unwrap().interval),
        (Linear::new(), Interval { lo: 10, hi: 1014 })
    );
    assert!(
        LinearRows::of(library, &made[..made.len() - 1]).is_none() && LinearRows::of(library, &[]).is_none()
    );
}

#[test]
fn linear_rows_that_cannot_be_are_refused() {
    let change = |at: usize, value: &[u8]| {
        let mut sections = with_linear(&recipe().linear(Linear::new()));
        sections[5].3[at..at + value.len()].copy_from_slice(value);
        let bytes = file(&sections);
        let library = LibraryRef::open(&bytes).unwrap();
        library.linear_rows().map(|rows| rows.verify().map_err(|error| format!("{error:?}")))
    };
    assert_eq!(change(0, &[2]), Some(Ok(())));
    for (at, value) in [(0, 0), (0, 1), (0, 3), (1, 1), (15, 1)] {
        assert!(change(at, &[value]).is_none(), "{at}");
    }
    let infinite = f32::INFINITY.to_le_bytes();
    let number = |number: f32| number.to_le_bytes();
    for (at, value) in
        [(16, infinite), (20, infinite), (16, number(-1.0)), (16, number(0.0)), (20, number(0.0))]
    {
        assert!(change(at, &value).unwrap().unwrap_err().contains("index: 0"), "{at}");
    }
    // Both 0, and codes; −0; a row without codes of its own that has them; the least code; what is not known.
    assert!(change(16, &[0; 8]).unwrap().is_err());
    assert!(change(24, &[0, 0, 0, 0x80]).unwrap().unwrap_err().contains("index: 1"));
    assert!(change(40 + 1024 + 500, &[1]).unwrap().unwrap_err().contains("index: 1"));
    assert!(change(40 + 500, &[0x80]).unwrap().unwrap_err().contains("index: 0"));
    assert!(change(40 + 9, &[1]).unwrap().unwrap_err().contains("index: 0"));
    assert_eq!(change(40 + 10, &[1]), Some(Ok(())));
    assert_eq!(change(40 + 1013, &[1]), Some(Ok(())));
    assert!(change(40 + 1014, &[1]).unwrap().is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Damaged bytes: an error, or a library of which every part can be asked.
    #[test]
    fn open_never_panics(
        edits in prop::collection::vec((0usize..6000, any::<u8>()), 1..8), cut in 0usize..9000, ends in any::<bool>(),
    ) {
        let linear = with_linear(&recipe().linear(Linear::new()));
        let mut bytes = file(&if ends { linear } else { three() });
        for (at, value) in edits { bytes[at % 800] = value; }
        if cut < bytes.len() / 2 { bytes.truncate(cut); }
        let Ok(library) = LibraryRef::open(&bytes) else { return Ok(()) };
        let _ = library.verify_entries();
        if let Some(rows) = library.linear_rows() {
            let _ = rows.verify();
            for index in [0, 1, 2, 3, u32::MAX] {
                let row = rows.row(index);
                prop_assert!(row.is_none_or(|row| !row.interval.is_empty() && row.as_row().len() == library.grid().len));
            }
        }
        let (x, y) = measured(&[700.0]);
        let Ok(pipeline) = Pipeline::new(*library.recipe()) else { return Ok(()) };
        prop_assume!(library.grid().len <= 4096);
        let (mut workspace, mut samples) = (pipeline.workspace(x.len()), vec![0.0; library.grid().len]);
        let spectrum = SpectrumRef::new(&x, &y).unwrap();
        if let Ok(query) = pipeline.run(spectrum, workspace.lend(), &mut samples) {
            let mut slots = [Hit::EMPTY; 5];
            let mut top = TopK::new(&mut slots);
            library.scan(&query, &mut top).unwrap();
            for hit in top.hits() {
                prop_assert!(hit.score.is_finite() && hit.score.abs() <= 1.0);
                let entry = library.entry(hit.entry).unwrap();
                let _ = library.substance(entry.substance);
            }
        }
    }
}

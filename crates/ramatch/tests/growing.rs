//! Libraries that grow: what is copied stays to the bit, what was not prepared stays out.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/libraries.rs"]
mod support;

use ramatch::core::library::{RowFormat, format};
use ramatch::core::{Axis, Code, GridStep, Interval, Normalize};
use ramatch::{Error, Grid, Identifier, Library, LibraryBuilder, Recipe, Spectrum, Storage};
use std::fs;
use support::{of_lab, recipe, sketched, small};

fn quiet(_: usize, _: usize) {}

/// What stays of a library in a new version of it stays to the byte.
#[test]
fn a_copy_is_the_same_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    for storage in
        [Storage::new(), Storage::new().rows(RowFormat::I8), Storage::new().rows(RowFormat::I16).codes()]
    {
        for good in [small(storage), sketched(storage)] {
            let library = Library::in_memory(good.clone()).unwrap();
            let mut builder = LibraryBuilder::after(&library, folder.path()).unwrap();
            (0..library.view().len()).for_each(|index| builder.copy(&library, index).unwrap());
            let again = builder.copy(&library, 0).unwrap_err();
            assert_eq!(again.code(), Code::DuplicateId);
            let path = folder.path().join("copy.rsl");
            builder.write(&path, &mut |_, _| {}).unwrap();
            assert!(fs::read(&path).unwrap() == good, "{storage:?}");
        }
    }
    let library = Library::in_memory(small(Storage::new())).unwrap();
    let mut other = LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new(), folder.path()).unwrap();
    assert_eq!(other.copy(&library, 0).unwrap_err().code(), Code::RecipeMismatch);
    let mut other =
        LibraryBuilder::new(&recipe(), Storage::new().rows(RowFormat::I8), folder.path()).unwrap();
    assert_eq!(other.copy(&library, 0).unwrap_err().code(), Code::BadEntry);
}

/// What failed leaves no trace: neither entries that were refused together nor a file that could not be written change a byte.
#[test]
fn a_builder_that_failed_is_as_before() {
    let folder = tempfile::tempdir().unwrap();
    for storage in [
        Storage::new(),
        Storage::new().codes(),
        Storage::new().rows(RowFormat::I8),
        Storage::new().rows(RowFormat::I16).codes(),
    ] {
        for good in [small(storage), sketched(storage)] {
            let library = Library::in_memory(good.clone()).unwrap();
            let count = library.view().len();
            let mut builder = LibraryBuilder::after(&library, folder.path()).unwrap();
            for part in [0..count.div_ceil(2), count.div_ceil(2)..count] {
                // All that comes, and then one that is there already.
                let refused = builder.all_or_nothing(|builder| {
                    part.clone().try_for_each(|index| builder.copy(&library, index))?;
                    // There already, now or before.
                    builder.copy(&library, 0)
                });
                assert_eq!(refused.unwrap_err().code(), Code::DuplicateId);
                assert_eq!(builder.len(), part.start);
                let nowhere = folder.path().join("nowhere").join("copy.rsl");
                assert_eq!(
                    builder.write_unless(&nowhere, &mut |_, _| false).unwrap_err().path(),
                    Some(&*nowhere)
                );
                let path = folder.path().join("never.rsl");
                let stopped = builder.write_unless(&path, &mut |_, _| true);
                assert!(matches!(stopped, Err(Error::Cancelled { .. })) && !path.exists());
                builder
                    .all_or_nothing(|builder| part.clone().try_for_each(|i| builder.copy(&library, i)))
                    .unwrap();
            }
            for name in ["first.rsl", "second.rsl"] {
                let path = folder.path().join(name);
                builder.write_unless(&path, &mut |_, _| false).unwrap();
                assert!(fs::read(&path).unwrap() == good, "{storage:?} {name}");
            }
        }
    }
}

/// The built-in library once more is the built-in library; with entries of one's own it has all that it had.
#[test]
fn the_demonstration_library_grows_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let base = Library::embedded().unwrap();
    let path = folder.path().join("grown.rsl");
    let grown = || LibraryBuilder::from_library(&base, folder.path(), &mut quiet).unwrap();
    grown().write(&path, &mut quiet).unwrap();
    assert!(fs::read(&path).unwrap() == base.bytes(), "nothing was added");

    let mut builder = grown();
    let spectrum = measured(1234.0);
    builder.add(&of_lab("lab/1", "own"), &spectrum).unwrap();
    // One of a substance that is there.
    let polystyrene = base.view().entry(0).unwrap().substance;
    let known = base.view().substance(polystyrene).unwrap().id;
    builder.add(&of_lab("lab/2", known), &measured(1001.0)).unwrap();
    builder.write(&path, &mut quiet).unwrap();
    let made = Library::read(&path).unwrap();
    let (old, new) = (base.view(), made.view());
    assert_eq!(new.len(), old.len() + 2);
    assert_eq!(new.substances_len(), old.substances_len() + 1);
    for index in 0..old.len() {
        assert_eq!(new.entry(index), old.entry(index));
        assert_eq!(made.entry_content(index).unwrap(), base.entry_content(index).unwrap());
    }
    for index in 0..old.substances_len() {
        assert_eq!(new.substance(index).unwrap(), old.substance(index).unwrap());
        assert_eq!(made.substance_content(index).unwrap(), base.substance_content(index).unwrap());
    }
    let (had, has) = (base.content().unwrap(), made.content().unwrap());
    assert!(!had.hints.is_empty() && has.hints == had.hints);
    assert_eq!(has.sources, had.sources);
    // Rows, emphasised rows and records stand where they stood, to the bit.
    let section = |library: &Library, kind| {
        let view = library.view();
        let found = view.sections().find(|section| section.kind == kind);
        found.map(|section| section.content.to_vec()).unwrap()
    };
    assert_eq!(section(&made, format::RECIPE), section(&base, format::RECIPE));
    for kind in [format::ROWS, format::BANDS, format::ENTRIES, format::SUBSTANCES, format::STRINGS] {
        let (had, has) = (section(&base, kind), section(&made, kind));
        assert!(has.len() > had.len() && has.starts_with(&had), "section {kind}");
    }
    let (had, has) = (base.view().linear_rows().unwrap(), made.view().linear_rows().unwrap());
    assert!((0..old.len()).all(|index| had.row(index).is_some() && had.row(index) == has.row(index)));
    assert!(has.row(old.len()).is_some() && has.row(old.len() + 1).is_some());
    // What was added is found, and what was there answers as before.
    let (before, after) = (Identifier::new(base).unwrap(), Identifier::new(made).unwrap());
    let options = ramatch::Options::default();
    assert_eq!(after.identify(&spectrum, &options).unwrap().hits[0].substance, "own");
    let file =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data/calcite-785-bwtek-a.txt");
    let [before, after] =
        [&before, &after].map(|identifier| identifier.identify_file(&file, &options).unwrap());
    assert_eq!(before.hits[0].substance, after.hits[0].substance);
    assert_eq!(before.hits[0].score.to_bits(), after.hits[0].score.to_bits());
}

fn measured(at: f32) -> Spectrum {
    let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
    let counts = shift.iter().map(|x| 50.0 + 900.0 / (1.0 + ((x - at) / 5.0).powi(2)));
    let counts = counts.collect();
    Spectrum::new(shift, counts).unwrap()
}

const ALL: [Normalize; 6] =
    [Normalize::L2, Normalize::Snv, Normalize::Max, Normalize::MinMax, Normalize::Area, Normalize::Rnv];

fn recipe_of(method: Normalize) -> Recipe {
    Recipe::new(Grid::cm1(400.0, 8.0, 128)).gridded(GridStep::Normalize { method })
}

/// Counts of a detector, 0 outside of an interval.
fn counts(interval: Interval) -> Vec<f32> {
    let band = |i: usize| 900.0 / (1.0 + ((i as f32 - 61.0) / 3.0).powi(2));
    let count = |i: usize| (120.0 + i as f32 + band(i) + ((i * 7919) % 13) as f32).round();
    (0..128).map(|i| if (interval.lo..interval.hi).contains(&i) { count(i) } else { 0.0 }).collect()
}

fn normalized(method: Normalize, samples: &[f32], interval: Interval) -> Vec<f32> {
    let mut y: Vec<f64> = interval.of(samples).iter().map(|&y| f64::from(y)).collect();
    let mut scratch = vec![0.0; y.len()];
    method.run(&mut y, Axis::Step(8.0), &mut scratch).unwrap();
    let mut row = vec![0.0; samples.len()];
    row[interval.lo..interval.hi].iter_mut().zip(&y).for_each(|(row, y)| *row = *y as f32);
    row
}

/// Rows that the recipe has not made are refused by what its normalisation would still do, and leave no trace.
#[test]
fn rows_that_were_not_prepared_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for interval in [Interval { lo: 0, hi: 128 }, Interval { lo: 9, hi: 101 }] {
        let raw = counts(interval);
        for method in ALL {
            let mut builder = LibraryBuilder::new(&recipe_of(method), Storage::new(), folder.path()).unwrap();
            let good = normalized(method, &raw, interval);
            let scaled =
                |by: f32| good.iter().map(|y| if *y == 0.0 { 0.0 } else { y * by }).collect::<Vec<f32>>();
            let moved = |by: f32| {
                let mut row = good.clone();
                row[interval.lo..interval.hi].iter_mut().for_each(|y| *y += by);
                row
            };
            let mut wrong: Vec<(String, Vec<f32>)> = vec![
                ("counts".into(), raw.clone()),
                ("a hundredth more".into(), scaled(1.01)),
                ("a thousand times".into(), scaled(1e3)),
                ("hardly anything".into(), scaled(1e-30)),
                ("nothing".into(), vec![0.0; 128]),
                ("moved".into(), moved(0.05)),
                ("below zero".into(), scaled(-1.0)),
            ];
            // The sign of an L2 norm, and of a variate's norm, is lost: such rows score below zero, as they should.
            if [Normalize::L2, Normalize::Snv].contains(&method) {
                wrong.pop();
            }
            // A largest sample of 1 is what a row from 0 to 1 has too.
            let same = |other: Normalize| (method, other) == (Normalize::Max, Normalize::MinMax);
            let others = ALL.into_iter().filter(|other| *other != method && !same(*other));
            wrong.extend(others.map(|other| (format!("{other:?}"), normalized(other, &raw, interval))));
            for (what, row) in wrong {
                let Err(refused) = builder.add_row(&of_lab("a", "a"), &row, interval) else {
                    panic!("{method:?} {what}")
                };
                assert_eq!(refused.code(), Code::BadEntry, "{method:?} {what}: {refused}");
                let text = refused.to_string();
                assert!(
                    text.contains("is not prepared by this library's recipe"),
                    "{method:?} {what}: {text}"
                );
                assert!(text.contains(&format!("({method:?})")), "{method:?} {what}: {text}");
            }
            for number in [f32::NAN, f32::INFINITY] {
                let mut row = good.clone();
                row[50] = number;
                let refused = builder.add_row(&of_lab("a", "a"), &row, interval).unwrap_err();
                assert!(refused.to_string().contains("sample 50 is"), "{refused}");
            }
            assert!(builder.is_empty());
            builder.add_row(&of_lab("a", "a"), &good, interval).unwrap();
            // As sums of f32 leave it.
            builder.add_row(&of_lab("b", "b"), &scaled(1.0 + 3e-5), interval).unwrap();
            assert_eq!(builder.len(), 2);
        }
    }
    // What was seen: 1,024 pixels, which scored 0.16 against themselves.
    let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new(), folder.path()).unwrap();
    let pixels: Vec<f32> = (0..1024).map(|i| 1000.0 + ((i * 7919) % 997) as f32).collect();
    let refused = builder.add_row(&of_lab("a", "a"), &pixels, Interval { lo: 0, hi: 1024 }).unwrap_err();
    assert!(refused.to_string().contains("sample"), "{refused}");
}

/// What a pipeline prepared is taken, if it is of this recipe, and is what `add` makes.
#[test]
fn prepared_spectra_are_taken() {
    let folder = tempfile::tempdir().unwrap();
    let identifier = Identifier::embedded().unwrap();
    let spectrum = measured(1234.0);
    let prepared = identifier.prepare(&spectrum).unwrap();
    for storage in
        [Storage::new(), Storage::new().rows(RowFormat::I8), Storage::new().rows(RowFormat::I16).codes()]
    {
        let path = folder.path().join("made.rsl");
        let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, storage, folder.path()).unwrap();
        builder.add_prepared(&of_lab("prepared", "a"), &prepared.as_ref()).unwrap();
        builder.add(&of_lab("added", "a"), &spectrum).unwrap();
        let again = prepared.as_ref();
        builder.add_row(&of_lab("stored", "a"), again.samples(), again.interval()).unwrap();
        builder.write(&path, &mut quiet).unwrap();
        let library = Library::read(&path).unwrap();
        let view = library.view();
        let row = |index| (view.row_bytes(index), view.interval(index), view.row(index).scale.to_bits());
        assert_eq!(row(0), row(1));
        assert_eq!(row(0), row(2));
        let bands = view.sections().find(|section| section.kind == format::BANDS).unwrap().content;
        assert_eq!(bands.len(), 3 * 512);
        assert_eq!(bands[..512], bands[512..1024]);
    }
    let mut other =
        LibraryBuilder::new(&Recipe::FINGERPRINT_PORTABLE, Storage::new(), folder.path()).unwrap();
    let refused = other.add_prepared(&of_lab("a", "a"), &prepared.as_ref()).unwrap_err();
    assert_eq!(refused.code(), Code::RecipeMismatch);
    assert!(other.is_empty());
}

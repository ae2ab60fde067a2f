//! Linear rows: what a library holds of them is what the transform makes of what was measured.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/libraries.rs"]
mod support;

use proptest::prelude::*;
use ramatch::core::library::{Codes, RowFormat, format};
use ramatch::core::{Interval, Linear, Pipeline, Prepared, Spectrum};
use ramatch::{Content, Identifier, Library, LibraryBuilder, Options, Raw, Recipe, Storage};
use std::path::{Path, PathBuf};
use support::of_lab;

fn quiet(_: usize, _: usize) {}

/// Bands on a background, with some noise, on an axis of their own.
fn measured(seed: u32, from: f32, step: f32) -> Spectrum {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let mut uniform = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 8) as f32 / 16_777_216.0
    };
    let bands: Vec<[f32; 3]> = (0..6)
        .map(|_| [300.0 + 1900.0 * uniform(), 100.0 + 900.0 * uniform(), 2.0 + 8.0 * uniform()])
        .collect();
    let shift: Vec<f32> = (0..).map(|i| from + step * i as f32).take_while(|&x| x < 2400.0).collect();
    let counts = shift.iter().map(|x| {
        let bands = bands.iter().map(|[at, height, width]| height / (1.0 + ((x - at) / width).powi(2)));
        500.0 + 3e3 * (-((x - 900.0) / 600.0).powi(2)).exp() + bands.sum::<f32>() + 5.0 * uniform()
    });
    let counts = counts.collect();
    Spectrum::new(shift, counts).unwrap()
}

/// A library of these spectra, in the order of their numbers.
fn library_of(spectra: &[Spectrum], recipe: &Recipe, storage: Storage) -> Library {
    let folder = tempfile::tempdir().unwrap();
    let mut builder = LibraryBuilder::new(recipe, storage, folder.path()).unwrap();
    for (i, spectrum) in spectra.iter().enumerate() {
        builder.add(&of_lab(&format!("lab/{i}"), &format!("s{i}")), spectrum).unwrap();
    }
    let path = folder.path().join("made.rsl");
    builder.write(&path, &mut quiet).unwrap();
    let library = Library::read(&path).unwrap();
    library.verify().unwrap();
    library
}

/// The linear row of a spectrum by the core, and where it is known.
fn row_of(spectrum: &Spectrum, recipe: &Recipe) -> (Vec<f32>, Interval) {
    let pipeline = Pipeline::new(*recipe).unwrap();
    let mut row = vec![0.0; recipe.grid().len];
    let mut workspace = pipeline.workspace(spectrum.as_ref().len());
    let (known, _) = pipeline.run_linear(spectrum.as_ref(), workspace.lend(), &mut row).unwrap();
    (row, known)
}

fn section(library: &Library) -> Option<Vec<u8>> {
    let view = library.view();
    let found = view.sections().find(|section| section.kind == format::LINEAR);
    found.map(|section| section.content.to_vec())
}

/// That a library holds these rows, each rounded to codes.
fn holds(library: &Library, rows: &[(Vec<f32>, Interval)], largest: f64) {
    let view = library.view();
    let stored = view.linear_rows().unwrap();
    assert_eq!(view.len() as usize, rows.len());
    assert!(stored.row(view.len()).is_none());
    for (index, (row, known)) in (0..).zip(rows) {
        let stored = stored.row(index).unwrap();
        assert_eq!(stored.interval, *known);
        let norm = row.iter().map(|&r| f64::from(r).powi(2)).sum::<f64>().sqrt();
        assert!((f64::from(stored.norm) / norm - 1.0).abs() < 1e-6);
        let top = row.iter().fold(0.0f64, |top, &r| top.max(f64::from(r).abs()));
        assert!((f64::from(stored.scale) * largest * norm / top - 1.0).abs() < 1e-6);
        for (i, &r) in row.iter().enumerate() {
            let code = match stored.codes {
                Codes::F32(_) => f64::NAN,
                Codes::I16(codes) => f64::from(i16::from_le_bytes(codes[i])),
                Codes::I8(codes) => f64::from(i8::from_le_bytes(codes[i])),
            };
            // Half a code, and what rounding to `f32` adds.
            assert!((code - f64::from(r) / top * largest).abs() < 0.51, "{code} for {r} at {i}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Rows of the section are those of the transform of the spectra as they were measured, however the rest is stored.
    #[test]
    fn rows_are_those_of_what_was_measured(
        seed in any::<u32>(), from in 150.0f32..600.0, step in 0.5f32..4.0, which in 0usize..4, raw in any::<bool>(),
        sigmas in (3.0f64..8.0, 2.0f64..6.0),
    ) {
        let recipe = Recipe::FINGERPRINT.linear(Linear::new().fine_cm1(sigmas.0).broad_cm1(sigmas.0 * sigmas.1));
        let spectra = [measured(seed, from, step), measured(!seed, from + 40.0, step)];
        let rows = spectra.each_ref().map(|spectrum| row_of(spectrum, &recipe));
        let (storage, largest) = [
            (Storage::new(), 32_767.0),
            (Storage::new().rows(RowFormat::I16).codes(), 32_767.0),
            (Storage::new().rows(RowFormat::I8), 127.0),
            (Storage::new().codes(), 32_767.0),
        ][which];
        let storage = if raw { storage } else { storage.without_raw() };
        holds(&library_of(&spectra, &recipe, storage), &rows, largest);
    }
}

fn text() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spectra-library")
}

/// The linear rows of the built-in library are frozen; a change of them is a change of every answer about mixtures.
#[test]
fn the_rows_of_the_demonstration_library_are_frozen() {
    let section = section(&Library::embedded().unwrap()).unwrap();
    assert_eq!(section.len(), 16 + 98 * (8 + 2 * 1024));
    assert_eq!(
        blake3::hash(&section).to_hex().as_str(),
        "25d4ca4e5c0bc7bcb9cf4921cf0fcac84e720b1cfc4e9300ca6ed02486f93c29"
    );
}

/// Drawn references have rows as well: of the curve of their bands, in units of their heights.
#[test]
fn drawn_references_have_the_row_of_their_bands() {
    let embedded = Library::embedded().unwrap();
    let view = embedded.view();
    let (pipeline, grid) = (Pipeline::new(*view.recipe()).unwrap(), view.grid());
    let mut drawn = 0;
    for index in 0..view.len() {
        let text = embedded.entry_content(index).unwrap().unwrap();
        let Raw::Bands(bands) = &text.raw else { continue };
        drawn += 1;
        let curve: Vec<f64> = (0..grid.len)
            .map(|i| {
                // Thompson, Cox & Hastings: a pseudo-Voigt profile.
                let band = |&[at, fwhm, height, lorentz]: &[f64; 4]| {
                    let u = 2.0 * (grid.shift_cm1(i) - at) / fwhm;
                    let gauss = (-core::f64::consts::LN_2 * u * u).exp();
                    height * (lorentz / (1.0 + u * u) + (1.0 - lorentz) * gauss)
                };
                bands.iter().map(band).sum()
            })
            .collect();
        let interval = grid.interval(text.interval_cm1[0], text.interval_cm1[1]);
        let (mut row, mut workspace) = (vec![0.0; grid.len], pipeline.workspace(0));
        pipeline.run_linear_gridded(&curve, interval, workspace.lend(), &mut row).unwrap();
        let stored = view.linear_rows().unwrap().row(index).unwrap();
        let scale = f64::from(stored.scale) * f64::from(stored.norm);
        for (i, &r) in row.iter().enumerate() {
            let Codes::I16(codes) = stored.codes else { panic!("rows of another format") };
            let code = f64::from(i16::from_le_bytes(codes[i]));
            assert!((code * scale - f64::from(r)).abs() < 0.51 * scale, "{}: {i}", text.id);
        }
    }
    assert!(drawn > 3, "{drawn}");
}

/// A library from before there were linear rows is what one without them is now, to the byte: it opens, and answers as ever.
#[test]
fn a_library_of_before_opens_and_answers_as_ever() {
    let content = Content::from_text(&text()).unwrap();
    let before = Recipe::FINGERPRINT.without_linear();
    let old = Library::build(&content, &before, None, Storage::new(), &mut quiet).unwrap();
    // The built-in library as it was shipped until then.
    assert_eq!(old.hash(), "0f3468cc9e86bfe2a58d812044d3df960e848ec7be2feacf2a4642b1ae939f9b");
    assert!(old.view().linear_rows().is_none() && section(&old).is_none());
    old.verify().unwrap();
    let embedded = Library::embedded().unwrap();
    // Made again with rows it is the one of now, to the byte; rows stay as they are.
    let again = old.prepared_by(&Recipe::FINGERPRINT).unwrap();
    assert!(again.bytes() == embedded.bytes());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data/calcite-785-bwtek-a.txt");
    let answers = [old, embedded].map(|library| {
        let report = Identifier::new(library).unwrap().identify_file(&file, &Options::default()).unwrap();
        report.hits.into_iter().map(|hit| (hit.substance, hit.score.to_bits())).collect::<Vec<_>>()
    });
    assert_eq!(answers[0], answers[1]);
}

/// Recipes that differ in linear rows alone are prepared again without measured points, for nothing but those changes.
#[test]
fn rows_stay_where_recipes_differ_in_linear_rows_alone() {
    let spectra = [measured(1, 200.0, 2.0), measured(2, 200.0, 2.0)];
    let other = Recipe::FINGERPRINT.linear(Linear::new().broad_cm1(30.0));
    for storage in [Storage::new(), Storage::new().rows(RowFormat::I8).without_raw(), Storage::new().codes()]
    {
        let library = library_of(&spectra, &Recipe::FINGERPRINT, storage);
        let again = library.prepared_by(&other).unwrap();
        again.verify().unwrap();
        let (had, has) = (library.view(), again.view());
        assert_eq!((has.recipe_id(), has.row_format()), (other.id(), had.row_format()));
        for index in 0..2 {
            assert_eq!(had.row(index), has.row(index));
            // A row by other Gaussians is made again, or there is none.
            assert_eq!(has.linear_rows().unwrap().row(index).is_some(), storage.raw);
        }
        if storage.raw {
            holds(&again, &spectra.each_ref().map(|spectrum| row_of(spectrum, &other)), 32_767.0);
        }
    }
}

/// Of what was prepared elsewhere there is no linear row: a baseline is gone that was not linear.
#[test]
fn prepared_rows_have_none() {
    let folder = tempfile::tempdir().unwrap();
    let spectrum = measured(5, 200.0, 2.0);
    let prepared = Identifier::embedded().unwrap().prepare(&spectrum).unwrap();
    let prepared: Prepared<'_> = prepared.as_ref();
    let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new(), folder.path()).unwrap();
    builder.add_prepared(&of_lab("prepared", "a"), &prepared).unwrap();
    builder.add(&of_lab("added", "a"), &spectrum).unwrap();
    builder.add_row(&of_lab("stored", "a"), prepared.samples(), prepared.interval()).unwrap();
    // What is taken back leaves no trace.
    let refused = builder.all_or_nothing(|builder| {
        builder.add(&of_lab("gone", "a"), &measured(6, 200.0, 2.0))?;
        builder.add(&of_lab("gone", "a"), &spectrum)
    });
    refused.unwrap_err();
    let path = folder.path().join("made.rsl");
    builder.write(&path, &mut quiet).unwrap();
    let library = Library::read(&path).unwrap();
    library.verify().unwrap();
    let rows = library.view().linear_rows().unwrap();
    assert_eq!([0, 1, 2].map(|index| rows.row(index).is_some()), [false, true, false]);
    assert_eq!(section(&library).unwrap().len(), 16 + 3 * (8 + 2 * 1024));
}

/// A library that goes on in another one keeps its rows; what is stored in another way is made again, or rounded again.
#[test]
fn copies_keep_their_rows() {
    let folder = tempfile::tempdir().unwrap();
    let spectra = [measured(1, 200.0, 2.0), measured(2, 300.0, 1.5)];
    let rows = spectra.each_ref().map(|spectrum| row_of(spectrum, &Recipe::FINGERPRINT));
    let copied = |from: &Library, storage: Storage| {
        let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, storage, folder.path()).unwrap();
        for index in 0..from.view().len() {
            builder.copy(from, index).unwrap();
        }
        let path = folder.path().join("copied.rsl");
        builder.write(&path, &mut quiet).unwrap();
        let library = Library::read(&path).unwrap();
        library.verify().unwrap();
        library
    };
    let small = Storage::new().rows(RowFormat::I8);
    for storage in [Storage::new(), small, small.without_raw(), Storage::new().without_linear()] {
        let library = library_of(&spectra, &Recipe::FINGERPRINT, storage);
        assert_eq!(section(&library).is_some(), storage.linear);
        // The same again, to the bit.
        let builder = LibraryBuilder::from_library(&library, folder.path(), &mut quiet);
        let path = folder.path().join("grown.rsl");
        builder.unwrap().write(&path, &mut quiet).unwrap();
        assert!(section(&Library::read(&path).unwrap()) == section(&library));
        let wide = copied(&library, Storage::new());
        if storage.raw {
            holds(&wide, &rows, 32_767.0);
        } else {
            // Codes of 16 bits that are no nearer to what was measured than those of 8 were.
            let (had, has) = (library.view().linear_rows().unwrap(), wide.view().linear_rows().unwrap());
            for index in 0..2 {
                let (had, has) = (had.row(index).unwrap(), has.row(index).unwrap());
                assert_eq!((had.norm, had.interval), (has.norm, has.interval));
                for (a, b) in had.as_row().samples().zip(has.as_row().samples()) {
                    assert!((a - b).abs() <= 0.51 * has.scale, "{a} {b}");
                }
            }
        }
        assert!(section(&copied(&library, Storage::new().without_linear())).is_none());
    }
}

/// Libraries that are asked as one have the rows of all.
#[test]
fn libraries_together_have_the_rows_of_all() {
    let (one, two) = (measured(1, 200.0, 2.0), measured(2, 300.0, 1.5));
    let of = |spectrum: &Spectrum, storage| {
        library_of(std::slice::from_ref(spectrum), &Recipe::FINGERPRINT, storage)
    };
    let with = of(&one, Storage::new());
    // Under another id, since there is one "lab/0" already.
    for other in [Storage::new(), Storage::new().rows(RowFormat::I8), Storage::new().without_linear()] {
        let both = Library::together(&[with.clone(), of(&two, other)]).unwrap();
        both.verify().unwrap();
        holds(&both, &[&one, &two].map(|spectrum| row_of(spectrum, &Recipe::FINGERPRINT)), 32_767.0);
    }
    let none = Storage::new().without_linear();
    let both = Library::together(&[of(&one, none), of(&two, none)]).unwrap();
    assert!(section(&both).is_none());
}

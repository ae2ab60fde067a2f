//! Small libraries that are made, with all that a file can hold.
#![allow(dead_code, reason = "each test uses its part")]

#[path = "entries.rs"]
mod entries;

use entries::measured;
use ramatch::core::library::Grade;
use ramatch::core::{Emphasis, GridStep, Interval, Linear, Normalize};
use ramatch::{
    Content, EntryContent, Grid, Library, LibraryBuilder, Recipe, Reference, SourceContent, Storage,
    SubstanceContent,
};
use std::fs;

pub(crate) fn recipe() -> Recipe {
    Recipe::new(Grid::cm1(400.0, 32.0, 32))
        .gridded(GridStep::Normalize { method: Normalize::L2 })
        .emphasis(Emphasis::new().scale_cm1(32.0))
        .linear(Linear::new().fine_cm1(32.0).broad_cm1(96.0))
}

pub(crate) fn curve(i: usize) -> (Vec<f32>, Vec<f32>) {
    let x: Vec<f32> = (0..80).map(|k| 380.0 + 14.0 * k as f32).collect();
    let y = x.iter().map(|x| 1.0 / (1.0 + ((x - 450.0 - 7.0 * i as f32) / 30.0).powi(2))).collect();
    (x, y)
}

/// Two references with all that a file can hold but a sketch.
pub(crate) fn small(storage: Storage) -> Vec<u8> {
    let entry = |i: usize| {
        let (shift_cm1, intensity) = curve(i * 40);
        let of = measured(&format!("lab/{i}"), "salt", shift_cm1, intensity);
        EntryContent { form: "solid".into(), ..of }
    };
    let salt = SubstanceContent { id: "salt".into(), name: "salt".into(), ..SubstanceContent::default() };
    let lab = SourceContent { id: "lab".into(), ..SourceContent::default() };
    let content = Content {
        substances: vec![salt],
        sources: vec![lab],
        entries: vec![entry(0), entry(1)],
        ..Content::default()
    };
    Library::build(&content, &recipe(), None, storage, &mut |_, _| {}).unwrap().bytes().to_vec()
}

/// A thousand rows, so that there is a sketch.
pub(crate) fn sketched(storage: Storage) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let mut builder = LibraryBuilder::new(&recipe(), storage, folder.path()).unwrap();
    for i in 0..1001 {
        let row: Vec<f64> = (0..32).map(|k| f64::from((i * 31 + k * k * 7) % 97)).collect();
        let norm = row.iter().map(|sample| sample * sample).sum::<f64>().sqrt();
        let row: Vec<f32> = row.iter().map(|sample| (sample / norm) as f32).collect();
        let id = format!("e{i}");
        let about = Reference {
            id: &id,
            substance: "salt",
            name: "salt",
            form: "",
            source: "lab",
            grade: Grade::Reference,
            laser_nm: 785.0,
            resolution_cm1: 8.0,
        };
        builder.add_row(&about, &row, Interval { lo: 0, hi: 32 }).unwrap();
    }
    let path = folder.path().join("made.rsl");
    builder.write(&path, &mut |_, _| {}).unwrap();
    fs::read(path).unwrap()
}

/// An entry of a laboratory of which no more is known.
pub(crate) fn of_lab<'a>(id: &'a str, substance: &'a str) -> Reference<'a> {
    Reference {
        id,
        substance,
        name: substance,
        form: "",
        source: "lab",
        grade: Grade::Field,
        laser_nm: 785.0,
        resolution_cm1: 8.0,
    }
}

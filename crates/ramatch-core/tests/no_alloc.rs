//! The firmware's promise: the whole main job of the core in lent memory, with the portable FFT backend,
//! under an allocator that aborts the process at the first allocation.
#![cfg(feature = "microfft")]

mod support;

use assert_no_alloc::{AllocDisabler, assert_no_alloc};
use ramatch_core::{Hit, Interval, LibraryRef, Pipeline, Recipe, Scratch, SpectrumRef, TopK};

#[global_allocator]
static ALLOCATOR: AllocDisabler = AllocDisabler;

#[test]
fn the_main_job_does_not_allocate() {
    // What the device has in flash and what its detector has filled; made before the allocator is shut.
    let recipe = Recipe::FINGERPRINT_PORTABLE;
    let (x, y) = support::measured(&[620.0, 1001.0, 1602.0]);
    let mut rows = Vec::new();
    for bands in [&[620.0, 1001.0, 1602.0][..], &[520.0], &[711.0, 1086.0]] {
        let (x, y) = support::measured(bands);
        let pipeline = Pipeline::new(recipe).unwrap();
        let (mut scratch, mut row) = (vec![0.0; pipeline.scratch_len(x.len())], vec![0.0; 1024]);
        let spectrum = SpectrumRef::new(&x, &y).unwrap();
        pipeline.run(spectrum, Scratch::of_reals(&mut scratch), &mut row).unwrap();
        rows.push((row, Interval { lo: 0, hi: 1024 }));
    }
    let flash = support::file(&support::sections(&recipe, &rows));
    let mut scratch = vec![0.0; 16_384];
    let mut samples = [0.0; 1024];
    let mut slots = [Hit::EMPTY; 2];
    let mut linear = [0.0; 1024];

    let hits = assert_no_alloc(|| {
        let pipeline = Pipeline::new(recipe).unwrap();
        let spectrum = SpectrumRef::new(&x, &y).unwrap();
        let (known, notes) =
            pipeline.run_linear(spectrum, Scratch::of_reals(&mut scratch), &mut linear).unwrap();
        assert!(!known.is_empty() && pipeline.linear().noise(notes.noise_density, recipe.grid()) > 0.0);
        let query = pipeline.run(spectrum, Scratch::of_reals(&mut scratch), &mut samples).unwrap();
        let library = LibraryRef::open(&flash).unwrap();
        library.verify_entries().unwrap();
        let mut top = TopK::new(&mut slots);
        library.scan(&query, &mut top).unwrap();
        (top.hits()[0], top.hits()[1])
    });
    assert_eq!(hits.0.entry, 0);
    assert!((hits.0.score - 1.0).abs() < 1e-9 && hits.1.score < 0.5, "{hits:?}");
}

//! Many spectra through one pipeline have the bits and the notes of each alone, whatever stands beside them.
#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use proptest::prelude::*;
use ramatch_core::baseline::{AirPls, Arpls, AsPls, Baseline, Snip};
use ramatch_core::smooth::{SavitzkyGolay, Smooth};
use ramatch_core::{
    Detrend, Error, Grid, GridStep, Interval, Normalize, Notes, Pipeline, Recipe, Scratch, Spectrum,
};

/// What became of a spectrum.
type Made = Result<(Vec<u32>, Interval, Notes), Error>;

fn recipes() -> Vec<Recipe> {
    let grid = Grid::cm1(300.0, 4.0, 256);
    let normalized = GridStep::Normalize { method: Normalize::L2 };
    let by = |baseline: Baseline| Recipe::new(grid).gridded(GridStep::Baseline(baseline));
    vec![
        Recipe::FINGERPRINT,
        by(Baseline::Arpls(Arpls::new().lambda(1e4))).gridded(normalized),
        by(Baseline::AsPls(AsPls::new().lambda(1e4)))
            .gridded(GridStep::Smooth(Smooth::SavitzkyGolay(SavitzkyGolay::new())))
            .gridded(GridStep::Baseline(Baseline::AirPls(AirPls::new())))
            .gridded(normalized),
        by(Baseline::Snip(Snip::new())).gridded(GridStep::Detrend(Detrend::new())).gridded(normalized),
    ]
}

/// A spectrum of a kind: most cover all of the grid, the others end early, have a gap or a ray, are flat, or cover next to nothing.
fn spectrum(kind: u8, seed: u32) -> Spectrum {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(99);
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 16_777_216.0
    };
    let step = [1.7, 2.0, 3.1][(seed % 3) as usize];
    let (from, to) = match kind {
        0..=4 => (100.0, 2700.0),
        5 => (400.0 + 20.0 * next(), 2700.0),
        6 => (100.0, 1000.0),
        7 => (100.0, 320.0),
        _ => (100.0, 2700.0),
    };
    let mut shift: Vec<f32> = (0..).map(|i| from + step * i as f32).take_while(|&x| x < to).collect();
    if kind == 8 {
        shift.retain(|x| !(900.0..1100.0).contains(x));
    }
    let bands: Vec<(f32, f32, f32)> =
        (0..9).map(|_| (200.0 + 2300.0 * next(), 2.0 + 7.0 * next(), 900.0 * next())).collect();
    let noise = 20.0 * next();
    let mut counts: Vec<f32> = shift
        .iter()
        .map(|x| {
            let band = |&(at, width, height): &(f32, f32, f32)| {
                height / (1.0 + (x - at) * (x - at) / (width * width))
            };
            100.0 + 0.1 * x + bands.iter().map(band).sum::<f32>() + noise * (next() - 0.5)
        })
        .collect();
    match kind {
        9 => counts.fill(7.0),
        10 => counts[40] += 5000.0,
        _ => {}
    }
    Spectrum::new(shift, counts).unwrap()
}

fn kept(prepared: Result<ramatch_core::Prepared<'_>, Error>) -> Made {
    let prepared = prepared?;
    let bits = prepared.samples().iter().map(|sample| sample.to_bits()).collect();
    Ok((bits, prepared.interval(), *prepared.notes()))
}

fn alone(pipeline: &Pipeline, spectrum: &Spectrum) -> Made {
    let mut workspace = pipeline.workspace(spectrum.as_ref().len());
    let mut out = vec![f32::NAN; pipeline.grid().len];
    kept(pipeline.run(spectrum.as_ref(), workspace.lend(), &mut out))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn many_have_the_bits_of_each_alone(which in prop::collection::vec((0u8..11, 0u32..40), 0..75), recipe in 0usize..4) {
        let pipeline = Pipeline::new(recipes()[recipe]).unwrap();
        let spectra: Vec<Spectrum> = which.iter().map(|&(kind, seed)| spectrum(kind, seed)).collect();
        let points: Vec<_> = spectra.iter().map(Spectrum::as_ref).collect();
        let longest = points.iter().map(ramatch_core::SpectrumRef::len).max().unwrap_or(0);
        let mut reals = vec![f64::NAN; pipeline.many_scratch_len(points.len(), longest)];
        let mut cells = vec![Default::default(); pipeline.cells_len()];
        let mut out = vec![f32::NAN; pipeline.grid().len];
        let mut together: Vec<Made> = Vec::new();
        let scratch = Scratch { reals: &mut reals, cells: &mut cells };
        pipeline.run_many(&points, scratch, &mut out, &mut |i, prepared| {
            assert_eq!(i, together.len());
            together.push(kept(prepared));
        }).unwrap();
        prop_assert_eq!(together.len(), spectra.len());
        for (i, (made, spectrum)) in together.iter().zip(&spectra).enumerate() {
            prop_assert_eq!(made, &alone(&pipeline, spectrum), "{} {:?}", i, which[i]);
        }
    }
}

#[test]
fn memory_that_is_too_short_is_refused_and_nothing_handed_out() {
    let pipeline = Pipeline::new(Recipe::FINGERPRINT).unwrap();
    let spectra: Vec<Spectrum> = (0..40).map(|seed| spectrum(0, seed)).collect();
    let points: Vec<_> = spectra.iter().map(Spectrum::as_ref).collect();
    let longest = points.iter().map(ramatch_core::SpectrumRef::len).max().unwrap_or(0);
    let needed = pipeline.many_scratch_len(points.len(), longest);
    assert_eq!(needed, pipeline.many_scratch_len(4000, longest), "however many there are");
    for (reals, out) in [(needed - 1, 1024), (needed, 1023)] {
        let (mut reals, mut out) = (vec![0.0; reals], vec![0.0; out]);
        let mut never = |_, _: Result<ramatch_core::Prepared<'_>, Error>| panic!("nothing was prepared");
        let refused = pipeline.run_many(&points, Scratch::of_reals(&mut reals), &mut out, &mut never);
        assert!(matches!(refused, Err(Error::Length { .. })));
    }
}

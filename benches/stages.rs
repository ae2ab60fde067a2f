//! Each stage by itself.
#![allow(missing_docs, reason = "criterion's macros write undocumented functions")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ramatch::core::baseline::Baseline;
use ramatch::core::smooth::{Backend, Fourier, LowPass};
use ramatch::core::{Despike, Grid, Hit, Interval, Pipeline, Recipe, Resample, Scratch, TopK, WhitakerHayes};
use ramatch_benches::{FILE, identifier, record};
use ramatch_io::{Budget, Options};
use std::hint::black_box;

const GRID: Grid = Grid::FINGERPRINT;
const WHOLE: Interval = Interval { lo: 0, hi: 1024 };

fn stages(c: &mut Criterion) {
    let record = record();
    let spectrum = record.spectrum.as_ref();
    let n = spectrum.len();
    let native: Vec<f64> = spectrum.intensity().iter().map(|&y| f64::from(y)).collect();
    let mut gridded = vec![0.0; GRID.len];
    Resample::CellMean.run(spectrum, &native, GRID, &mut gridded).expect("on the grid");

    let mut group = c.benchmark_group("read");
    group.throughput(Throughput::Bytes(FILE.len() as u64));
    group.bench_function("text/B&W Tek", |b| {
        b.iter(|| ramatch_io::read(black_box(FILE), &Options::new(), &Budget::default()).expect("readable"));
    });
    group.finish();

    let mut group = c.benchmark_group("prepare");
    group.throughput(Throughput::Elements(1));
    group.bench_function(format!("despike/Whitaker-Hayes/{n}"), |b| {
        let (mut marks, mut scratch) = (vec![0; n], vec![0.0; Despike::scratch_len(n)]);
        let (mut y, despike) = (native.clone(), Despike::WhitakerHayes(WhitakerHayes::new()));
        b.iter(|| {
            y.copy_from_slice(black_box(&native));
            despike.run(spectrum.shift_cm1(), &mut y, &mut marks, &mut scratch)
        });
    });
    for (name, how) in [("linear", Resample::Linear), ("cell mean", Resample::CellMean)] {
        group.bench_function(format!("resample/{name}/{n} to 1024"), |b| {
            let mut out = vec![0.0; GRID.len];
            b.iter(|| how.run(spectrum, black_box(&native), GRID, &mut out));
        });
    }
    for baseline in Baseline::ALL {
        group.bench_function(format!("baseline/{}/1024", baseline.name()), |b| {
            let (mut z, mut scratch) = (vec![0.0; 1024], vec![0.0; baseline.scratch_len(1024)]);
            b.iter(|| baseline.fit_f64(black_box(&gridded), &mut z, &mut scratch));
        });
    }
    for (name, backend) in
        [("lanes", Backend::Lanes), ("rustfft", Backend::Rustfft), ("microfft", Backend::Microfft)]
    {
        group.bench_function(format!("smooth/Fourier {name}/1024"), |b| {
            let low_pass = LowPass::new(Fourier::new().backend(backend), GRID).expect("built in");
            let mut reals = vec![0.0; low_pass.scratch_len()];
            let mut cells = vec![Default::default(); low_pass.cells_len()];
            let mut y = gridded.clone();
            b.iter(|| {
                y.copy_from_slice(black_box(&gridded));
                low_pass.run(&mut y, WHOLE, Scratch { reals: &mut reals, cells: &mut cells })
            });
        });
    }
    let pipeline = Pipeline::new(Recipe::FINGERPRINT).expect("the default recipe");
    let (mut workspace, mut samples) = (pipeline.workspace(n), vec![0.0; GRID.len]);
    group.bench_function(format!("the default recipe/{n} to 1024"), |b| {
        b.iter(|| pipeline.run(black_box(spectrum), workspace.lend(), &mut samples).is_ok());
    });
    group.finish();

    let identifier = identifier();
    let view = identifier.library().view();
    let query = pipeline.run(spectrum, workspace.lend(), &mut samples).expect("prepared");
    let mut group = c.benchmark_group("search");
    group.throughput(Throughput::Elements(u64::from(view.len())));
    group.bench_function(format!("cosine/f32/{} entries", view.len()), |b| {
        b.iter(|| {
            let mut slots = [Hit::EMPTY; 10];
            let mut top = TopK::new(&mut slots);
            view.scan(black_box(&query), &mut top).expect("the same recipe");
            top.hits()[0]
        });
    });
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);

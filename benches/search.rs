//! Exact search in libraries of any kind of row: by the sketch, many at once, and where every row has to be looked at.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ramatch::core::library::{Grade, RowFormat};
use ramatch::core::{GridStep, Interval, Normalize, PreparedBuf};
use ramatch::rows::Control;
use ramatch::{Grid, Identifier, Library, LibraryBuilder, Recipe, Reference, Search, Spectrum, Storage};
use std::hint::black_box;

const N: usize = 1024;

/// Numbers from 0 to 1 of a seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f64 / (1u64 << 24) as f64
    }
}

/// A dozen bands of a substance, measured a little differently each time.
fn raman_like(substance: u64, random: &mut Random) -> Vec<f32> {
    let mut own = Random(substance * 7919 + 1);
    let off = random.next() - 0.5;
    let mut row: Vec<f32> = (0..N).map(|_| 0.01 * random.next() as f32).collect();
    for _ in 0..12 {
        let (at, width, height) = (own.next() * N as f64 + off, 2.0 + 4.0 * own.next(), own.next());
        for (i, value) in row.iter_mut().enumerate() {
            let u = (i as f64 - at) / width;
            *value += (height / (1.0 + u * u)) as f32;
        }
    }
    row
}

fn random_rows(random: &mut Random) -> Vec<f32> {
    (0..N).map(|_| random.next() as f32).collect()
}

fn normalized(row: Vec<f32>) -> Vec<f32> {
    let norm = row.iter().map(|&value| f64::from(value).powi(2)).sum::<f64>().sqrt();
    row.iter().map(|&value| (f64::from(value) / norm) as f32).collect()
}

fn library(rows: u64, storage: Storage, row: impl Fn(u64, &mut Random) -> Vec<f32>) -> Library {
    let recipe = Recipe::new(Grid::FINGERPRINT).gridded(GridStep::Normalize { method: Normalize::L2 });
    let folder = std::env::temp_dir();
    let mut builder = LibraryBuilder::new(&recipe, storage, &folder).expect("a temporary folder");
    let mut random = Random(3);
    for i in 0..rows {
        let (id, substance) = (format!("e{i}"), format!("s{}", i / 3));
        let about = Reference {
            id: &id,
            substance: &substance,
            name: &substance,
            form: "",
            source: "seed",
            grade: Grade::Reference,
            laser_nm: 785.0,
            resolution_cm1: 8.0,
        };
        let row = normalized(row(i / 3, &mut random));
        builder.add_row(&about, &row, Interval { lo: 0, hi: N }).expect("a row of the grid");
    }
    let path = folder.join(format!("ramatch-bench-{}.rsl", std::process::id()));
    builder.write(&path, &mut |_, _| {}).expect("a temporary file");
    let library = Library::read(&path).expect("what was just written");
    std::fs::remove_file(&path).expect("what was just written");
    library
}

fn queries(library: &Library, of: impl Fn(u64, &mut Random) -> Vec<f32>) -> Vec<PreparedBuf> {
    let identifier = Identifier::new(library.clone()).expect("its recipe");
    let shift: Vec<f32> = (0..N + 4).map(|i| 252.0 + 2.0 * i as f32).collect();
    let mut random = Random(99);
    (0..64)
        .map(|i| {
            let row = of(i * 5, &mut random);
            let y = [&row[..2], &row, &row[N - 2..]].concat();
            let spectrum = Spectrum::new(shift.clone(), y).expect("a spectrum");
            identifier.prepare(&spectrum).expect("prepared")
        })
        .collect()
}

fn search(c: &mut Criterion) {
    let mut group = c.benchmark_group("search");
    let some = |_: u64, random: &mut Random| random_rows(random);
    for format in RowFormat::ALL {
        let storage = Storage::new().rows(format);
        for (name, library, queries) in [
            ("raman", library(10_000, storage, raman_like), raman_like as fn(u64, &mut Random) -> Vec<f32>),
            ("random", library(2_000, storage, some), some),
        ]
        .map(|(name, library, of)| {
            let queries = queries(&library, of);
            (name, library, queries)
        }) {
            let searcher = library.searcher().expect("its sketch");
            let rows = library.view().len();
            let wanted = Search::new(10);
            group.throughput(Throughput::Elements(u64::from(rows)));
            let mut next = 0;
            group.bench_function(format!("{name}/{}/{rows}", format.name()), |b| {
                b.iter(|| {
                    next = (next + 1) % queries.len();
                    searcher.search(black_box(&queries[next].as_ref()), &wanted).expect("its recipe")
                });
            });
            let many: Vec<_> = queries.iter().map(PreparedBuf::as_ref).collect();
            let control = Control { threads: Some(1), progress: None };
            group.throughput(Throughput::Elements(64 * u64::from(rows)));
            group.bench_function(format!("{name}/{}/{rows}, 64 at once", format.name()), |b| {
                b.iter(|| searcher.search_all(black_box(&many), &wanted, control).expect("its recipe"));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, search);
criterion_main!(benches);

//! A search finds what a scan over all rows finds, to the bit, whatever the query.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch::core::library::{Grade, RowFormat};
use ramatch::core::{Code, GridStep, Hit, Interval, LibraryRef, Normalize, Pipeline, Prepared};
use ramatch::rows::Control;
use ramatch::{Filter, Found, Grid, Library, LibraryBuilder, Recipe, Reference, Search, Spectrum, Storage};

/// Numbers from 0 to 1, the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f64 / (1u64 << 24) as f64
    }
}

fn recipe() -> Recipe {
    Recipe::new(Grid::cm1(100.0, 8.0, 256)).gridded(GridStep::Normalize { method: Normalize::L2 })
}

/// What rows look like.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// Bands that many rows share, with noise and small shifts.
    Raman,
    /// No two alike, all values above 0: a sketch is of no use.
    Random,
    /// A few rows again and again, and rows of nothing but their first sample.
    Copies,
}

fn row(kind: Kind, random: &mut Random, n: usize) -> Vec<f32> {
    if kind == Kind::Random {
        return (0..n).map(|_| random.next() as f32).collect();
    }
    let families = if kind == Kind::Raman { 60.0 } else { 5.0 };
    let family = (random.next() * families) as u64;
    if kind == Kind::Copies && family == 0 {
        return vec![0.0; n];
    }
    let mut own = Random(family * 7919 + 1);
    let jitter = if kind == Kind::Raman { 1.5 } else { 0.0 };
    let mut row = vec![0.0; n];
    for _ in 0..10 {
        let (at, width, height) = (own.next() * n as f64, 1.0 + 2.0 * own.next(), own.next());
        let at = at + jitter * (random.next() - 0.5);
        for (i, value) in row.iter_mut().enumerate() {
            let u = (i as f64 - at) / width;
            *value += (height / (1.0 + u * u)) as f32;
        }
    }
    if kind == Kind::Raman {
        row.iter_mut().for_each(|value| *value += (0.02 * random.next()) as f32);
    }
    row
}

/// As the recipe leaves it.
fn normalize(samples: &mut [f32]) {
    let norm = samples.iter().map(|&sample| f64::from(sample).powi(2)).sum::<f64>().sqrt();
    samples.iter_mut().for_each(|sample| *sample = (f64::from(*sample) / norm) as f32);
}

fn library(kind: Kind, rows: usize, storage: Storage) -> Library {
    let folder = tempfile::tempdir().unwrap();
    let n = recipe().grid().len;
    let mut builder = LibraryBuilder::new(&recipe(), storage, folder.path()).unwrap();
    let mut random = Random(3);
    for i in 0..rows {
        let interval = match i % 7 {
            0 => Interval { lo: 10, hi: 200 },
            1 => Interval { lo: 90, hi: 256 },
            _ => Interval { lo: 0, hi: n },
        };
        let mut samples = row(kind, &mut random, n);
        samples[..interval.lo].fill(0.0);
        samples[interval.hi..].fill(0.0);
        if samples.iter().all(|sample| *sample == 0.0) {
            samples[interval.lo] = 1.0;
        }
        normalize(&mut samples);
        let (id, substance) = (format!("e{i}"), format!("s{}", i % 400));
        let about = Reference {
            id: &id,
            substance: &substance,
            name: &substance,
            form: "",
            source: if i % 3 == 0 { "a" } else { "b" },
            grade: Grade::Reference,
            laser_nm: if i % 2 == 0 { 785.0 } else { 1064.0 },
            resolution_cm1: 8.0,
        };
        builder.add_row(&about, &samples, interval).unwrap();
    }
    let path = folder.path().join("made.rsl");
    builder.write(&path, &mut |_, _| {}).unwrap();
    // Verifies it, the sketch among the rest.
    Library::read(&path).unwrap()
}

/// The definition: every row scored, sorted, cut.
fn oracle(view: &LibraryRef<'_>, query: &Prepared<'_>, search: &Search) -> Vec<Hit> {
    let Search { k, per_substance, filter, .. } = search;
    let mut hits: Vec<Hit> = (0..view.len())
        .filter(|&index| {
            let entry = view.entry(index).unwrap();
            let id = view.substance(entry.substance).unwrap().id.to_owned();
            filter.substances.as_ref().is_none_or(|ids| ids.contains(&id))
                && filter.source.as_deref().is_none_or(|source| source == entry.source)
                && filter.laser_nm.as_ref().is_none_or(|range| range.contains(&entry.laser_nm))
        })
        .filter_map(|entry| Some(Hit { entry, score: view.score(query, entry).unwrap()?.cosine }))
        .collect();
    hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
    if *per_substance {
        let mut seen = std::collections::BTreeSet::new();
        hits.retain(|hit| seen.insert(view.entry(hit.entry).unwrap().substance));
    }
    hits.truncate(*k);
    hits
}

/// The cosine by the book, over the row as it is decoded.
fn by_the_book(view: &LibraryRef<'_>, query: &Prepared<'_>, entry: u32) -> f64 {
    let over = query.interval().intersection(view.entry(entry).unwrap().interval);
    let row: Vec<f32> = view.row(entry).samples().collect();
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (&a, &b) in over.of(query.samples()).iter().zip(over.of(&row)) {
        let (a, b) = (f64::from(a), f64::from(b));
        (ab, aa, bb) = (ab + a * b, aa + a * a, bb + b * b);
    }
    ab / (aa * bb).sqrt()
}

/// How many queries: set `RAMATCH_LONG` for many.
fn queries() -> usize {
    if std::env::var_os("RAMATCH_LONG").is_some() { 10_000 } else { 60 }
}

/// A spectrum of some kind, over the whole axis or a part of it.
fn query_of(round: usize, kind: Kind, random: &mut Random, n: usize) -> Spectrum {
    let of = [kind, Kind::Raman, Kind::Random][round % 7 % 3];
    let intensity = loop {
        let row = row(of, random, n);
        if row.iter().any(|&value| value > 0.0) {
            break row;
        }
    };
    let shift: Vec<f32> = (0..n).map(|i| 100.0 + 8.0 * i as f32).collect();
    let (lo, hi) = [(0, n), (0, n), (30, 180), (100, n), (5, 90)][round % 5];
    Spectrum::new(shift[lo..hi].to_vec(), intensity[lo..hi].to_vec()).unwrap()
}

fn search_of(round: usize, view: &LibraryRef<'_>) -> Search {
    let mut filter = Filter::default();
    match round % 6 {
        1 => filter.source = Some("a".into()),
        2 => filter.laser_nm = Some(1000.0..=1100.0),
        3 => {
            // Of those that are there: others are refused.
            let there = |id: &&str| (0..view.substances_len()).any(|i| view.substance(i).unwrap().id == *id);
            let ids = ["s3", "s14", "s399", "nobody"].into_iter().filter(there);
            filter.substances = Some(ids.map(String::from).collect());
        }
        _ => {}
    }
    let search = Search::new([1, 10, 3, 50, 0, 5000][round % 11 % 6]).filter(filter);
    if round % 4 == 1 { search.per_substance() } else { search }
}

fn bits(hits: &[Hit]) -> Vec<(u32, u64)> {
    hits.iter().map(|hit| (hit.entry, hit.score.to_bits())).collect()
}

/// Every way to store rows.
fn storages() -> Vec<Storage> {
    let of = |rows| Storage::new().rows(rows);
    vec![
        of(RowFormat::F32),
        of(RowFormat::F32).codes(),
        of(RowFormat::I16),
        of(RowFormat::I16).codes(),
        of(RowFormat::I8),
    ]
}

#[test]
fn a_filter_by_what_is_not_there_is_refused() {
    for rows in [40, 1500] {
        let library = library(Kind::Raman, rows, Storage::new());
        let (searcher, n) = (library.searcher().unwrap(), recipe().grid().len);
        let pipeline = Pipeline::new(recipe()).unwrap();
        let spectrum = query_of(0, Kind::Raman, &mut Random(5), n);
        let (mut workspace, mut samples) = (pipeline.workspace(spectrum.as_ref().len()), vec![0.0; n]);
        let query = pipeline.run(spectrum.as_ref(), workspace.lend(), &mut samples).unwrap();
        let of = |change: &dyn Fn(&mut Filter)| {
            let mut filter = Filter::default();
            change(&mut filter);
            filter
        };
        let some = |text: &str| Some(text.to_owned());
        let wrong = [
            (of(&|filter| filter.source = some("nobody")), "bad_entry", "\"nobody\": its sources are a, "),
            (of(&|filter| filter.source = some("")), "bad_entry", "\"\""),
            (of(&|filter| filter.tag = some("nothing")), "unknown_tag", "\"nothing\""),
            (
                of(&|filter| filter.substances = Some(vec!["s3".into(), "S1".into()])),
                "bad_entry",
                "such as s1",
            ),
            (of(&|filter| filter.laser_nm = Some(900.0..=700.0)), "parameter", "from 900 to 700 nm"),
            (of(&|filter| filter.laser_nm = Some(f32::NAN..=700.0)), "parameter", "NaN"),
            (of(&|filter| filter.laser_nm = Some(500.0..=f32::NAN)), "parameter", "NaN"),
        ];
        for (filter, code, text) in wrong {
            for k in [0, 5] {
                let refused = searcher.search(&query, &Search::new(k).filter(filter.clone())).unwrap_err();
                assert_eq!(refused.code().name(), code, "{refused}");
                assert!(refused.to_string().contains(text), "{refused}");
            }
        }
        // What is there and has no entry in common yields nothing, and that is right.
        let none = of(&|filter| filter.laser_nm = Some(10.0..=11.0));
        assert!(searcher.search(&query, &Search::new(5).filter(none)).unwrap().hits.is_empty());
    }
}

#[test]
fn every_search_equals_a_scan_over_all_rows() {
    let pipeline = Pipeline::new(recipe()).unwrap();
    let n = recipe().grid().len;
    let kinds = [(Kind::Raman, 3001), (Kind::Random, 1500), (Kind::Copies, 2000), (Kind::Raman, 40)];
    for (storage, (kind, rows)) in
        storages().into_iter().flat_map(|storage| kinds.into_iter().map(move |kind| (storage, kind)))
    {
        let library = library(kind, rows, storage);
        let (view, searcher) = (library.view(), library.searcher().unwrap());
        let (mut random, mut rescored, mut asked, mut scanned) = (Random(11), 0, 0, 0);
        for round in 0..queries() {
            let spectrum = query_of(round, kind, &mut random, n);
            let (mut workspace, mut samples) = (pipeline.workspace(spectrum.as_ref().len()), vec![0.0; n]);
            let query = pipeline.run(spectrum.as_ref(), workspace.lend(), &mut samples).unwrap();
            let search = search_of(round, &view);
            let found = searcher.search(&query, &search).unwrap();
            let expected = oracle(&view, &query, &search);
            assert_eq!(bits(&found.hits), bits(&expected), "{storage:?} {kind:?} {rows} {round} {search:?}");
            for hit in &found.hits {
                let book = by_the_book(&view, &query, hit.entry);
                assert!((hit.score - book).abs() < 1e-6, "{} by the book {book}", hit.score);
                assert!(storage.rows != RowFormat::F32 || (hit.score - book).abs() < 1e-12);
            }
            scanned += usize::from(found.scanned);
            let own = round % 7 % 3 == 0 && round % 5 < 2;
            if own && (1..=10).contains(&search.k) && search.filter == Filter::default() {
                (rescored, asked) = (rescored + found.rescored, asked + rows);
            }
        }
        println!(
            "{storage:?} {kind:?} {rows}: {rescored} of {asked} rows were scored, {scanned} scans of all"
        );
        if kind == Kind::Raman && rows > 1000 {
            assert!(rescored * 4 < asked, "the sketch is of no use: {rescored} of {asked}");
        }
        // All rows are looked at, but few are scored: those that reach the answer.
        if kind == Kind::Random {
            assert!(rescored * 4 < asked && scanned > 0, "{rescored} of {asked}, {scanned} scans");
        }
    }
}

#[test]
fn many_queries_and_many_threads_find_what_one_finds() {
    let pipeline = Pipeline::new(recipe()).unwrap();
    let n = recipe().grid().len;
    for (kind, rows) in [(Kind::Raman, 3001), (Kind::Random, 1500), (Kind::Raman, 40)] {
        let library = library(kind, rows, Storage::new());
        let searcher = library.searcher().unwrap();
        let mut random = Random(5);
        let spectra: Vec<Spectrum> = (0..150).map(|round| query_of(round, kind, &mut random, n)).collect();
        let mut samples = vec![vec![0.0; n]; spectra.len()];
        let queries: Vec<Prepared<'_>> = spectra
            .iter()
            .zip(&mut samples)
            .map(|(spectrum, samples)| {
                let mut workspace = pipeline.workspace(spectrum.as_ref().len());
                pipeline.run(spectrum.as_ref(), workspace.lend(), samples).unwrap()
            })
            .collect();
        let search = Search::new(7);
        let alone: Vec<Found> =
            queries.iter().map(|query| searcher.search(query, &search).unwrap()).collect();
        for threads in [1, 2, 5] {
            for count in [1, 2, 7, 150] {
                let control = Control { threads: Some(threads), progress: None };
                let found = searcher.search_all(&queries[..count], &search, control).unwrap();
                assert_eq!(found, alone[..count], "{threads} threads, {count} queries");
            }
        }
        let called_off = |_, _| false;
        for count in [1, 150] {
            let control = Control { threads: Some(2), progress: Some(&called_off) };
            let refused = searcher.search_all(&queries[..count], &search, control).unwrap_err();
            assert_eq!(refused.code(), Code::Cancelled);
        }
    }
}

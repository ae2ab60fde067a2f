//! The default matcher by its index is its scan, to the bit.

use super::matcher::Matcher;
use crate::{Library, LibraryBuilder, Recipe, Reference, Storage};
use ramatch_core::alignment::{Alignment, Shortened};
use ramatch_core::identify::{
    BestOfEach, Mask, Question, Ranked, References, Search, SearchRoom, Tolerance, sum_squares,
};
use ramatch_core::library::Grade;
use ramatch_core::{Hit, Interval, LibraryRef};

struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f64 / f64::from(1 << 24)
    }

    fn below(&mut self, n: usize) -> usize {
        ((self.next() * n as f64) as usize).min(n - 1)
    }
}

/// What rows of a library are.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// Bands of substances, three spectra of each.
    Bands,
    /// A few rows again and again, bit for bit or nearly so.
    Copies,
    /// Noise.
    Noise,
    /// The built-in references, changed a little.
    Real,
    /// One substance: noise of both signs, and lone points.
    Alone,
}

const ROWS: usize = 2050;

fn row(kind: Kind, i: usize, n: usize, real: &[Vec<f32>], random: &mut Random) -> Vec<f32> {
    let bands = |seed: usize, random: &mut Random, jitter: f64| {
        let mut own = Random(seed as u64 * 7919 + 1);
        let mut row: Vec<f32> = (0..n).map(|_| (0.01 * jitter * random.next()) as f32).collect();
        for _ in 0..5 + own.below(9) {
            let (at, width, height) = (own.next() * n as f64, 1.5 + 4.0 * own.next(), own.next());
            let at = at + jitter * (random.next() - 0.5);
            row.iter_mut()
                .enumerate()
                .for_each(|(i, y)| *y += (height / (1.0 + ((i as f64 - at) / width).powi(2))) as f32);
        }
        row
    };
    match kind {
        Kind::Bands => bands(i / 3, random, 1.0),
        Kind::Copies => bands(i % 7, random, if i.is_multiple_of(2) { 0.0 } else { 1e-3 }),
        Kind::Noise => (0..n).map(|_| random.next() as f32).collect(),
        Kind::Alone if i.is_multiple_of(5) => (0..n).map(|at| f32::from(at == i % n)).collect(),
        Kind::Alone => (0..n).map(|_| (random.next() - 0.5) as f32).collect(),
        Kind::Real => {
            let (a, b) = (&real[i % real.len()], &real[random.below(real.len())]);
            let part = (0.4 * random.next()) as f32;
            a.iter().zip(b).map(|(a, b)| a + part * b).collect()
        }
    }
}

fn library(kind: Kind, partial: bool, random: &mut Random) -> Library {
    let recipe = Recipe::FINGERPRINT;
    let (grid, folder) = (recipe.grid(), tempfile::tempdir().unwrap());
    let embedded = Library::embedded().unwrap();
    let real: Vec<Vec<f32>> =
        (0..embedded.view().len()).map(|i| embedded.view().row(i).samples().collect()).collect();
    let mut builder = LibraryBuilder::new(&recipe, Storage::new(), folder.path()).unwrap();
    for i in 0..ROWS {
        let mut row = row(kind, i, grid.len, &real, random);
        let known = match (partial, i % 3) {
            (false, _) | (_, 0) => Interval { lo: 0, hi: grid.len },
            (_, 1) => Interval { lo: 101, hi: 900 },
            _ => Interval { lo: random.below(300), hi: 700 + random.below(300) },
        };
        if partial && i % 50 == 7 {
            row.fill(0.0);
        }
        row[..known.lo].fill(0.0);
        row[known.hi..].fill(0.0);
        if row.iter().all(|&y| y == 0.0) {
            row[known.lo] = 1.0;
        }
        let norm = row.iter().map(|y| f64::from(*y).powi(2)).sum::<f64>().sqrt();
        row.iter_mut().for_each(|y| *y = (f64::from(*y) / norm) as f32);
        let substance = if kind == Kind::Alone { 0 } else { i / 3 };
        let (id, substance) = (format!("e{i}"), format!("s{substance}"));
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
        builder.add_row(&about, &row, known).unwrap();
    }
    let path = folder.path().join("library.rsl");
    builder.write(&path, &mut |_, _| {}).unwrap();
    Library::read(&path).unwrap()
}

/// What is compared of two searches.
type Answer = (Alignment, Vec<(u32, u32, u64, Interval)>, u32, u32, Option<u64>, u64);

fn answer(search: &Search<'_>) -> Answer {
    let found = search.found().unwrap();
    let best = found.best.iter().map(|r| (r.entry, r.substance, r.score.to_bits(), r.over)).collect();
    let gap = found.gap.map(f64::to_bits);
    (found.alignment, best, found.scored, found.scored_substances, gap, search.looks())
}

/// By the core's scan.
fn scanned(view: &LibraryRef<'_>, question: Question<'_>, (tolerance, top): (Tolerance, usize)) -> Answer {
    let n = Shortened::of(view.grid()).len();
    let codes = view.emphasized_rows().unwrap();
    let mut squares = vec![0; view.len() as usize];
    sum_squares(codes, n, &mut squares);
    let references = References::over(*view, codes, &squares).unwrap();
    let substances = view.substances_len();
    let (mut moved, mut weights, mut before) = (vec![0.0; view.grid().len], vec![0; n], vec![0; n + 1]);
    let mut candidates = vec![Hit::EMPTY; Search::candidates_len(view.len())];
    let mut best = vec![Ranked::EMPTY; top.min(substances as usize)];
    let mut known = vec![0; BestOfEach::known_len(substances)];
    let room = SearchRoom {
        moved: &mut moved,
        weights: &mut weights,
        before: &mut before,
        candidates: &mut candidates,
        best: &mut best,
        known: &mut known,
    };
    let mut search = Search::begin(references, question, tolerance, room).unwrap();
    while !search.step(usize::MAX) {}
    answer(&search)
}

/// Asks so many questions of a library of each kind, and yields the part of rows that was looked at by the index, by kind.
fn asked(questions: usize) -> Vec<(Kind, f64)> {
    let mut random = Random(11);
    let mut looked_at = Vec::new();
    for kind in [Kind::Bands, Kind::Copies, Kind::Noise, Kind::Real, Kind::Alone] {
        let (mut looks, mut all) = (0, 0);
        for partial in [false, true] {
            let library = library(kind, partial, &mut random);
            library.verify().unwrap();
            let view = library.view();
            let matcher = Matcher::new(&library);
            let grid = view.grid();
            let mut emphasizer = crate::library::emphasized::Emphasizer::always(view.recipe());
            for i in 0..questions {
                let entry = random.below(ROWS) as u32;
                let shift = if i % 2 == 0 { 0 } else { random.below(4) };
                let noise = [0.0, 0.002, 0.05][i % 3];
                let mut samples: Vec<f32> = view.row(entry).samples().collect();
                if i % 10 == 9 {
                    samples.fill(0.0);
                }
                samples.rotate_right(shift);
                samples.iter_mut().for_each(|y| *y += (noise * (random.next() - 0.5)) as f32);
                let whole = Interval { lo: 0, hi: grid.len };
                let known = match i % 12 {
                    3 | 7 => Interval { lo: 60, hi: 600 + random.below(400) },
                    11 => {
                        let lo = random.below(900);
                        Interval { lo, hi: lo + 20 + random.below(100) }
                    }
                    _ => whole,
                };
                let Some(row) = emphasizer.row(&samples, known, noise * 0.3) else { continue };
                let mut slots = [Interval::default(); 8];
                let mut mask = Mask::all(grid, &mut slots).unwrap();
                for _ in 0..[0, 0, 1, 3][random.below(4)] {
                    let from = 150.0 + 2200.0 * random.next();
                    mask.close((from, from + 150.0 * random.next())).unwrap();
                }
                let mut excluded: Vec<u32> =
                    (0..[0, 0, 3, 700][random.below(4)]).map(|_| random.below(ROWS) as u32).collect();
                excluded.sort_unstable();
                excluded.dedup();
                let through = (random.below(4) == 0).then(|| view.substance_of(entry).unwrap());
                let question =
                    Question { row, interval: known, open: mask.open(), excluded: &excluded, through };
                let tolerance = match random.below(4) {
                    0 => Tolerance::none(),
                    1 => Tolerance::new().shift_cm1(3.0).stretch(0.0),
                    _ => Tolerance::new(),
                };
                let top = [1, 2, 5, 20, 20, 300, 1000, usize::MAX][random.below(8)];
                let expected = scanned(&view, question, (tolerance, top));
                let found =
                    matcher.search(&view, question, (tolerance, top), |search| Ok(answer(search))).unwrap();
                assert_eq!(
                    (&found.0, &found.1, found.2, found.3, found.4),
                    (&expected.0, &expected.1, expected.2, expected.3, expected.4),
                    "{kind:?} {partial} {i} {top}"
                );
                if top <= 20 && excluded.is_empty() && through.is_none() {
                    looks += found.5;
                    all += expected.5;
                }
            }
        }
        looked_at.push((kind, looks as f64 / f64::from(all as u32)));
    }
    looked_at
}

#[test]
fn what_the_index_finds_is_what_a_scan_finds() {
    let looked_at = asked(60);
    println!("looks of the index over those of a scan: {looked_at:?}");
}

#[test]
#[ignore = "12,500 questions, some minutes"]
fn ten_thousand_questions() {
    println!("{:?}", asked(1250));
}

/// A filter leaves out rows before they are looked at, and the others are those that a ranking of all has.
#[test]
fn rows_that_a_filter_leaves_out_are_not_looked_at() {
    let library = library(Kind::Bands, false, &mut Random(5));
    let identifier = crate::Identifier::new(library.clone()).unwrap();
    let (shift, intensity) = library.curve(301).unwrap();
    let query = identifier.prepare(&crate::Spectrum::new(shift, intensity).unwrap()).unwrap();
    let searcher = library.searcher().unwrap();
    let filter = crate::Filter {
        substances: Some(vec!["s100".to_owned(), "s7".to_owned()]),
        ..crate::Filter::default()
    };
    for search in [crate::Search::new(4), crate::Search::new(2).per_substance()] {
        let found = searcher.search(&query.as_ref(), &search.filter(filter.clone())).unwrap();
        let own = |entry: u32| ["s100", "s7"].iter().any(|id| view_id(&library, entry) == *id);
        assert!(!found.hits.is_empty() && found.hits.iter().all(|hit| own(hit.entry)));
        // Six, to find an alignment and once more to rank.
        assert!(found.rescored <= 12, "{}", found.rescored);
    }
}

fn view_id(library: &Library, entry: u32) -> String {
    let view = library.view();
    view.substance_of(entry).and_then(|index| view.substance(index)).map(|about| about.id.to_owned()).unwrap()
}

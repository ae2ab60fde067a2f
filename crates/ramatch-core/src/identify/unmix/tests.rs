//! Unmixing sums that are known.

use super::*;
use crate::compare::alignment::Alignment;
use crate::ground::error::Error;
use crate::ground::math;
use crate::identify::patience::Patience;
use crate::identify::tolerance::Tolerance;
use crate::library::{Codes, LinearRow};
use crate::measured::grid::{Grid, Interval};
use proptest::prelude::*;
use std::prelude::rust_2024::*;
use std::vec;

const GRID: Grid = Grid::cm1(150.0, 2.25, 600);
const ALL: Interval = Interval { lo: 20, hi: 580 };

/// Centre, width, height.
type Band = (f64, f64, f64);
type Bands = Vec<Band>;

/// References of 8 to 20 bands each, as `i16`.
pub(super) struct Drawn {
    codes: Vec<Vec<[u8; 2]>>,
    scales: Vec<f32>,
}

pub(super) fn uniform(state: &mut u64) -> f64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    ((*state >> 11) as f64) / (1u64 << 53) as f64
}

/// The difference of the Gaussian means of bands, which is a difference of bands, at a Raman shift.
fn dog(bands: &[Band], at: f64) -> f64 {
    let gaussian = |centre: f64, width: f64| {
        let t = (at - centre) / width;
        math::exp(-0.5 * t * t) / width
    };
    let with = |width: f64, by: f64| math::sqrt(width * width + by * by);
    bands
        .iter()
        .map(|&(centre, width, height)| {
            height * width * (gaussian(centre, with(width, 4.0)) - gaussian(centre, with(width, 20.0)))
        })
        .sum()
}

impl Drawn {
    pub(super) fn of(count: usize, seed: u64) -> (Self, Vec<Bands>) {
        let mut state = seed;
        let mut made = (Self { codes: Vec::new(), scales: Vec::new() }, Vec::new());
        for _ in 0..count {
            let bands: Bands = (0..8 + (12.0 * uniform(&mut state)) as usize)
                .map(|_| {
                    (
                        200.0 + 1200.0 * uniform(&mut state),
                        3.0 + 3.0 * uniform(&mut state),
                        uniform(&mut state) * uniform(&mut state) + 0.02,
                    )
                })
                .collect();
            let row: Vec<f64> = (0..GRID.len)
                .map(|i| if (ALL.lo..ALL.hi).contains(&i) { dog(&bands, GRID.shift_cm1(i)) } else { 0.0 })
                .collect();
            let norm = row.iter().map(|y| y * y).sum::<f64>().sqrt();
            let largest = row.iter().fold(0.0f64, |most, y| most.max(y.abs())) / norm;
            let scale = (largest / 32_767.0) as f32;
            made.0.codes.push(
                row.iter().map(|y| ((y / norm / f64::from(scale)).round() as i16).to_le_bytes()).collect(),
            );
            made.0.scales.push(scale);
            made.1.push(bands);
        }
        made
    }

    fn sample(&self, entry: usize, i: usize) -> f64 {
        f64::from(i16::from_le_bytes(self.codes[entry][i])) * f64::from(self.scales[entry])
    }
}

impl LinearReferences for Drawn {
    fn len(&self) -> u32 {
        self.codes.len() as u32
    }
    fn row(&self, entry: u32) -> Option<LinearRow<'_>> {
        let at = entry as usize;
        Some(LinearRow {
            codes: Codes::I16(self.codes.get(at)?),
            scale: self.scales[at],
            norm: 1.0,
            interval: ALL,
        })
    }
    fn interval(&self, _entry: u32) -> Option<Interval> {
        Some(ALL)
    }
    fn substance(&self, entry: u32) -> Option<u32> {
        Some(entry)
    }
}

/// Components as (entry, amount), largest share first; what is unexplained; the shift.
fn run(
    library: &Drawn,
    row: &[f32],
    sigma: f64,
    terms: &UnmixTerms,
) -> Result<(Vec<Component>, f64, f64), Error> {
    let (reals, samples) = unmix_lengths(GRID.len, terms.most, 0);
    let (mut reals, mut samples) = (vec![f64::NAN; reals], vec![f32::NAN; samples]);
    let open = [Interval { lo: 0, hi: GRID.len }];
    let signal =
        Signal { row, interval: ALL, sigma, open: &open, containers: &[], alignment: Alignment::default() };
    let mut memory = UnmixMemory { reals: &mut reals, samples: &mut samples };
    let found =
        unmix(library, GRID, &signal, terms, &mut memory, Patience { every: 64, go_on: &mut |_| true })?;
    Ok((found.components().to_vec(), found.unexplained, found.alignment.shift_cm1))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// A sum of the library's own rows has exactly those components, to the last digits.
    #[test]
    fn sums_of_rows_come_apart(seed in 1u64..10_000, k in 1usize..4, parts in prop::collection::vec(0.15f64..1.0, 3)) {
        let (library, _) = Drawn::of(60, seed);
        let chosen: Vec<(usize, f64)> = (0..k).map(|i| (7 + 17 * i, parts[i])).collect();
        let row: Vec<f32> = (0..GRID.len).map(|i| chosen.iter().map(|&(entry, part)| part * library.sample(entry, i)).sum::<f64>() as f32).collect();
        let terms = UnmixTerms { tolerance: Tolerance::none(), ..UnmixTerms::new() };
        let (found, unexplained, _) = run(&library, &row, 0.0, &terms).unwrap();
        let mut entries: Vec<usize> = found.iter().map(|component| component.entry as usize).collect();
        entries.sort_unstable();
        prop_assert_eq!(entries, chosen.iter().map(|(entry, _)| *entry).collect::<Vec<_>>());
        prop_assert!(unexplained < 1e-9, "{}", unexplained);
        let all: f64 = chosen.iter().map(|(_, part)| part).sum();
        for component in found {
            let part = chosen.iter().find(|(entry, _)| *entry == component.entry as usize).unwrap().1;
            prop_assert!((component.amount - part).abs() < 1e-6, "{} {part}", component.amount);
            prop_assert!((component.amount / all - part / all).abs() < 1e-6);
        }
    }

    /// On an axis that is off, with noise, the components are found and the shift as well.
    #[test]
    fn an_axis_that_is_off_is_found(seed in 1u64..10_000, shift in -6.0f64..6.0) {
        let (library, bands) = Drawn::of(60, seed);
        let mut state = seed;
        let mut row: Vec<f64> = (0..GRID.len).map(|i| {
            let at = GRID.shift_cm1(i) - shift;
            if (ALL.lo..ALL.hi).contains(&i) { dog(&bands[3], at) + 0.6 * dog(&bands[40], at) } else { 0.0 }
        }).collect();
        let top = row.iter().fold(0.0f64, |most, y| most.max(*y));
        // As a Gaussian mean leaves noise: each point is like its neighbours.
        let white: Vec<f64> = (0..GRID.len + 8).map(|_| uniform(&mut state) - 0.5).collect();
        let mean = [0.1, 0.24, 0.4, 0.46, 0.4, 0.24, 0.1];
        for (i, y) in row.iter_mut().enumerate().take(ALL.hi).skip(ALL.lo) {
            *y += 0.01 * top * 3.46 / 0.85 * mean.iter().zip(&white[i..]).map(|(part, y)| part * y).sum::<f64>();
        }
        let row: Vec<f32> = row.into_iter().map(|y| y as f32).collect();
        let terms = UnmixTerms { tolerance: Tolerance::new().stretch(0.0), ..UnmixTerms::new() };
        let (found, unexplained, off) = run(&library, &row, 0.01 * top, &terms).unwrap();
        let mut entries: Vec<u32> = found.iter().map(|component| component.entry).collect();
        entries.sort_unstable();
        prop_assert_eq!(entries, vec![3, 40], "{} {}", unexplained, off);
        prop_assert!((off - shift).abs() < 0.3, "{} {}", off, shift);
    }
}

/// Substances of which one has the row of another are told together, whichever is in the sum.
#[test]
fn equal_references_are_told_together() {
    let (mut library, _) = Drawn::of(40, 3);
    library.codes.push(library.codes[5].clone());
    library.scales.push(library.scales[5]);
    let row: Vec<f32> =
        (0..GRID.len).map(|i| (library.sample(5, i) + 0.5 * library.sample(20, i)) as f32).collect();
    let terms = UnmixTerms { tolerance: Tolerance::none(), ..UnmixTerms::new() };
    let (found, ..) = run(&library, &row, 0.0, &terms).unwrap();
    assert_eq!(found.len(), 2);
    assert!([5, 40].contains(&found[0].entry) && found[1].entry == 20, "{found:?}");
    let rivals: Vec<u32> = found[0].rivals().iter().map(|rival| rival.entry).collect();
    assert_eq!([&[found[0].entry], &rivals[..]].concat().iter().sum::<u32>(), 45, "{rivals:?}");
    assert!((found[0].rivals()[0].part - 1.0).abs() < 1e-9 && found[1].rivals().is_empty());
}

/// A reference of one band is never told, whatever it explains.
#[test]
fn one_band_is_no_component() {
    let (mut library, _) = Drawn::of(20, 9);
    let one: Vec<f64> = (0..GRID.len).map(|i| dog(&[(700.0, 4.0, 1.0)], GRID.shift_cm1(i))).collect();
    let norm = one.iter().map(|y| y * y).sum::<f64>().sqrt();
    library.codes[7] = one.iter().map(|y| ((y / norm * 20_000.0).round() as i16).to_le_bytes()).collect();
    library.scales[7] = 1.0 / 20_000.0;
    let terms = UnmixTerms { tolerance: Tolerance::none(), ..UnmixTerms::new() };
    let row: Vec<f32> = (0..GRID.len).map(|i| library.sample(7, i) as f32).collect();
    let (found, ..) = run(&library, &row, 0.0, &terms).unwrap();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let (library, _) = Drawn::of(3, 1);
    let row = vec![0.0; GRID.len];
    let refused = |terms: UnmixTerms| run(&library, &row, 0.0, &terms).unwrap_err();
    assert!(matches!(
        refused(UnmixTerms { most: 5, ..UnmixTerms::new() }),
        Error::Parameter { name: "most", .. }
    ));
    assert!(matches!(
        refused(UnmixTerms { most: 0, ..UnmixTerms::new() }),
        Error::Parameter { name: "most", .. }
    ));
    assert!(matches!(
        refused(UnmixTerms { kappa: f64::NAN, ..UnmixTerms::new() }),
        Error::Parameter { name: "kappa", .. }
    ));
    let (found, unexplained, _) = run(&library, &row, 0.0, &UnmixTerms::new()).unwrap();
    assert!(found.is_empty() && unexplained == 1.0, "nothing is a sum of nothing");
}

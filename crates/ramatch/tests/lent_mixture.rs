//! What a spectrum is a sum of, found in lent memory under an allocator that aborts at the first allocation, is the library crate's to the bit.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/spectra.rs"]
mod spectra;

use assert_no_alloc::{AllocDisabler, assert_no_alloc};
use ramatch::core::alignment::Alignment;
use ramatch::core::identify::{
    AskedRows, Mask, Patience, Signal, UnmixMemory, UnmixTerms, unmix, unmix_lengths,
};
use ramatch::core::{Interval, Pipeline, Scratch};
use ramatch::{Container, Identifier, Options, Recipe, Spectrum, Unmixing};

#[global_allocator]
static ALLOCATOR: AllocDisabler = AllocDisabler;

/// As a device does it: rows in flash, numbers lent.
fn device(
    host: &Identifier,
    spectrum: &Spectrum,
    container: Option<&Spectrum>,
) -> (Unmixing, Vec<[u64; 5]>, [u64; 4]) {
    let options = Options::default();
    let options = match container {
        Some(container) => options.container(Container::new("bag", container.clone())),
        None => options,
    };
    let expected = host.unmix(spectrum, &options).unwrap();
    let view = host.library().view();
    let pipeline = Pipeline::new(*view.recipe()).unwrap();
    let grid = pipeline.grid();
    let rows = AskedRows::of(view, view.linear_rows().unwrap(), &[], None);
    let len = spectrum.as_ref().len().max(container.map_or(0, |container| container.as_ref().len()));
    let (mut scratch, mut row, mut beside) =
        (vec![f64::NAN; pipeline.scratch_len(len)], vec![0.0; grid.len], vec![0.0; grid.len]);
    let mut slots = vec![Interval::default(); Mask::slots_len(grid.len)];
    let terms = UnmixTerms::new();
    let (reals, samples) = unmix_lengths(grid.len, terms.most, usize::from(container.is_some()));
    let (mut reals, mut samples) = (vec![f64::NAN; reals], vec![f32::NAN; samples]);
    let (mut asked, mut bits) = (0u64, Vec::with_capacity(8));
    let whole = assert_no_alloc(|| {
        let (interval, notes) =
            pipeline.run_linear(spectrum.as_ref(), Scratch::of_reals(&mut scratch), &mut row).unwrap();
        let own = container.map(|container| {
            pipeline.run_linear(container.as_ref(), Scratch::of_reals(&mut scratch), &mut beside).unwrap().0
        });
        let mask = Mask::all(grid, &mut slots).unwrap();
        let containers = [(&beside[..], own.unwrap_or_default())];
        let signal = Signal {
            row: &row,
            interval,
            sigma: pipeline.linear().noise(notes.noise_density, grid),
            open: mask.open(),
            containers: if own.is_some() { &containers } else { &[] },
            alignment: Alignment::default(),
        };
        let mut go_on = |_| {
            asked += 1;
            true
        };
        let mut memory = UnmixMemory { reals: &mut reals, samples: &mut samples };
        let patience = Patience { every: 7, go_on: &mut go_on };
        let found = unmix(&rows, grid, &signal, &terms, &mut memory, patience).unwrap();
        for one in found.components() {
            bits.push([
                u64::from(one.entry),
                one.share.to_bits(),
                one.evidence.to_bits(),
                one.unlike.to_bits(),
                one.carried.to_bits(),
            ]);
        }
        [
            found.unexplained.to_bits(),
            found.other_share.to_bits(),
            found.alignment.shift_cm1.to_bits(),
            u64::from(found.is_incomplete()),
        ]
    });
    assert!(asked > 10, "a watchdog is fed");
    (expected, bits, whole)
}

fn equals(host: &Identifier, spectrum: &Spectrum, container: Option<&Spectrum>) -> Unmixing {
    let (expected, bits, whole) = device(host, spectrum, container);
    let view = host.library().view();
    let mixture = &expected.mixture;
    let of_host: Vec<[u64; 5]> = mixture
        .components
        .iter()
        .map(|one| {
            let entry = (0..view.len()).find(|&index| view.entry(index).unwrap().id == one.entry).unwrap();
            let numbers = [one.share, one.evidence, one.unlike, one.carried].map(f64::to_bits);
            [u64::from(entry), numbers[0], numbers[1], numbers[2], numbers[3]]
        })
        .collect();
    assert_eq!(bits, of_host);
    let numbers = [
        mixture.unexplained.to_bits(),
        mixture.nothing_above.to_bits(),
        mixture.alignment.shift_cm1.to_bits(),
        u64::from(mixture.incomplete),
    ];
    assert_eq!(whole, numbers);
    expected
}

#[test]
fn sums_of_examples_have_the_bits_of_a_host() {
    let measured: Vec<Spectrum> =
        spectra::examples().iter().map(|(path, _)| ramatch::read_file(path).unwrap().spectrum).collect();
    for recipe in [Recipe::FINGERPRINT, Recipe::FINGERPRINT_PORTABLE] {
        let host = Identifier::with_recipe(&ramatch::Library::embedded().unwrap(), &recipe).unwrap();
        let mut told = 0;
        for (i, a) in measured.iter().enumerate() {
            let b = &measured[(i + 4) % measured.len()];
            told += equals(&host, &spectra::sum(a, b, 0.7), None).mixture.components.len();
            equals(&host, &spectra::sum(a, b, 0.7), Some(b));
        }
        assert!(told >= 5, "{told}");
    }
}

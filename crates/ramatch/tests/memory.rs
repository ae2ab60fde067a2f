//! A batch needs its output, and for each thread what eight spectra need, however many there are.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch::core::baseline::{Baseline, Samples};
use ramatch::rows::{Control, Rows, baselines};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Bytes that were asked for while the baselines of `m` spectra of `n` samples were made.
fn allocated(method: &Baseline, m: usize, n: usize) -> usize {
    let y: Vec<f32> = (0..m * n).map(|i| ((i * 7919) % 1009) as f32).collect();
    let mut out = vec![0.0; m * n];
    let rows = Rows::new(&y, m, n, n).unwrap();
    let region = Region::new(ALLOCATOR);
    baselines(method, Samples::default(), rows, &mut out, Control { threads: Some(1), progress: None })
        .unwrap();
    region.change().bytes_allocated
}

#[test]
fn scratch_does_not_grow_with_the_number_of_spectra() {
    let n = 128;
    for method in Baseline::ALL {
        if method.name() == "goldindec" {
            // A thousand of its searches take minutes without optimisation; it shares its scratch with the polynomials.
            continue;
        }
        let (few, many) = (allocated(method, 256, n), allocated(method, 1024, n));
        // How each fit ended is part of the answer.
        let answer = size_of::<ramatch::core::baseline::Fit>();
        assert!(many - few <= 768 * answer + 4096, "{}: {few} for 256, {many} for 1024", method.name());
        assert!(few < 256 * n * 8, "{}: less than the matrix itself, {few}", method.name());
    }
}

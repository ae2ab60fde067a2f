//! What many spectra need does not grow with their number.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/spectra.rs"]
mod support;

use ramatch::{Identifier, Options, Spectrum};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::cell::Cell;
use support::changed;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Bytes that are in use at most, whenever a spectrum is taken and a report is handed out, beyond those before.
fn most_in_use(identifier: &Identifier, measured: &Spectrum, count: u32, threads: usize) -> isize {
    let options = Options::default();
    let region = Region::new(ALLOCATOR);
    let most = Cell::new(0);
    let look = || {
        let now = region.change();
        let in_use = now.bytes_allocated as isize - now.bytes_deallocated as isize;
        most.set(most.get().max(in_use));
    };
    let source = (0..count).map(|i| {
        look();
        // Most are refused at once, so that this takes no minute.
        changed(measured, |place, y| if i % 8 == 0 { y + 20.0 * f64::from(i % 24) * place } else { 7.0 })
    });
    for report in identifier.identify_many(source, &options).threads(threads) {
        look();
        drop(report);
    }
    most.get()
}

#[test]
fn memory_does_not_grow_with_the_number_of_spectra() {
    let (identifier, measured) =
        (Identifier::embedded().unwrap(), support::read("polystyrene-785-bwtek-a.txt"));
    for threads in [1, 2] {
        let most = |count| most_in_use(&identifier, &measured, count, threads);
        most(1200);
        let (some, many) = (most(1200), most(4800));
        // A spectrum has 8 kB, and so has a report; 3,600 more of them.
        assert!(many - some < 128 << 10, "{some} bytes for 1,200, {many} for 4,800");
        assert!(many < 8 << 20, "{many}");
    }
}

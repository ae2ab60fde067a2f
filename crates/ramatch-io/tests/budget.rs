//! What is allocated was charged: counted by the allocator, which no other test may use at the same time.

mod made;

use ramatch_io::{Budget, Options, open};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What a reader has allocated at once, at most, is what it charged, and what small things may need besides.
#[test]
fn nothing_is_allocated_without_being_charged() {
    const BESIDES: usize = 96 << 10;
    let mut files: Vec<(String, Vec<u8>)> =
        made::fixtures().into_iter().map(|(name, _, bytes)| (name.to_owned(), bytes)).collect();
    // Files that declare far more than they hold, in every four bytes of theirs.
    for (name, _, bytes) in made::fixtures() {
        for at in (0..bytes.len().saturating_sub(4)).step_by((bytes.len() / 60).max(1)) {
            let mut bytes = bytes.clone();
            bytes[at..at + 4].copy_from_slice(&0x00ff_ffffu32.to_le_bytes());
            files.push((format!("{name} at {at}"), bytes));
        }
    }
    let large: String = (0..200_000).map(|i| format!("{}.5,{}\n", i, i % 91)).collect();
    files.push(("large.csv".into(), large.into_bytes()));
    let jcamp = made::jcamp("").replace("##NPOINTS= 20", "##NPOINTS= 300000000");
    files.push(("declares.jdx".into(), jcamp.into_bytes()));
    for (name, bytes) in files {
        let (options, budget) = (Options::new(), Budget::default());
        let region = Region::new(COUNTED);
        let mut held = 0;
        let mut most = 0;
        if let Ok(spectra) = open(&bytes, &options, &budget) {
            for index in 0..spectra.len() {
                let record = spectra.get(index);
                let change = region.change();
                most = most.max(change.bytes_allocated.saturating_sub(change.bytes_deallocated));
                held += usize::from(record.is_ok());
            }
        }
        let charged = budget.most_charged();
        assert!(most <= charged + BESIDES, "{name}: {most} bytes held, {charged} charged, {held} spectra");
    }
}

//! The whole path: from a file's bytes to a report.
#![allow(missing_docs, reason = "criterion's macros write undocumented functions")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ramatch::Options;
use ramatch_benches::{FILE, identifier, record};
use ramatch_io::{Budget, Options as Reading};
use std::hint::black_box;

fn identify(c: &mut Criterion) {
    let (identifier, record, options) = (identifier(), record(), Options::default());
    let mut group = c.benchmark_group("identify");
    group.throughput(Throughput::Elements(1));
    group.bench_function("file to report/1743 points", |b| {
        b.iter(|| {
            let record = ramatch_io::read(black_box(FILE), &Reading::new(), &Budget::default());
            let record = record.and_then(|record| record.into_measurement(None)).expect("readable");
            identifier.identify_record(&record, &options).expect("identifiable")
        });
    });
    group.bench_function("spectrum to report/1743 points", |b| {
        b.iter(|| identifier.identify(black_box(&record.spectrum), &options).expect("identifiable"));
    });
    group.bench_function("open the embedded library/verified", |b| {
        b.iter(ramatch_benches::identifier);
    });
    group.finish();
}

criterion_group!(benches, identify);
criterion_main!(benches);

//! What every reader's target does with arbitrary bytes: open them, read every spectrum, use it, write it, read it again.

use ramatch::io::{Budget, Limits, Options, Record, open, write_csv, write_jcamp, write_npz, Form};

/// Most spectra of one input; more would say nothing new, slowly.
const MOST: usize = 32;

/// Reads bytes as they are, and with the bytes by which their format is recognised put over the first ones.
pub fn read(data: &[u8], magic: &[u8]) {
    let Some((&first, data)) = data.split_first() else { return };
    let mut options = Options::new();
    options.salvage = first & 1 == 1;
    options.decimal_comma = first & 2 == 2;
    options.peaks = first & 8 == 8;
    let limits = if first & 4 == 4 { Limits::FIRMWARE } else { Limits::DESKTOP };
    each(data, &options, limits);
    if !data.starts_with(magic) {
        let mut bytes = data.to_vec();
        bytes.resize(bytes.len().max(magic.len()), 0);
        bytes[..magic.len()].copy_from_slice(magic);
        each(&bytes, &options, limits);
    }
}

fn each(bytes: &[u8], options: &Options, mut limits: Limits) {
    limits.file_bytes = limits.file_bytes.min(1 << 22);
    limits.memory_bytes = limits.memory_bytes.min(1 << 26);
    let budget = Budget::new(limits);
    let spectra = match open(bytes, options, &budget) {
        Ok(spectra) => spectra,
        Err(error) => return look_at(&error),
    };
    assert!(!spectra.is_empty());
    for record in spectra.take(MOST) {
        match record {
            Ok(record) => use_it(&record),
            Err(error) => look_at(&error),
        }
    }
}

fn look_at(error: &ramatch::io::Error) {
    assert!(!error.to_string().is_empty() && !error.reason().is_empty());
}

fn use_it(record: &Record) {
    assert_eq!(record.x.len(), record.y.len());
    assert!(!record.x.is_empty());
    assert!(record.x.iter().chain(&record.y).all(|value| value.is_finite()));
    if let Ok(spectrum) = record.spectrum(Some(785.0)) {
        assert!(spectrum.as_ref().shift_cm1().windows(2).all(|pair| pair[0] < pair[1]));
    }
    let (options, budget) = (Options::new(), Budget::default());
    let same = |written: &[u8]| {
        let back = open(written, &options, &budget).and_then(|spectra| spectra.get(0));
        match back {
            Ok(back) => assert!(back.x == record.x && back.y == record.y),
            // What is written is read, but for what only a spectrum has to be: long enough, an axis that rises.
            Err(error) => look_at(&error),
        }
    };
    if let Ok(text) = write_csv(record) {
        same(text.as_bytes());
    }
    for form in [Form::Affn, Form::DifDup] {
        if let Ok(text) = write_jcamp(record, form) {
            same(text.as_bytes());
        }
    }
    if let Ok(bytes) = write_npz(std::slice::from_ref(record)) {
        same(&bytes);
    }
}

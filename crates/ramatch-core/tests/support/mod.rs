//! A library file written by the letter of `spectra-library/FORMAT.md`, without the facade's builder.
#![allow(dead_code, clippy::unwrap_used, reason = "each test uses its part")]

use ramatch_core::library::format;
use ramatch_core::{Interval, MAX_CANONICAL, Recipe};

pub(crate) type Section = (u32, u16, u16, Vec<u8>);

/// The five needed sections of a library whose entry `i` is `rows[i]` and of substance `i`.
pub(crate) fn sections(recipe: &Recipe, rows: &[(Vec<f32>, Interval)]) -> Vec<Section> {
    let mut canonical = [0; MAX_CANONICAL];
    let len = recipe.canonical(&mut canonical).unwrap();
    let (mut entries, mut substances, mut samples) = (Vec::new(), Vec::new(), Vec::new());
    // "ab" is everybody's name.
    let text = [0u32.to_le_bytes(), 2u32.to_le_bytes()].concat();
    for (i, (row, interval)) in rows.iter().enumerate() {
        for number in [i as u32, interval.lo as u32, interval.hi as u32] {
            entries.extend(number.to_le_bytes());
        }
        entries.extend([1, 2, 0, 0]);
        entries.extend(785.0f32.to_le_bytes());
        entries.extend(6.0f32.to_le_bytes());
        entries.extend([&text[..], &text, &text].concat());
        substances.extend([&text[..], &text].concat());
        samples.extend(row.iter().flat_map(|v| v.to_le_bytes()));
    }
    vec![
        (format::RECIPE, 0, format::REQUIRED, canonical[..len].to_vec()),
        (format::ROWS, 0, format::REQUIRED, samples),
        (format::ENTRIES, 0, format::REQUIRED, entries),
        (format::SUBSTANCES, 0, format::REQUIRED, substances),
        (format::STRINGS, 0, format::REQUIRED, b"ab".to_vec()),
    ]
}

/// Header, table, sections. Hashes are left 0: the core does not check them.
pub(crate) fn file(sections: &[Section]) -> Vec<u8> {
    let mut table: Vec<u8> = Vec::new();
    let mut body: Vec<u8> = Vec::new();
    let body_at = 64 + 64 * sections.len();
    // The recipe's id: FNV-1a of its canonical bytes.
    let recipe = sections.iter().find(|section| section.0 == format::RECIPE);
    let id =
        recipe.map_or(&[][..], |section| &section.3).iter().fold(0xcbf2_9ce4_8422_2325u64, |id, &byte| {
            (id ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
    // Rows of integers have scales, of four bytes each less than samples of `f32`.
    let len = |kind| sections.iter().find(|section| section.0 == kind).map_or(0, |section| section.3.len());
    let (samples, entries) = (len(format::ROWS), len(format::ENTRIES) / format::ENTRY_LEN);
    let row_format = match (len(format::SCALES), samples / entries.max(1)) {
        (0, _) => 0,
        (_, 2048) => 1,
        _ => 2,
    };
    for (kind, version, flags, content) in sections {
        table.extend(kind.to_le_bytes());
        table.extend(version.to_le_bytes());
        table.extend(flags.to_le_bytes());
        table.extend(((body_at + body.len()) as u64).to_le_bytes());
        table.extend((content.len() as u64).to_le_bytes());
        table.extend([0; 40]);
        body.extend(content);
    }
    let mut file = format::MAGIC.to_vec();
    file.extend([0, 0, row_format, 0]);
    file.extend((sections.len() as u32).to_le_bytes());
    file.extend(((body_at + body.len()) as u64).to_le_bytes());
    file.extend([0; 32]);
    file.extend(id.to_le_bytes());
    file.extend(table);
    file.extend(body);
    file
}

/// Bands at these Raman shifts on the fingerprint grid, as a measured spectrum.
pub(crate) fn measured(bands: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let x: Vec<f32> = (0..2200).map(|i| 200.0 + i as f32).collect();
    let y = x
        .iter()
        .enumerate()
        .map(|(i, x)| {
            let bands: f32 = bands.iter().map(|c| 900.0 / (1.0 + (x - c) * (x - c) / 16.0)).sum();
            let noise = (i as u32).wrapping_mul(2_654_435_761) >> 28;
            300.0 + 0.1 * x + bands + noise as f32
        })
        .collect();
    (x, y)
}

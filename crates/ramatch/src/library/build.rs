//! From content to the bytes of a library: the same content and recipe give the same bytes on every machine.

use super::content::{Content, EntryContent, Raw, profile};
use super::metadata;
use crate::Error;
use ramatch_core::library::{EntryKind, Grade, format};
use ramatch_core::{Grid, Interval, MAX_CANONICAL, Pipeline, Prepared, Recipe, SpectrumRef, Workspace};
use std::collections::BTreeMap;

/// Prepares every entry by `recipe` and lays out the file.
pub(super) fn build(
    content: &Content,
    recipe: &Recipe,
    resolution_cm1: Option<f64>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<u8>, Error> {
    let pipeline = Pipeline::new(*recipe)?;
    let mut renderer = Renderer::new(pipeline, resolution_cm1);
    let mut strings = Strings::default();
    let (mut rows, mut entries, mut substances) = (Vec::new(), Vec::new(), Vec::new());
    let mut index_of = BTreeMap::new();
    for substance in &content.substances {
        // A substance that has only hints has no reference, and no record.
        if !content.entries.iter().any(|entry| entry.substance == substance.id) {
            continue;
        }
        index_of.insert(&substance.id, (substances.len() / format::SUBSTANCE_LEN) as u32);
        substances.extend(strings.add(&substance.id));
        substances.extend(strings.add(&substance.name));
    }
    for (done, entry) in content.entries.iter().enumerate() {
        progress(done, content.entries.len());
        let interval = renderer.prepare(entry)?;
        rows.extend(renderer.row.iter().flat_map(|sample| sample.to_le_bytes()));
        let substance = index_of.get(&entry.substance).copied().unwrap_or(u32::MAX);
        entries.extend(substance.to_le_bytes());
        entries.extend((interval.lo as u32).to_le_bytes());
        entries.extend((interval.hi as u32).to_le_bytes());
        let kind = match entry.raw {
            Raw::Bands(_) => EntryKind::Bands,
            Raw::Curve { .. } => EntryKind::Curve,
        };
        entries.extend([Grade::from(entry.grade) as u8, kind as u8, 0, 0]);
        entries.extend((entry.laser_nm.unwrap_or(0.0) as f32).to_le_bytes());
        entries.extend((renderer.resolution(entry).unwrap_or(0.0) as f32).to_le_bytes());
        entries.extend(strings.add(&entry.id));
        entries.extend(strings.add(&entry.form));
        entries.extend(strings.add(&entry.source));
    }
    let mut canonical = [0; MAX_CANONICAL];
    let canonical_len = recipe.canonical(&mut canonical)?;
    Ok(lay_out(&[
        (format::RECIPE, format::REQUIRED, &canonical[..canonical_len]),
        (format::ENTRIES, format::REQUIRED, &entries),
        (format::SUBSTANCES, format::REQUIRED, &substances),
        (format::STRINGS, format::REQUIRED, &strings.bytes),
        (format::ROWS, format::REQUIRED, &rows),
        (format::METADATA, 0, &metadata::encode(content)?),
    ]))
}

/// Header, table, sections; every section begins at a multiple of 64 bytes.
fn lay_out(sections: &[(u32, u16, &[u8])]) -> Vec<u8> {
    let mut table = Vec::new();
    let mut body = Vec::new();
    let body_at = format::HEADER_LEN + sections.len() * format::SECTION_LEN;
    for (kind, flags, content) in sections {
        table.extend(kind.to_le_bytes());
        table.extend(0u16.to_le_bytes());
        table.extend(flags.to_le_bytes());
        table.extend(((body_at + body.len()) as u64).to_le_bytes());
        table.extend((content.len() as u64).to_le_bytes());
        table.extend(blake3::hash(content).as_bytes());
        table.extend([0; 8]);
        body.extend_from_slice(content);
        body.resize(body.len().next_multiple_of(64), 0);
    }
    let mut file = Vec::with_capacity(body_at + body.len());
    file.extend(format::MAGIC);
    file.extend(format::VERSION.to_le_bytes());
    file.extend([0; 2]);
    file.extend((sections.len() as u32).to_le_bytes());
    file.extend(((body_at + body.len()) as u64).to_le_bytes());
    file.extend([0; format::HASH_LEN + 8]);
    file.extend(table);
    file.extend(body);
    let hash = file_hash(&file);
    file[format::FILE_HASH_AT..format::FILE_HASH_AT + format::HASH_LEN].copy_from_slice(&hash);
    file
}

/// BLAKE3 of a file without the bytes in which it stands.
pub(super) fn file_hash(file: &[u8]) -> [u8; format::HASH_LEN] {
    let (before, after) = file.split_at(format::FILE_HASH_AT.min(file.len()));
    let mut hasher = blake3::Hasher::new();
    hasher.update(before);
    hasher.update(after.get(format::HASH_LEN..).unwrap_or_default());
    *hasher.finalize().as_bytes()
}

/// The string table; equal texts stand once.
#[derive(Default)]
struct Strings {
    bytes: Vec<u8>,
    places: BTreeMap<String, u32>,
}

impl Strings {
    /// Offset and length of a text, as they stand in a record.
    fn add(&mut self, text: &str) -> [u8; 8] {
        let at = self.bytes.len() as u32;
        let place = *self.places.entry(text.to_owned()).or_insert(at);
        if place == at {
            self.bytes.extend_from_slice(text.as_bytes());
        }
        let mut record = [0; 8];
        record[..4].copy_from_slice(&place.to_le_bytes());
        record[4..].copy_from_slice(&(text.len() as u32).to_le_bytes());
        record
    }
}

/// Draws and prepares one entry after the other.
struct Renderer {
    pipeline: Pipeline,
    /// Resolution at which bands are drawn, where it is broader than their source's.
    resolution_cm1: Option<f64>,
    workspace: Workspace,
    samples: Vec<f64>,
    row: Vec<f32>,
}

impl Renderer {
    fn new(pipeline: Pipeline, resolution_cm1: Option<f64>) -> Self {
        let len = pipeline.grid().len;
        let workspace = pipeline.workspace(0);
        Self { pipeline, resolution_cm1, workspace, samples: vec![0.0; len], row: vec![0.0; len] }
    }

    /// The resolution that the drawn entry has.
    fn resolution(&self, entry: &EntryContent) -> Option<f64> {
        match (&entry.raw, entry.resolution_cm1, self.resolution_cm1) {
            (Raw::Bands(_), Some(own), Some(wanted)) => Some(own.max(wanted)),
            (_, own, _) => own,
        }
    }

    /// Fills `row` and yields where it is valid.
    fn prepare(&mut self, entry: &EntryContent) -> Result<Interval, Error> {
        let grid = self.pipeline.grid();
        let resolution = self.resolution(entry);
        let prepared = match &entry.raw {
            Raw::Bands(rows) => {
                let interval = grid.interval(entry.interval_cm1[0], entry.interval_cm1[1]);
                draw(rows, grid, entry.resolution_cm1.zip(resolution), &mut self.samples);
                self.pipeline.run_gridded(&self.samples, interval, self.workspace.lend(), &mut self.row)
            }
            Raw::Curve { shift_cm1, intensity } => {
                let inside =
                    |x: &f32| (entry.interval_cm1[0]..=entry.interval_cm1[1]).contains(&f64::from(*x));
                let from = shift_cm1.iter().position(inside).unwrap_or(0);
                let to = shift_cm1.iter().rposition(inside).map_or(from, |last| last + 1);
                self.workspace = self.pipeline.workspace(to - from);
                SpectrumRef::new(&shift_cm1[from..to], &intensity[from..to])
                    .and_then(|curve| self.pipeline.run(curve, self.workspace.lend(), &mut self.row))
            }
        };
        prepared.as_ref().map(Prepared::interval).map_err(|error| Error::Library {
            path: None,
            code: error.code(),
            reason: format!("entry {}: {error}", entry.id),
        })
    }
}

/// Sums the bands on the grid, each as broad as the resolution asks for.
fn draw(rows: &[[f64; 4]], grid: Grid, resolution: Option<(f64, f64)>, samples: &mut [f64]) {
    samples.fill(0.0);
    for &row in rows {
        let mut band = profile(row);
        if let Some((own, wanted)) = resolution {
            band = band.at_resolution(own, wanted);
        }
        for (i, sample) in samples.iter_mut().enumerate() {
            *sample += band.at(grid.shift_cm1(i));
        }
    }
}

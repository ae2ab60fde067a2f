//! From content to the bytes of a library: the same content and recipe give the same bytes on every machine.

use super::content::{Content, EntryContent, Raw, profile};
use super::metadata;
use super::records::{Record, Records};
use crate::{Error, sketch};
use ramatch_core::library::{EntryKind, Grade, format};
use ramatch_core::{Grid, Interval, MAX_CANONICAL, Pipeline, Prepared, Recipe, SpectrumRef, Workspace};

/// Prepares every entry by `recipe` and lays out the file.
pub(super) fn build(
    content: &Content,
    recipe: &Recipe,
    resolution_cm1: Option<f64>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<u8>, Error> {
    let pipeline = Pipeline::new(*recipe)?;
    let mut renderer = Renderer::new(pipeline, resolution_cm1);
    let mut records = Records::default();
    let (mut rows, mut intervals) = (Vec::new(), Vec::new());
    for substance in &content.substances {
        // A substance that has only hints has no reference, and no record.
        if content.entries.iter().any(|entry| entry.substance == substance.id) {
            records.substance(&substance.id, &substance.name);
        }
    }
    for (done, entry) in content.entries.iter().enumerate() {
        progress(done, content.entries.len());
        let interval = renderer.prepare(entry)?;
        rows.extend(renderer.row.iter().flat_map(|sample| sample.to_le_bytes()));
        intervals.push(interval);
        let name = content.substance(&entry.substance).map_or("", |substance| &substance.name);
        let kind = match entry.raw {
            Raw::Bands(_) => EntryKind::Bands,
            Raw::Curve { .. } => EntryKind::Curve,
        };
        let substance = records.substance(&entry.substance, name);
        records.entry(&Record {
            substance,
            interval,
            grade: Grade::from(entry.grade),
            kind,
            laser_nm: entry.laser_nm.unwrap_or(0.0) as f32,
            resolution_cm1: renderer.resolution(entry).unwrap_or(0.0) as f32,
            id: &entry.id,
            form: &entry.form,
            source: &entry.source,
        });
    }
    records.check()?;
    let n = recipe.grid().len;
    let sketch = if intervals.len() >= sketch::WORTH_IT {
        sketch::build(&mut InMemory { rows: &rows, intervals: &intervals, n }, n, &mut |_| {})?
    } else {
        None
    };
    let mut canonical = [0; MAX_CANONICAL];
    let canonical_len = recipe.canonical(&mut canonical)?;
    let metadata = metadata::encode(content)?;
    let mut sections: Vec<(u32, u16, &[u8])> = vec![
        (format::RECIPE, format::REQUIRED, &canonical[..canonical_len]),
        (format::ENTRIES, format::REQUIRED, &records.entries),
        (format::SUBSTANCES, format::REQUIRED, &records.substances),
        (format::STRINGS, format::REQUIRED, &records.strings.bytes),
        (format::ROWS, format::REQUIRED, &rows),
        (format::METADATA, 0, &metadata),
    ];
    sections.extend(sketch.as_deref().map(|sketch| (format::SKETCH, 0, sketch)));
    Ok(lay_out(&sections))
}

/// Rows as they will stand in the file.
struct InMemory<'a> {
    rows: &'a [u8],
    intervals: &'a [Interval],
    n: usize,
}

impl sketch::Source for InMemory<'_> {
    fn count(&self) -> usize {
        self.intervals.len()
    }
    fn read(&mut self, row: usize, samples: &mut [f32]) -> Result<Interval, Error> {
        let bytes = self.rows[4 * self.n * row..].as_chunks::<4>().0;
        for (sample, &bytes) in samples.iter_mut().zip(bytes) {
            *sample = f32::from_le_bytes(bytes);
        }
        Ok(self.intervals[row])
    }
}

/// A row of the section table.
pub(super) fn section_row(kind: u32, flags: u16, at: u64, len: u64, hash: &blake3::Hash) -> Vec<u8> {
    let mut row = Vec::with_capacity(format::SECTION_LEN);
    row.extend(kind.to_le_bytes());
    row.extend(0u16.to_le_bytes());
    row.extend(flags.to_le_bytes());
    row.extend(at.to_le_bytes());
    row.extend(len.to_le_bytes());
    row.extend(hash.as_bytes());
    row.extend([0; 8]);
    row
}

/// Header, table, sections; every section begins at a multiple of 64 bytes.
fn lay_out(sections: &[(u32, u16, &[u8])]) -> Vec<u8> {
    let mut table = Vec::new();
    let mut body = Vec::new();
    let body_at = format::HEADER_LEN + sections.len() * format::SECTION_LEN;
    for (kind, flags, content) in sections {
        let at = (body_at + body.len()) as u64;
        table.extend(section_row(*kind, *flags, at, content.len() as u64, &blake3::hash(content)));
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

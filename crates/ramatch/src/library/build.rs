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
    let sketch = sketch::build(&mut InMemory { rows: &rows, intervals: &intervals, n }, n, &mut |_| {})?;
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

/// Header and section table of a file, growing with its sections.
pub(super) struct Table {
    rows: Vec<u8>,
    /// Where the next section begins.
    at: u64,
}

impl Table {
    /// Of so many sections.
    pub(super) fn new(sections: usize) -> Self {
        Self { rows: Vec::new(), at: (format::HEADER_LEN + sections * format::SECTION_LEN) as u64 }
    }

    /// The next section; every one begins at a multiple of 64 bytes.
    pub(super) fn place(&mut self, kind: u32, flags: u16, len: u64, hash: &blake3::Hash) {
        let rows = &mut self.rows;
        rows.extend(kind.to_le_bytes());
        rows.extend(0u16.to_le_bytes());
        rows.extend(flags.to_le_bytes());
        rows.extend(self.at.to_le_bytes());
        rows.extend(len.to_le_bytes());
        rows.extend(hash.as_bytes());
        rows.extend([0; 8]);
        self.at = (self.at + len).next_multiple_of(64);
    }

    /// Header and table, with zeros for the hash of the file.
    pub(super) fn bytes(self) -> Vec<u8> {
        let mut bytes = Vec::from(format::MAGIC);
        bytes.extend(format::VERSION.to_le_bytes());
        bytes.extend([0; 2]);
        bytes.extend(((self.rows.len() / format::SECTION_LEN) as u32).to_le_bytes());
        bytes.extend(self.at.to_le_bytes());
        bytes.extend([0; format::HASH_LEN + 8]);
        bytes.extend(self.rows);
        bytes
    }
}

/// Header, table, sections.
fn lay_out(sections: &[(u32, u16, &[u8])]) -> Vec<u8> {
    let mut table = Table::new(sections.len());
    for (kind, flags, content) in sections {
        table.place(*kind, *flags, content.len() as u64, &blake3::hash(content));
    }
    let mut file = table.bytes();
    for (_, _, content) in sections {
        file.extend_from_slice(content);
        file.resize(file.len().next_multiple_of(64), 0);
    }
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

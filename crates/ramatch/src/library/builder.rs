//! A library of any size, entry by entry: rows go to a temporary file, records stay in memory.

use super::build::Table;
use super::records::{Record, Records};
use crate::file::{Beside, io_error};
use crate::{Error, sketch};
use ramatch_core::library::{EntryKind, Grade, format};
use ramatch_core::{Code, Interval, MAX_CANONICAL, Pipeline, Recipe, Spectrum, Workspace};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What is known of a reference besides its spectrum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reference<'a> {
    /// Its id, unique in the library.
    pub id: &'a str,
    /// Id of its substance.
    pub substance: &'a str,
    /// Preferred name of its substance; that of the substance's first reference counts.
    pub name: &'a str,
    /// Form (salt, hydrate, polymorph, state), empty if not stated.
    pub form: &'a str,
    /// Id of its source.
    pub source: &'a str,
    /// How far it may be trusted.
    pub grade: Grade,
    /// Laser in nm, 0 if unknown.
    pub laser_nm: f32,
    /// Resolution in cm⁻¹, 0 if unknown.
    pub resolution_cm1: f32,
}

/// Builds a library of any size.
///
/// Rows go to a temporary file; memory grows by about 250 bytes an entry. The same references in the same order give the
/// same bytes on every machine. From a thousand entries on the library has a sketch for fast searches.
pub struct LibraryBuilder {
    pipeline: Pipeline,
    workspace: Workspace,
    row: Vec<f32>,
    records: Records,
    ids: std::collections::BTreeSet<String>,
    folder: PathBuf,
    rows: BufWriter<File>,
    hasher: blake3::Hasher,
    count: u32,
}

impl LibraryBuilder {
    /// A library without entries, prepared by `recipe`. Its rows are kept in a temporary file in `folder` meanwhile,
    /// which needs room for them.
    ///
    /// # Errors
    /// [`Error::Spectrum`] for a recipe that cannot be carried out, [`Error::Io`].
    pub fn new(recipe: &Recipe, folder: &Path) -> Result<Self, Error> {
        let pipeline = Pipeline::new(*recipe)?;
        let file = tempfile::tempfile_in(folder);
        let file = file.map_err(|source| io_error(folder, "cannot hold a temporary file", source))?;
        Ok(Self {
            workspace: pipeline.workspace(0),
            row: vec![0.0; pipeline.grid().len],
            pipeline,
            records: Records::default(),
            ids: std::collections::BTreeSet::new(),
            folder: folder.to_owned(),
            rows: BufWriter::with_capacity(1 << 20, file),
            hasher: blake3::Hasher::new(),
            count: 0,
        })
    }

    /// Prepares a spectrum and adds it.
    ///
    /// # Errors
    /// [`Error::Spectrum`] for one that cannot be prepared, and as [`LibraryBuilder::add_row`]. The library is as before.
    pub fn add(&mut self, about: &Reference<'_>, spectrum: &Spectrum) -> Result<(), Error> {
        let spectrum = spectrum.as_ref();
        self.workspace = self.pipeline.workspace(spectrum.len());
        let mut row = std::mem::take(&mut self.row);
        let prepared = self.pipeline.run(spectrum, self.workspace.lend(), &mut row);
        let interval = prepared.map(|prepared| prepared.interval());
        let added = interval.map_err(Error::from).and_then(|interval| self.add_row(about, &row, interval));
        self.row = row;
        added
    }

    /// Adds a row that was prepared by this recipe: `[grid.len]` samples, 0 outside `interval`.
    ///
    /// # Errors
    /// [`Error::Library`] for an id that is empty or there already, an empty name or source, a row of another length, an
    /// interval that is empty or leaves the grid, a sample that is not finite or not 0 outside the interval;
    /// [`Error::Io`]. The library is as before, unless writing failed.
    pub fn add_row(
        &mut self,
        about: &Reference<'_>,
        samples: &[f32],
        interval: Interval,
    ) -> Result<(), Error> {
        let n = self.pipeline.grid().len;
        let refuse = |reason: &str| {
            let reason = format!("entry \"{}\": {reason}", about.id);
            Err(Error::Library { path: None, code: Code::BadEntry, reason })
        };
        if [about.id, about.substance, about.name, about.source].iter().any(|text| text.is_empty()) {
            return refuse("id, substance, name and source are needed");
        }
        if self.ids.contains(about.id) {
            return refuse("an entry of this id is there already");
        }
        if samples.len() != n {
            return refuse(&format!("{} samples, {n} needed", samples.len()));
        }
        if interval.lo >= interval.hi || interval.hi > n {
            return refuse(&format!("the interval {}..{} is not one of 0..{n}", interval.lo, interval.hi));
        }
        let inside = interval.lo..interval.hi;
        for (i, sample) in samples.iter().enumerate() {
            if !sample.is_finite() || (!inside.contains(&i) && sample.to_bits() != 0) {
                return refuse(&format!(
                    "sample {i} is {sample}: finite inside the interval and 0 outside is needed"
                ));
            }
        }
        if self.count == u32::MAX {
            return refuse("a library holds at most 4,294,967,295 entries");
        }
        let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        self.rows.write_all(&bytes).map_err(|source| self.io("cannot be written to", source))?;
        self.hasher.update(&bytes);
        let substance = self.records.substance(about.substance, about.name);
        self.records.entry(&Record {
            substance,
            interval,
            grade: about.grade,
            kind: EntryKind::Curve,
            laser_nm: about.laser_nm,
            resolution_cm1: about.resolution_cm1,
            id: about.id,
            form: about.form,
            source: about.source,
        });
        self.ids.insert(about.id.to_owned());
        self.count += 1;
        self.records.check()
    }

    fn io(&self, reason: &'static str, source: std::io::Error) -> Error {
        io_error(&self.folder, reason, source)
    }

    /// Writes the library to `path`, whole or not at all. `progress` is told how many of how many rows are done.
    ///
    /// # Errors
    /// [`Error::Io`]; a file that was there before is then unchanged.
    pub fn write(self, path: &Path, progress: &mut dyn FnMut(usize, usize)) -> Result<(), Error> {
        let (count, n) = (self.count as usize, self.pipeline.grid().len);
        let folder = self.folder;
        let refuse = |source| io_error(&folder, "cannot be written to", source);
        let file = self.rows.into_inner().map_err(|error| refuse(error.into_error()))?;
        let mut rows = OnDisk {
            file: BufReader::with_capacity(1 << 20, file),
            next: 0,
            n,
            entries: &self.records.entries,
            folder: &folder,
        };
        let sketch = sketch::build(&mut rows, n, &mut |done| progress(done, count))?;
        let mut canonical = [0; MAX_CANONICAL];
        let canonical_len = self.pipeline.recipe().canonical(&mut canonical)?;
        let before: [(u32, &[u8]); 4] = [
            (format::RECIPE, &canonical[..canonical_len]),
            (format::ENTRIES, &self.records.entries),
            (format::SUBSTANCES, &self.records.substances),
            (format::STRINGS, &self.records.strings.bytes),
        ];
        // Where everything stands, and its hashes, come before anything is written.
        let rows_len = 4 * n as u64 * count as u64;
        let mut table = Table::new(5 + usize::from(sketch.is_some()));
        for (kind, content) in before {
            table.place(kind, format::REQUIRED, content.len() as u64, &blake3::hash(content));
        }
        table.place(format::ROWS, format::REQUIRED, rows_len, &self.hasher.finalize());
        if let Some(sketch) = &sketch {
            table.place(format::SKETCH, 0, sketch.len() as u64, &blake3::hash(sketch));
        }
        let table = table.bytes();
        let beside = Beside::new(path)?;
        let mut out = Out {
            file: BufWriter::with_capacity(1 << 20, beside.file()),
            hasher: blake3::Hasher::new(),
            at: 0,
        };
        let written = (|| -> std::io::Result<[u8; format::HASH_LEN]> {
            // The hash is taken without its own place.
            let (head, rest) = table.split_at(format::FILE_HASH_AT);
            let (place, rest) = rest.split_at(format::HASH_LEN);
            out.put(head)?;
            out.file.write_all(place)?;
            out.at += place.len() as u64;
            out.put(rest)?;
            for (_, content) in before {
                out.put(content)?;
                out.pad()?;
            }
            rows.file.seek(SeekFrom::Start(0))?;
            let mut buffer = vec![0; 1 << 20];
            let mut left = rows_len;
            while left > 0 {
                let take = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                rows.file.read_exact(&mut buffer[..take])?;
                out.put(&buffer[..take])?;
                left -= take as u64;
                progress(count - usize::try_from(left / (4 * n as u64)).unwrap_or(0), count);
            }
            out.pad()?;
            if let Some(sketch) = &sketch {
                out.put(sketch)?;
                out.pad()?;
            }
            out.file.flush()?;
            Ok(*out.hasher.finalize().as_bytes())
        })();
        drop(out);
        let hash = written.map_err(|source| io_error(path, "cannot be written", source))?;
        beside.put_at(format::FILE_HASH_AT as u64, &hash)?;
        beside.rename()
    }
}

/// The file being written, and the hash of what was.
struct Out<'a> {
    file: BufWriter<&'a File>,
    hasher: blake3::Hasher,
    at: u64,
}

impl Out<'_> {
    fn put(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.hasher.update(bytes);
        self.at += bytes.len() as u64;
        self.file.write_all(bytes)
    }

    /// Up to the next multiple of 64 bytes.
    fn pad(&mut self) -> std::io::Result<()> {
        let missing = self.at.next_multiple_of(64) - self.at;
        self.put(&[0; 64][..missing as usize])
    }
}

/// Rows in the temporary file.
struct OnDisk<'a> {
    file: BufReader<File>,
    next: usize,
    n: usize,
    entries: &'a [u8],
    folder: &'a Path,
}

impl sketch::Source for OnDisk<'_> {
    fn count(&self) -> usize {
        self.entries.len() / format::ENTRY_LEN
    }

    fn read(&mut self, row: usize, samples: &mut [f32]) -> Result<Interval, Error> {
        let refuse = |source| io_error(self.folder, "cannot be read back from", source);
        let row_len = 4 * self.n as i64;
        if row == 0 {
            self.file.seek(SeekFrom::Start(0)).map_err(refuse)?;
        } else {
            self.file.seek_relative((row as i64 - self.next as i64) * row_len).map_err(refuse)?;
        }
        for sample in samples {
            let mut bytes = [0; 4];
            self.file.read_exact(&mut bytes).map_err(refuse)?;
            *sample = f32::from_le_bytes(bytes);
        }
        self.next = row + 1;
        let record = &self.entries[row * format::ENTRY_LEN..];
        let number =
            |at: usize| record[at..].first_chunk().map_or(0, |&bytes| u32::from_le_bytes(bytes) as usize);
        Ok(Interval { lo: number(4), hi: number(8) })
    }
}

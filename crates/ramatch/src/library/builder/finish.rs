//! A library that was built goes to its file.

use super::super::laid::{Laid, Part, Waiting};
use super::super::spool::Spooled;
use super::super::table::Table;
use super::{HintContent, LibraryBuilder};
use crate::files::output::{Beside, FileLock, Output, OutputKind};
use crate::files::read::io_error;
use crate::ground::error::Error;
use crate::library::{index, sketch};
use ramatch_core::MAX_CANONICAL;
use ramatch_core::alignment::Shortened;
use ramatch_core::library::{RowFormat, format};
use std::collections::BTreeSet;
use std::io::{BufWriter, Write};
use std::path::Path;

impl LibraryBuilder {
    /// Writes the library to `path`, whole or not at all. `progress` is told how many of how many rows are done.
    /// [`LibraryBuilder::write_unless`] keeps the builder where that fails.
    ///
    /// A library that stands there is replaced, unless entries were copied from that file and it has changed since. Two that write at
    /// once do so one after the other.
    ///
    /// # Errors
    /// [`Error::Io`], with the code `file_exists` for a file that is no library, `file_changed` for a library that is no longer what was
    /// copied from, `write_protected`; a file that was there before is then unchanged.
    pub fn write(mut self, path: &Path, progress: &mut dyn FnMut(usize, usize)) -> Result<(), Error> {
        self.write_unless(path, &mut |done, total| {
            progress(done, total);
            false
        })
    }

    /// As [`LibraryBuilder::write`], unless `stop` calls it off; it is told how many of how many rows are done.
    ///
    /// The builder is as before, whether that succeeded or not: it can be tried again elsewhere, or grow on.
    ///
    /// # Errors
    /// As [`LibraryBuilder::write`], and [`Error::Cancelled`].
    pub fn write_unless(
        &mut self,
        path: &Path,
        stop: &mut dyn FnMut(usize, usize) -> bool,
    ) -> Result<(), Error> {
        Output::new(path, OutputKind::Library).check()?;
        self.write_and_go_back(path, None, stop)
    }

    /// As [`LibraryBuilder::write_unless`], under a lock of `path` that the caller has held since before it read what is there, and over
    /// whatever the caller decided may be replaced.
    ///
    /// # Errors
    /// As [`LibraryBuilder::write_unless`].
    pub fn write_locked(
        mut self,
        path: &Path,
        lock: &FileLock,
        stop: &mut dyn FnMut(usize, usize) -> bool,
    ) -> Result<(), Error> {
        self.write_and_go_back(path, Some(lock), stop)
    }

    fn write_and_go_back(
        &mut self,
        path: &Path,
        lock: Option<&FileLock>,
        stop: &mut dyn FnMut(usize, usize) -> bool,
    ) -> Result<(), Error> {
        let mark = self.mark();
        let written = self.write_once(path, lock, stop);
        let back = self.back_to(&mark);
        written.and(back)
    }

    fn write_once(
        &mut self,
        path: &Path,
        lock: Option<&FileLock>,
        stop: &mut dyn FnMut(usize, usize) -> bool,
    ) -> Result<(), Error> {
        let count = self.ids.len();
        let mut go_on = |done: usize| match stop(done, count) {
            true => Err(Error::Cancelled { done, total: count }),
            false => Ok(()),
        };
        let file = self.lay_out(&mut go_on)?;
        let beside = Beside::new(path)?;
        let refuse = |source| io_error(path, "cannot be written", source);
        let mut writer = BufWriter::with_capacity(1 << 20, beside.file());
        let hash = file.put(&mut |bytes| {
            // Pieces are a megabyte at most, or what lay in memory.
            go_on(count)?;
            writer.write_all(bytes).map_err(refuse)
        })?;
        writer.flush().map_err(refuse)?;
        drop(writer);
        beside.put_at(format::FILE_HASH_AT as u64, &hash)?;
        self.bases.replace(path, (beside, hash), lock)
    }

    /// The bytes of the library.
    pub(in super::super) fn into_bytes(
        mut self,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Vec<u8>, Error> {
        let (mut bytes, count) = (Vec::new(), self.ids.len());
        let mut told = |done| {
            progress(done, count);
            Ok(())
        };
        let hash = self.lay_out(&mut told)?.put(&mut |part| {
            bytes.extend_from_slice(part);
            Ok(())
        })?;
        bytes[format::FILE_HASH_AT..][..format::HASH_LEN].copy_from_slice(&hash);
        Ok(bytes)
    }

    /// Finds out where everything stands, and its hashes, before anything is written.
    fn lay_out(&mut self, progress: &mut dyn FnMut(usize) -> Result<(), Error>) -> Result<Laid<'_>, Error> {
        let n = self.renderer.pipeline().grid().len;
        let recipe = *self.renderer.pipeline().recipe();
        let mut canonical = vec![0; MAX_CANONICAL];
        let canonical_len = recipe.canonical(&mut canonical)?;
        canonical.truncate(canonical_len);
        let mut rows = Waiting::new(self.rows.read_back()?, n, self.storage.rows, &self.records.entries);
        let for_hosts = self.storage.for_hosts;
        let sketch = if for_hosts { sketch::build(&mut rows, n, progress)? } else { None };
        let rows = rows.done();
        let mut hints: Vec<&HintContent> = self.hints.iter().collect();
        hints.sort_by(|a, b| a.id.cmp(&b.id));
        let with_records = self.records.substance_ids();
        let hinted: BTreeSet<&str> = hints.iter().map(|hint| hint.substance.as_str()).collect();
        let others = self
            .substances
            .values()
            .filter(|about| !self.records.has_substance(&about.id) && hinted.contains(about.id.as_str()));
        let named: BTreeSet<&str> =
            self.substances.values().flat_map(|about| about.family.iter().map(String::as_str)).collect();
        let families = self.families.values().filter(|family| named.contains(family.id.as_str()));
        let metadata = self.metadata.finish(
            with_records.iter().map(|id| self.substances.get(*id)).chain(others.map(Some)),
            self.sources.values(),
            hints.iter().copied(),
            (families, self.notices.values()),
        )?;
        let mut sections = vec![
            (format::RECIPE, format::REQUIRED, Part::Here(canonical.into())),
            (format::ENTRIES, format::REQUIRED, Part::Here((&self.records.entries).into())),
            (format::SUBSTANCES, format::REQUIRED, Part::Here((&self.records.substances).into())),
            (format::STRINGS, format::REQUIRED, Part::Here((&self.records.strings.bytes).into())),
        ];
        if self.storage.rows != RowFormat::F32 {
            sections.push((format::SCALES, format::REQUIRED, Part::Here((&self.scales).into())));
        }
        sections.push((format::ROWS, format::REQUIRED, Part::Spooled(rows)));
        let metadata = metadata.filter(|_| for_hosts);
        sections.extend(metadata.map(|metadata| (format::METADATA, 0, Part::Spooled(metadata))));
        sections.extend(sketch.map(|sketch| (format::SKETCH, 0, Part::Here(sketch.into()))));
        if let Some((spool, rests)) = &mut self.codes {
            spool.put(rests)?;
            sections.push((format::CODES, 0, Part::Spooled(spool.read_back()?)));
        }
        if let Some((spool, _)) = &mut self.bands {
            let (mut bands, of) = (spool.read_back()?, (self.ids.len(), Shortened::of(recipe.grid()).len()));
            let index = match for_hosts {
                true => index::build(&mut BandRows(&mut bands), of, progress)?,
                false => None,
            };
            bands.seek(0)?;
            sections.push((format::BANDS, 0, Part::Spooled(bands)));
            sections.extend(index.map(|index| (format::INDEX, 0, Part::Here(index.into()))));
        }
        if let Some(linear) = &mut self.linear {
            sections.push((format::LINEAR, 0, linear.section()?));
        }
        let mut table = Table::new(sections.len(), self.storage.rows, recipe.id());
        for (kind, flags, part) in &sections {
            let (len, hash) = part.stated();
            table.place(*kind, *flags, len, &hash);
        }
        Ok(Laid { table: table.bytes(), parts: sections.into_iter().map(|(.., part)| part).collect() })
    }
}

/// Emphasised rows that wait.
struct BandRows<'a>(&'a mut Spooled);

impl index::Rows for BandRows<'_> {
    fn read(&mut self, row: usize, codes: &mut [u8]) -> Result<(), Error> {
        self.0.seek((row * codes.len()) as u64)?;
        self.0.read(codes)
    }
}

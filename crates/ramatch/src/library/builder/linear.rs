//! Linear rows of a library that grows.

use super::super::laid::Part;
use super::super::spool::{self, Spool};
use super::{LibraryBuilder, Storage};
use crate::ground::error::Error;
use crate::library::content::{EntryContent, Raw};
use crate::library::linear::packed::{Packed, drawn_at, format_of, head};
use crate::library::opened::Library;
use ramatch_core::Recipe;
use ramatch_core::library::RowFormat;
use std::path::Path;

/// Linear rows that wait: their codes in a spool, scales and norms in memory.
pub(super) struct Waiting {
    spool: Spool,
    records: Vec<u8>,
    format: RowFormat,
}

/// How many there were.
pub(super) struct Mark {
    spool: spool::Mark,
    records: usize,
}

impl Waiting {
    /// Where recipe and storage ask for them.
    pub(super) fn new(
        recipe: &Recipe,
        storage: Storage,
        folder: Option<&Path>,
    ) -> Result<Option<Self>, Error> {
        if !storage.asks_for_linear(recipe) {
            return Ok(None);
        }
        let format = format_of(storage.rows);
        Ok(Some(Self { spool: Spool::new(folder)?, records: Vec::new(), format }))
    }

    pub(super) fn put(&mut self, row: &Packed) -> Result<(), Error> {
        self.spool.put(&row.codes)?;
        self.records.extend(row.record());
        Ok(())
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { spool: self.spool.mark(), records: self.records.len() }
    }

    pub(super) fn back_to(&mut self, mark: &Mark) -> Result<(), Error> {
        self.records.truncate(mark.records);
        self.spool.back_to(&mark.spool)
    }

    /// The section.
    pub(super) fn section(&mut self) -> Result<Part<'static>, Error> {
        let before = [&head(self.format)[..], &self.records].concat();
        Part::behind(before, self.spool.read_back()?)
    }
}

impl LibraryBuilder {
    /// A linear row as it is to be stored, if any are; without samples there is no row.
    pub(super) fn packed_linear(&self, row: &[f32]) -> Option<Packed> {
        let format = self.linear.as_ref()?.format;
        let n = self.renderer.pipeline().grid().len;
        Some(if row.len() == n { Packed::of(row, format) } else { Packed::none(n, format) })
    }

    /// The linear row of an entry of another library, if any are stored: as it stands there where it is stored alike, else made of bands
    /// or measured points, else what stands there in this library's format.
    pub(super) fn copied_linear(
        &mut self,
        library: &Library,
        index: u32,
        text: Option<&EntryContent>,
    ) -> Option<Packed> {
        let format = self.linear.as_ref()?.format;
        let (view, own) = (library.view(), self.renderer.pipeline().linear());
        let n = self.renderer.pipeline().grid().len;
        let rows = view.linear_rows().filter(|rows| rows.linear() == own);
        let there = rows.and_then(|rows| rows.row(index));
        if rows.is_some_and(|rows| rows.row_format() == format) {
            return Some(there.map_or_else(|| Packed::none(n, format), Packed::stored));
        }
        if let Some(text) = text.filter(|text| text.raw != Raw::Absent) {
            let recorded = view.entry(index).map_or(0.0, |entry| entry.resolution_cm1);
            let row = self.renderer.linear(text, drawn_at(text, recorded));
            return self.packed_linear(&row.unwrap_or_default());
        }
        Some(there.map_or_else(|| Packed::none(n, format), |row| Packed::converted(row, format)))
    }
}

//! Which linear row an entry gets.

use super::LibraryBuilder;
use crate::library::content::{EntryContent, Raw};
use crate::library::linear::packed::{Packed, drawn_at};
use crate::library::opened::Library;

impl LibraryBuilder {
    /// A linear row as it is to be stored, if any are; without samples there is no row.
    pub(super) fn packed_linear(&self, row: &[f32]) -> Option<Packed> {
        let format = self.linear.as_ref()?.format();
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
        let format = self.linear.as_ref()?.format();
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

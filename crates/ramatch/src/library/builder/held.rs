//! What a library holds already, while it grows.

use super::LibraryBuilder;
use crate::ground::error::Error;
use crate::library::content::{EntryContent, Raw};
use crate::library::integers::pack;
use crate::library::render::Rendered;

impl LibraryBuilder {
    /// The index of an entry by its id.
    pub(in crate::library) fn index_of(&self, id: &str) -> Option<u32> {
        self.ids.get(id).copied()
    }

    /// What is known of an entry by its index.
    ///
    /// # Errors
    /// [`Error::Io`] where a temporary file cannot be read back.
    pub(in crate::library) fn held(&mut self, index: u32) -> Result<Option<EntryContent>, Error> {
        self.metadata.entry_at(index as usize)
    }

    /// Whether an entry is there already with the very same content; of one whose measured spectrum is not kept, with the same row.
    /// `rendered` is its row, where it is prepared already.
    ///
    /// # Errors
    /// As [`LibraryBuilder::held`], and what is wrong with an entry that cannot be prepared.
    pub(in crate::library) fn holds(
        &mut self,
        entry: &EntryContent,
        rendered: Option<&Rendered>,
    ) -> Result<bool, Error> {
        let Some(index) = self.index_of(&entry.id) else { return Ok(false) };
        let Some(held) = self.held(index)? else { return Ok(false) };
        if held.raw != Raw::Absent {
            return Ok(held == *entry);
        }
        if held != (EntryContent { raw: Raw::Absent, ..entry.clone() }) {
            return Ok(false);
        }
        let (own, mut packed) =
            (rendered.is_none().then(|| self.renderer.render(entry)).transpose()?, Vec::new());
        let Some(rendered) = rendered.or(own.as_ref()) else { return Ok(false) };
        pack(&rendered.row, self.storage.rows, &mut packed);
        Ok(self.rows.look(u64::from(index) * packed.len() as u64, packed.len())? == packed)
    }
}

//! Header and section table of a file.

use ramatch_core::RecipeId;
use ramatch_core::library::{RowFormat, format};

/// Header and section table, growing with the sections.
pub(super) struct Table {
    rows: Vec<u8>,
    /// Where the next section begins.
    at: u64,
    format: RowFormat,
    recipe: RecipeId,
}

impl Table {
    /// Of so many sections.
    pub(super) fn new(sections: usize, format: RowFormat, recipe: RecipeId) -> Self {
        let at = (format::HEADER_LEN + sections * format::SECTION_LEN) as u64;
        Self { rows: Vec::new(), at, format, recipe }
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
        bytes.extend([self.format as u8, 0]);
        bytes.extend(((self.rows.len() / format::SECTION_LEN) as u32).to_le_bytes());
        bytes.extend(self.at.to_le_bytes());
        bytes.extend([0; format::HASH_LEN]);
        bytes.extend(self.recipe.0.to_le_bytes());
        bytes.extend(self.rows);
        bytes
    }
}

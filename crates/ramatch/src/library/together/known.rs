//! What is known of a library that was made of several.

use super::same::Disagreement;
use serde::Serialize;

/// A library that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LibraryPart {
    /// The name of its file, `demonstration` for the built-in one; none for one that was made in memory.
    pub name: Option<String>,
    /// BLAKE3 of its bytes.
    pub hash: String,
    /// Number of its references.
    pub entries: usize,
    /// Number of its substances.
    pub substances: usize,
}

/// What is known of a library that was made of several.
#[derive(Debug)]
pub(in crate::library) struct Together {
    pub(super) parts: Vec<LibraryPart>,
    pub(super) conflicts: Vec<Disagreement>,
    /// For each entry, the place of its library among `parts`.
    pub(super) origin: Vec<u32>,
}

//! What of a library is still needed once entries are gone.

use super::LibraryBuilder;
use std::collections::BTreeSet;

impl LibraryBuilder {
    /// Forgets the sources that no entry and no hint is of, and the notices of packs of which no source is left: what a new version of a library
    /// is not to say once entries are gone. A notice that names no sources stays.
    pub fn forget_unneeded(&mut self) {
        let mut needed: BTreeSet<String> = (0..self.ids.len()).map(|at| self.records.source_of(at)).collect();
        needed.extend(self.hints.iter().map(|hint| hint.source.clone()));
        self.sources.retain(|id, _| needed.contains(id));
        self.notices.retain(|_, notice| {
            let named = !notice.sources.is_empty();
            notice.sources.retain(|source| needed.contains(source));
            !named || !notice.sources.is_empty()
        });
    }
}

//! What is made for one question and serves the next as well: memory, and what is known of references.

use super::found::Hit;
use super::seen::LinearSeen;
use crate::ground::error::Error;
use ramatch_core::band::Peak;
use ramatch_core::identify::{MOST_BANDS, ReferenceBands, reference_bands};
use ramatch_core::{Interval, LibraryRef, Workspace};
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most references that something is remembered of: those of a map are few.
const MOST: usize = 512;

/// A desk at which questions are answered one after the other, with the same entries excluded and through the same container.
#[derive(Default)]
pub(super) struct Desk {
    pub(super) workspace: RefCell<Workspace>,
    pub(super) excluded: OnceCell<Vec<u32>>,
    /// The container and its first entry.
    pub(super) container: OnceCell<(u32, u32)>,
    /// Linear rows of the user's own containers.
    pub(super) containers: OnceCell<Vec<(String, LinearSeen)>>,
    bands: RefCell<BTreeMap<(u32, usize, usize), Arc<Known>>>,
    hits: RefCell<BTreeMap<u32, Hit>>,
}

/// A reference's bands over a stretch.
pub(super) struct Known {
    strong: Vec<Peak>,
    weak: Vec<Peak>,
}

impl Known {
    pub(super) fn bands(&self) -> ReferenceBands<'_> {
        ReferenceBands { strong: &self.strong, weak: &self.weak }
    }
}

impl Desk {
    /// The bands of an entry over a stretch of the grid.
    pub(super) fn bands(&self, view: &LibraryRef<'_>, entry: u32, over: Interval) -> Arc<Known> {
        let make = || {
            let row: Vec<f32> = view.row(entry).samples().collect();
            let [mut strong, mut weak] = [[Peak::default(); MOST_BANDS]; 2];
            let found = reference_bands((&row, over), view.grid(), &mut strong, &mut weak);
            Ok(Arc::new(Known { strong: found.strong.to_vec(), weak: found.weak.to_vec() }))
        };
        remembered(&self.bands, (entry, over.lo, over.hi), make).unwrap_or_else(|never: Never| match never {})
    }

    /// What is known of an entry as a hit, whatever it was found by.
    pub(super) fn hit(&self, entry: u32, make: impl FnOnce() -> Result<Hit, Error>) -> Result<Hit, Error> {
        remembered(&self.hits, entry, make)
    }
}

/// An error that there is not.
enum Never {}

/// What is remembered of a key, made where it is not.
fn remembered<K: Ord, V: Clone, E>(
    all: &RefCell<BTreeMap<K, V>>,
    key: K,
    make: impl FnOnce() -> Result<V, E>,
) -> Result<V, E> {
    if let Some(known) = all.borrow().get(&key) {
        return Ok(known.clone());
    }
    let made = make()?;
    let mut all = all.borrow_mut();
    if all.len() >= MOST {
        all.clear();
    }
    all.insert(key, made.clone());
    Ok(made)
}

//! Which entries pass a filter.

use super::Filter;
use crate::{Error, Library};
use ramatch_core::LibraryRef;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

pub(super) struct Allowed<'a> {
    all: bool,
    /// Of each substance, whether it passes; empty where all do.
    substances: Vec<bool>,
    source: Option<&'a str>,
    laser_nm: Option<&'a RangeInclusive<f32>>,
}

impl<'a> Allowed<'a> {
    /// O(substances) for a filter by tag or substance.
    pub(super) fn new(library: &Library, filter: &'a Filter) -> Result<Self, Error> {
        let Filter { tag, substances, source, laser_nm } = filter;
        let view = library.view();
        let named: Option<BTreeSet<&str>> =
            substances.as_ref().map(|ids| ids.iter().map(String::as_str).collect());
        let mut passing = Vec::new();
        if named.is_some() || tag.is_some() {
            for index in 0..view.substances_len() {
                let id = view.substance(index).map_or("", |substance| substance.id);
                let mut passes = named.as_ref().is_none_or(|named| named.contains(id));
                if let Some(tag) = tag.as_ref().filter(|_| passes) {
                    let about = library.substance_content(index)?;
                    passes =
                        about.is_some_and(|about| about.tags.contains(tag) || about.schedules.contains(tag));
                }
                passing.push(passes);
            }
            // Where a library has no substances, none pass.
            passing.push(false);
        }
        Ok(Self {
            all: *filter == Filter::default(),
            substances: passing,
            source: source.as_deref(),
            laser_nm: laser_nm.as_ref(),
        })
    }

    /// Whether all entries pass.
    pub(super) fn all(&self) -> bool {
        self.all
    }

    pub(super) fn passes(&self, view: &LibraryRef<'_>, row: usize) -> bool {
        if self.all {
            return true;
        }
        let Some(entry) = view.entry(row as u32) else { return false };
        (self.substances.is_empty() || self.substances.get(entry.substance as usize) == Some(&true))
            && self.source.is_none_or(|source| source == entry.source)
            && self.laser_nm.is_none_or(|range| range.contains(&entry.laser_nm))
    }
}

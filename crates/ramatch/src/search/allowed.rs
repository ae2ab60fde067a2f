//! Which entries pass a filter.

use super::ask::Filter;
use crate::ground::error::Error;
use crate::ground::listed::{LISTED, listed};
use crate::library::Library;
use ramatch_core::{Code, LibraryRef};
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
    /// O(substances) for a filter by tag or substance; O(entries) at most to see that there is a source.
    ///
    /// # Errors
    /// [`Error::Library`] for what is in no entry of the library, and lasers that are no range.
    pub(super) fn new(library: &Library, filter: &'a Filter) -> Result<Self, Error> {
        let Filter { tag, substances, source, laser_nm } = filter;
        let view = library.view();
        if let Some(range) = laser_nm
            .as_ref()
            .filter(|range| range.start().partial_cmp(range.end()).is_none_or(std::cmp::Ordering::is_gt))
        {
            let (from, to) = (range.start(), range.end());
            return refuse(
                Code::Parameter,
                format!("lasers from {from} to {to} nm are no range: from the least to the largest"),
            );
        }
        check_source(&view, source.as_deref())?;
        let named: Option<BTreeSet<&str>> =
            substances.as_ref().map(|ids| ids.iter().map(String::as_str).collect());
        let mut passing = Vec::new();
        let (mut missing, mut tagged) = (named.clone().unwrap_or_default(), false);
        if named.is_some() || tag.is_some() {
            for index in 0..view.substances_len() {
                let id = view.substance(index).map_or("", |substance| substance.id);
                let mut passes = named.as_ref().is_none_or(|named| named.contains(id));
                missing.remove(id);
                if let Some(tag) = tag.as_ref() {
                    let about = library.substance_content(index)?;
                    let has =
                        about.is_some_and(|about| about.tags.contains(tag) || about.schedules.contains(tag));
                    (passes, tagged) = (passes && has, tagged || has);
                }
                passing.push(passes);
            }
            if let Some(id) = missing.first() {
                let reason =
                    format!("there is no substance \"{id}\" in the library: state ids of substances");
                let ids = (0..view.substances_len()).filter_map(|index| Some(view.substance(index)?.id));
                return refuse(Code::BadEntry, like(reason, id, ids));
            }
            if let Some(tag) = tag.as_ref().filter(|_| !tagged) {
                library.check_tag(tag)?;
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

fn refuse<T>(code: Code, reason: String) -> Result<T, Error> {
    Err(Error::Library { path: None, code, reason })
}

/// Refuses a source that no entry is of.
fn check_source(view: &LibraryRef<'_>, source: Option<&str>) -> Result<(), Error> {
    let Some(source) = source else { return Ok(()) };
    let mut sources = BTreeSet::new();
    for entry in (0..view.len()).filter_map(|index| view.entry(index)) {
        if entry.source == source {
            return Ok(());
        }
        sources.insert(entry.source);
    }
    let reason = format!("no entry of the library is of the source \"{source}\"");
    refuse(Code::BadEntry, listed(reason, "sources", sources.into_iter()))
}

/// With ids that hold what was meant, if some do.
fn like<'a>(reason: String, meant: &str, ids: impl Iterator<Item = &'a str>) -> String {
    let meant = meant.to_lowercase();
    let near: Vec<&str> = match meant.is_empty() {
        true => Vec::new(),
        false => ids.filter(|id| id.to_lowercase().contains(&meant)).take(LISTED).collect(),
    };
    if near.is_empty() { reason } else { format!("{reason}, such as {}", near.join(", ")) }
}

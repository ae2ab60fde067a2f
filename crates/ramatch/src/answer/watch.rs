//! A list of substances that somebody watches for: a mark of its own, whatever the verdict.

use super::found::Hit;
use super::relative::Relative;
use crate::files::read::read_bytes;
use crate::ground::error::Error;
use crate::library::Library;
use ramatch_core::Code;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Most bytes of a list.
const LIMIT: usize = 16 << 20;

/// A list of substances to watch for: one on each line, by id, name, synonym, CAS number or InChIKey; what stands behind `#` is a remark.
///
/// ```
/// use ramatch::{Library, WatchList};
/// let list = WatchList::parse("polystyrene\n108-88-3  # toluene\nunobtainium\n", &Library::embedded()?)?;
/// assert_eq!(list.len(), 2);
/// assert_eq!(list.unknown(), ["unobtainium"]);
/// # Ok::<(), ramatch::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WatchList {
    /// Ids of substances, with what stood in the list.
    watched: BTreeMap<String, String>,
    unknown: Vec<String>,
}

/// A hit that is on the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Watched {
    /// Preferred name.
    pub substance: String,
    /// Its id.
    pub substance_id: String,
    /// As it stands in the list.
    pub listed: String,
    /// Whether the verdict tells it as a possibility: by its name, or as a relative of the name.
    pub named: bool,
    /// `named`, `relative` of what is named, or `first` in a ranking that is no answer.
    pub place: &'static str,
}

impl WatchList {
    /// Of a text, one substance on each line, found in a library.
    ///
    /// # Errors
    /// [`Error::Library`] for a list without a substance, and for a record of the library that cannot be read.
    pub fn parse(text: &str, library: &Library) -> Result<Self, Error> {
        let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim().to_owned());
        Self::of(lines, library)
    }

    /// Of names, ids, CAS numbers and InChIKeys; empty ones are passed over.
    ///
    /// # Errors
    /// As [`WatchList::parse`].
    pub fn of(names: impl IntoIterator<Item = String>, library: &Library) -> Result<Self, Error> {
        let wanted: Vec<String> = names.into_iter().filter(|name| !name.trim().is_empty()).collect();
        if wanted.is_empty() {
            let reason = "the list names no substance: one on each line, by name, id, CAS number or InChIKey"
                .to_owned();
            return Err(Error::Library { path: None, code: Code::Empty, reason });
        }
        let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for index in 0..library.view().substances_len() {
            let Some(substance) = library.view().substance(index) else { continue };
            let about = library.substance_content(index)?.unwrap_or_default();
            let names =
                [substance.id.to_owned(), substance.name.to_owned()].into_iter().chain(about.synonyms);
            let names: BTreeSet<String> =
                names.chain(about.cas).chain(about.inchikey).map(|name| name.to_lowercase()).collect();
            for name in names {
                known.entry(name).or_default().push(substance.id.to_owned());
            }
        }
        let mut list = Self::default();
        for name in wanted {
            match known.get(&name.trim().to_lowercase()) {
                Some(ids) => {
                    for id in ids {
                        list.watched.entry(id.clone()).or_insert_with(|| name.clone());
                    }
                }
                None => list.unknown.push(name),
            }
        }
        Ok(list)
    }

    /// Reads a list.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Text`] for bytes that are no UTF-8, and as [`WatchList::parse`] with the path.
    pub fn read(path: &Path, library: &Library) -> Result<Self, Error> {
        let bytes = read_bytes(path, LIMIT)?;
        let text = std::str::from_utf8(&bytes).map_err(|error| Error::Text {
            path: path.into(),
            line: None,
            code: Code::TextSyntax,
            reason: format!("byte {} is no UTF-8", error.valid_up_to()),
        })?;
        Self::parse(text.trim_start_matches('\u{feff}'), library).map_err(|error| error.of_file(path))
    }

    /// How many substances of the library it watches for.
    #[must_use]
    pub fn len(&self) -> usize {
        self.watched.len()
    }

    /// Whether the library holds none of them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.watched.is_empty()
    }

    /// What the library does not hold: that is never found.
    #[must_use]
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// What is on the list of the names (or of the first hit, where nothing is named), and of the relatives of the name.
    pub(super) fn among(&self, hits: &[Hit], named: usize, relatives: &[Relative]) -> Vec<Watched> {
        let place = if named > 0 { "named" } else { "first" };
        let first = hits.iter().take(named.max(1)).map(|hit| (&hit.substance, &hit.substance_id, place));
        let relatives = relatives.iter().map(|other| (&other.substance, &other.substance_id, "relative"));
        let watched = first.chain(relatives).filter_map(|(substance, substance_id, place)| {
            let listed = self.watched.get(substance_id)?.clone();
            let named = place != "first";
            let (substance, substance_id) = (substance.clone(), substance_id.clone());
            Some(Watched { substance, substance_id, listed, named, place })
        });
        watched.collect()
    }
}

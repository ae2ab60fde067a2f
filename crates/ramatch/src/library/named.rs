//! The substance that a text names: by its id, its name, or another name of it.

use super::alike::compared;
use super::opened::Library;
use crate::ground::error::Error;
use ramatch_core::LibraryRef;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// What a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// This substance of the library.
    One(u32),
    /// Several: it is another name of each.
    Several,
    /// None.
    Nothing,
}

/// Ids and names of the substances of a library, as names are compared.
pub(crate) struct Names {
    /// Ids, then preferred names, then other names: the first of them that knows a text counts.
    by: [BTreeMap<String, Named>; 3],
}

impl Names {
    /// Those of a library. O(names).
    ///
    /// # Errors
    /// As [`Library::substance_content`].
    pub(crate) fn of(library: &Library) -> Result<Self, Error> {
        let view = library.view();
        let mut by: [BTreeMap<String, Named>; 3] = Default::default();
        let note = |names: &mut BTreeMap<String, Named>, name: String, index| match names.entry(name) {
            Entry::Vacant(place) => {
                place.insert(Named::One(index));
            }
            Entry::Occupied(mut place) if *place.get() != Named::One(index) => {
                place.insert(Named::Several);
            }
            Entry::Occupied(_) => {}
        };
        for index in 0..view.substances_len() {
            let Some(substance) = view.substance(index) else { continue };
            note(&mut by[0], substance.id.to_owned(), index);
            note(&mut by[1], compared(substance.name), index);
            let content = library.substance_content(index)?.unwrap_or_default();
            content.synonyms.iter().for_each(|name| note(&mut by[2], compared(name), index));
        }
        Ok(Self { by })
    }

    /// What a text names.
    pub(crate) fn find(&self, text: &str) -> Named {
        let [ids, names, others] = &self.by;
        let name = compared(text);
        let found = ids.get(text).or_else(|| names.get(&name)).or_else(|| others.get(&name));
        found.copied().unwrap_or(Named::Nothing)
    }
}

/// The index of a substance, by its id or its name.
pub(crate) fn called(view: &LibraryRef<'_>, name: &str) -> Option<u32> {
    let is = |index: &u32| {
        view.substance(*index).is_some_and(|own| own.id == name || own.name.eq_ignore_ascii_case(name))
    };
    (0..view.substances_len()).find(is)
}

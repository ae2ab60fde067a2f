//! The linear rows that are asked: those that a library holds, or that were made of what it was made of.

use crate::ground::error::Error;
use crate::library::Library;
use crate::library::linear::made::LinearMade;
use ramatch_core::identify::AskedRows;
use ramatch_core::library::LinearRows;

/// The linear rows of a library, ready to be asked.
#[derive(Debug)]
pub(crate) struct Linear(Option<LinearMade>);

impl Linear {
    /// Those that it holds, or made of its bands and measured points. O(library) where they are made.
    pub(crate) fn of(library: &Library) -> Result<Self, Error> {
        let held = library.view().linear_rows().is_some();
        Ok(Self(if held { None } else { Some(LinearMade::of(library)?) }))
    }

    /// All but those that are not asked.
    pub(crate) fn asked<'a>(
        &'a self,
        library: &'a Library,
        excluded: &'a [u32],
        through: Option<u32>,
    ) -> Option<AskedRows<'a>> {
        let view = library.view();
        Some(AskedRows::of(view, self.rows(library)?, excluded, through))
    }

    /// All of them.
    pub(crate) fn rows<'a>(&'a self, library: &'a Library) -> Option<LinearRows<'a>> {
        match &self.0 {
            Some(made) => made.rows(library.view()),
            None => library.view().linear_rows(),
        }
    }
}

//! Tags and schedules that a library has.

use super::content::{Content, SubstanceContent};
use super::opened::Library;
use crate::ground::error::Error;
use crate::ground::listed::listed;
use ramatch_core::Code;
use std::collections::BTreeSet;

impl SubstanceContent {
    /// Its tags, then its schedules.
    pub fn tags_and_schedules(&self) -> impl Iterator<Item = &str> {
        self.tags.iter().chain(&self.schedules).map(String::as_str)
    }
}

impl Content {
    /// Refuses a tag or schedule that none of its substances has: no answer would look like an answer.
    ///
    /// # Errors
    /// [`Error::Library`] with the code `unknown_tag`, naming those that there are.
    pub fn check_tag(&self, tag: &str) -> Result<(), Error> {
        let tags: BTreeSet<&str> =
            self.substances.iter().flat_map(SubstanceContent::tags_and_schedules).collect();
        if tags.contains(tag) {
            return Ok(());
        }
        let reason = format!("no substance of the library has the tag or schedule \"{tag}\"");
        let reason = listed(reason, "tags and schedules", tags.into_iter());
        Err(Error::Library { path: None, code: Code::UnknownTag, reason })
    }
}

impl Library {
    /// Refuses a tag or schedule that no substance with a reference has. O(substances).
    ///
    /// # Errors
    /// [`Error::Library`] with the code `unknown_tag`, naming those that there are, and as [`Library::substance_content`].
    pub fn check_tag(&self, tag: &str) -> Result<(), Error> {
        let substances = 0..self.view().substances_len();
        let substances = substances.map(|index| Ok(self.substance_content(index)?.unwrap_or_default()));
        let substances = substances.collect::<Result<_, Error>>()?;
        Content { substances, ..Content::default() }.check_tag(tag)
    }
}

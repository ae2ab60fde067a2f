//! A library checked against itself: each reference asked about as if it were a sample, with itself left out.

mod entry;
mod finding;
mod likeness;
mod provenance;

pub use finding::{Finding, LibraryCheck, Other, Pair};

use super::desk::Desk;
use super::identifier::Identifier;
use crate::ground::control::Control;
use crate::ground::each::each;
use crate::ground::error::Error;
use entry::{Among, Asked};
use ramatch_core::Code;
use std::collections::BTreeSet;

impl Identifier {
    /// Checks the library against itself: every reference is asked about as a sample would be, by its measured points, the curve of its
    /// bands or its prepared row, with itself left out. Nothing is changed.
    ///
    /// [`LibraryCheck::findings`] says of which references the answer would be another substance, which are more like another one
    /// than like the others of their own, which curves stand under two names, and which show nothing, too little or are cut off;
    /// [`LibraryCheck::alike`] which substances are alike. A finding is a question to whoever knows the specimens: salts and isomorphous
    /// minerals are alike because they are. One identification for each entry: about 2 ms each among some thousand. The same library has
    /// the same findings, whatever the number of threads.
    ///
    /// ```
    /// use ramatch::Identifier;
    /// use ramatch::rows::Control;
    /// let check = Identifier::embedded()?.check_library(Control::default())?;
    /// assert!(check.entries > 80 && check.measured < check.entries);
    /// for finding in &check.findings {
    ///     println!("{}: {} {}", finding.code, finding.entry, finding.text);
    /// }
    /// for pair in check.alike.iter().take(3) {
    ///     println!("{} and {}: {:.2}", pair.substances.0, pair.substances.1, pair.score);
    /// }
    /// # Ok::<(), ramatch::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Library`] for an entry that cannot be read, [`Error::Cancelled`].
    pub fn check_library(&self, control: Control<'_>) -> Result<LibraryCheck, Error> {
        let all: Vec<u32> = (0..self.library().view().len()).collect();
        self.check_entries(&all, control)
    }

    /// As [`Identifier::check_library`], of the references of one of several libraries that are asked as one, at `part` of
    /// [`Library::parts`](crate::Library::parts); those of the others stand beside. So a label that was mixed up is found although its
    /// library has nothing like it.
    ///
    /// # Errors
    /// As [`Identifier::check_library`]; [`Error::Library`] for a part that is not there.
    pub fn check_part(&self, part: usize, control: Control<'_>) -> Result<LibraryCheck, Error> {
        let parts = self.library().parts();
        let Some(of) = parts.get(part) else {
            let reason = format!("there is no library {part}: {} are asked, counted from 0", parts.len());
            return Err(Error::Library { path: None, code: Code::Parameter, reason });
        };
        if parts.len() == 1 {
            return self.check_library(control);
        }
        let is_of = |&index: &u32| self.library().part_of(index).is_some_and(|own| own.hash == of.hash);
        let entries: Vec<u32> = (0..self.library().view().len()).filter(is_of).collect();
        self.check_entries(&entries, control)
    }

    /// Checks some entries among all.
    fn check_entries(&self, entries: &[u32], control: Control<'_>) -> Result<LibraryCheck, Error> {
        let view = self.library().view();
        let substances: BTreeSet<u32> =
            entries.iter().filter_map(|&index| view.substance_of(index)).collect();
        let mut check = LibraryCheck {
            entries: entries.len(),
            substances: substances.len(),
            findings: self.provenance(entries)?,
            ..LibraryCheck::default()
        };
        for asked in self.ask_each(entries, control)? {
            check.measured += usize::from(asked.measured);
            check.findings.extend(asked.findings);
            asked.others.into_iter().for_each(|pair| check.note(pair));
        }
        check.finish();
        Ok(check)
    }

    /// Asks about entries, on as many threads as there are; answers stand in their order.
    fn ask_each(&self, entries: &[u32], control: Control<'_>) -> Result<Vec<Asked>, Error> {
        let among = Among::of(&self.library().view());
        // Made ready once, and not by every thread.
        self.matcher();
        each(entries.len(), control, |at, desk: &mut Desk| self.ask_entry(entries[at], &among, desk))
    }
}

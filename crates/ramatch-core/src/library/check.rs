//! A whole library checked in steps: its hashes, then every record and row.

use super::emphasized::verify_row;
use super::format::{BANDS, FILE_HASH_AT, HASH_LEN, LINEAR};
use super::linear::LinearRows;
use super::view::LibraryRef;
use crate::compare::short::Shortened;
use crate::ground::error::{Error, LibraryError};
use blake3::Hasher;

/// How far a check has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Some of it is still to be looked at.
    More {
        /// Bytes that were looked at.
        done: u64,
        /// Bytes that are looked at in all.
        of: u64,
    },
    /// All is well.
    Done,
}

/// Checks a library in flash, in steps, so that a watchdog is fed: BLAKE3 of the file and of every section, every entry and its row, the emphasised
/// rows, the linear rows. It needs the feature `verify`.
///
/// What a search by bounds goes by on a host (sketch, codes, index), and what a host knows besides, is covered by its hash, and not made again.
///
/// ```
/// use ramatch_core::library::{Check, Progress};
/// use ramatch_core::{Error, LibraryRef};
/// /// Whether what lies in flash is a library, and whole.
/// fn is_whole(flash: &[u8], feed_watchdog: &mut dyn FnMut()) -> Result<(), Error> {
///     let mut check = Check::new(LibraryRef::open(flash)?);
///     while check.step(16 << 10)? != Progress::Done {
///         feed_watchdog();
///     }
///     Ok(())
/// }
/// assert!(is_whole(b"something else", &mut || {}).is_err());
/// ```
pub struct Check<'a> {
    view: LibraryRef<'a>,
    hasher: Hasher,
    stage: Stage,
    /// Bytes, or rows, of the stage.
    at: usize,
    done: u64,
    of: u64,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    File,
    /// By its row in the table.
    Section(usize),
    Entries,
    Emphasized,
    Linear,
    Done,
}

impl<'a> Check<'a> {
    /// Begins. O(sections).
    #[must_use]
    pub fn new(view: LibraryRef<'a>) -> Self {
        let sections: u64 = view.sections().map(|section| section.content.len() as u64).sum();
        let mut check = Self { view, hasher: Hasher::new(), stage: Stage::File, at: 0, done: 0, of: 0 };
        let rows = [Stage::Entries, Stage::Emphasized, Stage::Linear];
        let rows: u64 = rows.map(|stage| u64::from(view.len()) * check.row_len(stage) as u64).iter().sum();
        check.of = (view.bytes().len().saturating_sub(HASH_LEN)) as u64 + sections + rows;
        check
    }

    /// Bytes that were looked at.
    #[must_use]
    pub const fn done(&self) -> u64 {
        self.done
    }

    /// Bytes that are looked at in all.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.of
    }

    /// Looks at up to so many bytes more, at least at one row of them. Once it has refused something it refuses that again.
    ///
    /// # Errors
    /// [`LibraryError::FileHash`], [`LibraryError::SectionHash`], [`LibraryError::BadEntry`].
    pub fn step(&mut self, bytes: usize) -> Result<Progress, Error> {
        let mut left = bytes.max(1);
        while left > 0 && self.stage != Stage::Done {
            let looked_at = match self.stage {
                Stage::File => self.hash_file(left)?,
                Stage::Section(place) => self.hash_section(place, left)?,
                stage => self.check_row(stage)?,
            };
            left = left.saturating_sub(looked_at);
            self.done += looked_at as u64;
        }
        let (done, of) = (self.done, self.of);
        Ok(if self.stage == Stage::Done { Progress::Done } else { Progress::More { done, of } })
    }

    /// The hash of the file is taken without its own place.
    fn hash_file(&mut self, most: usize) -> Result<usize, Error> {
        let bytes = self.view.bytes();
        let (head, rest) = bytes.split_at(FILE_HASH_AT.min(bytes.len()));
        let rest = rest.get(HASH_LEN..).unwrap_or_default();
        let from = self.at.checked_sub(head.len());
        let part = from.map_or(head.get(self.at..), |from| rest.get(from..)).unwrap_or_default();
        let part = &part[..part.len().min(most)];
        self.hasher.update(part);
        self.at += part.len();
        if self.at == head.len() + rest.len() {
            if self.hasher.finalize().as_bytes() != &self.view.stated_hash() {
                return Err(LibraryError::FileHash.into());
            }
            self.enter(Stage::Section(0));
        }
        Ok(part.len())
    }

    fn hash_section(&mut self, place: usize, most: usize) -> Result<usize, Error> {
        let Some(section) = self.view.sections().nth(place) else {
            self.enter(Stage::Entries);
            return Ok(0);
        };
        let part = section.content.get(self.at..).unwrap_or_default();
        let part = &part[..part.len().min(most)];
        self.hasher.update(part);
        self.at += part.len();
        if self.at >= section.content.len() {
            if self.hasher.finalize().as_bytes() != &section.hash {
                return Err(LibraryError::SectionHash { kind: section.kind }.into());
            }
            self.enter(Stage::Section(place + 1));
        }
        Ok(part.len())
    }

    fn check_row(&mut self, stage: Stage) -> Result<usize, Error> {
        let (len, index) = (self.row_len(stage), self.at as u32);
        if len == 0 || index >= self.view.len() {
            self.refuse_another_length(stage, len)?;
            self.enter(match stage {
                Stage::Entries => Stage::Emphasized,
                Stage::Emphasized => Stage::Linear,
                _ => Stage::Done,
            });
            return Ok(0);
        }
        match stage {
            Stage::Emphasized => {
                let codes = self.view.emphasized_rows().unwrap_or_default();
                let row = codes.chunks_exact(len).nth(self.at).unwrap_or_default();
                verify_row(&self.view, index, row)?;
            }
            Stage::Linear => self.linear().map_or(Ok(()), |rows| rows.verify_row(index))?,
            _ => self.view.verify_entry(index)?,
        }
        self.at += 1;
        Ok(len)
    }

    /// Refuses rows that are there and that a view does not take for such.
    fn refuse_another_length(&self, stage: Stage, len: usize) -> Result<(), Error> {
        let (kind, reason) = match stage {
            Stage::Emphasized => (BANDS, "the emphasised rows are not those that rows and recipe ask for"),
            Stage::Linear => (LINEAR, "the linear rows are not those that rows and recipe ask for"),
            _ => return Ok(()),
        };
        match len == 0 && self.view.sections().any(|section| section.kind == kind) {
            true => Err(LibraryError::BadEntry { index: 0, reason }.into()),
            false => Ok(()),
        }
    }

    /// Bytes of a row; 0 where there are none of them.
    fn row_len(&self, stage: Stage) -> usize {
        let view = &self.view;
        match stage {
            Stage::Emphasized => view.emphasized_rows().map_or(0, |_| Shortened::of(view.grid()).len()),
            Stage::Linear => self.linear().map_or(0, |rows| view.grid().len * rows.row_format().sample_len()),
            _ => view.grid().len * view.row_format().sample_len(),
        }
    }

    fn linear(&self) -> Option<LinearRows<'a>> {
        self.view.linear_rows()
    }

    fn enter(&mut self, stage: Stage) {
        self.hasher.reset();
        (self.stage, self.at) = (stage, 0);
    }
}

impl core::fmt::Debug for Check<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let mut shown = f.debug_struct("Check");
        shown.field("stage", &self.stage).field("done", &self.done).field("of", &self.of).finish()
    }
}

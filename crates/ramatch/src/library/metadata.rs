//! The metadata section: provenance, record by record, in bincode; for hosts only.
//!
//! bincode 2.0.1 is unmaintained (RUSTSEC-2025-0141) and version 3.0.0 is only a compile error, so it stays
//! behind this module, with a version of its own, and nothing that firmware reads depends on it. Records are encoded one by one
//! and found by an index, so that a library of a million entries gives one of them without reading the others.

use super::content::{Content, EntryContent, HintContent, SourceContent, SubstanceContent};
use super::reviewed::{FamilyContent, NoticeContent};
use super::spool::{self, Spool, Spooled};
use crate::ground::error::Error;
use bincode::config;
use ramatch_core::library::format;
use ramatch_core::{Code, LibraryRef};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::Path;

/// Version of the encoding.
const VERSION: u8 = 3;
/// Most bytes that decoding one record may claim.
const LIMIT: usize = 64 << 20;
/// Kinds of records.
const KINDS: usize = 6;
/// Bytes at the end of the section: a count of each kind, the offset of the index, the version and zeros.
const TRAILER_LEN: usize = 4 * KINDS + 16;

fn refuse(reason: impl Into<String>) -> Error {
    Error::Library { path: None, code: Code::BadMetadata, reason: reason.into() }
}

/// Which records: in the order in which they stand in the section.
#[derive(Clone, Copy)]
enum Kind {
    /// One for each entry record, in their order.
    Entries = 0,
    /// One for each substance record, in their order, then those that have only hints.
    Substances = 1,
    Sources = 2,
    Hints = 3,
    Families = 4,
    Notices = 5,
}

/// The section, growing.
pub(super) struct Writer {
    spool: Spool,
    ends: Vec<u8>,
    counts: [u32; KINDS],
}

/// How far it had grown.
pub(super) struct Mark {
    spool: spool::Mark,
    ends: usize,
    counts: [u32; KINDS],
}

impl Writer {
    pub(super) fn new(folder: Option<&Path>) -> Result<Self, Error> {
        Ok(Self { spool: Spool::new(folder)?, ends: Vec::new(), counts: [0; KINDS] })
    }

    /// The record of the next entry; none where nothing is known of it.
    pub(super) fn entry(&mut self, entry: Option<&EntryContent>) -> Result<(), Error> {
        self.put(Kind::Entries, entry)
    }

    fn put<T: Serialize>(&mut self, kind: Kind, record: Option<&T>) -> Result<(), Error> {
        if let Some(record) = record {
            let bytes = bincode::serde::encode_to_vec(record, config::standard().with_fixed_int_encoding());
            let bytes = bytes.map_err(|error| refuse(format!("metadata cannot be written: {error}")))?;
            if bytes.len() > LIMIT {
                return Err(refuse(format!("a record of {} bytes, at most {LIMIT} are read", bytes.len())));
            }
            self.spool.put(&bytes)?;
        }
        self.ends.extend(self.spool.len().to_le_bytes());
        self.counts[kind as usize] += 1;
        Ok(())
    }

    /// The record of an entry that was put.
    pub(super) fn entry_at(&mut self, index: usize) -> Result<Option<EntryContent>, Error> {
        let end = |at: usize| self.ends.get(8 * at..)?.first_chunk().map(|&bytes| u64::from_le_bytes(bytes));
        let begin = if index == 0 { Some(0) } else { end(index - 1) };
        let Some((begin, end)) = begin.zip(end(index)) else { return Ok(None) };
        let len = usize::try_from(end.saturating_sub(begin)).unwrap_or(usize::MAX);
        decoded(&self.spool.look(begin, len)?)
    }

    /// The whole section, with the other records in these orders; none where it would be empty.
    ///
    /// [`Writer::back_to`] where it stood before, and it goes on.
    pub(super) fn finish<'a>(
        &mut self,
        substances: impl Iterator<Item = Option<&'a SubstanceContent>>,
        sources: impl Iterator<Item = &'a SourceContent>,
        hints: impl Iterator<Item = &'a HintContent>,
        (families, notices): (
            impl Iterator<Item = &'a FamilyContent>,
            impl Iterator<Item = &'a NoticeContent>,
        ),
    ) -> Result<Option<Spooled>, Error> {
        for substance in substances {
            self.put(Kind::Substances, substance)?;
        }
        for source in sources {
            self.put(Kind::Sources, Some(source))?;
        }
        for hint in hints {
            self.put(Kind::Hints, Some(hint))?;
        }
        for family in families {
            self.put(Kind::Families, Some(family))?;
        }
        for notice in notices {
            self.put(Kind::Notices, Some(notice))?;
        }
        let index_at = self.spool.len();
        if index_at == 0 {
            return Ok(None);
        }
        let mut end = self.ends.clone();
        self.counts.iter().for_each(|count| end.extend(count.to_le_bytes()));
        end.extend(index_at.to_le_bytes());
        end.extend([VERSION, 0, 0, 0, 0, 0, 0, 0]);
        self.spool.put(&end)?;
        Ok(Some(self.spool.read_back()?))
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { spool: self.spool.mark(), ends: self.ends.len(), counts: self.counts }
    }

    /// Forgets the records that came since.
    pub(super) fn back_to(&mut self, mark: &Mark) -> Result<(), Error> {
        self.ends.truncate(mark.ends);
        self.counts = mark.counts;
        self.spool.back_to(&mark.spool)
    }
}

/// What the bytes of a record say; nothing where there are none.
fn decoded<T: DeserializeOwned>(bytes: &[u8]) -> Result<Option<T>, Error> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let config = config::standard().with_fixed_int_encoding().with_limit::<LIMIT>();
    let decoded: Result<(T, usize), _> = bincode::serde::decode_from_slice(bytes, config);
    match decoded {
        // bincode accepts trailing bytes; this does not.
        Ok((record, consumed)) if consumed == bytes.len() => Ok(Some(record)),
        Ok(_) => Err(refuse("bytes after the end of a record")),
        Err(error) => Err(refuse(format!("metadata cannot be read: {error}"))),
    }
}

/// The section in place.
#[derive(Clone, Copy)]
pub(crate) struct Metadata<'a> {
    records: &'a [u8],
    ends: &'a [[u8; 8]],
    counts: [usize; KINDS],
}

impl<'a> Metadata<'a> {
    /// The metadata of a library; without records where it has none.
    pub(crate) fn of(library: &LibraryRef<'a>) -> Result<Self, Error> {
        let Some(section) = library.sections().find(|section| section.kind == format::METADATA) else {
            return Ok(Self { records: &[], ends: &[], counts: [0; KINDS] });
        };
        let version = section.content.last_chunk::<8>().map(|last| last[0]);
        if let Some(version) = version.filter(|&version| version != VERSION) {
            return Err(refuse(format!(
                "the metadata section is of version {version}, and this program reads version {VERSION}: the library was built by \
                 another version of it, build it again"
            )));
        }
        let (rest, trailer) = section
            .content
            .split_last_chunk::<TRAILER_LEN>()
            .ok_or_else(|| refuse("the metadata section is too short"))?;
        let (numbers, _) = trailer.as_chunks::<4>();
        let counts: [usize; KINDS] = std::array::from_fn(|i| u32::from_le_bytes(numbers[i]) as usize);
        let index_at =
            trailer[4 * KINDS..].first_chunk().map_or(u64::MAX, |&bytes| u64::from_le_bytes(bytes));
        let split = usize::try_from(index_at).ok().and_then(|at| rest.split_at_checked(at));
        let Some((records, index)) = split else {
            return Err(refuse("the index of the metadata lies outside of them"));
        };
        let (ends, left) = index.as_chunks::<8>();
        if !left.is_empty() || ends.len() != counts.iter().sum::<usize>() {
            return Err(refuse("the index of the metadata has another length than its counts ask for"));
        }
        let (entries, substances) = (library.len() as usize, library.substances_len() as usize);
        if counts[0] != entries || counts[1] < substances {
            return Err(refuse("the metadata are of another number of entries or substances"));
        }
        Ok(Self { records, ends, counts })
    }

    fn get<T: DeserializeOwned>(&self, kind: Kind, index: usize) -> Result<Option<T>, Error> {
        if index >= self.counts[kind as usize] {
            return Ok(None);
        }
        let at = self.counts[..kind as usize].iter().sum::<usize>() + index;
        let end = |at: usize| usize::try_from(u64::from_le_bytes(self.ends[at])).unwrap_or(usize::MAX);
        let begin = if at == 0 { 0 } else { end(at - 1) };
        let bytes = self.records.get(begin..end(at)).ok_or_else(|| refuse("a record leaves its section"))?;
        decoded(bytes)
    }

    /// What is known of an entry.
    pub(crate) fn entry(&self, index: u32) -> Result<Option<EntryContent>, Error> {
        self.get(Kind::Entries, index as usize)
    }

    /// What is known of a substance.
    pub(crate) fn substance(&self, index: u32) -> Result<Option<SubstanceContent>, Error> {
        self.get(Kind::Substances, index as usize)
    }

    /// What is known of families.
    pub(crate) fn families(&self) -> Result<Vec<FamilyContent>, Error> {
        self.all(Kind::Families)
    }

    /// The notices of packs.
    pub(crate) fn notices(&self) -> Result<Vec<NoticeContent>, Error> {
        self.all(Kind::Notices)
    }

    fn all<T: DeserializeOwned>(&self, kind: Kind) -> Result<Vec<T>, Error> {
        (0..self.counts[kind as usize]).filter_map(|index| self.get(kind, index).transpose()).collect()
    }

    /// Everything but the entries.
    pub(crate) fn without_entries(&self) -> Result<Content, Error> {
        let mut content = Content {
            substances: self.all(Kind::Substances)?,
            sources: self.all(Kind::Sources)?,
            entries: Vec::new(),
            hints: self.all(Kind::Hints)?,
            families: self.all(Kind::Families)?,
            notices: self.all(Kind::Notices)?,
        };
        content.sort();
        Ok(content)
    }

    /// Everything.
    pub(crate) fn content(&self) -> Result<Content, Error> {
        let mut content = self.without_entries()?;
        content.entries = self.all(Kind::Entries)?;
        content.sort();
        Ok(content)
    }

    /// Reads every record, one by one, and refuses what cannot be read or is not of the library's record.
    pub(crate) fn verify(&self, library: &LibraryRef<'_>) -> Result<(), Error> {
        self.without_entries()?;
        let other = |what: &str, own: &str, id: &str| {
            Err(refuse(format!("the metadata name {what} \"{id}\" where the library has \"{own}\"")))
        };
        for index in 0..library.substances_len() {
            let own = library.substance(index).map_or("", |substance| substance.id);
            if let Some(about) = self.substance(index)?.filter(|about| about.id != own) {
                return other("the substance", own, &about.id);
            }
        }
        for index in 0..library.len() {
            let own = library.entry(index).map_or("", |entry| entry.id);
            if let Some(about) = self.entry(index)?.filter(|about| about.id != own) {
                return other("the entry", own, &about.id);
            }
        }
        Ok(())
    }
}

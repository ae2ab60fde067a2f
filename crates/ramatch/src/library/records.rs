//! The records of a library while it is built: entries, substances, and the texts of both.

use ramatch_core::library::{EntryKind, Grade, format};
use ramatch_core::{Code, Interval};
use std::collections::BTreeMap;

/// All that stands in an entry's record.
pub(super) struct Record<'a> {
    pub(super) substance: u32,
    pub(super) interval: Interval,
    pub(super) grade: Grade,
    pub(super) kind: EntryKind,
    pub(super) laser_nm: f32,
    pub(super) resolution_cm1: f32,
    pub(super) id: &'a str,
    pub(super) form: &'a str,
    pub(super) source: &'a str,
}

/// The sections of records, growing.
#[derive(Default)]
pub(super) struct Records {
    pub(super) entries: Vec<u8>,
    pub(super) substances: Vec<u8>,
    pub(super) strings: Strings,
    index_of: BTreeMap<String, u32>,
}

/// How far they had grown.
pub(super) struct Mark {
    entries: usize,
    substances: usize,
    strings: usize,
}

impl Records {
    /// The index of a substance, whose name counts the first time.
    pub(super) fn substance(&mut self, id: &str, name: &str) -> u32 {
        if let Some(&index) = self.index_of.get(id) {
            return index;
        }
        let index = (self.substances.len() / format::SUBSTANCE_LEN) as u32;
        self.index_of.insert(id.to_owned(), index);
        self.substances.extend(self.strings.add(id));
        self.substances.extend(self.strings.add(name));
        index
    }

    /// Whether there is a record of a substance.
    pub(super) fn has_substance(&self, id: &str) -> bool {
        self.index_of.contains_key(id)
    }

    /// The ids of the substances, in the order of their records.
    pub(super) fn substance_ids(&self) -> Vec<&str> {
        let mut ids = vec![""; self.index_of.len()];
        self.index_of.iter().for_each(|(id, &index)| ids[index as usize] = id);
        ids
    }

    pub(super) fn entry(&mut self, record: &Record<'_>) {
        let entries = &mut self.entries;
        entries.extend(record.substance.to_le_bytes());
        entries.extend((record.interval.lo as u32).to_le_bytes());
        entries.extend((record.interval.hi as u32).to_le_bytes());
        entries.extend([record.grade as u8, record.kind as u8, 0, 0]);
        entries.extend(record.laser_nm.to_le_bytes());
        entries.extend(record.resolution_cm1.to_le_bytes());
        for text in [record.id, record.form, record.source] {
            entries.extend(self.strings.add(text));
        }
    }

    /// A number of an entry's record.
    fn number(&self, index: usize, at: usize) -> u32 {
        let record = self.entries.get(index * format::ENTRY_LEN + at..).unwrap_or_default();
        record.first_chunk().map_or(0, |&four| u32::from_le_bytes(four))
    }

    /// The id of an entry.
    pub(super) fn id_of(&self, index: usize) -> String {
        // Behind what has a fixed length.
        const ID_AT: usize = 24;
        self.text(index, ID_AT)
    }

    /// The id of an entry's source.
    pub(super) fn source_of(&self, index: usize) -> String {
        // Behind its own id and its form.
        const SOURCE_AT: usize = 40;
        self.text(index, SOURCE_AT)
    }

    /// A text that an entry's record names.
    fn text(&self, index: usize, at: usize) -> String {
        let (at, len) = (self.number(index, at) as usize, self.number(index, at + 4) as usize);
        String::from_utf8_lossy(self.strings.bytes.get(at..at + len).unwrap_or_default()).into_owned()
    }

    /// The index of an entry's substance.
    pub(super) fn substance_of(&self, index: usize) -> u32 {
        self.number(index, 0)
    }

    pub(super) fn mark(&self) -> Mark {
        let strings = self.strings.bytes.len();
        Mark { entries: self.entries.len(), substances: self.substances.len(), strings }
    }

    /// Forgets the records that came since, and yields the ids of their entries.
    pub(super) fn back_to(&mut self, mark: &Mark) -> Vec<String> {
        let entries = mark.entries / format::ENTRY_LEN..self.entries.len() / format::ENTRY_LEN;
        let ids = entries.map(|index| self.id_of(index)).collect();
        self.entries.truncate(mark.entries);
        self.substances.truncate(mark.substances);
        let substances = (mark.substances / format::SUBSTANCE_LEN) as u32;
        self.index_of.retain(|_, index| *index < substances);
        self.strings.bytes.truncate(mark.strings);
        self.strings.places.retain(|_, place| (*place as usize) < mark.strings);
        ids
    }

    /// Refuses texts that offsets of 32 bits cannot reach.
    pub(super) fn check(&self) -> Result<(), crate::ground::error::Error> {
        if u32::try_from(self.strings.bytes.len()).is_ok() {
            return Ok(());
        }
        let reason = format!("{} bytes of texts, at most 4 GiB fit into a library", self.strings.bytes.len());
        Err(crate::ground::error::Error::Library { path: None, code: Code::Limit, reason })
    }
}

/// The string table; equal texts stand once.
#[derive(Default)]
pub(super) struct Strings {
    pub(super) bytes: Vec<u8>,
    places: BTreeMap<String, u32>,
}

impl Strings {
    /// Offset and length of a text, as they stand in a record.
    fn add(&mut self, text: &str) -> [u8; 8] {
        let at = self.bytes.len() as u32;
        let place = *self.places.entry(text.to_owned()).or_insert(at);
        if place == at {
            self.bytes.extend_from_slice(text.as_bytes());
        }
        let mut record = [0; 8];
        record[..4].copy_from_slice(&place.to_le_bytes());
        record[4..].copy_from_slice(&(text.len() as u32).to_le_bytes());
        record
    }
}

//! A library that is ready to be written: its sections, wherever they wait.

use super::spool::Spooled;
use crate::ground::error::Error;
use crate::library::codes::unpack;
use crate::library::sketch;
use ramatch_core::Interval;
use ramatch_core::library::{RowFormat, format};
use std::borrow::Cow;

/// The content of a section.
pub(super) enum Part<'a> {
    Here(Cow<'a, [u8]>),
    Spooled(Spooled),
    /// What is spooled behind what lies in memory, and the hash of both.
    Behind(Vec<u8>, Spooled, blake3::Hash),
}

impl Part<'_> {
    /// What is spooled behind some bytes; it is read once for its hash.
    pub(super) fn behind(before: Vec<u8>, mut spooled: Spooled) -> Result<Self, Error> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&before);
        spooled.pieces(&mut |piece| {
            hasher.update(piece);
            Ok(())
        })?;
        Ok(Part::Behind(before, spooled, hasher.finalize()))
    }

    /// Length and hash.
    pub(super) fn stated(&self) -> (u64, blake3::Hash) {
        match self {
            Part::Here(bytes) => (bytes.len() as u64, blake3::hash(bytes)),
            Part::Spooled(spooled) => (spooled.len, spooled.hash),
            Part::Behind(before, spooled, hash) => (before.len() as u64 + spooled.len, *hash),
        }
    }
}

/// A file that is ready to be written.
pub(super) struct Laid<'a> {
    pub(super) table: Vec<u8>,
    pub(super) parts: Vec<Part<'a>>,
}

impl Laid<'_> {
    /// Hands over the bytes of the file, with zeros where its hash belongs, and yields that hash.
    pub(super) fn put(
        self,
        put: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<[u8; format::HASH_LEN], Error> {
        let mut hasher = blake3::Hasher::new();
        let mut at = self.table.len() as u64;
        // The hash is taken without its own place.
        let (head, rest) = self.table.split_at(format::FILE_HASH_AT);
        hasher.update(head);
        hasher.update(&rest[format::HASH_LEN..]);
        put(&self.table)?;
        let mut send = |bytes: &[u8]| {
            hasher.update(bytes);
            at += bytes.len() as u64;
            put(bytes)?;
            Ok::<u64, Error>(at)
        };
        for part in self.parts {
            match part {
                Part::Here(bytes) => drop(send(&bytes)?),
                Part::Spooled(mut spooled) => spooled.pieces(&mut |piece| send(piece).map(drop))?,
                Part::Behind(before, mut spooled, _) => {
                    send(&before)?;
                    spooled.pieces(&mut |piece| send(piece).map(drop))?;
                }
            }
            // Every section begins at a multiple of 64 bytes.
            let end = send(&[])?;
            send(&[0; 64][..(end.next_multiple_of(64) - end) as usize])?;
        }
        Ok(*hasher.finalize().as_bytes())
    }
}

/// Rows that wait to be written.
pub(super) struct Waiting<'a> {
    spooled: Spooled,
    next: usize,
    n: usize,
    format: RowFormat,
    entries: &'a [u8],
    bytes: Vec<u8>,
}

impl<'a> Waiting<'a> {
    /// Rows of `n` samples in a format, and their records.
    pub(super) fn new(spooled: Spooled, n: usize, format: RowFormat, entries: &'a [u8]) -> Self {
        Self { spooled, next: 0, n, format, entries, bytes: Vec::new() }
    }

    /// The rows, still to be written.
    pub(super) fn done(self) -> Spooled {
        self.spooled
    }
}

impl sketch::Source for Waiting<'_> {
    fn count(&self) -> usize {
        self.entries.len() / format::ENTRY_LEN
    }

    fn sample_len(&self) -> usize {
        self.format.sample_len()
    }

    fn read(&mut self, row: usize, samples: &mut [f32]) -> Result<Interval, Error> {
        let len = self.n * self.format.sample_len();
        if row != self.next {
            self.spooled.seek((row * len) as u64)?;
        }
        self.bytes.resize(len, 0);
        self.spooled.read(&mut self.bytes)?;
        unpack(&self.bytes, self.format, samples);
        self.next = row + 1;
        let record = &self.entries[row * format::ENTRY_LEN..];
        let number =
            |at: usize| record[at..].first_chunk().map_or(0, |&bytes| u32::from_le_bytes(bytes) as usize);
        Ok(Interval { lo: number(4), hi: number(8) })
    }
}

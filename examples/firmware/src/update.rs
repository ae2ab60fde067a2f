//! The update of a library in the field: two slots, and a switch that is thrown last.
//!
//! What was said of the slot that is not used is erased first. A new library goes into it, is checked there (BLAKE3, every record and row), and only then a record of 64 bytes says that
//! it counts. That record stands in one of two sectors in turn, so that the one before stays until the new one is whole. Whenever the power is
//! cut, the device has the library that it had, or the new one, and never half of one.

use crate::hash::fnv;
use ramatch_core::library::format::{FILE_HASH_AT, HASH_LEN};
use ramatch_core::library::{Check, Progress};
use ramatch_core::{Error, LibraryRef};

/// Bytes that are erased together.
pub const SECTOR: usize = 4096;
/// Room for one library, in whole sectors.
pub const SLOT: usize = 2 << 20;
/// Bytes of the flash that all of it takes.
pub const LEN: usize = 2 * SECTOR + 2 * SLOT;

const MAGIC: [u8; 8] = *b"RMSWITCH";
const RECORD: usize = 64;
/// Bytes that are checked between two feedings of the watchdog.
const STEP: usize = 16 << 10;

/// A flash: bytes are 0xff once erased, and bits go from 1 to 0 when they are written.
pub trait Flash {
    /// Why it did not work.
    type Error;
    /// All of it, as it reads now.
    fn bytes(&self) -> &[u8];
    /// Erases the sector that begins here.
    ///
    /// # Errors
    /// What the flash says.
    fn erase(&mut self, sector: usize) -> Result<(), Self::Error>;
    /// Writes bytes into what is erased.
    ///
    /// # Errors
    /// What the flash says.
    fn write(&mut self, at: usize, bytes: &[u8]) -> Result<(), Self::Error>;
}

/// Why an update was refused; the library before counts.
#[derive(Debug)]
pub enum Refused<E> {
    /// The flash did not work.
    Flash(E),
    /// More than a slot holds.
    TooLong,
    /// What was written is no whole library.
    Library(Error),
    /// The flash does not read as it was written.
    Switch,
}

impl<E> From<E> for Refused<E> {
    fn from(error: E) -> Self {
        Refused::Flash(error)
    }
}

/// What a record says.
#[derive(Clone, Copy)]
struct Record {
    sequence: u32,
    slot: usize,
    len: usize,
    hash: [u8; 32],
}

impl Record {
    fn bytes(&self) -> [u8; RECORD] {
        let mut bytes = [0; RECORD];
        bytes[..8].copy_from_slice(&MAGIC);
        for (at, word) in [(8, self.sequence), (12, self.slot as u32), (16, self.len as u32)] {
            bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
        }
        bytes[20..52].copy_from_slice(&self.hash);
        // Whether the record is whole. Whether the library is, says BLAKE3.
        let sum = fnv(bytes[..52].iter().copied());
        bytes[52..60].copy_from_slice(&sum.to_le_bytes());
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let word = |at: usize| Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
        let record = Self {
            sequence: word(8)?,
            slot: word(12)? as usize,
            len: word(16)? as usize,
            hash: *bytes.get(20..)?.first_chunk()?,
        };
        let whole = bytes.get(..RECORD)? == record.bytes() && record.slot < 2 && record.len <= SLOT;
        whole.then_some(record)
    }
}

const fn slot_at(slot: usize) -> usize {
    2 * SECTOR + slot * SLOT
}

/// The switch that counts: the later one of those that are whole, in a sequence that may begin again.
fn switch(flash: &[u8]) -> Option<(usize, Record)> {
    let record = |sector: usize| Some((sector, Record::read(flash.get(sector * SECTOR..)?)?));
    match (record(0), record(1)) {
        (Some(first), Some(second)) => {
            let later = second.1.sequence.wrapping_sub(first.1.sequence) < 1 << 31;
            Some(if later { second } else { first })
        }
        (first, second) => first.or(second),
    }
}

/// The bytes of the library that counts; none where there was never one, and where another one lies there than was switched to. Whether all
/// of it is as it was says [`is_whole`].
#[must_use]
pub fn current(flash: &[u8]) -> Option<&[u8]> {
    let (_, record) = switch(flash)?;
    let library = flash.get(slot_at(record.slot)..)?.get(..record.len)?;
    Some(library).filter(|library| stated_hash(library) == Some(&record.hash))
}

/// The hash that a library states of itself.
fn stated_hash(library: &[u8]) -> Option<&[u8; HASH_LEN]> {
    library.get(FILE_HASH_AT..)?.first_chunk()
}

/// Whether bytes are a whole library, checked in steps between which the watchdog is fed.
///
/// # Errors
/// What is wrong with it.
pub fn is_whole(library: &[u8], feed_watchdog: &mut dyn FnMut()) -> Result<[u8; 32], Error> {
    let view = LibraryRef::open(library)?;
    let mut check = Check::new(view);
    while check.step(STEP)? != Progress::Done {
        feed_watchdog();
    }
    Ok(view.stated_hash())
}

/// An update on its way.
pub struct Update<'f, F: Flash> {
    flash: &'f mut F,
    slot: usize,
    /// Where the new record goes.
    sector: usize,
    sequence: u32,
    len: usize,
}

impl<'f, F: Flash> Update<'f, F> {
    /// Erases what was said of the slot that is not used, and then that slot: nothing that could count again is left over it.
    ///
    /// # Errors
    /// [`Refused::Flash`].
    pub fn begin(flash: &'f mut F, feed_watchdog: &mut dyn FnMut()) -> Result<Self, Refused<F::Error>> {
        let (slot, sector, sequence) = match switch(flash.bytes()) {
            Some((sector, record)) => (1 - record.slot, 1 - sector, record.sequence.wrapping_add(1)),
            None => (0, 0, 1),
        };
        flash.erase(sector * SECTOR)?;
        // All of it: what reads as erased after a cut may not stay so.
        for at in (slot_at(slot)..slot_at(slot) + SLOT).step_by(SECTOR) {
            flash.erase(at)?;
            feed_watchdog();
        }
        Ok(Self { flash, slot, sector, sequence, len: 0 })
    }

    /// Writes the next bytes of the new library, as they come in.
    ///
    /// # Errors
    /// [`Refused::TooLong`], [`Refused::Flash`].
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Refused<F::Error>> {
        if bytes.len() > SLOT - self.len {
            return Err(Refused::TooLong);
        }
        self.flash.write(slot_at(self.slot) + self.len, bytes)?;
        self.len += bytes.len();
        Ok(())
    }

    /// Checks what was written, as the flash reads it, and throws the switch.
    ///
    /// # Errors
    /// [`Refused::Library`] for what is no whole library: the one before counts then. [`Refused::Flash`] and [`Refused::Switch`] where the flash
    /// did not work: [`current`] tells which one counts.
    pub fn finish(self, feed_watchdog: &mut dyn FnMut()) -> Result<(), Refused<F::Error>> {
        let Self { flash, slot, sector, sequence, len } = self;
        let written = flash.bytes().get(slot_at(slot)..).and_then(|rest| rest.get(..len)).unwrap_or_default();
        let hash = is_whole(written, feed_watchdog).map_err(Refused::Library)?;
        let record = Record { sequence, slot, len, hash };
        flash.write(sector * SECTOR, &record.bytes())?;
        match switch(flash.bytes()) {
            Some((_, now)) if now.bytes() == record.bytes() => Ok(()),
            _ => Err(Refused::Switch),
        }
    }
}

//! A member of an archive: its name, and where it stands.

use crate::error::Error;
use ramatch_core::Code;
use std::ops::Range;

/// A file in an archive.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(super) unpacked: usize,
    pub(super) place: Place,
}

/// Where a member stands.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Zip(Packed),
    /// As it is.
    Plain(Range<usize>),
}

/// How a member is packed, and where.
#[derive(Clone, Debug)]
pub(super) struct Packed {
    pub(super) method: u16,
    pub(super) packed: usize,
    pub(super) crc: u32,
    /// Of its local header.
    pub(super) at: usize,
}

/// Refuses a name that leads out of the archive.
pub(super) fn check_name(name: &str) -> Result<(), Error> {
    let bad = name.is_empty()
        || name.starts_with('/')
        || name.contains(['\\', '\0', ':'])
        || name.split('/').any(|part| part == "..");
    if bad {
        let shown: String = name.chars().take(80).collect();
        return Err(Error::new(Code::BadPath, format!("the name \"{shown}\" leads out of the archive")));
    }
    Ok(())
}

//! tar archives: names that stay inside, no member twice, no links.

use super::member::{Member, Place, check_name};
use crate::context::Context;
use crate::error::Error;
use ramatch_core::Code;
use std::collections::HashSet;

/// Bytes of a header, at the end of which the format writes its name.
const BLOCK: usize = 512;
const MAGIC_AT: usize = 257;

/// Whether bytes begin as an archive of POSIX or GNU.
pub(crate) fn is_tar(bytes: &[u8]) -> bool {
    bytes.len() >= BLOCK && bytes[MAGIC_AT..].starts_with(b"ustar")
}

/// The files of an archive.
pub(crate) fn members(bytes: &[u8], context: &Context<'_>) -> Result<Vec<Member>, Error> {
    let limits = context.budget.limits();
    let broken = |error: std::io::Error| {
        Error::new(Code::FormatSyntax, format!("the archive is broken or cut: {error}"))
    };
    let mut archive = tar::Archive::new(bytes);
    let mut members: Vec<Member> = Vec::new();
    let mut names = HashSet::new();
    for (number, entry) in archive.entries().map_err(broken)?.enumerate() {
        context.budget.tick(number)?;
        if number >= limits.members {
            return Err(crate::budget::over("members of an archive", limits.members, number + 1));
        }
        let entry = entry.map_err(broken)?;
        let name = crate::cursor::latin(&entry.path_bytes());
        let name = name.strip_prefix("./").unwrap_or(&name).to_owned();
        let kind = entry.header().entry_type();
        if kind.is_dir() || name.is_empty() || kind.is_pax_global_extensions() {
            continue;
        }
        check_name(&name)?;
        if !(kind.is_file() || kind.is_contiguous()) {
            let reason = "a link, a device or a sparse file is not followed";
            return Err(Error::new(Code::Unsupported, reason).in_member(&name));
        }
        context.budget.charge(name.len())?;
        if !names.insert(name.clone()) {
            return Err(Error::new(Code::DuplicateEntry, "two members have this name").in_member(&name));
        }
        let start = usize::try_from(entry.raw_file_position()).unwrap_or(usize::MAX);
        let size = usize::try_from(entry.size()).unwrap_or(usize::MAX);
        let end = start.checked_add(size).filter(|end| *end <= bytes.len()).ok_or_else(|| {
            let reason = format!("{size} bytes are declared, {} are left", bytes.len().saturating_sub(start));
            Error::new(Code::DeclaredExceedsData, reason)
                .in_member(&name)
                .counts(size, bytes.len().saturating_sub(start))
        })?;
        context.budget.charge(name.len())?;
        let member = Member { name, unpacked: size, place: Place::Plain(start..end) };
        context.budget.push(&mut members, member, "members of an archive", limits.members)?;
    }
    Ok(members)
}

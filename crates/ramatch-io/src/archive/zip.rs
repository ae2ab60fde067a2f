//! ZIP archives: names that stay inside, no member twice, nothing encrypted, and no more unpacked than the budget allows.
//!
//! PKWARE, *.ZIP File Format Specification*.

use super::member::{Member, Packed, Place, check_name};
use crate::context::Context;
use crate::cursor::{Bytes, Order, latin};
use crate::error::Error;
use crate::inflate;
use ramatch_core::Code;
use std::collections::HashSet;

/// The bytes with which an archive begins.
pub(crate) const MAGIC: &[u8] = b"PK\x03\x04";

/// The files of an archive, by its central directory.
pub(crate) fn members(bytes: &[u8], context: &Context<'_>) -> Result<Vec<Member>, Error> {
    const END: usize = 22;
    const ENTRY: usize = 46;
    let limits = context.budget.limits();
    if limits.expansion == 0 {
        return Err(Error::new(Code::Unsupported, "packed files are not read within these limits"));
    }
    let all = Bytes::new(bytes, Order::Little);
    // The end record is followed by a comment of at most 65,535 bytes.
    let from = bytes.len().saturating_sub(END + 0xffff);
    let end = bytes[from..].windows(4).rposition(|window| window == b"PK\x05\x06").map(|at| from + at);
    let end = end.filter(|at| at + END <= bytes.len());
    let end = end.ok_or_else(|| Error::new(Code::Truncated, "the archive has no end; it may be cut"))?;
    let (count, start) = (usize::from(all.u16(end + 10)?), all.u32(end + 16)? as usize);
    if count == 0xffff || start == 0xffff_ffff {
        return Err(Error::new(Code::FormatUnsupported, "ZIP64 archives are not read").at_byte(end));
    }
    if count > limits.members {
        return Err(crate::budget::over("members of an archive", limits.members, count));
    }
    let mut members: Vec<Member> = context.budget.vec(count)?;
    let mut at = start;
    let mut total = 0usize;
    let mut names = HashSet::new();
    for _ in 0..count {
        if all.slice(at, 4)? != b"PK\x01\x02" {
            return Err(
                Error::new(Code::BadMagic, "an entry of the directory does not begin as one").at_byte(at)
            );
        }
        let (flags, method) = (all.u16(at + 8)?, all.u16(at + 10)?);
        let (packed, unpacked) = (all.u32(at + 20)? as usize, all.u32(at + 24)? as usize);
        let lens = [all.u16(at + 28)?, all.u16(at + 30)?, all.u16(at + 32)?].map(usize::from);
        let name = latin(all.slice(at + ENTRY, lens[0])?);
        let refuse = |code: Code, reason: String| Err(Error::new(code, reason).at_byte(at).in_member(&name));
        check_name(&name).map_err(|error| error.at_byte(at))?;
        // The upper half of the attributes are those of Unix, where they come from there.
        let unix = all.u16(at + 4)? >> 8 == 3;
        if unix && all.u32(at + 38)? >> 28 == 0xa {
            return refuse(Code::Unsupported, "a link is not followed".into());
        }
        if flags & 1 != 0 {
            return refuse(Code::Unsupported, "it is encrypted".into());
        }
        context.budget.charge(name.len())?;
        if !names.insert(name.clone()) {
            return refuse(Code::DuplicateEntry, "two members have this name".into());
        }
        if unpacked / limits.expansion > packed {
            let reason = format!(
                "{packed} bytes are said to unpack to {unpacked}, at most {} times as many are accepted",
                limits.expansion
            );
            return refuse(Code::ExpansionLimit, reason);
        }
        total = total.saturating_add(unpacked);
        if total > limits.file_bytes {
            let reason = format!("the archive unpacks to more than {} bytes", limits.file_bytes);
            return refuse(Code::ExpansionLimit, reason);
        }
        if !matches!(method, 0 | 8) {
            return refuse(Code::FormatUnsupported, format!("packing method {method} is not known"));
        }
        let (crc, place) = (all.u32(at + 16)?, all.u32(at + 42)? as usize);
        if !name.ends_with('/') {
            context.budget.charge(name.len())?;
            members.push(Member {
                name,
                unpacked,
                place: Place::Zip(Packed { method, packed, crc, at: place }),
            });
        }
        at += ENTRY + lens.iter().sum::<usize>();
    }
    Ok(members)
}

/// The content of a member; its checksum is right.
pub(super) fn unpack(
    bytes: &[u8],
    member: &Packed,
    unpacked: usize,
    context: &Context<'_>,
) -> Result<Vec<u8>, Error> {
    const LOCAL: usize = 30;
    let all = Bytes::new(bytes, Order::Little);
    if all.slice(member.at, 4)? != MAGIC {
        return Err(Error::new(Code::BadOffset, "the directory does not lead to it").at_byte(member.at));
    }
    let names = usize::from(all.u16(member.at + 26)?) + usize::from(all.u16(member.at + 28)?);
    let packed = all.slice(member.at + LOCAL + names, member.packed)?;
    let content = if member.method == 0 {
        context.budget.charge(packed.len())?;
        packed.to_vec()
    } else {
        inflate::deflate(packed, unpacked.saturating_add(1), context)?.0
    };
    if content.len() != unpacked {
        let reason = format!("{} bytes are declared, it unpacks to {}", unpacked, content.len());
        return Err(Error::new(Code::CountMismatch, reason).counts(unpacked, content.len()));
    }
    if crc32fast::hash(&content) != member.crc {
        return Err(Error::new(Code::HashMismatch, "the checksum is wrong").at_byte(member.at));
    }
    Ok(content)
}

/// An archive of members that are stored as they are.
pub(crate) fn store(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let mut common = Vec::new();
        // Version 2.0, no flags, stored, 1 January 1980.
        common.extend([20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0]);
        common.extend(crc32fast::hash(content).to_le_bytes());
        common.extend((content.len() as u32).to_le_bytes());
        common.extend((content.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        directory.extend(b"PK\x01\x02");
        directory.extend([20, 0]);
        directory.extend(&common);
        // No comment, the first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend((file.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        file.extend(MAGIC);
        file.extend(&common);
        file.extend(name.as_bytes());
        file.extend(content);
    }
    let start = file.len() as u32;
    file.extend(&directory);
    file.extend(b"PK\x05\x06");
    file.extend([0; 4]);
    file.extend((members.len() as u16).to_le_bytes());
    file.extend((members.len() as u16).to_le_bytes());
    file.extend((directory.len() as u32).to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0, 0]);
    file
}

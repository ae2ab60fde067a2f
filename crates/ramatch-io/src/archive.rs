//! ZIP archives and gzip files of measurements, within limits: names that stay inside, no member twice, nothing encrypted,
//! and no more unpacked than the budget allows.
//!
//! PKWARE, *.ZIP File Format Specification*; RFC 1952.

use crate::context::Context;
use crate::cursor::{Bytes, Order, latin};
use crate::source::Source;
use crate::{Error, Record, inflate, open_in};
use ramatch_core::Code;
use std::cell::RefCell;
use std::sync::Arc;

/// Name of the format.
pub(crate) const NAME: &str = "ZIP archive";
pub(crate) const GZIP_NAME: &str = "gzip";

/// The bytes with which an archive begins.
pub(crate) const MAGIC: &[u8] = b"PK\x03\x04";
pub(crate) const GZIP_MAGIC: &[u8] = b"\x1f\x8b";

/// A file in an archive.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    method: u16,
    packed: usize,
    unpacked: usize,
    crc: u32,
    /// Of its local header.
    at: usize,
}

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
        if members.iter().any(|other| other.name == name) {
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
            members.push(Member { name, method, packed, unpacked, crc, at: place });
        }
        at += ENTRY + lens.iter().sum::<usize>();
    }
    Ok(members)
}

fn check_name(name: &str) -> Result<(), Error> {
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

/// The content of a member; its checksum is right.
pub(crate) fn unpack(bytes: &[u8], member: &Member, context: &Context<'_>) -> Result<Vec<u8>, Error> {
    const LOCAL: usize = 30;
    let all = Bytes::new(bytes, Order::Little);
    let read = || -> Result<Vec<u8>, Error> {
        if all.slice(member.at, 4)? != MAGIC {
            return Err(Error::new(Code::BadOffset, "the directory does not lead to it").at_byte(member.at));
        }
        let names = usize::from(all.u16(member.at + 26)?) + usize::from(all.u16(member.at + 28)?);
        let packed = all.slice(member.at + LOCAL + names, member.packed)?;
        let content = if member.method == 0 {
            context.budget.charge(packed.len())?;
            packed.to_vec()
        } else {
            inflate::deflate(packed, member.unpacked.saturating_add(1), context)?.0
        };
        if content.len() != member.unpacked {
            let reason = format!("{} bytes are declared, it unpacks to {}", member.unpacked, content.len());
            return Err(Error::new(Code::CountMismatch, reason).counts(member.unpacked, content.len()));
        }
        if crc32fast::hash(&content) != member.crc {
            return Err(Error::new(Code::HashMismatch, "the checksum is wrong").at_byte(member.at));
        }
        Ok(content)
    };
    read().map_err(|error| error.in_member(&member.name))
}

/// The content of a gzip file.
pub(crate) fn gunzip(bytes: &[u8], context: &Context<'_>) -> Result<Vec<u8>, Error> {
    if context.budget.limits().expansion == 0 {
        return Err(Error::new(Code::Unsupported, "packed files are not read within these limits"));
    }
    let all = Bytes::new(bytes, Order::Little);
    if all.u8(2)? != 8 {
        return Err(Error::new(Code::FormatUnsupported, "the packing method is not known").at_byte(2));
    }
    let flags = all.u8(3)?;
    let mut at = 10;
    if flags & 4 != 0 {
        at += 2 + usize::from(all.u16(at)?);
    }
    for bit in [8, 16] {
        if flags & bit != 0 {
            let rest = bytes.get(at..).unwrap_or_default();
            let end = rest.iter().position(|&b| b == 0);
            at += end.ok_or_else(|| Error::new(Code::Truncated, "the header does not end").at_byte(at))? + 1;
        }
    }
    at += if flags & 2 != 0 { 2 } else { 0 };
    let packed = bytes.get(at..).unwrap_or_default();
    let (content, used) = inflate::deflate(packed, usize::MAX, context)?;
    let end = at + used;
    if all.u32(end)? != crc32fast::hash(&content) {
        return Err(Error::new(Code::HashMismatch, "the checksum is wrong").at_byte(end));
    }
    if end + 8 != bytes.len() {
        return Err(Error::new(Code::FormatSyntax, "something follows the packed file").at_byte(end + 8));
    }
    Ok(content)
}

/// The spectra of one file, each read or refused.
type Decoded = Vec<Result<Record, Error>>;

/// Spectra of the members of an archive, in their order.
struct Archive<'a> {
    bytes: &'a [u8],
    members: Vec<Member>,
    /// Member and number within it.
    spectra: Vec<(usize, usize)>,
    /// The member that was read last: all its spectra, so that it is unpacked and opened once for all of them.
    last: RefCell<Option<(usize, Decoded)>>,
}

pub(crate) fn open<'a>(
    bytes: &'a [u8],
    members: Vec<Member>,
    context: &Context<'_>,
) -> Result<Box<dyn Source + 'a>, Error> {
    let mut spectra = Vec::new();
    for (number, member) in members.iter().enumerate() {
        let count = context.budget.scope(|| -> Result<usize, Error> {
            let content = unpack(bytes, member, context)?;
            open_in(&content, context, 1)
                .map(|(source, _)| source.count())
                .map_err(|error| error.in_member(&member.name))
        })?;
        for inner in 0..count {
            context.budget.push(&mut spectra, (number, inner), "spectra", context.budget.limits().spectra)?;
        }
    }
    if spectra.is_empty() {
        return Err(Error::new(Code::NoSpectrum, "the archive holds no file"));
    }
    Ok(Box::new(Archive { bytes, members, spectra, last: RefCell::new(None) }))
}

impl Source for Archive<'_> {
    fn count(&self) -> usize {
        self.spectra.len()
    }

    fn read(&self, index: usize, context: &Context<'_>) -> Result<Record, Error> {
        let (number, inner) = self.spectra[index];
        let member = &self.members[number];
        let mut last = self.last.borrow_mut();
        if last.as_ref().is_none_or(|(own, _)| *own != number) {
            // What it held is given back before the next is read.
            *last = None;
            *last = Some((number, self.spectra_of(member, context)?));
        }
        let kept = last.as_ref().and_then(|(_, spectra)| spectra.get(inner));
        let mut record = kept.ok_or_else(|| Error::new(Code::BlockMissing, "the member changed"))?.clone()?;
        context.field(Arc::make_mut(&mut record.metadata), "archive member", &member.name)?;
        Ok(record)
    }
}

impl Archive<'_> {
    /// All spectra of a member; one that is refused does not hide the others.
    fn spectra_of(
        &self,
        member: &Member,
        context: &Context<'_>,
    ) -> Result<Vec<Result<Record, Error>>, Error> {
        let name = |error: Error| error.in_member(&member.name);
        let content = unpack(self.bytes, member, context)?;
        let (source, format) = open_in(&content, context, 1).map_err(name)?;
        let read = |index| {
            source.read(index, &context.for_format(format)).map_err(|error| name(error.in_format(format)))
        };
        let mut spectra = context.budget.vec(source.count())?;
        spectra.extend((0..source.count()).map(read));
        Ok(spectra)
    }
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

//! Single files that are packed: gzip, xz, Zstandard.
//!
//! RFC 1952; *The .xz File Format*, 2024; RFC 8878. What unpacks them are crates; here they are kept within the budget.

use crate::context::Context;
use crate::cursor::{Bytes, Order};
use crate::error::Error;
use crate::inflate;
use ramatch_core::Code;
use ruzstd::decoding::StreamingDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use std::io::Read;

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Xz,
    Zstd,
}

/// The bytes with which they begin.
pub(crate) const GZIP_MAGIC: &[u8] = b"\x1f\x8b";
pub(crate) const XZ_MAGIC: &[u8] = b"\xfd7zXZ\0";
pub(crate) const ZSTD_MAGIC: &[u8] = b"\x28\xb5\x2f\xfd";

/// The largest window of packed bytes that is unpacked: that of `xz -9`, half as much as Zstandard allows decoders to ask.
const WINDOW: usize = 64 << 20;

/// Refuses where nothing packed is read.
fn allowed(context: &Context<'_>) -> Result<(), Error> {
    match context.budget.limits().expansion {
        0 => Err(Error::new(Code::Unsupported, "packed files are not read within these limits")),
        _ => Ok(()),
    }
}

/// The content of a packed file.
pub(crate) fn content(packing: Packing, bytes: &[u8], context: &Context<'_>) -> Result<Vec<u8>, Error> {
    let (name, content) = match packing {
        Packing::Xz => ("xz", unxz(bytes, context)),
        Packing::Zstd => ("Zstandard", unzstd(bytes, context)),
        Packing::Gzip => ("gzip", gunzip(bytes, context)),
    };
    content.map_err(|error| error.in_format(name))
}

/// The most bytes that packed ones may unpack to.
fn limit(packed: usize, context: &Context<'_>) -> usize {
    inflate::limit(packed, usize::MAX, context)
}

/// The content of an xz file, whose checksums are right.
fn unxz(bytes: &[u8], context: &Context<'_>) -> Result<Vec<u8>, Error> {
    allowed(context)?;
    unpacked(bytes.len(), context, |out| {
        let window_kib = (WINDOW >> 10) as u32 + 1024;
        all_of(lzma_rust2::XzReader::new_mem_limit(bytes, true, window_kib), bytes.len(), context, out)
    })
}

/// The content of a Zstandard file: all of its frames, whose checksums are right.
fn unzstd(bytes: &[u8], context: &Context<'_>) -> Result<Vec<u8>, Error> {
    allowed(context)?;
    unpacked(bytes.len(), context, |out| {
        let mut rest = bytes;
        while !rest.is_empty() {
            let broken = |error: &dyn std::fmt::Display| {
                Error::new(Code::FormatSyntax, format!("the packed stream is broken or cut: {error}"))
            };
            let mut decoder = match StreamingDecoder::new_with_max_window_size(&mut rest, WINDOW as u64) {
                Ok(decoder) => decoder,
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    // Four bytes say what it is, four how long.
                    rest = rest.get(length as usize..).ok_or_else(|| broken(&"a frame to skip is cut"))?;
                    continue;
                }
                Err(error) => return Err(broken(&error)),
            };
            all_of(&mut decoder, bytes.len(), context, out)?;
            let (stated, made) =
                (decoder.decoder.get_checksum_from_data(), decoder.decoder.get_calculated_checksum());
            if let (Some(stated), Some(made)) = (stated, made)
                && stated != made
            {
                return Err(Error::new(Code::HashMismatch, "the checksum is wrong"));
            }
        }
        Ok(())
    })
}

/// What `read` unpacks; the window is charged while it does, and what came of it afterwards.
fn unpacked(
    packed: usize,
    context: &Context<'_>,
    read: impl FnOnce(&mut Vec<u8>) -> Result<(), Error>,
) -> Result<Vec<u8>, Error> {
    let out = context.budget.scope(|| {
        context.budget.charge(WINDOW.min(limit(packed, context)))?;
        let mut out = Vec::new();
        read(&mut out).map(|()| out)
    })?;
    context.budget.charge(out.capacity())?;
    Ok(out)
}

/// Reads a stream to its end, or to the limit of what its packed bytes may unpack to.
fn all_of(mut from: impl Read, packed: usize, context: &Context<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
    const STEP: usize = 1 << 16;
    let limit = limit(packed, context);
    let mut buffer = vec![0; STEP];
    loop {
        context.budget.tick(0)?;
        let got = from.read(&mut buffer).map_err(|error| {
            Error::new(Code::FormatSyntax, format!("the packed stream is broken or cut: {error}"))
        })?;
        if got == 0 {
            return Ok(());
        }
        if out.len() + got > limit {
            let reason = format!("packed bytes unpack to more than {limit}");
            return Err(Error::new(Code::ExpansionLimit, reason).counts(limit, out.len() + got));
        }
        if out.len() + got > out.capacity() {
            let more = out.capacity().max(STEP);
            context.budget.charge(more)?;
            out.reserve_exact(more);
        }
        out.extend_from_slice(&buffer[..got]);
    }
}

/// The content of a gzip file.
fn gunzip(bytes: &[u8], context: &Context<'_>) -> Result<Vec<u8>, Error> {
    allowed(context)?;
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

//! Packed bytes, unpacked within limits.

use crate::context::Context;
use crate::error::Error;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};
use ramatch_core::Code;

/// Unpacks a zlib stream that may be followed by other bytes, to at most `limit` bytes, and says how many bytes it took.
pub(crate) fn zlib(packed: &[u8], limit: usize, context: &Context<'_>) -> Result<(Vec<u8>, usize), Error> {
    run(packed, limit, TINFL_FLAG_PARSE_ZLIB_HEADER, context)
}

/// Unpacks a bare DEFLATE stream to at most `limit` bytes, and says how many bytes it took.
pub(crate) fn deflate(packed: &[u8], limit: usize, context: &Context<'_>) -> Result<(Vec<u8>, usize), Error> {
    run(packed, limit, 0, context)
}

/// The most bytes that packed ones may unpack to, and at most `most`.
pub(crate) fn limit(packed: usize, most: usize, context: &Context<'_>) -> usize {
    let limits = context.budget.limits();
    most.min(packed.saturating_mul(limits.expansion).max(1 << 16)).min(limits.file_bytes)
}

/// `FormatSyntax` for what is no such stream, `ExpansionLimit` for one that unpacks to too much.
fn run(packed: &[u8], limit: usize, flags: u32, context: &Context<'_>) -> Result<(Vec<u8>, usize), Error> {
    let limit = self::limit(packed.len(), limit, context);
    let mut state = Box::new(DecompressorOxide::new());
    let mut out: Vec<u8> = Vec::new();
    let (mut read, mut written) = (0, 0);
    let mut room = packed.len().saturating_mul(4).clamp(4096, 1 << 20).min(limit.max(1));
    loop {
        context.budget.charge(room - out.len())?;
        out.resize(room, 0);
        let flags = flags | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let (status, took, gave) = decompress(&mut state, &packed[read..], &mut out, written, flags);
        read += took;
        written += gave;
        context.budget.tick(0)?;
        match status {
            TINFLStatus::Done => {
                out.truncate(written);
                return Ok((out, read));
            }
            TINFLStatus::HasMoreOutput if room < limit => room = room.saturating_mul(2).min(limit),
            TINFLStatus::HasMoreOutput => {
                let reason = format!("packed bytes unpack to more than {limit}");
                return Err(Error::new(Code::ExpansionLimit, reason).counts(limit, limit + 1));
            }
            _ => return Err(Error::new(Code::FormatSyntax, "a packed stream is broken or cut")),
        }
    }
}

//! The metadata section: [`Content`] in bincode, for hosts only.
//!
//! bincode 2.0.1 is unmaintained (RUSTSEC-2025-0141) and version 3.0.0 is only a compile error, so it stays
//! behind this module, with a version of its own in front, and nothing that firmware reads depends on it.

use super::content::Content;
use crate::Error;
use bincode::config;
use ramatch_core::Code;

/// Version of the encoding, first byte of the section.
const VERSION: u8 = 1;
/// Most bytes that decoding may claim.
const LIMIT: usize = 256 << 20;

fn refuse(reason: impl Into<String>) -> Error {
    Error::Library { path: None, code: Code::BadMetadata, reason: reason.into() }
}

pub(super) fn encode(content: &Content) -> Result<Vec<u8>, Error> {
    let mut bytes = vec![VERSION];
    let body = bincode::serde::encode_to_vec(content, config::standard().with_fixed_int_encoding());
    bytes.extend(body.map_err(|error| refuse(format!("metadata cannot be written: {error}")))?);
    Ok(bytes)
}

pub(super) fn decode(bytes: &[u8]) -> Result<Content, Error> {
    let Some((&VERSION, body)) = bytes.split_first() else {
        return Err(refuse("the metadata section is of another version"));
    };
    let config = config::standard().with_fixed_int_encoding().with_limit::<LIMIT>();
    let decoded: Result<(Content, usize), _> = bincode::serde::decode_from_slice(body, config);
    match decoded {
        // bincode accepts trailing bytes; this does not.
        Ok((content, consumed)) if consumed == body.len() => Ok(content),
        Ok(_) => Err(refuse("bytes after the end of the metadata")),
        Err(error) => Err(refuse(format!("metadata cannot be read: {error}"))),
    }
}

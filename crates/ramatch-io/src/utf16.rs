//! Text in UTF-16 with its mark, which spreadsheets and some instruments on Windows write, as UTF-8.

use crate::context::Context;
use crate::error::Error;
use ramatch_core::Code;

/// Name of what is unpacked.
pub(crate) const NAME: &str = "UTF-16 text";

/// What a record of it says.
pub(crate) const WARNING: &str = "the text is UTF-16; it was read as UTF-8 is";

/// The marks of both orders.
pub(crate) const MAGICS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// A unit makes three bytes at most.
const BYTES_OF_UNIT: usize = 3;

/// Decodes bytes with their mark; half a pair is replaced, as it is in other texts.
pub(crate) fn decode(bytes: &[u8], context: &Context<'_>) -> Result<Vec<u8>, Error> {
    let order = if bytes.starts_with(MAGICS[0]) { u16::from_le_bytes } else { u16::from_be_bytes };
    let (units, rest) = bytes[2..].as_chunks::<2>();
    if !rest.is_empty() {
        return Err(Error::new(Code::Truncated, "half a character is left at the end: the file is cut")
            .at_byte(bytes.len() - 1));
    }
    let mut text: Vec<u8> = context.budget.vec(units.len().saturating_mul(BYTES_OF_UNIT))?;
    let units = units.iter().map(|unit| order(*unit));
    for character in char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)) {
        text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
    Ok(text)
}

//! Formats that are not text with columns, recognised by their first bytes.

use crate::Error;

const SIGNATURES: &[(&[u8], &str)] = &[
    (b"\xff\xd8\xff", "this is a JPEG picture"),
    (b"\x89PNG", "this is a PNG picture"),
    (b"GIF8", "this is a GIF picture"),
    (b"%PDF", "this is a PDF document"),
    (b"PK\x03\x04", "this is a zip archive (or an office document)"),
    (b"\x1f\x8b", "this is gzip-compressed"),
    (b"WDF1", "this is a Renishaw WDF file"),
    (b"Spectral Data File", "this is an OMNIC SPA file"),
    (b"\x0a\x0a\xfe\xfe", "this is a Bruker OPUS file"),
    (b"\x93NUMPY", "this is a NumPy file"),
    (b"\x89HDF", "this is an HDF5 file"),
    (b"RSL\x89", "this is a ramatch library, not a spectrum"),
    (b"\xff\xfe", "this is UTF-16 text"),
    (b"\xfe\xff", "this is UTF-16 text"),
    (b"{", "this is JSON"),
    (b"[", "this is JSON"),
    (b"<", "this is XML or HTML"),
];

/// Refuses what is certainly not text with columns.
pub(crate) fn refuse_other_formats(bytes: &[u8]) -> Result<(), Error> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::Empty);
    }
    let start = bytes.trim_ascii_start();
    let found = SIGNATURES.iter().find(|(magic, _)| start.starts_with(magic)).map(|(_, name)| *name);
    if let Some(found) = found {
        return Err(Error::FormatUnsupported { found });
    }
    if bytes.get(1).is_some_and(|b| matches!(b, 0x4b..=0x4d | 0xcf)) && bytes.contains(&0) {
        return Err(Error::FormatUnsupported { found: "this is a Galactic SPC file" });
    }
    if bytes.contains(&0) {
        return Err(Error::FormatUnsupported { found: "this is a binary file" });
    }
    Ok(())
}

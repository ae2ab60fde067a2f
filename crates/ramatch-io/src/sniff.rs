//! Which format a file is of, by its content alone.

use crate::compress::{self, Packing};
use crate::error::Error;
use ramatch_core::Code;

/// What is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Jcamp,
    Spc,
    Wdf,
    Wxd,
    Opus,
    Spa,
    Spe,
    LabSpec,
    LabSpecXml,
    Json,
    Npy,
    Zip,
    Packed(Packing),
    Tar,
    Cif,
    Utf16,
    Text,
}

/// Known, and not read.
const OTHERS: &[(&[u8], &str)] = &[
    (b"\xff\xd8\xff", "this is a JPEG picture"),
    (b"\x89PNG", "this is a PNG picture"),
    (b"GIF8", "this is a GIF picture"),
    (b"%PDF", "this is a PDF document"),
    (b"\x89HDF", "this is an HDF5 file"),
    (
        b"RSL\x89",
        "this is a ramatch library, not a spectrum: libraries are given by --library, once for each",
    ),
    (b"BZh", "this is packed with bzip2; unpack it first"),
    (b"\x5d\0\0", "this is packed with LZMA; unpack it first"),
    (b"WIT_PR06", "this is a WITec project; export its spectra as text"),
    (b"WIT^PRCT", "this is a WITec project; export its spectra as text"),
];

/// Recognises a file.
pub(crate) fn kind(bytes: &[u8]) -> Result<Kind, Error> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::new(Code::Empty, "the file is empty"));
    }
    let magics = [
        (crate::wdf::MAGIC, Kind::Wdf),
        (crate::wxd::MAGIC, Kind::Wxd),
        (crate::opus::MAGIC, Kind::Opus),
        (crate::spa::MAGIC, Kind::Spa),
        (crate::labspec::MAGIC, Kind::LabSpec),
        (crate::npy::MAGIC, Kind::Npy),
        (crate::archive::MAGIC, Kind::Zip),
        (compress::GZIP_MAGIC, Kind::Packed(Packing::Gzip)),
        (compress::XZ_MAGIC, Kind::Packed(Packing::Xz)),
        (compress::ZSTD_MAGIC, Kind::Packed(Packing::Zstd)),
        (crate::utf16::MAGICS[0], Kind::Utf16),
        (crate::utf16::MAGICS[1], Kind::Utf16),
    ];
    if let Some((_, kind)) = magics.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Ok(*kind);
    }
    let start = bytes.trim_ascii_start();
    if let Some((_, found)) = OTHERS.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Err(unsupported(found));
    }
    if crate::jcamp::is_jcamp(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)) {
        return Ok(Kind::Jcamp);
    }
    if crate::archive::is_tar(bytes) {
        return Ok(Kind::Tar);
    }
    if crate::cif::is_cif(bytes) {
        return Ok(Kind::Cif);
    }
    if crate::spc::is_spc(bytes) {
        return Ok(Kind::Spc);
    }
    if crate::spe::is_spe(bytes) {
        return Ok(Kind::Spe);
    }
    if start.starts_with(b"<") || start.starts_with(b"\xef\xbb\xbf<") {
        return if crate::labspec::is_xml(bytes) {
            Ok(Kind::LabSpecXml)
        } else {
            Err(unsupported("this is XML or HTML without a spectrum that is understood"))
        };
    }
    if is_json(start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start)) {
        return Ok(Kind::Json);
    }
    if let Some(at) = crate::cursor::first_zero(bytes).filter(|_| !crate::text::is_padded_text(bytes)) {
        // A text that was damaged says so; a file that is no text at all is of an unknown format.
        let is_text = bytes.iter().take(4096).filter(|b| **b >= 0x80 || **b < 9).count() <= 2;
        return Err(match is_text {
            true => Error::new(Code::FormatSyntax, "a zero byte in a text").at_byte(at),
            false => unsupported("this is a binary file of a format that is not known"),
        });
    }
    Ok(Kind::Text)
}

/// An object, or a list of objects, lists, texts or numbers: `[Header]` begins a text of sections.
fn is_json(start: &[u8]) -> bool {
    let in_list = |rest: &[u8]| {
        matches!(rest.trim_ascii_start().first(), Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b']'))
    };
    start.starts_with(b"{") || start.strip_prefix(b"[").is_some_and(in_list)
}

fn unsupported(found: &'static str) -> Error {
    Error::new(Code::FormatUnsupported, found)
}

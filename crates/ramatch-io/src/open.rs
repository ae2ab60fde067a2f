//! Opening a file: its format is recognised, and its reader asked.

use crate::budget::{self, Budget};
use crate::context::Context;
use crate::error::Error;
use crate::options::Options;
use crate::record::Record;
use crate::sniff::{self, Kind};
use crate::source::{Refused, Source, Spectra};
use crate::{
    archive, cif, compress, format, jcamp, json, labspec, npy, opus, spa, spc, spe, text, utf16, wdf, wxd,
};
use ramatch_core::Code;
use std::sync::Arc;

/// Opens a file: its structure is checked, its spectra are decoded one by one.
///
/// # Errors
/// A typed [`Error`].
pub fn open<'a>(bytes: &'a [u8], options: &'a Options, budget: &'a Budget) -> Result<Spectra<'a>, Error> {
    let limit = budget.limits().file_bytes;
    if bytes.len() > limit {
        return Err(budget::over("bytes in the file", limit, bytes.len()));
    }
    let context = Context { options, budget, format: "" };
    let (source, format) = open_in(bytes, &context, 0)?;
    Spectra::new(source, format, options, budget)
}

/// Reads the one spectrum of a file.
///
/// # Errors
/// A typed [`Error`]; `multiple_blocks` where the file holds several spectra: [`open`] yields them.
pub fn read(bytes: &[u8], options: &Options, budget: &Budget) -> Result<Record, Error> {
    open(bytes, options, budget)?.only()
}

/// Opens a file in `depth` archives.
fn open_in<'a>(
    bytes: &'a [u8],
    context: &Context<'_>,
    depth: usize,
) -> Result<(Box<dyn Source + 'a>, &'static str), Error> {
    let one = |record: Result<Record, Error>| record.map(|record| Box::new(record) as Box<dyn Source + 'a>);
    let kind = sniff::kind(bytes)?;
    let (format, source): (_, Result<Box<dyn Source + 'a>, Error>) = match kind {
        Kind::Jcamp => (jcamp::NAME, jcamp::open(bytes, &context.for_format(jcamp::NAME))),
        Kind::Spc => (spc::NAME, spc::open(bytes, &context.for_format(spc::NAME))),
        Kind::Wdf => (wdf::NAME, wdf::open(bytes, &context.for_format(wdf::NAME))),
        Kind::Wxd => (wxd::NAME, one(wxd::read(bytes, &context.for_format(wxd::NAME)))),
        Kind::Opus => (opus::NAME, opus::open(bytes, &context.for_format(opus::NAME))),
        Kind::Spa => (spa::NAME, spa::open(bytes, &context.for_format(spa::NAME))),
        Kind::Spe => (spe::NAME, spe::open(bytes, &context.for_format(spe::NAME))),
        Kind::LabSpec => (labspec::NAME, one(labspec::read(bytes, &context.for_format(labspec::NAME)))),
        Kind::LabSpecXml => {
            (labspec::XML_NAME, labspec::open_xml(bytes, &context.for_format(labspec::XML_NAME)))
        }
        Kind::Npy => (npy::NAME, npy::open(bytes, context).map(|source| source as Box<dyn Source + 'a>)),
        Kind::Json => {
            let (source, format) = json::open(bytes, context).map_err(|error| error.in_format(json::NAME))?;
            (format, Ok(source))
        }
        Kind::Text => {
            let (records, format) =
                text::open(bytes, context).map_err(|error| error.in_format(format::TEXT))?;
            (format, Ok(Box::new(records) as Box<dyn Source + 'a>))
        }
        Kind::Packed(packing) => {
            if depth > 0 {
                return Err(nested());
            }
            return packed(compress::content(packing, bytes, context)?, context, None);
        }
        // A packed archive is one archive.
        Kind::Tar if depth > 1 => return Err(nested().in_format(archive::TAR_NAME)),
        Kind::Tar => {
            let members =
                archive::tar_members(bytes, context).map_err(|error| error.in_format(archive::TAR_NAME))?;
            (archive::TAR_NAME, archive::open(bytes, members, context, open_in))
        }
        Kind::Cif => (
            cif::NAME,
            cif::open(bytes, &context.for_format(cif::NAME)).map(|source| source as Box<dyn Source + 'a>),
        ),
        Kind::Utf16 => {
            let content = utf16::decode(bytes, context).map_err(|error| error.in_format(utf16::NAME))?;
            return packed(content, context, Some(utf16::WARNING));
        }
        Kind::Zip => {
            let members = archive::members(bytes, context).map_err(|error| error.in_format(archive::NAME))?;
            if npy::is_npz(&members) {
                let source = npy::open_npz(bytes, &members, context);
                (npy::NPZ_NAME, source.map(|source| source as Box<dyn Source + 'a>))
            } else if depth > 0 {
                return Err(nested().in_format(archive::NAME));
            } else {
                (archive::NAME, archive::open(bytes, members, context, open_in))
            }
        }
    };
    Ok((source.map_err(|error| error.in_format(format))?, format))
}

fn nested() -> Error {
    Error::new(Code::Depth, "an archive in an archive is not opened")
}

/// The spectra of an unpacked file, which outlives its bytes only as records.
fn packed<'a>(
    content: Vec<u8>,
    context: &Context<'_>,
    warning: Option<&str>,
) -> Result<(Box<dyn Source + 'a>, &'static str), Error> {
    let (source, format) = open_in(&content, context, 1)?;
    let mut records = Vec::new();
    for index in 0..source.count() {
        let mut record = source
            .read(index, &context.for_format(format))
            .map_err(|error| Refused { error: error.in_format(format), position: source.position(index) });
        if let Some(refused) = record.as_ref().err().filter(|refused| refused.error.code() == Code::Limit) {
            return Err(refused.error.clone());
        }
        if let (Some(warning), Ok(record)) = (warning, &mut record) {
            Arc::make_mut(&mut record.metadata).warnings.push(warning.to_owned());
        }
        context.budget.push(&mut records, record, "spectra", context.budget.limits().spectra)?;
    }
    Ok((Box::new(records), format))
}

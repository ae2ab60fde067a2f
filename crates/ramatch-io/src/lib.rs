//! Readers of instrument files: bytes in, records out.
//!
//! A reader takes bytes, never paths. It yields whole [`Record`]s or a typed [`Error`] that names the place and the numbers;
//! it never returns part of a spectrum unless it is told to salvage one, which is then marked. The format is recognised by
//! content, never by a file's name. Everything is charged to a [`Budget`] before it is allocated.
//!
//! A record keeps the file's own axis, be it a Raman shift, an infrared wavenumber, a wavelength or a mass. Making a Raman
//! [`Spectrum`](ramatch_core::Spectrum) of it is a second step: [`Record::spectrum`].
//!
//! | format | recognised by | spectra |
//! |---|---|---|
//! | JCAMP-DX 4.24 to 6 (AFFN, PAC, SQZ, DIF, DUP, pairs, peaks, n-tuples, LINK) | `##TITLE=` | many |
//! | Galactic SPC (1986, 1996, big-endian, LabCalc) | version byte | many |
//! | Renishaw WDF; WXD of one spectrum | `WDF1`; `#WXD` | many, with positions; one |
//! | Bruker OPUS | `0a 0a fe fe` | many |
//! | OMNIC SPA, SPG | `Spectral Data File` | one; many |
//! | Princeton SPE 2 and 3 | header | many |
//! | Horiba LabSpec `.l6s` of one spectrum, XML, text | `LabSpec6`, `<LSX_`, `#Acq. time` | one; many; many |
//! | text and CSV: B&W Tek, ENLIGHTEN, Ocean, OpenSpecy, RRUFF, WiRE, WITec, TrueMatch, Andor, two columns | columns of numbers | many |
//! | JSON: ORAS, OpenSpecy | `{` | many |
//! | NumPy `.npy`, `.npz` | `\x93NUMPY` | many |
//! | text of any kind in UTF-16 | `ff fe`, `fe ff` | many |
//! | Raman Open Database (CIF) | `data_` with `_raman_spectrum` | many |
//! | ZIP, tar, gzip, xz and Zstandard of any of these | `PK`, `ustar`, `1f 8b`, `fd 37 7a`, `28 b5 2f fd` | many |
//!
//! # One spectrum, or many
//!
//! [`read`] yields the one spectrum of a file, [`open`] all of them, one by one. The argument of [`Spectra::get`] is an index, from 0;
//! where a spectrum of a file has a number for people, in messages and in every program that asks for one, it counts from 1.
//!
//! ```
//! use ramatch_io::{Budget, Options, Quantity};
//! let text = [
//!     "##TITLE=calcite", "##JCAMP-DX=4.24", "##DATA TYPE=RAMAN SPECTRUM", "##XUNITS=1/CM", "##YUNITS=COUNTS", "##FIRSTX=100",
//!     "##LASTX=119", "##NPOINTS=20", "##XFACTOR=1", "##YFACTOR=0.5", "##XYDATA=(X++(Y..Y))", "100 2 4 6 8 10 12 14 16 18 20",
//!     "110 22 24 26 28 30 32 34 36 38 40", "##END=",
//! ].join("\n");
//! let record = ramatch_io::read(text.as_bytes(), &Options::new(), &Budget::default())?;
//! assert_eq!((record.title.as_str(), record.quantity), ("calcite", Quantity::Wavenumber));
//! assert_eq!(record.spectrum(None)?.as_ref().intensity()[19], 20.0);
//!
//! // Two spectra on one axis.
//! let table: String = (0..20).map(|i| format!("{},{},{}\n", 400 + 2 * i, i * i, 400 - i)).collect();
//! let table = format!("Raman shift (cm-1),first,second\n{table}");
//! let (options, budget) = (Options::new(), Budget::default());
//! let spectra = ramatch_io::open(table.as_bytes(), &options, &budget)?;
//! assert_eq!((spectra.len(), spectra.get(1)?.y[0]), (2, 400.0));
//! for record in spectra {
//!     assert_eq!(record?.x[19], 438.0);
//! }
//! # Ok::<(), ramatch_io::Error>(())
//! ```
//!
//! # From an axis to a Raman shift
//!
//! A Raman shift is taken as it is; a wavelength needs the laser, which the file states or the caller gives ([`Given`]). Numbers
//! without a name are taken for a Raman shift, with a warning; where a laser is stated for them they may be wavelengths as well, and
//! the caller has to say what they are.
//!
//! ```
//! use ramatch_io::{Budget, Given, GivenAxis, Options};
//! let table: String = (0..20).map(|i| format!("{},{}\n", 800.0 + 0.5 * i as f64, i * i)).collect();
//! let record = ramatch_io::read(table.as_bytes(), &Options::new(), &Budget::default())?;
//! // Numbers without a name, and a laser.
//! assert_eq!(record.spectrum(Some(785.0)).unwrap_err().code().name(), "axis_unit_unknown");
//! let given = Given::new().laser_nm(785.0).axis(GivenAxis::Nm);
//! let spectrum = record.spectrum(given)?;
//! assert!((spectrum.as_ref().range_cm1().0 - (1e7 / 785.0 - 1e7 / 800.0)).abs() < 0.01);
//! # Ok::<(), ramatch_io::Error>(())
//! ```
//!
//! # What is wrong with a file
//!
//! An error has a stable code, the place (line or byte) and the numbers; a cut file is refused, or read as far as it goes where
//! [`Options::salvage`] asks for it, and is marked then. [`Limits`] bound what a file may cost before it is paid.
//!
//! ```
//! use ramatch_io::{Budget, Limits, Options};
//! let mut lines: Vec<String> = (0..20).map(|i| format!("{}\t{}", 400 + 2 * i, i * i)).collect();
//! lines[6] = "412\tx".to_owned();
//! let refused = ramatch_io::read(lines.join("\n").as_bytes(), &Options::new(), &Budget::default()).unwrap_err();
//! assert_eq!(refused.line(), Some(7), "lines count from 1");
//!
//! let mut limits = Limits::FIRMWARE;
//! limits.points = 16;
//! lines[6] = "412\t36".to_owned();
//! let refused = ramatch_io::read(lines.join("\n").as_bytes(), &Options::new(), &Budget::new(limits)).unwrap_err();
//! assert_eq!(refused.code().name(), "limit");
//! ```

mod archive;
mod axis;
mod budget;
mod cif;
mod compress;
mod context;
mod cursor;
mod error;
mod inflate;
mod jcamp;
mod json;
mod labspec;
mod layout;
#[cfg(test)]
mod layouts;
mod lines;
mod naming;
mod notation;
mod npy;
mod number;
mod options;
mod opus;
mod record;
mod shift;
mod sniff;
mod source;
mod spa;
mod spc;
mod spe;
mod text;
mod time;
pub mod units;
mod utf16;
mod vocabulary;
mod wdf;
mod write;
mod wxd;
mod xml;

pub use budget::{Budget, Limits};
pub use error::Error;
pub use jcamp::{Form, WRITTEN as JCAMP_WRITTEN, write as write_jcamp};
pub use npy::write as write_npz;
pub use options::Options;
pub use record::{Measurement, Metadata, Position, Quantity, Record, Technique};
pub use shift::{Given, GivenAxis, is_about_unneeded_laser};
pub use source::Spectra;
pub use write::csv as write_csv;

use context::Context;
use ramatch_core::Code;
use sniff::Kind;
use source::Source;
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
                text::open(bytes, context).map_err(|error| error.in_format(text::NAME))?;
            (format, Ok(Box::new(records) as Box<dyn Source + 'a>))
        }
        Kind::Gzip | Kind::Xz | Kind::Zstd => {
            if depth > 0 {
                return Err(nested());
            }
            return packed(compress::content(kind, bytes, context)?, context, None);
        }
        // A packed archive is one archive.
        Kind::Tar if depth > 1 => return Err(nested().in_format(archive::TAR_NAME)),
        Kind::Tar => {
            let members =
                archive::tar_members(bytes, context).map_err(|error| error.in_format(archive::TAR_NAME))?;
            (archive::TAR_NAME, archive::open(bytes, members, context))
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
                (archive::NAME, archive::open(bytes, members, context))
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
        let mut record =
            source.read(index, &context.for_format(format)).map_err(|error| error.in_format(format))?;
        if let Some(warning) = warning {
            Arc::make_mut(&mut record.metadata).warnings.push(warning.to_owned());
        }
        context.budget.push(&mut records, record, "spectra", context.budget.limits().spectra)?;
    }
    Ok((Box::new(records), format))
}

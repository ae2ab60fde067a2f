//! Thermo OMNIC SPA, and SPG, its group of several: a directory of sections, for each spectrum one with the axis, one with the
//! ordinates, one with the history.

use crate::axis::Even;
use crate::context::Context;
use crate::cursor::{Bytes, Order};
use crate::source::Source;
use crate::{Error, Metadata, Quantity, Record, Technique, vocabulary};
use ramatch_core::Code;

/// Name of the format.
pub(crate) const NAME: &str = "OMNIC SPA";

/// The bytes with which a file begins.
pub(crate) const MAGIC: &[u8] = b"Spectral Data File";

/// Bytes of one entry of the directory, where it begins, and where the number of entries stands.
const ENTRY: usize = 16;
const DIRECTORY: usize = 304;
const ENTRIES: usize = 294;

const AXIS: u16 = 2;
const ORDINATES: u16 = 3;
const USER_TEXT: u16 = 4;
const HISTORY: u16 = 27;
/// The title of a spectrum in a group; behind 256 bytes its date.
const TITLE: u16 = 107;
const TITLE_LEN: usize = 256;

/// Seconds from the last day of 1899, from which dates count, to 1970.
const EPOCH: u64 = 2_209_075_200;

/// A section: its kind, where it begins, and its length.
#[derive(Clone, Copy)]
struct Section {
    kind: u16,
    at: usize,
    len: usize,
}

struct File<'a> {
    bytes: Bytes<'a>,
    sections: Vec<Section>,
    /// Which sections belong to each spectrum: from an axis to the next.
    spectra: Vec<std::ops::Range<usize>>,
}

pub(crate) fn open<'a>(bytes: &'a [u8], context: &Context<'_>) -> Result<Box<dyn Source + 'a>, Error> {
    let bytes = Bytes::new(bytes, Order::Little);
    let entries = usize::from(bytes.u16(ENTRIES)?);
    bytes.items(DIRECTORY, entries, ENTRY)?;
    let mut sections = context.budget.vec(entries)?;
    let mut spectra: Vec<std::ops::Range<usize>> = context.budget.vec(entries)?;
    let mut axis_seen = false;
    for (number, entry) in (0..entries).map(|i| DIRECTORY + i * ENTRY).enumerate() {
        let kind = bytes.u16(entry)?;
        let (at, len) = (bytes.u32(entry + 2)? as usize, bytes.u32(entry + 6)? as usize);
        let used = matches!(kind, AXIS | ORDINATES | USER_TEXT | HISTORY | TITLE);
        if used && bytes.slice(at, len).is_err() {
            let reason = format!("section {kind} of {len} bytes at byte {at} lies outside of the file");
            return Err(Error::new(Code::BadOffset, reason).at_byte(entry));
        }
        // What stands before the first axis belongs to the first spectrum.
        let another = kind == AXIS && std::mem::replace(&mut axis_seen, true);
        match spectra.last_mut() {
            Some(last) if !another => last.end = number + 1,
            _ => spectra.push(number..number + 1),
        }
        sections.push(Section { kind, at, len });
    }
    if !axis_seen {
        return Err(missing("axis"));
    }
    context.budget.spectra(spectra.len())?;
    Ok(Box::new(File { bytes, sections, spectra }))
}

fn missing(what: &str) -> Error {
    Error::new(Code::BlockMissing, format!("there is no section with the {what}"))
}

impl Source for File<'_> {
    fn count(&self) -> usize {
        self.spectra.len()
    }

    fn read(&self, index: usize, context: &Context<'_>) -> Result<Record, Error> {
        let own = &self.sections[self.spectra[index].clone()];
        let section = |wanted: u16| own.iter().find(|section| section.kind == wanted).map(|s| (s.at, s.len));
        let bytes = &self.bytes;
        let (axis, axis_len) = section(AXIS).ok_or_else(|| missing("axis"))?;
        let (data, data_len) = section(ORDINATES).ok_or_else(|| missing("ordinates"))?;
        if axis_len < 24 {
            return Err(Error::new(Code::BadBlockSize, "the section of the axis is too short").at_byte(axis));
        }
        let points = bytes.u32(axis + 4)? as usize;
        if points == 0 {
            return Err(Error::new(Code::BadCount, "the axis has no points").at_byte(axis + 4));
        }
        if points > data_len / 4 {
            let reason =
                format!("{points} points are declared, the section of the ordinates holds {}", data_len / 4);
            return Err(Error::new(Code::DeclaredExceedsData, reason)
                .at_byte(axis + 4)
                .counts(points, data_len / 4));
        }
        context.budget.points(points)?;
        let (first, last) = (f64::from(bytes.f32(axis + 16)?), f64::from(bytes.f32(axis + 20)?));
        if !first.is_finite() || !last.is_finite() || (first == last && points > 1) {
            let reason = format!("the axis goes from {first} to {last}");
            return Err(Error::new(Code::AxisInconsistent, reason).at_byte(axis + 16));
        }
        let (mut x, mut y) = (context.budget.vec(points)?, context.budget.vec(points)?);
        Even { first, last, points }.fill(points, &mut x);
        bytes.floats(data, points, &"ordinate", &mut y)?;
        let mut record = Record::new(NAME, x, y);
        (record.quantity, record.x_unit) = match bytes.u8(axis + 8)? {
            1 => (Quantity::Wavenumber, "Wavenumber (cm-1)".to_owned()),
            2 => (Quantity::Pixel, "Data points".to_owned()),
            3 => (Quantity::WavelengthNm, "Wavelength (nm)".to_owned()),
            4 => (Quantity::WavelengthUm, "Wavelength (um)".to_owned()),
            32 => (Quantity::RamanShift, "Raman shift (cm-1)".to_owned()),
            other => (Quantity::Unknown, format!("unit {other}")),
        };
        let (technique, unit) = match bytes.u8(axis + 12)? {
            11 | 21 => (Technique::Infrared, "Reflectance"),
            12 => (Technique::Infrared, "log(1/R)"),
            15 => (Technique::Infrared, "Single beam"),
            16 => (Technique::Infrared, "Transmittance"),
            17 => (Technique::Infrared, "Absorbance"),
            20 => (Technique::Infrared, "Kubelka-Munk"),
            22 => (Technique::Other, "Detector signal"),
            26 => (Technique::Infrared, "Photoacoustic"),
            31 => (Technique::Raman, "Raman intensity"),
            _ if record.quantity == Quantity::RamanShift => (Technique::Raman, "Arbitrary"),
            _ => (Technique::Unknown, "Arbitrary"),
        };
        (record.technique, record.y_unit) = (technique, unit.to_owned());
        let mut metadata = Metadata { format: NAME, ..Metadata::default() };
        let mut date = bytes.u32(296)?;
        record.title = bytes.text(30, 256)?;
        // In a group these are the group's.
        if let Some((at, len)) = section(TITLE).filter(|(_, len)| *len >= TITLE_LEN + 4 && self.count() > 1) {
            context.field(&mut metadata, "group", &record.title)?;
            record.title = bytes.text(at, len.min(TITLE_LEN))?;
            date = bytes.u32(at + TITLE_LEN)?;
        }
        if let Some(date) = u64::from(date).checked_sub(EPOCH).and_then(crate::time::of_unix) {
            context.field(&mut metadata, "date", &date)?;
        }
        for (key, wanted) in [("comment", USER_TEXT), ("history", HISTORY)] {
            if let Some((at, len)) = section(wanted) {
                context.field(
                    &mut metadata,
                    key,
                    &bytes.text(at, len.min(context.budget.limits().value_bytes / 2))?,
                )?;
            }
        }
        record.metadata = vocabulary::described(metadata);
        Ok(record)
    }
}

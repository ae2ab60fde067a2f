//! Thermo OMNIC SPA, and SPG, its group of several: a directory of sections, for each spectrum one with the axis, one with the
//! ordinates, one with the history.

pub(crate) mod layout;

use crate::axis::Even;
use crate::context::Context;
use crate::cursor::{Bytes, Order};
use crate::error::Error;
use crate::record::{Metadata, Quantity, Record, Technique};
use crate::source::Source;
use crate::vocabulary;
use layout::{AXIS, HISTORY, ORDINATES, TITLE, USER_TEXT};
use ramatch_core::Code;

/// Name of the format.
pub(crate) const NAME: &str = "OMNIC SPA";

/// The bytes with which a file begins.
pub(crate) const MAGIC: &[u8] = b"Spectral Data File";

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
    let entries = usize::from(layout::head::ENTRIES.read(&bytes, 0)?);
    bytes.items(layout::head::LEN, entries, layout::entry::LEN)?;
    let mut sections = context.budget.vec(entries)?;
    let mut spectra: Vec<std::ops::Range<usize>> = context.budget.vec(entries)?;
    let mut axis_seen = false;
    for number in 0..entries {
        use layout::entry::{AT, KEY, SIZE};
        let own = layout::head::LEN + number * layout::entry::LEN;
        let kind = KEY.read(&bytes, own)?;
        let (at, len) = (AT.read(&bytes, own)? as usize, SIZE.read(&bytes, own)? as usize);
        if layout::KEYS.find(kind).is_some() && bytes.slice(at, len).is_err() {
            let reason = format!("section {kind} of {len} bytes at byte {at} lies outside of the file");
            return Err(AT.refuse(own, Code::BadOffset, reason));
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
        use layout::axis as field;
        let own = &self.sections[self.spectra[index].clone()];
        let section = |wanted: u16| own.iter().find(|section| section.kind == wanted).map(|s| (s.at, s.len));
        let bytes = &self.bytes;
        let (axis, axis_len) = section(AXIS).ok_or_else(|| missing("axis"))?;
        let (data, data_len) = section(ORDINATES).ok_or_else(|| missing("ordinates"))?;
        if axis_len < field::LEN {
            return Err(Error::new(Code::BadBlockSize, "the section of the axis is too short").at_byte(axis));
        }
        let points = field::NX.read(bytes, axis)? as usize;
        if points == 0 {
            return Err(field::NX.refuse(axis, Code::BadCount, "the axis has no points"));
        }
        if points > data_len / 4 {
            let reason =
                format!("{points} points are declared, the section of the ordinates holds {}", data_len / 4);
            let error = field::NX.refuse(axis, Code::DeclaredExceedsData, reason);
            return Err(error.counts(points, data_len / 4));
        }
        context.budget.points(points)?;
        let (first, last) =
            (f64::from(field::FIRSTX.read(bytes, axis)?), f64::from(field::LASTX.read(bytes, axis)?));
        if !first.is_finite() || !last.is_finite() || (first == last && points > 1) {
            let reason = format!("the axis goes from {first} to {last}");
            return Err(field::FIRSTX.refuse(axis, Code::AxisInconsistent, reason));
        }
        let (mut x, mut y) = (context.budget.vec(points)?, context.budget.vec(points)?);
        Even { first, last, points }.fill(points, &mut x);
        bytes.floats(data, points, &"ordinate", &mut y)?;
        let mut record = Record::new(NAME, x, y);
        // A code that is not known is something else, never arbitrary.
        let code = field::XUNITS.read(bytes, axis)?;
        (record.quantity, record.x_unit) = match layout::X_UNITS.find(code) {
            Some((name, quantity)) => (quantity, name.to_owned()),
            None => (Quantity::Other, format!("unit {code}")),
        };
        let code = field::UNITS.read(bytes, axis)?;
        (record.technique, record.y_unit) = match layout::Y_UNITS.find(code) {
            Some((name, technique)) => (technique, name.to_owned()),
            None if record.quantity == Quantity::RamanShift => (Technique::Raman, format!("unit {code}")),
            None => (Technique::Unknown, format!("unit {code}")),
        };
        let mut metadata = Metadata { format: NAME, ..Metadata::default() };
        let mut date = layout::head::DATE.read(bytes, 0)?;
        record.title = layout::head::NAME.read(bytes, 0)?;
        // In a group these are the group's.
        let title = section(TITLE).filter(|(_, len)| *len >= layout::title::LEN && self.count() > 1);
        if let Some((at, _)) = title {
            context.field(&mut metadata, "group", &record.title)?;
            record.title = layout::title::TITLE.read(bytes, at)?;
            date = layout::title::DATE.read(bytes, at)?;
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

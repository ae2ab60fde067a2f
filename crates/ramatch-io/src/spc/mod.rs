//! Galactic (Thermo) SPC: the formats of 1986 ("old", 0x4D) and 1996 ("new", 0x4B little-endian, 0x4C big-endian), and
//! LabCalc's 0xCF, which is the old one under another number.
//!
//! Galactic Industries, *A Brief Guide to SPC File Format*, 1997; *Universal Data Format Specification*.

mod header;
pub(crate) mod layout;
mod places;
mod series;

use crate::axis::Even;
use crate::context::Context;
use crate::cursor::{Bytes, Order};
use crate::error::Error;
use crate::record::{Metadata, Position, Record};
use crate::source::Source;
use crate::vocabulary;
use header::Header;
use layout::sub;
use places::Place;
use ramatch_core::Code;
use series::Series;
use std::sync::Arc;

/// Name of the format.
pub(crate) const NAME: &str = "Galactic SPC";

/// The exponent that stands for ordinates in single precision.
const FLOATS: i8 = -128;

/// Whether bytes begin as an SPC file: a version, and zeros, which no text has.
pub(crate) fn is_spc(bytes: &[u8]) -> bool {
    matches!(bytes.get(1), Some(0x4b..=0x4d | 0xcf)) && !text_like(bytes)
}

/// A text may have a K, L or M as its second letter; a binary file has zeros.
fn text_like(bytes: &[u8]) -> bool {
    !bytes[..bytes.len().min(512)].contains(&0)
}

struct File<'a> {
    bytes: Bytes<'a>,
    header: Header,
    places: Vec<Place>,
    series: Series,
    /// The axis, where spectra have none of their own.
    axis: Option<Arc<Vec<f64>>>,
    notes: Arc<Metadata>,
}

pub(crate) fn open<'a>(bytes: &'a [u8], context: &Context<'_>) -> Result<Box<dyn Source + 'a>, Error> {
    let order = if bytes.get(1) == Some(&0x4c) { Order::Big } else { Order::Little };
    let bytes = Bytes::new(bytes, order);
    let mut notes = Metadata { format: NAME, ..Metadata::default() };
    let header = header::read(&bytes, context, &mut notes)?;
    let places = places::find(&bytes, &header, context, &mut notes)?;
    if places.is_empty() {
        return Err(Error::new(Code::NoSpectrum, "the file holds no spectrum"));
    }
    let series = Series::new(&bytes, &header, &places, &mut notes)?;
    for (key, value) in &header.fields {
        context.field(&mut notes, key, value)?;
    }
    let unit = |axis: &str| {
        let stated = header.fields.iter().find(|(name, _)| *name == axis);
        stated.map(|(_, value)| crate::units::of_position(value)).unwrap_or_default()
    };
    (notes.position_units.y, notes.position_units.z) = (unit("w axis"), unit("z axis"));
    header.log_fields(&bytes, context, &mut notes)?;
    let axis = axis(&bytes, &header, &places, context)?;
    Ok(Box::new(File { bytes, header, places, series, axis, notes: vocabulary::described(notes) }))
}

/// The axis that all spectra share, as long as the longest of them.
fn axis(
    bytes: &Bytes<'_>,
    header: &Header,
    places: &[Place],
    context: &Context<'_>,
) -> Result<Option<Arc<Vec<f64>>>, Error> {
    if header.own_x() {
        return Ok(None);
    }
    let points = context.budget.points(places.iter().map(|place| place.points).max().unwrap_or(0))?;
    let mut x = context.budget.vec(points)?;
    if header.shared_x() {
        bytes.floats(header.data, points, &"axis value", &mut x)?;
    } else {
        Even { first: header.first, last: header.last, points: header.points }.fill(points, &mut x);
    }
    Ok(Some(Arc::new(x)))
}

impl Source for File<'_> {
    fn count(&self) -> usize {
        self.places.len()
    }

    fn read(&self, index: usize, context: &Context<'_>) -> Result<Record, Error> {
        let Place { at, points } = self.places[index];
        let (bytes, header) = (&self.bytes, &self.header);
        if points == 0 {
            return Err(Error::new(Code::BadCount, "a spectrum of no points").at_byte(at));
        }
        context.budget.points(points)?;
        let data = at + sub::LEN;
        let (x, y_at) = match &self.axis {
            Some(axis) if axis.len() == points => (axis.clone(), data),
            Some(axis) => {
                let mut x = context.budget.vec(points)?;
                x.extend_from_slice(&axis[..points]);
                (Arc::new(x), data)
            }
            None => {
                let mut x = context.budget.vec(points)?;
                bytes.floats(data, points, &"axis value", &mut x)?;
                (Arc::new(x), data + 4 * points)
            }
        };
        let mut y = context.budget.vec(points)?;
        // One exponent for a file of one spectrum, each its own for several; some programs say only once that all are floats.
        let own = sub::SUBEXP.read(bytes, at)?;
        let unsaid = own == 0 && header.exponent == FLOATS;
        let exponent = if header.multi() && !unsaid { own } else { header.exponent };
        if exponent == FLOATS {
            bytes.floats(y_at, points, &"value", &mut y)?;
        } else if header.sixteen_bit() {
            let scale = f64::from(exponent).exp2() / 65_536.0;
            let (chunks, _) = bytes.items(y_at, points, 2)?.as_chunks::<2>();
            match header.big() {
                true => y.extend(chunks.iter().map(|chunk| f64::from(i16::from_be_bytes(*chunk)) * scale)),
                false => y.extend(chunks.iter().map(|chunk| f64::from(i16::from_le_bytes(*chunk)) * scale)),
            }
        } else {
            let scale = f64::from(exponent).exp2() / 4_294_967_296.0;
            let (chunks, _) = bytes.items(y_at, points, 4)?.as_chunks::<4>();
            // Old files write the two halves of a number in the other order. One loop each, which vectorises.
            match (header.old, header.big()) {
                (true, _) => y.extend(
                    chunks.iter().map(|&[a, b, c, d]| f64::from(i32::from_le_bytes([c, d, a, b])) * scale),
                ),
                (false, true) => {
                    y.extend(chunks.iter().map(|chunk| f64::from(i32::from_be_bytes(*chunk)) * scale));
                }
                (false, false) => {
                    y.extend(chunks.iter().map(|chunk| f64::from(i32::from_le_bytes(*chunk)) * scale));
                }
            }
        }
        let mut record = Record::new(NAME, x, y);
        record.title = header.title.clone();
        record.technique = header.technique;
        record.quantity = header.quantity;
        record.x_unit.clone_from(&header.x_unit);
        record.y_unit.clone_from(&header.y_unit);
        record.metadata = self.notes.clone();
        if self.places.len() > 1 {
            record.position = Some(self.series.position(bytes, &self.places, index)?);
        }
        Ok(record)
    }

    fn position(&self, index: usize) -> Option<Position> {
        if self.places.len() > 1 { self.series.position(&self.bytes, &self.places, index).ok() } else { None }
    }
}

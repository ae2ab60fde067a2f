//! Galactic (Thermo) SPC: the formats of 1986 ("old", 0x4D) and 1996 ("new", 0x4B little-endian, 0x4C big-endian), and
//! LabCalc's 0xCF, which is the old one under another number.
//!
//! Galactic Industries, *A Brief Guide to SPC File Format*, 1997; *Universal Data Format Specification*.

mod header;
pub(crate) mod layout;
mod place;

use crate::axis::Even;
use crate::context::Context;
use crate::cursor::{Bytes, Order};
use crate::error::Error;
use crate::record::{Metadata, Record};
use crate::source::Source;
use crate::vocabulary;
use header::Header;
use layout::{entry, new, sub};
use place::Series;
use ramatch_core::Code;
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

/// Where a spectrum stands in the file.
#[derive(Clone, Copy)]
struct Place {
    /// Of its header.
    at: usize,
    points: usize,
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
    let places = if header.old {
        places_old(&bytes, &header, context)
    } else {
        places_new(&bytes, &header, context, &mut notes)
    };
    let places = places?;
    if places.is_empty() {
        return Err(Error::new(Code::NoSpectrum, "the file holds no spectrum"));
    }
    let series = Series::new(&bytes, &header, &places, &mut notes)?;
    for (key, value) in &header.fields {
        context.field(&mut notes, key, value)?;
    }
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

/// Bytes of the ordinates of a spectrum.
fn y_bytes(header: &Header, points: usize, at: usize) -> Result<usize, Error> {
    let overflow = || Error::new(Code::SizeOverflow, "a size is larger than any memory").at_byte(at);
    points.checked_mul(if header.sixteen_bit() { 2 } else { 4 }).ok_or_else(overflow)
}

fn exceeds(points: usize, at: usize, left: usize) -> Error {
    let reason = format!("{points} points are declared, {left} bytes are left for them");
    Error::new(Code::DeclaredExceedsData, reason).at_byte(at).of("fnpts").counts(points, left)
}

fn places_new(
    bytes: &Bytes<'_>,
    header: &Header,
    context: &Context<'_>,
    notes: &mut Metadata,
) -> Result<Vec<Place>, Error> {
    let least = sub::LEN;
    let room = (bytes.len() - header.data) / least;
    if header.spectra > room {
        let reason = format!("{} spectra are declared, there is room for {room} at most", header.spectra);
        let error = new::FNSUB.refuse(0, Code::DeclaredExceedsData, reason);
        return Err(error.counts(header.spectra, room));
    }
    context.budget.spectra(header.spectra)?;
    let mut places = context.budget.vec(header.spectra)?;
    if header.own_x() && header.points > 0 && header.multi() {
        return directory(bytes, header, context);
    }
    let shared_x = if header.shared_x() { header.points.saturating_mul(4) } else { 0 };
    let mut at = header.data.saturating_add(shared_x);
    if at > bytes.len() {
        return Err(exceeds(header.points, new::FNPTS.at(0), bytes.len() - header.data));
    }
    for number in 0..header.spectra {
        context.budget.tick(number)?;
        if at + sub::LEN > bytes.len() {
            let reason = format!("{} spectra are declared, {number} are there", header.spectra);
            let error = Error::new(Code::DeclaredExceedsData, reason).at_byte(at).of("fnsub");
            context.damaged(error.counts(header.spectra, number), notes)?;
            break;
        }
        let own = usize::try_from(sub::SUBNPTS.read(bytes, at)?).unwrap_or(0);
        let points = if header.own_x() && own > 0 { own } else { header.points };
        let x = if header.own_x() { points.saturating_mul(4) } else { 0 };
        let size = y_bytes(header, points, at)?.saturating_add(x);
        let left = bytes.len() - at - sub::LEN;
        let end_of_data = header.log.filter(|log| *log > at).map_or(bytes.len(), |log| log.min(bytes.len()));
        if size > left {
            context.damaged(exceeds(points, at, left), notes)?;
            let per_point = size / points.max(1);
            places.push(Place { at, points: left / per_point.max(1) });
            break;
        }
        if at + sub::LEN + size > end_of_data {
            let reason = format!("the log at byte {end_of_data} lies inside the data");
            return Err(new::FLOGOFF.refuse(0, Code::BadOffset, reason));
        }
        places.push(Place { at, points });
        at += sub::LEN + size;
    }
    Ok(places)
}

/// Spectra of own axes, by the directory behind them.
fn directory(bytes: &Bytes<'_>, header: &Header, context: &Context<'_>) -> Result<Vec<Place>, Error> {
    let start = header.points;
    let refuse = |at: usize, reason: String| Error::new(Code::BadOffset, reason).at_byte(at).of("fnpts");
    if start < header.data || bytes.items(start, header.spectra, entry::LEN).is_err() {
        return Err(refuse(
            new::FNPTS.at(0),
            format!("the directory at byte {start} lies outside of the file"),
        ));
    }
    let mut places = context.budget.vec(header.spectra)?;
    let mut taken: Vec<(usize, usize)> = context.budget.vec(header.spectra)?;
    for number in 0..header.spectra {
        context.budget.tick(number)?;
        let own = start + number * entry::LEN;
        let at = entry::SSFPOSN.read(bytes, own)? as usize;
        if at < header.data || at + sub::LEN > start {
            let reason = format!("spectrum {} at byte {at} lies outside of the data", number + 1);
            return Err(entry::SSFPOSN.refuse(own, Code::BadOffset, reason));
        }
        let points = usize::try_from(sub::SUBNPTS.read(bytes, at)?)
            .map_err(|_| sub::SUBNPTS.refuse(at, Code::BadCount, "a negative number of points"))?;
        let size = points
            .checked_mul(4)
            .and_then(|x| Some((x, y_bytes(header, points, at).ok()?)))
            .and_then(|(x, y)| x.checked_add(y));
        let end = size.and_then(|size| size.checked_add(at + sub::LEN)).filter(|end| *end <= start);
        let Some(end) = end else {
            return Err(exceeds(points, sub::SUBNPTS.at(at), start - at - sub::LEN).of("subnpts"));
        };
        places.push(Place { at, points });
        taken.push((at, end));
    }
    taken.sort_unstable();
    if let Some(pair) = taken.windows(2).find(|pair| pair[0].1 > pair[1].0) {
        return Err(refuse(
            pair[1].0,
            format!("the spectra at bytes {} and {} overlap", pair[0].0, pair[1].0),
        ));
    }
    Ok(places)
}

/// Old files count no spectra: they follow until the end.
fn places_old(bytes: &Bytes<'_>, header: &Header, context: &Context<'_>) -> Result<Vec<Place>, Error> {
    let mut places = Vec::new();
    let size = y_bytes(header, header.points, layout::old::ONPTS.at(0))?;
    let mut at = header.data;
    loop {
        let left = bytes.len().saturating_sub(at + sub::LEN);
        if at + sub::LEN > bytes.len() || size > left {
            if places.is_empty() {
                return Err(exceeds(header.points, layout::old::ONPTS.at(0), left));
            }
            break;
        }
        let place = Place { at, points: header.points };
        context.budget.push(&mut places, place, "spectra", context.budget.limits().spectra)?;
        at += sub::LEN + size;
        if !header.multi() {
            break;
        }
    }
    Ok(places)
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
}

//! Princeton Instruments SPE: 2.x (WinSpec) with a polynomial axis, 3.0 (LightField) with an XML footer.
//!
//! Princeton Instruments, *SPE 3.0 File Format Specification*, 2014.

use crate::context::Context;
use crate::cursor::{Bytes, Order};
use crate::source::Source;
use crate::xml::{self, Document};
use crate::{Error, Metadata, Position, Quantity, Record, units, vocabulary};
use ramatch_core::Code;
use std::sync::Arc;

/// Name of the format.
pub(crate) const NAME: &str = "Princeton SPE";

/// Bytes of the header.
const HEADER: usize = 4100;

/// Whether bytes begin as such a file: version, type and size of the data must fit together.
pub(crate) fn is_spe(bytes: &[u8]) -> bool {
    let bytes = Bytes::new(bytes, Order::Little);
    let read = || -> Result<bool, Error> {
        let version = bytes.f32(1992)?;
        let known = (1.0..4.0).contains(&version) && size(bytes.i16(108)?).is_some();
        Ok(bytes.len() > HEADER && known && bytes.u16(42)? > 0 && bytes.u16(656)? > 0 && bytes.i32(1446)? > 0)
    };
    read().unwrap_or(false)
}

fn size(kind: i16) -> Option<usize> {
    match kind {
        0 | 1 | 8 => Some(4),
        2 | 3 => Some(2),
        5 => Some(8),
        6 => Some(1),
        _ => None,
    }
}

struct File<'a> {
    bytes: Bytes<'a>,
    kind: i16,
    width: usize,
    rows: usize,
    frames: usize,
    x: Arc<Vec<f64>>,
    quantity: Quantity,
    notes: Arc<Metadata>,
}

pub(crate) fn open<'a>(bytes: &'a [u8], context: &Context<'_>) -> Result<Box<dyn Source + 'a>, Error> {
    let bytes = Bytes::new(bytes, Order::Little);
    let kind = bytes.i16(108)?;
    let (width, rows) = (usize::from(bytes.u16(42)?), usize::from(bytes.u16(656)?));
    let frames = usize::try_from(bytes.i32(1446)?).unwrap_or(0);
    let item = size(kind)
        .ok_or_else(|| Error::new(Code::FormatUnsupported, format!("data of type {kind}")).at_byte(108))?;
    let overflow =
        || Error::new(Code::SizeOverflow, format!("{frames} frames of {rows} rows of {width} points"));
    let needed =
        width.checked_mul(rows).and_then(|n| n.checked_mul(frames)).and_then(|n| n.checked_mul(item));
    let needed = needed.ok_or_else(|| overflow().at_byte(42))?;
    let there = bytes.len().saturating_sub(HEADER);
    if needed > there {
        let reason = format!(
            "{frames} frames of {rows} rows of {width} points need {needed} bytes, {there} are there"
        );
        return Err(Error::new(Code::DeclaredExceedsData, reason).at_byte(1446).counts(needed, there));
    }
    context.budget.points(width)?;
    let mut notes = Metadata { format: NAME, ..Metadata::default() };
    let version = bytes.f32(1992)?;
    context.field(&mut notes, "SPE version", &version.to_string())?;
    let (x, quantity) = if version >= 3.0 {
        let footer = usize::try_from(bytes.u64(678)?).ok().filter(|at| (HEADER..bytes.len()).contains(at));
        let footer = footer.ok_or_else(|| {
            Error::new(Code::BadOffset, "the XML footer lies outside of the file")
                .at_byte(678)
                .of("XMLOffset")
        })?;
        xml::read(&bytes.all()[footer..], context, |document| {
            of_footer(document, width, context, &mut notes)
        })?
    } else {
        of_polynomial(&bytes, width, context, &mut notes)?
    };
    let notes = vocabulary::described(notes);
    Ok(Box::new(File { bytes, kind, width, rows, frames, x: x.into(), quantity, notes }))
}

fn pixels(width: usize, context: &Context<'_>) -> Result<(Vec<f64>, Quantity), Error> {
    let mut x = context.budget.vec(width)?;
    x.extend((0..width).map(|i| i as f64));
    Ok((x, Quantity::Pixel))
}

fn of_footer(
    document: &Document<'_>,
    width: usize,
    context: &Context<'_>,
    notes: &mut Metadata,
) -> Result<(Vec<f64>, Quantity), Error> {
    let named = |name: &str| xml::named(document, name);
    let keep = [
        ("LaserLine", "laser line"),
        ("ExposureTime", "exposure time"),
        ("Selected", "grating"),
        ("SensorName", "detector"),
        ("FramesCombined", "accumulations"),
    ];
    for (tag, key) in keep {
        if let Some(value) = named(tag).and_then(|node| node.text()) {
            context.field(notes, key, value)?;
        }
    }
    if let Some(created) = named("FileInformation").and_then(|node| node.attribute("created")) {
        context.field(notes, "date", created)?;
    }
    if let Some(laser) = named("WavelengthMapping").and_then(|node| node.attribute("laserLine")) {
        notes.laser_nm = units::laser(laser);
    }
    let Some(list) = named("Wavelength").and_then(|node| node.text()) else { return pixels(width, context) };
    let x = xml::numbers(list, context).map_err(|error| error.of("Wavelength"))?;
    if x.len() != width {
        notes
            .warnings
            .push("the calibration is of another number of pixels; pixel numbers were taken".into());
        return pixels(width, context);
    }
    Ok((x, Quantity::WavelengthNm))
}

fn of_polynomial(
    bytes: &Bytes<'_>,
    width: usize,
    context: &Context<'_>,
    notes: &mut Metadata,
) -> Result<(Vec<f64>, Quantity), Error> {
    let laser = bytes.f64(3311)?;
    notes.laser_nm = Some(laser).filter(|nm| units::is_laser(*nm));
    context.field(notes, "date", &bytes.text(20, 10)?)?;
    context.field(notes, "exposure time", &bytes.f32(10)?.to_string())?;
    if bytes.u8(3098)? != 1 {
        return pixels(width, context);
    }
    let quantity = match bytes.u8(3100)? {
        3 => Quantity::WavelengthNm,
        4 => Quantity::Wavenumber,
        5 => Quantity::RamanShift,
        _ => return pixels(width, context),
    };
    let order = usize::from(bytes.u8(3101)?).min(5);
    let coefficients: Vec<f64> = (0..=order).map(|i| bytes.f64(3263 + 8 * i)).collect::<Result<_, _>>()?;
    let mut x = context.budget.vec(width)?;
    // Pixels count from 1.
    x.extend((1..=width).map(|i| coefficients.iter().rev().fold(0.0, |sum, c| sum * i as f64 + c)));
    Ok((x, quantity))
}

impl Source for File<'_> {
    fn count(&self) -> usize {
        self.rows * self.frames
    }

    fn read(&self, index: usize, context: &Context<'_>) -> Result<Record, Error> {
        let item = size(self.kind).unwrap_or(4);
        let at = HEADER + index * self.width * item;
        let mut y = context.budget.vec(self.width)?;
        for at in (0..self.width).map(|i| at + i * item) {
            y.push(match self.kind {
                0 => f64::from(self.bytes.f32(at)?),
                1 => f64::from(self.bytes.i32(at)?),
                2 => f64::from(self.bytes.i16(at)?),
                3 => f64::from(self.bytes.u16(at)?),
                5 => self.bytes.f64(at)?,
                6 => f64::from(self.bytes.u8(at)?),
                _ => f64::from(self.bytes.u32(at)?),
            });
        }
        let mut record = Record::new(NAME, self.x.clone(), y);
        record.quantity = self.quantity;
        record.x_unit = self.quantity.unit().to_owned();
        record.y_unit = "Counts".to_owned();
        record.metadata = self.notes.clone();
        if self.count() > 1 {
            let (frame, row) = (index / self.rows, index % self.rows);
            record.position =
                Some(Position { y: Some(row as f64), time: Some(frame as f64), ..Position::default() });
        }
        Ok(record)
    }
}

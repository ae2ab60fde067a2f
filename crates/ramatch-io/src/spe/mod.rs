//! Princeton Instruments SPE: 2.x (WinSpec) with a polynomial axis, 3.0 (LightField) with an XML footer.
//!
//! Princeton Instruments, *SPE 3.0 File Format Specification*, 2014.

pub(crate) mod layout;

use crate::context::Context;
use crate::cursor::{Bytes, Order};
use crate::error::Error;
use crate::record::{Metadata, Position, Quantity, Record};
use crate::source::Source;
use crate::units;
use crate::vocabulary;
use crate::xml::{self, Document};
use layout::Stored;
use ramatch_core::Code;
use std::sync::Arc;

/// Name of the format.
pub(crate) const NAME: &str = "Princeton SPE";

/// Whether bytes begin as such a file: version, type and size of the data must fit together.
pub(crate) fn is_spe(bytes: &[u8]) -> bool {
    use layout::header as field;
    let bytes = Bytes::new(bytes, Order::Little);
    let read = || -> Result<bool, Error> {
        let known = (1.0..4.0).contains(&field::VERSION.read(&bytes, 0)?)
            && layout::DATA_TYPES.find(field::DATATYPE.read(&bytes, 0)?).is_some();
        let sized = field::XDIM.read(&bytes, 0)? > 0
            && field::YDIM.read(&bytes, 0)? > 0
            && field::NUM_FRAMES.read(&bytes, 0)? > 0;
        Ok(bytes.len() > field::LEN && known && sized)
    };
    read().unwrap_or(false)
}

struct File<'a> {
    bytes: Bytes<'a>,
    stored: Stored,
    width: usize,
    rows: usize,
    frames: usize,
    axis: Axis,
    notes: Arc<Metadata>,
}

/// The axis of every row, and what it measures.
struct Axis {
    x: Arc<Vec<f64>>,
    quantity: Quantity,
    unit: String,
}

impl Axis {
    fn new(x: Vec<f64>, quantity: Quantity) -> Self {
        Self { x: x.into(), quantity, unit: quantity.unit().to_owned() }
    }
}

pub(crate) fn open<'a>(bytes: &'a [u8], context: &Context<'_>) -> Result<Box<dyn Source + 'a>, Error> {
    use layout::header as field;
    let bytes = Bytes::new(bytes, Order::Little);
    let kind = field::DATATYPE.read(&bytes, 0)?;
    let (_, stored) = layout::DATA_TYPES.find(kind).ok_or_else(|| {
        field::DATATYPE.refuse(0, Code::FormatUnsupported, format!("data of type {kind}, which is not known"))
    })?;
    let (width, rows) =
        (usize::from(field::XDIM.read(&bytes, 0)?), usize::from(field::YDIM.read(&bytes, 0)?));
    let frames = usize::try_from(field::NUM_FRAMES.read(&bytes, 0)?).unwrap_or(0);
    let declared = format!("{frames} frames of {rows} rows of {width} points");
    let needed =
        width.checked_mul(rows).and_then(|n| n.checked_mul(frames)).and_then(|n| n.checked_mul(stored.len()));
    let needed = needed.ok_or_else(|| field::XDIM.refuse(0, Code::SizeOverflow, declared.clone()))?;
    let there = bytes.len().saturating_sub(field::LEN);
    if needed > there {
        let reason = format!("{declared} need {needed} bytes, {there} are there");
        let error = field::NUM_FRAMES.refuse(0, Code::DeclaredExceedsData, reason);
        return Err(error.counts(needed, there));
    }
    context.budget.points(width)?;
    let mut notes = Metadata { format: NAME, ..Metadata::default() };
    let version = field::VERSION.read(&bytes, 0)?;
    context.field(&mut notes, "SPE version", &version.to_string())?;
    let axis = if version >= 3.0 {
        let footer = usize::try_from(field::XML_OFFSET.read(&bytes, 0)?).ok();
        let footer = footer.filter(|at| (field::LEN..bytes.len()).contains(at)).ok_or_else(|| {
            field::XML_OFFSET.refuse(0, Code::BadOffset, "the XML footer lies outside of the file")
        })?;
        xml::read(&bytes.all()[footer..], context, |document| {
            check_frames(document, frames, needed / frames.max(1))?;
            of_footer(document, width, context, &mut notes)
        })?
    } else {
        of_polynomial(&bytes, width, context, &mut notes)?
    };
    let notes = vocabulary::described(notes);
    Ok(Box::new(File { bytes, stored, width, rows, frames, axis, notes }))
}

fn pixels(width: usize, context: &Context<'_>) -> Result<Axis, Error> {
    let mut x = context.budget.vec(width)?;
    x.extend((0..width).map(|i| i as f64));
    Ok(Axis::new(x, Quantity::Pixel))
}

/// Refuses frames that are not as the header says: several regions of the detector, or metadata between frames.
fn check_frames(document: &Document<'_>, frames: usize, frame: usize) -> Result<(), Error> {
    let blocks = || document.descendants().filter(|node| node.tag_name().name() == "DataBlock");
    let of = |kind: &'static str| blocks().filter(move |node| node.attribute("type") == Some(kind));
    let regions = of("Region").count();
    if regions > 1 {
        let reason = format!("frames of {regions} regions of the detector; only one is read");
        return Err(Error::new(Code::FormatUnsupported, reason).of("DataBlock"));
    }
    let stride = of("Frame").next().and_then(|node| node.attribute("stride")?.parse::<usize>().ok());
    match stride {
        Some(stride) if stride != frame && frames > 1 => {
            let reason = format!(
                "a frame begins every {stride} bytes and holds {frame}: metadata stand between frames, which is not read"
            );
            Err(Error::new(Code::FormatUnsupported, reason).of("stride").counts(stride, frame))
        }
        _ => Ok(()),
    }
}

fn of_footer(
    document: &Document<'_>,
    width: usize,
    context: &Context<'_>,
    notes: &mut Metadata,
) -> Result<Axis, Error> {
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
    Ok(Axis::new(x, Quantity::WavelengthNm))
}

fn of_polynomial(
    bytes: &Bytes<'_>,
    width: usize,
    context: &Context<'_>,
    notes: &mut Metadata,
) -> Result<Axis, Error> {
    use layout::{X_CALIBRATION as BASE, calibration, header};
    let laser = calibration::LASER_POSITION.read(bytes, BASE)?;
    notes.laser_nm = Some(laser).filter(|nm| units::is_laser(*nm));
    if laser != 0.0 {
        context.field(notes, "laser position", &laser.to_string())?;
    }
    let (date, exposure) = (header::DATE.read(bytes, 0)?, header::EXP_SEC.read(bytes, 0)?);
    if !date.is_empty() {
        context.field(notes, "date", &date)?;
    }
    // Programs that do not know it leave 0.
    if exposure > 0.0 {
        context.field(notes, "exposure time", &exposure.to_string())?;
    }
    if calibration::CALIB_VALID.read(bytes, BASE)? != 1 {
        return pixels(width, context);
    }
    if laser != 0.0 && notes.laser_nm.is_none() {
        notes.warnings.push(format!("the laser position {laser} is no wavelength in nm; it was not taken"));
    }
    let code = calibration::POLYNOM_UNIT.read(bytes, BASE)?;
    let shown = calibration::CURRENT_UNIT.read(bytes, BASE)?;
    if let Some((name, _)) = layout::UNITS.find(shown) {
        context.field(notes, "displayed unit", name)?;
    }
    let (unit, quantity) = match layout::UNITS.find(code) {
        Some((_, Quantity::Pixel)) => {
            if code == 0 {
                notes.warnings.push("the calibration names no unit; pixel numbers were taken".into());
            }
            return pixels(width, context);
        }
        Some((name, Quantity::Other)) => (Some(name.to_owned()), Quantity::Other),
        Some((_, quantity)) => (None, quantity),
        None => (Some(format!("unit {code}")), Quantity::Other),
    };
    let coefficients = calibration::POLYNOM_COEFF.read(bytes, BASE)?;
    let order = usize::from(calibration::POLYNOM_ORDER.read(bytes, BASE)?);
    let Some(coefficients) = coefficients.get(..=order) else {
        let reason = format!("a polynomial of order {order} has more coefficients than the 6 that are there");
        return Err(calibration::POLYNOM_ORDER.refuse(BASE, Code::AxisInconsistent, reason));
    };
    let mut x = context.budget.vec(width)?;
    // Pixels count from 1.
    x.extend((1..=width).map(|i| coefficients.iter().rev().fold(0.0, |sum, c| sum * i as f64 + c)));
    let mut axis = Axis::new(x, quantity);
    axis.unit = unit.unwrap_or(axis.unit);
    Ok(axis)
}

impl Source for File<'_> {
    fn count(&self) -> usize {
        self.rows * self.frames
    }

    fn read(&self, index: usize, context: &Context<'_>) -> Result<Record, Error> {
        let item = self.stored.len();
        let at = layout::header::LEN + index * self.width * item;
        let mut y = context.budget.vec(self.width)?;
        for at in (0..self.width).map(|i| at + i * item) {
            y.push(match self.stored {
                Stored::F32 => f64::from(self.bytes.f32(at)?),
                Stored::I32 => f64::from(self.bytes.i32(at)?),
                Stored::I16 => f64::from(self.bytes.i16(at)?),
                Stored::U16 => f64::from(self.bytes.u16(at)?),
                Stored::F64 => self.bytes.f64(at)?,
                Stored::U8 => f64::from(self.bytes.u8(at)?),
                Stored::U32 => f64::from(self.bytes.u32(at)?),
            });
        }
        let mut record = Record::new(NAME, self.axis.x.clone(), y);
        record.quantity = self.axis.quantity;
        record.x_unit.clone_from(&self.axis.unit);
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

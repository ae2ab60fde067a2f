//! Renishaw WDF: blocks of a name, a number and a size; single spectra, series, lines and maps.
//!
//! The layout is Renishaw's *WiRE data file format*, as open readers describe it.

use crate::context::Context;
use crate::cursor::{Bytes, Order};
use crate::source::Source;
use crate::{Error, Metadata, Position, Quantity, Record, Technique, vocabulary};
use ramatch_core::Code;
use std::sync::Arc;

/// Name of the format.
pub(crate) const NAME: &str = "Renishaw WDF";

/// The bytes with which a file begins.
pub(crate) const MAGIC: &[u8] = b"WDF1";

/// Bytes of a block's own header.
const BLOCK: usize = 16;
/// Bytes of the file's header.
const HEADER: usize = 512;

/// A block: its name, and its content behind its header.
struct Section {
    name: [u8; 4],
    at: usize,
    len: usize,
}

struct File<'a> {
    bytes: Bytes<'a>,
    points: usize,
    /// Spectra that were measured.
    measured: usize,
    /// Whole spectra that the data block holds.
    there: usize,
    x: Arc<Vec<f64>>,
    quantity: Quantity,
    x_unit: &'static str,
    y_unit: &'static str,
    title: String,
    data: usize,
    origins: Vec<Origin>,
    notes: Arc<Metadata>,
}

/// A list with one number for each spectrum.
struct Origin {
    kind: u32,
    at: usize,
    capacity: usize,
}

pub(crate) fn open<'a>(bytes: &'a [u8], context: &Context<'_>) -> Result<Box<dyn Source + 'a>, Error> {
    let bytes = Bytes::new(bytes, Order::Little);
    let mut notes = Metadata { format: NAME, ..Metadata::default() };
    let sections = sections(&bytes, context, &mut notes)?;
    if bytes.len() < HEADER {
        let reason = format!("the header has {HEADER} bytes, the file {}", bytes.len());
        return Err(Error::new(Code::Truncated, reason).at_byte(bytes.len()).counts(HEADER, bytes.len()));
    }
    let count = |at: usize, field: &'static str| -> Result<usize, Error> {
        let value = bytes.u64(at)?;
        let refuse = || Error::new(Code::SizeOverflow, format!("{field} is {value}")).at_byte(at).of(field);
        usize::try_from(value).ok().filter(|value| *value <= i32::MAX as usize).ok_or_else(refuse)
    };
    let points = bytes.u32(60)? as usize;
    let (capacity, measured) = (count(64, "capacity")?, count(72, "count")?);
    if points == 0 || measured == 0 {
        let field = if points == 0 { "npoints" } else { "ncollected" };
        return Err(Error::new(Code::BadCount, format!("{field} is 0")).at_byte(60).of(field));
    }
    context.budget.points(points)?;
    context.budget.spectra(measured)?;
    if measured < capacity {
        let text = format!("incomplete_measurement: {measured} of {capacity} spectra were measured");
        notes.warnings.push(text);
    }
    let section = |name: &[u8; 4]| {
        let missing = || {
            let name = String::from_utf8_lossy(name).into_owned();
            Error::new(Code::BlockMissing, format!("there is no block {name}")).of(name)
        };
        sections.iter().find(|section| &section.name == name).ok_or_else(missing)
    };
    let data = section(b"DATA")?;
    let size = points.checked_mul(measured).and_then(|n| n.checked_mul(4)).ok_or_else(|| {
        Error::new(Code::SizeOverflow, format!("{measured} spectra of {points} points"))
            .at_byte(60)
            .of("DATA")
    })?;
    if size > data.len {
        let reason = format!(
            "{measured} spectra of {points} points need {size} bytes, the block DATA has {}",
            data.len
        );
        let error = Error::new(Code::DeclaredExceedsData, reason).at_byte(data.at).of("DATA");
        context.damaged(error.counts(size, data.len), &mut notes)?;
    }
    let there = (data.len / (4 * points)).min(measured);
    if there == 0 {
        return Err(
            Error::new(Code::DeclaredExceedsData, "the block DATA holds no whole spectrum").at_byte(data.at)
        );
    }
    let axis = section(b"XLST")?;
    if axis.len < 8 || (axis.len - 8) / 4 != points || bytes.u32(88)? as usize != points {
        let reason =
            format!("XLST holds {} values, a spectrum {points} points", axis.len.saturating_sub(8) / 4);
        return Err(Error::new(Code::AxisInconsistent, reason).at_byte(axis.at).of("XLST"));
    }
    let mut x = context.budget.vec(points)?;
    bytes.floats(axis.at + 8, points, &"axis value", &mut x)?;
    let rises = x.windows(2).all(|pair| pair[0] < pair[1]);
    let falls = x.windows(2).all(|pair| pair[0] > pair[1]);
    if !rises && !falls {
        let reason = "the axis neither rises nor falls throughout";
        return Err(Error::new(Code::AxisInconsistent, reason).at_byte(axis.at).of("XLST"));
    }
    let (x_unit, quantity) = unit(bytes.u32(axis.at + 4)?);
    let origins = match section(b"ORGN") {
        Ok(section) => origins(&bytes, section, bytes.u32(92)? as usize, capacity, context)?,
        Err(_) => Vec::new(),
    };
    header_fields(&bytes, context, &mut notes)?;
    if let Ok(comment) = section(b"TEXT").or_else(|_| section(b"COMT")) {
        let len = comment.len.min(context.budget.limits().value_bytes);
        context.field(&mut notes, "comment", &bytes.text(comment.at, len)?)?;
    }
    let title = bytes.text(240, 160)?;
    let y_unit = unit(bytes.u32(152)?).0;
    let data = data.at;
    Ok(Box::new(File {
        bytes,
        points,
        measured,
        there,
        x: x.into(),
        quantity,
        x_unit,
        y_unit,
        title,
        data,
        origins,
        notes: vocabulary::described(notes),
    }))
}

/// Walks over the blocks; each must end behind where it began, and inside the file.
fn sections(bytes: &Bytes<'_>, context: &Context<'_>, notes: &mut Metadata) -> Result<Vec<Section>, Error> {
    let mut sections = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if at + BLOCK > bytes.len() {
            let left = bytes.len() - at;
            let reason = format!("{left} bytes are left where a block would begin");
            context.damaged(Error::new(Code::Truncated, reason).at_byte(at).counts(BLOCK, left), notes)?;
            break;
        }
        let mut name = [0; 4];
        name.copy_from_slice(bytes.slice(at, 4)?);
        if at == 0 && &name != b"WDF1" {
            return Err(Error::new(Code::BadMagic, "the first block is not WDF1").at_byte(0));
        }
        let declared = bytes.u64(at + 8)?;
        let left = bytes.len() - at;
        let size = usize::try_from(declared).ok().filter(|size| (BLOCK..=left).contains(size));
        let Some(size) = size else {
            let shown = String::from_utf8_lossy(&name).into_owned();
            let reason = format!("block {shown} declares {declared} bytes, {left} are left");
            let error =
                Error::new(Code::BadBlockSize, reason).at_byte(at + 8).of(shown).counts(declared, left);
            // A cut file ends within a block; a size that leads nowhere is no damage but a lie.
            if declared < BLOCK as u64 || declared > i64::MAX as u64 {
                return Err(error);
            }
            context.damaged(error, notes)?;
            sections.push(Section { name, at: at + BLOCK, len: left - BLOCK });
            break;
        };
        let once = [b"WDF1", b"DATA", b"XLST", b"YLST", b"ORGN"];
        if once.contains(&&name) && sections.iter().any(|own: &Section| own.name == name) {
            let shown = String::from_utf8_lossy(&name).into_owned();
            return Err(Error::new(Code::DuplicateBlock, format!("block {shown} stands twice"))
                .at_byte(at)
                .of(shown));
        }
        let section = Section { name, at: at + BLOCK, len: size - BLOCK };
        context.budget.push(&mut sections, section, "blocks", context.budget.limits().fields)?;
        at += size;
    }
    Ok(sections)
}

/// The lists of positions, times and flags.
fn origins(
    bytes: &Bytes<'_>,
    section: &Section,
    declared: usize,
    capacity: usize,
    context: &Context<'_>,
) -> Result<Vec<Origin>, Error> {
    let size = capacity.checked_mul(8).and_then(|size| size.checked_add(24));
    let count = if section.len >= 4 { bytes.u32(section.at)? as usize } else { 0 };
    let fits = size.and_then(|size| size.checked_mul(count)).is_some_and(|size| size + 4 <= section.len);
    let Some(size) = size.filter(|_| fits && count == declared) else {
        let reason = format!("ORGN declares {count} lists of {capacity} values in {} bytes", section.len);
        return Err(Error::new(Code::DeclaredExceedsData, reason).at_byte(section.at).of("ORGN"));
    };
    let mut origins = context.budget.vec(count)?;
    for number in 0..count {
        let at = section.at + 4 + number * size;
        origins.push(Origin { kind: bytes.u32(at)? & 0x7fff_ffff, at: at + 24, capacity });
    }
    Ok(origins)
}

fn header_fields(bytes: &Bytes<'_>, context: &Context<'_>, notes: &mut Metadata) -> Result<(), Error> {
    let laser = f64::from(bytes.f32(156)?);
    if laser > 0.0 {
        // Stored as wavenumber in single precision; what it is meant to be has two decimals at most.
        let nm = (1e7 / laser * 1e3).round() / 1e3;
        notes.laser_nm = Some(nm).filter(|nm| crate::units::is_laser(*nm));
        context.field(notes, "laser wavenumber", &laser.to_string())?;
    }
    context.field(notes, "accumulations", &bytes.u32(80)?.to_string())?;
    let version: Vec<String> =
        (0..4).map(|i| bytes.u16(120 + 2 * i).map(|n| n.to_string())).collect::<Result<_, _>>()?;
    context.field(notes, "application", &format!("{} {}", bytes.text(96, 24)?, version.join(".")))?;
    let scan = match bytes.u32(128)? & 0xff {
        0 => "unspecified",
        1 => "static",
        2 => "continuous",
        3 => "step repeat",
        4 => "filter scan",
        5 => "filter image",
        6 => "StreamLine",
        7 => "StreamLine HR",
        8 => "point detector",
        _ => "unknown",
    };
    context.field(notes, "scan type", scan)?;
    let measurement = match bytes.u32(132)? {
        1 => "single",
        2 => "series",
        3 => "map",
        _ => "unspecified",
    };
    context.field(notes, "measurement type", measurement)?;
    if let Some(date) = crate::time::of_windows(bytes.u64(136)?) {
        context.field(notes, "start time", &date)?;
    }
    context.field(notes, "user", &bytes.text(208, 32)?)
}

/// Names of units, in the order of their numbers.
fn unit(number: u32) -> (&'static str, Quantity) {
    match number {
        1 => ("Raman shift (cm-1)", Quantity::RamanShift),
        2 => ("Wavenumber (cm-1)", Quantity::Wavenumber),
        3 => ("Wavelength (nm)", Quantity::WavelengthNm),
        4 => ("Electron volt", Quantity::Other),
        5 => ("Micron", Quantity::Other),
        6 => ("Counts", Quantity::Other),
        7 => ("Electrons", Quantity::Other),
        8 => ("Millimetres", Quantity::Other),
        12 => ("Seconds", Quantity::Time),
        13 => ("Milliseconds", Quantity::Time),
        22 => ("Pixels", Quantity::Pixel),
        _ => ("Arbitrary", Quantity::Unknown),
    }
}

impl Source for File<'_> {
    fn count(&self) -> usize {
        self.there
    }

    fn read(&self, index: usize, context: &Context<'_>) -> Result<Record, Error> {
        let at = self.data + 4 * self.points * index;
        let mut y = context.budget.vec(self.points)?;
        let what = format_args!("spectrum {}, ordinate", index + 1);
        self.bytes.floats(at, self.points, &what, &mut y).map_err(|error| error.of("DATA"))?;
        let mut record = Record::new(NAME, self.x.clone(), y);
        record.title.clone_from(&self.title);
        record.quantity = self.quantity;
        record.technique =
            if self.quantity == Quantity::RamanShift { Technique::Raman } else { Technique::Unknown };
        record.x_unit = self.x_unit.to_owned();
        record.y_unit = self.y_unit.to_owned();
        record.metadata = self.notes.clone();
        if self.measured > 1 {
            record.position = Some(self.position(index)?);
        }
        Ok(record)
    }
}

impl File<'_> {
    fn position(&self, index: usize) -> Result<Position, Error> {
        let mut position = Position::default();
        for origin in self.origins.iter().filter(|origin| index < origin.capacity) {
            let value = Some(self.bytes.f64(origin.at + 8 * index)?).filter(|value| value.is_finite());
            match origin.kind {
                3 => position.x = value,
                4 => position.y = value,
                5 => position.z = value,
                18 => position.time = value,
                11 => {
                    // 100 ns since 1601: seconds since the first.
                    let ticks = |i: usize| self.bytes.u64(origin.at + 8 * i);
                    let since = ticks(index)?.wrapping_sub(ticks(0)?) as i64;
                    position.time = position.time.or(Some(since as f64 / 1e7));
                }
                _ => {}
            }
        }
        Ok(position)
    }
}

//! Renishaw WDF: blocks of a name, a number and a size; single spectra, series, lines and maps.
//!
//! The layout is Renishaw's *WiRE data file format*, as open readers describe it.

pub(crate) mod layout;

use crate::context::Context;
use crate::cursor::{Bytes, Order};
use crate::error::Error;
use crate::layout::Field;
use crate::record::{Metadata, Position, Quantity, Record, Technique};
use crate::source::Source;
use crate::vocabulary;
use layout::Need;
use ramatch_core::Code;
use std::sync::Arc;

/// Name of the format.
pub(crate) const NAME: &str = "Renishaw WDF";

/// The bytes with which a file begins.
pub(crate) const MAGIC: &[u8] = b"WDF1";

/// Bytes of a block's own header.
const BLOCK: usize = layout::block::LEN;

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
    x_unit: String,
    y_unit: String,
    title: String,
    data: usize,
    origins: Vec<Origin>,
    notes: Arc<Metadata>,
}

/// A list with one number for each spectrum.
struct Origin {
    kind: u32,
    unit: u32,
    at: usize,
    capacity: usize,
}

pub(crate) fn open<'a>(bytes: &'a [u8], context: &Context<'_>) -> Result<Box<dyn Source + 'a>, Error> {
    use layout::header as field;
    let bytes = Bytes::new(bytes, Order::Little);
    let mut notes = Metadata { format: NAME, ..Metadata::default() };
    let sections = sections(&bytes, context, &mut notes)?;
    if bytes.len() < field::LEN {
        let reason = format!("the header has {} bytes, the file {}", field::LEN, bytes.len());
        return Err(Error::new(Code::Truncated, reason).at_byte(bytes.len()).counts(field::LEN, bytes.len()));
    }
    let count = |field: &Field<u64>, name: &str| -> Result<usize, Error> {
        let value = field.read(&bytes, 0)?;
        let fits = usize::try_from(value).ok().filter(|value| *value <= i32::MAX as usize);
        fits.ok_or_else(|| field.refuse(0, Code::SizeOverflow, format!("{name} is {value}")))
    };
    let points = field::NPOINTS.read(&bytes, 0)? as usize;
    let (capacity, measured) = (count(&field::NSPECTRA, "capacity")?, count(&field::NCOLLECTED, "count")?);
    if points == 0 {
        return Err(field::NPOINTS.refuse(0, Code::BadCount, "npoints is 0"));
    }
    if measured == 0 {
        return Err(field::NCOLLECTED.refuse(0, Code::BadCount, "ncollected is 0"));
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
            .at_byte(field::NPOINTS.at(0))
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
    let listed = axis.len.saturating_sub(layout::xlist::LEN) / 4;
    let stated = field::XLISTCOUNT.read(&bytes, 0)? as usize;
    if axis.len < layout::xlist::LEN || listed != points || stated != points {
        let reason = format!("XLST holds {listed} values of {stated}, a spectrum {points} points");
        return Err(Error::new(Code::AxisInconsistent, reason).at_byte(axis.at).of("XLST"));
    }
    let x = x_list(&bytes, axis, points, context, &mut notes)?;
    let (x_unit, quantity) = axis_unit(&bytes, axis)?;
    let origins = match section(b"ORGN") {
        Ok(section) => {
            let declared = field::ORIGINCOUNT.read(&bytes, 0)? as usize;
            origins(&bytes, section, declared, capacity, context)?
        }
        Err(_) => Vec::new(),
    };
    header_fields(&bytes, context, &mut notes)?;
    if let Ok(comment) = section(b"TEXT") {
        let len = comment.len.min(context.budget.limits().value_bytes);
        context.field(&mut notes, "comment", &bytes.text(comment.at, len)?)?;
    }
    state_units(&origins, &mut notes);
    let title = field::TITLE.read(&bytes, 0)?;
    let y_unit = unit(field::UNITS.read(&bytes, 0)?).0;
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

/// The axis. Scans that were stitched together have some values twice, which is said; an axis that turns is refused.
fn x_list(
    bytes: &Bytes<'_>,
    axis: &Section,
    points: usize,
    context: &Context<'_>,
    notes: &mut Metadata,
) -> Result<Vec<f64>, Error> {
    let mut x = context.budget.vec(points)?;
    bytes.floats(axis.at + layout::xlist::LEN, points, &"axis value", &mut x)?;
    let falls = x[0] > x[points - 1];
    let turns = x.windows(2).any(|pair| if falls { pair[0] < pair[1] } else { pair[0] > pair[1] });
    if turns || (points > 1 && x[0] == x[points - 1]) {
        let reason = "the axis neither rises nor falls throughout";
        return Err(Error::new(Code::AxisInconsistent, reason).at_byte(axis.at).of("XLST"));
    }
    let twice = x.windows(2).filter(|pair| pair[0] == pair[1]).count();
    if twice > 0 {
        notes.warnings.push(format!("{twice} abscissas stand twice, as scans that were stitched write them"));
    }
    Ok(x)
}

/// Whether the blocks are all there, whole, without which there are no spectra.
fn spectra_are_whole(sections: &[Section]) -> bool {
    let needed = layout::BLOCKS.entries.iter().filter(|block| block.2 == Need::Spectra);
    needed.map(|block| block.0.as_bytes()).all(|name| sections.iter().any(|own| own.name == name))
}

/// Walks over the blocks; each must end behind where it began, and inside the file. Where the file is cut behind the spectra and
/// their axis, they are read, and what is lost is said.
fn sections(bytes: &Bytes<'_>, context: &Context<'_>, notes: &mut Metadata) -> Result<Vec<Section>, Error> {
    use layout::block::{ID, SIZE};
    let mut sections = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let left = bytes.len() - at;
        if left < BLOCK {
            let reason = format!("{left} bytes are left where a block would begin");
            if spectra_are_whole(&sections) {
                notes.warnings.push(format!("{reason}: the file is cut behind the spectra"));
            } else {
                let error = Error::new(Code::Truncated, reason).at_byte(at).counts(BLOCK, left);
                context.damaged(error, notes)?;
            }
            break;
        }
        let name = ID.read(bytes, at)?;
        if at == 0 && name != *b"WDF1" {
            return Err(ID.refuse(0, Code::BadMagic, "the first block is not WDF1"));
        }
        let declared = SIZE.read(bytes, at)?;
        let size = usize::try_from(declared).ok().filter(|size| (BLOCK..=left).contains(size));
        let known = std::str::from_utf8(&name).ok().and_then(|name| layout::BLOCKS.find(name));
        let Some(size) = size else {
            let shown = String::from_utf8_lossy(&name).into_owned();
            let reason = format!("block {shown} declares {declared} bytes, {left} are left");
            // A cut file ends within a block; a size that leads nowhere is no damage but a lie.
            let lies = declared < BLOCK as u64 || declared > i64::MAX as u64;
            let is_metadata = known.is_none_or(|(_, need)| need == Need::Metadata);
            if !lies && is_metadata && spectra_are_whole(&sections) {
                notes.warnings.push(format!("{reason}: the file is cut behind the spectra; it was left out"));
                break;
            }
            let error = SIZE.refuse(at, Code::BadBlockSize, reason).of(shown).counts(declared, left);
            if lies {
                return Err(error);
            }
            context.damaged(error, notes)?;
            sections.push(Section { name, at: at + BLOCK, len: left - BLOCK });
            break;
        };
        if known.is_some() && name != *b"TEXT" && sections.iter().any(|own: &Section| own.name == name) {
            let shown = String::from_utf8_lossy(&name).into_owned();
            let reason = format!("block {shown} stands twice");
            return Err(Error::new(Code::DuplicateBlock, reason).at_byte(at).of(shown));
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
    use layout::{origin, origins};
    let size = capacity.checked_mul(8).and_then(|size| size.checked_add(origin::LEN));
    let count =
        if section.len >= origins::LEN { origins::COUNT.read(bytes, section.at)? as usize } else { 0 };
    let lists = size.and_then(|size| size.checked_mul(count));
    let fits = lists.is_some_and(|size| size.saturating_add(origins::LEN) <= section.len);
    let Some(size) = size.filter(|_| fits && count == declared) else {
        let reason = format!("ORGN declares {count} lists of {capacity} values in {} bytes", section.len);
        return Err(Error::new(Code::DeclaredExceedsData, reason).at_byte(section.at).of("ORGN"));
    };
    let mut lists = context.budget.vec(count)?;
    for number in 0..count {
        let at = section.at + origins::LEN + number * size;
        // The highest bit marks an axis of the measurement.
        let kind = origin::DATATYPE.read(bytes, at)? & 0x7fff_ffff;
        lists.push(Origin { kind, unit: origin::UNITS.read(bytes, at)?, at: at + origin::LEN, capacity });
    }
    Ok(lists)
}

/// The units of the lists.
fn state_units(origins: &[Origin], notes: &mut Metadata) {
    let own = &mut notes.position_units;
    for origin in origins {
        let called = crate::units::of_position(&unit(origin.unit).0);
        match origin.kind {
            layout::SPATIAL_X => own.x = called,
            layout::SPATIAL_Y => own.y = called,
            layout::SPATIAL_Z => own.z = called,
            layout::TEMPERATURE if !states_depth(origins) => own.z = called,
            layout::ELAPSED_TIME => own.time = called,
            layout::TIME if own.time.is_empty() => own.time = called,
            _ => {}
        }
    }
}

/// Whether there are places along z; without, that is the axis of a series.
fn states_depth(origins: &[Origin]) -> bool {
    origins.iter().any(|origin| origin.kind == layout::SPATIAL_Z)
}

fn header_fields(bytes: &Bytes<'_>, context: &Context<'_>, notes: &mut Metadata) -> Result<(), Error> {
    use layout::header as field;
    let laser = f64::from(field::LASERWAVENUM.read(bytes, 0)?);
    if laser > 0.0 {
        // Stored as wavenumber in single precision; what it is meant to be has two decimals at most.
        let nm = (1e7 / laser * 1e3).round() / 1e3;
        notes.laser_nm = Some(nm).filter(|nm| crate::units::is_laser(*nm));
        context.field(notes, "laser wavenumber", &laser.to_string())?;
    }
    context.field(notes, "accumulations", &field::NACCUM.read(bytes, 0)?.to_string())?;
    let version = field::APPVERSION.read(bytes, 0)?.map(|part| part.to_string()).join(".");
    context.field(notes, "application", &format!("{} {version}", field::APPNAME.read(bytes, 0)?))?;
    // Flags of several tracks stand above the low byte.
    let scan = field::SCANTYPE.read(bytes, 0)? & 0xff;
    let named =
        layout::SCAN_TYPES.find(scan).map_or_else(|| format!("type {scan}"), |(name, ())| name.into());
    context.field(notes, "scan type", &named)?;
    let measurement = field::TYPE.read(bytes, 0)?;
    let named = layout::TYPES
        .find(measurement)
        .map_or_else(|| format!("type {measurement}"), |(name, ())| name.into());
    context.field(notes, "measurement type", &named)?;
    if let Some(date) = crate::time::of_windows(field::TIME_START.read(bytes, 0)?) {
        context.field(notes, "start time", &date)?;
    }
    context.field(notes, "user", &field::USER.read(bytes, 0)?)
}

/// Name and quantity of a unit; one that is not known is something else, never arbitrary.
fn unit(number: u32) -> (String, Quantity) {
    let found = layout::UNITS.find(number);
    found.map_or_else(
        || (format!("unit {number}"), Quantity::Other),
        |(name, quantity)| (name.to_owned(), quantity),
    )
}

/// Unit and quantity of the axis: that of a spectrum, or of something else, such as places.
fn axis_unit(bytes: &Bytes<'_>, axis: &Section) -> Result<(String, Quantity), Error> {
    let kind = layout::xlist::DATATYPE.read(bytes, axis.at)?;
    let (name, quantity) = unit(layout::xlist::UNITS.read(bytes, axis.at)?);
    if matches!(kind, 0 | layout::SPECTRAL | layout::FREQUENCY) {
        return Ok((name, quantity));
    }
    let kind = layout::DATA_TYPES.find(kind).map_or_else(|| format!("type {kind}"), |(kind, ())| kind.into());
    Ok((format!("{kind} ({name})"), Quantity::Other))
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
        record.x_unit.clone_from(&self.x_unit);
        record.y_unit.clone_from(&self.y_unit);
        record.metadata = self.notes.clone();
        if self.measured > 1 {
            record.position = Some(self.place(index)?);
        }
        Ok(record)
    }

    fn position(&self, index: usize) -> Option<Position> {
        if self.measured > 1 { self.place(index).ok() } else { None }
    }
}

impl File<'_> {
    fn place(&self, index: usize) -> Result<Position, Error> {
        let mut position = Position::default();
        for origin in self.origins.iter().filter(|origin| index < origin.capacity) {
            let value = Some(self.bytes.f64(origin.at + 8 * index)?).filter(|value| value.is_finite());
            match origin.kind {
                layout::SPATIAL_X => position.x = value,
                layout::SPATIAL_Y => position.y = value,
                layout::SPATIAL_Z => position.z = value,
                layout::TEMPERATURE if !states_depth(&self.origins) => position.z = value,
                layout::ELAPSED_TIME => position.time = value,
                layout::TIME if origin.unit != layout::FILE_TIME => position.time = position.time.or(value),
                layout::TIME => {
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

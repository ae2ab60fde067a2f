//! The header of an SPC file, and the log behind its data.

use crate::context::Context;
use crate::cursor::{Bytes, Order, latin};
use crate::{Error, Metadata, Quantity, Technique};
use ramatch_core::Code;

const SIXTEEN_BIT: u8 = 0x01;
const MULTI: u8 = 0x04;
const AXIS_LABELS: u8 = 0x20;
const OWN_X: u8 = 0x40;
const X_VALUES: u8 = 0x80;

/// What the header says.
pub(super) struct Header {
    pub(super) old: bool,
    big: bool,
    flags: u8,
    pub(super) exponent: i8,
    /// Points of each spectrum; where each has its own axis and there are many, the offset of the directory.
    pub(super) points: usize,
    pub(super) first: f64,
    pub(super) last: f64,
    pub(super) spectra: usize,
    pub(super) technique: Technique,
    pub(super) quantity: Quantity,
    pub(super) x_unit: String,
    pub(super) y_unit: String,
    pub(super) title: String,
    /// Where the log begins.
    pub(super) log: Option<usize>,
    /// Where the data begin: behind the header.
    pub(super) data: usize,
    pub(super) fields: Vec<(&'static str, String)>,
    z_step: f32,
    planes: usize,
    plane_step: f32,
}

/// Names of axis types, in the order of their numbers.
const X_TYPES: [&str; 31] = [
    "Arbitrary",
    "Wavenumber (cm-1)",
    "Micrometers (um)",
    "Nanometers (nm)",
    "Seconds",
    "Minutes",
    "Hertz (Hz)",
    "Kilohertz (KHz)",
    "Megahertz (MHz)",
    "Mass (M/z)",
    "Parts per million (PPM)",
    "Days",
    "Years",
    "Raman Shift (cm-1)",
    "eV",
    "XYZ text labels",
    "Diode Number",
    "Channel",
    "Degrees",
    "Temperature (F)",
    "Temperature (C)",
    "Temperature (K)",
    "Data Points",
    "Milliseconds (mSec)",
    "Microseconds (uSec)",
    "Nanoseconds (nSec)",
    "Gigahertz (GHz)",
    "Centimeters (cm)",
    "Meters (m)",
    "Millimeters (mm)",
    "Hours",
];

const Y_TYPES: [&str; 27] = [
    "Arbitrary Intensity",
    "Interferogram",
    "Absorbance",
    "Kubelka-Munk",
    "Counts",
    "Volts",
    "Degrees",
    "Milliamps",
    "Millimeters",
    "Millivolts",
    "Log(1/R)",
    "Percent",
    "Intensity",
    "Relative Intensity",
    "Energy",
    "",
    "Decibel",
    "",
    "",
    "Temperature (F)",
    "Temperature (C)",
    "Temperature (K)",
    "Index of Refraction [N]",
    "Extinction Coeff. [K]",
    "Real",
    "Imaginary",
    "Complex",
];

fn x_type(number: u8) -> (&'static str, Quantity) {
    let quantity = match number {
        1 => Quantity::Wavenumber,
        2 => Quantity::WavelengthUm,
        3 => Quantity::WavelengthNm,
        4 | 5 | 11 | 12 | 23..=25 | 30 => Quantity::Time,
        6..=8 | 26 => Quantity::Frequency,
        9 => Quantity::MassPerCharge,
        13 => Quantity::RamanShift,
        16 | 17 | 22 => Quantity::Pixel,
        0 => Quantity::Unknown,
        _ => Quantity::Other,
    };
    (X_TYPES.get(usize::from(number)).copied().unwrap_or("Arbitrary"), quantity)
}

fn y_type(number: u8) -> &'static str {
    match number {
        128 => "Transmission",
        129 => "Reflectance",
        130 => "Arbitrary or Single Beam with Valley Peaks",
        131 => "Emission",
        _ => Y_TYPES.get(usize::from(number)).copied().unwrap_or(Y_TYPES[0]),
    }
}

/// The technique by its number; 4 stands for FT-IR, FT-NIR and FT-Raman alike.
fn technique(number: u8, quantity: Quantity) -> Technique {
    match number {
        11 => Technique::Raman,
        _ if quantity == Quantity::RamanShift => Technique::Raman,
        4 if quantity == Quantity::Wavenumber => Technique::Unknown,
        4 | 5 => Technique::Infrared,
        7 | 12 | 13 => Technique::UvVis,
        9 => Technique::Mass,
        10 => Technique::Nmr,
        1..=3 | 8 | 14 => Technique::Other,
        _ => Technique::Unknown,
    }
}

impl Header {
    pub(super) fn sixteen_bit(&self) -> bool {
        self.flags & SIXTEEN_BIT != 0
    }

    pub(super) fn multi(&self) -> bool {
        self.flags & MULTI != 0 || self.spectra > 1
    }

    /// Whether numbers have their most significant byte first.
    pub(super) fn big(&self) -> bool {
        self.big
    }

    /// Each spectrum has its own axis.
    pub(super) fn own_x(&self) -> bool {
        !self.old && self.flags & OWN_X != 0
    }

    /// One axis of written values for all.
    pub(super) fn shared_x(&self) -> bool {
        !self.old && self.flags & X_VALUES != 0 && self.flags & OWN_X == 0
    }

    /// The third axis of a spectrum.
    pub(super) fn z(&self, bytes: &Bytes<'_>, at: usize, number: usize) -> Result<f64, Error> {
        let own = f64::from(bytes.f32(at + 4)?);
        let first_of_many = number > 0 && own == 0.0 && self.z_step != 0.0;
        let z = if first_of_many { number as f64 * f64::from(self.z_step) } else { own };
        Ok(if z.is_finite() { z } else { 0.0 })
    }

    /// Where on a map, in a file of several planes: z is the place within a plane, w the plane.
    pub(super) fn grid_position(
        &self,
        bytes: &Bytes<'_>,
        at: usize,
        number: usize,
    ) -> Result<(Option<f64>, Option<f64>), Error> {
        if self.planes < 2 {
            return Ok((None, None));
        }
        let per_plane = (self.spectra / self.planes).max(1);
        let own = f64::from(bytes.f32(at + 24)?);
        let plane = if own == 0.0 { (number / per_plane) as f64 * f64::from(self.plane_step) } else { own };
        let z = self.z(bytes, at, number % per_plane)?;
        Ok((Some(z), Some(plane).filter(|plane| plane.is_finite())))
    }

    /// Keeps the lines of the log.
    pub(super) fn log_fields(
        &self,
        bytes: &Bytes<'_>,
        context: &Context<'_>,
        metadata: &mut Metadata,
    ) -> Result<(), Error> {
        const LOG_HEADER: usize = 64;
        let Some(log) = self.log else { return Ok(()) };
        if log + LOG_HEADER > bytes.len() {
            return Ok(());
        }
        let (size, text) = (bytes.u32(log)? as usize, bytes.u32(log + 8)? as usize);
        let end = log.saturating_add(size).min(bytes.len());
        let start = log.saturating_add(text);
        if start >= end || text < LOG_HEADER {
            metadata.warnings.push("the log points outside of itself; it was left out".into());
            return Ok(());
        }
        let text = latin(bytes.slice(start, end - start)?);
        for line in text
            .trim_end_matches('\0')
            .split(['\r', '\n', '\0'])
            .map(str::trim)
            .filter(|line| !line.is_empty())
        {
            let (key, value) = line.split_once('=').unwrap_or(("log", line));
            context.field(metadata, key.trim(), value.trim())?;
        }
        Ok(())
    }
}

/// Reads the header of any version.
pub(super) fn read(bytes: &Bytes<'_>, context: &Context<'_>, notes: &mut Metadata) -> Result<Header, Error> {
    match bytes.u8(1)? {
        0x4b => new(bytes, Order::Little, context, notes),
        0x4c => new(bytes, Order::Big, context, notes),
        _ => old(bytes),
    }
}

fn truncated(needed: usize, there: usize) -> Error {
    let reason = format!("the header has {needed} bytes, the file {there}");
    Error::new(Code::Truncated, reason).at_byte(there).counts(needed, there)
}

fn check_axis(first: f64, last: f64, points: usize, at: usize) -> Result<(), Error> {
    if !first.is_finite() || !last.is_finite() || (first == last && points > 1) {
        let reason = format!("the axis goes from {first} to {last} in {points} points");
        return Err(Error::new(Code::AxisInconsistent, reason).at_byte(at).of("ffirst"));
    }
    Ok(())
}

fn new(
    bytes: &Bytes<'_>,
    order: Order,
    context: &Context<'_>,
    notes: &mut Metadata,
) -> Result<Header, Error> {
    const LEN: usize = 512;
    if bytes.len() < LEN {
        return Err(truncated(LEN, bytes.len()));
    }
    let flags = bytes.u8(0)?;
    let count = |at: usize, field: &'static str| -> Result<usize, Error> {
        let value = bytes.i32(at)?;
        usize::try_from(value)
            .map_err(|_| Error::new(Code::BadCount, format!("{field} is {value}")).at_byte(at).of(field))
    };
    let points = count(4, "fnpts")?;
    let spectra = count(24, "fnsub")?.max(1);
    let (first, last) = (bytes.f64(8)?, bytes.f64(16)?);
    let (x_name, quantity) = x_type(bytes.u8(28)?);
    let (own_x, x_values) = (flags & OWN_X != 0, flags & X_VALUES != 0);
    if !own_x {
        let per_point = if x_values { 4 } else { 0 } + if flags & SIXTEEN_BIT != 0 { 2 } else { 4 };
        let room = (bytes.len() - LEN) / per_point;
        if points == 0 {
            return Err(Error::new(Code::BadCount, "fnpts is 0").at_byte(4).of("fnpts"));
        }
        if points > room {
            let reason = format!("fnpts declares {points} points, there is room for {room}");
            let error =
                Error::new(Code::DeclaredExceedsData, reason).at_byte(4).of("fnpts").counts(points, room);
            context.damaged(error, notes)?;
        }
        if !x_values {
            check_axis(first, last, points, 8)?;
        }
    }
    let log = match bytes.i32(248)? {
        0 => None,
        offset => {
            Some(usize::try_from(offset).ok().filter(|log| (LEN..=bytes.len()).contains(log)).ok_or_else(
                || {
                    let reason = format!("the log at byte {offset} lies outside of the file");
                    Error::new(Code::BadOffset, reason).at_byte(248).of("flogoff").counts(offset, bytes.len())
                },
            )?)
        }
    };
    let number = bytes.u8(2)?;
    let mut header = Header {
        old: false,
        big: order == Order::Big,
        flags,
        exponent: bytes.u8(3)? as i8,
        points,
        first,
        last,
        spectra,
        technique: technique(number, quantity),
        quantity,
        x_unit: x_name.to_owned(),
        y_unit: y_type(bytes.u8(29)?).to_owned(),
        title: bytes.text(88, 130)?,
        log,
        data: LEN,
        fields: Vec::new(),
        z_step: bytes.f32(308)?,
        planes: usize::try_from(bytes.i32(312)?).unwrap_or(0),
        plane_step: bytes.f32(316)?,
    };
    if flags & AXIS_LABELS != 0 {
        labels(bytes.slice(218, 30)?, &mut header);
    }
    header.technique = technique(number, header.quantity);
    let date = bytes.u32(32)?;
    if date != 0 {
        let (minute, hour, day, month, year) =
            (date & 63, date >> 6 & 31, date >> 11 & 31, date >> 16 & 15, date >> 20);
        header.fields.push(("date", format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")));
    }
    let texts =
        [("resolution", 36, 9), ("source instrument", 45, 9), ("comment", 88, 130), ("method", 264, 48)];
    for (key, at, len) in texts {
        header.fields.push((key, bytes.text(at, len)?));
    }
    // The method's field ends where the third axis begins.
    header.fields.retain(|(key, value)| !value.is_empty() && *key != "method");
    header.fields.push(("experiment type", number.to_string()));
    Ok(header)
}

/// Names of the axes, which take the place of the types' names.
fn labels(bytes: &[u8], header: &mut Header) {
    let mut names = bytes.split(|&b| b == 0).map(|name| latin(name).trim().to_owned());
    if let Some(x) = names.next().filter(|name| !name.is_empty()) {
        if header.quantity == Quantity::Unknown {
            header.quantity = crate::naming::quantity_of_unit(&x);
        } else if header.quantity == Quantity::Wavenumber && x.to_lowercase().contains("raman") {
            header.quantity = Quantity::RamanShift;
        }
        header.x_unit = x;
    }
    if let Some(y) = names.next().filter(|name| !name.is_empty()) {
        header.y_unit = y;
    }
}

fn old(bytes: &Bytes<'_>) -> Result<Header, Error> {
    const LEN: usize = 224;
    if bytes.len() < LEN + 32 {
        return Err(truncated(LEN + 32, bytes.len()));
    }
    let points = bytes.f32(4)?;
    if !(1.0..=16_777_216.0).contains(&points) || points.fract() != 0.0 {
        return Err(Error::new(Code::BadCount, format!("onpts is {points}")).at_byte(4).of("onpts"));
    }
    let (first, last) = (f64::from(bytes.f32(8)?), f64::from(bytes.f32(12)?));
    check_axis(first, last, points as usize, 8)?;
    let exponent = bytes.i16(2)?;
    let exponent = i8::try_from(exponent).map_err(|_| {
        Error::new(Code::NumberRange, format!("an exponent of {exponent} is impossible"))
            .at_byte(2)
            .of("oexp")
    })?;
    let (x_name, quantity) = x_type(bytes.u8(16)?);
    let mut header = Header {
        old: true,
        big: false,
        flags: bytes.u8(0)?,
        exponent,
        points: points as usize,
        first,
        last,
        spectra: 1,
        technique: technique(0, quantity),
        quantity,
        x_unit: x_name.to_owned(),
        y_unit: y_type(bytes.u8(17)?).to_owned(),
        title: bytes.text(64, 130)?,
        log: None,
        data: LEN,
        fields: Vec::new(),
        z_step: 0.0,
        planes: 0,
        plane_step: 0.0,
    };
    if header.flags & AXIS_LABELS != 0 {
        labels(bytes.slice(194, 30)?, &mut header);
        header.technique = technique(0, header.quantity);
    }
    let year = bytes.u16(18)?;
    if year & 0xfff != 0 {
        let (day, hour, minute) = (bytes.u8(20)?, bytes.u8(21)?, bytes.u8(22)?);
        let date = format!("{:04}-{:02}-{day:02}T{hour:02}:{minute:02}", year & 0xfff, year >> 12);
        header.fields.push(("date", date));
    }
    for (key, at, len) in [("resolution", 23, 8), ("comment", 64, 130)] {
        header.fields.push((key, bytes.text(at, len)?));
    }
    header.fields.retain(|(_, value)| !value.is_empty());
    Ok(header)
}

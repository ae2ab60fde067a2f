//! The header of an SPC file, and the log behind its data.

use super::layout::{
    INTERFEROGRAM, TALABS, TCGRAM, TECHNIQUES, TMULTI, TSPREC, TXVALS, TXYXYS, X_TYPES, Y_TYPES, ZTEXTL, log,
    new, old, sub,
};
use crate::context::Context;
use crate::cursor::{Bytes, Order, latin};
use crate::error::Error;
use crate::naming::{self, Says};
use crate::record::{Metadata, Quantity, Technique};
use ramatch_core::Code;

/// What the header says.
pub(super) struct Header {
    pub(super) old: bool,
    big: bool,
    pub(super) flags: u8,
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
    /// Step of the series; 0 where its first spectrum tells it.
    pub(super) z_step: f32,
    /// Number of planes; 0 for none.
    pub(super) planes: usize,
    /// Step from plane to plane; 0 where each tells its place.
    pub(super) plane_step: f32,
}

/// Name and quantity of an axis type; one that is not known is something else, never arbitrary.
fn x_type(number: u8) -> (String, Quantity) {
    let found = X_TYPES.find(number);
    found.map_or_else(
        || (format!("type {number}"), Quantity::Other),
        |(name, quantity)| (name.to_owned(), quantity),
    )
}

/// The name of what an axis of a series is.
fn axis_name(number: u8) -> String {
    X_TYPES.find(number).map_or_else(|| format!("type {number}"), |(name, _)| name.to_owned())
}

fn y_type(number: u8) -> String {
    Y_TYPES.find(number).map_or_else(|| format!("type {number}"), |(name, ())| name.to_owned())
}

/// The technique by its number; 4 stands for FT-IR, FT-NIR and FT-Raman alike. An interferogram is no spectrum, whatever its axis.
fn technique(number: u8, flags: u8, y_type: u8, quantity: Quantity) -> Technique {
    match TECHNIQUES.find(number) {
        _ if y_type == INTERFEROGRAM => Technique::Other,
        _ if quantity == Quantity::RamanShift => Technique::Raman,
        Some((_, Technique::Infrared)) if number == 4 && quantity == Quantity::Wavenumber => {
            Technique::Unknown
        }
        // Programs without this number set a flag for a chromatogram.
        Some((_, Technique::Unknown)) if flags & TCGRAM != 0 => Technique::Other,
        Some((_, technique)) => technique,
        None => Technique::Unknown,
    }
}

impl Header {
    pub(super) fn sixteen_bit(&self) -> bool {
        self.flags & TSPREC != 0
    }

    pub(super) fn multi(&self) -> bool {
        self.flags & TMULTI != 0 || self.spectra > 1
    }

    /// Whether numbers have their most significant byte first.
    pub(super) fn big(&self) -> bool {
        self.big
    }

    /// Each spectrum has its own axis.
    pub(super) fn own_x(&self) -> bool {
        !self.old && self.flags & TXYXYS != 0
    }

    /// One axis of written values for all.
    pub(super) fn shared_x(&self) -> bool {
        !self.old && self.flags & TXVALS != 0 && self.flags & TXYXYS == 0
    }

    /// Keeps the lines of the log.
    pub(super) fn log_fields(
        &self,
        bytes: &Bytes<'_>,
        context: &Context<'_>,
        metadata: &mut Metadata,
    ) -> Result<(), Error> {
        let Some(start) = self.log else { return Ok(()) };
        if start + log::LEN > bytes.len() {
            return Ok(());
        }
        let size = log::LOGSIZD.read(bytes, start)? as usize;
        let text = log::LOGTXTO.read(bytes, start)? as usize;
        let end = start.saturating_add(size).min(bytes.len());
        let start = start.saturating_add(text);
        if start >= end || text < log::LEN {
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
    match new::FVERSN.read(bytes, 0)? {
        0x4b => of_new(bytes, Order::Little, context, notes),
        0x4c => of_new(bytes, Order::Big, context, notes),
        _ => of_old(bytes, notes),
    }
}

fn truncated(needed: usize, there: usize) -> Error {
    let reason = format!("the header has {needed} bytes, the file {there}");
    Error::new(Code::Truncated, reason).at_byte(there).counts(needed, there)
}

/// What is wrong with an axis from one value to another.
fn axis_fault(first: f64, last: f64, points: usize) -> Option<String> {
    let wrong = !first.is_finite() || !last.is_finite() || (first == last && points > 1);
    wrong.then(|| format!("the axis goes from {first} to {last} in {points} points"))
}

fn of_new(
    bytes: &Bytes<'_>,
    order: Order,
    context: &Context<'_>,
    notes: &mut Metadata,
) -> Result<Header, Error> {
    if bytes.len() < new::LEN {
        return Err(truncated(new::LEN, bytes.len()));
    }
    let flags = new::FTFLGS.read(bytes, 0)?;
    let points = new::FNPTS.read(bytes, 0)?;
    let points = usize::try_from(points)
        .map_err(|_| new::FNPTS.refuse(0, Code::BadCount, format!("fnpts is {points}")))?;
    let spectra = new::FNSUB.read(bytes, 0)?;
    let spectra = usize::try_from(spectra)
        .map_err(|_| new::FNSUB.refuse(0, Code::BadCount, format!("fnsub is {spectra}")))?
        .max(1);
    let (first, last) = (new::FFIRST.read(bytes, 0)?, new::FLAST.read(bytes, 0)?);
    let (own_x, x_values) = (flags & TXYXYS != 0, flags & TXVALS != 0);
    if !own_x {
        let per_point = if x_values { 4 } else { 0 } + if flags & TSPREC != 0 { 2 } else { 4 };
        let room = (bytes.len() - new::LEN) / per_point;
        if points == 0 {
            return Err(new::FNPTS.refuse(0, Code::BadCount, "fnpts is 0"));
        }
        if points > room {
            let reason = format!("fnpts declares {points} points, there is room for {room}");
            let error = new::FNPTS.refuse(0, Code::DeclaredExceedsData, reason).counts(points, room);
            context.damaged(error, notes)?;
        }
        if let Some(reason) = axis_fault(first, last, points).filter(|_| !x_values) {
            return Err(new::FFIRST.refuse(0, Code::AxisInconsistent, reason));
        }
    }
    let log = match new::FLOGOFF.read(bytes, 0)? {
        0 => None,
        offset => {
            let log = usize::try_from(offset).ok().filter(|log| (new::LEN..=bytes.len()).contains(log));
            Some(log.ok_or_else(|| {
                let reason = format!("the log at byte {offset} lies outside of the file");
                new::FLOGOFF.refuse(0, Code::BadOffset, reason).counts(offset, bytes.len())
            })?)
        }
    };
    let number = new::FEXPER.read(bytes, 0)?;
    let (x_unit, quantity) = x_type(new::FXTYPE.read(bytes, 0)?);
    let y_number = new::FYTYPE.read(bytes, 0)?;
    let mut header = Header {
        old: false,
        big: order == Order::Big,
        flags,
        exponent: new::FEXP.read(bytes, 0)?,
        points,
        first,
        last,
        spectra,
        technique: Technique::Unknown,
        quantity,
        x_unit,
        y_unit: y_type(y_number),
        title: new::FCMNT.read(bytes, 0)?,
        log,
        data: new::LEN,
        fields: Vec::new(),
        z_step: new::FZINC.read(bytes, 0)?,
        planes: usize::try_from(new::FWPLANES.read(bytes, 0)?).unwrap_or(0),
        plane_step: new::FWINC.read(bytes, 0)?,
    };
    if flags & TALABS != 0 {
        labels(&new::FCATXT.read(bytes, 0)?, &mut header, notes);
    }
    header.technique = technique(number, flags, y_number, header.quantity);
    let date = new::FDATE.read(bytes, 0)?;
    if date != 0 {
        let (minute, hour, day, month, year) =
            (date & 63, date >> 6 & 31, date >> 11 & 31, date >> 16 & 15, date >> 20);
        header.fields.push(("date", format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")));
    }
    header.fields.push(("resolution", new::FRES.read(bytes, 0)?));
    header.fields.push(("source instrument", new::FSOURCE.read(bytes, 0)?));
    header.fields.push(("comment", header.title.clone()));
    header.fields.retain(|(_, value)| !value.is_empty());
    header.fields.push(("experiment type", number.to_string()));
    if spectra > 1 {
        header.fields.push(("z axis", axis_name(new::FZTYPE.read(bytes, 0)?)));
    }
    if header.planes > 0 {
        header.fields.push(("w axis", axis_name(new::FWTYPE.read(bytes, 0)?)));
    }
    Ok(header)
}

/// Labels of the axes, which take the place of the types. One that says something else than its type is not ignored silently.
fn labels(bytes: &[u8], header: &mut Header, notes: &mut Metadata) {
    let mut names = bytes.split(|&b| b == 0).map(|name| latin(name).trim().to_owned());
    if let Some(x) = names.next().filter(|name| !name.is_empty()) {
        let labelled = match naming::axis(&x) {
            Says::Axis(_) => naming::quantity_of_unit(&x),
            // A word that is not known says nothing against the type; where the type says nothing either, it is all there is.
            Says::Unfamiliar if header.quantity == Quantity::Unknown => {
                notes.axis_assumed = true;
                Quantity::Other
            }
            Says::Nothing | Says::Unfamiliar => Quantity::Unknown,
        };
        if !agrees(header.quantity, labelled, &x) {
            let agreed = matches!(header.quantity, Quantity::Unknown)
                || (header.quantity, labelled) == (Quantity::Wavenumber, Quantity::RamanShift);
            if !agreed {
                notes.warnings.push(format!(
                    "the axis is labelled “{x}”, its type is {}; the label was taken",
                    header.x_unit
                ));
            }
            header.quantity = labelled;
        }
        header.x_unit = x;
    }
    if let Some(y) = names.next().filter(|name| !name.is_empty()) {
        header.y_unit = y;
    }
}

/// Whether a label says what the type says, or nothing of its own.
fn agrees(of_type: Quantity, of_label: Quantity, label: &str) -> bool {
    use Quantity::{Other, RamanShift, Unknown, WavelengthNm, WavelengthUm, Wavenumber};
    let is_spectral = |quantity| {
        matches!(quantity, RamanShift | Wavenumber | WavelengthNm | WavelengthUm | Quantity::Pixel | Unknown)
    };
    let label = label.to_lowercase();
    match (of_type, of_label) {
        (a, b) if a == b => true,
        (Unknown, _) => false,
        (_, Unknown) => true,
        // Many programs call the Raman shift a wavenumber.
        (RamanShift, Wavenumber) => true,
        // "Wavelength" alone says no unit.
        (WavelengthNm | WavelengthUm, WavelengthNm | WavelengthUm) => {
            !["nm", "nano", "um", "µm", "μm", "micro"].iter().any(|unit| label.contains(unit))
        }
        // Neither can be a Raman spectrum; the type is the more exact.
        (a, b) if !is_spectral(a) && (b == Other || !is_spectral(b)) => true,
        _ => false,
    }
}

fn of_old(bytes: &Bytes<'_>, notes: &mut Metadata) -> Result<Header, Error> {
    if bytes.len() < old::LEN + sub::LEN {
        return Err(truncated(old::LEN + sub::LEN, bytes.len()));
    }
    let points = old::ONPTS.read(bytes, 0)?;
    if !(1.0..=16_777_216.0).contains(&points) || points.fract() != 0.0 {
        return Err(old::ONPTS.refuse(0, Code::BadCount, format!("onpts is {points}")));
    }
    let (first, last) = (f64::from(old::OFIRST.read(bytes, 0)?), f64::from(old::OLAST.read(bytes, 0)?));
    if let Some(reason) = axis_fault(first, last, points as usize) {
        return Err(old::OFIRST.refuse(0, Code::AxisInconsistent, reason));
    }
    let exponent = old::OEXP.read(bytes, 0)?;
    let exponent = i8::try_from(exponent).map_err(|_| {
        old::OEXP.refuse(0, Code::NumberRange, format!("an exponent of {exponent} is impossible"))
    })?;
    let (x_unit, quantity) = x_type(old::OXTYPE.read(bytes, 0)?);
    let y_number = old::OYTYPE.read(bytes, 0)?;
    let mut header = Header {
        old: true,
        big: false,
        flags: old::OFTFLGS.read(bytes, 0)?,
        exponent,
        points: points as usize,
        first,
        last,
        spectra: 1,
        technique: Technique::Unknown,
        quantity,
        x_unit,
        y_unit: y_type(y_number),
        title: old::OCMNT.read(bytes, 0)?,
        log: None,
        data: old::LEN,
        fields: Vec::new(),
        z_step: 0.0,
        planes: 0,
        plane_step: 0.0,
    };
    let year = old::OYEAR.read(bytes, 0)?;
    let (z_type, year) = (year >> 12, year & 0xfff);
    if header.flags & TALABS != 0 || z_type == ZTEXTL {
        labels(&old::OCATXT.read(bytes, 0)?, &mut header, notes);
    }
    header.technique = technique(0, header.flags, y_number, header.quantity);
    if year != 0 {
        // Some programs wrote the last two digits.
        let year = if year < 100 { year + 1900 } else { year };
        let (month, day) = (old::OMONTH.read(bytes, 0)?, old::ODAY.read(bytes, 0)?);
        let (hour, minute) = (old::OHOUR.read(bytes, 0)?, old::OMINUTE.read(bytes, 0)?);
        header.fields.push(("date", format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")));
    }
    header.fields.push(("resolution", old::ORES.read(bytes, 0)?));
    header.fields.push(("comment", header.title.clone()));
    header.fields.retain(|(_, value)| !value.is_empty());
    if header.multi() {
        header.fields.push(("z axis", axis_name(z_type as u8)));
    }
    Ok(header)
}

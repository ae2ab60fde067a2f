//! Bruker OPUS: a directory of blocks, of which some hold ordinates, some their axis, and some parameters.
//!
//! The layout as open readers describe it; Raman, absorbance, transmittance and the like come before single-channel spectra,
//! those before interferograms.

use crate::axis::Even;
use crate::context::Context;
use crate::cursor::{Bytes, Order, latin};
use crate::source::Source;
use crate::{Error, Metadata, Quantity, Record, Technique, vocabulary};
use ramatch_core::Code;

/// Name of the format.
pub(crate) const NAME: &str = "Bruker OPUS";

/// The bytes with which a file begins.
pub(crate) const MAGIC: &[u8] = b"\x0a\x0a\xfe\xfe";

/// Bytes of one entry of the directory.
const ENTRY: usize = 12;

#[derive(Clone, Copy)]
struct Block {
    kind: u32,
    at: usize,
    len: usize,
}

impl Block {
    /// What a block of parameters holds; 0 for data.
    fn parameters(self) -> u32 {
        self.kind >> 4 & 63
    }

    /// What is measured: 2 for an interferogram, 4 for absorbance, 10 for Raman …
    fn measured(self) -> u32 {
        self.kind >> 10 & 127
    }
}

struct File<'a> {
    bytes: Bytes<'a>,
    data: Vec<(Block, Block)>,
    parameters: Vec<Block>,
    /// What was wrong with the directory.
    notes: Metadata,
}

pub(crate) fn open<'a>(bytes: &'a [u8], context: &Context<'_>) -> Result<Box<dyn Source + 'a>, Error> {
    let bytes = Bytes::new(bytes, Order::Little);
    let (start, count) = (bytes.u32(12)? as usize, bytes.u32(20)? as usize);
    if bytes.items(start, count, ENTRY).is_err() {
        let reason = format!("a directory of {count} blocks at byte {start} lies outside of the file");
        return Err(Error::new(Code::BadOffset, reason).at_byte(12));
    }
    let mut notes = Metadata { format: NAME, ..Metadata::default() };
    let mut blocks = context.budget.vec(count)?;
    for entry in (0..count).map(|i| start + i * ENTRY) {
        let (kind, words, at) =
            (bytes.u32(entry)?, bytes.u32(entry + 4)? as usize, bytes.u32(entry + 8)? as usize);
        if bytes.items(at, words, 4).is_err() {
            let reason = format!("a block of {words} words at byte {at} lies outside of the file");
            context.damaged(Error::new(Code::BadOffset, reason).at_byte(entry), &mut notes)?;
            continue;
        }
        // The bits above say what is derived from what.
        blocks.push(Block { kind: kind & 0x3f_ffff, at, len: 4 * words });
    }
    let mut data = context.budget.vec(blocks.len())?;
    for block in blocks.iter().filter(|block| block.parameters() == 0 && block.kind & 3 != 0) {
        let status = blocks.iter().find(|other| other.kind == block.kind | 1 << 4);
        if let Some(status) = status {
            data.push((*block, *status));
        }
    }
    if data.is_empty() {
        return Err(Error::new(Code::NoSpectrum, "no block of it holds ordinates with an axis"));
    }
    data.sort_by_key(|(block, _)| match block.measured() {
        2 | 3 | 8 => 2,
        1 | 9 => 1,
        _ => 0,
    });
    let parameters = blocks.into_iter().filter(|block| (2..=10).contains(&block.parameters())).collect();
    Ok(Box::new(File { bytes, data, parameters, notes }))
}

/// A parameter's value.
enum Value {
    Integer(i32),
    Float(f64),
    Text(String),
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Text(value) => value.fmt(f),
        }
    }
}

impl File<'_> {
    /// Hands every parameter of a block to `visit`.
    fn each(
        &self,
        block: Block,
        mut visit: impl FnMut(&str, Value) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let end = block.at + block.len;
        let mut at = block.at;
        while at + 8 <= end {
            let name = latin(self.bytes.slice(at, 3)?);
            if name == "END" || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
                break;
            }
            let (kind, len) = (self.bytes.u16(at + 4)?, 2 * usize::from(self.bytes.u16(at + 6)?));
            if at + 8 + len > end {
                let reason = format!("parameter {name} leads out of its block");
                return Err(Error::new(Code::BadOffset, reason).at_byte(at).of(name));
            }
            let value = match kind {
                0 if len >= 4 => Value::Integer(self.bytes.i32(at + 8)?),
                1 if len >= 8 => Value::Float(self.bytes.f64(at + 8)?),
                _ => Value::Text(self.bytes.text(at + 8, len)?),
            };
            visit(&name, value)?;
            at += 8 + len;
        }
        Ok(())
    }
}

impl Source for File<'_> {
    fn count(&self) -> usize {
        self.data.len()
    }

    fn read(&self, index: usize, context: &Context<'_>) -> Result<Record, Error> {
        let (block, status) = self.data[index];
        let (mut points, mut first, mut last, mut factor, mut unit) =
            (0, f64::NAN, f64::NAN, 1.0, String::new());
        let mut metadata = self.notes.clone();
        self.each(status, |name, value| {
            match (name, &value) {
                ("NPT", Value::Integer(value)) => points = usize::try_from(*value).unwrap_or(0),
                ("FXV", Value::Float(value)) => first = *value,
                ("LXV", Value::Float(value)) => last = *value,
                ("CSF", Value::Float(value)) => factor = *value,
                ("DXU", Value::Text(value)) => unit.clone_from(value),
                _ => {}
            }
            context.field(&mut metadata, name, &value.to_string())
        })?;
        if points == 0 {
            return Err(Error::new(Code::BadCount, "NPT is missing, zero or negative")
                .at_byte(status.at)
                .of("NPT"));
        }
        if points > block.len / 4 {
            let reason = format!("NPT declares {points} points, the block holds {}", block.len / 4);
            let error = Error::new(Code::DeclaredExceedsData, reason).at_byte(status.at).of("NPT");
            return Err(error.counts(points, block.len / 4));
        }
        if !first.is_finite() || !last.is_finite() || (first == last && points > 1) || !factor.is_finite() {
            let reason = format!("the axis goes from {first} to {last}");
            return Err(Error::new(Code::AxisInconsistent, reason).at_byte(status.at).of("FXV"));
        }
        context.budget.points(points)?;
        let (mut x, mut y) = (context.budget.vec(points)?, context.budget.vec(points)?);
        Even { first, last, points }.fill(points, &mut x);
        self.bytes.floats(block.at, points, &"ordinate", &mut y)?;
        y.iter_mut().for_each(|value| *value *= factor);
        for parameters in &self.parameters {
            self.each(*parameters, |name, value| {
                match (name, &value) {
                    // A Raman laser is stated by its wavenumber.
                    ("RLW", Value::Float(value)) if *value > 0.0 => {
                        metadata.laser_nm = Some(1e7 / value).filter(|nm| crate::units::is_laser(*nm));
                    }
                    _ => {}
                }
                context.field(&mut metadata, name, &value.to_string())
            })?;
        }
        let mut record = Record::new(NAME, x, y);
        let (technique, y_unit) = match block.measured() {
            1 | 9 => (Technique::Infrared, "Single channel"),
            2 | 8 => (Technique::Other, "Interferogram"),
            3 => (Technique::Other, "Phase"),
            4 | 19 => (Technique::Infrared, "Absorbance"),
            5 | 18 => (Technique::Infrared, "Transmittance"),
            6 => (Technique::Infrared, "Kubelka-Munk"),
            10 => (Technique::Raman, "Raman intensity"),
            11 => (Technique::UvVis, "Emission"),
            12 => (Technique::Infrared, "Reflectance"),
            15 => (Technique::Infrared, "log reflectance"),
            16 => (Technique::Infrared, "ATR"),
            _ => (Technique::Unknown, "Arbitrary"),
        };
        record.technique = technique;
        record.y_unit = y_unit.to_owned();
        record.quantity = match unit.as_str() {
            "WN" if technique == Technique::Raman => Quantity::RamanShift,
            "WN" => Quantity::Wavenumber,
            "RSH" | "RS" => Quantity::RamanShift,
            "NM" => Quantity::WavelengthNm,
            "MI" => Quantity::WavelengthUm,
            "PNT" => Quantity::Pixel,
            "MIN" | "SEC" => Quantity::Time,
            _ => Quantity::Unknown,
        };
        record.x_unit = unit;
        let name = metadata.fields.iter().find(|(key, value)| key == "SNM" && !value.is_empty());
        record.title = name.map(|(_, value)| value.clone()).unwrap_or_default();
        record.metadata = vocabulary::described(metadata);
        Ok(record)
    }
}

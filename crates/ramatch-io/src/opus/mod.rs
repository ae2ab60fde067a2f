//! Bruker OPUS: a directory of blocks, of which some hold ordinates, some their axis, and some parameters.
//!
//! The layout as open readers describe it; Raman, absorbance, transmittance and the like come before single-channel spectra,
//! those before interferograms.

pub(crate) mod layout;

use crate::axis::Even;
use crate::context::Context;
use crate::cursor::{Bytes, Order, latin};
use crate::error::Error;
use crate::record::{Metadata, Quantity, Record, Technique};
use crate::source::Source;
use crate::vocabulary;
use ramatch_core::Code;

/// Name of the format.
pub(crate) const NAME: &str = "Bruker OPUS";

/// The bytes with which a file begins.
pub(crate) const MAGIC: &[u8] = b"\x0a\x0a\xfe\xfe";

#[derive(Clone, Copy)]
struct Block {
    kind: u32,
    at: usize,
    len: usize,
}

impl Block {
    /// Some bits of its type.
    fn bits(self, (at, len): (u32, u32)) -> u32 {
        self.kind >> at & ((1 << len) - 1)
    }

    /// What a block of parameters holds; 0 for data.
    fn parameters(self) -> u32 {
        self.bits(layout::PARAMETERS)
    }

    /// What is measured: 2 for an interferogram, 4 for absorbance, 10 for Raman …
    fn measured(self) -> u32 {
        self.bits(layout::MEASURED)
    }

    /// Whether it holds ordinates.
    fn is_data(self) -> bool {
        self.parameters() == 0 && self.bits(layout::COMPLEX) != 0
    }

    /// Whether its ordinates are those of one spectrum, not of a series behind a header of its own.
    fn is_plain(self) -> bool {
        self.bits(layout::EXTENSION) == 0 && !matches!(self.measured(), 8 | 9)
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
    let (start, count) =
        (layout::head::START.read(&bytes, 0)? as usize, layout::head::COUNT.read(&bytes, 0)? as usize);
    if bytes.items(start, count, layout::entry::LEN).is_err() {
        let reason = format!("a directory of {count} blocks at byte {start} lies outside of the file");
        return Err(layout::head::START.refuse(0, Code::BadOffset, reason));
    }
    let mut notes = Metadata { format: NAME, ..Metadata::default() };
    let mut blocks = context.budget.vec(count)?;
    for own in (0..count).map(|i| start + i * layout::entry::LEN) {
        use layout::entry::{AT, KIND, WORDS};
        let (words, at) = (WORDS.read(&bytes, own)? as usize, AT.read(&bytes, own)? as usize);
        if bytes.items(at, words, 4).is_err() {
            let reason = format!("a block of {words} words at byte {at} lies outside of the file");
            context.damaged(AT.refuse(own, Code::BadOffset, reason), &mut notes)?;
            continue;
        }
        // The bits above say what is derived from what.
        blocks.push(Block { kind: KIND.read(&bytes, own)? & 0x3f_ffff, at, len: 4 * words });
    }
    let mut data = context.budget.vec(blocks.len())?;
    let mut series = 0;
    for block in blocks.iter().filter(|block| block.is_data()) {
        let status = blocks.iter().find(|other| other.kind == block.kind | 1 << layout::PARAMETERS.0);
        let Some(status) = status else { continue };
        if block.is_plain() {
            data.push((*block, *status));
        } else {
            series += 1;
        }
    }
    if series > 0 && data.is_empty() {
        return Err(Error::new(Code::FormatUnsupported, "it holds series of spectra, which are not read"));
    }
    if series > 0 {
        notes.warnings.push(format!("{series} series of spectra were left out: they are not read"));
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
        use layout::parameter;
        let end = block.at + block.len;
        let mut at = block.at;
        while at + parameter::LEN <= end {
            let name = latin(&parameter::NAME.read(&self.bytes, at)?);
            if name == "END" || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
                break;
            }
            let kind = parameter::KIND.read(&self.bytes, at)?;
            let len = 2 * usize::from(parameter::UNITS.read(&self.bytes, at)?);
            let start = at + parameter::LEN;
            if start + len > end {
                let reason = format!("parameter {name} leads out of its block");
                return Err(Error::new(Code::BadOffset, reason).at_byte(at).of(name));
            }
            let value = match kind {
                layout::INTEGER if len >= 4 => Value::Integer(self.bytes.i32(start)?),
                layout::FLOAT if len >= 8 => Value::Float(self.bytes.f64(start)?),
                _ => Value::Text(self.bytes.text(start, len)?),
            };
            visit(&name, value)?;
            at = start + len;
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
        let mut stored = 1;
        let mut metadata = self.notes.clone();
        self.each(status, |name, value| {
            match (name, &value) {
                ("NPT", Value::Integer(value)) => points = usize::try_from(*value).unwrap_or(0),
                ("FXV", Value::Float(value)) => first = *value,
                ("LXV", Value::Float(value)) => last = *value,
                ("CSF", Value::Float(value)) => factor = *value,
                ("DXU", Value::Text(value)) => unit.clone_from(value),
                ("DPF", Value::Integer(value)) => stored = *value,
                _ => {}
            }
            context.field(&mut metadata, name, &value.to_string())
        })?;
        if points == 0 {
            return Err(Error::new(Code::BadCount, "NPT is missing, zero or negative")
                .at_byte(status.at)
                .of("NPT"));
        }
        if stored != 1 {
            let reason = format!("ordinates are stored as type {stored}; only 1, single precision, is read");
            return Err(Error::new(Code::FormatUnsupported, reason).at_byte(status.at).of("DPF"));
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
        let (name, mut technique) =
            layout::KINDS.find(block.measured()).unwrap_or(("Arbitrary", Technique::Unknown));
        record.y_unit = name.to_owned();
        let derivative = block.bits(layout::DERIVATIVE);
        if derivative != 0 {
            technique = Technique::Other;
            record.y_unit = format!("{name}, derivative {derivative}");
        }
        record.technique = technique;
        record.quantity = match layout::AXIS_UNITS.find(unit.as_str()) {
            Some((_, Quantity::Wavenumber)) if technique == Technique::Raman => Quantity::RamanShift,
            Some((_, quantity)) => quantity,
            None if unit.is_empty() => Quantity::Unknown,
            // A unit that the list does not hold is at least no Raman shift that the file does not name.
            None => match crate::naming::quantity_of_unit(&unit) {
                Quantity::Unknown => Quantity::Other,
                quantity => quantity,
            },
        };
        record.x_unit = unit;
        let name = metadata.fields.iter().find(|(key, value)| key == "SNM" && !value.is_empty());
        record.title = name.map(|(_, value)| value.clone()).unwrap_or_default();
        record.metadata = vocabulary::described(metadata);
        Ok(record)
    }
}

//! JSON of instruments and databases: ORAS (raw shots, background, laser) and OpenSpecy (wavenumbers and spectra).
//!
//! serde_json parses; numbers are charged to the budget one by one, nesting is limited, a key may stand once.

use crate::context::Context;
use crate::error::Error;
use crate::record::{Metadata, Position, Quantity, Record, Technique};
use crate::source::Source;
use crate::units;
use crate::vocabulary;
use ramatch_core::Code;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::sync::Arc;

/// Name of the format of the ORAS.
pub(crate) const ORAS_NAME: &str = "ORAS JSON";
/// Name of the format of OpenSpecy.
pub(crate) const OPENSPECY_NAME: &str = "OpenSpecy JSON";
/// Name of the format before it is known which.
pub(crate) const NAME: &str = "JSON";

/// A value of JSON; lists of numbers are stored as such.
enum Value {
    Text(String),
    Number(f64),
    Numbers(Vec<f64>),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
    Null,
}

/// Parses one value within the budget.
#[derive(Clone, Copy)]
struct Seed<'a> {
    context: &'a Context<'a>,
    depth: usize,
}

/// The error of the budget passes through serde as a text; its code is put in front of it.
fn pass<E: serde::de::Error>(error: Error) -> E {
    E::custom(format!("{PASSED}{}:{}", error.code().number(), error.reason()))
}

const PASSED: &str = "ramatch-budget:";

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.depth > self.context.budget.limits().depth {
            let limit = self.context.budget.limits().depth;
            return Err(pass(Error::new(
                Code::Depth,
                format!("lists and objects are nested deeper than {limit}"),
            )));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Text(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.context.budget.text(value).map(Value::Text).map_err(pass)
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        use serde::de::Error as _;
        let budget = self.context.budget;
        let inner = Seed { depth: self.depth + 1, ..self };
        let (mut numbers, mut others) = (Vec::new(), Vec::new());
        while let Some(value) = list.next_element_seed(inner)? {
            budget.tick(numbers.len()).map_err(pass)?;
            match value {
                Value::Number(number) if others.is_empty() => {
                    budget.push(&mut numbers, number, "points", budget.limits().points).map_err(pass)?;
                }
                // A list of numbers with gaps is no spectrum.
                Value::Null if !numbers.is_empty() => return Err(A::Error::custom("null among numbers")),
                other if numbers.is_empty() => {
                    budget
                        .push(&mut others, other, "values of a list", budget.limits().spectra)
                        .map_err(pass)?;
                }
                _ => return Err(A::Error::custom("numbers and other things in one list")),
            }
        }
        Ok(if others.is_empty() { Value::Numbers(numbers) } else { Value::List(others) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let budget = self.context.budget;
        let inner = Seed { depth: self.depth + 1, ..self };
        let mut pairs: Vec<(String, Value)> = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            budget.charge(key.len()).map_err(pass)?;
            if pairs.iter().any(|(own, _)| *own == key) {
                return Err(pass(Error::new(
                    Code::DuplicateLabel,
                    format!("the key \"{key}\" stands twice"),
                )));
            }
            let value = map.next_value_seed(inner)?;
            budget
                .push(&mut pairs, (key, value), "keys of an object", budget.limits().fields)
                .map_err(pass)?;
        }
        Ok(Value::Map(pairs))
    }
}

fn parse(bytes: &[u8], context: &Context<'_>) -> Result<Value, Error> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut parser = serde_json::Deserializer::from_slice(bytes);
    let refuse = |error: serde_json::Error| {
        let text = error.to_string();
        let passed = text.strip_prefix(PASSED).and_then(|rest| rest.split_once(':'));
        let (code, reason) = match passed {
            Some((number, reason)) => {
                let number: i32 = number.parse().unwrap_or(0);
                let code = Code::ALL.iter().find(|code| code.number() == number).copied();
                (code.unwrap_or(Code::Limit), reason.to_owned())
            }
            None if error.is_eof() => (Code::Truncated, text),
            None if text.contains("out of range") => (Code::NumberRange, text),
            None => (Code::TextSyntax, text),
        };
        Error::new(code, reason).at_line(error.line())
    };
    let value = Seed { context, depth: 1 }.deserialize(&mut parser).map_err(refuse)?;
    // Such as what `identify --format jsonl` prints.
    let next_line = |line: usize| bytes.split(|b| *b == b'\n').nth(line.saturating_sub(1));
    parser.end().map_err(|error| {
        match next_line(error.line()).is_some_and(|line| line.starts_with(b"{")) {
            true if error.line() > 1 => {
                let reason =
                    "these are several JSON values, one on each line, as no format of spectra has them";
                Error::new(Code::FormatUnsupported, reason).at_line(error.line())
            }
            _ => refuse(error),
        }
    })?;
    Ok(value)
}

/// Shots or spectra with one axis.
struct Spectra {
    name: &'static str,
    technique: Technique,
    quantity: Quantity,
    x: Arc<Vec<f64>>,
    rows: Vec<Vec<f64>>,
    /// One for all, or one for each.
    notes: Vec<Arc<Metadata>>,
}

impl Source for Spectra {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn read(&self, index: usize, context: &Context<'_>) -> Result<Record, Error> {
        context.budget.charge(self.x.len() * size_of::<f64>())?;
        let mut record = Record::new(self.name, self.x.clone(), self.rows[index].clone());
        record.quantity = self.quantity;
        record.x_unit = self.quantity.unit().to_owned();
        if let Some(notes) = self.notes.get(index).or(self.notes.first()) {
            record.metadata = notes.clone();
        }
        record.technique = own_technique(&record.metadata).unwrap_or(self.technique);
        if self.rows.len() > 1 {
            record.position = Some(Position { time: Some(index as f64), ..Position::default() });
        }
        Ok(record)
    }
}

pub(crate) fn open(bytes: &[u8], context: &Context<'_>) -> Result<(Box<dyn Source>, &'static str), Error> {
    let Value::Map(mut map) = parse(bytes, context)? else {
        return Err(Error::new(
            Code::FormatUnsupported,
            "JSON that is no object holds no spectrum that is understood",
        ));
    };
    let take = |map: &mut Vec<(String, Value)>, name: &str| {
        map.iter().position(|(key, _)| key.eq_ignore_ascii_case(name)).map(|at| map.remove(at).1)
    };
    if let Some(shots) = take(&mut map, "RawSpectra") {
        return oras(shots, map, context)
            .map(|source| (source, ORAS_NAME))
            .map_err(|error| error.in_format(ORAS_NAME));
    }
    if let Some(axis) = take(&mut map, "wavenumber") {
        let spectra = take(&mut map, "spectra").or_else(|| take(&mut map, "intensity"));
        let source = openspecy(axis, spectra, map, context);
        return source
            .map(|source| (source, OPENSPECY_NAME))
            .map_err(|error| error.in_format(OPENSPECY_NAME));
    }
    let keys: Vec<&str> = map.iter().take(20).map(|(key, _)| key.as_str()).collect();
    let reason = format!(
        "JSON without \"RawSpectra\" (ORAS) and \"wavenumber\" (OpenSpecy); its keys are {}",
        keys.join(", ")
    );
    Err(Error::new(Code::FormatUnsupported, reason))
}

fn fields(map: &[(String, Value)], name: &'static str, context: &Context<'_>) -> Result<Metadata, Error> {
    let mut metadata = Metadata { format: name, ..Metadata::default() };
    for (key, value) in map {
        match value {
            Value::Text(text) => context.field(&mut metadata, key, text)?,
            Value::Number(number) => context.field(&mut metadata, key, &number.to_string())?,
            // OpenSpecy's metadata are a table of one row: a list of one value for each column.
            Value::List(list) => {
                if let [Value::Text(text)] = &list[..] {
                    context.field(&mut metadata, key, text)?;
                }
            }
            Value::Numbers(list) => {
                if let [number] = list[..] {
                    context.field(&mut metadata, key, &number.to_string())?;
                }
            }
            Value::Map(inner) => {
                for (key, value) in &fields(inner, name, context)?.fields {
                    context.field(&mut metadata, key, value)?;
                }
            }
            Value::Null => {}
        }
    }
    Ok(metadata)
}

/// One row for each pixel, one column for each shot; the axis is not in the file.
fn oras(shots: Value, map: Vec<(String, Value)>, context: &Context<'_>) -> Result<Box<dyn Source>, Error> {
    let mut notes = fields(&map, ORAS_NAME, context)?;
    // Its "Wavelength" is that of the laser.
    let laser = notes.fields.iter().find(|(key, _)| key == "Wavelength");
    notes.laser_nm = laser.and_then(|(_, value)| units::laser(value));
    let Value::List(pixels) = shots else {
        return Err(Error::new(Code::FormatUnsupported, "RawSpectra is no list of lists").of("RawSpectra"));
    };
    let mut rows: Vec<Vec<f64>> = Vec::new();
    let points = context.budget.points(pixels.len())?;
    for (number, pixel) in pixels.iter().enumerate() {
        let Value::Numbers(shots) = pixel else {
            return Err(Error::new(
                Code::FormatUnsupported,
                format!("RawSpectra[{number}] is no list of numbers"),
            ));
        };
        if number == 0 {
            context.budget.spectra(shots.len())?;
            for _ in shots {
                let row = context.budget.vec(points)?;
                context.budget.push(&mut rows, row, "spectra", context.budget.limits().spectra)?;
            }
        }
        if shots.len() != rows.len() {
            let reason = format!("RawSpectra[{number}] has {} shots, the first {}", shots.len(), rows.len());
            return Err(Error::new(Code::CountMismatch, reason)
                .of("RawSpectra")
                .counts(rows.len(), shots.len()));
        }
        rows.iter_mut().zip(shots).for_each(|(row, shot)| row.push(*shot));
    }
    if rows.is_empty() {
        return Err(Error::new(Code::NoSpectrum, "RawSpectra holds no shot").of("RawSpectra"));
    }
    let background = map.iter().find(|(key, _)| key == "Background").map(|(_, value)| value);
    if let Some(Value::Numbers(background)) = background {
        notes.warnings.push(format!(
            "the file holds a background of {} points, which was not subtracted",
            background.len()
        ));
    }
    let mut x = context.budget.vec(points)?;
    x.extend((0..points).map(|i| i as f64));
    let (name, technique, quantity) = (ORAS_NAME, Technique::Raman, Quantity::Pixel);
    let notes = vec![vocabulary::described(notes)];
    Ok(Box::new(Spectra { name, technique, quantity, x: x.into(), rows, notes }))
}

/// The technique that Open Specy's metadata name.
fn own_technique(metadata: &Metadata) -> Option<Technique> {
    let kind = metadata.fields.iter().find(|(key, _)| key.eq_ignore_ascii_case("spectrum_type"));
    match kind.map(|(_, value)| value.to_lowercase()) {
        Some(kind) if kind.contains("raman") => Some(Technique::Raman),
        Some(kind) if kind.contains("ir") => Some(Technique::Infrared),
        _ => None,
    }
}

/// What a table of metadata with a row for each of `count` spectra says of one of them, besides what it says of all.
fn of_row(
    map: &[(String, Value)],
    (row, count): (usize, usize),
    metadata: &mut Metadata,
    context: &Context<'_>,
) -> Result<(), Error> {
    for (key, value) in map {
        match value {
            Value::List(list) if list.len() == count => {
                if let Some(Value::Text(text)) = list.get(row) {
                    context.field(metadata, key, text)?;
                }
            }
            Value::Numbers(list) if list.len() == count => {
                if let Some(number) = list.get(row) {
                    context.field(metadata, key, &number.to_string())?;
                }
            }
            Value::Map(inner) => of_row(inner, (row, count), metadata, context)?,
            _ => {}
        }
    }
    Ok(())
}

fn openspecy(
    axis: Value,
    spectra: Option<Value>,
    map: Vec<(String, Value)>,
    context: &Context<'_>,
) -> Result<Box<dyn Source>, Error> {
    let mut notes = fields(&map, OPENSPECY_NAME, context)?;
    let Value::Numbers(x) = axis else {
        return Err(
            Error::new(Code::FormatUnsupported, "\"wavenumber\" is no list of numbers").of("wavenumber")
        );
    };
    let mut rows = Vec::new();
    let limit = context.budget.limits().spectra;
    let refuse = || Error::new(Code::ColumnMissing, "\"spectra\" holds no lists of numbers").of("spectra");
    match spectra.ok_or_else(refuse)? {
        Value::Numbers(row) => context.budget.push(&mut rows, row, "spectra", limit)?,
        Value::Map(named) => {
            for (_, value) in named {
                let Value::Numbers(row) = value else { return Err(refuse()) };
                context.budget.push(&mut rows, row, "spectra", limit)?;
            }
        }
        Value::List(list) => {
            for value in list {
                let Value::Numbers(row) = value else { return Err(refuse()) };
                context.budget.push(&mut rows, row, "spectra", limit)?;
            }
        }
        _ => return Err(refuse()),
    }
    for row in &rows {
        if row.len() != x.len() {
            let reason = format!("{} wavenumbers and {} intensities", x.len(), row.len());
            return Err(Error::new(Code::CountMismatch, reason).of("spectra").counts(x.len(), row.len()));
        }
    }
    if rows.is_empty() {
        return Err(Error::new(Code::NoSpectrum, "\"spectra\" is empty").of("spectra"));
    }
    context.budget.points(x.len())?;
    notes.format = OPENSPECY_NAME;
    let (name, technique, quantity) = (OPENSPECY_NAME, Technique::Unknown, Quantity::Wavenumber);
    let count = rows.len();
    let mut each = context.budget.vec(count)?;
    for row in 0..count {
        context.budget.charge(notes.fields.iter().map(|(key, value)| key.len() + value.len()).sum())?;
        let mut own = notes.clone();
        if count > 1 {
            of_row(&map, (row, count), &mut own, context)?;
        }
        each.push(vocabulary::described(own));
    }
    Ok(Box::new(Spectra { name, technique, quantity, x: x.into(), rows, notes: each }))
}

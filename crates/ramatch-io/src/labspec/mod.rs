//! Horiba LabSpec 6: `.l6s`, and the XML that LabSpec exports.
//!
//! Both hold one tree of tagged items. The tags of the axes, their units and their values are known from the XML, whose tags
//! are names of four letters read as a number; in `.l6s` the same tags stand as bytes. Only one layout of `.l6s` is known from
//! a real file with a twin: one spectrum, axis and ordinates in single precision. Anything else is refused.

pub(crate) mod layout;

use crate::context::Context;
use crate::cursor::{Bytes, Order};
use crate::error::Error;
use crate::record::{Metadata, Position, Quantity, Record, Technique};
use crate::source::Source;
use crate::units;
use crate::vocabulary;
use crate::xml::{self, Document, Node};
use layout::{
    ARRAY, AXES, DATA, EMPTY, EXACT_VALUE, FLOAT, INTEGER, LIST, NAME_OF, NUMBER_OF, NUMBERS, SHORT, TEXT,
    TYPE, UNIT, VALUE, VALUES,
};
use ramatch_core::Code;
use std::sync::Arc;

/// Name of the binary format.
pub(crate) const NAME: &str = "Horiba LabSpec 6";
/// Name of the XML format.
pub(crate) const XML_NAME: &str = "Horiba LabSpec XML";

/// The bytes with which a binary file begins.
pub(crate) const MAGIC: &[u8] = b"LabSpec6";

/// Bytes of an item in front of its content.
const ITEM: usize = layout::item::LEN;

/// The bit of an item's type that says that its value stands behind the items.
const ELSEWHERE: u32 = 0x1000;

/// What an axis or the signal is: its kind and its unit.
fn quantity(kind: &str, unit: &str) -> Option<Quantity> {
    let unit = unit.to_lowercase();
    match kind {
        "Spectr" if unit.contains("1/cm") && unit.contains("abs") => Some(Quantity::Wavenumber),
        "Spectr" if unit.contains("1/cm") => Some(Quantity::RamanShift),
        "Spectr" if unit.contains("nm") => Some(Quantity::WavelengthNm),
        "Spectr" if unit.contains("pixel") => Some(Quantity::Pixel),
        "Spectr" => Some(Quantity::Other),
        _ => None,
    }
}

/// An array of numbers and the kind that was stated before it.
struct Array {
    kind: String,
    unit: String,
    at: usize,
    len: usize,
}

/// Reads `.l6s`.
pub(crate) fn read(bytes: &[u8], context: &Context<'_>) -> Result<Record, Error> {
    let bytes = Bytes::new(bytes, Order::Little);
    let arrays = arrays(&bytes, context)?;
    let one = |kind: &str| -> Result<&Array, Error> {
        let mut those = arrays.iter().filter(|array| array.kind == kind);
        match (those.next(), those.next()) {
            (Some(array), None) => Ok(array),
            (None, _) => Err(Error::new(Code::BlockMissing, format!("there is no array of kind {kind}"))),
            (Some(_), Some(second)) => {
                let reason =
                    format!("several arrays of kind {kind}: only files of one spectrum are understood");
                Err(Error::new(Code::FormatUnsupported, reason).at_byte(second.at))
            }
        }
    };
    let (signal, axis) = (one("Intens")?, one("Spectr")?);
    if signal.len != axis.len {
        let reason = format!(
            "the axis has {} values, the signal {}: only files of one spectrum are understood",
            axis.len, signal.len
        );
        return Err(Error::new(Code::AxisInconsistent, reason).at_byte(axis.at).counts(axis.len, signal.len));
    }
    context.budget.points(axis.len)?;
    let floats = |array: &Array| -> Result<Vec<f64>, Error> {
        let mut values = context.budget.vec(array.len)?;
        bytes.floats(array.at, array.len, &"value", &mut values)?;
        Ok(values)
    };
    let mut record = Record::new(NAME, floats(axis)?, floats(signal)?);
    record.quantity = quantity(&axis.kind, &axis.unit).unwrap_or(Quantity::Unknown);
    record.technique =
        if record.quantity == Quantity::RamanShift { Technique::Raman } else { Technique::Unknown };
    record.x_unit.clone_from(&axis.unit);
    record.y_unit.clone_from(&signal.unit);
    record.metadata = vocabulary::described(fields(&bytes, context)?);
    Ok(record)
}

/// Whether an item of this type and tag begins at a place.
fn is_item(bytes: &Bytes<'_>, at: usize, kind: u8, tag: u32) -> bool {
    use layout::item::{KIND, TAG, ZERO};
    let is = |own: Result<u32, Error>, value: u32| own.is_ok_and(|own| own == value);
    is(TAG.read(bytes, at), tag)
        && is(KIND.read(bytes, at).map(|own| own & 0xf), u32::from(kind))
        && is(ZERO.read(bytes, at), 0)
}

/// The items of this type and tag that begin in a range.
fn items<'a>(
    bytes: &'a Bytes<'a>,
    range: std::ops::Range<usize>,
    kind: u8,
    tag: u32,
) -> impl DoubleEndedIterator<Item = usize> + 'a {
    let wanted = tag.to_le_bytes();
    let tag_at = layout::item::TAG.at(0);
    let all = bytes.all();
    let (from, to) = (range.start.min(all.len()), range.end.saturating_add(tag_at + 4).min(all.len()));
    let places = all[from..to.max(from)].windows(4).enumerate().filter(move |(_, window)| *window == wanted);
    places
        .filter_map(move |(at, _)| (from + at).checked_sub(tag_at))
        .filter(move |at| range.contains(at) && is_item(bytes, *at, kind, tag))
}

/// The type of an item whose content stands in place of its address and length; none where it stands elsewhere.
fn inline(bytes: &Bytes<'_>, at: usize) -> Option<u8> {
    use layout::item::{KIND, ZERO};
    let kind = KIND.read(bytes, at).ok()?;
    let here = kind & ELSEWHERE == 0 && ZERO.read(bytes, at).is_ok_and(|zero| zero == 0);
    // The low byte is the type where the value stands here.
    Some(kind as u8).filter(|kind| here && matches!(*kind, EMPTY | INTEGER | FLOAT | TEXT))
}

/// A short text: in place of address and length, or behind the item and what follows it directly.
fn text(bytes: &Bytes<'_>, at: usize) -> Result<String, Error> {
    if inline(bytes, at).is_some() {
        return layout::item::VALUE.read(bytes, at);
    }
    let len = (layout::behind::LENGTH.read(bytes, at)? as usize).min(256);
    bytes.text(at + ITEM + ITEM * followers(bytes, at), len)
}

/// How many items with a value in them follow an item directly.
fn followers(bytes: &Bytes<'_>, at: usize) -> usize {
    let known = [VALUE, EXACT_VALUE, UNIT, NUMBER_OF, SHORT];
    let is_one = |i: &usize| {
        let next = at + ITEM * i;
        inline(bytes, next).is_some()
            && layout::item::TAG.read(bytes, next).is_ok_and(|tag| known.contains(&tag))
    };
    (1..=6).take_while(is_one).count()
}

/// The value in an item.
fn value(bytes: &Bytes<'_>, at: usize) -> Result<String, Error> {
    let place = layout::item::VALUE.at(at);
    Ok(match inline(bytes, at) {
        Some(INTEGER) => bytes.i32(place)?.to_string(),
        Some(FLOAT) => bytes.f64(place)?.to_string(),
        _ => layout::item::VALUE.read(bytes, at)?,
    })
}

/// How far apart the items of one axis are, at most.
const NEAR: usize = 512;

fn arrays(bytes: &Bytes<'_>, context: &Context<'_>) -> Result<Vec<Array>, Error> {
    let mut arrays = Vec::new();
    let limit = context.budget.limits().members.max(16);
    for size in items(bytes, 0..bytes.len(), NUMBERS, VALUES) {
        let len = layout::behind::LENGTH.read(bytes, size)? as usize;
        let Some(array) = items(bytes, size..size + NEAR, LIST, ARRAY).next() else { continue };
        if layout::behind::LENGTH.read(bytes, array)? != 1 {
            continue;
        }
        // Kind and unit stand before the values of the signal and behind the length of the axis: the last before the values.
        let near = |tag: u32| -> Result<String, Error> {
            let last = items(bytes, size.saturating_sub(160)..array, TEXT, tag).next_back();
            last.map_or(Ok(String::new()), |at| text(bytes, at))
        };
        let (kind, unit) = (near(TYPE)?, near(UNIT)?);
        let at = array + ITEM;
        if bytes.items(at, len, 4).is_err() {
            let reason = format!("an array of {len} values at byte {at} leads out of the file");
            return Err(layout::behind::LENGTH.refuse(size, Code::DeclaredExceedsData, reason));
        }
        context.budget.push(&mut arrays, Array { kind, unit, at, len }, "arrays", limit)?;
    }
    Ok(arrays)
}

/// Names with their values, which stand directly behind or directly before them.
fn fields(bytes: &Bytes<'_>, context: &Context<'_>) -> Result<Metadata, Error> {
    let mut metadata = Metadata { format: NAME, ..Metadata::default() };
    let limit = context.budget.limits().fields;
    for at in items(bytes, 0..bytes.len(), TEXT, NAME_OF).take(limit) {
        let name = text(bytes, at)?;
        let tagged = |at: &usize, tag: u32| {
            inline(bytes, *at).is_some() && layout::item::TAG.read(bytes, *at).is_ok_and(|own| own == tag)
        };
        let behind = || (1..=followers(bytes, at)).map(|i| at + i * ITEM);
        let exact =
            behind().find(|at| tagged(at, EXACT_VALUE)).or_else(|| behind().find(|at| tagged(at, VALUE)));
        let before = at.checked_sub(ITEM).filter(|at| tagged(at, VALUE));
        let Some(item) = exact.or(before) else { continue };
        let value = value(bytes, item)?;
        context.field(&mut metadata, &name, &value)?;
    }
    Ok(metadata)
}

/// Whether XML is LabSpec's.
pub(crate) fn is_xml(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    [&b"<LSX_Data"[..], b"<LSX_Tree", b"<LSX "]
        .iter()
        .any(|tag| head.windows(tag.len()).any(|window| window == *tag))
}

/// Spectra of one axis.
struct Rows {
    x: Arc<Vec<f64>>,
    rows: Vec<Vec<f64>>,
    template: Record,
    places: [Vec<f64>; 2],
}

/// Opens LabSpec's XML.
pub(crate) fn open_xml<'a>(bytes: &'a [u8], context: &Context<'_>) -> Result<Box<dyn Source + 'a>, Error> {
    xml::read(bytes, context, |document| Ok(Box::new(rows(document, context)?) as Box<dyn Source>))
}

fn id(node: Node<'_, '_>) -> Option<u32> {
    let text = node.attribute("ID")?;
    u32::from_str_radix(text.trim_start_matches("0x"), 16).ok()
}

fn rows(document: &Document<'_>, context: &Context<'_>) -> Result<Rows, Error> {
    let missing = |what: &str| Error::new(Code::BlockMissing, format!("there is no {what}"));
    let tree = xml::named(document, "LSX_Tree").ok_or_else(|| missing("LSX_Tree"))?;
    let child = |node: Node<'_, '_>, wanted: u32| -> Option<String> {
        let found = node.children().find(|node| id(*node) == Some(wanted))?;
        found.text().map(|text| text.trim().to_owned())
    };
    let data = tree.children().find(|node| id(*node) == Some(DATA)).ok_or_else(|| missing("data"))?;
    let axes = data.children().find(|node| id(*node) == Some(AXES)).ok_or_else(|| missing("axes"))?;
    let mut template = Record::new(XML_NAME, Vec::new(), Vec::new());
    let (mut x, mut places) = (Vec::new(), [Vec::new(), Vec::new()]);
    for axis in axes.children().filter(roxmltree::Node::is_element) {
        let kind = child(axis, TYPE).unwrap_or_default();
        let unit = child(axis, UNIT).unwrap_or_default();
        let values = || xml::numbers(&child(axis, VALUES).unwrap_or_default(), context);
        if let Some(quantity) = quantity(&kind, &unit) {
            x = values()?;
            (template.quantity, template.x_unit) = (quantity, unit);
        } else {
            match kind.as_str() {
                "Intens" => template.y_unit = unit,
                "X" => {
                    places[0] = values()?;
                    Arc::make_mut(&mut template.metadata).position_units.x = units::of_position(&unit);
                }
                "Y" => {
                    places[1] = values()?;
                    Arc::make_mut(&mut template.metadata).position_units.y = units::of_position(&unit);
                }
                _ => {}
            }
        }
    }
    if x.is_empty() {
        return Err(missing("spectral axis"));
    }
    let matrix = xml::named(document, "LSX_Matrix").ok_or_else(|| missing("LSX_Matrix"))?;
    let mut rows = Vec::new();
    for row in matrix.children().filter(|node| node.tag_name().name() == "LSX_Row") {
        let values = xml::numbers(row.text().unwrap_or_default(), context)?;
        if values.len() != x.len() {
            let reason = format!("row {} has {} values, the axis {}", rows.len() + 1, values.len(), x.len());
            return Err(Error::new(Code::CountMismatch, reason).counts(x.len(), values.len()));
        }
        context.budget.push(&mut rows, values, "spectra", context.budget.limits().spectra)?;
    }
    if rows.is_empty() {
        return Err(missing("LSX_Row"));
    }
    template.technique =
        if template.quantity == Quantity::RamanShift { Technique::Raman } else { Technique::Unknown };
    for node in document.descendants() {
        let Some(name) = child(node, NAME_OF) else { continue };
        if let Some(value) = child(node, EXACT_VALUE).or_else(|| child(node, VALUE)) {
            context.field(Arc::make_mut(&mut template.metadata), &name, &value)?;
        }
    }
    vocabulary::fill(Arc::make_mut(&mut template.metadata));
    Ok(Rows { x: x.into(), rows, template, places })
}

impl Source for Rows {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn read(&self, index: usize, context: &Context<'_>) -> Result<Record, Error> {
        context.budget.charge(self.x.len() * size_of::<f64>())?;
        let mut record = Record { x: self.x.clone(), y: self.rows[index].clone(), ..self.template.clone() };
        if self.rows.len() > 1 {
            // The rows go along X first.
            let [across, down] = &self.places;
            let width = across.len().max(1);
            let (x, y) = (across.get(index % width).copied(), down.get(index / width).copied());
            record.position = Some(Position { x, y, ..Position::default() });
        }
        Ok(record)
    }
}

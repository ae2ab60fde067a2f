//! JCAMP-DX 4.24 to 6: one or many blocks, each with a table of equidistant ordinates, pairs, peaks or n-tuples.
//!
//! McDonald & Wilks 1988 (infrared); Davies & Lampen, Applied Spectroscopy 47, 1093 (1993; n-tuples, NMR);
//! Lampen et al. 1994 (mass), Baumbach et al. 2001 (5.01, ion mobility).

mod asdf;
mod asdf_text;
mod blocks;
mod commas;
mod labels;
mod write;

pub use write::{Form, WRITTEN, write};

use crate::axis::Even;
use crate::context::Context;
use crate::error::Error;
use crate::naming::{self, Says};
use crate::number::{self, Decimal, POWERS};
use crate::record::{Metadata, Quantity, Record, Technique};
use crate::source::Source;
use crate::vocabulary;
use asdf::Abscissa;
use blocks::Table;
use labels::Ldr;
use ramatch_core::Code;
use std::borrow::Cow;

/// Name of the format.
pub(crate) const NAME: &str = "JCAMP-DX";

/// Whether a text is JCAMP-DX: it begins with a title or a version.
pub(crate) fn is_jcamp(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let end = labels::line_end(head);
    let first = head
        .split(|&b| b == end)
        .map(<[u8]>::trim_ascii)
        .find(|line| !line.is_empty() && !line.starts_with(b"$$"));
    let label: String = match first.and_then(|line| line.strip_prefix(b"##")) {
        Some(line) => {
            line.iter().take(16).map(|&b| char::from(b).to_ascii_uppercase()).filter(|c| *c != ' ').collect()
        }
        None => return false,
    };
    ["TITLE=", "JCAMP-DX=", "JCAMPDX=", "JCAMP_DX="].iter().any(|start| label.starts_with(start))
}

/// A file whose blocks are known.
struct File<'a> {
    ldrs: Vec<Ldr<'a>>,
    tables: Vec<Table>,
    warnings: Vec<String>,
    damage: Vec<String>,
}

pub(crate) fn open<'a>(bytes: &'a [u8], context: &Context<'_>) -> Result<Box<dyn Source + 'a>, Error> {
    let mut notes = Metadata::default();
    let bare = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bare.len() != bytes.len() {
        notes.warnings.push("the text begins with a byte-order mark".into());
    }
    if labels::line_end(bare) == b'\r' {
        notes.warnings.push("the lines end with CR alone".into());
    }
    let ldrs = labels::scan(bare, context.budget, &mut notes.warnings)?;
    let tables = blocks::find(&ldrs, context, &mut notes)?;
    if tables.is_empty() {
        return Err(Error::new(Code::NoSpectrum, "no block of it holds a table of data"));
    }
    Ok(Box::new(File { ldrs, tables, warnings: notes.warnings, damage: notes.damage }))
}

impl Source for File<'_> {
    fn count(&self) -> usize {
        self.tables.len()
    }

    fn read(&self, index: usize, context: &Context<'_>) -> Result<Record, Error> {
        let table = &self.tables[index];
        let block = Block { ldrs: &self.ldrs, table };
        let mut metadata = Metadata { format: NAME, ..Metadata::default() };
        metadata.warnings.extend(self.warnings.iter().cloned());
        metadata.damage.extend(self.damage.iter().cloned());
        for ldr in &self.ldrs[table.block.clone()] {
            let is_table = matches!(
                ldr.key.as_str(),
                "XYDATA" | "XYPOINTS" | "PEAKTABLE" | "DATATABLE" | "PEAKASSIGNMENTS"
            );
            if !is_table && !matches!(ldr.key.as_str(), "" | "TITLE") {
                context.field(&mut metadata, &crate::cursor::latin(ldr.label), &ldr.text())?;
            }
        }
        let read = block.samples(context, &mut metadata)?;
        // Where the unit says nothing, the label may; where both speak, they have to agree.
        let label = block.value("XLABEL").unwrap_or_default();
        let x_unit = match (naming::axis(&read.x_unit), naming::axis(&label)) {
            (Says::Nothing, Says::Axis(_)) => label,
            (Says::Axis(unit), Says::Axis(named)) if !agree(unit.quantity, named.quantity) => {
                format!("{label} ({})", read.x_unit)
            }
            _ => read.x_unit,
        };
        let (quantity, factor) = match naming::axis(&x_unit) {
            Says::Axis(named) => (named.quantity, named.factor),
            Says::Nothing => (Quantity::Unknown, 1.0),
            Says::Unfamiliar => (Quantity::Other, 1.0),
        };
        let mut record = Record::new(NAME, read.x, read.y).scaled(factor);
        record.title = context.budget.text(&block.value("TITLE").unwrap_or_default())?;
        record.technique = block
            .value("DATATYPE")
            .map_or(Technique::Unknown, |value| Technique::named(&value).unwrap_or(Technique::Other));
        record.quantity = quantity;
        let class = block.value("DATACLASS").unwrap_or_default().to_uppercase();
        metadata.peak_list = matches!(block.data().key.as_str(), "PEAKTABLE" | "PEAKASSIGNMENTS")
            || class.contains("PEAK")
            || class.contains("ASSIGNMENT");
        (record.x_unit, record.y_unit) = (x_unit, read.y_unit);
        record.metadata = vocabulary::described(metadata);
        Ok(record)
    }
}

/// Whether a unit and a label may speak of one axis.
fn agree(a: Quantity, b: Quantity) -> bool {
    use Quantity::{RamanShift, WavelengthNm, WavelengthUm, Wavenumber};
    a == b
        || matches!((a, b), (RamanShift | Wavenumber, RamanShift | Wavenumber))
        || matches!((a, b), (WavelengthNm | WavelengthUm, WavelengthNm | WavelengthUm))
        || !matches!(b, RamanShift | Wavenumber | WavelengthNm | WavelengthUm | Quantity::Other)
}

/// One table and the labels around it.
struct Block<'a, 'b> {
    ldrs: &'b [Ldr<'a>],
    table: &'b Table,
}

/// Axis and ordinates, and their units.
struct Samples {
    x: Vec<f64>,
    y: Vec<f64>,
    x_unit: String,
    y_unit: String,
}

/// What is known of an ordinate's factor.
struct Factor(f64);

impl Factor {
    /// `written · factor`. A factor that is a negative power of ten divides, so that 37188 and 0.001 yield 37.188 and
    /// not its neighbour.
    fn apply(&self, values: &mut [f64]) {
        let power = POWERS.iter().find(|power| **power > 1.0 && 1.0 / **power == self.0);
        match power {
            Some(power) => values.iter_mut().for_each(|value| *value /= power),
            None if self.0 == 1.0 => {}
            None => values.iter_mut().for_each(|value| *value *= self.0),
        }
    }
}

impl Block<'_, '_> {
    fn ldr(&self, key: &str) -> Option<&Ldr<'_>> {
        self.ldrs[self.table.block.clone()].iter().find(|ldr| ldr.key == key)
    }

    fn value(&self, key: &str) -> Option<String> {
        self.ldr(key).map(Ldr::first_line)
    }

    /// A number that a label states; none where it is missing or blank.
    fn number(
        &self,
        key: &'static str,
        context: &Context<'_>,
        metadata: &mut Metadata,
    ) -> Result<Option<f64>, Error> {
        let Some(ldr) = self.ldr(key) else { return Ok(None) };
        let text = ldr.first_line();
        if text.is_empty() {
            return Ok(None);
        }
        parse(&text, key, ldr.line, context, metadata).map(Some)
    }

    fn needed(
        &self,
        key: &'static str,
        context: &Context<'_>,
        metadata: &mut Metadata,
    ) -> Result<f64, Error> {
        let line = self.ldrs[self.table.data].line;
        self.number(key, context, metadata)?.ok_or_else(|| {
            Error::new(Code::LabelMissing, format!("{key} is needed for this table and is not there"))
                .at_line(line)
                .of(key)
        })
    }

    /// The number of points that a label declares.
    fn count(&self, context: &Context<'_>, metadata: &mut Metadata) -> Result<Option<usize>, Error> {
        let Some(value) = self.number("NPOINTS", context, metadata)? else { return Ok(None) };
        let line = self.ldr("NPOINTS").map_or(0, |ldr| ldr.line);
        whole(value, "NPOINTS", line).map(Some)
    }

    fn factor(
        &self,
        key: &'static str,
        context: &Context<'_>,
        metadata: &mut Metadata,
    ) -> Result<Factor, Error> {
        let Some(factor) = self.number(key, context, metadata)? else { return Ok(Factor(1.0)) };
        let line = self.ldr(key).map_or(0, |ldr| ldr.line);
        checked_factor(factor, key, line, metadata)
    }

    fn data(&self) -> &Ldr<'_> {
        &self.ldrs[self.table.data]
    }

    /// The bytes of the table, with points for decimal commas where those are allowed.
    fn table_bytes(&self, context: &Context<'_>, metadata: &mut Metadata) -> Result<Cow<'_, [u8]>, Error> {
        let bytes = self.data().value;
        if !context.options.decimal_comma || !commas::has_decimal(bytes) || commas::has_points(bytes) {
            return Ok(Cow::Borrowed(bytes));
        }
        metadata.warnings.push("decimal commas in the table were read as such".into());
        commas::as_points(bytes, context).map(Cow::Owned)
    }

    /// A table, whichever its form; an error that reading decimal commas may mend says so.
    fn samples(&self, context: &Context<'_>, metadata: &mut Metadata) -> Result<Samples, Error> {
        let read = match self.table.ntuples {
            Some(_) => self.ntuples(context, metadata),
            None => self.plain(context, metadata),
        };
        let commas = || ["FIRSTX", "LASTX", "FIRST", "LAST"].iter().filter_map(|key| self.value(key));
        let has_commas = || {
            commas::has_decimal(self.data().value)
                || commas().any(|value| commas::has_decimal(value.as_bytes()))
        };
        read.map_err(|error| {
            if context.options.decimal_comma || !has_commas() { error } else { error.hinting(commas::HINT) }
        })
    }

    /// A table of its own labels.
    fn plain(&self, context: &Context<'_>, metadata: &mut Metadata) -> Result<Samples, Error> {
        let table = self.table_bytes(context, metadata)?;
        let data = &self.data().with_value(&table);
        let form = data.first_line().to_uppercase().replace(' ', "");
        let x_unit = self.value("XUNITS").unwrap_or_default();
        let y_unit = self.value("YUNITS").unwrap_or_default();
        let x_factor = self.factor("XFACTOR", context, metadata)?;
        let y_factor = self.factor("YFACTOR", context, metadata)?;
        let count = self.count(context, metadata)?;
        let (x, mut y) = if form.contains("++") {
            if self.ldr("YFACTOR").is_none() {
                metadata.warnings.push("YFACTOR is missing; 1 was taken".into());
            }
            let declared = self.needed("NPOINTS", context, metadata)?;
            let points = whole(declared, "NPOINTS", self.ldr("NPOINTS").map_or(0, |ldr| ldr.line))?;
            let axis = self.abscissa(points, x_factor.0, context, metadata)?;
            equidistant(data, axis, context, metadata)?
        } else {
            // The table holds its own axis; labels that contradict it are none the less a fault.
            let stated =
                [self.number("FIRSTX", context, metadata)?, self.number("LASTX", context, metadata)?];
            let (mut x, y) = asdf::pairs(data.value, data.line, group_size(&form), context, metadata)?;
            x_factor.apply(&mut x);
            self.check_ends(stated, &x, context, metadata)?;
            if let Some(count) = count
                && count != x.len()
            {
                let reason = format!("NPOINTS declares {count} points, {} are there", x.len());
                let error = Error::new(Code::CountMismatch, reason).at_line(data.line).of("NPOINTS");
                context.damaged(error.counts(count, x.len()), metadata)?;
            }
            (x, y)
        };
        y_factor.apply(&mut y);
        Ok(Samples { x, y, x_unit, y_unit })
    }

    /// Compares what labels state of the ends of a table with what is there: of pairs, in whichever order.
    fn check_ends(
        &self,
        stated: [Option<f64>; 2],
        x: &[f64],
        context: &Context<'_>,
        metadata: &mut Metadata,
    ) -> Result<(), Error> {
        let ends =
            x.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)));
        let (span, [Some(a), Some(b)]) = (ends.1 - ends.0, stated) else { return Ok(()) };
        let off = (a.min(b) - ends.0).abs().max((a.max(b) - ends.1).abs());
        if off <= 1e-3 * span {
            return Ok(());
        }
        let reason =
            format!("FIRSTX and LASTX are {a} and {b}, the table goes from {} to {}", ends.0, ends.1);
        if off <= 1e-2 * span {
            metadata.warnings.push(reason);
            return Ok(());
        }
        let line = self.ldr("FIRSTX").map_or(0, |ldr| ldr.line);
        context.damaged(Error::new(Code::AxisInconsistent, reason).at_line(line).of("FIRSTX"), metadata)
    }

    fn abscissa(
        &self,
        points: usize,
        factor: f64,
        context: &Context<'_>,
        metadata: &mut Metadata,
    ) -> Result<Abscissa, Error> {
        let first = self.needed("FIRSTX", context, metadata)?;
        let delta = self.number("DELTAX", context, metadata)?;
        let line = self.ldr("FIRSTX").map_or(0, |ldr| ldr.line);
        if points < 2 {
            let reason = "an axis needs two points at least";
            return Err(Error::new(Code::TooFewPoints, reason).at_line(line).of("NPOINTS").counts(points, 2));
        }
        let last = match (self.number("LASTX", context, metadata)?, delta) {
            (Some(last), _) => last,
            (None, Some(delta)) => first + delta * (points - 1) as f64,
            (None, None) => self.needed("LASTX", context, metadata)?,
        };
        let axis = axis(first, last, points, factor, line)?;
        let step = axis.even.step();
        let contradicted = delta.is_some_and(|delta| (delta - step).abs() > 1e-3 * step.abs());
        if contradicted {
            let delta = delta.unwrap_or_default();
            metadata.warnings.push(format!("DELTAX is {delta}, by FIRSTX, LASTX and NPOINTS it is {step}"));
        }
        Ok(Abscissa { contradicted, ..axis })
    }

    /// One page of n-tuples.
    fn ntuples(&self, context: &Context<'_>, metadata: &mut Metadata) -> Result<Samples, Error> {
        let table = self.table_bytes(context, metadata)?;
        let data = &self.data().with_value(&table);
        let form = data.first_line().to_uppercase().replace(' ', "");
        let split =
            |value: &str| -> Vec<String> { value.split(',').map(|item| item.trim().to_owned()).collect() };
        let symbols = split(&self.value("SYMBOL").unwrap_or_default());
        let list = |key: &str| -> Vec<String> {
            let value = self.value(key).unwrap_or_default();
            let items = split(&value);
            // More items than symbols: some of the commas are decimal ones.
            if !context.options.decimal_comma || items.len() <= symbols.len() {
                return items;
            }
            split(&commas::text_as_points(&value))
        };
        let column = |symbol: &str| symbols.iter().position(|own| own.eq_ignore_ascii_case(symbol));
        let item =
            |key: &str, column: usize| list(key).into_iter().nth(column).filter(|item| !item.is_empty());
        let number = |key: &'static str, column: usize, metadata: &mut Metadata| {
            let line = self.ldr(key).map_or(data.line, |ldr| ldr.line);
            item(key, column).map(|text| parse(&text, key, line, context, metadata)).transpose()
        };
        // `(X++(R..R))`, `(XY..XY)`: the letters are the symbols of the two variables.
        let letters: Vec<char> =
            form.chars().skip_while(|c| *c != '(').skip(1).filter(|c| c.is_alphabetic()).take(2).collect();
        let [x_symbol, y_symbol] = letters[..] else {
            return Err(Error::new(Code::FormatSyntax, format!("\"{form}\" names no two variables"))
                .at_line(data.line));
        };
        let columns = (column(&x_symbol.to_string()), column(&y_symbol.to_string()));
        let (Some(x_column), Some(y_column)) = columns else {
            let reason = format!("SYMBOL does not list {x_symbol} and {y_symbol}");
            return Err(Error::new(Code::NtuplesDim, reason).at_line(data.line).of("SYMBOL"));
        };
        let of_page = self.page_count(context, metadata)?;
        let dimension = |column: usize, metadata: &mut Metadata| -> Result<Option<usize>, Error> {
            number("VARDIM", column, metadata)?.map(|n| whole(n, "VAR_DIM", data.line)).transpose()
        };
        let (x_dim, y_dim) = (dimension(x_column, metadata)?, dimension(y_column, metadata)?);
        if let (Some(x_dim), Some(y_dim)) = (x_dim, y_dim)
            && x_dim != y_dim
        {
            let reason = format!("VAR_DIM declares {x_dim} of {x_symbol} and {y_dim} of {y_symbol}");
            return Err(Error::new(Code::NtuplesDim, reason)
                .at_line(data.line)
                .of("VAR_DIM")
                .counts(x_dim, y_dim));
        }
        let declared = of_page.or(y_dim).or(x_dim);
        let x_factor = number("FACTOR", x_column, metadata)?.unwrap_or(1.0);
        let y_factor = number("FACTOR", y_column, metadata)?.unwrap_or(1.0);
        let x_factor = checked_factor(x_factor, "FACTOR", data.line, metadata)?;
        let y_factor = checked_factor(y_factor, "FACTOR", data.line, metadata)?;
        let missing = |key: &'static str| {
            let reason = format!("{key} of {x_symbol} is needed for this table and is not there");
            Error::new(Code::LabelMissing, reason).at_line(data.line).of(key)
        };
        let (x, mut y) = if form.contains("++") {
            let points = declared.ok_or_else(|| missing("VAR_DIM"))?;
            if points < 2 {
                return Err(
                    Error::new(Code::TooFewPoints, "an axis needs two points at least").at_line(data.line)
                );
            }
            let first = number("FIRST", x_column, metadata)?.ok_or_else(|| missing("FIRST"))?;
            let last = number("LAST", x_column, metadata)?.ok_or_else(|| missing("LAST"))?;
            let axis = axis(first, last, points, x_factor.0, data.line)?;
            equidistant(data, axis, context, metadata)?
        } else {
            // The table holds its own axis; labels that contradict it are none the less a fault.
            let stated =
                [self.number("FIRSTX", context, metadata)?, self.number("LASTX", context, metadata)?];
            let (mut x, y) = asdf::pairs(data.value, data.line, group_size(&form), context, metadata)?;
            x_factor.apply(&mut x);
            self.check_ends(stated, &x, context, metadata)?;
            if let Some(declared) = declared
                && declared != x.len()
            {
                let reason = format!("{declared} points are declared, {} are there", x.len());
                let error = Error::new(Code::CountMismatch, reason).at_line(data.line);
                context.damaged(error.counts(declared, x.len()), metadata)?;
            }
            (x, y)
        };
        y_factor.apply(&mut y);
        let unit = |column: usize| item("UNITS", column).unwrap_or_default();
        Ok(Samples { x, y, x_unit: unit(x_column), y_unit: unit(y_column) })
    }

    /// The number of points that the table's own page declares.
    fn page_count(&self, context: &Context<'_>, metadata: &mut Metadata) -> Result<Option<usize>, Error> {
        let Some(page) = self.table.page else { return Ok(None) };
        let Some(ldr) = self.ldrs[page..self.table.data].iter().find(|ldr| ldr.key == "NPOINTS") else {
            return Ok(None);
        };
        let value = parse(&ldr.first_line(), "NPOINTS", ldr.line, context, metadata)?;
        whole(value, "NPOINTS", ldr.line).map(Some)
    }
}

/// Decodes ordinates at equal distances, and makes their axis; declared gaps are left out.
fn equidistant(
    data: &Ldr<'_>,
    axis: Abscissa,
    context: &Context<'_>,
    metadata: &mut Metadata,
) -> Result<(Vec<f64>, Vec<f64>), Error> {
    let read = asdf::decode(data.value, data.line, axis, context, metadata)?;
    let mut x: Vec<f64> = context.budget.vec(read.values.len())?;
    let mut y = read.values;
    axis.even.fill(y.len(), &mut x);
    if read.gaps > 0 {
        metadata.skipped_rows = read.gaps;
        metadata.warnings.push(format!("{} points are declared gaps (\"?\"); they are left out", read.gaps));
        let kept: Vec<bool> = y.iter().map(|y| !y.is_nan()).collect();
        let mut keep = kept.iter();
        x.retain(|_| keep.next() == Some(&true));
        y.retain(|y| !y.is_nan());
    }
    Ok((x, y))
}

fn axis(first: f64, last: f64, points: usize, factor: f64, line: usize) -> Result<Abscissa, Error> {
    if first == last {
        let reason = format!("the axis goes from {first} to {last} in {points} points");
        return Err(Error::new(Code::AxisInconsistent, reason).at_line(line).of("LASTX"));
    }
    let even = Even { first, last, points };
    let step = even.step();
    if !step.is_finite() || step == 0.0 {
        return Err(Error::new(Code::NumberRange, format!("a step of {step} is impossible"))
            .at_line(line)
            .of("LASTX"));
    }
    Ok(Abscissa { even, factor, contradicted: false })
}

/// Numbers in one group of `(XY..XY)` or `(XYW..XYW)`.
fn group_size(form: &str) -> usize {
    let letters = form.chars().skip_while(|c| *c != '(').skip(1).take_while(|c| c.is_alphabetic()).count();
    letters.clamp(2, 8)
}

fn parse(
    text: &str,
    key: &'static str,
    line: usize,
    context: &Context<'_>,
    metadata: &mut Metadata,
) -> Result<f64, Error> {
    let value = match number::number(text, Decimal::Point) {
        None if context.options.decimal_comma && text.contains(',') => {
            metadata.warnings.push(format!("{key} = {text} was read with a decimal comma"));
            number::number(text, Decimal::Comma)
        }
        value => value,
    };
    let value = value.ok_or_else(|| number::refuse(text, line).of(key))?;
    let lost = value == 0.0 && text.bytes().any(|b| matches!(b, b'1'..=b'9')) && !text.starts_with('0');
    if !value.is_finite() || lost {
        let reason = format!("\"{text}\" is too large or too small a number");
        return Err(Error::new(Code::NumberRange, reason).at_line(line).of(key));
    }
    Ok(value)
}

fn whole(value: f64, key: &'static str, line: usize) -> Result<usize, Error> {
    if value.fract() != 0.0 || value < 1.0 || value > f64::from(i32::MAX) {
        let reason = format!("{key} is {value}; a whole number of at least 1 is needed");
        return Err(Error::new(Code::BadCount, reason).at_line(line).of(key));
    }
    Ok(value as usize)
}

fn checked_factor(
    factor: f64,
    key: &'static str,
    line: usize,
    metadata: &mut Metadata,
) -> Result<Factor, Error> {
    if factor == 0.0 {
        return Err(Error::new(Code::NumberRange, format!("{key} is 0")).at_line(line).of(key));
    }
    if factor < 0.0 {
        metadata.warnings.push(format!("{key} is negative ({factor})"));
    }
    Ok(Factor(factor))
}

//! The table of a block, whichever its form: axis and ordinates.

use super::asdf::{self, Abscissa};
use super::commas;
use super::labels::Ldr;
use super::pairs;
use super::stated::{Block, checked_factor, parse, whole};
use crate::axis::Even;
use crate::context::Context;
use crate::error::Error;
use crate::record::Metadata;
use ramatch_core::Code;

/// Axis and ordinates, and their units.
pub(super) struct Samples {
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
    pub(super) x_unit: String,
    pub(super) y_unit: String,
}

impl Block<'_, '_> {
    /// A table, whichever its form; an error that reading decimal commas may mend says so.
    pub(super) fn samples(&self, context: &Context<'_>, metadata: &mut Metadata) -> Result<Samples, Error> {
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
            let (mut x, y) = pairs::read(data.value, data.line, pairs::group_size(&form), context, metadata)?;
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
            let (mut x, y) = pairs::read(data.value, data.line, pairs::group_size(&form), context, metadata)?;
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

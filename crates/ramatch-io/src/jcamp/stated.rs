//! What the labels of a block state: texts, numbers, counts, factors.

use super::blocks::Table;
use super::commas;
use super::labels::Ldr;
use crate::context::Context;
use crate::error::Error;
use crate::number::{self, Decimal, POWERS};
use crate::record::Metadata;
use ramatch_core::Code;
use std::borrow::Cow;

/// One table and the labels around it.
pub(super) struct Block<'a, 'b> {
    pub(super) ldrs: &'b [Ldr<'a>],
    pub(super) table: &'b Table,
}

/// What is known of an ordinate's factor.
pub(super) struct Factor(pub(super) f64);

impl Factor {
    /// `written · factor`. A factor that is a negative power of ten divides, so that 37188 and 0.001 yield 37.188 and
    /// not its neighbour.
    pub(super) fn apply(&self, values: &mut [f64]) {
        let power = POWERS.iter().find(|power| **power > 1.0 && 1.0 / **power == self.0);
        match power {
            Some(power) => values.iter_mut().for_each(|value| *value /= power),
            None if self.0 == 1.0 => {}
            None => values.iter_mut().for_each(|value| *value *= self.0),
        }
    }
}

impl Block<'_, '_> {
    pub(super) fn ldr(&self, key: &str) -> Option<&Ldr<'_>> {
        self.ldrs[self.table.block.clone()].iter().find(|ldr| ldr.key == key)
    }

    pub(super) fn value(&self, key: &str) -> Option<String> {
        self.ldr(key).map(Ldr::first_line)
    }

    /// A number that a label states; none where it is missing or blank.
    pub(super) fn number(
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

    pub(super) fn needed(
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
    pub(super) fn count(
        &self,
        context: &Context<'_>,
        metadata: &mut Metadata,
    ) -> Result<Option<usize>, Error> {
        let Some(value) = self.number("NPOINTS", context, metadata)? else { return Ok(None) };
        let line = self.ldr("NPOINTS").map_or(0, |ldr| ldr.line);
        whole(value, "NPOINTS", line).map(Some)
    }

    pub(super) fn factor(
        &self,
        key: &'static str,
        context: &Context<'_>,
        metadata: &mut Metadata,
    ) -> Result<Factor, Error> {
        let Some(factor) = self.number(key, context, metadata)? else { return Ok(Factor(1.0)) };
        let line = self.ldr(key).map_or(0, |ldr| ldr.line);
        checked_factor(factor, key, line, metadata)
    }

    pub(super) fn data(&self) -> &Ldr<'_> {
        &self.ldrs[self.table.data]
    }

    /// The bytes of the table, with points for decimal commas where those are allowed.
    pub(super) fn table_bytes(
        &self,
        context: &Context<'_>,
        metadata: &mut Metadata,
    ) -> Result<Cow<'_, [u8]>, Error> {
        let bytes = self.data().value;
        if !context.options.decimal_comma || !commas::has_decimal(bytes) || commas::has_points(bytes) {
            return Ok(Cow::Borrowed(bytes));
        }
        metadata.warnings.push("decimal commas in the table were read as such".into());
        commas::as_points(bytes, context).map(Cow::Owned)
    }
}

pub(super) fn parse(
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

pub(super) fn whole(value: f64, key: &'static str, line: usize) -> Result<usize, Error> {
    if value.fract() != 0.0 || value < 1.0 || value > f64::from(i32::MAX) {
        let reason = format!("{key} is {value}; a whole number of at least 1 is needed");
        return Err(Error::new(Code::BadCount, reason).at_line(line).of(key));
    }
    Ok(value as usize)
}

pub(super) fn checked_factor(
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

//! Renishaw WXD (WiRE 2): packed streams, of which two hold lists of tagged numbers: the axis and the ordinates.
//!
//! Known from one real file and its twin: one spectrum. What else such a file may hold is not known, and refused.

use crate::context::Context;
use crate::cursor::{Bytes, Order};
use crate::inflate;
use crate::{Error, Quantity, Record, Technique};
use ramatch_core::Code;
use std::sync::Arc;

/// Name of the format.
pub(crate) const NAME: &str = "Renishaw WXD";

/// The bytes with which a file begins.
pub(crate) const MAGIC: &[u8] = b"#WXD";

/// Bytes of one number of a list: its type and itself.
const ITEM: usize = 10;
/// The type of a number in double precision, as OLE automation counts types.
const DOUBLE: u16 = 5;

pub(crate) fn read(bytes: &[u8], context: &Context<'_>) -> Result<Record, Error> {
    let mut lists: Vec<Vec<f64>> = Vec::new();
    let mut at = MAGIC.len();
    let mut left = bytes.len().saturating_mul(context.budget.limits().expansion);
    let mut streams = 0;
    while let Some(start) =
        bytes[at..].windows(2).position(|pair| pair == b"\x78\x9c").map(|found| at + found)
    {
        streams += 1;
        if streams > context.budget.limits().members {
            return Err(crate::budget::over("packed streams", context.budget.limits().members, streams));
        }
        let found = context.budget.scope(|| inflate::zlib(&bytes[start..], left, context));
        match found {
            Ok((stream, used)) => {
                left = left.saturating_sub(stream.len());
                if let Some(list) = list(&stream, context)? {
                    lists.push(list);
                }
                at = start + used.max(2);
            }
            // Two bytes that look like a stream and are none.
            Err(error) if error.code() == Code::FormatSyntax => at = start + 2,
            Err(error) => return Err(error),
        }
    }
    let [x, y] = <[Vec<f64>; 2]>::try_from(lists).map_err(|lists| {
        let reason = format!("{} lists of numbers, an axis and ordinates are needed", lists.len());
        Error::new(Code::FormatUnsupported, reason)
    })?;
    if x.len() != y.len() {
        let reason = format!("the axis has {} values, there are {} ordinates", x.len(), y.len());
        return Err(Error::new(Code::AxisInconsistent, reason).counts(x.len(), y.len()));
    }
    let mut record = Record::new(NAME, x, y);
    (record.quantity, record.technique) = (Quantity::RamanShift, Technique::Raman);
    record.x_unit = "Raman shift (cm-1)".to_owned();
    Arc::make_mut(&mut record.metadata)
        .warnings
        .push("WXD does not state the unit of its axis in a known place; Raman shift was taken".into());
    Ok(record)
}

/// The list of numbers in a stream: a count, and as many tagged numbers.
fn list(stream: &[u8], context: &Context<'_>) -> Result<Option<Vec<f64>>, Error> {
    let bytes = Bytes::new(stream, Order::Little);
    for at in 0..stream.len().min(256) {
        let Ok(count) = bytes.u64(at) else { break };
        let Ok(count) = usize::try_from(count) else { continue };
        if count < 2 {
            continue;
        }
        let Ok(items) = bytes.items(at + 8, count, ITEM) else { continue };
        let (items, _) = items.as_chunks::<ITEM>();
        if items.iter().any(|item| u16::from_le_bytes([item[0], item[1]]) != DOUBLE) {
            continue;
        }
        let mut values = context.budget.vec(context.budget.points(count)?)?;
        values.extend(items.iter().map(|[_, _, value @ ..]| f64::from_le_bytes(*value)));
        return Ok(Some(values));
    }
    Ok(None)
}

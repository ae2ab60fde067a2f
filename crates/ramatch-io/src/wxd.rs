//! Renishaw WXD (WiRE 2): packed streams, of which two hold lists of tagged numbers: the axis and the ordinates.
//!
//! Known from one real file and its twin: one spectrum. What else such a file may hold is not known, and refused.

use crate::context::Context;
use crate::cursor::{Bytes, Order};
use crate::error::Error;
use crate::inflate;
use crate::layout::{Codes, Entry, layout};
use crate::record::{Quantity, Record, Technique};
use ramatch_core::Code;
use std::sync::Arc;

/// Name of the format.
pub(crate) const NAME: &str = "Renishaw WXD";

/// The bytes with which a file begins.
pub(crate) const MAGIC: &[u8] = b"#WXD";

const TWIN: &str = "InViaReflex_PST….wxd and its text";

layout! {
    /// A number of a list.
    pub(crate) mod item = "WXD: number of a list, in an unpacked stream", 10 bytes, from "worked out from InViaReflex_PST….wxd and its text";
    KIND "type" at 0: u16, "type of the number, below", by TWIN;
    VALUE "value" at 2: f64, "the number", by TWIN;
}

/// The type of a number in double precision.
const DOUBLE: u16 = 5;

#[cfg_attr(not(test), allow(dead_code, reason = "for the book"))]
pub(crate) const KINDS: Codes<u16, ()> = Codes {
    title: "WXD: types of numbers, as OLE automation counts them (VARENUM)",
    source: "Microsoft, *VARENUM*",
    entries: &[Entry(DOUBLE, "VT_R8, double precision", (), TWIN)],
};

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
        let start = at + size_of::<u64>();
        if bytes.items(start, count, item::LEN).is_err() {
            continue;
        }
        let items = || (0..count).map(|i| start + i * item::LEN);
        if !items().all(|at| item::KIND.read(&bytes, at).is_ok_and(|kind| kind == DOUBLE)) {
            continue;
        }
        let mut values = context.budget.vec(context.budget.points(count)?)?;
        for at in items() {
            values.push(item::VALUE.read(&bytes, at)?);
        }
        return Ok(Some(values));
    }
    Ok(None)
}

//! A column of the model: a reference's linear row, or the user's own container, as numbers.

use crate::library::Codes;
use crate::measured::grid::Interval;
use ramatch_kernels::{LANES, Lanes, Sample, Work, dispatch};

/// What the signal may be a sum of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// A reference, by its entry.
    Entry(u32),
    /// A container, by its place.
    Container(usize),
}

/// Numbers of a buffer for `n` samples: whole lanes.
pub(super) const fn padded(n: usize) -> usize {
    n.div_ceil(LANES) * LANES
}

/// Codes as numbers, into `out`, from its begin on; what is beyond becomes 0.
pub(super) fn decode(codes: Codes<'_>, out: &mut [f32]) {
    match codes {
        Codes::F32(codes) => dispatch(Decode { codes, out }),
        Codes::I16(codes) => dispatch(Decode { codes, out }),
        Codes::I8(codes) => dispatch(Decode { codes, out }),
    }
}

struct Decode<'a, S> {
    codes: &'a [S],
    out: &'a mut [f32],
}

impl<S: Sample> Work for Decode<'_, S> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Self { codes, out } = self;
        let len = codes.len().min(out.len());
        for (out, code) in out.iter_mut().zip(codes) {
            *out = code.value() as f32;
        }
        out[len..].fill(0.0);
    }
}

/// Sets what lies outside `known` to 0.
pub(super) fn only(known: Interval, row: &mut [f32]) {
    let hi = known.hi.min(row.len());
    row[..known.lo.min(hi)].fill(0.0);
    row[hi..].fill(0.0);
}

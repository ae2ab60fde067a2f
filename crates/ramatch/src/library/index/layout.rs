//! The bytes of the section.

use super::basis::Basis;
use ramatch_core::Interval;
use ramatch_kernels::{NIBBLE_BYTES, NibbleRow};

/// Blocks of the axis whose energies are kept.
pub(super) const BLOCKS: usize = 32;
/// Bytes before the basis.
pub(super) const HEADER_LEN: usize = 64;
/// Bytes of norms that stand beside each row.
pub(super) const NORMS: usize = 3;

/// What norms are kept in: a code is this many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Norms {
    /// ‖t − q‖ by four bits, by eight, and r(u).
    pub(crate) unit: [f32; NORMS],
    /// Distance of two codes of a coefficient.
    pub(crate) step: f32,
}

/// An index in place.
#[derive(Clone, Copy)]
pub(crate) struct IndexRef<'a> {
    pub(crate) norms: Norms,
    /// The upper halves of the coefficients' codes, and the lower ones.
    pub(crate) upper: &'a [NibbleRow],
    pub(crate) lower: &'a [NibbleRow],
    /// Norms of every row, one kind after the other.
    pub(crate) beside: [&'a [u8]; NORMS],
    energies: &'a [u8],
}

impl<'a> IndexRef<'a> {
    /// An index of `rows` rows of `n` parts, and its basis.
    ///
    /// # Errors
    /// What contradicts itself, in words.
    pub(crate) fn of(bytes: &'a [u8], rows: usize, n: usize) -> Result<(Self, Basis), &'static str> {
        let (header, rest) = bytes.split_at_checked(HEADER_LEN).ok_or("the index is too short")?;
        let numbers = header.as_chunks::<4>().0;
        if [rows, n].iter().zip(numbers).any(|(&own, &stated)| u32::from_le_bytes(stated) as usize != own) {
            return Err("the index is not of these rows");
        }
        let number = |i: usize| f32::from_le_bytes(numbers[i]);
        let norms = Norms { step: number(2), unit: [number(3), number(4), number(5)] };
        // Norms of rows of norm 1.
        if ![norms.step].iter().chain(&norms.unit).all(|unit| (0.0..=1.0).contains(unit)) {
            return Err("a unit of the index is beyond its range");
        }
        let (basis, rest) = rest.split_at_checked(Basis::bytes_len(n)).ok_or("the index is too short")?;
        if rest.len() != rows * (2 * NIBBLE_BYTES + NORMS + BLOCKS - 1) {
            return Err("the index has another length than its rows ask for");
        }
        let basis = Basis::from_bytes(basis, n).ok_or("the basis of the index is none")?;
        Ok((Self::again(bytes, rows, n, norms), basis))
    }

    /// The same once more of bytes that were [`IndexRef::of`] before; of others, without rows.
    pub(crate) fn again(bytes: &'a [u8], rows: usize, n: usize, norms: Norms) -> Self {
        let rest = bytes.get(HEADER_LEN + Basis::bytes_len(n)..).unwrap_or_default();
        let fits = rest.len() == rows * (2 * NIBBLE_BYTES + NORMS + BLOCKS - 1);
        let (rest, rows) = if fits { (rest, rows) } else { (&rest[..0], 0) };
        let (upper, rest) = rest.split_at(rows * NIBBLE_BYTES);
        let (lower, rest) = rest.split_at(rows * NIBBLE_BYTES);
        let (beside, energies) = rest.split_at(rows * NORMS);
        let beside = [0, 1, 2].map(|kind| &beside[kind * rows..(kind + 1) * rows]);
        Self { norms, upper: upper.as_chunks().0, lower: lower.as_chunks().0, beside, energies }
    }

    /// How many rows it is of.
    pub(crate) fn len(&self) -> usize {
        self.upper.len()
    }

    /// The part of every row's energy before a block, in 255ths and rounded down; none before the first, where it is 0, and behind
    /// the last, where it is all.
    pub(crate) fn energy_before(&self, block: usize) -> Option<&'a [u8]> {
        let rows = self.len();
        let block = block.checked_sub(1).filter(|&block| block < BLOCKS - 1)?;
        self.energies.get(block * rows..(block + 1) * rows)
    }
}

/// Where block `i` of a row of `n` parts begins.
pub(crate) fn begins(n: usize, block: usize) -> usize {
    block * n / BLOCKS
}

/// The blocks that lie inside an interval throughout.
pub(crate) fn blocks_inside(n: usize, inside: Interval) -> Interval {
    let hi = (0..=BLOCKS).rev().find(|&block| begins(n, block) <= inside.hi).unwrap_or(0);
    let lo = (0..=BLOCKS).find(|&block| begins(n, block) >= inside.lo).unwrap_or(BLOCKS);
    Interval { lo: lo.min(hi), hi }
}

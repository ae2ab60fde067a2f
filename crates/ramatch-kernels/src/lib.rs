//! Inner loops of ramatch, made for vector registers without giving up equal bits.
//!
//! | module | what |
//! |---|---|
//! | codes | rows of small integers times weights, exact |
//! | nibbles | rows of codes of four bits times weights, exact |
//! | sums | products and squares of stored samples, in one documented order of summation |
//! | rough | sums over whole rows for scans of everything, with a stated error |
//! | lanes | [`Lanes`], eight `f64` side by side, and [`Pack`], what they have in common with a single one |
//! | x86 | lanes in the registers of AVX-512 and of AVX2; codes and rough have theirs beside a twin for any processor |
//! | fused | one multiply-add and one root, where the processor has none |
//! | level | [`Level`], what processors can do |
//! | dispatch | [`dispatch`]: runs a computation compiled for the processor at hand |
//!
//! A computation is written once, over lanes, and compiled for AVX-512, for AVX2 with FMA and for whatever else there
//! is. Every operation is one that IEEE 754 rounds correctly, the fused multiply-add among them, and the compiler
//! neither fuses nor reorders on its own, so all of them give equal bits; a test compares them.
#![no_std]

#[cfg(any(feature = "std", test))]
extern crate std;

mod codes;
mod dispatch;
mod fused;
mod lanes;
mod level;
mod nibbles;
mod rough;
mod sums;
#[cfg(all(feature = "std", target_arch = "x86_64"))]
mod x86;

pub use codes::{BLOCK_LEN, BLOCK_ROWS, RowSums, SHORT, SHORT_WEIGHT, all_sums, chosen_sums, reaching};
pub use dispatch::{Work, dispatch, dispatch_at};
pub use lanes::{LANES, Lanes, Pack, Row, join};
pub use level::Level;
pub use nibbles::{NIBBLE_BYTES, NIBBLES, NibbleRow, NibbleWeights, nibble_sums};
pub use rough::{ROUGH_SUMS, code_product, code_sums, prefetch, rough_error, rough_sums};
pub use sums::{PARTIAL_SUMS, Sample, Sums, sum_of_squares, sums};

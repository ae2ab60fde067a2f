//! The main job: which substance does a spectrum show?
//!
//! All in lent memory, so that a microcontroller answers as a server does, to the bit; and in steps, so that a watchdog is fed and
//! a user can call it off.

mod ask;
mod bands;
mod best;
mod calibration;
mod decide;
mod evidence;
mod instrument;
mod lead;
mod lend;
mod lent;
mod lone;
mod mask;
mod memory;
mod one;
mod patience;
mod phenyl;
mod promising;
mod question;
mod reason;
mod references;
mod search;
mod standing;
mod sum;
mod survey;
mod tolerance;
mod unmix;
mod verdict;
#[cfg(test)]
mod verdict_tests;

pub use crate::library::emphasized::verify_rows;
pub use ask::Ask;
pub use bands::{
    BandRoom, BandSlots, ComparedBands, Fate, MOST_BANDS, ReferenceBands, compare_bands, pair_bands,
    query_bands, reference_bands,
};
pub use best::{BestOfEach, Order, Ranked};
pub use calibration::{
    CalibrationLayout, CalibrationRef, HEAD_LEN, MAGIC, MAJOR, MOST_KEPT, MOST_STRATA, Reached, STRATUM_LEN,
    Stratum, VERSION,
};
pub use decide::{cannot_decide, has_foreign_band, is_clear, is_measured, lacks};
pub use evidence::Evidence;
pub use instrument::Instrument;
pub use lead::RANKS;
pub use lend::Lender;
pub use lone::{AROUND, Lone, LonePoints, MOST_LONE, without, without_all};
pub use mask::{Mask, counts, covered};
#[cfg(feature = "alloc")]
pub use memory::MemoryBuf;
pub use memory::{Memory, Needs};
pub use one::{Answer, identify};
pub use patience::Patience;
pub use promising::{CANDIDATES, promise, spread_bands};
pub use question::Question;
pub use reason::{Lacks, MOST_REASONS, REASONS, Reason};
pub use references::{References, sum_squares};
pub use search::{Found, Search, SearchRoom, Weighed};
pub use standing::Standing;
pub use sum::{AskSum, LEAST_BESIDE_CM1, MixtureAnswer, identify_mixture};
pub use tolerance::Tolerance;
pub use unmix::{
    AskedRows, Component, LinearReferences, MOST_COMPONENTS, MOST_CONTAINERS, MOST_RIVALS, MOST_TOLD,
    Mixture, Rival, Signal, Told, UnmixLimits, UnmixMemory, UnmixTerms, Unmixed, unmix, unmix_lengths,
};
pub use verdict::{Calibrated, Decision, MOST_REST, ONE_OF, Ranking, Verdict};

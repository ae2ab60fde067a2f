//! How a spectrum is taken apart.

use super::seen::LinearSeen;
use ramatch_core::Interval;
use ramatch_core::alignment::Alignment;
use ramatch_core::identify::Tolerance;

/// How a spectrum is taken apart.
pub(super) struct Apart<'a> {
    pub(super) linear: &'a LinearSeen,
    /// The stretches in which points count.
    pub(super) open: &'a [Interval],
    pub(super) excluded: &'a [u32],
    pub(super) through: Option<u32>,
    pub(super) tolerance: Tolerance,
    pub(super) alignment: Alignment,
    pub(super) containers: &'a [(String, LinearSeen)],
}

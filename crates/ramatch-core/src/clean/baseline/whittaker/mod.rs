//! The family of penalised baselines: what its methods share, the system they solve, and the loop around it.

mod penalised;
mod run;
mod solve;

pub(crate) use crate::ground::layout::Layout;
pub(crate) use penalised::{Loop, Once, Penalised, Survey, View, Weights};
pub(crate) use run::{fit, fit_many, many_scratch_len, one_scratch_len};

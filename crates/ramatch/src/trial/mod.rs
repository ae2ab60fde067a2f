//! Trials: measurements of which it is known what they are, asked of a library as if it were not. They calibrate a library's verdicts, and
//! they validate them.

pub(crate) mod calibrate;
pub(crate) mod figures;
mod fit;
pub(crate) mod given;
mod limits;
mod noise;
pub(crate) mod outcome;
mod page;
pub(crate) mod run;
pub(crate) mod statistics;
pub(crate) mod validation;

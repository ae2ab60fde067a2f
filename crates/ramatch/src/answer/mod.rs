//! The answer: who is asked, what is asked for, the report, its texts, curves and pictures.

pub(crate) mod curves;
pub(crate) mod decide;
pub(crate) mod doubt;
pub(crate) mod evidence;
pub(crate) mod explain;
pub(crate) mod identify;
pub(crate) mod peaks;
pub mod plot;
pub(crate) mod rank;
pub(crate) mod report;
pub(crate) mod seen;
pub(crate) mod shots;

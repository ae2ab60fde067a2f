//! Baselines: what lies under the bands (fluorescence, glass, stray light) and is to be taken away.
//!
//! Every method is a struct of its parameters with the verbs [`fit`](Arpls::fit) (`f32`), [`fit_f64`](Arpls::fit_f64)
//! and [`fit_masked`](Arpls::fit_masked); [`Baseline`] is any of them, as a step of a recipe and for matrices of
//! spectra ([`Baseline::fit_many`]). One spectrum alone and as a row of a matrix gives the same bits.

mod airpls;
mod any;
mod arpls;
mod asls;
mod aspls;
mod drpls;
mod fabc;
mod goldindec;
mod iarpls;
mod iasls;
mod imodpoly;
mod lsrpls;
mod method;
mod modpoly;
mod morphology;
mod penalized_poly;
pub(crate) mod polynomial;
mod psalsa;
mod rubberband;
mod snip;
pub(crate) mod whittaker;
mod window;

pub use airpls::AirPls;
pub use any::Baseline;
pub use arpls::Arpls;
pub use asls::Asls;
pub use aspls::AsPls;
pub use drpls::DrPls;
pub use fabc::Fabc;
pub use goldindec::Goldindec;
pub use iarpls::IarPls;
pub use iasls::Iasls;
pub use imodpoly::ImodPoly;
pub use lsrpls::LsrPls;
pub use modpoly::ModPoly;
pub use morphology::{Imor, Mor, RollingBall, TopHat};
pub use penalized_poly::{Cost, PenalizedPoly};
pub use psalsa::Psalsa;
pub use rubberband::Rubberband;
pub use snip::{Snip, Transform, WindowOrder};

pub use crate::ground::fit::Fit;

//! Baselines: what lies under the bands (fluorescence, glass, stray light) and is to be taken away.
//!
//! Every method is a struct of its parameters with the verbs [`fit`](Arpls::fit) (`f32`), [`fit_f64`](Arpls::fit_f64),
//! [`fit_masked`](Arpls::fit_masked) and [`fit_at`](Arpls::fit_at) (uneven [`Samples`]); [`Baseline`] is any of them, as a step
//! of a recipe and for matrices of spectra ([`Baseline::fit_many`]). One spectrum alone and as a row of a matrix gives the same bits.

#[cfg(feature = "every-step")]
mod airpls;
mod any;
mod arpls;
mod asls;
#[cfg(feature = "every-step")]
mod aspls;
#[cfg(feature = "every-step")]
mod drpls;
#[cfg(feature = "every-step")]
mod fabc;
#[cfg(feature = "every-step")]
mod goldindec;
#[cfg(feature = "every-step")]
mod iarpls;
#[cfg(feature = "every-step")]
mod iasls;
#[cfg(feature = "every-step")]
mod imodpoly;
#[cfg(feature = "every-step")]
mod lsrpls;
mod method;
#[cfg(feature = "every-step")]
mod modpoly;
#[cfg(feature = "every-step")]
mod morphology;
#[cfg(feature = "every-step")]
mod penalized_poly;
#[cfg(feature = "every-step")]
pub(crate) mod polynomial;
#[cfg(feature = "every-step")]
mod psalsa;
#[cfg(feature = "every-step")]
mod rubberband;
mod samples;
mod snip;
pub(crate) mod whittaker;
mod window;

#[cfg(feature = "every-step")]
pub use self::{
    airpls::AirPls,
    aspls::AsPls,
    drpls::DrPls,
    fabc::Fabc,
    goldindec::Goldindec,
    iarpls::IarPls,
    iasls::Iasls,
    imodpoly::ImodPoly,
    lsrpls::LsrPls,
    modpoly::ModPoly,
    morphology::{Imor, Mor, RollingBall, TopHat},
    penalized_poly::{Cost, PenalizedPoly},
    psalsa::Psalsa,
    rubberband::Rubberband,
};
pub use any::Baseline;
pub use arpls::Arpls;
pub use asls::Asls;
pub use samples::Samples;
pub use snip::{Snip, Transform, WindowOrder};

pub use crate::ground::fit::Fit;

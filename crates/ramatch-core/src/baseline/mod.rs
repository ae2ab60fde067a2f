//! Baselines: what lies under the bands (fluorescence, glass, stray light) and is to be taken away.
//!
//! Every method is a struct of its parameters with the verbs [`fit`](Arpls::fit) (`f32`), [`fit_f64`](Arpls::fit_f64)
//! and [`fit_masked`](Arpls::fit_masked); [`Baseline`] is any of them, as a step of a recipe and for matrices of
//! spectra ([`Baseline::fit_many`]). One spectrum alone and as a row of a matrix gives the same bits.

mod airpls;
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

use crate::parameters::{Canonical, Reader, Writer};
use crate::rows::{self, RowError, Spectra};
use crate::{Error, error};
use whittaker::Weights;

/// How an iterative fit ended. Not converging is a fact, not an error.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Fit {
    /// Solved systems; equals the length of pybaselines' `tol_history`. 1 for methods that do not iterate.
    pub iterations: u32,
    /// Whether the fit stopped changing within the tolerance.
    pub converged: bool,
    /// The last relative change.
    pub change: f64,
}

impl Fit {
    /// A fit that is done in one go.
    pub const DIRECT: Fit = Fit { iterations: 1, converged: true, change: 0.0 };
}

/// A baseline method.
pub(crate) trait Method: Copy {
    /// Refuses parameters outside their domain.
    fn check(&self) -> Result<(), Error>;
    /// Scratch for one spectrum.
    fn scratch_len(&self, n: usize) -> usize;
    /// Scratch for many spectra.
    fn many_scratch_len(&self, n: usize) -> usize {
        2 * n + self.scratch_len(n)
    }
    /// Fits one spectrum. Lengths, samples and parameters have been checked.
    fn fit(
        &self,
        y: &[f64],
        keep: Option<&[bool]>,
        baseline: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<Fit, Error>;
    /// Fits many spectra. Parameters have been checked.
    fn fit_many(
        &self,
        n: usize,
        keep: Option<&[bool]>,
        spectra: &mut dyn Spectra,
        scratch: &mut [f64],
    ) -> Result<(), RowError> {
        self.fit_one_by_one(n, keep, spectra, scratch)
    }
    /// Fits one spectrum after the other.
    fn fit_one_by_one(
        &self,
        n: usize,
        keep: Option<&[bool]>,
        spectra: &mut dyn Spectra,
        scratch: &mut [f64],
    ) -> Result<(), RowError> {
        rows::one_by_one(n, spectra, scratch, |y, z, scratch| {
            check_samples(y)?;
            self.fit(y, keep, z, scratch)
        })
    }
}

impl<M: whittaker::Penalised> Method for M {
    fn check(&self) -> Result<(), Error> {
        self.settings().check()?;
        self.check_own()
    }
    fn scratch_len(&self, n: usize) -> usize {
        whittaker::one_scratch_len::<M>(n)
    }
    fn many_scratch_len(&self, n: usize) -> usize {
        whittaker::many_scratch_len::<M>(n).max(2 * n + self.scratch_len(n))
    }
    fn fit(
        &self,
        y: &[f64],
        keep: Option<&[bool]>,
        baseline: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<Fit, Error> {
        whittaker::fit(self, y, Weights::of(keep), baseline, scratch)
    }
    fn fit_many(
        &self,
        n: usize,
        keep: Option<&[bool]>,
        spectra: &mut dyn Spectra,
        scratch: &mut [f64],
    ) -> Result<(), RowError> {
        // One or two are done sooner one after the other.
        if keep.is_none() && spectra.count() > 2 {
            return whittaker::fit_many(self, n, spectra, scratch);
        }
        self.fit_one_by_one(n, keep, spectra, scratch)
    }
}

/// Fewest samples of a baseline fit.
pub(crate) const MIN_POINTS: usize = 5;

/// Largest accepted magnitude of a sample: squares of it stay finite.
const LIMIT: f64 = 1e140;

pub(crate) fn check_samples(y: &[f64]) -> Result<(), Error> {
    error::points(MIN_POINTS, y.len())?;
    error::samples_within("y", y, LIMIT)
}

/// All that is refused before a fit of one spectrum.
fn check_one<M: Method>(
    method: &M,
    y: &[f64],
    keep: Option<&[bool]>,
    baseline: &[f64],
    scratch: &[f64],
) -> Result<(), Error> {
    method.check()?;
    error::same_len("baseline", y.len(), baseline.len())?;
    error::at_least("scratch", method.scratch_len(y.len()), scratch.len())?;
    check_samples(y)?;
    check_mask(y.len(), keep)
}

fn check_mask(n: usize, keep: Option<&[bool]>) -> Result<(), Error> {
    let Some(keep) = keep else { return Ok(()) };
    error::same_len("mask", n, keep.len())?;
    error::points(MIN_POINTS, keep.iter().filter(|&&keep| keep).count())
}

/// Makes [`Baseline`] of its methods, and gives each method its verbs. The number is the step's tag in the canonical
/// bytes of a recipe; numbers are never reused.
macro_rules! methods {
    ($($name:ident = $tag:literal, $word:literal;)*) => {
        /// One of the baselines, as a step of a recipe.
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(tag = "method"))]
        #[non_exhaustive]
        pub enum Baseline {
            $(
                #[doc = concat!("See [`", stringify!($name), "`].")]
                #[cfg_attr(feature = "serde", serde(rename = $word))]
                $name($name),
            )*
        }

        impl Baseline {
            /// Every method with its defaults.
            pub const ALL: &[Baseline] = &[$(Baseline::$name($name::new()),)*];

            /// The method's name in recipes, in Python and at the terminal.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self { $(Baseline::$name(_) => $word,)* }
            }

            /// Refuses parameters outside their domain.
            ///
            /// # Errors
            /// [`Error::Parameter`].
            pub fn check(&self) -> Result<(), Error> {
                match self { $(Baseline::$name(method) => method.check(),)* }
            }

            /// Scratch `f64`s that [`Baseline::fit_f64`] needs for `n` samples.
            #[must_use]
            pub fn scratch_len(&self, n: usize) -> usize {
                match self { $(Baseline::$name(method) => Method::scratch_len(method, n),)* }
            }

            /// Scratch `f64`s that [`Baseline::fit_many`] needs for spectra of `n` samples, however many.
            #[must_use]
            pub fn many_scratch_len(&self, n: usize) -> usize {
                match self { $(Baseline::$name(method) => Method::many_scratch_len(method, n),)* }
            }

            /// Estimates the baseline of `y` into `baseline`; see the methods themselves.
            ///
            /// # Errors
            /// As [`Arpls::fit_f64`].
            pub fn fit_f64(&self, y: &[f64], baseline: &mut [f64], scratch: &mut [f64]) -> Result<Fit, Error> {
                match self { $(Baseline::$name(method) => method.fit_f64(y, baseline, scratch),)* }
            }

            /// Estimates the baseline from the samples where `mask` is true.
            ///
            /// # Errors
            /// As [`Arpls::fit_masked`].
            pub fn fit_masked(
                &self,
                y: &[f64],
                mask: &[bool],
                baseline: &mut [f64],
                scratch: &mut [f64],
            ) -> Result<Fit, Error> {
                match self { $(Baseline::$name(method) => method.fit_masked(y, mask, baseline, scratch),)* }
            }

            /// Estimates the baselines of many spectra of `n` samples; each has the bits that it has alone.
            ///
            /// `mask`, if there is one, is `[n]` and the same for all. Without one the penalised methods run eight
            /// spectra side by side; one that has converged makes room for the next. `scratch` is at least
            /// [`Baseline::many_scratch_len`]`(n)`, however many spectra there are (for one, `2 n` more than
            /// [`Baseline::scratch_len`]`(n)`).
            ///
            /// # Errors
            /// What [`Baseline::fit_f64`] refuses, with the row. Rows that were stored before stand.
            pub fn fit_many(
                &self,
                n: usize,
                mask: Option<&[bool]>,
                spectra: &mut dyn Spectra,
                scratch: &mut [f64],
            ) -> Result<(), RowError> {
                let checked = self.check().and_then(|()| error::points(MIN_POINTS, n));
                let checked = checked.and_then(|()| check_mask(n, mask));
                let needed = match spectra.count() {
                    0 | 1 => 2 * n + self.scratch_len(n),
                    _ => self.many_scratch_len(n),
                };
                let checked = checked.and_then(|()| error::at_least("scratch", needed, scratch.len()));
                checked.map_err(|error| RowError { row: 0, error })?;
                match self { $(Baseline::$name(method) => method.fit_many(n, mask, spectra, scratch),)* }
            }
        }

        impl Canonical for Baseline {
            fn write(&self, out: &mut Writer<'_>) {
                match self { $(Baseline::$name(method) => { out.tag($tag); method.write(out); })* }
            }
            fn read(from: &mut Reader<'_>) -> Option<Self> {
                match from.tag()? {
                    $($tag => $name::read(from).map(Baseline::$name),)*
                    _ => None,
                }
            }
        }

        $(
            impl From<$name> for Baseline {
                fn from(method: $name) -> Self {
                    Baseline::$name(method)
                }
            }

            impl $name {
                /// Scratch `f64`s that every fit of `n` samples needs.
                #[must_use]
                pub fn scratch_len(&self, n: usize) -> usize {
                    2 * n + Method::scratch_len(self, n)
                }

                /// Estimates the baseline of `y` into `baseline`.
                ///
                /// `y` is `[n]` equally spaced intensities (any unit), `baseline` is `[n]` in the same unit,
                /// `scratch` holds at least [`scratch_len`](Self::scratch_len)`(n)`; its content is garbage after.
                /// All is computed in `f64`. No allocation, no panic.
                ///
                /// # Errors
                /// [`Error::Length`] for a short buffer, [`Error::TooFewPoints`] below 5 samples,
                /// [`Error::Parameter`] for a parameter outside its domain, [`Error::NotFinite`] for a NaN or
                /// infinite sample.
                pub fn fit(&self, y: &[f32], baseline: &mut [f32], scratch: &mut [f64]) -> Result<Fit, Error> {
                    through_f64(self, y, baseline, scratch)
                }

                /// [`fit`](Self::fit) in double precision.
                ///
                /// # Errors
                /// As [`fit`](Self::fit), and [`Error::NumberRange`] for a sample beyond ±10¹⁴⁰.
                pub fn fit_f64(
                    &self,
                    y: &[f64],
                    baseline: &mut [f64],
                    scratch: &mut [f64],
                ) -> Result<Fit, Error> {
                    check_one(self, y, None, baseline, scratch)?;
                    Method::fit(self, y, None, baseline, scratch)
                }

                /// [`fit_f64`](Self::fit_f64) from the samples where `mask` is true.
                ///
                /// # Errors
                /// As [`fit_f64`](Self::fit_f64); [`Error::Length`] for a mask of another length,
                /// [`Error::TooFewPoints`] where it leaves fewer than 5 samples, [`Error::Parameter`] for a mask with
                /// a method that knows none.
                pub fn fit_masked(
                    &self,
                    y: &[f64],
                    mask: &[bool],
                    baseline: &mut [f64],
                    scratch: &mut [f64],
                ) -> Result<Fit, Error> {
                    check_one(self, y, Some(mask), baseline, scratch)?;
                    Method::fit(self, y, Some(mask), baseline, scratch)
                }
            }
        )*
    };
}

methods! {
    Asls = 1, "asls";
    Arpls = 2, "arpls";
    Iasls = 3, "iasls";
    AirPls = 4, "airpls";
    DrPls = 5, "drpls";
    IarPls = 6, "iarpls";
    AsPls = 7, "aspls";
    Psalsa = 8, "psalsa";
    Snip = 9, "snip";
    ModPoly = 10, "modpoly";
    ImodPoly = 11, "imodpoly";
    PenalizedPoly = 12, "penalized_poly";
    Goldindec = 13, "goldindec";
    RollingBall = 14, "rolling_ball";
    TopHat = 15, "tophat";
    Mor = 16, "mor";
    Imor = 17, "imor";
    Rubberband = 18, "rubberband";
    Fabc = 19, "fabc";
    LsrPls = 20, "lsrpls";
}

/// Runs an `f64` fit on `f32` samples.
fn through_f64<M: Method>(
    method: &M,
    y: &[f32],
    baseline: &mut [f32],
    scratch: &mut [f64],
) -> Result<Fit, Error> {
    let n = y.len();
    error::same_len("baseline", n, baseline.len())?;
    error::at_least("scratch", 2 * n + method.scratch_len(n), scratch.len())?;
    let (wide, rest) = scratch.split_at_mut(n);
    let (z, rest) = rest.split_at_mut(n);
    for (wide, &y) in wide.iter_mut().zip(y) {
        *wide = f64::from(y);
    }
    check_one(method, wide, None, z, rest)?;
    let fit = method.fit(wide, None, z, rest)?;
    for (baseline, &z) in baseline.iter_mut().zip(&*z) {
        *baseline = z as f32;
    }
    Ok(fit)
}

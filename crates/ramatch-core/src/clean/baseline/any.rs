//! Any of the baselines, as a step of a recipe, and the verbs that all have.

use super::arpls::Arpls;
use super::asls::Asls;
use super::method::{Method, check_one};
use super::samples::Samples;
use super::snip::Snip;
#[cfg(feature = "every-step")]
use super::{
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
    penalized_poly::PenalizedPoly,
    psalsa::Psalsa,
    rubberband::Rubberband,
};
use crate::ground::error::{self, Error};
use crate::ground::fit::{Fit, MIN_POINTS};
use crate::ground::parameters::{Canonical, Reader, Writer};
use crate::ground::rows::{RowError, Spectra};

/// Makes [`Baseline`] of its methods, and gives each method its verbs. The number is the step's tag in the canonical
/// bytes of a recipe; numbers are never reused. As a step each stands
/// behind the feature that a build needs for it; what devices may call by itself is always there.
macro_rules! methods {
    ($($feature:literal $(#[$gate:meta])? $name:ident = $tag:literal, $word:literal;)*) => {
        /// One of the baselines, as a step of a recipe.
        ///
        /// ```
        /// use ramatch_core::baseline::{Arpls, Baseline};
        /// // A band on a slope.
        /// let y: Vec<f64> = (0..400).map(|i| f64::from(i) + 500.0 / (1.0 + (f64::from(i - 200) / 4.0).powi(2))).collect();
        /// let method = Baseline::Arpls(Arpls::new());
        /// let (mut baseline, mut scratch) = (vec![0.0; 400], vec![0.0; method.scratch_len(400)]);
        /// method.fit_f64(&y, &mut baseline, &mut scratch)?;
        /// assert!((baseline[200] - 200.0).abs() < 25.0 && method.name() == "arpls");
        /// # Ok::<(), ramatch_core::Error>(())
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(tag = "method"))]
        #[non_exhaustive]
        pub enum Baseline {
            $(
                #[cfg(feature = $feature)]
                #[doc = concat!("See [`", stringify!($name), "`].")]
                #[cfg_attr(feature = "serde", serde(rename = $word))]
                $name($name),
            )*
        }

        impl Baseline {
            /// Every method with its defaults.
            pub const ALL: &[Baseline] = &[$(#[cfg(feature = $feature)] Baseline::$name($name::new()),)*];

            /// The method's name in recipes, in Python and at the terminal.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match *self { $(#[cfg(feature = $feature)] Baseline::$name(_) => $word,)* }
            }

            /// Refuses parameters outside their domain.
            ///
            /// # Errors
            /// [`Error::Parameter`].
            pub fn check(&self) -> Result<(), Error> {
                match *self { $(#[cfg(feature = $feature)] Baseline::$name(ref method) => method.check(),)* }
            }

            /// Scratch `f64`s that [`Baseline::fit_f64`] needs for `n` samples.
            #[must_use]
            pub fn scratch_len(&self, n: usize) -> usize {
                match *self { $(#[cfg(feature = $feature)] Baseline::$name(ref method) => Method::scratch_len(method, n),)* }
            }

            /// Scratch `f64`s that [`Baseline::fit_many`] needs for spectra of `n` samples, however many.
            #[must_use]
            pub fn many_scratch_len(&self, n: usize) -> usize {
                match *self { $(#[cfg(feature = $feature)] Baseline::$name(ref method) => Method::many_scratch_len(method, n),)* }
            }

            /// Estimates the baseline of `y` into `baseline`; see the methods themselves.
            ///
            /// # Errors
            /// As [`Arpls::fit_f64`].
            pub fn fit_f64(&self, y: &[f64], baseline: &mut [f64], scratch: &mut [f64]) -> Result<Fit, Error> {
                match *self { $(#[cfg(feature = $feature)] Baseline::$name(ref method) => method.fit_f64(y, baseline, scratch),)* }
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
                match *self { $(#[cfg(feature = $feature)] Baseline::$name(ref method) => method.fit_masked(y, mask, baseline, scratch),)* }
            }

            /// Estimates the baseline from what is known of the samples.
            ///
            /// # Errors
            /// As [`Arpls::fit_at`].
            pub fn fit_at(
                &self,
                y: &[f64],
                samples: Samples<'_>,
                baseline: &mut [f64],
                scratch: &mut [f64],
            ) -> Result<Fit, Error> {
                match *self { $(#[cfg(feature = $feature)] Baseline::$name(ref method) => method.fit_at(y, samples, baseline, scratch),)* }
            }

            /// Estimates the baselines of many spectra of `n` samples; each has the bits that it has alone.
            ///
            /// `samples` says where they stand and which of them count, for all alike. Without a mask the penalised methods
            /// run eight spectra side by side; one that has converged makes room for the next. `scratch` is at least
            /// [`Baseline::many_scratch_len`]`(n)`, however many spectra there are (for one, `2 n` more than
            /// [`Baseline::scratch_len`]`(n)`).
            ///
            /// # Errors
            /// What [`Baseline::fit_f64`] and [`Samples::check`] refuse, with the row. Rows that were stored before stand.
            pub fn fit_many(
                &self,
                n: usize,
                samples: Samples<'_>,
                spectra: &mut dyn Spectra,
                scratch: &mut [f64],
            ) -> Result<(), RowError> {
                let checked = self.check().and_then(|()| error::points(MIN_POINTS, n));
                let checked = checked.and_then(|()| samples.check(n));
                let needed = match spectra.count() {
                    0 | 1 => 2 * n + self.scratch_len(n),
                    _ => self.many_scratch_len(n),
                };
                let checked = checked.and_then(|()| error::at_least("scratch", needed, scratch.len()));
                checked.map_err(|error| RowError { row: 0, error })?;
                match *self { $(#[cfg(feature = $feature)] Baseline::$name(ref method) => method.fit_many(n, samples, spectra, scratch),)* }
            }
        }

        impl Canonical for Baseline {
            fn write(&self, out: &mut Writer<'_>) {
                match *self { $(#[cfg(feature = $feature)] Baseline::$name(ref method) => { out.tag($tag); method.write(out); })* }
            }
            fn read(from: &mut Reader<'_>) -> Option<Self> {
                match from.tag()? {
                    $(#[cfg(feature = $feature)] $tag => $name::read(from).map(Baseline::$name),)*
                    _ => None,
                }
            }
        }

        $(
            #[cfg(feature = $feature)]
            impl From<$name> for Baseline {
                fn from(method: $name) -> Self {
                    Baseline::$name(method)
                }
            }

            $(#[$gate])?
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
                    self.fit_at(y, Samples::default(), baseline, scratch)
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
                    self.fit_at(y, Samples { x: None, mask: Some(mask) }, baseline, scratch)
                }

                /// [`fit_f64`](Self::fit_f64) from samples of which more is known: where they stand, which of them count.
                ///
                /// # Errors
                /// As [`fit_masked`](Self::fit_masked), and what [`Samples::check`] refuses.
                pub fn fit_at(
                    &self,
                    y: &[f64],
                    samples: Samples<'_>,
                    baseline: &mut [f64],
                    scratch: &mut [f64],
                ) -> Result<Fit, Error> {
                    check_one(self, y, samples, baseline, scratch)?;
                    Method::fit(self, y, samples, baseline, scratch)
                }
            }
        )*
    };
}

methods! {
    "asls" Asls = 1, "asls";
    "arpls" Arpls = 2, "arpls";
    "every-step" #[cfg(feature = "every-step")] Iasls = 3, "iasls";
    "every-step" #[cfg(feature = "every-step")] AirPls = 4, "airpls";
    "every-step" #[cfg(feature = "every-step")] DrPls = 5, "drpls";
    "every-step" #[cfg(feature = "every-step")] IarPls = 6, "iarpls";
    "every-step" #[cfg(feature = "every-step")] AsPls = 7, "aspls";
    "every-step" #[cfg(feature = "every-step")] Psalsa = 8, "psalsa";
    "snip" Snip = 9, "snip";
    "every-step" #[cfg(feature = "every-step")] ModPoly = 10, "modpoly";
    "every-step" #[cfg(feature = "every-step")] ImodPoly = 11, "imodpoly";
    "every-step" #[cfg(feature = "every-step")] PenalizedPoly = 12, "penalized_poly";
    "every-step" #[cfg(feature = "every-step")] Goldindec = 13, "goldindec";
    "every-step" #[cfg(feature = "every-step")] RollingBall = 14, "rolling_ball";
    "every-step" #[cfg(feature = "every-step")] TopHat = 15, "tophat";
    "every-step" #[cfg(feature = "every-step")] Mor = 16, "mor";
    "every-step" #[cfg(feature = "every-step")] Imor = 17, "imor";
    "every-step" #[cfg(feature = "every-step")] Rubberband = 18, "rubberband";
    "every-step" #[cfg(feature = "every-step")] Fabc = 19, "fabc";
    "every-step" #[cfg(feature = "every-step")] LsrPls = 20, "lsrpls";
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
    check_one(method, wide, Samples::default(), z, rest)?;
    let fit = method.fit(wide, Samples::default(), z, rest)?;
    for (baseline, &z) in baseline.iter_mut().zip(&*z) {
        *baseline = z as f32;
    }
    Ok(fit)
}

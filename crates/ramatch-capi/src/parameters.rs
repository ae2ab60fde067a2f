//! Parameters of single steps, and their defaults.

use ramatch_core::WhitakerHayes;
use ramatch_core::baseline::{Arpls, Asls, Snip, Transform, WindowOrder};
use ramatch_core::smooth::SavitzkyGolay;

/// SNIP: bands are clipped to the mean of what stands to their left and right.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_snip {
    /// About half the width of the widest band in samples; 0 to find it.
    pub max_half_window: u32,
    /// Not 0 for windows that shrink, which is smoother.
    pub decreasing: i32,
    /// Order of the clipping filter: 2, 4, 6 or 8.
    pub filter_order: u32,
    /// Not 0 for the LLS transform around the clipping.
    pub lls: i32,
}

/// Asymmetric least squares (Eilers & Boelens 2005).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_asls {
    /// Stiffness, above 0, in units of sample spacing^4.
    pub lambda: f64,
    /// Weight above the baseline, between 0 and 1.
    pub p: f64,
    /// Relative change of the weights below which the fit has converged.
    pub tol: f64,
    /// Most reweightings.
    pub max_iter: u32,
    /// Reserved, 0.
    pub reserved: u32,
}

/// Asymmetrically reweighted penalised least squares (Baek et al. 2015).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_arpls {
    /// Stiffness, above 0, in units of sample spacing^4.
    pub lambda: f64,
    /// Relative change of the weights below which the fit has converged.
    pub tol: f64,
    /// Most reweightings.
    pub max_iter: u32,
    /// Reserved, 0.
    pub reserved: u32,
}

/// Savitzky-Golay: a polynomial through each window.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_savitzky_golay {
    /// Samples in the window, odd, 3 to 1001.
    pub window: u32,
    /// Order of the polynomial, below the window, at most 20.
    pub poly_order: u32,
    /// Which derivative, 0 for the smoothed signal itself.
    pub derivative: u32,
    /// Reserved, 0.
    pub reserved: u32,
}

/// Whitaker & Hayes' despiking with guards for bands.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_whitaker_hayes {
    /// Threshold of the modified z-score.
    pub threshold: f64,
    /// FWHM of the narrowest Raman band to be expected, in cm-1.
    pub min_band_cm1: f64,
    /// Widest run of points that is still a spike.
    pub max_width: u32,
    /// Reserved, 0.
    pub reserved: u32,
}

impl ramatch_snip {
    pub(crate) fn core(&self) -> Snip {
        let Self { max_half_window, decreasing, filter_order, lls } = *self;
        let order = if decreasing == 0 { WindowOrder::Increasing } else { WindowOrder::Decreasing };
        Snip::new()
            .max_half_window((max_half_window != 0).then_some(max_half_window))
            .window_order(order)
            .filter_order(filter_order)
            .transform(if lls == 0 { Transform::None } else { Transform::Lls })
    }
}

impl ramatch_asls {
    pub(crate) fn core(&self) -> Asls {
        Asls::new().lambda(self.lambda).p(self.p).tol(self.tol).max_iter(self.max_iter)
    }
}

impl ramatch_arpls {
    pub(crate) fn core(&self) -> Arpls {
        Arpls::new().lambda(self.lambda).tol(self.tol).max_iter(self.max_iter)
    }
}

impl ramatch_savitzky_golay {
    pub(crate) fn core(&self) -> SavitzkyGolay {
        SavitzkyGolay::new().window(self.window).poly_order(self.poly_order).derivative(self.derivative)
    }
}

impl ramatch_whitaker_hayes {
    pub(crate) fn core(&self) -> WhitakerHayes {
        let Self { threshold, min_band_cm1, max_width, .. } = *self;
        WhitakerHayes::new().threshold(threshold).min_band_cm1(min_band_cm1).max_width(max_width)
    }
}

/// The defaults of SNIP.
#[unsafe(no_mangle)]
pub extern "C" fn ramatch_snip_default() -> ramatch_snip {
    let Snip { max_half_window, filter_order, .. } = Snip::new();
    ramatch_snip { max_half_window: max_half_window.unwrap_or(0), decreasing: 0, filter_order, lls: 0 }
}

/// The defaults of AsLS.
#[unsafe(no_mangle)]
pub extern "C" fn ramatch_asls_default() -> ramatch_asls {
    let Asls { lambda, p, tol, max_iter, .. } = Asls::new();
    ramatch_asls { lambda, p, tol, max_iter, reserved: 0 }
}

/// The defaults of arPLS.
#[unsafe(no_mangle)]
pub extern "C" fn ramatch_arpls_default() -> ramatch_arpls {
    let Arpls { lambda, tol, max_iter, .. } = Arpls::new();
    ramatch_arpls { lambda, tol, max_iter, reserved: 0 }
}

/// The defaults of Savitzky-Golay.
#[unsafe(no_mangle)]
pub extern "C" fn ramatch_savitzky_golay_default() -> ramatch_savitzky_golay {
    let SavitzkyGolay { window, poly_order, derivative, .. } = SavitzkyGolay::new();
    ramatch_savitzky_golay { window, poly_order, derivative, reserved: 0 }
}

/// The defaults of despiking.
#[unsafe(no_mangle)]
pub extern "C" fn ramatch_whitaker_hayes_default() -> ramatch_whitaker_hayes {
    let WhitakerHayes { threshold, max_width, min_band_cm1, .. } = WhitakerHayes::new();
    ramatch_whitaker_hayes { threshold, min_band_cm1, max_width, reserved: 0 }
}

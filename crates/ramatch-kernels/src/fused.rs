//! One fused multiply-add and one square root, correctly rounded: an instruction where there is one, exact arithmetic with integers elsewhere.
//!
//! Small processors have no fused multiply-add for doubles. Products of 106 bits are added exactly there, in 128: an arPLS by it takes a fifth
//! less than by libm's routine, to which what is not normal goes.

#[cfg(any(test, not(any(feature = "std", all(feature = "fp64", target_arch = "arm")))))]
mod integers;

/// `a · b + c` with one rounding.
#[inline(always)]
pub(crate) fn fused(a: f64, b: f64, c: f64) -> f64 {
    #[cfg(feature = "std")]
    return a.mul_add(b, c);
    #[cfg(all(not(feature = "std"), feature = "fp64", target_arch = "arm"))]
    return double_unit::fused(a, b, c);
    #[cfg(not(any(feature = "std", all(feature = "fp64", target_arch = "arm"))))]
    integers::in_integers(a, b, c)
}

/// A square root, correctly rounded.
#[inline(always)]
pub(crate) fn root(a: f64) -> f64 {
    #[cfg(feature = "std")]
    return a.sqrt();
    #[cfg(all(not(feature = "std"), feature = "fp64", target_arch = "arm"))]
    return double_unit::root(a);
    #[cfg(not(any(feature = "std", all(feature = "fp64", target_arch = "arm"))))]
    libm::sqrt(a)
}

/// The unit for doubles of a Cortex-M7 and its like, whose instructions round as IEEE 754 says.
#[cfg(all(not(feature = "std"), feature = "fp64", target_arch = "arm"))]
#[allow(unsafe_code, reason = "there is no other way to these instructions")]
mod double_unit {
    use core::arch::asm;

    #[inline(always)]
    pub(super) fn fused(a: f64, b: f64, c: f64) -> f64 {
        let mut sum = c;
        // SAFETY: it reads and writes registers only, flags among them; whoever asks for the feature has the unit.
        unsafe {
            asm!("vfma.f64 {sum}, {a}, {b}", sum = inout(dreg_low16) sum, a = in(dreg_low16) a, b = in(dreg_low16) b,
                options(pure, nomem, nostack));
        }
        sum
    }

    #[inline(always)]
    pub(super) fn root(a: f64) -> f64 {
        let root: f64;
        // SAFETY: as above.
        unsafe {
            asm!("vsqrt.f64 {root}, {a}", root = out(dreg_low16) root, a = in(dreg_low16) a,
                options(pure, nomem, nostack));
        }
        root
    }
}

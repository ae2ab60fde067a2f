//! Running a computation compiled for the processor at hand.

/// A computation that is compiled once for every [`Level`].
pub trait Work {
    /// What it yields.
    type Output;

    /// Does it. Implementations, and all that they call in their loops, are `#[inline(always)]`: only what is inlined
    /// is compiled with the level's instructions.
    fn run(self) -> Self::Output;
}

/// Instruction sets that computations are compiled for. All give equal bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// What the program was compiled for.
    Baseline,
    /// AVX2 and FMA.
    Avx2,
    /// AVX-512 F, DQ, BW and VL, besides the former.
    Avx512,
}

impl Level {
    /// The best level of this processor. Without the feature `std` always [`Level::Baseline`].
    #[must_use]
    #[inline]
    pub fn detected() -> Self {
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        {
            use std::arch::is_x86_feature_detected as has;
            if has!("avx2") && has!("fma") {
                let wide = has!("avx512f") && has!("avx512dq") && has!("avx512bw") && has!("avx512vl");
                return if wide { Level::Avx512 } else { Level::Avx2 };
            }
        }
        Level::Baseline
    }
}

/// Does `work` with the best instructions of this processor.
pub fn dispatch<W: Work>(work: W) -> W::Output {
    dispatch_at(Level::detected(), work)
}

/// Does `work` at `level`, or at the best level below it that this processor has.
#[allow(unsafe_code, reason = "functions for other processors may only be called where they run")]
pub fn dispatch_at<W: Work>(level: Level, work: W) -> W::Output {
    match level.min(Level::detected()) {
        // SAFETY: `detected` has seen every feature that these functions are compiled with.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        Level::Avx512 => unsafe { x86::avx512(work) },
        // SAFETY: as above.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        Level::Avx2 => unsafe { x86::avx2(work) },
        _ => work.run(),
    }
}

#[cfg(all(feature = "std", target_arch = "x86_64"))]
mod x86 {
    use super::Work;

    #[target_feature(enable = "avx2,fma,avx512f,avx512dq,avx512bw,avx512vl")]
    pub(super) fn avx512<W: Work>(work: W) -> W::Output {
        work.run()
    }

    #[target_feature(enable = "avx2,fma")]
    pub(super) fn avx2<W: Work>(work: W) -> W::Output {
        work.run()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Lanes, Pack};

    struct Mixed(Lanes);

    impl Work for Mixed {
        type Output = Lanes;
        #[inline(always)]
        fn run(self) -> Lanes {
            let mut sum = Lanes::ZERO;
            for i in 0..1000 {
                let x = self.0 * Lanes::splat(f64::from(i) - 500.0);
                sum = x.exp().mul_add(x, sum) / (Lanes::ONE + x.abs()).sqrt();
            }
            sum
        }
    }

    #[test]
    fn every_level_gives_equal_bits() {
        let input = Lanes([0.001, -0.002, 0.003, 0.01, 0.02, -0.03, 0.05, 1e-9]);
        let baseline = dispatch_at(Level::Baseline, Mixed(input)).0.map(f64::to_bits);
        for level in [Level::Avx2, Level::Avx512] {
            assert_eq!(dispatch_at(level, Mixed(input)).0.map(f64::to_bits), baseline, "{level:?}");
        }
        assert_eq!(dispatch(Mixed(input)).0.map(f64::to_bits), baseline);
    }
}

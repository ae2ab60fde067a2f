//! Running a computation compiled for the processor at hand.

use crate::lanes::{Lanes, Scalars};
use crate::level::Level;
#[cfg(all(feature = "std", target_arch = "x86_64"))]
use crate::x86::{Pair, Wide};

/// A computation that is compiled once for every [`Level`].
pub trait Work {
    /// What it yields.
    type Output;

    /// Does it. Implementations, and all that they call in their loops, are `#[inline(always)]` functions, not
    /// closures: only what is inlined is compiled with the level's instructions.
    fn run<V: Lanes>(self) -> Self::Output;
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
        Level::Avx512 => unsafe { avx512(work) },
        // SAFETY: as above.
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        Level::Avx2 => unsafe { avx2(work) },
        _ => work.run::<Scalars>(),
    }
}

#[cfg(all(feature = "std", target_arch = "x86_64"))]
#[target_feature(enable = "avx2,fma,avx512f,avx512dq,avx512bw,avx512vl")]
fn avx512<W: Work>(work: W) -> W::Output {
    work.run::<Wide>()
}

#[cfg(all(feature = "std", target_arch = "x86_64"))]
#[target_feature(enable = "avx2,fma")]
fn avx2<W: Work>(work: W) -> W::Output {
    work.run::<Pair>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::Row;

    struct Mixed(Row);

    impl Work for Mixed {
        type Output = Row;
        #[inline(always)]
        fn run<V: Lanes>(self) -> Row {
            let (own, mut sum) = (V::load(&self.0), V::zero());
            for i in 0..1000 {
                let x = own * V::splat(f64::from(i) - 500.0);
                let y = (x.exp().mul_add(x, sum) / (V::one() + x.abs()).sqrt()).max(-x);
                let z = (V::one() + x * x).reciprocal_sqrt() + y.abs();
                sum = x.above(V::splat(0.3), y - V::one(), y + z).min(V::splat(1e6));
            }
            sum.row()
        }
    }

    struct Odd;

    impl Work for Odd {
        type Output = [Row; 4];
        #[inline(always)]
        fn run<V: Lanes>(self) -> [Row; 4] {
            let a = V::load(&[f64::NAN, 0.0, -0.0, 1.0, f64::INFINITY, -1.0, f64::NAN, 5e-324]);
            let b = V::load(&[1.0, -0.0, 0.0, f64::NAN, -1.0, -1.0, f64::NAN, 0.0]);
            [a.min(b).row(), a.max(b).row(), a.above(b, a, b).row(), (-a).abs().row()]
        }
    }

    struct Turned;

    impl Work for Turned {
        type Output = [Row; 8];
        #[inline(always)]
        fn run<V: Lanes>(self) -> [Row; 8] {
            let mut rows = [V::zero(); 8];
            for (k, row) in rows.iter_mut().enumerate() {
                let row_k: Row = core::array::from_fn(|i| (10 * k + i) as f64);
                *row = V::load(&row_k);
            }
            V::transposed(rows).map(V::row)
        }
    }

    #[test]
    fn rows_become_columns_at_every_level() {
        for level in [Level::Baseline, Level::Avx2, Level::Avx512] {
            for (i, row) in dispatch_at(level, Turned).into_iter().enumerate() {
                assert_eq!(row, core::array::from_fn(|k| (10 * k + i) as f64), "{level:?}");
            }
        }
    }

    #[test]
    fn every_level_gives_equal_bits() {
        let input = [0.001, -0.002, 0.003, 0.01, 0.02, -0.03, 0.05, 1e-9];
        let bits = |row: Row| row.map(f64::to_bits);
        let baseline = bits(dispatch_at(Level::Baseline, Mixed(input)));
        let odd = dispatch_at(Level::Baseline, Odd).map(bits);
        for level in [Level::Avx2, Level::Avx512] {
            assert_eq!(bits(dispatch_at(level, Mixed(input))), baseline, "{level:?}");
            assert_eq!(dispatch_at(level, Odd).map(bits), odd, "{level:?}");
        }
        assert_eq!(bits(dispatch(Mixed(input))), baseline);
    }
}

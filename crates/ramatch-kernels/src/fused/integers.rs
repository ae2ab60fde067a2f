//! `a · b + c` with one rounding, in integers.
//!
//! The exact product of 106 bits and what is added to it stand in 128, brought to one exponent; what falls out below is kept as one bit, which
//! is all that rounding asks.

/// Bits of a significand that are written down.
const WRITTEN: u64 = (1 << 52) - 1;

/// A number of 128 bits in two halves: shifts by whole words are none.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct Wide {
    high: u64,
    low: u64,
}

impl Wide {
    #[inline(always)]
    fn product(a: u64, b: u64) -> Self {
        let parts = |x: u64| (x >> 32, x & 0xffff_ffff);
        let ((a1, a0), (b1, b0)) = (parts(a), parts(b));
        let low = a0 * b0;
        let middle = a1 * b0 + (low >> 32);
        let across = a0 * b1 + (middle & 0xffff_ffff);
        Self { high: a1 * b1 + (middle >> 32) + (across >> 32), low: (across << 32) | (low & 0xffff_ffff) }
    }

    /// Shifted to the right; the lowest bit stands for all that fell out.
    #[inline(always)]
    fn down(self, by: u32) -> Self {
        let Self { high, low } = self;
        match by {
            0 => self,
            1..64 => {
                let lost = low << (64 - by);
                let low = (low >> by) | (high << (64 - by));
                Self { high: high >> by, low: low | u64::from(lost != 0) }
            }
            64 => Self { high: 0, low: high | u64::from(low != 0) },
            65..128 => {
                let lost = (high << (128 - by)) | low;
                Self { high: 0, low: (high >> (by - 64)) | u64::from(lost != 0) }
            }
            _ => Self { high: 0, low: u64::from(high | low != 0) },
        }
    }

    /// Shifted to the left until the highest bit is set, and by how much; not for 0.
    #[inline(always)]
    fn up(self) -> (Self, u32) {
        let Self { mut high, mut low } = self;
        let mut by = 0;
        if high == 0 {
            (high, low, by) = (low, 0, 64);
        }
        let more = high.leading_zeros();
        if more > 0 {
            (high, low) = ((high << more) | (low >> (64 - more)), low << more);
        }
        (Self { high, low }, by + more)
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        let (low, carry) = self.low.overflowing_add(other.low);
        Self { high: self.high.wrapping_add(other.high).wrapping_add(u64::from(carry)), low }
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        let (low, borrow) = self.low.overflowing_sub(other.low);
        Self { high: self.high.wrapping_sub(other.high).wrapping_sub(u64::from(borrow)), low }
    }
}

/// `a · b + c` with one rounding, in integers.
#[inline(never)]
pub(super) fn in_integers(a: f64, b: f64, c: f64) -> f64 {
    let bits = [a.to_bits(), b.to_bits(), c.to_bits()];
    let [ea, eb, ec] = bits.map(|bits| (bits >> 52) as i32 & 0x7ff);
    let normal = |exponent: i32| (1..0x7ff).contains(&exponent);
    if !(normal(ea) && normal(eb)) {
        // Nothing is rounded in a product of 0.
        return if a == 0.0 || b == 0.0 { a * b + c } else { libm::fma(a, b, c) };
    }
    if !normal(ec) {
        return if c == 0.0 { a * b } else { libm::fma(a, b, c) };
    }
    // Highest bits set; then two places down, so that a sum has room. Nothing falls out: 22 bits of the product are 0.
    let [ma, mb, mc] = bits.map(|bits| ((bits & WRITTEN) | (1 << 52)) << 11);
    let product = Wide::product(ma, mb).down(2);
    let addend = Wide { high: mc >> 2, low: mc << 62 };
    let (of_product, of_addend) = (ea + eb - 2046 - 124, ec - 1150 + 2);
    let apart = of_product - of_addend;
    let (product, addend) = match apart {
        0.. => (product, addend.down(apart.unsigned_abs())),
        _ => (product.down(apart.unsigned_abs()), addend),
    };
    let exponent = of_product.max(of_addend);
    let (sign_product, sign_addend) = ((bits[0] ^ bits[1]) & (1 << 63), bits[2] & (1 << 63));
    let (sum, sign) = if sign_product == sign_addend {
        (product.plus(addend), sign_product)
    } else if product >= addend {
        (product.minus(addend), sign_product)
    } else {
        (addend.minus(product), sign_addend)
    };
    if sum.high | sum.low == 0 {
        return 0.0;
    }
    let (sum, by) = sum.up();
    let exponent = exponent + 127 - by as i32 + 1023;
    if !normal(exponent) {
        return libm::fma(a, b, c);
    }
    let kept = sum.high >> 11;
    // Above half, or half and odd.
    let (rest, beyond) = (sum.high & 0x7ff, sum.low != 0);
    let up = rest > 0x400 || (rest == 0x400 && (beyond || kept & 1 == 1));
    f64::from_bits((sign | ((exponent as u64) << 52) | (kept & WRITTEN)).wrapping_add(u64::from(up)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Random bits, and numbers near each other, so that sums cancel.
    #[test]
    fn every_bit_is_that_of_the_processor() {
        let mut state = 0x9e37_79b9_7f4a_7c15u64;
        let mut random = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        for round in 0..3_000_000u32 {
            let near = |bits: u64, spread: u64| {
                f64::from_bits(
                    (bits & WRITTEN)
                        | (bits & (1 << 63))
                        | ((1023 - spread / 2 + (bits >> 52) % spread.max(1)) << 52),
                )
            };
            let (a, b, c) = (random(), random(), random());
            let (a, b, c) = match round % 6 {
                0 => (f64::from_bits(a), f64::from_bits(b), f64::from_bits(c)),
                1 => (near(a, 4), near(b, 4), near(c, 8)),
                2 => (near(a, 60), near(b, 60), near(c, 240)),
                // All but the last bits cancel.
                3 => {
                    let (a, b) = (near(a, 20), near(b, 20));
                    (a, b, f64::from_bits((-(a * b)).to_bits().wrapping_add(c % 5).wrapping_sub(2)))
                }
                // Few bits, so that halves are hit.
                4 => (near(a & !0xffff_ffff, 4), near(b & !0xffff_ffff, 4), near(c & !0xf_ffff_ffff, 110)),
                _ => (
                    near(a, 4),
                    if c % 3 == 0 { 0.0 } else { near(b, 2000) },
                    if a % 3 == 0 { -0.0 } else { near(c, 2000) },
                ),
            };
            let (ours, exact) = (in_integers(a, b, c), libm::fma(a, b, c));
            assert!(
                ours.to_bits() == exact.to_bits() || (ours.is_nan() && exact.is_nan()),
                "{a:e} {b:e} {c:e}: {ours:e}, {exact:e}"
            );
            #[cfg(feature = "std")]
            assert!(ours.is_nan() || ours.to_bits() == a.mul_add(b, c).to_bits());
        }
    }
}

//! A calibration in place: what a standing is worth, as trials have shown it.
//!
//! A standing becomes one value, the natural logarithm of a likelihood ratio up to what the trials leave open:
//!
//! ```text
//! value = c₀·score + c₁·lead + c₂·gap + c₃, each number first brought between the least and the most that trials had
//! ```
//!
//! Noise lowers what right and wrong substances reach alike, so limits hold for a stratum of SNR. Of each stratum the highest values of
//! substances that were *absent* are kept, one of each substance, that of its worst trial (Vovk, Gammerman, Shafer, *Algorithmic Learning
//! in a Random World*, 2005: a limit that α of n + 1 exchangeable values exceed holds for the next one).
//!
//! Layout, little-endian; a reader on a host checks the BLAKE3 that closes the file:
//!
//! ```text
//!   0  8  magic                    16  32  hash of the library or the set of libraries
//!   8  u16 version                 48  u64 what scores mean (Recipe::scored_as)
//!  10  u16 strata                  56  u32 major version of the software, u32 flags (none yet)
//!  12  u32 bytes of these tables   64  f64 c₀ c₁ c₂ c₃, then least and most of score, lead, gap
//! 144  f64 α, stated rate, most of the value; score below which nothing explains a spectrum, SNR from which that holds, its rate
//! 192  u32 substances that were absent, u32 substances that were present
//! 200  for each stratum: f64 SNR from, f64 limit of any, f64 limit of unrelated, u32 absent substances, u32 kept values
//!      then for each stratum its kept values, f32, the highest first
//! ```

use super::standing::Standing;
use crate::ground::error::{CalibrationError, Error};

/// First bytes of every calibration.
pub const MAGIC: [u8; 8] = *b"RCL\x89\r\n\x1a\n";
/// Version of the layout.
pub const VERSION: u16 = 1;
/// Bytes before the strata.
pub const HEAD_LEN: usize = 200;
/// Bytes of a stratum.
pub const STRATUM_LEN: usize = 32;
/// Most strata.
pub const MOST_STRATA: usize = 8;
/// Most values that are kept of a stratum.
pub const MOST_KEPT: usize = 200;
/// Scores mean the same as long as this number stays: it is part of what a calibration is bound to.
pub const MAJOR: u32 = 1;

/// What holds from an SNR on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stratum {
    /// From this SNR on, up to that of the next stratum.
    pub snr_from: f64,
    /// What an absent substance's value exceeds in α of the trials, whoever is named for it.
    pub limit: f64,
    /// The same where a relative that is named counts as no error.
    pub limit_unrelated: f64,
    /// How many substances were absent in these trials.
    pub substances: u32,
    /// How many of their values are kept.
    pub kept: u32,
}

/// How often values of a substance that was absent were as high.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Absent substances whose highest value was as high at least; where that is all that were kept, it may be more.
    pub by: u32,
    /// Of so many.
    pub of: u32,
}

/// That the tables of some bytes were checked. It borrows nothing, so that whoever owns the bytes can keep it beside them.
#[derive(Clone, Copy, Debug)]
pub struct CalibrationLayout {
    strata: usize,
}

/// A calibration in place, checked once.
#[derive(Clone, Copy, Debug)]
pub struct CalibrationRef<'a> {
    bytes: &'a [u8],
    strata: usize,
}

impl<'a> CalibrationRef<'a> {
    /// Opens the tables at the beginning of `bytes`. O(bytes), no allocation.
    ///
    /// # Errors
    /// [`Error::Calibration`] for other bytes, another version, tables that are cut off, and numbers that cannot be.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.get(..MAGIC.len()) != Some(&MAGIC) {
            return Err(CalibrationError::BadMagic.into());
        }
        let short = |needed| Error::from(CalibrationError::Truncated { needed, got: bytes.len() });
        let all = Self { bytes, strata: 0 };
        let version = all.at(8).map(u16::from_le_bytes).ok_or(short(HEAD_LEN))?;
        if version != VERSION {
            return Err(CalibrationError::BadVersion { got: version, supported: VERSION }.into());
        }
        let strata = all.at(10).map(u16::from_le_bytes).ok_or(short(HEAD_LEN))?.into();
        if strata == 0 || strata > MOST_STRATA {
            return Err(CalibrationError::BadNumber { what: "the number of strata", offset: 10 }.into());
        }
        let all = Self { bytes, strata };
        let tables = HEAD_LEN + strata * STRATUM_LEN;
        if bytes.len() < tables {
            return Err(short(tables));
        }
        let needed = tables + (0..strata).map(|i| all.kept(i)).sum::<usize>() * size_of::<f32>();
        if all.u32_at(12) as usize != needed || bytes.len() < needed {
            return Err(short(needed));
        }
        all.check().map(|()| all)
    }

    /// Opens once more the bytes that a layout was found in. O(1). Of other bytes the numbers mean nothing.
    #[must_use]
    pub const fn again(bytes: &'a [u8], layout: CalibrationLayout) -> Self {
        Self { bytes, strata: layout.strata }
    }

    /// That it was checked.
    #[must_use]
    pub const fn layout(&self) -> CalibrationLayout {
        CalibrationLayout { strata: self.strata }
    }

    fn check(&self) -> Result<(), Error> {
        let refuse = |what, offset| Err(CalibrationError::BadNumber { what, offset }.into());
        for offset in (64..192).step_by(8) {
            if !self.f64_at(offset).is_finite() {
                return refuse("a number", offset);
            }
        }
        let part = |value: f64| value > 0.0 && value <= 1.0;
        if !part(self.alpha()) || !part(self.stated_rate()) {
            return refuse("a rate", 144);
        }
        if self.coefficients()[..3].iter().any(|c| *c < 0.0) {
            return refuse("a coefficient", 64);
        }
        if self.ranges().iter().any(|(least, most)| least > most) {
            return refuse("a range", 96);
        }
        if self.absent_below().is_some_and(|(below, _, rate)| below > 1.0 || !(0.0..=1.0).contains(&rate)) {
            return refuse("the rate of what is there", 168);
        }
        for (i, stratum) in self.all_strata().enumerate() {
            let offset = HEAD_LEN + i * STRATUM_LEN;
            let before = i.checked_sub(1).map_or(f64::NEG_INFINITY, |before| self.stratum(before).snr_from);
            if !(stratum.snr_from > before && stratum.snr_from.is_finite()) {
                return refuse("the SNR of a stratum", offset);
            }
            // A limit may be infinite: then nothing passes it.
            let (any, unrelated) = (stratum.limit, stratum.limit_unrelated);
            if any.is_nan() || unrelated.is_nan() || unrelated > any {
                return refuse("a limit", offset + 8);
            }
            if stratum.kept > stratum.substances || stratum.kept as usize > MOST_KEPT {
                return refuse("a number of substances", offset + 24);
            }
            let at = self.kept_at(i);
            let mut last = f32::INFINITY;
            for k in 0..stratum.kept as usize {
                let value = self.f32_at(at + k * size_of::<f32>());
                if value.is_nan() || value > last {
                    return refuse("the order of values", at + k * size_of::<f32>());
                }
                last = value;
            }
        }
        Ok(())
    }

    /// Whether it was made for a library (or a set of them) of this hash, prepared by this recipe, and for scores of this software.
    #[must_use]
    pub fn is_of(&self, hash: &[u8; 32], recipe: u64) -> bool {
        self.library_hash() == *hash && self.is_of_recipe(recipe)
    }

    /// Whether it was made for scores of this recipe and this software, whatever the library.
    #[must_use]
    pub fn is_of_recipe(&self, recipe: u64) -> bool {
        self.recipe() == recipe && self.major() == MAJOR
    }

    /// Hash of the library, or of the set of libraries, that it was made for.
    #[must_use]
    pub fn library_hash(&self) -> [u8; 32] {
        self.at(16).unwrap_or_default()
    }

    /// What scores it was made for; see [`Recipe::scored_as`](crate::Recipe::scored_as).
    #[must_use]
    pub fn recipe(&self) -> u64 {
        self.at(48).map_or(0, u64::from_le_bytes)
    }

    /// The software's number that it was made by; see [`MAJOR`].
    #[must_use]
    pub fn major(&self) -> u32 {
        self.u32_at(56)
    }

    /// c₀ to c₃: coefficients of score, lead and gap, and what is added.
    #[must_use]
    pub fn coefficients(&self) -> [f64; 4] {
        [64, 72, 80, 88].map(|at| self.f64_at(at))
    }

    /// Least and most of score, lead and gap that the trials had.
    #[must_use]
    pub fn ranges(&self) -> [(f64, f64); 3] {
        [96, 112, 128].map(|at| (self.f64_at(at), self.f64_at(at + 8)))
    }

    /// The part α of absent substances that the limits let through in the trials.
    #[must_use]
    pub fn alpha(&self) -> f64 {
        self.f64_at(144)
    }

    /// The rate that is stated: twice α, which held in every transfer to other kinds of substances that was tried.
    #[must_use]
    pub fn stated_rate(&self) -> f64 {
        self.f64_at(152)
    }

    /// A value beyond this one says no more: the trials had none.
    #[must_use]
    pub fn most(&self) -> f64 {
        self.f64_at(160)
    }

    /// Score below which nothing in the library explains a spectrum, from which SNR on, and the part of the substances that were there which
    /// look like that; none where the trials cannot say so.
    #[must_use]
    pub fn absent_below(&self) -> Option<(f64, f64, f64)> {
        let (below, snr, rate) = (self.f64_at(168), self.f64_at(176), self.f64_at(184));
        (below > 0.0).then_some((below, snr, rate))
    }

    /// How many substances were absent in its trials, and how many were present.
    #[must_use]
    pub fn substances(&self) -> (u32, u32) {
        (self.u32_at(192), self.u32_at(196))
    }

    /// The strata, from the lowest SNR.
    pub fn all_strata(&self) -> impl Iterator<Item = Stratum> + '_ {
        (0..self.strata).map(|i| self.stratum(i))
    }

    /// Bytes of the tables.
    #[must_use]
    pub fn tables_len(&self) -> usize {
        self.u32_at(12) as usize
    }

    /// What a standing is worth.
    #[must_use]
    pub fn value(&self, standing: &Standing) -> f64 {
        standing.worth(self.coefficients(), self.ranges()).min(self.most())
    }

    /// The stratum of an SNR, and its number from 0; where the noise is not known, that of the cleanest spectra, whose limits are the highest.
    #[must_use]
    pub fn stratum_of(&self, snr: Option<f64>) -> (usize, Stratum) {
        let above = self.all_strata().skip(1).take_while(|next| snr.is_none_or(|snr| snr >= next.snr_from));
        let number = above.count();
        (number, self.stratum(number))
    }

    /// How many absent substances of stratum `number` had a value as high as this.
    #[must_use]
    pub fn reached(&self, number: usize, value: f64) -> Reached {
        let (at, stratum) = (self.kept_at(number), self.stratum(number));
        let values = (0..stratum.kept as usize).map(|k| f64::from(self.f32_at(at + k * size_of::<f32>())));
        let by = values.take_while(|kept| *kept >= value).count() as u32;
        Reached { by, of: stratum.substances }
    }

    fn stratum(&self, number: usize) -> Stratum {
        let at = HEAD_LEN + number * STRATUM_LEN;
        Stratum {
            snr_from: self.f64_at(at),
            limit: self.f64_at(at + 8),
            limit_unrelated: self.f64_at(at + 16),
            substances: self.u32_at(at + 24),
            kept: self.u32_at(at + 28),
        }
    }

    fn kept(&self, number: usize) -> usize {
        self.u32_at(HEAD_LEN + number * STRATUM_LEN + 28) as usize
    }

    fn kept_at(&self, number: usize) -> usize {
        let before: usize = (0..number).map(|i| self.kept(i)).sum();
        HEAD_LEN + self.strata * STRATUM_LEN + before * size_of::<f32>()
    }

    fn at<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.bytes.get(at..)?.first_chunk().copied()
    }

    fn u32_at(&self, at: usize) -> u32 {
        self.at(at).map_or(0, u32::from_le_bytes)
    }

    fn f32_at(&self, at: usize) -> f32 {
        self.at(at).map_or(0.0, f32::from_le_bytes)
    }

    fn f64_at(&self, at: usize) -> f64 {
        self.at(at).map_or(0.0, f64::from_le_bytes)
    }
}

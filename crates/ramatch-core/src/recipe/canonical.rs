//! The canonical bytes of a recipe, and the identity that is their hash.
//!
//! `spectra-library/FORMAT.md` has them byte by byte.

use super::data::{GridStep, MAX_GRIDDED, MAX_NATIVE, NativeStep, Recipe, RecipeId};
use crate::compare::similarity::Overlap;
use crate::ground::error::{self, Error};
use crate::ground::parameters::{Canonical, Reader, Writer};
use crate::measured::grid::Grid;

impl Recipe {
    /// The identity: the 64-bit FNV-1a hash of the canonical bytes.
    #[must_use]
    pub fn id(&self) -> RecipeId {
        let mut hash = 0xcbf2_9ce4_8422_2325u64;
        self.encode(&mut |bytes| {
            for &byte in bytes {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        });
        RecipeId(hash)
    }

    /// Writes the canonical bytes and yields how many there are.
    ///
    /// # Errors
    /// [`Error::Length`] if `out` is too short; [`MAX_CANONICAL`](super::data::MAX_CANONICAL) always suffices.
    pub fn canonical(&self, out: &mut [u8]) -> Result<usize, Error> {
        let mut len = 0;
        self.encode(&mut |bytes| {
            if let Some(slot) = out.get_mut(len..len + bytes.len()) {
                slot.copy_from_slice(bytes);
            }
            len += bytes.len();
        });
        error::at_least("out", len, out.len())?;
        Ok(len)
    }

    /// Reads canonical bytes.
    ///
    /// # Errors
    /// [`Error::Recipe`] for bytes that are no canonical form, and all of [`Recipe::check`].
    pub fn from_canonical(bytes: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader { bytes };
        let recipe = reader.recipe().filter(|_| reader.bytes.is_empty());
        let recipe = recipe.ok_or(Error::Recipe {
            reason: "not the canonical form of a recipe, or one with a step that this build does not hold",
        })?;
        recipe.check()?;
        Ok(recipe)
    }

    fn encode(&self, sink: &mut dyn FnMut(&[u8])) {
        let out = &mut Writer { sink };
        out.tag(if self.linear.is_some() { CANONICAL_VERSION } else { WITHOUT_LINEAR });
        self.grid().start_cm1.write(out);
        self.grid().step_cm1.write(out);
        (self.grid().len as u32).write(out);
        self.resample.write(out);
        self.metric.write(out);
        self.overlap.min_cm1.write(out);
        self.overlap.min_energy.write(out);
        self.emphasis.write(out);
        if let Some(linear) = self.linear {
            linear.write(out);
        }
        (self.native_steps().count() as u32).write(out);
        for NativeStep::Despike(despike) in self.native_steps() {
            despike.write(out);
        }
        (self.gridded_steps().count() as u32).write(out);
        for step in self.gridded_steps() {
            match step {
                GridStep::Baseline(baseline) => {
                    out.tag(1);
                    baseline.write(out);
                }
                GridStep::Smooth(smooth) => {
                    out.tag(2);
                    smooth.write(out);
                }
                GridStep::Normalize { method } => {
                    out.tag(3);
                    method.write(out);
                }
                #[cfg(feature = "every-step")]
                GridStep::Detrend(detrend) => {
                    out.tag(4);
                    detrend.write(out);
                }
            }
        }
    }
}

/// First byte of the canonical form. 2: the arithmetic of the baselines changed with eight lanes. 3: the emphasis. 4: noise on the grid,
/// and scales of the emphasis by what is clear. 5: the linear row, behind the emphasis.
const CANONICAL_VERSION: u8 = 5;
/// That of a recipe without linear rows, which is what it was before there were any: nothing else changed since.
const WITHOUT_LINEAR: u8 = 4;

impl Reader<'_> {
    fn recipe(&mut self) -> Option<Recipe> {
        let has_linear = match self.tag()? {
            CANONICAL_VERSION => true,
            WITHOUT_LINEAR => false,
            _ => return None,
        };
        let (start_cm1, step_cm1, len) = (f64::read(self)?, f64::read(self)?, u32::read(self)?);
        let mut recipe = Recipe::new(Grid { start_cm1, step_cm1, len: usize::try_from(len).ok()? });
        recipe.resample = Canonical::read(self)?;
        recipe.metric = Canonical::read(self)?;
        recipe.overlap = Overlap { min_cm1: f64::read(self)?, min_energy: f64::read(self)? };
        recipe.emphasis = Canonical::read(self)?;
        recipe.linear = if has_linear { Some(Canonical::read(self)?) } else { None };
        for _ in 0..bounded(u32::read(self)?, MAX_NATIVE)? {
            recipe = recipe.native(NativeStep::Despike(Canonical::read(self)?));
        }
        for _ in 0..bounded(u32::read(self)?, MAX_GRIDDED)? {
            recipe = recipe.gridded(match self.tag()? {
                1 => GridStep::Baseline(Canonical::read(self)?),
                2 => GridStep::Smooth(Canonical::read(self)?),
                3 => GridStep::Normalize { method: Canonical::read(self)? },
                #[cfg(feature = "every-step")]
                4 => GridStep::Detrend(Canonical::read(self)?),
                _ => return None,
            });
        }
        Some(recipe)
    }
}

fn bounded(count: u32, limit: usize) -> Option<usize> {
    usize::try_from(count).ok().filter(|&count| count <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::baseline::{Asls, Baseline};
    use crate::clean::normalize::Normalize;
    use crate::clean::resample::Resample;
    use crate::recipe::data::MAX_CANONICAL;
    use proptest::prelude::*;
    use std::prelude::rust_2024::*;

    #[test]
    fn canonical_bytes_round_trip() {
        let asls = Recipe::new(Grid::cm1(100.0, 4.0, 512))
            .resample(Resample::Linear)
            .gridded(GridStep::Baseline(Baseline::Asls(Asls::new().lambda(1e4))))
            .gridded(GridStep::Normalize { method: Normalize::Snv });
        let without = Recipe::FINGERPRINT.without_linear();
        for recipe in [Recipe::FINGERPRINT, Recipe::FINGERPRINT_PORTABLE, without, asls] {
            recipe.check().unwrap();
            let mut bytes = [0; MAX_CANONICAL];
            let len = recipe.canonical(&mut bytes).unwrap();
            assert_eq!(Recipe::from_canonical(&bytes[..len]), Ok(recipe));
            for cut in 0..len {
                Recipe::from_canonical(&bytes[..cut]).unwrap_err();
            }
            assert!(Recipe::from_canonical(&bytes[..=len]).is_err(), "trailing byte");
            assert!(recipe.canonical(&mut [0; 10]).is_err());
        }
    }

    /// A recipe's identity may only ever change knowingly: libraries in the field are bound to it.
    #[test]
    fn identities_are_frozen() {
        assert_eq!(Recipe::FINGERPRINT.id().to_string(), "6cc7a1d9780b7da5");
        assert_eq!(Recipe::FINGERPRINT_PORTABLE.id().to_string(), "52d1fad969594490");
        // Those from before there were linear rows.
        assert_eq!(Recipe::FINGERPRINT.without_linear().id().to_string(), "8b679a92f8d65af4");
        assert_eq!(Recipe::FINGERPRINT_PORTABLE.without_linear().id().to_string(), "a55d419307889409");
    }

    #[test]
    fn a_backend_is_part_of_the_identity() {
        assert_ne!(Recipe::FINGERPRINT.id(), Recipe::FINGERPRINT_PORTABLE.id());
    }

    proptest! {
        /// Any bytes: a typed error or a recipe that writes the same bytes.
        #[test]
        fn any_bytes(mut bytes in prop::collection::vec(any::<u8>(), 0..200), edits in prop::collection::vec((0usize..150, any::<u8>()), 0..4)) {
            let mut canonical = [0; MAX_CANONICAL];
            let len = Recipe::FINGERPRINT.canonical(&mut canonical).unwrap();
            if !edits.is_empty() {
                bytes = canonical[..len].to_vec();
                for (at, value) in edits { bytes[at % len] = value; }
            }
            if let Ok(recipe) = Recipe::from_canonical(&bytes) {
                let len = recipe.canonical(&mut canonical).unwrap();
                prop_assert_eq!(&canonical[..len], &bytes[..]);
            }
        }
    }
}

//! What the scores of a recipe mean, whatever computes them.

use super::data::{GridStep, Recipe, RecipeId};
use crate::clean::smooth::{Backend, Smooth};

impl Recipe {
    /// The identity of what its scores mean: that of the recipe with the FFT backend of a host. Backends agree to 1e-5 of full scale, so that
    /// trials by one hold for the others.
    #[must_use]
    pub fn scored_as(&self) -> RecipeId {
        let mut recipe = *self;
        for step in recipe.gridded.iter_mut().flatten() {
            if let GridStep::Smooth(Smooth::Fourier(fourier)) = step {
                *fourier = fourier.backend(Backend::Rustfft);
            }
        }
        recipe.id()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measured::grid::Grid;

    #[test]
    fn a_backend_changes_the_identity_and_not_what_scores_mean() {
        assert_eq!(Recipe::FINGERPRINT.scored_as(), Recipe::FINGERPRINT.id());
        assert_eq!(Recipe::FINGERPRINT_PORTABLE.scored_as(), Recipe::FINGERPRINT.id());
        assert_ne!(Recipe::new(Grid::FINGERPRINT).scored_as(), Recipe::FINGERPRINT.id());
    }
}

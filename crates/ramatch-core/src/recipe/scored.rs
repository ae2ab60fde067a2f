//! What the scores of a recipe mean, whatever computes them.

use super::data::{GridStep, Recipe, RecipeId};
use crate::clean::smooth::{Backend, Smooth};

impl Recipe {
    /// The identity of what its scores mean: that of the recipe with the FFT backend of a host and without linear rows. Backends agree to
    /// 1e-5 of full scale, so that trials by one hold for the others; a score does not depend on linear rows.
    #[must_use]
    pub fn scored_as(&self) -> RecipeId {
        let mut recipe = self.without_linear();
        for step in recipe.gridded.iter_mut().flatten() {
            if let GridStep::Smooth(Smooth::Fourier(fourier)) = step {
                *fourier = fourier.backend(Backend::Rustfft);
            }
        }
        recipe.id()
    }

    /// Whether another recipe prepares the same rows: whether they differ in nothing but linear rows.
    #[must_use]
    pub fn prepares_as(&self, other: &Recipe) -> bool {
        self.without_linear().id() == other.without_linear().id()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::linear::Linear;
    use crate::measured::grid::Grid;

    #[test]
    fn a_backend_and_a_linear_row_change_the_identity_and_not_what_scores_mean() {
        let plain = Recipe::FINGERPRINT.without_linear();
        assert_ne!(plain.id(), Recipe::FINGERPRINT.id());
        let others =
            [Recipe::FINGERPRINT, Recipe::FINGERPRINT_PORTABLE, plain.linear(Linear::new().fine_cm1(5.0))];
        for recipe in others.into_iter().chain([plain]) {
            assert_eq!(recipe.scored_as(), plain.id());
        }
        assert_ne!(Recipe::new(Grid::FINGERPRINT).scored_as(), plain.id());
        assert!(plain.prepares_as(&Recipe::FINGERPRINT) && Recipe::FINGERPRINT.prepares_as(&plain));
        assert!(!plain.prepares_as(&Recipe::FINGERPRINT_PORTABLE));
    }
}

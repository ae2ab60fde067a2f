//! What was asked of whom.

use super::canonical::bad;
use super::exact::Exact;
use crate::answer::identifier::Identifier;
use crate::answer::options::{Options, Ranking};
use crate::files::recipe_file::{recipe_from_toml, recipe_to_toml};
use crate::ground::error::Error;
use crate::ground::shown;
use crate::instrument::container::Container;
use crate::instrument::profile::InstrumentProfile;
use ramatch_core::identify::Tolerance;
use ramatch_core::metric::Formula;
use ramatch_core::{Recipe, Spectrum};
use serde::{Deserialize, Serialize};

/// A library that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RecordedLibrary {
    /// The name of its file; none for one that was made in memory.
    pub name: Option<String>,
    /// BLAKE3 of its bytes, as the library states it.
    pub hash: String,
    /// Number of its references.
    pub entries: usize,
}

/// A text with its identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RecordedText {
    /// Its identity: that of the recipe, or BLAKE3 of the text of a profile.
    pub id: String,
    /// The whole text (TOML).
    pub toml: String,
}

/// How far the axis was allowed to be off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RecordedTolerance {
    /// Largest shift in cm⁻¹.
    pub shift_cm1: Exact,
    /// Largest stretch.
    pub stretch: Exact,
}

/// The calibration that decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RecordedCalibration {
    /// BLAKE3 of its bytes.
    pub hash: String,
    /// Whether it was made for what was asked; otherwise a relative is told at best.
    pub own: bool,
}

/// A container of the user's own that was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RecordedContainer {
    /// What it is called.
    pub name: String,
    /// Its laser in nm, if that is known.
    pub laser_nm: Option<Exact>,
    /// Raman shifts of its points in cm⁻¹.
    pub shift_cm1: Vec<Exact>,
    /// Their intensities.
    pub intensity: Vec<Exact>,
}

impl RecordedContainer {
    fn of(container: &Container) -> Self {
        let points = container.spectrum.as_ref();
        let exact = |values: &[f32]| values.iter().map(|&value| Exact::of(f64::from(value))).collect();
        Self {
            name: container.name.clone(),
            laser_nm: container.laser_nm.map(Exact::of),
            shift_cm1: exact(points.shift_cm1()),
            intensity: exact(points.intensity()),
        }
    }

    /// As it was given.
    fn container(&self) -> Result<Container, Error> {
        let numbers = |values: &[Exact]| values.iter().map(|value| value.value() as f32).collect();
        let spectrum = Spectrum::new(numbers(&self.shift_cm1), numbers(&self.intensity))
            .map_err(|error| bad(format!("its container \"{}\": {error}", shown::line(&self.name))))?;
        let made = Container::new(&self.name, spectrum);
        Ok(Container { laser_nm: self.laser_nm.map(Exact::value), ..made })
    }
}

/// What was asked of whom, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RecordedQuestion {
    /// The libraries, in their order.
    pub libraries: Vec<RecordedLibrary>,
    /// Hash of all of them together, prepared by the recipe.
    pub library: String,
    /// The recipe.
    pub recipe: RecordedText,
    /// The calibration that turned scores into a verdict; none for a recipe that there are no trials of.
    pub calibration: Option<RecordedCalibration>,
    /// The instrument's profile, if one was given.
    pub profile: Option<RecordedText>,
    /// By what substances were ranked: `recipe`, or the name of a metric.
    pub ranking: String,
    /// Tolerance of the axis, from whatever it came; none where a metric ranked.
    pub tolerance: Option<RecordedTolerance>,
    /// Most substances that were listed.
    pub top: usize,
    /// Ids of entries that were not asked.
    pub exclude: Vec<String>,
    /// The substance that it was measured through.
    pub through: Option<String>,
    /// The containers of the user's own that were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub containers: Vec<RecordedContainer>,
    /// Whether it was taken for a single substance.
    #[serde(default, skip_serializing_if = "is_false")]
    pub single: bool,
    /// Whether the spectra are several measurements of one sample.
    pub shots: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// What stands for the recipe's own ranking.
const BY_RECIPE: &str = "recipe";

impl RecordedQuestion {
    pub(super) fn of(identifier: &Identifier, options: &Options, shots: bool) -> Result<Self, Error> {
        let about = identifier.library_info();
        let libraries = identifier.library().parts().into_iter();
        let recipe = identifier.library().view();
        let tolerance = identifier.tolerance(options);
        let by_recipe = options.ranking == Ranking::Recipe;
        Ok(Self {
            libraries: libraries
                .map(|part| RecordedLibrary { name: part.name, hash: part.hash, entries: part.entries })
                .collect(),
            library: about.hash,
            recipe: RecordedText { id: about.recipe, toml: recipe_to_toml(recipe.recipe())? },
            calibration: identifier
                .calibration()
                .map(|(calibration, own)| RecordedCalibration { hash: calibration.hash(), own }),
            profile: identifier.profile().map(text_of).transpose()?,
            ranking: match options.ranking {
                Ranking::Recipe => BY_RECIPE.to_owned(),
                Ranking::By(formula) => formula.name().to_owned(),
            },
            tolerance: by_recipe.then_some(RecordedTolerance {
                shift_cm1: Exact::of(tolerance.shift_cm1),
                stretch: Exact::of(tolerance.stretch),
            }),
            top: options.top,
            exclude: options.exclude.clone(),
            through: options.through.clone(),
            containers: options.containers.iter().map(RecordedContainer::of).collect(),
            single: options.single,
            shots,
        })
    }

    /// The options that it was asked with.
    pub(super) fn options(&self) -> Result<Options, Error> {
        let ranking = match self.ranking.as_str() {
            BY_RECIPE => Ranking::Recipe,
            name => Ranking::By(
                Formula::ALL
                    .into_iter()
                    .find(|formula| formula.name() == name)
                    .ok_or_else(|| bad(format!("\"{}\" is no metric", shown::line(name))))?,
            ),
        };
        let tolerance = self.tolerance.map(|tolerance| {
            Tolerance::new().shift_cm1(tolerance.shift_cm1.value()).stretch(tolerance.stretch.value())
        });
        Ok(Options {
            top: self.top,
            ranking,
            tolerance,
            exclude: self.exclude.clone(),
            through: self.through.clone(),
            containers: self.containers.iter().map(RecordedContainer::container).collect::<Result<_, _>>()?,
            single: self.single,
            ..Options::default()
        })
    }

    /// The recipe.
    pub(super) fn recipe(&self) -> Result<Recipe, Error> {
        let recipe = recipe_from_toml(&self.recipe.toml)?;
        if recipe.id().to_string() == self.recipe.id {
            return Ok(recipe);
        }
        let (stated, found) = (shown::line(&self.recipe.id), recipe.id());
        Err(bad(format!("its recipe is called {stated}, and its text is that of {found}")))
    }

    /// The instrument's profile.
    pub(super) fn profile(&self) -> Result<Option<InstrumentProfile>, Error> {
        let Some(RecordedText { id, toml }) = &self.profile else { return Ok(None) };
        let profile =
            toml::from_str(toml).map_err(|error| bad(format!("its profile: {}", error.message())))?;
        match text_of(&profile)?.id == *id {
            true => Ok(Some(profile)),
            false => Err(bad("its profile does not match its hash".into())),
        }
    }
}

fn text_of(profile: &InstrumentProfile) -> Result<RecordedText, Error> {
    let toml = profile.to_toml()?;
    Ok(RecordedText { id: blake3::hash(toml.as_bytes()).to_hex().to_string(), toml })
}

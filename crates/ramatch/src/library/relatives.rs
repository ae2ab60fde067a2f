//! Which substances are relatives: of which one may be taken for another by its Raman spectrum.
//!
//! A substance may state its families; two that state the same one are relatives, and that is all that counts where either states any.
//! Where neither does, inorganic substances go by the elements of their formulas, oxygen and hydrogen left out, as nearly every mineral
//! holds them: relatives share half of all that either holds, as isomorphs, polymorphs, and hydrates of one salt do.

use super::formula::Elements;
use super::opened::Library;
use crate::ground::error::Error;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// By what two substances are relatives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kinship {
    /// Both state this family.
    Family {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
    },
    /// Neither states a family, both are inorganic, and at least half of the elements of their formulas, without oxygen and hydrogen,
    /// are common to both.
    Elements,
}

/// What a substance says of its kin.
#[derive(Clone, Debug, Default)]
struct Stated {
    /// Its families, by their places in the order of their ids.
    families: Vec<usize>,
    elements: Elements,
}

/// The relatives among the substances of a library.
///
/// ```
/// use ramatch::{Kinship, Library, Relatives};
/// let library = Library::embedded()?;
/// let (relatives, view) = (Relatives::of(&library)?, library.view());
/// let at = |id| (0..view.substances_len()).find(|&i| view.substance(i).is_some_and(|s| s.id == id));
/// let (acetone, butanone) = at("acetone").zip(at("2-butanone")).ok_or("both are in it")?;
/// assert!(matches!(relatives.kinship(acetone, butanone), Some(Kinship::Family { name, .. }) if name == "alkanones"));
/// assert!(relatives.relatives_of(acetone).iter().any(|(other, _)| *other == butanone));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Relatives {
    stated: Vec<Stated>,
    /// Id and name of each family.
    families: Vec<(String, String)>,
}

impl Relatives {
    /// Those of a library. O(substances).
    ///
    /// # Errors
    /// [`Error::Library`] for a record that cannot be read, which [`Library::verify`] would have found.
    pub fn of(library: &Library) -> Result<Self, Error> {
        let mut families: Vec<(String, String)> =
            library.families()?.into_iter().map(|family| (family.id, family.name)).collect();
        let mut places: BTreeMap<String, usize> =
            families.iter().enumerate().map(|(place, (id, _))| (id.clone(), place)).collect();
        let mut stated = Vec::new();
        for index in 0..library.view().substances_len() {
            let content = library.substance_content(index)?.unwrap_or_default();
            // A family that is named without saying what it is has its id for a name.
            let mut place_of = |id: String| {
                *places.entry(id.clone()).or_insert_with(|| {
                    families.push((id.clone(), id));
                    families.len() - 1
                })
            };
            let families = content.family.into_iter().map(&mut place_of).collect();
            let elements = content.formula.as_deref().map(Elements::of).unwrap_or_default();
            stated.push(Stated { families, elements });
        }
        Ok(Self { stated, families })
    }

    /// By what the substances at `a` and `b` are relatives; none where they are not. One substance is no relative of itself.
    #[must_use]
    pub fn kinship(&self, a: u32, b: u32) -> Option<Kinship> {
        self.between(self.stated.get(a as usize).filter(|_| a != b)?, b)
    }

    /// By what something that the library does not hold, of this formula, is a relative of the substance at `b`.
    #[must_use]
    pub fn kinship_with_formula(&self, formula: &str, b: u32) -> Option<Kinship> {
        self.kinship_with(formula, &[], b)
    }

    /// The same of something that is of these families too, by their ids.
    #[must_use]
    pub fn kinship_with(&self, formula: &str, families: &[String], b: u32) -> Option<Kinship> {
        let place = |id: &String| self.families.iter().position(|(own, _)| own == id);
        // A family that no substance of the library has is one all the same.
        let families = families.iter().map(|id| place(id).unwrap_or(usize::MAX)).collect();
        self.between(&Stated { families, elements: Elements::of(formula) }, b)
    }

    /// All relatives of the substance at `a`, in the order of the library.
    #[must_use]
    pub fn relatives_of(&self, a: u32) -> Vec<(u32, Kinship)> {
        (0..self.stated.len() as u32).filter_map(|b| Some((b, self.kinship(a, b)?))).collect()
    }

    fn between(&self, one: &Stated, b: u32) -> Option<Kinship> {
        let other = self.stated.get(b as usize)?;
        if one.families.is_empty() && other.families.is_empty() {
            return one.elements.overlap_by_half(other.elements).then_some(Kinship::Elements);
        }
        let common = one.families.iter().find(|family| other.families.contains(family))?;
        let (id, name) = self.families.get(*common)?;
        Some(Kinship::Family { id: id.clone(), name: name.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{Content, FamilyContent, Storage, SubstanceContent};
    use ramatch_core::Recipe;

    fn substance(id: &str, formula: &str, family: &[&str]) -> SubstanceContent {
        SubstanceContent {
            id: id.into(),
            name: id.into(),
            formula: Some(formula.into()),
            family: family.iter().map(|&id| id.to_owned()).collect(),
            ..SubstanceContent::default()
        }
    }

    #[test]
    fn families_count_where_any_is_stated_and_elements_where_none_is() {
        let library = Library::embedded().unwrap();
        let mut content = library.content().unwrap();
        content.substances = vec![
            substance("a-calcite", "CaCO3", &["group"]),
            substance("b-magnesite", "MgCO3", &["group"]),
            substance("c-siderite", "FeCO3", &[]),
            substance("d-ankerite", "Ca(Fe^2+^,Mg)(CO_3_)_2_", &[]),
            substance("e-quartz", "SiO2", &[]),
            substance("f-glycine", "C2H5NO2", &[]),
            substance("g-alanine", "C3H7NO2", &[]),
        ];
        for (entry, substance) in content.entries.iter_mut().zip(&content.substances) {
            entry.substance.clone_from(&substance.id);
        }
        content.entries.truncate(7);
        content.hints.clear();
        let family =
            FamilyContent { id: "group".into(), name: "the group".into(), ..FamilyContent::default() };
        let content = Content { families: vec![family], ..content };
        let library =
            Library::build(&content, &Recipe::FINGERPRINT, None, Storage::new(), &mut |_, _| {}).unwrap();
        let relatives = Relatives::of(&library).unwrap();
        let family = Kinship::Family { id: "group".into(), name: "the group".into() };
        assert_eq!(relatives.kinship(0, 1), Some(family.clone()));
        // One states a family, and the other does not name it.
        assert_eq!(relatives.kinship(0, 3), None);
        // Fe C of Ca C Fe Mg.
        assert_eq!(relatives.kinship(2, 3), Some(Kinship::Elements));
        assert_eq!(relatives.kinship(3, 2), Some(Kinship::Elements));
        assert_eq!(relatives.kinship(2, 2), None, "itself");
        assert_eq!(relatives.kinship(2, 4), None);
        assert_eq!(relatives.kinship(5, 6), None, "organic");
        assert_eq!(relatives.kinship(5, 99), None, "there is none");
        assert_eq!(relatives.relatives_of(0), [(1, family.clone())]);
        assert_eq!(relatives.kinship_with_formula("FeCO3", 3), Some(Kinship::Elements));
        assert_eq!(relatives.kinship_with_formula("FeCO3", 0), None);
        assert_eq!(relatives.kinship_with("FeCO3", &["group".into()], 0), Some(family));
        assert_eq!(relatives.kinship_with("FeCO3", &["another".into()], 3), None);
        assert_eq!(relatives.kinship_with("", &[], 4), None, "nothing is known of it");
    }

    #[test]
    fn the_built_in_library_knows_its_relatives() {
        let library = Library::embedded().unwrap();
        let (relatives, view) = (Relatives::of(&library).unwrap(), library.view());
        let at = |id: &str| {
            (0..view.substances_len()).find(|&i| view.substance(i).unwrap().id == id).expect("it is held")
        };
        let families = library.families().unwrap();
        let mut of_family: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for index in 0..view.substances_len() {
            for id in library.substance_content(index).unwrap().unwrap().family {
                let known = families.iter().find(|family| family.id == id).expect("it is described");
                of_family.entry(&known.id).or_default().push(index);
            }
        }
        // Every family holds its members together, whichever is asked about.
        assert!(of_family.len() > 40);
        for members in of_family.values() {
            for (&a, &b) in members.iter().flat_map(|a| members.iter().map(move |b| (a, b))) {
                assert_eq!(relatives.kinship(a, b).is_some(), a != b);
            }
        }
        assert!(relatives.kinship(at("acetone"), at("polystyrene")).is_none());
        assert!(relatives.kinship(at("acetone"), at("2-butanone")).is_some());
        // What stands alone by its review and is inorganic has relatives by its elements only.
        let mut by_elements = Vec::new();
        for a in 0..view.substances_len() {
            for (b, kinship) in relatives.relatives_of(a) {
                assert_eq!(relatives.kinship(b, a).as_ref(), Some(&kinship));
                if a < b && kinship == Kinship::Elements {
                    by_elements.push([a, b].map(|index| view.substance(index).unwrap().id));
                }
            }
        }
        assert_eq!(by_elements, [["silicon", "silicon-carbide"]]);
    }
}

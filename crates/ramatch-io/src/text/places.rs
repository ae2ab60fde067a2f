//! Columns of places and times, which say where in a map or when in a series a row was measured.

use crate::units;

/// What a column says of where and when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    X,
    Y,
    Z,
    Time,
}

/// Which of them a column is called, and its unit: `x`, `x (µm)`, `Y [um]`, `x_mm`, `Position x / µm`, `depth (µm)`, `time (s)`.
pub(super) fn called(name: &str) -> Option<(Place, String)> {
    const ABOUT: [&str; 7] = ["position", "pos", "coordinate", "coord", "stage", "axis", "in"];
    let name = name.to_lowercase();
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words = words.filter(|word| !ABOUT.contains(word));
    let place = match words.next()? {
        "x" => Place::X,
        "y" => Place::Y,
        "z" | "depth" => Place::Z,
        "t" | "time" => Place::Time,
        _ => return None,
    };
    let rest = words.collect::<Vec<_>>().join(" ");
    let unit = units::of_position(&rest);
    // What is no known unit is one where it stands as such.
    let is_unit = unit != rest || is_length(&unit) || name.contains(['(', '[', '/']);
    Some((place, if is_unit { unit } else { String::new() }))
}

/// Whether a unit is that of a length, as it is written here.
fn is_length(unit: &str) -> bool {
    ["nm", "µm", "mm", "cm", "m"].contains(&unit)
}

/// The columns of x and y on a sample: both are there, without a unit or with that of a length.
pub(super) fn on_sample(names: &[String]) -> Option<[usize; 2]> {
    let find = |wanted: Place| {
        names.iter().position(|name| {
            called(name).is_some_and(|(place, unit)| {
                let bare = name.trim().chars().count() == 1;
                place == wanted && (bare || is_length(&unit))
            })
        })
    };
    find(Place::X).zip(find(Place::Y)).map(|(x, y)| [x, y])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_places() {
        for (name, place, unit) in [
            ("x", Place::X, ""),
            ("X [µm]", Place::X, "µm"),
            ("x (um)", Place::X, "µm"),
            ("y_um", Place::Y, "µm"),
            ("Y / mm", Place::Y, "mm"),
            ("Position X (μm)", Place::X, "µm"),
            ("pos_y", Place::Y, ""),
            ("Depth (microns)", Place::Z, "µm"),
            ("time (s)", Place::Time, "s"),
            ("x (furlongs)", Place::X, "furlongs"),
        ] {
            assert_eq!(called(name), Some((place, unit.to_owned())), "{name}");
        }
        for name in ["xylene", "x1", "Raman shift (cm-1)", "y2", "", "intensity"] {
            assert_eq!(called(name), None, "{name}");
        }
    }

    #[test]
    fn both_are_needed_and_are_lengths() {
        let on = |names: &[&str]| on_sample(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(on(&["x_um", "y_um", "raman_shift", "intensity"]), Some([0, 1]));
        assert_eq!(on(&["Raman shift", "intensity", "Y (mm)", "X (mm)"]), Some([3, 2]));
        assert_eq!(on(&["x (nm)", "y (counts)"]), None);
        assert_eq!(on(&["x (um)", "intensity"]), None);
    }
}

//! What the names of columns say: axis, intensity, position, something that stands beside spectra, or nothing.

use super::stated;
use crate::error::Error;
use crate::field::{self, Field};
use crate::naming::{self, Named, Says};
use crate::number::Decimal;
use crate::record::Quantity;
use ramatch_core::Code;

/// What a column is called.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Role {
    /// An intensity; the better the lower.
    Signal(usize),
    /// An axis of this.
    Axis(Named),
    /// It has no name, or one that says nothing.
    Nothing,
    /// A word of its own: a sample, or anything.
    Word,
}

/// Words that begin the name of an intensity.
const INTENSITIES: [&str; 11] =
    ["intens", "counts", "count", "cts", "signal", "ccd", "absorb", "radiance", "irradiance", "強度", "强度"];

/// Words of which, with others of them, such a name may consist.
const ABOUT_INTENSITIES: [&str; 46] = [
    "raw",
    "dark",
    "subtracted",
    "processed",
    "data",
    "corrected",
    "smoothed",
    "normalized",
    "normalised",
    "relative",
    "raman",
    "mean",
    "average",
    "averaged",
    "total",
    "photon",
    "photons",
    "unit",
    "units",
    "arb",
    "arbitrary",
    "a",
    "u",
    "au",
    "per",
    "s",
    "sec",
    "cnt",
    "int",
    "adu",
    "cps",
    "scaled",
    "reflectance",
    "transmittance",
    "transmission",
    "reflection",
    "t",
    "r",
    "tr",
    "amplitude",
    "response",
    "percent",
    "value",
    "spectrum",
    "of",
    "интенсивность",
];

/// The better, the lower; none for a name that says nothing of a signal. A sample may have one of the words in its name: strawberry,
/// raw sugar.
pub(super) fn intensity_rank(name: &str) -> Option<usize> {
    let name = name.to_lowercase().replace('_', " ");
    let words: Vec<&str> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let begins = |word: &str| INTENSITIES.iter().any(|known| word.starts_with(known));
    let known = |word: &&str| begins(word) || is_about(word);
    let first = words.first()?;
    if !(begins(first) || words.iter().all(known)) {
        return None;
    }
    let has = |word: &str| words.contains(&word);
    if has("dark") && has("subtracted") {
        return Some(0);
    }
    if has("processed") {
        return Some(1);
    }
    const ALONE: [&str; 13] = [
        "cnt",
        "int",
        "adu",
        "cps",
        "reflectance",
        "transmittance",
        "transmission",
        "reflection",
        "amplitude",
        "response",
        "photons",
        "интенсивность",
        "arb",
    ];
    if words.iter().any(|word| begins(word))
        || ALONE.iter().any(|word| has(word))
        || words == ["a", "u"]
        || words == ["t"] && name.contains('%')
    {
        return Some(2);
    }
    has("raw").then_some(3)
}

/// Whether a name consists of words about intensities alone, as `%TR #1` does.
pub(super) fn is_about_intensity(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(is_about)
}

/// Whether a word may stand in the name of an intensity: one of the list, or a number.
fn is_about(word: &str) -> bool {
    ABOUT_INTENSITIES.contains(&word) || word.bytes().all(|b| b.is_ascii_digit())
}

/// What a name says.
pub(super) fn role(name: &str) -> Role {
    // What is known of an intensity is none.
    const ABOUT: [&str; 8] = ["error", "err", "std", "stdev", "sd", "deviation", "uncertainty", "sigma"];
    let about = || name.to_lowercase().split(|c: char| !c.is_alphabetic()).any(|word| ABOUT.contains(&word));
    if let Some(rank) = intensity_rank(name) {
        if about() {
            return Role::Word;
        }
        return Role::Signal(rank);
    }
    match naming::axis(name) {
        Says::Axis(named) => Role::Axis(named),
        Says::Nothing => Role::Nothing,
        Says::Unfamiliar => Role::Word,
    }
}

/// Whether a name is that of the axis of an optical spectrum, from the best on.
pub(super) fn axis_rank(named: Named) -> Option<usize> {
    match named.quantity {
        Quantity::RamanShift => Some(0),
        Quantity::Wavenumber => Some(1),
        Quantity::WavelengthNm | Quantity::WavelengthUm => Some(2),
        Quantity::Pixel => Some(3),
        _ => None,
    }
}

pub(super) fn is_axis(name: &str) -> bool {
    matches!(role(name), Role::Axis(named) if axis_rank(named).is_some())
}

fn has_letter(name: &str) -> bool {
    name.contains(char::is_alphabetic)
}

fn is_number(name: &str) -> bool {
    [Decimal::Point, Decimal::Comma]
        .iter()
        .any(|decimal| matches!(field::read(name, *decimal), Field::Number(_)))
}

/// 0 or 1, by which data frames call a column that nobody named.
fn is_count_of_columns(name: &str) -> bool {
    matches!(name.trim(), "0" | "1")
}

/// Keys of what programs write above their tables.
const KEYS: [&str; 25] = [
    "detector",
    "camera",
    "comment",
    "comments",
    "processing",
    "sample",
    "operator",
    "user",
    "geometry",
    "technique",
    "instrument",
    "device",
    "file",
    "name",
    "title",
    "note",
    "notes",
    "description",
    "axis",
    "mode",
    "type",
    "format",
    "label",
    "unit",
    "units",
];

/// Whether a word is such a key.
fn is_key(name: &str) -> bool {
    let name = name.to_lowercase();
    name.split(|c: char| !c.is_alphanumeric()).any(|word| KEYS.contains(&word))
}

/// A value rather than a name: what begins with a digit, and is not `2theta`.
fn is_value(name: &str) -> bool {
    let angle = || matches!(naming::axis(name), Says::Axis(named) if named.quantity == Quantity::Other);
    let digit =
        name.trim_start_matches(['-', '+', '.', '\u{2212}']).starts_with(|c: char| c.is_ascii_digit());
    digit && !(name.starts_with('2') && angle())
}

/// Whether a line's fields are names of columns, rather than a key and its value, or a sentence.
pub(super) fn are_names(names: &[String], between_blanks: bool) -> bool {
    let roles: Vec<Role> = names.iter().map(|name| role(name)).collect();
    let strong = |role: &Role| matches!(role, Role::Axis(named) if matches!(named.quantity, Quantity::RamanShift | Quantity::Wavenumber));
    let (Some(first), Some(last)) = (names.first(), names.last()) else { return false };
    if first.ends_with(['=', ':']) || stated::is_statement(first) {
        return false;
    }
    // `Y unit: counts` and its like are keys with their values; `Sample no, Intensity` are two names.
    let certain = last.eq_ignore_ascii_case("intensity") && !first.to_lowercase().starts_with('y');
    if roles[0] == Role::Word && is_key(first) && !certain {
        return false;
    }
    if names.len() != 2 {
        // A sentence may have as many words as there are columns.
        let axis_or_signal = |role: &Role| matches!(role, Role::Axis(_) | Role::Signal(_));
        return !between_blanks || roles.iter().any(axis_or_signal);
    }
    match roles[..] {
        _ if strong(&roles[0]) => true,
        // A title may hold the word Raman; the unit makes a name of it.
        [Role::Word | Role::Nothing, Role::Axis(_)] => strong(&roles[1]) && naming::has_unit(last),
        [_, Role::Signal(_)] | [Role::Signal(_), Role::Axis(_)] => true,
        [Role::Signal(_), Role::Word] => !is_value(last),
        // A number may be what a data frame calls its second column.
        [Role::Axis(_), _] => !is_value(last) || is_count_of_columns(last),
        [Role::Nothing, Role::Nothing] => {
            !names.iter().any(|name| is_number(name)) && names.iter().all(|name| has_letter(name))
        }
        [Role::Nothing, _] => !is_value(last) && !first.is_empty() && !between_blanks,
        _ => false,
    }
}

/// Names with the units of the line below them, where that line holds units and nothing else.
///
/// # Errors
/// `axis_unit_unknown` where a name and its unit contradict each other.
pub(super) fn with_units(
    names: &[String],
    units: &[String],
    line: usize,
) -> Result<Option<Vec<String>>, Error> {
    let is_unit = |name: &String| {
        let says_nothing = || naming::axis(name) == Says::Nothing && !is_number(name);
        name.is_empty() || naming::is_unit(name) || intensity_rank(name).is_some() || says_nothing()
    };
    if !units.iter().all(is_unit) || names.len() != units.len() {
        return Ok(None);
    }
    let joined: Vec<String> = names
        .iter()
        .zip(units)
        .map(|(name, unit)| {
            let unit = unit.trim_matches(['(', ')', '[', ']']);
            if unit.is_empty() || intensity_rank(unit).is_some() {
                name.clone()
            } else {
                format!("{name} ({unit})")
            }
        })
        .collect();
    for ((name, unit), both) in names.iter().zip(units).zip(&joined) {
        let quantity = |text: &str| match role(text) {
            Role::Axis(named) => Some(named.quantity),
            _ => None,
        };
        let optical = |q| !matches!(q, Quantity::Other);
        if let (Some(named), Some(of_unit), Some(Quantity::Other)) =
            (quantity(name), quantity(unit), quantity(both))
            && optical(named)
            && optical(of_unit)
        {
            let reason = format!("the column \"{name}\" has the unit \"{unit}\": one contradicts the other");
            return Err(Error::new(Code::AxisUnitUnknown, reason).at_line(line));
        }
    }
    Ok(Some(joined))
}

/// Names of a line above that names an axis, with the samples of the line below it that names none; none where that is not so.
pub(super) fn with_samples(names: &[String], samples: &[String]) -> Option<Vec<String>> {
    let has_axis = |names: &[String]| names.iter().any(|name| is_axis(name));
    if names.len() != samples.len() || !has_axis(names) || has_axis(samples) {
        return None;
    }
    let one = |(name, sample): (&String, &String)| {
        let keeps = is_axis(name) || !has_letter(sample);
        if keeps { name.clone() } else { sample.clone() }
    };
    Some(names.iter().zip(samples).map(one).collect())
}

/// Whether a column may be a spectrum that is called by its sample: it is none of what stands beside spectra.
pub(super) fn is_sample(name: &str) -> bool {
    const BESIDE: [&str; 18] = [
        "area",
        "fwhm",
        "hwhm",
        "width",
        "background",
        "baseline",
        "dark",
        "deviation",
        "error",
        "index",
        "noise",
        "number",
        "reference",
        "sd",
        "sigma",
        "std",
        "time",
        "uncertainty",
    ];
    let bare = name.to_lowercase();
    let mut words = bare.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).peekable();
    // A sample may be called "dark chocolate", or by a number.
    let numbered = bare.contains(|c: char| c.is_ascii_digit());
    let beside = words.peek().is_some() && words.all(|word| BESIDE.contains(&word)) && !numbered;
    !matches!(bare.as_str(), "" | "x" | "y" | "z") && !is_axis(name) && !beside
}

/// Whether a name is that of an axis and of nothing else: one or two words and a unit.
pub(super) fn is_bare(name: &str) -> bool {
    let words = name.split(['(', '[', '/', ',']).next().unwrap_or_default();
    // A sample may have the name of a unit: PS, PA, min.
    if words.trim().len() <= 3
        && naming::is_unit(words)
        && words.trim() == name.trim()
        && !naming::is_optical_unit(words)
    {
        return false;
    }
    words.split([' ', '_', '.', '-']).filter(|word| !word.is_empty()).count() <= 2
        && !words.contains(|c: char| c.is_ascii_digit() && c != '2')
}

/// The axis that a line names beside an intensity, whatever stands between them.
pub(super) fn axis_beside_signal(line: &str) -> Option<(Named, String)> {
    let line = line.trim().trim_start_matches(['#', '%', '*', '!']).trim();
    // A key and what it says.
    if line.contains([':', '=']) {
        return None;
    }
    let axis = |part: &str| match role(part) {
        Role::Axis(named) if is_bare(part) => Some((named, part.to_owned())),
        _ => None,
    };
    let both = |parts: &[&str]| {
        let found = parts.iter().find_map(|part| axis(part))?;
        let signal = parts
            .iter()
            .any(|part| matches!(role(part), Role::Signal(_)) && part.split_whitespace().count() <= 3);
        // A key and its value, or a sentence, are no names.
        let values =
            parts.iter().any(|part| is_value(part)) || parts.iter().any(|part| part.ends_with([':', '=']));
        (signal && !values).then_some(found)
    };
    [&['\t'][..], &[';'], &['|'], &[',']]
        .iter()
        .find_map(|separators| {
            let parts: Vec<&str> = line
                .split(*separators)
                .map(|part| part.trim().trim_matches('"'))
                .filter(|p| !p.is_empty())
                .collect();
            if parts.len() > 1 { both(&parts) } else { None }
        })
        .or_else(|| {
            // Between blanks a unit may stand by itself, or closely behind its name.
            let words: Vec<&str> = line.split_whitespace().collect();
            if words.len() > MOST_WORDS || line.contains(['\t', ';', '|', ',']) {
                return None;
            }
            let mut parts: Vec<String> = Vec::new();
            for word in words {
                match parts.last_mut() {
                    Some(last) if word.starts_with(['(', '[']) => *last = format!("{last} {word}"),
                    _ => parts.push(word.to_owned()),
                }
            }
            let found = both(&parts.iter().map(String::as_str).collect::<Vec<_>>())?;
            // A word that is not known may belong to the name, and change what it says.
            let unclear = parts.iter().any(|part| role(part) == Role::Word);
            Some(if unclear { (Named::OTHER, line.to_owned()) } else { found })
        })
}

/// Words between blanks that may be names of columns, at most.
const MOST_WORDS: usize = 6;

/// The word that a line has beside an intensity, and that is no name of an axis which is known.
pub(super) fn word_beside_signal(line: &str) -> Option<String> {
    let line = line.trim().trim_start_matches(['#', '%', '*', '!']).trim();
    ['\t', ';', '|', ','].iter().find_map(|&separator| {
        let parts: Vec<&str> = line
            .split(separator)
            .map(|part| part.trim().trim_matches('"'))
            .filter(|part| !part.is_empty())
            .collect();
        let signal = parts.iter().any(|part| matches!(role(part), Role::Signal(_)));
        let word = parts.iter().find(|part| role(part) == Role::Word && !is_value(part) && !is_key(part))?;
        (signal && parts.len() > 1 && !line.contains([':', '='])).then(|| (*word).to_owned())
    })
}

/// The axis that a line names where it holds nothing else that is a name: `Energy (eV)`, or that and a value that may be the name of
/// the other column.
pub(super) fn axis_alone(line: &str) -> Option<(Named, String)> {
    let line = line.trim().trim_start_matches(['#', '%', '*', '!']).trim();
    let first = line.split(['\t', ';', ',', '|']).next().unwrap_or_default().trim().trim_matches('"');
    let second = line.split(['\t', ';', ',', '|']).nth(1).map(str::trim).unwrap_or_default();
    if line.contains([':', '=']) || is_value(second) && !is_count_of_columns(second) {
        return None;
    }
    let one_word = first.split(['(', '[']).next().unwrap_or_default().trim().split(' ').count() == 1;
    match role(first) {
        Role::Axis(named)
            if is_bare(first) && naming::names_quantity(first) && (one_word || naming::has_unit(first)) =>
        {
            Some((named, first.to_owned()))
        }
        _ => None,
    }
}

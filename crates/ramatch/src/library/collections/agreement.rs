//! Whether what two sources say of one substance can both be right.

use crate::library::content::SubstanceContent;
use std::collections::BTreeMap;

/// What two descriptions of one substance contradict each other in, and what each says.
pub(super) struct Contradiction {
    pub(super) what: &'static str,
    pub(super) values: [String; 2],
}

/// The InChIKeys or the formulas of two descriptions, where both state them and they are of two substances. CAS numbers are compared
/// elsewhere. Formulas are compared as ratios of atoms, and only where both are whole numbers of them: what was
/// measured of a mineral differs from its ideal.
pub(super) fn contradiction(known: &SubstanceContent, new: &SubstanceContent) -> Option<Contradiction> {
    let both = |known: &Option<String>, new: &Option<String>| Some([known.clone()?, new.clone()?]);
    if let Some(values) = both(&known.inchikey, &new.inchikey).filter(|[known, new]| known != new) {
        return Some(Contradiction { what: "InChIKey", values });
    }
    let differ =
        |[known, new]: &[String; 2]| ratios(known).zip(ratios(new)).is_some_and(|(known, new)| known != new);
    let values = both(&known.formula, &new.formula).filter(differ)?;
    Some(Contradiction { what: "formula", values })
}

/// Atoms of a formula, divided by what their numbers have in common; none where it is no formula of whole numbers.
fn ratios(formula: &str) -> Option<BTreeMap<String, u64>> {
    let mut all = BTreeMap::new();
    for part in formula.split(['·', '•', '*']) {
        let part: String = part.chars().filter(|c| !c.is_whitespace()).collect();
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let (times, rest) = part.split_at(digits);
        let mut rest = rest;
        let times = if times.is_empty() { 1 } else { small(times)? };
        add(&mut all, &group(&mut rest, None)?, times)?;
        if !rest.is_empty() {
            return None;
        }
    }
    let common = all.values().copied().reduce(common_divisor)?;
    all.values_mut().for_each(|count| *count /= common.max(1));
    Some(all)
}

/// The atoms up to the end of a bracket, or of all.
fn group(rest: &mut &str, end: Option<char>) -> Option<BTreeMap<String, u64>> {
    let mut atoms = BTreeMap::new();
    while let Some(c) = rest.chars().next() {
        if Some(c) == end {
            *rest = &rest[c.len_utf8()..];
            return Some(atoms);
        }
        let inner = match c {
            '(' | '[' => {
                *rest = &rest[1..];
                // Deeper than a formula goes, it is none.
                let depth = rest.chars().filter(|&c| "([".contains(c)).count();
                (depth < 16).then_some(())?;
                group(rest, Some(if c == '(' { ')' } else { ']' }))?
            }
            'A'..='Z' => {
                let len = 1 + usize::from(rest[1..].starts_with(|c: char| c.is_ascii_lowercase()));
                let (symbol, behind) = rest.split_at(len);
                *rest = behind;
                BTreeMap::from([(symbol.to_owned(), 1)])
            }
            _ => return None,
        };
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (times, behind) = rest.split_at(digits);
        *rest = behind;
        add(&mut atoms, &inner, if times.is_empty() { 1 } else { small(times)? })?;
    }
    end.is_none().then_some(atoms)
}

fn add(all: &mut BTreeMap<String, u64>, atoms: &BTreeMap<String, u64>, times: u64) -> Option<()> {
    for (symbol, count) in atoms {
        let own = all.entry(symbol.clone()).or_default();
        *own = own.checked_add(count.checked_mul(times)?)?;
    }
    Some(())
}

/// A number of atoms.
fn small(digits: &str) -> Option<u64> {
    digits.parse().ok().filter(|count| (1..100_000).contains(count))
}

fn common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::ratios;

    #[test]
    fn formulas_are_compared_as_ratios_of_whole_numbers() {
        for (one, other) in [
            ("C2 H6 O", "C2H6O"),
            ("CaSO4·2H2O", "CaH4O6S"),
            ("Ca(CO3)", "CCaO3"),
            ("H2O2", "HO"),
            ("[NH4]2SO4", "H8N2O4S"),
        ] {
            assert!(ratios(one).is_some());
            assert_eq!(ratios(one), ratios(other), "{one}, {other}");
        }
        assert_ne!(ratios("C2H6O"), ratios("C3H6O"));
        for none in ["(C2H4)n", "Ca0.98Mg0.02CO3", "(Ca,Na)", "", "Fe3+", "(", "C)", "x", "é"] {
            assert_eq!(ratios(none), None, "{none}");
        }
    }
}

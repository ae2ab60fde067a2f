//! Which elements a formula holds, however it is written.
//!
//! Formulas are read as chemists and collections of minerals write them: `CaCO3`, `NiC_31_H_32_N_4_`, `Ca^2+^CO_3_`, `(C8H8)n`, hydrates
//! with `·2H2O`, vacancies as `[box]`. Only which elements there are matters, not how many atoms of each; what is no symbol of an element
//! (`REE`, a polymer's `n`) says nothing.

/// Symbols of the elements that occur in substances, in their order.
const SYMBOLS: [&str; 103] = [
    "H", "He", "Li", "Be", "B", "C", "N", "O", "F", "Ne", "Na", "Mg", "Al", "Si", "P", "S", "Cl", "Ar", "K",
    "Ca", "Sc", "Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Ga", "Ge", "As", "Se", "Br", "Kr",
    "Rb", "Sr", "Y", "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd", "Ag", "Cd", "In", "Sn", "Sb", "Te", "I", "Xe",
    "Cs", "Ba", "La", "Ce", "Pr", "Nd", "Pm", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu",
    "Hf", "Ta", "W", "Re", "Os", "Ir", "Pt", "Au", "Hg", "Tl", "Pb", "Bi", "Po", "At", "Rn", "Fr", "Ra",
    "Ac", "Th", "Pa", "U", "Np", "Pu", "Am", "Cm", "Bk", "Cf", "Es", "Fm", "Md", "No", "Lr",
];

/// Some elements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Elements(u128);

impl Elements {
    /// What organic substances may consist of: H, C, N, O, F, P, S, Cl, Br, I.
    const ORGANIC: Self = Self::at(&[1, 6, 7, 8, 9, 15, 16, 17, 35, 53]);
    const CARBON: Self = Self::at(&[6]);
    /// What nearly every inorganic substance holds.
    const COMMON: Self = Self::at(&[1, 8]);

    const fn at(numbers: &[u32]) -> Self {
        let (mut bits, mut i) = (0, 0);
        while i < numbers.len() {
            bits |= 1 << numbers[i];
            i += 1;
        }
        Self(bits)
    }

    /// Those of a formula; none for what is no formula.
    pub(super) fn of(formula: &str) -> Self {
        let mut bits = 0;
        let mut letters = formula.chars().peekable();
        while let Some(letter) = letters.next() {
            if !letter.is_ascii_uppercase() {
                continue;
            }
            let number = |symbol: &str| SYMBOLS.iter().position(|known| *known == symbol);
            let long = letters.peek().filter(|next| next.is_ascii_lowercase());
            let long = long.and_then(|&next| number(&String::from_iter([letter, next])));
            if long.is_some() {
                letters.next();
            }
            if let Some(number) = long.or_else(|| number(letter.encode_utf8(&mut [0; 4]))) {
                bits |= 1 << (number + 1);
            }
        }
        Self(bits)
    }

    /// Whether it is inorganic: it holds what organic substances do not, or no carbon.
    fn is_inorganic(self) -> bool {
        self.0 != 0 && (self.0 & !Self::ORGANIC.0 != 0 || self.0 & Self::CARBON.0 == 0)
    }

    /// Whether both are inorganic and, hydrogen and oxygen left out, half of all elements that either holds are common to both.
    pub(super) fn overlap_by_half(self, other: Self) -> bool {
        let [one, two] = [self, other].map(|elements| elements.0 & !Self::COMMON.0);
        let (common, all) = ((one & two).count_ones(), (one | two).count_ones());
        self.is_inorganic() && other.is_inorganic() && all > 0 && 2 * common >= all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbols(formula: &str) -> String {
        let elements = Elements::of(formula).0;
        let held = (1..=SYMBOLS.len()).filter(|number| elements >> number & 1 == 1);
        held.map(|number| SYMBOLS[number - 1]).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn formulas_are_read_as_people_write_them() {
        for (formula, expected) in [
            ("CaCO3", "C O Ca"),
            ("NiC_31_H_32_N_4_", "H C N Ni"),
            ("Ca^2+^CO_3_", "C O Ca"),
            ("[box]Ca_2_(Mg_4.5-2.5_Fe^2+^_0.5-2.5_)Si_8_O_22_(OH)_2_", "H O Mg Si Ca Fe"),
            ("CaSO4·2H2O", "H O S Ca"),
            ("CaSO_4_&middot;2H_2_O", "H O S Ca"),
            ("(C8H8)n", "H C"),
            ("Al2CoO4", "O Al Co"),
            ("C10H16ClNO", "H C N O Cl"),
            ("(Ce,La,REE)PO_4_", "O P La Ce"),
            ("", ""),
            ("unknown", ""),
        ] {
            let sorted = |text: &str| {
                let mut all: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
                all.sort();
                all
            };
            assert_eq!(sorted(&symbols(formula)), sorted(expected), "{formula}");
        }
    }

    #[test]
    fn half_of_the_elements_make_relatives_of_inorganic_substances() {
        for (one, other, relatives) in [
            ("CaCO3", "MgCO3", false),
            ("CaCO3", "Ca(Mg,Fe)(CO3)2", true),
            ("CaSO4", "CaSO4·2H2O", true),
            ("FeWO4", "MnWO4", false),
            ("(Fe,Mn)WO4", "MnWO4", true),
            ("SiO2", "SiO2", true),
            ("H2O", "O2", false),
            ("C2H5NO2", "C3H7NO2", false),
            ("C2H3NaO2", "Na2CO3", true),
            ("C", "C", false),
            ("S", "S", true),
            ("", "S", false),
        ] {
            assert_eq!(Elements::of(one).overlap_by_half(Elements::of(other)), relatives, "{one} {other}");
            assert_eq!(Elements::of(other).overlap_by_half(Elements::of(one)), relatives, "{other} {one}");
        }
    }
}

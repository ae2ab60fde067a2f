//! Substances whose bands are published.

/// A substance whose bands are known well enough to calibrate by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standard {
    /// ASTM E1840.
    Polystyrene,
    /// CWA 18133.
    Calcite,
    /// ASTM E1840.
    Cyclohexane,
    /// ASTM E1840 (acetaminophen there).
    Paracetamol,
}

impl Standard {
    /// Every standard.
    pub const ALL: [Standard; 4] =
        [Standard::Polystyrene, Standard::Calcite, Standard::Cyclohexane, Standard::Paracetamol];

    /// The name in commands and files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Standard::Polystyrene => "polystyrene",
            Standard::Calcite => "calcite",
            Standard::Cyclohexane => "cyclohexane",
            Standard::Paracetamol => "paracetamol",
        }
    }

    /// Published Raman shifts in cm⁻¹, those of bands that stand alone.
    #[must_use]
    pub const fn bands_cm1(self) -> &'static [f64] {
        match self {
            Standard::Polystyrene => {
                &[620.9, 795.8, 1001.4, 1031.8, 1155.3, 1450.5, 1583.1, 1602.3, 2852.4, 2904.5, 3054.3]
            }
            Standard::Calcite => &[155.21, 281.26, 711.95, 1085.91, 1435.22, 1748.91],
            Standard::Cyclohexane => {
                &[384.1, 426.3, 801.3, 1028.3, 1157.6, 1266.4, 1444.4, 2664.4, 2852.9, 2923.8, 2938.3]
            }
            Standard::Paracetamol => &[
                213.3, 329.2, 390.9, 465.1, 504.0, 651.6, 710.8, 797.2, 834.5, 857.9, 968.7, 1105.5, 1168.5,
                1236.8, 1278.5, 1323.9, 1371.5, 1515.1, 1561.6, 1648.4, 2931.1, 3064.6,
            ],
        }
    }
}

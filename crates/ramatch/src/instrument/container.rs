//! A container of the user's own, measured empty.

use crate::ground::error::Error;
use ramatch_core::Spectrum;
use ramatch_io::Measurement;
use serde::{Deserialize, Serialize};

/// A container of the user's own, measured empty on the instrument of the sample: a bag, a vial.
///
/// ```
/// use ramatch::{Container, Identifier, Options, Spectrum};
/// // What is in the vial has bands at 1001 and 1603 cm⁻¹, the vial at 1062, 1295 and 1440 cm⁻¹.
/// let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
/// let band = |x: f32, (at, height): (f32, f32)| height / (1.0 + ((x - at) / 5.0).powi(2));
/// let bands = |all: &[(f32, f32)]| shift.iter().map(|&x| all.iter().map(|one| band(x, *one)).sum()).collect();
/// let vial = Spectrum::new(shift.clone(), bands(&[(1062.0, 70.0), (1295.0, 100.0), (1440.0, 90.0)]))?;
/// let polystyrene = [(621.0, 16.0), (1001.4, 100.0), (1031.8, 27.0), (1155.3, 13.0), (1583.1, 12.0), (1602.3, 28.0)];
/// let both = [&polystyrene[..], &[(1062.0, 35.0), (1295.0, 50.0), (1440.0, 45.0)]].concat();
///
/// let options = Options::default().container(Container::new("vial", vial));
/// let report = Identifier::embedded()?.identify(&Spectrum::new(shift.clone(), bands(&both))?, &options)?;
/// let mixture = report.mixture.ok_or("it was not sought")?;
/// assert!(mixture.containers[0].share > 0.2, "of all of the signal");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Points", into = "Points")]
#[non_exhaustive]
pub struct Container {
    /// What it is called.
    pub name: String,
    /// As it was measured.
    pub spectrum: Spectrum,
    /// Its laser in nm, if that is known: a sample of another laser is refused.
    pub laser_nm: Option<f64>,
}

impl Container {
    /// A container of a name.
    #[must_use]
    pub fn new(name: &str, spectrum: Spectrum) -> Self {
        Self { name: name.to_owned(), spectrum, laser_nm: None }
    }

    /// A container as it was read from a file.
    #[must_use]
    pub fn measured(name: &str, measured: Measurement) -> Self {
        Self { laser_nm: measured.metadata.laser_nm, ..Self::new(name, measured.spectrum) }
    }
}

/// A container in a file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Points {
    name: String,
    laser_nm: Option<f64>,
    shift_cm1: Vec<f32>,
    intensity: Vec<f32>,
}

impl TryFrom<Points> for Container {
    type Error = Error;
    fn try_from(points: Points) -> Result<Self, Error> {
        let Points { name, laser_nm, shift_cm1, intensity } = points;
        Ok(Self { name, spectrum: Spectrum::new(shift_cm1, intensity)?, laser_nm })
    }
}

impl From<Container> for Points {
    fn from(container: Container) -> Self {
        let points = container.spectrum.as_ref();
        Self {
            shift_cm1: points.shift_cm1().to_vec(),
            intensity: points.intensity().to_vec(),
            name: container.name.clone(),
            laser_nm: container.laser_nm,
        }
    }
}

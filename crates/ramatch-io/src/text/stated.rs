//! What the lines around a table state: the axis, the technique, the number of points.

use crate::vocabulary::bare;
use crate::{Metadata, Quantity, Technique, units};

/// Names, in lower case without signs, by which programs state the unit or the kind of the axis.
const AXIS: [&str; 8] =
    ["xunits", "xunit", "xaxisunit", "xaxisunits", "xaxismode", "xaxis", "xlabel", "xaxistype"];

/// Statements of a text.
pub(super) struct Stated {
    /// What the axis measures, and in which words.
    pub(super) axis: Option<(Quantity, String)>,
    pub(super) technique: Technique,
    /// Points of the table.
    pub(super) points: Option<usize>,
}

/// Reads the statements out of the fields.
pub(super) fn read(metadata: &Metadata) -> Stated {
    let mut stated = Stated { axis: None, technique: Technique::Unknown, points: None };
    // LabSpec numbers its axes; the spectral one is of the type `Spectr`.
    let mut spectral = None;
    for (key, value) in &metadata.fields {
        let key = bare(key);
        if let Some(number) = key.strip_prefix("axistype").filter(|_| value.starts_with("Spectr")) {
            spectral = Some(format!("axisunit{number}"));
        }
        let names_axis = AXIS.contains(&key.as_str()) || spectral.as_ref() == Some(&key);
        let quantity = units::quantity_of_unit(value);
        if names_axis && !matches!(quantity, Quantity::Unknown | Quantity::Other) {
            stated.axis = stated.axis.or_else(|| Some((quantity, value.clone())));
        }
        match key.as_str() {
            "datatype" if value.to_lowercase().contains("raman") => stated.technique = Technique::Raman,
            "datatype" if value.to_lowercase().contains("infrared") => stated.technique = Technique::Infrared,
            "npoints" => stated.points = value.parse().ok(),
            _ => {}
        }
    }
    stated
}

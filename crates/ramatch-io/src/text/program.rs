//! Which program wrote a text, and what its files hold though they do not say so.

use super::table::Table;
use crate::format::TEXT;
use crate::record::{Position, Quantity};

/// Ocean's programs: OOIBase, SpectraSuite, OceanView, Jaz.
pub(super) const OCEAN: &str = "Ocean text";
const BWTEK: &str = "B&W Tek text";
const ENLIGHTEN: &str = "ENLIGHTEN CSV";
pub(super) const WITEC: &str = "WITec text";

/// The name of a text's format.
pub(super) fn format_name(table: &Table<'_>) -> &'static str {
    let first = table.header.iter().find(|line| !line.text.trim().is_empty());
    let first = first.map_or("", |line| line.text.trim());
    let any = |part: &str| table.header.iter().any(|line| line.text.contains(part));
    let witec_label = |name: &String| name.contains("Spec.Data") || name.contains("_Spec_Data");
    if first.starts_with("File Version;BW") {
        BWTEK
    } else if first.starts_with("ENLIGHTEN") {
        ENLIGHTEN
    } else if first.starts_with("##") && any("##RRUFFID") {
        "RRUFF text"
    } else if first.starts_with("#Acq. time") || any("#Spike filter") || any("#AxisType[") {
        "Horiba LabSpec text"
    } else if first.starts_with("#Wave") || first.starts_with("#X") {
        "Renishaw WiRE text"
    } else if any(">>>>>Begin")
        || ["SpectraSuite", "OOIBase", "OceanView", "Jaz Data"].iter().any(|name| first.contains(name))
    {
        OCEAN
    } else if any("[Header]")
        || any("[XData]")
        || first.starts_with("X-Axis")
        || table.names.iter().any(witec_label)
    {
        WITEC
    } else {
        TEXT
    }
}

/// Whether a program writes rows without a value for what its instrument is not calibrated for.
pub(super) fn leaves_ends_blank(format: &str) -> bool {
    [BWTEK, ENLIGHTEN].contains(&format)
}

/// What the axis of a program's files is where they do not name it.
pub(super) fn usual_axis(format: &str) -> Option<(Quantity, &'static str)> {
    (format == OCEAN).then_some((Quantity::WavelengthNm, crate::shift::AXIS_ASSUMED))
}

/// The names of columns in words, where a program has letters for them.
pub(super) fn spelled_out(format: &str, names: &mut [String]) {
    // Jaz: wavelength, dark, reference, sample, processed.
    let letters = [("W", "Wavelength"), ("D", "Dark"), ("R", "Reference"), ("S", "Raw"), ("P", "Processed")];
    if format == OCEAN && names.first().is_some_and(|name| name == "W") {
        for name in names {
            if let Some((_, word)) = letters.iter().find(|(letter, _)| letter == name) {
                (*word).clone_into(name);
            }
        }
    }
}

/// The place on a sample that a label of WITec ends with, counted in points: `…(3/0)`.
pub(super) fn position_of_label(format: &str, label: &str) -> Option<Position> {
    let inside = label.trim_end().strip_suffix(')')?.rsplit_once('(')?.1;
    let (x, y) = inside.split_once('/')?;
    let number = |text: &str| text.trim().parse::<u32>().ok().map(f64::from);
    let (x, y) = (number(x)?, number(y)?);
    (format == WITEC).then_some(Position { x: Some(x), y: Some(y), ..Position::default() })
}

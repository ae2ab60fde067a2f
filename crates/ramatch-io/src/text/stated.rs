//! What the lines around a table state: the axis, the technique, the number of points.

use crate::context::Context;
use crate::error::Error;
use crate::lines::Line;
use crate::naming::{self, Named, Says};
use crate::record::{Metadata, Technique};
use crate::vocabulary::bare;

/// Names, in lower case without signs, by which programs state the unit of the axis.
const UNIT: [&str; 12] = [
    "xunits",
    "xunit",
    "xaxisunit",
    "xaxisunits",
    "xdatakind",
    "xdataunit",
    "xdataunits",
    "horizontalunit",
    "horizontalunits",
    "abscissaunit",
    "abscissaunits",
    "meascondxunit",
];

/// And its kind.
const KIND: [&str; 15] = [
    "xaxismode",
    "xaxis",
    "xlabel",
    "xaxistype",
    "xaxislabel",
    "xaxistitle",
    "xaxisname",
    "xtitle",
    "abscissa",
    "abscissalabel",
    "column1",
    "col1",
    "scantype",
    "measscanaxisx",
    "x",
];

/// Whether this is the name of such a statement.
pub(super) fn is_statement(name: &str) -> bool {
    let bare = bare(name);
    UNIT.contains(&bare.as_str()) || KIND.contains(&bare.as_str()) && !matches!(bare.as_str(), "xaxis" | "x")
}

/// Whether a value names an axis: not a place on a stage, a sample, or what a scan was of.
fn is_kind(value: &str) -> bool {
    let scan = value.to_lowercase();
    matches!(naming::axis(value), Says::Axis(_))
        && naming::names_quantity(value)
        && !value.starts_with(|c: char| c.is_ascii_digit() && c != '2')
        && !["series", "scan", "map", "depth"].iter().any(|word| scan.contains(word))
        && !value.contains(',')
}

/// Statements of a text.
pub(super) struct Stated {
    /// What the axis measures, and in which words.
    pub(super) axis: Option<(Named, String)>,
    pub(super) technique: Technique,
    /// Points of the table.
    pub(super) points: Option<usize>,
}

/// The fields that lines hold, each by its name.
pub(super) fn fields<'a>(
    lines: impl Iterator<Item = &'a Line<'a>>,
    format: &'static str,
    context: &Context<'_>,
) -> Result<Metadata, Error> {
    let mut metadata = Metadata { format, ..Metadata::default() };
    for line in lines {
        let text = line.text.trim().trim_start_matches('#');
        // X-ray diffractometers: `*KEY "value"`.
        if let Some((key, value)) = text.strip_prefix('*').and_then(|text| text.split_once(' ')) {
            context.field(&mut metadata, key, value.trim_matches(['"', ' ']))?;
            continue;
        }
        if let Some((key, value)) = text.split_once([';', ',', '=', '\t', ':']) {
            let (key, value) = (key.trim(), value.trim_matches(['=', ' ', '\t', ';', '"']));
            context.field(&mut metadata, key, value)?;
        }
    }
    Ok(metadata)
}

/// Reads the statements out of the fields.
pub(super) fn read(metadata: &Metadata) -> Stated {
    let mut stated = Stated { axis: None, technique: Technique::Unknown, points: None };
    let (mut unit, mut kind): (Option<&str>, Option<&str>) = (None, None);
    // LabSpec numbers its axes; the spectral one is of the type `Spectr`. Where none is, the first beside the intensity is the axis.
    let types =
        || metadata.fields.iter().filter(|(key, _)| bare(key).starts_with("axistype") && key.contains('['));
    let is_spectral = |value: &str| value.starts_with("Spectr");
    let no_spectral = !types().any(|(_, value)| is_spectral(value));
    if let Some((_, value)) = types().find(|(_, value)| no_spectral && !value.starts_with("Intens")) {
        stated.axis = Some((Named::OTHER, value.clone()));
        return stated_rest(stated, metadata);
    }
    let mut spectral = None;
    for (key, value) in &metadata.fields {
        let key = bare(key);
        if let Some(number) = key.strip_prefix("axistype").filter(|_| value.starts_with("Spectr")) {
            spectral = Some(format!("axisunit{number}"));
        }
        let says_something = naming::axis(value) != Says::Nothing;
        if says_something && (UNIT.contains(&key.as_str()) || spectral.as_ref() == Some(&key)) {
            unit = unit.or(Some(value));
        } else if KIND.contains(&key.as_str()) && is_kind(value) {
            kind = kind.or(Some(value));
        }
    }
    let words = match (kind, unit) {
        (Some(kind), Some(unit)) => format!("{kind} ({unit})"),
        (kind, unit) => kind.or(unit).unwrap_or_default().to_owned(),
    };
    stated.axis = match naming::axis(&words) {
        Says::Axis(named) => Some((named, words)),
        // A unit that is not known is one of something else.
        Says::Unfamiliar => Some((Named::OTHER, words)),
        Says::Nothing => None,
    };
    stated_rest(stated, metadata)
}

/// Technique and number of points.
fn stated_rest(mut stated: Stated, metadata: &Metadata) -> Stated {
    for (key, value) in &metadata.fields {
        match bare(key).as_str() {
            "datatype" | "technique" | "measurementtype" | "spectrumtype" => {
                // Words that no list holds may be anything in a text.
                stated.technique = Technique::named(value).unwrap_or_default();
            }
            "npoints" => stated.points = value.parse().ok(),
            _ => {}
        }
    }
    stated
}

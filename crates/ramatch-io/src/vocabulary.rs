//! One vocabulary for the metadata of all formats.
//!
//! Names are those of the CIF_RAMAN dictionary (Raman Open Database) where it has one, else they begin with `ramatch.`.

use crate::record::Metadata;
use crate::units;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// Term, and the names by which formats know it: lower case, letters and digits only.
const TERMS: &[(&str, &[&str])] = &[
    (
        "_raman_measurement_device.excitation_laser_wavelength",
        &[
            "laser",
            "lasernm",
            "laserwavelength",
            "laserwavelengthnm",
            "wl",
            "excitationwavelength",
            "excwavelength",
            "excwavelengthnm",
            "ramanwavelength",
            "laserline",
            "wavelengthlaser",
            "excitation",
            "ramanlaserwavelength",
            "excitationwavelengthnm",
            "excitationnm",
            "laserwavelengthinnm",
            // Letters that are not ASCII are left out: Laserwellenlänge, Anregungswellenlänge.
            "laserwellenlnge",
            "laserwellenlngenm",
            "anregungswellenlnge",
            "anregungswellenlngenm",
        ],
    ),
    (
        "_raman_measurement_device.company",
        &["manufacturer", "instrumentmanufacturer", "company", "vendor", "spectrometermanufacturer"],
    ),
    (
        "_raman_measurement_device.model",
        &[
            "model",
            "instrument",
            "spectrometerdatasystem",
            "instrumentmodel",
            "device",
            "source",
            "ins",
            "instrumentused",
        ],
    ),
    ("ramatch.instrument_serial_number", &["serialnumber", "devicesn", "serial", "instrumentserialnumber"]),
    ("_raman_measurement_device.resolution", &["resolution", "spectralresolution", "res", "resolutioncm1"]),
    ("_raman_measurement_device.diffraction_grating", &["grating", "grooves"]),
    ("ramatch.laser_power", &["laserpower", "laserpowermw", "power", "powermw"]),
    ("ramatch.objective", &["objective", "lens"]),
    (
        "_raman_measurement.datetime_initiated",
        &["date", "longdate", "acquired", "timestamp", "starttime", "dat"],
    ),
    ("_raman_measurement.temperature", &["temperature"]),
    (
        "ramatch.integration_time",
        &[
            "integrationtime",
            "integtime",
            "exposure",
            "exposurems",
            "exposuretime",
            "acqtimes",
            "exptime",
            "intigtime",
            "intigtimems",
            "integrationtimems",
            "integrationtimesec",
            "exposuretimes",
        ],
    ),
    (
        "ramatch.accumulations",
        &[
            "accumulations",
            "averages",
            "scans",
            "repetitioncount",
            "specperacqui",
            "average",
            "scanaveraging",
            "nss",
        ],
    ),
    ("ramatch.detector", &["detector", "camera", "detectortype", "dtc"]),
    ("ramatch.operator", &["operator", "owner", "user", "username", "cnm", "opid"]),
    ("ramatch.sample", &["sample", "samplename", "sampledescription", "names", "snm", "sampleid"]),
    ("_chemical_name_systematic", &["casname", "iupacname"]),
    ("ramatch.cas_number", &["casregistryno", "casregistrynumber", "cas", "casnumber"]),
    ("_chemical_formula_sum", &["molform", "molecularformula", "formula", "idealchemistry"]),
    ("ramatch.software", &["software", "application", "enlightenversion", "fileversion", "program"]),
    ("ramatch.comment", &["comment", "comments", "note", "notes", "cmt"]),
];

/// The place of the laser's wavelength, which is also a field of its own.
const LASER: usize = 0;

/// The field by which a file that ramatch wrote says that its spectrum was salvaged.
pub(crate) const DAMAGE: &str = "ramatch.damage";

/// What a bare name stands for.
#[derive(Clone, Copy)]
enum Meaning {
    /// The place of a term in the table.
    Term(usize),
    Damage,
}

/// All names, bare. A term is a name of itself, so that what ramatch writes is read.
static NAMES: OnceLock<HashMap<String, Meaning>> = OnceLock::new();

fn names() -> &'static HashMap<String, Meaning> {
    if let Some(names) = NAMES.get() {
        return names;
    }
    // Made before the cell is locked: in a process that is forked meanwhile it would stay locked.
    let mut names = HashMap::new();
    for (place, (term, others)) in TERMS.iter().enumerate() {
        for name in std::iter::once(term).chain(*others) {
            // The first term that claims a name has it.
            names.entry(bare(name)).or_insert(Meaning::Term(place));
        }
    }
    names.insert(bare(DAMAGE), Meaning::Damage);
    NAMES.get_or_init(|| names)
}

/// A name in lower case, letters and digits only.
pub(crate) fn bare(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The metadata that all spectra of a file share, with their terms.
pub(crate) fn described(mut metadata: Metadata) -> Arc<Metadata> {
    fill(&mut metadata);
    Arc::new(metadata)
}

/// Fills in the terms, and the laser where no field of its own gave it.
pub(crate) fn fill(metadata: &mut Metadata) {
    let mut terms: Vec<(&'static str, String)> = Vec::new();
    let mut taken = [false; TERMS.len()];
    for (key, value) in &metadata.fields {
        let value = value.trim();
        match names().get(&bare(key)) {
            Some(Meaning::Damage) => metadata.damage.push(value.to_owned()),
            Some(Meaning::Term(LASER)) if !value.is_empty() => {
                let (before, laser) = (metadata.laser_nm, units::laser(value));
                metadata.laser_nm = before.or(laser);
                if let (Some(taken), Some(other)) = (before, laser)
                    && !units::is_same_laser(taken, other)
                {
                    let text =
                        format!("the file states lasers of {taken} and {other} nm; the first was taken");
                    if !metadata.warnings.contains(&text) {
                        metadata.warnings.push(text);
                    }
                }
            }
            Some(&Meaning::Term(place)) if !value.is_empty() && !taken[place] => {
                taken[place] = true;
                terms.push((TERMS[place].0, value.to_owned()));
            }
            _ => {}
        }
    }
    if let Some(laser) = metadata.laser_nm {
        terms.push((TERMS[LASER].0, laser.to_string()));
    }
    terms.sort();
    metadata.terms = terms;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_several_formats_are_one_term() {
        let field = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let mut metadata = Metadata {
            fields: vec![
                field("laser_wavelength", "784,82"),
                field("Integ_time", "15000"),
                field("nobody knows", "1"),
            ],
            ..Metadata::default()
        };
        fill(&mut metadata);
        assert_eq!(metadata.laser_nm, Some(784.82));
        let terms: Vec<_> = metadata.terms.iter().map(|(term, value)| (*term, value.as_str())).collect();
        let laser = "_raman_measurement_device.excitation_laser_wavelength";
        assert_eq!(terms, [(laser, "784.82"), ("ramatch.integration_time", "15000")]);
    }
}

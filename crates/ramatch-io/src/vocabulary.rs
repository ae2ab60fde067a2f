//! One vocabulary for the metadata of all formats.
//!
//! Names are those of the CIF_RAMAN dictionary (Raman Open Database) where it has one, else they begin with `ramatch.`.

use crate::{Metadata, units};

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

/// The field by which a file that ramatch wrote says that its spectrum was salvaged.
pub(crate) const DAMAGE: &str = "ramatch.damage";

fn bare(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase())
}

/// The term of a format's bare name; a term is a name of itself, so that what ramatch writes is read.
fn term_of(key: &str) -> Option<&'static str> {
    let known = |(term, names): &&(&str, &[&str])| names.contains(&key) || bare(term).eq(key.chars());
    TERMS.iter().find(known).map(|(term, _)| *term)
}

/// Fills in the terms, and the laser where no field of its own gave it.
pub(crate) fn fill(metadata: &mut Metadata) {
    let mut terms: Vec<(&'static str, String)> = Vec::new();
    for (key, value) in &metadata.fields {
        let value = value.trim();
        let key: String = bare(key).collect();
        if bare(DAMAGE).eq(key.chars()) {
            metadata.damage.push(value.to_owned());
        }
        let Some(term) = term_of(&key) else { continue };
        if value.is_empty() || terms.iter().any(|(known, _)| *known == term) {
            continue;
        }
        if term == TERMS[0].0 {
            metadata.laser_nm = metadata.laser_nm.or_else(|| units::laser(value));
            continue;
        }
        terms.push((term, value.to_owned()));
    }
    if let Some(laser) = metadata.laser_nm {
        terms.push((TERMS[0].0, laser.to_string()));
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

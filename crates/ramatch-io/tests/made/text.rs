//! Tables, XML, JSON and CIF.

use super::{POINTS, all, shift, value};

pub(crate) fn labspec_xml() -> String {
    let list = |of: fn(usize) -> f64| all(of).iter().map(f64::to_string).collect::<Vec<_>>().join(" ");
    format!(
        "<?xml version=\"1.0\"?>\n<LSX_Data><LSX_Tree><LSX Format=\"9\" ID=\"0x7A74D9D6\" Size=\"1\"><LSX Format=\"9\" ID=\"0x7B697861\">\n\
         <LSX Format=\"9\" ID=\"0x0\"><LSX Format=\"7\" ID=\"0x6D707974\">Intens</LSX><LSX Format=\"7\" ID=\"0x7C696E75\">Cnt</LSX></LSX>\n\
         <LSX Format=\"9\" ID=\"0x1\"><LSX Format=\"7\" ID=\"0x6D707974\">Spectr</LSX><LSX Format=\"7\" ID=\"0x7C696E75\">1/cm</LSX>\
         <LSX Format=\"5\" ID=\"0x7D6CD4DB\">{}</LSX></LSX></LSX></LSX>\n\
         <LSX Format=\"9\" ID=\"0x6D7361DE\"><LSX Format=\"7\" ID=\"0x6D6D616E\">Laser (nm)</LSX><LSX Format=\"5\" ID=\"0x8736F70\">784.9</LSX></LSX>\n\
         </LSX_Tree><LSX_Matrix><LSX_Row>{}</LSX_Row></LSX_Matrix></LSX_Data>\n",
        list(shift),
        list(value)
    )
}

fn json_list(of: impl Fn(usize) -> f64) -> String {
    let values: Vec<String> = (0..POINTS).map(|i| of(i).to_string()).collect();
    format!("[{}]", values.join(", "))
}

pub(crate) fn oras() -> String {
    let pixels: Vec<String> = (0..POINTS).map(|i| format!("[{}, {}]", value(i), value(i) * 2.0)).collect();
    format!(
        "{{\"Comment\": \"made by hand\", \"Wavelength\": 785, \"ExpTime\": 1, \"RawSpectra\": [{}]}}",
        pixels.join(", ")
    )
}

pub(crate) fn openspecy() -> String {
    format!(
        "{{\"wavenumber\": {}, \"spectra\": {{\"intensity\": {}}}, \"metadata\": {{\"spectrum_type\": [\"Raman\"]}}}}",
        json_list(shift),
        json_list(value)
    )
}

pub(crate) fn csv() -> String {
    let rows: String = (0..POINTS).map(|i| format!("{},{}\n", shift(i), value(i))).collect();
    format!("# Laser wavelength (nm),785\nRaman shift (cm-1),Intensity\n{rows}")
}

/// A map of two places, as WiRE writes it.
pub(crate) fn wire_map() -> String {
    let rows = |x: f64| -> String {
        (0..POINTS).rev().map(|i| format!("{x:.6}\t-5.000000\t{:.6}\t{:.6}\n", shift(i), value(i))).collect()
    };
    format!("#X\t\t#Y\t\t#Wave\t\t#Intensity\n{}{}", rows(10.0), rows(20.0))
}

/// A map of two places, as LabSpec writes it.
pub(crate) fn labspec_map() -> String {
    let list = |of: fn(usize) -> f64| all(of).iter().map(f64::to_string).collect::<Vec<_>>().join("\t");
    format!("#Laser=\t785\n\t\t{}\n-5\t10\t{}\n-5\t20\t{}\n", list(shift), list(value), list(value))
}

pub(crate) fn openspecy_csv() -> String {
    let list = |of: fn(usize) -> f64| all(of).iter().map(f64::to_string).collect::<Vec<_>>().join(",");
    format!("{},x,y,spectrum_type\n{},1,1,Raman\n", list(shift), list(value))
}

/// As the Raman Open Database writes it.
pub(crate) fn rod() -> String {
    let mut text = String::from(
        "#------------\n# made by hand\n#\ndata_9999999\nloop_\n_publ_author_name\n'Nobody, N.'\n\"Somebody, S.\"\n_publ_section_title\n;\n A \
         text of several lines,\n with 'quotes' in it\n;\n_chemical_name_mineral           calcite\n_chemical_formula_sum            'C Ca O3'\n\
         _raman_measurement_device.excitation_laser_wavelength 532\n_raman_measurement_device.resolution ?\nloop_\n\
         _raman_spectrum.raman_shift\n_raman_spectrum.intensity\n",
    );
    for i in 0..POINTS {
        text += &format!("{} {}\n", shift(i), value(i));
    }
    text
}

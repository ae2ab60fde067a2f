//! Where the fields of OMNIC files stand, and what their codes mean.

use crate::layout::{Codes, Entry, layout};
use crate::record::{Quantity, Technique};

const OMNIC: &str = "spectrochempy, `read_omnic`, an open reader";
const FILE: &str = "ftir_polyethylene….spa";
const ONE: &str = "one description only";

layout! {
    /// The beginning of the file.
    pub(crate) mod head = "SPA, SPG: beginning of the file", 304 bytes, from OMNIC;
    NAME "name" at 30: Text<256>, "title of the spectrum, or of the group", by FILE;
    ENTRIES "entries" at 294: u16, "entries of the directory, which begins behind this", by FILE;
    DATE "date" at 296: u32, "seconds since the last day of 1899", by "ftir_polyethylene….spa (2 June 2018, as its history says)";
}

layout! {
    /// An entry of the directory.
    pub(crate) mod entry = "SPA, SPG: entry of the directory", 16 bytes, from OMNIC;
    KEY "key" at 0: u16, "what the section is, below", by FILE;
    AT "position" at 2: u32, "where it begins", by FILE;
    SIZE "length" at 6: u32, "its bytes", by FILE;
}

layout! {
    /// The section of the axis.
    pub(crate) mod axis = "SPA, SPG: section 2, the axis", 24 bytes, from OMNIC;
    NX "nx" at 4: u32, "number of points", by FILE;
    XUNITS "xunits" at 8: u8, "what the axis is, below", by FILE;
    UNITS "units" at 12: u8, "what the ordinates are, below", by FILE;
    FIRSTX "firstx" at 16: f32, "first value", by FILE;
    LASTX "lastx" at 20: f32, "last value", by FILE;
}

layout! {
    /// The section of a title in a group.
    pub(crate) mod title = "SPG: section 107, title and date of a spectrum", 260 bytes, from OMNIC;
    TITLE "title" at 0: Text<256>, "title", by ONE;
    DATE "date" at 256: u32, "seconds since the last day of 1899", by ONE;
}

pub(crate) const AXIS: u16 = 2;
pub(crate) const ORDINATES: u16 = 3;
pub(crate) const USER_TEXT: u16 = 4;
pub(crate) const HISTORY: u16 = 27;
pub(crate) const TITLE: u16 = 107;

/// Sections that are read.
pub(crate) const KEYS: Codes<u16, ()> = Codes {
    title: "SPA, SPG: sections that are read",
    source: OMNIC,
    entries: &[
        Entry(AXIS, "the axis; a group has one for each spectrum", (), FILE),
        Entry(ORDINATES, "the ordinates, floats", (), FILE),
        Entry(USER_TEXT, "comment", (), ONE),
        Entry(HISTORY, "history", (), FILE),
        Entry(TITLE, "title and date of a spectrum in a group", (), ONE),
    ],
};

pub(crate) const X_UNITS: Codes<u8, Quantity> = Codes {
    title: "SPA, SPG: `xunits`",
    source: OMNIC,
    entries: &[
        Entry(1, "Wavenumber (cm-1)", Quantity::Wavenumber, FILE),
        Entry(2, "Data points", Quantity::Pixel, ONE),
        Entry(3, "Wavelength (nm)", Quantity::WavelengthNm, ONE),
        Entry(4, "Wavelength (um)", Quantity::WavelengthUm, ONE),
        Entry(32, "Raman shift (cm-1)", Quantity::RamanShift, ONE),
    ],
};

pub(crate) const Y_UNITS: Codes<u8, Technique> = Codes {
    title: "SPA, SPG: `units`",
    source: OMNIC,
    entries: &[
        Entry(
            11,
            "Reflectance",
            Technique::Infrared,
            "ftir_polyethylene….spa, whose history says %Reflectance",
        ),
        Entry(12, "log(1/R)", Technique::Infrared, "one description, which calls it Kubelka-Munk elsewhere"),
        Entry(16, "Transmittance", Technique::Infrared, ONE),
        Entry(17, "Absorbance", Technique::Infrared, ONE),
        Entry(20, "Kubelka-Munk", Technique::Infrared, ONE),
        Entry(21, "Reflectance", Technique::Infrared, ONE),
        Entry(22, "Detector signal", Technique::Other, ONE),
        Entry(26, "Photoacoustic", Technique::Infrared, ONE),
        Entry(31, "Raman intensity", Technique::Raman, ONE),
    ],
};

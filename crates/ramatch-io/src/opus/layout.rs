//! Where the fields of OPUS files stand, and what their codes mean.

use crate::layout::{Codes, Entry, layout};
use crate::record::{Quantity, Technique};

const BRUKEROPUS: &str = "joshduran/brukeropus, an open reader";
const RAMAN: &str = "test_opus.0";
const FTIR: &str = "ftir_ps.0";
const BOTH: &str = "test_opus.0, ftir_ps.0";
const ONE: &str = "one description only";

layout! {
    /// The beginning of the file.
    pub(crate) mod head = "OPUS: beginning of the file", 24 bytes, from BRUKEROPUS;
    START "start" at 12: u32, "where the directory begins", by BOTH;
    COUNT "num_blocks" at 20: u32, "entries of the directory", by BOTH;
}

layout! {
    /// An entry of the directory.
    pub(crate) mod entry = "OPUS: entry of the directory", 12 bytes, from BRUKEROPUS;
    KIND "type" at 0: u32, "what the block is, in groups of bits, below", by BOTH;
    WORDS "size" at 4: u32, "its length in words of four bytes", by BOTH;
    AT "start" at 8: u32, "where it begins", by BOTH;
}

layout! {
    /// The beginning of a parameter.
    pub(crate) mod parameter = "OPUS: parameter; its value follows", 8 bytes, from BRUKEROPUS;
    NAME "name" at 0: [u8; 3], "three letters; END closes the block", by BOTH;
    KIND "type" at 4: u16, "type of the value, below", by BOTH;
    UNITS "size" at 6: u16, "length of the value in units of two bytes", by BOTH;
}

/// Bits of a block's type: where they begin, and how many there are.
pub(crate) const COMPLEX: (u32, u32) = (0, 2);
pub(crate) const PARAMETERS: (u32, u32) = (4, 6);
pub(crate) const MEASURED: (u32, u32) = (10, 7);
pub(crate) const DERIVATIVE: (u32, u32) = (17, 2);
pub(crate) const EXTENSION: (u32, u32) = (19, 3);

#[cfg(test)]
pub(crate) const BITS: Codes<&str, ()> = Codes {
    title: "OPUS: bits of a block's type",
    source: BRUKEROPUS,
    entries: &[
        Entry("0–1", "1 real part, 2 imaginary part, 3 amplitude; 0 for what holds no data", (), BOTH),
        Entry("2–3", "1 sample, 2 reference, 3 of both", (), FTIR),
        Entry("4–9", "0 data; 1 their status (the axis); 2 to 11 parameters", (), BOTH),
        Entry("10–16", "what is measured, below", (), BOTH),
        Entry("17–18", "1 first, 2 second, 3 higher derivative", (), ONE),
        Entry(
            "19–21",
            "0 plain; 2 series, which are left out; others are no data",
            (),
            "test_opus.0 (5, history)",
        ),
    ],
};

/// What is measured.
pub(crate) const KINDS: Codes<u32, Technique> = Codes {
    title: "OPUS: what is measured",
    source: BRUKEROPUS,
    entries: &[
        Entry(1, "Single channel", Technique::Infrared, FTIR),
        Entry(2, "Interferogram", Technique::Other, FTIR),
        Entry(3, "Phase", Technique::Other, "opusreader2"),
        Entry(4, "Absorbance", Technique::Infrared, FTIR),
        Entry(5, "Transmittance", Technique::Infrared, ONE),
        Entry(6, "Kubelka-Munk", Technique::Infrared, ONE),
        Entry(7, "Trace", Technique::Other, ONE),
        Entry(8, "Series of interferograms", Technique::Other, ONE),
        Entry(9, "Series of spectra", Technique::Infrared, ONE),
        Entry(10, "Raman intensity", Technique::Raman, RAMAN),
        Entry(11, "Emission", Technique::UvVis, ONE),
        Entry(12, "Reflectance", Technique::Infrared, "opusreader2"),
        Entry(14, "Power", Technique::Other, ONE),
        Entry(15, "log reflectance", Technique::Infrared, ONE),
        Entry(16, "ATR", Technique::Infrared, ONE),
        Entry(17, "Photoacoustic", Technique::Infrared, ONE),
        Entry(18, "Transmittance", Technique::Infrared, ONE),
        Entry(19, "Absorbance", Technique::Infrared, ONE),
    ],
};

/// Types of values.
pub(crate) const INTEGER: u16 = 0;
pub(crate) const FLOAT: u16 = 1;

#[cfg(test)]
pub(crate) const VALUES: Codes<u16, ()> = Codes {
    title: "OPUS: types of values",
    source: BRUKEROPUS,
    entries: &[
        Entry(INTEGER, "whole number of four bytes", (), BOTH),
        Entry(FLOAT, "double precision", (), BOTH),
        Entry(2, "text", (), BOTH),
        Entry(3, "one of a list, as text", (), "both files (DXU)"),
        Entry(4, "one of a list, as text", (), BOTH),
    ],
};

/// Units of the axis, the parameter `DXU`.
pub(crate) const AXIS_UNITS: Codes<&str, Quantity> = Codes {
    title: "OPUS: units of the axis (DXU)",
    source: BRUKEROPUS,
    entries: &[
        Entry("WN", "wavenumber; Raman shift where Raman is measured", Quantity::Wavenumber, BOTH),
        Entry("MI", "micrometres", Quantity::WavelengthUm, ONE),
        Entry("LGW", "logarithm of the wavenumber", Quantity::Other, ONE),
        Entry("MIN", "minutes", Quantity::Time, ONE),
        Entry("PNT", "points", Quantity::Pixel, FTIR),
    ],
};

/// Parameters that are used; all are kept.
#[cfg(test)]
pub(crate) const USED: Codes<&str, ()> = Codes {
    title: "OPUS: parameters that are used",
    source: BRUKEROPUS,
    entries: &[
        Entry("NPT", "number of points", (), BOTH),
        Entry("FXV", "first value of the axis", (), BOTH),
        Entry("LXV", "last value of the axis", (), BOTH),
        Entry("CSF", "factor of the ordinates", (), "ftir_ps.0 (of interferograms)"),
        Entry("DXU", "unit of the axis", (), BOTH),
        Entry("DPF", "how ordinates are stored: 1, single precision; others are refused", (), BOTH),
        Entry("RLW", "Raman laser in cm⁻¹", (), RAMAN),
        Entry("SNM", "name of the sample, here the title", (), BOTH),
    ],
};

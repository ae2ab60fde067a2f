//! Where the fields of SPC files stand, and what their codes mean.

use crate::layout::{Codes, Entry, layout};
use crate::record::{Quantity, Technique};

const SPC_H: &str = "Galactic Industries, `spc.h` of 6 May 1997 (printed in several open readers)";
const READ_SPC: &str = "spectrochempy, Gwyddion";
const HEADER: &str = "spectrochempy, rohanisaac/spc";
const OLD_FILES: &str = "CONTOUR.SPC, m_ordz.spc";
const MULTI: &str = "m_evenz.spc, LabRam-1.spc";

layout! {
    /// The header of the new format.
    pub(crate) mod new = "SPC: header of the new format (0x4B, 0x4C)", 512 bytes, from SPC_H;
    FTFLGS "ftflgs" at 0: u8, "flags, below", by HEADER;
    FVERSN "fversn" at 1: u8, "0x4B: least significant byte first; 0x4C: most significant first; 0x4D, 0xCF: old", by HEADER;
    FEXPER "fexper" at 2: u8, "technique, below", by HEADER;
    FEXP "fexp" at 3: i8, "exponent of two of the ordinates; −128: they are floats", by HEADER;
    FNPTS "fnpts" at 4: i32, "points of each spectrum; where the directory is, with own axes", by HEADER;
    FFIRST "ffirst" at 8: f64, "first value of the axis", by HEADER;
    FLAST "flast" at 16: f64, "last value of the axis", by HEADER;
    FNSUB "fnsub" at 24: i32, "number of spectra", by HEADER;
    FXTYPE "fxtype" at 28: u8, "what the axis is, below", by HEADER;
    FYTYPE "fytype" at 29: u8, "what the ordinates are, below", by HEADER;
    FZTYPE "fztype" at 30: u8, "what the axis of the series is, as fxtype", by HEADER;
    FDATE "fdate" at 32: u32, "date: 6 bits minute, 5 hour, 5 day, 4 month, 12 year", by HEADER;
    FRES "fres" at 36: Text<9>, "resolution", by HEADER;
    FSOURCE "fsource" at 45: Text<9>, "instrument", by HEADER;
    FCMNT "fcmnt" at 88: Text<130>, "comment, here the title", by HEADER;
    FCATXT "fcatxt" at 218: [u8; 30], "labels of the three axes, each ended by a zero", by HEADER;
    FLOGOFF "flogoff" at 248: i32, "where the log begins; 0: there is none", by HEADER;
    FZINC "fzinc" at 312: f32, "step of an even series; 0: subnext − subtime of the first spectrum", by "spectrochempy; 4d_map.spc (10 beside subnext 10), m_evenz.spc (0.5), nir.spc (1)";
    FWPLANES "fwplanes" at 316: i32, "number of planes; 0: none", by "spectrochempy; 4d_map.spc (11 planes of 11 spectra)";
    FWINC "fwinc" at 320: f32, "step from plane to plane; 0: subwlevel of each plane's first spectrum", by "spectrochempy; 4d_map.spc (10)";
    FWTYPE "fwtype" at 324: u8, "what the axis of the planes is, as fxtype", by "spectrochempy; 4d_map.spc (2, as fztype)";
}

layout! {
    /// The header of the old format, up to that of its first spectrum.
    pub(crate) mod old = "SPC: header of the old format (0x4D) and LabCalc's (0xCF)", 224 bytes, from SPC_H;
    OFTFLGS "oftflgs" at 0: u8, "flags, below", by OLD_FILES;
    OEXP "oexp" at 2: i16, "exponent of two of the ordinates", by OLD_FILES;
    ONPTS "onpts" at 4: f32, "points of each spectrum", by OLD_FILES;
    OFIRST "ofirst" at 8: f32, "first value of the axis", by OLD_FILES;
    OLAST "olast" at 12: f32, "last value of the axis", by OLD_FILES;
    OXTYPE "oxtype" at 16: u8, "what the axis is, below", by OLD_FILES;
    OYTYPE "oytype" at 17: u8, "what the ordinates are, below", by OLD_FILES;
    OYEAR "oyear" at 18: u16, "year in 12 bits, 0: no date; above them 4 bits of z type", by "CONTOUR.SPC (1997), m_ordz.spc (92, z type 5)";
    OMONTH "omonth" at 20: u8, "month", by "rohanisaac/spc; CONTOUR.SPC, DEMO_3D.SPC, LC_DIODE_ARRAY.SPC: one morning, 9 March 1997, 8:46 to 9:14";
    ODAY "oday" at 21: u8, "day", by "as omonth";
    OHOUR "ohour" at 22: u8, "hour", by "as omonth";
    OMINUTE "ominute" at 23: u8, "minute", by "as omonth";
    ORES "ores" at 24: Text<8>, "resolution", by "CONTOUR.SPC: “4.0 CM-1”";
    OCMNT "ocmnt" at 64: Text<130>, "comment, here the title", by OLD_FILES;
    OCATXT "ocatxt" at 194: [u8; 30], "labels of the three axes, each ended by a zero", by "rohanisaac/spc";
}

layout! {
    /// The header of each spectrum.
    pub(crate) mod sub = "SPC: header of each spectrum", 32 bytes, from SPC_H;
    SUBEXP "subexp" at 1: i8, "exponent of two of the ordinates, in files of several spectra; −128: floats", by MULTI;
    SUBTIME "subtime" at 4: f32, "place in the series (z)", by MULTI;
    SUBNEXT "subnext" at 8: f32, "place of the next spectrum, which in the first of an even series tells the step", by MULTI;
    SUBNPTS "subnpts" at 16: i32, "points, where each spectrum has its own axis", by "BARBITUATES.SPC";
    SUBWLEVEL "subwlevel" at 24: f32, "place of the plane (w); without planes some programs leave rubbish here", by "4d_map.spc, wplanes.spc";
}

layout! {
    /// An entry of the directory.
    pub(crate) mod entry = "SPC: entry of the directory, where each spectrum has its own axis", 12 bytes, from SPC_H;
    SSFPOSN "ssfposn" at 0: u32, "where the spectrum's header begins", by "BARBITUATES.SPC";
}

layout! {
    /// The header of the log.
    pub(crate) mod log = "SPC: header of the log", 64 bytes, from SPC_H;
    LOGSIZD "logsizd" at 0: u32, "bytes of the log", by HEADER;
    LOGTXTO "logtxto" at 8: u32, "where the text begins, from the log's beginning", by HEADER;
}

pub(crate) const TSPREC: u8 = 0x01;
pub(crate) const TCGRAM: u8 = 0x02;
pub(crate) const TMULTI: u8 = 0x04;
pub(crate) const TRANDM: u8 = 0x08;
pub(crate) const TORDRD: u8 = 0x10;
pub(crate) const TALABS: u8 = 0x20;
pub(crate) const TXYXYS: u8 = 0x40;
pub(crate) const TXVALS: u8 = 0x80;

#[cfg(test)]
pub(crate) const FLAGS: Codes<u8, ()> = Codes {
    title: "SPC: bits of `ftflgs`",
    source: SPC_H,
    entries: &[
        Entry(TSPREC, "TSPREC: ordinates of 16 bits", (), "LC_DIODE_ARRAY.SPC"),
        Entry(TCGRAM, "TCGRAM: a chromatogram, where no technique is stated", (), "one description only"),
        Entry(TMULTI, "TMULTI: several spectra", (), "m_evenz.spc"),
        Entry(TRANDM, "TRANDM: places of the series in any order, each in its spectrum", (), READ_SPC),
        Entry(
            TORDRD,
            "TORDRD: places of the series in order but uneven, each in its spectrum",
            (),
            "LabRam-1.spc, m_ordz.spc",
        ),
        Entry(TALABS, "TALABS: labels take the place of the types", (), "NDR0002.SPC"),
        Entry(TXYXYS, "TXYXYS: each spectrum has its own axis", (), "BARBITUATES.SPC"),
        Entry(TXVALS, "TXVALS: the axis is written out", (), "LabRam-2.spc"),
    ],
};

/// The type that says, in an old file, that labels take the place of the types.
pub(crate) const ZTEXTL: u16 = 15;

pub(crate) const X_TYPES: Codes<u8, Quantity> = Codes {
    title: "SPC: `fxtype`, `fztype`, `fwtype`",
    source: SPC_H,
    entries: &[
        Entry(0, "Arbitrary", Quantity::Unknown, READ_SPC),
        Entry(1, "Wavenumber (cm-1)", Quantity::Wavenumber, "BENZENE.SPC"),
        Entry(2, "Micrometers (um)", Quantity::WavelengthUm, READ_SPC),
        Entry(3, "Nanometers (nm)", Quantity::WavelengthNm, "HOLMIUM.SPC"),
        Entry(4, "Seconds", Quantity::Time, "FID.SPC"),
        Entry(5, "Minutes", Quantity::Time, "s_xy.spc"),
        Entry(6, "Hertz (Hz)", Quantity::Frequency, READ_SPC),
        Entry(7, "Kilohertz (KHz)", Quantity::Frequency, READ_SPC),
        Entry(8, "Megahertz (MHz)", Quantity::Frequency, READ_SPC),
        Entry(9, "Mass (M/z)", Quantity::MassPerCharge, "BARBITUATES.SPC"),
        Entry(10, "Parts per million (PPM)", Quantity::Other, "NMR_SPC.SPC"),
        Entry(11, "Days", Quantity::Time, READ_SPC),
        Entry(12, "Years", Quantity::Time, READ_SPC),
        Entry(
            13,
            "Raman Shift (cm-1)",
            Quantity::RamanShift,
            "RAMAN.SPC, and the text beside InViaReflex_PST….spc",
        ),
        Entry(14, "eV", Quantity::Other, READ_SPC),
        Entry(15, "XYZ text labels", Quantity::Unknown, READ_SPC),
        Entry(16, "Diode Number", Quantity::Pixel, READ_SPC),
        Entry(17, "Channel", Quantity::Pixel, READ_SPC),
        Entry(18, "Degrees", Quantity::Other, READ_SPC),
        Entry(19, "Temperature (F)", Quantity::Other, READ_SPC),
        Entry(20, "Temperature (C)", Quantity::Other, READ_SPC),
        Entry(21, "Temperature (K)", Quantity::Other, READ_SPC),
        Entry(22, "Data Points", Quantity::Pixel, READ_SPC),
        Entry(23, "Milliseconds (mSec)", Quantity::Time, READ_SPC),
        Entry(24, "Microseconds (uSec)", Quantity::Time, READ_SPC),
        Entry(25, "Nanoseconds (nSec)", Quantity::Time, READ_SPC),
        Entry(26, "Gigahertz (GHz)", Quantity::Frequency, READ_SPC),
        Entry(27, "Centimeters (cm)", Quantity::Other, READ_SPC),
        Entry(28, "Meters (m)", Quantity::Other, READ_SPC),
        Entry(29, "Millimeters (mm)", Quantity::Other, READ_SPC),
        Entry(30, "Hours", Quantity::Time, READ_SPC),
        Entry(255, "Double interferogram", Quantity::Other, READ_SPC),
    ],
};

/// The type of ordinates that are no spectrum.
pub(crate) const INTERFEROGRAM: u8 = 1;

pub(crate) const Y_TYPES: Codes<u8, ()> = Codes {
    title: "SPC: `fytype`",
    source: SPC_H,
    entries: &[
        Entry(0, "Arbitrary Intensity", (), READ_SPC),
        Entry(INTERFEROGRAM, "Interferogram", (), "IG_SAMP.SPC"),
        Entry(2, "Absorbance", (), "BENZENE.SPC"),
        Entry(3, "Kubelka-Munk", (), READ_SPC),
        Entry(4, "Counts", (), "Renishaw_nCal….spc and its text"),
        Entry(5, "Volts", (), READ_SPC),
        Entry(6, "Degrees", (), READ_SPC),
        Entry(7, "Milliamps", (), READ_SPC),
        Entry(8, "Millimeters", (), READ_SPC),
        Entry(9, "Millivolts", (), READ_SPC),
        Entry(10, "Log(1/R)", (), READ_SPC),
        Entry(11, "Percent", (), READ_SPC),
        Entry(12, "Intensity", (), READ_SPC),
        Entry(13, "Relative Intensity", (), READ_SPC),
        Entry(14, "Energy", (), READ_SPC),
        Entry(16, "Decibel", (), READ_SPC),
        Entry(19, "Temperature (F)", (), READ_SPC),
        Entry(20, "Temperature (C)", (), READ_SPC),
        Entry(21, "Temperature (K)", (), READ_SPC),
        Entry(22, "Index of Refraction [N]", (), READ_SPC),
        Entry(23, "Extinction Coeff. [K]", (), READ_SPC),
        Entry(24, "Real", (), READ_SPC),
        Entry(25, "Imaginary", (), READ_SPC),
        Entry(26, "Complex", (), READ_SPC),
        Entry(128, "Transmission", (), "HCL.SPC"),
        Entry(129, "Reflectance", (), READ_SPC),
        Entry(130, "Arbitrary or Single Beam with Valley Peaks", (), READ_SPC),
        Entry(131, "Emission", (), READ_SPC),
    ],
};

pub(crate) const TECHNIQUES: Codes<u8, Technique> = Codes {
    title: "SPC: `fexper`",
    source: SPC_H,
    entries: &[
        Entry(0, "general", Technique::Unknown, READ_SPC),
        Entry(1, "gas chromatogram", Technique::Other, READ_SPC),
        Entry(2, "general chromatogram", Technique::Other, READ_SPC),
        Entry(3, "HPLC chromatogram", Technique::Other, READ_SPC),
        Entry(4, "FT-IR, FT-NIR, FT-Raman", Technique::Infrared, READ_SPC),
        Entry(5, "NIR spectrum", Technique::Infrared, "KKSAM.SPC"),
        Entry(7, "UV-VIS spectrum", Technique::UvVis, "Gwyddion; spectrochempy counts it as 6"),
        Entry(8, "X-ray diffraction", Technique::Other, READ_SPC),
        Entry(9, "mass spectrum", Technique::Mass, READ_SPC),
        Entry(10, "NMR spectrum or FID", Technique::Nmr, READ_SPC),
        Entry(11, "Raman spectrum", Technique::Raman, "Renishaw_nCal….spc"),
        Entry(12, "fluorescence", Technique::UvVis, READ_SPC),
        Entry(13, "atomic spectrum", Technique::UvVis, READ_SPC),
        Entry(14, "diode array of a chromatograph", Technique::Other, READ_SPC),
    ],
};

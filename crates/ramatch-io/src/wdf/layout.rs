//! Where the fields of WDF blocks stand, and what their codes mean.

use crate::layout::{Codes, Entry, layout};
use crate::record::Quantity;

const WDF_H: &str = "Renishaw's structures and constants of 2011, as Gwyddion's `renishaw.c` prints them";
const WDF_PY: &str = "Renishaw's Python package `wdf` of 2022";
const READERS: &str = "`wdf`, py-wdf-reader";
const TWIN: &str = "Renishaw_nCal_Qontor785….wdf and its text";
const MAP: &str = "6x6.wdf";

layout! {
    /// What every block begins with.
    pub(crate) mod block = "WDF: beginning of every block", 16 bytes, from WDF_H;
    ID "id" at 0: [u8; 4], "name of the block, below", by MAP;
    SIZE "size" at 8: u64, "bytes of the block, these 16 among them", by MAP;
}

layout! {
    /// The block `WDF1`, from its beginning.
    pub(crate) mod header = "WDF: block WDF1, from the beginning of the file", 512 bytes, from WDF_H;
    NPOINTS "npoints" at 60: u32, "points of each spectrum", by TWIN;
    NSPECTRA "nspectra" at 64: u64, "spectra for which there is room", by MAP;
    NCOLLECTED "ncollected" at 72: u64, "spectra that were measured", by MAP;
    NACCUM "naccum" at 80: u32, "accumulations of each", by "Renishaw_-_WDF_nylon.wdf (10)";
    XLISTCOUNT "xlistcount" at 88: u32, "values of the axis", by TWIN;
    ORIGINCOUNT "origincount" at 92: u32, "lists in the block ORGN", by MAP;
    APPNAME "appname" at 96: Text<24>, "program", by MAP;
    APPVERSION "appversion" at 120: [u16; 4], "its version", by MAP;
    SCANTYPE "scantype" at 128: u32, "how the axis was scanned, below", by "line.wdf (7)";
    TYPE "type" at 132: u32, "what was measured, below", by "6x6.wdf (3), depth.wdf (2), sp.wdf (1)";
    TIME_START "time_start" at 136: u64, "beginning, in 100 ns since 1601", by "cheminfo/wdf-parser; Renishaw_nCal….wdf (22 August 2022)";
    UNITS "units" at 152: u32, "unit of the ordinates, below", by MAP;
    LASERWAVENUM "laserwavenum" at 156: f32, "laser in cm⁻¹", by "cheminfo/wdf-parser; Renishaw_nCal_Qontor785….wdf (785.016 nm)";
    USER "user" at 208: Text<32>, "who measured", by MAP;
    TITLE "title" at 240: Text<160>, "title", by MAP;
}

layout! {
    /// The block `XLST`, behind its 16 bytes; the values follow.
    pub(crate) mod xlist = "WDF: block XLST, behind its 16 bytes; the values follow", 8 bytes, from WDF_H;
    DATATYPE "type" at 0: u32, "what the axis is, below", by TWIN;
    UNITS "units" at 4: u32, "its unit, below", by TWIN;
}

layout! {
    /// The block `ORGN`, behind its 16 bytes; the lists follow.
    pub(crate) mod origins = "WDF: block ORGN, behind its 16 bytes; the lists follow", 4 bytes, from WDF_PY;
    COUNT "count" at 0: u32, "number of lists", by MAP;
}

layout! {
    /// A list of the block `ORGN`; its values follow, eight bytes each.
    pub(crate) mod origin = "WDF: list of the block ORGN; its values follow, eight bytes each", 24 bytes, from WDF_PY;
    DATATYPE "type" at 0: u32, "what is listed, below; the highest bit marks an axis of the measurement", by MAP;
    UNITS "units" at 4: u32, "its unit, below", by MAP;
}

/// What a block is to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Without it there are no spectra.
    Spectra,
    /// It describes them.
    Metadata,
}

/// Blocks that are read. All others are passed over.
pub(crate) const BLOCKS: Codes<&str, Need> = Codes {
    title: "WDF: names of blocks that are read",
    source: WDF_H,
    entries: &[
        Entry("WDF1", "the file's header", Need::Spectra, MAP),
        Entry("DATA", "the ordinates, floats", Need::Spectra, TWIN),
        Entry("XLST", "the axis, floats", Need::Spectra, TWIN),
        Entry("YLST", "the axis of an image; its values are not read", Need::Metadata, MAP),
        Entry("ORGN", "places, times, flags, checksums", Need::Metadata, MAP),
        Entry("TEXT", "comment", Need::Metadata, MAP),
    ],
};

/// What lists of `ORGN` and the axis hold.
pub(crate) const DATA_TYPES: Codes<u32, ()> = Codes {
    title: "WDF: types of data (WdfDataType)",
    source: WDF_H,
    entries: &[
        Entry(0, "arbitrary", (), READERS),
        Entry(SPECTRAL, "spectral", (), TWIN),
        Entry(2, "intensity", (), READERS),
        Entry(SPATIAL_X, "x", (), MAP),
        Entry(SPATIAL_Y, "y", (), MAP),
        Entry(SPATIAL_Z, "z", (), "depth.wdf"),
        Entry(6, "stage r", (), READERS),
        Entry(7, "stage theta", (), READERS),
        Entry(8, "stage phi", (), READERS),
        Entry(TEMPERATURE, "temperature", (), READERS),
        Entry(10, "pressure", (), READERS),
        Entry(TIME, "time", (), MAP),
        Entry(12, "derivative", (), READERS),
        Entry(13, "polarization", (), READERS),
        Entry(14, "focus", (), READERS),
        Entry(15, "ramp rate", (), READERS),
        Entry(16, "checksum", (), MAP),
        Entry(17, "flags", (), MAP),
        Entry(ELAPSED_TIME, "elapsed time", (), READERS),
        Entry(FREQUENCY, "frequency", (), WDF_PY),
    ],
};

pub(crate) const SPECTRAL: u32 = 1;
pub(crate) const SPATIAL_X: u32 = 3;
pub(crate) const SPATIAL_Y: u32 = 4;
pub(crate) const SPATIAL_Z: u32 = 5;
pub(crate) const TEMPERATURE: u32 = 9;
pub(crate) const TIME: u32 = 11;
pub(crate) const ELAPSED_TIME: u32 = 18;
pub(crate) const FREQUENCY: u32 = 19;
/// The unit of a moment in 100 ns since 1601.
pub(crate) const FILE_TIME: u32 = 24;

pub(crate) const UNITS: Codes<u32, Quantity> = Codes {
    title: "WDF: units (WdfDataUnits)",
    source: WDF_H,
    entries: &[
        Entry(0, "Arbitrary", Quantity::Unknown, READERS),
        Entry(1, "Raman shift (cm-1)", Quantity::RamanShift, TWIN),
        Entry(2, "Wavenumber (cm-1)", Quantity::Wavenumber, READERS),
        Entry(3, "Wavelength (nm)", Quantity::WavelengthNm, READERS),
        Entry(4, "Electron volt", Quantity::Other, READERS),
        Entry(5, "Micron", Quantity::WavelengthUm, "6x6.wdf (of places)"),
        Entry(6, "Counts", Quantity::Other, TWIN),
        Entry(7, "Electrons", Quantity::Other, READERS),
        Entry(8, "Millimetres", Quantity::Other, READERS),
        Entry(9, "Metres", Quantity::Other, READERS),
        Entry(10, "Kelvin", Quantity::Other, READERS),
        Entry(11, "Pascal", Quantity::Other, READERS),
        Entry(12, "Seconds", Quantity::Time, READERS),
        Entry(13, "Milliseconds", Quantity::Time, READERS),
        Entry(14, "Hours", Quantity::Time, READERS),
        Entry(15, "Days", Quantity::Time, READERS),
        Entry(16, "Pixels", Quantity::Pixel, "6x6.wdf (of YLST)"),
        Entry(17, "Intensity", Quantity::Other, READERS),
        Entry(18, "Relative intensity", Quantity::Other, READERS),
        Entry(19, "Degrees", Quantity::Other, READERS),
        Entry(20, "Radians", Quantity::Other, READERS),
        Entry(21, "Celsius", Quantity::Other, READERS),
        Entry(22, "Fahrenheit", Quantity::Other, READERS),
        Entry(23, "Kelvin per minute", Quantity::Other, READERS),
        Entry(FILE_TIME, "File time", Quantity::Time, MAP),
        Entry(25, "Microseconds", Quantity::Time, "one description only (`wdf` of 2022)"),
    ],
};

/// The low byte of `scantype`.
pub(crate) const SCAN_TYPES: Codes<u32, ()> = Codes {
    title: "WDF: low byte of `scantype` (WdfScanType)",
    source: WDF_PY,
    entries: &[
        Entry(0, "unspecified", (), "py-wdf-reader"),
        Entry(1, "static", (), "py-wdf-reader; sp.wdf"),
        Entry(2, "continuous", (), "py-wdf-reader"),
        Entry(3, "step repeat", (), "py-wdf-reader"),
        Entry(4, "filter scan", (), "py-wdf-reader"),
        Entry(5, "filter image", (), "py-wdf-reader"),
        Entry(6, "StreamLine", (), "py-wdf-reader"),
        Entry(7, "StreamLine HR", (), "py-wdf-reader; line.wdf"),
        Entry(8, "point detector", (), "py-wdf-reader"),
    ],
};

pub(crate) const TYPES: Codes<u32, ()> = Codes {
    title: "WDF: `type` of the measurement (WdfType)",
    source: WDF_PY,
    entries: &[
        Entry(0, "unspecified", (), "py-wdf-reader"),
        Entry(1, "single", (), "sp.wdf"),
        Entry(2, "series", (), "depth.wdf"),
        Entry(3, "map", (), MAP),
    ],
};

//! Where the fields of an SPE header stand, and what its codes mean.

use crate::layout::{Codes, Entry, layout};
use crate::record::Quantity;

const WINX: &str = "Princeton Instruments, header of WinX files, version 2.5 (printed in the manuals of WinView and WinSpec)";
const FILES: &str = "polystyrene.SPE, HeNe.SPE (hySpc.read.spe)";
const S0N: &str = "PrincetonInstruments_S0N_50x.spe and its XML";

layout! {
    /// The header.
    pub(crate) mod header = "SPE: header", 4100 bytes, from WINX;
    EXP_SEC "exp_sec" at 10: f32, "exposure in s", by FILES;
    DATE "date" at 20: Text<10>, "day of the measurement", by FILES;
    XDIM "xdim" at 42: u16, "points of a row", by FILES;
    DATATYPE "datatype" at 108: i16, "type of the data, below", by FILES;
    YDIM "ydim" at 656: u16, "rows of a frame", by FILES;
    XML_OFFSET "XMLOffset" at 678: u64, "from version 3.0: where the XML begins", by S0N;
    NUM_FRAMES "NumFrames" at 1446: i32, "frames", by FILES;
    VERSION "file_header_ver" at 1992: f32, "version of the header", by FILES;
}

/// Where the calibration of the columns begins. That of the rows (3489) is not read: WinSpec leaves it empty.
pub(crate) const X_CALIBRATION: usize = 3000;

layout! {
    /// A calibration.
    pub(crate) mod calibration = "SPE: calibration of the columns, which begins at 3000", 489 bytes, from WINX;
    CURRENT_UNIT "current_unit" at 16: u8, "unit in which WinSpec showed the axis; kept, not used", by FILES;
    CALIB_VALID "calib_valid" at 98: u8, "1 where there is a calibration", by FILES;
    POLYNOM_UNIT "polynom_unit" at 100: u8, "unit of what the polynomial yields, below", by "polystyrene.SPE, which begins at 289.921 cm⁻¹ (hyperSpec states it) only if 4 is nm";
    POLYNOM_ORDER "polynom_order" at 101: u8, "order of the polynomial", by FILES;
    POLYNOM_COEFF "polynom_coeff" at 263: [f64; 6], "its coefficients, the constant first; pixels count from 1", by FILES;
    LASER_POSITION "laser_position" at 311: f64, "laser; described as a wavenumber, in files a wavelength in nm", by "polystyrene.SPE (785), aspirin.spe (784.8)";
}

/// How numbers are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stored {
    F32,
    I32,
    I16,
    U16,
    F64,
    U8,
    U32,
}

impl Stored {
    /// Bytes of one number.
    pub(crate) fn len(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::F32 | Self::I32 | Self::U32 => 4,
            Self::F64 => 8,
        }
    }
}

pub(crate) const DATA_TYPES: Codes<i16, Stored> = Codes {
    title: "SPE: `datatype`",
    source: WINX,
    entries: &[
        Entry(0, "floating point", Stored::F32, "aspirin.spe"),
        Entry(1, "long integer", Stored::I32, "HeNe.SPE"),
        Entry(2, "integer", Stored::I16, "xylib, hyperSpec"),
        Entry(3, "unsigned integer", Stored::U16, "polystyrene.SPE"),
        Entry(5, "double", Stored::F64, "one description only (tsbischof's reader of LightField files)"),
        Entry(6, "byte", Stored::U8, "one description only (tsbischof's reader of LightField files)"),
        Entry(8, "unsigned long", Stored::U32, S0N),
    ],
};

pub(crate) const UNITS: Codes<u8, Quantity> = Codes {
    title: "SPE: units of a calibration",
    source: "cbeleites/hyperSpec, `read.spe`",
    entries: &[
        Entry(
            0,
            "none",
            Quantity::Pixel,
            "one description only; aspirin.spe has it beside coefficients in nm, so pixel numbers are taken, with a warning",
        ),
        Entry(1, "pixel", Quantity::Pixel, "HeNe.SPE, whose current unit is 1, “Pixel”"),
        Entry(2, "data", Quantity::Other, "one description only"),
        Entry(3, "user units", Quantity::Other, "one description only"),
        Entry(4, "nm", Quantity::WavelengthNm, "polystyrene.SPE, HeNe.SPE"),
        Entry(5, "cm-1", Quantity::Wavenumber, "one description only, between two that files confirm"),
        Entry(
            6,
            "Raman shift",
            Quantity::RamanShift,
            "polystyrene.SPE, whose current unit is 6, “Raman shift [cm -1]”",
        ),
    ],
};

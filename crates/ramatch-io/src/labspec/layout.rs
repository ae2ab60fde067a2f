//! Where the fields of LabSpec's items stand, and what their tags mean.

use crate::layout::{Codes, Entry, layout};
use std::fmt;

const L6S: &str = "worked out from Horiba_PST10….l6s and its text";
const SEEN: &str = "Horiba_PST10….l6s and its text";
const BOTH: &str = "Horiba_PST10….l6s and its text; rosettasciio, of the XML";
const FILE_ONLY: &str = "Horiba_PST10….l6s only";

layout! {
    /// An item of a binary file. Its value stands in place of address and length, or behind it.
    pub(crate) mod item = "LabSpec 6 `.l6s`: item", 24 bytes, from L6S;
    KIND "type" at 0: u32, "type of the value in the low four bits, below; 0x1000: the value stands behind the items", by SEEN;
    TAG "tag" at 8: u32, "what it is, below", by SEEN;
    ZERO "zero" at 12: u32, "0", by SEEN;
    VALUE "value" at 16: Text<8>, "the value, where it stands here", by SEEN;
}

layout! {
    /// The same where the value stands behind the items: address and length in its place.
    pub(crate) mod behind = "LabSpec 6 `.l6s`: item whose value stands behind it", 24 bytes, from L6S;
    LENGTH "length" at 20: u32, "length of the value; 4 bytes before it are an address, which is not read", by SEEN;
}

/// A tag: four letters, read as a number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag(pub(crate) u32);

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:08X}", self.0)
    }
}

pub(crate) const TYPE: u32 = 0x6d70_7974;
pub(crate) const UNIT: u32 = 0x7c69_6e75;
pub(crate) const VALUES: u32 = 0x7d6c_d4db;
pub(crate) const ARRAY: u32 = 0x6d61_74e3;
pub(crate) const NAME_OF: u32 = 0x6d6d_616e;
pub(crate) const VALUE: u32 = 0x7d6c_61db;
pub(crate) const EXACT_VALUE: u32 = 0x0873_6f70;
pub(crate) const NUMBER_OF: u32 = 0x6a6d_e7d3;
pub(crate) const SHORT: u32 = 0xdcdc_e5d6;
pub(crate) const AXES: u32 = 0x7b69_7861;
pub(crate) const DATA: u32 = 0x7a74_d9d6;

#[cfg_attr(not(test), allow(dead_code, reason = "for the book"))]
pub(crate) const TAGS: Codes<Tag, ()> = Codes {
    title: "LabSpec 6: tags, in `.l6s` and in the XML (ID)",
    source: L6S,
    entries: &[
        Entry(Tag(TYPE), "kind of an axis: Spectr, Intens, X, Y", (), BOTH),
        Entry(Tag(UNIT), "unit of an axis", (), BOTH),
        Entry(Tag(VALUES), "values of an axis", (), BOTH),
        Entry(Tag(ARRAY), "array of numbers", (), FILE_ONLY),
        Entry(Tag(NAME_OF), "name of a field", (), BOTH),
        Entry(Tag(VALUE), "value of a field", (), BOTH),
        Entry(Tag(EXACT_VALUE), "value of a field as a number", (), BOTH),
        Entry(Tag(NUMBER_OF), "a number that stands between name and value", (), FILE_ONLY),
        Entry(Tag(SHORT), "a short value that stands between name and value", (), FILE_ONLY),
        Entry(Tag(AXES), "the axes", (), BOTH),
        Entry(Tag(DATA), "the data", (), BOTH),
    ],
};

pub(crate) const EMPTY: u8 = 0;
pub(crate) const INTEGER: u8 = 4;
pub(crate) const FLOAT: u8 = 5;
pub(crate) const NUMBERS: u8 = 6;
pub(crate) const TEXT: u8 = 7;
pub(crate) const LIST: u8 = 9;

#[cfg_attr(not(test), allow(dead_code, reason = "for the book"))]
pub(crate) const KINDS: Codes<u8, ()> = Codes {
    title: "LabSpec 6 `.l6s`: types of values",
    source: L6S,
    entries: &[
        Entry(EMPTY, "nothing", (), FILE_ONLY),
        Entry(INTEGER, "whole number of four bytes", (), SEEN),
        Entry(FLOAT, "double precision", (), SEEN),
        Entry(NUMBERS, "numbers in single precision", (), SEEN),
        Entry(TEXT, "text", (), SEEN),
        Entry(LIST, "list of items", (), SEEN),
    ],
};

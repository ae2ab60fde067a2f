//! Libraries: embedded, read or mapped from a file, built from text or entry by entry.

pub(crate) mod alike;
mod beside;
mod builder;
pub(crate) mod calibration;
mod change;
pub(crate) mod codes;
mod collections;
mod content;
mod described;
mod device;
pub(crate) mod emphasized;
mod export;
mod formula;
mod import;
pub(crate) mod index;
pub(crate) mod integers;
mod laid;
pub(crate) mod linear;
mod make;
mod manifest;
mod measured;
mod metadata;
mod named;
mod opened;
mod pack;
mod parsed;
mod records;
mod relatives;
mod render;
mod reviewed;
pub(crate) mod sketch;
mod spool;
mod table;
mod tags;
mod text;
mod together;
mod validate;

pub use builder::{LibraryBuilder, NearDuplicate, Reference, Storage};
pub use calibration::{Calibration, CalibrationParts, StratumParts, TrialsAbout};
pub use collections::{Bring, Brought, Collection, Conflict, Duplicate, NamedByFile, Treatment};
pub use content::{
    BandRow, Content, EntryContent, GradeName, HintContent, Profile, Raw, SourceContent, SubstanceContent,
    TAGS,
};
pub use device::DeviceCost;
pub use import::{Defaults, Imported};
pub use manifest::ManifestRow;
pub use measured::Provenance;
pub(crate) use named::{Named, Names, called};
pub use opened::Library;
pub use relatives::{Kinship, Relatives};
pub use reviewed::{Agreement, Checked, FamilyContent, FamilyKind, NoticeContent};
pub use together::{Disagreement, LibraryPart};

//! Public collections of spectra that a user downloaded: Raman Open Database, RRUFF, Open Specy, SLoPP.
//!
//! A file of a collection says by itself what a manifest says of a file of one's own. One file of this folder for each collection turns
//! a file and its name into that; all of them then take one way into the library.

mod agreement;
mod bring;
mod brought;
mod collection;
mod finding;
mod licences;
mod names;
mod openspecy;
mod ordered;
mod origins;
mod rod;
mod rruff;
mod slopp;
mod stated;
mod tables;

pub use brought::{Brought, Conflict, Duplicate, NamedByFile};
pub use collection::{Bring, Collection, Treatment};

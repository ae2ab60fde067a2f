//! Archives of measurements: ZIP and tar. What is damaged is refused.

mod member;
mod members;
mod spectra;
mod tar;
mod zip;

pub(crate) use member::Member;
pub use members::Archive;
pub(crate) use spectra::{NAME, TAR_NAME, open, unpack};
pub(crate) use tar::{is_tar, members as tar_members};
pub(crate) use zip::{MAGIC, members, store};

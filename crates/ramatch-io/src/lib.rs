//! Readers of Raman instrument files: bytes in, records out.
//!
//! A reader takes bytes, never paths, and yields a whole [`Record`] or a typed [`Error`] that names line and
//! field; it never returns part of a spectrum. The format is recognised by content, never by a file's name.
//!
//! ```
//! let record = ramatch_io::read(b"Raman shift;Intensity\n100,5;1\n101,5;2\n", &ramatch_io::Limits::default());
//! assert_eq!(record.unwrap_err().code().name(), "too_few_points");
//! ```

mod error;
mod limits;
mod lines;
mod number;
mod record;
mod sniff;
mod table;
mod text;
pub mod units;

pub use error::Error;
pub use limits::Limits;
pub use record::{Metadata, Record};

/// Reads one spectrum.
///
/// # Errors
/// A typed [`Error`]; nothing is returned of a file that is not whole.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Record, Error> {
    if bytes.len() > limits.file_bytes {
        let (what, limit) = ("bytes in the file", limits.file_bytes);
        return Err(Error::Limit { what, limit, actual: bytes.len(), line: None });
    }
    sniff::refuse_other_formats(bytes)?;
    text::read(bytes, limits)
}

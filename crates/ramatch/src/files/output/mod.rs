//! What is written.

mod append;
mod kind;
mod lock;
mod place;
mod target;

pub(crate) use append::Appended;
pub use kind::OutputKind;
pub(crate) use kind::PAGE_MADE_BY;
pub use lock::{FileLock, Holder};
pub(crate) use place::{Beside, Place};
pub use place::{is_standard_output, make_folder, write_atomically};
pub use target::Output;

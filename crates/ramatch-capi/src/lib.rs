//! The C face of ramatch: which substance does a Raman spectrum show?
//!
//! Every function checks its pointers and lengths, forwards to `ramatch-core`, and answers with a status. Nothing is allocated and nothing
//! is kept between calls: handles and working memory are the caller's. `include/ramatch.h` is made of this crate by cbindgen.
//!
//! With the feature `host` there are files of instruments and the built-in library as well, on a heap.
#![no_std]

#[cfg(any(feature = "host", test))]
extern crate std;

// In the order in which the header is read.
mod version;

mod status;

mod names;

mod lent;

mod library;

mod options;

mod matcher;

mod patience;

mod identify;

mod answer;

mod mixture;

mod parameters;

mod steps;

#[cfg(feature = "host")]
mod host;

mod guard;
mod handle;

pub use answer::*;
#[cfg(feature = "host")]
pub use host::*;
pub use identify::*;
pub use lent::ramatch_text;
pub use library::*;
pub use matcher::*;
pub use mixture::*;
pub use names::*;
pub use options::*;
pub use parameters::*;

pub use patience::ramatch_patience;
pub use status::*;
pub use steps::*;
pub use version::*;

/// A firmware in C has no other: it stops here, where a debugger finds it and a watchdog ends it.
#[cfg(all(feature = "panic-handler", not(feature = "host"), not(test)))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}

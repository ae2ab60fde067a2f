//! What the firmware is made of: its board, its console, the update of its library, and what the tests measure.
#![cfg_attr(not(feature = "host"), no_std)]

#[cfg(feature = "board")]
pub mod board;
pub mod console;
#[cfg(any(feature = "arpls", feature = "snip"))]
pub mod handheld;
pub mod hash;
pub mod image;
#[cfg(any(feature = "arpls", feature = "snip"))]
pub mod measure;
pub mod measured;
#[cfg(feature = "update")]
pub mod update;

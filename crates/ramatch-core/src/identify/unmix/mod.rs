//! What a signal is a sum of: the components of a mixture.
//!
//! The query's linear row is taken as a sum of rows of references, and of the user's own empty containers, with amounts from 0 on. One
//! reference more is added at a time, the one that explains most of what is left, and every one that is there is then put to the test against
//! all others in its place. How many there are is said by what each explains, not by the user.

mod amounts;
mod axis;
mod bands;
mod column;
mod component;
mod decide;
mod evidence;
mod limit;
mod mixture;
mod model;
mod room;
mod rows;
mod run;
mod scan;
mod search;
mod sums;
mod terms;
#[cfg(test)]
mod tests;

pub use component::{Component, MOST_COMPONENTS, MOST_RIVALS, MOST_TOLD, Rival, Told};
pub use mixture::Mixture;
pub use room::unmix_lengths;
pub use rows::{AskedRows, LinearReferences};
pub use run::{MOST_CONTAINERS, Signal, UnmixMemory, Unmixed, unmix};
pub use terms::{UnmixLimits, UnmixTerms};

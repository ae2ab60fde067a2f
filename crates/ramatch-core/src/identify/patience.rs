//! Whoever may call a search off.

/// Whoever may call a search off, and how often it is asked.
pub struct Patience<'a> {
    /// Rows between two questions.
    pub every: usize,
    /// Told of the rows that were looked at or moved so far, after each step of the preparation and then between rows; false calls it off.
    pub go_on: &'a mut dyn FnMut(u64) -> bool,
}

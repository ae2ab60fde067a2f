//! What there is, in a message about what is not.

/// Most names that a message lists.
pub(crate) const LISTED: usize = 20;

/// With what there is instead.
pub(crate) fn listed<'a>(
    reason: String,
    what: &str,
    names: impl ExactSizeIterator<Item = &'a str>,
) -> String {
    let count = names.len();
    let first: Vec<&str> = names.take(LISTED).collect();
    match count {
        0 => format!("{reason}: it states no {what}"),
        _ if count > LISTED => {
            format!("{reason}: its {what} are {} and {} more", first.join(", "), count - LISTED)
        }
        _ => format!("{reason}: its {what} are {}", first.join(", ")),
    }
}

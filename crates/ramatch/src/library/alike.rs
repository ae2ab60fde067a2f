//! Names: the id that is made of one, and whether two ways to write one are the same name.

/// An id from a name: what is no letter or digit becomes a hyphen.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() || c == '/' {
            slug.push(c);
        } else if c.is_alphanumeric() {
            // Not to be mistaken for one another: α, β, ü.
            slug.push_str(&format!("u{:x}", u32::from(c)));
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// The id of the substance of a name.
pub(super) fn id_of(name: &str) -> String {
    slug(name).replace('/', "-")
}

/// A name as it is compared: in lower case, with one space for whatever only parts words. Such are spaces, underscores, brackets, hyphens
/// between letters or digits, dashes between spaces, and a comma before a space. All else tells names apart that have one id:
/// `(+)-` and `(-)-`, `Fe2+` and `Fe2`, `1,3-` and `1-3`.
pub(crate) fn compared(name: &str) -> String {
    let name: Vec<char> = name.to_lowercase().chars().map(plain).collect();
    let mut text = String::new();
    for (at, &c) in name.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| name.get(at)).copied().unwrap_or(' ');
        let after = name.get(at + 1).copied().unwrap_or(' ');
        let parts = match c {
            '-' => joins(before, after),
            ',' => after == ' ',
            _ => c == ' ' || "_()[]{}®™".contains(c),
        };
        if !parts {
            text.push(c);
        } else if !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
    }
    text.trim_end().to_owned()
}

/// Every dash is a hyphen, every space a space, and the sign of micro a letter.
fn plain(c: char) -> char {
    match c {
        '\u{b5}' => '\u{3bc}',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// Whether a hyphen between these is no sign.
fn joins(before: char, after: char) -> bool {
    let ends = |c: char| c.is_alphanumeric() || ")]}'+".contains(c);
    let begins = |c: char| c.is_alphanumeric() || "([{".contains(c);
    before == ' ' && after == ' ' || ends(before) && begins(after)
}

#[cfg(test)]
mod tests {
    use super::{compared, id_of};

    #[test]
    fn what_tells_names_apart_stays_and_what_parts_words_is_one_space() {
        for (one, other) in [
            ("Alpha  Thing", "alpha_thing"),
            ("N-oxide", "n oxide"),
            ("Poly(vinyl chloride)", "poly vinyl chloride"),
            ("Cellulose Acetate - Film", "cellulose acetate film"),
            ("Polyethylene, HD", "polyethylene hd"),
            ("(\u{2212})-thing", "(-)-Thing"),
            ("\u{b5}-thing", "\u{3bc} Thing"),
        ] {
            assert_eq!(compared(one), compared(other), "{one}, {other}");
        }
        for (one, other) in [
            ("(+)-thing", "(-)-thing"),
            ("(-)-thing", "thing"),
            ("Fe2+ salt", "Fe2 salt"),
            ("Fe2- salt", "Fe2 salt"),
            ("1,3-isomer", "1-3 isomer"),
            ("a,b-thing", "a b thing"),
            ("4'-thing", "4-thing"),
        ] {
            assert_eq!(id_of(one).trim_matches('-'), id_of(other).trim_matches('-'));
            assert_ne!(compared(one), compared(other), "{one}, {other}");
        }
    }
}

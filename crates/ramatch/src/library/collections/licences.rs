//! Licences in words, as SPDX.

/// The SPDX expression for a licence that a file states in words such as `CC BY-NC` or `Creative Commons Attribution 4.0`. One whose version is not stated
/// has no SPDX name and becomes a reference to what was stated; nothing where nothing is stated.
pub(super) fn spdx(stated: &str) -> Option<String> {
    let upper = stated.trim().to_uppercase();
    if upper.is_empty() || ["NA", "N/A", "NONE", "NULL", "?", "."].contains(&upper.as_str()) {
        return None;
    }
    let has = |part: &str| upper.contains(part);
    if has("CC0") || has("CC-0") || has("CC ZERO") {
        return Some("CC0-1.0".to_owned());
    }
    let words: Vec<&str> = upper
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
        .filter(|word| !word.is_empty())
        .collect();
    let is = |word: &str| words.contains(&word);
    let attribution = is("CC") && is("BY") || has("CREATIVE COMMONS") && has("ATTRIBUTION");
    if !attribution {
        let name: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        return Some(format!("LicenseRef-{}", name.join("-"))).filter(|_| !name.is_empty());
    }
    let mut name = String::from("CC-BY");
    for (part, found) in [
        ("-NC", is("NC") || has("NONCOMMERCIAL") || has("NON-COMMERCIAL")),
        ("-SA", is("SA") || has("SHAREALIKE") || has("SHARE ALIKE")),
        ("-ND", is("ND") || has("NODERIV")),
    ] {
        if found {
            name.push_str(part);
        }
    }
    match ["1.0", "2.0", "2.5", "3.0", "4.0"].into_iter().find(|version| is(version)) {
        Some(version) => Some(format!("{name}-{version}")),
        None => Some(format!("LicenseRef-{name}")),
    }
}

#[cfg(test)]
mod tests {
    use super::spdx;

    #[test]
    fn licences_in_words() {
        for (words, name) in [
            ("CC BY-NC", Some("LicenseRef-CC-BY-NC")),
            ("CC BY 4.0", Some("CC-BY-4.0")),
            ("CC-BY-NC-SA-4.0", Some("CC-BY-NC-SA-4.0")),
            ("Creative Commons Attribution 4.0 International", Some("CC-BY-4.0")),
            ("CC0", Some("CC0-1.0")),
            ("ask us", Some("LicenseRef-ask-us")),
            ("NA", None),
            ("", None),
            ("§", None),
        ] {
            assert_eq!(spdx(words).as_deref(), name, "{words}");
        }
    }
}

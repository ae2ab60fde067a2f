//! Licences in words, as SPDX.

use crate::library::validate;

/// Licences of SPDX's list under which data and programs are published; those of Creative Commons are made of their parts.
const KNOWN: [&str; 36] = [
    "0BSD",
    "AGPL-3.0-only",
    "AGPL-3.0-or-later",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "C-UDA-1.0",
    "CC-PDDC",
    "CDLA-Permissive-1.0",
    "CDLA-Permissive-2.0",
    "CDLA-Sharing-1.0",
    "DL-DE-BY-2.0",
    "DL-DE-ZERO-2.0",
    "EUPL-1.2",
    "GFDL-1.3-only",
    "GFDL-1.3-or-later",
    "GPL-2.0-only",
    "GPL-2.0-or-later",
    "GPL-3.0-only",
    "GPL-3.0-or-later",
    "ISC",
    "LGPL-2.1-only",
    "LGPL-2.1-or-later",
    "LGPL-3.0-only",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "O-UDA-1.0",
    "ODC-By-1.0",
    "ODbL-1.0",
    "OGL-UK-3.0",
    "PDDL-1.0",
    "Unlicense",
    "Zlib",
    "etalab-2.0",
];

/// Words of which a licence of Creative Commons with attribution may consist, besides its version.
const OF_CC_BY: [&str; 24] = [
    "CC",
    "BY",
    "NC",
    "SA",
    "ND",
    "CREATIVE",
    "COMMONS",
    "ATTRIBUTION",
    "NONCOMMERCIAL",
    "NON",
    "COMMERCIAL",
    "SHAREALIKE",
    "SHARE",
    "ALIKE",
    "NODERIVATIVES",
    "NODERIVS",
    "NO",
    "DERIVATIVES",
    "DERIVS",
    "INTERNATIONAL",
    "UNPORTED",
    "PUBLIC",
    "LICENSE",
    "LICENCE",
];

/// Words of which its waiver may consist.
const OF_CC0: [&str; 12] = [
    "CC0",
    "CC",
    "0",
    "ZERO",
    "CREATIVE",
    "COMMONS",
    "1.0",
    "UNIVERSAL",
    "PUBLIC",
    "DOMAIN",
    "DEDICATION",
    "LICENSE",
];

/// Versions of Creative Commons.
const VERSIONS: [&str; 5] = ["1.0", "2.0", "2.5", "3.0", "4.0"];

/// Words of a text of its own from which its reference is made.
const WORDS: usize = 12;

/// The SPDX expression for a licence that a file states: as it is where it is one of known licences, and by its words where they are those of
/// `CC BY-NC 4.0` or `Creative Commons Attribution 4.0`. Any other text becomes a reference to it, `LicenseRef-`, and so does a licence whose version is not
/// stated; nothing where nothing is stated.
pub(super) fn spdx(stated: &str) -> Option<String> {
    let upper = stated.trim().to_uppercase();
    if upper.is_empty() || ["NA", "N/A", "NONE", "NULL", "?", "."].contains(&upper.as_str()) {
        return None;
    }
    if let Some(expression) = expression(stated) {
        return Some(expression);
    }
    let words: Vec<&str> = upper
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
        .map(|word| word.trim_matches('.'))
        .filter(|word| !word.is_empty())
        .collect();
    let is = |word: &str| words.contains(&word);
    if (is("CC0") || is("CC") && (is("0") || is("ZERO"))) && words.iter().all(|word| OF_CC0.contains(word)) {
        return Some("CC0-1.0".to_owned());
    }
    let versions: Vec<&str> = words.iter().copied().filter(|word| VERSIONS.contains(word)).collect();
    let attribution = is("CC") && is("BY") || is("CREATIVE") && is("COMMONS") && is("ATTRIBUTION");
    let only = words.iter().all(|word| OF_CC_BY.contains(word) || VERSIONS.contains(word));
    if !attribution || !only || versions.len() > 1 {
        return of_words(&words);
    }
    let has = |part: &str| upper.replace([' ', '-'], "").contains(part);
    let mut name = String::from("CC-BY");
    for (part, found) in [
        ("-NC", is("NC") || has("NONCOMMERCIAL")),
        ("-SA", is("SA") || has("SHAREALIKE")),
        ("-ND", is("ND") || has("NODERIV")),
    ] {
        if found {
            name.push_str(part);
        }
    }
    match versions.first() {
        Some(version) => Some(format!("{name}-{version}")),
        None => Some(format!("LicenseRef-{name}")),
    }
}

/// A text that is an expression of known licences, in their own spelling.
fn expression(stated: &str) -> Option<String> {
    let words = stated.split_whitespace().map(|word| match word {
        "AND" | "OR" => Some(word.to_owned()),
        word => identifier(word),
    });
    let text = words.collect::<Option<Vec<_>>>()?.join(" ");
    validate::licence(&text).is_ok().then_some(text)
}

fn identifier(word: &str) -> Option<String> {
    if word.starts_with("LicenseRef-") {
        return Some(word.to_owned());
    }
    let of_creative_commons = |word: &str| {
        let (name, version) = word.rsplit_once('-')?;
        let kinds = ["CC-BY", "CC-BY-NC", "CC-BY-SA", "CC-BY-ND", "CC-BY-NC-SA", "CC-BY-NC-ND"];
        let known = kinds.contains(&name) && VERSIONS.contains(&version) || word == "CC0-1.0";
        known.then(|| word.to_owned())
    };
    let known = KNOWN.into_iter().find(|known| known.eq_ignore_ascii_case(word));
    known.map(str::to_owned).or_else(|| of_creative_commons(&word.to_uppercase()))
}

/// A reference to a text, by its words; by its first ones and a hash where it is long.
fn of_words(words: &[&str]) -> Option<String> {
    let name = |words: &[&str]| words.iter().map(|word| word.to_lowercase()).collect::<Vec<_>>().join("-");
    match words {
        [] => None,
        words if words.len() <= WORDS => Some(format!("LicenseRef-{}", name(words))),
        words => {
            let hash = blake3::hash(words.join(" ").as_bytes()).to_hex();
            Some(format!("LicenseRef-{}-{}", name(&words[..WORDS]), &hash[..8]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{spdx, validate};

    #[test]
    fn licences_in_words() {
        for (words, name) in [
            ("CC BY-NC", Some("LicenseRef-CC-BY-NC")),
            ("CC BY 4.0", Some("CC-BY-4.0")),
            ("CC-BY-NC-SA-4.0", Some("CC-BY-NC-SA-4.0")),
            ("Creative Commons Attribution 4.0 International", Some("CC-BY-4.0")),
            ("CC0", Some("CC0-1.0")),
            ("CC0 1.0 Universal", Some("CC0-1.0")),
            ("CC-0", Some("CC0-1.0")),
            ("not CC0", Some("LicenseRef-not-cc0")),
            ("CC0 for metadata, spectra CC BY", Some("LicenseRef-cc0-for-metadata-spectra-cc-by")),
            ("not CC BY 4.0", Some("LicenseRef-not-cc-by-4.0")),
            ("CC BY 4.0 NoDerivatives", Some("CC-BY-ND-4.0")),
            ("CC-BY-SA 4.0", Some("CC-BY-SA-4.0")),
            ("CC BY 4.0 3.0", Some("LicenseRef-cc-by-4.0-3.0")),
            ("MIT", Some("MIT")),
            ("odbl-1.0", Some("ODbL-1.0")),
            ("CC-BY-4.0 OR MIT", Some("CC-BY-4.0 OR MIT")),
            ("LicenseRef-own", Some("LicenseRef-own")),
            ("Public Domain", Some("LicenseRef-public-domain")),
            ("ask us", Some("LicenseRef-ask-us")),
            ("NA", None),
            ("", None),
            ("§", None),
        ] {
            assert_eq!(spdx(words).as_deref(), name, "{words}");
        }
        let long =
            |end: &str| spdx(&format!("{} {end}", "you may use it where ".repeat(9))).unwrap_or_default();
        assert!(long("you").len() < 120 && long("you") != long("we"), "{}", long("you"));
        assert!(validate::licence(&long("you")).is_ok());
    }
}

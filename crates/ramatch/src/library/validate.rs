//! What the text of a library has to obey.

use super::content::{
    Content, EntryContent, HintContent, Raw, SourceContent, SubstanceContent, TAGS, profile,
};
use super::reviewed::{Agreement, Checked, FamilyContent};
use crate::ground::error::Error;
use ramatch_core::Code;
use std::collections::BTreeMap;
use std::path::Path;

/// Why something does not hold together.
pub(super) struct Refusal {
    code: Code,
    reason: String,
}

impl Refusal {
    pub(super) fn new(code: Code, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }

    pub(super) fn at(self, path: &Path) -> Error {
        Error::Text { path: path.into(), line: None, code: self.code, reason: self.reason }
    }
}

fn require(holds: bool, code: Code, reason: impl FnOnce() -> String) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(Refusal::new(code, reason())) }
}

/// That a licence is stated, as an SPDX expression: its form is checked, not whether a licence of that name is in SPDX's list.
pub(super) fn licence(licence: &str) -> Result<(), Refusal> {
    let stated = !licence.trim().is_empty();
    require(stated, Code::LicenceMissing, || {
        "no licence is stated, neither here nor for all (--licence)".into()
    })?;
    require(is_expression(licence), Code::BadField, || {
        format!(
            "the licence \"{licence}\" is no SPDX expression such as CC-BY-4.0; terms that have no SPDX name are LicenseRef- and a name \
             without spaces, such as LicenseRef-internal"
        )
    })
}

/// Whether a text has the form of an SPDX licence expression: identifiers, of letters, digits, `-` and `.`, a `+` behind them, `WITH` an exception, `AND` or
/// `OR` between them, brackets.
fn is_expression(text: &str) -> bool {
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let (mut depth, mut before) = (0usize, "AND");
    for word in spaced.split_whitespace() {
        let operator = |word: &str| ["AND", "OR", "WITH"].contains(&word);
        // What may stand here follows from what stands before: an operand, or what joins two.
        let operand_follows = operator(before) || before == "(";
        let fits = match word {
            "(" => operand_follows && before != "WITH",
            ")" => !operand_follows && depth > 0,
            word if operator(word) => !operand_follows,
            word => operand_follows && is_identifier(word),
        };
        if !fits {
            return false;
        }
        match word {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        before = word;
    }
    depth == 0 && !["AND", "OR", "WITH", "("].contains(&before)
}

fn is_identifier(word: &str) -> bool {
    let name = word.strip_suffix('+').unwrap_or(word);
    let own = name.strip_prefix("LicenseRef-").unwrap_or(name);
    own.starts_with(|c: char| c.is_ascii_alphanumeric())
        && own.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c))
}

pub(super) fn id(id: &str) -> Result<(), Refusal> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-/".contains(c);
    let good = !id.is_empty() && id.chars().all(fits);
    require(good, Code::BadField, || format!("id \"{id}\": only a-z, 0-9, - and / are used"))
}

pub(super) fn substance(content: &Content, substance: &SubstanceContent) -> Result<(), Refusal> {
    let free = content.substance(&substance.id).is_none();
    require(free, Code::DuplicateId, || format!("substance id \"{}\" stands twice", substance.id))?;
    let same_name = content.substances.iter().find(|other| other.name == substance.name);
    require(same_name.is_none(), Code::DuplicateId, || format!("name \"{}\" stands twice", substance.name))?;
    require(!substance.tags.is_empty(), Code::UnknownTag, || "no tag is given".into())?;
    fields(substance)
}

/// What a family has to obey.
pub(super) fn family(content: &Content, family: &FamilyContent) -> Result<(), Refusal> {
    id(&family.id)?;
    let free = !content.families.iter().any(|other| other.id == family.id);
    require(free, Code::DuplicateId, || format!("family \"{}\" stands twice", family.id))?;
    let told = [&family.name, &family.tie, &family.source].iter().all(|text| !text.trim().is_empty());
    require(told, Code::BadField, || format!("family \"{}\": name, tie and source are needed", family.id))?;
    let good = family.common_cm1.iter().all(|shift| (0.0..=5000.0).contains(shift));
    require(good, Code::BadField, || format!("family \"{}\": a band is outside 0 to 5000 cm⁻¹", family.id))
}

/// That every substance has a family or is said to be alone, with a reason, and not both.
pub(super) fn alone(content: &Content, alone: &BTreeMap<String, String>) -> Result<(), Refusal> {
    for (id, reason) in alone {
        let known = content.substance(id).is_some();
        require(known, Code::UnknownReference, || format!("alone: there is no substance \"{id}\""))?;
        require(!reason.trim().is_empty(), Code::BadField, || format!("alone: {id} has no reason"))?;
    }
    for substance in &content.substances {
        let id = &substance.id;
        require(substance.family.is_empty() == alone.contains_key(id), Code::BadField, || {
            format!("the substance \"{id}\" has either a family or a reason to be alone, and not both")
        })?;
    }
    Ok(())
}

/// That the families of a substance are there, each once.
pub(super) fn families(content: &Content, substance: &SubstanceContent) -> Result<(), Refusal> {
    for (i, family) in substance.family.iter().enumerate() {
        let known = content.families.iter().any(|other| other.id == *family);
        require(known, Code::UnknownReference, || format!("there is no family \"{family}\""))?;
        let once = !substance.family.iter().take(i).any(|other| other == family);
        require(once, Code::DuplicateId, || format!("family \"{family}\" stands twice"))?;
    }
    Ok(())
}

/// What a substance's own fields have to obey.
pub(super) fn fields(substance: &SubstanceContent) -> Result<(), Refusal> {
    id(&substance.id)?;
    require(!substance.name.trim().is_empty(), Code::BadField, || "the name is empty".into())?;
    for tag in &substance.tags {
        let known = TAGS.contains(&tag.as_str());
        require(known, Code::UnknownTag, || format!("tag \"{tag}\" is not one of: {}", TAGS.join(", ")))?;
    }
    for schedule in &substance.schedules {
        let good = schedule.split_once('-').is_some_and(|(law, list)| {
            law.len() > 2 && law.chars().all(|c| c.is_ascii_alphanumeric()) && !list.is_empty()
        });
        require(good, Code::BadField, || format!("schedule \"{schedule}\" is not of the form law-list"))?;
    }
    let controlled = substance.schedules.iter().any(|s| s.starts_with("un1961-") || s.starts_with("un1971-"));
    let tagged = substance.tags.iter().any(|tag| tag == "controlled");
    require(!controlled || tagged, Code::BadField, || "scheduled, but not tagged \"controlled\"".into())?;
    if let Some(cas) = &substance.cas {
        require(cas_is_good(cas), Code::BadCas, || format!("CAS number {cas}: wrong form or check digit"))?;
    }
    if let Some(key) = &substance.inchikey {
        let parts: Vec<usize> = key.split('-').map(str::len).collect();
        let good = parts == [14, 10, 1] && key.chars().all(|c| c == '-' || c.is_ascii_uppercase());
        require(good, Code::BadField, || format!("InChIKey {key} is not of the form 14-10-1"))?;
    }
    Ok(())
}

/// `NNNNNNN-NN-C` with C the sum of the digits, each times its place from the right, modulo 10.
fn cas_is_good(cas: &str) -> bool {
    let parts: Vec<&str> = cas.split('-').collect();
    let [first, second, check] = parts[..] else { return false };
    let lengths_fit = (2..=7).contains(&first.len()) && second.len() == 2 && check.len() == 1;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !lengths_fit || !parts.iter().all(|part| digits(part)) {
        return false;
    }
    let body = first.bytes().chain(second.bytes()).rev();
    let sum: u32 = (1..).zip(body).map(|(place, digit)| place * u32::from(digit - b'0')).sum();
    check.bytes().all(|digit| u32::from(digit - b'0') == sum % 10)
}

pub(super) fn source(content: &Content, source: &SourceContent) -> Result<(), Refusal> {
    id(&source.id)?;
    let free = content.source(&source.id).is_none();
    require(free, Code::DuplicateId, || format!("source id \"{}\" stands twice", source.id))?;
    licence(&source.licence)?;
    let attributed = !source.attribution.trim().is_empty();
    require(attributed, Code::LicenceMissing, || "no attribution is stated".into())
}

/// What entries and hints have in common.
pub(super) fn common(content: &Content, entry: &str, substance: &str, spdx: &str) -> Result<(), Refusal> {
    id(entry)?;
    let free = !content.entries.iter().any(|other| other.id == entry)
        && !content.hints.iter().any(|other| other.id == entry);
    require(free, Code::DuplicateId, || format!("id \"{entry}\" stands twice"))?;
    let known = content.substance(substance).is_some();
    require(known, Code::UnknownReference, || format!("there is no substance \"{substance}\""))?;
    licence(spdx)
}

pub(super) fn hint(hint: &HintContent) -> Result<(), Refusal> {
    require(!hint.positions.is_empty(), Code::BadField, || "no positions are given".into())?;
    let finite = hint.positions.iter().all(|(shift, _)| shift.is_finite() && (0.0..=5000.0).contains(shift));
    require(finite, Code::BadField, || "a position is outside 0 to 5000 cm⁻¹".into())
}

/// The ring bands of every monosubstituted phenyl: alone they say nothing about which substance it is.
const PHENYL_CM1: [f64; 4] = [620.0, 1003.0, 1030.0, 1603.0];
/// Other bands that an entry of a controlled substance needs.
const OTHER_BANDS: usize = 3;

pub(super) fn entry(content: &Content, entry: &EntryContent) -> Result<(), Refusal> {
    let [from, to] = entry.interval_cm1;
    let good = from.is_finite() && to.is_finite() && 0.0 <= from && from < to && to <= 5000.0;
    require(good, Code::BadField, || format!("interval_cm1 = [{from}, {to}] is no interval"))?;
    let attributed = !entry.attribution.trim().is_empty();
    require(attributed, Code::LicenceMissing, || "the attribution is empty".into())?;
    checked(&entry.checked)?;
    match &entry.raw {
        Raw::Absent => require(false, Code::BadField, || "neither bands nor a curve are given".into()),
        Raw::Bands(rows) => bands(content, entry, rows),
        Raw::Curve { shift_cm1, intensity } => {
            let (x, y) = (shift_cm1.clone(), intensity.clone());
            let spectrum = ramatch_core::Spectrum::new(x, y)
                .map_err(|error| Refusal::new(error.code(), error.to_string()))?;
            let (first, last) = spectrum.as_ref().range_cm1();
            let inside = first <= from && to <= last;
            require(inside, Code::BandOutside, || {
                format!("the interval {from} to {to} cm⁻¹ leaves the curve's {first} to {last} cm⁻¹")
            })
        }
    }
}

/// That a check says what was compared with.
pub(super) fn checked(checked: &Checked) -> Result<(), Refusal> {
    let told = checked.agreement == Agreement::Unchecked || !checked.by.trim().is_empty();
    require(told, Code::BadField, || {
        format!("checked = \"{}\" needs checked_by: what it was compared with", checked.agreement.name())
    })
}

fn bands(content: &Content, entry: &EntryContent, rows: &[[f64; 4]]) -> Result<(), Refusal> {
    let [from, to] = entry.interval_cm1;
    require(!rows.is_empty(), Code::BadField, || "no bands are given".into())?;
    for &row in rows {
        let band = profile(row);
        let good = row.iter().all(|v| v.is_finite())
            && band.fwhm_cm1 > 0.0
            && band.height > 0.0
            && (0.0..=1.0).contains(&band.lorentz);
        require(good, Code::BadField, || format!("the band {row:?} is no pseudo-Voigt profile"))?;
        // A component of a fit may be centred just outside, if it reaches in by its half width.
        let reach = 0.5 * band.fwhm_cm1;
        let inside = from - reach <= band.shift_cm1 && band.shift_cm1 <= to + reach;
        let shift = band.shift_cm1;
        require(inside, Code::BandOutside, || {
            format!("the band at {shift} cm⁻¹ lies outside the interval {from} to {to} cm⁻¹")
        })?;
    }
    let controlled = content
        .substance(&entry.substance)
        .is_some_and(|substance| substance.tags.iter().any(|tag| tag == "controlled"));
    let is_phenyl = |shift: f64| PHENYL_CM1.iter().any(|phenyl| (shift - phenyl).abs() <= 10.0);
    let others = rows.iter().filter(|row| !is_phenyl(row[0])).count();
    require(!controlled || others >= OTHER_BANDS, Code::BadField, || {
        "a phenyl pattern alone never makes an entry of a controlled substance; record it as hints".into()
    })
}

#[cfg(test)]
mod tests {
    use super::{cas_is_good, is_expression};

    #[test]
    fn licences_are_expressions() {
        for good in [
            "MIT",
            "CC-BY-4.0",
            "GPL-2.0+",
            "LicenseRef-internal",
            "MIT OR Apache-2.0",
            "(MIT AND CC0-1.0) OR LicenseRef-facts",
            "GPL-2.0-only WITH Classpath-exception-2.0",
        ] {
            assert!(is_expression(good), "{good}");
        }
        for bad in [
            "",
            " ",
            "internal use",
            "CC BY 4.0",
            "MIT OR",
            "OR MIT",
            "(MIT",
            "MIT)",
            "()",
            "LicenseRef-",
            "see contract!",
            "MIT AND OR ISC",
            "GPL-2.0 WITH (X)",
            "-MIT",
        ] {
            assert!(!is_expression(bad), "{bad}");
        }
    }

    #[test]
    fn cas_check_digits() {
        for good in ["7732-18-5", "58-08-2", "9003-53-6", "1017176-48-5"] {
            assert!(cas_is_good(good), "{good}");
        }
        for bad in ["7732-18-4", "58-8-2", "58082", "", "a8-08-2", "12345678-08-2", "58-08-2-1"] {
            assert!(!cas_is_good(bad), "{bad}");
        }
    }
}

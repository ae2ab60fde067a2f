//! Verdicts as sentences, English and Korean. They say what a spectrum is consistent with, and never that it is something.

use super::advice::Advice;
use super::found::Warning;
use super::verdict::{Texts, Verdict};
use super::words;
use crate::library::Calibration;

/// Most relatives that a sentence lists.
const LISTED: usize = 4;

/// That nothing can be said, why, and what to do next.
pub(super) fn undecided(reason: &Warning, advice: &[Advice]) -> Texts {
    let next =
        |pick: fn(&Advice) -> &'static str, and: &str| advice.iter().map(pick).collect::<Vec<_>>().join(and);
    let (en, ko) = (next(|advice| advice.en, "; "), next(|advice| advice.ko, ". "));
    Texts {
        en: format!("cannot decide: {} (what may help: {en})", reason.text),
        ko: format!("판정할 수 없습니다: {}. {ko}.", words::in_korean(reason.code)),
    }
}

/// What a verdict other than that says.
pub(super) fn of(verdict: &Verdict, calibration: Option<&Calibration>) -> Texts {
    let names: Vec<&str> = verdict.names.iter().map(|named| named.substance.as_str()).collect();
    let rate = verdict.stated_rate.map(one_in).unwrap_or_default();
    let (tested, tested_ko) = tested(verdict, calibration);
    let own = verdict.calibration.as_ref().is_some_and(|by| by.own);
    match verdict.code {
        "identified" | "one_of" => {
            let apart = if names.len() > 1 { ", which are not told apart here" } else { "" };
            let apart_ko = if names.len() > 1 {
                " 중 하나와 일치하며, 이 스펙트럼으로는 구별되지 않습니다"
            } else {
                "와(과) 일치합니다"
            };
            Texts {
                en: format!(
                    "consistent with {}{apart}; in trials at most 1 in {rate} substances that were absent stood as high \
                     ({tested}); confirm by a second technique",
                    listed(&names, "or")
                ),
                ko: format!(
                    "{}{apart_ko}. 시험에서 라이브러리에 없던 물질 가운데 이만큼 높게 나온 것은 많아야 {rate}개 중 1개였습니다\
                     ({tested_ko}). 다른 분석법으로 확인하십시오.",
                    names.join(", ")
                ),
            }
        }
        "related" => {
            let (one_of, one_of_ko) = (listed(&names, "or"), names.join(", "));
            let (why, why_ko) = if own {
                ("", "")
            } else {
                (
                    "; what was asked has no calibration of its own, so that a single name is not given (ramatch calibrate makes one)",
                    " 이 라이브러리에는 자체 보정이 없어 하나의 이름으로 특정하지 않습니다(ramatch calibrate).",
                )
            };
            let relatives: Vec<&str> =
                verdict.relatives.iter().map(|relative| relative.substance.as_str()).take(LISTED).collect();
            let more = if verdict.relatives.len() > LISTED { " and others" } else { "" };
            let such = if relatives.is_empty() {
                String::new()
            } else {
                format!(" (such as {}{more})", relatives.join(", "))
            };
            let such_ko = if relatives.is_empty() {
                String::new()
            } else {
                format!("(예: {}{})", relatives.join(", "), if more.is_empty() { "" } else { " 등" })
            };
            Texts {
                en: format!(
                    "consistent with {one_of} or a relative of it{such}; in trials at most 1 in {rate} substances that were absent \
                     stood as high under the name of one that is no relative ({tested}); confirm by a second technique{why}"
                ),
                ko: format!(
                    "{one_of_ko} 또는 그 유사 물질{such_ko}과 일치합니다. 시험에서 라이브러리에 없던 물질 가운데 이만큼 높게, 유사하지 않은 물질의 \
                     이름을 얻은 것은 많아야 {rate}개 중 1개였습니다({tested_ko}). 다른 분석법으로 확인하십시오.{why_ko}"
                ),
            }
        }
        _ => Texts {
            en: format!(
                "nothing in the library explains it by itself: it may be a substance that the library does not hold, a mixture, or measured on an axis that is off; \
                 in trials about 1 in {rate} substances that were there looked like this ({tested}); use a second technique"
            ),
            ko: format!(
                "라이브러리의 어떤 물질도 단독으로는 이 스펙트럼을 설명하지 못합니다: 라이브러리에 없는 물질이거나 혼합물이거나, 축이 어긋났을 수 있습니다. \
                 시험에서 라이브러리에 있던 물질 가운데 약 {rate}개 중 1개가 이와 같았습니다({tested_ko}). 다른 분석법을 사용하십시오."
            ),
        },
    }
}

/// By what it was tested.
fn tested(verdict: &Verdict, calibration: Option<&Calibration>) -> (String, String) {
    let Some(about) = calibration.map(Calibration::about) else { return Default::default() };
    let present = calibration.map_or(0, |calibration| calibration.view().substances().1);
    let absent = verdict.reached.map_or(0, |reached| reached.of);
    let count = if verdict.code == "not_in_library" { present } else { absent };
    let kinds =
        if about.kinds.is_empty() { "substances".to_owned() } else { format!("substances: {}", about.kinds) };
    let kinds_ko = match (about.kinds_ko.is_empty(), about.kinds.is_empty()) {
        (false, _) => about.kinds_ko.as_str(),
        (true, false) => about.kinds.as_str(),
        (true, true) => "물질",
    };
    let (other, other_ko) = if about.borrowed {
        (
            ", of another library than this one, and not of every kind",
            ", 이 라이브러리가 아닌 다른 라이브러리이며 모든 종류의 물질은 아님",
        )
    } else {
        ("", "")
    };
    (format!("tested with {count} {kinds}{other}"), format!("{kinds_ko} {count}종{other_ko} 시험"))
}

/// A rate as the other number of "1 in …".
fn one_in(rate: f64) -> String {
    // What was counted is rounded: 0.2501 is one in four.
    format!("{:.0}", (1.0 / rate + 0.05).floor())
}

/// Names with a word before the last.
fn listed(names: &[&str], word: &str) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [others @ .., last] => format!("{} {word} {last}", others.join(", ")),
    }
}

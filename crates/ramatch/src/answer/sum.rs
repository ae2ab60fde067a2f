//! A mixture as a sentence, English and Korean. Shares are of the signal, and nothing is said of what would not have been seen.

use super::mixture::{Mixture, MixtureComponent};
use super::verdict::Texts;
use crate::ground::shown;
use ramatch_core::identify::UnmixLimits;

/// Up to this part of the signal hardly anything is unexplained.
const UNEXPLAINED: f64 = UnmixLimits::new().unexplained;
/// Most bands that a sentence lists.
const LISTED: usize = 4;

/// What is said of a spectrum that is a sum of several.
pub(super) fn said(mixture: &Mixture) -> Texts {
    let all: Vec<String> = mixture.components.iter().map(|one| component(one, "to")).collect();
    let all_ko: Vec<String> = mixture.components.iter().map(|one| component(one, "~")).collect();
    let one = all.len() == 1;
    let (beside, beside_ko) = (containers(mixture, "of all signal"), containers(mixture, "전체 신호 중"));
    let bands = bands(&mixture.unexplained_cm1);
    let nearest = mixture.nearest.as_ref().map(|named| named.substance.as_str());
    let (open, open_ko) = match (mixture.incomplete, nearest) {
        (true, _) if mixture.unexplained <= UNEXPLAINED => (
            "; what else is there is not told, since several references would explain it alike".to_owned(),
            " 나머지 성분은 여러 물질이 비슷하게 설명하므로 확인되지 않습니다.".to_owned(),
        ),
        (false, _) if !mixture.unexplained_cm1.is_empty() => (
            format!("; something else may be there that nothing here explains{bands}"),
            " 설명되지 않는 봉우리가 있어 다른 성분이 있을 수 있습니다.".to_owned(),
        ),
        (false, _) if mixture.nothing_above >= 1.0 => {
            ("; more than these were not sought".to_owned(), " 더 많은 성분은 찾지 않았습니다.".to_owned())
        }
        (false, _) => {
            let part = percent(mixture.nothing_above);
            (
                format!(
                    "; of the library's other references 95 of 100 would have been told above about {part} of the signal"
                ),
                format!(
                    " 라이브러리의 다른 물질 100종 중 95종은 신호의 약 {part}를 넘으면 확인되었을 것입니다."
                ),
            )
        }
        (true, Some(nearest)) => (
            format!(
                "; something else is there that nothing here explains{bands}, its nearest is {nearest}, which is not told"
            ),
            format!(
                " 라이브러리로 설명되지 않는 다른 성분이 있습니다(가장 가까운 것: {nearest}, 확인되지 않음)."
            ),
        ),
        (true, None) => (
            format!("; something else is there that nothing here explains{bands}"),
            " 라이브러리로 설명되지 않는 다른 성분이 있습니다.".to_owned(),
        ),
    };
    let (what, what_ko) = match one {
        true => ("consistent with", "와(과) 일치합니다"),
        false => ("consistent with a mixture of", "의 혼합물과 일치합니다"),
    };
    let (inside, inside_ko) = match beside.is_empty() {
        true => (String::new(), String::new()),
        false => (format!(", behind {beside}"), format!("(용기: {beside_ko})")),
    };
    Texts {
        en: format!(
            "{what} {}{inside}; shares are of the signal, not of weight{open}; confirm by a second technique",
            listed(&all)
        ),
        ko: format!(
            "{}{inside_ko}{what_ko}. 비율은 무게가 아니라 신호의 몫입니다.{open_ko} 다른 분석법으로 확인하십시오.",
            all_ko.join(", ")
        ),
    }
}

/// A component with its share.
fn component(component: &MixtureComponent, to: &str) -> String {
    let (low, high) = component.share_between;
    if low >= 1.0 {
        return component.said();
    }
    format!("{} ({} {to} {} %)", component.said(), whole(low), whole(high))
}

/// What it was measured through.
fn containers(mixture: &Mixture, of_all: &str) -> String {
    let names: Vec<String> = mixture
        .containers
        .iter()
        .map(|container| format!("{} ({} {of_all})", shown::line(&container.name), percent(container.share)))
        .collect();
    names.join(", ")
}

fn bands(shifts_cm1: &[f64]) -> String {
    if shifts_cm1.is_empty() {
        return String::new();
    }
    let shown: Vec<String> = shifts_cm1.iter().take(LISTED).map(|shift| format!("{shift:.0}")).collect();
    format!(" (bands at {} cm⁻¹)", shown.join(", "))
}

fn whole(part: f64) -> String {
    format!("{:.0}", 100.0 * part)
}

fn percent(part: f64) -> String {
    format!("{} %", whole(part))
}

/// Components with a word before the last.
fn listed(all: &[String]) -> String {
    match all {
        [] => String::new(),
        [only] => only.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

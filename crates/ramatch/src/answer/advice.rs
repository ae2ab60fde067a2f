//! What to do next where nothing can be said: for the person with the instrument.

use serde::Serialize;

/// One thing to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Advice {
    /// Stable name.
    pub code: &'static str,
    /// English.
    pub en: &'static str,
    /// Korean.
    pub ko: &'static str,
}

const ALL: [(&str, &str, &str); 14] = [
    ("longer", "measure longer, or add more shots", "더 오래 측정하거나 측정 횟수를 늘리십시오"),
    (
        "less_light",
        "measure with less light or a shorter exposure",
        "레이저 출력이나 노출 시간을 줄여 측정하십시오",
    ),
    ("elsewhere", "measure at another spot", "다른 지점을 측정하십시오"),
    (
        "out_of_container",
        "measure it out of its container, or measure the empty container too and give it as its container",
        "용기나 봉투에서 꺼내 측정하거나 빈 용기도 측정해 용기로 지정하십시오",
    ),
    (
        "thinner",
        "measure it out of its container, or in a thinner one whose empty twin is measured too",
        "용기에서 꺼내거나 더 얇은 용기(빈 것도 측정)에서 측정하십시오",
    ),
    (
        "check_axis",
        "measure a standard such as polystyrene and check the axis",
        "폴리스타이렌 같은 표준물질을 측정해 축을 확인하십시오",
    ),
    ("wider_range", "measure a wider range of Raman shifts", "더 넓은 라만 이동 범위를 측정하십시오"),
    ("finer_step", "measure with points closer together", "측정점 간격을 더 좁게 하십시오"),
    ("again", "measure again", "다시 측정하십시오"),
    ("check_instrument", "look at shutter, laser and focus", "셔터, 레이저, 초점을 확인하십시오"),
    ("other_technique", "use a second technique", "다른 분석법을 사용하십시오"),
    ("give_spectrum", "give the measured spectrum", "측정한 스펙트럼을 입력하십시오"),
    ("check_reference", "have the reference checked", "기준 스펙트럼을 점검받으십시오"),
    ("calibrate", "have the library calibrated", "라이브러리를 보정하십시오"),
];

/// Below this SNR a longer measurement may change what can be said.
const NOISY: f64 = 50.0;

/// What helps against a reason, by its code; the first helps most.
pub(super) fn of(reason: &str, snr: Option<f64>) -> Vec<Advice> {
    let noisy = snr.is_some_and(|snr| snr < NOISY);
    let codes: &[&str] = match reason {
        "flat" => &["check_instrument"],
        "zero_norm" => &["longer", "check_instrument"],
        "snr" => &["longer"],
        "saturated" => &["less_light"],
        "coverage" | "unmeasured" => &["wider_range"],
        "sampling" => &["finer_step"],
        "alignment" => &["check_axis", "longer"],
        "one_band" => &["wider_range", "other_technique"],
        "margin" | "equal_references" | "only_phenyl" if noisy => &["longer", "other_technique"],
        "margin" | "equal_references" | "only_phenyl" => &["other_technique"],
        "low_score" | "below_limit" | "missing" if noisy => &["longer", "elsewhere", "out_of_container"],
        "low_score" | "missing" | "unexplained" | "mixed" => {
            &["elsewhere", "out_of_container", "other_technique"]
        }
        "below_limit" => &["other_technique", "elsewhere"],
        "heights" => &["elsewhere", "other_technique"],
        "contained" => &["thinner", "longer"],
        "not_in_library" => &["check_axis", "elsewhere", "out_of_container", "other_technique"],
        "single_point" | "damaged" | "unlike_shots" => &["again"],
        "peak_list" => &["give_spectrum"],
        "doubtful_reference" => &["check_reference", "other_technique"],
        "not_calibrated" => &["calibrate"],
        _ => &["again", "other_technique"],
    };
    let known = |code: &&str| ALL.iter().find(|(own, ..)| own == code);
    codes.iter().filter_map(known).map(|&(code, en, ko)| Advice { code, en, ko }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_advice_is_given_somewhere_and_known() {
        let reasons = [
            "flat",
            "zero_norm",
            "snr",
            "saturated",
            "coverage",
            "sampling",
            "alignment",
            "one_band",
            "margin",
            "low_score",
            "below_limit",
            "unexplained",
            "single_point",
            "peak_list",
            "doubtful_reference",
            "not_calibrated",
            "contained",
        ];
        let given: Vec<Advice> =
            reasons.iter().flat_map(|reason| [of(reason, None), of(reason, Some(10.0))].concat()).collect();
        for (code, ..) in ALL {
            assert!(given.iter().any(|advice| advice.code == code), "{code}");
        }
        assert_eq!(of("below_limit", Some(10.0))[0].code, "longer");
        assert_eq!(of("below_limit", Some(100.0))[0].code, "other_technique");
    }
}

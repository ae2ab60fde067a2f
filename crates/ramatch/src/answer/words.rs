//! Sentences of reasons: what the core answers with a code and its numbers.

use super::found::{Hit, Warning};
use ramatch_core::identify::Reason;

/// What is said of a list of peaks that was not asked about as such.
const PEAK_LIST: &str = "this is a list of peaks, not a spectrum: its points are few or stand by themselves, at uneven distances; give the \
                         measured spectrum, or ask about it as a list of peaks";

/// A reason as it is reported. `name` is the first hit's, `equal` are the names of all that score as it does.
pub(crate) fn of(reason: &Reason, name: &str, equal: &[&str]) -> Warning {
    Warning { code: reason.code(), text: sentence(reason, name, equal) }
}

/// A reason that is said of a spectrum before anything was compared.
pub(crate) fn of_spectrum(reason: &Reason) -> Warning {
    of(reason, "", &[])
}

/// That the reference a ranking begins with is doubtful, and why.
pub(super) fn of_doubtful(hit: &Hit) -> String {
    format!(
        "the reference of {} that fits best, {}, is doubtful: {}",
        hit.substance, hit.entry, hit.checked_by
    )
}

/// A code in a few words, for which a picture has room.
pub(super) fn in_short(code: &str) -> String {
    let short = match code {
        "saturated" => "cut off at the top",
        "flat" => "all points alike",
        "zero_norm" => "nothing above the baseline",
        "coverage" => "too little was compared",
        "unmeasured" => "gaps in the range",
        "sampling" => "points too far apart",
        "snr" => "too noisy",
        "one_band" => "one band is too few",
        "low_score" => "no reference fits well",
        "alignment" => "another fits, axis moved",
        "margin" => "another scores as high",
        "missing" => "much of it is missing",
        "unexplained" => "much is not explained",
        "heights" => "heights of bands disagree",
        "equal_references" => "references are alike",
        "doubtful_reference" => "the reference is doubtful",
        "single_point" => "hangs by a single point",
        "below_limit" => "as others did in trials",
        "only_phenyl" => "only a benzene ring",
        "mixed" => "something else is there",
        "contained" => "the container leaves too little",
        "not_calibrated" => "no trials of this recipe",
        "not_in_library" => "not in the library",
        "unlike_shots" => "shots are not alike",
        "peak_list" => "a list of peaks",
        "damaged" => "from a damaged file",
        // Names of errors are words.
        other => return other.replace('_', " "),
    };
    short.to_owned()
}

/// A code in a few Korean words.
pub(super) fn in_korean(code: &str) -> &'static str {
    match code {
        "saturated" => "신호가 포화되어 봉우리가 잘렸습니다",
        "flat" => "모든 점의 값이 같습니다",
        "zero_norm" => "기준선 위에 남는 신호가 없습니다",
        "coverage" => "비교된 범위가 너무 좁습니다",
        "unmeasured" => "측정되지 않은 구간이 너무 넓습니다",
        "sampling" => "측정점 간격이 너무 넓습니다",
        "snr" => "잡음이 너무 큽니다",
        "one_band" => "봉우리 하나로는 부족합니다",
        "low_score" => "잘 맞는 기준 스펙트럼이 없습니다",
        "alignment" => "축을 옮기면 다른 물질도 맞습니다",
        "margin" => "다른 물질의 점수가 거의 같습니다",
        "missing" => "있어야 할 봉우리가 많이 빠져 있습니다",
        "unexplained" => "설명되지 않는 봉우리가 많습니다",
        "heights" => "봉우리의 높이가 다릅니다",
        "equal_references" => "기준 스펙트럼들이 서로 구별되지 않습니다",
        "doubtful_reference" => "기준 스펙트럼이 의심스럽습니다",
        "single_point" => "결과가 한 점에 달려 있습니다",
        "below_limit" => "시험에서 없던 물질들도 이만큼은 맞았습니다",
        "only_phenyl" => "단일 치환 벤젠 고리의 봉우리만 보입니다",
        "mixed" => "다른 물질의 강한 봉우리가 함께 있습니다",
        "contained" => "용기의 신호를 빼면 남는 것이 너무 적습니다",
        "not_calibrated" => "이 조리법에 대한 시험이 없습니다",
        "unlike_shots" => "측정들이 한 시료의 것으로 보이지 않습니다",
        "peak_list" => "스펙트럼이 아니라 봉우리 목록입니다",
        "damaged" => "손상된 파일에서 복구한 스펙트럼입니다",
        _ => "결과를 답으로 삼을 수 없습니다",
    }
}

fn sentence(reason: &Reason, name: &str, equal: &[&str]) -> String {
    match *reason {
        Reason::Flat { value, points } => {
            let error = ramatch_core::Error::Flat { value, points };
            format!("{error}: look at shutter, laser and exposure")
        }
        Reason::ZeroNorm => {
            let error = ramatch_core::Error::ZeroNorm;
            format!("{error}: nothing is left above the baseline: measure longer, or nearer")
        }
        Reason::TooLittle { covered_cm1: covered, needed_cm1: needed, grid_cm1: (grid_from, grid_to) } => {
            let error = ramatch_core::Error::Coverage { covered, needed, grid_from, grid_to };
            format!("{error}: measure a wider range")
        }
        Reason::PeakList => PEAK_LIST.into(),
        Reason::Saturated => {
            "the signal is cut off at its top, so its bands have neither height nor place: measure again with less light"
                .into()
        }
        Reason::Unmeasured { part, from_cm1, to_cm1 } => {
            let part = 100.0 * part;
            format!(
                "{part:.0} % of the range was not measured: there is a gap from {from_cm1:.0} to {to_cm1:.0} cm⁻¹"
            )
        }
        Reason::Sparse { spacing_cm1 } => format!(
            "the points are {spacing_cm1:.0} cm⁻¹ apart, so bands are not resolved: measure with a finer step"
        ),
        Reason::Contradicting { ratio } => format!(
            "neighbouring points contradict each other {ratio:.0} times as much as the spectrum shows: these are no bands"
        ),
        Reason::NothingAboveNoise => "no band rises above the noise: measure longer".into(),
        Reason::NoOverlap => "no reference overlaps enough with this spectrum".into(),
        Reason::Weak { snr } => {
            format!("the strongest band is {snr:.1} times the noise: measure longer")
        }
        Reason::NotWeighed => format!("nothing speaks for {name}"),
        Reason::LowScore { score, alone, noisy } => {
            let beside = if alone { " and there is no other beside it" } else { ", as unrelated substances do" };
            let next = match noisy {
                true => "measure longer",
                false => "it may not be in the library, or be a mixture",
            };
            format!("by its bands {name} scores {score:.2}{beside}: {next}")
        }
        Reason::FitsElsewhere { score, elsewhere } => format!(
            "another substance scores {elsewhere:.2} with the axis moved by 4 cm⁻¹ or more, and {name} {score:.2}: the answer hangs on the axis"
        ),
        Reason::FewBands { matched: 0, .. } => format!("no band of {name} is found"),
        Reason::FewBands { visible: 1, .. } => format!(
            "consistent with {name} by its one band, and the reference has no other here: many substances have one such band"
        ),
        Reason::FewBands { .. } => {
            format!("one band of {name} is found: many substances have one such band")
        }
        Reason::SmallMargin { score, other } => {
            format!("another substance scores {other:.3}, and {name} {score:.3}: they are not told apart")
        }
        Reason::UntoldAxis { shift_cm1, stretch, matched } => {
            let stretch = 100.0 * stretch;
            format!(
                "an axis moved by {shift_cm1:+.1} cm⁻¹ and stretched by {stretch:+.2} % is more than {matched} bands can tell: they fit many substances so"
            )
        }
        Reason::Missing { found, matched, visible } => {
            let part = 100.0 * found;
            format!("of what {name} would show here, {part:.0} % is found, and {matched} of {visible} bands")
        }
        Reason::Unexplained { explained, matched, unexplained } => {
            let part = 100.0 * explained;
            format!(
                "{name} explains {part:.0} % of what is seen by {matched} bands, and {unexplained} bands are not its own: a container, a mixture, or another substance"
            )
        }
        Reason::ForeignBand { strongest_in_query } => {
            let part = 100.0 * strongest_in_query;
            format!(
                "the strongest band is not one of {name}, whose own strongest is {part:.0} % of it: a mixture, or another substance"
            )
        }
        Reason::Heights { power } => {
            let how = if power < 1.0 { "more alike" } else { "more different" };
            format!(
                "the heights of the bands are far {how} than those of {name} (their power {power:.1}, not 1)"
            )
        }
        Reason::ShortRange { covered_cm1 } => format!(
            "only {covered_cm1:.0} cm⁻¹ were compared, too few for this score and gap: measure a wider range"
        ),
        Reason::SparseForScore { spacing_cm1 } => format!(
            "the points are {spacing_cm1:.0} cm⁻¹ apart, too far for this score and gap: measure with a finer step"
        ),
        Reason::EqualReferences { .. } => {
            let (last, others) = equal.split_last().unwrap_or((&name, &[]));
            format!(
                "{} and {last} have references that are alike in what is compared: this spectrum cannot tell them apart",
                others.join(", ")
            )
        }
        Reason::BelowLimit { value, limit } => format!(
            "{name} stands no higher than unrelated substances did in trials (value {value:.1}, and {limit:.1} is needed)"
        ),
        Reason::Contained { left } => format!(
            "the container leaves too little: {:.0} % of the signal is not its own, and nothing in the library has the evidence of a component in that",
            100.0 * left
        ),
        Reason::Rest { rest } => {
            let part = 100.0 * rest;
            format!(
                "beside {name} something is left that is {part:.0} % of the highest band: a mixture, a container, or another substance"
            )
        }
        Reason::OnlyPhenyl { matched } => format!(
            "{matched} bands of {name} are found, all of them those of any benzene ring with one substituent: a controlled substance is not named by them"
        ),
        Reason::NotCalibrated => {
            "no trials were made of this recipe, so nobody knows what its scores are worth: `ramatch calibrate` makes them".into()
        }
        Reason::SinglePoint { shift_cm1 } => format!(
            "the answer hangs by the single point at {shift_cm1:.1} cm⁻¹, which may be a hot pixel or a cosmic ray: measure again, or with points closer together"
        ),
        _ => "this ranking is no answer".into(),
    }
}

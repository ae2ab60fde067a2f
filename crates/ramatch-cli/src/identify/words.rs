//! One report for people.

use crate::args::Language;
use crate::output;
use comfy_table::CellAlignment;
use ramatch::{Agreement, Evidence, Hit, LibraryPart, Mixture, Report, Verdict, shown};

/// A report for people.
pub(super) fn report(report: &Report, language: Language) -> String {
    let query = &report.query;
    let mut text = String::new();
    if let Some(file) = &report.file {
        text += &format!("{}\n", shown::line(file));
    }
    let snr = query.snr.map(|snr| format!(", SNR {snr:.0}")).unwrap_or_default();
    let laser = query.laser_nm.map(|nm| format!(", laser {nm} nm")).unwrap_or_default();
    text += &format!("{}: {} points", query.format.as_deref().unwrap_or("spectrum"), query.points);
    if query.coverage > 0.0 {
        let (from, to) = query.compared_cm1;
        let (part, bands) = (100.0 * query.coverage, query.bands_cm1.len());
        text += &format!(
            ", compared over {from:.0} to {to:.0} cm⁻¹ ({part:.0} % of the range), {bands} bands{snr}{laser}"
        );
    }
    text += "\n";
    if report.hits.is_empty() {
        text += "nothing could be scored\n";
    } else {
        text += &ranking(&report.hits, &report.libraries);
        text += &bands(&report.hits[0]);
        text += &report.evidence.as_ref().map(evidence).unwrap_or_default();
        let Hit { entry, note, .. } = &report.hits[0];
        if !note.is_empty() {
            text += &format!("note on {}: {}\n", shown::line(entry), shown::line(note));
        }
    }
    if report.libraries.len() > 1 {
        text += &libraries(&report.libraries);
    }
    if let Some(mixture) = &report.mixture {
        text += &parts(mixture, report.verdict.code == "mixture");
    }
    text += &verdict(&report.verdict, language);
    for warning in &report.warnings {
        text += &format!("warning[{}]: {}\n", warning.code, shown::line(&warning.text));
    }
    text
}

/// What it is a sum of: the components in a table where that is what is said, else how much another one would be seen.
fn parts(mixture: &Mixture, told: bool) -> String {
    let percent = |part: f64| format!("{:.0}", 100.0 * part);
    let mut text = String::new();
    if told {
        let mut table =
            output::table(&["share of the signal", "component", "evidence", "bands of its own", "reference"]);
        for component in &mixture.components {
            let (low, high) = component.share_between;
            let bands: Vec<String> = component.bands_cm1.iter().map(|shift| format!("{shift:.0}")).collect();
            table.add_row(vec![
                format!("{} % ({} to {})", percent(component.share), percent(low), percent(high)),
                shown::line(&component.said()),
                format!("{:.2}", component.evidence),
                bands.join(", "),
                shown::line(&component.entry),
            ]);
        }
        text += &format!("{}\n", table.trim_fmt());
        for container in &mixture.containers {
            text += &format!(
                "container: {} ({} % of all signal)\n",
                shown::line(&container.name),
                percent(container.share)
            );
        }
    }
    let (unexplained, (from, to)) = (percent(mixture.unexplained), mixture.compared_cm1);
    text += &match (mixture.incomplete || !mixture.unexplained_cm1.is_empty(), mixture.components.is_empty())
    {
        (true, true) => String::new(),
        (true, false) => {
            let bands: Vec<String> =
                mixture.unexplained_cm1.iter().map(|shift| format!("{shift:.0}")).collect();
            let bands = if bands.is_empty() {
                String::new()
            } else {
                format!(", with bands at {} cm⁻¹", bands.join(", "))
            };
            format!(
                "as a sum over {from:.0} to {to:.0} cm⁻¹: {unexplained} % of the signal is not explained{bands}\n"
            )
        }
        (false, true) => String::new(),
        (false, false) if mixture.nothing_above >= 1.0 => {
            format!(
                "as a sum over {from:.0} to {to:.0} cm⁻¹: {unexplained} % of the signal is not explained; more components were not sought\n"
            )
        }
        (false, false) => format!(
            "as a sum over {from:.0} to {to:.0} cm⁻¹: {unexplained} % of the signal is not explained; of other references 95 of 100 would have been told above about {} % of it\n",
            percent(mixture.nothing_above)
        ),
    };
    text
}

/// The verdict, what it goes by, what to do next, and marks.
fn verdict(verdict: &Verdict, language: Language) -> String {
    let mut text = match (&verdict.reason, language) {
        (Some(reason), Language::En) => {
            format!("cannot decide[{}]: {}\n", reason.code, shown::line(&reason.text))
        }
        (Some(reason), Language::Ko) => {
            format!("판정 불가[{}]: {}\n", reason.code, shown::line(&verdict.text.ko))
        }
        (None, Language::En) => {
            format!("{}: {}\n", verdict.code.replace('_', " "), shown::line(&verdict.text.en))
        }
        (None, Language::Ko) => format!("{}: {}\n", in_korean(verdict.code), shown::line(&verdict.text.ko)),
    };
    if !verdict.advice.is_empty() && language == Language::En {
        let advice: Vec<&str> = verdict.advice.iter().map(|advice| advice.en).collect();
        text += &format!("what may help: {}\n", advice.join("; "));
    }
    for name in &verdict.controlled {
        text += &format!("mark[controlled]: {} is controlled\n", shown::line(name));
    }
    for watched in &verdict.watched {
        let (name, listed) = (shown::line(&watched.substance), shown::line(&watched.listed));
        let how = match watched.place {
            "named" => "is watched for",
            "relative" => "is watched for; it is a relative of the name",
            _ => "is watched for; it is first, and not named",
        };
        text += &format!("mark[watch]: {name} {how} ({listed})\n");
    }
    text
}

/// Who was asked, where several were, by the numbers of the table.
pub(super) fn libraries(libraries: &[LibraryPart]) -> String {
    let one = |(number, part): (usize, &LibraryPart)| {
        let name = part.name.as_deref().map_or_else(|| "in memory".to_owned(), shown::line);
        // JSON and CSV have all of it.
        format!("{number} {name} ({})", part.hash.get(..16).unwrap_or(&part.hash))
    };
    format!("asked: {}\n", (1..).zip(libraries).map(one).collect::<Vec<_>>().join(", "))
}

fn ranking(hits: &[Hit], libraries: &[LibraryPart]) -> String {
    let mut head =
        vec!["rank", "substance", "form", "score", "margin", "cosine", "bands", "grade", "reference"];
    // Which library a reference is of, by its number below.
    let several = libraries.len() > 1;
    if several {
        head.push("of");
    }
    let mut table = output::table(&head);
    for hit in hits {
        let margin = hit.margin.map(|margin| format!("{margin:+.4}")).unwrap_or_default();
        let mut row = vec![
            hit.rank.to_string(),
            shown::line(&hit.substance),
            shown::line(&hit.form),
            format!("{:.4}", hit.score),
            margin,
            format!("{:.4}", hit.cosine),
            format!("{} of {}", hit.bands.matched.len(), hit.bands.expected),
            trust(hit),
            shown::line(&hit.entry),
        ];
        if several {
            let of = libraries.iter().position(|part| hit.library.as_deref() == Some(&part.hash));
            row.push(of.map(|of| (of + 1).to_string()).unwrap_or_default());
        }
        table.add_row(row);
    }
    for column in [0, 3, 4, 5, 6] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    format!("{}\n", table.trim_fmt())
}

/// How far a reference may be trusted: its grade, and a mark where nobody has checked it or it is in doubt.
fn trust(hit: &Hit) -> String {
    let marked =
        [Agreement::Unchecked, Agreement::Doubtful].map(Agreement::name).contains(&hit.checked.as_str());
    if marked { format!("{}, {}", hit.grade, hit.checked) } else { hit.grade.clone() }
}

/// What speaks for the first hit.
fn evidence(evidence: &Evidence) -> String {
    let Evidence { score, gap, found, explained, matched, heights, .. } = evidence;
    let gap = gap.map(|gap| format!(", {gap:+.2} to what fits elsewhere on the axis")).unwrap_or_default();
    let heights = heights.map(|power| format!(", heights to the power {power:.2}")).unwrap_or_default();
    let (found, explained) = (100.0 * found, 100.0 * explained);
    let bands = if *matched == 1 { "band" } else { "bands" };
    format!(
        "evidence: score {score:.2}{gap}, {found:.0} % of the reference found in {matched} {bands}, \
         {explained:.0} % of the query explained{heights}\n"
    )
}

/// Which bands of the best reference the query does not show, and the other way round.
fn bands(best: &Hit) -> String {
    let list = |bands: &[f64]| {
        let bands: Vec<String> = bands.iter().map(|shift| format!("{shift:.0}")).collect();
        bands.join(", ")
    };
    let mut text = String::new();
    if !best.bands.missing_cm1.is_empty() {
        let missing = list(&best.bands.missing_cm1);
        text += &format!("bands of {} that are missing: {missing} cm⁻¹\n", shown::line(&best.substance));
    }
    if !best.bands.unexplained_cm1.is_empty() {
        let unexplained = list(&best.bands.unexplained_cm1);
        text +=
            &format!("bands that {} does not explain: {unexplained} cm⁻¹\n", shown::line(&best.substance));
    }
    text
}

/// A verdict in Korean.
fn in_korean(code: &str) -> &'static str {
    match code {
        "identified" => "일치",
        "one_of" => "여러 물질 중 하나",
        "related" => "동일 또는 유사 물질",
        "mixture" => "혼합물",
        "not_in_library" => "라이브러리에 없음",
        _ => "판정 불가",
    }
}

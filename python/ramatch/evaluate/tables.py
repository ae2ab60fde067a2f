"""Figures as tables in Markdown."""

import numpy as np

from . import properties


def protocol(about, outcomes):
    """What each variant got right, then the first one by half, group and, if asked for, by name."""
    lines = [f"### {about['name']}", ""]
    lines += ["| matcher | asked | top-1 | top-5 | cannot decide | right and decided | wrong though decided |"]
    lines += ["|---|---|---|---|---|---|---|"]
    for outcome in outcomes:
        lines.append(_row(outcome.variant, outcome.part()))
    first = outcomes[0]
    lines += ["", f"The same, of “{first.variant}” alone, by half of the substances and by group:", ""]
    lines += ["| part | asked | top-1 | top-5 | cannot decide | right and decided | wrong though decided |"]
    lines += ["|---|---|---|---|---|---|---|"]
    groups = sorted({one["group"] for one in first.answers})
    for part in ["A", "B"] + (groups if 1 < len(groups) <= 20 else []):
        lines.append(_row(part, first.part(part)))
    if about.get("by_name"):
        for name in sorted({one["truth"] for one in first.answers}):
            mine = [one for one in first.answers if one["truth"] == name]
            right = sum(1 for one in mine if one["place"] == 1)
            lines.append(f"| {name} | {len(mine)} | {right} | | | | |")
    wrong = [one for one in first.answers if one["place"] != 1]
    if 0 < len(wrong) <= 40:
        lines += ["", "Not first:", ""]
        for one in wrong:
            reason = f", cannot decide ({one['undecided']})" if one["undecided"] else ""
            score = "" if one["score"] is None else f" ({one['score']:.2f})"
            lines.append(f"- {one['id']}: {one['truth']}, found {one['found'] or 'nothing'}{score}{reason}")
    return "\n".join(lines) + "\n"


def _row(name, part):
    def share(count):
        return f"{count} ({100 * count / part['asked']:.1f} %)" if part["asked"] else "–"

    undecided = part["asked"] - part["decided"]
    return (
        f"| {name} | {part['asked']} | {share(part['top1'])} | {share(part['top5'])} "
        f"| {undecided} | {part['decided_right']} | {part['decided_wrong']} |"
    )


def surface(results):
    """Conditions with what was right."""
    lines = ["### every built-in entry on other instruments", ""]
    lines += ["| changed | to | asked | top-1 | cannot decide | right and decided | wrong though decided |"]
    lines += ["|---|---|---|---|---|---|---|"]
    for key, value, result in results:
        asked = result["asked"]
        lines.append(
            f"| {key} | {'' if value is None else value} | {asked} | {100 * result['top1'] / asked:.1f} % "
            f"| {asked - result['decided']} | {result['decided'] - result['decided_wrong']} | {result['decided_wrong']} |"
        )
    return "\n".join(lines) + "\n"


def evidence(name, title, rows):
    """One protocol of `evidence`: what was decided."""
    head, lines = _EVIDENCE[name](rows)
    return "\n".join([f"### {title}", "", _cells(head), "|---" * len(head) + "|", *map(_cells, lines)]) + "\n"


def _cells(cells):
    return "| " + " | ".join(map(str, cells)) + " |"


def _count(rows):
    """How many are first, are right and decided, are decided otherwise."""
    decided = [row for row in rows if not row["undecided"]]
    right = sum(row["place"] == 1 for row in decided)
    return sum(row["place"] == 1 for row in rows), right, len(decided) - right


def _split(rows, *keys):
    groups = {}
    for row in rows:
        groups.setdefault(tuple(row[key] for key in keys), []).append(row)
    return groups


def _noise(rows):
    lines, clean = [], None
    for (level,), mine in _split(rows, "level").items():
        present = [row for row in mine if row["present"]]
        absent = [row for row in mine if not row["present"]]
        top, right, wrong = _count(present)
        clean = right if clean is None else clean
        share = f"{100 * right / clean:.0f} %" if clean else "–"
        lines.append([level, len(present), top, right, share, wrong, len(absent), _count(absent)[2]])
    head = ["noise", "known asked", "top-1", "right and decided", "of those as measured", "wrong though decided"]
    return [*head, "absent asked", "absent though decided"], lines


def _absent(rows):
    groups = _split(rows, "kind", "level").items()
    return ["of", "noise", "asked", "decided"], [[*key, len(mine), _count(mine)[2]] for key, mine in groups]


def _foreign(rows):
    groups = _split(rows, "kind").items()
    return ["substance is", "asked", "top-1", "right and decided", "wrong though decided"], [
        [*key, len(mine), *_count(mine)] for key, mine in groups
    ]


def _empty(rows):
    lines = [[kind, len(mine), _count(mine)[2]] for (kind,), mine in _split(rows, "kind").items()]
    return ["input", "asked", "decided"], [*lines, ["all", len(rows), _count(rows)[2]]]


def _cuts(rows):
    lines = [[kind, len(mine), *_count(mine)] for (kind,), mine in _split(rows, "kind").items()]
    head = ["stretches of", "asked", "top-1", "right and decided", "wrong though decided"]
    present = [row for row in rows if row["present"]]
    return head, [*lines, ["all that are present", len(present), *_count(present)]]


def _fakes(rows):
    lines = []
    for (kind,), mine in _split(rows, "kind").items():
        _, same, other = _count(mine)
        lines.append([kind, len(mine), same + other, same])
    return ["drawn", "asked", "decided", "decided as what it imitates"], lines


def _exports(rows):
    lines = []
    for (kind, level), mine in _split(rows, "kind", "level").items():
        changes = [abs(row["score_change"]) for row in mine if row["score_change"] is not None]
        ratios = [row["snr_ratio"] for row in mine if row["snr_ratio"] is not None]
        score = [f"{np.median(changes):.4f}", f"{max(changes):.4f}"] if changes else ["–", "–"]
        low, middle, high = np.percentile(ratios, [5, 50, 95]) if ratios else [np.nan] * 3
        same = sum(row["same_found"] for row in mine)
        before = sum(row["decided_before"] for row in mine)
        _, right, wrong = _count(mine)
        snr = [f"{middle:.3g}", f"{low:.3g} to {high:.3g}"]
        lines.append([kind, level, len(mine), len(changes), *score, *snr, same, before, right, wrong])
    head = ["export", "noise", "asked", "scored", "score changes by, median", "at most", "SNR ×, median", "5 to 95 %"]
    return [*head, "same first", "decided before", "right and decided", "wrong though decided"], lines


def _properties(rows):
    lines = []
    for kind, worst in properties.worst(rows).items():
        low, high = worst["snr"]
        cells = [f"{worst['score']:.4f}", f"{low:.3f} to {high:.3f}"]
        lines.append([kind, *cells, worst["another"], f"{worst['undecided']} of {worst['decided']}", worst["wrong"]])
    head = ["change", "score changes by", "SNR ×", "another first", "no longer decided", "decided otherwise"]
    return head, lines


def without_each_reason(answers):
    """What each reason not to decide buys: what would be decided without it, of the rows of all protocols by their names."""
    groups = {
        "known": [row for row in answers["noise"] if row["present"]],
        "absent": [row for row in answers["noise"] + answers["absent"] if not row["present"]],
        "built-in": answers["foreign"],
        "empty": answers["empty"],
        "cuts": answers["cuts"],
        "fakes": answers["fakes"],
    }
    reasons = {}
    for rows in groups.values():
        for row in rows:
            reasons.update(dict.fromkeys(row.get("ev_lacks") or []))
    lines = [["all reasons", *(_decided_without(rows, None) for rows in groups.values())]]
    lines += [[f"without {code}", *(_decided_without(rows, code) for rows in groups.values())] for code in sorted(reasons)]
    head = ["right / wrong though decided", *groups]
    return "\n".join(["### evidence: what each reason buys", "", _cells(head), "|---" * len(head) + "|", *map(_cells, lines)]) + "\n"


def _decided_without(rows, code):
    """Right and wrong though decided, if there were no such reason."""

    def decided(row):
        lacks = set(row.get("ev_lacks") or [])
        return not row["undecided"] or (row["undecided"] == code and lacks == {code})

    chosen = [row for row in rows if decided(row)]
    right = sum(row["place"] == 1 and row["present"] for row in chosen)
    return f"{right} / {len(chosen) - right}"


_EVIDENCE = {
    "noise": _noise,
    "absent": _absent,
    "foreign": _foreign,
    "empty": _empty,
    "cuts": _cuts,
    "fakes": _fakes,
    "exports": _exports,
    "properties": _properties,
}


def verdict(figures):
    """The figures of verdicts as Markdown."""
    percent = lambda part: f"{100 * part:.1f} %"  # noqa: E731
    lines = ["### Verdicts: minerals left out, by substance, nested in ten folds", ""]
    lines += ["| spectra | error | claim | kept | another, though present | false | absent substances |", "|---|---|---|---|---|---|---|"]
    for row in figures["nested"]:
        error = "unrelated name" if row["related_is_right"] else "any name"
        part = [percent(row[key]) for key in ("kept", "other", "false")]
        lines.append(f"| {row['level']} | {error} | {percent(row['alpha'])} | {' | '.join(part)} | {row['substances']} |")
    lines += ["", "### Verdicts: a library that has grown to twice its size, limits of the half, substances that these have not seen", ""]
    lines += ["| claim | false | realised / claimed | kept | substances |", "|---|---|---|---|---|"]
    for row in figures["doubled"]:
        ratio = row["false"] / row["alpha"]
        lines.append(f"| {percent(row['alpha'])} | {percent(row['false'])} | {ratio:.2f} | {percent(row['kept'])} | {row['substances']} |")
    other = figures["others"]
    lines += ["", "### Verdicts: everything that is no mineral, SNR 20 and above, by the shipped limits", ""]
    lines += [
        f"{other['first']} present and first: {percent(other['kept'])} named (identified or a relative), "
        f"{percent(other['identified'])} identified; {other['other']} named another though present. "
        f"{other['substances']} absent: unrelated names {len(other['unrelated'])}, relatives {len(other['related'])}.",
        "",
    ]
    for kind in ("unrelated", "related"):
        pairs = "; ".join(f"{truth} → {found}" for truth, found in other[kind])
        lines.append(f"- {kind}: {pairs or 'none'}")
    lines += ["", "### Verdicts: noise added to known spectra", ""]
    lines += [
        "| spectra | asked | identified | of these wrong | named and wrong | right, of those named when clean | gates alone |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in figures["noise"]:
        counts = [row[key] for key in ("asked", "identified", "identified_wrong", "named_wrong")]
        lines.append(f"| {row['level']} | {' | '.join(map(str, counts))} | {percent(row['kept'])} | {percent(row['gates'])} |")
    mixed, empty = figures["mixtures"], figures["empty"]
    lines += ["", "### Verdicts: half and half, and nothing at all", ""]
    lines += [
        f"{mixed['asked']} mixtures of two references: {mixed['identified']} identified as one ({percent(mixed['identified'] / max(mixed['asked'], 1))}), "
        f"{mixed['related']} named as one or a relative. {empty['asked']} empty inputs: {empty['identified']} identified, {empty['related']} a relative.",
        "",
        f"Labels permuted and the model fitted to them: Cllr {figures['permuted']:.3f}.",
        "",
        "### Verdicts: claimed against realised in each stratum, by the shipped limits (stated: 10 %)",
        "",
        "| substances | SNR from | absent | identified | named by one that is no relative |",
        "|---|---|---|---|---|",
    ]
    for title, low, count, identified, unrelated in figures["strata"]:
        lines.append(f"| {title} | {low:g} | {count} | {percent(identified)} | {percent(unrelated)} |")
    return "\n".join(lines) + "\n"

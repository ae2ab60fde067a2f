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

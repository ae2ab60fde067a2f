"""Figures as tables in Markdown."""


def protocol(about, outcomes):
    """What each variant got right, then the first one by half, group and, if asked for, by name."""
    lines = [f"### {about['name']}", ""]
    lines += ["| matcher | asked | top-1 | top-5 | cannot decide | wrong though decided |", "|---|---|---|---|---|---|"]
    for outcome in outcomes:
        lines.append(_row(outcome.variant, outcome.part()))
    first = outcomes[0]
    lines += ["", f"The same, of “{first.variant}” alone, by half of the substances and by group:", ""]
    lines += ["| part | asked | top-1 | top-5 | cannot decide | wrong though decided |", "|---|---|---|---|---|---|"]
    groups = sorted({one["group"] for one in first.answers})
    for part in ["A", "B"] + (groups if 1 < len(groups) <= 20 else []):
        lines.append(_row(part, first.part(part)))
    if about.get("by_name"):
        for name in sorted({one["truth"] for one in first.answers}):
            mine = [one for one in first.answers if one["truth"] == name]
            right = sum(1 for one in mine if one["place"] == 1)
            lines.append(f"| {name} | {len(mine)} | {right} | | | |")
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
        f"| {undecided} | {part['decided_wrong']} |"
    )


def surface(results):
    """Conditions with what was right."""
    lines = ["### every built-in entry on other instruments", ""]
    lines += ["| changed | to | asked | top-1 | cannot decide | wrong though decided |", "|---|---|---|---|---|---|"]
    for key, value, result in results:
        asked = result["asked"]
        lines.append(
            f"| {key} | {'' if value is None else value} | {asked} | {100 * result['top1'] / asked:.1f} % "
            f"| {asked - result['decided']} | {result['decided_wrong']} |"
        )
    return "\n".join(lines) + "\n"

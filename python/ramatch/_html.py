"""What notebooks show: tables of HTML, pictures inside them, nothing that runs or is fetched."""

import html

import numpy as np

_STYLE = "border-collapse:collapse;font-size:small"
_CELL = "text-align:left;padding:2px 8px;border-bottom:1px solid #ccc"
_ROWS = 20


def text(value):
    """A value as text that HTML shows as it is."""
    if isinstance(value, (float, np.floating)):
        return "" if value != value else f"{value:.4g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(text, value))
    return "" if value is None else html.escape(str(value).encode("utf-8", "backslashreplace").decode())


def table(head, rows):
    """A table; all but a caller's own markup is escaped before."""
    cells = "".join(f'<th style="{_CELL}">{text(name)}</th>' for name in head)
    body = "".join("<tr>" + "".join(f'<td style="{_CELL}">{text(value)}</td>' for value in row) + "</tr>" for row in rows)
    return f'<table style="{_STYLE}"><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>'


def _more(shown, count, what):
    return f"<p>… and {count - shown} more {what}</p>" if count > shown else ""


def _svg(picture):
    """A picture without what only a file of its own has."""
    begin = picture.find("<svg")
    return f'<div style="max-width:56em">{picture[max(begin, 0):]}</div>'


def verdict(made):
    """A verdict: what it says, and what speaks for and against it."""
    parts = [f"<p><b>{text(made['code'].replace('_', ' '))}</b>: {text(made['text']['en'])}</p>"]
    if made.get("reason"):
        parts.append(f"<p>{text(made['reason']['text'])}</p>")
    parts.extend(f"<p>{text(advice.get('en') or advice.get('text'))}</p>" for advice in made.get("advice") or [])
    return "".join(parts)


def result(made):
    """A result: verdict, warnings, ranking and picture."""
    head = ("", "substance", "score", "margin", "form", "reference", "licence")
    rows = [(hit.rank, hit.substance, hit.score, hit.margin, hit.form, hit.entry, hit.licence) for hit in made.hits]
    warnings = "".join(f"<p>⚠ {text(one['text'])}</p>" for one in made.warnings)
    return verdict(made.verdict) + warnings + (table(head, rows) if rows else "") + _svg(made._repr_svg_())


def results(made):
    """Many results: how often each verdict was reached, and the first rows."""
    columns = made.columns()
    counts = {}
    for said, names in zip(columns["verdict"], columns["names"]):
        key = (said or "refused", " + ".join(names))
        counts[key] = counts.get(key, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    summary = table(("verdict", "names", "spectra"), [(said.replace("_", " "), names, count) for (said, names), count in ranked[:_ROWS]])
    names = ("substance", "score", "snr", "verdict", "reason", "error", "file")
    first = [[index, *(columns[name][index] for name in names)] for index in range(min(len(made), _ROWS))]
    shown = table(("", *names), first)
    return f"<p><b>{len(made)} spectra</b></p>{summary}{_more(_ROWS, len(ranked), 'kinds')}{shown}{_more(_ROWS, len(made), 'spectra')}"


def mixture(made):
    """A mixture: its components with their shares of the signal, and the picture of its parts."""
    head = ("component", "share of the signal", "between", "evidence", "reference")
    rows = []
    for one in made.components:
        low, high = one.share_between
        name = " or ".join([one.substance, *(other["substance"] for other in one.one_of)])
        rows.append((name, f"{one.share:.0%}", f"{low:.0%} to {high:.0%}", one.evidence, one.entry))
    for one in made.containers:
        rows.append((one["name"], f"{one['share']:.0%} of all", "", None, "container"))
    rest = f"<p>unexplained: {made.unexplained:.0%} of the signal{', something is missing' if made.incomplete else ''}</p>"
    rest += f"<p>⚠ salvaged from a damaged file: {text(made.damage)}</p>" if made.damage else ""
    said = table(head, rows) if rows else "<p>nothing is told of what it is a sum of</p>"
    return said + rest + _svg(curves([(made.shift, made.row, "#000000"), (made.shift, made.row - made.rest, "#d55e00")]))


def spectrum(made):
    """A spectrum: what is known of it, and its picture."""
    rows = list(made.metadata.items())[:_ROWS]
    head = f"<p><b>{text(repr(made))}</b></p>"
    return head + (table(("", ""), rows) if rows else "") + _svg(curves([(made.shift, made.intensity, "#0072b2")]))


def collection(made):
    """A collection: what is known of it, its median and the range of 9 in 10 spectra."""
    step = max(1, len(made) // 1000)
    some = np.asarray(made.intensity[::step], float)
    if not len(some):
        return f"<p><b>{text(repr(made))}</b></p>"
    low, middle, high = np.nanpercentile(some, [5, 50, 95], axis=0)
    drawn = [(made.shift, low, "#bbbbbb"), (made.shift, high, "#bbbbbb"), (made.shift, middle, "#0072b2")]
    rows = list(made.metadata.items())[:_ROWS]
    return f"<p><b>{text(repr(made))}</b></p>" + (table(("", ""), rows) if rows else "") + _svg(curves(drawn))


def library(made):
    """A library: what it is, and the first of its entries."""
    about = [(name, value if not isinstance(value, dict) else value.get("kinds")) for name, value in made.info().items()]
    columns = made.entries()
    names = ("id", "substance", "cas", "form", "source", "grade", "licence", "laser_nm")
    rows = [[columns[name][index] for name in names] for index in range(min(len(made), _ROWS))]
    return table(("library", ""), about) + table(names, rows) + _more(_ROWS, len(made), "entries")


def validation(made):
    """A validation: whether it holds, and the rates."""
    rates = [(f"{one['alpha']:.1%}", *(_rate(one[name]) for name in ("false_named", "false_unrelated", "kept"))) for one in made.rates]
    claims = [(one["verdict"], one["spectra"], f"{one['claimed']:.1%}", _rate(one["realised"])) for one in made.claims]
    head = f"<p><b>{text(repr(made))}</b></p>"
    first = table(("α", "absent, named", "of these unrelated", "present and first, kept"), rates)
    return head + first + table(("verdict", "spectra", "claimed", "came out"), claims)


def _rate(rate):
    if rate.get("rate") is None:
        return "no substance"
    return f"{rate['rate']:.1%} ({rate['low']:.1%} to {rate['high']:.1%}; of {rate['substances']})"


def curves(drawn, width=720, height=240):
    """Curves over Raman shift as the text of a small SVG document; of many points the least and the largest in each column of it."""
    left, bottom, top = 10.0, height - 36.0, 8.0
    low, high = (float(pick(shift[end] for shift, _, _ in drawn)) for pick, end in ((min, 0), (max, -1)))
    values = np.concatenate([np.asarray(y, float)[np.isfinite(y)] for _, y, _ in drawn])
    least, most = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    across = (width - 2 * left) / (high - low if high > low else 1.0)
    up = (bottom - top) / (most - least if most > least else 1.0)
    lines = []
    for shift, y, colour in drawn:
        x, y = _thinned(np.asarray(shift, float), np.asarray(y, float), width)
        points = " ".join(f"{left + (a - low) * across:.1f},{bottom - (b - least) * up:.1f}" for a, b in zip(x, y) if np.isfinite(b))
        lines.append(f'<polyline fill="none" stroke="{colour}" stroke-width="1" points="{points}"/>')
    step = _round_step((high - low) / 6)
    ticks = []
    for at in np.arange(np.ceil(low / step) * step, high, step):
        x = left + (at - low) * across
        ticks.append(f'<path d="M{x:.1f} {bottom:.0f}v4" stroke="#444"/><text x="{x:.1f}" y="{bottom + 15:.0f}" text-anchor="middle">{at:g}</text>')
    label = f'<text x="{width / 2:.0f}" y="{height - 6}" text-anchor="middle">Raman shift (cm⁻¹)</text>'
    frame = f'<path d="M{left:.0f} {bottom:.0f}H{width - left:.0f}" stroke="#444"/>'
    inside = frame + "".join(ticks) + label + "".join(lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="11">{inside}</svg>'
    )


def _thinned(x, y, width):
    """No more points than can be seen: of each column of the picture the least and the largest."""
    if x.size <= 4 * width:
        return x, y
    rows = x.size // width
    count = x.size // rows * rows
    blocks = np.nan_to_num(y[:count].reshape(-1, rows))
    places = np.sort(np.stack([blocks.argmin(axis=1), blocks.argmax(axis=1)]), axis=0) + np.arange(len(blocks)) * rows
    places = places.T.reshape(-1)
    return x[places], y[places]


def _round_step(step):
    power = 10.0 ** np.floor(np.log10(step)) if step > 0 else 1.0
    return float(next(power * one for one in (1, 2, 5, 10) if power * one >= step * 0.999))

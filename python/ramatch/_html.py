"""What notebooks show: tables of HTML, pictures inside them, nothing that runs or is fetched."""

import html

import numpy as np

from . import _ramatch
from ._errors import as_text
from ._percentiles import percentiles

_STYLE = "border-collapse:collapse;font-size:small"
_CELL = "text-align:left;padding:2px 8px;border-bottom:1px solid #ccc"
_ROWS = 20
# Spectra of a collection that are looked at for its picture.
_SOME = 1000


def text(value):
    """A value as text that HTML shows as it is."""
    if isinstance(value, (float, np.floating)):
        return "" if value != value else f"{value:.4g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(text, value))
    return "" if value is None else html.escape(as_text(str(value)))


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
    drawn = [("query", "what was taken apart", made.row), ("reference", "the sum of its parts", made.row - made.rest)]
    return said + rest + _curves("what it is a sum of", made.shift, drawn)


def spectrum(made):
    """A spectrum: what is known of it, and its picture."""
    return _known(made) + _curves(repr(made), made.shift, [("query", "", made.intensity)])


def collection(made):
    """A collection: what is known of it, its median and the range of 9 in 10 spectra."""
    # Of many, some by lot: every second or third may all be of one column of a map.
    count = len(made)
    rows = slice(None) if count <= _SOME else np.sort(np.random.default_rng(count).choice(count, _SOME, replace=False))
    some = made.intensity[rows]
    if not len(some):
        return _known(made)
    low, middle, high = percentiles(some)
    median = "median" if count <= _SOME else f"median of {_SOME} of {count}"
    drawn = [("residual", "", low), ("residual", "9 in 10 lie between these", high), ("query", median, middle)]
    return _known(made) + _curves(repr(made), made.shift, drawn)


def _known(made):
    """What is known of it, before its picture."""
    rows = list(made.metadata.items())[:_ROWS]
    return f"<p><b>{text(repr(made))}</b></p>" + (table(("", ""), rows) if rows else "")


def _curves(title, shift, drawn):
    return _svg(_ramatch._curves(title, [(style, name, shift, y) for style, name, y in drawn]))


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

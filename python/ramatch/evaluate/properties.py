"""Changes of a spectrum, or of the library, that should not change the answer, and by how much they may.

The limits stand in the book, in the tables of one section: `limits` reads them, and so does the test of the examples.
"""

import dataclasses
import pathlib

import numpy as np

from .exports import DEAD, EXPORTS, dead_ends, inner

#: The section and its table of the development sets.
SECTION, SETS = "## What may change an answer, and how much", "### Development sets"
#: Points at an end that hold nothing: the fewest that are told from chance, and many.
FEW = 8


def _span(counts):
    return counts.max() - counts.min()


def _slope(shift, counts):
    return shift, counts + _span(counts) * (shift - shift[0]) / (shift[-1] - shift[0])


def _rounded(shift, counts):
    step = _span(counts) / 4095
    return shift, np.round((counts - counts.min()) / step) * step + counts.min()


def _cropped(shift, counts):
    ends = int(0.03 * shift.size)
    return shift[ends : shift.size - ends], counts[ends : shift.size - ends]


CHANGES = {
    "falling axis": lambda shift, counts: (shift[::-1], counts[::-1]),
    "times 10¹⁵": lambda shift, counts: (shift, 1e15 * counts),
    "times 10⁻¹⁵": lambda shift, counts: (shift, 1e-15 * counts),
    "offset of 100 ranges": lambda shift, counts: (shift, counts + 100 * _span(counts)),
    "slope of one range": _slope,
    "rounded to 12 bits": _rounded,
    **{name: EXPORTS[name] for name in EXPORTS if name.startswith(("lines", "spline")) or "1.5" in name},
    f"{FEW} constant points at either end": dead_ends(None, FEW),
    f"{FEW} zeros at either end": dead_ends(0.0, FEW),
    f"{DEAD} constant points at either end": dead_ends(None),
    f"{DEAD} zeros at either end": dead_ends(0.0),
    "3 % cut off at either end": _cropped,
}
#: What spectra with dead ends are compared with.
WITHOUT_ENDS = {
    f"itself without {ends} points at either end": lambda shift, counts, ends=ends: inner(shift, counts, ends)
    for ends in (FEW, DEAD)
}
BESIDE = {
    name: f"itself without {name.split()[0]} points at either end"
    for name in CHANGES
    if name[0].isdigit() and "%" not in name
}


def _twice(references):
    return references + [dataclasses.replace(one, id=f"{one.id} again") for one in references]


#: The same references in other libraries.
LIBRARIES = {"entries in reverse order": lambda references: references[::-1], "every entry twice": _twice}


def worst(rows):
    """The greatest changes of each kind.

    Parameters
    ----------
    rows : list of dict
        Answers with ``score_change``, ``snr_ratio``, ``same_found`` and ``decided_before``.

    Returns
    -------
    dict of dict
        For each kind: ``score``, the greatest change; ``snr``, least and greatest ratio; how many have ``another`` substance
        first, how many were ``decided`` before, how many of those are ``undecided``, how many are decided ``wrong``.
    """
    found = {}
    for kind in [*CHANGES, *LIBRARIES]:
        mine = [row for row in rows if row["kind"] == kind]
        decided = [row for row in mine if row["decided_before"]]
        ratios = [row["snr_ratio"] for row in mine if row["snr_ratio"] is not None]
        found[kind] = {
            "score": max((abs(row["score_change"]) for row in mine if row["score_change"] is not None), default=0.0),
            "snr": (min(ratios, default=1.0), max(ratios, default=1.0)),
            "another": sum(not row["same_found"] for row in mine),
            "decided": len(decided),
            "undecided": sum(bool(row["undecided"]) for row in decided),
            "wrong": sum(row["place"] != 1 for row in mine if not row["undecided"]),
        }
    return found


def limits(path):
    """What the book allows: kind to ``score``, ``snr``, ``another`` and ``undecided``."""
    _, section = pathlib.Path(path).read_text(encoding="utf-8").split(f"{SECTION}\n")
    _, table = section.split(f"{SETS}\n")
    allowed = {}
    for line in table.split("\n#")[0].splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if cells and cells[0] in {**CHANGES, **LIBRARIES}:
            kind, _, score, _, snr, another, undecided = cells
            low, high = snr.split(" to ")
            allowed[kind] = {
                "score": float(score),
                "snr": (float(low), float(high)),
                "another": int(another),
                "undecided": int(undecided),
            }
    return allowed


def beyond(rows, allowed):
    """What is beyond the limits, a line for each kind; a kind without limits is."""
    lines = []
    for kind, got in worst(rows).items():
        least = allowed.get(kind)
        if least is None:
            lines.append(f"{kind}: no limits are stated")
            continue
        low, high = least["snr"]
        over = [key for key in ("score", "another", "undecided") if got[key] > least[key]]
        over += ["snr"] if got["snr"][0] < low or got["snr"][1] > high else []
        over += ["wrong"] if got["wrong"] else []
        lines += [f"{kind}: " + ", ".join(f"{key} {got[key]}" for key in over)] if over else []
    return lines

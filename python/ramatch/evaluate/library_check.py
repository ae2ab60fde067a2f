"""Is a built-in reference the substance whose name it bears? Its bands against published ones.

``python -m ramatch.evaluate --library-check`` reads ``spectra-library/published-bands.csv``: strong bands of a
substance, each row from one source that is not the entry's own. A row *agrees* with a reference where

- at least three quarters of the row's bands within the entry's interval lie within 8 cm⁻¹ of a maximum of the
  reference that has at least 5 % of its height, and
- one of the row's bands lies within 8 cm⁻¹ of the reference's strongest maximum.

An entry agrees where any row of its substance does, as there are polymorphs and hydrates; where only positions do
that were quoted without the work at hand, it is told apart, as *quoted*. It is doubtful where there are rows and none
agrees, and unchecked where there is none. A few bands can agree by chance: how often a row of another substance does is
counted and told.
"""

import csv
import pathlib
import re
from dataclasses import dataclass

import numpy as np

import ramatch

#: How far a band may lie from where it was published, in cm⁻¹: two axes and a maximum between neighbours.
TOLERANCE_CM1 = 8.0
#: Part of the strongest maximum that another has to have to be one.
LEAST_HEIGHT = 0.05
#: Part of a row's bands that has to be found.
LEAST_FOUND = 0.75
VERDICTS = ("agree", "quoted", "doubtful", "unchecked")
#: From which score on two substances are each other's answer.
ALIKE = 0.7


@dataclass(frozen=True)
class Row:
    """Published bands of one substance from one source; none where no independent source was found."""

    substance: str
    bands_cm1: tuple
    #: Which form of the substance.
    form: str
    #: How the numbers were got: see the library's README.
    seen: str
    source: str
    #: Sources of entries that this row is not independent of.
    not_for: tuple


@dataclass(frozen=True)
class Compared:
    """A reference beside one row."""

    row: Row
    #: The row's bands within the reference's interval, and those of them that the reference has.
    inside: tuple
    found: tuple
    #: The reference's five strongest maxima that no band of the row explains.
    unexplained: tuple
    agrees: bool


def read_rows(path):
    """The rows of a table of published bands."""
    with open(path, newline="", encoding="utf-8") as file:
        return [
            Row(
                one["substance"],
                tuple(float(band) for band in one["bands_cm1"].split()),
                one["form"],
                one["seen"],
                " ".join(filter(None, (one["authors"].split(";")[0].split(" et al")[0], one["year"]))) or one["title"],
                tuple(one["not_for"].split()),
            )
            for one in csv.DictReader(file)
        ]


def maxima(shift, intensity):
    """Positions of the local maxima that are bands, the strongest first."""
    middle = intensity[1:-1]
    at = 1 + np.flatnonzero((middle > intensity[:-2]) & (middle >= intensity[2:]))
    at = at[intensity[at] >= LEAST_HEIGHT * intensity.max()]
    return shift[at[np.argsort(-intensity[at], kind="stable")]].astype(float)


def compare(shift, intensity, row):
    """A reference's curve beside a row, or None where none of the row's bands lies in its interval."""
    at = maxima(shift, intensity)
    inside = tuple(band for band in row.bands_cm1 if shift[0] <= band <= shift[-1])
    if not inside or not len(at):
        return None
    near = lambda one, others: np.abs(np.asarray(others) - one).min() <= TOLERANCE_CM1  # noqa: E731
    found = tuple(band for band in inside if near(band, at))
    unexplained = tuple(float(one) for one in at[:5] if not near(one, row.bands_cm1))
    agrees = len(found) >= LEAST_FOUND * len(inside) and near(at[0], row.bands_cm1)
    return Compared(row, inside, found, unexplained, bool(agrees))


def verdict(comparisons):
    """``agree``, ``quoted`` (only what was quoted agrees), ``doubtful`` or ``unchecked``."""
    if not comparisons:
        return "unchecked"
    seen = {one.row.seen for one in comparisons if one.agrees}
    return "doubtful" if not seen else "quoted" if seen == {"quoted"} else "agree"


def check(library, rows):
    """For each entry its dict and what the independent rows of its substance say, the best one first."""
    checked = []
    for index in range(len(library)):
        entry, curve = library.entry(index), library.curve(index)
        mine = [one for one in rows if one.substance == entry["substance_id"] and entry["source"] not in one.not_for]
        compared = [one for one in (compare(*curve, row) for row in mine) if one is not None]
        compared.sort(key=lambda one: (not one.agrees, -len(one.found) / len(one.inside), -len(one.inside)))
        checked.append((entry, compared))
    return checked


def false_agreements(library, rows):
    """How many pairs of a reference and a row of another substance there are, and those that agree."""
    pairs, agreeing = 0, []
    for index in range(len(library)):
        entry, curve = library.entry(index), library.curve(index)
        for row in rows:
            one = compare(*curve, row) if row.substance != entry["substance_id"] else None
            pairs += one is not None
            if one is not None and one.agrees:
                agreeing.append((entry["id"], one))
    return pairs, agreeing


def alike(library):
    """Pairs of references of two substances of which each is the other's best answer: index, index, score."""
    entries = [library.entry(index) for index in range(len(library))]
    of = {}
    for index, entry in enumerate(entries):
        of.setdefault(entry["substance_id"], []).append(index)
    best = {}
    for index, entry in enumerate(entries):
        own = [entries[other]["id"] for other in of[entry["substance_id"]]]
        hit = library.search(library.curve(index), top=1, exclude=own).best
        if hit is not None and hit.score >= ALIKE:
            best[index] = hit
    pairs = []
    for index, hit in best.items():
        for other in of[hit.substance_id]:
            back = best.get(other)
            if index < other and back is not None and back.substance_id == entries[index]["substance_id"]:
                pairs.append((index, other, min(hit.score, back.score)))
    return sorted(pairs, key=lambda pair: -pair[2])


def marked(folder):
    """Ids of the references whose note says that they are doubtful."""
    found = set()
    for path in sorted(pathlib.Path(folder).glob("sources/*/*.toml")):
        text = path.read_text(encoding="utf-8")
        if re.search(r'^note = "doubtful', text, re.MULTILINE):
            found.update(re.findall(r'^id = "(.*)"', text, re.MULTILINE))
    return found


def report(folder):
    """Prints what was found; yields the number of references that are doubtful and not marked so."""
    library, rows = ramatch.Library.default(), read_rows(pathlib.Path(folder) / "published-bands.csv")
    known, unmarked = marked(folder), []
    checked = check(library, rows)
    verdicts = [verdict(compared) for _, compared in checked]
    for (entry, compared), said in zip(checked, verdicts):
        if said == "doubtful" and entry["id"] not in known:
            unmarked.append(entry["id"])
        print(f"{entry['id']}: {said}{' (marked)' if entry['id'] in known else ''}")
        for one in compared:
            missing = _cm1(set(one.inside) - set(one.found))
            text = f"  {one.row.source} ({one.row.seen}): {len(one.found)} of {len(one.inside)} bands"
            text += f", missing {missing}" if missing else ""
            text += f"; unexplained among the strongest five: {_cm1(one.unexplained)}" if one.unexplained else ""
            print(text)
    print("\n" + ", ".join(f"{verdicts.count(said)} {said}" for said in VERDICTS))
    pairs, agreeing = false_agreements(library, rows)
    share = 100 * len(agreeing) / pairs
    print(f"rows of another substance that would agree: {len(agreeing)} of {pairs} ({share:.1f} %)")
    for name, one in agreeing:
        print(f"  {name} with {one.row.substance} ({one.row.source}, {len(one.inside)} bands)")
    print(f"\neach the other's best answer with a score of {ALIKE} or more:")
    for left, right, score in alike(library):
        (a, of_a), (b, of_b) = checked[left], checked[right]
        print(f"  {a['id']} ({verdicts[left]}) and {b['id']} ({verdicts[right]}), score {score:.3f}")
        for mine, compared, other in ((a, of_a, right), (b, of_b, left)):
            if compared:
                there = compare(*library.curve(other), compared[0].row)
                absent = _cm1(set(there.inside) - set(there.found)) if there else ""
                print(f"    published of {mine['substance']}, not in the other: {absent or 'none'}")
    if unmarked:
        print(f"\ndoubtful and not marked so: {', '.join(unmarked)}")
    return len(unmarked)


def _cm1(positions):
    return " ".join(f"{one:.0f}" for one in sorted(positions))

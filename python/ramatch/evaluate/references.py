"""Is a shipped reference the substance whose name it bears? Its bands against published ones.

``python -m ramatch.evaluate.references spectra-library --pack FILE`` reads ``published-bands.csv``: strong bands of a
substance, each row from one source that is not the entry's own. A row *agrees* with a reference where

- at least three quarters of the row's bands within the entry's interval lie within 8 cm⁻¹ of a maximum of the
  reference that has at least 5 % of its height, and
- one of the row's bands lies within 8 cm⁻¹ of the reference's strongest maximum.

An entry agrees where any row of its substance does, as there are polymorphs and hydrates; where only positions do
that were quoted without the work at hand, or a single band of a reference that has more, it is told apart, as *quoted*. It is doubtful where there are rows and none
agrees, and unchecked where there is none. A few bands can agree by chance: how often a row of another substance does is
counted and told. From measured curves the baseline is taken off first.

Every entry states its verdict in its text (``checked``, ``checked_by``), and so does the book: the command fails where one
of them says something else than what was found. ``--write`` writes both anew, but never takes a mark of doubt away.
"""

import argparse
import csv
import pathlib
import re
import sys
from dataclasses import dataclass

import numpy as np

import ramatch
from ramatch.preprocessing import baseline

#: How far a band may lie from where it was published, in cm⁻¹: two axes and a maximum between neighbours.
TOLERANCE_CM1 = 8.0
#: Part of the strongest maximum that another has to have to be one.
LEAST_HEIGHT = 0.05
#: Part of a row's bands that has to be found.
LEAST_FOUND = 0.75
VERDICTS = ("agrees", "quoted", "unchecked", "doubtful")
#: From which score on two substances are each other's answer.
ALIKE = 0.7
#: Where the table of the book's page begins and ends.
BEGIN, END = "<!-- made by `cargo xtask references -- --write` -->", "<!-- end of the table -->"


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
    #: How far the worst of those lies from its maximum, in cm⁻¹; with its sign.
    worst_cm1: float
    #: The reference's five strongest maxima that no band of the row explains.
    unexplained: tuple
    agrees: bool

    def is_weak(self):
        """Whether one band is all that agrees, of a reference that has more."""
        return len(self.inside) < 2 and len(self.unexplained) > 0


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
    off = lambda one, others: min((float(other - one) for other in others), key=abs)  # noqa: E731
    near = lambda one, others: abs(off(one, others)) <= TOLERANCE_CM1  # noqa: E731
    found = tuple(band for band in inside if near(band, at))
    worst = max((off(band, at) for band in found), key=abs, default=0.0)
    unexplained = tuple(float(one) for one in at[:5] if not near(one, row.bands_cm1))
    agrees = len(found) >= LEAST_FOUND * len(inside) and near(at[0], row.bands_cm1)
    return Compared(row, inside, found, worst, unexplained, bool(agrees))


def verdict(comparisons):
    """``agrees``, ``quoted`` (only what was quoted agrees, or a single band of several), ``doubtful`` or ``unchecked``."""
    if not comparisons:
        return "unchecked"
    seen = {"quoted" if one.is_weak() else one.row.seen for one in comparisons if one.agrees}
    return "doubtful" if not seen else "quoted" if seen == {"quoted"} else "agrees"


@dataclass(frozen=True)
class Shipped:
    """A library and the folder of text that it is made from."""

    library: ramatch.Library
    folder: pathlib.Path

    def files(self):
        """The files of its entries by their ids."""
        found = {}
        for path in sorted(self.folder.glob("sources/*/*.toml")):
            text = path.read_text(encoding="utf-8")
            if path.name != "source.toml" and 'kind = "hints"' not in text:
                found[re.search(r'^id = "(.*)"', text, re.MULTILINE)[1]] = path
        return found

    def curves(self):
        """The curve of each entry; from one that was measured the baseline is taken off."""
        measured = {name for name, path in self.files().items() if 'kind = "curve"' in path.read_text(encoding="utf-8")}
        for index in range(len(self.library)):
            shift, intensity = self.library.curve(index)
            if self.library.entry(index)["id"] in measured:
                intensity = intensity - baseline(intensity)[0]
            yield shift, intensity


def check(shipped, rows):
    """For each entry its dict and what the independent rows of its substance say, the best one first."""
    checked = []
    for index, curve in enumerate(shipped.curves()):
        entry = shipped.library.entry(index)
        mine = [one for one in rows if one.substance == entry["substance_id"] and entry["source"] not in one.not_for]
        compared = [one for one in (compare(*curve, row) for row in mine) if one is not None]
        compared.sort(
            key=lambda one: (not one.agrees, one.row.seen == "quoted", -len(one.found) / len(one.inside), -len(one.inside))
        )
        checked.append((entry, compared))
    return checked


def false_agreements(shipped, rows):
    """How many pairs of a reference and a row of another substance there are, and those that agree."""
    pairs, agreeing = 0, []
    for index, curve in enumerate(shipped.curves()):
        entry = shipped.library.entry(index)
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


def stated_by(compared, said):
    """What an entry's text says of by what it was checked."""
    if said == "unchecked":
        return ""
    best = compared[0]
    found = f"{len(best.found)} of {len(best.inside)} bands of {best.row.source} ({best.row.seen})"
    return found if said != "doubtful" else f"it has {found} and not the strongest"


def write_verdicts(shipped, checked):
    """Writes the verdicts into the text of the entries; a mark of doubt stays, with its reason."""
    files = shipped.files()
    for entry, compared in checked:
        path, said = files[entry["id"]], verdict(compared)
        text = path.read_text(encoding="utf-8")
        if 'checked = "doubtful"' in text:
            continue
        text = re.sub(r"^checked(_by)? = .*\n", "", text, flags=re.MULTILINE)
        if said != "unchecked":
            lines = f'checked = "{said}"\nchecked_by = "{stated_by(compared, said)}"\n'
            text = re.sub(
                r"^(licence = .*\n(attribution = .*\n)?)", lambda found, lines=lines: found[1] + lines, text, count=1, flags=re.MULTILINE
            )
        path.write_text(text, encoding="utf-8")


def said_of(entry, compared):
    """The verdict of an entry; one that its text says is in doubt is, whatever its bands."""
    return "doubtful" if entry["checked"] == "doubtful" else verdict(compared)


def table(checked):
    """The table of all references, in Markdown."""
    head = ("substance", "reference", "source of the bands", "found", "missing", "worst offset", "verdict")
    text = f"| {' | '.join(head)} |\n{'|---' * len(head)}|\n"
    for entry, compared in sorted(checked, key=lambda one: (one[0]["substance"].lower(), one[0]["id"])):
        cells = ["", "", "", ""]
        if compared:
            one = compared[0]
            missing = _cm1(set(one.inside) - set(one.found))
            cells = [
                f"{one.row.source}, {one.row.seen}",
                f"{len(one.found)} of {len(one.inside)}",
                missing,
                f"{one.worst_cm1:+.1f}",
            ]
        text += f"| {' | '.join([entry['substance'], entry['id'], *cells, said_of(entry, compared)])} |\n"
    return text.replace("|  |", "| |").replace("|  |", "| |")


def counted(checked):
    """How many references there are of each verdict."""
    said = [said_of(*one) for one in checked]
    return ", ".join(f"{said.count(one)} {one}" for one in VERDICTS)


def book(names, all_checked):
    """What the book's page holds between its marks: a table of each library."""
    text = ""
    for name, checked in zip(names, all_checked):
        text += f"### {name}\n\n{len(checked)} references: {counted(checked)}.\n\n{table(checked)}\n"
    return text


def disagreements(checked):
    """References whose text states another verdict than what was found."""
    told = [(entry["id"], entry["checked"], said_of(entry, compared)) for entry, compared in checked]
    return [(name, stated, found) for name, stated, found in told if stated != found]


def tell_alike(library, checked):
    """Prints the pairs of references of which each is the other's best answer."""
    print(f"\neach the other's best answer with a score of {ALIKE} or more:")
    for left, right, score in alike(library):
        (a, of_a), (b, of_b) = checked[left], checked[right]
        print(f"  {a['id']} ({verdict(of_a)}) and {b['id']} ({verdict(of_b)}), score {score:.3f}")


def tell(shipped, checked, rows):
    """Prints what was found in a library; yields whether it all is as its text states."""
    print(table(checked))
    for entry, compared in checked:
        for one in compared[:1] if said_of(entry, compared) == "doubtful" else []:
            print(f"{entry['id']}: {one.row.source}; unexplained among the strongest five: {_cm1(one.unexplained)}")
    print(f"{len(checked)} references: {counted(checked)}")
    pairs, agreeing = false_agreements(shipped, rows)
    share = 100 * len(agreeing) / max(pairs, 1)
    print(f"rows of another substance that would agree: {len(agreeing)} of {pairs} ({share:.1f} %)")
    tell_alike(shipped.library, checked)
    wrong = disagreements(checked)
    for name, stated, found in wrong:
        print(f"{name} is stated to be {stated}, and was found to be {found}: look at it, then --write")
    return not wrong


def main(arguments=None):
    """The command; yields how many things are not as they are stated."""
    parser = argparse.ArgumentParser(prog="python -m ramatch.evaluate.references", description=__doc__)
    parser.add_argument("folder", type=pathlib.Path, help="the text of the built-in library")
    parser.add_argument(
        "--pack", action="append", default=[], type=pathlib.Path, metavar="FILE", help="a pack, built: NAME.rsl of packs/NAME"
    )
    parser.add_argument("--book", type=pathlib.Path, help="the book's page with the table")
    parser.add_argument("--write", action="store_true", help="write verdicts and table anew")
    args = parser.parse_args(arguments)
    rows = read_rows(args.folder / "published-bands.csv")
    every = [("built-in library", Shipped(ramatch.Library.default(), args.folder))]
    every += [(f"pack {one.stem}", Shipped(ramatch.Library.read(one), args.folder / "packs" / one.stem)) for one in args.pack]
    all_checked = [check(shipped, rows) for _, shipped in every]
    wrong = 0
    for (name, shipped), checked in zip(every, all_checked):
        print(f"## {name}\n")
        wrong += not tell(shipped, checked, rows)
        if args.write:
            write_verdicts(shipped, checked)
    if args.book is not None:
        before, made = args.book.read_text(encoding="utf-8"), book([name for name, _ in every], all_checked)
        head, _, rest = before.partition(BEGIN)
        after = head + BEGIN + "\n\n" + made + END + rest.partition(END)[2]
        if args.write:
            args.book.write_text(after, encoding="utf-8")
        elif after != before:
            print(f"\n{args.book} has another table: --write writes it anew")
            wrong += 1
    return wrong


def _cm1(positions):
    return " ".join(f"{one:.0f}" for one in sorted(positions))


if __name__ == "__main__":
    sys.exit(min(main(), 1))

"""Is a name given only where there is evidence? Known, absent, empty, cut, drawn and re-exported spectra.

The library is one of measured references. *Known* queries are of substances that it holds. *Absent* ones are asked with
every entry of their substance left out, polymorphs and hydrates of other names not. Signal-to-noise ratio is the height of
the strongest band of the whole spectrum above its baseline over the deviation of one point.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

import ramatch

from . import drawn, properties
from .exports import AGAINST_INNER, EXPORTS, inner
from .measure import Variant, ask, build_library
from .sets import load_set, of_origin

DEFAULT = Variant("default")
AS_MEASURED = "as measured"
BUILT_IN = "built-in"
#: What exports are compared with.
ITSELF, INNER = "itself", "itself without its ends"
#: Hits that are looked at: only the first substance counts.
TOP = 5


@dataclass(frozen=True)
class Query:
    """One spectrum to ask for, and what would be right."""

    id: str
    kind: str
    level: str
    truth: str
    #: Whether the library holds the truth, and the spectrum shows it.
    present: bool
    group: str
    shift: np.ndarray
    counts: np.ndarray
    #: Whether all entries of the truth are left out.
    removed: bool = False
    #: Which library is asked: as read, `BUILT_IN`, or one of `properties.LIBRARIES`.
    library: str = ""
    #: Entries of that library that are from where the query is from: they are left out.
    left_out: tuple = ()


class Evidence:
    """The library and the measured spectra that the protocols share.

    Parameters
    ----------
    about : dict
        ``library``, ``vendor`` and ``known`` sets; ``snr``, ``empty``, ``cut_cm1``.
    folders : dict
    names : ramatch.evaluate.sets.Names
    variant : ramatch.evaluate.measure.Variant
        How the library is prepared.
    short : bool
        Only every eighth of all.

    Raises
    ------
    ramatch.evaluate.sets.Missing
        If a set is not there.
    """

    def __init__(self, about, folders, names, *, variant=DEFAULT, short=False):
        references = [one for each in about["library"] for one in load_set(each, folders, names)]
        self.library, ids = build_library(variant, references, False, names)
        self.names = names
        self.held = {}
        for entry in (self.library.entry(index)["id"] for index in range(len(self.library))):
            self.held.setdefault(ids[entry], []).append(entry)
        self.references = references
        every = self.every = 8 if short else 1
        known = [one for each in about["known"] for one in load_set(each, folders, names)]
        self.known = [one for one in known if one.name in self.held and one.spectrum is not None][::every]
        self.vendor = [one for one in load_set(about["vendor"], folders, names) if one.spectrum is not None][::every]
        self.snr = about["snr"]
        self.empties = about["empty"] // every
        self.cut_cm1 = about["cut_cm1"]

    def noise(self):
        """Known spectra under noise, with their substance in the library and without."""
        for one in self.known:
            for level in [None, *self.snr]:
                measured = _noisy(one, level)
                yield _query(one, "known", level, measured)
                yield _query(one, "absent", level, measured, removed=True)

    def absent(self):
        """Vendor spectra with their substance left out."""
        for one in self.vendor:
            for level in (None, 10.0):
                yield _query(one, "vendor", level, _noisy(one, level), removed=True)

    def empty(self):
        """Inputs that show nothing."""
        real = [_noisy(one, None) for one in self.vendor + self.known]
        for number in range(self.empties):
            kind, axis, counts = drawn.empty(number, real)
            yield Query(f"empty/{number}", kind, "", "", False, "empty", axis, counts)

    def cuts(self):
        """Stretches: four of each known spectrum, and three of each vendor one, which the library holds itself."""
        for kind, ones, count in (("known", self.known, 4), ("vendor", self.vendor, 3)):
            for one in ones:
                shift, counts = _noisy(one, None)
                first, last = max(shift[0], 200.0), min(shift[-1], 2300.0) - self.cut_cm1
                # One in each part of the axis, at a seeded place.
                places = (np.arange(count) + drawn.generator(f"{one.id} cut").uniform(size=count)) / count
                for low in first + places * (last - first):
                    inside = (shift >= low) & (shift < low + self.cut_cm1)
                    about = f"{low:.0f}", one.name
                    yield Query(one.id, kind, *about, True, one.group, shift[inside], counts[inside])
                    yield Query(one.id, f"{kind}, absent", *about, False, one.group, shift[inside], counts[inside], True)

    def fakes(self):
        """Lines drawn at a vendor reference's bands. The truth is what they imitate, and is not present."""
        for one in self.vendor:
            for kind, axis, lines in drawn.fakes(*_noisy(one, None), one.id):
                yield Query(one.id, kind, "", one.name, False, one.group, axis, lines)

    def exports(self):
        """Every second known and every sixth vendor spectrum as other programs would have written it."""
        for one in self.known[::2] + self.vendor[::6]:
            for level in (None, 20.0):
                measured = _noisy(one, level)
                yield _query(one, ITSELF, level, measured)
                yield _query(one, INNER, level, inner(*measured))
                for kind, export in EXPORTS.items():
                    yield _query(one, kind, level, export(*measured))

    def foreign(self):
        """One spectrum of each substance of `library` asked of the built-in library, which holds few of them, and all known ones."""
        built_in = ramatch.Library.default()
        entries = [built_in.entry(index) for index in range(len(built_in))]
        same = of_origin(built_in, {one.origin for one in self.known})
        first = {}
        for one in self.references:
            if one.spectrum is not None:
                first.setdefault(one.name, one)
        for one in [one for one in first.values() if not one.id.startswith("vendor")][:: self.every] + self.known:
            left_out = tuple(same.get(one.origin, ()))
            held = {self.names.canonical(entry["substance"]) for entry in entries if entry["id"] not in left_out}
            about = (one.id, "held" if one.name in held else "not held", "", one.name, one.name in held, one.group)
            yield Query(*about, *_noisy(one, None), library=BUILT_IN, left_out=left_out)

    def properties(self):
        """Every second known and every fourth vendor spectrum changed in ways that should not matter."""
        for one in self.known[::2] + self.vendor[::4]:
            measured = _noisy(one, None)
            yield _query(one, ITSELF, None, measured)
            for kind, change in {**properties.WITHOUT_ENDS, **properties.CHANGES}.items():
                yield _query(one, kind, None, change(*measured))
            for kind in properties.LIBRARIES:
                yield replace(_query(one, kind, None, measured), library=kind)

    def run(self, name, *, threads=2, progress=None):
        """Ask all queries of one of `PROTOCOLS`; one row for each."""
        queries = list(getattr(self, name)())
        libraries = {"": self.library, BUILT_IN: ramatch.Library.default()}
        for kind in {query.library for query in queries} - set(libraries):
            changed = properties.LIBRARIES[kind](self.references)
            libraries[kind] = build_library(DEFAULT, changed, False, self.names)[0]

        def row(query):
            about = ("kind", "level", "id", "truth", "present", "group")
            row = {"protocol": name, **{key: getattr(query, key) for key in about}}
            exclude = [*(self.held[query.truth] if query.removed else []), *query.left_out]
            spectrum = ramatch.Spectrum(query.shift, query.counts)
            return {**row, **ask(libraries[query.library], spectrum, query.truth, self.names, top=TOP, exclude=exclude)}

        rows = []
        with ThreadPoolExecutor(threads) as pool:
            for done, got in enumerate(pool.map(row, queries)):
                rows.append(got)
                if progress is not None:
                    progress("evidence", name, done + 1, len(queries))
        return _beside_itself(rows, BESIDE[name]) if name in BESIDE else rows


#: What is asked, with its title.
PROTOCOLS = {
    "noise": "evidence: noise added",
    "absent": "evidence: absent",
    "foreign": "evidence: the built-in library",
    "empty": "evidence: empty inputs",
    "cuts": "evidence: cuts of a spectrum",
    "fakes": "evidence: fakes",
    "exports": "evidence: exports",
    "properties": "evidence: properties",
}
#: What changed spectra are compared with, where it is not the spectrum itself.
BESIDE = {"exports": dict.fromkeys(AGAINST_INNER, INNER), "properties": properties.BESIDE}


def _noisy(one, level):
    """Axis and counts of a measurement, with noise to this signal-to-noise ratio, or as measured."""
    shift, counts = one.spectrum.shift.astype(float), one.spectrum.intensity.astype(float)
    if level is None:
        return shift, counts
    return shift, drawn.with_noise(shift, counts, level, drawn.generator(f"{one.id} SNR {level:g}"))


def _query(one, kind, level, measured, *, removed=False):
    level = AS_MEASURED if level is None else f"SNR {level:g}"
    return Query(one.id, kind, level, one.name, not removed, one.group, *measured, removed)


def _beside_itself(rows, beside):
    """With the change from the spectrum that was changed; `beside` says which that is, if not the whole."""
    beside = {**beside, **{kind: kind for kind in beside.values()}}
    itself = {(row["kind"], row["id"], row["level"]): row for row in rows}
    for row in rows:
        before = itself[beside.get(row["kind"], ITSELF), row["id"], row["level"]]
        row["same_found"] = row["found"] == before["found"]
        row["decided_before"] = not before["undecided"]
        both = row["score"] is not None and before["score"] is not None
        row["score_change"] = row["score"] - before["score"] if both else None
        known = row.get("snr") and before.get("snr")
        row["snr_ratio"] = row["snr"] / before["snr"] if known else None
    return rows

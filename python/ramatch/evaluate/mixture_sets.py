"""Libraries and queries of the mixture protocols, and which names count as one.

A library is a tuple of references; who answers makes of it what it needs. Nothing here knows how mixtures are taken apart.
"""

import json
import pathlib
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from .sets import Missing, load_set

#: Names that are not told apart by a Raman spectrum: each counts as right for the other, and is removed with it.
GROUPS = (
    ("1-dodecanethiol", "1-undecanethiol"),
    ("polyethylene", "mineral oil", "coconate ester", "coconut oil", "linseed oil", "sesame oil"),
)
#: Where the library of the mixtures has its entry from the mixtures' own microscope, though another instrument has one too.
OTHER_INSTRUMENT = ("benzene", "ethanol", "methanol", "polystyrene")
#: Spectra of each mixture, evenly from first to last.
OF_EACH = 12
_GROUP = {name: group[0] for group in GROUPS for name in group}


class Reference(NamedTuple):
    """One entry of a library: what it is, its axis in cm⁻¹, rising, and its counts as measured."""

    substance: str
    shift: np.ndarray
    counts: np.ndarray


@dataclass(frozen=True, eq=False)
class References:
    """A library, by identity: who answers may keep what it made of one.

    ``name`` is for tables; ``entries`` is a tuple of `Reference`.
    """

    name: str
    entries: tuple

    def __iter__(self):
        return iter(self.entries)

    def __len__(self):
        return len(self.entries)


@dataclass(frozen=True)
class Query:
    """One spectrum to be taken apart: what is in it, of which library it is asked and what of that is left out.

    ``truths`` are all components that are there; ``exclude`` the substances whose entries are left out, all of them; what is in
    ``truths`` and not in ``exclude`` is to be named. ``containers`` are spectra (shift, counts) that the user knows to be in front.
    ``about`` holds what only tables need.
    """

    protocol: str
    id: str
    truths: tuple
    shift: np.ndarray
    counts: np.ndarray
    library: References
    exclude: tuple = ()
    containers: tuple = ()
    about: dict = field(default_factory=dict)


def group_of(name):
    """The name that stands for all names that are not told apart from this one."""
    return _GROUP.get(name, name)


def with_group(names):
    """These names and all that are not told apart from them."""
    wanted = {group_of(name) for name in names}
    return tuple(sorted(wanted | set(names) | {name for name, group in _GROUP.items() if group in wanted}))


class MixtureSets:
    """What the protocols are asked with: means of pure spectra, the vendor's, minerals, and measured mixtures.

    Parameters
    ----------
    folders : dict
        Where ``data`` lies.
    names : ramatch.evaluate.sets.Names

    Raises
    ------
    ramatch.evaluate.sets.Missing
        If a set is not there.
    """

    def __init__(self, folders, names):
        self.folders, self.names = folders, names
        self.pure = _grouped(self._set({"set": "microscope_pure", "group": "laser_nm"}))
        self.own = tuple(_mean(name, ones) for (name, _), ones in self.pure.items())
        self.vendor = tuple(_reference(one) for one in self._set({"set": "vendor_785"}))
        # The ends are 0, which is not measured, and there is a spike near 100 cm⁻¹.
        about = {"set": "minerals_dev", "from_cm1": 150, "drop": ["unknown"]}
        self.minerals = tuple(_reference(one) for one in self._set(about))
        held = {one.substance for one in self.own}
        others = tuple(one for one in self.vendor if one.substance not in held)
        swapped = tuple(one for one in self.own if one.substance not in OTHER_INSTRUMENT)
        self.library = References("93", self.own + others)
        self.with_minerals = References("93 and minerals", self.own + others + self.minerals)
        self.other_instrument = References("other instrument", swapped + self.vendor)
        self.vendor_alone = References("vendor", self.vendor)

    def _set(self, about):
        return [one for one in load_set(about, self.folders, self.names) if one.spectrum is not None]

    def mixtures(self):
        """`OF_EACH` spectra of each of the 16 mixtures, with the names of both components."""
        called, records = self._records("microscope_mixtures")
        by_name = {}
        for one in self._set({"set": "microscope_mixtures"}):
            index = int(one.id.split("/")[1])
            by_name.setdefault(called[index], []).append((one, records[index]["components"]))
        for mixture, ones in by_name.items():
            for one, components in _evenly(ones, OF_EACH):
                truths = tuple(self.names.canonical(name) for name in components)
                yield Query("mixtures", one.id, truths, *_arrays(one), self.library, about={"mixture": mixture})

    def pure_spectra(self):
        """`OF_EACH` spectra of each pure substance, of each laser; the means of the library were made of the same maps."""
        for (name, _), ones in self.pure.items():
            for one in _evenly(ones, OF_EACH):
                yield Query("pure", one.id, (name,), *_arrays(one), self.library, about={"mixture": name})

    def sugars(self):
        """21 sums of three sugars with noise of their own; ``about["fractions"]`` as the set states them."""
        _, records = self._records("sugar_mixtures_exact")
        ones = {int(one.id.split("/")[1]): one for one in self._set({"set": "sugar_mixtures_exact"})}
        pure = {record["index"]: ones[at] for at, record in enumerate(records) if record["kind"] == "pure"}
        library = References("sugars", tuple(Reference(f"sugar {i}", *_arrays(one)) for i, one in sorted(pure.items())))
        for at, record in enumerate(records):
            if record["kind"] != "pure":
                truths = tuple(f"sugar {i}" for i, part in enumerate(record["C"]) if part > 0)
                about = {"fractions": tuple(record["C"])}
                yield Query("sugars", ones[at].id, truths, *_arrays(ones[at]), library, about=about)

    def polyethylene(self):
        """Specimens of weathered polyethylene as measured: empty bags."""
        return [_reference(one) for one in self._set({"set": "weathered_polymers"}) if one.name == "polyethylene"]

    def _records(self, name):
        path = pathlib.Path(self.folders["data"]) / f"{name}.npz"
        if not path.exists():
            raise Missing(f"{path.name} is not in the data folder")
        with np.load(path) as stored:
            return [str(one) for one in stored["names"]], json.loads(str(stored["meta"]))["records"]


def removed(query, protocol, gone, library):
    """The same query asked of a library from which these substances, and what is not told apart from them, are taken."""
    ident = f"{query.id} without {' and '.join(gone)}"
    return replace(query, protocol=protocol, id=ident, exclude=with_group(gone), library=library)


def _arrays(one):
    shift, counts = one.spectrum.shift.astype(float), one.spectrum.intensity.astype(float)
    order = np.argsort(shift, kind="stable")
    return shift[order], counts[order]


def _reference(one):
    return Reference(one.name, *_arrays(one))


def _mean(name, ones):
    """The mean of spectra on the axis of the first; their axes differ by parts of a point."""
    shift, _ = _arrays(ones[0])
    return Reference(name, shift, np.mean([np.interp(shift, *_arrays(one)) for one in ones], axis=0))


def _grouped(ones):
    groups = {}
    for one in ones:
        groups.setdefault((one.name, one.group), []).append(one)
    return groups


def _evenly(ones, count):
    return [ones[round(place)] for place in np.linspace(0, len(ones) - 1, min(count, len(ones)))]

"""Sets of measured spectra with their names."""

import csv
import json
import pathlib
from dataclasses import dataclass
from typing import Optional

import numpy as np

import ramatch


@dataclass(frozen=True)
class Measurement:
    """One spectrum and what it is."""

    name: str
    #: Which set or instrument it belongs to, for tables.
    group: str
    #: Unique among all sets.
    id: str
    spectrum: Optional[ramatch.Spectrum]
    #: Where the set is from, as it says so; empty if it does not.
    origin: str = ""
    #: As the set states it; empty if it does not.
    formula: str = ""


class Names:
    """Which names mean one substance.

    Parameters
    ----------
    path : path, optional
        CSV with the columns ``substance`` and ``also called``. What stands in brackets behind a name is a remark.
    """

    def __init__(self, path=None):
        self._canonical = {}
        if path is not None and pathlib.Path(path).exists():
            with open(path, newline="", encoding="utf-8") as file:
                for row in csv.DictReader(file):
                    also = row["also called"].split(" (")[0].strip().lower()
                    self._canonical[also] = row["substance"].strip().lower()

    def canonical(self, name):
        """The name under which a substance is compared."""
        name = name.strip().lower()
        return self._canonical.get(name, name)


class Missing(Exception):
    """A set is not there; what needs it is skipped."""


def of_origin(library, origins):
    """Ids of the entries of a library that are from where sets are from, for each of these origins.

    An entry that is the very spectrum which is asked, or its neighbour from the same session, is no test.
    """
    place = lambda origin: origin.split(":")[-1].lower()  # noqa: E731
    named = {
        origin: {one["id"] for one in library.sources if place(origin) in one["reference"].lower()}
        for origin in set(origins) - {""}
    }
    entries = [library.entry(index) for index in range(len(library))] if any(named.values()) else []
    return {origin: [one["id"] for one in entries if one["source"] in ids] for origin, ids in named.items()}


def load_set(about, folders, names):
    """The measurements of one set.

    Parameters
    ----------
    about : dict
        ``set``: name of an ``.npz`` in the data folder; or ``folder``: a folder with ``names.csv``; or ``files``: a
        folder whose file names begin with the keys of ``truth``. ``from_cm1`` and ``to_cm1`` cut, ``drop`` leaves names out,
        ``every`` takes every so manieth, ``of_each`` so many of each substance and group, evenly from first to last.
    folders : dict
        Where ``data`` and other roots lie.
    names : Names

    Returns
    -------
    list of Measurement
    """
    if "set" in about:
        found = _npz(about, folders, names)
    elif "files" in about:
        found = _files(about, folders, names)
    else:
        found = _folder(about, names)
    drop = {name.lower() for name in about.get("drop", [])}
    found = [one for one in found if one.name not in drop][:: about.get("every", 1)]
    return _of_each(found, about["of_each"]) if "of_each" in about else found


def _of_each(found, count):
    groups = {}
    for one in found:
        groups.setdefault((one.name, one.group), []).append(one)
    places = {key: np.linspace(0, len(group) - 1, min(count, len(group))) for key, group in groups.items()}
    return [groups[key][round(place)] for key, chosen in places.items() for place in chosen]


def _npz(about, folders, names):
    path = pathlib.Path(folders["data"]) / f"{about['set']}.npz"
    if not path.exists():
        raise Missing(f"{path.name} is not in the data folder")
    with np.load(path) as stored:
        off, x, y = stored["off"], stored["x"], stored["y"]
        called = [str(name) for name in stored["names"]]
        meta = json.loads(str(stored["meta"]))
        records, origin = meta.get("records", []), meta.get("source", "")
    group = about.get("group")
    found = []
    for i, name in enumerate(called):
        shift, counts = x[off[i] : off[i + 1]].astype(float), y[off[i] : off[i + 1]].astype(float)
        record = records[i] if i < len(records) else {}
        label = str(record.get(group, about["set"])) if group else about["set"]
        spectrum = _cut(shift, counts, about)
        formula = str(record.get("formula", ""))
        found.append(Measurement(names.canonical(name), label, f"{about['set']}/{i}", spectrum, origin, formula))
    return found


def _cut(shift, counts, about):
    """Without what is 0 at the ends, which means not measured, and what lies outside the wanted range."""
    known = np.nonzero(counts)[0]
    if known.size == 0:
        return None
    inside = np.zeros(shift.size, dtype=bool)
    inside[known[0] : known[-1] + 1] = True
    inside &= (shift >= about.get("from_cm1", -np.inf)) & (shift <= about.get("to_cm1", np.inf))
    if inside.sum() < 16:
        return None
    return ramatch.Spectrum(shift[inside], counts[inside])


def _folder(about, names):
    folder = pathlib.Path(about["folder"])
    manifest = folder / "names.csv"
    if not manifest.exists():
        raise Missing(f"{manifest} is not there")
    with open(manifest, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        Measurement(
            names.canonical(row["name"]),
            row.get("instrument") or folder.name,
            f"{folder.name}/{row['file']}",
            ramatch.read(folder / row["file"]),
        )
        for row in rows
    ]


def _files(about, folders, names):
    root = folders.get(about["files"])
    if root is None or not pathlib.Path(root).is_dir():
        raise Missing(f"the folder of {about['files']} is not there")
    root = pathlib.Path(root)
    found = []
    for path in sorted(root.rglob("*.txt")):
        inside = path.relative_to(root)
        truth = [name for code, name in about["truth"].items() if path.name.startswith(code)]
        if truth and not any(part in about.get("without", []) for part in inside.parts):
            spectrum = ramatch.read(path)
            found.append(Measurement(names.canonical(truth[0]), inside.parts[0], str(inside), spectrum))
    return found

"""What is a verdict worth? Trials of substances that are there and of those that are not, asked as a laboratory would.

The statistic and the limits are found again here (`standing`), nested by substance, and beside them stand the verdicts by the calibration that
is shipped, as if it were the library's own. Minerals are asked of minerals; everything else is asked of a library of both.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import combinations

import numpy as np

import ramatch

from . import drawn, standing
from .evidence import AS_MEASURED, Evidence
from .measure import Variant, ask, build_library
from .sets import load_set

DEFAULT = Variant("default")
ALPHAS = (0.01, 0.05, 0.10)
TOP = 21


class Trial:
    """One question: of what, in which role, and whom it is not asked of."""

    def __init__(self, one, role, exclude, shift, counts, level=AS_MEASURED):
        self.one, self.role, self.exclude, self.level = one, role, exclude, level
        self.shift, self.counts = shift, counts


class Verdicts:
    """All protocols of one run.

    Parameters
    ----------
    about : dict
        ``minerals``: a set; ``snr``: levels to which noise is added; ``mixtures``: how many pairs.
    evidence : dict
        As of `Evidence`, whose library and known spectra are asked as well.
    folders : dict
    names : ramatch.evaluate.sets.Names
    short : bool
        Only every eighth substance.
    """

    def __init__(self, about, evidence, folders, names, *, short=False, threads=2, progress=None):
        self.about, self.names, self.threads, self.progress = about, names, threads, progress
        self.every = 8 if short else 1
        self.minerals = [one for one in load_set(about["minerals"], folders, names) if one.spectrum is not None]
        if short:
            kept = set(sorted({one.name for one in self.minerals})[:: self.every])
            self.minerals = [one for one in self.minerals if one.name in kept]
        self.evidence = Evidence(evidence, folders, names, short=short)

    def run(self):
        """Ask all; rows by protocol."""
        rows = {"minerals": self._minerals(self.minerals)}
        half = set(sorted({one.name for one in self.minerals})[::2])
        rows["half"] = self._minerals([one for one in self.minerals if one.name in half], (None,))
        rows["others"] = self._others()
        rows["mixtures"] = self._mixtures()
        rows["empty"] = self._empty()
        return rows

    def _ask(self, protocol, library, trials, kin):
        def row(trial):
            spectrum = ramatch.Spectrum(trial.shift, trial.counts)
            got = ask(library, spectrum, trial.one.name, self.names, top=TOP, exclude=trial.exclude)
            about = {"id": trial.one.id, "truth": trial.one.name, "role": trial.role, "level": trial.level}
            related = bool(got["found"]) and (got["found"] == trial.one.name or kin(trial.one.name, got["found"]))
            return {"protocol": protocol, **about, **got, "related": related}

        rows = []
        with ThreadPoolExecutor(self.threads) as pool:
            for done, got in enumerate(pool.map(row, trials)):
                rows.append(got)
                if self.progress is not None:
                    self.progress("verdict", protocol, done + 1, len(trials))
        return rows

    def _minerals(self, references, levels=None):
        """Minerals asked of minerals: each without its own record, and without its substance."""
        library, ids = build_library(DEFAULT, references, False, self.names)
        held = {}
        for entry in (library.entry(index)["id"] for index in range(len(library))):
            held.setdefault(ids[entry], []).append(entry)
        trials = []
        for one in references:
            own = held.get(one.name, [])
            for level in levels or (None, *self.about["snr"]):
                shift, counts = one.spectrum.shift.astype(float), one.spectrum.intensity.astype(float)
                if level is not None:
                    counts = drawn.with_noise(shift, counts, level, drawn.generator(f"{one.id} SNR {level:g}"))
                about = AS_MEASURED if level is None else f"SNR {level:g}"
                trials.append(Trial(one, "removed", own, shift, counts, about))
                if set(own) - {one.id}:
                    trials.append(Trial(one, "present", [one.id] if one.id in own else [], shift, counts, about))
        formulas = {one.name: one.formula for one in references}
        return self._ask("minerals", library, trials, lambda a, b: by_elements(formulas.get(a), formulas.get(b)))

    def _others(self):
        """Everything that is no mineral, asked of minerals and others."""
        held, trials = self.evidence.held, []
        ones = [*self.evidence.known, *self.evidence.vendor]
        for one in ones:
            own = held.get(one.name, [])
            for level in (None, 20.0, 10.0, 5.0):
                shift, counts = one.spectrum.shift.astype(float), one.spectrum.intensity.astype(float)
                if level is not None:
                    counts = drawn.with_noise(shift, counts, level, drawn.generator(f"{one.id} SNR {level:g}"))
                about = AS_MEASURED if level is None else f"SNR {level:g}"
                trials.append(Trial(one, "removed" if own else "foreign", own, shift, counts, about))
                if set(own) - {one.id}:
                    trials.append(Trial(one, "present", [one.id] if one.id in own else [], shift, counts, about))
        return self._ask("others", self.evidence.library, trials, self._kin())

    def _kin(self):
        """Whether names are relatives: by the families of the built-in library."""
        library = ramatch.Library.default()
        kin = {}
        for name in library.substances:
            kin[self.names.canonical(name)] = {
                self.names.canonical(one["substance"]) for one in library.relatives(name)
            }
        return lambda a, b: b in kin.get(a, ()) or a in kin.get(b, ())

    def _mixtures(self):
        """Two references of one instrument, brought to one height, half and half."""
        pairs = list(combinations([one for one in self.evidence.vendor], 2))
        chosen = drawn.generator("pairs").permutation(len(pairs))[: self.about["mixtures"] // self.every]
        trials = []
        for number in chosen:
            a, b = pairs[number]
            if a.name == b.name:
                continue
            shift = a.spectrum.shift.astype(float)
            parts = []
            for one in (a, b):
                x, y = one.spectrum.shift.astype(float), one.spectrum.intensity.astype(float)
                y = np.interp(shift, x, y)
                parts.append(y / drawn.strongest(shift, y))
            mixed = replace(a, id=f"{a.id}+{b.id}", name=f"{a.name} + {b.name}")
            trials.append(Trial(mixed, "mixture", [], shift, parts[0] + parts[1]))
        return self._ask("mixtures", self.evidence.library, trials, lambda a, b: b in a.split(" + "))

    def _empty(self):
        """Inputs that show nothing."""
        trials = [
            Trial(replace(self.minerals[0], id=query.id, name=query.kind), "empty", [], query.shift, query.counts)
            for query in self.evidence.empty()
        ]
        return self._ask("empty", self.evidence.library, trials, lambda a, b: False)


def by_elements(a, b):
    """Whether formulas share half of their elements, oxygen and hydrogen left out."""
    a, b = elements(a), elements(b)
    return bool(a and b) and 2 * len(a & b) >= len(a | b)


def elements(formula):
    """The elements of a formula without oxygen and hydrogen."""
    return set(re.findall(r"[A-Z][a-z]?", formula or "")) - {"O", "H"}


#: What may be left beside a reference, as a part of the highest point.
MOST_REST = 0.5


def gated(row):
    """Whether nothing but its standing may speak against an answer."""
    enough = (row.get("ev_matched") or 0) >= 2 and (row.get("ev_rest") or 0.0) <= MOST_REST
    return row["undecided"] == "" and enough


def numbers(rows):
    """Score, lead and gap of rows that were weighed."""
    return np.array([[row["ev_score"], row.get("ev_lead") or 0.0, row.get("ev_gap") or 0.0] for row in rows], dtype=float)


def weighed(rows):
    return [row for row in rows if row.get("ev_score") is not None]


def stratum(row):
    """The number of the stratum of a row; one without noise counts as clean."""
    snr = row.get("snr")
    return len(standing.STRATA) - 1 if snr is None else int(np.searchsorted(standing.STRATA, snr, side="right")) - 1


def is_first(row):
    return row["role"] == "present" and row["place"] == 1


def is_absent(row):
    return row["role"] in ("removed", "foreign")


def fitted(rows):
    """The model of rows that were measured without noise added."""
    chosen = [row for row in weighed(rows) if row["level"] == AS_MEASURED and (is_first(row) or is_absent(row))]
    return standing.Model(numbers(chosen), np.array([is_first(row) for row in chosen]))


def limits(rows, values, alpha, related_is_right=False):
    """The limit of each stratum."""
    found = []
    for number in range(len(standing.STRATA)):
        # Clean spectra are there in plenty: only the noisy strata need noise that was added.
        clean = number == len(standing.STRATA) - 1
        inside = [
            (v, row)
            for v, row in zip(values, rows)
            if is_absent(row) and stratum(row) == number and (row["level"] == AS_MEASURED or not clean)
        ]
        # What a gate refuses, or names a relative where that is right, reaches nothing.
        votes = [-np.inf if not gated(row) or (related_is_right and row["related"]) else v for v, row in inside]
        maxima = standing.highest(votes, [row["truth"] for _, row in inside])
        found.append(standing.limit(maxima, alpha) if len(maxima) else np.inf)
    return np.array(found)


def nested(rows):
    """Kept, named wrongly though present, and false by substance, at each rate: limits and model from the other folds.

    Returns
    -------
    list of dict
        For each rate and each kind of error: ``alpha``, ``related_is_right``, ``level``, ``kept``, ``other``, ``false``, ``substances``.
    """
    rows = weighed(rows)
    folds = np.array([standing.fold(row["truth"]) for row in rows])
    passed = {}
    for number in range(standing.FOLDS):
        inside = [row for row, own in zip(rows, folds) if own != number]
        model = fitted(inside)
        values = model.values(numbers(inside))
        tested = [(i, row) for i, (row, own) in enumerate(zip(rows, folds)) if own == number]
        if not tested:
            continue
        worth = model.values(numbers([row for _, row in tested]))
        for alpha in ALPHAS:
            for related in (False, True):
                limit = limits(inside, values, alpha, related)
                for (i, row), value in zip(tested, worth):
                    passed[alpha, related, i] = gated(row) and value > limit[stratum(row)]
    found = []
    for alpha in ALPHAS:
        for related in (False, True):
            for level in dict.fromkeys(row["level"] for row in rows):
                here = [i for i, row in enumerate(rows) if row["level"] == level]
                ok = {i for i in here if passed[alpha, related, i]}
                found.append({"alpha": alpha, "related_is_right": related, "level": level, **_counted(rows, here, ok, related)})
    return found


def _counted(rows, here, ok, related_is_right):
    first = [i for i in here if is_first(rows[i])]
    wrong = lambda i: not (related_is_right and rows[i]["related"])  # noqa: E731
    other = [i for i in here if rows[i]["role"] == "present" and not is_first(rows[i]) and i in ok and wrong(i)]
    absent = {rows[i]["truth"] for i in here if is_absent(rows[i])}
    false = {rows[i]["truth"] for i in here if is_absent(rows[i]) and i in ok and wrong(i)}
    kept = sum(i in ok for i in first)
    return {
        "first": len(first),
        "kept": kept / max(len(first), 1),
        "other": len(other) / max(len(other) + kept, 1),
        "substances": len(absent),
        "false": len(false) / max(len(absent), 1),
    }


def doubled(half, whole):
    """False parts in a library that has grown to twice its size, by limits of the half."""
    half, whole = weighed(half), [row for row in weighed(whole) if row["level"] == AS_MEASURED]
    model = fitted(half)
    own = {row["truth"] for row in half}
    # Substances that neither model nor limits have seen.
    rows = [row for row in whole if row["truth"] not in own]
    found = []
    for alpha in ALPHAS:
        limit = limits(half, model.values(numbers(half)), alpha)
        ok = {i for i, v in enumerate(model.values(numbers(rows))) if gated(rows[i]) and v > limit[stratum(rows[i])]}
        found.append({"alpha": alpha, **_counted(rows, range(len(rows)), ok, False)})
    return found


def permuted(rows):
    """Cllr of a model that was fitted to labels that mean nothing, on other substances."""
    rows = [row for row in weighed(rows) if row["level"] == AS_MEASURED and (is_first(row) or is_absent(row))]
    rng = drawn.generator("labels")
    truths = sorted({row["truth"] for row in rows})
    inside = {name for name, half in zip(truths, rng.random(len(truths)) < 0.5) if half}
    labels = rng.permutation([is_first(row) for row in rows])
    known = np.array([row["truth"] in inside for row in rows])
    every = numbers(rows)
    values = standing.Model(every[known], labels[known]).values(every)
    return standing.cllr(values[~known & labels], values[~known & ~labels])


def shipped(rows):
    """What the shipped calibration says, as if it were the library's own: `identified`, `related`, or nothing."""
    found = []
    for row in rows:
        value, limit, unrelated = row.get("value"), row.get("limit"), row.get("limit_related")
        said = ""
        if gated(row) and value is not None and unrelated is not None and value > unrelated:
            said = "identified" if limit is not None and value > limit else "related"
        found.append(said)
    return found


def figures(rows):
    """What the tables show.

    Parameters
    ----------
    rows : dict of list of dict
        As `Verdicts.run` yields them.

    Returns
    -------
    dict
        ``nested``, ``doubled``, ``permuted``, ``others``, ``noise``, ``mixtures``, ``empty``, ``strata``.
    """
    minerals, others = rows["minerals"], rows["others"]
    return {
        "nested": nested(minerals),
        "doubled": doubled(rows["half"], minerals),
        "permuted": permuted(minerals),
        "others": _others_figures(others),
        "noise": _noise_figures(others),
        "mixtures": _named_parts(rows["mixtures"]),
        "empty": _named_parts(rows["empty"]),
        "strata": _strata(minerals, "minerals") + _strata(others, "others"),
    }


def _others_figures(rows):
    """Everything that is no mineral, from SNR 20 on, by the shipped limits."""
    rows = [row for row in rows if row["level"] == AS_MEASURED and (row.get("snr") or np.inf) >= 20]
    said = shipped(rows)
    first = [name for name, row in zip(said, rows) if is_first(row)]
    absent = [(name, row) for name, row in zip(said, rows) if is_absent(row)]
    false = sorted({(row["truth"], row["found"], row["related"]) for name, row in absent if name})
    return {
        "first": len(first),
        "kept": sum(bool(name) for name in first) / max(len(first), 1),
        "identified": sum(name == "identified" for name in first) / max(len(first), 1),
        "substances": len({row["truth"] for _, row in absent}),
        "related": [(truth, found) for truth, found, related in false if related],
        "unrelated": [(truth, found) for truth, found, related in false if not related],
        "other": sum(bool(name) and row["role"] == "present" and row["place"] != 1 for name, row in zip(said, rows)),
    }


def _noise_figures(rows):
    """Noise added to known spectra: wrong though identified, and what is kept of what a clean one keeps."""
    said = dict(zip(map(id, rows), shipped(rows)))
    present = [row for row in rows if row["role"] == "present"]
    clean = {row["id"] for row in present if row["level"] == AS_MEASURED and row["place"] == 1 and said[id(row)]}
    found = []
    for level in dict.fromkeys(row["level"] for row in present):
        here = [row for row in present if row["level"] == level]
        named = [row for row in here if said[id(row)]]
        identified = [row for row in here if said[id(row)] == "identified"]
        found.append(
            {
                "level": level,
                "asked": len(here),
                "identified": len(identified),
                "identified_wrong": sum(row["place"] != 1 for row in identified),
                "named_wrong": sum(row["place"] != 1 for row in named),
                "kept": sum(row["place"] == 1 and row["id"] in clean for row in named) / max(len(clean), 1),
                "gates": sum(gated(row) and row["place"] == 1 for row in here) / max(len(here), 1),
            }
        )
    return found


def _named_parts(rows):
    said = shipped(rows)
    return {
        "asked": len(rows),
        "identified": sum(name == "identified" for name in said),
        "related": sum(name == "related" for name in said),
        "first_is_part": sum(row["related"] for row in rows),
        "kinds": sorted({row["truth"] for row, name in zip(rows, said) if name == "identified"}),
    }


def _strata(rows, title):
    """Claimed against realised in each stratum, by the shipped limits: the part of absent substances that are named."""
    found = []
    for number, low in enumerate(standing.STRATA):
        inside = [row for row in rows if is_absent(row) and stratum(row) == number]
        said = shipped(inside)
        truths = {row["truth"] for row in inside}
        identified = {row["truth"] for row, name in zip(inside, said) if name == "identified"}
        unrelated = {row["truth"] for row, name in zip(inside, said) if name and not row["related"]}
        count = max(len(truths), 1)
        found.append((title, low, len(truths), len(identified) / count, len(unrelated) / count))
    return found

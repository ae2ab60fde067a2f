"""Protocols carried out: libraries built, queries asked, answers counted."""

import collections
import hashlib
import pathlib
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import ramatch

from .sets import load_set, of_origin


@dataclass(frozen=True)
class Variant:
    """One way to match, for the ablation."""

    name: str
    #: Replaced numbers of the recipe's emphasis.
    emphasis: dict = field(default_factory=dict)
    metric: str = ""
    tolerance: object = None

    def recipe(self):
        """The default recipe with its numbers replaced."""
        table, lines = "", []
        for line in ramatch.Recipe.default().to_toml().splitlines():
            table = line if line.startswith("[") else table
            key = line.split(" =")[0]
            if table == "[emphasis]" and key in self.emphasis:
                line = f"{key} = {self.emphasis[key]!r}"
            lines.append(line)
        text = "\n".join(lines)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "recipe.toml"
            path.write_text(text, encoding="utf-8")
            return ramatch.Recipe.read(path)


@dataclass
class Outcome:
    """What became of the queries of one protocol under one variant."""

    protocol: str
    variant: str
    #: One for each query.
    answers: list

    def part(self, within=None):
        """Figures of a group or half, or of all."""
        chosen = [one for one in self.answers if within is None or within in (one["group"], one["half"])]
        asked = len(chosen)
        decided = [one for one in chosen if not one["undecided"]]
        count = lambda test, of: sum(1 for one in of if test(one))  # noqa: E731
        return {
            "asked": asked,
            "top1": count(lambda one: one["place"] == 1, chosen),
            "top5": count(lambda one: 1 <= one["place"] <= 5, chosen),
            "decided": len(decided),
            "decided_right": count(lambda one: one["place"] == 1, decided),
            "decided_wrong": count(lambda one: one["place"] != 1, decided),
        }


def half(name):
    """``A`` or ``B``: the half of the substances that a substance belongs to, by a hash of its name."""
    return "AB"[hashlib.sha256(name.encode()).digest()[0] % 2]


def run_protocol(protocol, variants, folders, names, *, threads=2, progress=None):
    """Ask all queries of a protocol under every variant.

    Returns
    -------
    list of Outcome

    Raises
    ------
    ramatch.evaluate.sets.Missing
        If a set is not there.
    """
    references = []
    built_in = False
    for about in protocol["library"]:
        if about.get("set") == "built-in":
            built_in = True
        else:
            references += load_set(about, folders, names)
    queries = load_set(protocol["queries"], folders, names)
    outcomes = []
    for variant in variants:
        library, ids = build_library(variant, references, built_in, names)
        same = of_origin(library, {one.origin for one in queries}) if built_in else {}
        left_out = {one.id: same.get(one.origin, []) for one in queries}
        known = collections.Counter(ids.values())
        alone = protocol.get("leave_one_out", False)
        own = {one.id for one in references} if alone else set()
        lacks = {one.id: sum(ids[entry] == one.name for entry in left_out[one.id]) for one in queries}
        asked = [one for one in queries if known[one.name] > (1 if one.id in own else 0) + lacks[one.id]]

        # A reference that could not be added cannot be left out either.
        held = {library.entry(index)["id"] for index in range(len(library))} if alone else set()

        def answer(one, library=library, variant=variant, held=held, left_out=left_out):
            exclude = ([one.id] if one.id in held else []) + left_out[one.id]
            return _answer(library, variant, one, exclude, names)

        with ThreadPoolExecutor(threads) as pool:
            answers = []
            for done, got in enumerate(pool.map(answer, asked)):
                answers.append(got)
                if progress is not None:
                    progress(protocol["name"], variant.name, done + 1, len(asked))
        outcomes.append(Outcome(protocol["name"], variant.name, answers))
    return outcomes


def build_library(variant, references, built_in, names):
    """The library of a variant, and the canonical name of every entry by its id."""
    recipe = variant.recipe()
    builder = ramatch.LibraryBuilder(recipe)
    ids = {}
    if built_in:
        own = ramatch.Library.default().prepared_by(recipe)
        for index in range(len(own)):
            entry = own.entry(index)
            ids[entry["id"]] = names.canonical(entry["substance"])
        builder.copy(own)
    for one in references:
        ids[one.id] = one.name
        if one.spectrum is None:
            continue
        try:
            builder.add(one.spectrum, one.id, one.name, source="evaluation")
        except ramatch.RamatchError:
            continue  # Too short, or nothing but a constant: such a reference is asked for, and cannot be found.
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "evaluation.rsl"
        builder.write(path)
        return ramatch.Library.read(path), ids


def _answer(library, variant, one, exclude, names):
    answer = {"id": one.id, "truth": one.name, "group": one.group, "half": half(one.name)}
    how = {"tolerance": variant.tolerance, "metric": variant.metric or None, "exclude": exclude}
    return {**answer, **ask(library, one.spectrum, one.name, names, top=50, **how)}


def ask(library, spectrum, truth, names, *, top, **how):
    """One query, and what is known of its answer.

    Parameters
    ----------
    library : ramatch.Library
    spectrum : ramatch.Spectrum or None
        None for one that was never measured.
    truth : str
        Canonical name of what it is.
    names : ramatch.evaluate.sets.Names
    top : int
        Hits to look at.
    **how
        Passed to the search.

    Returns
    -------
    dict
        ``place`` of the truth among substances (0 if not there), ``found`` first, ``score``, ``margin``, ``undecided``
        (code of what speaks against an answer, whatever trials say; empty if nothing does), ``verdict`` and more; every number of the result's ``evidence``, if it has one, as ``ev_...``.
    """
    answer = {"place": 0, "undecided": "empty", "found": "", "score": None, "margin": None, "shift_cm1": None}
    if spectrum is None:
        return answer
    try:
        result = library.search(spectrum, top, **how)
    except ramatch.RamatchError as error:
        return {**answer, "undecided": error.code}
    called = list(dict.fromkeys(names.canonical(hit.substance) for hit in result.hits))
    best = result.best
    axis, limits = spectrum.shift, result.verdict["limits"] or {}
    return {
        "place": called.index(truth) + 1 if truth in called else 0,
        "undecided": _undecided(result),
        "verdict": result.verdict["code"],
        "value": result.verdict["value"],
        "limit": limits.get("identified"),
        "limit_related": limits.get("related"),
        "found": called[0] if called else "",
        "score": best.score if best else None,
        "margin": best.margin if best else None,
        "shift_cm1": result.alignment["shift_cm1"],
        "stretch": result.alignment["stretch"],
        "right_score": next((hit.score for hit in result.hits if names.canonical(hit.substance) == truth), None),
        "wrong_score": next((hit.score for hit in result.hits if names.canonical(hit.substance) != truth), None),
        "snr": result.query["snr"],
        "coverage": result.query["coverage"],
        "points": len(spectrum),
        "spacing_cm1": abs(float(axis[-1]) - float(axis[0])) / max(len(axis) - 1, 1),
        **(_bands(best.bands) if best else {}),
        "warnings": " ".join(warning["code"] for warning in result.warnings),
        **{f"ev_{key}": value for key, value in (getattr(result, "evidence", None) or {}).items()},
    }


#: Reasons not to decide that come from trials, and not from what an answer lacks.
BY_TRIALS = ("below_limit", "mixed", "only_phenyl", "not_calibrated")


def _undecided(result):
    """Code of what speaks against an answer, whatever it is worth by trials; empty if nothing does."""
    lacks = result.evidence["lacks"] if result.evidence else []
    reason = [result.cannot_decide["code"]] if result.cannot_decide else []
    return next((code for code in [*reason, *lacks] if code not in BY_TRIALS), "")


def _bands(bands):
    return {
        "bands_expected": bands["expected"],
        "bands_matched": len(bands["matched"]),
        "bands_missing": len(bands["missing_cm1"]),
        "bands_unexplained": len(bands["unexplained_cm1"]),
    }

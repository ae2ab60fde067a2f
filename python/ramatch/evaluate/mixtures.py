"""What is in the bag, and nothing else? Measured mixtures, with components taken from the library, and simulated street samples.

Who answers is an engine, ``engine(library, shift, counts, *, exclude=(), containers=())``: ``library`` is a `References` (one is asked many times:
what is made of it may be kept), ``exclude`` holds substances whose entries are left out, all of them, ``containers`` pairs (shift, counts)
of what is in front. Its answer has

``components``
    each with ``substance``, ``group`` (names that are not told apart from it), ``share``, ``share_low``, ``share_high`` (of the signal),
    ``evidence``, and ``amount`` (in units of the reference as it was given).
``unexplained``
    part of the signal.
``incomplete``
    whether it says that something is there which it cannot name.
``named``
    whether it names anything.

All figures but those of the street samples are on data that the method was chosen on. 16 mixtures of 10 pairs from one microscope are 16
samples, not 192: no false name among them still leaves 0.17 per sample (95 %).
"""

import numpy as np

from . import drawn
from .mixture_sets import OTHER_INSTRUMENT, Query, group_of, removed
from .mixture_street import SHARES, SNR, street

#: What each protocol asks; the keys are those of the rows and figures.
PROTOCOLS = {
    "mixtures": "192 spectra of 16 mixtures",
    "minerals": "the same, library with minerals",
    "all removed": "all true components removed",
    "all removed, minerals": "all true components removed, library with minerals",
    "one removed": "one of two removed",
    "one removed, minerals": "one of two removed, library with minerals",
    "other instrument": "references of another instrument",
    "pure": "pure spectra",
    "pure, minerals": "pure spectra, library with minerals",
    "pure removed": "pure spectra, their substance removed",
    "pure removed, minerals": "pure spectra, their substance removed, library with minerals",
    "sugars": "computed sums of sugars",
    "pairs": "50:50 pairs of the vendor's references",
    "street": "simulated street samples",
}
#: A component that is told with more names than this names nothing.
MOST_NAMES = 6
#: Cosine of a component to the rest under which the detection limit is stated.
DISSIMILAR = 0.3


def queries(sets, protocol, *, street_of_each=None, pairs=400):
    """The queries of one protocol.

    Parameters
    ----------
    sets : ramatch.evaluate.mixture_sets.MixtureSets
    protocol : str
        A key of `PROTOCOLS`.
    street_of_each, pairs : int
        How many street samples of each SNR and share; how many pairs.

    Yields
    ------
    ramatch.evaluate.mixture_sets.Query

    Notes
    -----
    ``mixtures``: 12 spectra of each of 16 mixtures, evenly; library of 93. ``minerals``: 2,073 entries.
    ``all removed``: both truths and their groups are taken from the library, so that every name is false.
    ``one removed``: each of the two in turn; the other is to be named, and that something is missing is to be said.
    ``other instrument``: mixtures of benzene, ethanol, methanol or polystyrene, whose entries are those of the vendor's instrument.
    ``pure``: 12 spectra of each pure substance and laser; a second name is false. ``pure removed``: every name is false.
    ``sugars``: fractions, by amounts in units of the references. ``pairs``: what is told as one substance, and complete, is wrong.
    """
    name, _, more = protocol.partition(", ")
    library = sets.with_minerals if more == "minerals" or name == "minerals" else sets.library
    if name in ("mixtures", "minerals"):
        yield from (_asked(query, protocol, library) for query in sets.mixtures())
    elif name == "all removed":
        yield from (removed(query, protocol, query.truths, library) for query in sets.mixtures())
    elif name == "one removed":
        for query in sets.mixtures():
            yield from (removed(query, protocol, (gone,), library) for gone in query.truths)
    elif name == "other instrument":
        for query in sets.mixtures():
            if set(query.truths) & set(OTHER_INSTRUMENT):
                yield _asked(query, protocol, sets.other_instrument)
    elif name == "pure":
        yield from (_asked(query, protocol, library) for query in sets.pure_spectra())
    elif name == "pure removed":
        yield from (removed(query, protocol, query.truths, library) for query in sets.pure_spectra())
    elif name == "sugars":
        yield from sets.sugars()
    elif name == "pairs":
        yield from _pairs(sets, pairs)
    elif name == "street":
        yield from street(sets) if street_of_each is None else street(sets, street_of_each)
    else:
        raise ValueError(f"no protocol is called {protocol!r}")


def _asked(query, protocol, library):
    return removed(query, protocol, (), library) if library is not query.library else query


def _pairs(sets, count):
    """Two of the vendor's references, brought to one height, half and half; the pairs of the verdicts' figure."""
    from itertools import combinations

    pairs = list(combinations(sets.vendor, 2))
    for number in drawn.generator("pairs").permutation(len(pairs))[:count]:
        a, b = pairs[number]
        if group_of(a.substance) != group_of(b.substance):
            parts = [np.interp(a.shift, one.shift, one.counts) for one in (a, b)]
            counts = sum(part / (part.max() - np.median(part)) for part in parts)
            yield Query("pairs", f"pair {number}", (a.substance, b.substance), a.shift, counts, sets.vendor_alone)


def row(engine, query):
    """What became of one query: what was named, which of that is right, false or missing.

    Returns
    -------
    dict
        ``named``: all names of each component; ``right``: truths that are named; ``missing``: truths that the library holds and that are
        not; ``false``: how many components are nothing that is there; ``exact``: neither missing nor false; ``count``: how many
        components; ``names``: most names of one component; ``incomplete``, ``unexplained``; ``shares``, ``covered`` (whether the
        interval of the share holds the true one, by truth), ``amounts`` (by substance), and the query's own ``about``.
    """
    answer = engine(query.library, query.shift, query.counts, exclude=query.exclude, containers=query.containers)
    truths = {group_of(name): name for name in query.truths}
    gone = {group_of(name) for name in query.exclude}
    found, said = {}, {}
    for one in answer.components:
        names = list(dict.fromkeys([one.substance, *one.group]))
        said.setdefault(group_of(one.substance), []).append(names)
        right = [group_of(name) for name in names[:MOST_NAMES] if group_of(name) in truths]
        # A component stands for one truth, though it has several names; its own name goes first.
        free = [name for name in right if name not in found] or right
        found.setdefault(free[0] if free else f"false: {one.substance}", []).append(one)
    right = [truths[key] for key in found if key in truths]
    missing = [name for key, name in truths.items() if key not in found and key not in gone]
    false = [key for key in found if key not in truths]
    names = [names for ones in said.values() for names in ones]
    shares = {truths.get(key, key): sum(one.share for one in ones) for key, ones in found.items()}
    return {
        "protocol": query.protocol,
        "id": query.id,
        "truths": query.truths,
        "removed": tuple(name for key, name in truths.items() if key in gone),
        "named": names,
        "right": right,
        "missing": missing,
        "false": false,
        "exact": not missing and not false,
        "count": len(found),
        "names": max(map(len, names), default=0),
        "incomplete": bool(answer.incomplete),
        "unexplained": float(answer.unexplained),
        "shares": shares,
        "covered": _covered(query, truths, found),
        "amounts": {one.substance: getattr(one, "amount", None) for one in answer.components},
        "about": query.about,
    }


def _covered(query, truths, found):
    parts = query.about.get("parts", ())
    alone = {truths[key]: ones[0] for key, ones in found.items() if key in truths and len(ones) == 1}
    pairs = [(part, alone[name]) for name, part in zip(query.truths, parts) if name in alone]
    return [bool(one.share_low <= part <= one.share_high) for part, one in pairs]


def run(engine, sets, protocols=PROTOCOLS, *, every=1, progress=None, **sizes):
    """Rows by protocol; of the queries one in so many; ``sizes`` as for `queries`."""
    rows = {}
    for protocol in protocols:
        rows[protocol] = []
        asked = list(queries(sets, protocol, **sizes))[::every]
        for done, query in enumerate(asked):
            rows[protocol].append(row(engine, query))
            if progress is not None:
                progress("mixtures", protocol, done + 1, len(asked))
    return rows


def flat(row):
    """A row for a table of text: names of one component joined by "or", components by ";"."""
    cells = {**row, "named": "; ".join(" or ".join(names) for names in row["named"])}
    for key in ("truths", "removed", "right", "missing", "false", "covered"):
        cells[key] = "; ".join(map(str, row[key]))
    for key in ("shares", "amounts"):
        cells[key] = "; ".join(f"{name}: {'' if value is None else format(value, '.6g')}" for name, value in row[key].items())
    about = cells.pop("about")
    return {**cells, **{f"about {key}": value for key, value in about.items()}}


def figures(rows):
    """What the tables show, by protocol.

    Returns
    -------
    dict
        ``asked``; ``exact``: part whose set of names is the truth's, as far as the library holds it; ``false``: false components per
        sample; ``false_samples``: part of samples with any; ``named``: part of the truths left in the library that are named;
        ``incomplete``: part that is told to be incomplete; ``second``: samples with more than one component; ``single``: part told
        as one substance, and complete; ``kinds``: mixtures (or removed sets of them) with any false name, and of how many; ``names``: mean of the
        most names of one component. Sugars: ``fractions``: largest error. Street: `_street`.
    """
    found = {}
    for protocol, of in rows.items():
        if of:
            found[protocol] = _figures(of)
    if rows.get("sugars"):
        found["sugars"]["fractions"] = max(_fraction_error(one) for one in rows["sugars"])
    if rows.get("street"):
        found["street"] |= _street(rows["street"])
    return found


def _figures(rows):
    asked = len(rows)
    held = sum(len(one["right"]) + len(one["missing"]) for one in rows)
    kinds = lambda chosen: len({(str(one["about"].get("mixture", one["id"])), one["removed"]) for one in chosen})  # noqa: E731
    spoken = [one["names"] for one in rows if one["names"]]
    return {
        "asked": asked,
        "exact": sum(one["exact"] for one in rows) / asked,
        "false": sum(len(one["false"]) for one in rows) / asked,
        "false_samples": sum(bool(one["false"]) for one in rows) / asked,
        "named": sum(len(one["right"]) for one in rows) / held if held else None,
        "incomplete": sum(one["incomplete"] for one in rows) / asked,
        "second": sum(one["count"] > 1 for one in rows) / asked,
        "single": sum(one["count"] == 1 and not one["incomplete"] for one in rows) / asked,
        "kinds": (kinds([one for one in rows if one["false"]]), kinds(rows)),
        "names": float(np.mean(spoken)) if spoken else 0.0,
    }


def _fraction_error(row):
    """The largest error of a fraction; one that is not named is 0. Amounts are in units of the references."""
    amounts = np.array([row["amounts"].get(f"sugar {i}") or 0.0 for i in range(len(row["about"]["fractions"]))])
    return float(np.abs(amounts / max(amounts.sum(), 1e-300) - row["about"]["fractions"]).max())


def _street(rows):
    """Detection of the least component, and how far intervals of shares can be trusted.

    Returns
    -------
    dict
        ``surface`` of all, ``surface_bare`` and ``surface_bag`` (without and with a bag): ``(snr, share in percent)`` to ``(named, asked,
        named and dissimilar, dissimilar)``; ``limit`` and ``limit_bare``: by SNR, the least share from which on at least 95 % are named, of
        all and of those whose cosine to the rest is less than 0.3 (None: none of those asked); ``covered``: part of the intervals
        that hold the true share, samples without a bag; ``false_by_snr``; ``false_bag``: per sample with a bag.
    """
    bagged = [one for one in rows if one["about"]["bag"]]
    bare = [one for one in rows if not one["about"]["bag"]]
    surfaces = {"surface": _surface(rows), "surface_bare": _surface(bare), "surface_bag": _surface(bagged)}
    limits = lambda of: {snr: (_limit(of, snr, 0), _limit(of, snr, 2)) for snr in SNR}  # noqa: E731
    inside = [hit for one in bare for hit in one["covered"]]
    by_snr = {snr: [len(one["false"]) for one in rows if one["about"]["snr"] == snr] for snr in SNR}
    return {
        **surfaces,
        "limit": limits(surfaces["surface"]),
        "limit_bare": limits(surfaces["surface_bare"]),
        "false_bag": float(np.mean([len(one["false"]) for one in bagged])) if bagged else None,
        "covered": sum(inside) / len(inside) if inside else None,
        "false_by_snr": {snr: float(np.mean(ones)) for snr, ones in by_snr.items() if ones},
    }


def _surface(rows):
    surface = {}
    for snr in SNR:
        for share in SHARES:
            here = [one for one in rows if (one["about"]["snr"], one["about"]["share"]) == (snr, share)]
            apart = [one for one in here if one["about"]["cosine"] < DISSIMILAR]
            count = lambda of: sum(one["about"]["minor"] in one["right"] for one in of)  # noqa: E731
            surface[snr, share] = (count(here), len(here), count(apart), len(apart))
    return surface


def _limit(surface, snr, at):
    found = None
    for share in reversed(SHARES):
        named, asked = surface[snr, share][at : at + 2]
        if asked and named < 0.95 * asked:
            break
        found = share if asked else found
    return found


def table(found):
    """Figures as tables in Markdown."""
    percent = lambda value: "–" if value is None else f"{100 * value:.1f} %"  # noqa: E731
    lines = ["### mixtures", ""]
    lines += [
        "| protocol | asked | exact set | false per sample | samples with any | kinds with any | truths named | incomplete | one substance |"
    ]
    lines += ["|---|---|---|---|---|---|---|---|---|"]
    for protocol, one in found.items():
        kinds = f"{one['kinds'][0]} of {one['kinds'][1]}"
        cells = [PROTOCOLS.get(protocol, protocol), one["asked"], percent(one["exact"]), f"{one['false']:.3f}"]
        cells += [percent(one["false_samples"]), kinds, percent(one["named"]), percent(one["incomplete"]), percent(one["single"])]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    if "fractions" in found.get("sugars", {}):
        lines += ["", f"Sugars: largest error of a fraction {found['sugars']['fractions']:.4f}."]
    if "surface" in found.get("street", {}):
        for which, title in (("surface", "all"), ("surface_bare", "without a bag"), ("surface_bag", "in a bag")):
            lines += ["", *_street_table(found["street"], which, title)]
        one = found["street"]
        covered, bag = percent(one["covered"]), "–" if one["false_bag"] is None else f"{one['false_bag']:.3f}"
        lines += ["", f"Intervals of shares that hold the true one: {covered} (no bag). False per sample in a bag: {bag}."]
    return "\n".join(lines) + "\n"


def _street_table(one, which, title):
    lines = [f"Least component named, in percent, {title}: all (dissimilar to the rest), and from which share on 95 % are."]
    lines += ["", "| SNR | " + " | ".join(f"{share} %" for share in SHARES) + " | 95 % | dissimilar | false per sample of all |"]
    lines += ["|---|" + "---|" * (len(SHARES) + 3)]
    part = lambda named, asked: f"{100 * named / asked:.0f}" if asked else "–"  # noqa: E731
    for snr in SNR:
        cells = [one[which][snr, share] for share in SHARES]
        limits = ["–" if limit is None else f"{limit} %" for limit in (_limit(one[which], snr, 0), _limit(one[which], snr, 2))]
        shown = " | ".join(f"{part(*cell[:2])} ({part(*cell[2:])})" for cell in cells)
        lines.append(f"| {snr} | {shown} | {' | '.join(limits)} | {one['false_by_snr'].get(snr, 0.0):.3f} |")
    return lines

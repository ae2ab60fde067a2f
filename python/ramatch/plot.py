"""Pictures with matplotlib: spectra, what a result rests on, mixtures, maps and validations.

Every function draws into the axes that it is given, or into new ones of `matplotlib.pyplot`, and returns them. matplotlib is asked for
when something is drawn (``pip install ramatch[plot]``). Colours are such as people with any colour vision tell apart, and curves
differ by their stroke as well.
"""

from __future__ import annotations

import os
from typing import Any, Dict, List, Mapping, Optional, Tuple

import numpy as np

from . import _plot_base, _ramatch, preprocessing
from ._errors import RamatchTypeError
from ._given import a_spectrum, is_pair
from ._percentiles import percentiles
from ._plot_base import BLACK, BLUE, GREEN, GREY, LINES, MEASURED, ORANGE, PALE, SHIFT, VERMILION, label, short
from ._plot_maps import amounts, substances
from ._plot_trials import validation
from ._ramatch import Record, Spectrum
from .collection import SpectrumCollection

__all__ = ["amounts", "match", "mixture", "scores", "spectra", "substances", "validation"]

# More are not told apart: their median and range are drawn.
_FEW = 20
# Baselines take a while.
_CORRECTED = 4000


def spectra(spectra: Any, ax: Any = None, *, baseline: Optional[str] = None, offset: float = 0.0, **how: Any) -> Any:
    """Draw spectra over each other; of more than twenty their median, and the range that 9 in 10 lie in.

    Parameters
    ----------
    spectra : Spectrum, SpectrumCollection, or what `identify` takes; a list of them, or a dict of them by their names
        More than twenty have to share one axis.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new ones if none are given.
    baseline : str, optional
        One of ``ramatch.BASELINES``, such as ``"arpls"``: it is drawn with each spectrum, and what is left above it.
    offset : float
        By how much each spectrum stands above the one before, in the unit of the intensity.
    **how
        What ``ax.plot`` takes, for the curves of the spectra.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> import ramatch
    >>> caffeine, urea = (ramatch.datasets.simulated(name) for name in ("caffeine", "urea"))
    >>> ax = ramatch.plot.spectra([caffeine, urea], offset=1.2)  # doctest: +SKIP
    >>> ax = ramatch.plot.spectra(caffeine, baseline="arpls")  # doctest: +SKIP
    """
    listed, unit = _named(spectra)
    if not listed and not (isinstance(spectra, SpectrumCollection) and len(spectra)):
        _ramatch._argument("there are no spectra: nothing to draw")
    drawn = _plot_base.one(ax)
    if isinstance(spectra, SpectrumCollection) and not listed:
        _many(drawn, spectra, baseline, how)
    elif len(listed) > _FEW:
        _many(drawn, SpectrumCollection.from_spectra([one for _, one in listed]), baseline, how)
    else:
        _few(drawn, listed, baseline, float(offset), how)
    drawn.set_xlabel(SHIFT)
    drawn.set_ylabel(f"{label(unit)}{f'{chr(10)}each {offset:g} above the last' if offset and len(listed) > 1 else ''}")
    drawn.margins(x=0.01)
    return drawn


def _named(given: Any) -> Tuple[List[Tuple[str, Spectrum]], str]:
    """Spectra with their names, and what their intensity is; no spectra of a collection of many."""
    if isinstance(given, SpectrumCollection):
        unit = _unit([given.metadata.get("intensity_unit")])
        if len(given) > _FEW:
            return [], unit
        names = given.names if given.names is not None else [f"spectrum {place + 1}" for place in range(len(given))]
        return list(zip(names, given)), unit
    if isinstance(given, Mapping):
        made = [(str(name), a_spectrum(one)) for name, one in given.items()]
    elif isinstance(given, list) and not is_pair(given):
        made = [(_called(one, place), a_spectrum(one)) for place, one in enumerate(given)]
        if len({name for name, _ in made}) < len(made):
            made = [(f"{name}, {place + 1}", one) for place, (name, one) in enumerate(made)]
    else:
        made = [(_called(given, 0), a_spectrum(given))]
    return made, _unit([one.metadata.get("intensity_unit") for _, one in made])


def _unit(stated: List[Optional[str]]) -> str:
    return f"intensity ({stated[0]})" if len(set(stated)) == 1 and stated[0] else MEASURED


def _called(given: Any, place: int) -> str:
    """What one of several is called."""
    if isinstance(given, (str, bytes, os.PathLike)):
        return os.path.basename(os.fsdecode(given))
    title = given.title if isinstance(given, Record) else given.metadata.get("title") if isinstance(given, Spectrum) else None
    return str(title) if title else f"spectrum {place + 1}"


def _few(ax: Any, listed: List[Tuple[str, Spectrum]], baseline: Optional[str], offset: float, how: Dict[str, Any]) -> None:
    alone = len(listed) == 1
    for place, (name, one) in enumerate(listed):
        style: Dict[str, Any] = {"linewidth": 1.0, **_plot_base.stroke(place), **how}
        up, shift = place * offset, one.shift
        if baseline is None:
            ax.plot(shift, one.intensity + up, **{"label": short(name), **style})
            continue
        below = _baseline(shift, one.intensity, baseline)
        # What all have in common is said once.
        first = place == 0
        ax.plot(shift, one.intensity + up, color=GREY, linewidth=0.8, label="as measured" if first else None)
        named = f"baseline ({label(baseline)})" if first else None
        ax.plot(shift, below + up, color=VERMILION if alone else BLACK, linestyle="--", linewidth=0.9, label=named)
        ax.plot(shift, one.intensity - below + up, **{"label": f"{short(name)}, corrected", **style})
    if len(listed) > 1 or baseline is not None:
        _plot_base.legend(ax)
    elif not listed[0][0].startswith("spectrum "):
        _plot_base.said(ax, listed[0][0])


def _baseline(shift: Any, intensity: Any, method: str) -> Any:
    """The baselines that `ramatch.baseline` finds over this axis."""
    return preprocessing.baseline(np.asarray(intensity, float), method, x=shift)[0]


def _many(ax: Any, given: SpectrumCollection, baseline: Optional[str], how: Dict[str, Any]) -> None:
    rows, said = given.intensity, f"median of {len(given)}"
    if baseline is not None:
        # Each has a baseline of its own; of very many, those of some say the same.
        rows = np.asarray(rows[:: -(-len(given) // _CORRECTED)], float)
        rows = rows[np.isfinite(rows).all(axis=1)]
        below = _baseline(given.shift, rows, baseline)
        said = f"median of {len(rows)}{f' of {len(given)}' if len(rows) < len(given) else ''}"
        ax.plot(given.shift, percentiles(rows)[1], color=GREY, linewidth=0.8, label=f"{said}, as measured")
        shown = f"median of their baselines ({label(baseline)})"
        ax.plot(given.shift, percentiles(below)[1], color=VERMILION, linestyle="--", linewidth=1.0, label=shown)
        rows, said = rows - below, f"{said}, corrected"
    low, middle, high = percentiles(rows)
    style: Dict[str, Any] = {"color": BLUE, "linewidth": 1.2, "label": said, **how}
    ax.fill_between(given.shift, low, high, color=style["color"], alpha=0.25, linewidth=0, label="5 to 95 % of them")
    ax.plot(given.shift, middle, **style)
    _plot_base.legend(ax)


def match(result: Any, hit: int = 1, axes: Any = None) -> Any:
    """Draw query and reference over each other with the bands that speak for and against, and what is left in a panel below.

    The curves are those of `Result.curves`. A result keeps the curve of its first hit alone: of another one the bands are drawn as
    sticks of the reference's heights.

    Parameters
    ----------
    result : Result
    hit : int
        Which of the ranking, from 1.
    axes : two matplotlib.axes.Axes, optional
        For the overlay and for the residual; new ones if none are given.

    Returns
    -------
    ndarray of matplotlib.axes.Axes, shape (2,)

    Examples
    --------
    >>> import ramatch
    >>> result = ramatch.identify("examples/data/polystyrene-785-bwtek-a.txt")
    >>> upper, lower = ramatch.plot.match(result)  # doctest: +SKIP
    >>> upper.figure.savefig("match.png")  # doctest: +SKIP
    """
    if isinstance(hit, (bool, np.bool_)) or not isinstance(hit, (int, np.integer)):
        raise RamatchTypeError(f"hit is a place in the ranking, not {hit!r:.60}")
    if result.hits and not 1 <= hit <= len(result.hits):
        _ramatch._argument(f"there is no hit {hit}: the ranking holds {len(result.hits)}")
    both = {"nrows": 2, "ncols": 1, "sharex": True, "figsize": (9.0, 5.8), "gridspec_kw": {"height_ratios": [3, 1]}}
    upper, lower = axes = _plot_base.several(axes, 2, **both)
    curves = result.curves()
    compared, best = len(curves["query"]) > 0, result.hits[hit - 1] if result.hits else None
    shown = curves["query"] if compared else curves["measured"]
    upper.plot(curves["shift"], shown, color=BLACK, linewidth=1.0, label="query, corrected" if compared else "as measured")
    if best is not None and hit == 1:
        named = f"{short(best.substance)}, reference"
        upper.plot(curves["shift"], curves["reference"], color=BLUE, linestyle="--", linewidth=1.2, label=named)
        lower.plot(curves["shift"], curves["residual"], color=GREY, linewidth=0.9, label="residual")
        lower.axhline(0.0, color=BLACK, linewidth=0.5)
    else:
        _plot_base.nothing(lower, "nothing could be compared" if best is None else "the curve of the first hit alone is kept")
        lower.set_yticks([])
    if best is not None:
        _bands(upper, best, result.alignment, curves["shift"], shown, curves["reference"] if hit == 1 else None)
    upper.set_ylabel("intensity (normalised)" if compared else MEASURED)
    lower.set_ylabel("query − reference" if best is not None and hit == 1 else "")
    lower.set_xlabel(SHIFT)
    upper.margins(x=0.01, y=0.1)
    beside = {"loc": "upper left", "bbox_to_anchor": (1.01, 1.0), "borderaxespad": 0.0}
    upper.legend(fontsize="small", frameon=False, **beside)
    title = result.verdict["text"]["en"]
    _plot_base.said(upper, title if hit == 1 or best is None else f"hit {hit}: {best.substance}\n{title}")
    return axes


def _bands(ax: Any, hit: Any, alignment: Dict[str, float], shift: Any, query: Any, reference: Any) -> None:
    """Marks over bands: those that agree, those that are missing, and those that nothing explains, along the aligned axis."""
    bands, top = hit.bands, float(np.nanmax(query)) if len(query) else 1.0
    above = 0.03 * top
    matched, expected = bands["matched"], bands["expected"]
    if reference is None:
        places = [*(one["reference_cm1"] for one in matched), *bands["missing_cm1"]]
        heights = [*(one["reference_height"] * top for one in matched), *[0.06 * top] * len(bands["missing_cm1"])]
        ax.vlines(places, 0.0, heights, color=BLUE, linewidth=1.6, label=f"{short(hit.substance)}, bands of the reference")
    marks = (
        ("matched", [one["reference_cm1"] + one["offset_cm1"] for one in matched], GREEN, "v", "full"),
        ("missing", bands["missing_cm1"], VERMILION, "v", "none"),
        ("unexplained", _aligned(bands["unexplained_cm1"], alignment), ORANGE, "x", "full"),
    )
    for kind, listed, colour, marker, fill in marks:
        at = np.asarray(listed, float)
        said = f"{kind}: {at.size}{f' of {expected}' if kind == 'matched' else ''}"
        # What is missing is the reference's.
        curve = query if kind != "missing" else reference
        over = np.array([0.06 * top if curve is None else _near(shift, curve, place) for place in at])
        style = {"color": colour, "marker": marker, "fillstyle": fill, "markersize": 6.5, "linestyle": "none", "label": said}
        ax.plot(at, over + above, **style)


def _aligned(places: Any, alignment: Dict[str, float]) -> Any:
    """Raman shifts as measured, along the axis as it was aligned, which is that of the curves."""
    measured = np.asarray(places, float)
    return measured - alignment["shift_cm1"] - alignment["stretch"] * (measured - 1000.0)


def _near(shift: Any, values: Any, place: float, within: float = 6.0) -> float:
    """The highest value of a curve about a place."""
    near = values[(shift >= place - within) & (shift <= place + within)]
    near = near[np.isfinite(near)]
    return float(near.max()) if near.size else 0.0


def compared(result: Any, ax: Any) -> None:
    """Draw what `Result.plot` draws into axes."""
    curves = result.curves()
    if len(curves["query"]):
        ax.plot(curves["shift"], curves["query"], "k-", label="query, corrected and smoothed")
    else:
        ax.plot(curves["shift"], curves["measured"], "k-", label="as measured")
    if result.best is not None:
        ax.plot(curves["shift"], curves["reference"], "b--", label=label(result.best.entry))
        ax.plot(curves["shift"], curves["residual"], "0.5", linewidth=0.8, label="residual")
    ax.set_xlabel(SHIFT)
    ax.set_ylabel("intensity (normalised)")
    ax.legend()


def mixture(mixture: Any, ax: Any = None) -> Any:
    """Draw a spectrum with the sum of its parts, each part by itself under it, and the rest below; all on one scale.

    Parameters
    ----------
    mixture : Mixture
        Of `Library.unmix`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new ones if none are given.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> import ramatch
    >>> sample = ramatch.datasets.simulated_mixture({"caffeine": 0.6, "urea": 0.4})
    >>> ax = ramatch.plot.mixture(ramatch.Library.default().unmix(sample))  # doctest: +SKIP
    """
    ax = _plot_base.one(ax, (8.0, 5.6))
    if not hasattr(mixture, "parts"):
        raise RamatchTypeError("mixture is a Mixture of Library.unmix: a result holds its report alone")
    of = "what is told" if mixture.incomplete else "the signal"
    names = [f"{_said(one)}, {one.share:.0%} of {of}" for one in mixture.components]
    names += [f"{short(one['name'])}, {one['share']:.0%} of all signal" for one in mixture.containers]
    curves = [mixture.row, *mixture.parts, mixture.rest]
    # Each hangs under what is above it.
    below = 0.0
    for place, (name, curve) in enumerate(zip(["as measured, without what is broad", *names, "rest"], curves)):
        below -= 0.0 if place == 0 else float(curve.max()) + 0.05 * float(np.ptp(mixture.row))
        color = {0: BLACK, len(curves) - 1: GREY}.get(place, LINES[(place - 1) % (len(LINES) - 1)])
        ax.plot(mixture.shift, curve + below, color=color, linewidth=1.0, label=name)
        if place == 0:
            ax.plot(mixture.shift, mixture.row - mixture.rest, color="#d55e00", linestyle="--", linewidth=0.8, label="sum of the parts")
        below += float(curve.min())
    ax.set_xlabel(SHIFT)
    ax.set_ylabel("linear row")
    ax.set_yticks([])
    ax.margins(x=0.01)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=2, fontsize="small")
    return ax


def _said(component: Any) -> str:
    """Its name, or those of which it may be any."""
    return " or ".join(short(name) for name in [component.substance, *(other["substance"] for other in component.one_of)])


def scores(result: Any, ax: Any = None, *, top: int = 20) -> Any:
    """Draw the scores of a ranking: a bar for each of the first, a mark for each of the rest.

    What the verdict names is blue, of a result that cannot be decided nothing is. Beside a bar stands the score, and by how much it is
    better than the next one. The limits of a verdict are those of its value, not of a score: they stand above.

    Parameters
    ----------
    result : Result, or dict of str to float
        Ask with ``top=len(library)`` for the scores of a whole library; or scores by names.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new ones if none are given.
    top : int
        Most bars.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> import ramatch
    >>> result = ramatch.identify("examples/data/polystyrene-785-bwtek-a.txt", top=100)
    >>> ax = ramatch.plot.scores(result, top=10)  # doctest: +SKIP
    """
    if isinstance(top, (bool, np.bool_)) or not isinstance(top, (int, np.integer)) or top < 1:
        _ramatch._argument(f"top is a whole number from 1 on, not {top!r:.40}")
    named: set[str] = set()
    if isinstance(result, Mapping):
        ranked = sorted(((str(name), float(score), None) for name, score in result.items()), key=lambda one: -one[1])
        title, of = "", "score"
    else:
        ranked = [(hit.substance, hit.score, hit.margin) for hit in result.hits]
        named = {one["substance"] for one in result.verdict["names"]}
        title, of = _limits(result.verdict), f"score ({result.to_dict()['metric']})"
    bars, rest = ranked[:top], ranked[top:]
    rows = len(bars) + bool(rest)
    ax = _plot_base.one(ax, (7.5, 1.4 + 0.26 * max(rows, 3)))
    if not ranked:
        _plot_base.nothing(ax, "nothing could be scored")
    for place, (name, score, margin) in enumerate(bars):
        told = name in named
        ax.barh(place, score, height=0.7, color=BLUE if told else PALE, edgecolor="#555555", linewidth=0.5)
        said = f"{score:.3f}{'' if margin is None else f'  ({margin:+.3f})'}"
        ax.annotate(said, (max(score, 0.0), place), xytext=(4, 0), textcoords="offset points", va="center", fontsize="x-small")
    if rest:
        ax.plot([score for _, score, _ in rest], [len(bars)] * len(rest), color=GREY, marker="|", linestyle="none", markersize=9)
    labels = [short(name) for name, _, _ in bars] + ([f"{len(rest)} more"] if rest else [])
    ax.set_yticks(range(rows), labels, fontsize="small")
    ax.set_ylim(rows - 0.4, -0.6)
    if ranked:
        known = [score for _, score, _ in ranked if np.isfinite(score)] or [0.0]
        span = max(max(known), 0.0) - min(min(known), 0.0) or 1.0
        ax.set_xlim(min(min(known), 0.0) - (0.03 * span if min(known) < 0 else 0.0), max(max(known), 0.0) + 0.22 * span)
    ax.axvline(0.0, color=BLACK, linewidth=0.5)
    ax.set_xlabel(f"{label(of)}; in brackets: lead over the next" if any(margin is not None for *_, margin in bars) else label(of))
    if title:
        _plot_base.said(ax, title)
    return ax


def _limits(verdict: Mapping[str, Any]) -> str:
    """The verdict, its value, and the limits that it goes by."""
    said: str = verdict["code"].replace("_", " ")
    if verdict["value"] is None:
        return said
    limits = verdict["limits"] or {}
    told = [f"{name} from {limits[name]:.2f}" for name in ("identified", "related") if limits.get(name) is not None]
    return f"{said}: value {verdict['value']:.2f}{'; ' if told else ''}{', '.join(told)}"

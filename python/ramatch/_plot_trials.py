"""The curves of a validation."""

from __future__ import annotations

from typing import Any, Dict, List

import numpy as np

from . import _plot_base
from ._plot_base import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, VERMILION, label


def validation(validation: Any, axes: Any = None) -> Any:
    """Draw what trials say of a library's verdicts; the book says how to read it.

    In this order: what is named of absent and kept of present substances at each rate α; the rate that came out against the one that is
    claimed; risk and coverage; detection errors; the Tippett plot; scores of right and wrong hits. Bars and shaded areas are
    exact intervals of 95 %.

    Parameters
    ----------
    validation : Validation, or dict
        Of `ramatch.validate.validate`, or what its `to_dict` yields.
    axes : array of six matplotlib.axes.Axes, optional
        Where to draw; new ones if none are given.

    Returns
    -------
    ndarray of matplotlib.axes.Axes, shape (6,)

    Examples
    --------
    >>> import ramatch
    >>> from ramatch.validate import validate
    >>> axes = ramatch.plot.validation(validate("queries/trials.csv"))  # doctest: +SKIP
    >>> axes[0].figure.savefig("validation.png")  # doctest: +SKIP
    """
    report = validation if isinstance(validation, dict) else validation.to_dict()
    axes = _plot_base.several(axes, 6, nrows=2, ncols=3, figsize=(13.0, 7.6))
    curves = report["curves"]
    _rates(axes[0], report["rates"])
    _reliability(axes[1], report["reliability"])
    _risk(axes[2], curves)
    _detection(axes[3], curves["detection"])
    _tippett(axes[4], curves, report["ratios"])
    _scores(axes[5], curves["scores"])
    return axes


_RATES = (
    ("kept", "present and first: kept", GREEN, "o", "-"),
    ("wrong_though_present", "present: another one named", PURPLE, "D", "-."),
    ("false_named", "absent: named", VERMILION, "s", "--"),
    ("false_unrelated", "of these unrelated", ORANGE, "^", ":"),
)


def _rates(ax: Any, rates: List[Dict[str, Any]]) -> None:
    """Rates over α with their intervals, side by side so that none hides another."""
    places = np.arange(len(rates), dtype=float)
    for number, (name, said, colour, marker, line) in enumerate(_RATES):
        known = [at for at, one in enumerate(rates) if one[name]["rate"] is not None]
        if not known:
            continue
        rate, low, high = (np.array([rates[at][name][end] for at in known]) * 100 for end in ("rate", "low", "high"))
        # Halves of counts leave a rate a hair outside its interval.
        reach = np.maximum([rate - low, high - rate], 0.0)
        at = places[known] + (number - 1.5) * 0.09
        ax.errorbar(at, rate, yerr=reach, color=colour, marker=marker, linestyle=line, linewidth=1.0, markersize=4, capsize=2, label=said)
    for number, one in enumerate(rates):
        claim = {"label": "claimed: α of what is absent"} if number == 0 else {}
        ax.hlines(one["alpha"] * 100, number - 0.3, number + 0.3, color=BLACK, linewidth=1.2, **claim)
    ax.set_xticks(places, [f"{one['alpha'] * 100:g} %" for one in rates])
    ax.set_xlim(-0.5, len(rates) - 0.5)
    ax.set_xlabel("rate α of the limits")
    ax.set_ylabel("part of substances (%)")
    ax.set_ylim(-2, 104)
    ax.set_title("Kept against false", loc="left", fontsize="medium")
    ax.legend(fontsize="x-small", loc="center", framealpha=0.85)


def _reliability(ax: Any, points: List[Dict[str, Any]]) -> None:
    ax.set_title("Claimed against realised", loc="left", fontsize="medium")
    ax.set_xlabel("claimed: absent substances named (%)")
    ax.set_ylabel("realised (%)")
    known = [one for one in points if one["realised"] is not None]
    if not known:
        _plot_base.nothing(ax, "no rates can be compared")
        return
    claimed, realised, low, high = (np.array([one[name] for one in known]) * 100 for name in ("claimed", "realised", "low", "high"))
    ax.fill_between(claimed, low, high, color=BLUE, alpha=0.2, linewidth=0, label="95 % of chance")
    ax.plot(claimed, realised, color=BLUE, marker=".", linewidth=1.0, label="realised")
    ax.plot([0, claimed.max()], [0, claimed.max()], color=BLACK, linestyle=":", label="as claimed")
    ax.set_xlim(0, claimed.max() * 1.02)
    ax.set_ylim(bottom=0)
    ax.legend(fontsize="small", loc="upper left", framealpha=0.85)


def _risk(ax: Any, curves: Dict[str, Any]) -> None:
    ax.set_title("Risk and coverage", loc="left", fontsize="medium")
    ax.set_xlabel("coverage: answers that are given (%)")
    ax.set_ylabel("risk: wrong of these (%)")
    highest = 0.0
    for name, said, colour, line in (("risk", "wrong", VERMILION, "-"), ("risk_unrelated", "wrong and unrelated", BLUE, "--")):
        if curves[name]:
            coverage, risk = (np.array([one[end] for one in curves[name]]) * 100 for end in ("coverage", "risk"))
            ax.plot(coverage, risk, color=colour, linestyle=line, drawstyle="steps-post", label=said)
            highest = max(highest, float(risk.max()))
    ax.set_xlim(0, 100)
    ax.set_ylim(-0.02 * max(highest, 1.0), 1.08 * max(highest, 1.0))
    _plot_base.legend(ax, loc="upper left")


def _detection(ax: Any, points: List[Dict[str, float]]) -> None:
    """Detection errors, both axes stretched as the normal distribution is."""
    ax.set_title("Detection errors", loc="left", fontsize="medium")
    ax.set_xlabel("absent and named (%)")
    ax.set_ylabel("present and not named (%)")
    if not points:
        _plot_base.nothing(ax, "there are no trials of both kinds")
        return
    false, missed = (np.array([one[name] for one in points]) for name in ("false_part", "missed_part"))
    least, most = 0.001, 0.999
    ax.plot(_stretched(false, least, most), _stretched(missed, least, most), color=BLUE, marker=".", linewidth=1.2)
    ticks = np.array([0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99])
    shown = [f"{'≤ ' if tick == least else ''}{tick * 100:g}" for tick in ticks]
    ends = _stretched(np.array([least, most]), least, most)
    for set_ticks, set_ends in ((ax.set_xticks, ax.set_xlim), (ax.set_yticks, ax.set_ylim)):
        set_ticks(_stretched(ticks, least, most), shown)
        set_ends(ends[0] - 0.15, ends[1] + 0.15)
    ax.tick_params(axis="x", labelsize="small")
    ax.plot(ends, ends, color=GREY, linestyle=":", linewidth=1.0)
    ax.annotate("as often", (0, 0), xytext=(6, -4), textcoords="offset points", fontsize="x-small", color="#444444")


def _stretched(parts: Any, least: float, most: float) -> Any:
    """Quantiles of the normal distribution, of parts that are cut at both ends."""
    from statistics import NormalDist

    quantile = NormalDist().inv_cdf
    return np.array([quantile(min(max(float(part), least), most)) for part in parts])


def _tippett(ax: Any, curves: Dict[str, Any], ratios: Dict[str, Any]) -> None:
    ax.set_xlabel("log10 of the likelihood ratio")
    ax.set_ylabel("trials with a ratio as high (%)")
    drawn = (("tippett_present", "present", BLUE, "-"), ("tippett_absent", "absent", VERMILION, "--"))
    for name, said, colour, line in drawn:
        if curves[name]:
            value, part = (np.array([one[end] for one in curves[name]]) for end in ("value", "part"))
            ax.plot(value, part * 100, color=colour, linestyle=line, label=said)
    ax.axvline(0.0, color=BLACK, linestyle=":", linewidth=1.0)
    ax.set_ylim(-2, 102)
    known = [f"{name} {ratios[key]:.3f}" for name, key in (("Cllr", "cllr"), ("Cllr_min", "cllr_min")) if ratios.get(key) is not None]
    ax.set_title(label(f"Tippett plot{': ' if known else ''}{', '.join(known)}"), loc="left", fontsize="medium")
    _plot_base.legend(ax, loc="lower left")


def _scores(ax: Any, bins: List[Dict[str, Any]]) -> None:
    ax.set_title("Scores of right and wrong hits", loc="left", fontsize="medium")
    ax.set_xlabel("score of the first hit")
    ax.set_ylabel("trials")
    if not bins:
        _plot_base.nothing(ax, "there are no hits")
        return
    begin = np.array([one["from"] for one in bins], float)
    width = float(np.median(np.diff(begin))) if len(begin) > 1 else 0.05
    below = np.zeros(len(bins))
    for name, colour, hatch in (("right", BLUE, ""), ("relative", ORANGE, "///"), ("wrong", VERMILION, "xxx")):
        count = np.array([one[name] for one in bins], float)
        ax.bar(begin, count, width, bottom=below, align="edge", color=colour, hatch=hatch, edgecolor="white", linewidth=0.5, label=name)
        below += count
    ax.set_ylim(0, 1.05 * max(below.max(), 1.0))
    ax.legend(fontsize="small", loc="upper left", framealpha=0.85)

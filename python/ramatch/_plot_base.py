"""What all drawings share: colours that people with any colour vision tell apart, texts that are shown as they are, axes."""

from __future__ import annotations

import os
import textwrap
from typing import Any, List, Optional, Tuple

import numpy as np

from . import _optional
from ._errors import RamatchTypeError

SHIFT = "Raman shift (cm⁻¹)"
MEASURED = "intensity (counts as measured)"

BLACK, GREY, PALE = "#000000", "#7f7f7f", "#c8c8c8"
BLUE, ORANGE, GREEN, SKY, VERMILION, PURPLE, YELLOW = (
    *("#0072b2", "#e69f00", "#009e73", "#56b4e9", "#d55e00"),
    *("#cc79a7", "#f0e442"),
)
# Okabe and Ito 2008. Yellow on white is no line.
LINES = (BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, BLACK)
STROKES = ("-", "--", "-.", ":")
# Those of areas, then deeper ones of Paul Tol's muted set, for what there is less of.
AREAS = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, YELLOW, "#332288", "#882255", "#999933", "#44aa99", "#661100")


def stroke(place: int) -> Any:
    """Colour and stroke of one of several curves: no two of 28 have both."""
    return {"color": LINES[place % len(LINES)], "linestyle": STROKES[place % len(STROKES)]}


def label(value: Any) -> str:
    """A name as matplotlib shows it: no part of it is a formula, a line break, or a mark of what is not to be in a legend."""
    text = "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in str(value))
    text = text.replace("$", r"\$")
    return f" {text}" if text.startswith("_") else text


def short(value: Any, most: int = 40) -> str:
    """A name that leaves room for others."""
    text = str(value)
    return label(text if len(text) <= most else f"{text[: most - 1].rstrip()}…")


def one(ax: Any, size: Tuple[float, float] = (8.0, 4.2)) -> Any:
    """The axes that are given, or new ones of a new figure of pyplot's."""
    if isinstance(ax, (str, bytes, os.PathLike)):
        raise RamatchTypeError("ax is axes of matplotlib, not a file: draw, then ax.figure.savefig(path)")
    if ax is not None:
        return ax
    pyplot = _optional.need("matplotlib.pyplot", "plot")
    return pyplot.subplots(figsize=size, layout="constrained")[1]


def several(axes: Any, count: int, **how: Any) -> Any:
    """So many axes as a flat array: those that are given, or new ones."""
    if axes is None:
        pyplot = _optional.need("matplotlib.pyplot", "plot")
        return np.asarray(pyplot.subplots(layout="constrained", **how)[1]).ravel()
    given = np.asarray(axes, object).ravel()
    if given.size != count:
        raise RamatchTypeError(f"axes are {count} for this, not {given.size}")
    return given


def said(ax: Any, text: str, size: float = 9.0) -> None:
    """A sentence over axes, in as many lines as it takes."""
    figure = getattr(ax, "figure", None)
    width = 8.0
    if figure is not None:
        width = ax.get_position().width * figure.get_size_inches()[0]
        # New axes do not know yet how wide they become.
        width = max(width, 0.85 * figure.get_size_inches()[0]) if figure.get_layout_engine() is not None else width
    lines: List[str] = []
    for part in text.split("\n"):
        lines.extend(textwrap.wrap(part, max(24, int(width * 130 / size))) or [""])
    ax.set_title("\n".join(map(label, lines)), fontsize=size, loc="left")


def nothing(ax: Any, text: str) -> None:
    """Axes that have nothing to show say so."""
    ax.text(0.5, 0.5, label(text), ha="center", va="center", transform=ax.transAxes, color="#444444", fontsize="small")


def legend(ax: Any, entries: Optional[int] = None, **how: Any) -> None:
    """A legend inside where there are few entries, beside the axes where there are more."""
    if entries is None:
        entries = len(ax.get_legend_handles_labels()[0])
    if entries == 0:
        return
    if entries > 4:
        how = {"loc": "upper left", "bbox_to_anchor": (1.01, 1.0), "borderaxespad": 0.0, **how}
    ax.legend(fontsize="small", framealpha=0.85, **how)

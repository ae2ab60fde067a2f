"""What was measured and cannot be compared is drawn as far as it is known."""

import pathlib
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

import ramatch

POLYSTYRENE = pathlib.Path(__file__).resolve().parents[2] / "examples" / "data" / "polystyrene-785-bwtek-a.txt"
X = np.arange(300.0, 1500.0)
UNCOMPARED = {
    "flat": (X, X * 0 + 7),
    "zero_norm": (X, 5 * X),
    "coverage": (X[:100], X[:100] % 7),
}


class Axes:
    def __init__(self):
        self.calls = []

    def __getattr__(self, name):
        return lambda *args, **keywords: self.calls.append((name, args, keywords))


@pytest.mark.parametrize("code", UNCOMPARED)
def test_the_measured_points_are_there(code, tmp_path):
    shift, y = UNCOMPARED[code]
    result = ramatch.identify((shift, y))
    assert result.cannot_decide["code"] == code and result.hits == []
    curves = result.curves()
    assert np.array_equal(curves["shift"], shift) and np.array_equal(curves["measured"], y)
    assert set(curves) == {"shift", "measured", "baseline", "query", "reference", "residual"}
    assert all(len(curves[name]) == 0 for name in ("baseline", "query", "reference", "residual"))
    svg = result.plot(tmp_path / "out.svg")
    assert svg == (tmp_path / "out.svg").read_text(encoding="utf-8") == result._repr_svg_()
    ElementTree.fromstring(svg)
    assert "nothing could be compared" in svg and "polyline" in svg and "NaN" not in svg and "inf" not in svg
    axes = Axes()
    result.plot(ax=axes)
    name, args, _ = axes.calls[0]
    assert name == "plot" and np.array_equal(args[0], shift) and np.array_equal(args[1], y)
    assert len([name for name, _, _ in axes.calls if name == "plot"]) == 1


def test_what_was_compared_and_not_decided_has_its_curves():
    spectrum = ramatch.read(POLYSTYRENE)
    top = np.partition(spectrum.intensity, -40)[-40]
    result = ramatch.identify((spectrum.shift, np.minimum(spectrum.intensity, top)))
    assert result.cannot_decide["code"] == "saturated"
    curves = result.curves()
    assert len(curves["query"]) == len(curves["shift"]) > 1000
    ElementTree.fromstring(result._repr_svg_())


def test_nothing_of_the_library_covers_it(tmp_path):
    builder = ramatch.LibraryBuilder()
    builder.add((X[:600], np.random.default_rng(1).normal(100, 1, 600) + 900 / (1 + (X[:600] - 600) ** 2)), "a", "a")
    builder.write(tmp_path / "a.rsl")
    x = np.arange(1500.0, 2400.0)
    y = np.random.default_rng(1).normal(100, 1, x.size) + 900 / (1 + (x - 1900) ** 2)
    result = ramatch.identify((x, y), library=ramatch.Library.read(tmp_path / "a.rsl"))
    assert result.hits == []
    curves = result.curves()
    assert len(curves["query"]) == len(curves["shift"]) and len(curves["reference"]) == len(curves["residual"]) == 0
    ElementTree.fromstring(result._repr_svg_())
    result.plot(ax=Axes())

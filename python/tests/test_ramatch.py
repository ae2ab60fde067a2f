"""The Python face: conversion, errors, threads, agreement with Rust to the bit. Not the algorithms again."""

import concurrent.futures
import doctest
import pathlib
import struct
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

import ramatch

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "examples" / "data"
POLYSTYRENE = DATA / "polystyrene-785-bwtek-a.txt"


def frozen():
    """File names, and the rankings with score bits that the tests of Rust and of the terminal hold."""
    text = (ROOT / "crates" / "ramatch" / "tests" / "frozen_scores.txt").read_text()
    rankings = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            name, rank, entry, bits = line.split()
            rankings.setdefault(name, []).append((int(rank), entry, bits))
    return sorted(rankings.items())


@pytest.mark.parametrize("name, ranking", frozen())
def test_rankings_and_score_bits_are_those_of_rust(name, ranking):
    hits = ramatch.identify(DATA / name).hits
    assert [(hit.rank, hit.entry, struct.pack(">d", hit.cosine).hex()) for hit in hits] == ranking


def test_read_and_arrays_give_the_same():
    spectrum = ramatch.read(POLYSTYRENE)
    assert (spectrum.format, spectrum.laser_nm) == ("B&W Tek text", 784.82)
    assert ("laser_powerlevel", "100") in spectrum.fields
    by_arrays = ramatch.identify((spectrum.shift, spectrum.intensity), top=3)
    by_file = ramatch.identify(str(POLYSTYRENE), top=3)
    assert [hit.cosine for hit in by_arrays.hits] == [hit.cosine for hit in by_file.hits]
    assert by_file.to_dict()["hits"][0]["substance"] == by_file.best.substance == "polystyrene"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_output_has_the_dtype_of_the_input(dtype):
    x, y = np.arange(100, 200, dtype=dtype), np.arange(100, dtype=dtype) ** 2
    spectrum = ramatch.Spectrum(x, y)
    assert spectrum.shift.dtype == spectrum.intensity.dtype == dtype
    assert np.array_equal(spectrum.shift, x) and np.array_equal(spectrum.intensity, y)
    assert len(ramatch.Spectrum(list(x), y[::-1])) == 100, "lists and strides"
    assert ramatch.Spectrum(x[::-1], y[::-1]).shift[0] == 100, "a falling axis is turned round"


def test_errors_carry_name_number_file_line(tmp_path):
    x = np.arange(300.0, 1500.0)
    for y, code in [(x * 0, "flat"), (np.where(x == 400, np.nan, x), "not_finite"), (x * 1e300, "number_range")]:
        with pytest.raises(ramatch.RamatchError) as caught:
            ramatch.identify((x, y))
        assert (caught.value.code, caught.value.file, caught.value.line) == (code, None, None)
        assert caught.value.number > 0 and isinstance(caught.value, ValueError)
    path = tmp_path / "bad.csv"
    path.write_text("".join(f"{i},{i * i}\n" for i in range(20)) + "20,oops\n")
    with pytest.raises(ramatch.RamatchError) as caught:
        ramatch.read(path)
    assert (caught.value.code, caught.value.file, caught.value.line) == ("number_syntax", str(path), 21)
    with pytest.raises(TypeError):
        ramatch.Spectrum(np.zeros((2, 20)), np.zeros(20))
    with pytest.raises(ramatch.RamatchError):
        ramatch.Library.open(POLYSTYRENE)


def test_libraries_and_recipes(tmp_path):
    library = ramatch.Library.default()
    assert len(library) == 88 and "polystyrene" in library.substances and len(library.hash) == 64
    assert library.recipe == ramatch.Recipe.default()
    path = tmp_path / "recipe.toml"
    path.write_text(library.recipe.to_toml().replace("resolution_cm1 = 8.0", "resolution_cm1 = 12.0"))
    recipe = ramatch.Recipe.read(path)
    assert recipe.id != library.recipe.id
    other = library.prepared_by(recipe)
    assert other.recipe == recipe
    a, b = library.search(POLYSTYRENE), ramatch.identify(POLYSTYRENE, library=other)
    assert a.best.substance == b.best.substance and a.best.cosine != b.best.cosine


def test_inputs_are_copied_and_threads_agree():
    spectrum = ramatch.read(POLYSTYRENE)
    expected = ramatch.identify(spectrum).best.cosine
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: ramatch.identify(spectrum).best.cosine, range(32)))
    assert set(found) == {expected}
    intensity = spectrum.intensity
    intensity[:] = 0
    assert ramatch.identify(spectrum).best.cosine == expected


def test_plot(tmp_path):
    result = ramatch.identify(POLYSTYRENE)
    svg = result.plot(tmp_path / "out.svg")
    assert (tmp_path / "out.svg").read_text(encoding="utf-8") == svg == result._repr_svg_()
    ElementTree.fromstring(svg)
    assert "Raman shift (cm⁻¹)" in svg and "polystyrene" in svg


def test_curves_add_up_and_go_to_any_axes():
    class Axes:
        def __init__(self):
            self.calls = []

        def __getattr__(self, name):
            return lambda *args, **keywords: self.calls.append((name, args, keywords))

    result = ramatch.identify(POLYSTYRENE)
    curves, axes = result.curves(), Axes()
    assert {len(curve) for curve in curves.values()} == {1024}
    known = ~np.isnan(curves["reference"])
    assert np.allclose((curves["query"] - curves["reference"])[known], curves["residual"][known])
    cosine = np.dot(curves["query"][known], curves["reference"][known])
    cosine /= np.linalg.norm(curves["query"][known]) * np.linalg.norm(curves["reference"][known])
    assert abs(cosine - result.best.cosine) < 1e-6
    result.plot(ax=axes)
    assert [name for name, _, _ in axes.calls] == ["plot"] * 3 + ["set_xlabel", "set_ylabel", "legend"]


def test_docstring_examples():
    assert doctest.testmod(ramatch).failed == 0
    assert "polystyrene" in repr(ramatch.identify(POLYSTYRENE))

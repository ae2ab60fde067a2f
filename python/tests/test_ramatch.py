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
    assert [(hit.rank, hit.entry, struct.pack(">d", hit.score).hex()) for hit in hits] == ranking


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
    for y, code in [(np.where(x == 400, np.nan, x), "not_finite"), (x * 1e300, "number_range")]:
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
        ramatch.Library.read(POLYSTYRENE)


def test_what_was_measured_and_cannot_be_compared_is_an_answer(tmp_path):
    x = np.arange(300.0, 1500.0)
    for shift, y, code in [(x, x * 0, "flat"), (x, 5 * x, "zero_norm"), (x[:100], x[:100] % 7, "coverage")]:
        result = ramatch.identify((shift, y))
        assert (result.hits, result.best, result.cannot_decide["code"]) == ([], None, code)
        assert "cannot decide" in repr(result)


def test_written_files_read_back(tmp_path):
    x = np.linspace(100, 2000, 500)
    y = np.random.default_rng(1).normal(0, 1e4, 500).astype(np.float32)
    spectrum = ramatch.Spectrum(x, y)
    for name in ["a.csv", "a.jdx", "a.npz", "a.txt"]:
        [file] = ramatch.write(tmp_path / name, spectrum)
        assert file == tmp_path / name
        [record] = ramatch.records(file)
        assert np.array_equal(record.x.astype(np.float32), spectrum.shift.astype(np.float32))
        assert np.array_equal(record.y, y)
    measured = ramatch.records(POLYSTYRENE)[0]
    files = ramatch.write(tmp_path / "many.jdx", [measured, (x, y), spectrum])
    assert [file.name for file in files] == ["many-1.jdx", "many-2.jdx", "many-3.jdx"]
    back = ramatch.records(files[0])[0]
    assert np.array_equal(back.x, measured.x) and np.array_equal(back.y, measured.y)
    assert back.laser_nm == measured.laser_nm and back.technique == "raman"
    whole = np.arange(500.0) // 3
    [file] = ramatch.write(tmp_path / "packed.dx", (np.arange(500.0), whole), format="difdup")
    assert np.array_equal(ramatch.records(file)[0].y, whole)
    # An axis of equal distances stays one: it is not rounded to float32 on the way.
    [file] = ramatch.write(tmp_path / "packed.dx", spectrum, format="difdup")
    assert np.array_equal(ramatch.records(file)[0].y, y) and np.allclose(ramatch.records(file)[0].x, x, rtol=1e-14, atol=0)
    with pytest.raises(ramatch.RamatchError) as caught:
        ramatch.write(tmp_path / "packed.dx", (x**1.01, y), format="difdup")
    assert caught.value.code == "unsupported" and caught.value.file == str(tmp_path / "packed.dx")
    with pytest.raises(ValueError, match="csv, jcamp"):
        ramatch.write(tmp_path / "a.xyz", spectrum)


def test_libraries_and_recipes(tmp_path):
    library = ramatch.Library.default()
    assert len(library) == 98 and "polystyrene" in library.substances and len(library.hash) == 64
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
    # An axis that is moved loses what lies beyond its ends.
    (length,) = {len(curve) for curve in curves.values()}
    assert 1010 < length <= 1024
    known = ~np.isnan(curves["reference"])
    assert np.allclose((curves["query"] - curves["reference"])[known], curves["residual"][known])
    cosine = np.dot(curves["query"][known], curves["reference"][known])
    cosine /= np.linalg.norm(curves["query"][known]) * np.linalg.norm(curves["reference"][known])
    assert abs(cosine - result.best.cosine) < 1e-6
    result.plot(ax=axes)
    assert [name for name, _, _ in axes.calls] == ["plot"] * 3 + ["set_xlabel", "set_ylabel", "legend"]


def test_docstring_examples():
    finder, runner, with_examples = doctest.DocTestFinder(), doctest.DocTestRunner(), []
    for name in ["", *ramatch.__all__, "validate"]:
        thing = getattr(ramatch, name) if name else ramatch
        for test in finder.find(thing, name or "ramatch", module=False, globs={}):
            assert runner.run(test).failed == 0, test.name
            with_examples += [test.name] if test.examples else []
    assert {"ramatch", "identify_many", "identify_shots", "write"} <= set(with_examples)
    assert "polystyrene" in repr(ramatch.identify(POLYSTYRENE))


def test_similarity_agrees_with_scipy_like_formulas():
    rng = np.random.default_rng(1)
    a, b = rng.random(300), rng.random(300)
    r = np.corrcoef(a, b)[0, 1]
    cosine = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
    roots = np.sqrt(a), np.sqrt(b)
    p, q = a / a.sum(), b / b.sum()
    entropy = lambda s: -(s * np.log(s)).sum()  # noqa: E731
    raised = [(s + 1e-6) / (1 + 300 * 1e-6) for s in (p, q)]
    expected = {
        "cosine": cosine,
        "cosine_squared_100": 100 * cosine**2,
        "spectral_angle": np.arccos(cosine),
        "euclidean": np.linalg.norm(a / np.linalg.norm(a) - b / np.linalg.norm(b)),
        "pearson_r": r,
        "pearson_r_squared": r**2 if r > 0 else 0.0,
        "derivative_cosine": np.diff(a) @ np.diff(b) / np.linalg.norm(np.diff(a)) / np.linalg.norm(np.diff(b)),
        "derivative_pearson": np.corrcoef(np.diff(a), np.diff(b))[0, 1],
        "sqrt_cosine": roots[0] @ roots[1] / np.linalg.norm(roots[0]) / np.linalg.norm(roots[1]),
        "spectral_information_divergence": ((raised[0] - raised[1]) * np.log(raised[0] / raised[1])).sum(),
        "spectral_entropy": 1 - (2 * entropy((p + q) / 2) - entropy(p) - entropy(q)) / np.log(4),
    }
    assert set(expected) | {"band_forward", "band_reverse"} == set(ramatch.METRICS)
    for name, value in expected.items():
        assert ramatch.similarity(a, b, name) == pytest.approx(value, abs=2e-6), name
    mask = rng.random(300) > 0.3
    assert ramatch.similarity(a, b, "pearson_r", mask=mask) == pytest.approx(np.corrcoef(a[mask], b[mask])[0, 1], abs=1e-6)
    assert ramatch.similarity(a, np.zeros(300)) is None
    with pytest.raises(ValueError, match="the metrics are"):
        ramatch.similarity(a, b, "hqi")


def test_what_is_asked_for():
    spectrum = ramatch.read(DATA / "polystyrene-785-bwtek-a.txt")
    moved = ramatch.Spectrum(spectrum.shift + 6.0, spectrum.intensity)
    result = ramatch.identify(moved)
    assert result.best.substance == "polystyrene" and 3 < result.alignment["shift_cm1"] <= 8
    assert result.cannot_decide is None
    assert ramatch.identify(moved, tolerance=0).alignment == {"shift_cm1": 0.0, "stretch": 0.0}
    assert ramatch.identify(spectrum, exclude=[result.best.entry]).best.entry != result.best.entry
    assert ramatch.identify_shots([spectrum, moved], tolerance=(8.0, 0.0)).query["shots"] == 2
    by_metric = ramatch.identify(spectrum, metric="pearson_r")
    assert by_metric.best.substance == "polystyrene" and by_metric.best.score == pytest.approx(1, abs=0.1)
    assert all(hit.substance != "polystyrene" for hit in ramatch.identify(spectrum, through="polystyrene").hits)


def test_the_evaluation_runs_on_a_folder(tmp_path):
    from ramatch.evaluate import Names, Variant, run_protocol, run_surface

    (tmp_path / "names.csv").write_text((DATA.parent / "names.csv").read_text())
    for path in DATA.glob("*.txt"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    synonyms = tmp_path / "synonyms.csv"
    synonyms.write_text("substance,also called\ncalcium carbonate,calcite\n")
    protocol = {"name": "own", "library": [{"set": "built-in"}], "queries": {"folder": str(tmp_path)}}
    variants = [Variant("default"), Variant("cosine", metric="cosine")]
    default, cosine = run_protocol(protocol, variants, {}, Names(synonyms))
    assert default.part()["asked"] == 15 and default.part()["top1"] == 15
    assert default.part()["decided_wrong"] == 0
    assert cosine.part()["top1"] >= 14
    alone = {"name": "alone", "library": [protocol["queries"]], "queries": protocol["queries"], "leave_one_out": True}
    (left_out,) = run_protocol(alone, variants[:1], {}, Names(synonyms))
    assert left_out.part()["top1"] == 15
    point = {"shift_cm1": 8.0, "stretch": 0.0, "resolution_cm1": 10.0, "snr": 20.0, "fluorescence": 3.0, "polyethylene": 0.0}
    surface = run_surface(point)
    assert surface["asked"] == 98 and surface["top1"] >= 97


FIXTURES = ROOT / "crates" / "ramatch-io" / "tests" / "fixtures"


def test_records_of_every_format_hold_the_same_numbers():
    if not FIXTURES.is_dir():
        pytest.skip("the fixtures are not part of the package")
    expected = ramatch.records(FIXTURES / "two_columns.csv")[0]
    assert expected.x.dtype == expected.y.dtype == np.float64
    for name in ("affn.jdx", "difdup.jdx", "single.spc", "old.spc", "raman.spa", "raman.0", "single.l6s", "single.wxd"):
        record = ramatch.records(FIXTURES / name)[0]
        order = np.argsort(record.x)
        np.testing.assert_array_equal(record.x[order], expected.x)
        np.testing.assert_array_equal(record.y[order], expected.y)
    wdf = ramatch.records(FIXTURES / "map.wdf")
    assert [record.position[:2] for record in wdf] == [(10.0, -5.0), (20.0, -5.0)]
    assert (wdf[0].axis, wdf[0].technique, wdf[0].laser_nm) == ("raman_shift", "raman", 785.0)
    assert wdf[0].terms["_raman_measurement_device.excitation_laser_wavelength"] == "785"
    spectrum = ramatch.read(FIXTURES / "map.wdf", spectrum=2)
    np.testing.assert_array_equal(spectrum.shift, np.arange(100, 120, dtype=np.float32))
    with pytest.raises(ramatch.RamatchError) as refused:
        ramatch.read(FIXTURES / "map.wdf")
    assert (refused.value.code, refused.value.format, refused.value.actual) == ("multiple_blocks", "Renishaw WDF", "2")


def test_an_axis_needs_its_laser(tmp_path):
    path = tmp_path / "nm.csv"
    rows = "".join(f"{800 + i},{i * i}\n" for i in range(40))
    path.write_text("Wavelength (nm),Intensity\n" + rows)
    with pytest.raises(ramatch.RamatchError, match="laser"):
        ramatch.read(path)
    assert ramatch.read(path, laser_nm=785.0).shift[0] == pytest.approx(1e7 / 785 - 1e7 / 800, abs=1e-2)
    record = ramatch.records(path)[0]
    assert record.axis == "wavelength_nm" and len(record.spectrum(laser_nm=785.0)) == 40


def test_what_was_salvaged_is_marked(tmp_path):
    path = tmp_path / "broken.csv"
    path.write_text("".join(f"{200 + i},{(i * i) % 97}\n" for i in range(2000)) + "broken,here\n")
    with pytest.raises(ramatch.RamatchError) as refused:
        ramatch.read(path)
    assert (refused.value.code, refused.value.line) == ("number_syntax", 2001)
    spectrum = ramatch.read(path, salvage=True)
    assert len(spectrum) == 2000 and len(spectrum.damage) == 1
    assert ramatch.identify(spectrum).cannot_decide["code"] == "damaged"
    assert ramatch.identify_shots([spectrum, spectrum]).cannot_decide["code"] == "damaged"
    with pytest.raises(ramatch.RamatchError) as refused:
        ramatch.LibraryBuilder().add(spectrum, "a", "a", grade="reference")
    assert refused.value.code == "damaged"


def test_npz_of_numpy_is_read(tmp_path):
    shift, counts = np.linspace(100, 3000, 500), np.random.default_rng(1).normal(size=(3, 500))
    np.savez_compressed(tmp_path / "a.npz", shift=shift, counts=counts)
    records = ramatch.records(tmp_path / "a.npz")
    assert len(records) == 3
    np.testing.assert_array_equal(records[2].y, counts[2])
    np.save(tmp_path / "b.npy", np.asfortranarray(np.stack([shift, counts[0]], axis=1)))
    np.testing.assert_array_equal(ramatch.records(tmp_path / "b.npy")[0].y, counts[0])
    np.save(tmp_path / "c.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ramatch.RamatchError) as refused:
        ramatch.records(tmp_path / "c.npy")
    assert refused.value.code == "pickle_forbidden"

"""Arguments that are none: what is wrong is said, by the names that Python has for it. And paths, as `open` takes them."""

import os
import pathlib

import numpy as np
import pytest

import ramatch

DATA = pathlib.Path(__file__).resolve().parents[2] / "examples" / "data"
POLYSTYRENE = DATA / "polystyrene-785-bwtek-a.txt"
Y = np.random.default_rng(3).normal(100, 5, 300)


class Named:
    """Something that has a path."""

    def __init__(self, path):
        self.path = path

    def __fspath__(self):
        return self.path


@pytest.mark.parametrize("kind", [str, os.fsencode, pathlib.Path, lambda path: Named(os.fsencode(path))])
def test_paths_of_every_kind(kind, tmp_path):
    at = lambda name: kind(str(tmp_path / name))  # noqa: E731
    spectrum = ramatch.read(kind(str(POLYSTYRENE)))
    assert len(spectrum) == len(ramatch.Spectrum.read(kind(str(POLYSTYRENE)))) == 1743
    assert len(ramatch.records(kind(str(POLYSTYRENE)))) == 1
    result = ramatch.identify(kind(str(POLYSTYRENE)))
    assert result.best.substance == "polystyrene"
    assert ramatch.write(at("a.csv"), spectrum) == [tmp_path / "a.csv"]
    assert (tmp_path / "b.svg").exists() is False
    assert result.plot(at("b.svg")) == (tmp_path / "b.svg").read_text(encoding="utf-8")
    builder = ramatch.LibraryBuilder(folder=kind(str(tmp_path)))
    builder.add(kind(str(POLYSTYRENE)), "a", "polystyrene")
    builder.write(at("c.rsl"))
    assert len(ramatch.Library.open(at("c.rsl"))) == len(ramatch.Library.read(at("c.rsl"))) == 1
    (tmp_path / "d.toml").write_text(ramatch.Recipe.default().to_toml())
    assert ramatch.Recipe.read(at("d.toml")) == ramatch.Recipe.default()
    with pytest.raises(ramatch.RamatchError):
        ramatch.Library.default().for_instrument(at("none.toml"))
    with pytest.raises(ramatch.RamatchError) as refused:
        ramatch.read(at("missing.txt"))
    assert refused.value.file == str(tmp_path / "missing.txt")


@pytest.mark.parametrize("call", [ramatch.read, ramatch.records, ramatch.Library.open, ramatch.Library.read, ramatch.Recipe.read])
def test_what_is_no_path(call):
    for bad in (5, None, 1.5, ["a"]):
        with pytest.raises(TypeError, match="expected str, bytes or os.PathLike"):
            call(bad)


@pytest.mark.parametrize("top", [0, -1, -(2**40)])
def test_top_is_at_least_one(top):
    with pytest.raises(ramatch.RamatchError, match="top") as refused:
        ramatch.identify(POLYSTYRENE, top=top)
    assert refused.value.code == "parameter"


def test_top_is_a_whole_number():
    for top in (1.5, "3", None, [1], 2**70):
        with pytest.raises(TypeError, match="top is a whole number"):
            ramatch.identify(POLYSTYRENE, top=top)
    assert len(ramatch.identify(POLYSTYRENE, top=np.int64(2)).hits) == 2
    assert len(ramatch.identify(POLYSTYRENE, top=10**6).hits) > 50


def test_tolerances():
    expected = ramatch.identify(POLYSTYRENE, tolerance=(8.0, 0.003)).to_dict()["hits"]
    for tolerance in ([8, 0.003], np.array([8, 0.003]), 8, np.float32(8), [8]):
        assert ramatch.identify(POLYSTYRENE, tolerance=tolerance).to_dict()["hits"] == expected
    for tolerance in ("x", b"8", "8", "ab", [8, 0.003, 1], [], {}, object(), [None, 1]):
        with pytest.raises(TypeError, match="tolerance is a number"):
            ramatch.identify(POLYSTYRENE, tolerance=tolerance)
    for tolerance in (float("nan"), (float("nan"), 0.0), (8.0, float("nan")), float("inf"), -1, (8, -0.001)):
        with pytest.raises(ramatch.RamatchError) as refused:
            ramatch.identify(POLYSTYRENE, tolerance=tolerance)
        assert refused.value.code == "parameter"


def test_what_is_excluded_is_a_list_of_ids_that_are_there():
    best = ramatch.identify(POLYSTYRENE).best
    for alone in (best.entry, best.entry.encode()):
        with pytest.raises(TypeError, match="list of ids"):
            ramatch.identify(POLYSTYRENE, exclude=alone)
    for ids in (["nobody/nothing"], [best.entry, "nobody/nothing"], [""], ["nobody/nothing", "zzz"]):
        with pytest.raises(ramatch.RamatchError, match=f'"{sorted(set(ids) - {best.entry})[0]}"') as refused:
            ramatch.identify(POLYSTYRENE, exclude=ids)
        assert refused.value.code == "bad_entry"
    for ids in ([best.entry], (best.entry,), {best.entry}, [best.entry, best.entry]):
        assert ramatch.identify(POLYSTYRENE, exclude=ids).best.entry != best.entry


def test_names_of_methods_in_any_case():
    for name, other in (("arpls", "arPLS"), ("airpls", "airPLS"), ("rolling_ball", "Rolling-Ball"), ("snip", "SNIP")):
        assert np.array_equal(ramatch.baseline(Y, name)[0], ramatch.baseline(Y, other)[0])
    assert np.array_equal(ramatch.smooth(Y, "savitzky-golay"), ramatch.smooth(Y, "Savitzky_Golay"))
    assert np.array_equal(ramatch.normalize(Y, "min-max"), ramatch.normalize(Y, "MIN_MAX"))
    x = 300 + 1.5 * np.arange(300)
    assert np.array_equal(ramatch.despike(x, Y)[0], ramatch.despike(x, Y, "Whitaker_Hayes")[0])


X = 300 + 1.5 * np.arange(300)
CALLS = {
    "baseline": (lambda method, **more: ramatch.baseline(Y, method, **more), "arpls", ramatch.BASELINES),
    "smooth": (lambda method, **more: ramatch.smooth(Y, method, **more), "fourier", ("fourier", "savitzky-golay", "whittaker")),
    "normalize": (lambda method: ramatch.normalize(Y, method), "l2", ("l2", "max", "min-max", "area", "snv", "rnv")),
    "despike": (
        lambda method, **more: ramatch.despike(X, Y, method, **more), "whitaker-hayes", ("whitaker-hayes", "prominence")
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_an_unknown_method_is_told_the_known_ones(name):
    call, _, choices = CALLS[name]
    for method in ("nothing", "", "arpls2"):
        with pytest.raises(ramatch.RamatchError) as refused:
            call(method)
        assert refused.value.code == "parameter"
        assert all(choice in str(refused.value) for choice in choices) and f'"{method}"' in str(refused.value)
    for method in (None, 5, b"arpls"):
        with pytest.raises(TypeError, match="by its name"):
            call(method)


@pytest.mark.parametrize(
    "call, says",
    [
        (lambda: ramatch.baseline(Y, lamda=5), ['arpls has no parameter "lamda"', "lam", "max_iter"]),
        (lambda: ramatch.baseline(Y, "asls", lam="big"), ["asls", "lam", "big"]),
        (lambda: ramatch.baseline(Y, "asls", lam=float("nan")), ["lam = nan"]),
        (lambda: ramatch.baseline(Y, "asls", lam=float("inf")), ["lam = inf"]),
        (lambda: ramatch.baseline(Y, "asls", lam=-1), ["lam", "-1"]),
        (lambda: ramatch.baseline(Y, "asls", max_iter=2.5), ["max_iter", "2.5"]),
        (lambda: ramatch.baseline(Y, "asls", max_iter=-2), ["max_iter", "-2"]),
        (lambda: ramatch.baseline(Y, "iasls", lam_2=1), ['"lam_2"', "lam_1"]),
        (lambda: ramatch.smooth(Y, "savitzky-golay", windows=5), ['"windows"', "window", "poly_order", "derivative"]),
        (lambda: ramatch.smooth(Y, "fourier", response="round"), ["response", "round", "gaussian"]),
        (lambda: ramatch.despike(X, Y, width=3), ['"width"', "max_width"]),
    ],
)
def test_a_wrong_parameter_is_named_as_python_names_it(call, says):
    with pytest.raises(ramatch.RamatchError) as refused:
        call()
    text = str(refused.value)
    assert refused.value.code == "parameter" and refused.value.number > 0
    assert all(word in text for word in says), text
    assert "column" not in text and "lambda" not in text and "field" not in text, text


def test_parameters_are_numbers_and_words():
    for value in ([1, 2], None, {"a": 1}, 1j, np.array([1.0, 2.0])):
        with pytest.raises(TypeError, match="lam is a number or a word"):
            ramatch.baseline(Y, "asls", lam=value)
    expected = ramatch.baseline(Y, "asls", lam=100000, max_iter=20)[0]
    numbers = {"lam": np.float32(1e5), "max_iter": np.int64(20)}
    assert np.array_equal(ramatch.baseline(Y, "asls", **numbers)[0], expected)
    assert np.array_equal(ramatch.baseline(Y, "asls", lam=np.array(1e5), max_iter=20)[0], expected)


def test_what_the_reader_wondered_about(tmp_path):
    path = tmp_path / "flat.csv"
    path.write_text("Raman shift,Intensity\n" + "".join(f"{200 + i},5\n" for i in range(100)))
    spectrum = ramatch.read(path)
    assert spectrum.warnings == ramatch.records(path)[0].warnings == ["all ordinates are equal"]
    assert ramatch.read(POLYSTYRENE).warnings == [] and ramatch.Spectrum(X, Y).warnings == []

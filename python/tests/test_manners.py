"""Errors with a code and the argument's name, numbers of any kind, pickles, and texts that every terminal shows."""

import copy
import fractions
import os
import pathlib
import pickle
import subprocess
import sys

import numpy as np
import pytest

import ramatch

DATA = pathlib.Path(__file__).resolve().parents[2] / "examples" / "data"
POLYSTYRENE = DATA / "polystyrene-785-bwtek-a.txt"
LIBRARY = ramatch.Library.default()
QUERY = LIBRARY.prepare(POLYSTYRENE)
MIXTURE = LIBRARY.unmix(POLYSTYRENE)
X = 300 + 1.5 * np.arange(300)
Y = np.random.default_rng(7).normal(100, 5, 300)
ROWS = np.tile(Y, (20, 1))

# The name of an argument, and a call with it.
WHOLE = {
    "top": lambda value: ramatch.identify(POLYSTYRENE, top=value),
    "k": lambda value: LIBRARY.nearest(QUERY, value),
    "threads": lambda value: ramatch.baseline(ROWS, threads=value),
    "threads of a search": lambda value: LIBRARY.nearest([QUERY], threads=value),
    "index": lambda value: LIBRARY.entry(value),
    "index of a curve": lambda value: LIBRARY.curve(value),
    "spectrum": lambda value: ramatch.read(POLYSTYRENE, spectrum=value),
    "poly_order": lambda value: ramatch.detrend(Y, value),
    "poly_order of a correction": lambda value: ramatch.scatter_correct(ROWS, poly_order=value),
    "max_iter": lambda value: ramatch.baseline(Y, max_iter=value),
    "window": lambda value: ramatch.smooth(Y, "savitzky-golay", window=2 * value + 3),
}
REAL = {
    "step": lambda value: ramatch.smooth(Y, step=value),
    "step of a norm": lambda value: ramatch.normalize(Y, "area", step=value),
    "threshold": lambda value: ramatch.despike_shots(ROWS, value),
    "step_cm1": lambda value: ramatch.similarity(Y, Y, step_cm1=value),
    "lam": lambda value: ramatch.baseline(Y, "asls", lam=value),
    "tolerance": lambda value: ramatch.identify(POLYSTYRENE, tolerance=value),
    "laser_nm[0]": lambda value: LIBRARY.nearest(QUERY, laser_nm=(value, 2000)),
    "resolution_cm1": lambda value: ramatch.LibraryBuilder().add(POLYSTYRENE, "a", "a", resolution_cm1=value),
}
FLAGS = {
    "per_substance": lambda value: LIBRARY.nearest(QUERY, per_substance=value),
    "replace": lambda value: ramatch.despike(X, Y, replace=value),
    "salvage": lambda value: ramatch.read(POLYSTYRENE, salvage=value),
    "decimal_comma": lambda value: ramatch.records(POLYSTYRENE, decimal_comma=value),
    "codes": lambda value: ramatch.LibraryBuilder(codes=value),
    "raw": lambda value: ramatch.LibraryBuilder(raw=value),
    "linear": lambda value: ramatch.LibraryBuilder(linear=value),
    "single": lambda value: ramatch.identify(POLYSTYRENE, single=value),
}
TEXTS = {
    "metric": lambda value: ramatch.similarity(Y, Y, value),
    "metric of a search": lambda value: ramatch.identify(POLYSTYRENE, metric=value),
    "through": lambda value: ramatch.identify(POLYSTYRENE, through=value),
    "tag": lambda value: LIBRARY.nearest(QUERY, tag=value),
    "source": lambda value: LIBRARY.nearest(QUERY, source=value),
    "axis": lambda value: ramatch.read(POLYSTYRENE, axis=value),
    "rows": lambda value: ramatch.LibraryBuilder(rows=value),
    "grade": lambda value: ramatch.LibraryBuilder().add(POLYSTYRENE, "a", "a", grade=value),
    "form": lambda value: ramatch.LibraryBuilder().add(POLYSTYRENE, "a", "a", form=value),
    "ids[0]": lambda value: ramatch.LibraryBuilder().add(POLYSTYRENE, value, "a"),
    "substances[0]": lambda value: ramatch.LibraryBuilder().add(POLYSTYRENE, "a", value),
    "exclude[0]": lambda value: ramatch.identify(POLYSTYRENE, exclude=[value]),
    "format": lambda value: ramatch.write("never.csv", (X, Y), format=value),
}
THINGS = {
    "library": lambda value: ramatch.identify(POLYSTYRENE, library=value),
    "library of a copy": lambda value: ramatch.LibraryBuilder().copy(value),
    "recipe": lambda value: LIBRARY.prepared_by(value),
    "recipe of a builder": lambda value: ramatch.LibraryBuilder(recipe=value),
    "query": lambda value: LIBRARY.nearest(value),
    "query[1]": lambda value: LIBRARY.nearest([QUERY, value]),
    "progress": lambda value: ramatch.baseline(ROWS, progress=value),
    "containers": lambda value: ramatch.identify(POLYSTYRENE, containers=value),
    "factors": lambda value: MIXTURE.weights(value),
    "exclude": lambda value: ramatch.identify(POLYSTYRENE, exclude=value),
    "a path": lambda value: ramatch.read(value),
    "method": lambda value: ramatch.normalize(Y, value),
    "records": lambda value: ramatch.write("never.csv", value),
}

def refused(call, value, name):
    with pytest.raises(ramatch.RamatchError) as caught:
        call(value)
    error = caught.value
    assert error.code and error.number > 0 and error.file is None, repr(error)
    said = name.split(" of ")[0]
    assert said in str(error) or said in ("method", "spectrum"), str(error)
    assert "attribute" not in str(error) and "unhashable" not in str(error) and "extract" not in str(error), str(error)
    return error


@pytest.mark.parametrize("name", WHOLE)
def test_whole_numbers_of_any_kind(name):
    call = WHOLE[name]
    value = 1 if name == "spectrum" else 2
    for kind in (int, np.int8, np.int64, np.uint16, np.array):
        call(kind(value))
    for bad in (1.5, "3", [1], {}, 1j, np.array([1, 2]), object()) if name not in ("window",) else (1.5, 0.25):
        assert refused(call, bad, name).code == "parameter"
    if name in ("max_iter", "window"):
        return
    for bad in (1.0, np.float64(2), b"1", 2**70):
        assert isinstance(refused(call, bad, name), TypeError)
    assert refused(call, -1, name).code == "parameter"


@pytest.mark.parametrize("name", REAL)
def test_numbers_of_any_kind(name):
    call = REAL[name]
    for kind in (int, float, np.int8, np.int64, np.float32, np.float64, np.array, lambda value: np.array(value, np.float32)):
        call(kind(1))
    if name != "lam":
        call(fractions.Fraction(3, 2))
        for bad in ("1", b"1", [1, 2, 3], {}, 1j, np.complex128(1), np.array([1, 2, 3]), np.ma.masked, object()):
            assert isinstance(refused(call, bad, name), TypeError)


def test_lasers_of_any_kind():
    for kind in (int, float, np.int64, np.float32, np.array):
        assert ramatch.read(POLYSTYRENE, laser_nm=kind(785)).laser_nm == 784.82, "what the file states"
    for bad in ("785", [785], 1j, True, float("nan"), float("inf")):
        refused(lambda value: ramatch.read(POLYSTYRENE, laser_nm=value), bad, "laser_nm")


@pytest.mark.parametrize("name", FLAGS)
def test_flags_are_true_or_false(name):
    for value in (True, False, np.True_, np.False_, np.array(True)):
        FLAGS[name](value)
    for bad in (1, 0, "yes", "", [], np.array([True]), 1.0):
        assert isinstance(refused(FLAGS[name], bad, name), TypeError)


@pytest.mark.parametrize("name", TEXTS)
def test_texts_are_texts(name):
    for bad in (5, b"cosine", [], ["a"], {"a"}, 1.5, object(), "\ud800"):
        refused(TEXTS[name], bad, name)
    refused(TEXTS[name], "", name) if name not in ("form",) and "[0]" not in name else None
    assert not pathlib.Path("never.csv").exists()


@pytest.mark.parametrize("name", THINGS)
def test_things_are_what_they_are(name):
    for bad in (5, object(), 1.5, *([] if name in ("a path", "exclude", "library") else ["some text"])):
        assert isinstance(refused(THINGS[name], bad, name), ValueError)


def test_texts_that_no_file_is_called():
    bad = "\ud800"
    for call in (
        lambda: ramatch.read(bad),
        lambda: ramatch.records(bad),
        lambda: ramatch.write(bad + ".csv", (X, Y)),
        lambda: ramatch.identify(bad, peaks=True),
        lambda: ramatch.Library.open(bad),
        lambda: ramatch.LibraryBuilder(folder=bad),
        lambda: ramatch.baseline(Y, bad),
    ):
        with pytest.raises(ramatch.RamatchError) as caught:
            call()
        assert caught.value.code == "parameter" and "failed" not in str(caught.value)


def test_a_type_error_is_both():
    with pytest.raises(TypeError) as caught:
        ramatch.identify(5)
    error = caught.value
    assert isinstance(error, ramatch.RamatchTypeError) and isinstance(error, ramatch.RamatchError) and isinstance(error, ValueError)
    assert (error.code, error.line, error.format) == ("parameter", None, None) and error.number == ramatch.RamatchError("x").number


def made():
    return {
        "Spectrum": ramatch.Spectrum(X, Y),
        "Spectrum of float32": ramatch.Spectrum(X.astype(np.float32), Y.astype(np.float32)),
        "Spectrum upon a level": ramatch.Spectrum(X[::-1], 1e9 + Y),
        "Spectrum of a file": ramatch.read(POLYSTYRENE),
        "Record": ramatch.records(POLYSTYRENE)[0],
        "Recipe": ramatch.Recipe.default(),
        "Result": ramatch.identify(POLYSTYRENE),
        "Result of nothing": ramatch.identify((X, Y), library=None, top=1),
        "Library": LIBRARY,
        "Fit": ramatch.baseline(Y)[1],
        "Found": LIBRARY.nearest(QUERY),
    }


def content(thing):
    """All that can be asked of it."""
    if isinstance(thing, (list, tuple)):
        return [content(item) for item in thing]
    if isinstance(thing, np.ndarray):
        return thing.dtype.str, thing.tobytes()
    if isinstance(thing, dict):
        return {name: content(value) for name, value in thing.items()}
    if type(thing).__module__.split(".")[0] != "ramatch":
        return repr(thing)
    if isinstance(thing, ramatch.Library):
        return thing.hash, len(thing), thing.search(POLYSTYRENE).to_dict()
    asked = {name: getattr(thing, name) for name in dir(thing) if not name.startswith("_")}
    # A plot needs matplotlib.
    names = ("to_dict", "curves", "to_toml") + (("plot",) if isinstance(thing, ramatch.Result) else ())
    called = {name: value() for name, value in asked.items() if callable(value) and name in names}
    return content({**{name: value for name, value in asked.items() if not callable(value)}, **called, "repr": repr(thing)})


WAYS = [copy.copy, copy.deepcopy, *(lambda thing, p=p: pickle.loads(pickle.dumps(thing, p)) for p in range(2, 6))]


@pytest.mark.parametrize("name", made())
def test_everything_is_copied_and_pickled(name):
    thing = made()[name]
    expected = content(thing)
    for way in WAYS:
        again = way(thing)
        assert type(again) is type(thing) and content(again) == expected
        assert content(way(again)) == expected


def test_what_was_pickled_is_compared_to_the_same_bits():
    for spectrum in (ramatch.Spectrum(X, 1e9 + Y), ramatch.read(POLYSTYRENE)):
        again = pickle.loads(pickle.dumps(spectrum))
        assert ramatch.identify(again).to_dict() == ramatch.identify(spectrum).to_dict()
    record = pickle.loads(pickle.dumps(ramatch.records(POLYSTYRENE)[0]))
    assert content(record.spectrum()) == content(ramatch.read(POLYSTYRENE))


def test_errors_are_pickled_with_all_they_say(tmp_path):
    bad = tmp_path / os.fsdecode(b"b\xff.csv") if os.name == "posix" else tmp_path / "b.csv"
    bad.write_text("JCAMP-DX without any\n")
    calls = [lambda: ramatch.read(bad), lambda: ramatch.read(5), lambda: ramatch.normalize(Y * 0), lambda: ramatch.smooth(Y, "x")]
    for call in calls:
        with pytest.raises(ramatch.RamatchError) as caught:
            call()
        error = caught.value
        for way in WAYS:
            again = way(error)
            assert type(again) is type(error) and str(again) == str(error) and vars(again) == vars(error) and again.code == error.code


def test_a_library_is_opened_again_if_it_is_the_same(tmp_path, monkeypatch):
    builder = ramatch.LibraryBuilder()
    builder.add(POLYSTYRENE, "a", "polystyrene")
    builder.write(tmp_path / "a.rsl")
    (tmp_path / "gentle.toml").write_text(ramatch.Recipe.default().to_toml().replace("100000.0", "200000.0"))
    recipe = ramatch.Recipe.read(tmp_path / "gentle.toml")
    monkeypatch.chdir(tmp_path)
    first = [ramatch.Library.open("a.rsl"), ramatch.Library.read(tmp_path / "a.rsl")]
    libraries = first + [library.prepared_by(recipe) for library in first] + [LIBRARY.prepared_by(recipe)]
    pickled = [pickle.dumps(library) for library in libraries]
    monkeypatch.chdir("/")
    for library, text in zip(libraries, pickled):
        assert pickle.loads(text).hash == library.hash and pickle.loads(text).recipe == library.recipe
    builder = ramatch.LibraryBuilder()
    builder.add(POLYSTYRENE, "b", "polystyrene")
    builder.write(tmp_path / "b.rsl")
    os.replace(tmp_path / "b.rsl", tmp_path / "a.rsl")
    for text in pickled[:4]:
        with pytest.raises(ramatch.RamatchError, match="another library") as caught:
            pickle.loads(text)
        assert caught.value.code == "hash_mismatch" and caught.value.file == str(tmp_path / "a.rsl")
    # Whoever has it open keeps it.
    assert copy.deepcopy(libraries[0]).entry(0)["id"] == "a"
    assert pickle.loads(pickled[4]).hash == libraries[4].hash


def test_recipes_are_keys(tmp_path):
    (tmp_path / "gentle.toml").write_text(ramatch.Recipe.default().to_toml().replace("100000.0", "200000.0"))
    one, other = ramatch.Recipe.default(), ramatch.Recipe.read(tmp_path / "gentle.toml")
    assert len({one, ramatch.Recipe.default(), LIBRARY.recipe, pickle.loads(pickle.dumps(one)), other}) == 2
    assert one != other and one != "text" and hash(one) == hash(LIBRARY.recipe)


SHOW = r"""
import os, sys
import numpy as np
import ramatch
folder = sys.argv[1]
x = 300 + 2.5 * np.arange(300)
y = 100 + 500 / (1 + ((x - 500) / 4) ** 2)
names = ["caf\u00e9 \u03b2-carotene", "a\u202eb\x1b[31m", "cm\u207b\u00b9"]
builder = ramatch.LibraryBuilder(folder=folder)
for i, name in enumerate(names):
    builder.add((x, y + i * x), name, name, form=name, source=name)
path = os.path.join(folder, "b.rsl")
builder.write(path)
library = ramatch.Library.open(path)
result = ramatch.identify((x, y), library=library)
things = [library, result, *result.hits, library.nearest(library.prepare((x, y))), ramatch.Spectrum(x, y), library.recipe]
things += [ramatch.Recipe.default(), ramatch.identify((x, 0 * y + 5))]
things += ramatch.records(sys.argv[2])
for call in (
    lambda: ramatch.read(os.path.join(os.fsencode(folder), b"caf\xc3\xa9\xff\x1b[31m.txt")),
    lambda: ramatch.read(os.path.join(folder, "new\nline\u202e.txt")),
    lambda: ramatch.Spectrum(x * 1e9, y),
    lambda: library.nearest(library.prepare((x, y)), source="\u03b2\x07"),
    lambda: ramatch.identify((x, y), tolerance=float("nan")),
    lambda: ramatch.identify((x, y), tolerance="\u03bb"),
    lambda: ramatch.smooth(y, "\u03bb\x1b"),
    lambda: ramatch.identify((x, y), library=library, exclude=["\u202e"]),
):
    try:
        call()
    except ramatch.RamatchError as error:
        things += [error, repr(error)]
for thing in things:
    print(thing)
    print(repr(thing))
"""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8", "cp1252"])
def test_everything_is_shown_on_every_terminal(tmp_path, encoding):
    environment = {**os.environ, "LANG": "C", "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", SHOW, str(tmp_path), str(POLYSTYRENE)]
    ran = subprocess.run(command, capture_output=True, env=environment, timeout=120, cwd=DATA)
    assert ran.returncode == 0, ran.stderr.decode(errors="replace")
    shown = ran.stdout.decode(encoding)
    assert not any(c in shown for c in "\x1b\x07\u202e"), ascii(shown)
    if encoding != "utf-8":
        assert "cm\\u207b" not in shown and "cm-1" in shown
    assert "Library(3 references" in shown and "new\\nline" in shown and "\\u202e" in shown
    if encoding == "utf-8":
        assert "café β-carotene" in shown


@pytest.mark.skipif(os.name != "posix", reason="names of files are text here")
def test_no_two_names_become_one(tmp_path):
    seen = []
    for raw in (b"a\xff.txt", b"a\xfe.txt", "a\ufffd.txt".encode(), b"a\x80.txt"):
        with pytest.raises(ramatch.RamatchError) as caught:
            ramatch.read(os.path.join(os.fsencode(tmp_path), raw))
        assert os.path.basename(os.fsencode(caught.value.file)) == raw
        seen.append(str(caught.value))
        for call in (ramatch.Library.open, ramatch.Library.read, ramatch.Recipe.read, ramatch.records):
            with pytest.raises(ramatch.RamatchError) as caught:
                call(os.path.join(os.fsencode(tmp_path), raw))
            assert os.path.basename(os.fsencode(caught.value.file)) == raw
    assert len(set(seen)) == 4, seen
    # And one that is written and read under such a name.
    path = os.path.join(os.fsencode(tmp_path), b"w\xff.csv")
    [file] = ramatch.write(path, (X, Y))
    assert os.fsencode(file) == path and np.array_equal(ramatch.records(file)[0].y, Y)
    again = pickle.loads(pickle.dumps(ramatch.records(file)[0]))
    with pytest.raises(ramatch.RamatchError) as caught:
        again.spectrum(axis="absolute", laser_nm=785)
    assert caught.value.file is None or os.fsencode(caught.value.file) == path

"""What failed, or was called off, leaves everything as it was; what is wrong is said, and does not spoil what comes next."""

import pathlib
import signal
import threading
import time

import numpy as np
import pytest

import ramatch

EXAMPLES = pathlib.Path(__file__).parents[2] / "examples" / "data"

DATA = pathlib.Path(__file__).resolve().parents[2] / "examples" / "data"
POLYSTYRENE = DATA / "polystyrene-785-bwtek-a.txt"
LIBRARY = ramatch.Library.default()
QUERY = LIBRARY.prepare(POLYSTYRENE)
Y = np.random.default_rng(7).normal(100, 5, 300)


def rows(m, seed=2):
    return normalized(np.random.default_rng(seed).random((m, 1024)))


def normalized(rows):
    """As the default recipe leaves rows: of norm 1."""
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_a_library_that_cannot_be_written_here_is_written_there(tmp_path):
    builder = ramatch.LibraryBuilder(folder=tmp_path)
    builder.add(POLYSTYRENE, "a", "a")
    builder.add_rows(rows(3), ["b", "c", "d"], ["b", "c", "d"])
    for bad in (tmp_path / "none" / "a.rsl", tmp_path):
        with pytest.raises(ramatch.RamatchError):
            builder.write(bad)
        assert len(builder) == 4
    builder.add_rows(rows(1), ["e"], ["e"])
    builder.write(tmp_path / "a.rsl")
    library = ramatch.Library.read(tmp_path / "a.rsl")
    assert [library.entry(i)["id"] for i in range(5)] == list("abcde")
    with pytest.raises(ramatch.RamatchError, match="has been written"):
        builder.write(tmp_path / "b.rsl")


@pytest.mark.parametrize("stored", ["f32", "i16", "i8"])
def test_rows_come_together_or_not_at_all(tmp_path, stored):
    builder = ramatch.LibraryBuilder(rows=stored, codes=stored != "i8", folder=tmp_path)
    builder.add_rows(rows(2), ["a", "b"], ["a", "b"])
    bad = rows(3)
    bad[2, 5] = np.nan
    for values, ids in ((bad, ["c", "d", "e"]), (rows(3), ["c", "d", "a"]), (rows(3), ["c", "d", ""])):
        with pytest.raises(ramatch.RamatchError):
            builder.add_rows(values, ids, ["x", "y", "z"])
        assert len(builder) == 2
    builder.add_rows(rows(3, 9), ["c", "d", "e"], ["x", "y", "z"])
    builder.write(tmp_path / "a.rsl")
    at_once = ramatch.LibraryBuilder(rows=stored, codes=stored != "i8", folder=tmp_path)
    at_once.add_rows(np.concatenate([rows(2), rows(3, 9)]), list("abcde"), list("abxyz"))
    at_once.write(tmp_path / "b.rsl")
    assert (tmp_path / "a.rsl").read_bytes() == (tmp_path / "b.rsl").read_bytes()
    # A copy of which an entry is there already adds none of the others either, nor what it knows of substances.
    for target in (ramatch.LibraryBuilder(rows=stored, codes=stored != "i8", folder=tmp_path),):
        target.add_rows(rows(1), ["e"], ["e"])
        with pytest.raises(ramatch.RamatchError):
            target.copy(ramatch.Library.read(tmp_path / "a.rsl"))
        assert len(target) == 1


def test_an_empty_library_is_the_one_that_was_meant(tmp_path):
    ramatch.LibraryBuilder(folder=tmp_path).write(tmp_path / "empty.rsl")
    empty = ramatch.Library.read(tmp_path / "empty.rsl")
    assert len(empty) == 0
    for result in (ramatch.identify(POLYSTYRENE, library=empty), empty.search(POLYSTYRENE)):
        assert result.hits == [] and result.best is None
    with pytest.raises(ramatch.RamatchError):
        ramatch.identify(POLYSTYRENE, library=empty, exclude=["nobody"])
    # Nor is an empty folder the one for temporary files, or an empty text nothing.
    for call in (
        lambda: ramatch.LibraryBuilder(folder=""),
        lambda: ramatch.identify(POLYSTYRENE, metric=""),
        lambda: ramatch.identify(POLYSTYRENE, through=""),
        lambda: ramatch.write(tmp_path / "a.csv", (Y, Y), format=""),
        lambda: ramatch.read(POLYSTYRENE, axis=""),
        lambda: LIBRARY.nearest(QUERY, tag=""),
        lambda: LIBRARY.nearest(QUERY, source=""),
    ):
        with pytest.raises(ramatch.RamatchError):
            call()
    assert len(ramatch.identify(POLYSTYRENE, exclude=np.array([ramatch.identify(POLYSTYRENE).best.entry])).hits) == 5
    assert LIBRARY.nearest(QUERY, substances=[]).entries.size == 0


ALIKE = [1, 1.0, True, np.int64(1), np.float64(1), np.bool_(True), np.array(1), "1"]


def outcome(call, value):
    try:
        made = call(value)
    except (ramatch.RamatchError, TypeError) as error:
        return type(error).__name__, str(error)
    return np.asarray(made).tolist()


@pytest.mark.parametrize(
    "call",
    [
        lambda value: ramatch.baseline(Y, "asls", max_iter=value)[0],
        lambda value: ramatch.baseline(Y, "asls", lam=value)[0],
        lambda value: ramatch.baseline(Y, "modpoly", poly_order=value)[0],
        lambda value: ramatch.smooth(Y, "savitzky-golay", derivative=value),
        lambda value: ramatch.smooth(Y, step=value),
        lambda value: ramatch.detrend(Y, value),
        lambda value: ramatch.despike(np.arange(300.0), Y, max_width=value)[0],
        lambda value: ramatch.identify(POLYSTYRENE, top=value).best.score,
    ],
)
def test_what_is_equal_is_not_the_same(call):
    # Each value alone, in a process that saw no other before: here after all others, in both orders.
    first = [outcome(call, value) for value in ALIKE]
    assert [outcome(call, value) for value in reversed(ALIKE)] == first[::-1]
    with pytest.raises((ramatch.RamatchError, TypeError)):
        call("1")


def test_a_wrong_number_does_not_spoil_the_right_one():
    expected = ramatch.baseline(Y, "asls", max_iter=np.int32(50))[0]
    with pytest.raises(ramatch.RamatchError, match="max_iter = 50.0"):
        ramatch.baseline(Y, "asls", max_iter=50.0)
    assert np.array_equal(ramatch.baseline(Y, "asls", max_iter=50)[0], expected)
    with pytest.raises(ramatch.RamatchError):
        ramatch.baseline(Y, "asls", max_iter=50.0)


def test_filters_by_what_is_not_there():
    entry = LIBRARY.entry(0)
    wrong = [
        ({"tag": "nothing"}, "unknown_tag", '"nothing": its tags and schedules are'),
        ({"source": "nobody"}, "bad_entry", '"nobody": its sources are'),
        ({"substances": ["nobody"]}, "bad_entry", '"nobody"'),
        ({"substances": [entry["substance_id"], "nobody"]}, "bad_entry", '"nobody"'),
        ({"substances": [entry["substance_id"][:-1]]}, "bad_entry", f"such as {entry['substance_id']}"),
        ({"laser_nm": (900, 700)}, "parameter", "900 to 700"),
        ({"laser_nm": (float("nan"), 700)}, "parameter", "NaN"),
        ({"laser_nm": (700, float("nan"))}, "parameter", "NaN"),
    ]
    for wanted, code, text in wrong:
        for query in (QUERY, [QUERY], [QUERY, QUERY], []):
            for k in (0, 3):
                with pytest.raises(ramatch.RamatchError, match=text) as refused:
                    LIBRARY.nearest(query, k, **wanted)
                assert refused.value.code == code
    for wanted in ({"laser_nm": 785}, {"laser_nm": (785,)}, {"laser_nm": ("a", "b")}, {"substances": entry["substance_id"]}):
        with pytest.raises(TypeError, match="laser_nm|substances"):
            LIBRARY.nearest(QUERY, **wanted)
    found = LIBRARY.nearest(QUERY, 3, source=entry["source"], substances=[entry["substance_id"]], laser_nm=(0, np.inf))
    assert len(found.entries)


def test_what_would_be_nothing_is_refused(tmp_path):
    for records in ([], (), np.empty((0, 2)), iter([])):
        with pytest.raises((ramatch.RamatchError, TypeError)) as refused:
            ramatch.write(tmp_path / "a.csv", records)
        assert refused.value.code in ("parameter", "too_few_points")
    assert list(tmp_path.iterdir()) == []
    for index in (len(LIBRARY), 2**31, 2**40, -1):
        for call in (LIBRARY.curve, LIBRARY.entry):
            with pytest.raises(ramatch.RamatchError) as refused:
                call(index)
            assert refused.value.code in ("length", "parameter") and str(index) in str(refused.value) or index == len(LIBRARY)
    for tolerance in (8, (8, 0.003), 0):
        with pytest.raises(ramatch.RamatchError, match="not both") as refused:
            ramatch.identify(POLYSTYRENE, tolerance=tolerance, metric="cosine")
        assert refused.value.code == "parameter"
    with pytest.raises(ramatch.RamatchError) as refused:
        ramatch.identify_shots([])
    assert refused.value.code == "too_few_points"


SIGNALS = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timers of signals")


class Enough(Exception):
    """What the handler of the signal raises, as Ctrl-C raises KeyboardInterrupt."""


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    builder = ramatch.LibraryBuilder(folder=folder, raw=False)
    names = [f"e{i}" for i in range(20000)]
    builder.add_rows(normalized(np.random.default_rng(3).random((20000, 1024), dtype=np.float32)), names, names)
    builder.write(folder / "large.rsl")
    return ramatch.Library.open(folder / "large.rsl")


def interrupted(call, after=0.15):
    """How long a call goes on once the signal is there; None where it was done before."""
    at = []

    def enough(*_):
        at.append(time.monotonic())
        raise Enough

    before = signal.signal(signal.SIGALRM, enough)
    signal.setitimer(signal.ITIMER_REAL, after)
    try:
        call()
        signal.setitimer(signal.ITIMER_REAL, 0)
        return None
    except Enough:
        return time.monotonic() - at[0]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@SIGNALS
@pytest.mark.parametrize("name", ["nearest", "nearest of one", "add_rows", "copy", "write", "verify", "read", "despike", "baseline"])
def test_a_signal_is_heeded(large, tmp_path, name):
    query = large.prepare(POLYSTYRENE)
    builder = ramatch.LibraryBuilder(folder=tmp_path, raw=False)
    many = normalized(np.random.default_rng(3).random((20000, 1024), dtype=np.float32))
    if name == "write":
        builder.copy(large)
    ids = [f"x{i}" for i in range(20000)]
    calls = {
        "nearest": lambda: large.nearest([query] * 20000, 10),
        "nearest of one": lambda: [large.nearest(query, 5000) for _ in range(10000)],
        "add_rows": lambda: builder.add_rows(many, ids, ids),
        "copy": lambda: builder.copy(large),
        "write": lambda: builder.write(tmp_path / "a.rsl"),
        "verify": lambda: large.verify(),
        "read": lambda: [ramatch.Library.read(POLYSTYRENE.parent / "none") for _ in []] or large.verify(),
        "despike": lambda: ramatch.despike(np.arange(1024.0), np.tile(many, (3, 1))),
        "baseline": lambda: ramatch.baseline(np.tile(many, (3, 1))),
    }
    late = interrupted(calls[name])
    assert late is None or late < 2.0, f"{late:.1f} s"
    # What exists stays, and goes on.
    if name in ("add_rows", "copy") and late is not None:
        assert len(builder) == 0
    if name == "write":
        if late is not None:
            assert len(builder) == 20000 and list(tmp_path.glob("*.rsl*")) == []
            builder.write(tmp_path / "a.rsl")
        assert ramatch.Library.open(tmp_path / "a.rsl").hash == large.hash
    assert len(large.nearest(query, 3).entries) == 3


def test_threads_that_share_a_builder(tmp_path):
    builder, done = ramatch.LibraryBuilder(folder=tmp_path, raw=False), threading.Event()

    def grow(part):
        for i in range(5):
            ids = [f"{part} {i} {k}" for k in range(300)]
            builder.add_rows(rows(300), ids, ids)

    def watch():
        while not done.is_set():
            assert len(builder) % 300 == 0

    threads = [threading.Thread(target=grow, args=(part,), daemon=True) for part in range(3)]
    watcher = threading.Thread(target=watch, daemon=True)
    for thread in [*threads, watcher]:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "they wait for each other"
    done.set()
    watcher.join(60)
    assert len(builder) == 4500


@pytest.mark.parametrize("false", [False, 0, np.False_, np.int64(0), 0.0, "", [], ()], ids=repr)
def test_whatever_counts_as_false_calls_off(false):
    many = np.tile(Y, (3000, 1))
    for call in (
        # On one thread: what others have done before the first word is done.
        lambda told: ramatch.baseline(many, threads=1, progress=told),
        lambda told: ramatch.smooth(many, threads=1, progress=told),
        lambda told: ramatch.normalize(many, threads=1, progress=told),
        lambda told: LIBRARY.nearest([QUERY] * 100, threads=1, progress=told),
    ):
        with pytest.raises(ramatch.RamatchError) as refused:
            call(lambda done, total: false)
        assert refused.value.code == "cancelled"
        for true in (None, True, 1, np.True_, "go on"):
            call(lambda done, total: true)


def test_progress_is_called():
    for progress in (5, "x", [print]):
        for call in (lambda: ramatch.baseline(Y, progress=progress), lambda: LIBRARY.nearest([QUERY], progress=progress)):
            with pytest.raises(TypeError, match="progress is something to be called"):
                call()


def test_no_output_replaces_something_else(tmp_path):
    """A picture and spectra are written over their own kind only, a library over a library; ``force`` is for the rest."""
    x = np.arange(200.0, 300.0)
    measured = tmp_path / "measured.txt"
    measured.write_text("".join(f"{a} {a % 7}\n" for a in x))
    before = measured.read_bytes()
    result = ramatch.identify((np.arange(200.0, 2400.0), np.random.default_rng(1).normal(0, 1, 2200)))
    builder = ramatch.LibraryBuilder()
    outputs = {
        "csv": lambda path, **force: ramatch.write(path, (x, x), format="csv", **force),
        "jdx": lambda path, **force: ramatch.write(path, (x, x), format="jcamp", **force),
        "npz": lambda path, **force: ramatch.write(path, (x, x), format="npz", **force),
        "svg": lambda path, **force: result.plot(path, **force),
    }
    for name, write in outputs.items():
        with pytest.raises(ramatch.RamatchError, match="force") as refused:
            write(measured)
        assert refused.value.code == "file_exists" and measured.read_bytes() == before
        own = tmp_path / f"own.{name}"
        write(own)
        write(own)
        for other, write_other in outputs.items():
            if other != name:
                with pytest.raises(ramatch.RamatchError):
                    write_other(own)
        write(measured, force=True)
        measured.write_bytes(before)
    with pytest.raises(ramatch.RamatchError) as refused:
        builder.write(measured)
    assert refused.value.code == "file_exists" and measured.read_bytes() == before


def test_the_laser_of_a_file_is_believed(tmp_path):
    """An entry has the laser that its file states; another one is refused."""
    file = EXAMPLES / "calcite-785-bwtek-a.txt"
    builder = ramatch.LibraryBuilder()
    with pytest.raises(ramatch.RamatchError, match="laser_nm"):
        builder.add(file, "a", "calcite", laser_nm=532.0)
    assert len(builder) == 0
    builder.add(file, "a", "calcite")
    builder.write(tmp_path / "a.rsl")
    library = ramatch.Library.read(tmp_path / "a.rsl")
    query = library.prepare(ramatch.read(file))
    assert list(library.nearest(query, laser_nm=(780.0, 790.0)).entries) == [0]


def test_lists_that_hold_themselves_and_numbers_out_of_place():
    """Neither kills the process: one is refused, the other copied."""
    loop = []
    loop.append(loop)
    for call in (ramatch.baseline, lambda y: ramatch.Spectrum(y, [1.0, 2.0]), lambda y: ramatch.similarity(y, [1.0, 2.0])):
        with pytest.raises(ramatch.RamatchError):
            call(loop)
    y = np.random.default_rng(0).normal(100, 1, 300)
    x = np.arange(300.0)
    odd = np.frombuffer(b"\0" + y.tobytes(), dtype="f8", offset=1)
    assert not odd.flags.aligned
    for work in (ramatch.smooth, ramatch.baseline, lambda y: ramatch.despike(x, y), lambda y: ramatch.whittaker_gcv(y)):
        assert np.array_equal(np.asarray(work(odd)[0]), np.asarray(work(y)[0]))
    for axis in (np.full(300, np.nan), np.zeros(300), np.where(x == 299, np.inf, x), np.where(x == 7, 9.5, x)):
        with pytest.raises(ramatch.RamatchError):
            ramatch.despike(axis, y)

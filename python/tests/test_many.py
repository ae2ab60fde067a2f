"""Many spectra, and several measurements of one sample: two questions, two functions."""

import copy
import functools
import pathlib
import pickle
import signal
import threading

import numpy as np
import pytest

import ramatch

DATA = pathlib.Path(__file__).resolve().parents[2] / "examples" / "data"
FILES = [DATA / f"{name}-785-bwtek-a.txt" for name in ("polystyrene", "silicon", "calcite")]
SHIFT = np.arange(200.0, 2400.0)


def band(place):
    return 500 + 9000 / (1 + ((SHIFT - place) / 3) ** 2) + np.random.default_rng(int(place)).normal(0, 5, SHIFT.size)


def test_a_list_is_refused_and_the_two_functions_are_named():
    spectra = [ramatch.read(path) for path in FILES]
    for ask in (ramatch.identify, ramatch.Library.default().search):
        for several in (spectra, FILES, spectra[:2], spectra[:1], [(SHIFT, band(520)), (SHIFT, band(1332))], []):
            with pytest.raises(ramatch.RamatchTypeError, match="identify_many.*identify_shots") as refused:
                ask(several)
            assert isinstance(refused.value, TypeError) and refused.value.code == "parameter"


def test_each_of_many_has_its_own_result():
    expected = [ramatch.identify(path, top=2).to_dict() for path in FILES]
    spectra = [ramatch.read(path) for path in FILES]
    for many in (FILES, tuple(FILES), (path for path in FILES), np.array([str(path) for path in FILES])):
        assert [{**result.to_dict(), "file": None} for result in ramatch.identify_many(many, top=2)] == [
            {**one, "file": None} for one in expected
        ]
    mixed = [spectra[0], (spectra[1].shift, spectra[1].intensity), ramatch.records(FILES[2])[0]]
    assert [result.hits for result in ramatch.identify_many(mixed, top=2)] == [result.hits for result in ramatch.identify_many(FILES, top=2)]
    assert ramatch.identify_many([]) == []
    library = ramatch.Library.default()
    (by_metric,) = ramatch.identify_many(FILES[:1], library=library, metric="pearson_r", exclude=["rruff/none"][:0])
    assert by_metric.to_dict() == library.search(FILES[0], metric="pearson_r").to_dict()


def test_a_matrix_has_a_spectrum_in_each_row():
    matrix = np.stack([band(520.5), band(1332.0), band(520.5)])
    expected = [ramatch.identify((SHIFT, row)).to_dict() for row in matrix]
    for rows in (matrix, list(matrix), matrix.tolist(), np.asfortranarray(matrix)):
        assert [result.to_dict() for result in ramatch.identify_many(rows, shift=SHIFT)] == expected
    cube = np.stack([np.stack([SHIFT, row], axis=1) for row in matrix])
    assert [result.to_dict() for result in ramatch.identify_many(cube)] == expected
    shots = ramatch.identify_shots(matrix[[0, 2]] + np.array([[0.0], [1.0]]), shift=SHIFT)
    assert shots.best.substance == "silicon"


def test_shots_are_one_sample_and_their_mean_is_compared():
    noise = np.random.default_rng(1).normal(0, 300, (4, SHIFT.size))
    result = ramatch.identify_shots(band(520.5) + noise, shift=SHIFT)
    assert (result.best.substance, result.query["shots"]) == ("silicon", 4)
    same = ramatch.identify_shots([(SHIFT, band(520.5) + row) for row in noise])
    assert same.to_dict() == result.to_dict()
    assert ramatch.identify_shots(FILES[:1]).hits == ramatch.identify(FILES[0]).hits
    with pytest.raises(ramatch.RamatchError) as refused:
        ramatch.identify_shots([FILES[0], FILES[2]])
    assert refused.value.code == "unlike_shots"


BAD = [(SHIFT, np.full(SHIFT.size, np.nan)), DATA / "nowhere.txt", (SHIFT, band(520)[:-1]), 5, [SHIFT, SHIFT, SHIFT]]


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_one_is_raised_with_its_number_or_kept(bad):
    spectra = [FILES[0], bad, FILES[1]]
    raising = functools.partial(ramatch.identify_many, errors="raise")
    for ask, name in ((raising, "spectra"), (ramatch.identify_shots, "shots")):
        with pytest.raises(ramatch.RamatchError, match=rf"{name}\[1\]: ") as refused:
            ask(spectra)
        assert refused.value.index == 1
    # One row for every spectrum, unless something else is wished.
    kept = ramatch.identify_many(spectra)
    assert kept == ramatch.identify_many(spectra, errors="keep")
    first, error, third = kept
    assert kept.error[0] is kept.error[2] is None and kept.error[1] == str(error) and kept.reason[1] == error.code
    assert (first.best.substance, third.best.substance) == ("polystyrene", "silicon")
    assert isinstance(error, ramatch.RamatchError) and error.index == 1 and error.__traceback__ is None
    with pytest.raises(ramatch.RamatchError) as alone:
        ramatch.identify_many([bad], errors="raise")
    assert (error.code, error.file, type(error)) == (alone.value.code, alone.value.file, type(alone.value))
    for again in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (str(again), again.code, again.index) == (str(error), error.code, 1)


def test_rows_that_cannot_be_and_masks_are_refused_by_number():
    matrix = np.stack([band(520.5), band(1332.0)])
    masked = np.ma.masked_array(matrix, np.zeros(matrix.shape, bool))
    masked[1, 5] = np.ma.masked
    for rows in (masked, list(masked), [matrix[0], matrix[1][:-1]]):
        with pytest.raises(ramatch.RamatchError, match=r"spectra\[1\]"):
            ramatch.identify_many(rows, shift=SHIFT, errors="raise")
        kept = ramatch.identify_many(rows, shift=SHIFT)
        assert len(kept) == 2 and kept.verdict[0] is not None and kept[1].index == 1


def test_what_is_no_list_of_spectra_is_refused():
    spectrum = ramatch.read(FILES[0])
    one = (spectrum, FILES[0], str(FILES[0]), (SHIFT, band(520)), [SHIFT, band(520)], np.stack([SHIFT, band(520)]), band(520), 5, None, {})
    for ask in (ramatch.identify_many, ramatch.identify_shots):
        for thing in one:
            with pytest.raises(ramatch.RamatchTypeError, match="is a list of spectra, or a matrix"):
                ask(thing)
        for rows in (band(520), np.ones((2, 3, 4)), 5):
            with pytest.raises(ramatch.RamatchTypeError, match="a spectrum in each row"):
                ask(rows, shift=SHIFT)


def test_wrong_arguments_are_raised_whatever_is_kept():
    for wrong in ({"top": 0}, {"metric": "hqi"}, {"through": "nothing"}, {"exclude": ["nobody"]}, {"tolerance": "x"}, {"library": 5}):
        with pytest.raises(ramatch.RamatchError):
            ramatch.identify_many(FILES, errors="keep", **wrong)
    for errors in ("ignore", None, ["raise"]):
        with pytest.raises(ramatch.RamatchError, match='"raise" or "keep"'):
            ramatch.identify_many(FILES, errors=errors)


def test_other_threads_run_meanwhile():
    stop, counted = threading.Event(), [0]

    def count():
        while not stop.is_set():
            counted[0] += 1
            stop.wait(0.0005)

    thread = threading.Thread(target=count)
    thread.start()
    ramatch.identify_many(FILES * 4)
    stop.set()
    thread.join()
    assert counted[0] > 10


def test_spectra_of_a_file_count_from_1():
    path = DATA.parents[1] / "crates" / "ramatch-io" / "tests" / "fixtures" / "map.wdf"
    if not path.is_file():
        pytest.skip("the fixtures are not part of the package")
    records = ramatch.records(path)
    for number, record in enumerate(records, start=1):
        np.testing.assert_array_equal(ramatch.read(path, spectrum=number).intensity, record.spectrum().intensity)
    with pytest.raises(ramatch.RamatchError, match="spectrum = 0 is outside its domain \\(1 and more\\)"):
        ramatch.read(path, spectrum=0)
    with pytest.raises(ramatch.RamatchError, match=f"spectrum {len(records) + 1} is asked for"):
        ramatch.read(path, spectrum=len(records) + 1)


def noisy(count, seed=5):
    places = (520.5, 1332.0, 1086.0)
    rng = np.random.default_rng(seed)
    return np.stack([band(places[i % 3]) + rng.normal(0, 20, SHIFT.size) for i in range(count)])


def test_several_blocks_are_as_one_by_one_on_any_number_of_threads():
    matrix = noisy(300)
    matrix[7] = 3.0
    expected = [ramatch.identify((SHIFT, row)).to_dict() for row in matrix[::29]]
    for threads in (None, 1, 2):
        results = ramatch.identify_many(matrix, shift=SHIFT, threads=threads)
        assert len(results) == 300 and [result.to_dict() for result in results[::29]] == expected
    records = ramatch.records(FILES[0])
    mixed = [records[0], (SHIFT, matrix[0]), FILES[1], records[0].spectrum(), np.stack([SHIFT, matrix[1]])]
    assert [result.to_dict() for result in ramatch.identify_many(mixed)] == [ramatch.identify(one).to_dict() for one in (*mixed[:3], mixed[0], mixed[4])]


def test_columns_say_what_the_results_say():
    matrix = noisy(5)
    matrix[1], matrix[3, 4] = 7.0, np.nan
    results = ramatch.identify_many(matrix, shift=SHIFT, errors="keep")
    before = results.columns()
    assert repr(results) == "Results(5 spectra, 1 refused)"
    for i, result in enumerate(results):
        if i == 3:
            assert isinstance(result, ramatch.RamatchError) and results.reason[i] == result.code == "not_finite"
            assert results.substance[i] is None and np.isnan(results.score[i])
            continue
        best = result.best
        assert results.reason[i] == (result.cannot_decide["code"] if result.cannot_decide else None)
        assert results.substance[i] == (best.substance if best else None)
        if best:
            assert (results.score[i], results.cosine[i], results.entry[i]) == (best.score, best.cosine, best.entry)
            assert (results.margin[i], results.snr[i]) == (best.margin, result.query["snr"])
    # Whether each result was looked at or not, and after a journey.
    for same in (ramatch.Results(list(results)), pickle.loads(pickle.dumps(results)), copy.copy(results)):
        for name, column in same.columns().items():
            np.testing.assert_array_equal(column, before[name])
    assert [list(row) for row in results.to_rows()] == [list(before)] * 5
    assert results[0] is results[0] and results[-1].best.substance == results.substance[-1]
    assert results[1:3].reason == results.reason[1:3] and list(reversed(results))[0] is results[4]
    assert results == list(results) and results != [] and results.columns() is not results.columns()
    for same in (ramatch.identify_many(matrix, shift=SHIFT, errors="keep"), pickle.loads(pickle.dumps(results)), copy.deepcopy(results)):
        assert same == results and same == list(results) and same[:4] != results[1:]
        assert same[0] == results[0] != same[2] and len({same[0], results[0], same[2]}) == 2
    assert ramatch.identify_many(matrix[[0, 0, 2]], shift=SHIFT) != ramatch.identify_many(matrix[[0, 2, 2]], shift=SHIFT)
    # What becomes of a table is nothing to the results.
    for column in (*results.columns().values(), results.score, results.reason):
        column[0] = 5
    np.testing.assert_array_equal(results.score, before["score"])
    assert results.reason == before["reason"] and results.substance == before["substance"]
    empty = ramatch.identify_many(iter([]))
    assert (len(empty), empty.substance, empty.score.shape, empty.to_rows()) == (0, [], (0,), [])


def test_an_axis_and_a_matrix_are_no_two_spectra():
    matrix = noisy(3)
    for given in ((SHIFT, matrix), [SHIFT, matrix], (list(SHIFT), matrix.tolist())):
        for errors in ("raise", "keep"):
            with pytest.raises(TypeError, match="shift="):
                ramatch.identify_many(given, errors=errors)
    assert len(ramatch.identify_many([(SHIFT, matrix[0]), np.stack([SHIFT, matrix[1]])])) == 2


def test_columns_say_where_spectra_are_from(tmp_path):
    rows = "".join(f"{1.5 * k},4,{shift},{y}\n" for k in range(3) for shift, y in zip(SHIFT, noisy(3)[k]))
    path = tmp_path / "map.csv"
    path.write_text("x (µm),y (µm),Raman shift (cm-1),intensity\n" + rows, encoding="utf-8")
    results = ramatch.identify_many([*ramatch.records(path), FILES[0], (SHIFT, noisy(1)[0])])
    np.testing.assert_array_equal(results.x, [0, 1.5, 3, np.nan, np.nan])
    np.testing.assert_array_equal(results.y, [4, 4, 4, np.nan, np.nan])
    assert np.isnan(results.z).all() and np.isnan(results.time).all()
    assert results.file == [None, None, None, str(FILES[0]), None]
    for same in (pickle.loads(pickle.dumps(results)), results[:]):
        np.testing.assert_array_equal(same.x, results.x)
    assert results[1:].to_rows()[0]["x"] == 1.5


def test_progress_is_told_and_may_call_off():
    told = []
    matrix = noisy(300)[:, ::2]
    ramatch.identify_many(matrix, shift=SHIFT[::2], progress=lambda done, total: told.append((done, total)))
    assert told == [(256, 300), (300, 300)]
    told.clear()
    ramatch.identify_many(((SHIFT[::2], row) for row in matrix[:3]), progress=lambda *both: told.append(both))
    assert told == [(3, None)]
    for errors in ("raise", "keep"):
        with pytest.raises(ramatch.RamatchError, match="called off after 256 of 300") as off:
            ramatch.identify_many(matrix, shift=SHIFT[::2], errors=errors, progress=lambda *_: False)
        assert off.value.code == "cancelled" and (errors == "raise" or len(off.value.results) == 256)
    with pytest.raises(ramatch.RamatchTypeError, match="progress"):
        ramatch.identify_many(matrix, shift=SHIFT[::2], progress=5)


def test_an_iterable_that_fails_in_the_middle():
    matrix = noisy(300)[:, ::2]

    def failing(error):
        for row in matrix:
            yield SHIFT[::2], row
        raise error

    with pytest.raises(OSError) as failed:
        ramatch.identify_many(failing(OSError("the disk has gone")), errors="keep")
    assert len(failed.value.results) == 256
    # One of ours is that spectrum's.
    kept = ramatch.identify_many(failing(ramatch.RamatchError("no more")), errors="keep")
    assert len(kept) == 301 and kept[300].index == 300
    with pytest.raises(ramatch.RamatchError, match=r"spectra\[300\]: no more"):
        ramatch.identify_many(failing(ramatch.RamatchError("no more")), errors="raise")
    assert str(ramatch.identify_many(failing(ramatch.RamatchError()), errors="keep")[300]) == "spectra[300]: parameter"


def test_a_reader_that_raises_the_same_error_again():
    class Reader:
        error, left = ramatch.RamatchError("the detector is off"), 3

        def __iter__(self):
            return self

        def __next__(self):
            if self.left == 0:
                raise StopIteration
            self.left -= 1
            raise self.error

    kept = ramatch.identify_many(Reader(), errors="keep")
    assert [(one.index, str(one)) for one in kept] == [(i, f"spectra[{i}]: the detector is off") for i in range(3)]
    assert (Reader.error.index, str(Reader.error)) == (None, "the detector is off")


def test_wrong_arguments_are_raised_before_anything_is_read():
    def never():
        raise AssertionError("was read")
        yield

    for wrong in ({"metric": "cosines"}, {"top": 0}, {"threads": -1}, {"tolerance": 99}, {"metric": "cosine", "tolerance": 1}):
        for spectra in (never(), []):
            with pytest.raises(ramatch.RamatchError) as refused:
                ramatch.identify_many(spectra, errors="keep", **wrong)
            assert refused.value.code == "parameter"


def test_a_signal_ends_it_and_leaves_what_was_answered():
    matrix = noisy(64)
    # A job in the background of a shell starts with this signal ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def long():
        for i in range(2000):
            if i == 600:
                signal.raise_signal(signal.SIGINT)
            yield SHIFT, matrix[i % 64]

    try:
        with pytest.raises(KeyboardInterrupt) as stopped:
            ramatch.identify_many(long(), errors="keep")
    finally:
        signal.signal(signal.SIGINT, before)
    assert len(stopped.value.results) == 512

"""What Spark, Dask and Ray share: Arrow in, Arrow out, and the library that travels. No engine is needed here."""

import os
import pickle
import subprocess
import sys

import numpy as np
import pytest

import ramatch

pa = pytest.importorskip("pyarrow")
import pyarrow.parquet as pq

from ramatch import _cluster_library
from ramatch._cluster import SCHEMA, Mapper, arrow_schema, identify_arrow

LIBRARY = ramatch.Library.default()
SHIFT = np.arange(200.0, 2000.0, 3.0)
VERDICTS = [name for name in SCHEMA if name != "library"]
QUESTION = dict(top=5, tolerance=None, through=None, metric=None, exclude=(), containers=None, single=False)


def spectra(count, seed=1):
    """Noisy spectra of the library's curves, as a matrix over `SHIFT`."""
    rng = np.random.default_rng(seed)
    rows = np.empty((count, SHIFT.size))
    for index, row in enumerate(rows):
        shift, intensity = LIBRARY.curve(index % len(LIBRARY))
        curve = np.interp(SHIFT, shift, intensity)
        row[:] = 100 + 1000 * curve / curve.max() + rng.normal(0, 4, SHIFT.size)
    return rows


def with_bad_rows(rows):
    """The rows as lists, with some between them that are refused; and the codes of these by their places."""
    rows = [np.array(row) for row in rows]
    bad = {
        3: (None, "too_few_points"),
        5: (np.where(np.arange(SHIFT.size) == 7, np.nan, rows[5]), "not_finite"),
        8: (rows[8][:-1], "length"),
        11: (rows[11][:0], "length"),
        13: (np.full(SHIFT.size, 7.0), "flat"),
    }
    for place, (row, _) in bad.items():
        rows[place] = row
    return rows, {place: code for place, (_, code) in bad.items()}


def table_of(rows, kind=None, ids=None):
    kind = pa.float32() if kind is None else kind
    rows = [None if row is None else row.astype(kind.to_pandas_dtype()) for row in rows]
    ids = range(1000, 1000 + len(rows)) if ids is None else ids
    return pa.table({"id": pa.array(ids, pa.int64()), "intensity": pa.array(rows, pa.list_(kind))})


def expected(rows, kind=np.float32, shift=SHIFT, library=None):
    """What `identify_many` says of them in this process, a dict for each, without places."""
    one = lambda row: np.zeros(0, kind) if row is None else row.astype(kind)
    found = ramatch.identify_many([(shift, one(row)) for row in rows], details=False, library=library).to_rows()
    for place, (row, given) in enumerate(zip(found, rows)):
        if given is None:
            row.update(reason="too_few_points", error="intensity is null: there is no spectrum")
        if row["error"] is not None:
            row["error"] = row["error"].replace(f"spectra[{place}]: ", "")
    return [{name: None if row[name] != row[name] else row[name] for name in VERDICTS} for row in found]


def verdicts(rows):
    """The verdicts of rows that are dicts."""
    return [{name: row[name] for name in VERDICTS} for row in rows]


def own_library(path, names=3):
    """A small library in a file, and rows that show its substances."""
    few = LIBRARY.filter(np.arange(len(LIBRARY)) < names)
    few.save(path, force=True)
    return ramatch.Library.read(path)


def write_parts(folder, table, parts):
    """A folder of Parquet files."""
    folder.mkdir()
    size = -(-table.num_rows // parts)
    for part in range(parts):
        pq.write_table(table.slice(part * size, size), folder / f"part-{part}.parquet", row_group_size=40)
    return str(folder)


def a_mapper(**changed):
    given = dict(library=None, shift=SHIFT, shift_column=None, intensity_column="intensity", id_columns=("id",), **QUESTION)
    return Mapper(**{**given, **changed})


ROWS, CODES = with_bad_rows(spectra(40))


@pytest.mark.parametrize("kind", [pa.float32(), pa.float64()])
def test_rows_are_answered_as_in_this_process(kind):
    table = table_of(ROWS, kind)
    made = identify_arrow(table, shift=SHIFT)
    assert made.schema == pa.schema([table.schema.field("id"), *arrow_schema()])
    assert made["id"].to_pylist() == table["id"].to_pylist()
    rows = made.to_pylist()
    assert verdicts(rows) == expected(ROWS, kind.to_pandas_dtype())
    assert {row["library"] for row in rows} == {LIBRARY.hash}
    assert {place: rows[place]["reason"] for place in CODES} == CODES
    assert rows[0]["names"] and rows[3]["names"] == [] and rows[3]["score"] is None and rows[3]["verdict"] is None


def test_lists_of_all_kinds_and_slices():
    rows = spectra(12).astype(np.float32)
    whole = expected(rows)
    lists = pa.array(list(rows), pa.list_(pa.float32()))
    fixed = pa.FixedSizeListArray.from_arrays(pa.array(rows.ravel()), SHIFT.size)
    chunked = pa.chunked_array([lists.slice(0, 5), lists.slice(5, 0), lists.slice(5)])
    for column in (lists, lists.cast(pa.large_list(pa.float32())), fixed, chunked):
        table = pa.table({"id": range(12), "intensity": column})
        assert verdicts(identify_arrow(table, shift=SHIFT).to_pylist()) == whole
        part = table.slice(3, 6)
        assert verdicts(identify_arrow(part, shift=SHIFT).to_pylist()) == whole[3:9]
        for batch in part.to_batches():
            identify_arrow(batch, shift=SHIFT)
    # A slice that does not show the row that is missing, and one that does.
    table = table_of(ROWS)
    assert verdicts(identify_arrow(table.slice(2, 4), shift=SHIFT).to_pylist()) == expected(ROWS)[2:6]
    holes = pa.array([None, *rows[:2], None], pa.list_(pa.float32(), SHIFT.size))
    made = identify_arrow(pa.table({"id": range(4), "intensity": holes}).slice(1), shift=SHIFT)
    assert made["reason"].to_pylist()[2] == "too_few_points" and verdicts(made.to_pylist())[:2] == whole[:2]


def test_a_matrix_is_not_copied():
    from ramatch._cluster_rows import ArrowRows, ObjectRows, blocks

    rows = spectra(6).astype(np.float32)
    values = pa.array(rows.ravel())
    for lists in (pa.FixedSizeListArray.from_arrays(values, SHIFT.size), pa.ListArray.from_arrays(np.arange(7) * SHIFT.size, values)):
        ((matrix, axis),) = blocks(SHIFT, ArrowRows("intensity", lists.slice(1, 4)))
        assert matrix.dtype == np.float32 and np.array_equal(matrix, rows[1:5]) and axis is SHIFT
        assert np.shares_memory(matrix, values.to_numpy())
    ((matrix, _),) = blocks(SHIFT, ObjectRows(list(rows)))
    assert np.array_equal(matrix, rows)


def test_numbers_that_are_missing_or_whole():
    rows = (100 * spectra(2)).astype(np.int32)
    holes = [[None if at == 9 else int(value) for at, value in enumerate(rows[0])], rows[1].tolist()]
    made = identify_arrow(pa.table({"id": [1, 2], "intensity": pa.array(holes, pa.list_(pa.int32()))}), shift=SHIFT)
    assert made["reason"].to_pylist()[0] == "not_finite" and made["substance"].to_pylist()[1] is not None
    for column in (pa.array(["a", "b"]), pa.array([1.0, 2.0]), pa.array([["a"], ["b"]])):
        with pytest.raises(ramatch.RamatchTypeError, match="'intensity' is"):
            identify_arrow(pa.table({"id": [1, 2], "intensity": column}), shift=SHIFT)
    made = identify_arrow(pa.table({"id": [1, 2], "intensity": pa.nulls(2)}), shift=SHIFT)
    assert made["reason"].to_pylist() == ["too_few_points"] * 2


def test_own_axes():
    rows = spectra(10)
    axes = [SHIFT + 0.25 * (index % 3) for index in range(10)]
    axes[4], axes[6] = None, axes[6][:-2]
    table = table_of(rows).append_column("axis", pa.array(axes, pa.list_(pa.float64())))
    made = identify_arrow(table, shift_column="axis").to_pylist()
    assert (made[4]["reason"], made[6]["reason"]) == ("too_few_points", "length")
    for place in (0, 1, 5, 9):
        assert verdicts([made[place]]) == expected(rows[place : place + 1], shift=axes[place])
    # One axis in every row is a matrix.
    table = table_of(rows).append_column("axis", pa.array([SHIFT] * 10, pa.list_(pa.float64())))
    assert verdicts(identify_arrow(table, shift_column="axis").to_pylist()) == expected(rows)


def test_ids_stay_what_they_are():
    rows = spectra(3)
    table = pa.table(
        {
            "text": pa.array(["a", None, "a"]),
            "when": pa.array([1, 2, None], pa.timestamp("us", "UTC")),
            "money": pa.array([1, 2, 3], pa.decimal128(9, 2)),
            "bytes": pa.array([b"\0", b"", None]),
            "word": pa.array(["x", "y", "x"]).dictionary_encode(),
            "intensity": pa.array(list(rows)),
        }
    )
    ids = table.schema.names[:-1]
    made = identify_arrow(table, shift=SHIFT, id_columns=ids)
    assert pa.Table.from_batches([made]).select(ids).equals(table.select(ids))
    assert identify_arrow(table, shift=SHIFT, id_columns=()).schema == arrow_schema()
    assert identify_arrow(table, shift=SHIFT, id_columns="text").schema.names[0] == "text"


def test_nothing_at_all():
    empty = table_of([])
    for table in (empty, pa.RecordBatch.from_pylist([], schema=empty.schema)):
        made = identify_arrow(table, shift=SHIFT)
        assert made.num_rows == 0 and made.schema.names == ["id", *SCHEMA]


def test_what_is_wrong_for_all_is_said_at_once(tmp_path):
    table = table_of(spectra(2))
    for given, text in (
        (dict(), "where is the axis"),
        (dict(shift=SHIFT, shift_column="axis"), "give one of them"),
        (dict(shift=SHIFT, id_columns=("name",)), "no column 'name', but 'id', 'intensity'"),
        (dict(shift=SHIFT, intensity_column="counts"), "no column 'counts'"),
        (dict(shift=SHIFT, id_columns=("Score",)), "rename it"),
        (dict(shift=SHIFT[:5]), "at least 16"),
        (dict(shift=np.append(SHIFT, np.nan)), "finite"),
        (dict(shift=SHIFT, metric="none such"), "metric"),
        (dict(shift=SHIFT, exclude="a"), "exclude"),
        (dict(shift=SHIFT, library=tmp_path / "none.rsl"), "none.rsl"),
    ):
        with pytest.raises(ramatch.RamatchError, match=text):
            identify_arrow(table, **given)


def test_a_mapper_travels_without_its_library(tmp_path, monkeypatch):
    monkeypatch.setattr(_cluster_library, "_open", type(_cluster_library._open)())
    library = own_library(tmp_path / "own.rsl")
    mapper = a_mapper(library=library)
    packed = pickle.dumps(mapper)
    assert len(packed) < 20_000
    batch = table_of(ROWS).to_batches()[0]
    again = pickle.loads(packed)
    assert again.library().hash == library.hash and again.batch(batch).equals(mapper.batch(batch))
    # It is opened once in a process.
    assert pickle.loads(packed).library() is again.library()
    # The last two are kept.
    for name in range(3):
        pickle.loads(pickle.dumps(a_mapper(library=own_library(tmp_path / f"{name}.rsl", 2 + name)))).library()
    assert len(_cluster_library._open) == 2


def test_another_process_answers_the_same(tmp_path):
    mapper = a_mapper(library=own_library(tmp_path / "own.rsl"))
    batch = table_of(ROWS[:8]).to_batches()[0]
    work = "import pickle, sys; mapper, batch = pickle.load(sys.stdin.buffer); sys.stdout.buffer.write(pickle.dumps(mapper.batch(batch)))"
    done = subprocess.run([sys.executable, "-c", work], input=pickle.dumps((mapper, batch)), capture_output=True, check=True)
    assert pickle.loads(done.stdout).equals(mapper.batch(batch))


def test_another_library_is_refused_with_both_hashes(tmp_path):
    path = tmp_path / "own.rsl"
    first = own_library(path, 4)
    packed = pickle.dumps(a_mapper(library=path))
    second = own_library(path, 5)
    with pytest.raises(ramatch.RamatchError) as refused:
        next(pickle.loads(packed).batches(iter([])), None)
    assert refused.value.code == "hash_mismatch" and first.hash in str(refused.value) and second.hash in str(refused.value)
    path.unlink()
    with pytest.raises(ramatch.RamatchError, match=first.hash) as refused:
        pickle.loads(packed).library()
    assert refused.value.code == "no_such_file" and "own.rsl" in str(refused.value)
    assert isinstance(pickle.loads(pickle.dumps(refused.value)), ramatch.RamatchError)


def test_another_version_is_refused():
    mapper = a_mapper()
    mapper._version = "0.0.1"
    with pytest.raises(ramatch.RamatchError, match="0.0.1"):
        pickle.loads(pickle.dumps(mapper)).library()


def test_a_library_in_memory_travels_if_it_is_small(tmp_path, monkeypatch):
    library = ramatch.Library.from_bytes(own_library(tmp_path / "own.rsl").to_bytes())
    assert pickle.loads(pickle.dumps(a_mapper(library=library))).library() == library
    monkeypatch.setattr(ramatch._cluster, "_MOST_BYTES", 1000)
    with pytest.raises(ramatch.RamatchError, match="pass its path"):
        a_mapper(library=library)


def test_a_library_that_watches():
    mapper = pickle.loads(pickle.dumps(a_mapper(library=LIBRARY.watching(["polystyrene"]))))
    assert mapper.library().hash == LIBRARY.hash and mapper.library() is not pickle.loads(pickle.dumps(a_mapper())).library()


def test_libraries_that_are_asked_as_one(tmp_path):
    own_library(tmp_path / "own.rsl")
    mapper = pickle.loads(pickle.dumps(a_mapper(library=["demonstration", tmp_path / "own.rsl"])))
    assert mapper.library().hash == mapper.hash and len(mapper.library().parts) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_fork_while_the_library_is_opened():
    import multiprocessing

    with _cluster_library._lock:
        mapper = pickle.loads(pickle.dumps(a_mapper()))
        child = multiprocessing.get_context("fork").Process(target=mapper.library)
        child.start()
    child.join(30)
    assert child.exitcode == 0


def test_items():
    rows = spectra(4)
    mapper = a_mapper(by_items=True)
    given = [
        {"id": 5, "intensity": rows[0]},
        rows[1],
        (SHIFT, rows[2]),
        ramatch.Spectrum(SHIFT, rows[3]),
        "none such.txt",
        None,
        {"id": 6, "intensity": None},
        {"id": 7},
    ]
    made = mapper.items(given)
    assert [row["id"] for row in made] == [5, None, None, None, "none such.txt", None, 6, 7]
    assert verdicts(made[:4]) == expected(rows, np.float64)
    assert [row["reason"] for row in made[4:]] == ["no_such_file", *["too_few_points"] * 3]
    assert list(made[0]) == ["id", *SCHEMA] and made[5]["score"] is None and mapper.items([]) == []


@pytest.mark.parametrize("engine, package", [("spark", "pyspark"), ("dask", "dask"), ("ray", "ray")])
def test_an_engine_that_is_missing_is_named_with_its_extra(engine, package, monkeypatch):
    module = getattr(ramatch, engine)
    assert module.SCHEMA is SCHEMA and module.identify_arrow is identify_arrow
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=rf"ramatch\[{engine}\]"):
        module.identify(None, shift=SHIFT)

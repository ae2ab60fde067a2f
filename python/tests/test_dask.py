"""Dask beside `identify_many` in one process."""

import os

import numpy as np
import pytest

import ramatch

pa = pytest.importorskip("pyarrow")
pytest.importorskip("dask", reason="needs dask: pip install ramatch[dask]")
dd = pytest.importorskip("dask.dataframe", reason="needs dask and pandas: pip install ramatch[dask]")
distributed = pytest.importorskip("distributed", reason="needs distributed: pip install ramatch[dask]")
import dask.bag
import pandas as pd
import pyarrow.parquet as pq
from test_cluster import CODES, ROWS, SHIFT, expected, own_library, spectra, table_of, verdicts, with_bad_rows, write_parts


def client_of(processes):
    here = os.path.dirname(os.path.dirname(ramatch.__file__))
    before = os.environ.get("PYTHONPATH")
    # For processes that are spawned.
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (here, before)))
    cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=processes, dashboard_address=":0")
    try:
        with cluster, distributed.Client(cluster) as client:
            yield client
    finally:
        os.environ.pop("PYTHONPATH")
        if before is not None:
            os.environ["PYTHONPATH"] = before


@pytest.fixture(scope="module")
def processes():
    yield from client_of(True)


@pytest.fixture
def threads():
    yield from client_of(False)


def rows_of(frame):
    """The rows of a frame of pandas, by Arrow, which knows nulls."""
    return sorted(pa.Table.from_pandas(frame, preserve_index=False).to_pylist(), key=lambda row: row["id"])


def test_parquet_in_parquet_out_in_processes(processes, tmp_path):
    rows, codes = with_bad_rows(spectra(300))
    given = dd.read_parquet(write_parts(tmp_path / "in", table_of(rows), 3))
    assert given.npartitions == 3
    ramatch.dask.identify(given, shift=SHIFT).to_parquet(tmp_path / "out", write_index=False)
    made = pq.read_table(tmp_path / "out")
    assert made.schema.names == ["id", *ramatch.dask.SCHEMA] and made.schema.field("score").type == pa.float64()
    made = sorted(made.to_pylist(), key=lambda row: row["id"])
    assert [row["id"] for row in made] == list(range(1000, 1300))
    assert verdicts(made) == expected(rows)
    assert {place: made[place]["reason"] for place in codes} == codes


@pytest.mark.parametrize("backend", [None, "pyarrow"])
def test_float64_and_own_axes_in_threads(threads, tmp_path, backend):
    axes = [SHIFT] * 20 + [SHIFT + 0.5] * (len(ROWS) - 20)
    table = table_of(ROWS, pa.float64()).append_column("axis", pa.array(axes, pa.list_(pa.float64())))
    table = table.append_column("text", pa.array(["한글", None] * (len(ROWS) // 2))).append_column("more", pa.array([1] * len(ROWS)))
    how = {} if backend is None else {"dtype_backend": backend}
    given = dd.read_parquet(write_parts(tmp_path / "in", table, 2), **how)
    asked = ramatch.dask.identify(given, shift_column="axis", id_columns=["id", "text"])
    made = asked.compute()
    assert asked.dtypes.equals(made.dtypes) and list(made.columns) == ["id", "text", *ramatch.dask.SCHEMA]
    assert asked.dtypes["id"] == given.dtypes["id"] and made["text"].tolist()[0] == "한글" and made["text"].isna().sum() == len(ROWS) // 2
    made = rows_of(made)
    assert verdicts(made[:20]) == expected(ROWS[:20], np.float64)
    assert verdicts(made[20:]) == expected(ROWS[20:], np.float64, SHIFT + 0.5)
    assert {place: made[place]["reason"] for place in CODES} == CODES


def test_objects_their_index_and_partitions_without_rows():
    frame = pd.DataFrame({"id": range(6), "intensity": [*map(list, spectra(4)), None, np.nan]}, index=list("abcdef"))
    with dask.config.set({"dataframe.convert-string": False}):
        given = dd.from_pandas(frame, npartitions=3)
        asked = ramatch.dask.identify(given[given.id != 2], shift=SHIFT)
        none = ramatch.dask.identify(given[given.id < 0], shift=SHIFT)
        with dask.config.set(scheduler="synchronous"):
            made, none = asked.compute(), none.compute()
    assert list(made.index) == list("abdef") and made["reason"].tolist()[3:] == ["too_few_points"] * 2
    assert verdicts(rows_of(made)[:2]) == expected(spectra(4)[:2], np.float64)
    assert len(none) == 0 and none.dtypes.equals(made.dtypes)
    with dask.config.set({"dataframe.convert-string": True}), pytest.raises(ramatch.RamatchTypeError, match="convert-string"):
        ramatch.dask.identify(dd.from_pandas(frame, npartitions=2), shift=SHIFT)


def test_bags(processes):
    rows = spectra(6)
    given = [{"id": index, "intensity": row} for index, row in enumerate(rows)]
    asked = ramatch.dask.identify(dask.bag.from_sequence([*given, {"id": 6, "intensity": None}], npartitions=3), shift=SHIFT)
    made = asked.compute()
    assert [row["id"] for row in made] == list(range(7)) and made[6]["reason"] == "too_few_points"
    assert verdicts(made[:6]) == expected(rows, np.float64)
    made = ramatch.dask.identify(dask.bag.from_sequence([(SHIFT, row) for row in rows], npartitions=2)).compute()
    assert verdicts(made) == expected(rows, np.float64) and made[0]["id"] is None


@pytest.mark.parametrize("how", ["read", "open"])
def test_another_library_ends_the_work(processes, tmp_path, how):
    pq.write_table(table_of(ROWS[:4]), tmp_path / "in.parquet")
    given = dd.read_parquet(tmp_path / "in.parquet")
    path, other = tmp_path / "own.rsl", tmp_path / "other.rsl"
    first = own_library(path, 6 if how == "read" else 8)
    asked = ramatch.dask.identify(given, path if how == "read" else ramatch.Library.open(path), shift=SHIFT)
    second = own_library(other, 7 if how == "read" else 9)
    os.replace(other, path)
    with pytest.raises(ramatch.RamatchError) as refused:
        asked.compute()
    assert refused.value.code == "hash_mismatch" and first.hash in str(refused.value) and second.hash in str(refused.value)
    path.unlink()
    with pytest.raises(ramatch.RamatchError, match=first.hash) as refused:
        # Of the same graph the scheduler may remember how it failed.
        asked.map_partitions(lambda part: part, meta=asked._meta).compute()
    assert refused.value.code == "no_such_file"


def test_what_is_wrong_for_all_is_said_before_the_work(tmp_path):
    pq.write_table(table_of(ROWS[:2]), tmp_path / "in.parquet")
    given = dd.read_parquet(tmp_path / "in.parquet")
    for changed, text in (
        (dict(shift=None), "where is the axis"),
        (dict(id_columns=("name",)), "no column 'name'"),
        (dict(intensity_column="id"), "not arrays of numbers"),
        (dict(library=tmp_path / "none.rsl"), "none.rsl"),
    ):
        with pytest.raises(ramatch.RamatchError, match=text):
            ramatch.dask.identify(given, **{"shift": SHIFT, **changed})
    with pytest.raises(ramatch.RamatchTypeError, match="not list"):
        ramatch.dask.identify([1], shift=SHIFT)

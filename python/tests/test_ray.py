"""Ray beside `identify_many` in one process."""

import os

import numpy as np
import pytest

import ramatch

pa = pytest.importorskip("pyarrow")
ray = pytest.importorskip("ray", reason="needs ray: pip install ramatch[ray]")
pytest.importorskip("ray.data", reason="needs ray[data]: pip install ramatch[ray]")
import pyarrow.parquet as pq
from test_cluster import CODES, ROWS, SHIFT, expected, own_library, spectra, table_of, verdicts, with_bad_rows, write_parts

long = pytest.mark.skipif(not os.environ.get("RAMATCH_LONG"), reason="takes half a minute: set RAMATCH_LONG=1")


@pytest.fixture(scope="module")
def started():
    here = os.path.dirname(os.path.dirname(ramatch.__file__))
    paths = os.pathsep.join(filter(None, (here, os.path.dirname(__file__), os.environ.get("PYTHONPATH"))))
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        object_store_memory=100_000_000,
        log_to_driver=False,
        runtime_env={"env_vars": {"PYTHONPATH": paths}},
    )
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield
    ray.shutdown()


def rows_of(dataset):
    return sorted(dataset.take_all(), key=lambda row: row["id"])


def test_parquet_in_parquet_out(started, tmp_path):
    rows, codes = with_bad_rows(spectra(300))
    given = ray.data.read_parquet(write_parts(tmp_path / "in", table_of(rows), 3))
    ramatch.ray.identify(given, shift=SHIFT, actors=1, batch_size=64).write_parquet(str(tmp_path / "out"))
    made = pq.read_table(tmp_path / "out")
    assert made.schema.names == ["id", *ramatch.ray.SCHEMA] and made.schema.field("score").type == pa.float64()
    made = sorted(made.to_pylist(), key=lambda row: row["id"])
    assert [row["id"] for row in made] == list(range(1000, 1300))
    assert verdicts(made) == expected(rows)
    assert {place: made[place]["reason"] for place in codes} == codes


def test_another_library_ends_the_work(started, tmp_path):
    given = ray.data.from_arrow(table_of(ROWS[:4]))
    path, other = tmp_path / "own.rsl", tmp_path / "other.rsl"
    first = own_library(path, 6)
    asked = ramatch.ray.identify(given, path, shift=SHIFT, actors=1)
    second = own_library(other, 7)
    os.replace(other, path)
    with pytest.raises(Exception) as refused:
        asked.take_all()
    assert first.hash in str(refused.value) and second.hash in str(refused.value)


@long
def test_float64_own_axes_and_tensors(started):
    axes = [SHIFT] * 20 + [SHIFT + 0.5] * (len(ROWS) - 20)
    table = table_of(ROWS, pa.float64()).append_column("axis", pa.array(axes, pa.list_(pa.float64())))
    made = rows_of(ramatch.ray.identify(ray.data.from_arrow(table).repartition(2), shift_column="axis", actors=1))
    assert verdicts(made[:20]) == expected(ROWS[:20], np.float64)
    assert verdicts(made[20:]) == expected(ROWS[20:], np.float64, SHIFT + 0.5)
    assert {place: made[place]["reason"] for place in CODES} == CODES
    rows = spectra(5)
    tensors = ray.data.from_items([{"id": index, "intensity": row} for index, row in enumerate(rows)])
    assert verdicts(rows_of(ramatch.ray.identify(tensors, shift=SHIFT, actors=(1, 1)))) == expected(rows, np.float64)
    ragged = ray.data.from_items([{"id": index, "intensity": row[: len(row) - index]} for index, row in enumerate(rows)])
    made = rows_of(ramatch.ray.identify(ragged, shift=SHIFT))
    assert verdicts(made[:1]) == expected(rows[:1], np.float64) and [row["reason"] for row in made[1:]] == ["length"] * 4


@long
def test_nothing_and_a_file_that_is_gone(started, tmp_path):
    given = ray.data.from_arrow(table_of(ROWS[:4]))
    none = given.filter(lambda row: row["id"] < 0)
    assert ramatch.ray.identify(none, shift=SHIFT, actors=1).take_all() == []
    library = own_library(tmp_path / "own.rsl", 8)
    asked = ramatch.ray.identify(given, library, shift=SHIFT, actors=1)
    (tmp_path / "own.rsl").unlink()
    with pytest.raises(Exception, match=library.hash):
        asked.take_all()
    with pytest.warns(UserWarning, match="none is left to read with"):
        ramatch.ray.identify(given, shift=SHIFT, actors=2)


def test_what_is_wrong_for_all_is_said_before_the_work(started, tmp_path):
    given = ray.data.from_arrow(table_of(ROWS[:2]))
    for changed, text in (
        (dict(shift=None), "where is the axis"),
        (dict(id_columns=("name",)), "no column 'name'"),
        (dict(library=tmp_path / "none.rsl"), "none.rsl"),
    ):
        with pytest.raises(ramatch.RamatchError, match=text):
            ramatch.ray.identify(given, **{"shift": SHIFT, **changed})

"""What Spark, Dask and Ray share: a table of spectra in, a table of verdicts out, one row for each.

An engine is given a `Mapper`, which it takes to its workers. The library travels by its path and its hash; a worker opens it once, and
refuses another one.
"""

from __future__ import annotations

import os
import pickle
import re
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Optional, Sequence, Union

import numpy as np

from . import _optional, _ramatch, _stated
from ._cluster_library import here, opened
from ._cluster_rows import ArrowRows, ObjectRows, Rows, blocks, missing
from ._errors import RamatchTypeError
from ._given import a_spectrum
from .identify import identify_many
from .library import Library, asked

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import ArrayLike, NDArray

#: The columns of verdicts and their types as Spark writes them: those of `Results.columns` that a table of spectra needs, and the hash
#: of the library that was asked. Numbers and texts are null where there are none; ``names`` is then an empty list.
SCHEMA: dict[str, str] = {
    "substance": "string",
    "substance_id": "string",
    "entry": "string",
    "score": "double",
    "cosine": "double",
    "margin": "double",
    "snr": "double",
    "reason": "string",
    "verdict": "string",
    "names": "array<string>",
    "value": "double",
    "error": "string",
    "library": "string",
}

# A mapper goes to every task. A library that was made in memory goes with it, up to here.
_MOST_BYTES = 16 << 20


def arrow_schema() -> pa.Schema:
    """`SCHEMA` as pyarrow's."""
    import pyarrow as pa

    kinds = {"string": pa.string(), "double": pa.float64(), "array<string>": pa.list_(pa.string())}
    return pa.schema([(name, kinds[kind]) for name, kind in SCHEMA.items()])


class Mapper:
    """A question that is asked of every row of a table; it is pickled without its library, which is opened where it arrives.

    What is wrong for all rows is refused here, before a job starts.

    Parameters
    ----------
    library, shift, shift_column, intensity_column, id_columns, threads
        As `ramatch.spark.identify` takes them.
    by_items : bool
        The rows are no table's: each may be a spectrum by itself, and needs no axis here.
    **options
        ``top``, ``tolerance``, ``through``, ``metric``, ``exclude``, ``containers`` and ``single``, as `identify_many` takes them.

    Raises
    ------
    RamatchError
        For a library that cannot be opened or is too large to travel by itself, an axis that is none, and options that are wrong.
    """

    def __init__(
        self,
        library: Any,
        *,
        shift: Optional[ArrayLike],
        shift_column: Optional[str],
        intensity_column: str,
        id_columns: Sequence[str],
        threads: Optional[int] = 1,
        by_items: bool = False,
        **options: Any,
    ) -> None:
        if isinstance(id_columns, str):
            id_columns = (id_columns,)
        self.ids: tuple[str, ...] = tuple(id_columns)
        for name in (*self.ids, intensity_column, *([] if shift_column is None else [shift_column])):
            if not isinstance(name, str):
                raise RamatchTypeError(f"columns are called by their names, not {name!r:.60}")
        for name in self.ids:
            # Case too: to Spark these are one.
            if name.casefold() in SCHEMA:
                _ramatch._argument(f"id column {name!r} is called as a column of the verdicts: rename it")
        if shift is not None and shift_column is not None:
            _ramatch._argument("shift is one axis for all rows, shift_column names a column of axes: give one of them")
        if shift is None and shift_column is None and not by_items:
            _ramatch._argument("where is the axis? shift= is one for all rows, shift_column= names a column with each row's own")
        self.intensity, self.own_shift = intensity_column, shift_column
        self.shift: Optional[NDArray[Any]] = None
        if shift is not None:
            self.shift = np.ascontiguousarray(shift)
            # An axis that is none would be an error in every row.
            a_spectrum((self.shift, np.arange(self.shift.size, dtype=np.float32)))
        self._options = {"threads": threads, **options}
        self._library: Optional[Library] = asked(library)
        identify_many([], library=self._library, **self._options)
        how: Any = self._library.__reduce__()[1]
        self._how: Any = how[0]
        self.hash: str = how[1]
        self._version: str = _ramatch.__version__
        if len(pickle.dumps(self)) > _MOST_BYTES:
            _ramatch._argument(
                f"this library lives in memory and is larger than {_MOST_BYTES >> 20} MiB: "
                "save it where the workers can read it, and pass its path"
            )

    @property
    def columns(self) -> list[str]:
        """The columns that are read, each once."""
        return list(dict.fromkeys((*self.ids, *([] if self.own_shift is None else [self.own_shift]), self.intensity)))

    def need_columns(self, there: Iterable[str]) -> None:
        """Refuses a table that lacks a column."""
        there = list(there)
        lacking = [name for name in self.columns if name not in there]
        if lacking:
            _ramatch._argument(f"there is no column {lacking[0]!r}, but {', '.join(map(repr, there))[:200]}")

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_library": None}

    def __dask_tokenize__(self) -> bytes:
        return pickle.dumps(self)

    def library(self) -> Library:
        """The library, opened once in a process.

        Raises
        ------
        RamatchError
            If it is not there, or another one: ``hash_mismatch``, with both hashes. If this is another version of ramatch.
        """
        if self._library is None:
            if self._version != _ramatch.__version__:
                _ramatch._argument(f"{here()} has ramatch {_ramatch.__version__}, the job was made by {self._version}: install one")
            self._library = opened(self._how, self.hash)
        return self._library

    def batch(self, batch: Union[pa.RecordBatch, pa.Table]) -> pa.RecordBatch:
        """A table of spectra as one of verdicts, with the columns `ids` as they were and those of `SCHEMA`."""
        import pyarrow as pa

        self.need_columns(batch.schema.names)
        shift = self.shift if self.own_shift is None else ArrowRows(self.own_shift, batch.column(self.own_shift))
        columns = self.verdicts(shift, ArrowRows(self.intensity, batch.column(self.intensity)))
        ids = [batch.column(name) for name in self.ids]
        ids = [one.combine_chunks() if isinstance(one, pa.ChunkedArray) else one for one in ids]
        kept = [batch.schema.field(name) for name in self.ids]
        schema = arrow_schema()
        made = [pa.array(columns[field.name], field.type, from_pandas=True) for field in schema]
        return pa.RecordBatch.from_arrays([*ids, *made], schema=pa.schema([*kept, *schema]))

    def batches(self, given: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Batch by batch, whose columns are `columns` by their places; the library is there before the first is looked at."""
        import pyarrow as pa

        self.library()
        for batch in given:
            yield self.batch(pa.RecordBatch.from_arrays(batch.columns, names=self.columns))

    def frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        """As `batch`, of a DataFrame: its index and ids stay as they are; the columns of verdicts are Arrow's, which know nulls."""
        import pandas as pd
        import pyarrow as pa

        def rows(name: str) -> Rows:
            if isinstance(frame[name].dtype, pd.ArrowDtype):
                return ArrowRows(name, pa.chunked_array(frame[name].array.__arrow_array__()))
            return ObjectRows(frame[name].tolist())

        self.need_columns(frame.columns)
        shift = self.shift if self.own_shift is None else rows(self.own_shift)
        columns = self.verdicts(shift, rows(self.intensity))
        made = frame[list(self.ids)].copy()
        for field in arrow_schema():
            array = pa.array(columns[field.name], field.type, from_pandas=True)
            made[field.name] = pd.Series(pd.arrays.ArrowExtensionArray(array), index=made.index)
        return made

    def items(self, items: Iterable[Any]) -> list[dict[str, Any]]:
        """As `batch`, of dicts with the columns as keys, and of whatever `identify` takes: a dict for each."""
        items = list(items)
        columns = self._verdicts([(_Items(self, items), None)])
        made = []
        for place, item in enumerate(items):
            known = item if isinstance(item, dict) else {}
            if not isinstance(item, dict) and self.ids and isinstance(item, (str, bytes, os.PathLike)):
                known = {self.ids[0]: os.fsdecode(item)}
            row = {name: _no_nan(column[place]) for name, column in columns.items()}
            made.append({**{name: known.get(name) for name in self.ids}, **row})
        return made

    def verdicts(self, shift: Union[NDArray[Any], Rows, None], intensity: Rows) -> dict[str, Any]:
        """The columns of `SCHEMA` for some rows; numbers are NaN where there are none."""
        assert shift is not None
        return self._verdicts(blocks(shift, intensity))

    def _verdicts(self, given: Iterable[tuple[Any, Optional[NDArray[Any]]]]) -> dict[str, Any]:
        library = self.library()
        parts: dict[str, list[Any]] = {name: [] for name in SCHEMA}
        for spectra, axis in given:
            results = identify_many(spectra, shift=axis, errors="keep", details=False, library=library, **self._options)
            columns = results.columns()
            columns["error"] = [None if text is None else _PLACE.sub("", text) for text in columns["error"]]
            columns["library"] = [self.hash] * len(results)
            for name, part in parts.items():
                part.append(columns[name])
        return {
            name: np.concatenate(part or [np.zeros(0)]) if SCHEMA[name] == "double" else [value for column in part for value in column]
            for name, part in parts.items()
        }


# Where a spectrum stands in its batch says nothing.
_PLACE = re.compile(r"^spectra\[\d+\]: ")


def _no_nan(value: Any) -> Any:
    if isinstance(value, np.floating):
        return None if np.isnan(value) else float(value)
    return value


class _Items:
    """What `identify` takes, item after item; it goes on after one that is refused."""

    def __init__(self, mapper: Mapper, items: Sequence[Any]) -> None:
        self._mapper, self._items = mapper, iter(items)

    def __iter__(self) -> _Items:
        return self

    def __next__(self) -> Any:
        item, mapper = next(self._items), self._mapper
        if not isinstance(item, dict):
            if item is None:
                raise missing("the spectrum")
            # A row of numbers, where there is an axis for it.
            bare = mapper.shift is not None and isinstance(item, (list, np.ndarray)) and np.ndim(item) == 1
            return (mapper.shift, item) if bare else item
        shift = mapper.shift if mapper.own_shift is None else item.get(mapper.own_shift)
        intensity = item.get(mapper.intensity)
        if shift is None or intensity is None:
            raise missing("Raman shift" if shift is None else "intensity")
        return shift, intensity


def identify_arrow(
    table: Union[pa.RecordBatch, pa.Table],
    library: Any = None,
    *,
    shift: Optional[ArrayLike] = None,
    shift_column: Optional[str] = None,
    intensity_column: str = "intensity",
    id_columns: Sequence[str] = ("id",),
    top: int = 5,
    tolerance: Any = None,
    through: Any = None,
    metric: Optional[str] = None,
    exclude: Sequence[str] = (),
    containers: Any = None,
    single: bool = False,
    threads: Optional[int] = None,
) -> pa.RecordBatch:
    """Verdicts on the spectra of an Arrow table, in this process: for a loop over a data set, DuckDB or polars.

    Parameters
    ----------
    table : pyarrow.RecordBatch, pyarrow.Table, or what exports one (``__arrow_c_stream__``, ``__arrow_c_array__``)
        A spectrum in each row; a shared axis and whole rows are taken without a copy. Where `ramatch.convert.to_arrow` wrote the axis
        to its schema, `shift` may be left out, and may not be another.
    threads : int, optional
        At most so many; by default as many as there are cores.
    library, shift, shift_column, intensity_column, id_columns, top, tolerance, through, metric, exclude, containers, single
        As `ramatch.spark.identify` takes them.

    Returns
    -------
    pyarrow.RecordBatch
        The id columns, and those of `SCHEMA`: a row for each of the table's, in their order.

    Raises
    ------
    RamatchError
        For what is wrong for all rows. A row that is refused is a row with its ``error``.

    >>> import numpy as np, pyarrow as pa
    >>> from ramatch.spark import identify_arrow
    >>> shift = np.arange(200.0, 2400.0)
    >>> band = 500 + 9000 / (1 + ((shift - 520.5) / 3) ** 2) + np.random.default_rng(1).normal(0, 5, shift.size)
    >>> table = pa.table({"id": [7, 8], "intensity": [band, None]})
    >>> verdicts = identify_arrow(table, shift=shift)
    >>> verdicts["id"].to_pylist(), verdicts["substance"].to_pylist(), verdicts["reason"].to_pylist()
    ([7, 8], ['silicon', None], ['one_band', 'too_few_points'])
    """
    pa = _optional.need("pyarrow", "arrow")
    if not isinstance(table, (pa.RecordBatch, pa.Table)):
        table = pa.table(table) if hasattr(table, "__arrow_c_stream__") else pa.record_batch(table)
    if shift_column is None:
        shift = _stated.axis_of(_stated.stated(table.schema), shift)
    mapper = Mapper(
        library,
        shift=shift,
        shift_column=shift_column,
        intensity_column=intensity_column,
        id_columns=id_columns,
        top=top,
        tolerance=tolerance,
        through=through,
        metric=metric,
        exclude=exclude,
        containers=containers,
        single=single,
        threads=threads,
    )
    return mapper.batch(table)

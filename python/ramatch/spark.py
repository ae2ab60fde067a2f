"""Spectra in a Spark DataFrame: one row of verdicts for each.

``pip install ramatch[spark]`` on the driver and on the workers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional, Sequence

from . import _optional
from ._cluster import SCHEMA, Mapper, identify_arrow
from ._errors import RamatchTypeError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from pyspark.sql import DataFrame

__all__ = ["SCHEMA", "identify", "identify_arrow"]

_NUMBERS = ("float", "double", "tinyint", "smallint", "int", "bigint")


def identify(
    df: DataFrame,
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
    threads: int = 1,
) -> DataFrame:
    """A verdict on every spectrum of a DataFrame, by `DataFrame.mapInArrow`: each row is answered once, where it is.

    Parameters
    ----------
    df : pyspark.sql.DataFrame
        A spectrum in each row.
    library : Library or path, optional
        The built-in demonstration library if none is given. A path is read by the driver, and by every worker process once; it has to
        be there on all of them. `Library.open` maps the file, which the processes of a machine then share. A library that was made in
        memory travels with the tasks, up to 16 MiB.
    shift : array_like, shape (n,), optional
        The axis of all rows: Raman shift in cm⁻¹. Either this or `shift_column`.
    shift_column : str, optional
        The column with each row's own axis: an array of numbers.
    intensity_column : str
        The column of intensities: an array of numbers, in any unit. Float and double stay what they are.
    id_columns : list of str
        Columns that are kept as they are: of any type, but not called as a column of `SCHEMA`.
    top, tolerance, through, metric, exclude, containers, single
        As `ramatch.identify_many` takes them.
    threads : int
        Of each task: as many as ``spark.task.cpus``.

    Returns
    -------
    pyspark.sql.DataFrame
        The id columns, and those of `SCHEMA`: as `Results` describes them, and ``library``, the hash of the library that was asked.
        A spectrum that is refused (null, NaN, of another length than its axis, flat ...) is a row: ``reason`` has the code, ``error`` the
        text.

    Raises
    ------
    RamatchError
        At once, for columns that are not there, options that are wrong, and a library that cannot be opened.

    Notes
    -----
    Nothing runs until the DataFrame is written or counted. Then a worker whose library is missing, or not the driver's, ends the job
    before its first row: Spark's exception has the text of the `RamatchError` (``hash_mismatch``), with both hashes.

    Rows reach a worker in batches of ``spark.sql.execution.arrow.maxRecordsPerBatch``, 10,000 by default: 40 MB for 1,024 points of
    float, held a few times over. Set it to 2000 where spectra are long or memory is short; it costs no speed.

    Tasks are Spark's: as many as the Parquet files have row groups, at most. A file of one row group keeps one core busy.

    Examples
    --------
    ::

        spectra = spark.read.parquet("spectra.parquet")
        verdicts = ramatch.spark.identify(spectra, "/data/agency.rsl", shift=shift, id_columns=("sample", "point"))
        verdicts.write.parquet("verdicts.parquet")
    """
    types = _optional.need("pyspark.sql.types", "spark")
    _optional.need("pyarrow", "spark")
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
    mapper.need_columns(df.columns)
    for name in filter(None, (intensity_column, shift_column)):
        kind = df.schema[name].dataType
        if not isinstance(kind, types.ArrayType) or kind.elementType.simpleString() not in _NUMBERS:
            what = kind.simpleString()
            raise RamatchTypeError(f"column {name!r} is {what}: array<float> or array<double> is needed, a spectrum in each row")
    kinds = {"string": types.StringType(), "double": types.DoubleType(), "array<string>": types.ArrayType(types.StringType())}
    verdicts = [types.StructField(name, kinds[kind]) for name, kind in SCHEMA.items()]
    schema = types.StructType([*(df.schema[name] for name in mapper.ids), *verdicts])
    # Names with dots or quotes in them cannot be mapped: columns go by their places.
    columns = [df["`" + name.replace("`", "``") + "`"].alias(f"column_{place}") for place, name in enumerate(mapper.columns)]
    return df.select(*columns).mapInArrow(mapper.batches, schema)

"""Spectra in a Dask DataFrame or bag: one row of verdicts for each.

``pip install ramatch[dask]`` on the client and on the workers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional, Sequence

from . import _optional
from ._cluster import SCHEMA, Mapper, identify_arrow
from ._errors import RamatchTypeError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["SCHEMA", "identify", "identify_arrow"]


def identify(
    spectra: Any,
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
) -> Any:
    """A verdict on every spectrum of a Dask DataFrame or bag, partition by partition.

    Parameters
    ----------
    spectra : dask.dataframe.DataFrame or dask.bag.Bag
        A DataFrame has a spectrum in each row. The items of a bag are dicts with the columns as keys, or whatever `ramatch.identify`
        takes: paths, spectra, (shift, intensity); with `shift`, rows of numbers too.
    library : Library or path, optional
        The built-in demonstration library if none is given. A path is read by the client, and by every worker process once; it has to
        be there on all of them. `Library.open` maps the file, which the processes of a machine then share. A library that was made in
        memory travels with the graph, up to 16 MiB.
    shift : array_like, shape (n,), optional
        The axis of all rows: Raman shift in cm⁻¹. Either this or `shift_column`, unless items of a bag bring their own.
    shift_column : str, optional
        The column with each row's own axis.
    intensity_column : str
        The column of intensities in any unit: arrays or lists, as objects or as Arrow's.
    id_columns : list of str
        Columns that are kept as they are. An item of a bag without them has its path for the first, if it is one, and None otherwise.
    top, tolerance, through, metric, exclude, containers, single
        As `ramatch.identify_many` takes them.
    threads : int
        Of each task. The interpreter is free meanwhile, so that one is enough for Dask's threads as for its processes.

    Returns
    -------
    dask.dataframe.DataFrame or dask.bag.Bag
        The id columns, and those of `SCHEMA`: as `Results` describes them, and ``library``, the hash of the library that was asked.
        A DataFrame keeps its index; its columns of verdicts are pandas' of Arrow's types, with nulls. A bag has dicts, with None.
        A spectrum that is refused is a row: ``reason`` has the code, ``error`` the text.

    Raises
    ------
    RamatchError
        At once, for columns that are not there, options that are wrong, and a library that cannot be opened. When it is computed,
        ``hash_mismatch`` from a worker whose library is not the client's, with both hashes, before its first row.

    Notes
    -----
    ``dask.dataframe.from_pandas`` turns columns of arrays into text unless ``dataframe.convert-string`` is False; `read_parquet` does not.

    Examples
    --------
    ::

        spectra = dask.dataframe.read_parquet("spectra.parquet")
        ramatch.dask.identify(spectra, "/data/agency.rsl", shift=shift).to_parquet("verdicts.parquet")
    """
    _optional.need("dask", "dask")
    bags = _optional.need("dask.bag", "dask")
    is_bag = isinstance(spectra, bags.Bag)
    if not is_bag and not (hasattr(spectra, "map_partitions") and hasattr(spectra, "columns")):
        raise RamatchTypeError(f"spectra are a DataFrame or a bag of Dask, not {type(spectra).__name__}")
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
        by_items=is_bag,
    )
    if is_bag:
        return spectra.map_partitions(mapper.items)
    _optional.need("pyarrow", "dask")
    mapper.need_columns(spectra.columns)
    for name in filter(None, (intensity_column, shift_column)):
        kind = spectra.dtypes[name]
        # A column of texts would be an error in every row.
        if str(kind).startswith("str") or not (str(kind) == "object" or hasattr(kind, "pyarrow_dtype")):
            raise RamatchTypeError(
                f"column {name!r} is {kind}, not arrays of numbers; from_pandas makes texts of arrays "
                'unless dask.config has {"dataframe.convert-string": False}'
            )
    needed = spectra[mapper.columns]
    return needed.map_partitions(mapper.frame, meta=mapper.frame(needed._meta.iloc[:0]), enforce_metadata=True)

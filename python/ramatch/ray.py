"""Spectra in a dataset of Ray: one row of verdicts for each.

``pip install ramatch[ray]`` on all nodes.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Optional, Sequence, Union

from . import _optional
from ._cluster import SCHEMA, Mapper, identify_arrow

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import ArrayLike
    from ray.data import Dataset

__all__ = ["SCHEMA", "identify", "identify_arrow"]


class _Actor:
    """A process that has opened the library."""

    def __init__(self, mapper: Mapper) -> None:
        mapper.library()
        self._mapper = mapper

    def __call__(self, table: pa.Table) -> pa.Table:
        import pyarrow as pa

        return pa.Table.from_batches([self._mapper.batch(table)])


def _leave_room(actors: int, threads: int) -> None:
    """Warns where no CPU is left to read with: Ray would wait, and not say for what."""
    ray = _optional.need("ray", "ray")
    there = ray.cluster_resources().get("CPU", 0) if ray.is_initialized() else None
    if there is not None and actors * threads >= there:
        text = f"{actors} actors of {threads} CPUs take all {there:g} that Ray has: unless more come, none is left to read with"
        warnings.warn(text, stacklevel=3)


def identify(
    dataset: Dataset,
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
    actors: Union[int, tuple[int, int], None] = None,
    batch_size: int = 1024,
) -> Dataset:
    """A verdict on every spectrum of a dataset, by a pool of actors that have each opened the library once.

    Parameters
    ----------
    dataset : ray.data.Dataset
        A spectrum in each row.
    library : Library or path, optional
        The built-in demonstration library if none is given. A path is read here, and by every actor; it has to be there on all nodes.
        `Library.open` maps the file, which the actors of a node then share. A library that was made in memory travels with the
        actors, up to 16 MiB.
    shift : array_like, shape (n,), optional
        The axis of all rows: Raman shift in cm⁻¹. Either this or `shift_column`.
    shift_column : str, optional
        The column with each row's own axis.
    intensity_column : str
        The column of intensities in any unit: lists or tensors of numbers.
    id_columns : list of str
        Columns that are kept as they are.
    top, tolerance, through, metric, exclude, containers, single
        As `ramatch.identify_many` takes them.
    threads : int
        Of each actor, which asks Ray for as many CPUs.
    actors : int or (int, int), optional
        How many, or from how many to how many; as many as the cluster has room for if it is left out. Reading takes a CPU too: where
        actors take all, Ray waits forever, and a warning says so.
    batch_size : int
        Rows of a batch.

    Returns
    -------
    ray.data.Dataset
        The id columns, and those of `SCHEMA`: as `Results` describes them, and ``library``, the hash of the library that was asked.
        A spectrum that is refused is a row: ``reason`` has the code, ``error`` the text. The order of rows is Ray's: go by the ids.

    Raises
    ------
    RamatchError
        At once, for options that are wrong and a library that cannot be opened. When it runs, an actor whose library is missing, or not
        this one, dies before its first row; Ray's exception has the text of ``hash_mismatch``, with both hashes.

    Examples
    --------
    ::

        spectra = ray.data.read_parquet("spectra.parquet")
        ramatch.ray.identify(spectra, "/data/agency.rsl", shift=shift).write_parquet("verdicts.parquet")
    """
    data = _optional.need("ray.data", "ray")
    _optional.need("pyarrow", "ray")
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
    known = dataset.schema(fetch_if_missing=False)
    if known is not None:
        mapper.need_columns(known.names)
    _leave_room(1 if actors is None else actors if isinstance(actors, int) else actors[0], threads)
    if actors is None:
        pool = data.ActorPoolStrategy(min_size=1)
    elif isinstance(actors, tuple):
        pool = data.ActorPoolStrategy(min_size=actors[0], max_size=actors[1])
    else:
        pool = data.ActorPoolStrategy(size=actors)
    return dataset.select_columns(mapper.columns).map_batches(
        _Actor,
        fn_constructor_args=(mapper,),
        batch_format="pyarrow",
        batch_size=batch_size,
        zero_copy_batch=True,
        compute=pool,
        num_cpus=threads,
    )

"""Spectra and results as other packages hold them: pandas, polars, xarray, Arrow, RamanSPy, ramanchada2.

What a package has no place for is not carried over, and said in its function: RamanSPy knows neither positions nor metadata.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Union

import numpy as np
import numpy.typing as npt

from . import _others, _ramatch, _stated
from ._errors import RamatchTypeError, as_text
from ._given import a_spectrum, dimensions
from ._optional import need
from ._ramatch import Spectrum
from ._results import Results
from ._table import NAMES, NUMBERS
from .collection import SpectrumCollection, known_of

__all__ = [
    "arrow_schema",
    "from_any",
    "from_arrow",
    "results_to_arrow",
    "to_arrow",
    "to_pandas",
    "to_polars",
    "to_ramanchada2",
    "to_ramanspy",
    "to_xarray",
]

_Spectra = Union[Spectrum, SpectrumCollection]


def _collection(spectra: Any) -> SpectrumCollection:
    """One spectrum or many as many."""
    if isinstance(spectra, SpectrumCollection):
        return spectra
    one = _undoubted(spectra)
    made = SpectrumCollection(one.shift, one.intensity[np.newaxis], metadata=known_of(one))
    made.warnings = list(one.warnings)
    return made


def _undoubted(spectrum: Any) -> Spectrum:
    """A spectrum, unless there is a doubt about it that no other package would carry."""
    one: Spectrum = a_spectrum(spectrum)
    if one.damage:
        _ramatch._argument("this spectrum was salvaged from a damaged file: its doubt would be lost in another package")
    return one


def from_any(spectra: Any) -> _Spectra:
    """A spectrum or a collection of what another package holds.

    Parameters
    ----------
    spectra : object
        ``ramanspy.Spectrum``, ``SpectralContainer``, ``SpectralImage`` or ``SpectralVolume``; ``ramanchada2.Spectrum``;
        ``xarray.DataArray`` whose last dimension has Raman shifts; a pandas or polars table whose columns are called by their Raman
        shifts, or with two columns; a pandas series over Raman shifts; an Arrow table (see `from_arrow`); and what `identify` takes.

    Returns
    -------
    Spectrum or SpectrumCollection
        Of an image, with its height and width.

    Raises
    ------
    RamatchError
        For what does not say at which Raman shifts it was measured.

    Examples
    --------
    >>> import numpy as np, ramatch
    >>> from ramatch import convert
    >>> convert.from_any((np.arange(200.0, 300.0), np.arange(100.0)))
    Spectrum(100 points, 200.0 to 299.0 cm-1)
    """
    if isinstance(spectra, (Spectrum, SpectrumCollection)):
        return spectra
    many = _others.matrix_of(spectra)
    if many is not None:
        shift, values, shape, positions = many
        if len(shape) > 2:
            _ramatch._argument(f"a volume of {' × '.join(map(str, shape))} spectra has no place in a collection: pass its layers one by one")
        return SpectrumCollection(shift, values.reshape(*shape, -1), positions=positions)
    pair = _others.pair_of(spectra)
    if pair is not None:
        return Spectrum(*pair)
    if hasattr(spectra, "__arrow_c_stream__"):
        return from_arrow(spectra)
    made: Spectrum = a_spectrum(spectra)
    return made


def to_pandas(spectra: Any) -> Any:
    """A `pandas.DataFrame` with a spectrum in each row and columns called by their Raman shifts in cm⁻¹; of one spectrum, a `pandas.Series`.

    The numbers are those of the collection, not copied where pandas does not need it. Names become the index; positions, shape and
    metadata are not carried over.
    """
    pandas = need("pandas", "pandas")
    if not isinstance(spectra, SpectrumCollection):
        one = _undoubted(spectra)
        return pandas.Series(one.intensity, index=pandas.Index(one.shift, name="raman_shift_cm1"), name="intensity")
    index = None if spectra.names is None else pandas.Index(spectra.names, name="name")
    columns = pandas.Index(spectra.shift, name="raman_shift_cm1")
    return pandas.DataFrame(spectra.intensity, index=index, columns=columns)


def to_polars(spectra: Any) -> Any:
    """A `polars.DataFrame`; of one spectrum two columns, of many a row for each, without its metadata: pass ``shift`` to `from_arrow`."""
    polars = need("polars", "polars")
    if isinstance(spectra, SpectrumCollection):
        return polars.from_arrow(to_arrow(spectra))
    one = _undoubted(spectra)
    return polars.DataFrame({"raman_shift_cm1": one.shift, "intensity": one.intensity})


def to_xarray(spectra: Any) -> Any:
    """A `xarray.DataArray` whose last dimension is ``raman_shift``; a map has ``y`` and ``x``, other collections ``spectrum``.

    Units stand in the attributes, positions and names among the coordinates (names of a map over both of its dimensions), what else is
    known in the attributes of the array. `from_any` takes numbers, shifts and positions of it, not the attributes.
    """
    xarray = need("xarray", "xarray")
    units = {"units": "cm-1", "long_name": "Raman shift"}
    if not isinstance(spectra, SpectrumCollection):
        one = _undoubted(spectra)
        coordinates = {"raman_shift": ("raman_shift", one.shift, units)}
        return xarray.DataArray(one.intensity, dims=["raman_shift"], coords=coordinates, attrs=one.metadata, name="intensity")
    coords: Dict[str, Any] = {"raman_shift": ("raman_shift", spectra.shift, units)}
    values: Any
    if spectra.shape is not None:
        values, dims = spectra.intensity.reshape(*spectra.shape, -1), ["y", "x", "raman_shift"]
        coords.update({} if spectra.names is None else {"name": (("y", "x"), np.reshape(spectra.names, spectra.shape))})
        if {"x", "y"} <= spectra.positions.keys():
            x, y = (spectra.positions[name].reshape(spectra.shape) for name in ("x", "y"))
            if (x == x[:1]).all() and (y == y[:, :1]).all():
                unit = {"units": spectra.metadata["position_unit"]} if "position_unit" in spectra.metadata else {}
                coords.update(x=("x", x[0], unit), y=("y", y[:, 0], unit))
    else:
        values, dims = spectra.intensity, ["spectrum", "raman_shift"]
        coords.update({f"{name}_position": ("spectrum", place) for name, place in spectra.positions.items()})
        coords.update({} if spectra.names is None else {"name": ("spectrum", spectra.names)})
    return xarray.DataArray(values, dims=dims, coords=coords, attrs=_attributes(spectra.metadata), name="intensity")


def _attributes(metadata: Dict[str, Any]) -> Dict[str, Any]:
    """What a file of xarray's has a place for among its attributes: texts, numbers and rows of them."""
    plain = {str(name): value for name, value in metadata.items() if value is not None and not isinstance(value, dict)}
    return {name: value for name, value in plain.items() if dimensions(value) <= 1}


def to_arrow(spectra: Any) -> Any:
    """A `pyarrow.Table` with a row for each spectrum: ``intensity`` as a list, positions and names; in the schema's metadata the Raman
    shifts, what is known of all (texts, numbers and lists of them, as JSON), and what readers wondered about.

    Contiguous numbers are not copied: the table looks at them where they are.

    >>> import numpy as np, ramatch  # doctest: +SKIP
    >>> ramatch.convert.to_arrow(ramatch.SpectrumCollection(np.arange(200.0, 300.0), np.ones((3, 100)))).column_names  # doctest: +SKIP
    ['intensity']
    """
    pyarrow = need("pyarrow", "arrow")
    many = _collection(spectra)
    values = np.ascontiguousarray(many.intensity)
    if values.dtype.kind != "f" or values.dtype.itemsize > 8 or not values.dtype.isnative:
        values = values.astype(np.float64)
    flat = pyarrow.array(values.reshape(-1))
    columns = {"intensity": pyarrow.FixedSizeListArray.from_arrays(flat, many.shift.size)}
    columns.update({name: pyarrow.array(place) for name, place in many.positions.items()})
    if many.names is not None:
        columns["name"] = pyarrow.array([as_text(name) for name in many.names])
    table = pyarrow.table(columns)
    about = {"raman_shift_cm1": ",".join(map(repr, many.shift.tolist()))}
    if many.shape is not None:
        about["shape"] = f"{many.shape[0]},{many.shape[1]}"
    if many.metadata:
        about["ramatch.metadata"] = json.dumps(_attributes(many.metadata), default=_json)
    if many.warnings:
        about["ramatch.warnings"] = json.dumps(many.warnings)
    return table.replace_schema_metadata(about)


def _json(value: Any) -> Any:
    """Numbers of numpy as JSON has them; texts of all else."""
    return value.tolist() if isinstance(value, (np.generic, np.ndarray)) else str(value)


def from_arrow(table: Any, *, shift: Any = None, intensity: str = "intensity") -> SpectrumCollection:
    """The spectra of an Arrow table: of whatever has ``__arrow_c_stream__``, such as a table of polars or DuckDB.

    Parameters
    ----------
    table : object
        With a column of lists, a spectrum in each.
    shift : array_like, shape (n,), optional
        Raman shift in cm⁻¹; what `to_arrow` wrote to the schema if none is given, and no other than that. Tables of polars have none.
    intensity : str
        The column.

    Raises
    ------
    RamatchError
        For rows that are null or of other lengths, with the row, and a table that does not say its Raman shifts.
    """
    pyarrow = need("pyarrow", "arrow")
    if not hasattr(table, "__arrow_c_stream__"):
        raise RamatchTypeError(f"table is an Arrow table, or what has __arrow_c_stream__, not {type(table).__name__}")
    made = table if isinstance(table, pyarrow.Table) else pyarrow.table(table)
    about = _stated.stated(made.schema)
    shift = _stated.axis_of(about, shift)
    if shift is None:
        _ramatch._argument("this table does not say at which Raman shifts it was measured: pass shift=")
    if intensity not in made.column_names:
        _ramatch._argument(f"there is no column {intensity!r}: there are {', '.join(made.column_names)}")
    positions = {name: made[name].to_numpy() for name in ("x", "y", "z", "time") if name in made.column_names}
    names = [name or "" for name in made["name"].to_pylist()] if "name" in made.column_names else None
    known = _stated.loaded(about, "ramatch.metadata", {})
    collection = SpectrumCollection(shift, _matrix(made[intensity], shift.size), positions=positions, names=names, metadata=known)
    collection.warnings = [str(text) for text in _stated.loaded(about, "ramatch.warnings", [])]
    if collection.shape is None and not {"x", "y"} <= positions.keys() and "shape" in about:
        shape = _stated.listed(about, "shape", int)
        if len(shape) == 2 and min(shape) > 0 and shape[0] * shape[1] == len(collection):
            collection.shape = (shape[0], shape[1])
    return collection


def _matrix(column: Any, points: int) -> npt.NDArray[Any]:
    """Lists of numbers as the rows of a matrix; one chunk is not copied."""
    parts: List[npt.NDArray[Any]] = []
    done = 0
    for chunk in column.chunks:
        lengths = chunk.value_lengths().to_numpy(zero_copy_only=False) if hasattr(chunk, "value_lengths") else None
        if lengths is None:
            raise RamatchTypeError(f"a column of spectra holds lists of numbers, not {column.type}")
        # Of a null the length is none, which numpy holds as NaN.
        wrong = np.flatnonzero(~(lengths == points))
        if wrong.size:
            length = lengths[wrong[0]]
            said = "is null" if length != length else f"has {int(length)} points"
            _ramatch._argument(f"row {done + int(wrong[0])} {said}, {points} are needed")
        flat = chunk.flatten()
        if flat.null_count:
            _ramatch._argument(f"a number between row {done} and row {done + len(chunk)} is null")
        parts.append(flat.to_numpy(zero_copy_only=False).reshape(len(chunk), points))
        done += len(chunk)
    if not parts:
        return np.empty((0, points))
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def to_ramanspy(spectra: Any) -> Any:
    """``ramanspy.Spectrum`` of one, ``SpectralImage`` of a map, ``SpectralContainer`` of other collections. It has no place for metadata
    and positions."""
    ramanspy = need("ramanspy", "ramanspy")
    if not isinstance(spectra, SpectrumCollection):
        one = _undoubted(spectra)
        return ramanspy.Spectrum(np.asarray(one.intensity), np.asarray(one.shift))
    if spectra.shape is not None:
        return ramanspy.SpectralImage(spectra.intensity.reshape(*spectra.shape, -1), spectra.shift)
    return ramanspy.SpectralContainer(spectra.intensity, spectra.shift)


def to_ramanchada2(spectrum: Any) -> Any:
    """``ramanchada2.spectrum.Spectrum``, with what is known of it as its metadata."""
    module = need("ramanchada2.spectrum", "ramanchada2")
    one = _undoubted(spectrum)
    made = module.Spectrum(x=np.asarray(one.shift, float), y=np.asarray(one.intensity, float))
    if one.metadata:
        known = {name: value if isinstance(value, (int, float)) else str(value) for name, value in one.metadata.items()}
        made.meta = {**dict(getattr(made.meta, "root", {}) or {}), **known}
    return made


def arrow_schema() -> Any:
    """The schema of `results_to_arrow`: texts, numbers with nulls where there are none, and ``names`` as a list of texts."""
    pyarrow = need("pyarrow", "arrow")
    kinds = {"names": pyarrow.list_(pyarrow.string()), **dict.fromkeys(NUMBERS, pyarrow.float64())}
    return pyarrow.schema([(name, kinds.get(name, pyarrow.string())) for name in NAMES])


def _text(value: Any) -> Any:
    return value if value is None else as_text(value)


def results_to_arrow(results: Results) -> Any:
    """A `pyarrow.Table` with a row for each spectrum; NaN becomes null."""
    pyarrow = need("pyarrow", "arrow")
    schema, columns = arrow_schema(), results.columns()
    texts = [field.name for field in schema if field.type == pyarrow.string()]
    # Names of files may hold bytes that are no text.
    columns.update({name: [_text(value) for value in columns[name]] for name in texts})
    arrays = [pyarrow.array(columns[field.name], field.type, from_pandas=True) for field in schema]
    return pyarrow.Table.from_arrays(arrays, schema=schema)

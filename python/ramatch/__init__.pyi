import os
import pathlib
from dataclasses import dataclass
from functools import cached_property
from typing import (
    Any,
    Callable,
    Dict,
    Iterable,
    List,
    Literal,
    Optional,
    Protocol,
    Sequence,
    SupportsFloat,
    SupportsIndex,
    Tuple,
    TypeVar,
    Union,
    final,
    overload,
    type_check_only,
)

import numpy as np
import numpy.typing as npt

from .collection import SpectrumCollection as SpectrumCollection

__version__: str
BASELINES: tuple[str, ...]
METRICS: tuple[str, ...]

_Path = Union[str, bytes, os.PathLike[str], os.PathLike[bytes]]

class RamatchError(ValueError):
    code: str
    number: int
    file: Optional[str]
    line: Optional[int]
    format: Optional[str]
    byte_offset: Optional[int]
    field: Optional[str]
    declared: Optional[str]
    actual: Optional[str]
    index: Optional[int]

class RamatchTypeError(RamatchError, TypeError): ...

@final
class Spectrum:
    def __new__(
        cls,
        shift: npt.ArrayLike,
        intensity: npt.ArrayLike,
        *,
        laser_nm: Optional[_Number] = ...,
        axis: Optional[str] = ...,
        metadata: Optional[Dict[str, Any]] = ...,
    ) -> Spectrum: ...
    @staticmethod
    def read(
        path: _Path,
        *,
        laser_nm: Optional[_Number] = ...,
        axis: Optional[str] = ...,
        spectrum: Optional[_Whole] = ...,
        salvage: Optional[_Flag] = ...,
        decimal_comma: Optional[_Flag] = ...,
    ) -> Spectrum: ...
    @property
    def shift(self) -> npt.NDArray[np.floating[Any]]: ...
    @property
    def intensity(self) -> npt.NDArray[np.floating[Any]]: ...
    @property
    def laser_nm(self) -> Optional[float]: ...
    @property
    def format(self) -> Optional[str]: ...
    @property
    def warnings(self) -> List[str]: ...
    @property
    def damage(self) -> List[str]: ...
    @property
    def fields(self) -> List[Tuple[str, str]]: ...
    @property
    def metadata(self) -> Dict[str, Any]: ...
    def resample(self, shift: Union[npt.ArrayLike, Spectrum], *, kind: _Kind = "linear") -> Spectrum: ...
    def plot(self, ax: Any = None, *, baseline: Optional[str] = None, **how: Any) -> Any: ...
    def __len__(self) -> int: ...
    def __getitem__(self, wanted: slice) -> Spectrum: ...
    def __add__(self, other: Union[Spectrum, float]) -> Spectrum: ...
    def __radd__(self, other: float) -> Spectrum: ...
    def __sub__(self, other: Union[Spectrum, float]) -> Spectrum: ...
    def __rsub__(self, other: float) -> Spectrum: ...
    def __mul__(self, other: Union[Spectrum, float]) -> Spectrum: ...
    def __rmul__(self, other: float) -> Spectrum: ...
    def __truediv__(self, other: Union[Spectrum, float]) -> Spectrum: ...
    def __neg__(self) -> Spectrum: ...
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Record:
    """One spectrum as its file holds it, with the file's own axis."""
    @property
    def x(self) -> npt.NDArray[np.float64]: ...
    @property
    def y(self) -> npt.NDArray[np.float64]: ...
    @property
    def title(self) -> str: ...
    @property
    def technique(self) -> str: ...
    @property
    def axis(self) -> str: ...
    @property
    def axis_unit(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def format(self) -> str: ...
    @property
    def laser_nm(self) -> Optional[float]: ...
    @property
    def position(
        self,
    ) -> Optional[Tuple[Optional[float], Optional[float], Optional[float], Optional[float]]]: ...
    @property
    def fields(self) -> List[Tuple[str, str]]: ...
    @property
    def terms(self) -> Dict[str, str]: ...
    @property
    def warnings(self) -> List[str]: ...
    @property
    def damage(self) -> List[str]: ...
    def spectrum(self, *, laser_nm: Optional[_Number] = ..., axis: Optional[str] = ...) -> Spectrum: ...
    def __len__(self) -> int: ...

@final
class Recipe:
    @staticmethod
    def default() -> Recipe: ...
    @staticmethod
    def read(path: _Path) -> Recipe: ...
    @staticmethod
    def from_toml(text: str) -> Recipe: ...
    @staticmethod
    def from_json(text: str) -> Recipe: ...
    @staticmethod
    def from_dict(settings: Dict[str, Any]) -> Recipe: ...
    def to_toml(self) -> str: ...
    def to_json(self) -> str: ...
    def to_dict(self) -> Dict[str, Any]: ...
    @property
    def id(self) -> str: ...
    @property
    def shift(self) -> npt.NDArray[np.float64]: ...
    def prepare(
        self,
        y: npt.ArrayLike,
        shift: npt.ArrayLike,
        *,
        threads: Optional[_Whole] = None,
        progress: _Progress = None,
    ) -> npt.NDArray[np.float32]: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@type_check_only
class _Foreign(Protocol):
    """A series, table or array of pandas, polars or xarray."""
    def to_numpy(self) -> Any: ...

_Whole = SupportsIndex
_Kind = Literal["linear", "cell-mean"]
_Number = SupportsFloat
_Flag = Union[bool, np.bool_]
_Floats = npt.NDArray[np.floating[Any]]
# What stays what it is: a spectrum, a collection.
_Own = TypeVar("_Own", Spectrum, SpectrumCollection)

@dataclass(frozen=True)
class Fit:
    iterations: Union[int, npt.NDArray[np.uint32]]
    converged: Union[bool, npt.NDArray[np.bool_]]
    change: Union[float, npt.NDArray[np.float64]]

_Progress = Optional[Callable[[int, int], Any]]

@overload
def baseline(
    y: _Own,
    method: str = "arpls",
    *,
    x: Optional[npt.ArrayLike] = None,
    mask: Optional[npt.ArrayLike] = None,
    axis: _Whole = -1,
    threads: Optional[_Whole] = None,
    progress: _Progress = None,
    **parameters: Any,
) -> Tuple[_Own, Fit]: ...
@overload
def baseline(
    y: npt.ArrayLike,
    method: str = "arpls",
    *,
    x: Optional[npt.ArrayLike] = None,
    mask: Optional[npt.ArrayLike] = None,
    axis: _Whole = -1,
    threads: Optional[_Whole] = None,
    progress: _Progress = None,
    **parameters: Any,
) -> Tuple[_Floats, Fit]: ...
@overload
def smooth(
    y: _Own,
    method: str = "fourier",
    *,
    step: Optional[_Number] = None,
    axis: _Whole = -1,
    threads: Optional[_Whole] = None,
    progress: _Progress = None,
    **parameters: Any,
) -> _Own: ...
@overload
def smooth(
    y: npt.ArrayLike,
    method: str = "fourier",
    *,
    step: Optional[_Number] = None,
    axis: _Whole = -1,
    threads: Optional[_Whole] = None,
    progress: _Progress = None,
    **parameters: Any,
) -> _Floats: ...
@overload
def normalize(
    y: _Own,
    method: str = "l2",
    *,
    shift: Optional[npt.ArrayLike] = None,
    step: _Number = 1.0,
    axis: _Whole = -1,
    threads: Optional[_Whole] = None,
    progress: _Progress = None,
) -> _Own: ...
@overload
def normalize(
    y: npt.ArrayLike,
    method: str = "l2",
    *,
    shift: Optional[npt.ArrayLike] = None,
    step: _Number = 1.0,
    axis: _Whole = -1,
    threads: Optional[_Whole] = None,
    progress: _Progress = None,
) -> _Floats: ...
def resample(
    y: npt.ArrayLike,
    shift: npt.ArrayLike,
    new_shift: npt.ArrayLike,
    *,
    kind: _Kind = "linear",
    axis: _Whole = -1,
    threads: Optional[_Whole] = None,
    progress: _Progress = None,
) -> _Floats: ...
@overload
def detrend(
    y: _Own, poly_order: _Whole = 1, *, axis: _Whole = -1, threads: Optional[_Whole] = None
) -> _Own: ...
@overload
def detrend(
    y: npt.ArrayLike, poly_order: _Whole = 1, *, axis: _Whole = -1, threads: Optional[_Whole] = None
) -> _Floats: ...
def scatter_correct(
    y: npt.ArrayLike,
    reference: Optional[npt.ArrayLike] = None,
    *,
    poly_order: _Whole = 0,
    threads: Optional[_Whole] = None,
) -> Tuple[_Floats, Union[float, npt.NDArray[np.float64]]]: ...
@overload
def despike(
    shift: _Own,
    y: None = None,
    method: str = "whitaker-hayes",
    *,
    replace: _Flag = True,
    **parameters: Any,
) -> Tuple[_Own, npt.NDArray[np.bool_], bool]: ...
@overload
def despike(
    shift: npt.ArrayLike,
    y: npt.ArrayLike,
    method: str = "whitaker-hayes",
    *,
    replace: _Flag = True,
    **parameters: Any,
) -> Tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_], bool]: ...
def despike_shots(
    shots: npt.ArrayLike, threshold: _Number = 8.0
) -> Tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]: ...
def whittaker_gcv(
    y: npt.ArrayLike, weights: Optional[npt.ArrayLike] = None
) -> Tuple[npt.NDArray[np.float64], float, float]: ...
def quality(spectrum: _Query) -> Dict[str, Any]: ...

_Query = Union[Spectrum, Tuple[npt.ArrayLike, npt.ArrayLike], npt.NDArray[Any], Record, _Path, _Foreign]
_Many = Union[Iterable[_Query], npt.NDArray[Any], SpectrumCollection, _Foreign]
_Containers = Union[None, Dict[str, _Query], Sequence[_Query]]

@dataclass(frozen=True)
class Hit:
    rank: int
    substance: str
    substance_id: str
    cas: Optional[str]
    formula: Optional[str]
    tags: List[str]
    schedules: List[str]
    form: str
    score: float
    cosine: float
    margin: Optional[float]
    compared_cm1: Tuple[float, float]
    bands: Dict[str, Any]
    entry: str
    grade: str
    source: str
    licence: str
    attribution: str
    instrument: str
    laser_nm: Optional[float]
    checked: str = ...
    checked_by: str = ...
    note: str = ...
    library: Optional[str] = ...

class Verdict(Dict[str, Any]):
    code: str
    names: List[Dict[str, str]]
    text: Dict[str, str]
    stated_rate: Optional[float]
    reason: Optional[Dict[str, str]]
    value: Optional[float]
    def to_dict(self) -> Dict[str, Any]: ...

class Result:
    @cached_property
    def hits(self) -> List[Hit]: ...
    @cached_property
    def warnings(self) -> List[Dict[str, str]]: ...
    @cached_property
    def alignment(self) -> Dict[str, float]: ...
    @cached_property
    def verdict(self) -> Verdict: ...
    @cached_property
    def cannot_decide(self) -> Optional[Dict[str, str]]: ...
    @cached_property
    def mixture(self) -> Optional[Dict[str, Any]]: ...
    @cached_property
    def evidence(self) -> Optional[Dict[str, Any]]: ...
    @cached_property
    def query(self) -> Dict[str, Any]: ...
    @property
    def best(self) -> Optional[Hit]: ...
    def to_dict(self) -> Dict[str, Any]: ...
    def to_pandas(self) -> Any: ...
    def to_polars(self) -> Any: ...
    def to_arrow(self) -> Any: ...
    def curves(self) -> Dict[str, npt.NDArray[np.float64]]: ...
    def plot(self, path: Optional[_Path] = ..., *, ax: Any = ..., force: _Flag = ...) -> str: ...

@dataclass(frozen=True)
class Component:
    substance: str
    substance_id: str
    entry: str
    share: float
    share_between: Tuple[float, float]
    amount: float
    evidence: float
    unlike: float
    carried: float
    bands_cm1: List[float]
    one_of: List[Dict[str, str]]

class Mixture:
    components: List[Component]
    containers: List[Dict[str, Any]]
    unexplained: float
    incomplete: bool
    unexplained_cm1: List[float]
    nearest: Optional[Dict[str, str]]
    nothing_above: float
    alignment: Dict[str, float]
    compared_cm1: Tuple[float, float]
    shift: npt.NDArray[np.float64]
    row: npt.NDArray[np.float64]
    parts: npt.NDArray[np.float64]
    rest: npt.NDArray[np.float64]
    sigma: float
    def weights(
        self, factors: Dict[str, Union[_Number, Tuple[_Number, _Number]]]
    ) -> Dict[str, Tuple[float, float, float]]: ...
    def plot(self, ax: Any) -> None: ...
    def to_dict(self) -> Dict[str, Any]: ...
    def to_pandas(self) -> Any: ...
    def to_polars(self) -> Any: ...
    def to_arrow(self) -> Any: ...

_One = TypeVar("_One", covariant=True)

class Results(Sequence[_One]):
    def __init__(self, results: Iterable[_One]) -> None: ...
    @property
    def substance(self) -> List[Optional[str]]: ...
    @property
    def substance_id(self) -> List[Optional[str]]: ...
    @property
    def entry(self) -> List[Optional[str]]: ...
    @property
    def score(self) -> npt.NDArray[np.float64]: ...
    @property
    def cosine(self) -> npt.NDArray[np.float64]: ...
    @property
    def margin(self) -> npt.NDArray[np.float64]: ...
    @property
    def verdict(self) -> List[Optional[str]]: ...
    @property
    def names(self) -> List[List[str]]: ...
    @property
    def value(self) -> npt.NDArray[np.float64]: ...
    @property
    def snr(self) -> npt.NDArray[np.float64]: ...
    @property
    def reason(self) -> List[Optional[str]]: ...
    @property
    def file(self) -> List[Optional[str]]: ...
    @property
    def error(self) -> List[Optional[str]]: ...
    @property
    def x(self) -> npt.NDArray[np.float64]: ...
    @property
    def y(self) -> npt.NDArray[np.float64]: ...
    @property
    def z(self) -> npt.NDArray[np.float64]: ...
    @property
    def time(self) -> npt.NDArray[np.float64]: ...
    def columns(self) -> Dict[str, Any]: ...
    def to_rows(self) -> List[Dict[str, Any]]: ...
    def to_pandas(self) -> Any: ...
    def to_polars(self) -> Any: ...
    def to_arrow(self) -> Any: ...
    def plot(self, shape: Optional[Tuple[int, int]] = None, ax: Any = None, **how: Any) -> Any: ...
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...
    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, index: SupportsIndex) -> _One: ...
    @overload
    def __getitem__(self, index: slice) -> Results[_One]: ...

@final
class Prepared:
    @property
    def samples(self) -> npt.NDArray[np.float32]: ...

@dataclass(frozen=True)
class Found:
    entries: npt.NDArray[np.uint32]
    scores: npt.NDArray[np.float64]
    rescored: int
    scanned: bool
    bytes: int

_Library = Union[Library, _Path]

class Series:
    result: Optional[Result]
    def __init__(self, *, agree: int = ..., **how: Any) -> None: ...
    def push(self, shot: _Query) -> Result: ...
    @property
    def is_settled(self) -> bool: ...
    def __len__(self) -> int: ...

class LibraryBuilder:
    def __init__(
        self,
        recipe: Optional[Recipe] = None,
        *,
        rows: str = "f32",
        codes: _Flag = False,
        raw: _Flag = True,
        linear: _Flag = True,
        folder: Optional[_Path] = None,
    ) -> None: ...
    def add(
        self,
        spectrum: _Query,
        id: str,
        substance: str,
        *,
        source: str = "python",
        form: str = "",
        grade: str = "field",
        laser_nm: _Number = 0.0,
        resolution_cm1: _Number = 0.0,
        name: Optional[str] = None,
        cas: Optional[str] = None,
        formula: Optional[str] = None,
        inchikey: Optional[str] = None,
        synonyms: Sequence[str] = (),
        tags: Sequence[str] = (),
        schedules: Sequence[str] = (),
        licence: Optional[str] = None,
        attribution: Optional[str] = None,
        instrument: Optional[str] = None,
        note: Optional[str] = None,
    ) -> None: ...
    def add_rows(
        self,
        rows: npt.ArrayLike,
        ids: Sequence[str],
        substances: Sequence[str],
        *,
        source: str = "python",
        form: str = "",
        grade: str = "field",
        laser_nm: _Number = 0.0,
        resolution_cm1: _Number = 0.0,
    ) -> None: ...
    def copy(self, library: Library, entries: Optional[Iterable[int]] = None) -> None: ...
    def import_manifest(
        self,
        folder: _Path,
        manifest: Optional[_Path] = None,
        *,
        source: str = "python",
        licence: str = "",
        grade: Literal["reference", "published", "field"] = "field",
    ) -> Dict[str, Any]: ...
    def import_collection(
        self,
        collection: Literal["rod", "rruff", "openspecy", "slopp"],
        path: _Path,
        *,
        names: Optional[_Path] = None,
        licence: Optional[str] = None,
        treatment: Literal["processed first", "processed", "raw"] = "processed first",
        built_in_names: _Flag = True,
        threads: Optional[_Whole] = None,
    ) -> Dict[str, Any]: ...
    def write(self, path: _Path) -> None: ...
    def __len__(self) -> int: ...

class LibraryCheck:
    entries: int
    substances: int
    measured: int
    findings: List[Dict[str, Any]]
    alike: List[Dict[str, Any]]
    def to_dict(self) -> Dict[str, Any]: ...
    def to_svg(self) -> str: ...

class Library:
    @classmethod
    def default(cls) -> Library: ...
    @classmethod
    def read(cls, path: _Path) -> Library: ...
    @classmethod
    def open(cls, path: _Path) -> Library: ...
    @classmethod
    def from_bytes(cls, content: bytes) -> Library: ...
    @classmethod
    def build(
        cls,
        references: Any,
        path: Optional[_Path] = None,
        *,
        recipe: Optional[Recipe] = None,
        rows: Literal["f32", "i16", "i8"] = "f32",
        **defaults: Any,
    ) -> Library: ...
    def to_bytes(self) -> bytes: ...
    def save(self, path: _Path, *, force: _Flag = False) -> None: ...
    def entries(self) -> Dict[str, Any]: ...
    def to_pandas(self) -> Any: ...
    def to_polars(self) -> Any: ...
    def info(self) -> Dict[str, Any]: ...
    def filter(
        self, keep: Union[Callable[[Dict[str, Any]], object], npt.ArrayLike], path: Optional[_Path] = None
    ) -> Library: ...
    @classmethod
    def together(cls, libraries: Iterable[_Library]) -> Library: ...
    @property
    def parts(self) -> List[Dict[str, Any]]: ...
    @property
    def conflicts(self) -> List[Dict[str, str]]: ...
    def verify(self) -> None: ...
    def check(self, *, of: Optional[_Whole] = None, threads: Optional[_Whole] = None, progress: _Progress = None) -> LibraryCheck: ...
    def unmix(
        self,
        spectrum: Union[_Query, List[_Query]],
        *,
        tolerance: Union[None, float, Sequence[float]] = ...,
        through: Optional[str] = ...,
        exclude: Sequence[str] = ...,
        containers: _Containers = ...,
    ) -> Mixture: ...
    def prepare(self, spectrum: _Query) -> Prepared: ...
    def prepare_many(
        self,
        spectra: _Many,
        *,
        shift: Optional[npt.ArrayLike] = None,
        threads: Optional[_Whole] = None,
        progress: _Progress = None,
    ) -> List[Prepared]: ...
    @overload
    def nearest(
        self,
        query: Prepared,
        k: _Whole = 10,
        *,
        per_substance: _Flag = False,
        metric: Optional[Literal["cosine"]] = None,
        tolerance: Union[None, float, Sequence[float]] = ...,
        tag: Optional[str] = None,
        substances: Optional[List[str]] = None,
        source: Optional[str] = None,
        laser_nm: Optional[Tuple[_Number, _Number]] = None,
        threads: Optional[_Whole] = None,
        progress: _Progress = None,
    ) -> Found: ...
    @overload
    def nearest(
        self,
        query: Sequence[Prepared],
        k: _Whole = 10,
        *,
        per_substance: _Flag = False,
        metric: Optional[Literal["cosine"]] = None,
        tolerance: Union[None, float, Sequence[float]] = ...,
        tag: Optional[str] = None,
        substances: Optional[List[str]] = None,
        source: Optional[str] = None,
        laser_nm: Optional[Tuple[_Number, _Number]] = None,
        threads: Optional[_Whole] = None,
        progress: _Progress = None,
    ) -> List[Found]: ...
    def entry(self, index: _Whole) -> Dict[str, Any]: ...
    @property
    def sources(self) -> List[Dict[str, str]]: ...
    @property
    def notices(self) -> List[Dict[str, Any]]: ...
    @property
    def rows(self) -> str: ...
    def prepared_by(self, recipe: Recipe) -> Library: ...
    def curve(self, index: _Whole) -> Tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]: ...
    def for_instrument(self, profile: _Path) -> Library: ...
    def calibrated(self, calibration: _Path) -> Library: ...
    def watching(self, names: Iterable[str]) -> Library: ...
    @property
    def calibration(self) -> Optional[Dict[str, Any]]: ...
    def relatives(self, substance: str) -> List[Dict[str, str]]: ...
    def search(
        self,
        spectrum: _Query,
        top: _Whole = ...,
        *,
        tolerance: Union[None, float, Sequence[float]] = ...,
        through: Optional[str] = ...,
        metric: Optional[str] = ...,
        exclude: Sequence[str] = ...,
        peaks: _Flag = ...,
        containers: _Containers = ...,
        single: _Flag = ...,
    ) -> Result: ...
    @property
    def recipe(self) -> Recipe: ...
    @property
    def hash(self) -> str: ...
    @property
    def substances(self) -> List[str]: ...
    def __len__(self) -> int: ...

def read(
    path: _Path,
    *,
    laser_nm: Optional[_Number] = ...,
    axis: Optional[str] = ...,
    spectrum: Optional[_Whole] = ...,
    salvage: Optional[_Flag] = ...,
    decimal_comma: Optional[_Flag] = ...,
) -> Spectrum: ...
def records(path: _Path, *, salvage: Optional[_Flag] = ..., decimal_comma: Optional[_Flag] = ...) -> List[Record]: ...
def write(
    path: _Path,
    records: Union[Record, Spectrum, Tuple[npt.ArrayLike, npt.ArrayLike], Sequence[Union[Record, _Query]]],
    *,
    format: Optional[str] = ...,
    force: _Flag = ...,
) -> List[pathlib.Path]: ...
def similarity(
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    metric: str = ...,
    *,
    mask: Optional[npt.ArrayLike] = ...,
    step_cm1: _Number = ...,
) -> Optional[float]: ...
def identify(
    spectrum: _Query,
    *,
    library: Union[None, _Library, Sequence[_Library]] = None,
    top: _Whole = 5,
    tolerance: Union[None, float, Sequence[float]] = None,
    through: Optional[str] = None,
    metric: Optional[str] = None,
    exclude: Sequence[str] = (),
    peaks: _Flag = False,
    containers: _Containers = None,
    single: _Flag = False,
) -> Result: ...
@overload
def identify_many(
    spectra: _Many,
    *,
    shift: Optional[npt.ArrayLike] = None,
    errors: Literal["keep"] = "keep",
    details: _Flag = True,
    library: Union[None, _Library, Sequence[_Library]] = None,
    top: _Whole = 5,
    tolerance: Union[None, float, Sequence[float]] = None,
    through: Optional[str] = None,
    metric: Optional[str] = None,
    exclude: Sequence[str] = (),
    containers: _Containers = None,
    single: _Flag = False,
    threads: Optional[_Whole] = None,
    progress: Union[None, bool, Callable[[int, Optional[int]], object]] = None,
) -> Results[Union[Result, RamatchError]]: ...
@overload
def identify_many(
    spectra: _Many,
    *,
    shift: Optional[npt.ArrayLike] = None,
    errors: Literal["raise"],
    details: _Flag = True,
    library: Union[None, _Library, Sequence[_Library]] = None,
    top: _Whole = 5,
    tolerance: Union[None, float, Sequence[float]] = None,
    through: Optional[str] = None,
    metric: Optional[str] = None,
    exclude: Sequence[str] = (),
    containers: _Containers = None,
    single: _Flag = False,
    threads: Optional[_Whole] = None,
    progress: Union[None, bool, Callable[[int, Optional[int]], object]] = None,
) -> Results[Result]: ...
def identify_shots(
    shots: _Many,
    *,
    shift: Optional[npt.ArrayLike] = None,
    library: Union[None, _Library, Sequence[_Library]] = None,
    top: _Whole = 5,
    tolerance: Union[None, float, Sequence[float]] = None,
    through: Optional[str] = None,
    metric: Optional[str] = None,
    exclude: Sequence[str] = (),
    containers: _Containers = None,
    single: _Flag = False,
) -> Result: ...

"""What all estimators share: scikit-learn itself, checks of X, the Raman shift axis, names of columns, and too few points."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Sequence, TypeVar

import numpy as np

from ._errors import RamatchError
from ._optional import need
from ._others import numeric

sklearn = need("sklearn", "sklearn")
if tuple(int(part) for part in sklearn.__version__.split(".")[:2]) < (1, 2):
    raise ImportError(f"ramatch.sklearn needs scikit-learn 1.2 or newer, not {sklearn.__version__}: pip install ramatch[sklearn]")

from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

try:
    from sklearn.utils.validation import validate_data
except ImportError:  # before 1.6

    def validate_data(estimator: Any, X: Any, y: Any = "no_validation", **how: Any) -> Any:
        return estimator._validate_data(X, y, **how)


if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.floating[Any]]

AnyStep = TypeVar("AnyStep", bound="Step")

# Fewer points are no spectrum (a Fourier transform needs as many); the checks of scikit-learn have two to ten.
FEW = 16
DTYPES = (np.float64, np.float32)


class Rows(BaseEstimator):
    """An estimator whose X has a spectrum in each row."""

    def _rows(self, X: Any, y: Any = "no_validation", *, reset: bool) -> Any:
        """X, checked, as float32 if it is that and else as float64; y as well if it is given."""
        if isinstance(X, np.ma.MaskedArray) and np.ma.is_masked(X):
            raise ValueError(f"X has masked values, which {type(self).__name__} does not take: leave those columns or rows out")
        if reset:
            self._shift_of_columns = column_shift(X)
        else:
            self._same_columns(X)
        return validate_data(self, X, y, reset=reset, dtype=DTYPES)

    def _same_columns(self, X: Any) -> None:
        """Refuses a table whose columns stand at other Raman shifts than those of `fit`; of names that are texts scikit-learn does."""
        known, here = getattr(self, "_shift_of_columns", None), column_shift(X)
        if known is not None and here is not None and not np.array_equal(known, here):
            raise ValueError("the columns of X stand at other Raman shifts than those of fit: use Resampler")

    def _learn_axis(self) -> Optional[Floats]:
        """The Raman shift of the columns: what is given, else what the names of the columns say, else None."""
        given = getattr(self, "shift", None)
        if given is None:
            return self._shift_of_columns
        axis = given_shift(given, self.n_features_in_)
        if self._shift_of_columns is not None and not np.allclose(axis, self._shift_of_columns):
            raise ValueError("shift is another axis than the names of the columns of X: leave it out, or use Resampler")
        return axis

    def _learn_axis_that_is_needed(self) -> Floats:
        shift = self._learn_axis()
        if shift is None:
            text = f"{type(self).__name__} needs the Raman shift of the columns: pass shift, or a table whose column names are numbers"
            raise ValueError(f"{text} (n_features = {self.n_features_in_})")
        return shift


class Step(TransformerMixin, Rows):
    """A transformer that does to every row what a function of `ramatch` does."""

    def fit(self: AnyStep, X: Any, y: Any = None) -> AnyStep:
        """Check X and the parameters, and learn what there is to learn.

        Parameters
        ----------
        X : array_like or table, shape (n_samples, n_points)
            A spectrum in each row.
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        ValueError
            For X that is no matrix of finite numbers, and for parameters outside their domain (then a `RamatchError`).
        """
        rows = self._rows(X, reset=True)
        self._learn(rows)
        # What is wrong with a parameter is said here, and not when the first spectrum comes.
        self._apply(rows[:1])
        return self

    def transform(self, X: Any) -> Floats:
        """What the method makes of every row.

        Parameters
        ----------
        X : array_like or table, shape (n_samples, n_points)
            A spectrum in each row.

        Returns
        -------
        ndarray, or what `set_output` asks for, one row for each of X
            float32 for float32, else float64.

        Raises
        ------
        RamatchError
            For a row that has no finite answer; it says which.
        """
        check_is_fitted(self, "n_features_in_")
        return self._apply(self._rows(X, reset=False))

    def _learn(self, rows: Floats) -> None:
        """Nothing, of most."""

    def _apply(self, rows: Floats) -> Floats:
        raise NotImplementedError

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    def _more_tags(self) -> Dict[str, Any]:  # before 1.6
        return {"preserves_dtype": [np.float64, np.float32]}


class SamePoints(OneToOneFeatureMixin, Step):
    """A transformer whose columns are those of X."""

    def get_feature_names_out(self, input_features: Optional[Sequence[str]] = None) -> npt.NDArray[np.object_]:
        """Names of the columns: those that went in; Raman shifts as text where a table's names are numbers.

        Parameters
        ----------
        input_features : array_like of str, optional
            Names of the columns that go in.

        Returns
        -------
        ndarray of str, shape (n_points,)
        """
        shift = getattr(self, "_shift_of_columns", None)
        if input_features is None and shift is not None and not hasattr(self, "feature_names_in_"):
            return np.array([str(float(value)) for value in shift], dtype=object)
        names: npt.NDArray[np.object_] = super().get_feature_names_out(input_features)
        return names


class OtherPoints(Step):
    """A transformer whose columns are other Raman shifts than those of X."""

    def _shift_out(self) -> Floats:
        raise NotImplementedError

    def get_feature_names_out(self, input_features: Optional[Sequence[str]] = None) -> npt.NDArray[np.object_]:
        """Raman shifts of the columns that come out, as text: ``"400.0"``.

        Parameters
        ----------
        input_features : array_like of str, optional
            Names of the columns that go in; only checked.

        Returns
        -------
        ndarray of str, shape (n_points_out,)
        """
        check_is_fitted(self, "n_features_in_")
        if input_features is not None:
            known = getattr(self, "feature_names_in_", None)
            if known is not None and not np.array_equal(known, np.asarray(input_features, dtype=object)):
                raise ValueError("input_features is not equal to feature_names_in_")
            if len(input_features) != self.n_features_in_:
                text = "input_features should have length equal to number of features"
                raise ValueError(f"{text} ({self.n_features_in_}), got {len(input_features)}")
        return np.array([str(float(value)) for value in self._shift_out()], dtype=object)


def column_shift(X: Any) -> Optional[Floats]:
    """The Raman shifts that the names of a table's columns are, if they are numbers that rise or fall; not pandas' 0, 1, 2 ..."""
    names = getattr(X, "columns", None)
    if names is None or callable(names):
        return None
    values: Optional[Floats] = numeric(names)
    if values is None or np.array_equal(np.sort(values), np.arange(values.size)):
        return None
    if values.size > 1 and not is_axis(values):
        raise ValueError("the columns of X are called by Raman shifts that neither rise nor fall: sort them")
    return values


def given_shift(shift: Any, n: int) -> Floats:
    """The Raman shift of `n` columns: their values, or the first and the last of equally spaced ones."""
    values = np.asarray(shift, dtype=np.float64)
    if values.shape == (2,) and n > 2:
        values = np.linspace(values[0], values[1], n)
    if values.shape != (n,):
        raise ValueError(f"shift has shape {values.shape}, and X has n_features = {n}: they are as many, or shift is (first, last)")
    if not is_axis(values):
        raise ValueError("shift is finite, and rises or falls from each column to the next")
    return values


def is_axis(values: Floats) -> bool:
    steps = np.diff(values)
    return bool(np.isfinite(values).all() and ((steps > 0).all() or (steps < 0).all()))


def spacing(shift: Floats) -> Optional[float]:
    """The signed distance of neighbours in cm⁻¹; None where it is not the same everywhere, within a hundredth."""
    steps = np.diff(shift)
    if steps.size == 0:
        return None
    mean = float(steps.mean())
    return mean if np.abs(steps - mean).max() <= 0.01 * abs(mean) else None


def with_enough_points(work: Callable[[Floats], Floats], rows: Floats, left: Floats) -> Floats:
    """What `work` makes of rows; where they have too few points to be spectra, a row that it refuses is left, with a warning."""
    n = rows.shape[1]
    try:
        return work(rows)
    except RamatchError as error:
        if n >= FEW or not _is_for_few(error):
            raise
        text = f"{n} points are too few for a spectrum, and rows are left as they are ({error}): has X a spectrum in each row?"
        warnings.warn(text, UserWarning, stacklevel=4)
    for i in range(len(rows)):
        try:
            left[i] = work(rows[i : i + 1])[0]
        except RamatchError as error:
            if not _is_for_few(error):
                raise
    return left


def _is_for_few(error: RamatchError) -> bool:
    """Whether more points would have helped: there are too few for the method, or all of them are alike."""
    return error.code in ("too_few_points", "zero_norm") or "points = " in str(error)


def chosen(named: Dict[str, Any], params: Optional[Dict[str, Any]]) -> Dict[str, Any]:
    """Parameters of a method: those that are not None, and the others."""
    if params is not None and not isinstance(params, dict):
        raise ValueError(f"params is a dict of the method's parameters, not {type(params).__name__}")
    made = {name: value for name, value in named.items() if value is not None}
    twice: List[str] = sorted(set(made) & set(params or {}))
    if twice:
        raise ValueError(f"{', '.join(twice)}: given by itself and in params")
    return {**made, **(params or {})}

"""A library of references as a classifier that may abstain."""

from __future__ import annotations

import os
import tempfile
import warnings
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Sequence, Tuple, Union

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted

from ._builder import LibraryBuilder
from ._recipe import Recipe
from ._sklearn_base import Rows
from .identify import identify_many
from .library import Library, asked, built_in

if TYPE_CHECKING:
    import numpy.typing as npt

    from ._results import Results

# Verdicts that name one substance, or one before others; a mixture has no one name.
_NAMING = ("identified", "one_of", "related")


class LibraryClassifier(ClassifierMixin, Rows):
    """Names the substance of each spectrum by a library of references, and abstains where the verdict is not good enough.

    Parameters
    ----------
    library : Library, path, list or "demonstration", optional
        The references that are asked; nothing is learned then. If not given, `fit` builds a library of the training rows: each row is a
        reference of the substance that ``y`` names.
    shift : array_like, shape (n_points,) or (2,), optional
        Raman shift of the columns of X in cm⁻¹, or the first and the last of equally spaced ones. If not given, column names that are
        numbers are taken; without those it is an error.
    accept : tuple of str, or "ranking"
        Which verdicts are answers: ``"identified"``, ``"one_of"`` (the first of several names that cannot be told apart) and
        ``"related"`` (the name, or a relative of it). ``"ranking"`` takes the first of the ranking, whatever the verdict, and abstains
        only where nothing could be scored: how often that is wrong nobody has stated.
    abstain : str or int
        The label of what is not answered: of the kind of the labels in ``y``, and none of them.
    top : int
        Most substances in the rankings of `predict_verdict`.
    tolerance : float or (float, float), optional
        How far the axis may be off in cm⁻¹, and how far it may be stretched; 8 and 0.003 if not given.
    single : bool
        Each spectrum is of a single substance: no mixture is sought.
    recipe : Recipe, optional
        How references are prepared that are built of training rows; the default recipe if not given.
    threads : int, optional
        Threads at most; as many as there are cores if not given.

    Attributes
    ----------
    classes_ : ndarray, shape (n_classes,)
        The labels that `predict` may yield, sorted; `abstain` is one of them.
    library_ : Library
        The library that is asked.
    shift_ : ndarray, shape (n_points,)
    n_features_in_ : int
    feature_names_in_ : ndarray of str
        Where X had column names.

    Notes
    -----
    *A library that is built by* `fit` has no trials of its own, so none of its verdicts is ``identified``: ``related`` is the best that
    they become [1]_. With the default `accept` it abstains always, and `fit` warns. State ``accept=("identified", "related")``, or give a library
    that was calibrated.

    To abstain is a reject option [2]_, whose limit is set by trials and not by costs.

    *There is no* ``predict_proba`` *and no* ``decision_function``. What is known of a verdict is how often substances that were *absent*
    stood as high in trials (``stated_rate``), and a logarithm of a likelihood ratio (``value``). Neither is how probable a substance
    is: that depends on what was to be expected in the sample, which no library knows. `predict_verdict` has both.

    `score` is the accuracy: to abstain is wrong, except where ``y`` says `abstain` itself. State it together with `coverage`.

    Rows are compared with the axis aligned and intensities brought to one norm; steps before it that scale do no harm, derivatives and
    standard normal variates do.

    See Also
    --------
    ramatch.identify_many, ramatch.LibraryBuilder, ramatch.Library.calibrated

    References
    ----------
    .. [1] The book of ramatch, "What a verdict says" (docs/src/verdicts.md).
    .. [2] C. K. Chow, On optimum recognition error and reject tradeoff, IEEE Transactions on Information Theory 16 (1970) 41.

    Examples
    --------
    >>> import numpy as np
    >>> from ramatch.sklearn import LibraryClassifier
    >>> shift = np.arange(200.0, 2400.0)
    >>> noise = np.random.default_rng(1).normal(0, 5, (2, shift.size))
    >>> X = 500 + noise
    >>> X[0] += 9000 / (1 + ((shift - 520.5) / 3) ** 2)
    >>> LibraryClassifier("demonstration", shift=shift).fit(X).predict(X).tolist()
    ['undecided', 'undecided']
    >>> LibraryClassifier("demonstration", shift=shift, accept="ranking").fit(X).predict(X[:1]).tolist()
    ['silicon']
    """

    def __init__(
        self,
        library: Union[None, Library, str, os.PathLike[str], Sequence[Any]] = None,
        *,
        shift: Optional[npt.ArrayLike] = None,
        accept: Union[str, Tuple[str, ...]] = ("identified",),
        abstain: Union[str, int] = "undecided",
        top: int = 5,
        tolerance: Union[None, float, Tuple[float, float]] = None,
        single: bool = False,
        recipe: Optional[Recipe] = None,
        threads: Optional[int] = None,
    ) -> None:
        self.library = library
        self.shift = shift
        self.accept = accept
        self.abstain = abstain
        self.top = top
        self.tolerance = tolerance
        self.single = single
        self.recipe = recipe
        self.threads = threads

    def fit(self, X: Any, y: Any = None) -> LibraryClassifier:
        """Build a library of the rows, or check that X and ``y`` go with the library that is given.

        Parameters
        ----------
        X : array_like or table, shape (n_samples, n_points)
            A spectrum in each row, in any unit.
        y : array_like of str or int, shape (n_samples,)
            Which substance each is. Optional where a library is given; then names that it does not have are refused.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            Without an axis; without ``y`` where it is needed; for labels that are no names or whole numbers.
        RamatchError
            For a row that can be no reference, such as one that is flat.
        """
        if y is None and self.library is None:
            raise ValueError("LibraryClassifier requires y to be passed, but the target y is None: there is no library")
        labels: Any = None
        if y is None:
            rows = self._rows(X, reset=True)
        else:
            rows, labels = self._rows(X, y, reset=True)
            try:
                check_classification_targets(labels)
            except TypeError:
                raise ValueError("y is of names of substances, or of whole numbers, and not of both") from None
        accepted = self._accepted()
        self.shift_ = self._learn_axis_that_is_needed()
        if self.library is None:
            names = self._names(np.unique(labels))
            self.library_ = self._built(rows, labels)
        else:
            self.library_ = _opened(self.library)
            names = self._names(np.unique(self.library_.substances))
            known = {*names, self.abstain}
            strange = [] if labels is None else [label for label in np.unique(labels).tolist() if label not in known]
            if strange:
                raise ValueError(f"y has {len(strange)} names that the library does not have: {', '.join(map(repr, strange[:5]))}")
        self._check_accepted(accepted)
        return self

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """The substance of each spectrum, or `abstain`.

        Parameters
        ----------
        X : array_like or table, shape (n_samples, n_points)

        Returns
        -------
        ndarray, shape (n_samples,)
            Of the labels in `classes_`.
        """
        columns = self.predict_verdict(X).columns()
        accepted = self._accepted()
        if accepted is None:
            named = columns["substance"]
        else:
            said = zip(columns["verdict"], columns["names"])
            named = [names[0] if code in accepted and names else None for code, names in said]
        labels: npt.NDArray[Any] = self.classes_[[self._abstained if name is None else self._places[name] for name in named]]
        return labels

    def predict_verdict(self, X: Any) -> Results:
        """All that is said of each spectrum: verdict, names, ranking, value and stated rate.

        Parameters
        ----------
        X : array_like or table, shape (n_samples, n_points)

        Returns
        -------
        Results
            As `ramatch.identify_many` yields it.
        """
        check_is_fitted(self, "classes_")
        rows = self._rows(X, reset=False)
        how: Dict[str, Any] = {"top": self.top, "tolerance": self.tolerance, "single": self.single, "threads": self.threads}
        made: Results = identify_many(rows, shift=self.shift_, library=self.library_, **how)  # type: ignore[assignment]
        return made

    def coverage(self, X: Any) -> float:
        """The share of spectra that are answered, 0 to 1: those for which `predict` does not abstain.

        Parameters
        ----------
        X : array_like or table, shape (n_samples, n_points)
        """
        return float(np.mean(self.predict(X) != self.classes_[self._abstained]))

    def kneighbors(
        self, X: Any, n_neighbors: int = 5, return_distance: bool = True
    ) -> Union[npt.NDArray[np.intp], Tuple[npt.NDArray[np.float64], npt.NDArray[np.intp]]]:
        """The entries of the library that are most like each spectrum.

        Parameters
        ----------
        X : array_like or table, shape (n_samples, n_points)
        n_neighbors : int
            How many, at most as many as the library has entries.
        return_distance : bool
            Whether distances are told.

        Returns
        -------
        distances : ndarray, shape (n_samples, n_neighbors)
            1 less the score of the default matcher: 0 to 2, no metric. Infinite where fewer entries could be compared.
        entries : ndarray of int, shape (n_samples, n_neighbors)
            As `Library.entry` counts them; of a library that was built by `fit` they are training rows. -1 where fewer entries could be
            compared.
        """
        check_is_fitted(self, "classes_")
        rows = self._rows(X, reset=False)
        if not 1 <= n_neighbors <= len(self.library_):
            raise ValueError(f"Expected 1 <= n_neighbors <= n_entries, but n_neighbors = {n_neighbors}, n_entries = {len(self.library_)}")
        queries = [self.library_.prepare((self.shift_, row)) for row in rows]
        distances = np.full((len(rows), n_neighbors), np.inf)
        entries = np.full((len(rows), n_neighbors), -1, dtype=np.intp)
        all_found = self.library_.nearest(queries, n_neighbors, tolerance=self.tolerance, threads=self.threads)
        for i, found in enumerate(all_found):
            distances[i, : len(found.scores)] = 1 - found.scores
            entries[i, : len(found.entries)] = found.entries
        return (distances, entries) if return_distance else entries

    def _accepted(self) -> Optional[Tuple[str, ...]]:
        """The verdicts that are answers; None for the ranking."""
        if isinstance(self.accept, str) and self.accept == "ranking":
            return None
        accepted = (self.accept,) if isinstance(self.accept, str) else tuple(self.accept)
        wrong = [code for code in accepted if code not in _NAMING]
        if wrong:
            raise ValueError(f'accept has verdicts that name one substance, {", ".join(_NAMING)}, or is "ranking"; not {wrong[0]!r}')
        return accepted

    def _check_accepted(self, accepted: Optional[Tuple[str, ...]]) -> None:
        """Warns where nothing can ever be accepted."""
        calibration = self.library_.calibration
        own = calibration is not None and calibration["own"]
        if accepted is not None and not own and set(accepted) <= {"identified"}:
            text = "this library has no trials of its own, so no verdict is better than related, and predict abstains always"
            warnings.warn(f'{text}: state accept=("identified", "related"), or give a calibrated library', UserWarning, stacklevel=3)

    def _names(self, labels: npt.NDArray[Any]) -> List[Any]:
        """Learns `classes_`, and where the substance of each name is among them."""
        numbers = labels.dtype.kind in "iuf"
        listed: List[Any] = labels.tolist()
        if not numbers and not all(isinstance(label, str) for label in listed):
            raise ValueError("labels are names of substances or whole numbers")
        kind = (int, float, np.integer, np.floating) if numbers else str
        if not isinstance(self.abstain, kind) or isinstance(self.abstain, bool):
            wanted = "a number such as -1, since labels are numbers" if numbers else "a text, since labels are names"
            raise ValueError(f"abstain is {wanted}, not {self.abstain!r}")
        if self.abstain in listed:
            raise ValueError(f"abstain is {self.abstain!r}, which is the label of a class too")
        self.classes_ = np.unique(np.array([*listed, self.abstain], dtype=object if labels.dtype.kind == "O" else None))
        places = {label: place for place, label in enumerate(self.classes_.tolist())}
        self._abstained = places[self.abstain]
        self._places = {str(label): places[label] for label in listed}
        return listed

    def _built(self, rows: npt.NDArray[Any], labels: npt.NDArray[Any]) -> Library:
        builder = LibraryBuilder(self.recipe)
        for number, (row, label) in enumerate(zip(rows, labels.tolist())):
            builder.add((self.shift_, row), f"row-{number}", str(label), source="fit")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "fit.rsl")
            builder.write(path)
            with open(path, "rb") as file:
                # Of bytes it is pickled with all of them; the file is gone.
                return Library.from_bytes(file.read())

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = self.library is None
        tags.classifier_tags.poor_score = True
        return tags

    def _more_tags(self) -> Dict[str, Any]:  # before 1.6
        return {"requires_y": self.library is None, "poor_score": True}


def _opened(library: Any) -> Library:
    return built_in() if isinstance(library, str) and library == "demonstration" else asked(library)

"""A library of references, and what is found in it."""

import functools
import json
import os
import warnings

import numpy as np

from . import _check, _entries, _errors, _nearest, _optional, _ramatch
from . import mixture as _mixture
from ._errors import RamatchTypeError
from ._given import a_peak_list, absolute, flag, need, one_spectrum, options
from ._nearest import Found as Found
from ._ramatch import Recipe, _curve, _entry
from ._result import Result


class Library:
    """A library of references.

    Use `Library.default` for the built-in demonstration library, `Library.read` for a file of others, `Library.open` for a
    large one of your own.
    """

    def __init__(self, inner, how=None):
        if not isinstance(inner, _ramatch.Library):
            raise RamatchTypeError("a library is opened, not made so: Library.read(path), Library.open(path), Library.build(...)")
        self._inner = inner
        # The steps that made it, which make it once more in another process.
        self._how = how

    @classmethod
    def _made(cls, how):
        """The library that these steps make."""
        (first, *of), *then = how
        library = cls.together([cls._made(one) for one in of]) if first == "together" else getattr(cls, first)(*of)
        for step, *of in then:
            if step in ("for_instrument", "calibrated"):
                path, content = of
                if _content(path) != content:
                    what = "profile" if step == "for_instrument" else "calibration"
                    _ramatch._other_file(f"the {what} is another one than when the library was pickled", path)
                of = [path]
            library = getattr(library, step)(*of)
        return library

    def __reduce__(self):
        if self._how is None:
            raise RamatchTypeError("this library cannot be pickled: it does not come from a file or from ramatch itself")
        return _again, (self._how, self.hash)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        # It never changes.
        return self

    @classmethod
    def default(cls):
        """The built-in demonstration library."""
        return cls(_ramatch.Library.default(), (("default",),))

    @classmethod
    def read(cls, path):
        """The library in a file, read into memory and verified.

        Raises
        ------
        RamatchError
            If it is damaged or no library; no part of it can be used then.
        """
        return cls(_ramatch.Library.read(path), (("read", absolute(path)),))

    @classmethod
    def open(cls, path):
        """The library in a file that stays where it is, in no time, whatever its size.

        Only its header is checked: for files that `verify` has seen before. Nobody may shorten the file meanwhile; a new
        version is to be renamed over it.

        Raises
        ------
        RamatchError
            If it is no library.
        """
        return cls(_ramatch.Library.open(path), (("open", absolute(path)),))

    @classmethod
    def from_bytes(cls, content):
        """The library in the bytes of a file, verified as by `read`. It is pickled with all its bytes.

        >>> import ramatch
        >>> ramatch.Library.from_bytes(ramatch.Library.default().to_bytes()) == ramatch.Library.default()
        True
        """
        if not isinstance(content, (bytes, bytearray, memoryview)):
            raise RamatchTypeError(f"content is the bytes of a library, not {type(content).__name__}")
        content = bytes(content)
        return cls(_ramatch.Library.from_bytes(content), (("from_bytes", content),))

    def to_bytes(self):
        """Its bytes, as a file holds them."""
        return self._inner.to_bytes()

    def save(self, path, *, force=False):
        """Write it to a file, whole or not at all; with ``force=True`` over a file that is no library, too."""
        self._inner.save(path, force)

    @classmethod
    def together(cls, libraries):
        """Several libraries as one: one ranking of all their substances, whose answers are those of one file with all of them.

        Substances with the same CAS number are one, then those with the same InChIKey, then those with the same name or synonym; never two
        with different CAS numbers or InChIKeys, and never two of one library.
        A reference that two libraries hold, to the bit, counts once. What the libraries do not agree on is in `conflicts`. Libraries of
        another recipe than the first one's are prepared again by that.

        Parameters
        ----------
        libraries : iterable of Library, path or "demonstration"
            One or more; a path is read and verified, "demonstration" is the built-in library.

        Returns
        -------
        Library

        Raises
        ------
        RamatchError
            For no libraries at all, a library for an instrument (`for_instrument` comes afterwards), and one that cannot be prepared
            again by the recipe of the first.

        >>> import ramatch
        >>> both = ramatch.Library.together(["demonstration", ramatch.Library.default()])
        >>> len(both) == len(ramatch.Library.default()), both.conflicts
        (True, [])
        """
        if isinstance(libraries, (str, bytes, os.PathLike, Library)) or not hasattr(libraries, "__iter__"):
            raise RamatchTypeError(f"libraries is a list of libraries, not {type(libraries).__name__}: pass libraries=[...]")
        libraries = [_one_of(library) for library in libraries]
        hows = tuple(library._how for library in libraries)
        how = None if None in hows else (("together", *hows),)
        return cls(_ramatch.Library.together([library._inner for library in libraries]), how)

    @property
    def parts(self):
        """The libraries that it was made of, each a dict of ``name``, ``hash``, ``entries`` and ``substances``; itself where it was made
        of none."""
        return [dict(zip(("name", "hash", "entries", "substances"), part)) for part in self._inner.parts]

    @property
    def conflicts(self):
        """What the libraries that it was made of do not agree on, each a dict of ``code`` and ``text``."""
        return [dict(zip(("code", "text"), conflict)) for conflict in self._inner.conflicts]

    def verify(self):
        """Check every hash, entry, sample and bound, and that linear rows are those of the measured points, which `read` leaves out.

        Raises
        ------
        RamatchError
            With the first thing that is wrong.
        """
        self._inner.verify()

    check = _check.check
    unmix = _mixture.unmix
    prepare = _nearest.prepare
    prepare_many = _nearest.prepare_many
    nearest = _nearest.nearest
    entries = _entries.entries
    to_pandas = _entries.to_pandas
    to_polars = _entries.to_polars
    info = _entries.info
    sources = property(_entries.sources)
    notices = property(_entries.notices)

    def entry(self, index):
        """What the library says of an entry, as a dict.

        ``id``, ``substance_id``, ``substance``, ``form``, ``source``, ``grade``, ``licence``, ``attribution``; ``checked``, how it agrees
        with published bands (``agrees``, ``quoted``, ``unchecked``, ``doubtful``), and ``checked_by``; ``cas``, ``formula`` and
        ``inchikey`` of its substance, None where they are not known; ``family``, a list of the ids of its substance's families.

        Its index counts from 0, as in `Found.entries`.
        """
        names = ("id", "substance_id", "substance", "form", "source", "grade", "licence", "attribution", "checked", "checked_by")
        words, identity, family = _entry(self._inner, index)
        return {**dict(zip((*names, "cas", "formula", "inchikey"), (*words, *identity))), "family": family}

    def filter(self, keep, path=None):
        """Some of its entries as a library of their own.

        Parameters
        ----------
        keep : callable, or array_like of bool, shape (entries,)
            Told of each entry as a dict of the columns of `entries`, whether to keep it; or that for each.
        path : path, optional
            Where to write it, in place of a library that is there; in memory if none is given.

        Returns
        -------
        Library

        Raises
        ------
        RamatchError
            Where nothing is kept.

        >>> import ramatch
        >>> solvents = ramatch.Library.default().filter(lambda entry: "solvent" in entry["tags"])
        >>> len(solvents) > 5, "acetone" in solvents.substances, "calcite" in solvents.substances
        (True, True, False)
        """
        columns = self.entries()
        if callable(keep):
            rows = (dict(zip(columns, row)) for row in zip(*columns.values()))
            keep = [bool(keep(row)) for row in rows]
        chosen = np.asarray(keep)
        if chosen.dtype != bool or chosen.shape != (len(self),):
            raise RamatchTypeError(f"keep is True or False for each of {len(self)} entries, not {chosen.dtype} of shape {chosen.shape}")
        if not chosen.any():
            _ramatch._argument("no entry is kept: a library needs one")
        return _optional.ours("_making").of_entries(self, np.flatnonzero(chosen), path)

    @classmethod
    def build(cls, references, path=None, *, recipe=None, rows="f32", **defaults):
        """A library of measured references.

        Parameters
        ----------
        references : iterable of dict, or DataFrame
            Each with ``spectrum`` (what `identify` takes, such as a path) and ``substance``, and what else `LibraryBuilder.add` takes:
            ``id`` (made of substance and place if it is not there), ``cas``, ``formula``, ``licence``, ``tags``, ``laser_nm`` ...
        path : path, optional
            Where to write it, in place of a library that is there; in memory if none is given.
        recipe : Recipe, optional
            How references are prepared.
        rows : {"f32", "i16", "i8"}
            How prepared rows are stored.
        **defaults
            What holds for all that do not say otherwise, such as ``licence="CC-BY-4.0"``.

        Returns
        -------
        Library

        Raises
        ------
        RamatchError
            Of the first reference that is refused; ``index`` says which, counted from 0.

        >>> import ramatch
        >>> files = {"calcite": "471-34-1", "polystyrene": "9003-53-6"}
        >>> library = ramatch.Library.build(
        ...     ({"spectrum": f"examples/data/{name}-785-bwtek-a.txt", "substance": name, "cas": cas} for name, cas in files.items()),
        ...     licence="CC-BY-4.0",
        ... )
        >>> library.entries()["cas"], ramatch.identify("examples/data/calcite-532-bwtek-b.txt", library=library).best.substance
        (['471-34-1', '9003-53-6'], 'calcite')
        """
        return _optional.ours("_making").of_references(references, path, recipe, rows, defaults)

    def curve(self, index):
        """What an entry was made from: Raman shift in cm⁻¹ and intensity.

        Measured points, or the sum of its bands every 1 cm⁻¹; the prepared row where the library holds neither. An entry that is not
        there is an error.
        """
        return _curve(self._inner, index)

    @property
    def rows(self):
        """How its rows are stored: ``f32``, ``i16`` or ``i8``."""
        return self._inner.rows

    def prepared_by(self, recipe):
        """The same references, prepared by another `Recipe`.

        Raises
        ------
        RamatchError
            For a library that does not hold the measured points or the bands of every entry.
        """
        need("recipe", recipe, Recipe)
        return Library(self._inner.prepared_by(recipe), self._how and (*self._how, ("prepared_by", recipe)))

    def for_instrument(self, profile):
        """The same references, for spectra of the instrument of a profile (a file of ``ramatch profile fit``).

        Its axis is corrected, and references of a finer resolution are broadened to its own.
        """
        inner = self._inner.for_instrument(profile)
        step = ("for_instrument", absolute(profile), _content(profile))
        return Library(inner, self._how and (*self._how, step))

    def calibrated(self, calibration):
        """The same references, whose verdicts go by a calibration that was made for them (a file of ``ramatch calibrate``).

        Raises
        ------
        RamatchError
            ``calibration_mismatch`` for one of another library, set of libraries, recipe or software.
        """
        inner = self._inner.calibrated(calibration)
        step = ("calibrated", absolute(calibration), _content(calibration))
        return Library(inner, self._how and (*self._how, step))

    def watching(self, names):
        """The same references; verdicts mark what is watched for, in ``verdict["watched"]``.

        Parameters
        ----------
        names : list of str
            Substances by name, synonym, id, CAS number or InChIKey. What the library does not hold can never be found: a warning says so.

        >>> import ramatch
        >>> library = ramatch.Library.default().watching(["108-88-3"])
        """
        if isinstance(names, (str, bytes, os.PathLike)):
            raise RamatchTypeError("names is a list of substances: pass [name], or the lines of a file")
        names = [need("names", name, str) for name in names]
        inner = self._inner.watching(names)
        unknown = inner._unknown
        if unknown:
            warnings.warn(f"not in the library, and never found: {', '.join(unknown[:10])}", stacklevel=2)
        return Library(inner, self._how and (*self._how, ("watching", names)))

    @property
    def calibration(self):
        """By which trials its verdicts are decided: a dict of ``hash``, ``own`` (whether it was made for what is asked; otherwise a relative
        is told at best), ``borrowed`` and ``kinds``; None for a recipe that there are no trials of."""
        about = self._inner._calibration
        return None if about is None else json.loads(about)

    def relatives(self, substance):
        """Substances of the library for which one may be taken: dicts of ``substance``, ``substance_id``, ``rule`` and ``family``.

        Parameters
        ----------
        substance : str
            Its id or its name.

        >>> import ramatch
        >>> relatives = ramatch.Library.default().relatives("acetone")
        >>> [one["family"] for one in relatives if one["substance"] == "2-butanone"]
        ['alkanones']
        """
        return json.loads(self._inner._relatives(need("substance", substance, str)))

    def search(
        self,
        spectrum,
        top=5,
        *,
        tolerance=None,
        through=None,
        metric=None,
        exclude=(),
        peaks=False,
        containers=None,
        single=False,
    ):
        """Rank the library's substances by a spectrum.

        Parameters
        ----------
        spectrum : Spectrum, (shift, intensity), (n, 2) array or path
            Raman shift in cm⁻¹ against intensity in any unit; one spectrum. Of several, `identify_many` ranks each by itself, and
            `identify_shots` ranks by their mean.
        top : int
            Most substances in the ranking, 1 or more.
        tolerance : float or (float, float), optional
            How far the axis may be off in cm⁻¹, and how far it may be stretched; 8 and 0.003, or what a profile leaves.
        through : str, optional
            Id or name of a substance that the sample was measured through: what its bands cover does not count.
        metric : str, optional
            Rank by one of `METRICS` instead, as the axis stands: a tolerance beside it is an error.
        exclude : list of str
            Ids of entries that are not asked; one that the library does not hold is an error.
        peaks : bool
            `spectrum` is a list of peaks, (shift, height) or a path: they are drawn as bands of 10 cm⁻¹ and compared.
        containers : dict, or list of spectra or paths, optional
            The user's own empty containers, a bag or a vial, by their names, measured on the instrument of the sample; at most three.
            They are taken out of the sum, and are never told as components. Beside a metric, ``single`` or ``peaks`` they are an error.
        single : bool
            It is a single substance, whatever the spectrum looks like: no mixture is sought.

        Returns
        -------
        Result
        """
        how = options(top, tolerance, through, metric, exclude, containers, single)
        if flag("peaks", peaks):
            if how["containers"]:
                _ramatch._argument("containers are taken out of a measured spectrum: a list of peaks has none")
            return Result(self._inner._search_peaks(a_peak_list(spectrum), how))
        return Result(self._inner._search([one_spectrum(spectrum)], how))

    @property
    def recipe(self):
        """The `Recipe` that prepared it, and prepares queries."""
        return self._inner.recipe

    @property
    def hash(self):
        """Its identity: BLAKE3 of its bytes, in hexadecimal digits."""
        return self._inner.hash

    @property
    def substances(self):
        """Names of the substances that have references."""
        return self._inner.substances

    def __len__(self):
        return len(self._inner)

    def __eq__(self, other):
        if not isinstance(other, Library):
            return NotImplemented
        return self is other or (self.hash, self.calibration, self._steps()) == (other.hash, other.calibration, other._steps())

    def __hash__(self):
        return hash(self.hash)

    def _steps(self):
        """What was done to it since it was read, that its hash does not know of."""
        return [step for step in self._how or () if step[0] in ("for_instrument", "watching")]

    def __repr__(self):
        return repr(self._inner)

    def _repr_html_(self):
        return _optional.ours("_html").library(self)


@functools.lru_cache(maxsize=1)
def built_in():
    """The demonstration library, made once."""
    return Library.default()


def asked(library):
    """The library that is asked: the built-in one, one, or several as one, which are put together once."""
    if library is None:
        return built_in()
    if isinstance(library, (str, os.PathLike)):
        library = [library]
    if isinstance(library, (list, tuple)):
        return _together(tuple(_known_by(one) for one in library))
    return need("library", library, Library)


@functools.lru_cache(maxsize=2)
def _together(known_by):
    return Library.together([one for one, *_ in known_by])


def _known_by(library):
    """What tells a library from others; a file that is written again is another one."""
    if isinstance(library, (str, os.PathLike)) and library != "demonstration":
        try:
            about = os.stat(library)
        except OSError:
            # Reading it says what is wrong.
            return (library,)
        return library, about.st_mtime_ns, about.st_size, about.st_ino
    return (library,)


def _one_of(library):
    """A library, by itself or by its name."""
    if isinstance(library, (str, os.PathLike)):
        return built_in() if library == "demonstration" else Library.read(library)
    return need("library", library, Library)


def _again(how, hash):
    """The library that was made like this, if it is still the same."""
    made = Library._made(how)
    if made.hash != hash:
        path = next((step[1] for step in how if step[0] in ("read", "open")), None)
        what = "the built-in library is" if path is None else f"{_errors.name(path)} is"
        what = "several libraries together are" if how[0][0] == "together" else what
        text = f"{what} another library than the one that was pickled: {made.hash} instead of {hash}"
        _ramatch._other_file(text, path)
    return made


def _content(path):
    """The bytes of a small file; None for one that cannot be read."""
    try:
        with open(os.fspath(path), "rb") as file:
            return file.read()
    except (OSError, TypeError, ValueError):
        return None

"""Building a library entry by entry."""

import operator
import os
import tempfile

import numpy as np

from . import _ramatch
from ._given import a_spectrum, need
from .library import Library
from ._ramatch import Recipe


class LibraryBuilder:
    """Builds a library of any size, entry by entry; rows are kept on disk meanwhile.

    Parameters
    ----------
    recipe : Recipe, optional
        How references are prepared; the default recipe if none is given.
    rows : {"f32", "i16", "i8"}
        How prepared rows are stored. Scores are those of the rows as they are stored.
    codes : bool
        Keep rows once more as i8, which makes scans of everything faster.
    raw : bool
        Keep the measured points of what is added by `add`, so that the library can be prepared again by another recipe. False
        makes it smaller.
    linear : bool
        Keep linear rows, by which mixtures are taken apart. Without them they are made when they are needed, of the measured
        points if those are kept.
    folder : path, optional
        Where temporary files are kept; where the system keeps them if none is given.
    """

    def __init__(self, recipe=None, *, rows="f32", codes=False, raw=True, linear=True, folder=None):
        recipe = Recipe.default() if recipe is None else recipe
        folder = tempfile.gettempdir() if folder is None else folder
        self._inner = _ramatch.LibraryBuilder(recipe, rows, codes, raw, linear, folder)

    def add(
        self,
        spectrum,
        id,
        substance,
        *,
        source="python",
        form="",
        grade="field",
        laser_nm=0.0,
        resolution_cm1=0.0,
        name=None,
        cas=None,
        formula=None,
        inchikey=None,
        synonyms=(),
        tags=(),
        schedules=(),
        licence=None,
        attribution=None,
        instrument=None,
        note=None,
    ):
        """Prepare a spectrum and add it, with its measured points unless ``raw`` is False.

        Measured points are kept as float32, less the level that float32 would lose them on (see `Spectrum`). The laser is that of the
        spectrum's file, where that states one; another one is refused. A spectrum that is refused leaves the builder as it was.

        Parameters
        ----------
        spectrum : what `identify` takes
        id : str
            Of the reference; unique in the library.
        substance : str
            Id of its substance, and its name unless `name` is given.
        source, form : str
            Where it is from; salt, hydrate, polymorph or state.
        grade : {"field", "published", "reference"}
            How far it may be trusted.
        laser_nm, resolution_cm1 : float
            0 where they are not known.
        name, cas, formula, inchikey : str, optional
            Of the substance. A CAS number with a wrong check digit is refused, and another CAS number or InChIKey than the substance
            has by an earlier reference; of formulas, which are written in many ways, the first one stays.
        synonyms, tags, schedules : list of str
            Of the substance; tags are those of the book, schedules such as ``un1971-II``.
        licence, attribution : str, optional
            SPDX expression; the line that has to travel with the reference.
        instrument, note : str, optional
            What else is known.
        """
        about = _about([id], [substance], source, form, grade, laser_nm, resolution_cm1)
        words = {"cas": cas, "formula": formula, "inchikey": inchikey, "licence": licence, "attribution": attribution}
        words.update({"instrument": instrument, "note": note})
        lists = {"synonyms": synonyms, "tags": tags, "schedules": schedules}
        lists = {name: few.tolist() if isinstance(few, np.ndarray) else few for name, few in lists.items()}
        about["name"] = "" if name is None else name
        if name is not None or any(word is not None for word in words.values()) or any(lists.values()):
            about["known"] = {**words, **lists}
        self._inner.add(a_spectrum(spectrum), about)

    def add_rows(
        self, rows, ids, substances, *, source="python", form="", grade="field", laser_nm=0.0, resolution_cm1=0.0
    ):
        """Add rows that were prepared by the recipe: ``[m, grid points]`` as float32; all of them, or none if one is refused."""
        about = _about(ids, substances, source, form, grade, laser_nm, resolution_cm1)
        self._inner.add_rows(rows, about)

    def copy(self, library, entries=None):
        """Add the entries of a library of the same recipe and storage, or none if one is refused.

        Parameters
        ----------
        library : Library
        entries : list of int, optional
            Their places, counted from 0; all if none are given.
        """
        need("library", library, Library)
        self._inner.copy(library._inner, None if entries is None else [operator.index(entry) for entry in entries])

    def import_manifest(self, folder, manifest=None, *, source="python", licence="", grade="field"):
        """Add the spectra of a folder as a table describes them: `ramatch library import` at the terminal does the same.

        Parameters
        ----------
        folder : path
            Where the files lie.
        manifest : path, optional
            CSV with the columns file and name, and where wanted substance, cas, formula, tags, licence, laser_nm ...: the book has all.
            ``manifest.csv`` in the folder if none is given.
        source, licence, grade : str
            Where the table says nothing.

        Returns
        -------
        dict
            ``added`` (ids), ``there_already``, ``refused`` (line, name, error and message of each), ``unnamed`` (files of the folder that
            no row names), ``unused_columns`` and ``without_notice``.
        """
        manifest = os.path.join(os.fsdecode(folder), "manifest.csv") if manifest is None else manifest
        return self._inner.import_manifest(folder, manifest, (source, licence), grade)

    def import_collection(
        self,
        collection,
        path,
        *,
        names=None,
        licence=None,
        treatment="processed first",
        built_in_names=True,
        threads=None,
    ):
        """Add a public collection of spectra that was downloaded; nothing is fetched. What is wrong with one file is refused by itself.

        Parameters
        ----------
        collection : {"rod", "rruff", "openspecy", "slopp"}
            Raman Open Database, RRUFF, Open Specy, SLoPP and SLoPP-E.
        path : path
            Folder with its files and archives, or one ZIP or tar archive.
        names : path, optional
            CSV with the columns name, substance and, where wanted, cas: what the collection calls name is substance.
        licence : str, optional
            Licence (SPDX) of spectra that state none. Refused for RRUFF and SLoPP, whose terms are their own.
        treatment : {"processed first", "processed", "raw"}
            Which form of a measurement is taken of RRUFF: the processed one, or the raw one where there is no other; processed ones
            only; raw ones only.
        built_in_names : bool
            Whether names and synonyms of the built-in library stand for its substances.
        threads : int, optional
            Most threads; as many as there are cores if none is given.

        Returns
        -------
        dict
            ``added`` (ids), ``there_already`` (ids of what an earlier run added with the very same content), ``refused`` (file, code and
            message of each), ``passed_over`` (files by reason), ``duplicates`` (the same points, left out), ``near_duplicates`` (a cosine
            above 0.9995, both kept), ``conflicts`` (sentences), ``named_by_file`` (what nothing but the name of a file says) and
            ``notes`` (sentences), as the terminal's JSON has them.
        """
        how = {
            "names": names,
            "licence": licence,
            "treatment": treatment,
            "built_in_names": built_in_names,
            "threads": threads,
        }
        return self._inner.import_collection(collection, path, how)

    def write(self, path):
        """Write the library, whole or not at all; a library that is there is replaced, any other file is refused.

        The builder can add nothing afterwards; where writing fails or is interrupted, it is as before, and another path can be tried.
        """
        self._inner.write(path)

    def __len__(self):
        return len(self._inner)


def _about(ids, substances, source, form, grade, laser_nm, resolution_cm1):
    return {
        "ids": ids,
        "substances": substances,
        "source": source,
        "form": form,
        "grade": grade,
        "laser_nm": laser_nm,
        "resolution_cm1": resolution_cm1,
        "name": "",
        "known": None,
    }

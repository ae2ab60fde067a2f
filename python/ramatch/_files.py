"""Reading and writing files of measurements."""

import numpy as np

from . import _ramatch
from ._errors import RamatchTypeError
from ._given import a_spectrum
from ._ramatch import Record, Spectrum, _write


def read(path, *, laser_nm=None, axis=None, spectrum=None, salvage=False, decimal_comma=False):
    """Read the Raman spectrum of a file, whose format is recognised by its content.

    Parameters
    ----------
    path : str, bytes or path-like
        JCAMP-DX, Galactic SPC, Renishaw WDF and WXD, Bruker OPUS, OMNIC SPA and SPG, Horiba LabSpec, Princeton SPE, B&W Tek,
        ENLIGHTEN, Ocean, WITec, RRUFF, OpenSpecy, ORAS, NumPy, Raman Open Database, or text with columns; packed as ZIP, tar,
        gzip, xz or zst too.
    laser_nm : float, optional
        The laser, for an axis of wavelengths or absolute wavenumbers whose file does not state it.
    axis : {"nm", "shift", "absolute"}, optional
        What the axis is where the file does not say: wavelength, Raman shift, or wavenumber from zero. What a file states is not
        overruled.
    spectrum : int, optional
        Which spectrum of a file that holds several, counted from 1.
    salvage : bool
        Take what can be read of a damaged file; results are marked, and never an answer.
    decimal_comma : bool
        Read decimal commas in JCAMP-DX, which does not allow them.

    Returns
    -------
    Spectrum

    Raises
    ------
    RamatchError
        If the file is refused; ``code`` says why, ``line`` or ``byte_offset`` where, ``field``, ``declared`` and ``actual`` what.

    See Also
    --------
    records : all spectra of a file, of any kind.
    """
    return Spectrum.read(
        path, laser_nm=laser_nm, axis=axis, spectrum=spectrum, salvage=salvage, decimal_comma=decimal_comma
    )


def write(path, records, *, format=None, force=False):
    """Write records or spectra to a file, with numbers that read back to the same bits: float64 where they came as float64.

    Parameters
    ----------
    path : str or path-like
        Where to write; each file is written whole or not at all.
    records : Record, Spectrum or (shift, intensity), or a list of them
        What is written.
    format : str, optional
        ``"csv"``, ``"jcamp"``, ``"npz"``, or ``"difdup"``, which is JCAMP-DX in a third of the size, for whole numbers at equal distances.
        The path's ending says it if none is given.
    force : bool
        Write over whatever file stands there. By default only an empty one, or one of this format that ramatch wrote, is replaced, so
        that no measurement is lost.

    Returns
    -------
    list of pathlib.Path
        The files. CSV and JCAMP-DX hold one record each: of twelve, ``map.csv`` becomes ``map-01.csv``, ``map-02.csv`` …; an ``.npz``
        holds all, if they share an axis.

    Raises
    ------
    RamatchError
        For what the format has no place for, for no records at all, and for what would be lost (``code`` is ``file_exists``).

    >>> import numpy as np, ramatch, tempfile
    >>> x = np.arange(200.0, 300.0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [file] = ramatch.write(folder + "/made.jdx", (x, x**2))
    ...     bool((ramatch.records(file)[0].y == x**2).all())
    True
    """
    single = isinstance(records, (Record, Spectrum, tuple, np.ndarray))
    if not single and isinstance(records, (str, bytes)) or not (single or hasattr(records, "__iter__")):
        raise RamatchTypeError(f"records are a Record, a Spectrum, (shift, intensity), or a list of them, not {records!r:.60}")
    if getattr(records, "positions", None):
        _ramatch._argument(
            "these files have no place for the positions of a collection: write list(collection) without them, or keep them as Parquet"
            " (ramatch.convert.to_arrow) or netCDF (ramatch.convert.to_xarray)"
        )
    listed = [records] if single else list(records)
    if not listed:
        _ramatch._argument("there are no records to write: the list is empty")
    made = [record if isinstance(record, Record) else a_spectrum(record) for record in listed]
    return _write(path, made, format, force)


def write_text(path, text, kind, force):
    """Write a picture (``svg``) or a page, whole or not at all, over nothing but one of its kind unless it is forced to."""
    _ramatch._write_text(path, text, kind, force)

"""How alike two spectra on one axis are."""

from ._ramatch import _similarity


def similarity(a, b, metric="cosine", *, mask=None, step_cm1=1.0):
    """How alike two spectra on one axis are, by a metric that is named by its formula.

    Parameters
    ----------
    a, b : array_like
        Intensities at the same, equally spaced Raman shifts. What is masked in a numpy masked array does not count.
    metric : str
        One of `METRICS`.
    mask : array_like of bool, optional
        Where samples count; they do everywhere if none is given.
    step_cm1 : float
        Spacing of the axis in cm⁻¹, which only ``band_forward`` and ``band_reverse`` ask for.

    Samples are compared as float32. From float64 that stand on a high level, Pearson's r and the metrics of derivatives, in which no level
    shows, take it out first; angles and distances below 10⁻⁷ are not told apart.

    Returns
    -------
    float or None
        None where the formula has nothing to divide by.

    Raises
    ------
    RamatchError
        For samples that count and are NaN or infinite, and for none at all.
    """
    return _similarity((a, b), metric, mask, step_cm1)

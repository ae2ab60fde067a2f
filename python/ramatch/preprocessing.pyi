from . import (
    Fit as Fit,
    baseline as baseline,
    despike as despike,
    despike_shots as despike_shots,
    detrend as detrend,
    normalize as normalize,
    quality as quality,
    resample as resample,
    scatter_correct as scatter_correct,
    smooth as smooth,
    whittaker_gcv as whittaker_gcv,
)

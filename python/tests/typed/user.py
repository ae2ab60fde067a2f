from __future__ import annotations

import numpy as np

import ramatch
from ramatch.library import Library
from ramatch.preprocessing import baseline

shift = np.arange(200.0, 2400.0)
spectrum = ramatch.Spectrum(shift, shift * 2, laser_nm=785)
part: ramatch.Spectrum = spectrum[400:600] * 2 - 1
result: ramatch.Result = ramatch.identify(part)
code: str = result.verdict.code
results = ramatch.identify_many(np.ones((2, 2200)), shift=shift)
for one in results:
    if isinstance(one, ramatch.RamatchError):
        print(one.code)
    else:
        print(one.best)
area = ramatch.SpectrumCollection(shift, np.ones((2, 3, 2200)))
lib: Library = Library.default().filter(lambda entry: "solvent" in entry["tags"])
z, fit = baseline(area.intensity, "arpls", lam=1e5)
report = ramatch.identify_many(area, library=lib, progress=True).to_pandas()

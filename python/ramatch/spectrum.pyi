from . import Record as Record
from . import Spectrum as Spectrum

def resampling(kind: str) -> bool: ...

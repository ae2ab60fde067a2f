"""How well does it match? Protocols as data, asked with the truth at hand.

``python -m ramatch.evaluate --data FOLDER`` runs the development protocols; ``--protocols FILE`` one's own. A protocol
names library sets, a query set, and what is excluded; a set is an ``.npz`` of spectra, a folder with a ``names.csv``
(columns ``file`` and ``name``), files whose names say what they are, or the built-in library.

Nothing is tuned here: one default for all. What was chosen on the development data was chosen on one half of the
substances; tables state both halves (``A`` chosen on, ``B`` not).
"""

from .measure import Outcome, Variant, run_protocol
from .sets import Measurement, Names, load_set
from .synthetic import run_surface

__all__ = ["Measurement", "Names", "Outcome", "Variant", "load_set", "run_protocol", "run_surface"]

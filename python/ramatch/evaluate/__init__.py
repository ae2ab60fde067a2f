"""How well does it match? Protocols as data, asked with the truth at hand.

``python -m ramatch.evaluate --data FOLDER`` runs the development protocols; ``--protocols FILE`` one's own. A protocol
names library sets, a query set, and what is excluded; a set is an ``.npz`` of spectra, a folder with a ``names.csv``
(columns ``file`` and ``name``), files whose names say what they are, or the built-in library.

Nothing is tuned here: one default for all. The default itself was chosen while looking at all of the development data, so its
figures there are those of development. Tables state two halves of the substances, so that it shows how much a choice
depends on which substances it was made on.
"""

from .measure import Outcome, Variant, run_protocol
from .sets import Measurement, Names, load_set
from .synthetic import run_surface

__all__ = ["Measurement", "Names", "Outcome", "Variant", "load_set", "run_protocol", "run_surface"]

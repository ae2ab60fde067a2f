"""The calls of other packages, answered by ramatch: one import line changes.

>>> from ramatch.compat import pybaselines
>>> pybaselines.Baseline().arpls([0.0, 1, 2, 3, 30, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], lam=1e4)[0].shape
(16,)
"""

from . import pybaselines

__all__ = ["pybaselines"]

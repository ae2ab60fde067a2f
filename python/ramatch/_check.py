"""What a check of a library against itself found."""

import copy
import json


class LibraryCheck:
    """What `Library.check` found.

    Attributes
    ----------
    entries, substances, measured : int
        How many references and substances there are, and of how many the library has the measured points.
    findings : list of dict
        Each with ``code``, ``entry``, ``substance``, ``substance_id``, ``other`` (the reference that it is compared with, or None) and
        ``text``; the gravest kind first.
    alike : list of dict
        Pairs of substances that score 0.8 and more against each other: ``substances``, ``entries``, ``score``.
    """

    def __init__(self, text, svg):
        self._made, self._svg = json.loads(text), svg
        self.entries, self.substances, self.measured = (self._made[name] for name in ("entries", "substances", "measured"))
        self.findings, self.alike = self._made["findings"], self._made["alike"]

    def to_dict(self):
        """All of it, as `ramatch library check --json` has it."""
        return copy.deepcopy(self._made)

    def to_svg(self):
        """A picture of which substances are alike, as the text of an SVG document."""
        return self._svg

    def _repr_svg_(self):
        return self._svg

    def __repr__(self):
        return f"LibraryCheck({self.entries} references of {self.substances} substances, {len(self.findings)} findings)"


def check(self, *, of=None, threads=None, progress=None):
    """Ask about each reference with itself left out.

    A finding is a question to whoever knows the specimens, not a verdict: isomorphous minerals and hydrates are alike because they
    are.

    Parameters
    ----------
    of : int, optional
        Check the references of one of `parts` only, counted from 0; those of the others stand beside. All if not given.
    threads : int, optional
        Threads at most; as many as there are cores if not given.
    progress : callable, optional
        Told of references done and references there are; False calls it off.

    Returns
    -------
    LibraryCheck

    >>> import ramatch
    >>> check = ramatch.Library.default().check()
    >>> check.entries > 80, [finding["code"] for finding in check.findings if finding["entry"].endswith("linseed-oil")]
    (True, ['taken_for'])
    """
    title = ", ".join(part["name"] or "a library in memory" for part in self.parts)
    return LibraryCheck(*self._inner.check(title, of, threads, progress))

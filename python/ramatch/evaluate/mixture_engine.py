"""ramatch as the engine of the mixture protocols."""

import pathlib
import tempfile
from types import SimpleNamespace

import ramatch

from .mixture_sets import group_of


class Engine:
    """Takes spectra apart by libraries that are made of references once, and kept."""

    def __init__(self):
        self._made = {}

    def library(self, references):
        """The library of references, and the ids of the entries of each substance."""
        if id(references) not in self._made:
            builder, ids = ramatch.LibraryBuilder(ramatch.Recipe.default()), {}
            for number, one in enumerate(references):
                try:
                    entry = f"{number}"
                    builder.add(ramatch.Spectrum(one.shift, one.counts), entry, one.substance, source="evaluation")
                except ramatch.RamatchError:
                    continue  # Too short, or nothing but a constant: it cannot be found.
                ids.setdefault(one.substance, []).append(entry)
            with tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder) / "mixtures.rsl"
                builder.write(path)
                self._made[id(references)] = references, ramatch.Library.read(path), ids
        return self._made[id(references)][1:]

    def __call__(self, references, shift, counts, *, exclude=(), containers=()):
        library, ids = self.library(references)
        left_out = [entry for name in exclude for entry in ids.get(name, ())]
        given = {f"container {number}": ramatch.Spectrum(*one) for number, one in enumerate(containers, 1)}
        found = library.unmix((shift, counts), exclude=left_out, containers=given)
        components = [
            SimpleNamespace(
                substance=one.substance,
                group=[other["substance"] for other in one.one_of],
                share=one.share,
                share_low=one.share_between[0],
                share_high=one.share_between[1],
                evidence=one.evidence,
                unlike=one.unlike,
                carried=one.carried,
                amount=one.amount,
            )
            for one in found.components
        ]
        return SimpleNamespace(
            components=components,
            unexplained=found.unexplained,
            incomplete=found.incomplete,
            named=bool(components),
            nothing_above=found.nothing_above,
            groups=[group_of(one.substance) for one in components],
        )

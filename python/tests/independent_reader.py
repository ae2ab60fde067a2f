"""A reader of library files by the letter of spectra-library/FORMAT.md, in numpy, without ramatch."""

import struct

import numpy as np


def fnv1a(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


class Library:
    def __init__(self, data):
        magic, version, row_format, zero, count, length = struct.unpack_from("<8sHBBIQ", data)
        assert (magic, version, zero, length) == (b"RSL\x89\r\n\x1a\n", 0, 0, len(data))
        (self.recipe_id,) = struct.unpack_from("<Q", data, 56)
        self.sections, end = {}, 64 + 64 * count
        for row in range(count):
            kind, layout, flags, offset, size = struct.unpack_from("<IHHQQ", data, 64 + 64 * row)
            assert offset >= end and offset + size <= length
            end = offset + size
            if kind <= 9 or kind == 13:
                assert layout == 0 and kind not in self.sections
                self.sections[kind] = data[offset:end]
            assert kind <= 9 or not flags & 1
        recipe = self.sections[1]
        assert recipe[0] in (4, 5) and fnv1a(recipe) == self.recipe_id
        self.start, self.step, self.n = struct.unpack_from("<ddI", recipe, 1)
        self.least_cm1, self.least_energy = struct.unpack_from("<dd", recipe, 23)
        kind = (np.dtype("<f4"), np.dtype("<i2"), np.dtype("i1"))[row_format]
        self.rows = np.frombuffer(self.sections[2], kind).reshape(-1, self.n).astype(np.float64)
        self.scales = np.frombuffer(self.sections[8], "<f4").reshape(-1, 2) if row_format else None
        self.entries = [struct.unpack_from("<IIIBBHff6I", self.sections[3], at) for at in range(0, len(self.sections[3]), 48)]
        assert len(self.entries) == len(self.rows)

    def linear(self, index):
        """The linear row of an entry in units of its reference, and half of what a code stands for; none where there is none."""
        content, entries = self.sections[13], len(self.entries)
        kind = {1: "<i2", 2: "i1"}[content[0]]
        assert not any(content[1:16]) and len(content) == 16 + entries * (8 + self.n * np.dtype(kind).itemsize)
        scale, norm = struct.unpack_from("<ff", content, 16 + 8 * index)
        codes = np.frombuffer(content, kind, offset=16 + 8 * entries).reshape(entries, self.n)[index]
        return (codes * float(scale) * norm, 0.5 * scale * norm) if scale > 0 else None

    def text(self, offset, size):
        return self.sections[5][offset : offset + size].decode()

    def entry_id(self, index):
        return self.text(*self.entries[index][8:10])

    def substance(self, index):
        return self.text(*struct.unpack_from("<II", self.sections[4], 16 * self.entries[index][0] + 8))

    def top(self, query, lo, hi, k):
        """The entries most like a query that is known on lo..hi: score, entry."""
        hits = []
        for index, row in enumerate(self.rows):
            a, b = max(lo, self.entries[index][1]), min(hi, self.entries[index][2])
            if b <= a or (b - a) * self.step < self.least_cm1:
                continue
            q, r = query[a:b].astype(np.float64), row[a:b]
            norms = (q @ q) * (r @ r)
            if norms > 0 and r @ r >= self.least_energy * (row @ row):
                hits.append((-(q @ r) / np.sqrt(norms), index))
        return [(-score, index) for score, index in sorted(hits)[:k]]

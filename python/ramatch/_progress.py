"""How far long work is: a function of the caller's, or a bar."""

import sys

from ._errors import RamatchTypeError


class _Bar:
    """A bar of tqdm where that is installed, else a line on standard error."""

    def __init__(self, what):
        self._what, self._bar, self._last = what, None, -1

    def __call__(self, done, total):
        if self._bar is None:
            self._bar = self._made(total)
        if self._bar is not False:
            self._bar.n = done
            self._bar.refresh()
            return
        part = done if not total else 100 * done // total
        if part != self._last:
            self._last = part
            sys.stderr.write(f"\r{self._what}: {done}" + (f" of {total} ({part} %)" if total else ""))
            sys.stderr.flush()

    def _made(self, total):
        try:
            from tqdm.auto import tqdm
        except ImportError:
            return False
        return tqdm(total=total, desc=self._what)

    def close(self):
        if self._bar not in (None, False):
            self._bar.close()
        elif self._last >= 0:
            sys.stderr.write("\n")


def told(progress, what):
    """Whom to tell, and what to call at the end: of None and False nobody, of True a bar, else the caller's function."""
    if progress is None or progress is False:
        return None, lambda: None
    if progress is True:
        bar = _Bar(what)
        return bar, bar.close
    if not callable(progress):
        raise RamatchTypeError("progress is True, or something to be called with spectra done and spectra there are")
    return progress, lambda: None

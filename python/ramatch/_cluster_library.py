"""The library of a job, where the job's workers are: opened once in a process, and compared with the hash that it has to have."""

from __future__ import annotations

import os
import pickle
import socket
import threading
from collections import OrderedDict
from typing import Any

from ._errors import RamatchError, said_of
from .library import Library, _again

_lock = threading.Lock()
_open: OrderedDict[bytes, Library] = OrderedDict()


def opened(how: Any, hash: str) -> Library:
    """The library of a job, from this process's last two, or opened and compared with the hash that it has to have."""
    # The steps that made it: not all of them can be hashed.
    key = pickle.dumps((how, hash))
    with _lock:
        if key not in _open:
            try:
                _open[key] = _again(how, hash)
            except RamatchError as error:
                raise said_of(f"{here()} cannot have the library {hash} of this job", error) from None
            if len(_open) > 2:
                _open.popitem(last=False)
        _open.move_to_end(key)
        return _open[key]


def here() -> str:
    """What errors call this machine."""
    return f"worker {socket.gethostname()}"


def _after_fork() -> None:
    """Another thread may have held the lock when the process was forked."""
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)

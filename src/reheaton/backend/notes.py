"""Notes of a process that nobody watches, as a worker of a cluster: kept, to be shown where somebody does."""

import threading
import warnings
from typing import Any

from reheaton.errors import Note

_kept: list[str] = []
_lock = threading.Lock()


def keep_notes() -> None:
    """From now on keep what this process notes, beside showing it. May be called again."""
    with _lock:
        if getattr(warnings.showwarning, "keeps_notes", False):
            return
        others = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *place: Any) -> None:
            if issubclass(category, Note) and str(message) not in _kept:
                _kept.append(str(message))
            others(message, category, *place)

        show.keeps_notes = True  # pyright: ignore[reportFunctionMemberAccess]
        warnings.showwarning = show


def kept_notes() -> tuple[str, ...]:
    """What has been noted since `keep_notes`, each thing once."""
    return tuple(_kept)

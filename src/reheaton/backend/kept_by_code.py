"""What follows from the source of this package alone, and takes time to find: kept on disk, under its `code_key`."""

import pickle
from collections.abc import Callable
from typing import Any, TypeVar

from reheaton.backend.cache_folder import cache_directory, keep, kept
from reheaton.backend.code_key import code_key, source_has_changed

Found = TypeVar("Found")


def kept_by_code(name: str, asked: Any, make: Callable[[], Found]) -> Found:
    """What `make` returns, which depends on nothing but `asked` and this package: from a file if there is one.

    In a process of a user, where anything may have been changed, it is made each time.
    """
    key = code_key(name, asked)
    if key is None:
        return make()
    path = cache_directory() / "code" / f"{name}-{key}.pickle"
    contents = kept(path)
    if contents is not None:
        return pickle.loads(contents)
    found = make()
    if not source_has_changed():
        keep(path, pickle.dumps(found, protocol=5))
    return found

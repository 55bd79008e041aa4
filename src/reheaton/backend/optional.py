"""Packages that only some parts of this one need, and that need not be installed otherwise."""

import importlib
from types import ModuleType

from reheaton.errors import InvalidInput


def optional_package(name: str, extra: str, what: str) -> ModuleType:
    """The package `name`, imported now. Raises InvalidInput, "WHAT needs the package NAME", if it is not installed.

    `extra` is the extra of reheaton that brings it.

    >>> from reheaton.backend.optional import optional_package
    >>> optional_package("json", "store", "a store").__name__
    'json'
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        raise InvalidInput(
            f"{what} needs the package {name}, which is not installed: pip install 'reheaton[{extra}]'."
        ) from None

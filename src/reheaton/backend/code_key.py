"""Names for what follows from the source of this package: they change with all that could change it.

A name is a digest of what is asked for, of every file of this package, of the versions of Python and of the packages
that take part, of the processor, and of the settings of JAX and XLA.
"""

import functools
import hashlib
import os
import pickle
import platform
import sys
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import jax

from reheaton import own_code

_PACKAGE: Final = Path(__file__).resolve().parents[1]
_OTHERS: Final = ("jax", "jaxlib", "equinox", "numpy", "scipy", "mpmath")
_VARIABLES: Final = ("JAX_", "XLA_", "TF_", "REHEATON_")
"""Beginnings of the environment variables that may decide what is compiled, and how."""
_PLACES: Final = ("REHEATON_CACHE_DIR", "jax_compilation_cache_dir")
"""Settings that say only where files are."""


def code_key(*asked: Any) -> str | None:
    """The name of what is asked for, objects that can be pickled; None where it cannot be named.

    It cannot where others' code runs in this process, see `own_code`.
    """
    if not (own_code.all_is_ours() and _PACKAGE.is_dir()):
        return None
    try:
        contents = pickle.dumps((asked, _settings()), protocol=5)
    except Exception:  # objects that cannot be pickled say so in many ways
        return None
    return hashlib.sha256(source_at_start() + _surroundings() + contents).hexdigest()


def source_has_changed() -> bool:
    """Whether the files of this package are others than when this process started: then its names do not fit them."""
    return _source() != source_at_start()


@functools.cache
def source_at_start() -> bytes:
    """Digest of the files of this package when this was called first, which is before a model is imported."""
    return _source()


def _source() -> bytes:
    found = hashlib.sha256()
    for folder, folders, files in os.walk(_PACKAGE):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            path = Path(folder, name)
            contents = path.read_bytes()
            found.update(f"{path.relative_to(_PACKAGE).as_posix()}\0{len(contents)}\0".encode() + contents)
    return found.digest()


@functools.cache
def _surroundings() -> bytes:
    """Versions, and the processor, whose features decide for what XLA compiles."""
    versions = [f"{name} {metadata.version(name)}" for name in _OTHERS]
    text = [sys.version, *versions, platform.machine(), platform.system(), *_processor()]
    return hashlib.sha256("\n".join(text).encode()).digest()


def _processor() -> list[str]:
    """Model and features of the processor: on Linux those of the first one."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            first = file.read(20_000).partition("\n\n")[0]
    except OSError:
        return [platform.processor()]
    told = ("vendor_id", "cpu family", "model", "stepping", "flags", "Features", "CPU ")
    return [line for line in first.splitlines() if line.startswith(told)]


def _settings() -> list[str]:
    """Settings of JAX and XLA, which may change while the process runs."""
    variables = {name: value for name, value in os.environ.items() if name.startswith(_VARIABLES)}
    settings = variables | {name: repr(value) for name, value in jax.config.values.items()}
    return [f"{name}={value}" for name, value in sorted(settings.items()) if name not in _PLACES]

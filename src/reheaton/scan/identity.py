"""What a store was made from: what was asked, the version of the program, its tables, and files that are named.

A scan, or a sampling, goes on only if all of these are the same, as otherwise some points would be of another kind.
"""

import dataclasses
import hashlib
import importlib.resources
import inspect
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from reheaton.backend.user_file import user_bytes
from reheaton.models.model import Model
from reheaton.models.registry import BUILT_IN
from reheaton.probes.limits.tables import LIMITS_DIR, TABLES
from reheaton.probes.parameter import Option
from reheaton.scan.plan import Plan
from reheaton.version import __version__

_SHORT: Final = 16
"""Characters of a checksum in a store: enough to tell two files apart."""


def identity(plan: Plan) -> dict[str, str]:
    """What the answers of a plan depend on, by name: see `made_from`."""
    parts: dict[str, Any] = {}
    for axis in plan.axes:
        parts[f"scan of {axis.name}"] = [axis.spacing, len(axis.values), _checksum(axis.values.tobytes())]
    if plan.draws:
        parts["drawn points"] = dataclasses.asdict(plan.draws)
    parts |= {f"expression of {name}": item.text for name, item in plan.derived.items()}
    if plan.question:
        parts["solve"] = dataclasses.asdict(plan.question)
    parts["outputs"] = plan.outputs
    parts["order of the axes"] = plan.dims
    return made_from(plan.model, plan.fixed, parts)


def made_from(model: type[Model], fixed: Mapping[str, Any], parts: Mapping[str, Any]) -> dict[str, str]:
    """What answers depend on, by name: a text for each value and each other part, the version, checksums of files.

    `fixed` are parameters in their declared units, and options; `parts` is what else was asked, by name.
    """
    asked = {"model": model.NAME} | {f"value of {name}": value for name, value in sorted(fixed.items())} | dict(parts)
    texts = {name: json.dumps(value, default=str) for name, value in asked.items()}
    files = {f"file {name}": _checksum(content) for name, content in _files(model, fixed)}
    return {**texts, "version of reheaton": __version__, "tables of reheaton": package_tables(), **files}


def differences(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What has changed, in words."""
    return [
        f"{name} was {before.get(name, 'not there')} and is {now.get(name, 'not there')}"
        for name in dict.fromkeys([*before, *now])
        if before.get(name) != now.get(name)
    ]


def package_tables() -> str:
    """Checksum of all tables of this package."""
    digest = hashlib.sha256()
    root = importlib.resources.files("reheaton") / "data"
    for name, content in sorted(_contents(root, "")):
        digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()[:_SHORT]


def _contents(folder: Any, prefix: str) -> Iterator[tuple[str, bytes]]:
    for item in folder.iterdir():
        name = f"{prefix}/{item.name}"
        if item.is_dir():
            yield from _contents(item, name)
        else:
            yield name, item.read_bytes()


def _files(model: type[Model], fixed: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Files outside the package on which answers depend: of the model, of its options, and tables of limits."""
    if (source := source_of(model)) is not None:
        yield "of the model", source
    for option in model.OPTIONS:
        if (path := _path(option, fixed.get(option.name))) is not None:
            yield f"of {option.name}", user_bytes(path, f"{option.name}:")
    folder = os.environ.get(LIMITS_DIR)
    for table in TABLES if folder else ():
        path = Path(folder or "") / f"{table}.csv"
        if path.is_file():
            yield f"of the limits {table}", user_bytes(path, "the table of limits")


def source_of(model: type[Model]) -> bytes | None:
    """The contents of the file of a user's model; None for a model of this package or of another installed one."""
    module = inspect.getmodule(model)
    file = getattr(module, "__file__", None)
    if file is None or f"{model.__module__}:{model.__name__}" in BUILT_IN.values():
        return None
    return user_bytes(file, "the model file")


def _path(option: Option, value: Any) -> str | None:
    if option.prefix and isinstance(value, str) and value.startswith(option.prefix):
        return value[len(option.prefix) :]
    return None


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_SHORT]

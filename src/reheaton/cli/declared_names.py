"""Names of a model's parameters and options, read off its source: no code of it runs, and JAX is not imported.

They are those of `Model.PARAMETERS` and `Model.OPTIONS`, found where a shell wants them at once.
"""

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from reheaton.models.registry import is_model_file, place_of_model

_MODEL_OF_CARD: Final = re.compile(r"^model:\s*[\"']?([^\s\"'#]+)", re.MULTILINE)


class _Class(NamedTuple):
    tree: ast.Module
    node: ast.ClassDef


def declared_names(target: str) -> list[str]:
    """Names for -s of `MODEL|CARD|FILE.py:Class`, in the order of declaration; none where the source cannot be read."""
    try:
        if target.endswith((".yaml", ".yml")):
            card = _MODEL_OF_CARD.search(Path(target).read_text(encoding="utf-8"))
            target = card[1] if card else ""
        if is_model_file(target):
            file, _, name = target.partition(".py:")
            found = _class_in(Path(f"{file.removesuffix('.py')}.py"), name)
        else:
            module, _, name = place_of_model(target).partition(":")
            found = _class_of(module, name)
        return list(dict.fromkeys(_names(found))) if found else []
    except (OSError, SyntaxError, ValueError):
        return []


def _names(found: _Class) -> Iterator[str]:
    """Names that a class declares after those of its bases, those of parts in their places."""
    for base in found.node.bases:
        if inherited := _resolved(found.tree, base):
            yield from _names(inherited)
    for statement in found.node.body:
        if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.value, ast.Call)):
            continue
        call, function = statement.value, ast.unparse(statement.value.func).rpartition(".")[2]
        if function in ("parameter", "option"):
            yield ast.unparse(statement.target)
        elif function == "part" and (kind := _resolved(found.tree, call.args[0])):
            hidden = [ast.literal_eval(given.value) for given in call.keywords if given.arg == "without"]
            yield from (name for name in _names(kind) if name not in hidden and (name,) not in hidden)


def _resolved(tree: ast.Module, expression: ast.expr) -> _Class | None:
    """The class that `Name` or `module.Name` is in a file."""
    if isinstance(expression, ast.Name):
        return _class_named(tree, expression.id)
    if isinstance(expression, ast.Attribute) and isinstance(expression.value, ast.Name):
        for statement in ast.walk(tree):
            for alias in statement.names if isinstance(statement, ast.Import) else ():
                if (alias.asname or alias.name) == expression.value.id:
                    return _class_of(alias.name, expression.attr)
    return None


def _class_named(tree: ast.Module, name: str) -> _Class | None:
    """The class of this name in a file, or the first one if there is no name; also one that the file imports."""
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef) and statement.name == (name or statement.name):
            return _Class(tree, statement)
    for statement in ast.walk(tree):
        if isinstance(statement, ast.ImportFrom) and statement.module and statement.level == 0:
            for alias in statement.names:
                if (alias.asname or alias.name) == name:
                    return _class_of(statement.module, alias.name)
    return None


def _class_in(path: Path, name: str) -> _Class | None:
    return _class_named(ast.parse(path.read_text(encoding="utf-8")), name)


def _class_of(module: str, name: str) -> _Class | None:
    """The class of a module, whose file is found from the folder of its package, so that nothing is imported."""
    package, *inner = module.split(".")
    spec = importlib.util.find_spec(package) if package else None
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin)
    if inner:
        path = path.parent.joinpath(*inner)
        path = path / "__init__.py" if path.is_dir() else path.with_name(f"{path.name}.py")
    return _class_in(path, name) if path.suffix == ".py" else None

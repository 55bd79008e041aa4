"""Where models are found: by name, in a user's file (`path.py:Class`), or offered by an installed package."""

import importlib
import importlib.metadata
import importlib.util
import sys
import sysconfig
import traceback
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from reheaton import own_code
from reheaton.errors import InvalidInput, did_you_mean, quoted

if TYPE_CHECKING:
    from reheaton.models.model import Model

BUILT_IN: Final = {
    "twin-sterile-neutrino": "reheaton.papers.twin_sterile_neutrino.model:TwinSterileNeutrino",
    "inverse-symmetry-breaking": "reheaton.papers.inverse_symmetry_breaking.model:InverseSymmetryBreaking",
    "dodelson-widrow": "reheaton.papers.dodelson_widrow.model:DodelsonWidrow",
}
"""Models of this package, imported when asked for."""

ENTRY_POINT_GROUP: Final = "reheaton.models"
"""Entry-point group through which an installed package offers models by name."""

_PACKAGE: Final = Path(__file__).resolve().parents[1]


def model_names() -> list[str]:
    """Names of all models that can be used without a path: built-in first, then those of installed packages."""
    return list(dict.fromkeys([*BUILT_IN, *sorted(_offered_by_packages())]))


def find_model(text: str) -> "type[Model]":
    """The model class of a name or of `path.py:Class`. Raises InvalidInput, with the closest name if there is one."""
    if is_model_file(text):
        return _from_file(text)
    if text in BUILT_IN:
        module, _, name = BUILT_IN[text].partition(":")
        return getattr(importlib.import_module(module), name)
    offered = _offered_by_packages()
    if text not in offered:
        raise InvalidInput(f"{quoted(text)} is not a model: {did_you_mean(text, model_names())}")
    entry_point = offered[text]
    own_code.others_are_loaded()
    try:
        loaded = entry_point.load()
    except Exception as error:
        message = f"model {quoted(text)} ({entry_point.value}) cannot be loaded: {type(error).__name__}: {error}."
        raise InvalidInput(message) from error
    return _checked(loaded, entry_point.value)


def place_of_model(name: str) -> str:
    """Where the class of a named model is, as `module:Class`; "" if the name is not known. Imports nothing."""
    if name in BUILT_IN:
        return BUILT_IN[name]
    offered = _offered_by_packages()
    return offered[name].value if name in offered else ""


def is_model_file(text: str) -> bool:
    """Whether the text has the form of a model in a file."""
    return ".py:" in text or text.endswith(".py")


def line_of_author(error: BaseException) -> str:
    """Place of an error in the code of a user, as in `model.py, line 5`; "" if no line outside libraries took part.

    It is the last line of the traceback that is neither in this package nor in an installed one.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _PACKAGE not in Path(frame.filename).parents and _is_file(frame.filename)]
    return f"{Path(own[-1].filename).name}, line {own[-1].lineno}" if own else ""


def _is_file(filename: str) -> bool:
    """Whether a frame is in a file that is not of an installed package or of Python itself."""
    libraries = (sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))
    return Path(filename).is_file() and not filename.startswith((*libraries, sys.prefix))


def _offered_by_packages() -> dict[str, importlib.metadata.EntryPoint]:
    return {point.name: point for point in importlib.metadata.entry_points(group=ENTRY_POINT_GROUP)}


def _from_file(text: str) -> "type[Model]":
    # Imported here: a list of names needs no JAX.
    from reheaton.backend.user_file import user_bytes

    file, separator, name = text.partition(".py:")
    path = Path(f"{file}.py" if separator else text)
    user_bytes(path, "the model file")  # raises for what Python's import would wait for, or fill memory with
    module = _load(path)
    classes = [key for key, value in vars(module).items() if _is_model(value) and value.__module__ == module.__name__]
    if not name:
        named = " or ".join(f"{path}:{key}" for key in classes) or f"{path}:Class"
        raise InvalidInput(f"{text} names a file but no model in it: write {named}.")
    if not hasattr(module, name):
        hint = did_you_mean(name, classes) if classes else "it holds no model."
        raise InvalidInput(f"{path} has no {quoted(name)}: {hint}")
    return _checked(getattr(module, name), text)


def _load(path: Path) -> ModuleType:
    # Registered under a name of its own, as dataclasses and pickling look modules up by name.
    name = f"_reheaton_user_model_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise InvalidInput(f"{path} cannot be read as Python.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    own_code.others_are_loaded()
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # a script may call exit where it ends
        del sys.modules[name]
        raise InvalidInput(f"{path}{_line_in(path, error)} fails: {type(error).__name__}: {error}.") from error
    return module


def _line_in(path: Path, error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if Path(frame.filename).resolve() == path.resolve()]
    return f" (line {lines[-1]})" if lines else ""


def _is_model(value: Any) -> bool:
    # Imported here: a list of names needs no JAX.
    from reheaton.models.model import Model

    return isinstance(value, type) and issubclass(value, Model) and value is not Model


def _checked(value: Any, origin: str) -> "type[Model]":
    if _is_model(value):
        unwritten = sorted(getattr(value, "__abstractmethods__", ()))
        if unwritten:
            raise InvalidInput(f"{origin} is not complete: it does not define {', '.join(unwritten)}.")
        return value
    if not isinstance(value, type):
        raise InvalidInput(f"{origin} is not a class, hence not a model.")
    raise InvalidInput(f"{origin} is not a model: its class is not derived from reheaton.Model.")

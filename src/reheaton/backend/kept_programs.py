"""Compiled programs on disk, with nothing to trace: what one process of the command has compiled, the next one loads.

JAX's own cache saves the compilation by XLA alone, and asks for it with what it has traced and lowered, which takes
longer than all the rest of a command. Here a program is asked for by its `code_key`. Where that is not possible JAX
does all as usual: in a process of a user, on several devices, with a cache of the user's own.
"""

import functools
import pickle
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import numpy as np

from reheaton import own_code
from reheaton.backend.cache_folder import keep, kept
from reheaton.backend.code_key import code_key, source_has_changed
from reheaton.backend.kept_kernels import compiled_anew, folder_of_kernels, note_useless

try:
    from jax.experimental import serialize_executable as _written
except ImportError:  # it is experimental, and may be gone one day
    _written: Any = None

_NOT_TO_BE_KEPT = b""
"""Contents of the file of a program that cannot be written down: JAX's own cache has its kernel."""
Function = Callable[..., Any]


class KeptPrograms:
    """The programs of a function for all static arguments, and all shapes of others, that it is called with.

    jit: `jax.jit` with the static arguments; keep: whether the function uses nothing but its arguments and code of this
    package, and is to be kept.
    """

    def __init__(
        self, function: Function, jit: Callable[[Function], Any], static: tuple[int, ...], keep: bool = True
    ) -> None:
        self._function, self._jit, self._static, self._keep = function, jit, static, keep
        self._usual = functools.cache(functools.partial(jit, function))
        self._programs: dict[Any, Function | None] = {}
        """None where JAX does all as usual."""
        self._lock = threading.Lock()

    def __call__(self, *args: Any) -> Any:
        if not (self._keep and own_code.all_is_ours()):
            return self._as_usual(args)
        dynamic = tuple(arg for i, arg in enumerate(args) if i not in self._static)
        asked = self._asked(args, dynamic)
        with self._lock:  # threads that arrive together must share one program
            if asked not in self._programs:
                self._programs[asked] = self._program(asked, args, dynamic)
            program = self._programs[asked]
        return self._as_usual(args) if program is None else program(*dynamic)

    def _as_usual(self, args: tuple[Any, ...]) -> Any:
        with self._lock:
            function = self._usual()
        return function(*args)

    def _asked(self, args: tuple[Any, ...], dynamic: tuple[Any, ...]) -> Any:
        """The static arguments, and the structure and the shapes of the others."""
        leaves, structure = jax.tree.flatten(dynamic)
        shapes = tuple((x.shape, str(x.dtype), bool(getattr(x, "weak_type", False))) for x in map(_array, leaves))
        return tuple(args[i] for i in self._static), structure, shapes

    def _program(self, asked: Any, args: tuple[Any, ...], dynamic: tuple[Any, ...]) -> Function | None:
        """The program, loaded or else compiled; None if it cannot be kept."""
        function, folder = self._function, folder_of_kernels()
        name = code_key(function.__module__, function.__qualname__, asked)
        if name is None or folder is None or _written is None or not _one_processor():
            return None
        path = folder / f"{function.__name__}-{name}.program"
        contents = kept(path)
        if contents == _NOT_TO_BE_KEPT:
            return None
        if contents is not None:
            try:
                program = _loaded(contents, dynamic)
                program(*dynamic)  # some of what is wrong with a program shows only here
                return program
            except Exception:  # XLA refuses what was compiled for another processor, in more than one way
                note_useless(folder)
        return self._compiled(args, path)

    def _compiled(self, args: tuple[Any, ...], path: Path) -> Function:
        """The program compiled now, and kept. XLA does not write down what came out of a cache, so none is asked."""

        @functools.wraps(self._function)
        def unknown_to_jax(*args: Any) -> Any:
            return self._function(*args)

        with compiled_anew():
            program = self._jit(unknown_to_jax).lower(*args).compile()
        if source_has_changed():
            return program
        try:
            contents, _, found = _written.serialize(program)
            # An object with these leaves, as the structures of equinox, unpickled, are not what they were.
            example = jax.tree.unflatten(found, range(found.num_leaves))
            keep(path, pickle.dumps((contents, example), protocol=5))
        except Exception:  # an experimental interface of JAX; what a function returns may not be picklable
            keep(path, _NOT_TO_BE_KEPT)
        return program


def _array(leaf: Any) -> Any:
    return leaf if isinstance(leaf, jax.Array | np.ndarray) else np.asarray(leaf)


def _one_processor() -> bool:
    """Whether there is one device for programs, the processor: with others the program must say for which it is."""
    devices = jax.devices()
    return len(devices) == 1 and devices[0].platform == "cpu" and not jax.config.values.get("jax_disable_jit")


def _loaded(contents: bytes, dynamic: tuple[Any, ...]) -> Function:
    program, example = pickle.loads(contents)
    return _written.deserialize_and_load(program, jax.tree.structure((dynamic, {})), jax.tree.structure(example))

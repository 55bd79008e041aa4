"""How the command shows warnings."""

from collections.abc import Callable
from typing import Any, Final

import typer

from reheaton.errors import Note

_OF_JAX: Final = "Error reading persistent compilation cache entry"
"""What JAX says of every kernel that it cannot use, for which one note is enough, see `backend.kept_kernels`."""


def show_warning(others: Callable[..., None], message: Warning | str, category: type[Warning], *place: Any) -> None:
    """A note of this package as one line; other warnings as Python shows them, by `others`."""
    if issubclass(category, Note):
        typer.echo(f"note: {message}", err=True)
    elif not str(message).startswith(_OF_JAX):
        others(message, category, *place)

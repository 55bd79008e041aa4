"""Values by name from options that are repeated, `-s NAME=VALUE`, and the cosmology that one of them gives."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from reheaton.errors import InvalidInput, quoted

if TYPE_CHECKING:
    from reheaton.export.lambda_cdm import LambdaCDM


def named_values(
    option: str, texts: Iterable[str], *, example: str = "", refuse: Callable[[str], None] | None = None
) -> dict[str, str]:
    """Names and values of `NAME=VALUE`, each name once; `option` and an `example` of a text are for messages.

    `refuse` raises for a name that it does not allow. Raises InvalidInput.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, separator, value = (part.strip() for part in text.partition("="))
        if not (name and separator and value):
            such = f", as in {option} {example}" if example else ""
            raise InvalidInput(f"{option} {quoted(text)} is not of the form NAME=VALUE{such}.")
        if refuse is not None:
            refuse(name)
        if name in found:
            raise InvalidInput(
                f"{option} gives {name} twice, as {quoted(found[name])} and as {quoted(value)}: give it once."
            )
        found[name] = value
    return found


def cosmology_of(texts: Iterable[str]) -> "LambdaCDM":
    """Planck 2018 with what is given in its place. Raises InvalidInput."""
    from reheaton.export.lambda_cdm import LambdaCDM

    return LambdaCDM().changed(named_values("--cosmology", texts))

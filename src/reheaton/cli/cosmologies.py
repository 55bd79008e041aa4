"""The cosmology around a point, from `--cosmology NAME=VALUE`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reheaton.errors import InvalidInput, quoted

if TYPE_CHECKING:
    from reheaton.export.lambda_cdm import LambdaCDM


def named_values(option: str, texts: Sequence[str]) -> dict[str, str]:
    """Names and values of `NAME=VALUE`, each given once; `option` names them in messages. Raises InvalidInput."""
    found: dict[str, str] = {}
    for text in texts:
        name, separator, value = (part.strip() for part in text.partition("="))
        if not (name and separator and value):
            raise InvalidInput(f"{option} {quoted(text)} is not of the form NAME=VALUE.")
        if name in found:
            raise InvalidInput(f"{option} gives {name} twice, as {quoted(found[name])} and as {quoted(value)}.")
        found[name] = value
    return found


def cosmology_of(texts: Sequence[str]) -> "LambdaCDM":
    """Planck 2018 with what is given in its place. Raises InvalidInput."""
    from reheaton.export.lambda_cdm import LambdaCDM

    return LambdaCDM().changed(named_values("--cosmology", texts))

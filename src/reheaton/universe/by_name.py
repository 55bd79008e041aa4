"""Quantities of a background by the name of a sector or relic; a wrong name is answered with the nearest right one."""

from typing import Any, ClassVar

import jax

from reheaton.errors import UnknownName, did_you_mean, quoted


class OfSectors(dict[str, Any]):
    """A dictionary by the names of sectors.

    >>> from reheaton.universe.by_name import OfSectors
    >>> try:
    ...     OfSectors(sm=1.0, hidden=0.5)["hiden"]
    ... except KeyError as error:
    ...     print(error)
    'hiden' is no sector of this universe: did you mean 'hidden'?
    """

    WHAT: ClassVar[str] = "sector"

    def __missing__(self, name: str) -> Any:
        raise UnknownName(f"{quoted(name)} is no {self.WHAT} of this universe: {did_you_mean(name, self)}")


class OfSectorsAndRelics(OfSectors):
    """A dictionary by the names of sectors and relics."""

    WHAT: ClassVar[str] = "sector or relic"


class OfEvents(OfSectors):
    """A dictionary by the names of events."""

    WHAT: ClassVar[str] = "event"


def _register(kind: type[OfSectors]) -> None:
    """Tell JAX, which knows plain dictionaries alone, and would take the values for one leaf."""

    def split(values: OfSectors) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        names = tuple(sorted(values))
        return tuple((jax.tree_util.DictKey(name), values[name]) for name in names), names

    jax.tree_util.register_pytree_with_keys(kind, split, lambda names, values: kind(zip(names, values, strict=True)))


_register(OfSectors)
_register(OfSectorsAndRelics)
_register(OfEvents)

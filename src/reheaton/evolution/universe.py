"""A universe: sectors, relics, and which sectors share a temperature until when."""

from collections.abc import Mapping

import equinox as eqx
from jax.typing import ArrayLike

from reheaton.errors import InvalidInput
from reheaton.evolution.relic import Relic
from reheaton.matter.sector import Sector


class Contact(eqx.Module):
    """Sectors in thermal contact: one bath at one temperature, until it has cooled to `until` [GeV]."""

    sectors: tuple[str, ...] = eqx.field(static=True)
    until: ArrayLike


class Universe(eqx.Module):
    """Any number of sectors and decaying relics, from a common start on.

    `temperatures` [GeV] are those of the sectors at the start, 0 for a sector that starts empty; sectors in
    contact start at the same temperature. `contacts` end one after the other, in the order given.
    """

    sectors: tuple[Sector, ...]
    relics: tuple[Relic, ...]
    temperatures: Mapping[str, ArrayLike]
    contacts: tuple[Contact, ...] = ()

    def __check_init__(self) -> None:
        names = [sector.name for sector in self.sectors]
        everything = names + [relic.name for relic in self.relics]
        if len(set(everything)) < len(everything):
            raise InvalidInput(f"sectors and relics must have different names, and these are {', '.join(everything)}.")
        if set(self.temperatures) != set(names):
            raise InvalidInput(f"temperatures are given for {', '.join(self.temperatures)}: need {', '.join(names)}.")
        for relic in self.relics:
            _check_known(f"relic {relic.name!r} decays into", relic.widths, names)
        for contact in self.contacts:
            _check_known("contact between", contact.sectors, names)

    def groups(self, ended: int) -> tuple[tuple[str, ...], ...]:
        """Sets of sectors that share a temperature after the first `ended` contacts have ended."""
        groups = [{sector.name} for sector in self.sectors]
        for contact in self.contacts[ended:]:
            touched = [group for group in groups if group & set(contact.sectors)]
            groups = [group for group in groups if group not in touched] + [set().union(*touched)]
        order = [sector.name for sector in self.sectors]
        ordered = [tuple(sorted(group, key=order.index)) for group in groups]
        return tuple(sorted(ordered, key=lambda group: order.index(group[0])))


def _check_known(what: str, mentioned: object, names: list[str]) -> None:
    for name in mentioned:  # type: ignore[attr-defined]
        if name not in names:
            raise InvalidInput(f"{what} {name!r}, which is no sector of this universe: known are {', '.join(names)}.")

"""A universe: sectors, relics, and which sectors share a temperature until when."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import equinox as eqx
import numpy as np
from jax.typing import ArrayLike

from reheaton.backend.given_numbers import check_number, is_known
from reheaton.backend.given_objects import by_name, objects_of, text_of
from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.matter.sector import Sector
from reheaton.universe.exchange import Exchange
from reheaton.universe.relic import Relic

SAME_START: Final = 1e-12
"""Relative difference, of rounding alone, to which sectors in contact start at one temperature."""


class Contact(eqx.Module):
    """Sectors in thermal contact: one bath at one temperature, until it has cooled to `until` [GeV].

    Events call the moment after its end by `name`, by default the names of the sectors joined by "and".

    >>> import reheaton as rh
    >>> rh.Contact("sm", "hidden", until=10.0).name
    'sm and hidden'
    """

    sectors: tuple[str, ...] = eqx.field(static=True)
    until: ArrayLike
    name: str = eqx.field(static=True)

    def __init__(self, *sectors: str, until: ArrayLike, name: str = "") -> None:
        self.sectors = tuple(text_of("a sector in contact, by its name,", sector) for sector in sectors)
        if len(set(self.sectors)) < 2:
            raise InvalidInput(f"a contact needs two sectors or more, and {quoted(sectors)} are given.")
        self.until, self.name = until, text_of("the name of a contact", name) or self._names_of_sectors
        check_number(f"until of the contact {quoted(self.name)}", until, "above 0 GeV", exclusive=True)

    @property
    def named_by_sectors(self) -> bool:
        """Whether no other name was given."""
        return self.name == self._names_of_sectors

    @property
    def _names_of_sectors(self) -> str:
        return " and ".join(self.sectors)


class Universe(eqx.Module):
    """Any number of sectors and decaying relics, from a common start on.

    `start` [GeV] is the temperature of all sectors at the start, or one temperature by the name of each sector, where
    0 is a sector that starts empty; sectors in contact start at the same temperature. `contacts` end one after the
    other, in the order given; `exchanges` act between sectors that are not in contact, all of their sectors from the
    same moment on. `origin` is anything that the universe was made from and that probes need again: they
    find it at `background.universe.origin`. Raises InvalidInput for names that do not fit together.

    >>> import reheaton as rh
    >>> rh.Universe(sectors=[rh.standard_model()], start=100.0).sectors[0].name
    'sm'
    """

    sectors: tuple[Sector, ...]
    relics: tuple[Relic, ...]
    start: Mapping[str, ArrayLike]
    contacts: tuple[Contact, ...]
    exchanges: tuple[Exchange, ...]
    origin: Any

    def __init__(
        self,
        sectors: Iterable[Sector],
        relics: Iterable[Relic] = (),
        *,
        start: ArrayLike | Mapping[str, ArrayLike],
        contacts: Iterable[Contact] = (),
        exchanges: Iterable[Exchange] = (),
        origin: Any = None,
    ) -> None:
        self.origin = origin
        self.sectors = objects_of(Sector, "sectors of a universe", sectors)
        self.relics = objects_of(Relic, "relics of a universe", relics)
        self.contacts = objects_of(Contact, "contacts of a universe", contacts)
        self.exchanges = objects_of(Exchange, "exchanges of a universe", exchanges)
        if not self.sectors:
            raise InvalidInput("a universe needs at least one sector.")
        if isinstance(start, Mapping):
            self.start = by_name("start of a universe", start)
        else:
            self.start = {sector.name: start for sector in self.sectors}

    def __check_init__(self) -> None:
        names = [sector.name for sector in self.sectors]
        everything = names + [relic.name for relic in self.relics]
        if len(set(everything)) < len(everything):
            raise InvalidInput(f"sectors and relics must have different names, and these are {', '.join(everything)}.")
        if set(self.start) != set(names):
            raise InvalidInput(f"start is given for {', '.join(self.start)}: need {', '.join(names)}.")
        for name, T in self.start.items():
            check_number(f"start of sector {quoted(name)}", T, "from 0 GeV up")
        for relic in self.relics:
            _check_known(f"relic {quoted(relic.name)} decays into", relic.widths, names)
        if len({contact.name for contact in self.contacts}) < len(self.contacts):
            raise InvalidInput("two contacts have the same name: give each a name of its own.")
        for contact in self.contacts:
            _check_known("contact between", contact.sectors, names)
        for exchange in self.exchanges:
            _check_known("exchange between", exchange.sectors, names)
        self._check_contacts()
        self._check_exchanges()

    def _check_contacts(self) -> None:
        """Sectors in contact start equal, and contacts end in the order given, below that start."""
        for group in self.groups(0):
            T = [self.start[name] for name in group]
            if is_known(*T) and np.ptp(numbers := np.asarray(T, dtype=float)) > SAME_START * np.max(numbers):
                raise InvalidInput(f"sectors in contact start at one temperature, and {', '.join(group)} do not.")
        for contact, above, why in self.upper_ends():
            if not is_known(contact.until, above):
                continue
            end, start = float(np.asarray(contact.until)), float(np.asarray(above))
            if end > start:
                raise InvalidInput(
                    f"the contact of {', '.join(contact.sectors)} ends at {end:g} GeV, above {start:g} GeV {why}."
                )

    def _check_exchanges(self) -> None:
        """Sectors of an exchange are all in contact or all apart, and relics say what particles they make."""
        counted = [name for exchange in self.exchanges for name in exchange.counted]
        if len(set(counted)) < len(counted):
            raise InvalidInput(f"two exchanges count the particles of one sector: {', '.join(counted)}.")
        for exchange in self.exchanges:
            for ended in range(len(self.contacts) + 1):
                shared = [len(set(group) & set(exchange.sectors)) for group in self.groups(ended)]
                if max(shared) not in (1, len(exchange.sectors)):
                    raise InvalidInput(
                        f"the sectors {', '.join(exchange.sectors)} of an exchange must part from each other all at"
                        " once: give them one contact."
                    )
        for relic in self.relics:
            for name in counted:
                if name in relic.widths and name not in relic.product_energies:
                    raise InvalidInput(
                        f"the particles of {quoted(name)} are counted: product_energies of the relic"
                        f" {quoted(relic.name)} must say how much energy each has."
                    )

    def upper_ends(self) -> Iterator[tuple[Contact, ArrayLike, str]]:
        """Each contact with temperatures above which it must not end, and what they are."""
        for number, contact in enumerate(self.contacts):
            yield contact, self.start[contact.sectors[0]], "where it starts: end it at a lower temperature"
            if number:
                before = self.contacts[number - 1].until
                yield contact, before, "where the contact before it ends: list contacts by falling temperature"

    def refuse_cold_start(self, until: tuple[str, ArrayLike]) -> None:
        """Raises InvalidInput if a sector starts colder than it is to be solved to, and nothing can heat it."""
        name, end = until
        T = self.start[name]
        if self.relics or not is_known(T, end):
            return
        if 0.0 < float(np.asarray(T)) <= float(np.asarray(end)):
            raise InvalidInput(
                f"the sector {quoted(name)} starts at {float(np.asarray(T)):g} GeV, and the universe is solved until it"
                f" has cooled to {float(np.asarray(end)):g} GeV: start it hotter."
            )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all sectors, then of all relics, in the order in which they were given."""
        return tuple(part.name for part in (*self.sectors, *self.relics))

    def sector(self, name: str) -> Sector:
        """The sector of that name. Raises InvalidInput if there is none."""
        sectors = {sector.name: sector for sector in self.sectors}
        if name not in sectors:
            raise InvalidInput(f"{quoted(name)} is no sector of this universe: {did_you_mean(name, sectors)}")
        return sectors[name]

    def relic(self, name: str) -> Relic:
        """The relic of that name. Raises InvalidInput if there is none."""
        relics = {relic.name: relic for relic in self.relics}
        if name not in relics:
            raise InvalidInput(f"{quoted(name)} is no relic of this universe: {did_you_mean(name, relics)}")
        return relics[name]

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
            raise InvalidInput(
                f"{what} {quoted(name)}, which is no sector of this universe: {did_you_mean(name, names)}"
            )

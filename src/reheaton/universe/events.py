r"""Events along a background, by name: when a sector has cooled to a temperature, when a rate equals H.

An event is a function of an `Instant` that is positive before the event and zero at it, for example ln(T/T_CMB) or
ln(H/Gamma). `Background.when` finds the first fall through zero of each.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.given_numbers import check_number, is_known
from reheaton.backend.given_objects import text_of
from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.universe.by_name import OfEvents

START: Final = "start"
"""Name of the first moment of every background."""
_SLOWEST: Final = 1e-120
"""Least rate [GeV] in a logarithm: a rate of zero never equals H."""


class Instant(NamedTuple):
    """What an event can depend on: ln a, cosmic time [GeV^-1], H [GeV], and T [GeV] of each sector."""

    log_a: Array
    t: Any
    """None where nobody asks for it: it takes a quadrature."""
    H: Array
    T: dict[str, Array]


Event = Callable[[Instant], Array]
"""Falls through zero at the event."""


class Snapshot(NamedTuple):
    """One moment of a background; everything but ln a, t and H by name of sector or relic."""

    log_a: Array
    """ln a, 0 at the start."""
    t: Array
    """Cosmic time [GeV^-1], counted from an initial singularity of pure radiation."""
    H: Array
    """Hubble rate [GeV]."""
    T: dict[str, Array]
    """Temperature [GeV] of each sector."""
    rho: dict[str, Array]
    """Energy density [GeV^4] of each sector and relic."""
    S: dict[str, Array]
    """Comoving entropy s a^3 [GeV^3] of each sector."""
    n: dict[str, Array]
    """Number density [GeV^3] of each sector whose particles an exchange counts."""


class Moments(Mapping[str, Snapshot]):
    """The moments of events, by name; `reached` tells by name whether the event took place.

    The moment of an event that did not take place is the end of the background. Besides the events that were asked
    for, "start" is the first moment, and the name of each contact is the moment just after that contact has ended.
    """

    def __init__(self, at: Mapping[str, Snapshot], reached: Mapping[str, Array], contacts: tuple[str, ...]) -> None:
        self._at, self.reached, self.contacts = dict(at), OfEvents(reached), contacts

    def __getitem__(self, name: str) -> Snapshot:
        if name not in self._at:
            raise InvalidInput(f"{quoted(name)} is not an event of this background: {did_you_mean(name, self._at)}")
        return self._at[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)

    def renamed(self, names: Mapping[str, str]) -> "Moments":
        """The same moments under other names, `names[new] = old`; the start and the contacts keep theirs."""
        kept = {name: name for name in (START, *self.contacts)} | dict(names)
        return Moments(
            {new: self[old] for new, old in kept.items()},
            {new: self.reached[old] for new, old in kept.items()},
            self.contacts,
        )

    @property
    def parting(self) -> Snapshot:
        """The moment just after the first contact has ended; the start if there is no contact."""
        return self[self.contacts[0] if self.contacts else START]


@dataclass(frozen=True, eq=False)
class _Event:
    """An event with a label, so that an event that several probes look at is found once."""

    measure: Event
    label: tuple[Any, ...]
    value: Any
    """The temperature or rate. Its id is in the label, and would be given to another object if this one were freed."""
    wrong: Any
    """Whether that is out of its range; False if it has been checked."""

    def __call__(self, now: Instant) -> Array:
        return self.measure(now)


def label_of(event: Event) -> tuple[Any, ...]:
    """A label that two events share only if they are the same event; valid while the event exists."""
    return event.label if isinstance(event, _Event) else (id(event),)


def falls_once(event: Event) -> bool:
    """Whether an event falls through zero at most once while nothing is heated: a temperature or H, that is."""
    return isinstance(event, _Event)


def broken_rules(events: Iterable[Event]) -> list[Array]:
    """Comparisons of traced numbers, of which one is true where an event is at a temperature or rate that cannot be."""
    return [event.wrong for event in events if isinstance(event, _Event) and not is_known(event.wrong)]


def cooled_to(sector: str, T: ArrayLike) -> Event:
    """The event that a sector has cooled to T [GeV]: ln(T_sector/T) = 0.

    >>> import reheaton as rh
    >>> recombination = rh.cooled_to("sm", 0.26e-9)
    """
    sector = text_of("the sector of an event", sector)
    check_number("T of an event", T, "above 0 GeV", exclusive=True)
    log_T = jnp.log(jnp.asarray(T, dtype=float))
    return _Event(
        lambda now: jnp.log(now.T[sector]) - log_T,
        ("cooled_to", sector, _known_or_id(T)),
        T,
        not is_known(T) and jnp.asarray(T) <= 0.0,
    )


def rate_equals_hubble(rate: ArrayLike) -> Event:
    """The event that H has fallen to a constant rate [GeV]: ln(H/rate) = 0. A rate of zero is never reached.

    >>> import reheaton as rh
    >>> decay = rh.rate_equals_hubble(1e-22)
    """
    check_number("rate of an event", rate, "from 0 GeV up")
    wrong = not is_known(rate) and jnp.asarray(rate) < 0.0
    return _Event(lambda now: jnp.log(now.H / jnp.maximum(rate, _SLOWEST)), ("rate", _known_or_id(rate)), rate, wrong)


def _known_or_id(value: Any) -> Any:
    """The value if it is a plain number, else its id: a traced value has no number that could be compared."""
    return float(value) if isinstance(value, int | float) else id(value)

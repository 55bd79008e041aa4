r"""Energy and particles that flow between sectors which do not share a temperature.

With q_i the energy and r_i the number that sector i gets per time and volume, sum_i q_i = 0,

    dS_i/dln a = a^3 q_i/(H T_i),   d(n_i a^3)/dln a = a^3 r_i/H.

n is followed where a sector is too far from equilibrium for one temperature. Such a sector is massless, so that energy
alone tells its pressure, and its T is that of the equilibrium with its energy.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import equinox as eqx
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.given_numbers import check_number
from reheaton.backend.given_objects import by_name, objects_of, text_of
from reheaton.errors import InvalidInput, quoted

_TRACE: Final = 1e-30
"""Energy and number, over those of the first sector's temperature, that stand for those of a sector that is empty."""


class Flow(NamedTuple):
    """What sectors get per time and volume: energy [GeV^5] by name, and particles [GeV^4] where they are counted.

    >>> import reheaton as rh
    >>> rh.Flow(energy={"sm": -1e-30, "hidden": 1e-30}).known
    True
    """

    energy: Mapping[str, Array]
    number: Mapping[str, Array] = MappingProxyType({})
    known: Array | bool = True
    """Whether these rates are known for such contents."""


class Contents(NamedTuple):
    """Temperatures [GeV] of the sectors of an exchange, and number densities [GeV^3] where they are counted."""

    T: Mapping[str, Array]
    n: Mapping[str, Array]


class Exchange(eqx.Module):
    """A flow of energy, and of particles, between sectors; it acts once their contact has ended.

    `flow` is a function of `Contents` and of `numbers` that returns a `Flow`; what it gives to all sectors together
    must be no energy. A parameter of a model must be among `numbers`, where JAX sees it. `counted` has the sectors
    whose number of particles evolves, with n/T^3 of their equilibrium. Rates must not be much faster than H: let a
    `Contact` hold the sectors together until then. Raises InvalidInput.

    >>> import reheaton as rh
    >>> def flow(now, kappa):
    ...     heat = kappa * (now.T["sm"] ** 5 - now.T["hidden"] ** 5)
    ...     return rh.Flow(energy={"sm": -heat, "hidden": heat})
    >>> rh.Exchange("sm", "hidden", flow=flow, numbers=(1e-10,)).sectors
    ('sm', 'hidden')
    """

    sectors: tuple[str, ...] = eqx.field(static=True)
    flow: Callable[..., Flow] = eqx.field(static=True)
    numbers: tuple[Any, ...]
    counted: Mapping[str, ArrayLike]

    def __init__(
        self,
        *sectors: str,
        flow: Callable[..., Flow],
        numbers: Iterable[Any] = (),
        counted: Mapping[str, ArrayLike] | None = None,
    ) -> None:
        self.sectors = tuple(text_of("a sector of an exchange, by its name,", sector) for sector in sectors)
        if len(set(self.sectors)) < len(self.sectors) or len(self.sectors) < 2:
            raise InvalidInput(f"an exchange needs two different sectors or more, and {quoted(sectors)} are given.")
        if not callable(flow):
            raise InvalidInput(f"flow of an exchange must be a function of its contents, not {quoted(flow)}.")
        self.flow, self.numbers = flow, objects_of(object, "numbers of an exchange", numbers)
        self.counted = by_name("counted of an exchange", counted or {})
        for name, per_T3 in self.counted.items():
            if name not in self.sectors:
                raise InvalidInput(f"counted of an exchange names {quoted(name)}, which is none of its sectors.")
            check_number(f"n/T^3 of {quoted(name)}", per_T3, "above 0", exclusive=True)

    def between(self, apart: Array, T: Array, n: Mapping[str, Array]) -> tuple[Array, dict[str, Array], Array]:
        """Energy [GeV^5] (sectors,) and particles [GeV^4] that sectors at T [GeV] (sectors,) get, and if that is known.

        Nothing unless they are `apart`.

        The flow is asked at values it can bear: in contact at one temperature, and with a trace where there is nothing.
        """
        T = jnp.where(apart, jnp.maximum(T, _TRACE**0.25 * T[0]), T[0])
        by_sector = dict(zip(self.sectors, T, strict=True))
        equilibrium = {name: per_T3 * by_sector[name] ** 3 for name, per_T3 in self.counted.items()}
        least = {name: _TRACE * per_T3 * T[0] ** 3 for name, per_T3 in self.counted.items()}
        n = {name: jnp.where(apart, jnp.maximum(n[name], least[name]), equilibrium[name]) for name in self.counted}
        flow = self.flow(Contents(by_sector, n), *self.numbers)
        zero = jnp.zeros(())
        energy = jnp.stack([jnp.where(apart, flow.energy.get(name, zero), 0.0) for name in self.sectors])
        number = {name: jnp.where(apart, flow.number[name], 0.0) for name in self.counted}
        return energy, number, ~apart | flow.known


def counted_of(exchanges: Iterable[Exchange]) -> dict[str, ArrayLike]:
    """n/T^3 in equilibrium of every sector whose number of particles evolves."""
    return {name: per_T3 for exchange in exchanges for name, per_T3 in exchange.counted.items()}

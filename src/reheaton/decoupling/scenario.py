r"""What decays and gravitates while neutrinos decouple, beside them and the electromagnetic plasma.

With a = 1 and one temperature T_start of plasma and neutrinos at the start, Y = Gamma t, and D = rho_dark a^4,

    rho_N = rho_N(1) a^-3 e^-Y,   dY/dln a = Gamma/H,   dD/dln a = a^4 f_dark Gamma rho_N/H.

Energy of decays that goes neither into neutrinos nor into dark radiation heats the plasma.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import equinox as eqx
import numpy as np
from jax.typing import ArrayLike

from reheaton.backend.given_numbers import check_number
from reheaton.backend.namespace import AnyArray, namespace
from reheaton.cosmology import energy_density, hubble, hubble_radiation
from reheaton.errors import InvalidInput, did_you_mean
from reheaton.rates.weak.couplings import NEUTRINO_FLAVOURS

G_STAR: Final = 10.75
"""Relativistic states of photons, e+e- and three neutrinos."""
T_TOGETHER: Final = 0.008
"""Temperature [GeV] above which plasma and neutrinos are one bath: 0.02 changes N_eff by less than 1e-5."""
_T_SETTLED: Final = 5e-6
"""Temperature [GeV] at which no electrons are left, e^-100 of them."""
_DECAYED: Final = 40.0
"""Gamma t at the end: e^-40 of the relic is left."""


class Scenario(eqx.Module):
    """Relic and dark radiation at the temperature T_start [GeV] of plasma and neutrinos, where a = 1.

    Every field may be traced. Below T_start = 0.008 GeV neutrinos start in equilibrium all the same. Impossible numbers
    raise InvalidInput.
    """

    T_start: ArrayLike = 0.02
    rho_relic: ArrayLike = 0.0
    """Energy density [GeV^4] of a cold relic."""
    width: ArrayLike = 0.0
    """Decay rate Gamma [GeV]."""
    to_neutrinos: AnyArray = eqx.field(default_factory=lambda: np.zeros(3))
    """Fraction of the relic's energy that goes into neutrinos e, mu, tau, with their antineutrinos, (3,)."""
    E_neutrinos: ArrayLike = 1.0
    """Mean energy E_0 [GeV] of neutrinos from decays."""
    to_dark: ArrayLike = 0.0
    """Fraction of the relic's energy that goes into dark radiation."""
    rho_dark: ArrayLike = 0.0
    """Energy density [GeV^4] of dark radiation."""
    extra: Callable[[Any], Any] | None = eqx.field(static=True, default=None)
    """Energy density [GeV^4] of anything else, as a function of ln a; it gravitates and does nothing more."""

    def __check_init__(self) -> None:
        check_number("T_start", self.T_start, "above 0 GeV", exclusive=True, many=True)
        check_number("E_neutrinos", self.E_neutrinos, "above 0 GeV", exclusive=True, many=True)
        for name in ("rho_relic", "width", "rho_dark"):
            check_number(name, getattr(self, name), "from 0 up, in powers of GeV", many=True)
        for name in ("to_neutrinos", "to_dark"):
            check_number(name, getattr(self, name), "from 0 to 1", maximum=1.0, many=True)

    def gravitating(self, log_a: Any, rho: Any) -> Any:
        """rho [GeV^4] with what `extra` adds to it."""
        return rho if self.extra is None else rho + self.extra(log_a)

    def relic(self, a: Any, Y: Any) -> Any:
        """rho_N [GeV^4]."""
        return self.rho_relic * a**-3 * namespace(Y, self.rho_relic).exp(-Y)

    @property
    def to_plasma(self) -> Any:
        """Fraction of the relic's energy that heats the plasma."""
        return 1.0 - self.to_dark - namespace(self.to_neutrinos).sum(self.to_neutrinos)

    def log_a_settled(self) -> Any:
        """ln a from which nothing happens: no electrons, no relic. A bound from above, good to a factor 3 in a."""
        xp = namespace(self.T_start, self.rho_relic, self.width)
        width, H = xp.asarray(self.width), hubble_radiation(G_STAR, self.T_start)
        decays = width > 0.0
        # Radiation is at T_RH at Gamma = H, and has H = Gamma/80 when Gamma t = 40.
        T_RH = self.T_start * xp.sqrt(xp.where(decays, width, H) / H)
        T_end = xp.minimum(_T_SETTLED, xp.where(decays, T_RH / np.sqrt(2.0 * _DECAYED), _T_SETTLED))
        # A relic that dominates makes radiation of T_RH, at the latest when it is as dense as that.
        dense = xp.maximum(self.rho_relic / energy_density(G_STAR, T_RH), 1e-300)
        by_relic = xp.where(decays, xp.log(dense) / 3.0 + xp.log(T_RH / T_end), 0.0)
        return xp.maximum(xp.log(self.T_start / T_end), by_relic) + 1.0


def reheated(
    T_RH: Any,
    T_start: Any = None,
    to_neutrinos: Mapping[str, float] | None = None,
    E_neutrinos: ArrayLike = 1.0,
) -> Scenario:
    r"""A relic that dominates from far above T_RH [GeV] on, where Gamma = 3 H_rad(T_RH) with g = 10.75.

    At T_start, 10 T_RH unless it is given, radiation is what the decays so far have made: rho = (2/5) Gamma rho_N/H,
    H^2 = 8 pi rho_N/(3 M_PLANCK^2). Raises InvalidInput.
    """
    check_number("T_RH", T_RH, "above 0 GeV", exclusive=True)
    fractions = dict.fromkeys(NEUTRINO_FLAVOURS, 0.0)
    for name, fraction in (to_neutrinos or {}).items():
        if name not in fractions:
            raise InvalidInput(f"flavour {name!r} of to_neutrinos is not known: {did_you_mean(name, fractions)}")
        fractions[name] = fraction
    T_start = 10.0 * T_RH if T_start is None else T_start
    width = 3.0 * hubble_radiation(G_STAR, T_RH)
    H = 2.5 * energy_density(G_STAR, T_start) / width * hubble(1.0) ** 2
    return Scenario(
        T_start, (H / hubble(1.0)) ** 2, width, namespace(T_RH).asarray(list(fractions.values())), E_neutrinos
    )

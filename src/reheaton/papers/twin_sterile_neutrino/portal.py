"""When the Higgs portal lets go of the twin sector."""

import functools
from typing import Any, Final

import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton import cosmology
from reheaton.errors import InvalidInput
from reheaton.matter import standard_model as sm
from reheaton.matter.bath import make_bath
from reheaton.matter.gas import Gas
from reheaton.rates import higgs_portal
from reheaton.rates.portal_heat import PortalHeat, portal_heat
from reheaton.universe.exchange import Contents, Exchange, Flow
from reheaton.universe.relic import thermal_relic

TIGHT: Final = 20.0
"""Gamma/H down to which the sectors have one temperature: differences of 1/20 of what expansion makes are left out."""


@functools.lru_cache(maxsize=4096)
def portal_T_dec(vev_ratio: float, m_N: float | None, T_f: float, eos: str, twin_qcd: str) -> float:
    """T_dec [GeV] of SM and twin from Higgs-portal scattering, Gamma = H (see `rates.higgs_portal`).

    H holds both sectors and a heavy neutrino of mass m_N [GeV] (None: none) that froze out at T_f [GeV] and has not
    begun to decay. Raises InvalidInput where Gamma = H is never crossed.
    """
    bath = make_bath(_both_sectors(vev_ratio, eos, twin_qcd))
    relic = None if m_N is None else thermal_relic("N", m_N, {}, T_f)
    s_start = float(bath.s(T_f))

    def hubble(T: np.ndarray) -> np.ndarray:
        rho = np.asarray(bath.rho(jnp.asarray(T)))
        if relic is not None:
            a = np.cbrt(s_start / np.asarray(bath.s(jnp.asarray(T))))[:, None]
            densities = np.asarray(relic.densities) / a**3
            rho = rho + np.sum(densities * np.hypot(relic.mass, np.asarray(relic.momenta) / a), axis=1)
        return cosmology.hubble(rho)

    try:
        return higgs_portal.decoupling_temperature(vev_ratio, hubble)
    except InvalidInput as error:
        raise InvalidInput(f"contact = higgs-portal finds no T_dec: {error}") from None


def portal_exchange(vev_ratio: Any, T_dec: Any) -> tuple[Array, Exchange]:
    """The temperature [GeV] at which Gamma/H is TIGHT, where the contact ends, and the heat exchanged from then on.

    q = kappa (T_A - T_B)/T at the mean temperature T (`rates.portal_heat`), linear in the difference, which stays small
    as long as heat flows. T_dec [GeV] is that of `portal_T_dec`, where Gamma = H.
    """
    table = portal_heat()
    until = table.where_faster(TIGHT, T_dec, vev_ratio)
    return until, Exchange("sm", "twin", flow=_heat, numbers=(table, vev_ratio))


def _heat(now: Contents, table: PortalHeat, vev_ratio: Any) -> Flow:
    T_A, T_B = now.T["sm"], now.T["twin"]
    T = 0.5 * (T_A + T_B)
    heat = table.kappa(T, vev_ratio) * (T_A - T_B) / T
    return Flow(energy={"sm": -heat, "twin": heat})


def _both_sectors(vev_ratio: float, eos: str, twin_qcd: str) -> list[Gas]:
    ours = (*sm.plasma(eos=eos), sm.departing_neutrinos())
    return [*ours, *sm.plasma(vev_ratio, eos=eos, twin_qcd=twin_qcd), sm.departing_neutrinos(vev_ratio)]

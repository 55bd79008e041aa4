"""Production of sterile neutrinos that the tests share: tables made once, kernels compiled once per process.

The opacity is that of nu_mu for every flavour: here it is an input, and the flavour decides on the potential alone.
"""

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np

from reheaton.matter.bath import Baths, make_baths
from reheaton.matter.gas import Gas
from reheaton.matter.qcd_gas import qcd_gas
from reheaton.matter.standard_model import departing_neutrinos, plasma
from reheaton.production.local_rates import ActiveNeutrino, Mixing
from reheaton.production.oscillation import Production, produce, production_range
from reheaton.production.path import PANELS, Path, follow_bath, gauss_points
from reheaton.rates.opacity.meson_opacity import MesonOpacity, meson_opacity_from_table
from reheaton.rates.opacity.meson_table import meson_table
from reheaton.rates.opacity.opacity import Opacity, opacity_from_table
from reheaton.rates.opacity.tabulate import OpacityTable, opacity_table

KEV = 1e-6
M_PLANCK = 1.220890e19
"""GeV; CODATA."""


@cache
def table() -> OpacityTable:
    """Opacity of nu_mu, from the cache folder if it is there."""
    return opacity_table("mu")


@cache
def opacity() -> Opacity:
    """The same, ready for use."""
    return jax.tree.map(np.asarray, opacity_from_table(table()))


@cache
def mesons() -> MesonOpacity:
    """The mesons of nu_mu."""
    return meson_opacity_from_table(meson_table("mu"))


def gases(vev_ratio: float) -> tuple[Gas, ...]:
    """Everything in the sector."""
    return (*plasma(vev_ratio), departing_neutrinos(vev_ratio))


@cache
def bath(vev_ratio: float) -> Baths:
    """The sector as a bath alone."""
    return jax.tree.map(np.asarray, make_baths([gases(vev_ratio)], [(0,)]))


@cache
def active(vev_ratio: float, flavour: str = "mu") -> ActiveNeutrino:
    """The active neutrino of the sector."""
    strong = jax.tree.map(np.asarray, qcd_gas(vev_ratio))
    return ActiveNeutrino(opacity(), strong, np.asarray(vev_ratio), flavour)


def _of_one_flavour(m_s: float, mixing: float, active: ActiveNeutrino, path: Path) -> Production:
    return produce(m_s, [Mixing(mixing, active)], path)


along = jax.jit(_of_one_flavour)
limits_of = jax.jit(production_range)
follow = jax.jit(follow_bath)


def history(vev_ratio: float, T_start: float, T_end: float, panels: int = PANELS) -> Path:
    """The sector alone between two temperatures, in a number of panels of choice."""
    T = np.array([T_start, T_end])
    if panels == PANELS:
        return follow(bath(vev_ratio), *T)
    start, end = -np.asarray(bath(vev_ratio).log_s(0, T)) / 3.0
    log_a, width = gauss_points(start, end, panels)
    state = bath(vev_ratio).state(0, -3.0 * log_a)
    H = jnp.sqrt(8.0 * np.pi / 3.0 * state.rho) / M_PLANCK
    return Path(log_a, state.T, H, width, jnp.asarray(end + np.log(T_end)))


def default_range(m_s: float, mixing: float, vev_ratio: float) -> tuple[float, float]:
    """Temperatures at which production starts and ends unless told otherwise."""
    high, low, _ = limits_of(m_s, mixing, active(vev_ratio))
    return float(high), float(low)


def made(m_s: float, mixing: float, vev_ratio: float = 1.0, flavour: str = "mu", panels: int = PANELS) -> Production:
    """Production in the sector alone over the default range."""
    return along(
        m_s, mixing, active(vev_ratio, flavour),
        history(vev_ratio, *default_range(m_s, mixing, vev_ratio), panels),
    )  # fmt: skip


def number(log_y: np.ndarray, f: np.ndarray) -> float:
    """int y^2 f dy as a sum over even steps of ln y."""
    return float((log_y[1] - log_y[0]) * np.sum(np.exp(3.0 * np.asarray(log_y)) * np.asarray(f)))


def count(production: Production) -> float:
    """The same of all that was made."""
    return number(production.log_y, production.f)

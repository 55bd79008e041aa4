"""Table of C among mesons on p/T, T and vev ratio: fusion to mesons, and scattering off pions."""

import functools
from typing import Final

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.backend.jax_setup import outer_jit
from reheaton.backend.kept_tables import kept_table
from reheaton.backend.progress import Progress
from reheaton.constants import MESON_MASSES
from reheaton.particles.fermions import charged_lepton
from reheaton.rates.opacity.meson_fusion import CHARGED, NEUTRAL, meson_fusion
from reheaton.rates.opacity.pion_scattering import CHARGED_CURRENT, NEUTRAL_CURRENT, pion_scattering
from reheaton.rates.opacity.tabulate import LOG_X

LOG_T: Final = np.linspace(np.log(0.004), np.log(0.3), 31)
"""ln(T/GeV). Below there are no muons to fuse with and no pions; above there are no mesons."""
LOG_VEV_RATIO: Final = np.linspace(0.0, np.log(32.0), 19)
"""ln of the vev ratio. Beyond, nothing reacts before the mesons are gone."""
_POINTS: Final = (12, 10, 8)
_VERSION: Final = 1
"""Raised whenever the same input gives other numbers."""


def meson_table(flavour: str, progress: Progress | None = None) -> np.ndarray:
    """C (vev ratios, temperatures, momenta) on LOG_VEV_RATIO, LOG_T and LOG_X of `tabulate`, shipped or computed.

    Made by tools/make_opacity_tables.py. Raises InvalidInput for an unknown flavour.
    """
    lepton = charged_lepton(flavour).mass
    grids = [[float(grid[0]), float(grid[-1]), len(grid)] for grid in (LOG_VEV_RATIO, LOG_T, LOG_X)]
    mesons = [[m.mass, m.decay_constant, m.coupling, m.spin] for m in (*CHARGED, *NEUTRAL)]
    scattering = [MESON_MASSES["pi+"], MESON_MASSES["rho+"], CHARGED_CURRENT, NEUTRAL_CURRENT]
    stored = kept_table(
        f"mesons/{flavour}",
        [grids, list(_POINTS), lepton, mesons, scattering],
        lambda: {"C": _compute(flavour, progress or (lambda message, fraction: None))},
        version=_VERSION,
        shapes={"C": (len(LOG_VEV_RATIO), len(LOG_T), len(LOG_X))},
        within=(0.0, 1e4),
    )
    return stored["C"]


def _compute(flavour: str, progress: Progress) -> np.ndarray:
    table = []
    for k, log_f in enumerate(LOG_VEV_RATIO):
        progress("opacities of neutrinos among mesons", k / len(LOG_VEV_RATIO))
        table.append(np.asarray(_at_vev_ratio(jnp.exp(log_f), flavour)))
    progress("opacities of neutrinos among mesons", 1.0)
    return np.stack(table)


@functools.partial(outer_jit, static_argnums=1)
def _at_vev_ratio(f: Array, flavour: str) -> Array:
    x, pion, lepton = jnp.exp(LOG_X), jnp.sqrt(f) * MESON_MASSES["pi+"], f * charged_lepton(flavour).mass

    def row(T: Array) -> Array:
        return meson_fusion(x, T, f, flavour) + pion_scattering(x, T, pion, lepton, _POINTS)

    return jax.lax.map(row, jnp.exp(LOG_T))

"""The strongly interacting part of a sector as a gas, for any vev ratio.

    p_QCD(T; f) = w(T/l) R(T/l) p_free(T; f) + (1 - w(T/l)) p_HRG(T; f, l)

R and w are the tables of `qcd.tables`; l is the ratio of the confinement scales, `confinement_ratio`.

From T_MAX up R is constant: quarks and gluons continue as radiation. In truth alpha_s goes on running, and g_* of the
Standard Model grows by 0.12% per decade (0.17% with saikawa-shirai-2018). The slope of R that is dropped at T_MAX is
1.3e-4 of s and 1.7e-4 of rho (1.8e-4 and 2.4e-4); the pressure is continuous. The table of a bath bridges this in its
last interval, with T = d rho/ds throughout.
"""

import functools

import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.kept_by_code import kept_by_code
from reheaton.backend.namespace import namespace
from reheaton.matter.bath import T_MAX
from reheaton.matter.equation_of_state import equation_of_state
from reheaton.matter.gas import EquilibriumGas, IdealGas, ScaledPressure, ideal_gas
from reheaton.matter.ideal_gas import exact_derivatives
from reheaton.matter.qcd import LightQCD, confinement_ratio
from reheaton.matter.qcd.free_quarks import GLUON_DEGREES, QUARK_DEGREES, QUARK_MASSES
from reheaton.numerics.interpolation import UniformSplines, hermite_splines
from reheaton.particles.species import STATISTICS, Species


class QCDGas(EquilibriumGas):
    """Quarks, gluons and hadrons at one temperature."""

    curves: UniformSplines
    """R, w and the pressure of the hadrons whose masses do not follow the quark masses, against ln(T/l)."""
    quarks: IdealGas
    pseudoscalars: IdealGas
    log_confinement_ratio: Array

    def scaled_pressure(self, log_T: Array) -> ScaledPressure:
        xp = namespace(log_T, self.log_confinement_ratio)
        shifted = xp.minimum(log_T, np.log(T_MAX)) - self.log_confinement_ratio
        ratio, weight, heavy = (ScaledPressure(*self.curves.derivatives(k, shifted)) for k in (0, 1, 2))
        runs = log_T < np.log(T_MAX)
        ratio = ScaledPressure(ratio.value, runs * ratio.first, runs * ratio.second)
        rest = ScaledPressure(1.0 - weight.value, -weight.first, -weight.second)
        quark_phase = weight.times(ratio).times(self.quarks.scaled_pressure(log_T))
        return quark_phase.plus(rest.times(heavy.plus(self.pseudoscalars.scaled_pressure(log_T))))


def qcd_gas(vev_ratio: ArrayLike = 1.0, *, eos: str = "borsanyi-2016", twin_qcd: str = "same") -> QCDGas:
    """QCD at quark masses vev_ratio times ours; pseudoscalar masses scale with the square root.

    Raises InvalidInput for an eos that `equation_of_state` does not know, and another twin_qcd than `same` or
    `rescaled`.
    """
    light = equation_of_state(eos)
    xp = namespace(vev_ratio)
    ratio = confinement_ratio(vev_ratio, twin_qcd)
    gluons = Species("gluons", 0, GLUON_DEGREES, "boson")
    quarks = (Species("quark", vev_ratio * m, QUARK_DEGREES, "fermion") for m in QUARK_MASSES)
    hadrons = light.hadrons
    pions = zip(hadrons.mass[hadrons.pseudoscalar], hadrons.degeneracy[hadrons.pseudoscalar], strict=True)
    scale = xp.sqrt(vev_ratio * ratio)
    return QCDGas(
        curves=_curves(light),
        quarks=ideal_gas([gluons, *quarks]),
        pseudoscalars=ideal_gas([Species("pseudoscalar", scale * m, float(g), "boson") for m, g in pions]),
        log_confinement_ratio=xp.log(ratio),
    )


@functools.lru_cache(maxsize=16)
def _curves(table: LightQCD) -> UniformSplines:
    grid = table.ln_temperature
    columns = zip(
        (table.ratio, table.ratio_slope, table.ratio_curvature),
        (table.weight, table.weight_slope, table.weight_curvature),
        table.confined or kept_by_code("hadrons", table, lambda: _heavy_hadrons(table, grid)),
        strict=True,
    )
    return hermite_splines(np.full(3, grid[0]), np.full(3, grid[1] - grid[0]), *(np.stack(rows) for rows in columns))


def _heavy_hadrons(table: LightQCD, log_T: np.ndarray) -> list[np.ndarray]:
    """p/T^4 of all hadrons but the light pseudoscalars, with two derivatives by ln T, shape of log_T.

    Where there are no hadrons (weight 1) the value is not used, and left at zero.
    """
    hadrons = table.hadrons
    total = [np.zeros_like(log_T) for _ in range(3)]
    used = table.weight < 1.0
    for statistics in STATISTICS:
        chosen = (np.array(hadrons.statistics) == statistics) & ~hadrons.pseudoscalar
        parts = exact_derivatives(np.log(hadrons.mass[chosen]) - log_T[used][:, None], statistics)
        for k, part in enumerate(parts):
            total[k][used] += (-1.0) ** k * part @ hadrons.degeneracy[chosen]
    return total

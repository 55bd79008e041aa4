r"""How strongly interacting matter responds to chemical potentials of electric charge and baryon number.

    n_Q = chi_QQ mu_Q + chi_BQ mu_B,   n_B = chi_BQ mu_Q + chi_BB mu_B                  (linear in mu/T)
    chi_ab(T; f) = w chi_ab,quarks(T; f, l) + (1 - w) chi_ab,HRG(T; f, l),   w at T/l

n_Q, n_B: densities of charge and baryon number, mu_Q, mu_B their chemical potentials; f: vev ratio; l: ratio of the
confinement scales. Strangeness is not conserved (weak decays are fast), so it has no chemical potential. w is the
weight of the quark phase in the pressure (`qcd.tables`). With chi(x) of `pair_susceptibility`:

- free quarks: chi_ab,free = 2 N_c sum_q a_q b_q chi_F(f m_q/T), charge Q_q and baryon number 1/3 of the quark q;
- hadrons: chi_ab,HRG = (1/2) sum_h a_h b_h chi_(F,B)(m_h/T) over states h, antiparticles among them. Masses as in
  `qcd.hadrons`, sums of a_h b_h in data/qcd/hadrons.csv;
- quarks that interact: chi_QQ = r_Q chi_QQ,free, chi_BB = r_B chi_BB,free, chi_BQ = r_B chi_BQ,free + d chi_BB,free,
  fitted to the lattice (2 + 1 flavours, N_t = 12; parametrisation of Noronha-Hostler et al., arXiv:1902.06723),

    r_Q = 1 - 0.083 (t/0.4)^-0.189 - 0.8034/(1 + e^((t - 0.1387)/0.0318)),   r_B = r_Q/(1 + (0.1517/t)^8.35),
    d = 0.073 exp(-((t - 0.167)/0.038)^2),   t = T/l in GeV.

  The first two terms of r_Q are those of the isospin in `rates.opacity.colours`; what is missing falls as the coupling
  does. d is what baryons leave, which are charged: massless free u, d and s have chi_BQ = 0.

For the Standard Model chi_QQ is within 3% of the parametrisation from 0.1 to 0.6 GeV, chi_BB and chi_BQ within 0.01.
For heavier quarks r and d are those of the Standard Model, as nothing else is known. Two variants show what that may
cost, both with d = 0: `free`, r_Q = r_B = 1, quarks free wherever they are; `pressure`, r_Q = r_B = R of `qcd.tables`,
the ratio of the pressures of quarks and gluons with and without interactions, which is lower than r_Q.
"""

import functools
import math
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from jax.typing import ArrayLike

from reheaton.backend.namespace import AnyArray, namespace
from reheaton.matter.bath import T_MAX
from reheaton.matter.ideal_gas import FloatArray
from reheaton.matter.pair_susceptibility import exact_log_susceptibility, susceptibility
from reheaton.matter.qcd import hadron_table
from reheaton.matter.qcd.tables import T_QUARK
from reheaton.matter.qcd_gas import QCDGas
from reheaton.numerics.interpolation import UniformSplines, hermite_splines
from reheaton.particles.fermions import N_COLOURS, QUARKS

Variant = Literal["lattice", "free", "pressure"]
"""What interactions leave of the susceptibilities of free quarks, see the module."""

_T_LOWEST: Final = 3e-3
"""Below this temperature [GeV] chi_BB, then 1e-134, is held constant: chi_BQ/chi_BB and its slope remain numbers."""
_NODES: Final = 257


class Susceptibilities(NamedTuple):
    """chi_QQ, chi_BQ and chi_BB in units of T^2, each of the shape of T."""

    QQ: AnyArray
    BQ: AnyArray
    BB: AnyArray


def hadron_susceptibilities(T: ArrayLike, gas: QCDGas, *, variant: Variant = "lattice") -> Susceptibilities:
    """Susceptibilities of quarks and hadrons at temperature T [GeV], any shape, for any vev ratio.

    Equation: see the module. gas: the strongly interacting matter of the sector; variant: what is assumed of quarks
    that interact. Valid wherever the pressure of `qcd_gas` is; errors in the module docstring.
    """
    xp = namespace(T, gas.log_confinement_ratio, gas.quarks.log_mass)
    temperature = xp.asarray(T, dtype=float)
    shifted = xp.minimum(xp.log(temperature), np.log(T_MAX)) - gas.log_confinement_ratio
    weight = gas.curves.value_and_slope(1, shifted)[0]
    of_charge, of_baryons, left = _INTERACTIONS[variant](gas, shifted)
    QQ, BQ, BB = _free_quarks(temperature, gas)
    quarks = of_charge * QQ, of_baryons * BQ + left * BB, of_baryons * BB
    parts = zip(quarks, _hadrons(temperature, shifted, gas), strict=True)
    return Susceptibilities(*(weight * free + (1.0 - weight) * confined for free, confined in parts))


# --- interactions of quarks: r_Q, r_B and d -----------------------------------------------------------
def _on_the_lattice(gas: QCDGas, log_t: AnyArray) -> tuple[AnyArray, AnyArray, AnyArray]:
    del gas
    xp = namespace(log_t)
    t = xp.exp(log_t)
    missing = 0.083 * (t / 0.4) ** -0.189 + 0.4017 * (1.0 - xp.tanh(0.5 * (t - 0.1387) / 0.0318))
    # Below the temperatures where it is used the fit is negative.
    of_charge = xp.maximum(1.0 - missing, 0.0)
    of_baryons = of_charge / (1.0 + xp.exp(8.35 * (math.log(0.1517) - log_t)))
    return of_charge, of_baryons, 0.073 * xp.exp(-(((t - 0.167) / 0.038) ** 2))


def _free(gas: QCDGas, log_t: AnyArray) -> tuple[float, float, float]:
    del gas, log_t
    return 1.0, 1.0, 0.0


def _by_pressure(gas: QCDGas, log_t: AnyArray) -> tuple[AnyArray, AnyArray, float]:
    ratio = gas.curves.value_and_slope(0, log_t)[0]
    return ratio, ratio, 0.0


_INTERACTIONS: Final[Mapping[Variant, Callable[[QCDGas, AnyArray], tuple[Any, Any, Any]]]] = {
    "lattice": _on_the_lattice,
    "free": _free,
    "pressure": _by_pressure,
}


# --- ideal gases ----------------------------------------------------------------------------------
def _free_quarks(T: AnyArray, gas: QCDGas) -> tuple[AnyArray, ...]:
    """chi_QQ, chi_BQ, chi_BB of free quarks."""
    xp = namespace(T, gas.quarks.log_mass)
    charge = np.array([quark.charge for quark in QUARKS.values()])
    numbers = np.stack([charge**2, charge / 3.0, np.full(len(charge), 1.0 / 9.0)], axis=1)
    chi = susceptibility(xp.multiply.outer(1.0 / T, xp.exp(xp.asarray(gas.quarks.log_mass))))
    return tuple(xp.moveaxis(chi @ (2.0 * N_COLOURS * numbers), -1, 0))


def _hadrons(T: AnyArray, shifted: AnyArray, gas: QCDGas) -> tuple[AnyArray, ...]:
    """chi_QQ, chi_BQ, chi_BB of the hadron gas."""
    xp = namespace(T, shifted, gas.pseudoscalars.log_mass)
    table = hadron_table()
    charged = np.flatnonzero(table.pseudoscalar & (table.charge_squared > 0.0))
    rows = np.searchsorted(np.flatnonzero(table.pseudoscalar), charged)
    masses = xp.exp(xp.asarray(gas.pseudoscalars.log_mass)[rows])
    light = 0.5 * susceptibility(xp.multiply.outer(1.0 / T, masses), "boson") @ table.charge_squared[charged]
    log_BB, ratio, log_QQ = (_heavy_hadrons().value_and_slope(k, shifted)[0] for k in range(3))
    BB = xp.exp(log_BB)
    return light + xp.exp(log_QQ), ratio * BB, BB


@functools.cache
def _heavy_hadrons() -> UniformSplines:
    """ln chi_BB, chi_BQ/chi_BB and ln chi_QQ of all hadrons but the light pseudoscalars, against ln(T/l)."""
    table = hadron_table()
    log_t = np.linspace(math.log(_T_LOWEST), math.log(T_QUARK), _NODES)
    heavy = ~table.pseudoscalar
    BB = _log_sum(log_t, table.baryon_squared * heavy)
    QQ = _log_sum(log_t, table.charge_squared * heavy)
    value, slope = _log_sum(log_t, np.maximum(table.baryon_charge, 0.0))
    minus, minus_slope = _log_sum(log_t, np.maximum(-table.baryon_charge, 0.0))
    plus, minus = np.exp(value - BB[0]), np.exp(minus - BB[0])
    ratio = plus - minus, plus * (slope - BB[1]) - minus * (minus_slope - BB[1])
    values, slopes = (np.stack(rows) for rows in zip(BB, ratio, QQ, strict=True))
    return hermite_splines(np.full(3, log_t[0]), np.full(3, log_t[1] - log_t[0]), values, slopes)


def _log_sum(log_t: FloatArray, numbers: FloatArray) -> tuple[FloatArray, FloatArray]:
    """ln of (1/2) sum_h numbers_h chi(m_h/T) and its derivative by ln T; numbers >= 0."""
    table = hadron_table()
    used = numbers > 0.0
    x = table.mass[used] / np.exp(log_t)[:, None]
    fermion = np.array(table.statistics)[used] == "fermion"
    (log_chi, slope), (boson, boson_slope) = (exact_log_susceptibility(x, kind) for kind in ("fermion", "boson"))
    terms = np.where(fermion, log_chi, boson) - x + np.log(0.5 * numbers[used])
    top = terms.max(axis=-1)
    share = np.exp(terms - top[:, None])
    slopes = x * (1.0 - np.where(fermion, slope, boson_slope))
    total = share.sum(axis=-1)
    return top + np.log(total), (share * slopes).sum(axis=-1) / total

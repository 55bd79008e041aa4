"""Eqs. 5-7 of "Twin Sterile Neutrino Dark Matter" as printed, with SciPy: ln T of both sectors and ln rho of N.

    dlnT_A/dln a = [-1 + <Gamma> rho_N/(3 H T_A s_A)]/(1 + dln g_s/dlnT/3),    dlnT_B/dln a = -1/(1 + dln g_s/dlnT/3),
    dln rho_N/dln a = -3 (1 + w) - <Gamma>/H

This is how the problem is usually typed in; a fluid only.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.interpolate import CubicSpline

from reheaton.cosmology import T_BBN, T_CMB, T_NU_OVER_T_GAMMA
from reheaton.matter.bath import Baths, make_baths
from reheaton.matter.standard_model import departing_neutrinos, plasma

from .scipy_baseline import HUBBLE, ONE_NEUTRINO, T_DEC, T_F, VEV_RATIO, Momenta, falling, integrate


@dataclass(frozen=True)
class Matter:
    """One bath: (ln rho/T^4, ln s/T^3) of ln T, and the slopes."""

    logs: CubicSpline
    slopes: Callable[[float], np.ndarray]

    def rho(self, log_T: float) -> float:
        """Energy density [GeV^4]."""
        return math.exp(self.logs(log_T)[0] + 4.0 * log_T)

    def growth(self, log_T: float) -> float:
        """1 + dln g_s/dlnT/3."""
        return 1.0 + self.slopes(log_T)[1] / 3.0


@cache
def matter() -> tuple[Matter, Matter, Matter]:
    """Everything in contact, the Standard Model, the twin."""
    sm, twin = ((*plasma(f), departing_neutrinos(f)) for f in (1.0, VEV_RATIO))
    return (
        _matter(make_baths([sm, twin], [(0, 1)])),
        _matter(make_baths([sm], [(0,)])),
        _matter(make_baths([twin], [(0,)])),
    )


def _matter(baths: Baths) -> Matter:
    log_T = np.linspace(np.log(1e-11), np.log(2.0 * T_F), 4001)
    log_s = np.asarray(baths.log_s(0, np.exp(log_T)))
    rho = np.asarray(baths.state(0, log_s).rho)
    logs = CubicSpline(log_T, np.stack([np.log(rho) - 4.0 * log_T, log_s - 3.0 * log_T], axis=1))
    return Matter(logs, logs.derivative())


@dataclass(frozen=True)
class PrintedEquations:
    """The printed equations with one method of `solve_ivp`."""

    method: str

    def solve(self, m: float, Gamma: float, rtol: float, *, resolved: bool) -> np.ndarray:
        """Delta N_eff at 1 MeV and at 0.26 eV for a relic of mass m and width Gamma [GeV], shape (2,)."""
        if resolved:
            raise ValueError("The printed equations know a fluid only.")
        both, sm, twin = matter()
        relic = Momenta(m, Gamma, resolved=False)
        start = np.array([math.log(T_F), math.log(relic.energy(0.0, np.zeros(1))[0])])

        def together(x: float, y: np.ndarray) -> list[float]:
            log_T, log_rho = y
            H = HUBBLE * math.sqrt(both.rho(log_T) + math.exp(log_rho))
            heating, loss = _relic_rates(relic, x, log_rho, H)
            return [_cooling(both, log_T, heating), loss]

        def apart(x: float, y: np.ndarray) -> list[float]:
            log_T, log_T_twin, log_rho = y
            H = HUBBLE * math.sqrt(sm.rho(log_T) + twin.rho(log_T_twin) + math.exp(log_rho))
            heating, loss = _relic_rates(relic, x, log_rho, H)
            return [_cooling(sm, log_T, heating), -1.0 / twin.growth(log_T_twin), loss]

        first = integrate(self.method, rtol, together, 0.0, start, [_cools_to(T_DEC, terminal=True)])
        ends = [_cools_to(T_BBN, terminal=False), _cools_to(T_CMB, terminal=True)]
        log_T, log_rho = first.y[:, -1]
        second = integrate(self.method, rtol, apart, first.t[-1], np.array([log_T, log_T, log_rho]), ends)
        dark = [twin.rho(y[0][1]) + math.exp(y[0][2]) for y in second.y_events]
        return np.array(dark) / (ONE_NEUTRINO * np.array([T_BBN, T_NU_OVER_T_GAMMA * T_CMB]) ** 4)


def _relic_rates(relic: Momenta, x: float, log_rho: float, H: float) -> tuple[float, float]:
    """Heat per e-fold [GeV^4], and dln rho_N/dln a."""
    w, dilation = relic.fluid(x)
    per_fold = relic.Gamma * dilation / H
    return per_fold * math.exp(log_rho), -3.0 * (1.0 + w) - per_fold


def _cooling(bath: Matter, log_T: float, heating: float) -> float:
    """dlnT/dln a of a bath that gets this heat per e-fold."""
    Ts = math.exp(bath.logs(log_T)[1] + 4.0 * log_T)
    return (-1.0 + heating / (3.0 * Ts)) / bath.growth(log_T)


def _cools_to(T: float, *, terminal: bool) -> Callable:
    wanted = math.log(T)
    return falling(lambda x, y: y[0] - wanted, terminal=terminal)

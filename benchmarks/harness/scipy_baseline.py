"""The background as one would solve it with SciPy: the same equations, tables, momenta and output instants.

Variables are ln S of the Standard Model relative to its start and the survival exponents Y of the relic (see
`reheaton.universe.equations`), against ln a; the twin keeps its comoving entropy. All are of order one while they
matter, so that one number serves as relative and absolute tolerance. Two ways to look up the tables are timed: SciPy's
CubicSpline, called as it comes, and the same cubics evaluated by hand in plain Python, which has less overhead.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp
from scipy.interpolate import CubicSpline

from reheaton.constants import M_PLANCK
from reheaton.cosmology import T_BBN, T_CMB, T_NU_OVER_T_GAMMA
from reheaton.matter.bath import Baths, make_baths
from reheaton.matter.gas import Gas
from reheaton.matter.standard_model import departing_neutrinos, plasma
from reheaton.universe.relic import thermal_relic

VEV_RATIO, T_DEC, T_F = 4.0, 2.0, 1e4
"""Twin over SM vev, and temperatures [GeV] of decoupling and freeze-out."""
_NODES = 8001
HUBBLE = math.sqrt(8.0 * math.pi / 3.0) / M_PLANCK
ONE_NEUTRINO = 7.0 / 8.0 * 2.0 * math.pi**2 / 30.0

LookUp = Callable[[float], tuple[float, float]]
"""ln(rho s^(-4/3)) and ln(T s^(-1/3)) of ln s."""


@dataclass(frozen=True)
class Table:
    """One bath: both ways to look it up, and ln s at the temperatures that are needed."""

    scipy: LookUp
    by_hand: LookUp
    log_s: dict[float, float]


@cache
def tables() -> tuple[Table, Table, Table]:
    """Everything in contact, the Standard Model, the twin."""
    sm: tuple[Gas, ...] = (*plasma(), departing_neutrinos())
    twin: tuple[Gas, ...] = (*plasma(VEV_RATIO), departing_neutrinos(VEV_RATIO))
    return (
        _table(make_baths([sm, twin], [(0, 1)])),
        _table(make_baths([sm], [(0,)])),
        _table(make_baths([twin], [(0,)])),
    )


def _table(baths: Baths) -> Table:
    low, high = (float(baths.log_s(0, T)) for T in (1e-11, 2.0 * T_F))
    log_s = np.linspace(low, high, _NODES)
    state = baths.state(0, log_s)
    logs = np.stack([np.log(state.rho) - 4.0 / 3.0 * log_s, np.log(state.T) - log_s / 3.0], axis=1)
    spline = CubicSpline(log_s, logs)
    return Table(spline, _by_hand(spline), {T: float(baths.log_s(0, T)) for T in (T_DEC, T_F)})


def _by_hand(spline: CubicSpline) -> LookUp:
    start, per_step = float(spline.x[0]), 1.0 / float(spline.x[1] - spline.x[0])
    rows = [tuple(row) for row in np.moveaxis(spline.c, 1, 0).reshape(_NODES - 1, 8).tolist()]
    nodes, last = spline.x.tolist(), _NODES - 2

    def look_up(x: float) -> tuple[float, float]:
        i = min(max(int((x - start) * per_step), 0), last)
        u = x - nodes[i]
        a3, b3, a2, b2, a1, b1, a0, b0 = rows[i]
        return ((a3 * u + a2) * u + a1) * u + a0, ((b3 * u + b2) * u + b1) * u + b0

    return look_up


def integrate(method: str, rtol: float, rates: Callable, x: float, y: np.ndarray, events: list) -> Any:
    """`solve_ivp` from ln a = x until a terminal event; `rtol` is the relative and the absolute tolerance."""
    # Where nothing decays the rates vanish, and a step without bound would jump over every event.
    options = {"rtol": rtol, "atol": rtol, "max_step": 2.0}
    return solve_ivp(rates, (x, x + 80.0), y, method=method, events=events, **options)


def falling(quantity: Callable[[float, np.ndarray], float], *, terminal: bool) -> Callable:
    """An event of `solve_ivp`: a quantity falls through zero."""

    def event(x: float, y: np.ndarray) -> float:
        return quantity(x, y)

    event.terminal, event.direction = terminal, -1  # type: ignore[attr-defined]
    return event


@dataclass(frozen=True)
class Solver:
    """A method of `solve_ivp`, its tables looked up by SciPy or by hand."""

    method: str
    by_hand: bool = False

    def solve(self, m: float, Gamma: float, rtol: float, *, resolved: bool) -> np.ndarray:
        """Delta N_eff at 1 MeV and at 0.26 eV for a relic of mass m and width Gamma [GeV], shape (2,)."""
        both, sm, twin = tables()
        relic = Momenta(m, Gamma, resolved)
        together = _Stage(relic, self._look_up(both), both.log_s[T_F])
        parting = together.cools_to(T_DEC, terminal=True)
        first = integrate(self.method, rtol, together.rates, 0.0, np.zeros(1 + relic.exponents), [parting])
        x, Y = first.t[-1], first.y[1:, -1]
        log_S = [bath.log_s[T_DEC] + 3.0 * x for bath in (sm, twin)]
        apart = _Stage(relic, self._look_up(sm), log_S[0], self._look_up(twin), log_S[1])
        ends = [apart.cools_to(T_BBN, terminal=False), apart.cools_to(T_CMB, terminal=True)]
        second = integrate(self.method, rtol, apart.rates, x, np.concatenate([[0.0], Y]), ends)
        dark = [apart.dark(t[0], y[0]) for t, y in zip(second.t_events, second.y_events, strict=True)]
        return np.array(dark) / (ONE_NEUTRINO * np.array([T_BBN, T_NU_OVER_T_GAMMA * T_CMB]) ** 4)

    def _look_up(self, table: Table) -> LookUp:
        return table.by_hand if self.by_hand else table.scipy


class Momenta:
    """The relic, with the momenta of the library."""

    def __init__(self, m: float, Gamma: float, resolved: bool) -> None:
        relic = thermal_relic("N", m, {"sm": Gamma}, T_F, resolved=resolved)
        self.m, self.Gamma, self.resolved, self.exponents = m, Gamma, resolved, relic.exponents
        self.momenta_squared, self.densities = np.asarray(relic.momenta) ** 2, np.asarray(relic.densities)
        self.number = float(np.sum(self.densities))

    def energy(self, x: float, Y: np.ndarray) -> tuple[float, float, np.ndarray | float]:
        """rho [GeV^4], heat over Gamma [GeV^4], and m/E."""
        a = math.exp(x)
        E = np.sqrt(self.momenta_squared / (a * a) + self.m**2)
        if self.resolved:
            n = self.densities * np.exp(-Y) / a**3
            return float(n @ E), self.m * float(n.sum()), self.m / E
        left = math.exp(-Y[0]) / a**3
        rho = float(self.densities @ E)
        return rho * left, self.m * self.number * left, self.m * self.number / rho

    def fluid(self, x: float) -> tuple[float, float]:
        """w = p/rho and mean m/E of the redshifted initial spectrum."""
        E = np.sqrt(self.momenta_squared * math.exp(-2.0 * x) + self.m**2)
        rho = float(self.densities @ E)
        return (1.0 - self.m**2 * float(self.densities @ (1.0 / E)) / rho) / 3.0, self.m * self.number / rho


class _Stage:
    """Rates of (ln S, Y) against ln a while the heated bath is `bath`, with or without another bath beside it."""

    def __init__(
        self, relic: Momenta, bath: LookUp, log_S: float, other: LookUp | None = None, other_log_S: float = 0.0
    ) -> None:
        self.relic, self.bath, self.log_S, self.other, self.other_log_S = relic, bath, log_S, other, other_log_S

    def rates(self, x: float, y: np.ndarray) -> np.ndarray:
        log_s = self.log_S + y[0] - 3.0 * x
        log_rho, log_T = self.bath(log_s)
        rho_N, heat, dilation = self.relic.energy(x, y[1:])
        rho = math.exp(log_rho + 4.0 / 3.0 * log_s) + self.rho_other(x) + rho_N
        per_fold = self.relic.Gamma / (HUBBLE * math.sqrt(rho))
        rates = np.empty_like(y)
        rates[0] = per_fold * heat * math.exp(-log_T - 4.0 / 3.0 * log_s)
        rates[1:] = per_fold * dilation
        return rates

    def rho_other(self, x: float) -> float:
        """Energy density [GeV^4] of the bath beside."""
        if self.other is None:
            return 0.0
        log_s = self.other_log_S - 3.0 * x
        return math.exp(self.other(log_s)[0] + 4.0 / 3.0 * log_s)

    def dark(self, x: float, y: np.ndarray) -> float:
        """Energy density [GeV^4] of the bath beside and of what is left of the relic."""
        return self.rho_other(x) + self.relic.energy(x, y[1:])[0]

    def cools_to(self, T: float, *, terminal: bool) -> Callable:
        """The event that the heated bath cools to T [GeV]."""
        wanted = math.log(T)

        def log_T_above(x: float, y: np.ndarray) -> float:
            log_s = self.log_S + y[0] - 3.0 * x
            return self.bath(log_s)[1] + log_s / 3.0 - wanted

        return falling(log_T_above, terminal=terminal)

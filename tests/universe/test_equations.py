"""Two re-computations of the twin background that share no code with the engine but the gases' `state`.

One solves the paper's Eqs. 5-7 as printed: ln T of both sectors and ln rho of N as a fluid, LSODA. The other follows
the entropies and 200 momenta of N, DOP853. Both interpolate thermodynamic functions of their own making.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import jax
import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp
from scipy.interpolate import BSpline, make_interp_spline

from reheaton.matter.standard_model import departing_neutrinos, plasma

from .universes import COOLING, PER_T4, POINTS, T_BBN, T_CMB, T_FREEZE_OUT, Answers, solve_many

T_DEC = 2.0
M_PLANCK = 1.220890e19
"""GeV; CODATA."""
each_point = pytest.mark.parametrize("number", range(len(POINTS)))


@dataclass(frozen=True)
class Matter:
    """Thermodynamics of one bath as splines of degree 5."""

    log_g_s: BSpline
    """ln(s/T^3) of ln T."""
    log_g_rho: BSpline
    """ln(rho/T^4) of ln T."""
    log_T: BSpline
    """ln T of ln s."""

    def log_s(self, log_T: float) -> float:
        return 3.0 * log_T + float(self.log_g_s(log_T))

    def rho(self, log_T: float) -> float:
        return float(np.exp(4.0 * log_T + self.log_g_rho(log_T)))


@cache
def matter(*vev_ratios: float) -> Matter:
    """One bath of the Standard Model or twin at each vev ratio, from the gases at 4001 temperatures."""
    log_T = np.linspace(np.log(1e-10), np.log(2e4), 4001)
    gases = [gas for f in vev_ratios for gas in (*plasma(f), departing_neutrinos(f))]
    states = [gas.state(np.exp(log_T)) for gas in gases]
    log_s = np.log(sum(np.asarray(state.s) for state in states))
    log_rho = np.log(sum(np.asarray(state.rho) for state in states))
    return Matter(
        make_interp_spline(log_T, log_s - 3.0 * log_T, k=5),
        make_interp_spline(log_T, log_rho - 4.0 * log_T, k=5),
        make_interp_spline(log_s, log_T, k=5),
    )


def hubble(rho: float) -> float:
    """H [GeV] of an energy density [GeV^4]."""
    return float(np.sqrt(8.0 * np.pi * rho / 3.0)) / M_PLANCK


@dataclass(frozen=True)
class Found:
    """Delta N_eff at 1 MeV and 0.26 eV, and T when H = Gamma."""

    bbn: float
    cmb: float
    T_RH: float


Sums = Callable[[float, np.ndarray], tuple[float, float, float, float]]
"""(ln T_A, ln T_B, rho_N, H) at (ln a, y)."""


def run(rates: Callable, sums: Sums, y0: np.ndarray, part: Callable, Gamma: float, **options: object) -> Found:
    """Integrate both stages and read the answers off at the events; `part` makes y of stage 2 from that of stage 1."""

    def falls(quantity: Callable[[float, np.ndarray], float], terminal: bool) -> Callable:
        def event(x: float, y: np.ndarray) -> float:
            return quantity(x, y)

        event.terminal, event.direction = terminal, -1
        return event

    def log_T_A(stage: int) -> Callable[[float, np.ndarray], float]:
        return lambda x, y: sums[stage](x, y)[0]

    parting = falls(lambda x, y: log_T_A(0)(x, y) - np.log(T_DEC), True)
    first = solve_ivp(rates[0], (0.0, 30.0), y0, events=parting, **options)
    end = [
        falls(lambda x, y: log_T_A(1)(x, y) - np.log(T_BBN), False),
        falls(lambda x, y: log_T_A(1)(x, y) - np.log(T_CMB), True),
        falls(lambda x, y: np.log(sums[1](x, y)[3] / Gamma), False),
    ]
    second = solve_ivp(rates[1], (first.t[-1], 60.0), part(first.t[-1], first.y[:, -1]), events=end, **options)
    at = [sums[1](x[0], y[0]) for x, y in zip(second.t_events, second.y_events, strict=True)]
    delta = [(matter(4.0).rho(u[1]) + u[2]) / (PER_T4 * np.exp(4.0 * u[0])) for u in at[:2]]
    return Found(delta[0], delta[1] * COOLING, float(np.exp(at[2][0])))


# --- Eqs. 5-7 of the paper ---------------------------------------------------------------------------


@cache
def redshifted_fermi_dirac(m: float) -> tuple[BSpline, BSpline]:
    """rho a^3 and P a^3 of undecayed N against ln a: momenta of f = 1/(e^(E/T) + 1) redshift; Simpson in ln q."""
    t = np.linspace(np.log(1e-4), np.log(60.0), 1501)
    y = np.exp(t)
    weights = np.full(t.size, 2.0)
    weights[1::2], weights[[0, -1]] = 4.0, 1.0
    weights *= (t[1] - t[0]) / 3.0 * y**3 / (np.exp(np.sqrt(y**2 + (m / T_FREEZE_OUT) ** 2)) + 1.0)
    weights *= 2.0 * T_FREEZE_OUT**3 / (2.0 * np.pi**2)
    log_a = np.linspace(0.0, 60.0, 3001)
    p = y * T_FREEZE_OUT / np.exp(log_a)[:, None]
    E = np.sqrt(m**2 + p**2)
    return make_interp_spline(log_a, np.log(E @ weights), k=5), make_interp_spline(
        log_a, (p**2 / 3.0 / E) @ weights, k=5
    )


def number_of_relics(m: float) -> float:
    """n a^3 [GeV^3] by adaptive quadrature."""
    x = m / T_FREEZE_OUT
    integral = quad(lambda y: y**2 / (np.exp(np.sqrt(y**2 + x**2)) + 1.0), 0.0, 60.0, epsabs=0.0, epsrel=1e-12)[0]
    return 2.0 * T_FREEZE_OUT**3 / (2.0 * np.pi**2) * integral


def as_printed(m: float, Gamma: float) -> Found:
    """The paper's equations: variables ln T_A, ln T_B, ln rho_N."""
    log_rho_0, pressure_0 = redshifted_fermi_dirac(m)
    n = number_of_relics(m)

    def fluid(x: float) -> tuple[float, float]:
        """w = P/rho and <Gamma> of N."""
        rho_a3 = np.exp(log_rho_0(x))
        return float(pressure_0(x) / rho_a3), float(Gamma * m * n / rho_a3)

    def heated(bath: Matter, log_T: float, Q_over_H: float) -> float:
        """Eq. 5: dln T/dln a."""
        growth = 1.0 + float(bath.log_g_s(log_T, 1)) / 3.0
        return (-1.0 + Q_over_H / (3.0 * np.exp(bath.log_s(log_T) + log_T))) / growth

    def together(x: float, y: np.ndarray) -> tuple[float, float, float, float]:
        rho_N = np.exp(y[1])
        return y[0], y[0], rho_N, hubble(matter(1.0, 4.0).rho(y[0]) + rho_N)

    def apart(x: float, y: np.ndarray) -> tuple[float, float, float, float]:
        rho_N = np.exp(y[2])
        return y[0], y[1], rho_N, hubble(matter(1.0).rho(y[0]) + matter(4.0).rho(y[1]) + rho_N)

    def rates_together(x: float, y: np.ndarray) -> list[float]:
        _, _, rho_N, H = together(x, y)
        w, rate = fluid(x)
        return [heated(matter(1.0, 4.0), y[0], rate * rho_N / H), -3.0 * (1.0 + w) - rate / H]

    def rates_apart(x: float, y: np.ndarray) -> list[float]:
        _, _, rho_N, H = apart(x, y)
        w, rate = fluid(x)
        return [
            heated(matter(1.0), y[0], rate * rho_N / H),
            heated(matter(4.0), y[1], 0.0),
            -3.0 * (1.0 + w) - rate / H,
        ]

    start = np.array([np.log(T_FREEZE_OUT), float(log_rho_0(0.0))])
    options = {"method": "LSODA", "rtol": 1e-10, "atol": 1e-10}
    parted = lambda _, y: np.array([y[0], y[0], y[1]])  # noqa: E731
    return run((rates_together, rates_apart), (together, apart), start, parted, Gamma, **options)


# --- entropies and momenta ---------------------------------------------------------------------------


def momentum_by_momentum(m: float, Gamma: float) -> Found:
    """Entropies ln(s a^3) and f(q) = f_0(q) exp(-Y_q) on 200 momenta, trapezoid in ln(e^y - 1)."""
    t = np.linspace(-9.0, 45.0, 200)
    y_q = np.logaddexp(0.0, t)
    occupation = 1.0 / (np.exp(np.sqrt(y_q**2 + (m / T_FREEZE_OUT) ** 2)) + 1.0)
    n_q = T_FREEZE_OUT**3 / np.pi**2 * y_q**2 * occupation * (t[1] - t[0]) / (1.0 + np.exp(-t))

    def relic(x: float, Y: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        E = np.sqrt(m**2 + (y_q * T_FREEZE_OUT * np.exp(-x)) ** 2)
        n = n_q * np.exp(-Y - 3.0 * x)
        return float(n @ E), Gamma * m / E, Gamma * m * n

    def sums(baths: tuple[Matter, ...]) -> Sums:
        def evaluate(x: float, y: np.ndarray) -> tuple[float, float, float, float]:
            log_T = [float(bath.log_T(u - 3.0 * x)) for bath, u in zip(baths, y, strict=False)]
            rho_N = relic(x, y[len(baths) :])[0]
            return log_T[0], log_T[-1], rho_N, hubble(sum(b.rho(u) for b, u in zip(baths, log_T, strict=True)) + rho_N)

        return evaluate

    def rates(baths: tuple[Matter, ...]) -> Callable[[float, np.ndarray], np.ndarray]:
        def evaluate(x: float, y: np.ndarray) -> np.ndarray:
            log_T, _, _, H = sums(baths)(x, y)
            _, dY_dt, Q = relic(x, y[len(baths) :])
            # dS/dln a = a^3 Q/(H T) of the first bath.
            heat = np.sum(Q) / (H * np.exp(log_T + y[0] - 3.0 * x))
            return np.concatenate([[heat], np.zeros(len(baths) - 1), dY_dt / H])

        return evaluate

    def parted(x: float, y: np.ndarray) -> np.ndarray:
        log_s = [matter(f).log_s(np.log(T_DEC)) + 3.0 * x for f in (1.0, 4.0)]
        return np.concatenate([log_s, y[1:]])

    stages = ((matter(1.0, 4.0),), (matter(1.0), matter(4.0)))
    start = np.concatenate([[stages[0][0].log_s(np.log(T_FREEZE_OUT))], np.zeros(t.size)])
    options = {"method": "DOP853", "rtol": 1e-9, "atol": 1e-12}
    return run([rates(b) for b in stages], [sums(b) for b in stages], start, parted, Gamma, **options)


# --- comparison --------------------------------------------------------------------------------------


def deviation(found: Answers, expected: Found) -> float:
    """Largest relative deviation."""
    return max(abs(float(getattr(found, name)) / getattr(expected, name) - 1.0) for name in ("bbn", "cmb", "T_RH"))


@pytest.fixture(scope="module")
def engine() -> dict[bool, Answers]:
    """Answers at POINTS, momenta resolved or not."""
    m, Gamma = np.transpose(POINTS)
    return {resolved: solve_many(m, Gamma, resolved=resolved) for resolved in (True, False)}


@each_point
def test_fluid_relic_solves_the_printed_equations(number, engine):
    """1e-5: the accuracy promised at the default rtol; measured 1.6e-6 (N_eff at 1 MeV when T_RH = 2.6 MeV)."""
    point = jax.tree.map(lambda x: x[number], engine[False])
    assert deviation(point, as_printed(*POINTS[number])) < 1e-5


@each_point
def test_momenta_decay_each_at_its_own_rate(number, engine):
    """1e-5 as above: the engine has 10 Gauss momenta, the re-computation 200 of a rule of another kind."""
    point = jax.tree.map(lambda x: x[number], engine[True])
    assert deviation(point, momentum_by_momentum(*POINTS[number])) < 1e-5


def test_answers_of_another_implementation(engine):
    """0.3%: an independent implementation (accurate to 1e-4) whose equation of state differs by up to 0.2% here."""
    np.testing.assert_allclose(engine[True].bbn, [0.175952, 2.91754, 0.532583, 0.302881], rtol=3e-3)
    np.testing.assert_allclose(engine[True].cmb, [0.148151, 3.34512, 0.585515, 0.328211], rtol=3e-3)
    np.testing.assert_allclose(engine[True].T_RH, [0.00264028, 0.0820051, 0.0256218, 0.0504876], rtol=3e-3)
    np.testing.assert_allclose(engine[True].dilution, [15.755, 1.521, 5.6206, 8.6761], rtol=3e-3)
